"""Reading a study: what is finished so far, as one table with a row for each run of the study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from zorgzaam.experiments.studies.identity import Identities
from zorgzaam.experiments.studies.manifest import read_manifest, study_of
from zorgzaam.experiments.studies.parts import latest, read_runs, read_series, run_parts
from zorgzaam.experiments.studies.plan import Planned, Study

_LABELS: Final = ("place", "scenario", "design_row", "block", "seed")
Rows = Mapping[str, Mapping[str, Any]]  # by identity


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """A study as its folder has it now: what was asked, and the runs that are there."""

    folder: Path
    study: Study
    manifest: Mapping[str, Any]
    table: pd.DataFrame  # a row a run, in the order of the study

    @property
    def asked(self) -> int:
        """How many runs the study has."""
        return self.study.size(self.manifest["runs"]["seeds"])

    def series(self) -> pd.DataFrame:
        """The series of these runs: run, week, and a column for each outcome or measure kept."""
        kept: pd.DataFrame = read_series(self.folder).to_pandas()
        return kept[kept["run"].isin(set(self.table["run"]))] if len(kept) else kept


def read_study(folder: Path) -> Finished:
    """What is finished of a study, also while it runs. InputError where there is no study.

    It is read as it was run: by the versions of model, data and scenarios that the manifest names.
    """
    manifest = read_manifest(folder)
    study = study_of(manifest)
    identity = manifest["identity"]
    identities = Identities(study, identity["model_sha256"], identity["figures_sha256"])
    rows = rows_of_runs(folder) if run_parts(folder) else {}
    planned = list(study.planned(manifest["runs"]["seeds"]))
    return Finished(folder, study, manifest, table_of(study, planned, identities, rows))


def rows_of_runs(folder: Path, columns: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """The row of each run that counts, by identity."""
    return {row["run"]: row for row in latest(read_runs(folder, columns)).to_pylist()}


def table_of(
    study: Study, planned: Sequence[Planned], identities: Identities, rows: Rows
) -> pd.DataFrame:
    """The result table: a row for each of these points that is there, in their order."""
    outcomes = list(study.file.outcomes)
    found = []
    for each in planned:
        point = each.point
        run = identities(point)
        row = rows.get(run)
        if row is None:
            continue
        given = {**point.values, **point.levers}
        labels = (point.place, point.scenario, each.design_row, each.block, point.seed)
        found.append(
            {
                "run": run,
                "status": row["status"],
                "error": row["error"],
                **dict(zip(_LABELS, labels, strict=True)),
                **{name: given.get(name) for name in dict.fromkeys([*study.columns, *given])},
                **{name: row[name] for name in outcomes},
                "seconds": row["seconds"],
            }
        )
    names = ["run", "status", "error", *_LABELS, *study.columns, *outcomes, "seconds"]
    table = pd.DataFrame(found, columns=None if found else names)
    numbers = [
        name for name in table.columns if name not in ("run", "status", "error", *_LABELS[:2])
    ]
    whole = set(_LABELS[2:])
    kinds = {name: "int64" if name in whole else "float64" for name in numbers}
    table = table.astype({**kinds, "error": object}).copy()  # of many columns in one piece
    table["error"] = table["error"].where(table["error"].notna(), None)
    return table
