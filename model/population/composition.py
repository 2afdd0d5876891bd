"""Who lives in what kind of household: roles by age that add up to an area's published figures.

The country's roles by age are fitted to the area's own ages and household types (iterative
proportional fitting), and made whole numbers that keep both.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.parameters import Parameter
from zorgzaam.model.places.figures import AreaFigures
from zorgzaam.model.population.ages import AGES, ages_of
from zorgzaam.model.population.exact import fitted, rounded, whole_table

# what somebody is in the household
ALONE: Final = 0
IN_COUPLE: Final = 1
COUPLE_PARENT: Final = 2
LONE_PARENT_ROLE: Final = 3
CHILD_AT_HOME: Final = 4
OTHER_INSTITUTION: Final = 5
ROLES: Final = 6

_MOST_CHILDREN = 3.4  # children per household with children, above which the figures do not fit


class CompositionRule(NamedTuple):
    """Who lives with whom."""

    nursing_home_75_plus_share: Annotated[
        float,
        Parameter(
            0.076,
            "share of people of 75 or over who live in a nursing home at the start",
            "share",
            0.0,
            0.2,
            "evidence topic 3: 17 % (1995), 10 % (2014), 7.6 % (2020)",
            "H",
        ),
    ]
    lone_parent_share: Annotated[
        float,
        Parameter(
            0.22,
            "share of lone parents among households with children, where low income is as usual",
            "share",
            0.1,
            0.4,
            "CBS StatLine 71486ned, 2019: 0.58 of 2.6 million, rounded",
            "M",
        ),
    ]
    lone_parent_per_low_income: Annotated[
        float,
        Parameter(
            1.2,
            "rise of that share per share of households with a low income (0.07 is usual)",
            "share/share",
            0.0,
            2.5,
            "assumption; about a third of families in Amsterdam and Rotterdam are of lone parents",
            "A",
        ),
    ]


class Composition(NamedTuple):
    """An area as whole numbers: people by age and role, and households by type."""

    roles: NDArray[Any]  # [age, role]
    nursing: NDArray[Any]  # [age]
    single: int
    couple: int
    couple_with_children: int
    lone_parent: int


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
_NURSING = ((0, 0), (74, 0), (75, 0.018), (80, 0.045), (85, 0.11), (90, 0.23), (95, 0.36), (100, 0.45))


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


def in_nursing_homes(ages: NDArray[Any], rule: CompositionRule) -> NDArray[Any]:
    """People of each age who live in a nursing home."""
    share = rule.nursing_home_75_plus_share / _NURSING_SHAPE_LEVEL
    expected = np.minimum(ages * _NURSING_SHAPE * share, ages * 0.9)
    return np.minimum(rounded(expected, int(expected.sum() + 0.5)), ages)


def _slack(count: int) -> int:
    """How far a published count may be off: 2 %, or its rounding to multiples of 5."""
    return max(5, int(0.02 * count))


def _make_even(roles: NDArray[Any], pairs: int, others: int) -> None:
    """Leave nobody without a partner where the ages did not allow an even number."""
    if roles[:, pairs].sum() % 2:
        oldest = int(np.flatnonzero(roles[:, pairs])[-1])
        roles[oldest, pairs] -= 1
        roles[oldest, others] += 1


def composition(figures: AreaFigures, rule: CompositionRule) -> Composition:
    """An area's people by age and role, and its households by type."""
    ages = ages_of(figures)
    nursing = in_nursing_homes(ages, rule)
    single, couple, family = (
        figures.households_single,
        figures.households_without_children,
        figures.households_with_children,
    )
    households = single + couple + family
    people = figures.residents - int(nursing.sum())
    smallest = min(figures.household_size - 0.05, figures.household_size * 0.98)
    lowest = households * smallest
    highest = households * max(figures.household_size + 0.05, figures.household_size * 1.02)
    if people < lowest:  # fewer people than the households need: then fewer in institutions
        back = min(int(nursing.sum()), int(lowest - people + 0.999))
        nursing = rounded(nursing.astype(np.float64), int(nursing.sum()) - back)
        people += back
    surplus = min(_slack(households), int(households - people / smallest + 0.999))
    if surplus > 0:  # still fewer: then fewer households, within their rounding
        from_single = min(surplus, single, (_slack(single) + 1) // 2)
        from_couple = min(surplus - from_single, couple, (_slack(couple) + 1) // 2)
        single, couple = single - from_single, couple - from_couple
        households -= from_single + from_couple
    elsewhere = max(0, int(people - highest + 0.999)) if households else people
    people -= elsewhere
    minors = int(ages[:15].sum())
    young = int(ages[:18].sum())
    grown = figures.residents - int(nursing.sum()) - young

    low_income = figures.low_income_households_pct / 100.0
    share = rule.lone_parent_share + rule.lone_parent_per_low_income * (low_income - 0.07)
    lone = round(min(max(share, 0.08), 0.45) * family)

    def children() -> int:
        return people - single - 2 * couple - 2 * family + lone

    def wanted() -> int:  # every household has a child, every minor a household
        return max(family, young if elsewhere == 0 else min(young, minors))

    if family == 0 and (minors > 0 or children() > 0) and couple + single > 0:
        moved = min(5, max(1, minors // 3), couple + single)  # a count rounded down to 0
        from_couples = min(moved, couple)
        couple, single, family = couple - from_couples, single - (moved - from_couples), moved
    # Too few children for the figures: more lone parents, then fewer adults within the rounding.
    lone = min(max(lone, lone + wanted() - children()), max(lone, int(0.6 * family)))
    taken = min(elsewhere, max(0, wanted() - children()))
    if people + taken <= highest + 0.02 * households:
        elsewhere, people = elsewhere - taken, people + taken
    moved = max(0, min(_slack(couple), couple, wanted() - children()))
    couple, single = couple - moved, single + moved
    if children() < family and family > 0:
        moved = min(_slack(family), family - children())
        family, couple = family - moved, couple + moved
        lone = min(lone, family)
    lone = min(family, max(lone, lone + wanted() - children()))
    if children() < max(family, minors):  # the figures contradict each other: give up households
        while children() < max(family, minors) and (single or couple or family):
            if single:
                single -= 1
            elif couple:
                couple -= 1
            else:
                family, lone = family - 1, min(lone, family - 1)
    # Too many: fewer lone parents, then more adults within the rounding, then institutions.
    usual = young + 0.9 * int(ages[18:25].sum()) + 0.3 * int(ages[25:35].sum()) + 0.05 * grown
    most = max(family, int(min(_MOST_CHILDREN * family, usual)))
    over = children() - most
    if over > 0:
        lone -= min(over, max(0, lone - int(0.08 * family)))
        moved = max(0, min(_slack(couple), single, children() - most))
        single, couple = single - moved, couple + moved
        moved = max(0, min(children() - most, int(people - lowest)))
        elsewhere, people = elsewhere + moved, people - moved
    if family == 0 and children() > 0:
        elsewhere, people = elsewhere + children(), people - children()

    totals = np.array(
        [single, 2 * couple, 2 * (family - lone), lone, children(), elsewhere], np.float64
    )
    left = (ages - nursing).astype(np.float64)
    table = fitted(PRIOR, left, totals)
    roles = whole_table(table, ages - nursing, totals.astype(np.int64))
    _make_even(roles, IN_COUPLE, ALONE)
    _make_even(roles, COUPLE_PARENT, LONE_PARENT_ROLE)
    made = roles.sum(axis=0)
    return Composition(roles, nursing, int(made[ALONE]), int(made[IN_COUPLE]) // 2,
                       int(made[COUPLE_PARENT]) // 2, int(made[LONE_PARENT_ROLE]))  # fmt: skip
