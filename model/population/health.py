"""Limitations at the start: an area's own rates, spread over ages as in the country.

The published rates are of people of 18 or over, and of 65 or over, who live in private households;
so are the profile and what is held here. Whoever lives in a nursing home comes on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter, rule_of
from zorgzaam.agents.people import LIGHT, MODERATE, NONE, PARTNER_ROLE, SEVERE
from zorgzaam.model.places.figures import AreaFigures, Place
from zorgzaam.model.population.ages import ages_of, national_ages
from zorgzaam.model.population.composition import CompositionRule, in_nursing_homes
from zorgzaam.model.population.dementia import dementia_share
from zorgzaam.model.population.exact import draw, highest, odds_score, typed
from zorgzaam.model.population.reach import ReachRule
from zorgzaam.model.population.region import rates_of_region

Array = NDArray[Any]

BANDS: Final = 6
BAND_STARTS: Final = (0, 18, 45, 65, 75, 85)
BAND_MIDDLES_YEARS: Final = (9.0, 31.5, 55.0, 70.0, 80.0, 90.0)
BAND_NAMES: Final = ("0-17", "18-44", "45-64", "65-74", "75-84", "85+")
SEVERITIES: Final = 4

_MONITOR = "RIVM, GGD'en, CBS, Gezondheidsmonitor 2020, Netherlands"


@inlined
def age_band(age: float) -> int:
    """Index of the age band that an age in years falls in."""
    if age < 45.0:
        return 0 if age < 18.0 else 1
    if age < 75.0:
        return 2 if age < 65.0 else 3
    return 4 if age < 85.0 else 5


def _rate(value: float, meaning: str, source: str = _MONITOR) -> Any:
    return parameter(value, meaning, "share", 0.0, 1.0, source, "H")


def _shape(value: float, meaning: str) -> Any:
    source = "assumption, shaped after CBS health surveys by age; scaled to the area's own rates"
    return parameter(value, meaning, "share", 0.0, 1.0, source, "A")


_ADL = "evidence #23: at least one ADL limitation 10/17/46 % at 65-74/75-84/85+, +-3"


class HealthRule(NamedTuple):
    """How limited people are at each age, and who of them more readily."""

    # fmt: off
    country_limited_18_plus_share: float = _rate(
        0.310, "limited by health, 18 or over, in the country (used for elsewhere)")
    country_physical_18_plus_share: float = _rate(
        0.152, "physically limited, 18 or over, in the country (used for elsewhere)")
    country_severe_18_plus_share: float = _rate(
        0.051, "severely limited, 18 or over, in the country (used for elsewhere)")
    country_limited_65_plus_share: float = _rate(
        0.486, "limited by health, 65 or over, in the country (used for elsewhere)")
    country_physical_65_plus_share: float = _rate(
        0.271, "physically limited, 65 or over, in the country (used for elsewhere)")
    country_severe_65_plus_share: float = _rate(
        0.082, "severely limited, 65 or over, in the country (used for elsewhere)")
    children_limited_share: float = _shape(0.06, "limited, 0-17")
    children_physical_share: float = _shape(0.02, "moderately or severely limited, 0-17")
    children_severe_share: float = _shape(0.006, "severely limited, 0-17")
    limited_18_44_share: float = _shape(0.21, "limited, 18-44, before scaling")
    limited_45_64_share: float = _shape(0.33, "limited, 45-64, before scaling")
    limited_65_74_share: float = _shape(0.40, "limited, 65-74, before scaling")
    limited_75_84_share: float = _shape(0.53, "limited, 75-84, before scaling")
    limited_85_plus_share: float = _shape(0.74, "limited, 85 or over, before scaling")
    physical_18_44_share: float = _shape(0.07, "physically limited, 18-44, likewise")
    physical_45_64_share: float = _shape(0.14, "physically limited, 45-64, likewise")
    physical_65_74_share: float = _rate(0.10, "physically limited, 65-74, likewise", _ADL)
    physical_75_84_share: float = _rate(0.17, "physically limited, 75-84, likewise", _ADL)
    physical_85_plus_share: float = _rate(0.46, "physically limited, 85+, likewise", _ADL)
    severe_18_44_share: float = _shape(0.029, "severely limited, 18-44, likewise")
    severe_45_64_share: float = _shape(0.055, "severely limited, 45-64, likewise")
    severe_65_74_share: float = _shape(0.052, "severely limited, 65-74, likewise")
    severe_75_84_share: float = _shape(0.09, "severely limited, 75-84, likewise")
    severe_85_plus_share: float = _shape(0.20, "severely limited, 85+, likewise")
    moderate_margin_share: float = parameter(
        0.05, "of the severely limited, at least so many more are moderately limited, by age",
        "share", 0.0, 1.0,
        "assumption: where physical limitation is published as rarer than severe limitation", "A")
    limited_odds_per_year: float = parameter(
        1.06, "odds of limitation from one year of age to the next, inside an age band",
        "odds ratio", 1.0, 1.2, "assumption: about the rise between the bands", "A")
    limited_odds_low_income: float = parameter(
        2.0, "odds of limitation in a household with a low income, at equal age", "odds ratio", 1.0,
        4.0, "assumption; CBS and RIVM report about twice as much limitation in the lowest incomes",
        "A")
    partners_alike_share: float = parameter(
        0.5, "couples whose health goes together at the start, beyond age and income", "share", 0.0,
        0.8, "Meyler et al. 2007 (review of spousal concordance, R-H): sign; size an assumption", "A")
    limited_odds_woman: float = parameter(
        1.3, "odds of limitation of a woman, at equal age and income", "odds ratio", 1.0, 2.0,
        "assumption; women report more limitation in every Dutch health survey", "A")
    # fmt: on


@kernel
def health_luck(keys: Array, role: Array, partner: Array, share: float, base: int) -> Array:
    """The key under which each person's health is drawn: in some couples that of the head for both."""
    luck = keys.copy()
    for row in range(keys.size):
        if role[row] == PARTNER_ROLE and partner[row] >= 0:
            head = keys[partner[row]]
            if draw(base, _ALIKE, head) < share:
                luck[row] = head
    return luck


