"""Observe: the measures of the week, summed by area, by group and by kind of tie.

Sums are taken in row order, so that they are the same on any number of threads.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import (
    GRANTED,
    NOT_APPLIED,
    SERVICES,
    T_GUIDANCE,
    T_HOUSEHOLD_HELP,
    T_INFORMAL,
    T_NEED,
    T_NURSING,
    T_ORDINARY,
    T_ORIGIN,
    T_UNMET,
    T_VOLUNTEER,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, EMPTY, NURSING_HOME, age_years
from zorgzaam.model.areas import ADMISSIONS, CASCADES, CRISES, DEATHS, MOVERS_IN, STOPPED
from zorgzaam.model.measures import (
    GROUP_MEASURES,
    GROUPS,
    INDEX,
    MEASURE_NAMES,
    WEEKS_PER_GROUP_PERIOD,
)
from zorgzaam.model.network import ORIGINS, RELATIONS
from zorgzaam.model.process import Process
from zorgzaam.model.world import World


class CarerDefinition(NamedTuple):
    """Who counts as a carer: the narrow definition of CBS and the health monitor."""

    # fmt: off
    carer_weeks: float = parameter(
        13, "caring for at least so long makes a carer ...", "weeks", 1, 52,
        "CBS, RIVM: at least 3 months and/or 8 hours a week", "H", whole=True)
    carer_hours_per_week: float = parameter(
        8, "... or for at least so many hours", "hours/week", 1, 20,
        "CBS, RIVM: at least 3 months and/or 8 hours a week", "H")
    # fmt: on


# positions of the measures, for the kernel
_M = {name: INDEX[name] for name in MEASURE_NAMES}
(
    RESIDENTS,
    ADULTS_18,
    ADULTS_65,
    IN_NEED,
    NEED,
    ORDINARY,
    FORMAL,
    HH_HOURS,
    GUIDANCE_HOURS,
    NURSING_HOURS,
    INFORMAL,
    VOLUNTEER_HOURS,
    UNMET,
    OLD_HOURS,
    OWN_HOURS,
    BROKERED_HOURS,
    INITIATIVE_HOURS,
    RECIPIENTS,
    HELPERS,
    HH_CLIENTS,
    GUIDANCE_CLIENTS,
    NURSING_CLIENTS,
    WAITING,
    WAITING_WEEKS,
    CARERS,
    CARERS_65,
    CARERS_8,
    GIVEN,
    SOLE,
    HEAVY,
    HEAVY_GIVEN,
    STOPS,
    CASCADE_EVENTS,
    VOLUNTEERS,
    IN_NURSING_HOME,
    ADMITTED,
    IN_CRISIS,
    DIED,
    CAME,
    HH_EUR,
    GUIDANCE_EUR,
    NURSING_EUR,
    COORDINATION,
    ADMINISTRATION,
) = range(len(MEASURE_NAMES))

N_MEASURES = len(MEASURE_NAMES)
GROUPED = np.array([INDEX[name] for name in GROUP_MEASURES])


@dataclass(slots=True)
class Observations:
    """Where the weeks of one run are written down."""

    weekly: NDArray[np.float64]  # (weeks, areas, measures)
    groups: NDArray[np.float32]  # (quarters, areas, groups, group measures)
    ties: NDArray[np.float32]  # (weeks, relations, 2, 3)
    quarter: NDArray[np.float64] = field(init=False)  # sums of the quarter so far

    def __post_init__(self) -> None:
        areas = self.weekly.shape[1]
        self.quarter = np.zeros((areas, len(GROUPS), N_MEASURES))

    @classmethod
    def of(cls, weeks: int, n_areas: int) -> "Observations":
        """Empty observations for a run of so many weeks."""
        quarters = -(-weeks // WEEKS_PER_GROUP_PERIOD)
        return cls(
            np.zeros((weeks, n_areas, N_MEASURES)),
            np.zeros((quarters, n_areas, len(GROUPS), len(GROUP_MEASURES)), dtype=np.float32),
            np.zeros((weeks, RELATIONS, 2, 3), dtype=np.float32),
        )


@inlined
def group_of(age, sex, low_income, owner_occupied):
    """Position in `measures.GROUPS`."""
    if age < 18.0:
        group = 0
    elif age < 45.0:
        group = 1
    elif age < 65.0:
        group = 2
    elif age < 75.0:
        group = 3
    else:
        group = 4
    return ((group * 2 + sex) * 2 + low_income) * 2 + owner_occupied


@kernel
def count(people, households, files, definition, sums, by_tie, week, n_areas):
    """Adds this week's measures to `sums` (areas, groups, measures) and `by_tie`."""
    people_household, people_sex = people.household, people.sex
    households_low_income, households_owner_occupied = (
        households.low_income,
        households.owner_occupied,
    )
    people_area, people_birth_week, people_care_file = (
        people.area,
        people.birth_week,
        people.care_file,
    )
    people_hours_given, people_main_relation, people_sole_carer = (
        people.hours_given,
        people.main_relation,
        people.sole_carer,
    )
    people_status, people_volunteer_hours, people_weeks_caring = (
        people.status,
        people.volunteer_hours,
        people.weeks_caring,
    )
    people_weeks_heavy = people.weeks_heavy
    files_grants, files_helpers, files_next_look = files.grants, files.helpers, files.next_look
    files_professional, files_state, files_totals = files.professional, files.state, files.totals
    files_waiting_since = files.waiting_since
    for person in range(people_status.size):
        area = people_area[person]
        status = people_status[person]
        if area >= n_areas or status == EMPTY:
            continue
        age = age_years(people_birth_week[person], week)
        home = people_household[person]
        group = group_of(
            age, people_sex[person], households_low_income[home], households_owner_occupied[home]
        )
        sums[area, group, RESIDENTS] += 1.0
        if age >= 18.0:
            sums[area, group, ADULTS_18] += 1.0
            if age >= 65.0:
                sums[area, group, ADULTS_65] += 1.0
        if status == NURSING_HOME:
            sums[area, group, IN_NURSING_HOME] += 1.0
        if people_volunteer_hours[person] > 0.0:
            sums[area, group, VOLUNTEERS] += 1.0
        given = people_hours_given[person]
        if (
            given > 0.0
            and age >= 18.0
            and (
                people_weeks_caring[person] >= definition.carer_weeks
                or given >= definition.carer_hours_per_week
            )
        ):
            sums[area, group, CARERS] += 1.0
            sums[area, group, GIVEN] += given
            if age >= 65.0:
                sums[area, group, CARERS_65] += 1.0
            if given >= 8.0:
                sums[area, group, CARERS_8] += 1.0
            sole = people_sole_carer[person] == 1
            relation, at = people_main_relation[person], 1 if sole else 0
            by_tie[relation, at, 0] += 1.0
            by_tie[relation, at, 2] += given
            if sole:
                sums[area, group, SOLE] += 1.0
            if people_weeks_heavy[person] > 0:
                sums[area, group, HEAVY] += 1.0
                sums[area, group, HEAVY_GIVEN] += given
                by_tie[relation, at, 1] += 1.0
        file = people_care_file[person]
        if file < 0 or status != AT_HOME:
            continue
        sums[area, group, IN_NEED] += 1.0
        sums[area, group, NEED] += files_totals[file, T_NEED]
        sums[area, group, ORDINARY] += files_totals[file, T_ORDINARY]
        sums[area, group, HH_HOURS] += files_totals[file, T_HOUSEHOLD_HELP]
        sums[area, group, GUIDANCE_HOURS] += files_totals[file, T_GUIDANCE]
        sums[area, group, NURSING_HOURS] += files_totals[file, T_NURSING]
        sums[area, group, FORMAL] += (
            files_totals[file, T_HOUSEHOLD_HELP]
            + files_totals[file, T_GUIDANCE]
            + files_totals[file, T_NURSING]
        )
        sums[area, group, INFORMAL] += files_totals[file, T_INFORMAL]
        sums[area, group, VOLUNTEER_HOURS] += files_totals[file, T_VOLUNTEER]
        sums[area, group, UNMET] += files_totals[file, T_UNMET]
        for origin in range(ORIGINS):
            sums[area, group, OLD_HOURS + origin] += files_totals[file, T_ORIGIN + origin]
        if files_helpers[file] > 0:
            sums[area, group, RECIPIENTS] += 1.0
            sums[area, group, HELPERS] += files_helpers[file]
        if files_grants[file] == 0 and files_next_look[file] == 1000000:
            continue
        waits = -1
        for service in range(SERVICES):
            state = files_state[file, service]
            if state == GRANTED:
                sums[area, group, HH_CLIENTS + service] += 1.0
            if state != NOT_APPLIED and (state != GRANTED or files_professional[file, service] < 0):
                waits = max(waits, week - files_waiting_since[file, service])
        if waits >= 0:
            sums[area, group, WAITING] += 1.0
            sums[area, group, WAITING_WEEKS] += waits


