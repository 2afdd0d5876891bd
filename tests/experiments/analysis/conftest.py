"""Result tables with known answers, and a runner that computes them in a formula."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from zorgzaam.experiments.studies.point import Point

OUTCOME = "heavily_strained_per_1000_adults"
PLACE = "WK168003"


def row(
    value: float,
    seed: int,
    design_row: int = 0,
    block: int | None = None,
    scenario: str = "baseline",
    place: str = PLACE,
    factors: Mapping[str, float] | None = None,
) -> dict[str, object]:
    return {
        "run": f"{place}-{scenario}-{design_row}-{seed}",
        "status": "done",
        "error": None,
        "place": place,
        "scenario": scenario,
        "design_row": design_row,
        "block": design_row if block is None else block,
        "seed": seed,
        **(factors or {}),
        OUTCOME: value,
    }


def designed(
    inputs: np.ndarray,
    factors: Sequence[str],
    rows_a_block: int,
    formula: Callable[[np.ndarray, int], float],
    repeat: Iterable[int] = (),
    also: Sequence[int] = (),
) -> pd.DataFrame:
    """A design run with one seed a block (10, 11 ...), and rows `repeat` with the seeds `also`."""
    rows, again = [], set(repeat)
    for at, x in enumerate(inputs):
        block = at // rows_a_block
        for seed in (10 + block, *(also if at in again else ())):
            named = dict(zip(factors, x.tolist(), strict=True))
            rows.append(row(formula(x, seed), seed, at, block, factors=named))
    return pd.DataFrame(rows)


def luck(*keys: int) -> float:
    """From −1 to 1, looks like chance, always the same."""
    return math.sin(sum((n + 1) * 12.9898 * key for n, key in enumerate(keys))) * 43758.5453 % 2 - 1


class Formula:
    """A runner whose every run is a formula of its point; it counts its batches."""

    def __init__(self, formula: Callable[[Point], float]) -> None:
        self.formula, self.batches = formula, []

    def __call__(self, points: Sequence[Point]) -> pd.DataFrame:
        self.batches.append(len(points))
        values = [self.formula(point) for point in points]
        status = ["failed" if math.isnan(value) else "done" for value in values]
        return pd.DataFrame({"status": status, OUTCOME: values})


class Made:
    """The helpers of these tests in one hand: tables with known answers."""

    outcome, place = OUTCOME, PLACE
    row = staticmethod(row)
    designed = staticmethod(designed)
    luck = staticmethod(luck)
    Formula = Formula


@pytest.fixture(scope="session")
def made() -> type[Made]:
    return Made
