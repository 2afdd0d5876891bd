"""Ties: arrangements end for reasons of their own, friendships fade, and new ones begin.

Everybody's friendships are looked at once a year, in a week that goes with the row. Who has lost a friend
may find another: a friend of a friend is several times as likely as somebody else in the area. Friends
live in one municipality (whoever leaves keeps the row), so the parts of a large place know nothing of
each other.
"""

from functools import partial
from typing import Final, NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NOBODY, age_years
from zorgzaam.model.care.ties import TIES_USED, end_tie
from zorgzaam.model.friendships import (
    become_friends,
    end_friendship,
    free_entry,
    may_meet,
    of_like_age,
)
from zorgzaam.model.network import BY_THEMSELVES, FRIEND
from zorgzaam.model.parts import parts_of, side_by_side
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

_WEEKS_BETWEEN_REVIEWS: Final = 52  # of somebody's friendships
_YOUNGEST_YEARS: Final = 12.0  # younger children find friends at school, who do not matter here


_FRIENDS: Final = 100  # draws from here on are about the friends one has


class TieRule(NamedTuple):
    """How long ties last, and where new ones come from."""

    # fmt: off
    friendship_lasts_per_year: float = parameter(
        0.90, "friendships that still stand a year later", "1/year", 0.87, 0.93,
        "evidence #44; F32", "H")
    closure_multiplier: float = parameter(
        5, "chance of a new tie with a friend of a friend against somebody else of the area",
        "ratio", 2, 20, "evidence #50", "A")
    finds_friend_per_year: float = parameter(
        0.6, "people with a lost friendship who find another within a year", "1/year", 0.3, 0.95,
        "network size stays constant (F32); assumption", "A")
    friends_age_gap_years: float = parameter(
        15, "friends differ in age by at most", "years", 5, 30,
        "friends are of like age (McPherson et al. 2001, R-H); the width is an assumption", "A")
    friend_attempts: float = parameter(
        6, "people met before somebody gives up finding a friend that year", "persons", 1, 20,
        "assumption", "A", whole=True)
    # fmt: on


@kernel
def _friend_at_random(contacts, person, draw):
    """One of somebody's contacts, if it is a friend; else -1."""
    first, last = contacts.start[person], contacts.start[person + 1]
    if first == last:
        return NOBODY
    entry = first + int(draw * (last - first))
    return contacts.person[entry] if contacts.relation[entry] == FRIEND else NOBODY


@kernel
def _meet(world, rule, stream, person):
    """Somebody to become friends with: a friend of a friend, or anybody of the area; or -1."""
    key, area, rows = world.people.key[person], world.people.area[person], world.area_rows
    draw = draws.uniform(draws.nth(stream, 2), key)
    if draw >= rule.closure_multiplier / (rule.closure_multiplier + 1.0):
        place = draws.uniform(draws.nth(stream, 5), key)
        return rows[area] + int(place * (rows[area + 1] - rows[area]))
    draw = draws.uniform(draws.nth(stream, 3), key)
    friend = _friend_at_random(world.contacts, person, draw)
    if friend == NOBODY:
        return NOBODY
    draw = draws.uniform(draws.nth(stream, 4), key)
    return _friend_at_random(world.contacts, friend, draw)


@kernel
def _lose_friends(world, rule, stream, person):
    """Some friendships end; each is looked at by the one of the two who comes first."""
    contacts, key = world.contacts, world.people.key[person]
    first = contacts.start[person]
    for entry in range(first, contacts.start[person + 1]):
        other = contacts.person[entry]
        if contacts.relation[entry] != FRIEND or other < person:
            continue
        draw = draws.uniform(draws.nth(stream, _FRIENDS + entry - first), key)
        if draw >= rule.friendship_lasts_per_year:
            end_friendship(contacts, person, entry)


@kernel
def _find_friend(world, rule, stream, person):
    """Who has room for a friend may find one who has room too."""
    age = age_years(world.people.birth_week[person], world.week)
    if age < _YOUNGEST_YEARS or free_entry(world.contacts, person) < 0:
        return
    draw = draws.uniform(draws.nth(stream, 1), world.people.key[person])
    if draw >= rule.finds_friend_per_year:
        return
    for attempt in range(int(rule.friend_attempts)):
        other = _meet(world, rule, draws.nth(stream, 30 + attempt), person)
        if (
            other != person
            and may_meet(world, person, other)
            and of_like_age(world, person, other, rule.friends_age_gap_years)
            and become_friends(world, person, other, BY_THEMSELVES)
        ):
            return


@kernel
def end_due(world):
    """Care ties whose time has come end."""
    until = world.ties.until
    for slot in range(world.slots[TIES_USED]):
        if world.week >= until[slot]:
            end_tie(world, slot)


@kernel
def review(world, rule, begin, end):
    """One week, in these rows: friendships that fade, friendships that begin."""
    status, week = world.people.status, world.week
    stream = draws.stream(world.seed, draws.TIES, week)
    first = begin + (week - begin) % _WEEKS_BETWEEN_REVIEWS
    for person in range(first, end, _WEEKS_BETWEEN_REVIEWS):
        if status[person] == AT_HOME:
            _lose_friends(world, rule, stream, person)
            _find_friend(world, rule, stream, person)


def run(world: World, rule: TieRule) -> None:
    """Applies `end_due` and `review` to the world."""
    handle = world.handle
    end_due(handle)
    side_by_side(
        [partial(review, handle, rule, part.first_row, part.last_row) for part in parts_of(world)]
    )


TIES = Process(
    name="ties",
    why="after a week of contact and silence, ties fade or begin",
    reads=("people",),
    writes=(
        "contacts.person",
        "contacts.relation",
        "contacts.near",
        "contacts.met",
        "ties",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "files.changed",
        "areas.standing",
        "areas.ended",
        "areas.friendships",
    ),
    rules=(TieRule,),
    run=run,
)
