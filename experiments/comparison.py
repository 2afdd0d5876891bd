"""A baseline and a scenario, paired by seed: what differs, by how much, and how sure that is."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.costs import CostRule
from zorgzaam.experiments.execution import Cancelled, Kept, Pair, Plan, run_pairs
from zorgzaam.experiments.outcomes import OUTCOMES, outcome_values
from zorgzaam.experiments.parameters import settings
from zorgzaam.experiments.record import record_of
from zorgzaam.experiments.scenario import Scenario, start_date
from zorgzaam.model.places.figures import Place
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import check_seed

Arm = Literal["baseline", "scenario"]
INTERVAL = 0.90  # of the paired mean difference, and of the bands over seeds
WEEKS_PER_RUN_YEAR = 52
MOST_YEARS = 30
MOST_SEEDS = 1000  # each pair is kept in memory: some megabytes for a wijk (`commands.memory`)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome of a comparison: means over seeds, and the paired difference with its interval.

    `seeds` pairs stand behind it. `low` and `high` are the 90 % t-interval, None with one seed; a
    figure is NaN where it is not defined (a share of carers where nobody cares).
    """

    name: str
    unit: str
    baseline: float
    scenario: float
    difference: float
    low: float | None
    high: float | None
    seeds: int


class Band(NamedTuple):
    """One weekly measure over the seeds, summed over areas: 5th, 50th and 95th percentile."""

    weeks: NDArray[np.int64]
    p5: NDArray[np.float64]
    median: NDArray[np.float64]
    p95: NDArray[np.float64]


