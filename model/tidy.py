"""Tidying: after the settling period files and care ties are put in the order of people.

Slots were given and freed for years, so that neighbours in the tables of people had their ties all
over the table. In order, a week reads memory from front to back, and no room is wasted.
"""

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import columns
from zorgzaam.agents.people import NOBODY
from zorgzaam.model.care.ties import FILES_USED, FREE_FILE, FREE_TIE, TIES_USED
from zorgzaam.model.world import World

_SPARE_SHARE = 0.05  # free rows, for the first weeks
_SPARE_ROWS = 32


def _new_places(order: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    """Old row -> new row, or NOBODY; one entry more, so that NOBODY (-1) stays itself."""
    places = np.full(rows + 1, NOBODY, dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def _in_order(table: columns.Table, order: NDArray[np.int64]) -> columns.Table:
    """The rows of a table in this order, with some room after them."""
    tidy = columns.make(type(table), int(len(order) * (1 + _SPARE_SHARE)) + _SPARE_ROWS)
    for old, new in zip(table, tidy, strict=True):
        new[: len(order)] = old[order]
    return tidy


def tidy_files(world: World) -> None:
    """Care files in the order of the people they belong to."""
    files, people = world.files, world.people
    order = people.care_file[people.care_file >= 0].astype(np.int64)
    places = _new_places(order, len(files.person))
    people.care_file[:] = places[people.care_file]
    world.replace("files", _in_order(files, order))
    world.slots[FILES_USED] = len(order)
    world.slots[FREE_FILE] = NOBODY


def tidy_ties(world: World) -> None:
    """Care ties in the order of their givers; the order within each chain stays."""
    ties, people = world.ties, world.people
    used = np.flatnonzero(ties.giver >= 0)
    order = used[np.argsort(ties.giver[used], kind="stable")]
    places = _new_places(order, len(ties.giver))
    tidy = _in_order(ties, order)
    for chain in (tidy.next_of_recipient, tidy.next_of_giver):
        chain[: len(order)] = places[chain[: len(order)]]
    for heads in (people.first_received, people.first_given):
        heads[:] = places[heads]
    world.replace("ties", tidy)
    world.slots[TIES_USED] = len(order)
    world.slots[FREE_TIE] = NOBODY
