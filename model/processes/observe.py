"""Observe: the measures of the week, summed by area, by group and by kind of tie.

Sums are taken in row order, so that they are the same on any number of threads.
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import FAMILY, GRANTED, NOT_APPLIED, NOT_DUE, SERVICES, TOTALS
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import EMPTY, LIGHT, NONE, NURSING_HOME, WEEKS_PER_YEAR
from zorgzaam.model.areas import (
    ADMISSIONS,
    CASCADES,
    CRISES,
    DEATHS,
    MOVERS_IN,
    STOPPED,
    USES,
    VOLUNTEERS_QUIT,
)
from zorgzaam.model.initiatives import COOPERATIVE as COOPERATIVE_KIND
from zorgzaam.model.measures import (
    AGE_GROUPS,
    AGE_LIMITS_YEARS,
    GROUP_MEASURES,
    GROUPS,
    INDEX,
    MEASURE_NAMES,
    WEEKS_PER_GROUP_PERIOD,
)
from zorgzaam.model.network import MEETINGS, ORIGINS, RELATIONS
from zorgzaam.model.network_measures import (
    WEEKS_BETWEEN_NETWORKS,
    measure_each_network,
    measure_networks,
    no_networks,
)
from zorgzaam.model.parts import Part, is_large, parts_of, side_by_side
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


# Positions of the measures, for the kernel: from NEED on, in the order of the totals of a care file.
(
    RESIDENTS,
    ADULTS_18,
    ADULTS_65,
    IN_NEED,
    NEED,
    ORDINARY,
    HH_HOURS,
    GUIDANCE_HOURS,
    NURSING_HOURS,
    DAY_HOURS,
    FAMILY_HOURS,
    INFORMAL,
    VOLUNTEER_HOURS,
    COLLECTIVE,
    UNMET,
    OLD_HOURS,
    OWN_HOURS,
    BROKERED_HOURS,
    INITIATIVE_HOURS,
    FORMAL,
    RECIPIENTS,
    HELPERS,
    HH_CLIENTS,
    GUIDANCE_CLIENTS,
    NURSING_CLIENTS,
    DAY_CLIENTS,
    FAMILY_CLIENTS,
    KNOWN,
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
    DAY_EUR,
    FAMILY_EUR,
    COLLECTIVE_EUR,
    RESPITE_EUR,
    COORDINATORS_EUR,
    COORDINATION,
    ADMINISTRATION,
    DIRECT,
    CONSULTATION,
    CHAIN,
    BROKERING,
    COACHES,
    SPARE_TIME,
    STANDING,
    OWN_STANDING,
    BROKERED_STANDING,
    INITIATIVE_STANDING,
    OWN_NEW,
    BROKERED_NEW,
    INITIATIVE_NEW,
    ENDED,
    OWN_ENDED,
    BROKERED_ENDED,
    INITIATIVE_ENDED,
    OWN_FRIENDS,
    INTRODUCED_FRIENDS,
    ATTENDANCE_FRIENDS,
    ATTENDERS,
    WALK_INS,
    COOPERATIVES,
    MEMBERS,
    QUIT,
    NEED_LIGHT,
    UNMET_LIGHT,
    NEED_MODERATE,
    UNMET_MODERATE,
    NEED_SEVERE,
    UNMET_SEVERE,
) = range(len(MEASURE_NAMES))

NETWORKS_A_QUARTER: Final = (
    3  # of a fourth week each: in a very large place one of them is measured
)
_WEEKS_TO_BE_KNOWN: Final = 26  # half a year with the same professional
N_MEASURES = len(MEASURE_NAMES)
GROUPED = np.array([INDEX[name] for name in GROUP_MEASURES])


@dataclass(slots=True)
class Observations:
    """Where the weeks of one run are written down."""

    weekly: NDArray[np.float64]  # (weeks, areas, measures)
    groups: NDArray[np.float32]  # (quarters, areas, groups, group measures)
    ties: NDArray[np.float32]  # (weeks, relations, 2, 3)
    network: NDArray[np.float64]  # (networks in time, NETWORKS, NETWORK_MEASURES)
    quarter: NDArray[np.float64]  # sums of the quarter so far, (areas, groups, measures)
    strata: NDArray[np.uint8]  # of each row of a resident: sex, income, tenure, as in GROUPS

    @classmethod
    def of(cls, weeks: int, world: World) -> "Observations":
        """Empty observations for a run of so many weeks."""
        quarters = -(-weeks // WEEKS_PER_GROUP_PERIOD)
        n_areas, residents = world.n_areas, world.area_rows[world.n_areas]
        home = world.people.household[:residents]
        low_income = world.households.low_income[home]
        owner_occupied = world.households.owner_occupied[home]
        return cls(
            np.zeros((weeks, n_areas, N_MEASURES)),
            np.zeros((quarters, n_areas, len(GROUPS), len(GROUP_MEASURES)), dtype=np.float32),
            np.zeros((weeks, RELATIONS, 2, 3), dtype=np.float32),
            no_networks(weeks),
            np.zeros((n_areas, len(GROUPS), N_MEASURES)),
            (world.people.sex[:residents] * 2 + low_income) * 2 + owner_occupied,
        )


# Whole weeks of age from which somebody belongs to the next age group.
_WEEKS_AT: Final = tuple(math.ceil(years * WEEKS_PER_YEAR) for years in AGE_LIMITS_YEARS)
N_GROUPS: Final = len(GROUPS)
_GROUPS_OF_AN_AGE: Final = N_GROUPS // len(AGE_GROUPS)
_FIRST_ADULT: Final = _GROUPS_OF_AN_AGE  # positions in GROUPS
_FIRST_65: Final = 3 * _GROUPS_OF_AN_AGE


@kernel
def _place_in_groups(world, strata, part):
    """For each row of the part the place in (areas of the part, groups), flat.

    Of rows where nobody lives here, one beyond the last.
    """
    people, week, n_areas = world.people, world.week, world.n_areas
    area, status, birth_week = people.area, people.status, people.birth_week
    first_area, last_area, first_row = part[0], part[1], part[2]
    place = np.empty(min(part[3], strata.size) - first_row, dtype=np.int32)
    for at in range(place.size):
        person = first_row + at
        weeks_old = week - birth_week[person]
        age = 0
        for limit in _WEEKS_AT:
            age += 1 if weeks_old >= limit else 0
        group = age * _GROUPS_OF_AN_AGE + strata[person]
        lives_here = area[person] < n_areas and status[person] != EMPTY
        place[at] = (area[person] if lives_here else last_area) * N_GROUPS + (
            group if lives_here else 0
        )
        place[at] -= first_area * N_GROUPS
    return place


@kernel
def _count_people(world, first_row, place, sums):
    """Residents, volunteers and residents of nursing homes, into `sums` (places, measures)."""
    volunteer_hours, status = world.people.volunteer_hours, world.people.status
    residents = np.zeros(sums.shape[0] + 1, dtype=np.int32)
    for at in range(place.size):
        residents[place[at]] += 1
    for at in range(place.size):
        if volunteer_hours[first_row + at] > 0.0 and place[at] < sums.shape[0]:
            sums[place[at], VOLUNTEERS] += 1.0
    for at in range(place.size):
        if status[first_row + at] == NURSING_HOME and place[at] < sums.shape[0]:
            sums[place[at], IN_NURSING_HOME] += 1.0
    for at in range(sums.shape[0]):
        sums[at, RESIDENTS] = residents[at]


@kernel
def _count_carer(world, definition, sums, by_tie, person):
    """Somebody who gives care, if it is enough to be called a carer; `sums` are those of the group."""
    people = world.people
    given = people.hours_given[person]
    if (
        people.weeks_caring[person] < definition.carer_weeks
        and given < definition.carer_hours_per_week
    ):
        return
    relation, sole = people.main_relation[person], people.sole_carer[person]
    sums[CARERS] += 1.0
    sums[GIVEN] += given
    sums[SOLE] += sole
    if given >= 8.0:
        sums[CARERS_8] += 1.0
    by_tie[relation, sole, 0] += 1.0
    by_tie[relation, sole, 2] += given
    if people.weeks_heavy[person] > 0:
        sums[HEAVY] += 1.0
        sums[HEAVY_GIVEN] += given
        by_tie[relation, sole, 1] += 1.0


@kernel
def _count_access(world, sums, file):
    """Indications, and who waits for a decision or for a professional."""
    files = world.files
    waits = -1
    for service in range(SERVICES):
        state = files.state[file, service]
        if state == GRANTED:
            sums[HH_CLIENTS + service] += 1.0
            served_weeks = world.week - files.placed_since[file, service]
            if files.professional[file, service] >= 0 and served_weeks >= _WEEKS_TO_BE_KNOWN:
                sums[KNOWN] += 1.0
        if state != NOT_APPLIED and (state != GRANTED or files.professional[file, service] < 0):
            waits = max(waits, world.week - files.placed_since[file, service])
    if waits >= 0:
        sums[WAITING] += 1.0
        sums[WAITING_WEEKS] += waits


@kernel
def _count_carers(world, definition, first_row, place, sums, by_tie):
    hours_given = world.people.hours_given
    givers = np.empty(place.size + 1, dtype=np.int32)
    count = 0
    for person in range(first_row, first_row + place.size):
        givers[count] = person  # written over by the next, unless this one counts
        count += 1 if hours_given[person] > 0.0 else 0
    for person in givers[:count]:
        at = place[person - first_row]
        if at < sums.shape[0] and at % N_GROUPS >= _FIRST_ADULT:
            _count_carer(world, definition, sums[at], by_tie, person)


@inlined
def _count_by_severity(files, file, severity, here):
    """Need and unmet need under the severity of the resident.

    A need for family support is the household's, whatever the limitation of who speaks for it.
    """
    if severity == NONE:
        return
    at = NEED_LIGHT + 2 * (severity - LIGHT)
    for domain in range(FAMILY):
        here[at] += files.need[file, domain]
        here[at + 1] += files.unmet[file, domain]


@kernel
def _count_need(world, part, place, sums):
    files, care_file, severity = world.files, world.people.care_file, world.people.severity
    totals, helpers, next_look = files.totals, files.helpers, files.next_look
    first_row = part[2]
    for nth in range(part[4], part[5]):
        person = world.in_need[nth]
        if person >= first_row + place.size:
            break  # from here on they live elsewhere
        file, at = care_file[person], place[person - first_row]
        if file < 0 or at >= sums.shape[0]:
            continue
        here = sums[at]
        here[IN_NEED] += 1.0
        for total in range(TOTALS):
            here[NEED + total] += totals[file, total]
        _count_by_severity(files, file, severity[person], here)
        if helpers[file] > 0:
            here[RECIPIENTS] += 1.0
            here[HELPERS] += helpers[file]
        if next_look[file] != NOT_DUE:  # an application or an indication
            _count_access(world, here, file)


@kernel
def count_part(world, definition, strata, sums, by_tie, part):
    """This week's measures of a part into `sums` (its areas, groups, measures) and `by_tie`."""
    place, first_row = _place_in_groups(world, strata, part), part[2]
    flat = sums.reshape(-1, N_MEASURES)
    _count_people(world, first_row, place, flat)
    _count_carers(world, definition, first_row, place, flat, by_tie)
    _count_need(world, part, place, flat)
    for at in range(flat.shape[0]):
        here, group = flat[at], at % N_GROUPS
        for service in range(SERVICES):
            here[FORMAL] += here[HH_HOURS + service]
        if group >= _FIRST_ADULT:
            here[ADULTS_18] = here[RESIDENTS]
        if group >= _FIRST_65:
            here[ADULTS_65] = here[RESIDENTS]
            here[CARERS_65] = here[CARERS]


