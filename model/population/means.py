"""Income and tenure: an area's own shares, told apart by household."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.model.households import INSTITUTION, LONE_PARENT, SINGLE
from zorgzaam.model.population.exact import draw, highest, odds_score

Array = NDArray[Any]

_INCOME_SOURCE = "assumption; CBS: low income is most frequent among lone parents and singles"
_TENURE_SOURCE = "assumption, after the housing survey (WoOn): couples own, singles and poor rent"


def _odds(value: float, meaning: str, source: str) -> Any:
    return parameter(value, meaning, "odds ratio", 0.05, 10.0, source, "A")


class MeansRule(NamedTuple):
    """Which households have a low income, and own their home."""

    # fmt: off
    low_income_odds_single: float = _odds(
        3.0, "low income, somebody alone under 65, against a couple", _INCOME_SOURCE)
    low_income_odds_lone_parent: float = _odds(
        4.5, "low income, a lone parent, against a couple", _INCOME_SOURCE)
    low_income_odds_65_plus: float = _odds(
        0.6, "low income where the head is 65 or over, at equal type", _INCOME_SOURCE)
    low_income_odds_under_30: float = _odds(
        1.8, "low income where the head is under 30, at equal type", _INCOME_SOURCE)
    owner_odds_single: float = _odds(
        0.35, "own home, somebody alone, against a couple", _TENURE_SOURCE)
    owner_odds_lone_parent: float = _odds(
        0.40, "own home, a lone parent, against a couple", _TENURE_SOURCE)
    owner_odds_low_income: float = _odds(0.15, "own home with a low income", _TENURE_SOURCE)
    owner_odds_under_30: float = _odds(0.35, "own home where the head is under 30", _TENURE_SOURCE)
    owner_odds_75_plus: float = _odds(0.6, "own home where the head is 75 or over", _TENURE_SOURCE)
    country_owner_share: float = parameter(
        0.57, "households in an owner-occupied dwelling in the country (for elsewhere)", "share",
        0.0, 1.0, "CBS, Kerncijfers wijken en buurten 2019", "H")
    country_low_income_share: float = parameter(
        0.075, "households with a low income in the country (for elsewhere)", "share", 0.0, 1.0,
        "CBS, Kerncijfers wijken en buurten 2018", "H")
    # fmt: on


# kinds of draw inside POPULATION (never renumber)
_LOW_INCOME = 30
_OWNER = 31
# 32 is free; 33 and 34 are those of `paid_work`


@kernel
def _income_odds(kind: int, age: float, rule: MeansRule) -> float:
    odds = 1.0
    if kind == LONE_PARENT:
        odds = rule.low_income_odds_lone_parent
    elif kind == SINGLE and age < 65:
        odds = rule.low_income_odds_single
    if age >= 65:
        odds *= rule.low_income_odds_65_plus
    elif age < 30:
        odds *= rule.low_income_odds_under_30
    return odds


@kernel
def _owner_odds(kind: int, age: float, low_income: int, rule: MeansRule) -> float:
    odds = 1.0
    if kind == LONE_PARENT:
        odds = rule.owner_odds_lone_parent
    elif kind == SINGLE:
        odds = rule.owner_odds_single
    if low_income:
        odds *= rule.owner_odds_low_income
    if age < 30:
        odds *= rule.owner_odds_under_30
    elif age >= 75:
        odds *= rule.owner_odds_75_plus
    return odds


@kernel
def household_means(
    first: Array, kind: Array, age: Array, keys: Array, low_income_share: float,
    owner_share: float, base: int, rule: MeansRule, low_income: Array, owner: Array,
) -> None:  # fmt: skip
    """Income and tenure, for the households of one area.

    Exactly the published shares of private households. The head is the first row.
    """
    n = kind.size
    scores = np.zeros(n)
    private = 0
    for h in range(n):
        if kind[h] != INSTITUTION:
            private += 1
            head = first[h]
            odds = _income_odds(kind[h], age[head], rule)
            scores[h] = odds_score(odds, draw(base, _LOW_INCOME, keys[head]))
    chosen = highest(scores, int(low_income_share * private + 0.5))
    for h in range(n):
        low_income[h] = chosen[h]
        if kind[h] != INSTITUTION:
            head = first[h]
            odds = _owner_odds(kind[h], age[head], low_income[h], rule)
            scores[h] = odds_score(odds, draw(base, _OWNER, keys[head]))
    chosen = highest(scores, int(owner_share * private + 0.5))
    for h in range(n):
        owner[h] = chosen[h]
