"""Single years of age: how many of each age live in an area, from its five age groups.

Inside a group the ages follow the country's. The country's profile is read at knots and joined by
straight lines; it adds up to the totals of CBS StatLine 37296ned, 1 January 2019 (under 20:
3.79 million, 20-39: 4.31, 40-64: 5.87, 65-79: 2.52, 80 or over: 0.80) within 2 %.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.model.places.figures import AGE_GROUPS, AreaFigures
from zorgzaam.model.population.exact import rounded

AGES: Final = 101  # 0 to 100; the last one is 100 or over
GROUP_BOUNDS: Final = (0, 15, 25, 45, 65, 101)

# Age and thousands of people of that age: the peaks of 1946-1970, the dip of the 1980s, and the
# thinning of old age. Approximate; only the shape inside a published age group is used.
_KNOTS: Final = (
    (0, 168), (4, 177), (9, 186), (14, 195), (17, 205), (20, 211), (24, 216), (28, 225), (31, 216),
    (34, 208), (38, 201), (41, 203), (44, 224), (47, 255), (50, 261), (54, 257), (57, 245),
    (60, 228), (64, 211), (67, 201), (70, 198), (72, 196), (73, 165), (75, 140), (79, 106),
    (80, 98), (84, 70), (85, 64), (89, 34), (90, 29), (95, 8), (99, 2), (100, 2),
)  # fmt: skip


def national_ages() -> NDArray[np.float64]:
    """Thousands of people of each age 0 to 100 in the Netherlands, 2019."""
    at, amount = zip(*_KNOTS, strict=True)
    return np.interp(np.arange(AGES), at, amount)


_CHILDREN_PER_FAMILY = 3.0  # at most, about
_ADULTS_PER_FAMILY = 1.6  # at least, about


def _minors_that_fit(figures: AreaFigures) -> float:
    """About how many under 18 the area's households with children, and institutions, can hold."""
    families = figures.households_with_children
    adults = figures.households_single + 2 * figures.households_without_children
    in_institutions = figures.residents - figures.households * figures.household_size
    return min(
        _CHILDREN_PER_FAMILY * families + max(0.0, in_institutions),
        figures.residents - adults - _ADULTS_PER_FAMILY * families,
    )


def ages_of(figures: AreaFigures) -> NDArray[Any]:
    """Residents of each age 0 to 100, with exactly the area's five age groups.

    Where students live, 15-24 is 18-24: nobody of 15 to 17 is put where no family can hold them.
    """
    national = national_ages()
    ages = np.zeros(AGES, np.int64)
    for group, name in enumerate(AGE_GROUPS):
        members = slice(GROUP_BOUNDS[group], GROUP_BOUNDS[group + 1])
        ages[members] = rounded(national[members], getattr(figures, name))
    young = int(ages[15:18].sum())
    room = max(0, int(_minors_that_fit(figures)) - figures.residents_0_14)
    if young > room:
        ages[15:18] = rounded(national[15:18], room)
        ages[18:25] = rounded(national[18:25], figures.residents_15_24 - room)
    return ages
