"""How many seeds it takes to know a difference as well as is asked, from those of a pilot."""

import math
from typing import Final

import pandas as pd

from zorgzaam.experiments.studies.file import Precision
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.schema import DONE

Z: Final = (
    1.96  # the mean of a large number of seeds lies so many standard errors from the truth, 95 %
)
FEWEST: Final = 2


def seeds_for_spread(spread: float, half_width: float) -> int:
    """Seeds after which a 95 % interval reaches `half_width` to both sides: (1.96 spread / half_width)²."""
    return max(FEWEST, math.ceil((Z * spread / half_width) ** 2 * (1 - 1e-12)))


def seeds_needed(study: Study, table: pd.DataFrame, precision: Precision) -> int:
    """Seeds for every place, scenario and row of the design to be known as well as asked.

    The difference is that with the first scenario on the same seeds; with one scenario it is the mean.
    """
    done = table[table["status"] == DONE]
    first, *others = study.file.scenarios
    wide = done.pivot_table(
        index=["place", "design_row", "seed"], columns="scenario", values=precision.outcome
    )
    spreads = []
    for name in others or [first]:
        if name in wide.columns and (not others or first in wide.columns):
            looked_at = wide[name] - wide[first] if others else wide[name]
            spreads += list(looked_at.dropna().groupby(["place", "design_row"]).std().dropna())
    needed = seeds_for_spread(max(spreads, default=0.0), precision.half_width)
    return min(max(needed, precision.pilot), precision.most)
