"""The outcomes of a study drawn: a row for each mean, or curves along a factor."""

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.curves import Curve, name_of
from zorgzaam.experiments.analysis.factor_axis import factor_axis
from zorgzaam.experiments.analysis.naming import lever_value, parameter_name, place_name
from zorgzaam.experiments.analysis.paper import (
    BLUE,
    COLOURS,
    INK,
    MARKERS,
    ORANGE,
    PALE,
    above,
    above_all,
    named_rows,
    two_lines,
    written_axis,
)
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.studies.summary import Line, Mean
from zorgzaam.experiments.words import Words

MOST_CURVES: Final = len(MARKERS)
_NOTHING: Final = Mean(0.0, None, None, 0)  # the change at the first value itself


def draw_rows(lines: Sequence[Line], several: bool, figure: Figure, words: Words) -> None:
    """A row for each line: its level or, where there are several scenarios, the difference."""
    axes = figure.subplots()
    for at, line in enumerate(lines):
        shown = line.difference if several else line.level
        if shown is None:
            continue
        colour = BLUE if shown.is_clear or not several else ORANGE
        if shown.low is not None and shown.high is not None:
            axes.plot([shown.low, shown.high], [at, at], color=colour, linewidth=1.3)
        axes.plot([shown.mean], [at], "s" if colour == BLUE else "o", color=colour,
                  markeredgecolor=INK, markeredgewidth=0.4, markersize=5)  # fmt: skip
    names = [name_of(line, lines, words) or place_name(line.place) for line in lines]
    named_rows(axes, names, 44)
    if several:
        axes.axvline(0.0, color=INK, linewidth=0.7)
        axes.plot([], [], "s-", color=BLUE, label=words("study_report.clear"))
        axes.plot([], [], "o-", color=ORANGE, label=words("study_report.unclear"))
        above(axes)
    written_axis(axes.xaxis, words)
    unit = words(f"units.{OUTCOME[lines[0].outcome].unit}")
    axes.set_xlabel(
        words("study_report.axis_difference" if several else "study_report.axis", unit=unit)
    )


def draw_curves(curves: Sequence[Curve], figure: Figure, words: Words) -> None:
    """Left the level at each value of the factor, right how much that is more than at its first value."""
    left, right = figure.subplots(1, 2)
    every = [line for curve in curves for line in curve.lines]
    for number, curve in enumerate(curves):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number]
        label = name_of(curve.lines[0], every, words, but=curve.factor)
        x = _places_on_axis(curve, curves, 0.012 * (number - (len(curves) - 1) / 2))
        for axes, shown in (
            (left, [line.level for line in curve.lines]),
            (right, [line.change or _NOTHING for line in curve.lines]),
        ):
            half = [0.0 if mean.low is None else mean.mean - mean.low for mean in shown]
            axes.errorbar(x, [mean.mean for mean in shown], half, color=colour, marker=marker,
                          markeredgecolor=INK, markeredgewidth=0.4, markersize=4.5, linewidth=1.0,
                          elinewidth=0.9, label=label)  # fmt: skip
    unit = words(f"units.{OUTCOME[every[0].outcome].unit}")
    right.axhline(0.0, color=INK, linewidth=0.7)
    left.set_ylabel(two_lines(words("study_report.axis_level", unit=unit)))
    factor = curves[0].factor
    start = lever_value(factor, curves[0].values[0], words)
    right.set_ylabel(two_lines(words("study_report.axis_change", value=start, unit=unit)))
    for axes in (left, right):
        written_axis(axes.yaxis, words, 5)
        _name_factor(axes, factor, curves[0].values, words)
        axes.grid(color=PALE, linewidth=0.6)
    if len(curves) > 1:
        above_all(figure, left)


def _places_on_axis(curve: Curve, curves: Sequence[Curve], shift: float) -> list[float]:
    """Where each value is, curves a little beside each other; names of a choice at equal distances."""
    values = curve.values
    if ALL_PARAMETERS[curve.factor].choices:
        values = [float(number) for number in range(len(values))]
    ends = [value for each in curves for value in each.values]
    span = max(ends) - min(ends)
    return [value + shift * span for value in values]


def _name_factor(axes: Axes, factor: str, values: Sequence[float], words: Words) -> None:
    if not ALL_PARAMETERS[factor].choices:
        factor_axis(axes.xaxis, factor, words)
        return
    axes.set_xticks(range(len(values)), [lever_value(factor, value, words) for value in values])
    axes.set_xlabel(parameter_name(factor, words.language))
