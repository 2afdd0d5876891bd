"""Places at the edge: a handful of people, one kind of household, figures that contradict."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zorgzaam.agents.parameters import collect, defaults
from zorgzaam.agents.people import EMPTY
from zorgzaam.model.places import Place, place
from zorgzaam.model.places.figures import AreaFigures
from zorgzaam.model.population import RULES, build_population
from zorgzaam.model.population.margins import margins

VALUES = defaults(collect(RULES))


def area(ages: tuple[int, ...], homes: tuple[int, int, int], size: float) -> AreaFigures:
    names = ("0_14", "15_24", "25_44", "45_64", "65_plus")
    groups = {f"residents_{name}": count for name, count in zip(names, ages, strict=True)}
    return dataclasses.replace(
        place("WK168000").areas[0],
        code="WK000001",
        residents=sum(ages),
        households=sum(homes),
        households_single=homes[0],
        households_without_children=homes[1],
        households_with_children=homes[2],
        household_size=size,
        **groups,
    )


def place_of(*areas: AreaFigures) -> Place:
    return Place("WK000001", "Klein", "wijk", 2019, areas, "test")


def check(the_place: Place) -> None:
    population = build_population(the_place, 1, VALUES)
    people = population.people
    here = (people.area < population.n_areas) & (people.status != EMPTY)
    assert here.sum() == the_place.residents
    contacts = population.contacts
    assert contacts.start[-1] == len(contacts.person) == len(contacts.relation)
    assert (contacts.person < len(people.key)).all()
    exact = [r for r in margins(the_place, population) if r.figure.startswith("residents")]
    assert all(row.difference == 0 for row in exact)


@pytest.mark.parametrize(
    "figures",
    [
        area((0, 0, 5, 0, 0), (5, 0, 0), 1.0),
        area((0, 0, 0, 0, 5), (1, 2, 0), 1.7),
        area((5, 5, 10, 15, 5), (5, 7, 5), 2.3),
        area((0, 0, 40, 0, 0), (0, 20, 0), 2.0),
        area((20, 0, 20, 0, 0), (0, 0, 10), 4.0),
        area((20, 0, 10, 0, 0), (0, 0, 10), 3.0),
        area((0, 0, 0, 0, 40), (40, 0, 0), 1.0),
        area((0, 30, 0, 0, 0), (30, 0, 0), 1.0),
        area((1, 0, 0, 0, 0), (0, 0, 0), 1.0),
        area((0, 0, 1, 0, 0), (1, 0, 0), 1.0),
        area((200, 50, 30, 10, 5), (2, 2, 2), 2.0),
        area((0, 300, 10, 0, 0), (0, 0, 100), 3.0),
        area((30, 10, 0, 0, 0), (10, 10, 10), 2.1),
    ],
    ids=lambda figures: f"{figures.residents} people",
)
def test_a_place_of_any_shape_has_its_residents_and_a_network(figures):
    check(place_of(figures))


def test_two_tiny_areas_and_one_large_keep_apart():
    large = dataclasses.replace(place("WK168003").areas[0], code="WK000002")
    check(place_of(area((0, 0, 5, 0, 0), (5, 0, 0), 1.0), large,
                   dataclasses.replace(area((1, 0, 1, 0, 0), (0, 0, 1), 2.0), code="WK000003")))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    ages=st.tuples(*[st.integers(0, 120)] * 5),
    homes=st.tuples(*[st.integers(0, 60)] * 3),
    size=st.floats(1.0, 4.0),
)
def test_even_contradictory_figures_give_exactly_the_residents(ages, homes, size):
    if sum(ages) > 0:
        check(place_of(area(ages, homes, size)))


def test_rates_at_their_ends_are_possible():
    figures = area((5, 5, 10, 15, 5), (5, 7, 5), 2.3)
    extremes = {
        "limited_pct_18_plus": 100.0, "physically_limited_pct_18_plus": 100.0,
        "severely_limited_pct_18_plus": 100.0, "limited_pct_65_plus": 0.0,
        "physically_limited_pct_65_plus": 0.0, "severely_limited_pct_65_plus": 0.0,
        "owner_occupied_pct": 100.0, "low_income_households_pct": 0.0, "women_share": 1.0,
    }  # fmt: skip
    check(place_of(dataclasses.replace(figures, **extremes)))
    opposite = {name: 100.0 - value for name, value in extremes.items()} | {"women_share": 0.0}
    check(place_of(dataclasses.replace(figures, **opposite)))
    assert np.isfinite(build_population(place_of(figures), 1, VALUES).people.strain).all()
