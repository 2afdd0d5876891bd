"""Warming up: at the first use of new sources, the week is compiled beside the population.

Compiling takes three quarters of a minute of one processor. The kernels of the population and those
of the week know nothing of each other, so another process compiles the latter, on a world without
anybody, and leaves them in the cache on disk. This process has less to do and takes one step of the
week over: `OBSERVE`, a quarter of it, which shares hardly a rule with the others.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np

from zorgzaam.agents import columns
from zorgzaam.agents.care_file import CareFiles
from zorgzaam.agents.kernel import CACHE_IS_SHARED, is_compiled
from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.people import People
from zorgzaam.agents.professional import Professionals
from zorgzaam.model.areas import Areas
from zorgzaam.model.households import Households
from zorgzaam.model.initiatives import InitiativeRule, make_initiatives
from zorgzaam.model.network import CareTies, Contacts
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places.figures import Place
from zorgzaam.model.population.health import BANDS
from zorgzaam.model.processes.observe import OBSERVE, Observations
from zorgzaam.model.week import SETTLING_WEEK, WEEK
from zorgzaam.model.world import World, empty_slots

_COMMAND: Final = "from zorgzaam.model.warm_up import compile_week; compile_week()"
_warm = threading.Event()


def empty_world() -> World:
    """A world of one area with one address, where nobody lives."""
    people, households = columns.make(People, 1), columns.make(Households, 1)
    values, areas = default_values(), columns.make(Areas, 2)
    initiatives, areas.first_initiative[:] = make_initiatives([0], rule_of(InitiativeRule, values))
    return World(
        place=Place("", "", "wijk", 0, (), ""),
        seed=0,
        week=-1,
        n_areas=1,
        people=people,
        households=households._replace(first_row=np.array([0, 1], dtype=np.int32)),
        contacts=columns.make(Contacts, 1)._replace(start=np.array([0, 0], dtype=np.int32)),
        files=columns.make(CareFiles, 1),
        ties=columns.make(CareTies, 1),
        professionals=columns.make(Professionals, 1),
        areas=areas,
        initiatives=initiatives,
        slots=empty_slots(),
        in_need=np.zeros(2, dtype=np.int32),
        health_profile=np.zeros((2, BANDS, 4)),
        upward_rates=np.zeros((2, BANDS, 3)),
        area_rows=np.array([0, 1, 1], dtype=np.int64),
        values=values,
    )


def _observed_world() -> World:
    """An empty world in its first week, of which the books are kept."""
    world = empty_world()
    world.week = 0
    world.observations = Observations.of(1, world)
    return world


def compile_week() -> None:
    """Lives a week of settling and a week of a run, so that all their kernels are compiled."""
    for week, world in ((SETTLING_WEEK, empty_world()), (WEEK, _observed_world())):
        for process in week:
            process(world)


@contextmanager
def week_compiled_beside() -> Iterator[None]:
    """While the body runs another process compiles the week, where that was not yet done."""
    if is_compiled() or _warm.is_set() or not CACHE_IS_SHARED:
        yield
        return
    _warm.set()
    beside = subprocess.Popen([sys.executable, "-c", _COMMAND])
    try:
        yield
        OBSERVE(_observed_world())
        beside.wait()  # if it failed, the week is compiled here
    finally:
        beside.kill()
