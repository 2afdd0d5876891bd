"""What a page shows of a comparison: small, plain values, taken from the runs in one pass.

The weekly figures are means over four weeks, so that a line shows the course and not the week. A
band goes from the 5th to the 95th percentile over the seeds.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.dashboard.inputs import short_name
from zorgzaam.experiments.comparison import Arm, Comparison, OutcomeRow
from zorgzaam.model.measures import (
    AGE_GROUPS,
    GROUPS,
    INCOMES,
    SEXES,
    TENURES,
    WEEKS_PER_GROUP_PERIOD,
)
from zorgzaam.model.network import RELATION_NAMES

WEEKS_PER_POINT: Final = 4
WEEKS_PER_YEAR: Final = 52
COURSES: Final = ("need_hours", "formal_hours", "informal_hours", "unmet_hours")
STRAINED: Final = "heavily_strained"
_DIMENSIONS: Final = (("age", AGE_GROUPS), ("sex", SEXES), ("income", INCOMES), ("tenure", TENURES))

Points = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One arm over time: median over seeds, and the band around it."""

    median: Points
    low: Points
    high: Points


@dataclass(frozen=True, slots=True)
class Course:
    """One weekly figure per 1,000 people over time, both arms."""

    name: str
    years: Points  # since the start
    baseline: Line
    scenario: Line


@dataclass(frozen=True, slots=True)
class Bar:
    """A group or an area with its mean in each arm; None where there is nobody to divide by."""

    dimension: str
    name: str
    baseline: float | None
    scenario: float | None

    @property
    def difference(self) -> float | None:
        """Scenario minus baseline."""
        if self.baseline is None or self.scenario is None:
            return None
        return self.scenario - self.baseline


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the page shows, with the seeds that stand behind it."""

    place: str
    residents: int
    seeds: int
    seeds_asked: int
    change_year: float  # years from the start to the first change
    rows: tuple[OutcomeRow, ...]
    courses: tuple[Course, ...]  # hours a week per 1,000 residents
    strained: Course  # heavily strained carers per 1,000 adults
    groups: tuple[Bar, ...]  # heavily strained carers per 1,000 adults of the group
    ties: tuple[Bar, ...]  # heavily strained, % of the carers of that kind
    areas: tuple[Bar, ...]  # heavily strained carers per 1,000 adults; dimension is the area's code
    areas_unmet: tuple[Bar, ...]  # unmet hours a week per 1,000 residents

    def row(self, name: str) -> OutcomeRow:
        """One outcome by name."""
        return next(row for row in self.rows if row.name == name)


def findings(comparison: Comparison) -> Findings:
    """The findings of the pairs that are finished (one or more)."""
    first_week = comparison.plan.first_week
    return Findings(
        place=short_name(comparison.place.name),
        residents=comparison.place.residents,
        seeds=len(comparison.pairs),
        seeds_asked=len(comparison.seeds_asked),
        change_year=first_week / WEEKS_PER_YEAR,
        rows=tuple(comparison.rows()),
        courses=tuple(_course(comparison, name, "residents") for name in COURSES),
        strained=_course(comparison, STRAINED, "adults_18_plus"),
        groups=_groups(comparison, first_week),
        ties=_ties(comparison, first_week),
        areas=_areas(comparison, STRAINED, "adults_18_plus", first_week),
        areas_unmet=_areas(comparison, "unmet_hours", "residents", first_week),
    )


def _course(comparison: Comparison, measure: str, people: str) -> Course:
    lines = [_line(comparison, measure, people, arm) for arm in _ARMS]
    points = len(lines[0].median)
    middle = (WEEKS_PER_POINT * (np.arange(points) + 0.5)) / WEEKS_PER_YEAR
    return Course(measure, _points(middle), lines[0], lines[1])


_ARMS: Final[tuple[Arm, Arm]] = ("baseline", "scenario")


def _line(comparison: Comparison, measure: str, people: str, arm: Arm) -> Line:
    series = []
    for pair in comparison.pairs:
        run = comparison.run(pair, arm)
        counted = _by_point(run.measure(measure).sum(axis=1))
        of = _by_point(run.measure(people).sum(axis=1))
        series.append(_per_1000(counted, of))
    low, median, high = np.percentile(np.stack(series), [5, 50, 95], axis=0)
    return Line(_points(median), _points(low), _points(high))


def _by_point(weekly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over whole spells of four weeks; a rest at the end is left out."""
    points = len(weekly) // WEEKS_PER_POINT
    spells = weekly[: points * WEEKS_PER_POINT].reshape(points, WEEKS_PER_POINT)
    means: NDArray[np.float64] = spells.mean(axis=1)
    return means


