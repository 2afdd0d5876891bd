"""Running claims: settle a population once, let every arm start from it, keep the figures only.

A job is one population: a place, a seed and what is assumed. All claims that start alike share it,
and arms that are the same in several claims are run once. What comes out of a job depends on nothing
but the job, so neither the number of workers nor the order matters. The kernels release Python's
lock, so threads use all cores.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.branches import Branch, simulate_all, weeks_lived
from zorgzaam.experiments.claims.claim import (
    AS_DECLARED,
    Claim,
    Variation,
    common,
    load_claim,
)
from zorgzaam.experiments.claims.figures import Values, figure_value, figures_of, weeks_of
from zorgzaam.experiments.claims.file import Ratio, Recovery
from zorgzaam.experiments.claims.money import EqualMoney, Levers, Question, with_levers
from zorgzaam.experiments.claims.outcomes import Seen, look_at_start, outcome_named
from zorgzaam.experiments.claims.verdicts import ClaimResult, judge
from zorgzaam.experiments.comparison import MOST_SEEDS, WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.costs import costs_of
from zorgzaam.experiments.execution import Cancelled
from zorgzaam.experiments.scenario import start_date
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.places.figures import Place
from zorgzaam.model.simulation import check_seed, prepare

FEWEST_SEEDS: Final = 2
Arms = Mapping[str, Branch]  # what each changes, and for how many weeks it is run


_weeks_lived = cache(weeks_lived)  # the same for every seed


@dataclass(frozen=True, slots=True)
class Job:
    """One population, and the claims whose arms start from it."""

    place: Place
    seed: int
    variation: Variation
    values: Mapping[str, float]
    claims: Mapping[str, Arms]

    def question(self, claim: Claim) -> Question:
        """Which arms of a claim are to spend the same here."""
        timelines = {arm: timeline for arm, (timeline, _) in self.claims[claim.name].items()}
        return Question(claim, self.place, self.variation, self.values, timelines)

    @property
    def runs(self) -> frozenset[Branch]:
        """Every different run, once."""
        return frozenset(run for arms in self.claims.values() for run in arms.values())

    @property
    def simulated_weeks(self) -> int:
        """Weeks that the job takes, those of settling included."""
        return int(self.values["settling_weeks"]) + _weeks_lived(self.runs)


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What a job leaves: the figures of each claim, and the line of each arm to draw.

    series: claim -> arm -> mean of each quarter. levers: claim -> as found for equal money.
    """

    figures: Mapping[str, Values]
    series: Mapping[str, Mapping[str, NDArray[np.float64]]]
    levers: Mapping[str, Levers]


@dataclass
class Study:
    """Claims under test: what is asked, the jobs that it takes, and what they have given so far."""

    claims: tuple[Claim, ...]
    places: Mapping[str, tuple[Place, ...]]  # of each claim
    seeds: Mapping[str, tuple[int, ...]]
    varied_seeds: tuple[int, ...]
    years: Mapping[str, float]
    jobs: tuple[Job, ...]
    done: dict[int, Done] = field(default_factory=dict)  # by number of the job
    money: EqualMoney = field(default_factory=EqualMoney)
    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    finished: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    @property
    def weeks_left(self) -> int:
        """Weeks that the jobs to be done take, and about those of finding equal money."""
        left = [job for number, job in enumerate(self.jobs) if number not in self.done]
        questions = {
            (claim.name, job.place.code, job.variation): job.question(claim)
            for job in left
            for claim in self.claims
            if claim.name in job.claims
        }
        asked = [question for key, question in questions.items() if key not in self.money.found]
        return sum(job.simulated_weeks for job in left) + sum(q.simulated_weeks for q in asked)

    @property
    def complete(self) -> bool:
        """Whether every job is done."""
        return len(self.done) == len(self.jobs)

    @property
    def all_places(self) -> tuple[Place, ...]:
        """The places of all claims, each once."""
        found = {place.code: place for places in self.places.values() for place in places}
        return tuple(found.values())

    def place(self, code: str) -> Place:
        """One of the places by its code."""
        return next(place for place in self.all_places if place.code == code)

    def values(self, claim: Claim) -> dict[tuple[Variation, str], dict[int, Values]]:
        """The figures of a claim by variation, place and seed, in the order in which they were asked.

        The same whatever the order in which jobs were done.
        """
        found: dict[tuple[Variation, str], dict[int, Values]] = {}
        for number in sorted(self.done):
            job, done = self.jobs[number], self.done[number]
            if claim.name in done.figures:
                key = (job.variation, job.place.code)
                found.setdefault(key, {})[job.seed] = done.figures[claim.name]
        return found

    def series(self, claim: Claim, code: str) -> dict[str, NDArray[np.float64]]:
        """The line of each arm in a place: a value a quarter, mean over the seeds."""
        kept = [
            self.done[number].series[claim.name]
            for number in sorted(self.done)
            if self.jobs[number].place.code == code and self.done[number].series.get(claim.name)
        ]
        return {
            arm: np.mean([each[arm] for each in kept], axis=0) for arm in (kept[0] if kept else ())
        }

    def levers(self, claim: Claim) -> dict[str, Levers]:
        """What gave the arms of a claim equal money in each place, as declared."""
        return {
            place: levers
            for (name, place, variation), levers in self.money.found.items()
            if name == claim.name and variation == AS_DECLARED
        }

    def results(self) -> list[ClaimResult]:
        """The verdicts so far, for claims of which at least two seeds are done somewhere."""
        judged = []
        for claim in self.claims:
            values = self.values(claim)
            if any(
                len(seeds) >= FEWEST_SEEDS for (v, _), seeds in values.items() if v == AS_DECLARED
            ):
                judged.append(replace(judge(claim, values), levers=self.levers(claim)))
        return judged