_LEAST_SHARE: Final = 0.001  # odds of nothing cannot be moved, so nowhere nobody is limited


@typed("void(f8[:], f8[:], f8)")
def _scale(shares: Array, people: Array, wanted: float) -> None:
    """Move the odds of the shares alike, so that they hold the wanted number of people."""
    total = 0.0
    for i in range(people.size):
        total += people[i]
    if total <= 0.0:
        return
    wanted = min(max(wanted, 0.0005 * total), 0.985 * total)
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        reached = 0.0
        for i in range(people.size):
            odds = shares[i] * middle
            reached += people[i] * odds / (odds + (1.0 - shares[i]) * (1.0 - middle))
        if reached < wanted:
            low = middle
        else:
            high = middle
    for i in range(people.size):
        odds = shares[i] * high
        shares[i] = odds / (odds + (1.0 - shares[i]) * (1.0 - high))


def _profile(people: Array, rates: Array, rule: HealthRule) -> Array:
    """Shares of NONE, LIGHT, MODERATE, SEVERE by band.

    `people` at home by band; `rates` is [18+ or 65+, limited or physical or severe], as shares.
    """
    levels = np.array(
        [
            [rule.children_limited_share, rule.limited_18_44_share, rule.limited_45_64_share,
             rule.limited_65_74_share, rule.limited_75_84_share, rule.limited_85_plus_share],
            [rule.children_physical_share, rule.physical_18_44_share, rule.physical_45_64_share,
             rule.physical_65_74_share, rule.physical_75_84_share, rule.physical_85_plus_share],
            [rule.children_severe_share, rule.severe_18_44_share, rule.severe_45_64_share,
             rule.severe_65_74_share, rule.severe_75_84_share, rule.severe_85_plus_share],
        ]
    )  # fmt: skip
    levels = np.clip(levels, _LEAST_SHARE, 1.0 - _LEAST_SHARE)
    adults, old = people[1:].sum(), people[3:].sum()
    for level in (0, 2, 1):  # the physical last: it makes room for the severe
        all_rate, old_rate = rates[0, level], rates[1, level]
        if level == 1:
            room = 1.0 + rule.moderate_margin_share
            severe_old = (levels[2, 3:] * people[3:]).sum()
            severe_young = (levels[2, 1:3] * people[1:3]).sum()
            wanted_old = max(old_rate * old, room * severe_old)
            wanted_young = max(all_rate * adults - wanted_old, room * severe_young)
        else:
            wanted_old = old_rate * old
            wanted_young = all_rate * adults - wanted_old
        _scale(levels[level, 1:3], people[1:3], wanted_young)
        _scale(levels[level, 3:], people[3:], wanted_old)
    limited = levels[0]
    severe = np.minimum(levels[2], 0.95 * limited)
    physical = np.clip(levels[1], severe, limited)
    return np.stack([1.0 - limited, limited - physical, physical - severe, severe], axis=1)


