"""What an analysis takes from a result table, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.observed import Subject, observed, subject_of


@pytest.fixture
def table(made):
    rows = [
        made.row(10.0 * seed + cut * seed, seed, scenario=scenario)
        for scenario, cut in (("baseline", 0.0), ("cuts-2015", 1.0))
        for seed in (3, 1, 2)
    ]
    return pd.DataFrame(rows)


def test_runs_come_in_the_order_of_their_seeds_with_their_level(made, table):
    found = observed(table, Subject(made.outcome, made.place, "cuts-2015"))
    assert found["seed"].tolist() == [1, 2, 3]
    assert found["value"].tolist() == [11.0, 22.0, 33.0]


def test_a_difference_and_a_ratio_are_those_of_the_same_seed(made, table):
    difference = observed(table, subject_of(made.outcome, made.place, "cuts-2015", "baseline"))
    assert difference["value"].tolist() == [1.0, 2.0, 3.0]
    ratio = subject_of(made.outcome, made.place, "cuts-2015", "baseline", "ratio")
    assert observed(table, ratio)["value"].tolist() == pytest.approx([1.1, 1.1, 1.1])


def test_a_failed_run_is_told_with_its_row_its_seed_and_its_last_words(made, table):
    table.loc[table["seed"] == 2, "status"] = "failed"
    table["error"] = table["error"].astype(object)
    table.loc[table["seed"] == 2, "error"] = (
        "Traceback\n  line\nZeroDivisionError: division by zero"
    )
    with pytest.raises(
        InputError, match=r"1 of 3 runs.*seed 2: ZeroDivisionError: division by zero"
    ):
        observed(table, Subject(made.outcome, made.place, "cuts-2015"))


def test_a_failed_baseline_counts_as_a_failure_of_the_difference(made, table):
    table.loc[(table["seed"] == 2) & (table["scenario"] == "baseline"), "status"] = "failed"
    subject = subject_of(made.outcome, made.place, "cuts-2015", "baseline")
    with pytest.raises(InputError, match="1 of 3 runs"):
        observed(table, subject)
    assert observed(table, subject, without_failed=True)["seed"].tolist() == [1, 3]


def test_an_outcome_without_a_value_is_refused_and_not_taken_for_zero(made, table):
    table.loc[table["seed"] == 3, made.outcome] = np.nan
    with pytest.raises(InputError, match="no value in 1 of 3 runs"):
        observed(table, Subject(made.outcome, made.place, "baseline"))


def test_a_run_without_a_partner_is_never_left_out_silently(made, table):
    lonely = table[(table["scenario"] == "cuts-2015") | (table["seed"] != 1)]
    with pytest.raises(InputError, match="1 runs of cuts-2015"):
        observed(lonely, subject_of(made.outcome, made.place, "cuts-2015", "baseline"), True)


def test_unknown_outcomes_and_scenarios_are_told_with_what_there_is(made, table):
    with pytest.raises(InputError, match="did you mean heavily_strained_per_1000_adults"):
        Subject("heavily_strained_per_1000_adult", made.place, "baseline")
    with pytest.raises(InputError, match="baseline, cuts-2015"):
        observed(table, Subject(made.outcome, made.place, "buurtzorg"))
    with pytest.raises(InputError, match="needs a scenario to compare with"):
        Subject(made.outcome, made.place, "cuts-2015", None, "difference")
