import math

import numpy as np
import pytest

from zorgzaam.agents.care_file import SERVICES
from zorgzaam.agents.people import MAN, WOMAN
from zorgzaam.experiments.validation.looking import AGES, Look, Network, survival, together
from zorgzaam.experiments.validation.patterns import (
    BESIDE,
    FIT,
    HELD_BACK,
    PATTERNS,
    ROW,
    Pattern,
    rows,
)
from zorgzaam.experiments.validation.study import Longer, Seen
from zorgzaam.experiments.validation.words import pattern_name, target, unit
from zorgzaam.experiments.words import Words
from zorgzaam.model.network import RELATIONS


def a_look(**known: object) -> Look:
    """Nobody anywhere, but for what is given."""
    by_age = {
        name: np.zeros((2, AGES))
        for name in (
            "people", "carers", "heavy", "given", "received", "received_hours",
            "from_children_hours", "household_help",
        )
    }  # fmt: skip
    lists = {"hours": np.zeros(0), "is_heavy": np.zeros(0, bool), "strain": np.zeros(0)}
    tables = {
        "embedded": np.zeros((2, 3, 2)),
        "knows": np.zeros((6, 2)),
        "by_relation": np.zeros(RELATIONS),
        "spent_eur": np.zeros(SERVICES),
    }
    return Look(**{**by_age, **lists, **tables, **known})  # type: ignore[arg-type]


def aged(counts: dict[int, float], sex: int = WOMAN) -> np.ndarray:
    table = np.zeros((2, AGES))
    for age, count in counts.items():
        table[sex, age] = count
    return table


def pattern(name: str, age: int | None = None) -> Pattern:
    return next(p for p in PATTERNS if p.name == name and p.age == age)


def value(name: str, look: Look, age: int | None = None) -> float:
    formula = pattern(name, age).value
    assert formula is not None
    return formula(look)


def test_patterns_1_to_7_may_be_fitted_to_and_8_to_13_are_held_back() -> None:
    used = {
        use: {p.number for p in PATTERNS if p.use == use} for use in (FIT, ROW, HELD_BACK, BESIDE)
    }
    assert used[FIT] == {"1", "2", "3", "4", "5", "6", "7"}
    assert used[HELD_BACK] == {"8", "9", "11", "12", "13"}
    assert used[ROW] == {"#5", "F7", "#30", "#41", "F48"}
    assert used[BESIDE] == {""}


def test_every_pattern_has_words_in_both_languages() -> None:
    for language in ("nl", "en"):
        words = Words(language)
        for one in PATTERNS:
            assert pattern_name(one, words)
            assert unit(one, words)
            assert target(one, words)


def test_a_value_at_the_edge_of_the_tolerance_passes_and_beyond_it_misses() -> None:
    heavy = pattern("heavy_of_carers")
    assert [heavy.verdict(v) for v in (15.0, 23.0, 14.9, 23.1, math.nan)] == [
        "pass", "pass", "miss", "miss", "undefined",
    ]  # fmt: skip


def test_shares_are_of_the_people_of_those_ages() -> None:
    look = a_look(people=aged({57: 200, 17: 900, 22: 100}), carers=aged({57: 50, 22: 2}))
    assert value("carers_at", look, 55) == 25.0
    assert value("carers_18", look) == pytest.approx(100 * 52 / 300)
    assert value("hump", look) == pytest.approx(12.5)
    assert value("peak_age", look) == 55.0


def test_the_top_tenth_and_eight_hours_are_of_all_carers_together() -> None:
    look = a_look(hours=np.array([50.0] + [5.0] * 8 + [10.0]), is_heavy=np.zeros(10, bool))
    assert value("top_tenth", look) == 50.0
    assert value("carers_8_hours", look) == 20.0


def test_strain_of_women_is_held_against_that_of_men_at_their_own_number_of_carers() -> None:
    carers = aged({50: 100}) + aged({50: 50}, MAN)
    heavy = aged({50: 30}) + aged({50: 10}, MAN)
    assert value("strain_women_men", a_look(carers=carers, heavy=heavy)) == pytest.approx(1.5)


def test_the_levels_of_strain_add_up_and_more_strain_is_a_higher_level() -> None:
    def levels(strain: float) -> list[float]:
        look = a_look(strain=np.full(10, strain))
        names = ("none", "light", "moderate", "severe")
        return [value(f"ediz_{name}", look) for name in names]

    assert sum(levels(-2.0)) == pytest.approx(100.0)
    assert levels(-2.376)[3] == pytest.approx(8.5, abs=0.1)  # the published levels, by design
    assert levels(-2.376)[0] == pytest.approx(35.5, abs=0.1)
    assert levels(0.0)[3] == pytest.approx(50.0)
    assert levels(0.0)[0] < levels(-2.0)[0]


def test_nobody_gives_no_value_and_no_error() -> None:
    seen = Seen({("WK000000", 1): a_look()})
    found = {row.pattern.name: row for row in rows(seen)}
    assert math.isnan(found["heavy_of_carers"].value)
    assert math.isnan(found["ties_survive"].value)
    assert {row.verdict for row in found.values()} == {"undefined"}


def test_the_value_is_of_all_people_and_the_range_of_the_wijken() -> None:
    seen = Seen(
        {
            ("WK000001", 1): a_look(people=aged({70: 900}), carers=aged({70: 90})),
            ("WK000002", 1): a_look(people=aged({70: 100}), carers=aged({70: 30})),
        }
    )
    row = next(row for row in rows(seen) if row.pattern.name == "carers_65")
    assert row.value == 12.0
    assert (row.low, row.high) == (12.0, 28.0)  # tenths of 10 and 30, not of 12


def test_looks_add_up() -> None:
    one = a_look(people=aged({30: 3}), hours=np.array([1.0]), is_heavy=np.array([True]))
    both = together([one, one])
    assert both.ages("people", 18) == 6
    assert list(both.hours) == [1.0, 1.0]


def test_the_package_of_2015_is_held_against_the_same_years_without_it() -> None:
    later = Longer(
        carers=(100.0, 110.0), adults=(1000.0, 1000.0), household_help_hours=(50.0, 30.0),
        ties=(10.0, 5.0, 11.0, 3.0),
    )  # fmt: skip
    found = {
        row.pattern.name: row.value for row in rows(Seen({("WK1", 1): a_look()}, {"WK1": later}))
    }
    assert found["reform_carers"] == pytest.approx(1.0)
    assert found["reform_hours"] == pytest.approx(-40.0)
    assert found["ties_survive"] == 50.0
    assert found["network_size"] == pytest.approx(110.0)


def test_contacts_survive_only_of_people_who_are_there_both_times() -> None:
    keys = np.array([1, 2], np.uint64)
    before = Network(keys, np.array([0, 3, 5]), np.array([10, 11, 12, 13, 14], np.uint64))
    after = Network(keys[:1], np.array([0, 2]), np.array([11, 99], np.uint64))
    assert survival(before, after) == (3.0, 1.0, 2.0, 1.0)
