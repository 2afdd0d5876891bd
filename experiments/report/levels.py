"""Maps of what comes out in every area, where they are too many to be listed: the country by wijk."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.drawing import Region, Text, map_chart
from zorgzaam.experiments.drawing.canvas import ticks
from zorgzaam.experiments.report.figure import Figure, Table
from zorgzaam.experiments.report.reading import Reading, plain_name
from zorgzaam.model.measures import INDEX
from zorgzaam.model.places.boundaries import Ring, boundaries
from zorgzaam.model.places.figures import AreaFigures
from zorgzaam.model.places.shipped import table

FEWEST_RESIDENTS: Final = (
    500  # in an area that is coloured: in a smaller one the run's chance shows
)
_LEAST_OUTLINED: Final = 0.75  # of the areas: with fewer a map would mislead
_TENTH: Final = (10, 50, 90)  # percentiles of the areas


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str  # of the words
    part: str
    whole: str
    times: float


_SUBJECTS: Final = (
    _Subject("carers", "carers_18_plus", "adults_18_plus", 100.0),
    _Subject("heavy", "heavily_strained", "adults_18_plus", 1000.0),
    _Subject("short", "unmet_hours", "residents", 1000.0),
)


def level_figures(reading: Reading) -> list[Figure]:
    """A map for each subject, with the provinces in its table; none where outlines are missing."""
    areas = reading.comparison.place.areas
    rings = boundaries(area.code for area in areas)
    if sum(bool(ring) for ring in rings.values()) < _LEAST_OUTLINED * len(areas):
        return []
    return [_figure(reading, subject, rings) for subject in _SUBJECTS]


def levels(reading: Reading, part: str, whole: str) -> tuple[NDArray[np.float64], ...]:
    """The sums of the part and of the whole by area, mean of a week over seeds, with the package."""
    runs = [pair.scenario for pair in reading.comparison.pairs]
    first = reading.first_week
    sums = [
        np.mean([run.weekly[first:, :, INDEX[name]].mean(axis=0) for run in runs], axis=0)
        for name in (part, whole)
    ]
    return tuple(sums)


def edges_of(values: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Four round values around the middle, so that about a tenth lies beyond either end."""
    low, middle, high = np.percentile(values, _TENTH)
    if not high > low:
        high = low + 1.0
    step = ticks(0.0, float(high - low), 4)[1]
    first = math.floor(float(middle) / step) - 1
    return first * step, (first + 1) * step, (first + 2) * step, (first + 3) * step


def _figure(reading: Reading, subject: _Subject, rings: dict[str, list[Ring]]) -> Figure:
    words, areas = reading.words, reading.comparison.place.areas
    parts, wholes = levels(reading, subject.part, subject.whole)
    values = subject.times * parts / np.where(wholes > 0, wholes, np.nan)
    clear = np.array([area.residents >= FEWEST_RESIDENTS for area in areas]) & np.isfinite(values)
    low, _, high = np.percentile(values[clear], _TENTH)
    mean = subject.times * parts.sum() / wholes.sum()
    title = words(f"where.{subject.name}_title")
    summary = words(
        "where.levels_summary",
        mean=words.number(mean, words.sized(mean)),
        unit=words(f"where.{subject.name}_unit"),
        low=words.number(low, words.sized(low)),
        high=words.number(high, words.sized(high)),
        fewest=words.number(FEWEST_RESIDENTS),
    )
    regions = [
        Region(
            rings[area.code],
            float(value) if shown else None,
            f"{plain_name(area.name)}, {area.municipality}: {words.number(value, 1)}",
        )
        for area, value, shown in zip(areas, values, clear, strict=True)
        if rings[area.code]
    ]
    drawing = map_chart(
        f"chart-where-{subject.name}",
        Text(title, summary),
        regions,
        number=words.number,
        legend=(words(f"where.{subject.name}_legend"), ""),
        edges=edges_of(values[clear]),
    )
    rows = _provinces(reading, areas, (parts, wholes, values, clear), subject.times)
    head = [words("where.province"), words("where.mean"), *(
        words(f"where.percentile_{percentile}") for percentile in _TENTH
    )]  # fmt: skip
    return Figure(f"where-{subject.name}", title, summary, drawing, Table(title, head, rows))


def _provinces(
    reading: Reading,
    areas: Sequence[AreaFigures],
    figures: tuple[NDArray[Any], ...],
    times: float,
) -> list[list[str]]:
    """Each province and the country: its mean, and a tenth, half and nine tenths of its areas."""
    words = reading.words
    parts, wholes, values, clear = figures
    known = table("wijken")["provincie"].to_dict()
    province = np.array([str(known.get(area.code, "–")) for area in areas])
    province[province == "nan"] = "–"
    rows = []
    for name in [*sorted(set(province)), reading.place_name]:
        here = np.ones(len(areas), bool) if name == reading.place_name else province == name
        if not wholes[here].sum() > 0:
            continue
        spread = np.percentile(values[here & clear], _TENTH) if (here & clear).any() else []
        mean = times * parts[here].sum() / wholes[here].sum()
        rows.append([name, *(words.number(one, 1) for one in (mean, *spread))])
    return rows
