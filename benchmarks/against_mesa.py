"""Three processes of the week in columns and in plain Mesa agents, in the same minute."""

from typing import Any

from benchmarks.measuring import Figure, Spent
from benchmarks.plain_mesa import PlainModel
from zorgzaam.agents.people import AT_HOME
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.processes.asking import ASKING
from zorgzaam.model.processes.delivery import DELIVERY
from zorgzaam.model.processes.health import HEALTH
from zorgzaam.model.processes.strain import STRAIN
from zorgzaam.model.simulation import new_world, prepare, start
from zorgzaam.model.world import World

PLACE = "WK027301"  # Bosgebied en Krachtighuizen, Putten: 1,945 residents


def live(world: World, weeks: int) -> None:
    """Asking, delivery and strain in columns."""
    for _ in range(weeks):
        for process in (ASKING, DELIVERY, STRAIN):
            process(world)
        world.week += 1


def in_columns(world: World) -> dict[str, float]:
    """What is compared: hours received, from whom, and who is strained."""
    used = world.ties.giver >= 0
    volunteers = world.ties.relation == VOLUNTEER
    return {
        "informal hours": float(world.ties.delivered[used & ~volunteers].sum()),
        "volunteer hours": float(world.ties.delivered[used & volunteers].sum()),
        "unmet hours": float(world.files.unmet[world.people.care_file[world.people_in_need]].sum()),
        "carers": float((world.people.hours_given > 0).sum()),
        "heavily strained": float((world.people.weeks_heavy > 0).sum()),
    }


def in_objects(model: Any) -> dict[str, float]:
    """The same of the plain Mesa model."""
    ties = [tie for person in model.people for tie in person.received]
    needy = [person for person in model.people if person.need is not None]
    return {
        "informal hours": sum(tie.delivered for tie in ties if tie.relation != VOLUNTEER),
        "volunteer hours": sum(tie.delivered for tie in ties if tie.relation == VOLUNTEER),
        "unmet hours": sum(sum(person.unmet) for person in needy),
        "carers": float(sum(person.hours_given > 0 for person in model.people)),
        "heavily strained": float(sum(person.weeks_heavy > 0 for person in model.people)),
    }


def agreement() -> list[Figure]:
    """Both from the same world in which nothing is arranged yet: half a year later they agree."""
    world = new_world(resolve(PLACE), 1, default_values())
    HEALTH(world)
    model = PlainModel(world.copy())
    live(world, 26)
    for _ in range(26):
        model.step()
    ours, plain = in_columns(world), in_objects(model)
    group = "what the two lead to in 26 weeks from nothing arranged: plain Mesa / zorgzaam"
    return [Figure(group, name, plain[name] / ours[name], "times") for name in ours]


def against_mesa(quick: bool) -> list[Figure]:
    """CPU time for a resident and a week of both, from the same settled world."""
    place = resolve(PLACE)
    settled = prepare(place, 1)
    live(start(settled), 4)  # warm
    weeks = {"columns": 104, "objects": 2 if quick else 12}
    world = start(settled)
    residents = int(((world.people.area < world.n_areas) & (world.people.status == AT_HOME)).sum())
    began = Spent.now()
    live(world, weeks["columns"])
    ours = began.since().cpu / weeks["columns"] / residents
    model = PlainModel(start(settled))
    began = Spent.now()
    for _ in range(weeks["objects"]):
        model.step()
    plain = began.since().cpu / weeks["objects"] / residents
    group = f"asking, delivery and strain, {residents:,} residents at home with kin elsewhere"
    return [
        Figure(group, "zorgzaam", 1e9 * ours, "CPU ns/resident-week"),
        Figure(group, "plain Mesa agents", 1e9 * plain, "CPU ns/resident-week"),
        Figure(group, "plain Mesa / zorgzaam", plain / ours, "times"),
        *agreement(),
    ]
