"""Intervals by drawing again from what was seen (the bootstrap), always from the same seed."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import randint, uniform

from zorgzaam.experiments.comparison import INTERVAL

RESAMPLES: Final = 1000
SEED: Final = 1  # SALib takes 0 for no seed at all


def resamples(count: int, seed: int = SEED, times: int = RESAMPLES) -> NDArray[np.int64]:
    """Which of `count` things are drawn, with replacement: (times, count) numbers from 0."""
    drawn: NDArray[np.int64] = randint.rvs(0, count, size=(times, count), random_state=seed)
    return drawn


def halves(count: int, seed: int = SEED) -> NDArray[np.bool_]:
    """One half of `count` things, the larger where they are odd; True for those in it."""
    order = np.argsort(uniform.rvs(size=count, random_state=seed))
    first = np.zeros(count, dtype=bool)
    first[order[: (count + 1) // 2]] = True
    return first


def interval(values: NDArray[np.float64] | Sequence[float]) -> Any:
    """The ends between which 90 % of the resampled values lie; of each column where there are more."""
    edge = 100 * (1 - INTERVAL) / 2
    return np.percentile(np.asarray(values), [edge, 100 - edge], axis=0)
