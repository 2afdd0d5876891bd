"""Workforce and initiatives: staff leave and are replaced, volunteers join and quit."""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import SERVICES
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, age_years
from zorgzaam.agents.professional import EMPLOYED, VACANT
from zorgzaam.agents.volunteer import VolunteerRule, could_be_volunteer, joining_probability
from zorgzaam.model.care.ties import PROFESSIONALS_USED, end_tie
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.process import Process
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS, first_in_turn
from zorgzaam.model.world import World


class WorkforceRule(NamedTuple):
    """Staff turnover."""

    # fmt: off
    staff_leave_per_year: float = parameter(
        0.21, "professionals who leave (11 % the sector, 10 % for another employer)", "1/year",
        0.10, 0.35, "evidence #39; F26", "M", label_nl="Personeelsverloop per jaar",
        label_en="Staff turnover a year")
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


@kernel
def _quit(world, person):
    """Ends the visits of a volunteer; who also cares for family goes on with that."""
    ties = world.ties
    world.people.volunteer_hours[person] = 0.0
    slot = world.people.first_given[person]
    while slot >= 0:
        after = ties.next_of_giver[slot]
        if ties.relation[slot] == VOLUNTEER:
            end_tie(world, slot)
        slot = after


@kernel
def join_and_quit(world, rule):
    """Volunteers of the areas who stop or begin, among those whose turn it is."""
    people, week = world.people, world.week
    key, volunteer_hours = people.key, people.volunteer_hours
    stream = draws.stream(world.seed, draws.VOLUNTEERING, week)
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    quits = draws.within(rule.volunteer_quits_per_year, WEEKS_BETWEEN_LOOKS)
    joins = joining_probability(rule, quits)
    residents = world.area_rows[world.n_areas]
    drawn = np.empty(ROWS_TOGETHER)
    for first in range(first_in_turn(week), residents, ROWS_A_ROUND):
        last = draws.fill(drawn, stream, key, first)
        for person in range(first, min(last, residents)):
            draw = drawn[person - first]
            if draw >= max(quits, joins) or people.status[person] != AT_HOME:
                continue
            age = age_years(people.birth_week[person], week)
            if volunteer_hours[person] > 0.0:
                if draw < quits:
                    _quit(world, person)
            elif draw < joins and could_be_volunteer(
                rule, traits, key[person], age, people.severity[person]
            ):
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
        if (
            people.status[person] == AT_HOME
            and could_be_volunteer(rule, traits, key, age, people.severity[person])
            and draws.uniform(draws.nth(traits, 6), key) < among_reached
        ):
            people.volunteer_hours[person] = rule.volunteer_hours_per_week


def run(world: World, rule: WorkforceRule, volunteer: VolunteerRule) -> None:
    """Applies `leave_employment` and `join_and_quit` to the world."""
    leave_employment(world.handle, rule)
    join_and_quit(world.handle, volunteer)


WORKFORCE = Process(
    name="workforce",
    why="who leaves or joins does so at the end of the week, for the next one",
    reads=("people",),
    writes=(
        "professionals.status",
        "people.volunteer_hours",
        "ties",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "files.changed",
    ),
    rules=(WorkforceRule, VolunteerRule),
    run=run,
)
