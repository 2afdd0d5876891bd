"""Life: people die, are born, leave home, separate and move; others come to live at their address.

One draw a person and look is held against the sum of the probabilities that apply at that age, so
that most people cost no more than that draw. A household that moves out of the area, and an
address whose last adult died, is taken over at once (see `zorgzaam.model.turnover`).
"""

from typing import Final, NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.handles import Handle
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import (
    AT_HOME,
    AWAY,
    CHILD_ROLE,
    EMPTY,
    HEAD,
    NOBODY,
    NONE,
    NURSING_HOME,
    OLDEST_YEARS,
    PARTNER_ROLE,
    SEVERE,
    WOMAN,
    age_years,
    year_of,
)
from zorgzaam.model.areas import DEATHS, MOVERS_IN
from zorgzaam.model.care.files import (
    NEED_CHANGES_AT_YEARS,
    NeedRule,
    touch_household,
    update_need,
)
from zorgzaam.model.care.ties import end_between, end_received, live_elsewhere
from zorgzaam.model.households import INSTITUTION
from zorgzaam.model.mortality import MortalityRule, death_per_year, death_ratio
from zorgzaam.model.population.paid_work import WORK_CHANGES_AT_YEARS, WorkRule
from zorgzaam.model.process import Process
from zorgzaam.model.turnover import (
    NewcomerRule,
    begin_row,
    begin_work,
    forget_contacts,
    leave_neighbourhood,
    leave_row,
    newcomer_birth_week,
    pair_up,
    succeed,
    take_over,
)
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS, first_in_turn
from zorgzaam.model.world import World

_BIRTHS = (
    "CBS births by age of the mother 2019 (0.023, 0.087, 0.122, 0.038), over the share of women of "
    "that age who live with a partner (R-L)"
)
_YOUNGEST_WITH_EVENTS: Final = 17  # a child is born, grows and stays at home
_ADULT_YEARS: Final = 18


class LifeRule(NamedTuple):
    """Births, moves and changes of household."""

    # fmt: off
    moves_per_year: float = parameter(
        0.106, "share of people who move", "1/year", 0.05, 0.18, "evidence #47; CBS 2016", "H",
        label_nl="Verhuizingen per jaar", label_en="Moves a year")
    moves_ratio_18_29: float = parameter(
        2.2, "moves at 18-29 against the average", "ratio", 1.5, 3.0, "CBS moves by age (R-M)", "M")
    moves_ratio_30_44: float = parameter(
        1.2, "moves at 30-44 against the average", "ratio", 0.8, 1.6, "CBS moves by age (R-M)", "M")
    moves_ratio_45_64: float = parameter(
        0.5, "moves at 45-64 against the average", "ratio", 0.3, 0.8, "CBS moves by age (R-M)", "M")
    moves_ratio_65_plus: float = parameter(
        0.35, "moves at 65 and over against the average", "ratio", 0.2, 0.6,
        "CBS moves by age (R-M)", "M")
    moves_out_share: float = parameter(
        0.5, "of the moves, out of the wijk or buurt; others come to live at the address", "share",
        0.3, 0.9, "CBS: 4 in 10 moves cross a municipal border (R-L); more leave the wijk", "L")
    oldest_leaving_home_years: float = parameter(
        31, "grown-up children leave home below this age, from 18 on", "years", 25, 40,
        "CBS: 9 in 10 have left at 30 (R-L)", "L")
    oldest_separating_years: float = parameter(
        65, "couples separate below this age", "years", 60, 80,
        "CBS: divorces above 65 are a few per cent of all (R-L)", "L")
    oldest_repartnering_years: float = parameter(
        75, "people find another partner below this age", "years", 65, 90, "assumption", "A")
    highest_per_year: float = parameter(
        0.9, "no yearly probability to move is above", "1/year", 0.5, 0.99,
        "assumption: keeps ratios of a high rate a probability", "A")
    leaves_home_per_year: float = parameter(
        0.12, "children of 18-30 at home who leave", "1/year", 0.08, 0.2,
        "CBS: half left home at 23-24 (R-M): ln 2 over 5.5 years", "M")
    separates_per_year: float = parameter(
        0.012, "couples under 65 who separate", "1/year", 0.006, 0.02,
        "CBS: about 1 in 80 couples a year (R-L)", "L")
    new_partner_per_year: float = parameter(
        0.05, "people under 75 whose partner died or left who find another", "1/year", 0.02, 0.1,
        "assumption; repartnering is common below 60 (R-L)", "A")
    births_20_24_per_year: float = parameter(
        0.10, "births a woman of 20-24 who lives with a partner", "1/year", 0.0, 0.2, _BIRTHS, "L")
    births_25_29_per_year: float = parameter(
        0.165, "the same at 25-29", "1/year", 0.0, 0.3, _BIRTHS, "L")
    births_30_34_per_year: float = parameter(
        0.165, "the same at 30-34", "1/year", 0.0, 0.3, _BIRTHS, "L")
    births_35_44_per_year: float = parameter(
        0.05, "the same at 35-44", "1/year", 0.0, 0.1, _BIRTHS, "L")
    # fmt: on


