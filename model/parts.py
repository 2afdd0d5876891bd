"""Parts of a very large place: work that touches nothing but its own rows is done side by side.

A part is a stretch of whole municipalities, as long as the place says and not the machine: sums are
taken part by part, in order, and are the same on any number of processors. All but the country is one
part.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from zorgzaam.model.world import World

ROWS_A_PART: Final = 1_000_000
LARGE_ROWS: Final = 4_000_000  # people of a place that is worth dividing


class Part(NamedTuple):
    """Areas, rows and places in `in_need` from the first one up to and not including the last one."""

    first_area: int
    last_area: int
    first_row: int
    last_row: int
    first_need: int
    last_need: int


def parts_of(world: World) -> list[Part]:
    """The parts of a place, the people elsewhere in the last one."""
    rows: list[int] = world.area_rows.tolist()
    edges = world.derived(_edges, world) if is_large(world) else [0]
    area_at = [*edges, world.n_areas]
    row_at = [*(rows[area] for area in edges), rows[-1]]
    need_at = np.searchsorted(world.people_in_need, row_at).tolist()
    return [
        Part(*area_at[n : n + 2], *row_at[n : n + 2], *need_at[n : n + 2])
        for n in range(len(edges))
    ]


def _edges(world: World) -> list[int]:
    """First areas of the parts: where no municipality lies on both sides."""
    towns = [area.municipality_code for area in world.place.areas]
    last = {town: area for area, town in enumerate(towns)}
    edges, reaches = [0], -1  # the last area of the municipalities so far
    for area, town in enumerate(towns):
        rows = world.area_rows[area] - world.area_rows[edges[-1]]
        if area > reaches and rows >= ROWS_A_PART:
            edges.append(area)
        reaches = max(reaches, last[town])
    return edges


def is_large(world: World) -> bool:
    """Whether so many people are in the run that it is divided into parts."""
    return len(world.people.key) > LARGE_ROWS


@cache
def _crew() -> ThreadPoolExecutor:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return ThreadPoolExecutor(cores, thread_name_prefix="zorgzaam-part")


def side_by_side(pieces: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each piece of work gives, in their order; kernels let other threads run."""
    if len(pieces) == 1:
        return [pieces[0]()]
    return [future.result() for future in [_crew().submit(piece) for piece in pieces]]


__all__ = ["LARGE_ROWS", "ROWS_A_PART", "Part", "is_large", "parts_of", "side_by_side"]
