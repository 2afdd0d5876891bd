"""Asking: people with unmet need ask inside their own network, and those asked say yes or no.

The order is hierarchical-compensatory (Cantor): partner, children, parents, other kin, friends,
neighbours; near before far. What a relation can help with follows the task (Litwak). Neighbours
are the households at the next addresses whom one has come to know. When the own network has no
answer, some ask a volunteer organisation.
"""

from typing import Any, Final

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import DOMAINS, NURSING
from zorgzaam.agents.carer import AnswerRule
from zorgzaam.agents.handles import Handle
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import AT_HOME, NOBODY
from zorgzaam.agents.resident import AskingRule, WillingRule, asks_this_time
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.care.arrangements import (
    LastingRule,
    PartialHelpRule,
    ask,
    ask_volunteers,
    is_there,
)
from zorgzaam.model.care.ties import IN_NEED, TIES_USED
from zorgzaam.model.neighbours import NeighbourRule, know_each_other, nth_neighbour
from zorgzaam.model.network import (
    BROKERED,
    CHILD,
    CHILD_IN_LAW,
    FRIEND,
    NEIGHBOUR,
    ORIGIN_OF_MEETING,
    OWN_INITIATIVE,
    PARTNER,
)
from zorgzaam.model.process import Process
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS, has_turn
from zorgzaam.model.world import World


@kernel
def list_volunteers(world):
    """Rows of the volunteers at home, by area, and the first of each area (areas + 1 numbers)."""
    people = world.people
    volunteer_hours, residents = people.volunteer_hours, world.area_rows[world.n_areas]
    count = 0
    for person in range(residents):
        if volunteer_hours[person] > 0.0:
            count += 1
    volunteers = np.empty(count, dtype=np.int32)
    first = np.zeros(world.n_areas + 1, dtype=np.int64)
    count = 0
    for area in range(world.n_areas):
        first[area] = count
        for person in range(world.area_rows[area], world.area_rows[area + 1]):
            if volunteer_hours[person] > 0.0 and people.status[person] == AT_HOME:
                volunteers[count] = person
                count += 1
    first[world.n_areas] = count
    return volunteers[:count], first


@kernel
def ask_contacts(world, rules, person, own, not_asked, domain, left):
    """Asks kin and friends in the order of closeness; returns (hours left, people asked).

    `own`: the person asks; otherwise a professional does. One person may be left out (or -1).
    """
    people, contacts = world.people, world.contacts
    smallest = rules.asking.smallest_hours_asked
    first, last = contacts.start[person], contacts.start[person + 1]
    asked = 0
    for relation in range(CHILD, FRIEND + 1):
        for near in range(1, -1, -1):
            for entry in range(first, last):
                if contacts.relation[entry] != relation or contacts.near[entry] != near:
                    continue
                if asked >= rules.asking.people_asked_at_most or left < smallest:
                    return left, asked
                other = contacts.person[entry]
                if other == not_asked or not is_there(people, other):
                    continue
                asked += 1
                origin = ORIGIN_OF_MEETING[contacts.met[entry]] if own else BROKERED
                left -= ask(world, rules, person, other, relation, near == 1, origin, domain, left)
                in_law = people.partner[other] if relation == CHILD else NOBODY
                if in_law == NOBODY or in_law == not_asked or left < smallest:
                    continue
                if is_there(people, in_law):  # who is asked together with the child
                    left -= ask(
                        world, rules, person, in_law, CHILD_IN_LAW, near == 1, origin, domain, left
                    )
    return left, asked


@kernel
def ask_neighbours(world, rules, person, own, not_asked, domain, left, asked):
    """Asks the neighbours whom one knows; returns the hours left."""
    home = world.people.household[person]
    for nth in range(2 * int(rules.neighbour.nearest_households_each_side)):
        if asked >= rules.asking.people_asked_at_most or left < rules.asking.smallest_hours_asked:
            break
        other = nth_neighbour(world, home, nth)
        if other == NOBODY or other == not_asked:
            continue
        if not know_each_other(world, rules.neighbour, person, other):
            continue
        asked += 1
        origin = OWN_INITIATIVE if own else BROKERED
        left -= ask(world, rules, person, other, NEIGHBOUR, True, origin, domain, left)
    return left


