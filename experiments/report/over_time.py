"""Chapters with a time axis: the hours of help, the strained carers, and where ties come from."""

from collections.abc import Callable

import numpy as np

from zorgzaam.agents.people import WEEKS_PER_YEAR
from zorgzaam.experiments.comparison import Arm
from zorgzaam.experiments.drawing import Band, Mark, Segment, Text, series_chart, stacked_chart
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.report.reading import Reading

_HOURS = ("need", "formal", "informal", "volunteer", "unmet")
# together they are the need
GIVERS = ("ordinary", "formal", "informal", "volunteer", "collective", "unmet")
_NEW_ORIGINS = ("own_initiative", "brokered", "through_initiative")
_MOST_ROWS = 16


def hours_section(reading: Reading) -> Section:
    """Hours needed, given and missing: who gives them, and each over time."""
    words = reading.words
    figures = [_composition(reading)]
    figures += [
        _series(reading, f"{name}_hours", name, words(f"hours.{name}_title"), words("hours.unit"))
        for name in _HOURS
    ]
    return Section(
        name="hours",
        title=words("hours.title"),
        paragraphs=[words("hours.lead"), *_replacement(reading)],
        figures=figures,
        key=_key(reading, "formal"),
    )


def strain_section(reading: Reading) -> Section:
    """Heavily strained carers over time, and among how many carers."""
    words = reading.words
    rows = reading.rows
    share = reading.sentence(
        words("strain.share_subject"),
        rows["heavily_strained_share_of_carers"],
        words.percent,
        1,
        unit_of_difference=words("common.points"),
    )
    return Section(
        name="strain",
        title=words("strain.title"),
        paragraphs=[words("strain.lead"), share],
        figures=[
            _series(reading, "heavily_strained", "strain", words("strain.heavy_title"), ""),
            _series(reading, "carers_18_plus", "carers", words("strain.carers_title"), ""),
            _series(
                reading,
                "care_hours_given",
                "informal",
                words("strain.given_title"),
                words("hours.unit"),
            ),
        ],
        key=_key(reading, "strain"),
    )


def ties_section(reading: Reading) -> Section:
    """Care ties by how they came about, each origin over time."""
    words = reading.words
    return Section(
        name="ties",
        title=words("ties.title"),
        paragraphs=[words("ties.lead")],
        figures=[
            _series(
                reading,
                f"ties_{name}",
                f"from-{name}",
                words(f"ties.{name}_title"),
                words("network.ties"),
            )
            for name in _NEW_ORIGINS
        ],
        key=_key(reading, "from-own_initiative"),
    )


def marks(reading: Reading) -> list[Mark]:
    """The weeks in which the scenario changes something; the first one is named."""
    weeks = sorted({change.week for change in reading.timeline.changes})
    name = reading.words("common.starts")
    return [Mark(week, name if index == 0 else "") for index, week in enumerate(weeks)]


def _key(reading: Reading, colour: str) -> list[tuple[str, str]]:
    words = reading.words
    key = [(f"line {colour}", words("common.with")), ("line baseline", words("common.without"))]
    if len(reading.comparison.pairs) > 1:
        key.append((f"band {colour}", words("common.band")))
    return key


def _series(reading: Reading, measure: str, colour: str, title: str, unit: str) -> Figure:
    words = reading.words
    several = len(reading.comparison.pairs) > 1
    arms = {}
    arm: Arm
    for arm in ("baseline", "scenario"):
        band = reading.comparison.band(measure, arm)
        arms[arm] = Band(band.median, band.p5, band.p95) if several else Band(band.median)
    effect = reading.effect(lambda window: window.mean(measure))
    write = _writer(reading, max(effect.baseline, effect.scenario))
    decimals = words.sized(max(effect.baseline, effect.scenario))
    summary = reading.sentence(title, effect, words.number, decimals, unit=unit)
    chart = series_chart(
        f"chart-{measure}",
        Text(title, summary),
        arms["scenario"],
        arms["baseline"],
        start=reading.comparison.start,
        number=words.number,
        colour=colour,
        marks=marks(reading),
    )
    table = _table(reading, title, arms, write)
    return Figure(measure, title, summary, chart, table, unit)