def _rates(area: AreaFigures) -> Array:
    return np.array(
        [
            [area.limited_pct_18_plus, area.physically_limited_pct_18_plus,
             area.severely_limited_pct_18_plus],
            [area.limited_pct_65_plus, area.physically_limited_pct_65_plus,
             area.severely_limited_pct_65_plus],
        ]
    ) / 100.0  # fmt: skip


def _by_band(ages: Array) -> Array:
    return np.add.reduceat(ages.astype(np.float64), BAND_STARTS)


def health_profile(place: Place, values: Mapping[str, float]) -> NDArray[np.float64]:
    """Shares of NONE, LIGHT, MODERATE, SEVERE by area and age band of people who live at home.

    [area, band, severity]; the last area is 'elsewhere': people as old as those of the country, as
    limited as where kin live (`region`). The start state is drawn from it, and rates of onset can be
    derived from it.
    """
    rule, who = rule_of(HealthRule, values), rule_of(CompositionRule, values)
    profile = np.empty((len(place.areas) + 1, BANDS, SEVERITIES))
    for i, area in enumerate(place.areas):
        ages = ages_of(area)
        profile[i] = _profile(
            _by_band(ages - in_nursing_homes(area, ages, who)), _rates(area), rule
        )
    elsewhere = np.array([rule[:3], rule[3:6]]) * rates_of_region(place, rule_of(ReachRule, values))
    profile[-1] = _profile(_by_band(national_ages()), elsewhere, rule)
    return profile


_START = 20  # kinds of draw inside POPULATION
_ALIKE = 21


@kernel
def start_severity(
    rows: Array, age: Array, sex: Array, low_income: Array, keys: Array, profile: Array,
    base: int, odds_per_year: float, odds_low_income: float, odds_woman: float, severity: Array,
) -> None:  # fmt: skip
    """Draw the severity of the people at home in these rows of one area, exactly to its profile.

    One ranking decides who is limited and who of them severely: people with higher odds come
    first. Rounding is carried from band to band, so that the totals of adults hold.
    """
    carry = np.zeros(SEVERITIES)
    members = np.empty(rows.size, np.int64)
    for band in range(BANDS):
        n = 0
        for i in range(rows.size):
            if age_band(age[rows[i]]) == band:
                members[n] = rows[i]
                n += 1
        if band == 1:
            for level in range(SEVERITIES):
                carry[level] = 0.0
        score = np.empty(n)
        for i in range(n):
            row = members[i]
            odds = odds_per_year ** float(age[row])
            if low_income[row]:
                odds *= odds_low_income
            if sex[row] == 1:
                odds *= odds_woman
            score[i] = odds_score(odds, draw(base, _START, keys[row]))
        for i in range(n):
            severity[members[i]] = NONE
        wanted = 0.0
        for level in (SEVERE, MODERATE, LIGHT):
            wanted += n * profile[band, level]
            count = int(wanted + carry[level] + 0.5)
            carry[level] += wanted - count
            chosen = highest(score, min(max(count, 0), n))
            for i in range(n):
                if chosen[i] and severity[members[i]] == NONE:
                    severity[members[i]] = level


__all__ = [
    "BANDS",
    "BAND_MIDDLES_YEARS",
    "BAND_NAMES",
    "BAND_STARTS",
    "HealthRule",
    "age_band",
    "dementia_share",
    "health_profile",
    "start_severity",
]