@kernel
def ask_around(world, rules, begin, most_ties):
    """One week of asking, by everybody with unmet need whose turn it is, in row order.

    Begins at a place in `in_need`, and returns the place where it had to stop because the table of
    ties could not hold `most_ties` more; the end of the list when everybody had a turn.
    """
    people, files, week, asking = world.people, world.files, world.week, rules.asking
    care_file, short = people.care_file, files.short
    stream = draws.stream(world.seed, draws.ASKING, week)
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    volunteers, first_volunteer = list_volunteers(world)
    asks = draws.within_months(asking.asking_probability_per_month, WEEKS_BETWEEN_LOOKS)
    notices = draws.within_months(asking.partner_notices_per_month, WEEKS_BETWEEN_LOOKS)
    for at in range(begin, world.slots[IN_NEED]):
        person = world.in_need[at]
        if not has_turn(person, week):
            continue
        if world.slots[TIES_USED] + most_ties > world.ties.giver.size:
            return at
        file = care_file[person]
        if short[file] == 0 or not is_there(people, person):
            continue
        key, area, partner = people.key[person], people.area[person], people.partner[person]
        with_partner = partner >= 0 and people.status[partner] == AT_HOME
        for domain in range(DOMAINS):
            if domain == NURSING:  # for which nobody asks informally
                continue
            left = float(files.unmet[file, domain])
            if left < asking.smallest_hours_asked:
                continue
            if with_partner and draws.uniform(draws.nth(stream, 10 + domain), key) < notices:
                left -= ask(
                    world, rules, person, partner, PARTNER, True, OWN_INITIATIVE, domain, left
                )
            if left < asking.smallest_hours_asked:
                continue
            if not asks_this_time(asks, traits, draws.nth(stream, domain), key):
                continue
            left, asked = ask_contacts(world, rules, person, True, NOBODY, domain, left)
            left = ask_neighbours(world, rules, person, True, NOBODY, domain, left, asked)
            if left < asking.smallest_hours_asked or area >= world.n_areas:
                continue
            if draws.uniform(draws.nth(stream, 20 + domain), key) < asking.asks_volunteers_share:
                here = volunteers[first_volunteer[area] : first_volunteer[area + 1]]
                ask_volunteers(world, rules, here, person, domain, left)
    return world.slots[IN_NEED]


# Everything that decides about a request: who asks, who answers, for how long.
ASKING_RULES: Final = (
    AskingRule,
    AnswerRule,
    NeighbourRule,
    VolunteerRule,
    LastingRule,
    PartialHelpRule,
    WillingRule,
)


def asking_rules(*rules: Any) -> Handle:
    """The `ASKING_RULES` as one handle, for whoever asks (it keeps one type, compiled once)."""
    names = ("asking", "answer", "neighbour", "volunteer", "lasting", "partial", "willing")
    return Handle(dict(zip(names, rules, strict=True)))


def most_ties_of_one(asking: AskingRule) -> int:
    """Care ties that one request can lead to at most: people asked, partners of children, a few more."""
    return 2 * int(asking.people_asked_at_most) + 2


def run(world: World, asking: AskingRule, *others: Any) -> None:
    """Applies `ask_around` to the world."""
    if asking.informal_asking == 0:
        return
    most_ties = DOMAINS * most_ties_of_one(asking)
    asked = 0
    while asked < len(world.people_in_need):
        world.reserve_ties(most_ties)
        rules = world.derived(asking_rules, asking, *others)
        asked = ask_around(world.handle, rules, asked, most_ties)


ASKING = Process(
    name="asking",
    why="people ask for what was left unmet, knowing what formal help there is",
    reads=("people", "households", "contacts", "files.unmet", "areas.urbanity"),
    writes=(
        "ties",
        "people.first_received",
        "people.first_given",
        "files.changed",
        "areas.matches_left",
        "areas.standing",
        "areas.formed",
    ),
    rules=ASKING_RULES,
    run=run,
)
