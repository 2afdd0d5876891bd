"""How limited people are where kin elsewhere live: most live in the region, and regions differ.

The reach curve counts people from near to far. Read at the municipalities one after the other, from
the nearest to the farthest, it says how many of the kin outside a place live in each of them; their
published rates are averaged with these weights.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.model.places.boundaries import boundaries
from zorgzaam.model.places.distances import middle_km, middles_km
from zorgzaam.model.places.figures import COUNTRY_CODE, COUNTRY_KIND, HEALTH_YEAR, Place
from zorgzaam.model.places.shipped import table
from zorgzaam.model.population.reach import ReachRule, share_within

Array = NDArray[Any]

# in the order of the rates of `health`: [18+ or 65+, limited or physical or severe]
_RATES = tuple(
    f"{figure}_{age}_{HEALTH_YEAR}"
    for age in ("18p", "65p")
    for figure in ("beperkt_gezondheid", "lichamelijke_beperking", "ernstig_beperkt")
)
_RESIDENTS = "inwoners_2020"


class _Municipalities(NamedTuple):
    codes: tuple[str, ...]
    residents: Array
    rates: Array  # against the mean of all, [municipality, 2 x 3]
    middles_km: Array


@cache
def _municipalities() -> _Municipalities:
    """Those with published rates and an outline (some of 2020 were gone by 2022)."""
    known = table("municipalities").dropna(subset=[*_RATES, _RESIDENTS])
    known = known[[not code.startswith(COUNTRY_CODE) for code in known.index]]
    outlines = boundaries(known.index)
    known = known[[bool(outlines[code]) for code in known.index]]
    residents = known[_RESIDENTS].to_numpy(float)
    rates = known[list(_RATES)].to_numpy(float)
    return _Municipalities(
        tuple(known.index),
        residents,
        rates / np.average(rates, axis=0, weights=residents),
        np.array([middle_km(outlines[code]) for code in known.index]),
    )


def _middle(place: Place, there: _Municipalities) -> Array:
    """East and north of a place; of its municipalities where its areas have no outline, else NaN."""
    middles = middles_km(place)
    for at, area in enumerate(place.areas):
        if np.isnan(middles[at]).any() and area.municipality_code in there.codes:
            middles[at] = there.middles_km[there.codes.index(area.municipality_code)]
    return np.average(middles, axis=0, weights=[area.residents + 1.0 for area in place.areas])


def rates_of_region(place: Place, rule: ReachRule) -> Array:
    """Rates of limitation where kin outside a place live, against those of the country.

    [18+ or 65+, limited or physical or severe]. All 1 where nothing of the place has an outline, or
    where the place is the whole country.
    """
    there = _municipalities()
    inside = {area.municipality_code for area in place.areas}
    middle = _middle(place, there)
    if place.kind == COUNTRY_KIND or np.isnan(middle).any():
        return np.ones((2, 3))
    own = float(place.residents)
    distance = np.hypot(*(there.middles_km - middle).T)
    distance[[code in inside for code in there.codes]] = 0.0  # what is left of the own ones
    left = there.residents.copy()
    mine = np.flatnonzero(distance == 0.0)
    left[mine] *= max(0.0, 1.0 - own / max(1.0, left[mine].sum()))
    order = np.argsort(distance, kind="stable")
    within = np.concatenate([[own], own + np.cumsum(left[order])])
    weights = np.diff([share_within(float(people), rule) for people in within])
    if weights.sum() <= 0.0:
        return np.ones((2, 3))
    return np.average(there.rates[order], axis=0, weights=weights).reshape(2, 3)
