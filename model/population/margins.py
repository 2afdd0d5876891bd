"""The population against the figures that it was made from, area by area."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.people import (
    AT_HOME,
    EMPTY,
    LIGHT,
    MODERATE,
    SEVERE,
    WEEKS_PER_YEAR,
    WOMAN,
)
from zorgzaam.model.households import (
    COUPLE,
    COUPLE_WITH_CHILDREN,
    INSTITUTION,
    LONE_PARENT,
    SINGLE,
)
from zorgzaam.model.places.figures import AGE_GROUPS, FIGURE, AreaFigures, Place
from zorgzaam.model.population.ages import GROUP_BOUNDS
from zorgzaam.model.population.build import Population

Array = NDArray[Any]

_RELATIVE = 0.02
_ROUNDING = 5.0  # counts of areas are published in multiples of 5
_SIZE_ROUNDING = 0.05  # household size has one decimal


class Margin(NamedTuple):
    """One figure of one area: published, made, how far apart, and whether that is near enough.

    Near enough is within 2 % or within 5 of the persons or households that the figure counts (a
    percentage is judged by the count behind it); household size also within its own rounding.
    """

    area: str
    figure: str
    target: float
    made: float
    difference: float
    within: bool


class _Area(NamedTuple):
    """The people and households of one area, as far as its figures count them."""

    age: Array
    woman: Array
    at_home: Array  # in a private household or another institution: the health monitor's people
    private: Array  # in a private household
    severity: Array
    kind: Array  # of private households
    owner: Array
    low_income: Array


def _area(population: Population, index: int) -> _Area:
    people, households = population.people, population.households
    rows = np.flatnonzero((people.area == index) & (people.status != EMPTY))
    homes = np.flatnonzero((households.area == index) & (households.kind != INSTITUTION))
    kinds = households.kind[people.household[rows]]
    at_home = people.status[rows] == AT_HOME
    return _Area(
        np.floor(-people.birth_week[rows] / WEEKS_PER_YEAR).astype(np.int64),
        people.sex[rows] == WOMAN,
        at_home,
        at_home & (kinds != INSTITUTION),
        people.severity[rows],
        households.kind[homes],
        households.owner_occupied[homes],
        households.low_income[homes],
    )


def _rows(area: AreaFigures, made: _Area) -> list[Margin]:
    rows: list[Margin] = []

    def add(figure: str, value: float, counted: float = 1.0, extra: float = 0.0) -> None:
        """A value whose unit stands for so many persons or households."""
        target = float(getattr(area, figure))
        apart = abs(value - target)
        near = apart * counted <= max(_ROUNDING, _RELATIVE * target * counted) + 1e-9
        rows.append(
            Margin(area.code, figure, target, value, value - target, near or apart <= extra + 1e-9)
        )

    add("residents", made.age.size)
    for group, figure in enumerate(AGE_GROUPS):
        low, high = GROUP_BOUNDS[group], GROUP_BOUNDS[group + 1]
        add(figure, int(((made.age >= low) & (made.age < high)).sum()))
    add("women_share", float(made.woman.mean()), made.age.size)
    homes = made.kind.size
    add("households", homes)
    add("households_single", int((made.kind == SINGLE).sum()))
    add("households_without_children", int((made.kind == COUPLE).sum()))
    with_children = (made.kind == COUPLE_WITH_CHILDREN) | (made.kind == LONE_PARENT)
    add("households_with_children", int(with_children.sum()))
    if homes:
        add("household_size", float(made.private.sum() / homes), homes, _SIZE_ROUNDING)
        add("owner_occupied_pct", 100 * float(made.owner.mean()), homes / 100)
        add("low_income_households_pct", 100 * float(made.low_income.mean()), homes / 100)
    for name, youngest in (("18_plus", 18), ("65_plus", 65)):
        severity = made.severity[made.at_home & (made.age >= youngest)]
        if severity.size:
            for figure, level in (
                ("limited_pct", LIGHT), ("physically_limited_pct", MODERATE),
                ("severely_limited_pct", SEVERE),
            ):  # fmt: skip
                share = 100 * float((severity >= level).mean())
                add(f"{figure}_{name}", share, severity.size / 100)
    return rows


def margins(place: Place, population: Population) -> list[Margin]:
    """Every published figure of every area beside the same figure of the population made.

    `physically_limited_pct` is what moderate and severe limitation together were made from. They
    hold more people where an area's severely limited alone are as many as that figure says.
    """
    return [row for i, area in enumerate(place.areas) for row in _rows(area, _area(population, i))]


def of_place(place: Place, rows: list[Margin]) -> list[Margin]:
    """The same figures for the whole place: counts added, shares and means weighted."""
    by_figure: dict[str, list[tuple[AreaFigures, Margin]]] = {}
    areas = {area.code: area for area in place.areas}
    for row in rows:
        by_figure.setdefault(row.figure, []).append((areas[row.area], row))
    total = []
    for figure, members in by_figure.items():
        target, made = (
            _combined(figure, [(area, getattr(row, field)) for area, row in members])
            for field in ("target", "made")
        )
        within = all(row.within for _, row in members)
        total.append(Margin(place.code, figure, target, made, made - target, within))
    return total


def _combined(figure: str, members: list[tuple[AreaFigures, float]]) -> float:
    weight = FIGURE[figure].weight
    if weight == "sum":
        return sum(value for _, value in members)
    weights = [_weight(area, weight) for area, _ in members]
    if sum(weights) == 0:
        return 0.0
    return float(np.average([value for _, value in members], weights=weights))


def _weight(area: AreaFigures, weight: str) -> float:
    if weight == "residents_18_plus":  # no published count: under 15 and a third of 15-24 are not
        return area.residents - area.residents_0_14 - 0.3 * area.residents_15_24
    return float(getattr(area, weight))
