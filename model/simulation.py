"""One run: build the population, let arrangements settle, live the weeks, return a value.

The settled state depends on place, seed and baseline parameters only, so the arms of a comparison
share it. A run never changes it, unless it is told that it is the last one to need it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import columns, draws
from zorgzaam.agents.care_file import (
    SERVICES,
    T_HOUSEHOLD_HELP,
    T_INFORMAL,
    T_NEED,
    T_ORDINARY,
    T_ORIGIN,
    T_UNMET,
    T_VOLUNTEER,
    CareFiles,
)
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.people import EMPTY, NURSING_HOME, WEEKS_PER_YEAR, age_years
from zorgzaam.agents.professional import Professionals
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.areas import Areas
from zorgzaam.model.care.files import NeedRule, open_missing
from zorgzaam.model.care.services import FormalCareRule
from zorgzaam.model.initiatives import InitiativeRule, make_initiatives
from zorgzaam.model.mortality import MortalityRule
from zorgzaam.model.network import ALREADY_THERE, BEFORE, CareTies
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places.figures import Place
from zorgzaam.model.population import build_population, fabric_of, health_profile
from zorgzaam.model.processes.health import HealthRule, upward_rates
from zorgzaam.model.processes.initiatives import first_coordinators
from zorgzaam.model.processes.life import LifeRule
from zorgzaam.model.processes.observe import Observations
from zorgzaam.model.processes.workforce import first_volunteers
from zorgzaam.model.run import EndState, Run, Trace
from zorgzaam.model.settling import SettlingRule
from zorgzaam.model.start import first_moves
from zorgzaam.model.tidy import tidy_files, tidy_ties
from zorgzaam.model.timeline import Timeline
from zorgzaam.model.warm_up import week_compiled_beside
from zorgzaam.model.week import SETTLING_WEEK, WEEK
from zorgzaam.model.world import World, empty_slots


class Cancelled(Exception):
    """The run was stopped because `cancelled()` said so."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The state at the start of a run: population, ties, indications, reference budgets."""

    place: Place
    seed: int
    values: Mapping[str, float]
    world: World


def check_seed(seed: int) -> int:
    """A usable seed, or an error that says which are."""
    if (
        isinstance(seed, bool)
        or not isinstance(seed, int | np.integer)
        or not 0 <= seed <= draws.MAX_SEED
    ):
        raise InputError(
            f"seed = {seed!r}: a seed is a whole number from 0 to 2^53 - 1 ({draws.MAX_SEED})"
        )
    return int(seed)


def new_world(place: Place, seed: int, values: Mapping[str, float]) -> World:
    """The population with nothing arranged yet."""
    population = build_population(place, seed, values)
    people, households = population.people, population.households
    n_areas = population.n_areas
    areas = columns.make(Areas, n_areas + 1)
    areas.first_household[:] = np.searchsorted(households.area, np.arange(n_areas + 1))
    areas.urbanity[:n_areas] = [area.urbanity for area in place.areas]
    areas.urbanity[n_areas] = 3
    in_home = people.status == NURSING_HOME
    residents = np.bincount(people.area[in_home], minlength=n_areas + 1)
    areas.nursing_home_places[:] = residents
    areas.nursing_home_residents[:] = residents
    fabric = fabric_of(place, values)
    areas.willing[:], areas.contacts[:] = fabric.willing, fabric.contacts
    profile = health_profile(place, values)
    initiatives, areas.first_initiative[:] = make_initiatives(
        [area.residents for area in place.areas], rule_of(InitiativeRule, values)
    )
    first_row = households.first_row[np.append(areas.first_household, len(households.area))]
    world = World(
        place=place,
        seed=seed,
        week=0,
        n_areas=n_areas,
        people=people,
        households=households,
        contacts=population.contacts,
        files=columns.make(CareFiles, int(np.count_nonzero(people.severity) * 1.05) + 64),
        ties=columns.make(CareTies, int(np.count_nonzero(people.severity)) + 64),
        professionals=columns.make(Professionals, 64),
        areas=areas,
        initiatives=initiatives,
        slots=empty_slots(),
        in_need=np.zeros(len(people.key) + 1, dtype=np.int32),
        health_profile=profile,
        upward_rates=np.zeros((n_areas + 1, profile.shape[1], 3)),
        area_rows=first_row.astype(np.int64),
        values=dict(values),
    )
    world.write_levers()
    weeks = int(world.rule(SettlingRule).settling_weeks)
    world.week = -weeks
    first_moves(world.handle, world.rule(LifeRule), weeks)
    open_missing(world.handle, world.rule(NeedRule))
    first_volunteers(world.handle, world.rule(VolunteerRule))
    first_coordinators(world.handle, world.rule(VolunteerRule))
    return world


