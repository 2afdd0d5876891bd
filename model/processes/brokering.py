"""Brokering: professionals with time to spare ask on a client's behalf, and introduce people.

Asking for somebody else takes no overcoming of one's own reluctance, but it takes time, and a client
whom one knows. Those asked answer as they would anybody. Where nobody in the network says yes, a
neighbour who is willing may be introduced: contact comes before help (F41), so that help can follow
later, when the two have met. Carer support asks others to take over a part from a strained carer.
"""

from typing import Any, NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    DOMAINS,
    GUIDANCE_SERVICE,
    NURSING,
    SERVICES,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, CHILD_ROLE, NOBODY, SEVERE
from zorgzaam.agents.resident import AskingRule
from zorgzaam.model.areas import BROKERING_HOURS, SPARE
from zorgzaam.model.care.ties import IN_NEED, main_tie, touch
from zorgzaam.model.friendships import become_friends, free_entry, may_meet
from zorgzaam.model.neighbours import willing
from zorgzaam.model.network import INTRODUCED
from zorgzaam.model.process import Process
from zorgzaam.model.processes.asking import (
    ASKING_RULES,
    ask_contacts,
    ask_neighbours,
    asking_rules,
    most_ties_of_one,
)
from zorgzaam.model.turns import has_turn
from zorgzaam.model.world import World


class BrokeringRule(NamedTuple):
    """Professionals' time for the network around a client."""

    # fmt: off
    professionals_broker: float = parameter(
        1, "whether professionals may ask around and introduce people at all", "0 or 1", 0, 1,
        "the arm of a comparison in which nobody brokers", "H", whole=True)
    tie_building_share: float = parameter(
        0.0, "of paid hours, what is set aside for asking around and introducing people, before new clients are taken",
        "share", 0.0, 0.4,
        "teams report too little time for it (F27), so none by default; sources 000", "M",
        label_nl="Tijd voor het netwerk", label_en="Time set aside for the network")
    hours_to_ask_around: float = parameter(
        2.0, "a professional's time to ask a client's network for help with one task", "hours", 0.5,
        8, "no figure found: assumption", "A")
    hours_to_introduce: float = parameter(
        2.0, "a professional's time to introduce two people", "hours", 0.5, 8,
        "no figure found: assumption", "A")
    weeks_to_know_client: float = parameter(
        8, "a professional asks around for clients known for so long", "weeks", 0, 52,
        "sources 001 (contacts need continuity of people): assumption", "A", whole=True)
    introduction_reach_households: float = parameter(
        60, "addresses on each side among which somebody to introduce is looked for", "households",
        10, 400, "assumption: a street or two", "A", whole=True)
    people_considered: float = parameter(
        8, "addresses at which a professional looks for somebody to introduce", "addresses", 1, 30,
        "assumption", "A", whole=True)
    carer_support_share: float = parameter(
        0.0, "of the heavily strained carers, for whom somebody asks others to take over a part",
        "share", 0.0, 1.0, "sources 001 (carer support); a lever", "A",
        label_nl="Mantelzorgondersteuning", label_en="Carer support")
    share_to_take_over: float = parameter(
        0.5, "of a strained carer's largest task, what others are asked to take over", "share", 0.1,
        0.9, "assumption", "A")
    # fmt: on


@kernel
def _most_missed(world, file):
    """The domain with most unmet need, nursing left out, and its hours."""
    most, domain = 0.0, 0
    for other in range(DOMAINS):
        if other != NURSING and world.files.unmet[file, other] > most:
            most, domain = world.files.unmet[file, other], other
    return domain, most


@kernel
def _somebody_near(world, rule, willing_rule, stream, person):
    """A willing adult at an address around, whom this person does not know, with room; or -1."""
    people, households = world.people, world.households
    reach = int(rule.introduction_reach_households)
    draw = draws.uniform(draws.nth(stream, 2), people.key[person])
    home = people.household[person] + int(draw * (2 * reach + 1)) - reach
    if not 0 <= home < households.area.size:
        return NOBODY
    if households.area[home] != people.area[person]:
        return NOBODY
    for other in range(households.first_row[home], households.first_row[home + 1]):
        if (
            people.role[other] != CHILD_ROLE
            and people.severity[other] < SEVERE
            and may_meet(world, person, other)
            and willing(world, willing_rule, other)
            and free_entry(world.contacts, other) >= 0
        ):
            return other
    return NOBODY


