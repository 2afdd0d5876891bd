"""Zones: the areas of a place as they are shown and written down, municipalities where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.model.places.figures import Place
from zorgzaam.model.places.shipped import municipalities

MOST_AREAS: Final = 150  # above that municipalities take their place


@dataclass(frozen=True, slots=True)
class Zone:
    """One or more areas that are shown as one."""

    code: str
    name: str
    areas: tuple[int, ...]


def has_many_areas(place: Place) -> bool:
    """Whether the areas are too many to be shown one by one."""
    return len(place.areas) > MOST_AREAS


def zones_of(place: Place) -> list[Zone]:
    """The areas of a place, or its municipalities where there are too many areas."""
    if not has_many_areas(place):
        return [Zone(area.code, area.name, (index,)) for index, area in enumerate(place.areas)]
    together: dict[str, list[int]] = {}
    for index, area in enumerate(place.areas):
        together.setdefault(area.municipality_code, []).append(index)
    names = municipalities()
    return [Zone(code, names.get(code, code), tuple(areas)) for code, areas in together.items()]


def by_zone(series: NDArray[Any], zones: Sequence[Zone]) -> NDArray[Any]:
    """Sums over the areas of each zone; areas are the second axis of the series."""
    if all(len(zone.areas) == 1 for zone in zones):
        return series
    return np.stack([series[:, list(zone.areas)].sum(axis=1) for zone in zones], axis=1)
