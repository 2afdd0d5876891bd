"""Workforce: staff leave, teams are reorganised, contracts retendered; volunteers join and quit.

Who loses a professional waits for another, who does not know them. Volunteers are asked by
coordinators, and stop sooner while they have none.
"""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import HOUSEHOLD_HELP, SERVICES
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NOBODY, age_years
from zorgzaam.agents.professional import EMPLOYED, VACANT
from zorgzaam.agents.volunteer import VolunteerRule, could_be_volunteer, joining_probability
from zorgzaam.model.areas import VOLUNTEERS_QUIT
from zorgzaam.model.care.organisation import OrganisationRule
from zorgzaam.model.care.ties import IN_NEED, PROFESSIONALS_USED, end_given_as
from zorgzaam.model.initiatives import VOLUNTEER_ORGANISATION, initiative_of
from zorgzaam.model.neighbours import of_old_age
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.process import Process
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS, first_in_turn
from zorgzaam.model.world import World


class WorkforceRule(NamedTuple):
    """Staff turnover, reorganisations and retenders."""

    # fmt: off
    staff_leave_per_year: float = parameter(
        0.21, "professionals who leave (11 % the sector, 10 % for another employer)", "1/year",
        0.10, 0.35, "evidence #39; F26", "M", label_nl="Personeelsverloop per jaar",
        label_en="Staff turnover a year")
    reorganisation_interval_weeks: float = parameter(
        0, "weeks between reorganisations of teams; 0: never", "weeks", 0, 520,
        "sources 000, 001 (comments)", "M", whole=True, label_nl="Reorganisatie om de (weken)",
        label_en="Weeks between reorganisations")
    reorganised_clients_share: float = parameter(
        0.5, "clients who get another professional when teams are reorganised, household help left out",
        "share", 0.1, 1.0, "no figure found: assumption", "A")
    retender_interval_weeks: float = parameter(
        0, "weeks between retenders of contracts; 0: never", "weeks", 0, 520,
        "evidence (iii) H6: every 3 years; F42", "M", whole=True,
        label_nl="Heraanbesteding om de (weken)", label_en="Weeks between retenders")
    retender_loses_share: float = parameter(
        0.33, "providers that lose their contract in a retender", "share", 0.0, 1.0,
        "F42 is one case (810 clients displaced): assumption", "A")
    staff_moves_along_share: float = parameter(
        0.5, "professionals of a provider that lost who go to the one that takes over", "share", 0.0,
        1.0, "no figure found: assumption", "A")
    # fmt: on


@kernel
def leave_employment(world, rule):
    """Some professionals leave; their clients wait until the vacancy is filled."""
    professionals = world.professionals
    stream = draws.stream(world.seed, draws.WORKFORCE, world.week)
    leaves = draws.within(rule.staff_leave_per_year, 1)
    # a contract is known by area, service and its place among them, so that areas stay independent
    place = np.zeros((world.n_areas, SERVICES), dtype=np.int64)
    for at in range(world.slots[PROFESSIONALS_USED]):
        area, service = professionals.area[at], professionals.service[at]
        place[area, service] += 1
        if professionals.status[at] == EMPLOYED:
            key = draws.key_of(area, service, place[area, service], professionals.since[at])
            if draws.uniform(stream, key) < leaves:
                professionals.status[at] = VACANT


@inlined
def _is_due(week, interval_weeks):
    """Whether something that comes back after so many weeks comes back this week."""
    return week > 0 and interval_weeks >= 1.0 and week % int(interval_weeks) == 0


@kernel
def reorganise(world, rule):
    """Teams are shuffled: some clients wait for another professional."""
    people, files = world.people, world.files
    stream = draws.nth(draws.stream(world.seed, draws.WORKFORCE, world.week), 1)
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file = people.care_file[person]
        if files.grants[file] == 0 or people.area[person] >= world.n_areas:
            continue
        for service in range(HOUSEHOLD_HELP + 1, SERVICES):
            draw = draws.uniform(draws.nth(stream, service), people.key[person])
            if files.professional[file, service] >= 0 and draw < rule.reorganised_clients_share:
                files.professional[file, service] = NOBODY
                files.placed_since[file, service] = world.week


@kernel
def _loses(world, rule, area, service, provider):
    stream = draws.nth(draws.stream(world.seed, draws.WORKFORCE, world.week), 2)
    return draws.uniform(stream, draws.key_of(area, service, provider)) < rule.retender_loses_share


