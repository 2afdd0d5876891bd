"""The table of contacts: who is what to whom, in both directions, closest relation first."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.people import CHILD_ROLE
from zorgzaam.model.network import CHILD, FRIEND, NO_RELATION, PARENT, PARTNER, SIBLING, Contacts
from zorgzaam.model.population.exact import draw
from zorgzaam.model.population.friends import (
    SCORES,
    STEPS,
    FriendsRule,
    befriended,
    line_places,
)
from zorgzaam.model.population.kin import grouped

Array = NDArray[Any]

_ADULT = 18
_NEAR = 10  # kind of draw inside FRIENDS: whether two people elsewhere live near each other


class Web(NamedTuple):
    """What the contacts follow from, by row of people, by family or by area."""

    age: Array
    present: Array  # somebody is in the row
    household: Array
    role: Array
    partner: Array
    origin: Array  # family in which somebody is a child, or -1
    parents: Array  # [family, 2]: rows of the parents, or -1
    town: Array  # municipality by row; elsewhere has the last one
    near_place: Array  # by row: a resident, or somebody elsewhere within 5 km of the place
    keys: Array
    residents: int  # rows before this one live in the place


# The kernels take arrays out of the table once: doing so in a loop counts references each time.


@nb.njit("void(i8, i8, i8, b1, b1, i4[::1], i4[::1], u1[::1], u1[::1])", cache=True, nogil=True)
def _add(
    one: int, other: int, relation: int, near: bool, fill: bool, at: Array, person: Array,
    relations: Array, nears: Array,
) -> None:  # fmt: skip
    if fill:
        person[at[one]], relations[at[one]], nears[at[one]] = other, relation, near
    at[one] += 1


@nb.njit(cache=True, nogil=True)
def _near(
    one: int, other: int, residents: int, town: Array, near_place: Array, household: Array,
    keys: Array, share: float, base: int,
) -> bool:  # fmt: skip
    """Whether two people live within 5 km of each other."""
    if one < residents and other < residents:
        return bool(town[one] == town[other])
    if household[one] == household[other]:
        return True
    if one < residents or other < residents or near_place[one]:
        return bool(near_place[one] and near_place[other])
    return draw(base, _NEAR, keys[one] ^ keys[other]) < share


@nb.njit(cache=True, nogil=True)
def _write_kin(
    web: Web, start: Array, members: Array, kin_share: float, base: int, fill: bool, at: Array,
    person: Array, relations: Array, nears: Array,
) -> None:  # fmt: skip
    """Count the entries of each person (fill False), or write them; relations in order."""
    residents, town, near_place, household = (
        web.residents, web.town, web.near_place, web.household
    )  # fmt: skip
    keys, partner, parents, origin = web.keys, web.partner, web.parents, web.origin
    for row in range(partner.size):
        if partner[row] >= 0:
            _add(row, partner[row], PARTNER, True, fill, at, person, relations, nears)
    for relation in (CHILD, PARENT):
        for family in range(len(parents)):
            for side in range(2):
                parent = parents[family, side]
                if parent >= 0:
                    for m in range(start[family], start[family + 1]):
                        child = members[m]
                        near = fill and _near(
                            parent, child, residents, town, near_place, household, keys,
                            kin_share, base,
                        )  # fmt: skip
                        one, other = (parent, child) if relation == CHILD else (child, parent)
                        _add(one, other, relation, near, fill, at, person, relations, nears)
    for row in range(origin.size):
        if origin[row] >= 0:
            for m in range(start[origin[row]], start[origin[row] + 1]):
                other = members[m]
                if other != row:
                    near = fill and _near(
                        row, other, residents, town, near_place, household, keys, kin_share, base
                    )
                    _add(row, other, SIBLING, near, fill, at, person, relations, nears)


@nb.njit(cache=True, nogil=True)
def _kin(one: int, other: int, household: Array, origin: Array, parents: Array) -> bool:
    if household[one] == household[other]:
        return True
    a, b = origin[one], origin[other]
    if a >= 0 and (a == b or parents[a, 0] == other or parents[a, 1] == other):
        return True
    return bool(b >= 0 and (parents[b, 0] == one or parents[b, 1] == one))


@nb.njit(cache=True, nogil=True)
def _bonds(
    circle: int, line: Array, bucket: Array, position: Array, web: Web, rule: FriendsRule, base: int
) -> Array:
    """Who in the line of a circle are friends: [place in the line, steps to the friend - 1].

    `position` is the place in the area's line: who stand together there can be friends there only.
    """
    household, keys, parents, origin = web.household, web.keys, web.parents, web.origin
    bonds = np.zeros((line.size, STEPS), np.bool_)
    for p in range(line.size):
        one = line[p]
        for step in range(1, STEPS + 1):
            if p + step >= line.size:
                continue
            other = line[p + step]
            if bucket[one] // SCORES != bucket[other] // SCORES:
                continue
            if circle > 0 and abs(position[one] - position[other]) <= STEPS:
                continue
            if befriended(circle, step, keys[one], keys[other], base, rule) and not _kin(
                one, other, household, origin, parents
            ):
                bonds[p, step - 1] = True
    return bonds


@nb.njit(cache=True, nogil=True)
def _write_friends(
    line: Array, bonds: Array, web: Web, near_share: float, base: int, fill: bool, at: Array,
    person: Array, relations: Array, nears: Array,
) -> None:  # fmt: skip
    """Likewise for the friendships of one circle."""
    residents, town, near_place, household = (
        web.residents, web.town, web.near_place, web.household
    )  # fmt: skip
    keys = web.keys
    for p in range(line.size):
        for step in range(1, STEPS + 1):
            if not bonds[p, step - 1]:
                continue
            one, other = line[p], line[p + step]
            near = fill and _near(
                one, other, residents, town, near_place, household, keys, near_share, base
            )
            _add(one, other, FRIEND, near, fill, at, person, relations, nears)
            _add(other, one, FRIEND, near, fill, at, person, relations, nears)


@nb.njit(cache=True, nogil=True)
def _positions(line: Array, people: int) -> Array:
    position = np.full(people, -10, np.int32)
    for p in range(line.size):
        position[line[p]] = p
    return position


@nb.njit(cache=True, nogil=True)
def _leave_room(age: Array, present: Array, role: Array, at: Array) -> None:
    """One free entry for every adult, for somebody to be met during the run."""
    for row in range(age.size):
        if present[row] and (age[row] >= _ADULT or role[row] != CHILD_ROLE):
            at[row] += 1


def contacts_of(
    web: Web, area: Array, low_income: Array, kin_share: float, base: Any, rule: FriendsRule
) -> Contacts:
    """All contacts: kin, friends, and one free entry for every adult."""
    people = web.age.size
    start, members = grouped(web.origin, len(web.parents))
    lines: list[tuple[Array, Array]] = []
    position = np.empty(0, np.int32)
    for circle, group in enumerate((area, web.town)):
        bucket = line_places(
            circle, group, web.age, web.present, low_income, web.keys, base, rule
        )
        line = grouped(bucket, (int(group.max()) + 1) * SCORES)[1]
        if circle == 0:
            position = _positions(line, people)
        lines.append((line, _bonds(circle, line, bucket, position, web, rule, base)))

    at = np.zeros(people, np.int32)
    first = np.zeros(people + 1, np.int32)
    written = (np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0, np.uint8))
    for fill in (False, True):
        _write_kin(web, start, members, kin_share, base, fill, at, *written)
        for line, bonds in lines:
            _write_friends(line, bonds, web, rule.friends_near_elsewhere_share, base, fill, at,
                           *written)  # fmt: skip
        if not fill:
            _leave_room(web.age, web.present, web.role, at)
            if int(at.sum(dtype=np.int64)) >= 2**31:
                raise InputError(f"{people} people have too many contacts for one run")
            first[1:] = np.cumsum(at)
            total = int(first[-1])
            written = (
                np.full(total, -1, np.int32),
                np.full(total, NO_RELATION, np.uint8),
                np.zeros(total, np.uint8),
            )
            at[:] = first[:-1]
    return Contacts(first, *written)
