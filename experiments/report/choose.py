"""Three people to tell about, chosen by rule among those whom both runs of one seed know.

The same key in both end states is the same person. Ties are broken by the smallest key, so the
choice depends on nothing but the two runs.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.execution import Pair
from zorgzaam.model.run import EndState

Rule = Literal["most_strained", "most_unmet", "in_the_middle"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person: by which rule, which row in the people table, where in the two end states."""

    rule: Rule
    row: int
    in_baseline: int
    in_scenario: int


def three_people(pair: Pair) -> list[Chosen]:
    """The carer with the most extra strain, the recipient with the most extra unmet need, and a
    carer in the middle. Fewer where nobody answers to a rule; nobody is chosen twice.
    """
    before, after = pair.baseline.end, pair.scenario.end
    _, b, a = np.intersect1d(before.key, after.key, assume_unique=True, return_indices=True)
    heavy = _extra(before.total_weeks_heavy[b], after.total_weeks_heavy[a])
    unmet = _extra(before.unmet_hours[b], after.unmet_hours[a])
    cares = (before.hours_given[b] > 0) & (after.hours_given[a] > 0)
    strained = (before.total_weeks_heavy[b] > 0) | (after.total_weeks_heavy[a] > 0)
    adult = after.age_years[a] >= 18
    # Without this a nursing home in one run, where no need is counted, would be the whole story.
    lacking = before.unmet_hours[b] > 0
    taken = np.zeros(len(a), dtype=bool)
    chosen: list[Chosen] = []

    def take(rule: Rule, index: int | None) -> None:
        if index is not None:
            taken[index] = True
            chosen.append(Chosen(rule, int(after.row[a[index]]), int(b[index]), int(a[index])))

    take("most_strained", _largest(heavy, (cares | strained) & adult & (heavy > 0)))
    take("most_unmet", _largest(unmet, ~taken & adult & lacking & (unmet > 0)))
    take("in_the_middle", _median_carer(heavy, after, a, cares & adult & ~taken))
    return chosen


def _extra(before: NDArray[Any], after: NDArray[Any]) -> NDArray[np.float64]:
    """How much more with the package, without the wrap-around of small unsigned numbers."""
    more: NDArray[np.float64] = after.astype(np.float64) - before.astype(np.float64)
    return more


def _largest(values: NDArray[np.float64], candidates: NDArray[np.bool_]) -> int | None:
    """The candidate with the largest value; the arrays are in the order of keys."""
    if not candidates.any():
        return None
    return int(np.argmax(np.where(candidates, values, -np.inf)))


def _median_carer(
    extra_weeks: NDArray[np.float64],
    end: EndState,
    index: NDArray[np.intp],
    candidates: NDArray[np.bool_],
) -> int | None:
    """Of the carers with the median difference, the one whose hours are nearest to theirs."""
    if not candidates.any():
        return None
    middle = float(np.quantile(extra_weeks[candidates], 0.5, method="lower"))
    same = candidates & (extra_weeks == middle)
    hours = end.hours_given[index].astype(float)
    typical = float(np.quantile(hours[same], 0.5, method="lower"))
    return int(np.argmin(np.where(same, np.abs(hours - typical), np.inf)))
