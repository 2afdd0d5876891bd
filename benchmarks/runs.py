"""The model itself: a wijk, paired seeds, a million residents."""

import statistics
import time
from dataclasses import replace

from benchmarks.measuring import Figure, Spent, alone, peak_bytes
from zorgzaam.agents import columns
from zorgzaam.experiments.comparison import compare
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.processes.observe import Observations
from zorgzaam.model.simulation import Settled, prepare, simulate, start
from zorgzaam.model.timeline import Timeline
from zorgzaam.model.week import WEEK

WIJK = "WK051306"  # Kort Haarlem, Gouda: 10,020 residents
MILLION = ("GM0599", "GM0344")  # Rotterdam and Utrecht: 998,005 residents in 29 wijken
TABLES = ("people", "households", "contacts", "files", "ties", "professionals", "areas")


def together(codes: tuple[str, ...]) -> Place:
    """Several places as one: all their areas, kin between them as between wijken of one place."""
    places = [resolve(code) for code in codes]
    return replace(
        places[0],
        code="+".join(codes),
        name=" and ".join(place.name for place in places),
        areas=tuple(area for place in places for area in place.areas),
    )


def wijk(quick: bool) -> list[Figure]:
    """Five years of one wijk, and the settling before them, when everything is compiled."""
    place = resolve(WIJK)
    weeks = 52 if quick else 260
    simulate(prepare(place, 1), Timeline(), 2)
    settling, running, computing = [], [], []
    for seed in range(1, 2 if quick else 6):
        began = Spent.now()
        settled = prepare(place, seed)
        settling.append(began.since().wall)
        began = Spent.now()
        simulate(settled, Timeline(), weeks)
        spent = began.since()
        running.append(spent.wall)
        computing.append(spent.cpu)
    group = f"a wijk of {place.residents:,} with kin elsewhere"
    return [
        Figure(
            group,
            f"{weeks} weeks, warm (median of {len(running)})",
            statistics.median(running),
            "s",
            0.25 * weeks / 260,
        ),
        Figure(group, "the same, time of the processor", statistics.median(computing), "CPU s"),
        Figure(group, "population and settling before", statistics.median(settling), "s"),
    ]


def pairs(quick: bool) -> list[Figure]:
    """Paired seeds of baseline and cuts on two workers."""
    seeds, years = (2, 2) if quick else (20, 5)  # the cuts come after a year
    scenario, baseline = load_scenario("cuts-2015"), load_scenario("baseline")
    began = Spent.now()
    finished = [
        began.since()
        for _ in compare(resolve(WIJK), scenario, baseline, range(1, seeds + 1), years, workers=2)
    ]
    group = f"the same, {seeds} paired seeds of baseline and cuts, {52 * years} weeks"
    return [
        Figure(group, "first result, settling included", finished[0].wall, "s", 0.5),
        Figure(group, "all", finished[-1].wall, "s", 5),
        Figure(group, "all, time of both processors", finished[-1].cpu, "CPU s"),
    ]


def million(quick: bool) -> list[Figure]:
    """A large place on one core for a year, in a process of its own."""
    figures: list[Figure] = alone(_large, ("GM0273",) if quick else MILLION)
    return figures


def _large(codes: tuple[str, ...]) -> list[Figure]:
    place = together(codes)
    simulate(prepare(resolve("WK027301"), 1), Timeline(), 2)  # warm
    group = f"{place.name}, {place.residents:,} residents, full model on one core"
    began = Spent.now()
    settled = prepare(place, 1)
    settling = began.since()
    spent = _year(settled)
    total = sum(spent.values())
    resident_weeks = 52 * place.residents
    everybody = len(settled.world.people.key)
    figures = [
        Figure(group, "52 weeks", total, "CPU s"),
        Figure(
            group,
            "million resident-weeks per CPU second",
            resident_weeks / total / 1e6,
            "",
            20,
            at_least=True,
        ),
        Figure(
            group,
            "the same, kin elsewhere counted too",
            52 * everybody / total / 1e6,
            "",
        ),
        Figure(group, "population and settling before", settling.cpu, "CPU s"),
        Figure(group, "people in the run, kin elsewhere included", everybody, "persons"),
        Figure(
            group, "bytes a resident, with ties", settled.world.bytes() / place.residents, "B", 250
        ),
        Figure(group, "bytes a person, with ties", settled.world.bytes() / everybody, "B"),
        Figure(group, "peak memory (settled state and one run)", peak_bytes() / 2**30, "GiB"),
    ]
    figures += [
        Figure("its CPU time by process", name, 1e9 * seconds / resident_weeks, "ns/resident-week")
        for name, seconds in spent.items()
    ]
    figures += [
        Figure(
            "its memory by table",
            name,
            columns.bytes_of(getattr(settled.world, name)) / place.residents,
            "B/resident",
        )
        for name in TABLES
    ]
    return figures


def _year(settled: Settled) -> dict[str, float]:
    """CPU seconds of each process over 52 weeks."""
    world = start(settled, 52)
    assert isinstance(world.observations, Observations)
    spent = dict.fromkeys((process.name for process in WEEK), 0.0)
    for _ in range(52):
        world.change({})  # as `advance` does: no parameter changes in these weeks
        for process in WEEK:
            began = time.process_time()
            process(world)
            spent[process.name] += time.process_time() - began
        world.week += 1
    return spent
