"""Chapter 'who': which carers are heavily strained, without and with the package."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from zorgzaam.experiments.comparison import OutcomeRow
from zorgzaam.experiments.drawing import Bar, Text, bars_chart
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.experiments.window import Window
from zorgzaam.model.measures import AGE_GROUPS, GROUPS, SEXES, WEEKS_PER_GROUP_PERIOD
from zorgzaam.model.network import RELATION_NAMES
from zorgzaam.model.run import Run

_HEAVY = 1  # of carers, heavily strained, hours in Run.ties
Category = tuple[str, Callable[[Run, int], float]]


def who_section(reading: Reading) -> Section:
    """Heavily strained carers by age, sex, tie, and alone or with others."""
    words = reading.words
    figures = [
        _figure(reading, dimension, categories)
        for dimension, categories in (
            ("age", [_in_group(0, age) for age in AGE_GROUPS[1:]]),
            ("sex", [_in_group(1, sex) for sex in SEXES]),
            ("relation", [_by_relation(index) for index in range(1, len(RELATION_NAMES))]),
            ("sole", [_by_sole(0), _by_sole(1)]),
        )
    ]
    return Section(
        "who",
        words("who.title"),
        [words("who.lead")],
        figures,
        key=[("bar strain", words("common.with")), ("ghost", words("common.without"))],
    )


def _in_group(position: int, category: str) -> Category:
    """Heavily strained carers in the groups that have this category at this position."""
    inside = [index for index, group in enumerate(GROUPS) if group[position] == category]

    def count(run: Run, first_week: int) -> float:
        quarters = run.group_measure("heavily_strained")[_first_quarter(run, first_week) :]
        return float(quarters[:, :, inside].sum(axis=(1, 2), dtype=np.float64).mean())

    return category, count


def _first_quarter(run: Run, first_week: int) -> int:
    """The first quarter that lies wholly in the window, or the last one there is."""
    return min(-(-first_week // WEEKS_PER_GROUP_PERIOD), len(run.groups) - 1)


def _by_relation(relation: int) -> Category:
    def count(run: Run, first_week: int) -> float:
        heavy = run.ties[first_week:, relation, :, _HEAVY]
        return float(heavy.sum(axis=1, dtype=np.float64).mean())

    return RELATION_NAMES[relation], count


def _by_sole(sole: int) -> Category:
    def count(run: Run, first_week: int) -> float:
        heavy = run.ties[first_week:, :, sole, _HEAVY]
        return float(heavy.sum(axis=1, dtype=np.float64).mean())

    return ("shared", "sole")[sole], count


def _effect(reading: Reading, count: Callable[[Run, int], float]) -> OutcomeRow:
    def formula(window: Window) -> float:
        return count(window.run, window.first_week)

    return reading.effect(formula)


def _figure(reading: Reading, dimension: str, categories: Sequence[Category]) -> Figure:
    words = reading.words
    effects = [(words(f"who.{name}"), _effect(reading, count)) for name, count in categories]
    if dimension == "relation":  # kinds of tie that nobody has say nothing
        effects = [pair for pair in effects if pair[1].baseline or pair[1].scenario] or effects
    title = words(f"who.{dimension}_title")
    summary = _summary(reading, effects)
    bars = []
    rows = []
    decimals = words.sized(max(max(row.baseline, row.scenario) for _, row in effects))
    for name, row in effects:
        before, after = words.number(row.baseline, decimals), words.number(row.scenario, decimals)
        bars.append(Bar(name, row.scenario, f"{before} → {after}", ghost=row.baseline))
        interval = reading.ends(row, partial(words.signed, decimals=decimals))
        rows.append([name, before, after, words.signed(row.difference, decimals), interval])
    head = [words(f"who.{dimension}_head"), *reading.columns]
    drawing = bars_chart(f"chart-who-{dimension}", Text(title, summary), bars, "strain")
    return Figure(f"who-{dimension}", title, summary, drawing, Table(title, head, rows))


def _summary(reading: Reading, effects: list[tuple[str, OutcomeRow]]) -> str:
    """Where most of the extra strained carers are, if there are more of them."""
    words = reading.words
    total = sum(row.difference for _, row in effects)
    name, row = max(effects, key=lambda pair: pair[1].difference)
    if not total > 0 or not row.difference > 0:
        return words("who.no_more")
    decimals = words.sized(row.difference)
    return words("who.most", name=name.lower(), difference=words.signed(row.difference, decimals))
