"""Life: people die, are born, leave home, separate and move; others come to live at their address.

One draw a person and week is held against the sum of the yearly probabilities that apply at that
age, so that most people cost no more than that draw.

A household that moves out, and an address whose last adult died, is taken over in the same week by
a household like the one that the address was first given. With the people who leave go those of
their kin elsewhere whom nobody else in the area knows; the newcomers bring their own. Households
with kin in the area move within the area only (they lose their neighbours, not their kin).
"""

import math
from typing import NamedTuple

import numpy as np

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
    SEVERE,
    WOMAN,
    age_years,
    successor,
)
from zorgzaam.model.areas import DEATHS, MOVERS_IN
from zorgzaam.model.care_files import NeedRule, close_file, touch_household, update_need
from zorgzaam.model.care_ties import end_between, end_given, end_received
from zorgzaam.model.households import INSTITUTION
from zorgzaam.model.network import FRIEND, NO_RELATION
from zorgzaam.model.population.health import age_band
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

_LIFE_TABLE = "CBS period life table 2019 (R-M)"
_BIRTHS = "CBS births by age of the mother 2019 (R-M)"
OLDEST = 115


class LifeRule(NamedTuple):
    """Deaths, births, moves and changes of household."""

    # fmt: off
    death_man_at_80_per_year: float = parameter(
        0.056, "probability to die, men of 80", "1/year", 0.04, 0.08, _LIFE_TABLE, "M")
    death_woman_at_80_per_year: float = parameter(
        0.038, "probability to die, women of 80", "1/year", 0.025, 0.06, _LIFE_TABLE, "M")
    death_growth_per_year_of_age: float = parameter(
        0.105, "growth of the death rate with age (Gompertz)", "log/year", 0.08, 0.12, _LIFE_TABLE,
        "M")
    death_ratio_not_limited: float = parameter(
        0.6, "death rate without limitation against the average at that age", "ratio", 0.4, 1.0,
        "assumption; average kept near 1", "A")
    death_ratio_moderate: float = parameter(
        1.1, "the same with a moderate limitation", "ratio", 0.8, 2.0,
        "assumption; average kept near 1", "A")
    death_ratio_severe: float = parameter(
        2.0, "the same with a severe limitation", "ratio", 1.5, 4.0,
        "assumption; average kept near 1", "A")
    death_ratio_strained_carer: float = parameter(
        1.6, "death rate of heavily strained carers against others", "ratio", 1.0, 2.65,
        "evidence #20; F13", "M")
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
        0.9, "of the moves of households without kin in the area, out of it; those with kin stay",
        "share", 0.3, 1.0,
        "assumption; with it about half of all moves leave the wijk, CBS: 4 in 10 cross a municipal border (R-L)",
        "A")
    leaves_home_per_year: float = parameter(
        0.18, "children of 18-30 at home who leave", "1/year", 0.1, 0.3,
        "CBS: half left home at 23-24 (R-M)", "M")
    separates_per_year: float = parameter(
        0.012, "couples under 65 who separate", "1/year", 0.006, 0.02,
        "CBS: about 1 in 80 couples a year (R-L)", "L")
    new_partner_per_year: float = parameter(
        0.05, "people under 75 whose partner died or left who find another", "1/year", 0.02, 0.1,
        "assumption; repartnering is common below 60 (R-L)", "A")
    births_20_24_per_year: float = parameter(
        0.025, "births a woman of 20-24", "1/year", 0.0, 0.06, _BIRTHS, "M")
    births_25_29_per_year: float = parameter(
        0.095, "births a woman of 25-29", "1/year", 0.0, 0.15, _BIRTHS, "M")
    births_30_34_per_year: float = parameter(
        0.125, "births a woman of 30-34", "1/year", 0.0, 0.2, _BIRTHS, "M")
    births_35_44_per_year: float = parameter(
        0.038, "births a woman of 35-44", "1/year", 0.0, 0.08, _BIRTHS, "M")
    # fmt: on


@inlined
def _death_per_year(rule, age, sex):
    at_80 = rule.death_woman_at_80_per_year if sex == WOMAN else rule.death_man_at_80_per_year
    return min(0.7, 0.0002 + at_80 * math.exp(rule.death_growth_per_year_of_age * (age - 80.0)))


@inlined
def _death_ratio(rule, severity, heavily_strained):
    ratio = 1.0
    if severity == 0:
        ratio = rule.death_ratio_not_limited
    elif severity == 2:
        ratio = rule.death_ratio_moderate
    elif severity == SEVERE:
        ratio = rule.death_ratio_severe
    if heavily_strained:
        ratio *= rule.death_ratio_strained_carer
    return ratio


