"""Household counts that agree with an area's people.

Published counts are rounded, and some contradict each other: students' rooms, homes for asylum
seekers, a year's growth between two tables. This finds counts, within the rounding, in which every
child has a household and every household its people; what cannot fit lives in an institution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from numpy.typing import NDArray

from zorgzaam.model.places.figures import AreaFigures

_MOST_CHILDREN: Final = 3.4  # a family, on average: above it the figures do not fit
_FEWEST_LONE_PARENTS: Final = 0.08  # of families
_MOST_LONE_PARENTS: Final = 0.6  # of families, before other counts give way


@dataclass(slots=True)
class Counts:
    """Households by type, and how many people live in them."""

    single: int
    couple: int
    family: int
    lone: int  # families of one parent
    people: int  # in private households
    institution: int  # in institutions other than nursing homes

    @property
    def children(self) -> int:
        """Children of any age at home: the people who are left when all adults have a place."""
        return self.people - self.single - 2 * self.couple - 2 * self.family + self.lone


def smallest_size(figures: AreaFigures) -> float:
    """The smallest mean household size that agrees with the published one."""
    return min(figures.household_size - 0.05, figures.household_size * 0.98)


def _largest_size(figures: AreaFigures) -> float:
    return max(figures.household_size + 0.05, figures.household_size * 1.02)


def slack(count: int) -> int:
    """How far a published count may be off: 2 %, or its rounding to multiples of 5."""
    return max(5, int(0.02 * count))


def fitting_counts(
    figures: AreaFigures, ages: NDArray[Any], nursing: int, lone_parent_share: float
) -> Counts:
    """The counts to make an area's households from.

    `ages` are its residents by single year, `nursing` how many of them live in nursing homes.
    """
    counts = Counts(
        figures.households_single,
        figures.households_without_children,
        figures.households_with_children,
        round(lone_parent_share * figures.households_with_children),
        figures.residents - nursing,
        0,
    )
    if figures.households == 0:
        counts.institution, counts.people = counts.people, 0
        return counts
    _fewer_households(counts, figures)
    most_people = int(figures.households * _largest_size(figures))
    counts.institution = max(0, counts.people - most_people)
    counts.people -= counts.institution
    minors, young = int(ages[:15].sum()), int(ages[:18].sum())
    _some_family(counts, minors)
    _enough_children(counts, figures, minors, young)
    grown = young + 0.9 * ages[18:25].sum() + 0.3 * ages[25:35].sum() + 0.05 * ages[35:].sum()
    _not_too_many_children(counts, figures, int(grown))
    return counts


def _fewer_households(counts: Counts, figures: AreaFigures) -> None:
    """Where people are too few for the household size, leave out households, within rounding."""
    surplus = int(figures.households - counts.people / smallest_size(figures) + 0.999)
    surplus = max(0, min(surplus, slack(figures.households)))
    from_single = min(surplus, counts.single, (slack(counts.single) + 1) // 2)
    from_couple = min(surplus - from_single, counts.couple, (slack(counts.couple) + 1) // 2)
    counts.single -= from_single
    counts.couple -= from_couple


def _some_family(counts: Counts, minors: int) -> None:
    """Where a few families were rounded down to none, make some for the children there are."""
    if counts.family == 0 and (minors > 0 or counts.children > 0):
        families = min(5, max(1, minors // 3), counts.couple + counts.single)
        from_couple = min(families, counts.couple)
        counts.couple -= from_couple
        counts.single -= families - from_couple
        counts.family = families


def _enough_children(counts: Counts, figures: AreaFigures, minors: int, young: int) -> None:
    """A child in every family and a family for every minor: with fewer adults, if need be."""

    def missing() -> int:
        wanted = young if counts.institution == 0 else minors
        return max(0, max(counts.family, wanted) - counts.children)

    most_lone = max(counts.lone, int(_MOST_LONE_PARENTS * counts.family))
    counts.lone = min(counts.lone + missing(), most_lone)
    back = min(missing(), counts.institution)
    if counts.people + back <= figures.households * (_largest_size(figures) + 0.02):
        counts.people, counts.institution = counts.people + back, counts.institution - back
    moved = min(missing(), slack(counts.couple), counts.couple)
    counts.couple, counts.single = counts.couple - moved, counts.single + moved
    if counts.children < counts.family:
        moved = min(counts.family - counts.children, slack(counts.family), counts.family)
        counts.family, counts.couple = counts.family - moved, counts.couple + moved
    counts.lone = min(counts.lone + missing(), counts.family)
    while counts.children < max(counts.family, minors - counts.institution):
        if counts.single:  # contradictory figures: households without people are given up
            counts.single -= 1
        elif counts.couple:
            counts.couple -= 1
        elif counts.family:
            counts.family -= 1
            counts.lone = min(counts.lone, counts.family)
        else:
            break


def _not_too_many_children(counts: Counts, figures: AreaFigures, grown: int) -> None:
    """No more children at home than families hold: more adults, or people in institutions."""

    def excess() -> int:
        most = max(counts.family, min(int(_MOST_CHILDREN * counts.family), grown))
        return max(0, counts.children - most)

    fewest_lone = int(_FEWEST_LONE_PARENTS * counts.family)
    counts.lone -= min(excess(), max(0, counts.lone - fewest_lone))
    fewest_single = figures.households_single - slack(figures.households_single)
    moved = min(excess(), slack(counts.couple), max(0, counts.single - fewest_single))
    counts.single, counts.couple = counts.single - moved, counts.couple + moved
    fewest_people = int(figures.households * smallest_size(figures)) + 1
    moved = min(excess(), max(0, counts.people - fewest_people))
    counts.people, counts.institution = counts.people - moved, counts.institution + moved
    if counts.family == 0:
        counts.institution += counts.children
        counts.people -= counts.children
