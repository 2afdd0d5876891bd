"""Admission: a severe need that stays largely unmet ends life at home, or leads to a crisis.

Who is left so for weeks comes to a nursing home if there is a place, and otherwise into a crisis.
"""

from typing import Final, NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import T_NEED, T_UNMET
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NURSING_HOME, SEVERE, age_years
from zorgzaam.model.area_levers import PLACES
from zorgzaam.model.areas import ADMISSIONS, CRISES
from zorgzaam.model.care.files import NeedRule, close_file, touch_household
from zorgzaam.model.care.ties import IN_NEED, end_given
from zorgzaam.model.process import Process
from zorgzaam.model.turnover import begin_anew, leave_neighbourhood
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS, has_turn
from zorgzaam.model.world import World

_MOST_WEEKS: Final = 60_000  # counters of weeks are kept in 16 bits


class AdmissionRule(NamedTuple):
    """When severe need leads to a nursing home or a crisis."""

    # fmt: off
    unmet_share_for_admission: float = parameter(
        0.4, "of a severe need, unmet, from which staying at home becomes untenable", "share", 0.2,
        0.8, "assumption", "A")
    weeks_before_admission: float = parameter(
        8, "weeks in a row that it must last", "weeks", 1, 26, "assumption", "A", whole=True)
    highest_admission_per_year: float = parameter(
        0.95, "no yearly probability of admission is above, whatever raises it", "1/year", 0.5, 0.99,
        "assumption: keeps ratios of a high rate a probability", "A")
    admission_per_year: float = parameter(
        0.5, "admissions from then on", "1/year", 0.1, 1.5, "assumption", "A")
    admission_ratio_strained_carer: float = parameter(
        1.5, "hazard with a heavily strained carer against others", "ratio", 1.2, 2.2,
        "evidence #19; sign F49", "L")
    admission_ratio_dementia: float = parameter(
        2.0, "hazard with dementia against without", "ratio", 1.0, 4.0,
        "assumption; most nursing-home residents have dementia", "A")
    youngest_admitted_years: float = parameter(
        65, "nobody younger is admitted to a nursing home", "years", 55, 75,
        "assumption: younger people live in other institutions", "A")
    nursing_home_places_share: float = parameter(
        1.0, "nursing-home places, of those at the start", "share", 0.3, 1.5,
        "F40: 75+ in institutions 17 % (1995), 10 % (2014), 7.6 % (2020)", "H",
        label_nl="Verpleeghuisplaatsen", label_en="Nursing-home places")
    # fmt: on


@kernel
def _admission_probability(world, rule, person):
    """Between two looks, for somebody for whom staying at home is untenable."""
    people, ties = world.people, world.ties
    ratio = rule.admission_ratio_dementia if people.dementia[person] == 1 else 1.0
    slot = people.first_received[person]
    while slot >= 0:
        if people.weeks_heavy[ties.giver[slot]] > 0:
            ratio *= rule.admission_ratio_strained_carer
            break
        slot = ties.next_of_recipient[slot]
    return draws.within(
        min(rule.highest_admission_per_year, rule.admission_per_year * ratio), WEEKS_BETWEEN_LOOKS
    )


@kernel
def _leave_home_or_not(world, need_rule, person, file):
    """A place in the area's nursing homes (or those elsewhere) if there is one, else a crisis.

    Before the start nobody leaves home: somebody just like them comes instead.
    """
    people, areas = world.people, world.areas
    area = people.area[person]
    places = areas.nursing_home_places[area] * areas.lever[area, PLACES]
    if areas.nursing_home_residents[area] + 1 > places:
        areas.events[area, CRISES] += 1.0
        world.files.weeks_severe_unmet[file] = 0
        return
    areas.nursing_home_residents[area] += 1
    if world.week < 0:
        begin_anew(world, need_rule, person)
        return
    areas.events[area, ADMISSIONS] += 1.0
    people.status[person] = NURSING_HOME
    leave_neighbourhood(world, person)
    end_given(world, person)
    people.family_need[person] = 0
    close_file(world, person)
    touch_household(world, people.household[person])


@kernel
def admit(world, rule, need_rule):
    """One week, for those with a severe need whose turn it is."""
    people, files, week = world.people, world.files, world.week
    severity = people.severity
    stream = draws.stream(world.seed, draws.ADMISSION, week)
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        if not has_turn(person, week) or severity[person] < SEVERE:
            continue
        if people.status[person] != AT_HOME:
            continue
        file = people.care_file[person]
        need, unmet = files.totals[file, T_NEED], files.totals[file, T_UNMET]
        if unmet < rule.unmet_share_for_admission * need:
            files.weeks_severe_unmet[file] = 0
            continue
        weeks = min(_MOST_WEEKS, files.weeks_severe_unmet[file] + WEEKS_BETWEEN_LOOKS)
        files.weeks_severe_unmet[file] = weeks
        if weeks < rule.weeks_before_admission:
            continue
        if age_years(people.birth_week[person], week) < rule.youngest_admitted_years:
            continue
        if draws.uniform(stream, people.key[person]) < _admission_probability(world, rule, person):
            _leave_home_or_not(world, need_rule, person, file)


def run(world: World, rule: AdmissionRule, need_rule: NeedRule) -> None:
    """Applies `admit` to the world."""
    admit(world.handle, rule, need_rule)


ADMISSION = Process(
    name="admission",
    why="what was left unmet, and who is worn out, may end life at home",
    reads=("people", "files", "ties", "areas.nursing_home_places"),
    writes=(
        "people.status",
        "people.care_file",
        "people.episode",
        "people.strain",
        "people.weeks_caring",
        "people.weeks_heavy",
        "people.total_weeks_heavy",
        "people.main_relation",
        "people.sole_carer",
        "people.volunteer_hours",
        "people.attends",
        "people.member",
        "people.family_need",
        "people.recount",
        "people.first_received",
        "people.first_given",
        "ties",
        "files",
        "areas.events",
        "areas.nursing_home_residents",
        "areas.standing",
        "areas.ended",
    ),
    rules=(AdmissionRule, NeedRule),
    run=run,
)
