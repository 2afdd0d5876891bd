"""Who lives together: couples, parents and children, places for the unborn, what is drawn."""

import numpy as np
import pytest

from zorgzaam.agents.columns import columns_of
from zorgzaam.agents.people import (
    CHILD_ROLE,
    EMPTY,
    HEAD,
    MAN,
    NO_TEMPLATE,
    PARTNER_ROLE,
    WOMAN,
    People,
)
from zorgzaam.model.households import (
    COUPLE,
    COUPLE_WITH_CHILDREN,
    INSTITUTION,
    LONE_PARENT,
    SINGLE,
)

PLACES = ("WK034403", "WK018400", "WK168000", "WK048409")


@pytest.mark.parametrize("code", PLACES)
def test_households_and_their_rows_point_at_each_other(code, population_of):
    _, population = population_of(code)
    people, households = population.people, population.households
    first = households.first_row
    assert first[0] == 0
    assert first[-1] == len(people.key)
    assert len(first) == len(households.kind) + 1
    sizes = np.diff(first)
    assert (sizes >= 1).all()
    expected = np.repeat(np.arange(len(sizes)), sizes)
    assert np.array_equal(people.household, expected)
    assert np.array_equal(people.area, households.area[people.household])
    assert (people.role[first[:-1]] == HEAD).all()


@pytest.mark.parametrize("code", PLACES)
def test_areas_come_in_order_and_elsewhere_last(code, population_of):
    place, population = population_of(code)
    area = population.people.area
    assert (np.diff(area) >= 0).all()
    assert population.n_areas == len(place.areas)
    assert (area[: population.n_resident_rows] < population.n_areas).all()
    assert (area[population.n_resident_rows :] == population.n_areas).all()


@pytest.mark.parametrize("code", PLACES)
def test_the_kind_of_a_household_says_who_lives_there(code, population_of):
    _, population = population_of(code)
    people, households = population.people, population.households
    occupied = people.status != EMPTY
    counts = np.zeros((len(households.kind), 3), int)
    np.add.at(counts, (people.household[occupied], people.role[occupied]), 1)
    expected = {
        SINGLE: (False, False),
        COUPLE: (True, False),
        COUPLE_WITH_CHILDREN: (True, True),
        LONE_PARENT: (False, True),
        INSTITUTION: (False, False),
    }
    for kind, (partner, children) in expected.items():
        of_kind = counts[households.kind == kind]
        assert (of_kind[:, HEAD] == 1).all()
        assert ((of_kind[:, PARTNER_ROLE] == 1) == partner).all()
        assert ((of_kind[:, CHILD_ROLE] > 0) == children).all()


@pytest.mark.parametrize("code", PLACES)
def test_partners_are_each_others_and_grown_up(code, population_of, ages):
    _, population = population_of(code)
    people = population.people
    has = np.flatnonzero(people.partner >= 0)
    assert np.array_equal(people.partner[people.partner[has]], has)
    assert np.array_equal(people.household[people.partner[has]], people.household[has])
    assert (ages(population)[has] >= 15).all()


def test_men_are_two_or_three_years_older_and_few_couples_are_of_one_sex(population_of, ages):
    _, population = population_of("WK034403")
    people, age = population.people, ages(population)
    second = np.flatnonzero((people.role == PARTNER_ROLE) & (people.area < population.n_areas))
    first = people.partner[second]
    same = people.sex[first] == people.sex[second]
    assert 0.005 < same.mean() < 0.03
    man = np.where(people.sex[first] == MAN, first, second)
    woman = np.where(people.sex[first] == MAN, second, first)
    gap = (age[man] - age[woman])[~same]
    assert 1.5 < gap.mean() < 3.0
    assert np.percentile(np.abs(gap), 90) < 12


@pytest.mark.parametrize("code", PLACES)
def test_children_at_home_are_of_an_age_to_be_their_parents_children(code, population_of, ages):
    _, population = population_of(code)
    people, age = population.people, ages(population)
    child = np.flatnonzero((people.role == CHILD_ROLE) & (people.status != EMPTY))
    head = population.households.first_row[people.household[child]]
    for parent in (head, people.partner[head]):
        there = parent >= 0
        assert (age[parent[there]] - age[child[there]] >= 16).all()
    if len(child) < 100:
        return  # too few for a mean
    partner = people.partner[head]
    woman = (partner >= 0) & (people.sex[np.maximum(partner, 0)] == WOMAN)
    mother = np.where(woman, partner, head)
    years = (age[mother] - age[child])[people.sex[mother] == WOMAN]
    assert 26 < years.mean() < 33
    assert (years <= 42).mean() > 0.97


def test_households_keep_places_for_children_who_may_still_be_born(population_of, ages):
    _, population = population_of("WK034403")
    people, age = population.people, ages(population)
    spare = np.flatnonzero((people.status == EMPTY) & (people.area < population.n_areas))
    assert len(spare) > 0.03 * population.n_resident_rows
    assert (people.role[spare] == CHILD_ROLE).all()
    assert (people.template_age[spare] == NO_TEMPLATE).all()
    home = people.household[spare]
    children = np.bincount(people.household[people.role == CHILD_ROLE])
    assert (children[home] <= 3).all()
    head = population.households.first_row[home]
    youngest_woman = np.full(len(spare), 99)
    for row in (head, people.partner[head]):
        woman = people.sex[row] == WOMAN
        youngest_woman[woman] = np.minimum(youngest_woman[woman], age[row[woman]])
    assert (youngest_woman < 43).all()


@pytest.mark.parametrize("code", PLACES)
def test_who_is_there_has_an_age_and_a_template(code, population_of, ages):
    _, population = population_of(code)
    people, age = population.people, ages(population)
    there = people.status != EMPTY
    assert (people.birth_week[there] < 0).all()
    assert np.array_equal(people.template_age[there], age[there])
    assert age.max() <= 100
    assert (people.work_hours[age < 15] == 0).all()


def test_what_only_a_run_can_tell_is_still_at_its_fill_value(population_of):
    _, population = population_of("WK168000")
    drawn = {
        "key", "area", "household", "status", "sex", "role", "birth_week", "template_age",
        "partner", "work_hours", "severity", "dementia",
    }  # fmt: skip
    for name, column in columns_of(People).items():
        if name not in drawn:
            assert (getattr(population.people, name) == column.fill).all(), name


def test_work_income_and_tenure_go_with_age_and_household(population_of, ages):
    _, population = population_of("WK034403")
    people, households, age = population.people, population.households, ages(population)
    working = (age >= 25) & (age < 60)
    men, women = (people.work_hours[working & (people.sex == sex)] for sex in (MAN, WOMAN))
    assert (men > 0).mean() > (women > 0).mean() > 0.5
    assert men[men > 0].mean() > women[women > 0].mean() + 5
    private = (households.kind != INSTITUTION) & (households.area < population.n_areas)
    poor = private & (households.low_income == 1)
    assert households.owner_occupied[poor].mean() < 0.5 * households.owner_occupied[private].mean()
    lone = private & (households.kind == LONE_PARENT)
    couple = private & (households.kind == COUPLE)
    assert households.low_income[lone].mean() > 2 * households.low_income[couple].mean()
