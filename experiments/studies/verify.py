"""Is a study still what it was? Hashes of its parts, and a sample of its runs run again, bit by bit."""

import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.outcomes import OUTCOMES
from zorgzaam.experiments.studies.identity import Identities, model_version
from zorgzaam.experiments.studies.manifest import read_manifest
from zorgzaam.experiments.studies.parts import parts_in, run_parts
from zorgzaam.experiments.studies.plan import Planned
from zorgzaam.experiments.studies.reading import read_study, rows_of_runs
from zorgzaam.experiments.studies.schema import DONE
from zorgzaam.experiments.studies.tasks import Piece, Todo, populations_of, setting_of
from zorgzaam.experiments.studies.work import do


@dataclass(frozen=True, slots=True)
class Different:
    """A run that came out otherwise, and in what."""

    run: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what was not as it was."""

    parts: int
    damaged: tuple[str, ...]
    repeated: int
    different: tuple[Different, ...]

    @property
    def is_well(self) -> bool:
        """Whether everything is as it was."""
        return not self.damaged and not self.different

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def verify_study(
    folder: Path, runs: int, repeating: Callable[[int], None] | None = None
) -> Verified:
    """Look at every part, and run so many runs again, spread evenly over the study.

    InputError where the runs were made by another version of the model or of its figures, which cannot
    repeat them.
    """
    manifest = read_manifest(folder)
    parts = [part for name in ("runs", "series") for part in parts_in(folder / name)]
    damaged = tuple(part.path.relative_to(folder).as_posix() for part in parts if not part.is_sound)
    if damaged or not runs or not run_parts(folder):
        return Verified(len(parts), damaged, 0, ())
    found = read_study(folder)
    if (made_by := manifest["identity"]["model_sha256"]) != model_version():
        raise InputError(
            f"{folder}: the files are sound, but the runs were made by another version of the model "
            f"({made_by[:12]}; this is {model_version()[:12]}), so they cannot be repeated with this one; "
            "--runs 0 looks at the files only"
        )
    identities = Identities(found.study)
    if identities.figures != manifest["identity"]["figures_sha256"]:
        raise InputError(
            f"{folder}: the files are sound, but the runs were made with other figures of the places than "
            "this version of zorgzaam ships, so they cannot be repeated; --runs 0 looks at the files only"
        )
    rows = rows_of_runs(folder)
    planned: dict[str, Planned] = {}
    for each in found.study.planned(found.manifest["runs"]["seeds"]):
        run = identities(each.point)
        if run in rows and rows[run]["status"] == DONE:
            planned[run] = each
    there = list(planned)
    step = max(len(there) // runs, 1)
    sample = there[::step][:runs]
    different = []
    for number, run in enumerate(sample, start=1):
        if repeating is not None:
            repeating(number)
        [population] = populations_of(found.study, [Todo(planned[run], run)], identities)
        piece = Piece(setting_of(found.study, identities.model), (population,))
        [result] = do(piece).results
        figures = dict(zip((o.name for o in OUTCOMES), result.outcomes, strict=False))
        apart = [name for name in figures if _bits(figures[name]) != _bits(rows[run][name])]
        if result.error or apart:
            different.append(Different(run, tuple(apart) or (result.error.splitlines()[-1],)))
    return Verified(len(parts), damaged, len(sample), tuple(different))


def _bits(value: float) -> bytes:
    return struct.pack("<d", value)