@inlined
def deaths_per_week(rule, age, sex, severity, heavily_strained):
    """Weekly probability to die."""
    return draws.weekly(_death_per_year(rule, age, sex)) * _death_ratio(
        rule, severity, heavily_strained
    )


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


@kernel
def _highest_per_week(rule):
    """For each year of age, a weekly probability that no person of that age can exceed in all."""
    highest = np.empty(OLDEST + 1)
    worst = rule.death_ratio_severe * rule.death_ratio_strained_carer
    for year in range(OLDEST + 1):
        age = float(year)
        total = draws.weekly(_death_per_year(rule, age + 1.0, 0)) * worst
        if year >= 17:
            total += draws.weekly(min(0.9, moves_per_year(rule, age)))
            total += draws.weekly(rule.leaves_home_per_year) + draws.weekly(rule.separates_per_year)
            total += draws.weekly(rule.new_partner_per_year)
            total += draws.weekly(_births_per_year(rule, age)) + draws.weekly(
                _births_per_year(rule, age + 1.0)
            )
        highest[year] = total
    return highest


@kernel
def _forget_friends(contacts, person):
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        if contacts.relation[entry] == FRIEND:
            _forget(contacts, contacts.person[entry], person)
            contacts.relation[entry] = NO_RELATION
            contacts.person[entry] = NOBODY


@kernel
def _forget_outside(people, contacts, person):
    """Forgets everybody outside the household: somebody else takes this row."""
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        other = contacts.person[entry]
        if (
            contacts.relation[entry] == NO_RELATION
            or people.household[other] == people.household[person]
        ):
            continue
        _forget(contacts, other, person)
        contacts.relation[entry] = NO_RELATION
        contacts.person[entry] = NOBODY


@kernel
def _forget(contacts, person, other):
    """Removes `other` from the contacts of `person`."""
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        if contacts.person[entry] == other:
            contacts.relation[entry] = NO_RELATION
            contacts.person[entry] = NOBODY


@kernel
def has_kin_in_area(people, contacts, n_areas, household, person):
    """Whether this person has living kin in the areas, outside one household."""
    for entry in range(contacts.start[person], contacts.start[person + 1]):
        relation = contacts.relation[entry]
        if relation == NO_RELATION or relation == FRIEND:
            continue
        other = contacts.person[entry]
        if (
            people.household[other] != household
            and people.area[other] < n_areas
            and people.status[other] != EMPTY
        ):
            return True
    return False


@kernel
def _leave_row(people, files, ties, slots, person):
    """Nobody is left in this row: all that hung on the person ends."""
    close_file(people, files, ties, slots, person)
    end_received(people, files, ties, slots, person)
    end_given(people, files, ties, slots, person)
    partner = people.partner[person]
    if partner >= 0:
        people.partner[partner] = NOBODY
        people.partner[person] = NOBODY
    people.status[person] = EMPTY
    people.severity[person] = 0
    people.dementia[person] = 0
    people.volunteer_hours[person] = 0.0
    people.strain[person] = -4.5
    people.weeks_caring[person] = 0
    people.weeks_heavy[person] = 0
    people.total_weeks_heavy[person] = 0
    people.main_relation[person] = 0
    people.sole_carer[person] = 0


@kernel
def _begin_row(
    people, files, ties, slots, need_rule, profile, seed, person, area, birth_week, week
):
    """Somebody new in this row, with a health that fits the area and the age."""
    people.key[person] = successor(people.key[person])
    people.generation[person] += 1
    people.status[person] = AT_HOME
    people.area[person] = area
    people.birth_week[person] = birth_week
    stream = draws.stream(seed, draws.NEWCOMER, 0)
    age = age_years(birth_week, week)
    at = draws.uniform(draws.nth(stream, 1), people.key[person])
    shares = profile[area, age_band(age)]
    severity = 0
    if at >= shares[0]:
        severity = 1
    if at >= shares[0] + shares[1]:
        severity = 2
    if at >= shares[0] + shares[1] + shares[2]:
        severity = 3
    people.severity[person] = severity
    update_need(people, files, ties, slots, need_rule, seed, person, week)


@kernel
def _newcomer_birth_week(seed, key, template_age, minimum, week):
    """The template's age, give or take some years, the same for the whole household."""
    stream = draws.nth(draws.stream(seed, draws.NEWCOMER, 0), 2)
    years = max(minimum, template_age + 6.0 * draws.uniform(stream, key) - 3.0)
    return week - int(years * 52.1775)


