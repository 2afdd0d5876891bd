"""The table of contacts: who is what to whom, in both directions, closest relation first."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.people import CHILD_ROLE
from zorgzaam.model.network import CHILD, FRIEND, NO_RELATION, PARENT, PARTNER, SIBLING, Contacts
from zorgzaam.model.population.exact import draw
from zorgzaam.model.population.friends import (
    CIRCLES,
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


@nb.njit(cache=True, nogil=True)
def _near(one: int, other: int, web: Web, share: float, base: int) -> bool:
    """Whether two people live within 5 km of each other."""
    if one < web.residents and other < web.residents:
        return bool(web.town[one] == web.town[other])
    if web.household[one] == web.household[other]:
        return True
    if one < web.residents or other < web.residents or web.near_place[one]:
        return bool(web.near_place[one] and web.near_place[other])
    return draw(base, _NEAR, web.keys[one] ^ web.keys[other]) < share


@nb.njit(cache=True, nogil=True)
def _kin(one: int, other: int, web: Web) -> bool:
    if web.household[one] == web.household[other]:
        return True
    a, b = web.origin[one], web.origin[other]
    if a >= 0 and (a == b or web.parents[a, 0] == other or web.parents[a, 1] == other):
        return True
    return b >= 0 and (web.parents[b, 0] == one or web.parents[b, 1] == one)


@nb.njit(cache=True, nogil=True)
def _add(
    one: int, other: int, relation: int, near: bool, fill: bool, at: Array, person: Array,
    relations: Array, nears: Array,
) -> None:  # fmt: skip
    if fill:
        person[at[one]], relations[at[one]], nears[at[one]] = other, relation, near
    at[one] += 1


@nb.njit(cache=True, nogil=True)
def _write_kin(
    web: Web, start: Array, members: Array, kin_share: float, base: int, fill: bool, at: Array,
    person: Array, relations: Array, nears: Array,
) -> None:  # fmt: skip
    """Count the entries of each person (fill False), or write them; relations in order."""
    for row in range(web.age.size):
        if web.partner[row] >= 0:
            _add(row, web.partner[row], PARTNER, True, fill, at, person, relations, nears)
    for family in range(len(web.parents)):
        for side in range(2):
            parent = web.parents[family, side]
            if parent >= 0:
                for m in range(start[family], start[family + 1]):
                    near = _near(parent, members[m], web, kin_share, base)
                    _add(parent, members[m], CHILD, near, fill, at, person, relations, nears)
    for row in range(web.age.size):
        if web.origin[row] >= 0:
            for side in range(2):
                parent = web.parents[web.origin[row], side]
                if parent >= 0:
                    near = _near(row, parent, web, kin_share, base)
                    _add(row, parent, PARENT, near, fill, at, person, relations, nears)
    for family in range(len(web.parents)):
        for m in range(start[family], start[family + 1]):
            for k in range(start[family], start[family + 1]):
                if k != m:
                    near = _near(members[m], members[k], web, kin_share, base)
                    _add(
                        members[m], members[k], SIBLING, near, fill, at, person, relations, nears
                    )


@nb.njit(cache=True, nogil=True)
def _write_friends(
    circle: int, line: Array, bucket: Array, scores: int, position: Array, web: Web,
    rule: FriendsRule, base: int, fill: bool, at: Array, person: Array, relations: Array,
    nears: Array,
) -> None:  # fmt: skip
    """Likewise for the friendships of one circle; `position` is that in the area's line."""
    for p in range(line.size):
        for step in range(1, STEPS + 1):
            if p + step >= line.size:
                continue
            one, other = line[p], line[p + step]
            if bucket[one] // scores != bucket[other] // scores or _kin(one, other, web):
                continue
            if circle > 0 and abs(position[one] - position[other]) <= STEPS:
                continue  # they stand together in the area's line already
            if befriended(circle, step, web.keys[one], web.keys[other], base, rule):
                near = _near(one, other, web, rule.friends_near_elsewhere_share, base)
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
    lines, buckets = [], []
    for circle, group in zip(range(CIRCLES), (area, web.town), strict=True):
        bucket = line_places(
            circle, group, web.age, web.present, low_income, web.keys, base, rule
        )
        lines.append(grouped(bucket, (int(group.max()) + 1) * SCORES)[1])
        buckets.append(bucket)
    position = _positions(lines[0], people)

    at = np.zeros(people, np.int64)
    nothing = (np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0, np.uint8))
    first = np.zeros(people + 1, np.int32)
    written = nothing
    for fill in (False, True):
        _write_kin(web, start, members, kin_share, base, fill, at, *written)
        for circle in range(CIRCLES):
            _write_friends(circle, lines[circle], buckets[circle], SCORES, position, web, rule,
                           base, fill, at, *written)  # fmt: skip
        if not fill:
            _leave_room(web.age, web.present, web.role, at)
            first[1:] = np.cumsum(at)
            total = int(first[-1])
            written = (
                np.full(total, -1, np.int32),
                np.full(total, NO_RELATION, np.uint8),
                np.zeros(total, np.uint8),
            )
            at[:] = first[:-1]
    return Contacts(first, *written)