@kernel
def write_down(world, sums, quarter, out, part):
    """This week's totals by area into `out` (areas, measures), and the groups onto the quarter."""
    areas = world.areas
    for area in range(part[0], part[1]):
        for group in range(sums.shape[1]):
            for measure in range(sums.shape[2]):
                value = sums[area - part[0], group, measure]
                if value != 0.0:
                    out[area, measure] += value
                    quarter[area, group, measure] += value
        out[area, STOPS] = areas.events[area, STOPPED]
        out[area, CASCADE_EVENTS] = areas.events[area, CASCADES]
        out[area, ADMITTED] = areas.events[area, ADMISSIONS]
        out[area, IN_CRISIS] = areas.events[area, CRISES]
        out[area, DIED] = areas.events[area, DEATHS]
        out[area, CAME] = areas.events[area, MOVERS_IN]
        for service in range(SERVICES):
            out[area, HH_EUR + service] = areas.spent_eur[area, service]
            out[area, COORDINATION] += areas.coordination_eur[area, service]
            out[area, ADMINISTRATION] += areas.administration_eur[area, service]
        out[area, COLLECTIVE_EUR] = areas.walk_in_eur[area]
        out[area, RESPITE_EUR] = areas.respite_eur[area]
        out[area, COORDINATORS_EUR] = areas.coordinators_eur[area]
        out[area, QUIT] = areas.events[area, VOLUNTEERS_QUIT]
        for use in range(USES):
            out[area, DIRECT + use] = areas.hours_by_use[area, use]
        for origin in range(ORIGINS):
            out[area, STANDING + origin] = areas.standing[area, origin]
            out[area, ENDED + origin] = areas.ended[area, origin]
        for origin in range(1, ORIGINS):
            out[area, OWN_NEW + origin - 1] = areas.formed[area, origin]
        for met in range(1, MEETINGS):
            out[area, OWN_FRIENDS + met - 1] = areas.friendships[area, met]
        _count_initiatives(world, area, out[area])


