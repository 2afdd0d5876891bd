"""Collective: people come to walk-ins and day centres, have company there, and get to know each other.

A walk-in that is paid for opens when volunteers host it. Anybody of the area may come, also without
an indication; how far it is, room and one's own reluctance decide. A closed site takes only those
with an indication for day activity (`formal_care`), who meet each other too.
"""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import COMPANY, DAY_ACTIVITY
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, MODERATE, NOBODY, age_years
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.care.arrangements import spare_volunteer_hours
from zorgzaam.model.care.ties import IN_NEED
from zorgzaam.model.friendships import become_friends, may_meet, of_like_age
from zorgzaam.model.initiatives import CLOSED_SITE, COOPERATIVE
from zorgzaam.model.network import ATTENDED_TOGETHER
from zorgzaam.model.process import Process
from zorgzaam.model.processes.ties import TieRule
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS, has_turn
from zorgzaam.model.world import World


class CollectiveRule(NamedTuple):
    """Who comes to a walk-in, what it gives, and who gets to know whom."""

    # fmt: off
    attends_in_need_per_month: float = parameter(
        0.05, "people with unmet need for company who begin to come to an open walk-in within reach",
        "1/month", 0.01, 0.2, "no figure found: assumption", "A")
    attends_without_need_per_month: float = parameter(
        0.004, "the same for other adults without paid work", "1/month", 0.0, 0.02,
        "no figure found; a walk-in is for the whole wijk (sources 003): assumption", "A")
    attender_leaves_per_year: float = parameter(
        0.30, "people who stop coming to a walk-in", "1/year", 0.1, 0.8,
        "no figure found; as volunteers and members (#43, F38): assumption", "A")
    half_days_attended_per_week: float = parameter(
        1.5, "half-days a week that somebody with a need for company comes", "half-days/week", 0.5, 5,
        "no figure found: assumption", "A")
    half_day_hours: float = parameter(
        3.5, "hours of a half-day", "hours", 3, 4.5, "a morning or an afternoon: assumption", "A")
    people_per_host: float = parameter(
        6, "people whom one host or coach can receive in a half-day", "persons", 3, 12,
        "as a group of day activity: assumption", "A")
    hosts_per_walk_in_at_most: float = parameter(
        12, "volunteers who host one walk-in", "persons", 2, 40, "assumption", "A", whole=True)
    walk_in_reach_households: float = parameter(
        800, "addresses within which a walk-in is near: beyond it nobody comes", "households", 100,
        4000, "assumption: ten minutes on foot", "A", whole=True)
    addresses_considered: float = parameter(
        12, "addresses among which residents who set the agenda choose one for a walk-in", "addresses",
        2, 50, "assumption", "A", whole=True)
    agenda_reach_ratio: float = parameter(
        0.25, "of that distance, within which they count who misses company", "ratio", 0.05, 1.0,
        "assumption: three minutes on foot", "A")
    acquainted_per_month: float = parameter(
        0.06, "people who attend and get to know somebody there", "1/month", 0.01, 0.3,
        "no figure found: assumption", "A")
    citizens_set_agenda: float = parameter(
        0, "1: residents say where a walk-in comes, near those who miss company; 0: where there is a building",
        "0 or 1", 0, 1, "sources 003 (citizen initiatives that set the agenda)", "M", whole=True,
        label_nl="Bewoners bepalen de agenda", label_en="Citizens set the agenda")
    # fmt: on


@inlined
def _is_walk_in(initiatives, row):
    return initiatives.kind[row] >= COOPERATIVE and initiatives.coach_hours[row] > 0.0


@kernel
def _missing_company(world, area, home, reach):
    """How many people with unmet need for company live within reach of an address."""
    people, files, households = world.people, world.files, world.households
    first = max(world.areas.first_household[area], home - reach)
    last = min(world.areas.first_household[area + 1], home + reach + 1)
    count = 0
    for person in range(households.first_row[first], households.first_row[last]):
        file = people.care_file[person]
        if file >= 0 and files.unmet[file, COMPANY] > 0.0:
            count += 1
    return count


