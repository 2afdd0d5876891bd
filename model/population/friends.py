"""Friends: people of about one's age and income, near in a circle of the area or of the town.

Everybody of 12 or over stands in two lines, sorted by age with noise and partly by income: one of
the area, one of the municipality. Who stand next or next but one to each other may be friends, so
friends of friends often know each other. People elsewhere have friends elsewhere.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.model.population.exact import bell, draw

Array = NDArray[Any]

STEPS: Final = 2  # places in the line between friends, at most

_FRIENDS = (
    "assumption: 4 to 5 friends, so that with kin and neighbours the personal network is about 14 "
    "(evidence #45)"
)


class FriendsRule(NamedTuple):
    """How many friends, how alike, how near."""

    # fmt: off
    next_in_area_share: float = parameter(
        0.95, "befriended with the next in the area's line", "share", 0.0, 1.0, _FRIENDS, "A")
    next_but_one_in_area_share: float = parameter(
        0.70, "befriended with the next but one in the area's line", "share", 0.0, 1.0, _FRIENDS,
        "A")
    next_in_municipality_share: float = parameter(
        0.70, "befriended with the next in the municipality's line", "share", 0.0, 1.0, _FRIENDS,
        "A")
    next_but_one_in_municipality_share: float = parameter(
        0.10, "befriended with the next but one in the municipality's line", "share", 0.0, 1.0,
        _FRIENDS, "A")
    friend_age_spread_years: float = parameter(
        15.0, "half the width of the noise on age in the line", "year", 3.0, 30.0,
        "assumption: half of friends differ less than five years in age", "A")
    friend_own_income_share: float = parameter(
        0.5, "of people with a low income, stand in a line of their own", "share", 0.0, 1.0,
        "assumption: networks are homophilous in income", "A")
    sociability_spread: float = parameter(
        0.8, "how unequal people are in making friends: 0 alike, 1 some have none", "ratio", 0.0,
        1.0, "assumption", "A")
    friends_near_elsewhere_share: float = parameter(
        0.75, "of friends of people elsewhere, live within 5 km", "share", 0.0, 1.0,
        "assumption: friends mostly live in the same municipality", "A")
    # fmt: on


_YOUNGEST = 12
_LINE = 1000.0  # more than any age: keeps the lines of groups and incomes apart

# kinds of draw inside FRIENDS (never renumber)
_BLUR = 1  # and 2: by circle
_INCOME_LINE = 3  # and 4
_SOCIABILITY = 5
_BOND = 6  # 6 to 9: by circle and step


@kernel
def line_places(
    circle: int, group: Array, age: Array, present: Array, low_income: Array, keys: Array,
    base: int, rule: FriendsRule,
) -> Array:  # fmt: skip
    """Where everybody stands in the lines of a circle: by group, income line, blurred age.

    Infinity for children under 12 and where nobody is.
    """
    places = np.full(age.size, np.inf)
    for row in range(age.size):
        if present[row] and age[row] >= _YOUNGEST:
            key = keys[row]
            years = age[row] + rule.friend_age_spread_years * bell(base, _BLUR + circle, key)
            own = low_income[row] and (
                draw(base, _INCOME_LINE + circle, key) < rule.friend_own_income_share
            )
            places[row] = years + _LINE * (2 * group[row] + own)
    return places


@kernel
def befriended(
    circle: int, step: int, one: int, other: int, ratio: float, base: int, rule: FriendsRule
) -> bool:
    """Whether two people (by key) who stand so many places apart are friends.

    `ratio` is how many friends people have where they live, against the country.
    """
    share = rule.next_in_area_share
    if circle == 0 and step == 2:
        share = rule.next_but_one_in_area_share
    elif circle == 1:
        share = rule.next_in_municipality_share
        if step == 2:
            share = rule.next_but_one_in_municipality_share
    sociable = draw(base, _SOCIABILITY, one) + draw(base, _SOCIABILITY, other) - 1.0
    share *= ratio * (1.0 + rule.sociability_spread * sociable)
    return draw(base, _BOND + 2 * circle + step - 1, one ^ other) < share
