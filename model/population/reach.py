"""How far away kin live: the probability that a relative lives among the n people nearest to you.

It rises with the number of people: a buurt holds few of somebody's kin, a city many, the country
nearly all. From this one curve follow who can be found inside a place, and who of those elsewhere
still lives near.

In a part of the country a relative lives in the same area, else somewhere in the municipality, else
somewhere in the place, else elsewhere. In the whole country the curve is read at the areas one after
the other, from the nearest to the farthest, so that it says in which of them somebody lives.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.model.places.distances import middles_km
from zorgzaam.model.places.figures import COUNTRY_KIND, Place

Array = NDArray[Any]

_COUNTRY = 17_282_163  # residents of the Netherlands, 1 January 2019 (CBS)


class ReachRule(NamedTuple):
    """Where kin live."""

    # fmt: off
    kin_within_10000_share: float = parameter(
        0.25, "kin who live among the nearest 10,000 people", "share", 0.05, 0.5,
        "assumption; with 60,000 people within 5 km it gives 0.37 for one child and about 0.55 for the nearest of two (evidence topic 7)",
        "A")
    kin_in_country_share: float = parameter(
        0.97, "kin who live in the country", "share", 0.8, 1.0, "assumption", "A")
    people_within_5_km: float = parameter(
        60000.0, "people who live within 5 km of somebody, usually", "persons", 5000.0, 300000.0,
        "assumption: 500 inhabitants per km2 of land is the mean, more in towns", "A")
    # fmt: on


class Reach(NamedTuple):
    """The curve at the sizes of a place, and its areas grouped by municipality."""

    area: Array  # probability that kin live in the same area, by area
    municipality: Array  # ... in the same municipality, as far as it is in the place, by area
    place: float  # ... anywhere in the place
    municipality_of: Array  # index of the municipality, by area
    order: Array  # areas in the order of their municipality
    first: Array  # first position in that order, by municipality; one longer
    people_before: Array  # residents of the areas before, in that order; one longer
    # of the whole country, else without rows: [area, areas from the nearest to the farthest]
    nearest: Array  # which area that is
    nearer: Array  # probability that kin live in it or nearer
    near: Array  # [area, area]: kin in the one are near (5 km) to those in the other


def is_whole(place: Place) -> bool:
    """Whether a place is the country, so that only who lives abroad is elsewhere."""
    return place.kind == COUNTRY_KIND


def share_within(people: float, rule: ReachRule) -> float:
    """Probability that a relative lives among so many nearest people.

    Below 10,000 it falls with the square root; above, it rises with the 1.2th power of the
    logarithm (slowly at first), to the share of kin in the country.
    """
    if people <= 0:
        return 0.0
    if people <= 10_000:
        return rule.kin_within_10000_share * math.sqrt(people / 10_000)
    way = min(1.0, math.log10(people / 10_000) / math.log10(_COUNTRY / 10_000))
    rest = rule.kin_in_country_share - rule.kin_within_10000_share
    return float(rule.kin_within_10000_share + rest * way**1.2)


def near_elsewhere(people: float, rule: ReachRule) -> float:
    """Probability that kin who do not live among so many people still live within 5 km."""
    inside, near = share_within(people, rule), share_within(rule.people_within_5_km, rule)
    return max(0.0, near - inside) / (1.0 - inside)


def reach_of(place: Place, rule: ReachRule) -> Reach:
    """The curve for a place."""
    towns = list(dict.fromkeys(area.municipality_code for area in place.areas))
    town_of = {code: index for index, code in enumerate(towns)}
    municipality_of = np.array([town_of[area.municipality_code] for area in place.areas], np.int64)
    residents = np.array([area.residents for area in place.areas], np.int64)
    by_town = np.bincount(municipality_of, weights=residents, minlength=len(towns))
    order = np.argsort(municipality_of, kind="stable")
    whole = is_whole(place)
    by_distance = _by_distance(place, residents, rule) if whole else _nothing()
    return Reach(
        np.array([share_within(people, rule) for people in residents]),
        np.array([share_within(by_town[town], rule) for town in municipality_of]),
        rule.kin_in_country_share if whole else share_within(float(residents.sum()), rule),
        municipality_of,
        order,
        np.searchsorted(municipality_of[order], np.arange(len(towns) + 1)),
        np.concatenate([[0], np.cumsum(residents[order])]),
        *by_distance,
    )


def _nothing() -> tuple[Array, Array, Array]:
    """No distances."""
    return np.empty((0, 0), np.int16), np.empty((0, 0), np.float32), np.empty((0, 0), np.bool_)


def _by_distance(
    place: Place, residents: NDArray[np.int64], rule: ReachRule
) -> tuple[Array, Array, Array]:
    """`nearest`, `nearer` and `near` of the areas of the whole country.

    Two areas are near if there are no more people between them, half of the farther one's included,
    than usually live within 5 km: the curve counts people, and so kin are as often near here as in
    the run of a wijk.
    """
    middles, areas = middles_km(place), len(residents)
    nearest = np.empty((areas, areas), np.int16)
    nearer = np.empty((areas, areas), np.float32)
    people = np.empty(
        (areas, areas)
    )  # [here, there]: how many live nearer than the middle of there
    at = np.append(np.arange(0.0, 10_000.0, 50.0), np.geomspace(10_000.0, _COUNTRY, 1000))
    curve = np.array([share_within(one, rule) for one in at])
    for home in range(areas):
        squared = ((middles - middles[home]) ** 2).sum(axis=1)
        squared[home] = -1.0  # nobody is nearer than one's own area
        nearest[home] = np.argsort(squared, kind="stable")
        counts = residents[nearest[home]]
        within = np.cumsum(counts)
        nearer[home] = np.interp(within, at, curve)
        people[home, nearest[home]] = within - 0.5 * counts
    near = (people + people.T) / 2 <= rule.people_within_5_km
    np.fill_diagonal(near, True)
    return nearest, nearer, near


@kernel
def area_at(home: int, u: float, spot: float, reach: Reach) -> int:
    """An area for a relative who does not live in this one, or -1: not in the place.

    `u` says how far away, `spot` (0 to 1) where there: every resident's address is as likely.
    """
    last = len(reach.nearest) - 1
    if last >= 0 and u < reach.nearer[home, last]:
        low, high = 0, last
        while low < high:  # the nearest area within which so large a share of kin lives
            middle = (low + high) // 2
            if u < reach.nearer[home, middle]:
                high = middle
            else:
                low = middle + 1
        return int(reach.nearest[home, low])
    if last < 0 and u < reach.municipality[home]:
        town = reach.municipality_of[home]
        low, high = reach.first[town], reach.first[town + 1]
    elif u < reach.place:
        low, high = 0, reach.order.size
    else:
        return -1
    start = reach.people_before[low]
    target = start + spot * (reach.people_before[high] - start)
    while high - low > 1:
        middle = (low + high) // 2
        if reach.people_before[middle] <= target:
            low = middle
        else:
            high = middle
    return int(reach.order[low])
