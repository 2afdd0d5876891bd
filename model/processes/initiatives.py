"""Initiatives: cooperatives are founded, joined and given up; coordinators come and go.

A care cooperative is founded by residents: somebody tries, and it comes about if enough willing
people know each other, directly or through one other. Members come through members they know. Some
of them are active as volunteers. Nothing here depends on whether it would do any good.
"""

import math
from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NOBODY, SEVERE, age_years
from zorgzaam.agents.professional import FULL_TIME_HOURS
from zorgzaam.agents.resident import WillingRule
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.care.organisation import OrganisationRule
from zorgzaam.model.initiatives import COOPERATIVE, VOLUNTEER_ORGANISATION
from zorgzaam.model.neighbours import NeighbourRule, know_each_other, nth_neighbour, willing
from zorgzaam.model.network import NO_RELATION
from zorgzaam.model.process import Process
from zorgzaam.model.processes.workforce import WorkforceRule
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS, has_turn
from zorgzaam.model.world import World


class CooperativeRule(NamedTuple):
    """Care cooperatives of residents."""

    # fmt: off
    cooperatives_recognised: float = parameter(
        1, "whether the municipality lets residents found a care cooperative", "0 or 1", 0, 1,
        "sources 003; F38: more than 170 in 2014", "H", whole=True,
        label_nl="Zorgcoöperaties erkend", label_en="Care cooperatives recognised")
    founding_tries_per_1000_per_year: float = parameter(
        0.2, "willing adults who try to found a cooperative", "1/year per 1,000", 0.02, 2.0,
        "with about a tenth of the tries succeeding some six a year per million inhabitants; F38: 170 by 2014, several hundred since (R-L)",
        "A")
    founders_needed: float = parameter(
        20, "willing people around the founder without whom nothing comes of it", "persons", 10, 40,
        "no figure found: assumption", "A", whole=True)
    contacts_asked_to_found: float = parameter(
        40, "of one person's contacts, those who are asked to found a cooperative at most", "persons",
        10, 100, "assumption", "A", whole=True)
    members_needed_share: float = parameter(
        0.5, "of the founders needed, the members without whom a cooperative ends", "share", 0.1, 1.0,
        "assumption", "A")
    joins_per_known_member_per_month: float = parameter(
        0.01, "willing adults who join, for each member they know", "1/month", 0.001, 0.05,
        "no figure found; grows towards the share of members of F38: assumption", "A")
    members_counted: float = parameter(
        20, "members whom somebody knows count up to here", "persons", 5, 50, "assumption", "A",
        whole=True)
    member_leaves_per_year: float = parameter(
        0.15, "members who leave", "1/year", 0.05, 0.3, "F38: about 30 % in two years", "M")
    member_volunteers_share: float = parameter(
        0.26, "members who are active as volunteers", "share", 0.1, 0.4,
        "D #53; F38: 65 of 250 (Hoogeloon)", "M")
    # fmt: on


@inlined
def _could_join(world, rule, person):
    people = world.people
    return (
        people.status[person] == AT_HOME
        and people.severity[person] < SEVERE
        and people.member[person] == 0
        and age_years(people.birth_week[person], world.week) >= 18.0
        and willing(world, rule, person)
    )


@kernel
def _known_members(world, neighbour, person):
    """How many members of the area's cooperative somebody knows, among contacts and neighbours."""
    people, contacts = world.people, world.contacts
    area, count = people.area[person], 0
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        other = contacts.person[entry]
        if contacts.relation[entry] != NO_RELATION and people.member[other] == 1:
            count += 1 if people.area[other] == area else 0
    for nth in range(2 * int(neighbour.nearest_households_each_side)):
        other = nth_neighbour(world, people.household[person], nth)
        if other != NOBODY and people.member[other] == 1:
            count += 1 if know_each_other(world, neighbour, person, other) else 0
    return count


@kernel
def _join_if_willing(world, rules, person):
    """1 if somebody who is asked becomes a founding member."""
    if not _could_join(world, rules.willing, person):
        return 0
    world.people.member[person] = 1
    return 1