def plan(
    names: Sequence[str],
    *,
    places: Sequence[str] | None = None,
    seeds: int | None = None,
    first_seed: int = 1,
    varied_seeds: int | None = None,
    years: float | None = None,
) -> Study:
    """What it takes to put these claims to the test; InputError for whatever cannot be run.

    Places, seeds and years are those of the claims' files where they are not given. `varied_seeds`
    is how many seeds the assumptions are varied with: 0 for not at all.
    """
    claims = tuple(load_claim(name) for name in dict.fromkeys(names))
    if not claims:
        raise InputError("no claim is given; `zorgzaam claims` lists them, or give all")
    if len({claim.name for claim in claims}) < len(claims):
        raise InputError("two claims have the same name")
    if seeds is not None and not FEWEST_SEEDS <= seeds <= MOST_SEEDS:
        raise InputError(
            f"{seeds} seeds: give at least {FEWEST_SEEDS} (one run gives no interval) and at most "
            f"{MOST_SEEDS}; a claim's own rule asks for 30 or more"
        )
    fewer = common().varied_seeds if varied_seeds is None else varied_seeds
    if fewer and not FEWEST_SEEDS <= fewer <= MOST_SEEDS:
        raise InputError(
            f"{fewer} seeds for the assumptions: give 0 (they are not varied) or at least "
            f"{FEWEST_SEEDS}"
        )
    check_seed(first_seed)
    last_seed = first_seed + max(seeds or claim.file.seeds for claim in claims) - 1
    taken = [seed for seed in common().money_seeds if first_seed <= seed <= last_seed]
    if taken:
        raise InputError(
            f"seeds {first_seed} to {last_seed}: seed {taken[0]} finds equal money, so no verdict may "
            f"rest on it; give another --first-seed"
        )
    varied = {c.name: c.variations for c in claims}
    where = {c.name: _places(places or c.file.places) for c in claims}
    counted = {c.name: range(first_seed, first_seed + (seeds or c.file.seeds)) for c in claims}
    again = range(first_seed, first_seed + fewer)
    spans = {c.name: _years(c, years) for c in claims}
    jobs: list[Job] = []
    arms = cache(_arms)  # the same for every seed
    for seed in range(first_seed, max(each.stop for each in counted.values())):
        asked = [c for c in claims if seed in counted[c.name]]
        jobs += _jobs(asked, where, seed, AS_DECLARED, spans, arms)
    for seed in again:
        for variation in dict.fromkeys(each for ends in varied.values() for each in ends):
            asked = [claim for claim in claims if variation in varied[claim.name]]
            jobs += _jobs(asked, where, seed, variation, spans, arms)
    return Study(
        claims,
        where,
        {name: tuple(each) for name, each in counted.items()},
        tuple(again),
        spans,
        tuple(jobs),
    )


def _years(claim: Claim, years: float | None) -> float:
    if years is None:
        return claim.file.years
    if years < claim.file.years:
        raise InputError(
            f"years = {years:g}: the rule of {claim.name} looks at weeks up to the end of year "
            f"{claim.file.years:g}; give no fewer"
        )
    return years


def _places(queries: Sequence[str] | None) -> tuple[Place, ...]:
    wanted = queries or [place.code for place in common().places]
    found = {place.code: place for place in map(resolve, wanted)}
    return tuple(found.values())


