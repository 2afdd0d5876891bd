"""Populations of real areas with every parameter at its default; each is built once."""

from functools import cache

import numpy as np
import pytest

from zorgzaam.agents.parameters import collect, defaults
from zorgzaam.agents.people import EMPTY, WEEKS_PER_YEAR
from zorgzaam.model.network import NO_RELATION
from zorgzaam.model.places import Place, place
from zorgzaam.model.population import RULES, Population, build_population

VALUES = defaults(collect(RULES))
cached_place = cache(place)


@cache
def built(code: str, seed: int = 1) -> tuple[Place, Population]:
    the_place = cached_place(code)
    return the_place, build_population(the_place, seed, VALUES)


@pytest.fixture
def values() -> dict[str, float]:
    return dict(VALUES)


@pytest.fixture
def population_of():
    """Code (and seed) -> the place and its population."""
    return built


@pytest.fixture
def ages():
    """Population -> age in whole years by row, -1 where nobody is."""

    def of(population: Population) -> np.ndarray:
        people = population.people
        years = np.floor(-people.birth_week / WEEKS_PER_YEAR).astype(int)
        return np.where(people.status == EMPTY, -1, years)

    return of


@pytest.fixture
def links():
    """Population -> person, contact, relation, near: one element an entry in use."""

    def of(population: Population) -> tuple[np.ndarray, ...]:
        contacts = population.contacts
        person = np.repeat(np.arange(len(contacts.start) - 1), np.diff(contacts.start))
        used = contacts.relation != NO_RELATION
        return person[used], contacts.person[used], contacts.relation[used], contacts.near[used]

    return of