@kernel
def _gather_contacts(world, rules, person, area, most):
    """Those whom somebody knows who would found a cooperative with them; at most so many looked at."""
    people, contacts = world.people, world.contacts
    count, looked = 0, 0
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        other = contacts.person[entry]
        if contacts.relation[entry] == NO_RELATION or people.area[other] != area:
            continue
        if looked >= most:
            break
        looked += 1
        count += _join_if_willing(world, rules, other)
    return count


@kernel
def _found(world, rules, founder, row):
    """Whether enough willing people know the founder, or somebody whom the founder knows."""
    people, contacts = world.people, world.contacts
    area = people.area[founder]
    people.member[founder] = 1
    most = int(rules.cooperative.contacts_asked_to_found)
    count = 1 + _gather_contacts(world, rules, founder, area, most)
    for nth in range(2 * int(rules.neighbour.nearest_households_each_side)):
        other = nth_neighbour(world, people.household[founder], nth)
        if other != NOBODY and know_each_other(world, rules.neighbour, founder, other):
            count += _join_if_willing(world, rules, other)
    for entry in range(contacts.start[founder], contacts.start[founder + 1]):
        other = contacts.person[entry]
        if contacts.relation[entry] != NO_RELATION and people.area[other] == area:
            count += _gather_contacts(world, rules, other, area, most)
    enough = count >= rules.cooperative.founders_needed
    for person in range(world.area_rows[area], world.area_rows[area + 1]):
        if people.member[person] == 1:
            if enough:
                _begin_to_volunteer(world, rules, person)
            else:
                people.member[person] = 0
    if enough:
        world.initiatives.open[row] = 1
        world.initiatives.since[row] = world.week
    return enough


@kernel
def _begin_to_volunteer(world, rules, person):
    """Whether a new member is active as a volunteer is a lasting trait."""
    people = world.people
    traits = draws.nth(draws.stream(world.seed, draws.TRAIT, 0), 15)
    share = rules.cooperative.member_volunteers_share
    if people.volunteer_hours[person] == 0.0 and draws.uniform(traits, people.key[person]) < share:
        people.volunteer_hours[person] = rules.volunteer.volunteer_hours_per_week


@kernel
def _join_or_leave(world, rules, person, draw, joins, leaves):
    """Somebody in whose area there is a cooperative."""
    people, most = world.people, rules.cooperative.members_counted
    if people.member[person] == 1:
        people.member[person] = 0 if draw < leaves else 1
    elif draw < most * joins and _could_join(world, rules.willing, person):
        known = min(most, _known_members(world, rules.neighbour, person))
        if draw < 1.0 - (1.0 - joins) ** known:
            people.member[person] = 1
            _begin_to_volunteer(world, rules, person)


@kernel
def _end(world, area, row):
    """A cooperative that is no longer recognised, or of which too few are left."""
    world.initiatives.open[row] = 0
    for person in range(world.area_rows[area], world.area_rows[area + 1]):
        world.people.member[person] = 0


@kernel
def found_and_join(world, rules):
    """One week of founding, joining and leaving, for the residents whose turn it is."""
    people, initiatives, rule = world.people, world.initiatives, rules.cooperative
    stream = draws.stream(world.seed, draws.INITIATIVES, world.week)
    tries = draws.within(rule.founding_tries_per_1000_per_year / 1000.0, WEEKS_BETWEEN_LOOKS)
    leaves = draws.within(rule.member_leaves_per_year, WEEKS_BETWEEN_LOOKS)
    joins = draws.within_months(rule.joins_per_known_member_per_month, WEEKS_BETWEEN_LOOKS)
    for area in range(world.n_areas):
        row = world.areas.first_initiative[area] + COOPERATIVE
        if initiatives.open[row] == 0 and rule.cooperatives_recognised == 0:
            continue
        for person in range(world.area_rows[area], world.area_rows[area + 1]):
            if not has_turn(person, world.week):
                continue
            draw = draws.uniform(stream, people.key[person])
            if initiatives.open[row] == 1:
                _join_or_leave(world, rules, person, draw, joins, leaves)
            elif draw < tries and _could_join(world, rules.willing, person):
                _found(world, rules, person, row)
        members = people.member[world.area_rows[area] : world.area_rows[area + 1]].sum()
        too_few = members < rule.members_needed_share * rule.founders_needed
        if initiatives.open[row] == 1 and (too_few or rule.cooperatives_recognised == 0):
            _end(world, area, row)


