"""Which assumptions drive an outcome: Morris screening and Sobol indices, with their intervals.

Both by SALib. All runs of a block (a trajectory of Morris; a base point of Sobol with its D + 2 rows)
have one seed, so that two rows differ by what was changed and not by chance as well: with a seed a row
an assumption that does nothing showed a total effect of 0.31. What the seed itself does is measured
apart (`seed_share`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.design import Blocks, Ranges, blocks_of, largest_power_of_two
from zorgzaam.experiments.analysis.observed import Subject, observed
from zorgzaam.experiments.analysis.resampling import SEED, interval, resamples
from zorgzaam.experiments.analysis.seed_share import SeedShare, seed_share

_MORRIS_RESAMPLES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Sobol:
    """Share of the variance that goes with each assumption alone (first) and with others (total).

    `table`: factor, first, first_low, first_high, total, total_low, total_high; 90 % intervals.
    """

    subject: Subject
    table: pd.DataFrame
    blocks: int
    left_out: int
    chance: SeedShare | None


@dataclass(frozen=True, slots=True, eq=False)
class Morris:
    """Effect of moving each assumption over its range, from several places: mu* its size, sigma how much
    that differs from place to place (bends, and works together with others).

    `table`: factor, mu, mu_star, mu_star_low, mu_star_high, sigma, sigma_low, sigma_high, in the unit of
    the outcome; 90 % intervals.
    """

    subject: Subject
    table: pd.DataFrame
    blocks: int
    left_out: int
    chance: SeedShare | None


def sobol(
    table: pd.DataFrame, ranges: Ranges, subject: Subject, without_failed: bool = False
) -> Sobol:
    """First-order and total indices of a design of Saltelli's kind (blocks of D + 2 rows).

    Raises InputError for failed or undefined runs, another design, or an outcome that never differs.
    """
    from SALib.analyze import sobol as salib

    runs = observed(table, subject, without_failed)
    blocks = blocks_of(runs, ranges, len(ranges) + 2)
    _check_saltelli(blocks)
    if not without_failed:  # otherwise some are gone anyway
        blocks = largest_power_of_two(blocks)
    found = salib.analyze(
        blocks.problem,
        blocks.values.ravel(),
        calc_second_order=False,
        num_resamples=1000,
        keep_resamples=True,
        seed=SEED,
    )
    columns: dict[str, object] = {"factor": list(blocks.factors)}
    for said, name in (("first", "S1"), ("total", "ST")):
        low, high = interval(found[f"{name}_conf_all"])
        columns |= {said: found[name], f"{said}_low": low, f"{said}_high": high}
    rows = pd.DataFrame(columns).sort_values("total", ascending=False, kind="stable")
    return Sobol(
        subject, rows.reset_index(drop=True), len(blocks.values), blocks.left_out, seed_share(runs)
    )


def _check_saltelli(blocks: Blocks) -> None:
    """Row 1 + j of a block is the first with factor j of the last."""
    first, last = blocks.inputs[:, :1], blocks.inputs[:, -1:]
    own = np.eye(len(blocks.factors), dtype=bool)
    if not np.array_equal(blocks.inputs[:, 1:-1], np.where(own, last, first)):
        raise InputError(
            "the design is not one for Sobol indices: in a block each row must differ from the first "
            'by one factor, in the order of the study\'s factors. Give the study kind = "saltelli"'
        )


def morris(
    table: pd.DataFrame,
    ranges: Ranges,
    subject: Subject,
    without_failed: bool = False,
    levels: int = 4,
) -> Morris:
    """Elementary effects of a Morris design (trajectories of D + 1 rows on a grid of `levels`).

    Raises InputError for failed or undefined runs, another design, or an outcome that never differs.
    """
    from SALib.analyze import morris as salib

    runs = observed(table, subject, without_failed)
    blocks = blocks_of(runs, ranges, len(ranges) + 1)
    _check_morris(blocks, levels)

    def effects(of: NDArray[np.int64], times: int) -> dict[str, NDArray[np.float64]]:
        found = salib.analyze(
            blocks.problem,
            blocks.inputs[of].reshape(-1, len(blocks.factors)),
            blocks.values[of].ravel(),
            num_levels=levels,
            num_resamples=times,
            seed=SEED,
        )
        return {key: np.asarray(found[key], np.float64) for key in ("mu", "mu_star", "sigma")}

    every = np.arange(len(blocks.values))
    found = effects(every, 2)
    again = [effects(drawn, 2) for drawn in resamples(len(every), times=_MORRIS_RESAMPLES)]
    columns: dict[str, object] = {"factor": list(blocks.factors), "mu": found["mu"]}
    for key in ("mu_star", "sigma"):
        low, high = interval(np.array([each[key] for each in again]))
        columns |= {key: found[key], f"{key}_low": low, f"{key}_high": high}
    rows = pd.DataFrame(columns).sort_values("mu_star", ascending=False, kind="stable")
    return Morris(
        subject, rows.reset_index(drop=True), len(every), blocks.left_out, seed_share(runs)
    )


def _check_morris(blocks: Blocks, levels: int) -> None:
    """From row to row one factor moves, by half of the grid's levels; SALib divides by that step.

    Factors of a few values move by what they can, so the step is asked of one factor at least.
    """
    ends = np.array([blocks.ranges[name] for name in blocks.factors])
    moves = np.abs(np.diff(blocks.inputs, axis=1) / (ends[:, 1] - ends[:, 0]))
    moved = moves > 1e-9
    if not (moved.sum(axis=2) == 1).all() or not (moved.sum(axis=1) == 1).all():
        raise InputError(
            "the design is not one of Morris: from row to row of a block exactly one factor must move, "
            'and each once. Give the study kind = "morris"'
        )
    step = levels / (2 * (levels - 1))
    if not np.isclose(moves.max(axis=1), step, atol=1e-6).any():
        raise InputError(
            f"no factor moves by {step:g} of its range, as in a Morris design of {levels} levels; check that "
            "the factors' ranges are those that the runs were made with"
        )
