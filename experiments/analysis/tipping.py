"""Where an outcome tips: how far a lever can go before a threshold is passed, seed by seed.

Each seed is one neighbourhood, run again and again with the lever elsewhere, so that it has a tipping
point of its own; their spread is the uncertainty. All seeds are looked at on a coarse grid first. That
shows which never or always lie beyond, and which pass the threshold more than once, so nothing is
taken for granted. Then the bracket of every seed is halved, all seeds in one batch of runs.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.observed import Measure, Subject
from zorgzaam.experiments.analysis.runner import Runner
from zorgzaam.experiments.comparison import INTERVAL
from zorgzaam.experiments.parameters import ALL_PARAMETERS, check
from zorgzaam.experiments.studies.point import Point

State = Literal["tips", "never", "always", "failed"]
STATES: Final = ("tips", "never", "always", "failed")
Side = Literal["above", "below"]
GRID: Final = 7  # values of the lever that every seed is looked at, both ends included
STEPS: Final = 128  # of the lever's range: as near as a tipping point is found
P10, P90 = 0.1, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """From which value of a lever on is an outcome beyond a threshold?

    Beyond is at or `side` the threshold. `against` is a scenario run on the same seed without the
    lever; with it the threshold is that of the difference (or ratio). `values` are assumed in all runs.
    """

    place: str
    scenario: str
    outcome: str
    lever: str
    low: float
    high: float
    threshold: float
    seeds: tuple[int, ...]
    against: str | None = None
    measure: Measure = "level"
    side: Side = "above"
    values: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, float] = field(default_factory=dict)  # others, held where they are
    grid: int = GRID
    steps: int = STEPS

    def __post_init__(self) -> None:
        """InputError for what cannot be asked."""
        _ = self.subject
        if self.lever not in ALL_PARAMETERS or ALL_PARAMETERS[self.lever].choices:
            check(self.lever, self.low)
            raise InputError(f"{self.lever} is a choice, so there is nothing to halve")
        for end in (self.low, self.high):
            check(self.lever, end, rows=ALL_PARAMETERS)
        if not self.low < self.high:
            raise InputError(f"{self.lever}: low = {self.low:g} must be below high = {self.high:g}")
        if not math.isfinite(self.threshold):
            raise InputError(f"threshold = {self.threshold}: give a number")
        if self.grid < 2 or self.steps < self.grid:
            raise InputError(
                f"grid = {self.grid}: at least 2, and not more than the {self.steps} steps"
            )
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise InputError("give at least one seed, and each once")

    @property
    def subject(self) -> Subject:
        """What is looked at."""
        return Subject(self.outcome, self.place, self.scenario, self.against, self.measure)

    @property
    def whole(self) -> bool:
        """Whether the lever takes whole numbers only."""
        return ALL_PARAMETERS[self.lever].whole

    def beyond(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which values are at or past the threshold."""
        return values >= self.threshold if self.side == "above" else values <= self.threshold

    def grid_values(self) -> list[float]:
        """The values of the lever that every seed is looked at."""
        values = np.linspace(self.low, self.high, self.grid)
        return sorted({float(round(v) if self.whole else v) for v in values})


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


Wanted = tuple[int, Mapping[str, float]]  # a seed, and the levers that it is run with


class Asking:
    """Asks a runner for a question's value at levers, and remembers what each seed is compared with."""

    def __init__(self, question: Question, runner: Runner) -> None:
        self.question, self.runner = question, runner
        self._seen: list[pd.DataFrame] = []
        self._base: dict[int, float] = {}

    @property
    def seen(self) -> pd.DataFrame:
        """Every run: seed, a column for each lever that was moved, value, beyond."""
        points: pd.DataFrame = pd.concat(self._seen, ignore_index=True)
        points["beyond"] = self.question.beyond(points["value"].to_numpy(np.float64))
        order = [str(name) for name in points if name not in ("value", "beyond")]
        return points.sort_values(order, kind="stable").reset_index(drop=True)

    def __call__(self, wanted: Sequence[Wanted]) -> NDArray[np.float64]:
        """The value of each, NaN where the run failed or gave none; all in one batch."""
        asked = self.question
        others: list[int] = []
        if asked.against is not None:
            others = sorted({seed for seed, _ in wanted} - self._base.keys())
        points = [
            Point(asked.place, asked.scenario, seed, asked.values, {**asked.levers, **levers})
            for seed, levers in wanted
        ]
        points += [Point(asked.place, str(asked.against), seed, asked.values) for seed in others]
        rows = self.runner(points)
        if len(rows) != len(points):
            raise RuntimeError(f"the runner gave {len(rows)} rows for {len(points)} points")
        level = rows[asked.outcome].to_numpy(np.float64, na_value=np.nan)
        level = np.where((rows["status"] == "done") & np.isfinite(level), level, np.nan)
        self._base |= dict(zip(others, level[len(wanted) :], strict=True))
        seeds = [seed for seed, _ in wanted]
        values = self._against(level[: len(wanted)], seeds)
        frame = pd.DataFrame([dict(levers) for _, levers in wanted])
        frame.insert(0, "seed", seeds)
        self._seen.append(frame.assign(value=values))
        return values

    def _against(self, level: NDArray[np.float64], seeds: Sequence[int]) -> NDArray[np.float64]:
        if self.question.against is None:
            return level
        base: NDArray[np.float64] = np.array([self._base[seed] for seed in seeds], np.float64)
        if self.question.measure == "difference":
            return level - base
        base[base == 0.0] = np.nan
        return level / base


def tipping(question: Question, runner: Runner) -> Tipping:
    """Look at every seed on the grid, then halve the brackets, a batch of runs each time."""
    ask = Asking(question, runner)
    at = question.grid_values()
    seeds = question.seeds
    values = ask([(seed, {question.lever: x}) for seed in seeds for x in at]).reshape(
        len(seeds), len(at)
    )
    found = [_looked_at(question, seed, at, row) for seed, row in zip(seeds, values, strict=True)]
    while True:
        open_ones = [n for n, each in enumerate(found) if each.can_halve(question)]
        if not open_ones:
            break
        middles = [found[n].middle(question) for n in open_ones]
        wanted = [
            (found[n].seed, {question.lever: x}) for n, x in zip(open_ones, middles, strict=True)
        ]
        for n, x, value in zip(open_ones, middles, ask(wanted), strict=True):
            found[n] = found[n].halved(question, x, value)
    return _tipping(question, found, ask.seen)


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