@inlined
def moves_per_year(rule, age):
    """Yearly probability to move, by age."""
    if age < 30.0:
        return rule.moves_per_year * rule.moves_ratio_18_29
    if age < 45.0:
        return rule.moves_per_year * rule.moves_ratio_30_44
    if age < 65.0:
        return rule.moves_per_year * rule.moves_ratio_45_64
    return rule.moves_per_year * rule.moves_ratio_65_plus


@inlined
def _births_per_year(rule, age):
    if age < 20.0 or age >= 45.0:
        return 0.0
    if age < 25.0:
        return rule.births_20_24_per_year
    if age < 30.0:
        return rule.births_25_29_per_year
    if age < 35.0:
        return rule.births_30_34_per_year
    return rule.births_35_44_per_year


def life_chances(rule: LifeRule, mortality: MortalityRule) -> Handle:
    """Probabilities between two looks: by sex and by year of age, and the most for all events.

    A person's are those of the middle of the year of age.
    """
    ages = np.arange(OLDEST_YEARS + 1)
    weeks = WEEKS_BETWEEN_LOOKS
    dies = np.array(
        [
            [draws.within(death_per_year(mortality, a + 0.5, sex), weeks) for a in ages]
            for sex in (0, 1)
        ]
    )
    moves = np.array(
        [draws.within(min(rule.highest_per_year, moves_per_year(rule, a)), weeks) for a in ages]
    )
    bears = np.array([draws.within(_births_per_year(rule, a), weeks) for a in ages])
    leaves = draws.within(rule.leaves_home_per_year, weeks)
    separates = draws.within(rule.separates_per_year, weeks)
    finds = draws.within(rule.new_partner_per_year, weeks)
    worst = max(death_ratio(mortality, severity, True) for severity in range(SEVERE + 1))
    worst = max(worst, worst / mortality.death_ratio_strained_carer)
    grown_up = np.where(
        ages >= _YOUNGEST_WITH_EVENTS, moves + bears + leaves + separates + finds, 0
    )
    return Handle(
        {"dies": dies, "moves": moves, "bears": bears, "leaves": leaves, "separates": separates,
         "finds_partner": finds, "any": dies.max(axis=0) * worst + grown_up}
    )  # fmt: skip


@inlined
def death_probability(mortality, chances, person, people, year):
    """Probability to die between two looks."""
    ratio = death_ratio(mortality, people.severity[person], people.weeks_heavy[person] > 0)
    return chances.dies[people.sex[person], year] * ratio


@kernel
def _adult_stays(world, household):
    """Whether an adult still lives at the address, or is expected back from a nursing home."""
    people, first_row = world.people, world.households.first_row
    for person in range(first_row[household], first_row[household + 1]):
        if people.status[person] == NURSING_HOME:
            return True
        if people.status[person] == AT_HOME and (
            people.role[person] != CHILD_ROLE
            or age_years(people.birth_week[person], world.week) >= 18.0
        ):
            return True
    return False


@kernel
def _die(world, rules, person):
    people, households = world.people, world.households
    household = people.household[person]
    world.areas.events[people.area[person], DEATHS] += 1.0
    leave_row(world, person)
    forget_contacts(world, person, True)
    touch_household(world, household)
    if (
        households.area[household] < world.n_areas
        and households.kind[household] != INSTITUTION
        and not _adult_stays(world, household)
    ):
        succeed(world, rules, household)


@kernel
def _leave_home(world, person):
    """A grown-up child goes to live elsewhere."""
    people = world.people
    end_received(world, person)
    people.status[person] = AWAY
    live_elsewhere(world, person)
    leave_neighbourhood(world, person)
    touch_household(world, people.household[person])


@kernel
def _move(world, rules, stream, person):
    """The household moves: within the area, or out of it unless somebody is in a nursing home."""
    people, households = world.people, world.households
    household = people.household[person]
    out = draws.uniform(draws.nth(stream, 1), people.key[person]) < rules.life.moves_out_share
    for member in range(households.first_row[household], households.first_row[household + 1]):
        out = out and people.status[member] != NURSING_HOME
    if out:
        take_over(world, rules, household, 0.0)
    else:
        households.moved_in_week[household] = world.week


@kernel
def _find_partner(world, rules, person):
    """Another partner comes to live here, without contacts of the one before."""
    people, first_row = world.people, world.households.first_row
    household = people.household[person]
    for row in range(first_row[household], first_row[household + 1]):
        status = people.status[row]
        if people.role[row] == PARTNER_ROLE and status != AT_HOME and status != NURSING_HOME:
            if status == AWAY:
                leave_row(world, row)
            forget_contacts(world, row, False)
            age = age_years(people.birth_week[person], world.week)
            birth_week = newcomer_birth_week(world, rules.newcomer, people.key[person], age, 18.0)
            begin_row(world, rules, row, people.area[person], birth_week)
            pair_up(world, household)
            touch_household(world, household)
            world.areas.events[people.area[person], MOVERS_IN] += 1.0
            return


