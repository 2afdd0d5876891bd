"""Dementia at the start: by age, and mostly among people who are limited already."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import defaults, parameter, parameters_of, rule_of
from zorgzaam.agents.people import EMPTY, NURSING_HOME
from zorgzaam.model.population.exact import draw

Array = NDArray[Any]

_SOURCE = (
    "published Dutch prevalence (Alzheimer Nederland, from the Rotterdam Study), recalled; with the "
    "country's ages it gives 225,000 people, between the 184,000 known in care (2019) and the "
    "estimated 290,000 (2021)"
)


def _prevalence(value: float, ages: str, low: float, high: float) -> Any:
    return parameter(value, f"people of {ages} with dementia", "share", low, high, _SOURCE, "M")


class DementiaRule(NamedTuple):
    """How frequent dementia is at each age, and where."""

    # fmt: off
    dementia_65_69_share: float = _prevalence(0.015, "65 to 69", 0.005, 0.025)
    dementia_70_74_share: float = _prevalence(0.03, "70 to 74", 0.015, 0.045)
    dementia_75_79_share: float = _prevalence(0.06, "75 to 79", 0.04, 0.08)
    dementia_80_84_share: float = _prevalence(0.12, "80 to 84", 0.08, 0.16)
    dementia_85_89_share: float = _prevalence(0.21, "85 to 89", 0.15, 0.28)
    dementia_90_plus_share: float = _prevalence(0.36, "90 or over", 0.28, 0.45)
    dementia_nursing_home_share: float = parameter(
        0.66, "residents of nursing homes with dementia", "share", 0.4, 0.85,
        "70,000 people with dementia in nursing homes (Zorginstituut, 2019) of about 107,000", "M")
    dementia_weight_light: float = parameter(
        3.0, "dementia with a light limitation, relative to none, at equal age", "ratio", 1.0, 10.0,
        "assumption", "A")
    dementia_weight_moderate: float = parameter(
        8.0, "dementia with a moderate limitation, relative to none", "ratio", 1.0, 30.0,
        "assumption: dementia limits daily activities by definition", "A")
    dementia_weight_severe: float = parameter(
        20.0, "dementia with a severe limitation, relative to none", "ratio", 1.0, 60.0,
        "assumption: dementia limits daily activities by definition", "A")
    # fmt: on


_DEMENTIA = 40  # kind of draw inside POPULATION
_STEPS = 6  # of five years, from 65 on

# Shares of NONE, LIGHT, MODERATE, SEVERE in the country at those steps, for the mean weight.
_SEVERITY_BY_STEP = (
    (0.60, 0.20, 0.15, 0.05), (0.59, 0.20, 0.16, 0.05), (0.49, 0.23, 0.19, 0.09),
    (0.46, 0.24, 0.21, 0.09), (0.28, 0.20, 0.31, 0.21), (0.24, 0.18, 0.34, 0.24),
)  # fmt: skip


def _weights(rule: DementiaRule) -> tuple[float, ...]:
    moderate, severe = rule.dementia_weight_moderate, rule.dementia_weight_severe
    return (1.0, rule.dementia_weight_light, moderate, severe)


def dementia_table(rule: DementiaRule) -> NDArray[np.float64]:
    """Share with dementia by five-year step from 65 and by severity, in the country."""
    weights = np.array(_weights(rule))
    by_step = np.array(_SEVERITY_BY_STEP)
    table = np.array(rule[:_STEPS])[:, None] * weights / (by_step @ weights)[:, None]
    return np.minimum(table, 0.9)


_TABLE: Final = dementia_table(rule_of(DementiaRule, defaults(parameters_of(DementiaRule))))


@kernel
def _step(age: float) -> int:
    """Index of the five-year step from 65, or -1."""
    return -1 if age < 65.0 else min(_STEPS - 1, int((age - 65.0) / 5.0))


@kernel
def dementia_share(age: float, severity: int) -> float:
    """Probability of dementia at this age with this severity, as declared (not as changed)."""
    step = _step(age)
    return 0.0 if step < 0 else _TABLE[step, severity]


@kernel
def start_dementia(
    age: Array, severity: Array, status: Array, keys: Array, base: int, rule: DementiaRule,
    dementia: Array,
) -> None:  # fmt: skip
    """Draw who has dementia among the people of one area (or of elsewhere).

    Prevalence by age is that of everybody; who is not in a nursing home makes up what nursing
    homes leave of it.
    """
    prevalence = (
        rule.dementia_65_69_share, rule.dementia_70_74_share, rule.dementia_75_79_share,
        rule.dementia_80_84_share, rule.dementia_85_89_share, rule.dementia_90_plus_share,
    )  # fmt: skip
    weight = (
        1.0, rule.dementia_weight_light, rule.dementia_weight_moderate, rule.dementia_weight_severe
    )  # fmt: skip
    people, nursed, weights = np.zeros(_STEPS), np.zeros(_STEPS), np.zeros(_STEPS)
    for row in range(age.size):
        step = _step(float(age[row]))
        if status[row] != EMPTY and step >= 0:
            people[step] += 1.0
            if status[row] == NURSING_HOME:
                nursed[step] += 1.0
            else:
                weights[step] += weight[severity[row]]
    for row in range(age.size):
        step = _step(float(age[row]))
        if status[row] == EMPTY or step < 0:
            continue
        share = rule.dementia_nursing_home_share
        if status[row] != NURSING_HOME:
            at_home = max(0.0, prevalence[step] * people[step] - share * nursed[step])
            share = at_home * weight[severity[row]] / weights[step]
        dementia[row] = draw(base, _DEMENTIA, keys[row]) < min(share, 0.9)
