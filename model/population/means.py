"""Income, tenure, paid work and length of stay: an area's own shares, told apart by household."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import MODERATE, SEVERE, WOMAN
from zorgzaam.model.households import INSTITUTION, LONE_PARENT, SINGLE
from zorgzaam.model.population.exact import draw, highest, odds_score

Array = NDArray[Any]

_INCOME_SOURCE = "assumption; CBS: low income is most frequent among lone parents and singles"
_TENURE_SOURCE = "assumption, after the housing survey (WoOn): couples own, singles and poor rent"


def _odds(value: float, meaning: str, source: str) -> Any:
    return parameter(value, meaning, "odds ratio", 0.05, 10.0, source, "A")


class MeansRule(NamedTuple):
    """Which households have a low income, own their home, moved recently; who works how much."""

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
    moves_under_35_per_year: float = parameter(
        0.20, "moves of households whose head is under 35", "1/year", 0.02, 0.5,
        "assumption around evidence #47 (10.6 % of people a year)", "A")
    moves_35_64_per_year: float = parameter(
        0.07, "moves of households whose head is 35 to 64", "1/year", 0.01, 0.3,
        "assumption around evidence #47 (10.6 % of people a year)", "A")
    moves_65_plus_per_year: float = parameter(
        0.035, "moves of households whose head is 65 or over", "1/year", 0.005, 0.2,
        "assumption around evidence #47 (10.6 % of people a year)", "A")
    employed_moderate_ratio: float = parameter(
        0.65, "paid work with a moderate limitation, relative to none", "ratio", 0.0, 1.0,
        "assumption; CBS: half to two thirds as often", "A")
    employed_severe_ratio: float = parameter(
        0.3, "paid work with a severe limitation, relative to none", "ratio", 0.0, 1.0,
        "assumption; CBS: about a quarter to a third as often", "A")
    # fmt: on


# kinds of draw inside POPULATION (never renumber)
_LOW_INCOME = 30
_OWNER = 31
_STAY = 32
_WORKS = 33
_HOURS = 34


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
    owner_share: float, base: int, rule: MeansRule, low_income: Array, owner: Array, moved_in: Array,
) -> None:  # fmt: skip
    """Income, tenure and week of moving in, for the households of one area.

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
        head = first[h]
        years = age[head]
        rate = rule.moves_65_plus_per_year
        if years < 35:
            rate = rule.moves_under_35_per_year
        elif years < 65:
            rate = rule.moves_35_64_per_year
        stay = -math.log(1.0 - draw(base, _STAY, keys[head])) / rate
        moved_in[h] = -int(min(stay, max(0.2, years - 18.0)) * 52.1775) - 1


@kernel
def _employed(age: int, woman: bool) -> float:
    """Share with paid work (shape of CBS StatLine 82309NED, 2019, rounded)."""
    if age < 15 or age >= 75:
        return 0.0
    if age < 20:
        return 0.58
    if age < 25:
        return 0.76
    if age < 45:
        return 0.80 if woman else 0.90
    if age < 55:
        return 0.79 if woman else 0.88
    if age < 60:
        return 0.71 if woman else 0.85
    if age < 67:
        return 0.42 if woman else 0.58
    return 0.06 if woman else 0.14


@kernel
def _hours(age: int, woman: bool, u: float) -> int:
    """Paid hours a week of somebody who works (shape of CBS StatLine 82647NED, 2019, rounded)."""
    if age < 20 or age >= 67:
        return int(6 + 14 * u)
    if age < 25:
        return int(8 + 32 * u)
    if woman:  # a third full-time, most from 16 to 32 hours
        return 36 if u > 0.7 else int(16 + 24 * u)
    return 40 if u > 0.4 else int(32 + 10 * u) if u > 0.15 else 24


@kernel
def paid_work(
    age: Array, sex: Array, severity: Array, status: Array, at_home: int, keys: Array, base: int,
    rule: MeansRule, work_hours: Array,
) -> None:  # fmt: skip
    """Paid hours a week of everybody who lives at home."""
    for row in range(age.size):
        if status[row] != at_home or age[row] < 15:
            continue
        share = _employed(age[row], sex[row] == WOMAN)
        if severity[row] == MODERATE:
            share *= rule.employed_moderate_ratio
        elif severity[row] == SEVERE:
            share *= rule.employed_severe_ratio
        if draw(base, _WORKS, keys[row]) < share:
            u = draw(base, _HOURS, keys[row])
            work_hours[row] = _hours(age[row], sex[row] == WOMAN, u)
