"""More runs, for analyses that choose the next one by what they saw: whoever runs them is not their business."""

from collections.abc import Sequence
from typing import Protocol

import pandas as pd

from zorgzaam.experiments.studies.point import Point


class Runner(Protocol):
    """Runs points, all of them at once, and keeps every result."""

    def __call__(self, points: Sequence[Point]) -> pd.DataFrame:
        """Rows of the result table (see `observed`), in the order of the points."""
        ...
