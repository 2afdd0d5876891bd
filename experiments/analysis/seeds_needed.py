"""How many seeds a precision takes, from a pilot on the paired difference.

Two runs of one seed share their people and their luck, so their difference spreads far less than either;
as many seeds as *that* spread asks for are enough.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import chi2

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.observed import Subject, observed
from zorgzaam.experiments.comparison import INTERVAL
from zorgzaam.experiments.studies.precision import FEWEST, Z, seeds_for_spread

FEWEST_PILOT: Final = 10


@dataclass(frozen=True, slots=True)
class Needed:
    """Seeds that a half-width takes: `seeds`, between `low` and `high` by what a pilot of this size can
    tell (90 % interval); `spread` is the standard deviation of one paired difference.
    """

    half_width: float
    seeds: int
    low: int
    high: int
    spread: float
    mean: float
    pilot: int

    @property
    def reached(self) -> float:
        """The half-width that the pilot itself reaches."""
        return Z * self.spread / math.sqrt(self.pilot)


def seeds_needed(differences: Sequence[float], half_width: float) -> int:
    """Seeds after which the 95 % interval of the mean paired difference reaches `half_width` to both sides:
    (1.96 s / half_width)², rounded up, and at least 2.
    """
    return needed(differences, half_width).seeds


def needed(differences: Sequence[float], half_width: float) -> Needed:
    """The same with its interval; InputError for too small a pilot or an impossible precision."""
    found = np.asarray(differences, dtype=np.float64)
    if not math.isfinite(half_width) or half_width <= 0.0:
        raise InputError(f"half_width = {half_width}: give a number above 0, in the outcome's unit")
    if len(found) < FEWEST:
        raise InputError(
            f"a pilot of {len(found)}: give {FEWEST_PILOT} seeds or more (20 is usual)"
        )
    if not np.isfinite(found).all():
        missing = int((~np.isfinite(found)).sum())
        raise InputError(f"{missing} of {len(found)} differences of the pilot have no value")
    spread = float(found.std(ddof=1))
    freedom = len(found) - 1
    edge = (1 - INTERVAL) / 2
    low, high = (
        spread * math.sqrt(freedom / chi2.ppf(share, freedom)) for share in (1 - edge, edge)
    )
    seeds, fewest, most = (seeds_for_spread(each, half_width) for each in (spread, low, high))
    return Needed(half_width, seeds, fewest, most, spread, float(found.mean()), len(found))


@dataclass(frozen=True, slots=True, eq=False)
class SeedsNeeded:
    """The answer for several subjects (places, scenarios): the one that needs most decides.

    table: place, scenario, against, mean, spread, unpaired_spread, pilot, reached, seeds, low, high,
    unpaired_seeds (what seeds that are not shared would take, in pairs of runs).
    """

    subjects: tuple[Subject, ...]
    half_width: float
    table: pd.DataFrame
    answers: tuple[Needed, ...]

    @property
    def seeds(self) -> int:
        """Enough for all."""
        return max(answer.seeds for answer in self.answers)


def seeds_for(
    table: pd.DataFrame,
    subjects: Sequence[Subject],
    half_width: float,
    without_failed: bool = False,
) -> SeedsNeeded:
    """From the runs of a study as the pilot."""
    rows, answers = [], []
    for subject in subjects:
        runs = observed(table, subject, without_failed)
        if runs["design_row"].nunique() > 1:
            raise InputError(
                "the study varies assumptions; a pilot must differ by seed only. Give one without a design"
            )
        answer = needed(runs["value"].tolist(), half_width)
        apart = math.nan
        if subject.against is not None and subject.measure == "difference":
            both = runs[[subject.outcome, f"{subject.outcome}_against"]].astype(float)
            apart = float(np.sqrt(both.var(ddof=1).sum()))
        rows.append(
            {
                "place": subject.place,
                "scenario": subject.scenario,
                "against": subject.against or "",
                "mean": answer.mean,
                "spread": answer.spread,
                "unpaired_spread": apart,
                "pilot": answer.pilot,
                "reached": answer.reached,
                "seeds": answer.seeds,
                "low": answer.low,
                "high": answer.high,
                "unpaired_seeds": math.nan
                if math.isnan(apart)
                else seeds_for_spread(apart, half_width),
            }
        )
        answers.append(answer)
    if not answers:
        raise InputError("give at least one place and scenario")
    return SeedsNeeded(tuple(subjects), half_width, pd.DataFrame(rows), tuple(answers))