def prepare(
    place: Place,
    seed: int,
    values: Mapping[str, float] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Settled:
    """The settled state for a place, a seed and baseline parameters (checked numbers by name)."""
    values = dict(default_values() if values is None else values)
    with week_compiled_beside():
        world = new_world(place, check_seed(seed), values)
    rule = world.rule(SettlingRule)
    health = world.rule(HealthRule)
    world.upward_rates[:] = upward_rates(world.health_profile, health)
    cost = np.zeros((world.n_areas + 1, SERVICES))
    for week in range(-int(rule.settling_weeks), 0):
        if cancelled is not None and cancelled():
            raise Cancelled
        world.week = week
        for process in SETTLING_WEEK:
            process(world)
        if week >= -rule.reference_weeks:
            cost += world.areas.spent_eur / rule.reference_weeks
    world.week = 0
    world.upward_rates[:] = upward_rates(world.health_profile, health, world.rule(MortalityRule))
    world.forget_derived()
    formal = world.rule(FormalCareRule)
    smallest = formal.smallest_budget_hours_per_week * formal.tariff_household_help_eur_per_hour
    world.areas.reference_eur[: world.n_areas] = np.maximum(cost[: world.n_areas], smallest)
    world.ties.origin[:] = ALREADY_THERE
    world.areas.standing[:, ALREADY_THERE] = world.areas.standing.sum(axis=1)
    world.areas.standing[:, ALREADY_THERE + 1 :] = 0.0
    world.contacts.met[:] = BEFORE
    world.files.changed[:] = 1
    world.files.totals[:, T_ORIGIN] = world.files.totals[:, T_ORIGIN:].sum(axis=1)
    world.files.totals[:, T_ORIGIN + 1 :] = 0.0
    world.people.total_weeks_heavy[:] = 0
    world.areas.nursing_home_residents[:] = world.areas.nursing_home_places
    tidy_files(world)
    tidy_ties(world)
    return Settled(place, world.seed, values, world)


def start(settled: Settled, weeks: int | None = None, spent: bool = False) -> World:
    """A world of one's own at week 0; with `weeks` given, ready to observe so many.

    `spent` says that nobody needs the settled state any more: it is lived on in its own memory.
    """
    world = settled.world if spent else settled.world.copy()
    if weeks is not None:
        world.observations = Observations.of(weeks, world)
    return world


def advance(world: World, timeline: Timeline) -> None:
    """Lives one week: the changes that are due, then the processes in their order."""
    world.change(timeline.at(world.week))
    for process in WEEK:
        process(world)
    world.week += 1


def simulate(
    settled: Settled,
    timeline: Timeline,
    weeks: int,
    trace_rows: Sequence[int] = (),
    cancelled: Callable[[], bool] | None = None,
    spent: bool = False,
) -> Run:
    """One run of so many weeks from the settled state, which is used up if it is `spent`."""
    if weeks < 1:
        raise InputError(f"weeks = {weeks}: a run lasts at least one week")
    world = start(settled, weeks, spent)
    rows = np.array(trace_rows, dtype=np.int64)
    traced: list[dict[str, NDArray[np.float64]]] = []
    for _ in range(weeks):
        if cancelled is not None and cancelled():
            raise Cancelled
        advance(world, timeline)
        if len(rows):
            traced.append(_look_at(world, rows))
    trace = None
    if len(rows):
        trace = Trace(
            tuple(int(row) for row in rows),
            {name: np.array([w[name] for w in traced]) for name in traced[0]},
        )
    return finished(settled, world, timeline, trace)


def finished(settled: Settled, world: World, timeline: Timeline, trace: Trace | None = None) -> Run:
    """The run that a world has lived, as far as its books were kept."""
    seen = world.observations
    assert seen is not None
    return Run(
        place=settled.place,
        seed=settled.seed,
        weeks=len(seen.weekly),
        timeline=timeline,
        values=settled.values,
        weekly=seen.weekly,
        groups=seen.groups,
        ties=seen.ties,
        network=seen.network,
        end=end_state(world),
        trace=trace,
    )


def end_state(world: World) -> EndState:
    """Everybody who lives in the areas now."""
    people, households = world.people, world.households
    rows = np.flatnonzero((people.area < world.n_areas) & (people.status != EMPTY))
    file = people.care_file[rows]
    unmet = np.where(file >= 0, world.files.totals[file, T_UNMET], 0.0)
    home = people.household[rows]
    return EndState(
        key=people.key[rows],
        row=rows.astype(np.int32),
        area=people.area[rows],
        age_years=((world.week - people.birth_week[rows]) / WEEKS_PER_YEAR).astype(np.float32),
        sex=people.sex[rows],
        severity=people.severity[rows],
        low_income=households.low_income[home],
        owner_occupied=households.owner_occupied[home],
        hours_given=people.hours_given[rows],
        weeks_caring=people.weeks_caring[rows],
        weeks_heavy=people.weeks_heavy[rows],
        total_weeks_heavy=people.total_weeks_heavy[rows],
        main_relation=people.main_relation[rows],
        sole_carer=people.sole_carer[rows],
        unmet_hours=unmet.astype(np.float32),
    )


def _look_at(world: World, rows: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """The lives of some rows this week (see `run.Trace`)."""
    people, files = world.people, world.files
    file = people.care_file[rows]
    has_file = file >= 0

    def total(*which: int) -> NDArray[np.float64]:
        hours = files.totals[file][:, list(which)].sum(axis=1, dtype=np.float64)
        return np.where(has_file, hours, 0.0)

    return {
        "key_low32": (people.key[rows] & np.uint64(0xFFFFFFFF)).astype(np.float64),
        "age_years": np.array([age_years(int(b), world.week - 1) for b in people.birth_week[rows]]),
        "status": people.status[rows].astype(np.float64),
        "severity": people.severity[rows].astype(np.float64),
        "need_hours": total(T_NEED),
        "ordinary_hours": total(T_ORDINARY),
        "formal_hours": total(*range(T_HOUSEHOLD_HELP, T_HOUSEHOLD_HELP + SERVICES)),
        "informal_hours": total(T_INFORMAL, T_VOLUNTEER),
        "unmet_hours": total(T_UNMET),
        "hours_given": people.hours_given[rows].astype(np.float64),
        "strain": people.strain[rows].astype(np.float64),
        "heavy": (people.weeks_heavy[rows] > 0).astype(np.float64),
        "helpers": np.where(has_file, files.helpers[file], 0).astype(np.float64),
    }


__all__ = [
    "Cancelled",
    "Settled",
    "advance",
    "check_seed",
    "end_state",
    "finished",
    "new_world",
    "prepare",
    "simulate",
    "start",
]
