"""The outcomes of a study by place and scenario: in words, in a table, and drawn."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import heading, place_name, scenario_name
from zorgzaam.experiments.analysis.paper import BLUE, INK, ORANGE, above, named_rows, written_axis
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.studies.summary import Line
from zorgzaam.experiments.words import Words


def told_outcome(lines: Sequence[Line], first: str) -> Finding:
    """One outcome of all places and scenarios; where there are several, the difference with the `first`."""
    name = lines[0].outcome
    several = any(line.difference is not None for line in lines)
    shown = [line for line in lines if line.scenario != first] if several else list(lines)
    return Finding(
        file_name("outcome", name),
        pd.DataFrame([vars_of(line) for line in lines]),
        lambda words: OUTCOME[name].label(words.language),
        partial(_paragraph, shown, first if several else None),
        partial(written, lines, first if several else None),
        partial(_draw, shown, several),
        height_mm=24.0 + 7.0 * len(shown),
    )


def vars_of(line: Line) -> dict[str, object]:
    """A line as columns."""
    return {name: getattr(line, name) for name in Line.__dataclass_fields__}


def _name(line: Line, words: Words) -> str:
    return f"{place_name(line.place)}, {scenario_name(line.scenario, words.language)}"


def _paragraph(shown: Sequence[Line], first: str | None, words: Words) -> str:
    outcome = OUTCOME[shown[0].outcome]
    meaning = heading(outcome.meaning(words.language))
    unit = words(f"units.{outcome.unit}")
    if first is None:
        return words("study_report.level", meaning=meaning, unit=unit)
    clear = {"up": 0, "down": 0, "unclear": 0}
    for line in shown:
        low, high = line.difference_low, line.difference_high
        if low is not None and low > 0:
            clear["up"] += 1
        elif high is not None and high < 0:
            clear["down"] += 1
        else:
            clear["unclear"] += 1
    return words(
        "study_report.difference",
        meaning=meaning,
        unit=unit,
        first=scenario_name(first, words.language),
        count=words.number(len(shown)),
        **{name: words.number(count) for name, count in clear.items()},
    )


def written(lines: Sequence[Line], first: str | None, words: Words) -> Table:
    """Mean, interval, difference with the first scenario, interval, runs."""
    decimals = OUTCOME[lines[0].outcome].decimals
    rows = []
    for line in lines:
        cells = [
            _name(line, words),
            words.number(line.mean, decimals),
            _ends(line.low, line.high, decimals, words),
        ]
        if first is not None:
            own = line.difference is None
            cells.append("" if own else words.signed(line.difference or 0.0, decimals))
            ends = _ends(line.difference_low, line.difference_high, decimals, words, signed=True)
            cells.append("" if own else ends)
        rows.append([*cells, words.number(line.runs)])
    interval = words("analysis.interval_head")
    head = [words("seeds.subject"), words("seeds.mean"), interval]
    if first is not None:
        head += [words("study.difference", first=scenario_name(first, words.language)), interval]
    outcome = OUTCOME[lines[0].outcome]
    caption = f"{outcome.label(words.language)} ({words(f'units.{outcome.unit}')})"
    return Table(caption, [*head, words("study.runs")], rows)


def _ends(
    low: float | None, high: float | None, decimals: int, words: Words, signed: bool = False
) -> str:
    if low is None or high is None:
        return "–"
    write = words.signed if signed else words.number
    return words("common.to", low=write(low, decimals), high=write(high, decimals))


def _draw(shown: Sequence[Line], several: bool, figure: Figure, words: Words) -> None:
    axes = figure.subplots()
    for at, line in enumerate(shown):
        value: float | None = line.mean
        low, high = line.low, line.high
        if several:
            value, low, high = line.difference, line.difference_low, line.difference_high
        if value is None or not np.isfinite(value):
            continue
        clear = several and low is not None and high is not None and (low > 0 or high < 0)
        colour = BLUE if clear or not several else ORANGE
        if low is not None and high is not None:
            axes.plot([low, high], [at, at], color=colour, linewidth=1.3)
        axes.plot([value], [at], "s" if colour == BLUE else "o", color=colour,
                  markeredgecolor=INK, markeredgewidth=0.4, markersize=5)  # fmt: skip
    named_rows(axes, [_name(line, words) for line in shown], 44)
    if several:
        axes.axvline(0.0, color=INK, linewidth=0.7)
        axes.plot([], [], "s-", color=BLUE, label=words("study_report.clear"))
        axes.plot([], [], "o-", color=ORANGE, label=words("study_report.unclear"))
        above(axes)
    written_axis(axes.xaxis, words)
    unit = words(f"units.{OUTCOME[shown[0].outcome].unit}")
    axes.set_xlabel(
        words("study_report.axis_difference" if several else "study_report.axis", unit=unit)
    )
