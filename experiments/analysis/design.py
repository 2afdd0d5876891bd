"""Designs as they stand in a result table: whole blocks of rows, checked for what a method takes them for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError

FEWEST_BLOCKS = 4
Ranges = Mapping[str, tuple[float, float]]  # factor -> lowest and highest value of the design


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Whole blocks of a design: inputs (blocks, rows, factors) and what came out (blocks, rows).

    `left_out` blocks stood in the table and are not whole.
    """

    factors: tuple[str, ...]
    ranges: Ranges
    inputs: NDArray[np.float64]
    values: NDArray[np.float64]
    left_out: int

    @property
    def problem(self) -> dict[str, Any]:
        """The factors as SALib takes them."""
        bounds = [list(self.ranges[name]) for name in self.factors]
        return {"num_vars": len(self.factors), "names": list(self.factors), "bounds": bounds}


def blocks_of(runs: pd.DataFrame, ranges: Ranges, rows: int) -> Blocks:
    """The blocks that have all their `rows`, in order; where a row has several seeds, only seeds that
    the whole block has, and of those the mean.
    """
    factors = tuple(ranges)
    for name in factors:
        if name not in runs.columns:
            raise InputError(f"the table of runs has no column for the factor '{name}'")
    whole = runs.groupby(["block", "seed"])["design_row"].transform("nunique") == rows
    means = runs[whole].groupby(["block", "design_row"], sort=True)[["value"]].mean()
    blocks = len(means) // rows
    left_out = runs["block"].nunique() - blocks
    if blocks < FEWEST_BLOCKS:
        raise InputError(
            f"{blocks} whole blocks of {rows} runs are finished; at least {FEWEST_BLOCKS} are needed. "
            "Let the study finish, or check that its design is of the kind that this takes"
        )
    inputs = _once(runs[whole], factors).reshape(blocks, rows, len(factors))
    values = means["value"].to_numpy(np.float64).reshape(blocks, rows)
    if np.ptp(values) == 0.0:
        raise InputError(
            f"the outcome is {values[0, 0]:g} in every run: nothing drives it, so there is nothing to divide"
        )
    return Blocks(factors, dict(ranges), inputs, values, left_out)


def _once(runs: pd.DataFrame, factors: Sequence[str]) -> NDArray[np.float64]:
    """The inputs of each row of the design, once."""
    once = runs.drop_duplicates(["block", "design_row"]).sort_values(["block", "design_row"])
    inputs: NDArray[np.float64] = once[list(factors)].to_numpy(np.float64)
    return inputs


def largest_power_of_two(blocks: Blocks) -> Blocks:
    """The first 2, 4, 8 ... of the blocks: a Sobol sequence is even over its range only there."""
    many = 2 ** int(np.log2(len(blocks.values)))
    return Blocks(
        blocks.factors, blocks.ranges, blocks.inputs[:many], blocks.values[:many],
        blocks.left_out + len(blocks.values) - many,
    )  # fmt: skip
