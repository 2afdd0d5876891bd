"""The generator: even, independent in every direction it is keyed by, and the same everywhere."""

import numpy as np
import pytest
from scipy import stats

from zorgzaam.agents import draws
from zorgzaam.agents.draws import mix, normal, nth, pair_key, stream, uniform
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import identity, successor

U64 = np.uint64
MASK = 2**64 - 1
N = 200_000


@kernel
def uniforms(stream_key, keys):
    drawn = np.empty(keys.size)
    for i in range(keys.size):
        drawn[i] = uniform(stream_key, keys[i])
    return drawn


@kernel
def normals(stream_key, keys):
    drawn = np.empty(keys.size)
    for i in range(keys.size):
        drawn[i] = normal(stream_key, keys[i])
    return drawn


@kernel
def people_of(place, rows):
    keys = np.empty(rows, dtype=np.uint64)
    for i in range(rows):
        keys[i] = identity(place, i, 0)
    return keys


@kernel
def next_people(keys):
    after = np.empty(keys.size, dtype=np.uint64)
    for i in range(keys.size):
        after[i] = successor(keys[i])
    return after


@kernel
def pairs(first, second):
    keys = np.empty(first.size, dtype=np.uint64)
    for i in range(first.size):
        keys[i] = pair_key(first[i], second[i])
    return keys


# places are told apart by a key, as in the population
HERE, NEXT_DOOR = (U64(draws.key_of(U64(place))) for place in (12345, 12346))
PEOPLE = people_of(HERE, N)


def a_stream(seed=1, process=draws.LIFE, week=0):
    return U64(stream(U64(seed), process, week))


def slow_mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def slow_stream(seed: int, process: int, week: int) -> int:
    state = 0x243F6A8885A308D3
    for value in (seed, process, week):
        state = slow_mix(state ^ ((value + 0x9E3779B97F4A7C15) & MASK))
    return state


def test_mixing_gives_the_published_numbers():
    """SplittableRandom from seed 1234567 (the test vector of its reference implementations)."""
    golden = 0x9E3779B97F4A7C15
    state, seen = 1234567, []
    for _ in range(3):
        state = (state + golden) & MASK
        seen.append(int(mix(U64(state))))
    assert seen == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@pytest.mark.parametrize("seed", [0, 1, 2**53 - 1])
@pytest.mark.parametrize("week", [-104, 0, 260])
def test_streams_and_draws_are_those_of_whole_number_arithmetic(seed, week):
    key = int(PEOPLE[3])
    expected = slow_stream(seed, draws.HEALTH, week)
    assert int(a_stream(seed, draws.HEALTH, week)) == expected
    assert uniforms(U64(expected), PEOPLE[3:4])[0] == (slow_mix(expected ^ key) >> 11) / 2**53
    assert int(nth(U64(expected), 7)) == slow_mix((expected + 7 * 0x9E3779B97F4A7C15) & MASK)


def test_uniforms_are_even():
    drawn = uniforms(a_stream(), PEOPLE)
    assert drawn.min() >= 0.0 and drawn.max() < 1.0
    counts = np.histogram(drawn, bins=1000, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 0.001
    # the last bits are as even as the first
    low = (drawn * 2**53).astype(np.uint64) & U64(255)
    assert stats.chisquare(np.bincount(low.astype(int), minlength=256)).pvalue > 0.001


def check_independent(first: np.ndarray, second: np.ndarray) -> None:
    """No correlation, and every cell of a 16 x 16 table as full as the others."""
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.0 / np.sqrt(len(first))
    cells = np.histogram2d(first, second, bins=16, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(cells.ravel()).pvalue > 0.001


BASE = uniforms(a_stream(), PEOPLE)
OTHERS = {
    "the next week": uniforms(a_stream(week=1), PEOPLE),
    "half a year later": uniforms(a_stream(week=26), PEOPLE),
    "the next process": uniforms(a_stream(process=draws.HEALTH), PEOPLE),
    "the next seed": uniforms(a_stream(seed=2), PEOPLE),
    "seed and week changed places": uniforms(a_stream(seed=0, week=1), PEOPLE),
    "the second draw": uniforms(U64(nth(a_stream(), 1)), PEOPLE),
    "the next person in the row": uniforms(a_stream(), next_people(PEOPLE)),
    "the place next door": uniforms(a_stream(), people_of(NEXT_DOOR, N)),
}


@pytest.mark.parametrize("other", OTHERS)
def test_draws_do_not_depend_on_those_of(other):
    check_independent(BASE, OTHERS[other])


@pytest.mark.parametrize("apart", [1, 2, 64])
def test_people_in_rows_close_by_draw_independently(apart):
    check_independent(BASE[:-apart], BASE[apart:])


def test_weeks_of_one_person_are_independent_of_each_other():
    weeks = np.array([uniforms(a_stream(week=w), PEOPLE[:1])[0] for w in range(4000)])
    assert stats.kstest(weeks, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(weeks[:-1], weeks[1:])[0, 1]) < 4 / np.sqrt(len(weeks))


def test_normals_have_the_moments_of_the_bell():
    drawn = normals(a_stream(), PEOPLE)
    assert drawn.mean() == pytest.approx(0, abs=4 / np.sqrt(N))
    assert drawn.var() == pytest.approx(1, abs=4 * np.sqrt(2 / N))
    assert stats.skew(drawn) == pytest.approx(0, abs=4 * np.sqrt(6 / N))
    assert stats.kurtosis(drawn) == pytest.approx(0, abs=4 * np.sqrt(24 / N))
    assert stats.kstest(drawn, "norm").pvalue > 0.001


def test_who_asks_whom_makes_another_pair():
    there, back = pairs(PEOPLE[:-1], PEOPLE[1:]), pairs(PEOPLE[1:], PEOPLE[:-1])
    assert not (there == back).any()
    check_independent(uniforms(a_stream(), there), uniforms(a_stream(), back))


def test_everybody_has_a_key_of_their_own():
    keys = np.concatenate([PEOPLE, next_people(PEOPLE), people_of(NEXT_DOOR, N)])
    assert len(np.unique(keys)) == len(keys)


def test_the_weeks_of_a_year_add_up_to_the_yearly_probability():
    for yearly in (0.0, 0.01, 0.5, 0.95, 1.0):
        assert 1 - (1 - draws.within(yearly, 1)) ** 52 == pytest.approx(yearly)
        assert 1 - (1 - draws.within_months(yearly, 1)) ** (52 / 12) == pytest.approx(yearly)
