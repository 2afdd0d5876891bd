"""Who was overloaded because of the scenario: the same people, with and without it.

Two runs of one seed draw the same chances for the same person, so somebody who is heavily strained
for much longer in one of them is so because of what the scenario set off.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.experiments.execution import Pair
from zorgzaam.model.measures import AGE_GROUPS, INCOMES, SEXES, TENURES
from zorgzaam.model.network import RELATION_NAMES
from zorgzaam.model.run import EndState, Run

EXTRA_WEEKS: Final = 13  # a quarter of a year more than without: no passing bad spell
AGE_BOUNDS: Final = (18, 45, 65, 75)  # between the groups of `AGE_GROUPS`
WHO: Final = ("age", "sex", "relation", "sole_carer", "income", "tenure", "area_code")


def newly_overloaded(pair: Pair) -> pd.DataFrame:
    """People heavily strained for at least 13 weeks more in the scenario than in the baseline.

    One row a person who lives in the place at the end of both runs: key, row, extra_weeks, and who
    it is (`WHO`). Relation and sole carer are those of the scenario, or of the baseline for somebody
    who no longer cares at the end of the scenario.
    """
    return _longer(pair.scenario, pair.baseline)


def relieved(pair: Pair) -> pd.DataFrame:
    """The other way round: at least 13 weeks less. Without it the first figure tells half."""
    return _longer(pair.baseline, pair.scenario)


def _longer(worse: Run, better: Run) -> pd.DataFrame:
    _, here, there = np.intersect1d(
        worse.end.key, better.end.key, assume_unique=True, return_indices=True
    )
    weeks = worse.end.total_weeks_heavy[here].astype(np.int64)
    extra = weeks - better.end.total_weeks_heavy[there].astype(np.int64)
    much = extra >= EXTRA_WEEKS
    here, there, extra = here[much], there[much], extra[much]
    in_order = np.argsort(worse.end.row[here], kind="stable")
    here, there, extra = here[in_order], there[in_order], extra[in_order]
    table = _described(worse, here)
    stopped = worse.end.main_relation[here] == 0
    before = _described(better, there)
    for column in ("relation", "sole_carer"):
        table[column] = np.where(stopped, before[column], table[column])
    table.insert(0, "key", worse.end.key[here])
    table.insert(1, "row", worse.end.row[here])
    table.insert(2, "extra_weeks", extra)
    return table


def _described(run: Run, at: NDArray[np.int64]) -> pd.DataFrame:
    """Who the people at these places of the end state are, in words."""
    end: EndState = run.end
    codes = [area.code for area in run.place.areas]
    age_group = np.searchsorted(AGE_BOUNDS, end.age_years[at], side="right")
    return pd.DataFrame(
        {
            "age": _words(AGE_GROUPS, age_group),
            "sex": _words(SEXES, end.sex[at]),
            "relation": _words(RELATION_NAMES, end.main_relation[at]),
            "sole_carer": end.sole_carer[at] == 1,
            "income": _words(INCOMES, end.low_income[at]),
            "tenure": _words(TENURES, end.owner_occupied[at]),
            "area_code": _words(codes, end.area[at]),
        }
    )


def _words(names: Iterable[str], numbers: NDArray[np.integer[Any]]) -> list[str]:
    known = list(names)
    return [known[number] for number in numbers]


def counts(tables: Iterable[pd.DataFrame], by: str) -> dict[str, float]:
    """Mean number of people a seed in each group of `by` (one of `WHO`), over the seeds' tables."""
    each = [table[by].value_counts() for table in tables]
    together = pd.concat(each, axis=1).fillna(0.0).mean(axis=1) if each else pd.Series(dtype=float)
    return {str(group): float(number) for group, number in together.sort_index().items()}
