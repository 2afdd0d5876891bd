"""Running pairs: the same seed with the baseline and with the scenario, on as many cores as asked.

A pair is a pure function of what goes in, so the result does not depend on the number of workers
or on who finishes first. The kernels release Python's lock, so threads use all cores; any other
`concurrent.futures.Executor` (processes, Dask) can be given instead.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from zorgzaam.model.places.figures import Place
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import prepare, simulate
from zorgzaam.model.timeline import Timeline

Cancelled = Callable[[], bool]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)  # arrays inside: equal only to itself
class Pair:
    """Two runs of one seed, which differ only by what the scenario changes."""

    seed: int
    baseline: Run
    scenario: Run


@dataclass(frozen=True, slots=True)
class Plan:
    """What every pair has in common; with a seed it says all there is to say about a pair."""

    place: Place
    values: Mapping[str, float]  # parameters at the start, all of them
    baseline: Timeline
    scenario: Timeline
    weeks: int

    @property
    def simulated_weeks(self) -> int:
        """Weeks that one pair takes, those of settling included."""
        arms = 1 if self.scenario == self.baseline else 2
        return int(self.values["settling_weeks"]) + arms * self.weeks

    @property
    def first_week(self) -> int:
        """The week in which the arms may begin to differ; 0 where nothing changes."""
        firsts = (self.scenario.first_week, self.baseline.first_week)
        return min((week for week in firsts if week is not None), default=0)


class Kept:
    """Settled populations and baseline runs, kept for the next question about the same place.

    The least recently used go first when together they stand for more than `most_residents`.
    One may be shared by threads.
    """

    def __init__(self, most_residents: int = 600_000) -> None:
        self.most_residents = most_residents
        self._made: OrderedDict[object, tuple[int, object]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, residents: int, make: Callable[[], Made]) -> Made:
        """What was made before under this key, or what `make` makes now."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key][1]  # type: ignore[return-value]  # made by the same `make`
        made = make()
        with self._lock:
            self._made[key] = (residents, made)
            while sum(size for size, _ in self._made.values()) > self.most_residents:
                self._made.popitem(last=False)
        return made


def run_pair(
    plan: Plan,
    seed: int,
    trace_rows: Sequence[int] = (),
    cancelled: Cancelled | None = None,
    kept: Kept | None = None,
) -> Pair:
    """Both arms of one seed, from one settled population; `trace_rows` are lives to write down."""
    rows = tuple(trace_rows)
    start = (plan.place, seed, tuple(sorted(plan.values.items())))
    kept = kept or Kept(most_residents=0)
    size = plan.place.residents
    settled = kept.get(start, size, lambda: prepare(plan.place, seed, plan.values, cancelled))
    baseline = kept.get(
        (start, plan.baseline, plan.weeks, rows),
        size,
        lambda: simulate(settled, plan.baseline, plan.weeks, rows, cancelled),
    )
    if plan.scenario == plan.baseline:
        return Pair(seed, baseline, baseline)
    scenario = simulate(settled, plan.scenario, plan.weeks, rows, cancelled)
    return Pair(seed, baseline, scenario)


def run_pairs(
    plan: Plan,
    seeds: Sequence[int],
    workers: int = 2,
    *,
    cancelled: Cancelled | None = None,
    kept: Kept | None = None,
    executor: Executor | None = None,
) -> Iterator[Pair]:
    """The pairs in the order of `seeds`, each as soon as it and those before it are done.

    Closing the iterator, or an error or Ctrl-C inside it, stops what is still running.
    """
    if executor is not None:  # may be other processes: nothing shared goes along
        yield from executor.map(run_pair, [plan] * len(seeds), seeds)
        return
    stop = threading.Event()

    def stopped() -> bool:
        return stop.is_set() or (cancelled is not None and cancelled())

    pool = ThreadPoolExecutor(workers, thread_name_prefix="zorgzaam")
    try:
        futures = [pool.submit(run_pair, plan, seed, (), stopped, kept) for seed in seeds]
        for future in futures:
            yield future.result()
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
