"""Ties: arrangements end for reasons of their own, friendships fade, and new ones begin.

Everybody's friendships are looked at once a year, in a week that goes with the row. Who has lost a friend
may find another: a friend of a friend is several times as likely as somebody else in the area.
"""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, age_years
from zorgzaam.model.care_ties import TIES_USED, end_tie
from zorgzaam.model.network import FRIEND, NO_RELATION
from zorgzaam.model.process import Process
from zorgzaam.model.world import World


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
    # fmt: on


# The small loops below take the columns of the contacts: start, person, relation.


@inlined
def _free_entry(start, relation, person):
    for entry in range(start[person], start[person + 1]):
        if relation[entry] == NO_RELATION:
            return entry
    return -1


@inlined
def _entry_of(start, contact, relation, person, other):
    """Where `other` stands among the contacts of `person`, or -1."""
    for entry in range(start[person], start[person + 1]):
        if contact[entry] == other and relation[entry] != NO_RELATION:
            return entry
    return -1


@inlined
def _friend_at_random(start, contact, relation, person, draw):
    """One entry of somebody's contacts, if it is a friend; else -1."""
    first = start[person]
    count = start[person + 1] - first
    if count == 0:
        return -1
    entry = first + int(draw * count)
    return contact[entry] if relation[entry] == FRIEND else -1


@inlined
def _candidate(start, contact, relation, rule, stream, key, person, first, last):
    """Somebody to become friends with: a friend of a friend, or anybody of the area."""
    draw = draws.uniform(draws.nth(stream, 2), key)
    if draw >= rule.closure_multiplier / (rule.closure_multiplier + 1.0):
        return first + int(draws.uniform(draws.nth(stream, 5), key) * (last - first))
    friend = _friend_at_random(
        start, contact, relation, person, draws.uniform(draws.nth(stream, 3), key)
    )
    if friend < 0:
        return -1
    return _friend_at_random(
        start, contact, relation, friend, draws.uniform(draws.nth(stream, 4), key)
    )


@kernel
def review(people, contacts, files, ties, slots, area_rows, rule, seed, week):
    """One week: care ties that end, friendships that fade, friendships that begin."""
    ties_giver, ties_until = ties.giver, ties.until
    people_area, people_birth_week, people_household = (
        people.area,
        people.birth_week,
        people.household,
    )
    people_key, people_status = people.key, people.status
    contacts_near, contacts_person, contacts_relation = (
        contacts.near,
        contacts.person,
        contacts.relation,
    )
    contacts_start = contacts.start
    stream = draws.stream(seed, draws.TIES, week)
    for slot in range(slots[TIES_USED]):
        if ties_giver[slot] >= 0 and week >= ties_until[slot]:
            end_tie(people, files, ties, slots, slot)
    for person in range((week + 52000) % 52, people_status.size, 52):
        if people_status[person] != AT_HOME:
            continue
        key = people_key[person]
        for entry in range(contacts_start[person], contacts_start[person + 1]):
            other = contacts_person[entry]
            # each friendship is looked at by the one of the two who comes first
            if contacts_relation[entry] != FRIEND or other < person:
                continue
            pair = draws.pair_key(key, people_key[other])
            if draws.uniform(stream, pair) >= rule.friendship_lasts_per_year:
                back = _entry_of(contacts_start, contacts_person, contacts_relation, other, person)
                contacts_relation[entry] = NO_RELATION
                contacts_person[entry] = -1
                if back >= 0:
                    contacts_relation[back] = NO_RELATION
                    contacts_person[back] = -1
        free = _free_entry(contacts_start, contacts_relation, person)
        if free < 0 or age_years(people_birth_week[person], week) < 12.0:
            continue
        if draws.uniform(draws.nth(stream, 1), key) >= rule.finds_friend_per_year:
            continue
        area = people_area[person]
        for attempt in range(6):
            other = _candidate(
                contacts_start,
                contacts_person,
                contacts_relation,
                rule,
                draws.nth(stream, 30 + attempt),
                key,
                person,
                area_rows[area],
                area_rows[area + 1],
            )
            if (
                other < 0
                or other == person
                or people_status[other] != AT_HOME
                or _entry_of(contacts_start, contacts_person, contacts_relation, person, other) >= 0
            ):
                continue
            if people_household[other] == people_household[person]:
                continue
            if abs(people_birth_week[other] - people_birth_week[person]) > 15 * 52:
                continue
            back = _free_entry(contacts_start, contacts_relation, other)
            if back < 0:
                continue
            contacts_relation[free] = FRIEND
            contacts_person[free] = other
            contacts_near[free] = 1
            contacts_relation[back] = FRIEND
            contacts_person[back] = person
            contacts_near[back] = 1
            break


def run(world: World, rule: TieRule) -> None:
    """Applies `review` to the world."""
    review(
        *world.handles("people", "contacts", "files", "ties"),
        world.slots,
        world.area_rows,
        rule,
        np.uint64(world.seed),
        world.week,
    )


TIES = Process(
    name="ties",
    why="after a week of contact and silence, ties fade or begin",
    reads=("people",),
    writes=(
        "contacts.person",
        "contacts.relation",
        "contacts.near",
        "ties",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "files.changed",
    ),
    rules=(TieRule,),
    run=run,
)