@inlined
def _spend_time(world, by, hours):
    """A professional's hours on the network around a client."""
    professionals, used = world.professionals, world.areas.hours_by_use
    professionals.spare_hours[by] -= hours
    used[professionals.area[by], BROKERING_HOURS] += hours
    used[professionals.area[by], SPARE] -= hours


@kernel
def _broker_for(world, rule, rules, stream, person, file, by):
    """One professional asks around for one client; where that is not enough, introduces somebody."""
    professionals = world.professionals
    domain, left = _most_missed(world, file)
    if left < rules.asking.smallest_hours_asked:
        return
    _spend_time(world, by, rule.hours_to_ask_around)
    left, asked = ask_contacts(world, rules, person, False, NOBODY, domain, left)
    left = ask_neighbours(world, rules, person, False, NOBODY, domain, left, asked)
    if left < rules.asking.smallest_hours_asked:
        return
    if professionals.spare_hours[by] < rule.hours_to_introduce:
        return
    if free_entry(world.contacts, person) < 0:
        return
    _spend_time(world, by, rule.hours_to_introduce)
    for attempt in range(int(rule.people_considered)):
        other = _somebody_near(world, rule, rules.willing, draws.nth(stream, 10 + attempt), person)
        if other != NOBODY:
            become_friends(world, person, other, INTRODUCED)
            return


@kernel
def broker(world, rule, rules):
    """One week: clients with unmet need whose turn it is, by a professional who knows them."""
    people, files, professionals = world.people, world.files, world.professionals
    week = world.week
    stream = draws.stream(world.seed, draws.BROKERING, week)
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file = people.care_file[person]
        if files.short[file] == 0 or files.grants[file] == 0 or not has_turn(person, week):
            continue
        if people.area[person] >= world.n_areas or people.status[person] != AT_HOME:
            continue
        for service in range(GUIDANCE_SERVICE, SERVICES):
            by = files.professional[file, service]
            if (
                by >= 0
                and professionals.spare_hours[by] >= rule.hours_to_ask_around
                and week - files.placed_since[file, service] >= rule.weeks_to_know_client
            ):
                _broker_for(world, rule, rules, stream, person, file, by)
                break


@kernel
def support_carers(world, rule, rules):
    """One week of carer support, for the heavily strained carers whose turn it is."""
    people, ties = world.people, world.ties
    traits = draws.nth(draws.stream(world.seed, draws.TRAIT, 0), 8)
    for carer in range(world.area_rows[world.n_areas]):
        if people.weeks_heavy[carer] == 0 or not has_turn(carer, world.week):
            continue
        if draws.uniform(traits, people.key[carer]) >= rule.carer_support_share:
            continue
        area, main = people.area[carer], main_tie(world, carer)
        if main < 0 or area >= world.n_areas:
            continue
        person, domain = ties.recipient[main], ties.domain[main]
        wanted = rule.share_to_take_over * ties.hours[main]
        if wanted < rules.asking.smallest_hours_asked:
            continue
        world.areas.chain_hours[area] += rule.hours_to_ask_around
        left, asked = ask_contacts(world, rules, person, False, carer, domain, wanted)
        left = ask_neighbours(world, rules, person, False, carer, domain, left, asked)
        ties.hours[main] -= wanted - left
        touch(world, person)


def run(world: World, brokering: BrokeringRule, asking: AskingRule, *others: Any) -> None:
    """Applies `broker` and `support_carers` to the world."""
    rules = world.derived(asking_rules, asking, *others)
    most_ties = most_ties_of_one(asking)
    if brokering.professionals_broker == 1:
        times = int(world.professionals.spare_hours.sum() / brokering.hours_to_ask_around) + 1
        world.reserve_ties(times * most_ties)
        broker(world.handle, brokering, rules)
    if brokering.carer_support_share > 0.0:
        world.reserve_ties(int(np.count_nonzero(world.people.weeks_heavy)) * most_ties)
        support_carers(world.handle, brokering, rules)


BROKERING = Process(
    name="brokering",
    why="who has time to spare asks for those whose own asking was not enough",
    reads=("people", "households", "contacts", "files", "professionals"),
    writes=(
        "professionals.spare_hours",
        "contacts.person",
        "contacts.relation",
        "contacts.near",
        "contacts.met",
        "ties",
        "people.first_received",
        "people.first_given",
        "files.changed",
        "areas.hours_by_use",
        "areas.chain_hours",
        "areas.standing",
        "areas.formed",
        "areas.friendships",
    ),
    rules=(BrokeringRule, *ASKING_RULES),
    run=run,
)
