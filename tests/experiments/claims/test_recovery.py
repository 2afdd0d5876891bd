"""Weeks until a shock is over: from the mean of all seeds, with an interval that knows their chance."""

import math

import numpy as np
import pytest

from zorgzaam.experiments.claims.figures import Figure, Values, stretches
from zorgzaam.experiments.claims.file import Recovery
from zorgzaam.experiments.claims.intervals import estimate
from zorgzaam.experiments.claims.recovery import pseudo_values, weeks_until_back

WEEKS = 200
SHOCK = 10  # stretches of four weeks
KEYS = {
    "title_nl": "v", "title_en": "q", "kind": "recovery", "outcome": "unmet_hours_per_1000",
    "arm": "shock", "against": "none", "shock": [40, 80], "worse": "up", "back_within_share": 0.2,
}  # fmt: skip


def made(fades: float, noise: float, seeds: int, arm: str = "shock") -> list[Values]:
    """Seeds in which the shock raises the arm by 100 and then wears off in so many weeks."""
    test = Recovery.model_validate(KEYS)
    seed_of, stretch_of = np.meshgrid(np.arange(seeds), np.arange(200), indexing="ij")
    mixed = (7919 * seed_of + 5413 * stretch_of + 31 * seed_of * stretch_of**2) % 1009
    chance = noise * math.sqrt(12.0) * (mixed / 1009.0 - 0.5)
    found = []
    for seed in range(seeds):
        values: dict[Figure, float] = {}
        for number, (first, last) in enumerate(stretches(test, WEEKS)):
            raised = 100.0 if first < 80 else max(0.0, 100.0 - 100.0 * (first - 80) / fades)
            values[Figure(arm, test.outcome, first, last)] = 500.0 + raised + chance[seed, number]
            values[Figure("none", test.outcome, first, last)] = 500.0
        found.append(values)
    return found


def test_a_shock_that_wears_off_is_back_when_a_fifth_is_left_of_it() -> None:
    curve = np.concatenate([np.full(10, 50.0), np.linspace(50.0, 0.0, 21)])
    # 0.8 of the way down 20 stretches; the first of these, in its middle, is two weeks after the shock
    assert weeks_until_back(curve, SHOCK, within=0.2) == pytest.approx(4 * 0.8 * 20 + 2)


def test_less_is_asked_where_a_part_of_the_deviation_may_be_left() -> None:
    curve = np.concatenate([np.full(10, 50.0), np.linspace(50.0, 0.0, 21)])
    loose, strict = (weeks_until_back(curve, SHOCK, within) for within in (0.5, 0.1))
    assert 0 < loose < strict


def test_what_never_got_worse_has_nothing_to_recover_from() -> None:
    assert math.isnan(weeks_until_back(np.full(40, -1.0), SHOCK, within=0.2))


def test_what_is_not_back_by_the_end_counts_as_all_weeks_there_were() -> None:
    assert weeks_until_back(np.full(40, 5.0), SHOCK, within=0.2) == 4 * (40 - SHOCK)


def test_chance_of_single_seeds_as_large_as_the_shock_does_not_hide_when_it_is_over() -> None:
    test = Recovery.model_validate(KEYS)
    exact = estimate([pseudo_values(test, made(60, 0.0, 30), WEEKS)])
    found = estimate([pseudo_values(test, made(60, 60.0, 30), WEEKS)])
    assert exact.low == exact.high == exact.value > 20
    assert found.low is not None and found.high is not None
    assert found.low < exact.value < found.high
    assert 1 < found.high - found.low < 60


def test_more_seeds_make_it_surer() -> None:
    test = Recovery.model_validate(KEYS)
    widths = []
    for seeds in (8, 120):
        found = estimate([pseudo_values(test, made(60, 60.0, seeds), WEEKS)])
        assert found.low is not None and found.high is not None
        widths.append(found.high - found.low)
    assert widths[1] < widths[0]


def test_the_weeks_of_another_pair_of_arms_are_taken_off() -> None:
    test = Recovery.model_validate({**KEYS, "minus_arm": "slow", "minus_against": "none"})
    both = [
        {**fast, **slow}
        for fast, slow in zip(made(40, 1.0, 10), made(80, 1.0, 10, "slow"), strict=True)
    ]
    found = estimate([pseudo_values(test, both, WEEKS)])
    assert found.high is not None and found.high < 0
    assert found.value == pytest.approx(-0.8 * 40, abs=3)


def test_one_seed_says_nothing() -> None:
    test = Recovery.model_validate(KEYS)
    assert estimate([pseudo_values(test, made(60, 1.0, 1), WEEKS)]).low is None
