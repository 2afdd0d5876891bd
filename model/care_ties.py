"""Making and ending care ties: a table with free slots, chained by recipient and by giver."""

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
SLOTS = 6


@inlined
def add_tie(
    people, files, ties, slots, giver, recipient, domain, relation, origin, hours, week, until
):
    """A new care tie; returns its slot, or -1 when the table is full."""
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
    ties.since[slot] = week
    ties.until[slot] = until
    ties.next_of_recipient[slot] = people.first_received[recipient]
    people.first_received[recipient] = slot
    ties.next_of_giver[slot] = people.first_given[giver]
    people.first_given[giver] = slot
    if people.care_file[recipient] >= 0:
        files.changed[people.care_file[recipient]] = 1
    return slot


@kernel
def end_tie(people, files, ties, slots, slot):
    """Ends a care tie and gives its slot back."""
    giver = ties.giver[slot]
    recipient = ties.recipient[slot]
    after = ties.next_of_recipient[slot]
    if people.first_received[recipient] == slot:
        people.first_received[recipient] = after
    else:
        before = people.first_received[recipient]
        while ties.next_of_recipient[before] != slot:
            before = ties.next_of_recipient[before]
        ties.next_of_recipient[before] = after
    after = ties.next_of_giver[slot]
    if people.first_given[giver] == slot:
        people.first_given[giver] = after
    else:
        before = people.first_given[giver]
        while ties.next_of_giver[before] != slot:
            before = ties.next_of_giver[before]
        ties.next_of_giver[before] = after
    people.recount[giver] = 1
    if people.care_file[recipient] >= 0:
        files.changed[people.care_file[recipient]] = 1
    ties.giver[slot] = NOBODY
    ties.recipient[slot] = NOBODY
    ties.hours[slot] = 0.0
    ties.delivered[slot] = 0.0
    ties.next_of_giver[slot] = NOBODY
    ties.next_of_recipient[slot] = slots[FREE_TIE]
    slots[FREE_TIE] = slot


@kernel
def end_received(people, files, ties, slots, recipient):
    """Ends all care that somebody receives."""
    while people.first_received[recipient] >= 0:
        end_tie(people, files, ties, slots, people.first_received[recipient])


@kernel
def end_given(people, files, ties, slots, giver):
    """Ends all care that somebody gives."""
    while people.first_given[giver] >= 0:
        end_tie(people, files, ties, slots, people.first_given[giver])


@kernel
def end_between(people, files, ties, slots, giver, recipient):
    """Ends all care that one person gives another."""
    slot = people.first_given[giver]
    while slot >= 0:
        after = ties.next_of_giver[slot]
        if ties.recipient[slot] == recipient:
            end_tie(people, files, ties, slots, slot)
        slot = after


@inlined
def hours_promised(people, ties, giver):
    """Hours a week that somebody has agreed to give, in all."""
    people_first_given = people.first_given
    ties_hours, ties_next_of_giver = ties.hours, ties.next_of_giver
    hours = 0.0
    slot = people_first_given[giver]
    while slot >= 0:
        hours += ties_hours[slot]
        slot = ties_next_of_giver[slot]
    return hours


@inlined
def is_sole_carer(giver_of, delivered, relation, next_of_recipient, first_received, giver):
    """Whether nobody but this giver (volunteers apart) cares for the recipient of a chain.

    The first four are the columns of the care ties.
    """
    slot = first_received
    while slot >= 0:
        if giver_of[slot] != giver and delivered[slot] > 0.0 and relation[slot] != VOLUNTEER:
            return False
        slot = next_of_recipient[slot]
    return True
