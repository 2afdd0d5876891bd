"""How many seeds: the formula, its interval, and what sharing seeds saves."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.observed import subject_of
from zorgzaam.experiments.analysis.seeds_needed import needed, seeds_for, seeds_needed


def test_it_is_the_formula_rounded_up():
    differences = [1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0]
    spread = np.std(differences, ddof=1)
    assert seeds_needed(differences, 0.1) == int(np.ceil((1.96 * spread / 0.1) ** 2))
    assert seeds_needed(differences, 100.0) == 2
    assert seeds_needed([2.0, 2.0, 2.0], 0.1) == 2


def test_so_many_seeds_reach_the_precision_and_one_fewer_does_not():
    found = needed(np.linspace(-3, 4, 20).tolist(), 0.3)
    assert 1.96 * found.spread / np.sqrt(found.seeds) <= 0.3
    assert 1.96 * found.spread / np.sqrt(found.seeds - 1) > 0.3
    assert found.reached == pytest.approx(1.96 * found.spread / np.sqrt(20))


def test_the_interval_holds_the_truth_nine_times_in_ten():
    truth = (1.96 * 2.0 / 0.5) ** 2
    held = 0
    for trial in range(400):
        pilot = norm.rvs(scale=2.0, size=20, random_state=trial)
        found = needed(pilot.tolist(), 0.5)
        held += found.low - 1 <= truth <= found.high
    assert 0.86 <= held / 400 <= 0.95


def test_the_place_that_needs_most_decides_and_shared_seeds_save_runs(made):
    rows = []
    for place, own in (("WK034403", 1.0), ("WK027300", 3.0)):
        for scenario, cut in (("baseline", 0.0), ("cuts-2015", 2.0)):
            rows += [
                made.row(
                    30 + 8 * made.luck(seed) + cut + own * made.luck(seed, int(cut)), seed,
                    scenario=scenario, place=place,
                )
                for seed in range(1, 31)
            ]  # fmt: skip
    subjects = [
        subject_of(made.outcome, place, "cuts-2015", "baseline")
        for place in ("WK034403", "WK027300")
    ]
    found = seeds_for(pd.DataFrame(rows), subjects, 0.5)
    assert found.seeds == found.table["seeds"].max() == found.table["seeds"].iloc[1]
    assert (found.table["unpaired_seeds"] > 3 * found.table["seeds"]).all()
    assert (found.table["low"] <= found.table["seeds"]).all()


@pytest.mark.parametrize(
    ("differences", "half_width", "words"),
    [
        ([1.0], 0.5, "a pilot of 1"),
        ([1.0, 2.0], 0.0, "above 0"),
        ([1.0, float("nan"), 2.0], 0.5, "1 of 3 differences"),
    ],
)
def test_what_cannot_be_answered_is_told(differences, half_width, words):
    with pytest.raises(InputError, match=words):
        seeds_needed(differences, half_width)


def test_a_study_that_varies_assumptions_is_no_pilot(made):
    rows = [made.row(seed + 0.1 * number, seed, number) for number in range(3) for seed in range(5)]
    with pytest.raises(InputError, match="differ by seed only"):
        seeds_for(pd.DataFrame(rows), [subject_of(made.outcome, made.place, "baseline", None)], 0.5)
