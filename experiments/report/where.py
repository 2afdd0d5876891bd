"""Chapter 'where': the areas of the place side by side, as a map or as bars.

Where there are very many areas, differences are shown by municipality, for chance would hide them in a
wijk, and levels of every area (`levels`).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from zorgzaam.experiments.comparison import OutcomeRow
from zorgzaam.experiments.drawing import (
    MOST_NUMBERED,
    Bar,
    Drawing,
    Region,
    Text,
    bars_chart,
    map_chart,
)
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.report.levels import level_figures
from zorgzaam.experiments.report.reading import Reading, plain_name, verdict
from zorgzaam.experiments.window import Window
from zorgzaam.experiments.zones import Zone, has_many_areas, zones_of
from zorgzaam.model.measures import INDEX
from zorgzaam.model.places.boundaries import Ring, boundaries
from zorgzaam.model.places.complete import RawArea
from zorgzaam.model.places.shipped import raw_wijken

_LEAST_OUTLINED = 0.75  # of the areas: with fewer a map would mislead
_MOST_BARS = 20
_MOST_ROWS = 60
_SUBJECTS = (  # name (also a colour of the style sheet), part, whole
    ("strain", "heavily_strained", "adults_18_plus"),
    ("unmet", "unmet_hours", "residents"),
)


def where_section(reading: Reading) -> Section:
    """Extra strain and extra unmet need by area; where the place lies if it is a single wijk."""
    words, place = reading.words, reading.comparison.place
    if (
        has_many_areas(place)
        and reading.comparison.plan.scenario == reading.comparison.plan.baseline
    ):
        lead = words("where.levels_alone", count=words.number(len(place.areas)))
        return Section("where", words("where.title"), [lead], level_figures(reading))
    zones = [replace(zone, name=plain_name(zone.name)) for zone in zones_of(place)]
    rings = boundaries([zone.code for zone in zones])
    outlined = [zone for zone in zones if rings[zone.code]]
    mapped = len(outlined) >= _LEAST_OUTLINED * len(zones)
    figures = []
    if len(zones) > 1:
        figures = [_figure(reading, zones, rings if mapped else None, *each) for each in _SUBJECTS]
    figures += level_figures(reading) if has_many_areas(place) else _locator(reading)
    if len(zones) == 1:
        lead = words("where.one_area", place=reading.place_name)
    else:
        kind = "map" if mapped else "bars"
        lead = words(f"where.lead_{kind}{reading.once}", count=words.number(len(zones)))
    if mapped and len(zones) <= MOST_NUMBERED:
        lead += " " + words("where.numbers")
    if mapped and len(outlined) < len(zones):
        lead += " " + words("where.without_outline", count=words.number(len(zones) - len(outlined)))
    if has_many_areas(place):
        lead += " " + words("where.levels_lead", count=words.number(len(place.areas)))
    return Section("where", words("where.title"), [lead], figures)


def _per_1000(part: str, whole: str, areas: Sequence[int]) -> Callable[[Window], float]:
    def formula(window: Window) -> float:
        weekly = window.run.weekly[window.first_week :]
        people = float(weekly[:, list(areas), INDEX[whole]].sum())
        amount = float(weekly[:, list(areas), INDEX[part]].sum())
        return 1000 * amount / people if people else float("nan")

    return formula


def _figure(
    reading: Reading,
    zones: list[Zone],
    rings: dict[str, list[Ring]] | None,
    subject: str,
    part: str,
    whole: str,
) -> Figure:
    words = reading.words
    effects = [(zone, reading.effect(_per_1000(part, whole, zone.areas))) for zone in zones]
    effects.sort(key=lambda pair: -np.nan_to_num(pair[1].difference, nan=-np.inf))
    title = words(f"where.{subject}_title")
    summary = _summary(reading, subject, effects)
    text = Text(title, summary)
    if rings is None:
        drawing = _bars(reading, subject, text, effects)
    else:
        drawing = _map(reading, subject, text, effects, rings)
    return Figure(f"where-{subject}", title, summary, drawing, _table(reading, title, effects))


def _summary(reading: Reading, subject: str, effects: list[tuple[Zone, OutcomeRow]]) -> str:
    words = reading.words
    known = [(zone, row) for zone, row in effects if np.isfinite(row.difference)]
    if not known or all(verdict(row) == "same" for _, row in known):
        return words("where.same")
    (most, most_row), (least, least_row) = known[0], known[-1]
    sure = sum(verdict(row) in ("up", "down") for _, row in known)
    return words(
        f"where.summary{reading.once}",
        unit=words(f"where.{subject}_unit"),
        most=most.name,
        most_value=words.signed(most_row.difference, 1),
        least=least.name,
        least_value=words.signed(least_row.difference, 1),
        sure=words.number(sure),
        count=words.number(len(effects)),
    )


def _map(
    reading: Reading,
    subject: str,
    text: Text,
    effects: list[tuple[Zone, OutcomeRow]],
    rings: dict[str, list[Ring]],
) -> Drawing:
    words = reading.words
    regions = [
        Region(
            rings[zone.code],
            row.difference if np.isfinite(row.difference) else None,
            f"{zone.name}: {words.signed(row.difference, 1)}",
            number=str(rank),
            unclear=verdict(row) == "unclear",
        )
        for rank, (zone, row) in enumerate(effects, start=1)
        if rings[zone.code]
    ]
    legend = (words(f"where.{subject}_legend"), words("where.hatched"))
    return map_chart(f"chart-where-{subject}", text, regions, number=words.signed, legend=legend)


def _bars(
    reading: Reading, subject: str, text: Text, effects: list[tuple[Zone, OutcomeRow]]
) -> Drawing:
    words = reading.words
    bars = [
        Bar(zone.name, row.difference, words.signed(row.difference, 1), low=row.low, high=row.high)
        for zone, row in effects[:_MOST_BARS]
    ]
    return bars_chart(f"chart-where-{subject}", text, bars, subject)


def _table(reading: Reading, title: str, effects: list[tuple[Zone, OutcomeRow]]) -> Table:
    words = reading.words
    rows = [
        [
            f"{rank}. {zone.name}",
            words.number(row.baseline, 1),
            words.number(row.scenario, 1),
            words.signed(row.difference, 1),
            reading.ends(row, partial(words.signed, decimals=1)),
        ]
        for rank, (zone, row) in enumerate(effects[:_MOST_ROWS], start=1)
    ]
    head = [words("where.area"), *reading.columns]
    caption = title
    if len(effects) > _MOST_ROWS:
        caption = words("where.first_rows", title=title, count=words.number(_MOST_ROWS))
    return Table(caption, head, rows)


def _locator(reading: Reading) -> list[Figure]:
    """A small map of the municipality with the wijk picked out; none where there is no outline."""
    place = reading.comparison.place
    if place.kind != "wijk":
        return []
    words = reading.words
    code = place.areas[0].municipality_code
    around = {wijk: area for wijk, area in raw_wijken().items() if area.municipality_code == code}
    rings = boundaries(around)
    if not rings.get(place.code):
        return []
    municipality = place.areas[0].municipality
    title = words("where.locator_title", place=reading.place_name, municipality=municipality)
    regions = [
        Region(rings[wijk], None, plain_name(area.name), chosen=wijk == place.code)
        for wijk, area in around.items()
        if rings[wijk]
    ]
    neighbours = [region.hint for region in regions if not region.chosen]
    summary = words(
        "where.locator_summary",
        place=reading.place_name,
        municipality=municipality,
        count=words.number(len(neighbours)),
    )
    rows = [[plain_name(area.name), _residents(reading, area)] for area in around.values()]
    table = Table(title, [words("where.area"), words("where.residents")], sorted(rows))
    drawing = map_chart("chart-locator", Text(title, summary), regions)
    return [Figure("locator", title, summary, drawing, table)]


def _residents(reading: Reading, area: RawArea) -> str:
    known = area.values.get("residents")
    return "–" if known is None else reading.words.number(known.value)
