"""Which way of organising is least bad, whatever the place and whatever is assumed: regret.

Under each condition (a place and a row of the design) the ways are run on the same seeds. The regret of
a way is how much worse its mean is there than that of the best way. A way with a small greatest regret is
never far from the best. The best of several noisy means flatters itself, so the seeds are drawn again,
those of a place together, and every interval and every rank comes from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.analysis.observed import Subject, observed
from zorgzaam.experiments.analysis.resampling import interval, resamples
from zorgzaam.experiments.outcomes import OUTCOME

Better = Literal["low", "high"]
FEWEST_SEEDS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Regret:
    """Regrets of each way, in the unit of the outcome.

    table: a row a way, the least bad first: way, mean, mean_low, mean_high, most, most_low, most_high (over the
    conditions), worst_place, worst_row, best_in (conditions), least_bad_most, least_bad_mean (share of the
    resamples in which it is). cells: a row for each way and condition: place, design_row, way, value (mean
    outcome), regret, low, high, seeds. Intervals are 90 %.
    """

    outcome: str
    better: Better
    table: pd.DataFrame
    cells: pd.DataFrame
    factors: tuple[str, ...]


def regret(
    table: pd.DataFrame,
    outcome: str,
    places: Sequence[str],
    ways: Sequence[str],
    better: Better = "low",
    factors: Sequence[str] = (),
    without_failed: bool = False,
) -> Regret:
    """Regret of the ways (scenarios) over places and rows of the design, on seeds that all ways share.

    Raises InputError where there are fewer than two ways, or a condition with fewer than two such seeds.
    """
    if outcome not in OUTCOME:
        raise InputError(f"unknown outcome '{outcome}'{nearest(outcome, OUTCOME)}")
    if len(set(ways)) < 2 or len(set(ways)) < len(ways):
        raise InputError("give at least two scenarios, each once: regret compares them")
    conditions: list[tuple[str, int]] = []
    seen: list[NDArray[np.float64]] = []  # of each condition: (ways, seeds)
    owner: list[int] = []  # number of its place
    for number, place in enumerate(dict.fromkeys(places)):
        for row, values in _of_place(table, outcome, place, ways, without_failed):
            conditions.append((place, row))
            seen.append(values)
            owner.append(number)
    sign = 1.0 if better == "low" else -1.0
    means = np.stack([values.mean(axis=1) for values in seen])  # (conditions, ways)
    again = _again(seen, owner)
    regrets, spread = _regrets(means, sign), _regrets(again, sign)
    return Regret(
        outcome,
        better,
        _table(ways, conditions, regrets, spread),
        _cells(ways, conditions, seen, means, regrets, spread),
        tuple(factors),
    )


def _of_place(
    table: pd.DataFrame, outcome: str, place: str, ways: Sequence[str], without_failed: bool
) -> list[tuple[int, NDArray[np.float64]]]:
    """Each row of the design in a place: values (ways, seeds) of the seeds that all ways have."""
    grids = [
        observed(table, Subject(outcome, place, way), without_failed).pivot_table(
            index="design_row", columns="seed", values="value"
        )
        for way in ways
    ]
    rows = sorted(set.intersection(*(set(grid.index) for grid in grids)))
    seeds = sorted(set.intersection(*(set(grid.columns) for grid in grids)))
    found = []
    for row in rows:
        values = np.stack([grid.loc[row, seeds].to_numpy(np.float64) for grid in grids])
        values = values[:, np.isfinite(values).all(axis=0)]
        if values.shape[1] < FEWEST_SEEDS:
            raise InputError(
                f"{place}, design row {row}: {values.shape[1]} seeds of all ways are finished; at least "
                f"{FEWEST_SEEDS} are needed to say how sure a regret is"
            )
        found.append((int(row), values))
    if not found:
        raise InputError(f"{place}: the scenarios have no row of the design in common")
    return found


def _again(seen: Sequence[NDArray[np.float64]], owner: Sequence[int]) -> NDArray[np.float64]:
    """Means with the seeds drawn again: (resamples, conditions, ways).

    Conditions of a place share their people, so its seeds are drawn once for all of them.
    """
    drawn: dict[tuple[int, int], NDArray[np.int64]] = {}
    found = []
    for values, place in zip(seen, owner, strict=True):
        key = (place, values.shape[1])
        if key not in drawn:
            drawn[key] = resamples(values.shape[1], seed=1 + place)
        found.append(values[:, drawn[key]].mean(axis=2).T)
    return np.stack(found, axis=1)


def _regrets(means: NDArray[np.float64], sign: float) -> NDArray[np.float64]:
    signed = sign * means
    regrets: NDArray[np.float64] = signed - signed.min(axis=-1, keepdims=True)
    return regrets


def _table(
    ways: Sequence[str],
    conditions: Sequence[tuple[str, int]],
    regrets: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> pd.DataFrame:
    mean, most = regrets.mean(axis=0), regrets.max(axis=0)
    mean_ends, most_ends = interval(spread.mean(axis=1)), interval(spread.max(axis=1))
    worst = [conditions[at] for at in regrets.argmax(axis=0)]
    rows = pd.DataFrame(
        {
            "way": list(ways),
            "mean": mean,
            "mean_low": mean_ends[0],
            "mean_high": mean_ends[1],
            "most": most,
            "most_low": most_ends[0],
            "most_high": most_ends[1],
            "worst_place": [place for place, _ in worst],
            "worst_row": [row for _, row in worst],
            "best_in": (regrets == 0.0).sum(axis=0),
            "least_bad_most": _share_least(spread.max(axis=1)),
            "least_bad_mean": _share_least(spread.mean(axis=1)),
        }
    )
    return rows.sort_values(["most", "mean"], kind="stable").reset_index(drop=True)


def _share_least(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often each way has the least: of (resamples, ways); ways that are equal share it."""
    least = values == values.min(axis=1, keepdims=True)
    share: NDArray[np.float64] = (least / least.sum(axis=1, keepdims=True)).mean(axis=0)
    return share


def _cells(
    ways: Sequence[str],
    conditions: Sequence[tuple[str, int]],
    seen: Sequence[NDArray[np.float64]],
    means: NDArray[np.float64],
    regrets: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> pd.DataFrame:
    low, high = interval(spread)
    rows = [
        [place, row, way, means[at, n], regrets[at, n], low[at, n], high[at, n], seen[at].shape[1]]
        for at, (place, row) in enumerate(conditions)
        for n, way in enumerate(ways)
    ]
    columns = ["place", "design_row", "way", "value", "regret", "low", "high", "seeds"]
    return pd.DataFrame(rows, columns=columns)
