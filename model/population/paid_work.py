"""Paid work: hours a week by age, sex and limitation, the same draw for somebody's whole life.

Shares and hours by age have the shape of CBS StatLine 82309NED and 82647NED (2019), rounded. Somebody
who works at one age works at another while the share at that age stands above the lasting draw, so
people retire and begin to work at the ages at which those shares change.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import MODERATE, SEVERE, WOMAN
from zorgzaam.model.population.exact import draw

Array = NDArray[Any]

# Ages at which share or hours change
WORK_CHANGES_AT_YEARS: Final = (15, 20, 25, 45, 55, 60, 67, 75)

# kinds of draw inside POPULATION (never renumber)
_WORKS = 33
_HOURS = 34


class WorkRule(NamedTuple):
    """Who has paid work."""

    # fmt: off
    employed_moderate_ratio: float = parameter(
        0.65, "paid work with a moderate limitation, relative to none", "ratio", 0.0, 1.0,
        "assumption; CBS: half to two thirds as often", "A")
    employed_severe_ratio: float = parameter(
        0.3, "paid work with a severe limitation, relative to none", "ratio", 0.0, 1.0,
        "assumption; CBS: about a quarter to a third as often", "A")
    # fmt: on


@kernel
def _employed(age: int, woman: bool) -> float:
    """Share with paid work."""
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
    """Paid hours a week of somebody who works."""
    if age < 20 or age >= 67:
        return int(6 + 14 * u)
    if age < 25:
        return int(8 + 32 * u)
    if woman:  # a third full-time, most from 16 to 32 hours
        return 36 if u > 0.7 else int(16 + 24 * u)
    return 40 if u > 0.4 else int(32 + 10 * u) if u > 0.15 else 24


@kernel
def paid_hours(rule: WorkRule, base: int, key: int, age: int, woman: bool, severity: int) -> int:
    """Paid hours a week of one person; `base` is the POPULATION stream of the run."""
    share = _employed(age, woman)
    if severity == MODERATE:
        share *= rule.employed_moderate_ratio
    elif severity == SEVERE:
        share *= rule.employed_severe_ratio
    if draw(base, _WORKS, key) >= share:
        return 0
    return _hours(age, woman, draw(base, _HOURS, key))


@kernel
def paid_work(
    age: Array, sex: Array, severity: Array, status: Array, at_home: int, keys: Array, base: int,
    rule: WorkRule, work_hours: Array,
) -> None:  # fmt: skip
    """Paid hours a week of everybody who lives at home."""
    for row in range(age.size):
        if status[row] == at_home:
            work_hours[row] = paid_hours(
                rule, base, keys[row], age[row], sex[row] == WOMAN, severity[row]
            )


__all__ = ["WORK_CHANGES_AT_YEARS", "WorkRule", "paid_hours", "paid_work"]