@kernel
def _take_over(
    people,
    households,
    contacts,
    files,
    ties,
    slots,
    areas,
    need_rule,
    profile,
    seed,
    household,
    week,
    n_areas,
):
    """Other people come to live at this address, with their own kin elsewhere."""
    first, last = households.first_row[household], households.first_row[household + 1]
    area = households.area[household]
    for person in range(first, last):
        if people.status[person] != EMPTY:
            if people.status[person] == NURSING_HOME:
                areas.nursing_home_residents[area] -= 1
            _leave_row(people, files, ties, slots, person)
    for person in range(first, last):
        _forget_friends(contacts, person)
        for entry in range(contacts.start[person], contacts.start[person + 1]):
            if contacts.relation[entry] == NO_RELATION:
                continue
            other = contacts.person[entry]
            other_household = people.household[other]
            if other_household == household:
                continue
            if households.area[other_household] < n_areas:
                _forget(contacts, other, person)  # kin who stay in the area lose them
                contacts.relation[entry] = NO_RELATION
                contacts.person[entry] = NOBODY
                continue
            shared = False
            for kin in range(
                households.first_row[other_household], households.first_row[other_household + 1]
            ):
                shared = shared or has_kin_in_area(people, contacts, n_areas, household, kin)
            if shared:  # kin elsewhere whom others in the area have too
                _forget(contacts, other, person)
                contacts.relation[entry] = NO_RELATION
                contacts.person[entry] = NOBODY
            elif households.moved_in_week[other_household] != week:
                households.moved_in_week[other_household] = week
                for kin in range(
                    households.first_row[other_household], households.first_row[other_household + 1]
                ):
                    if people.status[kin] != EMPTY:
                        _leave_row(people, files, ties, slots, kin)
                    _forget_friends(contacts, kin)
                    if people.template_age[kin] == NO_TEMPLATE:
                        continue
                    birth_week = _newcomer_birth_week(
                        seed, people.key[first], people.template_age[kin], 0.0, week
                    )
                    _begin_row(
                        people,
                        files,
                        ties,
                        slots,
                        need_rule,
                        profile,
                        seed,
                        kin,
                        n_areas,
                        birth_week,
                        week,
                    )
                _pair_up(people, households, other_household)
    for person in range(first, last):
        template = people.template_age[person]
        if template == NO_TEMPLATE:
            continue
        minimum = 0.0 if people.role[person] == CHILD_ROLE else 18.0
        birth_week = _newcomer_birth_week(seed, people.key[first], template, minimum, week)
        _begin_row(
            people, files, ties, slots, need_rule, profile, seed, person, area, birth_week, week
        )
        areas.events[area, MOVERS_IN] += 1.0
    _pair_up(people, households, household)
    households.moved_in_week[household] = week


@kernel
def _pair_up(people, households, household):
    """Head and partner of a household are each other's partner."""
    head, partner = NOBODY, NOBODY
    for person in range(households.first_row[household], households.first_row[household + 1]):
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
def _adult_at_home(people, households, household, week):
    for person in range(households.first_row[household], households.first_row[household + 1]):
        if people.status[person] == AT_HOME and (
            people.role[person] != CHILD_ROLE or age_years(people.birth_week[person], week) >= 18.0
        ):
            return True
    return False


@kernel
def _in_nursing_home(people, households, household):
    for person in range(households.first_row[household], households.first_row[household + 1]):
        if people.status[person] == NURSING_HOME:
            return True
    return False


