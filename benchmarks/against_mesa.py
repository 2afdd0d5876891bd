"""Three processes of the week in columns and in plain Mesa agents, in the same minute."""

from typing import Final

import numpy as np

from benchmarks.measuring import Figure, Spent
from benchmarks.plain_mesa import PlainModel
from zorgzaam.agents.people import AT_HOME
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.processes.asking import ASKING
from zorgzaam.model.processes.delivery import DELIVERY
from zorgzaam.model.processes.family import FAMILY
from zorgzaam.model.processes.health import HEALTH
from zorgzaam.model.processes.strain import STRAIN
from zorgzaam.model.simulation import new_world, prepare, start
from zorgzaam.model.world import World

WIJK: Final = "WK051306"  # Kort Haarlem, Gouda: 10,020 residents
SMALL: Final = "WK027301"  # Bosgebied en Krachtighuizen, Putten: 1,945 residents
WEEKS_BEFORE: Final = 8  # tables grow and everything is worked out once: not measured, of neither
REPEATS: Final = 10  # of the columns, whose time is short
WEEKS_OF_AGREEMENT: Final = 26
SEEDS_OF_AGREEMENT: Final = range(1, 9)


def live(world: World, weeks: int) -> None:
    """Asking, delivery and strain in columns."""
    for _ in range(weeks):
        for process in (ASKING, DELIVERY, STRAIN):
            process(world)
        world.week += 1


def live_plainly(model: PlainModel, weeks: int) -> None:
    """The same in objects."""
    for _ in range(weeks):
        model.step()


def in_columns(world: World) -> dict[str, float]:
    """What is compared: hours received, from whom, and who is strained."""
    people, ties = world.people, world.ties
    used, volunteers = ties.giver >= 0, ties.relation == VOLUNTEER
    carers = people.hours_given > 0
    return {
        "informal hours": float(ties.delivered[used & ~volunteers].sum()),
        "volunteer hours": float(ties.delivered[used & volunteers].sum()),
        "unmet hours": float(world.files.unmet[people.care_file[world.people_in_need]].sum()),
        "carers": float(carers.sum()),
        "sole carers": float((carers & (people.sole_carer == 1)).sum()),
        "heavily strained": float((people.weeks_heavy > 0).sum()),
    }


def in_objects(model: PlainModel) -> dict[str, float]:
    """The same of the plain Mesa model."""
    ties = [tie for person in model.people for tie in person.received]
    carers = [person for person in model.people if person.hours_given > 0]
    return {
        "informal hours": sum(tie.delivered for tie in ties if tie.relation != VOLUNTEER),
        "volunteer hours": sum(tie.delivered for tie in ties if tie.relation == VOLUNTEER),
        "unmet hours": sum(sum(person.unmet) for person in model.in_need),
        "carers": float(len(carers)),
        "sole carers": float(sum(bool(person.sole_carer) for person in carers)),
        "heavily strained": float(sum(person.weeks_heavy > 0 for person in model.people)),
    }


def agreement() -> list[Figure]:
    """From one world in which nothing is arranged yet: half a year later the two agree."""
    bare = new_world(resolve(SMALL), 1, default_values())
    HEALTH(bare)
    FAMILY(bare)  # who is in need is listed
    bare.areas.matches_left[:] = 1000.0  # coordinators have time
    columns, objects = [], []
    for seed in SEEDS_OF_AGREEMENT:
        world = bare.copy()
        world.seed = seed  # the same people, with other chances
        live(world, WEEKS_OF_AGREEMENT)
        columns.append(in_columns(world))
        model = PlainModel(bare, seed)
        live_plainly(model, WEEKS_OF_AGREEMENT)
        objects.append(in_objects(model))
    return [figure for name in columns[0] for figure in _compared(name, columns, objects)]


def _compared(
    name: str, columns: list[dict[str, float]], objects: list[dict[str, float]]
) -> list[Figure]:
    """The ratio of the means over seeds, and how far it may be from 1 by chance."""
    ours = np.array([one[name] for one in columns])
    plain = np.array([one[name] for one in objects])
    ratio = plain.mean() / ours.mean()
    variance = (ratio**2 * ours.var(ddof=1) + plain.var(ddof=1)) / len(ours)
    group = (
        f"what the two lead to in {WEEKS_OF_AGREEMENT} weeks from nothing arranged, "
        f"mean of {len(ours)} seeds: plain Mesa / zorgzaam"
    )
    return [
        Figure(group, name, float(ratio), "times"),
        Figure(group, f"{name}: standard error", float(variance**0.5 / ours.mean()), "times"),
    ]


def against_mesa(quick: bool) -> list[Figure]:
    """CPU time for a resident and a week of both, in the same weeks from the same settled world."""
    settled = prepare(resolve(WIJK), 1)
    weeks = 8 if quick else 24  # whole rounds of turns
    worlds = [start(settled) for _ in range(REPEATS)]
    world = worlds[0]
    residents = int(((world.people.area < world.n_areas) & (world.people.status == AT_HOME)).sum())
    for world in worlds:
        live(world, WEEKS_BEFORE)
    began = Spent.now()
    for world in worlds:
        live(world, weeks)
    ours = began.since().cpu / REPEATS / weeks / residents
    model = PlainModel(start(settled), 1)
    live_plainly(model, WEEKS_BEFORE)
    began = Spent.now()
    live_plainly(model, weeks)
    plain = began.since().cpu / weeks / residents
    group = f"asking, delivery and strain, {residents:,} residents at home with kin elsewhere"
    return [
        Figure(group, "zorgzaam", 1e9 * ours, "CPU ns/resident-week"),
        Figure(group, "plain Mesa agents", 1e9 * plain, "CPU ns/resident-week"),
        Figure(group, "plain Mesa / zorgzaam", plain / ours, "times"),
        *agreement(),
    ]
