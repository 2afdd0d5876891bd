"""Sentences made of findings: headlines, chart summaries, rows of tables, the CSV to take away."""

import csv
import io
import math
from collections.abc import Sequence

from zorgzaam.dashboard.findings import Bar, Course, Findings, Points
from zorgzaam.dashboard.texts import number, text
from zorgzaam.experiments.comparison import OutcomeRow
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.words import Words

STRAINED_OUTCOME = "heavily_strained_per_1000_adults"
CARDS = (
    STRAINED_OUTCOME,
    "unmet_hours_per_1000",
    "saved_eur_per_inhabitant",
    "shifted_eur_per_inhabitant",
)
_NAME_KEYS = {"low": "low_income", "sole": "sole_carer"}  # words that mean something else elsewhere


def unit_words(unit: str, language: str) -> str:
    """A unit in words, as the command line and the report write it."""
    return Words(language)(f"units.{unit}")


def seeds_words(seeds: int, language: str) -> str:
    """'1 repetition', '20 repetitions'."""
    return f"{seeds} {text('seeds_one' if seeds == 1 else 'seeds_column', language)}"


def headline(found: Findings, package: str, language: str) -> str:
    """What the measure does to heavily strained carers, as sure as the figures are."""
    row = found.row(STRAINED_OUTCOME)
    decimals = OUTCOME[row.name].decimals
    fill = {
        "place": found.place,
        "package": package,
        "baseline": number(row.baseline, language, decimals),
        "scenario": number(row.scenario, language, decimals),
    }
    if all(each.difference == 0 for each in found.rows if math.isfinite(each.difference)):
        return text("headline_none", language, **fill)
    if row.low is None or row.high is None:
        return text("headline_one", language, **fill)
    if row.low <= 0 <= row.high:
        return text("headline_unclear", language, **fill)
    return text("headline_more" if row.low > 0 else "headline_fewer", language, **fill)


def interval(row: OutcomeRow, language: str, decimals: int, sign: bool = True) -> str:
    """'+1,2 tot +3,4', or a dash with one seed."""
    if row.low is None or row.high is None:
        return "–"
    to = " tot " if language == "nl" else " to "
    low, high = (number(value, language, decimals, sign) for value in (row.low, row.high))
    return low + to + high


def outcome_table(rows: Sequence[OutcomeRow], language: str) -> list[list[str]]:
    """Every outcome with baseline, scenario, difference, interval and seeds."""
    table = []
    for row in rows:
        outcome = OUTCOME[row.name]
        digits = outcome.decimals
        table.append(
            [
                f"{outcome.label(language)} ({unit_words(row.unit, language)})",
                number(row.baseline, language, digits),
                number(row.scenario, language, digits),
                number(row.difference, language, digits, sign=True),
                interval(row, language, digits),
                str(row.seeds),
            ]
        )
    return table


def course_sentence(course: Course, language: str, decimals: int) -> str:
    """Where both arms end, and the band there."""
    return text(
        "course_sentence",
        language,
        what=text(course.name, language),
        scenario=number(_last(course.scenario.median), language, decimals),
        baseline=number(_last(course.baseline.median), language, decimals),
        low=number(_last(course.scenario.low), language, decimals),
        high=number(_last(course.scenario.high), language, decimals),
    )


def course_table(course: Course, language: str, decimals: int) -> list[list[str]]:
    """The course a quarter of a year at a time, and its end."""
    count = len(course.years)
    shown = sorted({*range(0, count, 3), count - 1}) if count else []
    lines = (
        course.baseline.median,
        course.scenario.median,
        course.scenario.low,
        course.scenario.high,
    )
    return [
        [
            number(course.years[index], language, 1),
            *(number(line[index], language, decimals) for line in lines),
        ]
        for index in shown
    ]


def _last(points: Points) -> float | None:
    return points[-1] if points else None


def bar_name(bar: Bar, language: str) -> str:
    """'Leeftijd 75+', 'Zorgt voor partner'."""
    name = bar.name
    if bar.dimension == "age":
        name = name.replace("-", "–")
    else:
        name = text(_NAME_KEYS.get(name, name), language)
    return f"{text(bar.dimension, language)}: {name}"


def most_more(names: Sequence[str], bars: Sequence[Bar], language: str) -> str:
    """The bar with the largest increase, in a sentence."""
    rising = [
        (bar.difference, name, bar)
        for name, bar in zip(names, bars, strict=True)
        if bar.difference is not None and bar.difference > 0
    ]
    if not rising:
        return text("no_more", language)
    _, name, bar = max(rising, key=lambda each: each[0])
    return text(
        "most_more",
        language,
        name=name,
        baseline=number(bar.baseline, language, 1),
        scenario=number(bar.scenario, language, 1),
    )


def bar_table(names: Sequence[str], bars: Sequence[Bar], language: str) -> list[list[str]]:
    """Every bar with both arms and the difference."""
    return [
        [
            name,
            number(bar.baseline, language, 1),
            number(bar.scenario, language, 1),
            number(bar.difference, language, 1, sign=True),
        ]
        for name, bar in zip(names, bars, strict=True)
    ]


def money_sentence(found: Findings, language: str) -> str:
    """Saved and shifted in a sentence."""
    saved = found.row("saved_eur_per_inhabitant").difference
    moved = found.row("shifted_eur_per_inhabitant")
    shifted = moved.difference
    if saved == 0 and shifted == 0:
        return text("money_same", language)
    if saved <= 0:
        return text("money_spends", language, spent=number(-saved, language, 1))
    if shifted <= 0 or (moved.low is not None and moved.low <= 0):
        return text("money_saves_only", language, saved=number(saved, language, 1))
    return text(
        "money_saves",
        language,
        saved=number(saved, language, 1),
        shifted=number(shifted, language, 1),
    )


def summary_csv(rows: Sequence[OutcomeRow]) -> str:
    """The outcomes as a CSV with the columns of the command line's summary."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "unit", "baseline", "scenario", "difference", "low", "high", "seeds"])
    for row in rows:
        figures = (row.baseline, row.scenario, row.difference, row.low, row.high)
        written = ["" if x is None or not math.isfinite(x) else repr(x) for x in figures]
        writer.writerow([row.name, row.unit, *written, row.seeds])
    return out.getvalue()