@kernel
def _separate(world, person):
    """The partner leaves the address, and care between the two ends."""
    people = world.people
    former = people.partner[person]
    end_between(world, person, former)
    end_between(world, former, person)
    people.partner[former] = NOBODY
    people.partner[person] = NOBODY
    people.status[person] = AWAY
    live_elsewhere(world, person)
    leave_neighbourhood(world, person)
    touch_household(world, people.household[person])


@kernel
def _bear_child(world, rules, person):
    """A child is born, if the household has a free row for one."""
    people, first_row = world.people, world.households.first_row
    household = people.household[person]
    for row in range(first_row[household], first_row[household + 1]):
        if people.role[row] == CHILD_ROLE and people.status[row] == EMPTY:
            begin_row(world, rules, row, people.area[person], world.week)
            return


@kernel
def _live_on(world, rules, chances, stream, person, age, draw):
    """What happens to this person, if anything: the events share the interval from 0 to 1."""
    people, rule, year = world.people, rules.life, year_of(age)
    limit = death_probability(rules.mortality, chances, person, people, year)
    if draw < limit:
        return _die(world, rules, person)
    if people.status[person] != AT_HOME or people.area[person] >= world.n_areas:
        return None
    if year < _YOUNGEST_WITH_EVENTS:
        return None
    role, partner = people.role[person], people.partner[person]
    if role == CHILD_ROLE:
        if 18.0 <= age < rule.oldest_leaving_home_years and draw < limit + chances.leaves:
            _leave_home(world, person)
        return None
    if role == HEAD or partner < 0:  # a household moves at the rate of its head, or who is left
        limit += chances.moves[year]
        if draw < limit:
            return _move(world, rules, stream, person)
    if role == HEAD and partner < 0 and age < rule.oldest_repartnering_years:
        limit += chances.finds_partner
        if draw < limit:
            return _find_partner(world, rules, person)
    if role == PARTNER_ROLE and partner >= 0 and age < rule.oldest_separating_years:
        limit += chances.separates
        if draw < limit:
            return _separate(world, person)
    if people.sex[person] == WOMAN and partner >= 0 and draw < limit + chances.bears[year]:
        _bear_child(world, rules, person)
    return None


@inlined
def years_before(birth_week, week):
    """Age in whole years at the look before this one."""
    return int(age_years(birth_week, week - WEEKS_BETWEEN_LOOKS))


@kernel
def have_birthday(world, need_rule, person, years):
    """Who turned 18 can do ordinary help; at some ages a limitation comes to mean more."""
    people = world.people
    if years == _ADULT_YEARS:
        touch_household(world, people.household[person])
    lives = people.status[person] == AT_HOME or people.status[person] == AWAY
    if people.severity[person] == NONE or not lives:
        return
    for changes_at in NEED_CHANGES_AT_YEARS:
        if years == changes_at:
            update_need(world, need_rule, person)


@kernel
def _change_work(world, rule, person, years):
    """At some ages people begin to work, work other hours, or retire."""
    for changes_at in WORK_CHANGES_AT_YEARS:
        if years == changes_at:
            begin_work(world, rule, person)


@kernel
def live(world, rules, chances):
    """One week of life, for those whose turn it is."""
    status, key, birth_week = world.people.status, world.people.key, world.people.birth_week
    week, any_event = world.week, chances.any
    stream = draws.stream(world.seed, draws.LIFE, week)
    drawn = np.empty(ROWS_TOGETHER)
    for first in range(first_in_turn(week), status.size, ROWS_A_ROUND):
        last = draws.fill(drawn, stream, key, first)
        for person in range(first, last):
            age = age_years(birth_week[person], week)
            years = int(age)
            if years != years_before(birth_week[person], week) and status[person] != EMPTY:
                have_birthday(world, rules.need, person, years)
                _change_work(world, rules.work, person, years)
            if drawn[person - first] < any_event[year_of(age)] and status[person] != EMPTY:
                draw = drawn[person - first]
                _live_on(world, rules, chances, stream, person, age, draw)


def run(
    world: World,
    life: LifeRule,
    mortality: MortalityRule,
    need: NeedRule,
    newcomer: NewcomerRule,
    work: WorkRule,
) -> None:
    """Applies `live` to the world."""
    rules = world.together(life=life, mortality=mortality, need=need, newcomer=newcomer, work=work)
    live(world.handle, rules, world.derived(life_chances, life, mortality))


LIFE = Process(
    name="life",
    why="first of all it must be clear who is there this week",
    reads=("people", "households", "contacts"),
    writes=(
        "people",
        "households",
        "contacts",
        "files",
        "ties",
        "areas.events",
        "areas.nursing_home_residents",
        "areas.standing",
        "areas.ended",
    ),
    rules=(LifeRule, MortalityRule, NeedRule, NewcomerRule, WorkRule),
    run=run,
)
