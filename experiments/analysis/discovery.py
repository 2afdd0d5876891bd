"""Which combinations of assumptions and levers lead beyond a threshold: scenario discovery by PRIM.

PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010) peels thin slices off the space of the design,
each time where that raises the share of runs that are beyond. What is left is a box: ranges of a few
factors. Coverage is the share of all such runs that lie in it, density the share of its runs that are.
A box is found on the same runs that it is judged by, which flatters it, so it is also sought on one
half of the design and judged on the other.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.design import Ranges
from zorgzaam.experiments.analysis.observed import Subject, observed
from zorgzaam.experiments.analysis.question import Side
from zorgzaam.experiments.analysis.resampling import halves
from zorgzaam.experiments.comparison import INTERVAL

PEEL: Final = 0.05  # of the runs in the box, at a time
LEAST_MASS: Final = 0.05  # of all runs: no smaller box is looked for
FEWEST_BEYOND: Final = 10
SIGNIFICANT: Final = 0.05  # a limit with a larger quasi-p may be chance, and is dropped


@dataclass(frozen=True, slots=True)
class Limit:
    """A range of one factor in the box; an end that is the design's own has no quasi-p (None).

    quasi_p: the chance of so many runs beyond, or more, if that end were not there (one-sided binomial).
    """

    factor: str
    low: float
    high: float
    quasi_p_low: float | None
    quasi_p_high: float | None


@dataclass(frozen=True, slots=True)
class Held:
    """Coverage and density on the half of the design that a box was not found on, mean of both halves."""

    coverage: float
    density: float


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """The box, and the way to it.

    limits: those of restricted factors only. table: factor, low, high, lowest, highest (of the design),
    restricted, quasi_p_low, quasi_p_high. peeling: coverage, density, mass, factors of every box on the
    way. `base` is the density of the whole design. `repeated`: rows have several seeds, which the quasi-p
    takes for independent runs, so it is too small. Intervals are 90 %, of new rows of the design, with the
    box held.
    """

    subject: Subject
    threshold: float
    side: Side
    limits: tuple[Limit, ...]
    coverage: float
    coverage_ends: tuple[float, float]
    density: float
    density_ends: tuple[float, float]
    held_out: Held | None
    mass: float
    base: float
    runs: int
    repeated: bool
    beyond: int
    table: pd.DataFrame
    peeling: pd.DataFrame


def discover(
    table: pd.DataFrame,
    ranges: Ranges,
    subject: Subject,
    threshold: float,
    side: Side = "above",
    without_failed: bool = False,
) -> Discovery:
    """The box of the highest harmonic mean of coverage and density on PRIM's way, without limits that
    may be chance.

    Raises InputError where the optional library is not installed, for failed or undefined runs, and where
    too few runs (or too few others) are beyond the threshold.
    """
    _library()
    runs = observed(table, subject, without_failed)
    factors = list(ranges)
    for name in factors:
        if name not in runs.columns:
            raise InputError(f"the table of runs has no column for the factor '{name}'")
    inputs = runs[factors].astype(np.float64)
    value = runs["value"].to_numpy()
    beyond = value >= threshold if side == "above" else value <= threshold
    if min(beyond.sum(), (~beyond).sum()) < FEWEST_BEYOND:
        raise InputError(
            f"{int(beyond.sum())} of {len(beyond)} runs are {side} {threshold:g}; at least {FEWEST_BEYOND} "
            f"must be, and as many not. The outcome goes from {value.min():g} to {value.max():g}: give "
            "another threshold, or run more"
        )
    limits, peeling = _box(inputs, beyond, ranges)
    inside = _inside(inputs, limits)
    rows = runs["design_row"].to_numpy()
    both = float((inside & beyond).sum())
    coverage_ends, density_ends = _ends(inside, beyond, rows)
    return Discovery(
        subject,
        threshold,
        side,
        limits,
        coverage=both / float(beyond.sum()),
        coverage_ends=coverage_ends,
        density=both / float(inside.sum()),
        density_ends=density_ends,
        held_out=_held_out(inputs, beyond, rows, ranges),
        mass=float(inside.mean()),
        base=float(beyond.mean()),
        runs=len(beyond),
        repeated=len(beyond) > len(np.unique(rows)),
        beyond=int(beyond.sum()),
        table=_limits_table(ranges, limits),
        peeling=peeling,
    )


def _library() -> Any:
    """EMA workbench's PRIM; InputError that says how to get it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it names optional libraries that it lacks
            from ema_workbench.analysis import prim
    except ImportError:
        raise InputError(
            "scenario discovery needs the library ema_workbench, which is not installed: "
            "pip install 'zorgzaam[discovery]'"
        ) from None
    return prim


