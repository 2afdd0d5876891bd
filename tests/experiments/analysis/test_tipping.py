"""Tipping points of steps and lines whose place is known, and of the model itself in a hamlet."""

import math

import numpy as np
import pandas as pd
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.analysis.tipping import median_interval, tipping, tippings

LEVER = "budget_cut_household_help_share"


@pytest.fixture
def question(made):
    def ask(**more):
        usual = {
            "place": made.place, "scenario": "baseline", "outcome": made.outcome, "lever": LEVER,
            "low": 0.0, "high": 0.8, "threshold": 2.0, "seeds": tuple(range(1, 12)),
            "against": "baseline", "measure": "difference",
        }  # fmt: skip
        return Question(**(usual | more))

    return ask


def step(point):
    """Up by 3 from a cut of (seed + 20) / 50 on; 100 x seed without it."""
    beyond = point.levers.get(LEVER, 0.0) >= (point.seed + 20) / 50
    return 100.0 * point.seed + 3.0 * beyond


def test_a_known_step_of_each_seed_is_found_within_its_bracket(made, question):
    found = tipping(question(), made.Formula(step))
    known = (found.table["seed"] + 20) / 50
    assert (found.table["bracket_low"] < known).all()
    assert (known <= found.table["bracket_high"]).all()
    width = found.table["bracket_high"] - found.table["bracket_low"]
    assert width.max() <= 0.8 / 128 * 1.001
    assert found.median == pytest.approx(26 / 50, abs=0.005)
    assert found.p10 == pytest.approx(22 / 50, abs=0.005)
    assert found.p90 == pytest.approx(30 / 50, abs=0.005)
    assert found.median_low <= found.median <= found.median_high
    assert found.way == "rising"


def test_every_round_is_one_batch_and_the_baseline_is_run_once_a_seed(made, question):
    runner = made.Formula(step)
    tipping(question(grid=5), runner)
    assert runner.batches[0] == 11 * 5 + 11
    assert runner.batches[1:] == [11] * 5  # 0.2 halved to 0.00625


def test_several_questions_share_their_batches_and_find_what_each_finds_alone(made, question):
    questions = [question(grid=5), question(grid=5, threshold=2.5, high=0.6)]
    runner = made.Formula(step)
    both = tippings(questions, runner)
    assert runner.batches[0] == 2 * (11 * 5 + 11)
    assert len(runner.batches) == 6
    for asked, found in zip(questions, both, strict=True):
        alone = tipping(asked, made.Formula(step))
        pd.testing.assert_frame_equal(found.table, alone.table)


def test_seeds_that_never_or_always_are_beyond_are_counted_and_moved_to_the_ends(made, question):
    def formula(point):
        if point.seed <= 3:
            return 5.0 if point.levers else 0.0
        return 5.0 * (point.levers.get(LEVER, 0.0) > 0.5) if point.seed > 8 else 0.0

    found = tipping(question(), made.Formula(formula))
    assert [found.count(state) for state in ("tips", "never", "always", "failed")] == [3, 5, 3, 0]
    assert found.median == pytest.approx(0.5, abs=0.005)
    assert found.p90 == math.inf
    assert found.p10 == -math.inf
    assert sorted(found.table["state"].unique()) == ["always", "never", "tips"]


def test_a_failed_run_takes_its_seed_out_and_is_counted(made, question):
    def formula(point):
        if point.seed == 4 and point.levers:
            return math.nan
        if point.seed == 5 and 0.46 < point.levers.get(LEVER, 0.0) < 0.47:  # on the way
            return math.nan
        return step(point)

    found = tipping(question(), made.Formula(formula))
    assert found.count("failed") == 2
    assert found.table.loc[found.table["state"] == "failed", "seed"].tolist() == [4, 5]


def test_seeds_that_cross_more_than_once_are_told_and_the_first_time_is_found(made, question):
    def formula(point):
        x = point.levers.get(LEVER, 0.0)
        return 5.0 * (0.15 < x < 0.3 or x > 0.7) if point.seed == 2 else 5.0 * (x > 0.4)

    found = tipping(question(grid=9), made.Formula(formula))
    assert found.crossing_more_than_once == 1
    second = found.table[found.table["seed"] == 2].iloc[0]
    assert second["crossings"] == 3
    assert second["tips_at"] == pytest.approx(0.15, abs=0.01)


