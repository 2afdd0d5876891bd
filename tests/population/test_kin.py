"""Kin: who is whose parent, child, brother or sister, here and elsewhere."""

import numpy as np
import pytest

from zorgzaam.agents.people import EMPTY
from zorgzaam.model.network import CHILD, FRIEND, PARENT, PARTNER, SIBLING

PLACES = ("WK034403", "WK018400", "WK168000", "WK048409", "GM1680")
MIRROR = {PARTNER: PARTNER, CHILD: PARENT, PARENT: CHILD, SIBLING: SIBLING, FRIEND: FRIEND}


def parents_of(population, links) -> dict[int, frozenset[int]]:
    person, contact, relation, _ = links(population)
    parents: dict[int, set[int]] = {}
    for child, parent in zip(person[relation == PARENT], contact[relation == PARENT], strict=True):
        parents.setdefault(int(child), set()).add(int(parent))
    return {child: frozenset(rows) for child, rows in parents.items()}


@pytest.mark.parametrize("code", PLACES)
def test_every_contact_is_stored_in_both_directions_with_the_mirrored_relation(
    code, population_of, links
):
    _, population = population_of(code)
    person, contact, relation, near = links(population)
    mirrored = np.array([0, *(MIRROR[r] for r in range(1, 6))])[relation]
    there = np.stack([person, contact, relation, near])
    back = np.stack([contact, person, mirrored, near])
    assert np.array_equal(there[:, np.lexsort(there)], back[:, np.lexsort(back)])


@pytest.mark.parametrize("code", PLACES)
def test_nobody_is_linked_to_themselves_or_twice_to_somebody(code, population_of, links):
    _, population = population_of(code)
    person, contact, _, _ = links(population)
    assert (person != contact).all()
    assert ((contact >= 0) & (contact < len(population.people.key))).all()
    pairs = person.astype(np.int64) * len(population.people.key) + contact
    assert len(np.unique(pairs)) == len(pairs)


@pytest.mark.parametrize("code", PLACES)
def test_parents_are_at_least_fifteen_years_older_so_nobody_is_their_own_ancestor(
    code, population_of, links, ages
):
    _, population = population_of(code)
    person, contact, relation, _ = links(population)
    age = ages(population)
    born = (relation == PARENT) & (age[person] >= 0)
    gap = age[contact[born]] - age[person[born]]
    assert gap.min() >= 15
    assert np.percentile(gap, 99) < 48


@pytest.mark.parametrize("code", PLACES)
def test_brothers_and_sisters_share_their_parents_and_nobody_has_more_than_two(
    code, population_of, links
):
    _, population = population_of(code)
    parents = parents_of(population, links)
    assert max(len(rows) for rows in parents.values()) <= 2
    person, contact, relation, _ = links(population)
    for one, other in zip(person[relation == SIBLING], contact[relation == SIBLING], strict=True):
        assert parents.get(int(one)) == parents.get(int(other))


@pytest.mark.parametrize("code", PLACES)
def test_partners_have_no_parents_in_common_and_are_not_brother_and_sister(
    code, population_of, links
):
    _, population = population_of(code)
    parents = parents_of(population, links)
    partner = population.people.partner
    for row in np.flatnonzero(partner >= 0):
        own, other = parents.get(int(row)), parents.get(int(partner[row]))
        assert not (own and other and own & other)


@pytest.mark.parametrize("code", PLACES)
def test_children_at_home_know_their_parents_brothers_and_sisters(code, population_of, links):
    _, population = population_of(code)
    people = population.people
    person, contact, relation, near = links(population)
    at_home = people.household[person] == people.household[contact]
    assert (near[at_home] == 1).all()
    entries = {(int(p), int(c)): int(r) for p, c, r in zip(person, contact, relation, strict=True)}
    sizes = np.diff(population.households.first_row)
    for home in np.flatnonzero(sizes > 2)[:300]:
        rows = range(
            population.households.first_row[home], population.households.first_row[home + 1]
        )
        for one in rows:
            for other in rows:
                if one != other:
                    roles = (people.role[one] == 2, people.role[other] == 2)
                    expected = {(True, True): SIBLING, (True, False): PARENT,
                                (False, True): CHILD, (False, False): PARTNER}[roles]  # fmt: skip
                    assert entries[one, other] == expected


def test_living_parents_become_fewer_with_age(population_of, links, ages):
    _, population = population_of("GM1680")
    person, contact, relation, _ = links(population)
    age = ages(population)
    here = age[: population.n_resident_rows]
    alive = (relation == PARENT) & (age[contact] >= 0) & (person < population.n_resident_rows)
    count = np.bincount(person[alive], minlength=population.n_resident_rows)
    by_age = [count[(here >= low) & (here < low + 10)].mean() for low in (25, 35, 45, 55, 65, 75)]
    assert by_age == sorted(by_age, reverse=True)
    assert by_age[0] > 1.6
    assert 0.4 < by_age[3] < 1.2
    assert by_age[5] < 0.05


@pytest.mark.parametrize("code", ["WK034403", "WK027300", "WK168000"])
def test_six_in_ten_older_parents_have_a_child_within_five_kilometres(
    code, population_of, links, ages
):
    _, population = population_of(code)
    person, contact, relation, near = links(population)
    age = ages(population)
    old = (age >= 65) & (np.arange(len(age)) < population.n_resident_rows)
    child = (relation == CHILD) & old[person] & (age[contact] >= 0)
    child &= population.people.household[person] != population.people.household[contact]
    assert near[child].mean() == pytest.approx(0.38, abs=0.05)
    parents = np.unique(person[child])
    has_near = np.unique(person[child & (near == 1)])
    assert len(has_near) / len(parents) == pytest.approx(0.60, abs=0.07)
    assert len(parents) / old.sum() == pytest.approx(0.82, abs=0.07)  # others: childless, at home


def test_there_are_about_as_many_kin_elsewhere_as_residents_and_fewer_in_a_larger_place(
    population_of,
):
    shares = []
    for code in ("WK168000", "WK036335", "GM0344"):
        place, population = population_of(code)
        elsewhere = len(population.people.key) - population.n_resident_rows
        shares.append(elsewhere / place.residents)
    assert shares[0] < 1.4
    assert shares[1] < 1.1
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("code", ["WK034403", "WK048409"])
def test_everybody_elsewhere_is_kin_of_a_resident(code, population_of, links):
    _, population = population_of(code)
    person, contact, relation, _ = links(population)
    kin = relation != FRIEND
    linked = set(person[kin & (contact < population.n_resident_rows)].tolist())
    people = population.people
    for row in range(population.n_resident_rows, len(people.key)):
        partner = int(people.partner[row])
        assert row in linked or partner in linked
    elsewhere = people.status[population.n_resident_rows :]
    assert not (elsewhere == EMPTY).any()