@kernel
def _volunteers(world, area):
    """How many residents of an area are volunteers."""
    volunteer_hours, count = world.people.volunteer_hours, 0
    for person in range(world.area_rows[area], world.area_rows[area + 1]):
        count += 1 if volunteer_hours[person] > 0.0 else 0
    return count


@inlined
def _posts(rule, volunteers):
    """Posts of coordinators for so many volunteers; one at least, to ask the first of them."""
    return max(1, math.ceil(volunteers / rule.volunteers_per_coordinator_fte))


@kernel
def first_coordinators(world, rule):
    """At the start every post is filled."""
    for area in range(world.n_areas):
        row = world.areas.first_initiative[area] + VOLUNTEER_ORGANISATION
        world.initiatives.coordinators[row] = _posts(rule, _volunteers(world, area))


@kernel
def _leave_or_fill(world, rules, area, filled, posts):
    """How many of the posts are filled after this week; those that are too many end."""
    stream = draws.nth(draws.stream(world.seed, draws.INITIATIVES, world.week), 1)
    leaves = draws.within(rules.workforce.staff_leave_per_year, 1)
    left = 0
    for post in range(posts):
        draw = draws.uniform(stream, draws.key_of(area, post))
        if post < filled:
            left += 0 if draw < leaves else 1
        else:
            left += 1 if draw < rules.organisation.vacancy_filled_per_week else 0
    return left


@kernel
def coordinate(world, rules):
    """Coordinators of volunteers leave and are replaced; how many matches they can make next week.

    Each looks after so many volunteers at most, and is paid for the part of a full-time week that these
    ask for. So one volunteer more leaves nobody else alone while a new post is still open.
    """
    initiatives, areas, rule = world.initiatives, world.areas, rules.volunteer
    most = rule.volunteers_per_coordinator_fte
    for area in range(world.n_areas):
        row = areas.first_initiative[area] + VOLUNTEER_ORGANISATION
        volunteers = _volunteers(world, area)
        filled = initiatives.coordinators[row]
        filled = _leave_or_fill(world, rules, area, filled, _posts(rule, volunteers))
        share = 1.0 if filled > 0 else 0.0
        if volunteers > 0:
            share = min(1.0, filled * most / volunteers)
        hours = FULL_TIME_HOURS * share * volunteers / most
        initiatives.coordinators[row] = filled
        initiatives.coordinated_share[row] = share
        areas.coordinators_eur[area] = hours * rule.tariff_coordinator_eur_per_hour
        # what was left of one match can be finished next week, a queue of them cannot
        areas.matches_left[area] = hours / rule.hours_per_match + min(1.0, areas.matches_left[area])


def run(
    world: World,
    cooperative: CooperativeRule,
    willing_rule: WillingRule,
    neighbour: NeighbourRule,
    volunteer: VolunteerRule,
    workforce: WorkforceRule,
    organisation: OrganisationRule,
) -> None:
    """Applies `found_and_join` and `coordinate` to the world."""
    rules = world.together(cooperative=cooperative, willing=willing_rule, neighbour=neighbour,
                           volunteer=volunteer, workforce=workforce, organisation=organisation)  # fmt: skip
    found_and_join(world.handle, rules)
    coordinate(world.handle, rules)


INITIATIVES = Process(
    name="initiatives",
    why="what residents set up, and who coordinates volunteers, counts from next week",
    reads=("people", "households", "contacts"),
    writes=(
        "people.member",
        "people.volunteer_hours",
        "initiatives.open",
        "initiatives.since",
        "initiatives.coordinators",
        "initiatives.coordinated_share",
        "areas.coordinators_eur",
        "areas.matches_left",
    ),
    rules=(
        CooperativeRule,
        WillingRule,
        NeighbourRule,
        VolunteerRule,
        WorkforceRule,
        OrganisationRule,
    ),
    run=run,
)
