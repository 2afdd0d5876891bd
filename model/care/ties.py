"""Making and ending care ties: a table with free slots, chained by recipient and by giver."""

from zorgzaam.agents.care_file import NOT_DUE
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.people import NOBODY
from zorgzaam.model.network import VOLUNTEER

# world.slots: the heads of the free chains and the high-water marks, so that kernels can change them
FREE_TIE = 0
TIES_USED = 1
FREE_FILE = 2
FILES_USED = 3
PROFESSIONALS_USED = 4
IN_NEED = 5
FILES_MISSED = 6
SLOTS = 7


@kernel
def add_tie(world, giver, recipient, domain, relation, origin, hours, until):
    """A new care tie from this week on; returns its slot, or -1 when the table is full."""
    people, ties, slots = world.people, world.ties, world.slots
    slot = slots[FREE_TIE]
    if slot >= 0:
        slots[FREE_TIE] = ties.next_of_recipient[slot]
    elif slots[TIES_USED] < ties.giver.size:
        slot = slots[TIES_USED]
        slots[TIES_USED] += 1
    else:
        return -1
    ties.giver[slot] = giver
    ties.recipient[slot] = recipient
    ties.domain[slot] = domain
    ties.relation[slot] = relation
    ties.origin[slot] = origin
    ties.hours[slot] = hours
    ties.delivered[slot] = 0.0
    ties.since[slot] = world.week
    ties.until[slot] = until
    ties.next_of_recipient[slot] = people.first_received[recipient]
    people.first_received[recipient] = slot
    ties.next_of_giver[slot] = people.first_given[giver]
    people.first_given[giver] = slot
    area = people.area[recipient]
    world.areas.standing[area, origin] += 1.0
    world.areas.formed[area, origin] += 1.0
    touch(world, recipient)
    return slot


@inlined
def touch(world, recipient):
    """Something in somebody's arrangements changed: delivery must be worked out again."""
    file = world.people.care_file[recipient]
    if file >= 0:
        world.files.changed[file] = 1


@inlined
def _unchain(heads, after, owner, slot):
    """Takes a slot out of the chain of its owner."""
    if heads[owner] == slot:
        heads[owner] = after[slot]
        return
    before = heads[owner]
    while after[before] != slot:
        before = after[before]
    after[before] = after[slot]


@kernel
def end_tie(world, slot):
    """Ends a care tie and gives its slot back."""
    people, ties, slots = world.people, world.ties, world.slots
    giver, recipient = ties.giver[slot], ties.recipient[slot]
    _unchain(people.first_received, ties.next_of_recipient, recipient, slot)
    _unchain(people.first_given, ties.next_of_giver, giver, slot)
    people.recount[giver] = 1
    area = people.area[recipient]  # where the tie was counted: ties end before anybody moves
    world.areas.standing[area, ties.origin[slot]] -= 1.0
    world.areas.ended[area, ties.origin[slot]] += 1.0
    touch(world, recipient)
    ties.giver[slot] = NOBODY
    ties.recipient[slot] = NOBODY
    ties.hours[slot] = 0.0
    ties.delivered[slot] = 0.0
    ties.until[slot] = NOT_DUE
    ties.next_of_giver[slot] = NOBODY
    ties.next_of_recipient[slot] = slots[FREE_TIE]
    slots[FREE_TIE] = slot


@kernel
def live_elsewhere(world, person):
    """Somebody leaves the areas without being forgotten: care that goes on is counted elsewhere."""
    people, areas = world.people, world.areas
    slot = people.first_received[person]
    while slot >= 0:
        origin = world.ties.origin[slot]
        areas.standing[people.area[person], origin] -= 1.0
        areas.standing[world.n_areas, origin] += 1.0
        slot = world.ties.next_of_recipient[slot]
    people.area[person] = world.n_areas


@kernel
def end_received(world, recipient):
    """Ends all care that somebody receives."""
    while world.people.first_received[recipient] >= 0:
        end_tie(world, world.people.first_received[recipient])


@kernel
def end_given(world, giver):
    """Ends all care that somebody gives."""
    while world.people.first_given[giver] >= 0:
        end_tie(world, world.people.first_given[giver])


@kernel
def end_given_as(world, giver, relation):
    """Ends the care that somebody gives in one relation, such as the visits of a volunteer."""
    slot = world.people.first_given[giver]
    while slot >= 0:
        after = world.ties.next_of_giver[slot]
        if world.ties.relation[slot] == relation:
            end_tie(world, slot)
        slot = after


@kernel
def end_between(world, giver, recipient):
    """Ends all care that one person gives another."""
    slot = world.people.first_given[giver]
    while slot >= 0:
        after = world.ties.next_of_giver[slot]
        if world.ties.recipient[slot] == recipient:
            end_tie(world, slot)
        slot = after


@kernel
def hours_promised(world, giver):
    """Hours a week that somebody has agreed to give, in all."""
    ties = world.ties
    hours = 0.0
    slot = world.people.first_given[giver]
    while slot >= 0:
        hours += ties.hours[slot]
        slot = ties.next_of_giver[slot]
    return hours


@kernel
def main_tie(world, giver):
    """The tie in which somebody gives most this week, or -1."""
    ties = world.ties
    most, main = 0.0, -1
    slot = world.people.first_given[giver]
    while slot >= 0:
        if ties.relation[slot] != VOLUNTEER and ties.delivered[slot] > most:
            most, main = ties.delivered[slot], slot
        slot = ties.next_of_giver[slot]
    return main