@kernel
def write_down(areas, sums, quarter, out, n_areas):
    """This week's totals by area into `out` (areas, measures), and the groups onto the quarter."""
    areas_administration_eur, areas_coordination_eur, areas_events = (
        areas.administration_eur,
        areas.coordination_eur,
        areas.events,
    )
    areas_spent_eur = areas.spent_eur
    for area in range(n_areas):
        for group in range(sums.shape[1]):
            for measure in range(sums.shape[2]):
                value = sums[area, group, measure]
                if value != 0.0:
                    out[area, measure] += value
                    quarter[area, group, measure] += value
        out[area, STOPS] = areas_events[area, STOPPED]
        out[area, CASCADE_EVENTS] = areas_events[area, CASCADES]
        out[area, ADMITTED] = areas_events[area, ADMISSIONS]
        out[area, IN_CRISIS] = areas_events[area, CRISES]
        out[area, DIED] = areas_events[area, DEATHS]
        out[area, CAME] = areas_events[area, MOVERS_IN]
        for service in range(SERVICES):
            out[area, HH_EUR + service] = areas_spent_eur[area, service]
            out[area, COORDINATION] += areas_coordination_eur[area, service]
            out[area, ADMINISTRATION] += areas_administration_eur[area, service]
    areas_events[:, :] = 0.0


def run(world: World, definition: CarerDefinition) -> None:
    """Writes down the week, if anybody keeps the books."""
    seen = world.observations
    if seen is None:
        world.areas.events[:] = 0.0
        return
    sums = np.zeros((world.n_areas, len(GROUPS), N_MEASURES))
    week = world.week
    count(
        *world.handles("people", "households", "files"),
        definition,
        sums,
        seen.ties[week],
        week,
        world.n_areas,
    )
    write_down(*world.handles("areas"), sums, seen.quarter, seen.weekly[week], world.n_areas)
    weeks = len(seen.weekly)
    if (week + 1) % WEEKS_PER_GROUP_PERIOD == 0 or week + 1 == weeks:
        quarter = week // WEEKS_PER_GROUP_PERIOD
        in_quarter = week + 1 - quarter * WEEKS_PER_GROUP_PERIOD
        seen.groups[quarter] = seen.quarter[:, :, GROUPED] / in_quarter
        seen.quarter[:] = 0.0


OBSERVE = Process(
    name="observe",
    why="last of all: what happened this week",
    reads=("people", "files", "areas"),
    writes=("areas.events",),
    rules=(CarerDefinition,),
    run=run,
)
