from collections.abc import Callable

import numpy as np
import pytest

from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.overload import counts, newly_overloaded, relieved
from zorgzaam.model.run import EndState, Run

MakeRun = Callable[..., Run]
MakeEnd = Callable[..., EndState]


@pytest.fixture
def pair(make_run: MakeRun, make_end: MakeEnd) -> Pair:
    """Five people: two much longer strained by the cut, one a little, one much shorter, one gone."""
    ages = np.array([30, 70, 50, 80, 45], np.float32)
    baseline = make_end(
        5,
        age_years=ages,
        total_weeks_heavy=np.array([0, 10, 0, 60, 0], np.uint16),
        main_relation=np.array([2, 1, 1, 1, 1], np.uint8),
        sole_carer=np.array([0, 1, 0, 0, 0], np.uint8),
    )
    key = baseline.key.copy()
    key[4] = 7  # the last one died in the scenario, and somebody else came
    scenario = make_end(
        5,
        key=key,
        age_years=ages,
        sex=np.array([1, 0, 0, 0, 0], np.uint8),
        total_weeks_heavy=np.array([13, 40, 12, 0, 90], np.uint16),
        main_relation=np.array([2, 0, 1, 1, 1], np.uint8),
        low_income=np.array([1, 0, 0, 0, 0], np.uint8),
    )
    return Pair(1, make_run(end=baseline), make_run(end=scenario))


def test_a_quarter_of_a_year_more_of_heavy_strain_counts_as_because_of_the_cut(pair: Pair) -> None:
    people = newly_overloaded(pair)
    assert people["row"].tolist() == [0, 1]
    assert people["extra_weeks"].tolist() == [13, 30]


def test_people_are_told_apart_by_key_so_a_newcomer_in_the_same_row_is_nobody_elses_case(
    pair: Pair,
) -> None:
    assert 4 not in newly_overloaded(pair)["row"].tolist()


def test_who_it_is_stands_in_words_and_one_who_stopped_keeps_the_tie_of_the_baseline(
    pair: Pair,
) -> None:
    people = newly_overloaded(pair).set_index("row")
    assert people.loc[0, ["age", "sex", "relation", "income"]].tolist() == [
        "18-44",
        "woman",
        "child",
        "low",
    ]
    assert people.loc[1, ["age", "relation"]].tolist() == ["65-74", "partner"]
    assert bool(people.loc[1, "sole_carer"])


def test_the_relieved_are_counted_the_same_way(pair: Pair) -> None:
    assert relieved(pair)["row"].tolist() == [3]


def test_counts_are_means_over_seeds(pair: Pair) -> None:
    nobody = newly_overloaded(Pair(2, pair.baseline, pair.baseline))
    assert counts([newly_overloaded(pair), nobody], "age") == {"18-44": 0.5, "65-74": 0.5}
