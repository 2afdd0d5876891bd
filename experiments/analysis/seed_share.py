"""How much of an outcome's variance is chance: runs that differ by nothing but their seed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.experiments.analysis.resampling import interval, resamples


@dataclass(frozen=True, slots=True)
class SeedShare:
    """Share of the variance of single runs over the design that comes from the seed, with its interval.

    `rows` of the design were run with two seeds or more.
    """

    share: float
    low: float
    high: float
    rows: int
    seeds: int


def seed_share(runs: pd.DataFrame) -> SeedShare | None:
    """From rows that were repeated with other seeds; None where fewer than two were.

    Rows of a block share their seeds, so blocks are drawn again whole; where blocks share seeds too, so
    are the seeds. (With two or three seeds for all blocks the interval is too narrow: what one seed's
    population adds to all of them cannot be told.) The variance of single runs is that of the first
    row of each block, once: those are independent.
    """
    firsts = runs.groupby("block", sort=True).first()["value"].to_numpy(np.float64)
    repeated = runs[runs.duplicated("design_row", keep=False)]
    grid = repeated.pivot_table(index=["block", "design_row"], columns="seed", values="value")
    values = grid.to_numpy(np.float64)
    if len(values) < 2 or len(firsts) < 2 or np.ptp(firsts) == 0.0:
        return None
    once = np.ones(values.shape[1])
    share = _within(values, once) / float(np.var(firsts, ddof=1))
    shared = bool(repeated.groupby("seed")["block"].nunique().gt(1).any())
    block = np.unique(grid.index.get_level_values("block"), return_inverse=True)[1]
    rows_of = [np.flatnonzero(block == number) for number in range(block.max() + 1)]
    again = []
    draws = zip(
        resamples(len(rows_of), 1),
        resamples(values.shape[1], 2),
        resamples(len(firsts), 3),
        strict=True,
    )
    for blocks, seeds, others in draws:
        times = np.bincount(seeds, minlength=len(once)).astype(np.float64) if shared else once
        within = _within(values[np.concatenate([rows_of[b] for b in blocks])], times)
        between = float(np.var(firsts[others], ddof=1))
        if np.isfinite(within) and between > 0.0:
            again.append(min(within / between, 1.0))
    low, high = interval(again) if again else (0.0, 1.0)
    return SeedShare(min(share, 1.0), float(low), float(high), *values.shape)


def _within(values: NDArray[np.float64], times: NDArray[np.float64]) -> float:
    """Half the mean square of the difference between two seeds of a row: the variance within rows.

    A pair counts as often as both were drawn; one seed drawn twice is no pair. NaN without any pair.
    """
    weight = np.isfinite(values) * times
    filled = np.nan_to_num(values - np.nanmean(values))
    many = weight.sum(axis=1)
    squares = many * (weight * filled**2).sum(axis=1) - (weight * filled).sum(axis=1) ** 2
    pairs = (many**2 - (weight**2).sum(axis=1)) / 2
    return max(float(squares.sum() / pairs.sum() / 2), 0.0) if pairs.sum() > 0 else np.nan
