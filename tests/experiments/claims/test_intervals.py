import math

import numpy as np
import pytest
from scipy import stats

from zorgzaam.experiments.claims.intervals import estimate, seeds_needed

DIFFERENCES = [1.0, 2.0, 4.0, 3.0, 2.5, 1.5]


def test_a_plain_difference_has_the_paired_t_interval() -> None:
    found = estimate([[(d, 1.0) for d in DIFFERENCES]])
    low, high = stats.t.interval(
        0.9, len(DIFFERENCES) - 1, np.mean(DIFFERENCES), stats.sem(DIFFERENCES)
    )
    assert (found.value, found.seeds) == (pytest.approx(np.mean(DIFFERENCES)), 6)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_the_ends_of_a_ratio_are_where_a_t_test_no_longer_refuses_it() -> None:
    pairs = [(3.0, 5.2), (2.4, 4.1), (3.9, 6.0), (2.2, 5.0), (3.1, 4.6)]
    found = estimate([pairs])
    assert found.value == pytest.approx(sum(a for a, _ in pairs) / sum(b for _, b in pairs))
    for end in (found.low, found.high):
        assert end is not None
        left_over = [a - end * b for a, b in pairs]
        assert stats.ttest_1samp(left_over, 0.0).pvalue == pytest.approx(0.1)


def test_a_ratio_to_something_that_may_be_nothing_has_no_interval() -> None:
    found = estimate([[(1.0, 0.5), (1.2, -0.6), (0.8, 0.3), (1.1, -0.1)]])
    assert math.isfinite(found.value)
    assert (found.low, found.high) == (None, None)


def test_places_count_the_same_whatever_their_number_of_seeds() -> None:
    found = estimate([[(0.0, 1.0), (2.0, 1.0)], [(9.0, 1.0), (11.0, 1.0), (10.0, 1.0)]])
    assert found.value == pytest.approx((1.0 + 10.0) / 2)
    assert found.seeds == 2


def test_several_places_are_surer_together_than_one() -> None:
    one = estimate([[(d, 1.0) for d in DIFFERENCES]])
    three = estimate([[(d, 1.0) for d in DIFFERENCES]] * 3)
    assert one.high is not None and three.high is not None
    assert three.high - three.value < (one.high - one.value) / math.sqrt(3)


def test_one_seed_gives_a_value_and_no_interval() -> None:
    found = estimate([[(3.0, 2.0)]])
    assert (found.value, found.low, found.high, found.seeds) == (1.5, None, None, 1)


def test_seeds_without_a_value_are_left_out() -> None:
    found = estimate([[(1.0, 1.0), (math.nan, 1.0), (3.0, 1.0)]])
    assert (found.value, found.seeds) == (2.0, 2)


def test_a_place_where_nothing_is_known_is_left_out_of_all_together() -> None:
    nowhere = [(math.nan, 1.0), (math.nan, 1.0)]
    assert estimate([nowhere, [(1.0, 1.0), (3.0, 1.0)]]).value == 2.0
    assert math.isnan(estimate([nowhere]).value)


def test_what_never_differs_is_known_exactly() -> None:
    found = estimate([[(0.0, 1.0)] * 4])
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_so_many_seeds_as_are_said_to_be_needed_settle_it_and_half_of_them_do_not() -> None:
    pattern = [1.0, -1.0, 2.0, -2.0, 0.5, -0.5]
    few = estimate([[(0.2 + p, 1.0) for p in pattern]])
    assert few.low is not None and few.low < 0
    needed = seeds_needed(few, 0.0)
    assert needed is not None

    def low_of(n: int) -> float:
        found = estimate([[(0.2 + pattern[i % 6], 1.0) for i in range(n)]])
        assert found.low is not None
        return found.low

    rounded = 6 * -(-needed // 6) + 6
    assert low_of(rounded * 5 // 4) > 0
    assert low_of(6 * (needed // 12)) < 0


def test_no_number_of_seeds_settles_what_lies_on_the_bound() -> None:
    assert seeds_needed(estimate([[(1.0, 1.0), (-1.0, 1.0)]]), 0.0) is None
