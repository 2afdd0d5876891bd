"""Designs: which combinations of factor values are run, as rows of parts of their ranges (0 to 1).

All but the Latin hypercube are nested: a smaller design is the beginning of a larger one, so a study
that is extended runs only what is new.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.studies.factor import Factor
from zorgzaam.experiments.studies.file import Design

MORRIS_LEVELS: Final = 4
NESTED: Final = ("factorial", "sobol", "morris", "saltelli")


@dataclass(frozen=True, slots=True)
class Row:
    """One combination: its number, the block it belongs to, and a value for each factor."""

    number: int
    block: int
    values: tuple[float, ...]


def rows_of(design: Design | None, factors: Sequence[Factor]) -> tuple[Row, ...]:
    """The rows of a design in order; one row without values where there is no design."""
    if design is None:
        return (Row(0, 0, ()),)
    if design.kind == "factorial":
        levels = itertools.product(*(factor.levels for factor in factors))
        return tuple(Row(number, number, values) for number, values in enumerate(levels))
    assert design.size is not None
    parts = _PARTS[design.kind](len(factors), design.size, design.seed)
    in_block = block_size(design, len(factors))
    return tuple(
        Row(
            number,
            number // in_block,
            tuple(factor.at(float(part)) for factor, part in zip(factors, row, strict=True)),
        )
        for number, row in enumerate(parts)
    )


def block_size(design: Design, factors: int) -> int:
    """Rows that share a seed: one base sample with what is varied from it."""
    return {"morris": factors + 1, "saltelli": factors + 2}.get(design.kind, 1)


def _unit_cube(factors: int) -> dict[str, Any]:
    return {
        "num_vars": factors,
        "names": [str(number) for number in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }


def _sobol(factors: int, size: int, seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    power = size.bit_length() - 1  # a size is a power of two
    sample: NDArray[np.float64] = qmc.Sobol(factors, scramble=True, rng=seed).random_base2(power)
    return sample


def _latin(factors: int, size: int, seed: int) -> NDArray[np.float64]:
    from SALib.sample import latin

    sample: NDArray[np.float64] = latin.sample(_unit_cube(factors), size, seed=seed)
    return sample


def _morris(factors: int, size: int, seed: int) -> NDArray[np.float64]:
    """Each trajectory with a seed of its own: drawn together they would not be nested."""
    from SALib.sample import morris

    drawn = [
        morris.sample(_unit_cube(factors), 1, num_levels=MORRIS_LEVELS, seed=seed + number)
        for number in range(size)
    ]
    return np.concatenate(drawn)


def _saltelli(factors: int, size: int, seed: int) -> NDArray[np.float64]:
    from SALib.sample import sobol

    sample: NDArray[np.float64] = sobol.sample(
        _unit_cube(factors), size, calc_second_order=False, seed=seed
    )
    return sample


_PARTS: Final = {"sobol": _sobol, "latin": _latin, "morris": _morris, "saltelli": _saltelli}
