"""How sure a figure over seeds is: 90 % t-intervals, paired by seed, also of ratios.

A seed gives a pair of numbers, above and below the line; a plain difference has 1 below. A ratio is
that of the means, and its interval Fieller's: all ratios that a t-test does not refuse. Where several
places are taken together each counts the same, and the degrees of freedom are Satterthwaite's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from zorgzaam.experiments.claims.figures import Parts
from zorgzaam.experiments.comparison import INTERVAL

_MOST_SEEDS_NAMED = 100_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval; both ends None where the seeds cannot tell.

    `seeds` stand behind it in the place with the fewest; `spread` is the standard deviation of one
    seed, in the unit of the value (over several places: of a seed in each of them).
    """

    value: float
    low: float | None
    high: float | None
    seeds: int
    spread: float

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return self.low is not None and self.high is not None


NOTHING = Estimate(math.nan, None, None, 0, math.nan)


def estimate(places: Sequence[Sequence[Parts]]) -> Estimate:
    """The value over the places together; one sequence of seeds for each place.

    Seeds without a value are left out. A place without two seeds that have one is left out too.
    """
    strata = [pairs for pairs in (_finite(seeds) for seeds in places) if len(pairs) > 1]
    if not strata:
        known = [pairs[0] for pairs in (_finite(seeds) for seeds in places) if len(pairs)]
        if len(known) == 1 and known[0][1]:
            return Estimate(float(known[0][0] / known[0][1]), None, None, 1, math.nan)
        return NOTHING
    above, below = np.mean([pairs.mean(axis=0) for pairs in strata], axis=0)
    seeds = min(len(pairs) for pairs in strata)
    if below == 0.0:
        return Estimate(math.nan, None, None, seeds, math.nan)
    value = float(above / below)
    # Variances of the means that each place adds, above, below, and of both together.
    shares = [np.cov(pairs, rowvar=False) / len(pairs) / len(strata) ** 2 for pairs in strata]
    (v_above, v_both), (_, v_below) = np.sum(shares, axis=0)
    each = np.array([s[0, 0] - 2 * value * s[0, 1] + value**2 * s[1, 1] for s in shares])
    each = np.maximum(each, 0.0)
    spread = math.sqrt(float(each.sum()) * seeds) / abs(float(below))
    if each.sum() <= 0.0:  # every seed gives the same
        return Estimate(value, value, value, seeds, 0.0)
    degrees = [len(pairs) - 1 for pairs in strata]
    freedom = float(each.sum() ** 2 / (each**2 / degrees).sum())
    t = float(stdtrit(freedom, 0.5 + INTERVAL / 2))
    ends = _fieller(float(above), float(below), float(v_above), float(v_below), float(v_both), t)
    if ends is None:
        return Estimate(value, None, None, seeds, spread)
    return Estimate(value, *ends, seeds, spread)


def _finite(seeds: Sequence[Parts]) -> NDArray[np.float64]:
    pairs = np.array(seeds, dtype=np.float64).reshape(-1, 2)
    finite: NDArray[np.float64] = pairs[np.isfinite(pairs).all(axis=1)]
    return finite


def _fieller(
    above: float, below: float, v_above: float, v_below: float, v_both: float, t: float
) -> tuple[float, float] | None:
    """Fieller's interval of above / below; None where below may be zero, so that it has no ends."""
    a = below**2 - t**2 * v_below
    b = above * below - t**2 * v_both
    c = above**2 - t**2 * v_above
    inside = b**2 - a * c
    if a <= 0.0 or inside < 0.0:
        return None
    root = math.sqrt(inside)
    return (b - root) / a, (b + root) / a


def seeds_needed(found: Estimate, bound: float) -> int | None:
    """Seeds after which the interval would leave the bound out, if value and spread stay as they are.

    None where no number of seeds that can be run would do.
    """
    distance = abs(found.value - bound)
    if not (math.isfinite(distance) and math.isfinite(found.spread)) or distance == 0.0:
        return None
    n = found.seeds + 1
    while n <= _MOST_SEEDS_NAMED:
        t = float(stdtrit(n - 1, 0.5 + INTERVAL / 2))
        if t * found.spread / math.sqrt(n) < distance:
            return n
        n = max(n + 1, min(2 * n, math.ceil((t * found.spread / distance) ** 2)))
    return None
