import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest

from zorgzaam.agents.draws import MAX_SEED
from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.comparison import (
    Comparison,
    compare,
    half_width,
    outcome_row,
    plan_comparison,
)
from zorgzaam.experiments.costs import costs_of
from zorgzaam.experiments.execution import Kept, Pair, Plan
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.places import Place
from zorgzaam.model.run import Run
from zorgzaam.model.timeline import Change, Timeline

MakeRun = Callable[..., Run]


def test_the_interval_is_student_t_of_the_paired_differences() -> None:
    # Worked by hand: mean 2, standard deviation 1, n = 3, t(0.95, 2) = 2.919986.
    assert half_width([1.0, 2.0, 3.0]) == pytest.approx(2.919986 / math.sqrt(3), rel=1e-6)


def test_a_row_has_means_and_the_paired_difference() -> None:
    row = outcome_row("x", "%", [10.0, 20.0, 30.0], [11.0, 22.0, 33.0])
    assert (row.baseline, row.scenario, row.difference, row.seeds) == (20.0, 22.0, 2.0, 3)
    assert row.low is not None and row.high is not None
    assert row.low < 2.0 < row.high
    assert row.low + row.high == pytest.approx(4.0)


def test_with_one_seed_there_is_a_difference_but_no_interval() -> None:
    row = outcome_row("x", "%", [10.0], [11.0])
    assert (row.difference, row.low, row.high, row.seeds) == (1.0, None, None, 1)


def test_a_seed_without_a_value_in_one_arm_is_left_out_of_both() -> None:
    row = outcome_row("x", "%", [10.0, math.nan, 30.0], [11.0, 500.0, 31.0])
    assert (row.baseline, row.scenario, row.difference, row.seeds) == (20.0, 21.0, 1.0, 2)


def test_an_outcome_that_one_arm_never_has_stands_without_a_difference() -> None:
    row = outcome_row("x", "%", [60.0, 70.0], [math.nan, math.nan])
    assert row.baseline == 65.0
    assert math.isnan(row.scenario) and math.isnan(row.difference)
    assert (row.low, row.high, row.seeds) == (None, None, 0)


@pytest.fixture
def comparison(make_run: MakeRun, putten: Place) -> Comparison:
    cut = Timeline((Change(52, "budget_cut_guidance_share", 0.25),))
    people = {"residents": 1000.0, "adults_18_plus": 800.0}
    pairs = tuple(
        Pair(
            seed,
            make_run(people | {"unmet_hours": 10.0 * seed}, seed=seed),
            make_run(
                people | {"unmet_hours": 10.0 * seed},
                later={"unmet_hours": 10.0 * seed + 5.0},
                seed=seed,
                timeline=cut,
            ),
        )
        for seed in (1, 2, 3)
    )
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Comparison(
        place=putten,
        scenario=load_scenario("cuts-2015"),
        baseline=load_scenario("baseline"),
        years=2,
        plan=Plan(putten, {}, Timeline(), cut, 104),
        costs=costs_of({}),
        seeds_asked=(1, 2, 3),
        started=now,
        finished=now,
        pairs=pairs,
    )


def test_both_arms_are_measured_from_the_first_change_on(comparison: Comparison) -> None:
    row = {row.name: row for row in comparison.rows()}["unmet_hours_per_1000"]
    assert row.baseline == pytest.approx(20.0)
    assert row.scenario == pytest.approx(25.0)
    assert row.low == pytest.approx(5.0)  # every seed differs by exactly 5
    assert row.high == pytest.approx(5.0)


def test_a_band_sums_the_areas_and_spans_the_seeds(comparison: Comparison) -> None:
    weeks, p5, median, p95 = comparison.band("unmet_hours", "scenario")
    assert weeks.tolist() == list(range(104))
    assert median[0] == pytest.approx(20.0)
    assert median[-1] == pytest.approx(25.0)
    assert p5[0] == pytest.approx(np.percentile([10, 20, 30], 5))
    assert p95[-1] == pytest.approx(np.percentile([15, 25, 35], 95))


def test_a_record_is_the_same_for_the_same_question_and_another_for_another_seed(
    comparison: Comparison,
) -> None:
    from dataclasses import replace

    later = comparison.finished + dt.timedelta(hours=1)
    again = replace(comparison, finished=later).record()
    record = comparison.record()
    assert record["identity_sha256"] == again["identity_sha256"]
    assert record["times"] != again["times"]
    fewer = replace(comparison, pairs=comparison.pairs[:2]).record()
    assert fewer["identity_sha256"] != record["identity_sha256"]
    assert record["finished_all_seeds"] and not fewer["finished_all_seeds"]
    assert fewer["identity"]["seeds"] == [1, 2]
    assert record["scenarios"]["scenario"]["changes"] == [
        {"week": 52, "name": "budget_cut_guidance_share", "value": 0.25, "area": -1}
    ]


BAD_QUESTIONS = {
    "no seeds": ({"seeds": []}, "0 seeds"),
    "a negative seed": ({"seeds": [-1]}, "seed = -1: a seed is a whole number from 0"),
    "a seed of 2^60": ({"seeds": [2**60]}, str(MAX_SEED)),
    "a seed twice": ({"seeds": [1, 1]}, "given twice"),
    "too many seeds": ({"seeds": range(5000)}, "at most 1000"),
    "no years": ({"years": 0}, "from 1 to 30"),
    "a century": ({"years": 100}, "from 1 to 30"),
    "years that are no number": ({"years": math.nan}, "from 1 to 30"),
    "an unknown parameter": ({"values": {"budget_cut": 0.3}}, "unknown parameter 'budget_cut'"),
    "a run that ends before the cut": ({"years": 1}, "after the end of the run"),
}


@pytest.mark.parametrize("case", BAD_QUESTIONS)
def test_a_question_that_cannot_be_run_is_refused(case: str, putten: Place) -> None:
    changed, message = BAD_QUESTIONS[case]
    question = {"seeds": [1], "years": 5} | changed
    with pytest.raises(InputError, match=message.replace("^", r"\^")):
        plan_comparison(putten, load_scenario("cuts-2015"), load_scenario("baseline"), **question)


def test_seed_nought_and_the_largest_seed_are_seeds(putten: Place) -> None:
    baseline = load_scenario("baseline")
    assert plan_comparison(putten, baseline, baseline, [0, MAX_SEED]).seeds_asked == (0, MAX_SEED)


def test_at_least_one_worker_is_needed(putten: Place) -> None:
    baseline = load_scenario("baseline")
    with pytest.raises(InputError, match="at least 1"):
        next(compare(putten, baseline, baseline, [1], workers=0))


def test_prices_may_be_set_and_do_not_reach_the_model(putten: Place) -> None:
    baseline = load_scenario("baseline")
    planned = plan_comparison(putten, baseline, baseline, [1], values={"crisis_eur": "5000"})
    assert planned.costs.crisis_eur == 5000.0
    assert "crisis_eur" not in planned.plan.values


def test_what_was_kept_is_not_made_again_until_there_is_no_room() -> None:
    kept, made = Kept(most_residents=25), []

    def make(name: str) -> Callable[[], str]:
        return lambda: made.append(name) or name

    for name in ("a", "b", "a", "c", "b"):  # room for two of 10 residents; b is the oldest at c
        assert kept.get(name, 10, make(name)) == name
    assert made == ["a", "b", "c", "b"]
