"""Running pairs: the same seed with the baseline and with the scenario, on as many cores as asked.

A pair is a pure function of what goes in, so the result does not depend on the number of workers
or on who finishes first. The kernels release Python's lock, so threads use all cores; any other
`concurrent.futures.Executor` (processes, Dask) can be given instead.
"""

import functools
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import PriorityQueue
from typing import Any, TypeVar

from zorgzaam.model.places.figures import Place
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import Settled, prepare, simulate
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
    weeks: int  # of one run, those of settling left out

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


@dataclass(frozen=True, slots=True)
class _Seed:
    """What there is to do for one seed: settle a population, and let both arms start from it."""

    plan: Plan
    seed: int
    rows: tuple[int, ...] = ()
    cancelled: Cancelled | None = None
    kept: Kept | None = None

    def settle(self) -> Settled:
        return self._made(
            (), lambda: prepare(self.plan.place, self.seed, self.plan.values, self.cancelled)
        )

    def baseline(self, settled: Settled) -> Run:
        """The baseline; where it is the only arm it needs no second copy of everybody."""
        only = self.kept is None and self.plan.scenario == self.plan.baseline

        def run() -> Run:
            return self._run(settled, self.plan.baseline, spent=only)

        if self.rows:  # lives are traced once, for a report: not worth somebody else's room
            return run()
        return self._made((self.plan.baseline, self.plan.weeks), run)

    def scenario(self, settled: Settled) -> Run:
        return self._run(settled, self.plan.scenario)

    def _run(self, settled: Settled, timeline: Timeline, spent: bool = False) -> Run:
        return simulate(settled, timeline, self.plan.weeks, self.rows, self.cancelled, spent)

    def _made(self, what: object, make: Callable[[], Made]) -> Made:
        if self.kept is None:
            return make()
        start = (self.plan.place, self.seed, tuple(sorted(self.plan.values.items())))
        return self.kept.get((start, what), self.plan.place.residents, make)


def run_pair(plan: Plan, seed: int, trace_rows: Sequence[int] = ()) -> Pair:
    """Both arms of one seed, from one settled population; `trace_rows` are lives to write down."""
    work = _Seed(plan, seed, tuple(trace_rows))
    settled = work.settle()
    baseline = work.baseline(settled)
    same = plan.scenario == plan.baseline
    return Pair(seed, baseline, baseline if same else work.scenario(settled))


class _Crew:
    """Threads that take up what is most urgent, in the order of asking where that is equal."""

    def __init__(self, workers: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="zorgzaam")
        self._waiting: PriorityQueue[tuple[int, int, Future[Any], Callable[[], Any]]] = (
            PriorityQueue()
        )
        self._numbers = itertools.count()

    def ask(self, urgency: int, make: Callable[[], Made]) -> Future[Made]:
        """What `make` will give; the lowest urgency goes first."""
        future: Future[Made] = Future()
        self._waiting.put((urgency, next(self._numbers), future, make))
        self._threads.submit(self._take_up)
        return future

    def _take_up(self) -> None:
        _, _, future, make = self._waiting.get_nowait()  # there is one for each call
        try:
            future.set_result(make())
        except BaseException as error:  # for whoever waits for it
            future.set_exception(error)
            del future  # or its error's traceback would hold on to it, and to a whole population

    def dismiss(self) -> None:
        """Nothing more is begun; what is under way has to be stopped by other means."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def made_beside(make: Callable[[Cancelled], Made], cancelled: Cancelled | None = None) -> Made:
    """What `make` gives, made in another thread. Ctrl-C tells it, by its `cancelled`, to stop.

    Python hears a Ctrl-C in the main thread alone, and a kernel that runs there may swallow it.
    """
    stop = threading.Event()
    crew = _Crew(1)
    try:
        return crew.ask(0, lambda: make(_either(stop, cancelled))).result()
    finally:
        stop.set()
        crew.dismiss()


def _either(stop: threading.Event, cancelled: Cancelled | None) -> Cancelled:
    return lambda: stop.is_set() or (cancelled is not None and cancelled())


def run_pairs(
    plan: Plan,
    seeds: Sequence[int],
    workers: int = 2,
    *,
    trace_rows: Sequence[int] = (),
    cancelled: Cancelled | None = None,
    kept: Kept | None = None,
    executor: Executor | None = None,
) -> Iterator[Pair]:
    """The pairs in the order of `seeds`, each as soon as it and those before it are done.

    The two arms of a pair run side by side, and before anything of a later seed, so that the first
    pair is there soon. `trace_rows` are lives to write down. Closing the iterator, or an error or
    Ctrl-C inside it, stops what is still running.
    """
    if executor is not None:  # may be other processes: nothing shared goes along
        yield from executor.map(functools.partial(run_pair, plan, trace_rows=trace_rows), seeds)
        return
    stop = threading.Event()
    stopped, crew = _either(stop, cancelled), _Crew(workers)

    def begin(urgency: int, seed: int) -> tuple[Future[Run], Future[Run]]:
        # It asks for the arms and does not wait for them: a thread that waits can hold up the rest.
        work = _Seed(plan, seed, tuple(trace_rows), stopped, kept)
        settled = work.settle()
        baseline = crew.ask(urgency, lambda: work.baseline(settled))
        if plan.scenario == plan.baseline:
            return baseline, baseline
        return baseline, crew.ask(urgency, lambda: work.scenario(settled))

    try:
        begun = [
            crew.ask(urgency, functools.partial(begin, urgency, seed))
            for urgency, seed in enumerate(seeds)
        ]
        for seed, arms in zip(seeds, begun, strict=True):
            baseline, scenario = arms.result()
            yield Pair(seed, baseline.result(), scenario.result())
    finally:
        stop.set()
        crew.dismiss()