@kernel
def retender(world, rule, providers):
    """Providers that lose their contract hand over clients, and some of their staff, to the next."""
    people, files, professionals = world.people, world.files, world.professionals
    stream = draws.nth(draws.stream(world.seed, draws.WORKFORCE, world.week), 3)
    place = np.zeros((world.n_areas, SERVICES), dtype=np.int64)
    moved = np.zeros(world.slots[PROFESSIONALS_USED], dtype=np.uint8)
    for at in range(moved.size):
        area, service = professionals.area[at], professionals.service[at]
        place[area, service] += 1
        if professionals.status[at] != EMPLOYED:
            continue
        if not _loses(world, rule, area, service, professionals.provider[at]):
            continue
        key = draws.key_of(area, service, place[area, service], professionals.since[at])
        if draws.uniform(stream, key) < rule.staff_moves_along_share:
            professionals.provider[at] = (professionals.provider[at] + 1) % providers
            moved[at] = 1
        else:
            professionals.status[at] = VACANT
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file, area = people.care_file[person], people.area[person]
        if files.grants[file] == 0 or area >= world.n_areas:
            continue
        for service in range(SERVICES):
            provider = files.provider[file, service]
            if not _loses(world, rule, area, service, provider):
                continue
            files.provider[file, service] = (provider + 1) % providers
            by = files.professional[file, service]
            if by >= 0 and moved[by] == 0:
                files.professional[file, service] = NOBODY
                files.placed_since[file, service] = world.week


@kernel
def _quit(world, person):
    """Ends the visits of a volunteer; who also cares for family goes on with that."""
    world.people.volunteer_hours[person] = 0.0
    end_given_as(world, person, VOLUNTEER)


@kernel
def join_and_quit(world, rule):
    """Volunteers of the areas who stop or begin, among those whose turn it is.

    Who has a coordinator is not told apart: the average hazard needs no list of who looks after whom, and
    gives as many who stop.
    """
    people, week = world.people, world.week
    key, volunteer_hours = people.key, people.volunteer_hours
    stream = draws.stream(world.seed, draws.VOLUNTEERING, week)
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    usual = draws.within(rule.volunteer_quits_per_year, WEEKS_BETWEEN_LOOKS)
    most_quits = min(1.0, usual * max(1.0, rule.quits_ratio_without_coordinator))
    # a coordinator with fewer volunteers to look after asks more people
    usual_joins = joining_probability(rule, usual) * rule.usual_volunteers_per_coordinator_fte
    usual_joins = min(1.0, usual_joins / rule.volunteers_per_coordinator_fte)
    residents = world.area_rows[world.n_areas]
    drawn = np.empty(ROWS_TOGETHER)
    for first in range(first_in_turn(week), residents, ROWS_A_ROUND):
        last = draws.fill(drawn, stream, key, first)
        for person in range(first, min(last, residents)):
            draw = drawn[person - first]
            if draw >= max(most_quits, usual_joins) or people.status[person] != AT_HOME:
                continue
            area = people.area[person]
            organisation = initiative_of(world, area, VOLUNTEER_ORGANISATION)
            coordinated = world.initiatives.coordinated_share[organisation]
            quits = most_quits + coordinated * (usual - most_quits)
            joins = usual_joins * coordinated
            age = age_years(people.birth_week[person], week)
            if volunteer_hours[person] > 0.0:
                if draw < quits:
                    _quit(world, person)
                    world.areas.events[area, VOLUNTEERS_QUIT] += 1.0
            elif draw < joins:
                ratio = world.areas.willing[area, of_old_age(world, person)]
                severity = people.severity[person]
                if could_be_volunteer(rule, ratio, traits, key[person], age, severity):
                    volunteer_hours[person] = rule.volunteer_hours_per_week


@kernel
def first_volunteers(world, rule):
    """The volunteers at the start: the declared share of the adults who are well enough."""
    people, week = world.people, world.week
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    among_reached = rule.volunteers_share / (1.0 - rule.never_asked_share)
    for person in range(world.area_rows[world.n_areas]):
        key = people.key[person]
        age = age_years(people.birth_week[person], week)
        ratio = world.areas.willing[people.area[person], of_old_age(world, person)]
        if (
            people.status[person] == AT_HOME
            and could_be_volunteer(rule, ratio, traits, key, age, people.severity[person])
            and draws.uniform(draws.nth(traits, 6), key) < among_reached
        ):
            people.volunteer_hours[person] = rule.volunteer_hours_per_week


def run(
    world: World, rule: WorkforceRule, volunteer: VolunteerRule, organisation: OrganisationRule
) -> None:
    """Staff leave, what is due is reorganised or retendered, volunteers join and quit."""
    leave_employment(world.handle, rule)
    if _is_due(world.week, rule.reorganisation_interval_weeks):
        reorganise(world.handle, rule)
    if _is_due(world.week, rule.retender_interval_weeks):
        retender(world.handle, rule, int(organisation.providers_per_service))
    join_and_quit(world.handle, volunteer)


WORKFORCE = Process(
    name="workforce",
    why="who leaves or joins does so at the end of the week, for the next one",
    reads=("people",),
    writes=(
        "professionals.status",
        "professionals.provider",
        "files.provider",
        "files.professional",
        "files.placed_since",
        "areas.events",
        "areas.standing",
        "areas.ended",
        "people.volunteer_hours",
        "ties",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "files.changed",
    ),
    rules=(WorkforceRule, VolunteerRule, OrganisationRule),
    run=run,
)
