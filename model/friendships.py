"""Friendships: places for them in personal networks, and how two people become friends.

Somebody has room for so many friends (networks keep their size, F32): a new one takes the place of
one who was lost.
"""

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import AT_HOME, NOBODY, WEEKS_PER_YEAR
from zorgzaam.model.network import BEFORE, FRIEND, NO_RELATION


@kernel
def free_entry(contacts, person):
    """A place among somebody's contacts where nobody stands, or -1."""
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        if contacts.relation[entry] == NO_RELATION:
            return entry
    return NOBODY


@kernel
def entry_of(contacts, person, other):
    """Where `other` stands among the contacts of `person`, or -1."""
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        if contacts.person[entry] == other and contacts.relation[entry] != NO_RELATION:
            return entry
    return NOBODY


@kernel
def may_meet(world, person, other):
    """Whether two people could become acquainted: both at home, at two addresses, not yet."""
    people = world.people
    return (
        other != NOBODY
        and people.status[other] == AT_HOME
        and people.household[other] != people.household[person]
        and entry_of(world.contacts, person, other) < 0
    )


@kernel
def of_like_age(world, person, other, gap_years):
    """Whether two people differ in age by no more than this."""
    birth_week = world.people.birth_week
    return abs(birth_week[other] - birth_week[person]) <= gap_years * WEEKS_PER_YEAR


@kernel
def _write(contacts, entry, other, relation, met):
    contacts.person[entry] = other
    contacts.relation[entry] = relation
    contacts.near[entry] = 1
    contacts.met[entry] = met


@kernel
def become_friends(world, person, other, met):
    """Writes a friendship down on both sides, if both have room for one; returns whether."""
    contacts = world.contacts
    free, back = free_entry(contacts, person), free_entry(contacts, other)
    if free < 0 or back < 0:
        return False
    _write(contacts, free, other, FRIEND, met)
    _write(contacts, back, person, FRIEND, met)
    world.areas.friendships[world.people.area[person], met] += 1.0
    return True


@kernel
def end_friendship(contacts, person, entry):
    """Ends the friendship that stands in this entry of somebody, on both sides."""
    other = contacts.person[entry]
    _write(contacts, entry_of(contacts, other, person), NOBODY, NO_RELATION, BEFORE)
    _write(contacts, entry, NOBODY, NO_RELATION, BEFORE)


__all__ = [
    "become_friends",
    "end_friendship",
    "entry_of",
    "free_entry",
    "may_meet",
    "of_like_age",
]