@kernel
def live(
    people,
    households,
    contacts,
    files,
    ties,
    slots,
    areas,
    profile,
    rule,
    need_rule,
    seed,
    week,
    n_areas,
):
    """One week of life for everybody."""
    people_area, people_birth_week, people_household = (
        people.area,
        people.birth_week,
        people.household,
    )
    people_key, people_partner, people_role = people.key, people.partner, people.role
    people_severity, people_sex, people_status = people.severity, people.sex, people.status
    people_weeks_heavy = people.weeks_heavy
    areas_events, areas_nursing_home_residents = areas.events, areas.nursing_home_residents
    households_area, households_first_row, households_kind = (
        households.area,
        households.first_row,
        households.kind,
    )
    households_moved_in_week = households.moved_in_week
    stream = draws.stream(seed, draws.LIFE, week)
    highest = _highest_per_week(rule)
    top = highest.max()
    leaves = draws.weekly(rule.leaves_home_per_year)
    separates = draws.weekly(rule.separates_per_year)
    finds_partner = draws.weekly(rule.new_partner_per_year)
    for person in range(people_status.size):
        status = people_status[person]
        if status == EMPTY:
            continue
        draw = draws.uniform(stream, people_key[person])
        if draw >= top:
            continue
        age = age_years(people_birth_week[person], week)
        if draw >= highest[max(0, min(OLDEST, int(age)))]:
            continue
        household = people_household[person]
        area = people_area[person]
        # death
        limit = deaths_per_week(
            rule, age, people_sex[person], people_severity[person], people_weeks_heavy[person] > 0
        )
        if draw < limit:
            areas_events[area, DEATHS] += 1.0
            if status == NURSING_HOME:
                areas_nursing_home_residents[area] -= 1
            _leave_row(people, files, ties, slots, person)
            touch_household(people, households, files, household)
            home_area = households_area[household]
            if (
                home_area < n_areas
                and households_kind[household] != INSTITUTION
                and not _adult_at_home(people, households, household, week)
                and not _in_nursing_home(people, households, household)
            ):
                _take_over(
                    people,
                    households,
                    contacts,
                    files,
                    ties,
                    slots,
                    areas,
                    need_rule,
                    profile,
                    seed,
                    household,
                    week,
                    n_areas,
                )
            continue
        if status != AT_HOME or area >= n_areas or age < 17.0:
            continue
        # a grown-up child leaves home
        if people_role[person] == CHILD_ROLE:
            limit += leaves if 18.0 <= age < 31.0 else 0.0
            if draw < limit:
                people_status[person] = AWAY
                people_area[person] = n_areas
                end_received(people, files, ties, slots, person)
                touch_household(people, households, files, household)
            continue
        # the household moves, at the rate of its head (or of whoever is left)
        if people_role[person] == HEAD or people_partner[person] < 0:
            limit += draws.weekly(min(0.9, moves_per_year(rule, age)))
            if draw < limit:
                out = draws.uniform(draws.nth(stream, 1), people_key[person]) < rule.moves_out_share
                for member in range(
                    households_first_row[household], households_first_row[household + 1]
                ):
                    if people_status[member] == NURSING_HOME or (
                        people_status[member] != EMPTY
                        and has_kin_in_area(people, contacts, n_areas, household, member)
                    ):
                        out = False
                if out:
                    _take_over(
                        people,
                        households,
                        contacts,
                        files,
                        ties,
                        slots,
                        areas,
                        need_rule,
                        profile,
                        seed,
                        household,
                        week,
                        n_areas,
                    )
                else:
                    households_moved_in_week[household] = week
                continue
        # somebody left behind finds another partner, who comes to live here
        if people_role[person] == HEAD and people_partner[person] < 0 and age < 75.0:
            limit += finds_partner
            if draw < limit:
                for row in range(
                    households_first_row[household], households_first_row[household + 1]
                ):
                    if (
                        people_role[row] == PARTNER_ROLE
                        and people_status[row] != AT_HOME
                        and people_status[row] != NURSING_HOME
                    ):
                        if people_status[row] == AWAY:
                            _leave_row(people, files, ties, slots, row)
                        _forget_outside(people, contacts, row)
                        birth_week = _newcomer_birth_week(seed, people_key[person], age, 18.0, week)
                        _begin_row(
                            people,
                            files,
                            ties,
                            slots,
                            need_rule,
                            profile,
                            seed,
                            row,
                            area,
                            birth_week,
                            week,
                        )
                        _pair_up(people, households, household)
                        touch_household(people, households, files, household)
                        areas_events[area, MOVERS_IN] += 1.0
                        break
                continue
        # a couple separates: the partner leaves the address
        if people_role[person] == PARTNER_ROLE and people_partner[person] >= 0 and age < 65.0:
            limit += separates
            if draw < limit:
                former = people_partner[person]
                end_between(people, files, ties, slots, person, former)
                end_between(people, files, ties, slots, former, person)
                people_partner[former] = NOBODY
                people_partner[person] = NOBODY
                people_status[person] = AWAY
                people_area[person] = n_areas
                touch_household(people, households, files, household)
                continue
        # a child is born, in a free row of the household
        if people_sex[person] == WOMAN:
            limit += draws.weekly(_births_per_year(rule, age))
            if draw < limit:
                for row in range(
                    households_first_row[household], households_first_row[household + 1]
                ):
                    if people_role[row] == CHILD_ROLE and people_status[row] == EMPTY:
                        _begin_row(
                            people,
                            files,
                            ties,
                            slots,
                            need_rule,
                            profile,
                            seed,
                            row,
                            area,
                            week,
                            week,
                        )
                        break


def run(world: World, rule: LifeRule, need_rule: NeedRule) -> None:
    """Applies `live` to the world."""
    world.reserve_files()
    live(
        *world.handles("people", "households", "contacts", "files", "ties"),
        world.slots,
        *world.handles("areas"),
        world.health_profile,
        rule,
        need_rule,
        np.uint64(world.seed),
        world.week,
        world.n_areas,
    )


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
    ),
    rules=(LifeRule, NeedRule),
    run=run,
)
