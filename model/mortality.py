"""Mortality: the probability to die by age and sex, and for whom it is higher or lower than that."""

import math
from typing import NamedTuple

from zorgzaam.agents.kernel import inlined
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import MODERATE, NONE, SEVERE, WOMAN

_LIFE_TABLE = "CBS period life table 2019 (R-M)"


class MortalityRule(NamedTuple):
    """Death by age and sex (Gompertz), and its ratios by limitation and strain."""

    # fmt: off
    death_man_at_80_per_year: float = parameter(
        0.056, "probability to die, men of 80", "1/year", 0.04, 0.08, _LIFE_TABLE, "M")
    death_woman_at_80_per_year: float = parameter(
        0.038, "probability to die, women of 80", "1/year", 0.025, 0.06, _LIFE_TABLE, "M")
    death_growth_per_year_of_age: float = parameter(
        0.105, "growth of the death rate with age (Gompertz)", "log/year", 0.08, 0.12, _LIFE_TABLE,
        "M")
    death_lowest_per_year: float = parameter(
        0.0002, "probability to die that age adds to, as among children", "1/year", 0.0, 0.001,
        _LIFE_TABLE, "M")
    death_highest_per_year: float = parameter(
        0.7, "probability to die that the oldest do not exceed, before the ratios below", "1/year",
        0.5, 0.9, "life tables level off after 105 (R-M); assumption", "A")
    death_ratio_not_limited: float = parameter(
        0.6, "death rate without limitation against the average at that age", "ratio", 0.4, 1.0,
        "assumption; average kept near 1", "A")
    death_ratio_moderate: float = parameter(
        1.1, "the same with a moderate limitation", "ratio", 0.8, 2.0,
        "assumption; average kept near 1", "A")
    death_ratio_severe: float = parameter(
        2.0, "the same with a severe limitation", "ratio", 1.5, 4.0,
        "assumption; average kept near 1", "A")
    death_ratio_strained_carer: float = parameter(
        1.6, "death rate of heavily strained carers against others", "ratio", 1.0, 2.65,
        "evidence #20; F13", "M")
    # fmt: on


@inlined
def death_per_year(rule, age, sex):
    """Yearly probability to die at this age, on average."""
    at_80 = rule.death_woman_at_80_per_year if sex == WOMAN else rule.death_man_at_80_per_year
    growth = math.exp(rule.death_growth_per_year_of_age * (age - 80.0))
    return min(rule.death_highest_per_year, rule.death_lowest_per_year + at_80 * growth)


@inlined
def death_ratio(rule, severity, heavily_strained):
    """Of that average, what it is for somebody with this limitation, heavily strained or not."""
    ratio = 1.0
    if severity == NONE:
        ratio = rule.death_ratio_not_limited
    elif severity == MODERATE:
        ratio = rule.death_ratio_moderate
    elif severity == SEVERE:
        ratio = rule.death_ratio_severe
    return ratio * rule.death_ratio_strained_carer if heavily_strained else ratio


__all__ = ["MortalityRule", "death_per_year", "death_ratio"]
