"""What a study says so far, by place and scenario: means with intervals, and paired differences."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.comparison import half_width
from zorgzaam.experiments.store import number_or_none
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.reading import Finished
from zorgzaam.experiments.studies.schema import DONE, FAILED

MOST_ROWS_APART: Final = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome of a scenario in a place; the difference is with the first scenario."""

    place: str
    scenario: str
    factors: Mapping[str, float]  # none where it is over the whole design
    outcome: str
    mean: float
    low: float | None
    high: float | None
    runs: int
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    pairs: int = 0


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

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "asked": self.asked,
            "done": self.done,
            "failed": len(self.failures),
            "failures": [asdict(each) for each in self.failures],
            "outcomes": [
                {
                    name: number_or_none(value) if isinstance(value, float) else value
                    for name, value in asdict(line).items()
                }
                for line in self.lines
            ],
        }


def summary_of(found: Finished, outcomes: Sequence[str] | None = None) -> Summary:
    """The summary of what is finished; of these outcomes, or of all that the study asks for."""
    known = found.study.file.outcomes
    for name in outcomes or ():
        if name not in known:
            raise InputError(f"outcome '{name}' is not in the study{nearest(name, known)}")
    table = found.table
    done, failed = table[table["status"] == DONE], table[table["status"] == FAILED]
    lines = [
        _line(
            here[here["place"] == code],
            code,
            scenario,
            factors,
            found.study.file.scenarios[0],
            name,
        )
        for code in found.study.places
        for factors, here in _apart(found.study, done)
        for scenario in found.study.file.scenarios
        for name in outcomes or known
    ]
    columns = ("place", "scenario", "design_row", "seed", "error")
    failures = tuple(
        Failure(place, scenario, int(row), int(seed), error.strip().splitlines()[-1])
        for place, scenario, row, seed, error in zip(*(failed[c] for c in columns), strict=True)
    )
    return Summary(found.asked, len(done), failures, tuple(line for line in lines if line.runs))


def _apart(study: Study, done: pd.DataFrame) -> list[tuple[Mapping[str, float], pd.DataFrame]]:
    """The runs by row of a small factorial design; a design that fills a space is taken as a whole."""
    design, rows = study.file.design, study.rows
    if design is None or design.kind != "factorial" or len(rows) > MOST_ROWS_APART:
        return [({}, done)]
    names = [factor.parameter for factor in study.file.factors]
    return [
        (dict(zip(names, row.values, strict=True)), done[done["design_row"] == row.number])
        for row in rows
    ]


def _line(
    here: pd.DataFrame,
    place: str,
    scenario: str,
    factors: Mapping[str, float],
    first: str,
    outcome: str,
) -> Line:
    by_run = here.set_index(["design_row", "seed"])
    mine = by_run.loc[by_run["scenario"] == scenario, outcome]
    line = Line(place, scenario, factors, outcome, *_interval(mine))
    if scenario == first:
        return line
    apart, below, above, pairs = _interval(mine - by_run.loc[by_run["scenario"] == first, outcome])
    if not pairs:
        return line
    return replace(line, difference=apart, difference_low=below, difference_high=above, pairs=pairs)


def _interval(values: "pd.Series[float]") -> tuple[float, float | None, float | None, int]:
    """Mean, 90 % interval where there are two or more, and of how many."""
    known = values.to_numpy(dtype=np.float64)
    known = known[np.isfinite(known)]
    if not len(known):
        return float("nan"), None, None, 0
    mean = float(known.mean())
    if len(known) == 1:
        return mean, None, None, 1
    half = half_width(known.tolist())
    return mean, mean - half, mean + half, len(known)
