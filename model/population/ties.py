"""The table of contacts: who is what to whom, in both directions, closest relation first."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.kernel import kernel
from zorgzaam.model.network import (
    BEFORE,
    CHILD,
    FRIEND,
    NO_RELATION,
    PARENT,
    PARTNER,
    SIBLING,
    Contacts,
)
from zorgzaam.model.population.exact import ascending, draw, typed
from zorgzaam.model.population.friends import (
    STEPS,
    FriendsRule,
    befriended,
    line_places,
)
from zorgzaam.model.population.search import grouped

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
    area: Array
    near_areas: Array  # [area, area] in the whole country: near each other; else without rows
    contacts: Array  # by row: friends where they live, against the country
    near_place: Array  # by row: a resident, or somebody elsewhere within 5 km of the place
    keys: Array
    residents: int  # rows before this one live in the place


# The kernels take arrays out of the table once: doing so in a loop counts references each time.


@typed("void(i8, i8, i8, b1, i4[::1], i4[::1], u1[::1], u1[::1])")
def _add(
    one: int, other: int, relation: int, near: bool, at: Array, person: Array, relations: Array,
    nears: Array,
) -> None:  # fmt: skip
    """Write that `other` is this to `one`, behind what is known of `one` already."""
    person[at[one]], relations[at[one]], nears[at[one]] = other, relation, near
    at[one] += 1


@kernel
def _near(
    one: int, other: int, residents: int, town: Array, area: Array, near_areas: Array,
    near_place: Array, household: Array, keys: Array, share: float, base: int,
) -> bool:  # fmt: skip
    """Whether two relatives live within 5 km of each other."""
    if one < residents and other < residents:
        if len(near_areas) > 0:
            return bool(near_areas[area[one], area[other]])
        return bool(town[one] == town[other])
    if household[one] == household[other]:
        return True
    if one < residents or other < residents or near_place[one] or near_place[other]:
        return bool(near_place[one] and near_place[other])
    return draw(base, _NEAR, keys[one] ^ keys[other]) < share


@kernel
def _count_kin(web: Web, start: Array, count: Array) -> None:
    """Add the kin of everybody: partner, children, parents, brothers and sisters."""
    partner, parents, origin = web.partner, web.parents, web.origin
    for row in range(partner.size):
        count[row] += partner[row] >= 0
        family = origin[row]
        if family >= 0:
            count[row] += start[family + 1] - start[family] - 1
            count[row] += (parents[family, 0] >= 0) + (parents[family, 1] >= 0)
    for family in range(len(parents)):
        for side in range(2):
            if parents[family, side] >= 0:
                count[parents[family, side]] += start[family + 1] - start[family]


@kernel
def _write_kin(
    web: Web, start: Array, members: Array, kin_share: float, base: int, at: Array, person: Array,
    relations: Array, nears: Array,
) -> None:  # fmt: skip
    """Write the kin of everybody, one relation after the other."""
    residents, town, near_place, household = (
        web.residents, web.town, web.near_place, web.household
    )  # fmt: skip
    area, near_areas = web.area, web.near_areas
    keys, partner, parents, origin = web.keys, web.partner, web.parents, web.origin
    for row in range(partner.size):
        if partner[row] >= 0:
            _add(row, partner[row], PARTNER, True, at, person, relations, nears)
    for relation in (CHILD, PARENT):
        for family in range(len(parents)):
            for side in range(2):
                parent = parents[family, side]
                if parent >= 0:
                    for m in range(start[family], start[family + 1]):
                        child = members[m]
                        near = _near(
                            parent, child, residents, town, area, near_areas, near_place,
                            household, keys, kin_share, base,
                        )  # fmt: skip
                        one, other = (parent, child) if relation == CHILD else (child, parent)
                        _add(one, other, relation, near, at, person, relations, nears)
    for row in range(origin.size):
        if origin[row] >= 0:
            for m in range(start[origin[row]], start[origin[row] + 1]):
                other = members[m]
                if other != row:
                    near = _near(
                        row, other, residents, town, area, near_areas, near_place, household, keys,
                        kin_share, base,
                    )  # fmt: skip
                    _add(row, other, SIBLING, near, at, person, relations, nears)


@kernel
def _kin(one: int, other: int, household: Array, origin: Array, parents: Array) -> bool:
    if household[one] == household[other]:
        return True
    a, b = origin[one], origin[other]
    if a >= 0 and (a == b or parents[a, 0] == other or parents[a, 1] == other):
        return True
    return bool(b >= 0 and (parents[b, 0] == one or parents[b, 1] == one))


@kernel
def _bonds(
    circle: int, line: Array, group: Array, position: Array, web: Web, rule: FriendsRule,
    base: int, count: Array,
) -> Array:  # fmt: skip
    """Who in the line of a circle are friends: [place in the line, steps to the friend - 1].

    `position` is the place in the area's line: who stand together there can be friends there only.
    Adds the friends of everybody to `count`.
    """
    household, keys, parents, origin = web.household, web.keys, web.parents, web.origin
    contacts = web.contacts
    bonds = np.zeros((line.size, STEPS), np.bool_)
    for p in range(line.size):
        one = line[p]
        for step in range(1, STEPS + 1):
            if p + step >= line.size:
                continue
            other = line[p + step]
            if group[one] != group[other]:
                continue
            if circle > 0 and abs(position[one] - position[other]) <= STEPS:
                continue
            ratio = 0.5 * (contacts[one] + contacts[other])
            if befriended(circle, step, keys[one], keys[other], ratio, base, rule) and not _kin(
                one, other, household, origin, parents
            ):
                bonds[p, step - 1] = True
                count[one] += 1
                count[other] += 1
    return bonds


@kernel
def _write_friends(
    line: Array, bonds: Array, residents: int, keys: Array, near_share: float, base: int,
    at: Array, person: Array, relations: Array, nears: Array,
) -> None:  # fmt: skip
    """Write the friendships of one circle; residents of one municipality are near."""
    for p in range(line.size):
        for step in range(1, STEPS + 1):
            if bonds[p, step - 1]:
                one, other = line[p], line[p + step]
                near = one < residents or (draw(base, _NEAR, keys[one] ^ keys[other]) < near_share)
                _add(one, other, FRIEND, near, at, person, relations, nears)
                _add(other, one, FRIEND, near, at, person, relations, nears)


@kernel
def _positions(line: Array, people: int) -> Array:
    position = np.full(people, -10, np.int32)
    for p in range(line.size):
        position[line[p]] = p
    return position


@kernel
def _leave_room(age: Array, present: Array, count: Array) -> None:
    """One free entry for every adult, for somebody to be met during the run."""
    for row in range(age.size):
        if present[row] and age[row] >= _ADULT:
            count[row] += 1


def contacts_of(
    web: Web, low_income: Array, kin_share: float, base: Any, rule: FriendsRule
) -> Contacts:
    """All contacts: kin, friends, and one free entry for every adult.

    `kin_share` is how many of the kin who both live elsewhere are near each other.
    """
    people = web.age.size
    start, members = grouped(web.origin, len(web.parents))
    count = np.zeros(people, np.int32)
    _count_kin(web, start, count)
    lines: list[tuple[Array, Array]] = []
    position = np.empty(0, np.int32)
    for circle, group in enumerate((web.area, web.town)):
        places = line_places(circle, group, web.age, web.present, low_income, web.keys, base, rule)
        line = ascending(places)[: np.isfinite(places).sum()].astype(np.int32)
        if circle == 0:
            position = _positions(line, people)
        lines.append((line, _bonds(circle, line, group, position, web, rule, base, count)))
    _leave_room(web.age, web.present, count)

    total = int(count.sum(dtype=np.int64))
    if total >= 2**31:
        raise InputError(f"{people} people have more contacts than one run can hold: {total}")
    first = np.zeros(people + 1, np.int32)
    np.cumsum(count, out=first[1:])
    at = first[:-1].copy()
    written = (
        np.full(total, -1, np.int32),
        np.full(total, NO_RELATION, np.uint8),
        np.zeros(total, np.uint8),
    )
    _write_kin(web, start, members, kin_share, base, at, *written)
    near_share = rule.friends_near_elsewhere_share
    for line, bonds in lines:
        _write_friends(line, bonds, web.residents, web.keys, near_share, base, at, *written)
    return Contacts(first, *written, np.full(total, BEFORE, np.uint8))
