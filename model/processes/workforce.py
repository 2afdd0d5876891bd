"""Workforce and initiatives: staff leave and are replaced, volunteers join and quit."""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, LIGHT, age_years
from zorgzaam.agents.professional import EMPLOYED, VACANT
from zorgzaam.agents.volunteer import VolunteerRule, joins_this_week
from zorgzaam.model.care_ties import PROFESSIONALS_USED, end_tie
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.process import Process
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
def renew(people, files, professionals, ties, slots, rule, volunteer, seed, week, n_areas):
    """One week of leaving and joining."""
    professionals_area, professionals_service, professionals_since = (
        professionals.area,
        professionals.service,
        professionals.since,
    )
    professionals_status = professionals.status
    people_area, people_birth_week, people_first_given = (
        people.area,
        people.birth_week,
        people.first_given,
    )
    people_key, people_severity, people_status = people.key, people.severity, people.status
    people_volunteer_hours = people.volunteer_hours
    ties_next_of_giver, ties_relation = ties.next_of_giver, ties.relation
    stream = draws.stream(seed, draws.WORKFORCE, week)
    leaves = draws.weekly(rule.staff_leave_per_year)
    # a contract is known by area, service and its place among them, so that areas stay independent
    place = np.zeros((n_areas, 3), dtype=np.int64)
    for at in range(slots[PROFESSIONALS_USED]):
        area, service = professionals_area[at], professionals_service[at]
        place[area, service] += 1
        if professionals_status[at] == EMPLOYED:
            key = draws.key_of(area, service, place[area, service], professionals_since[at])
            if draws.uniform(stream, key) < leaves:
                professionals_status[at] = VACANT  # the clients wait until the vacancy is filled
    stream = draws.stream(seed, draws.VOLUNTEERING, week)
    traits = draws.stream(seed, draws.TRAIT, 0)
    quits = draws.weekly(volunteer.volunteer_quits_per_year)
    most = max(
        quits,
        quits
        * volunteer.volunteers_share
        / max(0.001, 1.0 - volunteer.never_asked_share - volunteer.volunteers_share),
    )
    for person in range(people_status.size):
        if people_area[person] >= n_areas or people_status[person] != AT_HOME:
            continue
        draw = draws.uniform(stream, people_key[person])
        if draw >= most:
            continue
        if people_volunteer_hours[person] > 0.0:
            if draw < quits:
                people_volunteer_hours[person] = 0.0
                slot = people_first_given[person]
                while slot >= 0:
                    after = ties_next_of_giver[slot]
                    if ties_relation[slot] == VOLUNTEER:
                        end_tie(people, files, ties, slots, slot)
                    slot = after
        elif (
            18.0 <= age_years(people_birth_week[person], week) < 85.0
            and people_severity[person] <= LIGHT
            and joins_this_week(volunteer, traits, stream, people_key[person])
        ):
            people_volunteer_hours[person] = volunteer.volunteer_hours_per_week


@kernel
def first_volunteers(people, volunteer, seed, week, n_areas):
    """The volunteers at the start: the declared share of the adults who are well enough."""
    people_area, people_birth_week, people_key = people.area, people.birth_week, people.key
    people_severity, people_status, people_volunteer_hours = (
        people.severity,
        people.status,
        people.volunteer_hours,
    )
    traits = draws.stream(seed, draws.TRAIT, 0)
    reached = 1.0 - volunteer.never_asked_share
    for person in range(people_status.size):
        if (
            people_area[person] < n_areas
            and people_status[person] == AT_HOME
            and 18.0 <= age_years(people_birth_week[person], week) < 85.0
            and people_severity[person] <= LIGHT
            and draws.uniform(draws.nth(traits, 5), people_key[person])
            >= volunteer.never_asked_share
            and draws.uniform(draws.nth(traits, 6), people_key[person])
            < volunteer.volunteers_share / reached
        ):
            people_volunteer_hours[person] = volunteer.volunteer_hours_per_week


def run(world: World, rule: WorkforceRule, volunteer: VolunteerRule) -> None:
    """Applies `renew` to the world."""
    renew(
        *world.handles("people", "files", "professionals", "ties"),
        world.slots,
        rule,
        volunteer,
        np.uint64(world.seed),
        world.week,
        world.n_areas,
    )


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