@kernel
def find_address(world, rule, row):
    """Where a walk-in comes: at some address, or where most people around miss company."""
    areas, initiatives = world.areas, world.initiatives
    area = initiatives.area[row]
    first, last = areas.first_household[area], areas.first_household[area + 1]
    stream = draws.stream(world.seed, draws.COLLECTIVE, 0)
    reach = int(rule.agenda_reach_ratio * rule.walk_in_reach_households)
    best, most = first, -1
    for attempt in range(int(rule.addresses_considered)):
        at = draws.uniform(stream, draws.key_of(area, row - areas.first_initiative[area], attempt))
        home = first + int(at * (last - first))
        if rule.citizens_set_agenda == 0:
            best = home
            break
        missing = _missing_company(world, area, home, reach)
        if missing > most:
            best, most = home, missing
    initiatives.household[row] = best
    initiatives.since[row] = world.week


@inlined
def _has_day_activity(world, person):
    file = world.people.care_file[person]
    return file >= 0 and world.files.formal[file, DAY_ACTIVITY] > 0.0


@kernel
def open_doors(world, rule, volunteer):
    """Who is there to host, and how many people each walk-in can receive this week."""
    people, initiatives = world.people, world.initiatives
    initiatives.hosts[:] = 0
    initiatives.attenders[:] = 0
    any_open = False
    for row in range(initiatives.kind.size):
        if _is_walk_in(initiatives, row):
            any_open = True
            if initiatives.household[row] == NOBODY:
                find_address(world, rule, row)
        elif initiatives.kind[row] >= COOPERATIVE:
            initiatives.household[row] = NOBODY  # a later one comes where it is needed then
    for person in range(world.area_rows[world.n_areas]):
        row = people.attends[person]
        if row < 0:
            continue
        closed = initiatives.kind[row] == CLOSED_SITE
        if not closed and not _is_walk_in(initiatives, row):
            people.attends[person] = NOBODY  # it closed
        elif closed and not _has_day_activity(world, person):
            people.attends[person] = NOBODY
        elif people.volunteer_hours[person] >= volunteer.host_hours_per_week and not closed:
            initiatives.hosts[row] += 1
        else:
            initiatives.attenders[row] += 1
    for row in range(initiatives.kind.size):
        places = 0.0
        if _is_walk_in(initiatives, row) and initiatives.hosts[row] > 0:
            half_days = initiatives.coach_hours[row] / rule.half_day_hours + initiatives.hosts[row]
            places = rule.people_per_host * half_days / rule.half_days_attended_per_week
        initiatives.places[row] = places
    return any_open


@kernel
def _nearest(world, rule, person):
    """The nearest walk-in of the area within reach that takes people on, or -1."""
    areas, initiatives = world.areas, world.initiatives
    area, home = world.people.area[person], world.people.household[person]
    best, distance = NOBODY, int(rule.walk_in_reach_households) + 1
    first, last = areas.first_initiative[area] + COOPERATIVE, areas.first_initiative[area + 1]
    for row in range(first, last):
        if _is_walk_in(initiatives, row):
            far = abs(initiatives.household[row] - home)
            if far < distance:
                best, distance = row, far
    return best


@kernel
def _begins(world, rule, volunteer, traits, draw, person, in_need, others):
    """Whether somebody begins to come to the nearest walk-in, as a guest or as a host."""
    people, files, initiatives = world.people, world.files, world.initiatives
    if people.status[person] != AT_HOME or people.severity[person] > MODERATE:
        return
    hosts = people.volunteer_hours[person] >= volunteer.host_hours_per_week
    if hosts:  # in hours that are not promised to people who are visited, or not at all
        spare = spare_volunteer_hours(world, volunteer, person, NOBODY)
        if spare < volunteer.host_hours_per_week:
            return
    file = people.care_file[person]
    chance = others if people.work_hours[person] == 0 else 0.0
    if file >= 0 and files.unmet[file, COMPANY] > 0.0:
        chance = in_need
    # reluctance, uniform between never and twice as often as the average, is that of asking
    chance *= 2.0 * draws.uniform(draws.nth(traits, 2), people.key[person])
    if not hosts and draw >= chance:
        return
    if age_years(people.birth_week[person], world.week) < 18.0:
        return
    row = _nearest(world, rule, person)
    if row == NOBODY:
        return
    if hosts:
        if initiatives.hosts[row] < rule.hosts_per_walk_in_at_most:
            people.attends[person] = row
            initiatives.hosts[row] += 1
    elif initiatives.attenders[row] < initiatives.places[row]:
        people.attends[person] = row
        initiatives.attenders[row] += 1


