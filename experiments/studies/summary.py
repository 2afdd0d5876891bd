"""What a study says so far, by place and scenario: means with intervals, and paired differences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.comparison import half_width
from zorgzaam.experiments.studies.designs import Row
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.reading import Finished
from zorgzaam.experiments.studies.schema import DONE, FAILED

MOST_ROWS_APART: Final = 24


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over runs, or over differences between runs of the same seed."""

    mean: float
    low: float | None  # ends of the 90 % interval; none of a single run
    high: float | None
    runs: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome of a scenario in a place, and on the same seeds what it differs.

    factors: the values of this row of a small factorial design; none where it is over the whole design.
    difference: with the first scenario of the study. change: with the first value of the factor that is
    `swept` (see Summary), the others as they are.
    """

    place: str
    scenario: str
    factors: Mapping[str, float]
    outcome: str
    level: Mean
    difference: Mean | None
    change: Mean | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that failed, and the last line of why."""

    place: str
    scenario: str
    design_row: int
    seed: int
    error: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a study is, and what it says so far."""

    asked: int
    done: int
    failures: tuple[Failure, ...]
    lines: tuple[Line, ...]
    swept: str | None = None  # the factor with most values, where rows of the design stand apart

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "asked": self.asked,
            "done": self.done,
            "failed": len(self.failures),
            "failures": [asdict(each) for each in self.failures],
            "swept": self.swept,
            "outcomes": [asdict(line) for line in self.lines],
        }


def summary_of(found: Finished, outcomes: Sequence[str] | None = None) -> Summary:
    """The summary of what is finished; of these outcomes, or of all that the study asks for."""
    known = found.study.file.outcomes
    for name in outcomes or ():
        if name not in known:
            raise InputError(f"outcome '{name}' is not in the study{nearest(name, known)}")
    table, study = found.table, found.study
    done, failed = table[table["status"] == DONE], table[table["status"] == FAILED]
    swept = swept_factor(study)
    columns = ("place", "scenario", "design_row", "seed", "error")
    failures = tuple(
        Failure(place, scenario, int(row), int(seed), error.strip().splitlines()[-1])
        for place, scenario, row, seed, error in zip(*(failed[c] for c in columns), strict=True)
    )
    lines = tuple(lines_of(study, done, list(outcomes or known), swept))
    return Summary(found.asked, len(done), failures, lines, swept)


def swept_factor(study: Study) -> str | None:
    """The factor with most values of a factorial design that is small enough to show row by row."""
    design = study.file.design
    if design is None or design.kind != "factorial" or len(study.rows) > MOST_ROWS_APART:
        return None
    return max(study.file.factors, key=lambda factor: len(factor.levels)).parameter


def lines_of(
    study: Study, done: pd.DataFrame, outcomes: list[str], swept: str | None
) -> Iterator[Line]:
    """By place, row of the design, scenario and outcome (a column of `done`, which has a row a run); those
    without any run are left out.
    """
    scenarios = study.file.scenarios
    table = {
        key: here.set_index(["design_row", "seed"])[outcomes]
        for key, here in done.groupby(["place", "scenario"], sort=False)
    }
    names = [factor.parameter for factor in study.file.factors]
    for place in study.places:
        of = {name: table[place, name] for name in scenarios if (place, name) in table}
        for row, before in _rows_apart(study, swept):
            factors = dict(zip(names, row.values, strict=True)) if row else {}
            for scenario, all_rows in of.items():
                mine = _of_row(all_rows, row)
                level = _means(mine)
                difference: Mapping[str, Mean] = {}
                if scenario != scenarios[0] and scenarios[0] in of:
                    difference = _means(mine - _of_row(of[scenarios[0]], row))
                change = (
                    _means(_by_seed(mine) - _by_seed(_of_row(all_rows, before))) if before else {}
                )
                for name, mean in level.items():
                    apart = difference.get(name), change.get(name)
                    yield Line(place, scenario, factors, name, mean, *apart)


def _rows_apart(study: Study, swept: str | None) -> Iterator[tuple[Row | None, Row | None]]:
    """Each row of the design beside the one where the swept factor has its first value, if that is
    another; one that stands for all rows, (None, None), where none is swept.
    """
    if swept is None:
        yield None, None
        return
    at = [factor.parameter for factor in study.file.factors].index(swept)
    by_values = {row.values: row for row in study.rows}
    for row in study.rows:
        first = study.file.factors[at].levels[0]
        before = by_values[(*row.values[:at], first, *row.values[at + 1 :])]
        yield row, None if before is row else before


def _of_row(runs: pd.DataFrame, row: Row | None) -> pd.DataFrame:
    return runs if row is None else runs[runs.index.get_level_values("design_row") == row.number]


def _by_seed(runs: pd.DataFrame) -> pd.DataFrame:
    return runs.droplevel("design_row")


def _means(runs: pd.DataFrame) -> dict[str, Mean]:
    """The mean of each outcome that has a value in any of these runs."""
    found = {}
    for name in runs.columns:
        known = runs[name].to_numpy(dtype=np.float64)
        known = known[np.isfinite(known)]
        if not len(known):
            continue
        mean = float(known.mean())
        low = high = None
        if len(known) > 1:
            half = half_width(known.tolist())
            low, high = mean - half, mean + half
        found[name] = Mean(mean, low, high, len(known))
    return found