@dataclass(frozen=True, eq=False)  # arrays inside: one is equal only to itself
class Comparison:
    """A scenario beside a baseline, with the pairs that are finished, in the order of seeds."""

    place: Place
    scenario: Scenario
    baseline: Scenario
    years: float
    plan: Plan
    costs: CostRule
    seeds_asked: tuple[int, ...]
    started: dt.datetime
    finished: dt.datetime
    pairs: tuple[Pair, ...] = field(default=(), repr=False)
    kept: Kept | None = field(default=None, repr=False)

    @property
    def weeks(self) -> int:
        """Length of every run, in weeks."""
        return self.plan.weeks

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the finished pairs."""
        return tuple(pair.seed for pair in self.pairs)

    @property
    def start(self) -> dt.date:
        """Date of week 0."""
        return start_date(self.place)

    def run(self, pair: Pair, arm: Arm) -> Run:
        """One arm of a pair."""
        return pair.baseline if arm == "baseline" else pair.scenario

    def outcomes(self, pair: Pair, arm: Arm) -> dict[str, float]:
        """Every outcome of one run, over the window that both arms share."""
        return outcome_values(self.run(pair, arm), pair.baseline, self.plan.first_week, self.costs)

    def rows(self) -> list[OutcomeRow]:
        """Every outcome, in the order of `OUTCOMES`."""
        pairs = [(self.outcomes(p, "baseline"), self.outcomes(p, "scenario")) for p in self.pairs]
        return [
            outcome_row(
                outcome.name,
                outcome.unit,
                [baseline[outcome.name] for baseline, _ in pairs],
                [scenario[outcome.name] for _, scenario in pairs],
            )
            for outcome in OUTCOMES
        ]

    def band(self, measure: str, arm: Arm) -> Band:
        """A weekly measure of `model.measures` over the seeds, all areas together."""
        series = np.stack([self.run(pair, arm).measure(measure).sum(axis=1) for pair in self.pairs])
        edge = 100 * (1 - INTERVAL) / 2
        p5, median, p95 = np.percentile(series, [edge, 50, 100 - edge], axis=0)
        return Band(np.arange(self.weeks), p5, median, p95)

    def traced(self, seed: int, trace_rows: Sequence[int]) -> Pair:
        """The pair of this seed run again, with the lives of these rows written down.

        It starts from the settled population if that is still kept.
        """
        [pair] = run_pairs(self.plan, [seed], trace_rows=trace_rows, kept=self.kept)
        return pair

    def record(self) -> dict[str, Any]:
        """What was run, with what, by which versions: enough to repeat it."""
        return record_of(
            place=self.place,
            arms={
                "baseline": (self.baseline, self.plan.baseline),
                "scenario": (self.scenario, self.plan.scenario),
            },
            seeds=self.seeds,
            seeds_asked=self.seeds_asked,
            weeks=self.weeks,
            values={**self.plan.values, **self.costs._asdict()},
            notes=[note for pair in self.pairs[:1] for note in pair.scenario.notes],
            started=self.started,
            finished=self.finished,
        )


def outcome_row(
    name: str, unit: str, baseline: Sequence[float], scenario: Sequence[float]
) -> OutcomeRow:
    """Means and paired difference of one outcome; what stands side by side has the same seeds.

    A seed for which one arm has no value is left out of all three; where no seed has both, each
    arm's own mean stands without a difference.
    """
    both = [
        (b, s)
        for b, s in zip(baseline, scenario, strict=True)
        if math.isfinite(b) and math.isfinite(s)
    ]
    if not both:
        nan = math.nan
        return OutcomeRow(name, unit, _mean(baseline), _mean(scenario), nan, None, None, 0)
    differences = [s - b for b, s in both]
    difference = _mean(differences)
    low = high = None
    if len(both) > 1:
        half = half_width(differences)
        low, high = difference - half, difference + half
    return OutcomeRow(
        name,
        unit,
        _mean([b for b, _ in both]),
        _mean([s for _, s in both]),
        difference,
        low,
        high,
        len(both),
    )


def half_width(differences: Sequence[float]) -> float:
    """Half of the 90 % t-interval of the mean of paired differences (two or more)."""
    n = len(differences)
    mean = _mean(differences)
    variance = math.fsum((d - mean) ** 2 for d in differences) / (n - 1)
    return float(stdtrit(n - 1, 0.5 + INTERVAL / 2)) * math.sqrt(variance / n)


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return math.fsum(known) / len(known) if known else math.nan


def plan_comparison(
    place: Place,
    scenario: Scenario,
    baseline: Scenario,
    seeds: Sequence[int],
    years: float = 5,
    *,
    values: Mapping[str, object] | None = None,
) -> Comparison:
    """A comparison without pairs yet; InputError for whatever cannot be run."""
    if not 1 <= years <= MOST_YEARS:
        raise InputError(f"years = {years:g}: give a number from 1 to {MOST_YEARS}")
    if not 1 <= len(seeds) <= MOST_SEEDS:
        raise InputError(f"{len(seeds)} seeds: give at least 1 and at most {MOST_SEEDS} at a time")
    for seed in seeds:
        check_seed(seed)
    if len(set(seeds)) < len(seeds):
        raise InputError("the same seed is given twice; each gives the same run again")
    weeks = round(years * WEEKS_PER_RUN_YEAR)
    start = start_date(place)
    chosen = settings(values)
    codes = [area.code for area in place.areas]
    plan = Plan(
        place,
        chosen.values,
        baseline.timeline(start, weeks, codes),
        scenario.timeline(start, weeks, codes),
        weeks,
    )
    now = dt.datetime.now(dt.UTC)
    return Comparison(place, scenario, baseline, years, plan, chosen.costs, tuple(seeds), now, now)


def compare(
    place: Place,
    scenario: Scenario,
    baseline: Scenario,
    seeds: Sequence[int],
    years: float = 5,
    *,
    values: Mapping[str, object] | None = None,
    workers: int = 2,
    cancelled: Cancelled | None = None,
    kept: Kept | None = None,
    executor: Executor | None = None,
) -> Iterator[Comparison]:
    """The comparison after each finished seed, growing, pairs in the order of `seeds`.

    `values` change parameters from the start, in both arms. `cancelled` is asked every week of every
    run; where it says yes, `zorgzaam.model.simulation.Cancelled` is raised. The result does not
    depend on `workers`.
    """
    planned = plan_comparison(place, scenario, baseline, seeds, years, values=values)
    yield from carry_out(
        planned, workers=workers, cancelled=cancelled, kept=kept, executor=executor
    )


def carry_out(
    comparison: Comparison,
    *,
    workers: int = 2,
    cancelled: Cancelled | None = None,
    kept: Kept | None = None,
    executor: Executor | None = None,
) -> Iterator[Comparison]:
    """Run the seeds of a planned comparison; see `compare`."""
    if workers < 1:
        raise InputError(f"workers = {workers}: at least 1 is needed")
    for pair in run_pairs(
        comparison.plan,
        comparison.seeds_asked,
        workers,
        cancelled=cancelled,
        kept=kept,
        executor=executor,
    ):
        comparison = replace(
            comparison,
            pairs=(*comparison.pairs, pair),
            finished=dt.datetime.now(dt.UTC),
            kept=kept,
        )
        yield comparison
