"""Limitation and dementia at the start."""

import numpy as np
import pytest

from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.people import AT_HOME, MODERATE, NONE, SEVERE
from zorgzaam.model.places import place
from zorgzaam.model.population.ages import national_ages
from zorgzaam.model.population.composition import CompositionRule, in_nursing_homes
from zorgzaam.model.population.dementia import DementiaRule, dementia_share, dementia_table
from zorgzaam.model.population.health import BAND_STARTS, BANDS, age_band, health_profile
from zorgzaam.model.population.reach import ReachRule
from zorgzaam.model.population.region import rates_of_region


def test_an_age_falls_in_the_band_that_starts_at_or_before_it():
    expected = [np.searchsorted(BAND_STARTS, age, side="right") - 1 for age in range(101)]
    assert [age_band(float(age)) for age in range(101)] == expected


@pytest.mark.parametrize("code", ["WK034403", "WK001400", "WK048409", "WK028902"])
def test_the_profile_is_made_of_shares_that_add_up_and_rise_with_age(code, population_of, values):
    where, _ = population_of(code)
    profile = health_profile(where, values)
    assert profile.shape == (len(where.areas) + 1, BANDS, 4)
    assert (profile >= 0).all()
    assert profile.sum(axis=2) == pytest.approx(np.ones(profile.shape[:2]))
    limited = 1 - profile[:, :, NONE]
    assert (np.diff(limited[:, 1:3], axis=1) > 0).all()
    assert (np.diff(limited[:, 3:], axis=1) > 0).all()


def test_the_profile_of_elsewhere_gives_the_rates_of_the_country_and_the_region(
    population_of, values
):
    hamlet, _ = population_of("WK168000")
    profile = health_profile(hamlet, values)[-1]
    region = rates_of_region(hamlet, rule_of(ReachRule, values))
    assert np.ptp(region) > 0.01, "a region is somewhat unlike the country"
    people = np.add.reduceat(national_ages(), BAND_STARTS)
    for first, country, ratio in (
        (1, (31.0, 15.2, 5.1), region[0]),
        (3, (48.6, 27.1, 8.2), region[1]),
    ):
        limited, physical, severe = country * ratio
        rates = np.average(profile[first:], axis=0, weights=people[first:])
        assert 100 * rates[1:].sum() == pytest.approx(limited, abs=0.1)
        assert 100 * rates[2:].sum() == pytest.approx(physical, abs=0.1)
        assert 100 * rates[3] == pytest.approx(severe, abs=0.1)


def test_the_start_state_is_the_profile_band_by_band(population_of, values, ages):
    where, population = population_of("WK034403")
    profile = health_profile(where, values)
    age, people = ages(population), population.people
    band = np.array([age_band(float(a)) for a in range(101)])[np.maximum(age, 0)]
    for area in range(population.n_areas + 1):
        home = (people.area == area) & (people.status == AT_HOME)
        for b in range(BANDS):
            severity = people.severity[home & (band == b)]
            made = np.bincount(severity, minlength=4)
            wanted = profile[area, b] * len(severity)
            assert np.abs(made - wanted).max() <= 2


def test_low_income_and_being_a_woman_go_with_limitation_at_equal_age(population_of, ages):
    _, population = population_of("WK034403")
    people, age = population.people, ages(population)
    low = population.households.low_income[people.household] == 1
    for youngest, oldest in ((18, 45), (45, 65), (65, 85)):
        group = (age >= youngest) & (age < oldest) & (people.status == AT_HOME)
        group &= people.area < population.n_areas
        assert (people.severity[group & low] > NONE).mean() > 1.2 * (
            people.severity[group & ~low] > NONE
        ).mean()
        assert (people.severity[group & (people.sex == 1)] > NONE).mean() > (
            people.severity[group & (people.sex == 0)] > NONE
        ).mean()


def test_dementia_is_as_frequent_as_declared_at_each_age_and_mostly_among_the_limited(
    population_of, ages, values
):
    _, population = population_of("GM0344")
    people, age = population.people, ages(population)
    rule = rule_of(DementiaRule, values)
    for step, share in enumerate(rule[:6]):
        group = (age >= 65 + 5 * step) & ((age < 70 + 5 * step) | (step == 5))
        made = people.dementia[group].mean()
        assert made == pytest.approx(share, abs=4 * np.sqrt(share / group.sum()) + 0.01)
    assert people.dementia[age < 65].sum() == 0
    old = (age >= 65) & (people.dementia == 1)
    assert (people.severity[old] >= MODERATE).mean() > 0.6


def test_the_probability_of_dementia_rises_with_age_and_severity(values):
    table = dementia_table(rule_of(DementiaRule, values))
    assert (np.diff(table, axis=0) >= -0.05).all()
    assert (np.diff(table, axis=1) > 0).all()
    assert dementia_share(64.9, SEVERE) == 0
    assert dementia_share(82.0, MODERATE) == pytest.approx(table[3, MODERATE])
    assert dementia_share(99.0, SEVERE) == pytest.approx(table[5, SEVERE])


def test_the_shape_of_nursing_home_use_gives_the_declared_level_for_the_country(
    population_of, values
):
    figures = population_of("WK034403")[0].areas[0]
    ages = (national_ages() * 10).astype(int)
    nursed = in_nursing_homes(figures, ages, rule_of(CompositionRule, values))
    assert nursed[:75].sum() == 0
    share = values["nursing_home_75_plus_share"]
    level = np.minimum(nursed.sum(), 10**9) / ages[75:].sum()
    room = figures.residents - figures.households * (figures.household_size - 0.05)
    assert level == pytest.approx(min(share, room / ages[75:].sum()), rel=0.02)


def test_kin_elsewhere_are_as_limited_as_people_in_the_region(values):
    rule = rule_of(ReachRule, values)
    mines, polder = (rates_of_region(place(code), rule) for code in ("WK091712", "WK037704"))
    assert (mines > 1.05).all(), "round Heerlen more people are limited than in the country"
    assert (polder < 0.97).all(), "round Haarlem fewer are"
    buurten, wijk = place("WK034403"), rates_of_region(place("WK034403"), rule)
    assert buurten.areas[0].kind == "buurt", "without an outline of their own"
    utrecht = rates_of_region(place("GM0344"), rule)
    assert np.abs(wijk - utrecht).max() < 0.08
    assert (rates_of_region(place("NL"), rule) == 1.0).all()
