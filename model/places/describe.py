"""A place as rows to show: each figure with its unit, its source and what was filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zorgzaam.model.places.figures import FIGURES, AreaFigures, Figure, Place


@dataclass(frozen=True, slots=True)
class DescribedFigure:
    """One figure of a whole place, ready to show."""

    name: str
    english: str
    dutch: str
    value: float
    unit: str
    source: str
    year: str  # "2019", or "2019-2022" where its areas differ
    filled: str  # "" where published for every area, otherwise how many areas and from where


def weight_of(area: AreaFigures, figure: Figure) -> float:
    """How much an area counts in the mean of a figure over areas."""
    if figure.weight == "households":
        return area.households
    if figure.weight == "residents_65_plus":
        return area.residents_65_plus
    if figure.weight == "residents_18_plus":  # 15 to 17 are too few to matter for a weight
        return area.residents - area.residents_0_14
    return area.residents


def combined(areas: Sequence[AreaFigures], figure: Figure) -> float:
    """One figure of several areas together: the sum, or the mean by its own weight."""
    values = [float(getattr(area, figure.name)) for area in areas]
    if figure.weight == "sum":
        return sum(values)
    weights = [weight_of(area, figure) for area in areas]
    total = sum(weights)
    if total == 0:
        return sum(values) / len(values)
    return sum(v * w for v, w in zip(values, weights, strict=True)) / total


def describe(place: Place) -> list[DescribedFigure]:
    """Every declared figure of the place, in their order."""
    return [_described(place, figure) for figure in FIGURES]


def _described(place: Place, figure: Figure) -> DescribedFigure:
    areas = place.areas
    years: set[int] = set()
    sources: Counter[str] = Counter()
    for area in areas:
        record = next((entry for entry in area.filled if entry.figure == figure.name), None)
        if record is None:
            years.add(figure.usual_year or area.year)
        else:
            years.add(record.year)
            if record.source_code == place.code != area.code:
                continue  # the place's own published figure, spread over its parts
            sources[record.source_code if record.source_code != area.code else "own"] += 1
    filled = "; ".join(_filled(code, count, len(areas)) for code, count in sources.most_common(3))
    if len(sources) > 3:
        filled += f"; {len(sources) - 3} more sources"
    span = f"{min(years)}" if len(years) == 1 else f"{min(years)}-{max(years)}"
    return DescribedFigure(
        name=figure.name,
        english=figure.english,
        dutch=figure.dutch,
        value=combined(areas, figure),
        unit=figure.unit,
        source=figure.source,
        year=span,
        filled=filled,
    )


def _filled(code: str, count: int, areas: int) -> str:
    source = "its own figure of another year" if code == "own" else code
    return source if areas == 1 else f"{count} of {areas} areas from {source}"
