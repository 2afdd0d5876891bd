"""The personal network: its size, its likeness, its nearness, and room for new people."""

import numpy as np
import pytest

from zorgzaam.agents.people import EMPTY
from zorgzaam.model.network import FRIEND, NO_RELATION

NEIGHBOURS = 4  # of the network are found by address during the run


def test_with_kin_friends_and_neighbours_adults_know_about_fourteen_people(
    population_of, links, ages
):
    for code in ("WK034403", "WK027300", "WK168000"):
        _, population = population_of(code)
        person, contact, _, _ = links(population)
        age = ages(population)
        known = np.bincount(person[age[contact] >= 0], minlength=len(age))
        adults = (age >= 18) & (np.arange(len(age)) < population.n_resident_rows)
        assert known[adults].mean() + NEIGHBOURS == pytest.approx(13, abs=1.5)


@pytest.mark.parametrize("code", ["WK034403", "WK168000", "GM1680"])
def test_people_of_twelve_or_over_have_four_to_five_friends_and_younger_none(
    code, population_of, links, ages
):
    _, population = population_of(code)
    person, _, relation, _ = links(population)
    age = ages(population)
    friends = np.bincount(person[relation == FRIEND], minlength=len(age))
    assert 4.0 < friends[age >= 12].mean() < 5.0
    assert friends[age < 12].max() == 0
    assert friends[age >= 12].std() > 1.0
    assert friends.max() <= 8


def test_friends_are_alike_in_age_and_income(population_of, links, ages):
    _, population = population_of("WK034403")
    person, contact, relation, _ = links(population)
    age = ages(population)
    friend = (relation == FRIEND) & (person < population.n_resident_rows)
    one, other = person[friend], contact[friend]
    assert np.corrcoef(age[one], age[other])[0, 1] > 0.8
    low = population.households.low_income[population.people.household]
    assert low[other][low[one] == 1].mean() > 1.5 * low[other][low[one] == 0].mean()


def test_residents_befriend_residents_mostly_of_their_own_buurt(population_of, links):
    _, population = population_of("WK034403")
    person, contact, relation, near = links(population)
    friend = (relation == FRIEND) & (person < population.n_resident_rows)
    assert (contact[friend] < population.n_resident_rows).all()
    area = population.people.area
    same = (area[person[friend]] == area[contact[friend]]).mean()
    assert 0.5 < same < 0.9
    assert (near[friend] == 1).all()


def test_friends_of_friends_often_know_each_other(population_of, links):
    _, population = population_of("WK168000")
    person, contact, relation, _ = links(population)
    friends: dict[int, set[int]] = {}
    for one, other in zip(person[relation == FRIEND], contact[relation == FRIEND], strict=True):
        friends.setdefault(int(one), set()).add(int(other))
    closed = total = 0
    for mine in friends.values():
        for one in mine:
            total += len(mine) - 1
            closed += len(friends[one] & mine)
    assert closed / total > 0.15


@pytest.mark.parametrize("code", ["WK034403", "WK048409"])
def test_adults_have_one_free_entry_at_the_end_and_the_closest_come_first(
    code, population_of, ages
):
    _, population = population_of(code)
    contacts, age = population.contacts, ages(population)
    free = contacts.relation == NO_RELATION
    assert (contacts.person[free] == -1).all()
    assert (contacts.person[~free] >= 0).all()
    person = np.repeat(np.arange(len(age)), np.diff(contacts.start))
    count = np.bincount(person[free], minlength=len(age))
    assert (count[age >= 18] == 1).all()
    assert (count[population.people.status == EMPTY] == 0).all()
    order = np.where(free, 9, contacts.relation).astype(int)
    same = person[1:] == person[:-1]
    assert (np.diff(order)[same] >= 0).all()


def test_who_lives_in_one_municipality_is_near_and_in_another_is_not(population_of, links):
    place, population = population_of("WK034403")
    person, contact, _, near = links(population)
    here = (person < population.n_resident_rows) & (contact < population.n_resident_rows)
    assert len({area.municipality_code for area in place.areas}) == 1
    assert (near[here] == 1).all()
    away = (person < population.n_resident_rows) & ~(contact < population.n_resident_rows)
    assert 0 < near[away].mean() < 0.3
