"""Turnover: a row is a place in a household, and people come and go in it.

Who leaves takes all arrangements along. A household that moves in resembles the one that the
address was first given, and takes the place of those who left in the families that they had in the
area, as if another child or another sibling had come to live there; its kin elsewhere are its own.
After the death of the last adult the next household is a young one, without kin in the area: who
stood for children elsewhere now stands for parents.
"""

from typing import Final, NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import (
    AT_HOME,
    AWAY,
    CHILD_ROLE,
    EMPTY,
    HEAD,
    NO_TEMPLATE,
    NOBODY,
    NURSING_HOME,
    PARTNER_ROLE,
    WEEKS_PER_YEAR,
    WOMAN,
    age_years,
    successor,
    year_of,
)
from zorgzaam.model.areas import MOVERS_IN
from zorgzaam.model.care.files import close_file, update_need
from zorgzaam.model.care.ties import end_given, end_given_as, end_received
from zorgzaam.model.network import CHILD, FRIEND, NEIGHBOUR, NO_RELATION, PARENT, VOLUNTEER
from zorgzaam.model.population.dementia import dementia_share
from zorgzaam.model.population.health import age_band
from zorgzaam.model.population.paid_work import paid_hours

NO_STRAIN: Final = -4.5  # the strain of somebody who never cared, as `People.strain` begins


class NewcomerRule(NamedTuple):
    """Who comes to live in a row that somebody left, and at an address whose last adult died."""

    # fmt: off
    newcomer_age_noise_years: float = parameter(
        3.0, "a newcomer is so much younger or older than who first lived in this row, at most",
        "years", 0.0, 10.0, "assumption", "A")
    successor_youngest_years: float = parameter(
        22, "age of the head of the household that follows, at least", "years", 18, 40,
        "CBS: most of those who move are in their twenties and thirties (R-M)", "L")
    successor_oldest_years: float = parameter(
        42, "the same, at most", "years", 30, 75,
        "CBS: most of those who move are in their twenties and thirties (R-M)", "L")
    # fmt: on


@kernel
def forget(contacts, person, other):
    """Removes `other` from the contacts of `person`."""
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        if contacts.person[entry] == other:
            contacts.relation[entry] = NO_RELATION
            contacts.person[entry] = NOBODY


@kernel
def forget_entry(world, person, entry):
    """Ends one contact of somebody, on both sides."""
    contacts = world.contacts
    forget(contacts, contacts.person[entry], person)
    contacts.relation[entry] = NO_RELATION
    contacts.person[entry] = NOBODY


@kernel
def forget_contacts(world, person, only_friends):
    """Ends the friendships of somebody, or all contacts outside the household."""
    contacts, household = world.contacts, world.people.household
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        relation = contacts.relation[entry]
        if relation == NO_RELATION or (only_friends and relation != FRIEND):
            continue
        if household[contacts.person[entry]] != household[person]:
            forget_entry(world, person, entry)


@kernel
def has_kin_in_area(world, household, person):
    """Whether this person has living kin in the areas, outside one household."""
    people, contacts = world.people, world.contacts
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        relation = contacts.relation[entry]
        if relation == NO_RELATION or relation == FRIEND:
            continue
        other = contacts.person[entry]
        if (
            people.household[other] != household
            and people.area[other] < world.n_areas
            and people.status[other] != EMPTY
        ):
            return True
    return False


@kernel
def forget_caring(world, person):
    """What caring did to somebody is forgotten: another person, or the same one begins anew."""
    people = world.people
    people.strain[person] = NO_STRAIN
    people.weeks_caring[person] = 0
    people.weeks_heavy[person] = 0
    people.total_weeks_heavy[person] = 0
    people.main_relation[person] = 0
    people.sole_carer[person] = 0


@kernel
def begin_anew(world, need_rule, person):
    """Before the start: somebody just like this one is here now, for whom nothing is arranged yet."""
    people = world.people
    close_file(world, person)
    end_received(world, person)
    end_given(world, person)
    forget_caring(world, person)
    people.episode[person] = (people.episode[person] + 1) % 256
    if people.status[person] == AT_HOME or people.status[person] == AWAY:
        update_need(world, need_rule, person)


