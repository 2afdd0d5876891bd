"""Split a wijk into its buurten: the wijk's own figures are the truth, the buurten say where.

Buurten are published for Utrecht, 's-Hertogenbosch and Putten: population of 2024, households of
2023 for Utrecht only, health of 2020. Each age group of the wijk's data year is spread over its
buurten as that age group was spread in 2024, and each household type as in 2023, or, where that is
not published, by residents of the fitting ages (a declared assumption). So the buurten sum to the
wijk in every count, and estates built since are a little fuller than they were in the data year.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from zorgzaam.model.places.complete import Donor, Known, RawArea, apportion, complete
from zorgzaam.model.places.figures import (
    AGE_GROUPS,
    FIGURE,
    HOUSEHOLD_TYPES,
    AreaFigures,
    Filled,
)
from zorgzaam.model.places.shipped import buurten_of_wijk

_HOUSEHOLDS_YEAR = 2023
_ADD_UP = 0.02  # the buurten together may differ this much from the wijk in the year they share


def as_donor(area: AreaFigures) -> Donor:
    """A complete area as a donor for its parts."""
    values = {
        name: Known(float(getattr(area, name)), figure.usual_year or area.year)
        for name, figure in FIGURE.items()
    }
    return Donor(area.code, values)


@cache
def split_wijk(wijk: AreaFigures) -> tuple[AreaFigures, ...]:
    """The wijk's buurten where they are published and add up, otherwise the wijk itself."""
    published = buurten_of_wijk(wijk.code)
    lived_in = published[published["residents"] > 0]
    if len(lived_in) < 2 or not _adds_up(lived_in):
        return (wijk,)
    ages = {name: _spread(getattr(wijk, name), list(lived_in[name])) for name in AGE_GROUPS}
    residents = [sum(parts) for parts in zip(*ages.values(), strict=True)]
    kept = [i for i, count in enumerate(residents) if count > 0]
    lived_in = lived_in.iloc[kept]
    ages = {name: [parts[i] for i in kept] for name, parts in ages.items()}
    residents = [residents[i] for i in kept]
    households = _households(wijk, lived_in, residents, ages)
    sizes, weights = lived_in["household_size"], lived_in["households"]
    published_mean = float((sizes * weights).sum() / weights.sum()) if weights.sum() else 1.0
    buurten = []
    for i, (code, row) in enumerate(lived_in.iterrows()):
        counts = {name: parts[i] for name, parts in (ages | households).items()}
        counts["residents"] = residents[i]
        counts["households"] = sum(parts[i] for parts in households.values())
        buurten.append(_buurt(wijk, str(code), row, counts, published_mean))
    return tuple(buurten)


def _adds_up(buurten: pd.DataFrame) -> bool:
    """Whether the buurten together are the wijk of the same year."""
    wijk_residents = float(buurten["wijk_residents"].iloc[0])
    return bool(abs(buurten["residents"].sum() - wijk_residents) <= _ADD_UP * wijk_residents)


def _spread(total: int, weights: Sequence[float]) -> list[int]:
    """Apportion; where no buurt has any of them, evenly."""
    return apportion(total, weights if sum(weights) > 0 else [1.0] * len(weights))


def _households(
    wijk: AreaFigures,
    buurten: pd.DataFrame,
    residents: Sequence[int],
    ages: dict[str, list[int]],
) -> dict[str, list[int]]:
    """Households of each type by buurt: they sum to the wijk, and everybody can be housed."""
    children = ages["residents_0_14"]
    adults = [total - young for total, young in zip(residents, children, strict=True)]
    spread: dict[str, list[int]] = {}
    if buurten[list(HOUSEHOLD_TYPES)].notna().all(axis=None):
        for name in HOUSEHOLD_TYPES:
            spread[name] = _spread(getattr(wijk, name), list(buurten[name]))
    else:
        with_children = _spread(wijk.households_with_children, children)
        # two parents each, so what is left are the adults of the other households
        others = [
            max(0, grown - 2 * families)
            for grown, families in zip(adults, with_children, strict=True)
        ]
        spread["households_single"] = _spread(wijk.households_single, others)
        spread["households_without_children"] = _spread(wijk.households_without_children, others)
        spread["households_with_children"] = with_children
    _make_room(spread, residents, adults)
    return spread


def _make_room(
    spread: dict[str, list[int]], residents: Sequence[int], adults: Sequence[int]
) -> None:
    """Move households between buurten until each has the people for its households.

    The shares are of other years than the residents, so a small buurt can get more households than
    people, or people without a household. Changes `spread` in place, sums stay.
    """
    single, couples, families = (spread[name] for name in HOUSEHOLD_TYPES)

    def room(i: int) -> int:
        """People left over when every household has the fewest people, and the adults, it can."""
        people = residents[i] - single[i] - 2 * couples[i] - 2 * families[i]
        return min(people, adults[i] - single[i] - 2 * couples[i] - families[i])

    everywhere = range(len(residents))
    for households, people_freed in ((families, 2), (couples, 2), (single, 1)):
        for i in everywhere:
            while room(i) < 0 and households[i] > 0:
                roomiest = max(everywhere, key=room)
                if room(roomiest) < people_freed:
                    break
                households[i] -= 1
                households[roomiest] += 1
    for i in everywhere:
        fullest = max(everywhere, key=lambda j: single[j])
        if single[i] + couples[i] + families[i] == 0 and room(i) > 0 and single[fullest] > 1:
            single[fullest] -= 1
            single[i] += 1


def _household_size(
    wijk: AreaFigures, row: pd.Series[Any], counts: Mapping[str, int], published_mean: float
) -> float:
    """The buurt's mean household size, on the wijk's level and possible for its households."""
    households = counts["households"]
    if households == 0:
        return wijk.household_size
    published = float(row["household_size"])
    if not math.isnan(published):
        size = published * wijk.household_size / published_mean
    else:
        size = wijk.household_size * (counts["residents"] / households)
        size /= wijk.residents / wijk.households
    fewest = 2 * households - counts["households_single"]
    return min(max(size, fewest / households), counts["residents"] / households)


def _buurt(
    wijk: AreaFigures, code: str, row: pd.Series[Any], counts: dict[str, int], published_mean: float
) -> AreaFigures:
    """One buurt, what it does not publish taken from its wijk."""
    of_data_year = {name: float(count) for name, count in counts.items()}
    of_data_year["household_size"] = _household_size(wijk, row, counts, published_mean)
    values = {name: Known(value, wijk.year) for name, value in of_data_year.items()}
    for name, figure in FIGURE.items():
        if name not in values and name in row and not math.isnan(row[name]):
            values[name] = Known(float(row[name]), figure.usual_year or _HOUSEHOLDS_YEAR)
    raw = RawArea(
        code=code,
        name=str(row["name"]),
        kind="buurt",
        municipality_code=wijk.municipality_code,
        municipality=wijk.municipality,
        year=wijk.year,
        values=values,
    )
    area = complete(raw, (as_donor(wijk),))
    spread = tuple(
        Filled(name, wijk.code, value, wijk.year) for name, value in of_data_year.items()
    )
    return replace(area, filled=spread + area.filled)
