"""How much of a shock is left after it: in weeks of the shock, over the weeks that a file looks at.

Ten weeks means: what people missed after the shock was as much as ten weeks of it. Weeks counted until
a line is back would be those of chance, since the arms of one seed soon differ by chance as much as by
the shock; a sum of weeks is not. The mean of all seeds of a place gives the value; what becomes of it
when each seed in turn is left out (the jackknife) says how sure it is.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.claims.figures import Figure, Parts, Values, after_shock
from zorgzaam.experiments.claims.file import Recovery
from zorgzaam.experiments.claims.intervals import estimate


def pseudo_values(test: Recovery, seeds: Sequence[Values]) -> list[Parts]:
    """One value a seed; their mean is the weeks that are left, their spread how sure that is.

    Nothing is known where it is not sure that the shock made things worse: there is nothing then to
    recover from.
    """
    pairs = [(test.arm, test.against)]
    if test.minus_arm and test.minus_against:
        pairs.append((test.minus_arm, test.minus_against))
    worse = [_worse(test, *pair, seeds) for pair in pairs]
    known = np.isfinite(np.concatenate(worse, axis=1).sum(axis=1))
    kept = [each[known] for each in worse]
    n = len(kept[0])
    shocks = [estimate([[(during, 1.0) for during, _ in each]]) for each in kept]
    if n < 2 or not all(shock.low is not None and shock.low > 0.0 for shock in shocks):
        return [(math.nan, 1.0)] * len(seeds)
    whole = _weeks_left(test, kept)
    values = iter(
        n * whole - (n - 1) * _weeks_left(test, [np.delete(each, seed, axis=0) for each in kept])
        for seed in range(n)
    )
    return [(next(values) if there else math.nan, 1.0) for there in known]


def _worse(test: Recovery, arm: str, against: str, seeds: Sequence[Values]) -> NDArray[np.float64]:
    """How much worse the arm with the shock is, by seed: during the shock, and after it."""
    sign = 1.0 if test.worse == "up" else -1.0
    rows = [
        [
            sign
            * (values[Figure(arm, test.outcome, *s)] - values[Figure(against, test.outcome, *s)])
            for s in (test.shock, after_shock(test))
        ]
        for values in seeds
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _weeks_left(test: Recovery, worse: Sequence[NDArray[np.float64]]) -> float:
    """Of the mean of these seeds, less that of the other pair of arms where there is one."""
    left = []
    for each in worse:
        during, after = each.mean(axis=0)
        left.append(float(test.after_weeks * after / during))
    return left[0] - left[1] if len(left) > 1 else left[0]