@kernel
def _count_initiatives(world, area, out):
    initiatives, first_initiative = world.initiatives, world.areas.first_initiative
    for row in range(first_initiative[area], first_initiative[area + 1]):
        kind = initiatives.kind[row]
        if kind >= COOPERATIVE_KIND and initiatives.places[row] > 0.0:
            out[WALK_INS] += 1.0
        if kind >= COOPERATIVE_KIND:
            out[ATTENDERS] += initiatives.attenders[row] + initiatives.hosts[row]
        if kind == COOPERATIVE_KIND:
            out[COOPERATIVES] += initiatives.open[row]
    member = world.people.member
    for person in range(world.area_rows[area], world.area_rows[area + 1]):
        out[MEMBERS] += member[person]


@kernel
def forget_events(areas):
    """What happened this week is told."""
    areas.events[:, :] = 0.0
    areas.formed[:, :] = 0.0
    areas.ended[:, :] = 0.0
    areas.friendships[:, :] = 0.0


def _observe_part(world: World, definition: CarerDefinition, part: Part) -> NDArray[np.float32]:
    """Writes down a part of the place; returns its carers by tie."""
    seen = world.observations
    assert seen is not None
    sums = np.zeros((part.last_area - part.first_area, len(GROUPS), N_MEASURES))
    by_tie = np.zeros_like(seen.ties[world.week])
    count_part(world.handle, definition, seen.strata, sums, by_tie, tuple(part))
    write_down(world.handle, sums, seen.quarter, seen.weekly[world.week], tuple(part))
    return by_tie


