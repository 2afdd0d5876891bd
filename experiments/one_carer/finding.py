"""A carer to whom something of every kind can happen in one week, and what is seen of the two."""

from typing import Any, Final, NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import DOMAIN_NAMES
from zorgzaam.agents.people import AT_HOME, SEVERE, WEEKS_PER_YEAR
from zorgzaam.model.care.ties import main_tie
from zorgzaam.model.turns import has_turn
from zorgzaam.model.world import World

OLD: Final = 65  # age of the recipient, at least
MANY_HOURS: Final = 8  # given by the carer, at least
AGES: Final = range(45, 75)  # of the carer, as most are


class Pair(NamedTuple):
    """The carer of the page, and who is cared for most: rows of people."""

    carer: int
    recipient: int


def fits(world: World, carer: int) -> Pair | None:
    """Whether something of every kind can happen this week to this carer and the recipient."""
    people, ties, files = world.people, world.ties, world.files
    main = int(main_tie(world.handle, carer))
    if main < 0 or people.status[carer] != AT_HOME or age(world, carer) not in AGES:
        return None
    recipient = int(ties.recipient[main])
    file = people.care_file[recipient]
    if (
        people.area[recipient] < world.n_areas
        and people.status[recipient] == AT_HOME
        and has_turn(recipient, world.week)
        and people.severity[recipient] == SEVERE
        and age(world, recipient) >= OLD
        and people.weeks_heavy[carer] > 0
        and people.hours_given[carer] >= MANY_HOURS
        and files.short[file] == 1
        and (files.professional[file] >= 0).any()
    ):
        return Pair(carer, recipient)
    return None


def find(world: World) -> Pair | None:
    """The first row that fits this week."""
    for carer in np.flatnonzero(world.people.hours_given[: world.area_rows[world.n_areas]] > 0):
        if has_turn(int(carer), world.week):
            pair = fits(world, int(carer))
            if pair is not None:
                return pair
    return None


def age(world: World, person: int) -> int:
    """Age in whole years."""
    return int((world.week - world.people.birth_week[person]) / WEEKS_PER_YEAR)


def received(world: World, recipient: int) -> list[int]:
    """The care ties of a recipient."""
    slots, slot = [], world.people.first_received[recipient]
    while slot >= 0:
        slots.append(int(slot))
        slot = world.ties.next_of_recipient[slot]
    return slots


def snapshot(world: World, pair: Pair) -> dict[str, Any]:
    """What is compared before and after a process."""
    people, files, ties, file = (
        world.people,
        world.files,
        world.ties,
        world.people.care_file[pair.recipient],
    )
    return {
        "ties": {
            (int(ties.giver[s]), int(ties.domain[s]), int(ties.since[s])): round(
                float(ties.hours[s]), 2
            )
            for s in received(world, pair.recipient)
        },
        "state": files.state[file].tolist(),
        "granted": files.granted[file].round(2).tolist(),
        "formal": files.formal[file].round(2).tolist(),
        "professional": files.professional[file].tolist(),
        "unmet": files.unmet[file].round(2).tolist(),
        "strain": float(people.strain[pair.carer]),
        "weeks_heavy": int(people.weeks_heavy[pair.carer]),
        "given": float(people.hours_given[pair.carer]),
        "severity": int(people.severity[pair.recipient]),
    }


def new_ties(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What changed in the care ties of the recipient, in words."""
    told = []
    for key, value in after["ties"].items():
        giver, domain, _ = key
        old = before["ties"].get(key)
        if old is None:
            told.append(f"row {giver} began with {value:.1f} hours of {DOMAIN_NAMES[domain]}")
        elif old != value:
            told.append(f"row {giver} went from {old:.1f} to {value:.1f} hours")
    gone = set(before["ties"]) - set(after["ties"])
    told += [
        f"row {giver} stopped with {DOMAIN_NAMES[domain]}" for giver, domain, _ in sorted(gone)
    ]
    return "; ".join(told).replace("_", " ")


def drawn(world: World, purpose: int, week: int, person: int, *nth: int) -> float:
    """The number that somebody draws for a purpose in a week."""
    stream = np.uint64(draws.stream(world.seed, purpose, week))
    for n in nth:
        stream = np.uint64(draws.nth(stream, n))
    return float(draws.uniform(stream, world.people.key[person]))


def said(name: str) -> str:
    """A name of the code as text."""
    return name.replace("_", " ")
