"""What a worker does with a piece: settle each population, live its runs together, keep the figures.

A run that fails leaves its traceback, and the others of the piece go on.
"""

import math
import time
import traceback
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.branches import simulate_all
from zorgzaam.experiments.costs import CostRule, costs_of
from zorgzaam.experiments.execution import Cancelled, Kept
from zorgzaam.experiments.outcomes import AGAINST_BASELINE, OUTCOME, outcome_values
from zorgzaam.experiments.parameters import settings
from zorgzaam.experiments.record import figures_sha256
from zorgzaam.experiments.studies.identity import model_version
from zorgzaam.experiments.studies.tasks import Piece, Population, Setting
from zorgzaam.experiments.window import Window, until
from zorgzaam.model.measures import WEEKS_PER_GROUP_PERIOD
from zorgzaam.model.places import resolve
from zorgzaam.model.places.figures import Place
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import Cancelled as Stopped
from zorgzaam.model.simulation import prepare
from zorgzaam.model.timeline import Timeline

_KEPT = Kept(most_residents=200_000)  # settled populations, for a next piece with the same one


class OtherVersionError(InputError):
    """The worker has other code or other figures than whoever sent the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What one run leaves. `error` is empty where it went well."""

    identity: str
    outcomes: tuple[float, ...] = ()  # in the order of `OUTCOMES`
    series: NDArray[np.float32] | None = None  # (quarters, names)
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """A piece that came back: its results, and the processor time that they took."""

    results: tuple[Result, ...]
    seconds: float
    cpu_seconds: float


def do(piece: Piece, cancelled: Cancelled | None = None) -> Done:
    """Carry out a piece. Raises OtherVersionError, and model.simulation.Cancelled where it is told to
    stop; whatever else goes wrong is in the results.
    """
    if piece.setting.model != model_version():
        raise OtherVersionError(
            "this worker has another version of zorgzaam than the study was started with: install "
            "the same one on all machines, and start the workers anew"
        )
    began, cpu = time.perf_counter(), time.thread_time()
    results = [
        result
        for population in piece.populations
        for result in _live(population, piece.setting, cancelled)
    ]
    return Done(tuple(results), time.perf_counter() - began, time.thread_time() - cpu)


def warm_up() -> None:
    """Compile the rules, or read them from disk, before work is handed out."""
    from zorgzaam.model.warm_up import compile_week

    compile_week()


def _live(population: Population, setting: Setting, cancelled: Cancelled | None) -> list[Result]:
    began = time.perf_counter()
    try:
        found = _together(population, setting, cancelled)
    except (OtherVersionError, Stopped):
        raise
    except Exception:
        if len(population.arms) == 1:
            seconds = time.perf_counter() - began
            return [
                Result(population.arms[0].identity, error=traceback.format_exc(), seconds=seconds)
            ]
        alone = [replace(population, arms=(arm,)) for arm in population.arms]
        return [result for each in alone for result in _live(each, setting, cancelled)]
    seconds = (time.perf_counter() - began) / len(found)
    return [Result(*each, seconds=seconds) for each in found]


def _together(
    population: Population, setting: Setting, cancelled: Cancelled | None
) -> list[tuple[str, tuple[float, ...], NDArray[np.float32] | None]]:
    own = {each.code: each for each in setting.own_places}
    place = own.get(population.place) or _shipped(population.place, population.figures_sha256)
    start = settings(dict(population.values)).values
    settled = _KEPT.get(
        (population.place, population.figures_sha256, population.seed, population.values),
        place.residents,
        lambda: prepare(place, population.seed, start, cancelled),
    )
    weeks = setting.weeks
    timelines: set[Timeline] = {arm.timeline for arm in population.arms}
    if population.reference is not None:
        timelines.add(population.reference)
    runs = simulate_all(settled, {(timeline, weeks) for timeline in timelines}, cancelled)
    found = []
    for arm in population.arms:
        run = runs[(arm.timeline, weeks)]
        beside = run if population.reference is None else runs[(population.reference, weeks)]
        costs = costs_of(dict(arm.prices))
        outcomes = outcome_values(run, beside, setting.from_week, costs)
        if population.reference is None:
            outcomes |= dict.fromkeys(AGAINST_BASELINE, math.nan)
        series = _series(run, beside, costs, setting.series) if setting.series else None
        found.append((arm.identity, tuple(outcomes.values()), series))
    return found


def _series(run: Run, beside: Run, costs: CostRule, names: tuple[str, ...]) -> NDArray[np.float32]:
    """Outcomes, or sums of measures over all areas, as means of each quarter of a year."""
    weeks = WEEKS_PER_GROUP_PERIOD
    windows = [
        Window(until(run, first + weeks), until(beside, first + weeks), first, costs)
        for first in range(0, run.weeks - weeks + 1, weeks)
    ]
    rows = [
        [OUTCOME[name].formula(window) if name in OUTCOME else window.mean(name) for name in names]
        for window in windows
    ]
    return np.array(rows, dtype=np.float32).reshape(len(windows), len(names))


@cache
def _shipped(code: str, sha256: str) -> Place:
    place = resolve(code)
    if figures_sha256(place) != sha256:
        raise OtherVersionError(
            f"this worker has other figures of {code} than the study was started with: install the "
            "same version of zorgzaam on all machines"
        )
    return place