def _box(
    inputs: pd.DataFrame, beyond: NDArray[np.bool_], ranges: Ranges
) -> tuple[tuple[Limit, ...], pd.DataFrame]:
    """PRIM's best box, and every box on the way to it.

    `inspect` and `select` of the library fail under pandas 3; `box_lims` and `qp` hold the same. Its
    threshold is the least density of a box, which has to be above 0 for it to count ones as ones; with
    a larger one it throws the way away where it is not reached.
    """
    x = inputs.reset_index(drop=True)
    moving = [str(name) for name in x if x[name].nunique() > 1]
    search = _library().Prim(
        x[moving], beyond.astype(int), threshold=1e-9, peel_alpha=PEEL, mass_min=LEAST_MASS
    )
    found = search.find_box()
    way = found.peeling_trajectory
    peeling = pd.DataFrame(
        {
            "coverage": way["coverage"].to_numpy(np.float64),
            "density": way["density"].to_numpy(np.float64),
            "mass": way["mass"].to_numpy(np.float64),
            "factors": way["res_dim"].to_numpy(np.int64),
        }
    )
    score = 2 * peeling["coverage"] * peeling["density"]
    score /= (peeling["coverage"] + peeling["density"]).replace(0.0, np.nan)
    best = int(score.fillna(0.0).to_numpy().argmax())
    limits, widest, p = found.box_lims[best], found.box_lims[0], found.qp[best]
    kept = []
    for name in moving:
        ends = [float(limits[name].iloc[end]) for end in (0, 1)]
        whole = [float(widest[name].iloc[end]) for end in (0, 1)]
        quasi = [_quasi_p(p.get(name), end, ends[end] != whole[end]) for end in (0, 1)]
        for end in (0, 1):
            if quasi[end] is None:  # the design's own end, beyond the outermost run
                ends[end] = ranges[name][end]
        if quasi != [None, None]:
            kept.append(Limit(name, ends[0], ends[1], quasi[0], quasi[1]))
    return tuple(kept), peeling


def _quasi_p(values: Sequence[float] | None, end: int, restricted: bool) -> Any:
    if not restricted or values is None or not 0.0 <= values[end] <= SIGNIFICANT:
        return None
    return float(values[end])


def _inside(inputs: pd.DataFrame, limits: Sequence[Limit]) -> NDArray[np.bool_]:
    inside = np.ones(len(inputs), dtype=bool)
    for limit in limits:
        column = inputs[limit.factor].to_numpy()
        inside &= (column >= limit.low) & (column <= limit.high)
    return inside


def _ends(
    inside: NDArray[np.bool_], beyond: NDArray[np.bool_], rows: NDArray[np.int64]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Intervals of coverage and density (Wilson's), as if each row of the design had one seed: more of
    them are no more combinations.
    """
    both = inside & beyond
    found = []
    for among in (beyond, inside):
        many = len(np.unique(rows[among]))
        share = both.sum() / among.sum()
        ends = binomtest(round(share * many), many).proportion_ci(INTERVAL, "wilson")
        found.append((min(float(ends.low), float(share)), max(float(ends.high), float(share))))
    return found[0], found[1]


def _held_out(
    inputs: pd.DataFrame, beyond: NDArray[np.bool_], rows: NDArray[np.int64], ranges: Ranges
) -> Held | None:
    """Found on one half of the rows of the design, judged on the other, and the other way round.

    Not on every second row: in a Sobol sequence those are the halves of a factor's range.
    """
    names, order = np.unique(rows, return_inverse=True)
    first = halves(len(names))[order]
    found = []
    for own in (first, ~first):
        other = ~own
        if min(beyond[own].sum(), (~beyond[own]).sum(), beyond[other].sum()) < FEWEST_BEYOND // 2:
            return None
        limits, _ = _box(inputs[own], beyond[own], ranges)
        inside = _inside(inputs[other], limits)
        if not inside.any():
            return None
        both = (inside & beyond[other]).sum()
        found.append((both / beyond[other].sum(), both / inside.sum()))
    coverage, density = np.mean(found, axis=0)
    return Held(float(coverage), float(density))


def _limits_table(ranges: Ranges, limits: Sequence[Limit]) -> pd.DataFrame:
    by_name = {limit.factor: limit for limit in limits}
    rows = []
    for name, (lowest, highest) in ranges.items():
        limit = by_name.get(name)
        ends = (limit.low, limit.high) if limit else (lowest, highest)
        quasi = (limit.quasi_p_low, limit.quasi_p_high) if limit else (None, None)
        rows.append([name, *ends, lowest, highest, limit is not None, *quasi])
    columns = ["factor", "low", "high", "lowest", "highest", "restricted"]
    return pd.DataFrame(rows, columns=[*columns, "quasi_p_low", "quasi_p_high"])