@kernel
def come_and_go(world, rule, volunteer):
    """Those whose turn it is begin or stop to come to a walk-in."""
    people, initiatives, attends = world.people, world.initiatives, world.people.attends
    stream = draws.stream(world.seed, draws.COLLECTIVE, world.week)
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    leaves = draws.within(rule.attender_leaves_per_year, WEEKS_BETWEEN_LOOKS)
    in_need = draws.within_months(rule.attends_in_need_per_month, WEEKS_BETWEEN_LOOKS)
    others = draws.within_months(rule.attends_without_need_per_month, WEEKS_BETWEEN_LOOKS)
    for person in range(world.area_rows[world.n_areas]):
        if not has_turn(person, world.week):
            continue
        draw = draws.uniform(stream, people.key[person])
        row = attends[person]
        if row < 0:
            _begins(world, rule, volunteer, traits, draw, person, in_need, others)
        elif draw < leaves and initiatives.kind[row] != CLOSED_SITE:
            attends[person] = NOBODY


@kernel
def give_company(world, rule):
    """Hours of company that people in need have in a walk-in this week."""
    people, files, initiatives = world.people, world.files, world.initiatives
    usual = rule.half_days_attended_per_week * rule.half_day_hours
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file, row = people.care_file[person], people.attends[person]
        hours = 0.0
        if row >= 0 and initiatives.kind[row] != CLOSED_SITE:
            there = max(1.0, float(initiatives.attenders[row]))
            hours = usual * min(1.0, initiatives.places[row] / there)
        if abs(hours - files.collective[file]) > 0.01:
            files.collective[file] = hours
            files.changed[file] = 1


@kernel
def list_attenders(world):
    """Rows of the people who attend something, by initiative, and the first of each (rows + 1)."""
    attends, count = world.people.attends, world.initiatives.kind.size
    residents = world.area_rows[world.n_areas]
    first = np.zeros(count + 1, dtype=np.int64)
    for person in range(residents):
        if attends[person] >= 0:
            first[attends[person] + 1] += 1
    for row in range(count):
        first[row + 1] += first[row]
    attenders = np.empty(first[count], dtype=np.int32)
    at = first[:count].copy()
    for person in range(residents):
        row = attends[person]
        if row >= 0:
            attenders[at[row]] = person
            at[row] += 1
    return attenders, first


@kernel
def get_acquainted(world, rule, tie_rule):
    """Those who attend and whose turn it is may become friends with somebody they meet there."""
    people = world.people
    attenders, first = list_attenders(world)
    stream = draws.nth(draws.stream(world.seed, draws.COLLECTIVE, world.week), 1)
    meets = draws.within_months(rule.acquainted_per_month, WEEKS_BETWEEN_LOOKS)
    for person in attenders:
        if not has_turn(person, world.week):
            continue
        if draws.uniform(stream, people.key[person]) >= meets:
            continue
        row = people.attends[person]
        there = attenders[first[row] : first[row + 1]]
        draw = draws.uniform(draws.nth(stream, 1), people.key[person])
        other = there[int(draw * there.size)]
        if (
            other != person
            and may_meet(world, person, other)
            and of_like_age(world, person, other, tie_rule.friends_age_gap_years)
        ):
            become_friends(world, person, other, ATTENDED_TOGETHER)


def run(world: World, rule: CollectiveRule, volunteer: VolunteerRule, tie_rule: TieRule) -> None:
    """Opens the doors, lets people come and go, and lets them meet."""
    if open_doors(world.handle, rule, volunteer):
        come_and_go(world.handle, rule, volunteer)
    give_company(world.handle, rule)
    get_acquainted(world.handle, rule, tie_rule)


COLLECTIVE = Process(
    name="collective",
    why="company found in a walk-in need not be given by carers",
    reads=("people", "households", "files", "ties", "areas"),
    writes=(
        "people.attends",
        "initiatives.household",
        "initiatives.since",
        "initiatives.hosts",
        "initiatives.attenders",
        "initiatives.places",
        "files.collective",
        "files.changed",
        "contacts.person",
        "contacts.relation",
        "contacts.near",
        "contacts.met",
        "areas.friendships",
    ),
    rules=(CollectiveRule, VolunteerRule, TieRule),
    run=run,
)