def test_an_outcome_that_falls_is_followed_the_other_way(made, question):
    def formula(point):
        return 10.0 - 10.0 * point.levers.get(LEVER, 0.0) * (1 + point.seed / 100)

    asked = question(against=None, measure="level", threshold=6.0)
    found = tipping(asked, made.Formula(formula))
    assert found.way == "falling"
    assert found.median == pytest.approx(4.0 / 10.6, abs=0.005)
    below = tipping(question(against=None, measure="level", threshold=6.0, side="below"),
                    made.Formula(formula))  # fmt: skip
    assert below.way == "rising"
    assert below.median == pytest.approx(found.median, abs=0.007)


def test_a_ratio_to_nothing_has_no_value_and_counts_as_failed(made, question):
    def formula(point):
        return 0.0 if not point.levers and point.seed == 1 else 2.0 + point.levers.get(LEVER, 0.0)

    found = tipping(question(measure="ratio", threshold=1.2), made.Formula(formula))
    assert found.count("failed") == 1
    assert found.median == pytest.approx(0.4, abs=0.007)


def test_a_lever_of_whole_numbers_is_halved_to_the_number_itself(made, question):
    lever = "settling_weeks"
    asked = question(
        lever=lever, low=52.0, high=208.0, against=None, measure="level", threshold=1.0
    )
    found = tipping(asked, made.Formula(lambda point: float(point.levers[lever] >= 99)))
    assert found.table["tips_at"].unique().tolist() == [99.0]


def test_what_cannot_be_asked_is_told(question):
    with pytest.raises(InputError, match="must be below"):
        question(low=0.5, high=0.5)
    with pytest.raises(InputError, match="out of range"):
        question(high=3.0)
    with pytest.raises(InputError, match="unknown parameter"):
        question(lever="budget_cut_houshold_help_share")
    with pytest.raises(InputError, match="each once"):
        question(seeds=(1, 1))


@pytest.mark.parametrize(("many", "coverage"), [(10, 0.978), (20, 0.958), (50, 0.935)])
def test_the_interval_of_the_median_covers_it_at_least_nine_times_in_ten(many, coverage):
    low, high = median_interval(np.arange(1.0, many + 1))
    inside = sum(math.comb(many, k) for k in range(int(low), int(high))) / 2**many
    assert inside == pytest.approx(coverage, abs=0.001)
    assert inside >= 0.9


def test_too_few_seeds_have_no_interval_of_the_median():
    assert median_interval(np.array([1.0, 2.0, 3.0])) == (-math.inf, math.inf)


def test_the_model_itself_tips_where_the_cut_bites(made):
    """Three seeds of a hamlet: more cut of household help, more unmet need."""
    from zorgzaam.experiments.outcomes import outcome_values
    from zorgzaam.experiments.parameters import settings
    from zorgzaam.model.places import place
    from zorgzaam.model.simulation import prepare, simulate
    from zorgzaam.model.timeline import Change, Timeline

    hamlet, values = place("BU07961302"), settings({"settling_weeks": 52}).values
    settled = {seed: prepare(hamlet, seed, values) for seed in (1, 2, 3)}

    def runner(points):
        rows = []
        for point in points:
            changes = tuple(Change(0, name, value) for name, value in point.levers.items())
            run = simulate(settled[point.seed], Timeline(changes), 26)
            rows.append({"status": "done"} | outcome_values(run, run, 0))
        return pd.DataFrame(rows)

    asked = Question(
        place=hamlet.code, scenario="baseline", outcome="formal_hours_per_1000", lever=LEVER, low=0.0,
        high=0.9, threshold=-5.0, seeds=(1, 2, 3), against="baseline", measure="difference",
        side="below", grid=4, steps=16,
    )  # fmt: skip
    found = tipping(asked, runner)
    assert found.count("failed") == 0
    assert found.count("tips") >= 1
    for _, seed in found.table[found.table["state"] == "tips"].iterrows():
        points = found.points[found.points["seed"] == seed["seed"]].set_index(LEVER)
        assert not points.loc[seed["bracket_low"], "beyond"]
        assert points.loc[seed["bracket_high"], "beyond"]
