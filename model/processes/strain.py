"""Strain: caring wears on the carer; who is heavily strained scales down, stops, or falls ill.

Latent strain moves towards the level that the way of caring leads to, with a half-life of months,
so that the published cross-section is its equilibrium. Each person is looked at every fourth week
(the half-life is months), in a turn that goes with the row. A recipient whose severe need stays largely
unmet comes to a nursing home if there is a place, and otherwise into a crisis.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import T_NEED, T_UNMET
from zorgzaam.agents.carer import StrainRule, strain_log_odds, strain_target, tolerance
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NURSING_HOME, SEVERE, age_years
from zorgzaam.model.areas import ADMISSIONS, CASCADES, CRISES, STOPPED
from zorgzaam.model.care_files import close_file
from zorgzaam.model.care_ties import end_given, end_tie, is_sole_carer
from zorgzaam.model.network import PARENT, PARTNER, VOLUNTEER
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

_RESTING_HOURS = 0.25  # strain of somebody who does not care rests where a quarter of an hour leads
CASCADE_WEEKS: Final = 26
WEEKS_BETWEEN_LOOKS: Final = 4


class AdmissionRule(NamedTuple):
    """When severe need leads to a nursing home or a crisis."""

    # fmt: off
    unmet_share_for_admission: float = parameter(
        0.4, "of a severe need, unmet, from which staying at home becomes untenable", "share", 0.2,
        0.8, "assumption", "A")
    weeks_before_admission: float = parameter(
        8, "weeks in a row that it must last", "weeks", 1, 26, "assumption", "A", whole=True)
    admission_per_year: float = parameter(
        0.5, "admissions from then on, at 65 and over", "1/year", 0.1, 1.5, "assumption", "A")
    admission_ratio_strained_carer: float = parameter(
        1.5, "hazard with a heavily strained carer against others", "ratio", 1.2, 2.2,
        "evidence #19; sign F49", "L")
    admission_ratio_dementia: float = parameter(
        2.0, "hazard with dementia against without", "ratio", 1.0, 4.0,
        "assumption; most nursing-home residents have dementia", "A")
    nursing_home_places_share: float = parameter(
        1.0, "nursing-home places, of those at the start", "share", 0.3, 1.5,
        "F40: 75+ in institutions 17 % (1995), 10 % (2014), 7.6 % (2020)", "H",
        label_nl="Verpleeghuisplaatsen", label_en="Nursing-home places")
    # fmt: on


@inlined
def over(probability_per_year, weeks):
    """The probability over some weeks that adds up to a yearly one."""
    return 1.0 - (1.0 - probability_per_year) ** (weeks / 52.0)


@inlined
def _main_tie(first_given, relation, delivered, next_of_giver, giver):
    """The tie in which somebody gives most this week, or -1; from the columns of the care ties."""
    most = 0.0
    main = -1
    slot = first_given[giver]
    while slot >= 0:
        if relation[slot] != VOLUNTEER and delivered[slot] > most:
            most = delivered[slot]
            main = slot
        slot = next_of_giver[slot]
    return main


@kernel
def _stop(people, files, ties, slots, areas, rule, stream, carer, week):
    """A heavily strained carer may stop for the recipient who takes most hours, or scale down.

    The probabilities are for the weeks between two looks.
    """
    main = -1
    slot = people.first_given[carer]
    while slot >= 0:
        if ties.relation[slot] != VOLUNTEER and (main < 0 or ties.hours[slot] > ties.hours[main]):
            main = slot
        slot = ties.next_of_giver[slot]
    if main < 0:
        return
    recipient = ties.recipient[main]
    stops = rule.heavy_carer_stops_per_year
    if ties.relation[main] == PARTNER:
        stops *= rule.partner_stops_ratio
    draw = draws.uniform(draws.nth(stream, 1), people.key[carer])
    stops = over(min(0.99, stops), WEEKS_BETWEEN_LOOKS)
    if draw < stops:
        slot = people.first_given[carer]
        while slot >= 0:
            after = ties.next_of_giver[slot]
            if ties.recipient[slot] == recipient and ties.relation[slot] != VOLUNTEER:
                end_tie(people, files, ties, slots, slot)
            slot = after
        area = people.area[carer]
        areas.events[area, STOPPED] += 1.0
        file = people.care_file[recipient]
        if file >= 0:
            if week - files.last_stop_week[file] <= CASCADE_WEEKS:
                areas.events[people.area[recipient], CASCADES] += 1.0
            files.last_stop_week[file] = week
    elif draw < stops + over(rule.heavy_carer_scales_down_per_year, WEEKS_BETWEEN_LOOKS):
        slot = people.first_given[carer]
        while slot >= 0:
            if ties.recipient[slot] == recipient and ties.relation[slot] != VOLUNTEER:
                ties.hours[slot] *= 1.0 - rule.scale_down_share
                files.changed[people.care_file[recipient]] = 1
            slot = ties.next_of_giver[slot]


@kernel
def wear(
    people,
    files,
    ties,
    slots,
    areas,
    in_need,
    n_in_need,
    rule,
    admission,
    seed,
    week,
    n_areas,
):
    """One week of strain for everybody who cares or has cared, then of those left uncared for."""
    people_volunteer_hours = people.volunteer_hours
    people_first_given, people_dementia = people.first_given, people.dementia
    ties_relation, ties_delivered, ties_recipient = ties.relation, ties.delivered, ties.recipient
    ties_next_of_giver = ties.next_of_giver
    people_area, people_birth_week, people_care_file = (
        people.area,
        people.birth_week,
        people.care_file,
    )
    people_dementia, people_first_received, people_hours_given = (
        people.dementia,
        people.first_received,
        people.hours_given,
    )
    people_key, people_main_relation, people_severity = (
        people.key,
        people.main_relation,
        people.severity,
    )
    people_sex, people_sole_carer, people_status = people.sex, people.sole_carer, people.status
    people_strain, people_total_weeks_heavy, people_weeks_caring = (
        people.strain,
        people.total_weeks_heavy,
        people.weeks_caring,
    )
    people_weeks_heavy = people.weeks_heavy
    files_totals, files_weeks_severe_unmet = files.totals, files.weeks_severe_unmet
    ties_giver, ties_next_of_recipient = ties.giver, ties.next_of_recipient
    areas_events, areas_nursing_home_places, areas_nursing_home_residents = (
        areas.events,
        areas.nursing_home_places,
        areas.nursing_home_residents,
    )
    stream = draws.stream(seed, draws.STRAIN, week)
    lasting = draws.nth(draws.stream(seed, draws.TRAIT, 0), 3)
    log_odds = strain_log_odds(rule)
    step = 1.0 - 0.5 ** (WEEKS_BETWEEN_LOOKS * 12.0 / 52.0 / rule.strain_half_life_months)
    resting = rule.strain_intercept + rule.strain_slope_log_hours * math.log(_RESTING_HOURS)
    turn = (week + WEEKS_BETWEEN_LOOKS * 100000) % WEEKS_BETWEEN_LOOKS
    for person in range(turn, people_status.size, WEEKS_BETWEEN_LOOKS):
        hours = people_hours_given[person]
        if hours <= 0.0:
            if people_weeks_caring[person] > 0 or people_strain[person] > resting:
                people_strain[person] = max(
                    resting, people_strain[person] + step * (resting - 0.5 - people_strain[person])
                )
                people_weeks_caring[person] = 0
                people_weeks_heavy[person] = 0
                people_main_relation[person] = 0
                people_sole_carer[person] = 0
            continue
        main = _main_tie(
            people_first_given, ties_relation, ties_delivered, ties_next_of_giver, person
        )
        relation, sole, dementia = 0, False, False
        if main >= 0:
            relation = ties_relation[main]
            recipient = ties_recipient[main]
            sole = is_sole_carer(
                ties_giver,
                ties_delivered,
                ties_relation,
                ties_next_of_recipient,
                people_first_received[recipient],
                person,
            )
            dementia = people_dementia[recipient] == 1
        people_main_relation[person] = relation
        people_sole_carer[person] = 1 if sole else 0
        target = strain_target(
            rule,
            log_odds,
            hours,
            people_sex[person],
            people_severity[person],
            relation == PARENT,
            sole,
            dementia,
        )
        people_strain[person] += step * (target - people_strain[person])
        people_weeks_caring[person] = min(60000, people_weeks_caring[person] + WEEKS_BETWEEN_LOOKS)
        if people_strain[person] > tolerance(lasting, people_key[person]):
            people_weeks_heavy[person] = min(
                60000, people_weeks_heavy[person] + WEEKS_BETWEEN_LOOKS
            )
            people_total_weeks_heavy[person] = min(
                60000, people_total_weeks_heavy[person] + WEEKS_BETWEEN_LOOKS
            )
            _stop(people, files, ties, slots, areas, rule, stream, person, week)
        else:
            people_weeks_heavy[person] = 0
    for at in range(n_in_need):
        person = in_need[at]
        file = people_care_file[person]
        if file < 0 or people_severity[person] < SEVERE or people_status[person] != AT_HOME:
            continue
        need, unmet = files_totals[file, T_NEED], files_totals[file, T_UNMET]
        if unmet < admission.unmet_share_for_admission * need:
            files_weeks_severe_unmet[file] = 0
            continue
        files_weeks_severe_unmet[file] = min(65000, files_weeks_severe_unmet[file] + 1)
        if (
            files_weeks_severe_unmet[file] < admission.weeks_before_admission
            or age_years(people_birth_week[person], week) < 65.0
        ):
            continue
        ratio = admission.admission_ratio_dementia if people_dementia[person] == 1 else 1.0
        slot = people_first_received[person]
        while slot >= 0:
            if people_weeks_heavy[ties_giver[slot]] > 0:
                ratio *= admission.admission_ratio_strained_carer
                break
            slot = ties_next_of_recipient[slot]
        yearly = min(0.95, admission.admission_per_year * ratio)
        if draws.uniform(stream, people_key[person]) >= draws.weekly(yearly):
            continue
        area = people_area[person]
        places = areas_nursing_home_places[area] * admission.nursing_home_places_share
        if area == n_areas or areas_nursing_home_residents[area] + 1 <= places:
            areas_nursing_home_residents[area] += 1
            areas_events[area, ADMISSIONS] += 1.0
            people_status[person] = NURSING_HOME
            end_given(people, files, ties, slots, person)
            people_volunteer_hours[person] = 0.0
            close_file(people, files, ties, slots, person)
        else:
            areas_events[area, CRISES] += 1.0
            files_weeks_severe_unmet[file] = 0


def run(world: World, rule: StrainRule, admission: AdmissionRule) -> None:
    """Applies `wear` to the world."""
    needy = world.people_in_need
    wear(
        *world.handles("people", "files", "ties"),
        world.slots,
        *world.handles("areas"),
        needy,
        len(needy),
        rule,
        admission,
        np.uint64(world.seed),
        world.week,
        world.n_areas,
    )


STRAIN = Process(
    name="strain",
    why="the hours just given wear on the carers; what was left unmet may end life at home",
    reads=("people", "files", "ties", "areas.nursing_home_places"),
    writes=(
        "people.strain",
        "people.weeks_caring",
        "people.weeks_heavy",
        "people.total_weeks_heavy",
        "people.status",
        "people.main_relation",
        "people.sole_carer",
        "people.recount",
        "people.care_file",
        "people.volunteer_hours",
        "people.first_received",
        "people.first_given",
        "ties",
        "files",
        "areas.events",
        "areas.nursing_home_residents",
    ),
    rules=(StrainRule, AdmissionRule),
    run=run,
)