def _writer(reading: Reading, size: float) -> Callable[[float], str]:
    decimals = reading.words.sized(size)
    return lambda value: reading.words.number(value, decimals)


def _table(
    reading: Reading, title: str, arms: dict[Arm, Band], write: Callable[[float], str]
) -> Table:
    """Means over half years, or over longer periods where that would be too many rows."""
    words = reading.words
    weeks = reading.comparison.weeks
    halves = -(-2 * weeks // (_MOST_ROWS * WEEKS_PER_YEAR))
    period = int(26 * max(1, halves))
    head = [words("common.period"), words("common.without"), words("common.with")]
    several = arms["scenario"].low is not None
    if several:
        head.append(words("common.range_with"))
    rows = []
    for first in range(0, weeks, period):
        part = slice(first, first + period)
        row = [words("common.from", day=reading.month(first))]
        row += [write(float(np.mean(arms[arm].middle[part]))) for arm in ("baseline", "scenario")]
        low, high = arms["scenario"].low, arms["scenario"].high
        if low is not None and high is not None:
            row.append(f"{write(float(np.mean(low[part])))} – {write(float(np.mean(high[part])))}")
        rows.append(row)
    return Table(title, head, rows)


def _composition(reading: Reading) -> Figure:
    """Who gives the hours that are needed, without and with the package."""
    words = reading.words
    effects = {
        part: reading.effect(lambda window, name=part: window.mean(f"{name}_hours"))  # type: ignore[misc]
        for part in GIVERS
    }
    effects = {  # most places have no walk-in
        part: effect
        for part, effect in effects.items()
        if part != "collective" or effect.baseline or effect.scenario
    }
    wholes = {
        "without": sum(effect.baseline for effect in effects.values()),
        "with": sum(effect.scenario for effect in effects.values()),
    }

    def segments(arm: str) -> list[Segment]:
        parts = []
        for part, effect in effects.items():
            value = effect.baseline if arm == "without" else effect.scenario
            share = 100 * value / wholes[arm] if wholes[arm] else 0.0
            written = words.percent(share, 0 if share >= 1 else 1)
            parts.append(Segment(part, words(f"hours.{part}"), value, written))
        return parts

    rows = [
        (words("common.without"), segments("without")),
        (words("common.with"), segments("with")),
    ]
    title = words("hours.composition_title")
    summary = words(
        "hours.composition_summary",
        without=_spoken(reading, rows[0][1]),
        package=_spoken(reading, rows[1][1]),
    )
    table = Table(
        title,
        [
            words("hours.giver"),
            words("common.without"),
            words("common.with"),
            words("common.difference"),
        ],
        [
            [
                words(f"hours.{part}"),
                words.number(effect.baseline, words.sized(effect.baseline)),
                words.number(effect.scenario, words.sized(effect.scenario)),
                words.signed(effect.difference, words.sized(effect.difference)),
            ]
            for part, effect in effects.items()
        ],
    )
    drawing = stacked_chart("chart-composition", Text(title, summary), rows)
    return Figure("composition", title, summary, drawing, table)


def _spoken(reading: Reading, segments: list[Segment]) -> str:
    return reading.words.listing([f"{part.name.lower()} {part.words}" for part in segments])


def _replacement(reading: Reading) -> list[str]:
    """What becomes of ten formal hours that are lost; nothing where none clearly are."""
    rows = reading.rows
    formal = rows["formal_hours_per_1000"]
    if formal.high is None or formal.high >= 0:
        return []
    words = reading.words

    def of_ten(name: str) -> str:
        return words.signed(-10 * rows[name].difference / formal.difference, 1)

    return [
        words(
            "hours.replacement",
            informal=of_ten("informal_hours_per_1000"),
            volunteer=of_ten("volunteer_hours_per_1000"),
            unmet=of_ten("unmet_hours_per_1000"),
        )
    ]
