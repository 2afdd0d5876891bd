"""What is left of a shock after it, from the mean of all seeds, with an interval that knows chance."""

import math

import pytest

from zorgzaam.experiments.claims.figures import Figure, Values
from zorgzaam.experiments.claims.file import Recovery
from zorgzaam.experiments.claims.intervals import estimate
from zorgzaam.experiments.claims.recovery import pseudo_values

KEYS = {
    "title_nl": "v", "title_en": "q", "kind": "recovery", "outcome": "unmet_hours_per_1000",
    "arm": "shock", "against": "none", "shock": [40, 80], "worse": "up", "after_weeks": 26,
}  # fmt: skip


def made(
    left_share: float, noise: float = 0.0, seeds: int = 30, arm: str = "shock", shock: float = 100.0
) -> list[Values]:
    """Seeds in which an arm is so much worse during the shock, and by a share of that after it."""
    found: list[Values] = []
    for seed in range(seeds):
        chance = [noise * (((seed * step + arm.count("o")) % 11) - 5.0) for step in (3, 7)]
        found.append(
            {
                Figure(arm, "unmet_hours_per_1000", 40, 80): 500.0 + shock + chance[0],
                Figure(arm, "unmet_hours_per_1000", 80, 106): 500.0
                + left_share * shock
                + chance[1],
                Figure("none", "unmet_hours_per_1000", 40, 80): 500.0,
                Figure("none", "unmet_hours_per_1000", 80, 106): 500.0,
            }
        )
    return found


def test_what_is_left_is_counted_in_weeks_of_the_shock() -> None:
    found = estimate([pseudo_values(Recovery.model_validate(KEYS), made(0.5))])
    assert found.value == pytest.approx(13.0)


def test_what_does_not_recover_leaves_all_weeks_and_what_recovers_at_once_none() -> None:
    test = Recovery.model_validate(KEYS)
    assert estimate([pseudo_values(test, made(1.0))]).value == pytest.approx(26.0)
    assert estimate([pseudo_values(test, made(0.0))]).value == pytest.approx(0.0, abs=1e-9)


def test_an_outcome_that_a_shock_lowers_counts_the_same() -> None:
    test = Recovery.model_validate({**KEYS, "worse": "down"})
    assert estimate([pseudo_values(test, made(0.5, shock=-100.0))]).value == pytest.approx(13.0)


def test_where_it_is_not_sure_that_things_got_worse_nothing_is_known() -> None:
    test = Recovery.model_validate(KEYS)
    for shock in (-100.0, 0.0, 1.0):
        found = estimate([pseudo_values(test, made(0.5, noise=10.0, shock=shock))])
        assert math.isnan(found.value) and found.low is None


def test_seeds_are_taken_together_before_anything_is_divided() -> None:
    test = Recovery.model_validate(KEYS)
    found = estimate([pseudo_values(test, made(0.5, noise=20.0, seeds=33))])
    assert found.low is not None and found.high is not None
    assert found.low < 13.0 < found.high
    assert found.value == pytest.approx(13.0, abs=0.5)
    more = estimate([pseudo_values(test, made(0.5, noise=20.0, seeds=330))])
    assert more.low is not None and more.high is not None
    assert more.high - more.low < (found.high - found.low) / 2


def test_the_weeks_of_another_pair_of_arms_are_taken_off() -> None:
    test = Recovery.model_validate({**KEYS, "minus_arm": "slow", "minus_against": "none"})
    both = [
        {**fast, **slow}
        for fast, slow in zip(made(0.25, 1.0), made(0.75, 1.0, arm="slow"), strict=True)
    ]
    found = estimate([pseudo_values(test, both)])
    assert found.high is not None and found.high < 0
    assert found.value == pytest.approx(-13.0, abs=0.5)


def test_one_seed_says_nothing() -> None:
    test = Recovery.model_validate(KEYS)
    assert estimate([pseudo_values(test, made(0.5, seeds=1))]).low is None