def _per_1000(
    counted: NDArray[np.floating], of: NDArray[np.floating], per: float = 1000.0
) -> NDArray[np.float64]:
    """Quotients, NaN where there is nobody to divide by."""
    quotient = np.full(counted.shape, math.nan)
    np.divide(per * counted, of, out=quotient, where=of > 0)
    return quotient


def _points(values: NDArray[np.float64]) -> Points:
    return tuple(round(float(value), 4) if math.isfinite(value) else None for value in values)


def _groups(comparison: Comparison, first_week: int) -> tuple[Bar, ...]:
    first = first_week // WEEKS_PER_GROUP_PERIOD
    totals: dict[Arm, list[NDArray[np.float64]]] = {}
    for arm in _ARMS:
        runs = [comparison.run(pair, arm) for pair in comparison.pairs]
        totals[arm] = [
            np.sum([run.group_measure(name)[first:].sum(axis=(0, 1)) for run in runs], axis=0)
            for name in (STRAINED, "adults_18_plus")
        ]
    bars = []
    for position, (dimension, names) in enumerate(_DIMENSIONS):
        for name in names:
            chosen = np.array([group[position] == name for group in GROUPS])
            values = [
                _one(totals[arm][0][chosen].sum(), totals[arm][1][chosen].sum()) for arm in _ARMS
            ]
            if any(totals[arm][1][chosen].sum() > 0 for arm in _ARMS):
                bars.append(Bar(dimension, name, *values))
    return tuple(bars)


def _ties(comparison: Comparison, first_week: int) -> tuple[Bar, ...]:
    sums = {
        arm: np.sum(
            [comparison.run(pair, arm).ties[first_week:].sum(axis=0) for pair in comparison.pairs],
            axis=0,
        )
        for arm in _ARMS
    }
    bars = []
    for index, name in enumerate(RELATION_NAMES):
        if index == 0 or all(sums[arm][index, :, 0].sum() == 0 for arm in _ARMS):
            continue
        shares = [
            _one(sums[arm][index, :, 1].sum(), sums[arm][index, :, 0].sum(), 100.0) for arm in _ARMS
        ]
        bars.append(Bar("relation", name, *shares))
    for index, name in enumerate(("shared", "sole")):
        shares = [
            _one(sums[arm][:, index, 1].sum(), sums[arm][:, index, 0].sum(), 100.0) for arm in _ARMS
        ]
        bars.append(Bar("sole", name, *shares))
    return tuple(bars)


def _areas(comparison: Comparison, measure: str, people: str, first_week: int) -> tuple[Bar, ...]:
    """One bar an area where the place has several, in their order."""
    areas = comparison.place.areas
    if len(areas) < 2:
        return ()
    by_arm = []
    for arm in _ARMS:
        runs = [comparison.run(pair, arm) for pair in comparison.pairs]
        counted = np.sum([run.measure(measure)[first_week:].sum(axis=0) for run in runs], axis=0)
        of = np.sum([run.measure(people)[first_week:].sum(axis=0) for run in runs], axis=0)
        by_arm.append([_one(part, whole) for part, whole in zip(counted, of, strict=True)])
    return tuple(
        Bar(area.code, short_name(area.name), baseline, scenario)
        for area, baseline, scenario in zip(areas, *by_arm, strict=True)
    )


def _one(part: float, whole: float, per: float = 1000.0) -> float | None:
    return per * float(part) / float(whole) if whole > 0 else None
