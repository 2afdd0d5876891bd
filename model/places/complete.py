"""Make an area complete: fill what is missing from its donors, and let the parts add up.

A donor is the next larger area: first the municipality, then the country. Every filled figure is
recorded with the area and the year that it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.figures import (
    AGE_GROUPS,
    FIGURE,
    FIGURES,
    HOUSEHOLD_TYPES,
    AreaFigures,
    Filled,
    Kind,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A published value and its year."""

    value: float
    year: int


@dataclass(frozen=True, slots=True)
class RawArea:
    """What is published about one area: figures by name, any of them may be absent."""

    code: str
    name: str
    kind: Kind
    municipality_code: str
    municipality: str
    year: int  # asked for; a value of another year, and not its usual one, is recorded
    values: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Donor:
    """An area that lends its figures to a smaller one."""

    code: str
    values: Mapping[str, Known]


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights, whole parts that sum to it (largest remainders).

    Ties go to the earlier part, so that the same figures always give the same split.
    """
    weight_sum = sum(weights)
    if weight_sum <= 0:
        raise ValueError("apportion needs a positive weight")
    exact = [total * weight / weight_sum for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


class _Filling:
    """The figures of one area while they are being completed."""

    def __init__(self, raw: RawArea, donors: Sequence[Donor]) -> None:
        self.raw = raw
        self.donors = donors
        self.filled: list[Filled] = []

    def own(self, figure: str) -> float | None:
        """The area's own value; another year than the usual one is recorded."""
        known = self.raw.values.get(figure)
        if known is None:
            return None
        usual_year = FIGURE[figure].usual_year or self.raw.year
        if known.year not in (usual_year, self.raw.year):
            self.record(figure, self.raw.code, known.value, known.year)
        return known.value

    def record(self, figure: str, source_code: str, value: float, year: int) -> None:
        self.filled.append(Filled(figure, source_code, value, year))

    def donor(self, *figures: str) -> tuple[str, dict[str, Known]]:
        """The nearest donor that has all these figures, with more than nothing in them."""
        for donor in self.donors:
            if all(figure in donor.values for figure in figures):
                found = {figure: donor.values[figure] for figure in figures}
                if len(figures) == 1 or any(known.value > 0 for known in found.values()):
                    return donor.code, found
        raise InputError(
            f"{self.raw.code} {self.raw.name}: {' and '.join(figures)} is missing, and neither its "
            f"municipality nor the country has it. Give the figure in the file."
        )

    def single(self, figure: str) -> float:
        """The area's own value, or the nearest donor's."""
        value = self.own(figure)
        if value is not None:
            return value
        code, found = self.donor(figure)
        self.record(figure, code, found[figure].value, found[figure].year)
        return found[figure].value

    def parts(self, total: int, names: tuple[str, ...]) -> list[int]:
        """Whole parts that sum to `total`: own counts scaled, missing ones by a donor's shares."""
        own = {name: value for name in names if (value := self.own(name)) is not None}
        missing = [name for name in names if name not in own]
        if not missing and sum(own.values()) > 0:
            return apportion(total, [own[name] for name in names])
        if not missing:  # published as nothing at all: the donor's shares are all there is
            own, missing = {}, list(names)
        left = max(0.0, total - sum(own.values()))
        code, found = self.donor(*missing)
        lent = sum(found[name].value for name in missing)
        weights = dict(own)
        for name in missing:
            weights[name] = left * found[name].value / lent
        if sum(weights.values()) <= 0:
            return apportion(total, [1.0 if name == names[0] else 0.0 for name in names])
        counts = apportion(total, [weights[name] for name in names])
        for name, count in zip(names, counts, strict=True):
            if name in missing:
                self.record(name, code, count, found[name].year)
        return counts

    def households(self, residents: int) -> int:
        """Own number of households, or as many a resident as the donor has."""
        value = self.own("households")
        if value is None:
            code, found = self.donor("households", "residents")
            value = residents * found["households"].value / found["residents"].value
            self.record("households", code, max(1, round(value)), found["households"].year)
        return min(residents, max(1, round(value)))


def complete(raw: RawArea, donors: Sequence[Donor]) -> AreaFigures:
    """The area with every figure, what was missing filled from the donors in their order.

    Raises InputError where the number of residents is missing or nobody lives there: a population
    cannot be borrowed.
    """
    if "residents" not in raw.values:
        raise InputError(
            f"{raw.code} {raw.name}: its number of residents is not published, so there is nobody "
            f"to simulate. Choose another area, or give its figures in a file of your own."
        )
    filling = _Filling(raw, donors)
    residents = round(filling.own("residents") or 0)
    if residents < 1:
        raise InputError(
            f"{raw.code} {raw.name}: nobody lives there ({raw.values['residents'].year}), so there "
            f"is nothing to simulate. Choose another area."
        )
    counts: dict[str, Any] = {"residents": residents}
    counts.update(zip(AGE_GROUPS, filling.parts(residents, AGE_GROUPS), strict=True))
    counts["households"] = filling.households(residents)
    types = filling.parts(counts["households"], HOUSEHOLD_TYPES)
    counts.update(zip(HOUSEHOLD_TYPES, types, strict=True))
    values: dict[str, Any] = {
        figure.name: filling.single(figure.name)
        for figure in FIGURES
        if figure.name not in counts and figure.name != "urbanity"
    }
    return AreaFigures(
        code=raw.code,
        name=raw.name,
        kind=raw.kind,
        municipality_code=raw.municipality_code,
        municipality=raw.municipality,
        year=raw.values["residents"].year,
        **counts,
        urbanity=round(filling.single("urbanity")),
        **values,
        filled=tuple(filling.filled),
    )
