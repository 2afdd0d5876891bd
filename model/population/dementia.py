"""Dementia at the start: by age, and mostly among people who are limited already."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.parameters import Parameter
from zorgzaam.agents.people import EMPTY, NURSING_HOME
from zorgzaam.model.population.exact import draw

Array = NDArray[Any]

_SOURCE = (
    "published Dutch prevalence (Alzheimer Nederland, from the Rotterdam Study), recalled; with the "
    "country's ages it gives 225,000 people, between the 184,000 known in care (2019) and the "
    "estimated 290,000 (2021)"
)


def _prevalence(value: float, ages: str, low: float, high: float) -> Parameter:
    return Parameter(value, f"people of {ages} with dementia", "share", low, high, _SOURCE, "M")


class DementiaRule(NamedTuple):
    """How frequent dementia is at each age, and where."""

    dementia_65_69_share: Annotated[float, _prevalence(0.015, "65 to 69", 0.005, 0.025)]
    dementia_70_74_share: Annotated[float, _prevalence(0.03, "70 to 74", 0.015, 0.045)]
    dementia_75_79_share: Annotated[float, _prevalence(0.06, "75 to 79", 0.04, 0.08)]
    dementia_80_84_share: Annotated[float, _prevalence(0.12, "80 to 84", 0.08, 0.16)]
    dementia_85_89_share: Annotated[float, _prevalence(0.21, "85 to 89", 0.15, 0.28)]
    dementia_90_plus_share: Annotated[float, _prevalence(0.36, "90 or over", 0.28, 0.45)]
    dementia_nursing_home_share: Annotated[
        float,
        Parameter(
            0.66,
            "residents of nursing homes with dementia",
            "share",
            0.4,
            0.85,
            "70,000 people with dementia in nursing homes (Zorginstituut, 2019) of about 107,000",
            "M",
        ),
    ]
    dementia_weight_light: Annotated[
        float,
        Parameter(3.0, "dementia with a light limitation, relative to none, at equal age", "ratio",
                  1.0, 10.0, "assumption", "A"),
    ]  # fmt: skip
    dementia_weight_moderate: Annotated[
        float,
        Parameter(8.0, "dementia with a moderate limitation, relative to none", "ratio",
                  1.0, 30.0, "assumption: dementia limits daily activities by definition", "A"),
    ]  # fmt: skip
    dementia_weight_severe: Annotated[
        float,
        Parameter(20.0, "dementia with a severe limitation, relative to none", "ratio",
                  1.0, 60.0, "assumption: dementia limits daily activities by definition", "A"),
    ]  # fmt: skip


_DEMENTIA = 40  # kind of draw inside POPULATION


@nb.njit(cache=True, nogil=True)
def _step(age: int) -> int:
    """Index of the five-year step from 65, or -1."""
    return -1 if age < 65 else min(5, (age - 65) // 5)


@nb.njit(cache=True, nogil=True)
def start_dementia(
    age: Array, severity: Array, status: Array, keys: Array, base: int, rule: DementiaRule,
    dementia: Array,
) -> None:  # fmt: skip
    """Draw who has dementia among the people of one area (or of elsewhere)."""
    prevalence = (
        rule.dementia_65_69_share, rule.dementia_70_74_share, rule.dementia_75_79_share,
        rule.dementia_80_84_share, rule.dementia_85_89_share, rule.dementia_90_plus_share,
    )  # fmt: skip
    weight = (
        1.0, rule.dementia_weight_light, rule.dementia_weight_moderate, rule.dementia_weight_severe
    )  # fmt: skip
    people, nursed, weights = np.zeros(6), np.zeros(6), np.zeros(6)
    for row in range(age.size):
        step = _step(age[row])
        if status[row] != EMPTY and step >= 0:
            people[step] += 1.0
            if status[row] == NURSING_HOME:
                nursed[step] += 1.0
            else:
                weights[step] += weight[severity[row]]
    for row in range(age.size):
        step = _step(age[row])
        if status[row] == EMPTY or step < 0:
            continue
        share = rule.dementia_nursing_home_share
        if status[row] != NURSING_HOME:  # who is not in a nursing home makes up the rest
            at_home = max(0.0, prevalence[step] * people[step] - share * nursed[step])
            share = at_home * weight[severity[row]] / weights[step]
        dementia[row] = draw(base, _DEMENTIA, keys[row]) < min(share, 0.9)
