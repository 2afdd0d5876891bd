"""How far areas are from each other: the middles of their outlines, in kilometres.

An area without an outline (gone by 2022, the year of the outlines) stands in the middle of the other
areas of its municipality, else of its province.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.model.places.boundaries import Ring, boundaries
from zorgzaam.model.places.figures import Place
from zorgzaam.model.places.shipped import table

_KM_PER_DEGREE: Final = 111.2
_LATITUDE: Final = 52.2  # of the middle of the country


def middles_km(place: Place) -> NDArray[np.float64]:
    """East and north of each area of a place, in kilometres on a flat map of the country."""
    outlines = boundaries(area.code for area in place.areas)
    middles = np.array([_middle(outlines[area.code]) for area in place.areas])
    residents = np.array([area.residents for area in place.areas])
    provinces = table("wijken")["provincie"].to_dict()
    for groups in (
        [area.municipality_code for area in place.areas],
        [str(provinces.get(area.code)) for area in place.areas],
        ["the country"] * len(residents),
    ):
        _fill(middles, residents, np.array(groups))
    return middles


def _fill(
    middles: NDArray[np.float64], residents: NDArray[np.int64], groups: NDArray[np.str_]
) -> None:
    """Put areas without a middle where the residents of their group are, if any is known."""
    known = ~np.isnan(middles[:, 0])
    for group in sorted(set(groups[~known])):
        its = groups == group
        if (its & known).any():
            weights = residents[its & known]
            middles[its & ~known] = np.average(middles[its & known], axis=0, weights=weights)


def _middle(rings: list[Ring]) -> tuple[float, float]:
    """Centre of gravity of the largest ring; NaN where there is none."""
    largest = 0.0
    east = north = math.nan
    for ring in rings:
        points = np.array(ring)
        (x1, y1), (x2, y2) = points[:-1].T, points[1:].T
        cross = x1 * y2 - x2 * y1
        twice = cross.sum()
        if abs(twice) > largest:
            largest = abs(twice)
            east = float(((x1 + x2) * cross).sum() / (3 * twice))
            north = float(((y1 + y2) * cross).sum() / (3 * twice))
    return east * _KM_PER_DEGREE * math.cos(math.radians(_LATITUDE)), north * _KM_PER_DEGREE