@inlined
def leave_neighbourhood(world, person):
    """Ends what somebody does as a neighbour: helping, volunteering, attending, being a member."""
    people = world.people
    end_given_as(world, person, NEIGHBOUR)
    end_given_as(world, person, VOLUNTEER)
    people.volunteer_hours[person] = 0.0
    people.attends[person] = NOBODY
    people.member[person] = 0


@kernel
def leave_row(world, person):
    """Nobody is left in this row: all that hung on the person ends."""
    people = world.people
    if people.status[person] == NURSING_HOME:
        world.areas.nursing_home_residents[people.area[person]] -= 1
    close_file(world, person)
    end_received(world, person)
    end_given(world, person)
    partner = people.partner[person]
    if partner >= 0:
        people.partner[partner] = NOBODY
        people.partner[person] = NOBODY
    people.status[person] = EMPTY
    people.severity[person] = 0
    people.dementia[person] = 0
    people.family_need[person] = 0
    leave_neighbourhood(world, person)
    forget_caring(world, person)


@kernel
def begin_work(world, rule, person):
    """Paid work as it goes with somebody's age, sex and limitation now."""
    people = world.people
    age = year_of(age_years(people.birth_week[person], world.week))
    people.work_hours[person] = paid_hours(
        rule,
        draws.stream(world.seed, draws.POPULATION, 0),
        people.key[person],
        age,
        people.sex[person] == WOMAN,
        people.severity[person],
    )


@kernel
def begin_row(world, rules, person, area, birth_week):
    """Somebody new in this row, with health and work that fit the area and the age."""
    people = world.people
    people.key[person] = successor(people.key[person])
    people.generation[person] += 1
    people.status[person] = AT_HOME
    people.area[person] = area
    people.birth_week[person] = birth_week
    stream = draws.nth(draws.stream(world.seed, draws.NEWCOMER, 0), 1)
    at, age = draws.uniform(stream, people.key[person]), age_years(birth_week, world.week)
    shares = world.health_profile[area, age_band(age)]
    severity = 0
    if at >= shares[0]:
        severity = 1
    if at >= shares[0] + shares[1]:
        severity = 2
    if at >= shares[0] + shares[1] + shares[2]:
        severity = 3
    people.severity[person] = severity
    with_dementia = draws.uniform(draws.nth(stream, 1), people.key[person])
    people.dementia[person] = with_dementia < dementia_share(age, severity)
    begin_work(world, rules.work, person)
    update_need(world, rules.need, person)


@kernel
def newcomer_birth_week(world, rule, key, age, youngest):
    """Birth week at about this age, with one deviation for the whole household of that key."""
    stream = draws.nth(draws.stream(world.seed, draws.NEWCOMER, 0), 2)
    noise = rule.newcomer_age_noise_years * (2.0 * draws.uniform(stream, key) - 1.0)
    years = max(youngest, age + noise)
    return world.week - int(years * WEEKS_PER_YEAR)


@kernel
def pair_up(world, household):
    """Head and partner of a household are each other's partner."""
    people, first_row = world.people, world.households.first_row
    head, partner = NOBODY, NOBODY
    for person in range(first_row[household], first_row[household + 1]):
        if people.status[person] != AT_HOME:
            continue
        if people.role[person] == HEAD:
            head = person
        elif people.role[person] == PARTNER_ROLE:
            partner = person
    if head >= 0 and partner >= 0:
        people.partner[head] = partner
        people.partner[partner] = head


@kernel
def _empty_household(world, household):
    """Everybody leaves; friendships end."""
    first_row = world.households.first_row
    for person in range(first_row[household], first_row[household + 1]):
        if world.people.status[person] != EMPTY:
            leave_row(world, person)
        forget_contacts(world, person, True)


