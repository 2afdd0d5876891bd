"""Whole numbers that add up, and choosing exactly so many."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from zorgzaam.model.population.exact import fitted, highest, rounded, whole_table

amount = st.one_of(st.just(0.0), st.floats(1e-6, 1000))
amounts = hnp.arrays(np.float64, st.integers(1, 30), elements=amount)


@settings(deadline=None)
@given(amounts, st.integers(0, 5000))
def test_rounded_amounts_add_up_to_the_total_and_are_less_than_one_off(values, total):
    whole = rounded(values, total)
    if values.sum() <= 0:
        assert whole.sum() == 0
    else:
        assert whole.sum() == total
        assert np.abs(whole - values * (total / values.sum())).max() < 1 + 1e-6


@settings(deadline=None)
@given(hnp.arrays(np.float64, st.integers(1, 200), elements=st.floats(0, 1e6)), st.data())
def test_exactly_so_many_of_the_highest_are_chosen(scores, data):
    count = data.draw(st.integers(0, scores.size))
    chosen = highest(scores, count)
    assert chosen.sum() == count
    if 0 < count < scores.size:
        # as equal as 80 halvings can tell
        assert scores[chosen].min() >= scores[~chosen].max() - 1e-6 * (1 + scores.max())


@settings(deadline=None)
@given(
    hnp.arrays(
        np.float64, st.tuples(st.integers(2, 12), st.integers(2, 6)), elements=st.floats(0.01, 1)
    ),
    st.data(),
)
def test_a_whole_table_keeps_the_rows_and_the_columns(prior, data):
    rows = np.array(
        data.draw(st.lists(st.integers(0, 60), min_size=len(prior), max_size=len(prior)))
    )
    table = fitted(prior, rows.astype(float), np.full(prior.shape[1], rows.sum() / prior.shape[1]))
    cuts = rounded(np.ones(prior.shape[1]), int(rows.sum()))
    whole = whole_table(table, rows, cuts)
    assert (whole >= 0).all()
    assert np.array_equal(whole.sum(axis=1), rows)
    assert np.array_equal(whole.sum(axis=0), cuts)


def test_the_fitted_table_has_both_margins_and_keeps_the_odds_of_the_prior():
    prior = np.array([[0.2, 0.8], [0.5, 0.5]])
    table = fitted(prior, np.array([10.0, 30.0]), np.array([25.0, 15.0]))
    assert np.allclose(table.sum(axis=1), [10, 30])
    assert np.allclose(table.sum(axis=0), [25, 15], atol=0.01)
    odds = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    assert np.isclose(odds, 0.2 * 0.5 / (0.8 * 0.5))
