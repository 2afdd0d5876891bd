"""Keyed randomness: every draw is a pure function of who, what, when and which run.

A draw belongs to a *stream* (seed, process, week) and a *key* (a permanent person id, or a pair of
them). The same stream and key always give the same number, so results do not depend on the order
of the loops, on threads, or on what happens to anybody else. Two scenarios with one seed differ
only by what the scenario caused.

The mixing function is the 64-bit finaliser "mix13" (Stafford 2011; used by SplittableRandom,
Steele, Lea & Flood 2014). This is the only module of the project that makes random numbers.
"""

import math
import secrets
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.kernel import inlined, kernel

# One number for each purpose that draws; never reuse or renumber (it would change every result).
POPULATION: Final = 1
IDENTITY: Final = 2
TRAIT: Final = 3
LIFE: Final = 4
HEALTH: Final = 5
ACCESS: Final = 6
ASKING: Final = 7
ANSWER: Final = 8
PAIR: Final = 9
STRAIN: Final = 10
TIES: Final = 11
VOLUNTEERING: Final = 12
NEIGHBOURS: Final = 13
WORKFORCE: Final = 14
NEWCOMER: Final = 15
KIN: Final = 16
FRIENDS: Final = 17
FORMAL_CARE: Final = 18
ADMISSION: Final = 19
FAMILY: Final = 20
BROKERING: Final = 21
COLLECTIVE: Final = 22
INITIATIVES: Final = 23
STAFFING: Final = 24
NETWORK_NULL: Final = 25
SHUFFLE: Final = 100  # orders that users of the Mesa face ask for; no rule of the week draws it

MAX_SEED: Final = (
    2**53 - 1
)  # seeds are written to JSON and tables, whose numbers are exact below 2**53

_U64 = np.uint64


@inlined
def mix(x):
    """64 bits in, 64 well-mixed bits out (a bijection)."""
    x = (x ^ (x >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> _U64(27))) * _U64(0x94D049BB133111EB)
    return x ^ (x >> _U64(31))


@inlined
def _absorb(state: int, value: int) -> int:
    return mix(state ^ (_U64(value) + _U64(0x9E3779B97F4A7C15)))


@kernel
def stream(seed: int, process: int, week: int) -> int:
    """The stream of one process in one week of one run."""
    state = _absorb(_U64(0x243F6A8885A308D3), seed)
    state = _absorb(state, process)
    return _absorb(state, week)


@inlined
def nth(stream_key: int, n: int) -> int:
    """The n-th independent stream beside this one: for the second, third ... draw of a person."""
    return mix(stream_key + _U64(n) * _U64(0x9E3779B97F4A7C15))


@kernel
def key_of(first: int, second: int = 0, third: int = 0, fourth: int = 0) -> int:
    """A permanent key from whole numbers that never change (place, row, generation)."""
    state = _absorb(_U64(0x452821E638D01377), first)
    state = _absorb(state, second)
    state = _absorb(state, third)
    return _absorb(state, fourth)


@inlined
def pair_key(first: int, second: int) -> int:
    """A key for an ordered pair of keys (first acts on second)."""
    return mix(first + mix(second ^ _U64(0x13198A2E03707344)))


@inlined
def uniform(stream_key: int, key: int) -> float:
    """A number in [0, 1) with 53 random bits."""
    return float(mix(stream_key ^ key) >> _U64(11)) * (1.0 / 9007199254740992.0)


@inlined
def fill(drawn: NDArray[np.float64], stream_key: int, keys: NDArray[np.uint64], first: int) -> int:
    """The numbers in [0, 1) of the people from row `first` on, as many as there is room for.

    Returns the row after the last. Many at a time are drawn several times faster than one by one.
    """
    last = min(first + drawn.size, keys.size)
    for row in range(first, last):
        drawn[row - first] = uniform(stream_key, keys[row])
    return last


@kernel
def normal(stream_key: int, key: int) -> float:
    """A standard normal number (Box and Muller 1958)."""
    first = 1.0 - uniform(nth(stream_key, 1), key)
    second = uniform(nth(stream_key, 2), key)
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


@inlined
def within(probability_per_year: float, weeks: int) -> float:
    """The probability within some weeks that adds up to a yearly one: 1 - (1 - p)^(weeks/52)."""
    return 1.0 - (1.0 - probability_per_year) ** (weeks / 52.0)


@inlined
def within_months(probability_per_month: float, weeks: int) -> float:
    """The probability within some weeks that adds up to a monthly one."""
    return 1.0 - (1.0 - probability_per_month) ** (weeks * 12.0 / 52.0)


def shuffled(ids: NDArray[np.int64], seed: int, week: int, nth_shuffle: int) -> NDArray[np.int64]:
    """These ids in random order; the n-th shuffle of a week is the same in every run of the seed."""
    return ids[np.argsort(_uniforms(ids, seed, week, nth_shuffle), kind="stable")]


@kernel
def _uniforms(ids, seed, week, nth_shuffle):
    key = nth(stream(seed, SHUFFLE, week), nth_shuffle)
    drawn = np.empty(ids.size)
    for i in range(ids.size):
        drawn[i] = uniform(key, mix(_U64(ids[i])))
    return drawn


def fresh_seed() -> int:
    """A seed that nobody used before, from the operating system; whoever draws it must record it."""
    return secrets.randbelow(2**31)  # short enough to read aloud and type again


def seed_of(rng: Any, name: str = "rng") -> int:
    """The seed that is meant by what Mesa users pass as `rng`: None, a whole number, a generator.

    Raises InputError for a number below 0 or above MAX_SEED, and for anything else.
    """
    if rng is None:
        return fresh_seed()
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**31))
    if isinstance(rng, np.random.BitGenerator | np.random.SeedSequence):
        return seed_of(np.random.default_rng(rng))
    try:
        number = float(rng)  # dashboards hand text inputs over as strings
        seed = int(number) if number.is_integer() else -1
    except (TypeError, ValueError, OverflowError):
        seed = -1
    if isinstance(rng, bool) or not 0 <= seed <= MAX_SEED:
        raise InputError(
            f"{name} = {rng!r} is not a seed: give a whole number from 0 to {MAX_SEED}"
        )
    return seed