@kernel
def _is_shared(world, household, home):
    """Whether a household elsewhere is kin of others in the area too."""
    first_row = world.households.first_row
    for kin in range(first_row[home], first_row[home + 1]):
        if has_kin_in_area(world, household, kin):
            return True
    return False


@kernel
def _become_parents(world, person, entry):
    """Who stood for a child of somebody now stands for a parent; a third one is forgotten."""
    contacts = world.contacts
    parents = 0
    for other in range(contacts.start[person], contacts.start[person + 1]):
        parents += 1 if contacts.relation[other] == PARENT else 0
    kin = contacts.person[entry]
    if parents >= 2:
        forget_entry(world, person, entry)
        return False
    contacts.relation[entry] = PARENT
    for back in range(contacts.start[kin], contacts.start[kin + 1]):
        if contacts.person[back] == person:
            contacts.relation[back] = CHILD
    return True


@kernel
def _move_in_elsewhere(world, rules, home, key, older):
    """Other people live in a household elsewhere, so many years older than its first ones."""
    people, first_row = world.people, world.households.first_row
    _empty_household(world, home)
    world.households.moved_in_week[home] = world.week
    for kin in range(first_row[home], first_row[home + 1]):
        age = people.template_age[kin] + older
        if people.template_age[kin] != NO_TEMPLATE and age >= 0.0:
            birth_week = newcomer_birth_week(world, rules.newcomer, key, age, 0.0)
            begin_row(world, rules, kin, world.n_areas, birth_week)
    pair_up(world, home)


@kernel
def _bring_kin(world, rules, household, key, person, entry, younger):
    """One contact of somebody who moved in: kept, given up, or taken by somebody else elsewhere."""
    people, contacts = world.people, world.contacts
    kin = contacts.person[entry]
    home = people.household[kin]
    if home == household:
        return
    if world.households.area[home] < world.n_areas or _is_shared(world, household, home):
        if younger > 0.0:
            forget_entry(world, person, entry)
        return
    older = -younger
    grown_up = people.template_age[kin] - younger >= 18.0
    if younger > 0.0 and contacts.relation[entry] == CHILD and not grown_up:
        if not _become_parents(world, person, entry):
            return
        # as much older than the newcomer as this child was younger than who lived here
        gap = people.template_age[person] - people.template_age[kin]
        older = people.template_age[person] - younger + gap - people.template_age[kin]
    if world.households.moved_in_week[home] != world.week:
        _move_in_elsewhere(world, rules, home, key, older)


@kernel
def take_over(world, rules, household, younger):
    """Other people come to live at this address, so many years younger than its first household.

    A child who is not yet born at that age may be born later.
    """
    people, households, contacts = world.people, world.households, world.contacts
    first, last = households.first_row[household], households.first_row[household + 1]
    _empty_household(world, household)
    key, area = people.key[first], households.area[household]
    for person in range(first, last):
        for entry in range(contacts.start[person], contacts.start[person + 1]):
            if contacts.relation[entry] != NO_RELATION:
                _bring_kin(world, rules, household, key, person, entry, younger)
    for person in range(first, last):
        is_child = people.role[person] == CHILD_ROLE
        age = people.template_age[person] - younger
        if people.template_age[person] == NO_TEMPLATE or (is_child and age < 0.0):
            continue
        youngest = 0.0 if is_child else 18.0
        birth_week = newcomer_birth_week(world, rules.newcomer, key, age, youngest)
        begin_row(world, rules, person, area, birth_week)
        world.areas.events[area, MOVERS_IN] += 1.0
    pair_up(world, household)
    households.moved_in_week[household] = world.week


@kernel
def succeed(world, rules, household):
    """After the death of the last adult a young household comes to live at the address."""
    people, first = world.people, world.households.first_row[household]
    stream = draws.nth(draws.stream(world.seed, draws.NEWCOMER, 0), 3)
    rule = rules.newcomer
    youngest, oldest = rule.successor_youngest_years, rule.successor_oldest_years
    age = youngest + (oldest - youngest) * draws.uniform(stream, people.key[first])
    take_over(world, rules, household, max(0.0, people.template_age[first] - age))