def _observe_people(world: World, definition: CarerDefinition, seen: Observations) -> None:
    """This week's measures by area, by group and by kind of tie, part by part."""
    works = [partial(_observe_part, world, definition, part) for part in parts_of(world)]
    for by_tie in side_by_side(works):
        seen.ties[world.week] += by_tie


def _observe_networks(world: World, seen: Observations) -> None:
    """Networks every fourth week; in a very large place every quarter, and they stand until the next."""
    if world.week % WEEKS_BETWEEN_NETWORKS:
        return
    nth = world.week // WEEKS_BETWEEN_NETWORKS
    if is_large(world) and nth % NETWORKS_A_QUARTER:
        seen.network[nth] = seen.network[nth - 1]
    elif is_large(world):
        measure_each_network(world, seen.network[nth])
    else:
        measure_networks(world.handle, seen.network[nth])


def run(world: World, definition: CarerDefinition) -> None:
    """Writes down the week, if anybody keeps the books."""
    seen = world.observations
    if seen is not None:
        _observe_people(world, definition, seen)
        _observe_networks(world, seen)
        _close_quarter(world.week, seen)
    forget_events(world.handle.areas)


def _close_quarter(week: int, seen: Observations) -> None:
    """The means of the groups, when a quarter or the run is over."""
    if (week + 1) % WEEKS_PER_GROUP_PERIOD == 0 or week + 1 == len(seen.weekly):
        quarter = week // WEEKS_PER_GROUP_PERIOD
        in_quarter = week + 1 - quarter * WEEKS_PER_GROUP_PERIOD
        seen.groups[quarter] = seen.quarter[:, :, GROUPED] / in_quarter
        seen.quarter[:] = 0.0


OBSERVE = Process(
    name="observe",
    why="last of all: what happened this week",
    reads=("people", "files", "areas"),
    writes=("areas.events", "areas.formed", "areas.ended", "areas.friendships"),
    rules=(CarerDefinition,),
    run=run,
)