def _jobs(
    claims: Sequence[Claim],
    where: Mapping[str, tuple[Place, ...]],
    seed: int,
    variation: Variation,
    years: Mapping[str, float],
    arms: Callable[[Claim, Place, Variation, float], Arms],
) -> Iterator[Job]:
    """The populations of one seed: one a place, and one more for each other way to start."""
    groups: dict[tuple[str, tuple[tuple[str, float], ...]], list[Claim]] = {}
    places: dict[str, Place] = {}
    for claim in claims:
        start = tuple(sorted({**claim.start(), **variation.start()}.items()))
        for place in where[claim.name]:
            places[place.code] = place
            groups.setdefault((place.code, start), []).append(claim)
    for (code, start), together in groups.items():
        place = places[code]
        yield Job(
            place,
            seed,
            variation,
            default_values() | dict(start),
            {c.name: arms(c, place, variation, years[c.name]) for c in together},
        )


def _arms(claim: Claim, place: Place, variation: Variation, years: float) -> Arms:
    for name, test in claim.tests.items():
        where = f"{claim.where}: test {name}"
        _named(test.outcome, where, every_week=isinstance(test, Recovery))
        if isinstance(test, Ratio) and test.per_outcome:
            _named(test.per_outcome, where)
    _named(claim.file.chart, f"{claim.where}: chart", every_week=True)
    weeks = round(years * WEEKS_PER_RUN_YEAR)
    longer = weeks > claim.weeks
    start, codes = start_date(place), [area.code for area in place.areas]
    arms = claim.file.arms if variation == AS_DECLARED else claim.deciding_arms
    return {
        name: (
            claim.arm(name, variation).timeline(start, weeks, codes),
            weeks if longer else weeks_of(claim, name, variation),
        )
        for name in arms
    }


def _named(outcome: str, where: str, every_week: bool = False) -> None:
    if not outcome_named(outcome, where).weekly and every_week:
        raise InputError(f"{where}: '{outcome}' is known for a whole run only, not week by week")


def carry_out(
    study: Study,
    workers: int = 2,
    cancelled: Cancelled | None = None,
    keep: Callable[[Job, Done], None] | None = None,
) -> Iterator[int]:
    """Run the jobs; gives how many are done, each time one more is.

    `keep` is given each job that is done. Closing the iterator, or an error or Ctrl-C inside it,
    stops what is still running; what is done stays in the study.
    """
    if workers < 1:
        raise InputError(f"workers = {workers}: at least 1 is needed")
    stop = threading.Event()

    def stopped() -> bool:
        return stop.is_set() or (cancelled is not None and cancelled())

    pool = ThreadPoolExecutor(workers, thread_name_prefix="zorgzaam")
    try:
        waiting = {
            pool.submit(do, job, study.claims, study.money, stopped): number
            for number, job in enumerate(study.jobs)
            if number not in study.done
        }
        while waiting:
            ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                number, done = waiting.pop(future), future.result()
                study.done[number] = done
                study.finished = dt.datetime.now(dt.UTC)
                if keep is not None:
                    keep(study.jobs[number], done)
                yield len(study.done)
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def do(
    job: Job, claims: Sequence[Claim], money: EqualMoney, cancelled: Cancelled | None = None
) -> Done:
    """Settle the population of a job and run the arms of its claims."""
    mine = [claim for claim in claims if claim.name in job.claims]
    levers = {claim.name: money(job.question(claim), cancelled) for claim in mine}
    planned: dict[str, Arms] = {
        claim.name: {
            arm: (with_levers(claim, arm, timeline, levers[claim.name]), weeks)
            for arm, (timeline, weeks) in job.claims[claim.name].items()
        }
        for claim in mine
    }
    settled = prepare(job.place, job.seed, job.values, cancelled)
    start = look_at_start(settled)
    costs = costs_of({})
    asked = {run for arms in planned.values() for run in arms.values()}
    runs = simulate_all(settled, asked, cancelled)
    figures: dict[str, Values] = {}
    series: dict[str, dict[str, NDArray[np.float64]]] = {}
    for claim in mine:
        arms = planned[claim.name]
        first = runs[next(iter(arms.values()))]
        seen = {arm: Seen(runs[run], first, start, costs) for arm, run in arms.items()}
        figures[claim.name] = {
            figure: figure_value(figure, seen) for figure in figures_of(claim, job.variation)
        }
        if job.variation == AS_DECLARED:
            drawn = outcome_named(claim.file.chart, claim.where)
            series[claim.name] = {arm: drawn.quarters(each) for arm, each in seen.items()}
    return Done(figures, series, levers)


__all__ = ["Done", "Job", "Study", "carry_out", "do", "plan"]
