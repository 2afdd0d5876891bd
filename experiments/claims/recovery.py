"""How long it takes until a shock is over, from the mean of all seeds of a place.

One seed says little: its two arms soon differ by chance as much as by the shock, and the largest of
many such differences is always large. So the weeks are read from the mean deviation of all seeds, and
how sure they are from what becomes of them when each seed in turn is left out (the jackknife).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.claims.figures import Figure, Parts, Values, stretches
from zorgzaam.experiments.claims.file import WEEKS_A_STRETCH, Recovery


def pseudo_values(test: Recovery, seeds: Sequence[Values], weeks: int) -> list[Parts]:
    """One value a seed; their mean is the weeks that it takes, their spread how sure that is."""
    nothing = [(math.nan, 1.0)] * len(seeds)
    if len(seeds) < 2:
        return nothing
    curves = [_curves(test, test.arm, test.against, seeds, weeks)]
    if test.minus_arm and test.minus_against:
        curves.append(_curves(test, test.minus_arm, test.minus_against, seeds, weeks))
    known = np.isfinite(np.concatenate(curves, axis=1).sum(axis=1))
    if known.sum() < 2:
        return nothing
    kept = [each[known] for each in curves]
    n = int(known.sum())
    whole = _weeks(test, [each.mean(axis=0) for each in kept])
    values = iter(
        n * whole
        - (n - 1) * _weeks(test, [np.delete(each, left_out, axis=0).mean(axis=0) for each in kept])
        for left_out in range(n)
    )
    return [(next(values) if there else math.nan, 1.0) for there in known]


def _curves(
    test: Recovery, arm: str, against: str, seeds: Sequence[Values], weeks: int
) -> NDArray[np.float64]:
    """How much worse the arm with the shock is, by seed and stretch of weeks."""
    worse = 1.0 if test.worse == "up" else -1.0
    spans = stretches(test, weeks)
    return np.array(
        [
            [
                worse
                * (
                    values[Figure(arm, test.outcome, *span)]
                    - values[Figure(against, test.outcome, *span)]
                )
                for span in spans
            ]
            for values in seeds
        ]
    )


def _weeks(test: Recovery, curves: Sequence[NDArray[np.float64]]) -> float:
    """The weeks of the arm, less those of the other pair of arms where there is one."""
    first, last = test.shock
    during = -(-(last - first) // WEEKS_A_STRETCH)
    weeks = [weeks_until_back(curve, during, test.back_within_share) for curve in curves]
    return weeks[0] - weeks[1] if len(weeks) > 1 else weeks[0]


def weeks_until_back(curve: NDArray[np.float64], during: int, within: float) -> float:
    """Weeks after the shock until a deviation is over; `during` stretches of it are the shock.

    It is over where a stretch has at most the share `within` of the largest since the shock began,
    between the middles of two stretches in proportion. NaN where things never got worse: then there
    is nothing to recover from. All weeks that are left where it is not over by the end.
    """
    largest = curve[:during].max()
    if not largest > 0.0:
        return math.nan
    limit = within * largest
    below = np.flatnonzero(curve[during:] <= limit)
    if not len(below):
        return float(WEEKS_A_STRETCH * (len(curve) - during))
    before, after = curve[during + below[0] - 1], curve[during + below[0]]
    if before <= limit:  # over already in the last weeks of the shock
        return 0.0
    part = (before - limit) / (before - after)
    return max(0.0, float(WEEKS_A_STRETCH * (below[0] - 0.5 + part)))
