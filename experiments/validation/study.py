"""A validation: wijken and seeds run, and what was seen in each.

Every wijk and seed is settled and lives a year, looked at once a quarter. Some of them live on: with
and without the package of 2015 for four years, and without it for seven.
"""

import functools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from zorgzaam.experiments.arrivals import Arrivals
from zorgzaam.experiments.scenario import load_scenario, start_date
from zorgzaam.experiments.validation.looking import (
    Look,
    is_carer,
    look,
    network,
    residents_at_home,
    survival,
    together,
)
from zorgzaam.model.measures import INDEX
from zorgzaam.model.places import Place, place
from zorgzaam.model.simulation import Cancelled, Settled, advance, prepare, start
from zorgzaam.model.timeline import Timeline

WEEKS: Final = 52
WEEKS_BETWEEN_LOOKS: Final = 13
REFORM: Final = "cuts-2015"  # begins after a year
WEEKS_OF_REFORM: Final = 4 * 52  # three years from its beginning
WEEKS_OF_TIES: Final = 7 * 52
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Longer:
    """What seven years, and the package of 2015, do in one wijk and seed."""

    carers: tuple[float, float]  # at the end of the fourth year, without and with the package
    adults: tuple[float, float]
    household_help_hours: tuple[float, float]
    ties: tuple[float, float, float, float]  # as `survival` gives them


@dataclass(frozen=True, slots=True)
class Study:
    """What is asked: wijken, seeds, parameters at the start; how many wijken live on."""

    codes: tuple[str, ...]
    seeds: tuple[int, ...]
    values: Mapping[str, float]
    live_on: int = 0  # the first seed of so many wijken

    def tasks(self) -> list[tuple[str, int, bool]]:
        """Code, seed, and whether it lives on: seed by seed, so that a stopped study is even."""
        spread = max(1, len(self.codes) // max(1, self.live_on))
        chosen = set(self.codes[::spread][: self.live_on])
        return [
            (code, seed, code in chosen and seed == self.seeds[0])
            for seed in self.seeds
            for code in self.codes
        ]


@dataclass(slots=True)
class Seen:
    """What was seen, as far as the study got."""

    looks: dict[tuple[str, int], Look] = field(default_factory=dict)
    longer: dict[str, Longer] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """Wijken with at least one seed, in order."""
        return sorted({code for code, _ in self.looks})

    @property
    def seeds(self) -> list[int]:
        """Seeds that every wijk was seen with."""
        every = {seed for _, seed in self.looks}
        return sorted(s for s in every if all((code, s) in self.looks for code in self.codes))

    def of_wijk(self, code: str) -> Look:
        """One wijk over its seeds."""
        return together([self.looks[at] for at in sorted(self.looks) if at[0] == code])

    def of_seed(self, seed: int) -> Look:
        """One seed over the wijken."""
        return together([self.looks[at] for at in sorted(self.looks) if at[1] == seed])

    def all(self) -> Look:
        """Everything."""
        return together([self.looks[at] for at in sorted(self.looks)])


def a_year(settled: Settled, stopped: Stopped | None = None) -> Look:
    """The first year of the baseline, looked at once a quarter."""
    world, looks = start(settled), []
    for week in range(1, WEEKS + 1):
        if stopped is not None and stopped():
            raise Cancelled
        advance(world, Timeline())
        if week % WEEKS_BETWEEN_LOOKS == 0:
            looks.append(look(world))
    return together(looks)


def live_on(settled: Settled, stopped: Stopped | None = None) -> Longer:
    """Four years with and without the package of 2015, and seven without."""
    reform = load_scenario(REFORM).timeline(start_date(settled.place), WEEKS_OF_REFORM)
    carers, adults, hours = [], [], []
    ties = (0.0, 0.0, 0.0, 0.0)
    for timeline, weeks in ((Timeline(), WEEKS_OF_TIES), (reform, WEEKS_OF_REFORM)):
        world = start(settled, weeks)
        before = network(world)
        for week in range(1, weeks + 1):
            if stopped is not None and stopped():
                raise Cancelled
            advance(world, timeline)
            if week == WEEKS_OF_REFORM:
                rows = residents_at_home(world)
                carers.append(float(is_carer(world, rows).sum()))
                assert world.observations is not None
                this_week = world.observations.weekly[week - 1].sum(axis=0)
                adults.append(float(this_week[INDEX["adults_18_plus"]]))
                hours.append(float(this_week[INDEX["household_help_hours"]]))
        if weeks == WEEKS_OF_TIES:
            ties = survival(before, network(world))
    return Longer((carers[0], carers[1]), (adults[0], adults[1]), (hours[0], hours[1]), ties)


Given = tuple[Look, Longer | None]


def one(
    where: Place, seed: int, values: Mapping[str, float], longer: bool, stopped: Stopped
) -> Given:
    """One wijk with one seed."""
    settled = prepare(where, seed, values, stopped)
    return a_year(settled, stopped), live_on(settled, stopped) if longer else None


def carry_out(study: Study, workers: int = 2) -> Iterator[Seen]:
    """The study as it grows, after every wijk and seed; what comes does not depend on `workers`.

    Closing the iterator, or Ctrl-C inside it, stops what is still running.
    """
    stop = threading.Event()
    seen, todo = Seen(), study.tasks()
    places = {code: place(code) for code in study.codes}
    threads = ThreadPoolExecutor(workers, thread_name_prefix="zorgzaam")
    running: Arrivals[tuple[str, int], Given] = Arrivals()
    try:
        waiting = iter(todo)
        for code, seed, longer in waiting:
            task = functools.partial(one, places[code], seed, study.values, longer, stop.is_set)
            running.expect((code, seed), threads.submit(task))
            if not seen.looks or len(running) >= workers:  # the first alone: it may compile
                yield _with_next(seen, running)
        while running:
            yield _with_next(seen, running)
    finally:
        stop.set()
        threads.shutdown(wait=False, cancel_futures=True)


def _with_next(seen: Seen, running: Arrivals[tuple[str, int], Given]) -> Seen:
    (code, seed), future = running.next()
    seen.looks[code, seed], longer = future.result()
    if longer is not None:
        seen.longer[code] = longer
    return seen


def named(codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of wijken as a study takes them; InputError for one that does not exist."""
    return tuple(dict.fromkeys(place(code).code for code in codes))
