"""The whole country: kin live in other wijken, by distance, and only who is abroad is elsewhere."""

from dataclasses import replace

import numpy as np
import pytest

from zorgzaam.agents.people import EMPTY, WEEKS_PER_YEAR
from zorgzaam.model.network import CHILD, PARENT, SIBLING
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.places.distances import middles_km
from zorgzaam.model.population import Population, build_population
from zorgzaam.model.population.reach import ReachRule, area_at, reach_of, share_within

RULE = ReachRule(**{name: default_values()[name] for name in ReachRule._fields})


@pytest.fixture(scope="module")
def country() -> Place:
    """Zeeland's islands and a corner of Gelderland, as if nobody lived anywhere else."""
    codes = ("GM0687", "GM0718", "GM1695", "GM0273", "GM0267", "GM0232")
    areas = tuple(area for code in codes for area in resolve(code).areas)
    return replace(resolve("GM0687"), code="NL", name="Nederland", kind="land", areas=areas)


@pytest.fixture(scope="module")
def population(country: Place) -> Population:
    return build_population(country, 1, default_values())


def kin(population: Population, relation: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Person, contact and near of this relation, housemates left out."""
    people, contacts = population.people, population.contacts
    owner = np.repeat(np.arange(len(people.key)), np.diff(contacts.start))
    chosen = contacts.relation == relation
    chosen[chosen] = people.household[owner[chosen]] != people.household[contacts.person[chosen]]
    return owner[chosen], contacts.person[chosen], contacts.near[chosen]


def test_hardly_anybody_is_elsewhere(population: Population) -> None:
    people, here = population.people, population.n_resident_rows
    residents = np.count_nonzero(people.status[:here] != EMPTY)
    assert 0 < (len(people.key) - here) / residents < 0.04
    for relation in (CHILD, PARENT, SIBLING):
        person, other, _ = kin(population, relation)
        of_residents = person < here
        abroad = (other[of_residents] >= here).mean()
        assert abroad < 0.10  # kin_in_country_share, over those who are found


def test_a_part_of_the_country_still_has_most_kin_elsewhere(country: Place) -> None:
    part = build_population(replace(country, kind="gemeente"), 1, default_values())
    assert len(part.people.key) - part.n_resident_rows > 0.3 * country.residents


def test_kin_are_looked_for_as_far_away_as_the_curve_says(country: Place) -> None:
    reach, home = reach_of(country, RULE), 0
    middles = middles_km(country)
    residents = np.array([area.residents for area in country.areas])
    order = np.argsort(((middles - middles[home]) ** 2).sum(axis=1), kind="stable")
    within = np.cumsum(residents[order])
    draws = (np.arange(20_000) + 0.5) / 20_000
    found = np.array([area_at(home, u, 0.5, reach) for u in draws])
    for rank in (0, 2, 5, len(order) - 1):
        share = np.isin(found, order[: rank + 1])[draws < reach.nearer[home, -1]].sum() / 20_000
        assert share == pytest.approx(share_within(float(within[rank]), RULE), abs=0.002)
    assert (found == -1).mean() == pytest.approx(1 - RULE.kin_in_country_share, abs=0.001)


def test_near_goes_both_ways_and_no_further_than_the_people_within_five_kilometres(
    country: Place,
) -> None:
    near = reach_of(country, RULE).near
    assert (near == near.T).all()
    assert near.diagonal().all()
    residents = np.array([area.residents for area in country.areas])
    several = near.sum(axis=1) > 1
    assert several.any()
    assert (residents[None, :] * near).sum(axis=1)[several].max() < 3 * RULE.people_within_5_km


def test_children_are_found_everywhere_alike_and_old_parents_have_as_many_as_before(
    population: Population, country: Place
) -> None:
    people, here = population.people, population.n_resident_rows
    age = -people.birth_week / WEEKS_PER_YEAR
    person, _, _ = kin(population, CHILD)
    count = np.bincount(person, minlength=len(people.key))
    old = (np.arange(len(age)) < here) & (people.status != EMPTY) & (age >= 75)
    assert count[old].mean() == pytest.approx(
        2.1, abs=0.25
    )  # a wijk with kin elsewhere: 2.05 to 2.15
    middle = (np.arange(len(age)) < here) & (people.status != EMPTY) & (age >= 50) & (age < 70)
    towns = np.array([int(area.municipality_code[2:]) for area in country.areas])
    means = [count[:here][middle[:here] & (towns[people.area[:here]] == t)].mean()
             for t in np.unique(towns)]  # fmt: skip
    assert max(means) < 1.35 * min(means)


def test_the_country_is_made_the_same_again(population: Population, country: Place) -> None:
    again = build_population(country, 1, default_values())
    for table in ("people", "contacts"):
        for one, two in zip(getattr(population, table), getattr(again, table), strict=True):
            np.testing.assert_array_equal(one, two)


def test_an_area_without_an_outline_stands_in_the_middle_of_its_municipality() -> None:
    town = resolve("GM0307")  # Amersfoort: one of its wijken was gone by 2022
    middles = middles_km(town)
    assert np.isfinite(middles).all()
    spread = np.abs(middles - middles.mean(axis=0)).max()
    assert spread < 12.0


@pytest.mark.slow
def test_in_the_netherlands_two_in_a_hundred_are_abroad_and_kin_live_as_near_as_in_a_wijk() -> None:
    country = resolve("NL")
    population = build_population(country, 1, default_values())
    people, here = population.people, population.n_resident_rows
    residents = np.count_nonzero(people.status[:here] != EMPTY)
    assert residents == country.residents
    assert (len(people.key) - here) / residents < 0.03
    person, _, near = kin(population, CHILD)
    age = -people.birth_week / WEEKS_PER_YEAR
    old = (person < here) & (age[person] >= 65)
    assert near[old].mean() == pytest.approx(0.36, abs=0.03)
    parents, with_near = np.unique(person[old]), np.unique(person[old & (near == 1)])
    assert len(with_near) / len(parents) == pytest.approx(0.60, abs=0.07)
