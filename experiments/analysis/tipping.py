"""Where an outcome tips: how far a lever can go before a threshold is passed, seed by seed.

Each seed is one neighbourhood, run again and again with the lever elsewhere, so that it has a tipping
point of its own; their spread is the uncertainty. All seeds are looked at on a coarse grid first. That
shows which never or always lie beyond, and which pass the threshold more than once, so nothing is
taken for granted. Then the bracket of every seed is halved, all seeds in one batch of runs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from zorgzaam.experiments.analysis.asking import Asking, Book, together
from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.analysis.runner import Runner
from zorgzaam.experiments.comparison import INTERVAL

State = Literal["tips", "never", "always", "failed"]
STATES: Final = ("tips", "never", "always", "failed")
P10, P90 = 0.1, 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Tipping:
    """Where each seed tips, and what was seen on the way.

    table: seed, state, tips_at (middle of the bracket), bracket_low, bracket_high, crossings (on the
    grid), way ('rising': beyond from there on, 'falling': beyond up to there). points: seed,
    the lever, value, beyond; every run. median, p10 and p90 count a seed that is never beyond as infinitely far, one that
    always is as minus infinity (with falling seeds the other way round); median_low and _high are the
    90 % interval of the median.
    """

    question: Question
    table: pd.DataFrame
    points: pd.DataFrame
    median: float
    p10: float
    p90: float
    median_low: float
    median_high: float
    way: str

    def count(self, state: State) -> int:
        """Seeds in this state."""
        return int((self.table["state"] == state).sum())

    @property
    def crossing_more_than_once(self) -> int:
        """Seeds that pass the threshold several times on the grid; the first is what is looked for."""
        return int((self.table["crossings"] > 1).sum())


def tipping(question: Question, runner: Runner) -> Tipping:
    """Look at every seed on the grid, then halve the brackets, a batch of runs each time."""
    [found] = tippings([question], runner)
    return found


def tippings(questions: Sequence[Question], runner: Runner) -> list[Tipping]:
    """The same for several questions, whose runs go into the same batches."""
    return together([_followed(question) for question in questions], runner)


def _followed(question: Question) -> Asking[Tipping]:
    book = Book(question)
    at = question.grid_values()
    seeds = question.seeds
    values = yield from book.ask([(seed, {question.lever: x}) for seed in seeds for x in at])
    by_seed = values.reshape(len(seeds), len(at))
    found = [_looked_at(question, seed, at, row) for seed, row in zip(seeds, by_seed, strict=True)]
    while True:
        open_ones = [n for n, each in enumerate(found) if each.can_halve(question)]
        if not open_ones:
            return _tipping(question, found, book.seen)
        middles = [found[n].middle(question) for n in open_ones]
        values = yield from book.ask(
            [(found[n].seed, {question.lever: x}) for n, x in zip(open_ones, middles, strict=True)]
        )
        for n, x, value in zip(open_ones, middles, values, strict=True):
            found[n] = found[n].halved(question, x, value)


@dataclass(frozen=True, slots=True)
class _Seed:
    """A seed on its way: the bracket in which it tips, `rising` from not beyond to beyond."""

    seed: int
    state: State
    low: float = math.nan
    high: float = math.nan
    rising: bool = True
    crossings: int = 0

    def can_halve(self, question: Question) -> bool:
        """Whether the bracket is wider than asked for."""
        if self.state != "tips":
            return False
        if question.whole:
            return self.high - self.low > 1.0
        return self.high - self.low > (question.high - question.low) / question.steps * (1 + 1e-9)

    def middle(self, question: Question) -> float:
        """The value to look at next."""
        middle = (self.low + self.high) / 2
        return float(math.floor(middle)) if question.whole else middle

    def tips_at(self, question: Question) -> float:
        """The middle of the bracket; of whole numbers the one where it is beyond."""
        if question.whole:
            return self.high if self.rising else self.low
        return (self.low + self.high) / 2

    def halved(self, question: Question, at: float, value: float) -> "_Seed":
        """The half in which it tips."""
        if not math.isfinite(value):
            return replace(self, state="failed")
        beyond = bool(question.beyond(np.array([value]))[0])
        return replace(self, high=at) if beyond == self.rising else replace(self, low=at)


def _looked_at(
    question: Question, seed: int, at: Sequence[float], row: NDArray[np.float64]
) -> _Seed:
    if not np.isfinite(row).all():
        return _Seed(seed, "failed")
    beyond = question.beyond(row)
    changes = np.flatnonzero(beyond[1:] != beyond[:-1])
    if not len(changes):
        return _Seed(seed, "always" if beyond[0] else "never")
    first = int(changes[0])
    return _Seed(seed, "tips", at[first], at[first + 1], not beyond[first], len(changes))


def _tipping(question: Question, found: Sequence[_Seed], points: pd.DataFrame) -> Tipping:
    rising = sum(each.rising for each in found if each.state == "tips")
    falling = sum(not each.rising for each in found if each.state == "tips")
    far = math.inf if rising >= falling else -math.inf  # where a seed that is never beyond tips
    ends = {"never": far, "always": -far, "failed": math.nan}
    tips_at = [ends.get(each.state, each.tips_at(question)) for each in found]
    table = pd.DataFrame(
        {
            "seed": [each.seed for each in found],
            "state": [each.state for each in found],
            "tips_at": tips_at,
            "bracket_low": [each.low for each in found],
            "bracket_high": [each.high for each in found],
            "crossings": [each.crossings for each in found],
            "way": [
                "" if each.state != "tips" else "rising" if each.rising else "falling"
                for each in found
            ],
        }
    )
    known = np.sort([at for at in tips_at if not math.isnan(at)])
    median, p10, p90 = (quantile(known, share) for share in (0.5, P10, P90))
    low, high = median_interval(known)
    way = "mixed" if rising and falling else "falling" if falling else "rising"
    return Tipping(question, table, points, median, p10, p90, low, high, way)


def quantile(known: NDArray[np.float64], share: float) -> float:
    """The least value that so many of the seeds do not exceed; infinite ones count."""
    if not len(known):
        return math.nan
    return float(np.quantile(known, share, method="inverted_cdf"))


def median_interval(known: NDArray[np.float64]) -> tuple[float, float]:
    """90 % interval of the median that assumes nothing about how the seeds spread (by their ranks)."""
    many = len(known)
    if not many:
        return math.nan, math.nan
    edge = int(binom.ppf((1 - INTERVAL) / 2, many, 0.5))
    low = known[edge - 1] if edge >= 1 else -math.inf
    high = known[many - edge] if edge >= 1 else math.inf
    return float(low), float(high)
