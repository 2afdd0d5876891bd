"""The same seed gives the same people to the last bit; another seed gives others."""

import hashlib

import numpy as np
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import Place
from zorgzaam.model.population import Population, build_population


def fingerprint(population: Population) -> str:
    digest = hashlib.sha256()
    for table in (population.people, population.households, population.contacts):
        for column in table:
            digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_population_to_the_last_bit(population_of, values):
    place, population = population_of("WK168000")
    again = build_population(place, 1, values)
    assert fingerprint(again) == fingerprint(population)


def test_another_seed_gives_other_people_with_the_same_margins(population_of):
    _, one = population_of("WK168000", 1)
    _, other = population_of("WK168000", 2)
    assert fingerprint(one) != fingerprint(other)
    here = slice(0, min(one.n_resident_rows, other.n_resident_rows))
    assert (one.people.sex[here] != other.people.sex[here]).mean() > 0.2
    assert (one.people.status == 0).sum() > 0


@pytest.mark.parametrize("code", ["WK034403", "GM1680", "WK048409"])
def test_every_row_has_a_key_of_its_own(code, population_of):
    _, population = population_of(code)
    assert len(np.unique(population.people.key)) == len(population.people.key)


def test_a_wijk_has_the_same_residents_by_itself_and_in_its_municipality(population_of):
    place, alone = population_of("WK168000")
    town, together = population_of("GM1680")
    index = [area.code for area in town.areas].index(place.code)
    rows = np.flatnonzero(together.people.area == index)
    assert len(rows) == alone.n_resident_rows
    for column in (
        "key",
        "sex",
        "role",
        "birth_week",
        "status",
        "severity",
        "dementia",
        "work_hours",
    ):
        mine = getattr(alone.people, column)[: alone.n_resident_rows]
        assert np.array_equal(mine, getattr(together.people, column)[rows]), column


def test_a_place_without_residents_is_refused_in_words():
    empty = Place("WK000000", "Nergens", "wijk", 2019, (), "test")
    with pytest.raises(InputError, match=r"Nergens.*nobody lives"):
        build_population(empty, 1, {})
