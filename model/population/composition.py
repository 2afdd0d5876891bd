"""Who lives in what kind of household: roles by age that add up to an area's published figures.

The country's roles by age are fitted to the area's own ages and household types (iterative
proportional fitting), and made whole numbers that keep both.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.parameters import parameter
from zorgzaam.model.places.figures import AreaFigures
from zorgzaam.model.population.ages import AGES, ages_of
from zorgzaam.model.population.counts import fitting_counts, smallest_size
from zorgzaam.model.population.exact import fitted, rounded, whole_table

# what somebody is in the household
ALONE: Final = 0
IN_COUPLE: Final = 1
COUPLE_PARENT: Final = 2
LONE_PARENT_ROLE: Final = 3
CHILD_AT_HOME: Final = 4
OTHER_INSTITUTION: Final = 5
ROLES: Final = 6


class CompositionRule(NamedTuple):
    """Who lives with whom."""

    # fmt: off
    nursing_home_75_plus_share: float = parameter(
        0.076, "share of people of 75 or over who live in a nursing home at the start", "share",
        0.0, 0.2, "evidence topic 3: 17 % (1995), 10 % (2014), 7.6 % (2020)", "H")
    lone_parent_share: float = parameter(
        0.22, "share of lone parents among households with children, where low income is as usual",
        "share", 0.1, 0.4, "CBS StatLine 71486ned, 2019: 0.58 of 2.6 million, rounded", "M")
    lone_parent_per_low_income: float = parameter(
        1.2, "rise of that share per share of households with a low income (0.07 is usual)",
        "share/share", 0.0, 2.5,
        "assumption; about a third of families in Amsterdam and Rotterdam are of lone parents", "A")
    # fmt: on


class Composition(NamedTuple):
    """An area's people as whole numbers, by age and role; households follow from the roles."""

    roles: NDArray[Any]  # [age, role]
    nursing: NDArray[Any]  # [age], in nursing homes


# Share of each age in a role in the Netherlands, at knots joined by straight lines: the shape of
# CBS StatLine 71488ned (people by position in the household, 2019), read off roughly. Only a
# starting point for the fit to the area's own figures.
_PRIORS: Final = (
    # alone
    ((0, 0), (15, 0), (16, 0.002), (18, 0.08), (20, 0.22), (22, 0.31), (25, 0.34), (28, 0.30),
     (32, 0.22), (38, 0.16), (45, 0.15), (55, 0.19), (65, 0.24), (70, 0.27), (75, 0.33),
     (80, 0.43), (85, 0.56), (90, 0.66), (100, 0.75)),
    # in a couple without children at home
    ((0, 0), (16, 0), (18, 0.01), (20, 0.05), (23, 0.14), (26, 0.27), (28, 0.30), (31, 0.22),
     (36, 0.11), (41, 0.09), (46, 0.12), (50, 0.20), (55, 0.36), (60, 0.54), (65, 0.63),
     (70, 0.64), (75, 0.58), (80, 0.47), (85, 0.32), (90, 0.17), (100, 0.05)),
    # parent in a couple
    ((0, 0), (17, 0), (20, 0.01), (25, 0.08), (30, 0.32), (35, 0.55), (40, 0.62), (45, 0.60),
     (50, 0.50), (55, 0.35), (60, 0.17), (65, 0.08), (70, 0.04), (75, 0.025), (80, 0.015),
     (100, 0.005)),
    # lone parent
    ((0, 0), (17, 0), (20, 0.01), (25, 0.02), (30, 0.04), (35, 0.06), (40, 0.08), (45, 0.09),
     (50, 0.08), (55, 0.05), (60, 0.03), (65, 0.02), (75, 0.02), (85, 0.025), (100, 0.03)),
    # child at home
    ((0, 1), (16, 0.99), (18, 0.90), (20, 0.70), (22, 0.53), (24, 0.35), (26, 0.20), (28, 0.11),
     (30, 0.07), (35, 0.04), (40, 0.025), (50, 0.015), (60, 0.005), (66, 0), (100, 0)),
    # in another institution (a home for the disabled, a prison, an asylum-seekers' centre)
    ((0, 0.004), (14, 0.005), (18, 0.01), (25, 0.012), (45, 0.008), (65, 0.006), (80, 0.02),
     (100, 0.05)),
)  # fmt: skip

# Share in a nursing home by age at knots, for 7.6 % of people of 75 or over: rises steeply.
# Assumption, shaped after the users of residential long-term care by age (CBS StatLine, Wlz).
_NURSING = (
    (0, 0),
    (74, 0),
    (75, 0.018),
    (80, 0.045),
    (85, 0.11),
    (90, 0.23),
    (95, 0.36),
    (100, 0.45),
)


def _at_ages(knots: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    at, share = zip(*knots, strict=True)
    return np.interp(np.arange(AGES), at, share)


def _prior() -> NDArray[np.float64]:
    prior = np.stack([_at_ages(knots) for knots in _PRIORS], axis=1)
    prior[18:, :CHILD_AT_HOME] += 2e-4  # everything occurs somewhere
    prior[18:66, CHILD_AT_HOME] += 2e-4
    return prior


PRIOR: Final = _prior()
_NURSING_SHAPE: Final = _at_ages(_NURSING)
_NURSING_SHAPE_LEVEL: Final = 0.0766  # what the shape gives for the country's ages; held by a test


def nursing_share(rule: CompositionRule) -> NDArray[np.float64]:
    """Share of each age that lives in a nursing home in the country."""
    shape: NDArray[np.float64] = _NURSING_SHAPE * (
        rule.nursing_home_75_plus_share / _NURSING_SHAPE_LEVEL
    )
    return np.minimum(shape, 0.9)


def in_nursing_homes(
    figures: AreaFigures, ages: NDArray[Any], rule: CompositionRule
) -> NDArray[Any]:
    """People of each age who live in a nursing home: no more than the households leave over."""
    expected = ages * nursing_share(rule)
    left_over = figures.residents - figures.households * smallest_size(figures)
    count = min(int(expected.sum() + 0.5), max(0, int(left_over)))
    return np.minimum(rounded(expected, count), ages)


def _make_even(roles: NDArray[Any], pairs: int, others: int) -> None:
    """Leave nobody without a partner where the ages did not allow an even number."""
    if roles[:, pairs].sum() % 2:
        oldest = int(np.flatnonzero(roles[:, pairs])[-1])
        roles[oldest, pairs] -= 1
        roles[oldest, others] += 1


def composition(figures: AreaFigures, rule: CompositionRule) -> Composition:
    """An area's people by age and role, and its households by type."""
    ages = ages_of(figures)
    nursing = in_nursing_homes(figures, ages, rule)
    low_income = figures.low_income_households_pct / 100.0
    share = rule.lone_parent_share + rule.lone_parent_per_low_income * (low_income - 0.07)
    counts = fitting_counts(figures, ages, int(nursing.sum()), min(max(share, 0.08), 0.45))
    totals = np.array(
        [
            counts.single,
            2 * counts.couple,
            2 * (counts.family - counts.lone),
            counts.lone,
            counts.children,
            counts.institution,
        ]
    )
    left = ages - nursing
    table = fitted(PRIOR, left.astype(np.float64), totals.astype(np.float64))
    roles = whole_table(table, left, totals)
    _make_even(roles, IN_COUPLE, ALONE)
    _make_even(roles, COUPLE_PARENT, LONE_PARENT_ROLE)
    return Composition(roles, nursing)
