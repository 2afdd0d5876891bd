"""Looking for kin: in which area, who there can be it, and who looks first.

In the whole country a relative whom nobody in the area can be is looked for in the areas around it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.model.population.exact import ascending, draw
from zorgzaam.model.population.reach import Reach, area_at

Array = NDArray[Any]

_ROUNDS: Final = 32  # in which kin are looked for in the whole country
AREAS_TRIED: Final = 30  # nearest to where somebody lives who is not found there

# kinds of draw inside KIN (never renumber)
SCOPE = 4
_TARGET_AREA = 5
_TURN = 15


@kernel
def grouped(group: Array, groups: int) -> tuple[Array, Array]:
    """Rows by group (counting sort): members of g are rows[start[g]:start[g + 1]]; -1 is nowhere."""
    start = np.zeros(groups + 1, np.int64)
    for i in range(group.size):
        if group[i] >= 0:
            start[group[i] + 1] += 1
    for g in range(groups):
        start[g + 1] += start[g]
    rows = np.empty(start[groups], np.int32)
    at = start.copy()
    for i in range(group.size):
        if group[i] >= 0:
            rows[at[group[i]]] = i
            at[group[i]] += 1
    return start, rows


@kernel
def _lots(keys: Array, base: int) -> Array:
    """In which of the rounds each has a turn."""
    lots = np.empty(keys.size, np.uint8)
    for i in range(keys.size):
        lots[i] = int(_ROUNDS * draw(base, _TURN, keys[i]))
    return lots


def turns(rows: Array, keys: Array, base: Any, reach: Reach) -> Array:
    """In which order these look for kin: as they stand, in the whole country in rounds by lot.

    There are fewer children than are looked for there, and the last provinces would find none.
    """
    return rows[ascending(_lots(keys[rows], base))] if len(reach.nearest) > 0 else rows


@kernel
def search_area(home: int, base: int, key: int, reach: Reach) -> int:
    """The area of the place in which a relative of somebody in this area lives, or -1."""
    u = draw(base, SCOPE, key)
    if u < reach.area[home]:
        return home
    return area_at(home, u, draw(base, _TARGET_AREA, key), reach)


@kernel
def _take(
    area: int, age: int, lowest: int, highest: int, family: int, start: Array, end: Array,
    rows: Array, origin: Array, partner: Array,
) -> int:  # fmt: skip
    """Somebody of about this age in this area who has no family yet, or -1."""
    for step in range(9):
        wanted = age + (step + 1) // 2 * (1 if step % 2 else -1)
        if wanted < lowest or wanted > highest or wanted < 0 or wanted > 100:
            continue
        group = area * 101 + wanted
        while end[group] > start[group] and origin[rows[end[group] - 1]] >= 0:
            end[group] -= 1
        if end[group] > start[group]:
            row = rows[end[group] - 1]
            if partner[row] >= 0 and origin[partner[row]] == family:
                continue  # partners do not share their parents
            end[group] -= 1
            return int(row)
    return -1


@kernel
def free_of_age(start: Array) -> Array:
    """How many of each age have no family yet, at first."""
    free = np.zeros(101, np.int64)
    for group in range(start.size - 1):
        free[group % 101] += start[group + 1] - start[group]
    return free


@kernel
def take_around(
    area: int, age: int, lowest: int, highest: int, family: int, start: Array, end: Array,
    rows: Array, origin: Array, partner: Array, free: Array, reach: Reach,
) -> int:  # fmt: skip
    """The same here, and in the whole country else in the nearest area where there is somebody.

    `free` is how many of each age there still are, so that nobody is looked for in vain.
    """
    found = _take(area, age, lowest, highest, family, start, end, rows, origin, partner)
    tried = min(AREAS_TRIED, len(reach.nearest))
    if found < 0 and tried > 1:
        left = 0
        for near_age in range(max(age - 4, lowest, 0), min(age + 4, highest, 100) + 1):
            left += free[near_age]
        tried = tried if left > 0 else 0
    rank = 1
    while found < 0 and rank < tried:
        nearby = reach.nearest[area, rank]
        found = _take(nearby, age, lowest, highest, family, start, end, rows, origin, partner)
        rank += 1
    return found


__all__ = ["AREAS_TRIED", "SCOPE", "free_of_age", "grouped", "search_area", "take_around", "turns"]
