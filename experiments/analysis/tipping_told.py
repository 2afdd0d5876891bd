"""A tipping point in words, in a table, and drawn."""

import math
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.factor_axis import factor_axis
from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import (
    decimals_of_outcome,
    lever_value,
    outcome_label,
    parameter_name,
    setting,
    titled,
)
from zorgzaam.experiments.analysis.paper import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    RED,
    above,
    two_lines,
    written_axis,
)
from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.analysis.tipping import STATES, Tipping
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words


def told_tipping(found: Tipping) -> Finding:
    """A tipping point, ready to be shown."""
    asked = found.question
    return Finding(
        file_name("tipping", *asked.subject.parts, asked.lever),
        found.table,
        lambda words: titled(
            words(
                "tipping.title",
                outcome=outcome_label(asked.subject, words),
                lever=parameter_name(asked.lever, words.language),
            ),
            asked.subject,
            words,
        ),
        partial(_paragraph, found),
        partial(_written, found),
        partial(_draw, found),
        height_mm=105.0,
    )


def beyond_words(question: Question, words: Words) -> str:
    """'at least 2.0 more', 'at most 30.0'."""
    threshold = question.threshold
    decimals = 0 if threshold == round(threshold) else decimals_of_outcome(question.subject)
    value = words.signed if question.measure == "difference" else words.number
    return words(f"tipping.{question.side}", value=value(threshold, decimals))


def at_lever(found: Tipping, value: float, words: Words) -> str:
    """A quantile: a value of the lever, or that it lies outside of what was looked at."""
    asked = found.question
    if math.isfinite(value):
        return lever_value(asked.lever, value, words)
    end = asked.high if value > 0 else asked.low
    return words(
        "tipping.over" if value > 0 else "tipping.under", end=lever_value(asked.lever, end, words)
    )


def median_ends(found: Tipping, words: Words) -> str:
    """The interval of the median; where both ends lie outside, that once."""
    low, high = (at_lever(found, end, words) for end in (found.median_low, found.median_high))
    return low if low == high else words("common.to", low=low, high=high)


def _paragraph(found: Tipping, words: Words) -> str:
    asked = found.question
    said = [
        words(
            "tipping.what",
            setting=setting(asked.subject, words),
            outcome=outcome_label(asked.subject, words),
            lever=parameter_name(asked.lever, words.language),
            beyond=beyond_words(asked, words),
            low=lever_value(asked.lever, asked.low, words),
            high=lever_value(asked.lever, asked.high, words),
            seeds=words.number(len(found.table)),
        )
    ]
    if found.count("tips") and math.isinf(found.median):
        tips, p10 = words.number(found.count("tips")), at_lever(found, found.p10, words)
        said.append(words("tipping.found_few", tips=tips, p10=p10))
    elif found.count("tips"):
        said.append(
            words(
                f"tipping.found_{found.way}",
                median=at_lever(found, found.median, words),
                low=at_lever(found, found.median_low, words),
                high=at_lever(found, found.median_high, words),
                p10=at_lever(found, found.p10, words),
                p90=at_lever(found, found.p90, words),
                tips=words.number(found.count("tips")),
            )
        )
    else:
        said.append(words("tipping.nowhere"))
    said += [
        words(f"tipping.{state}", count=words.number(found.count(state)))
        for state in STATES[1:]
        if found.count(state)
    ]
    many = found.crossing_more_than_once
    grid = words.number(len(asked.grid_values()))
    said.append(
        words("tipping.several" if many else "tipping.once", count=words.number(many), grid=grid)
    )
    return " ".join(said)


def _written(found: Tipping, words: Words) -> Table:
    rows = [
        [words("tipping.median"), at_lever(found, found.median, words)],
        [words("tipping.median_interval"), median_ends(found, words)],
        ["P10", at_lever(found, found.p10, words)],
        ["P90", at_lever(found, found.p90, words)],
    ]
    rows += [[words(f"tipping.row_{state}"), words.number(found.count(state))] for state in STATES]
    rows.append([words("tipping.row_several"), words.number(found.crossing_more_than_once)])
    lever = parameter_name(found.question.lever, words.language)
    head = [words("tipping.figure"), words("screen.value")]
    return Table(words("tipping.caption", lever=lever), head, rows)


def _draw(found: Tipping, figure: Figure, words: Words) -> None:
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    asked = found.question
    _draw_seeds(found, top, words)
    _draw_share(found, bottom, words)
    bottom.set_xlim(asked.low, asked.high)
    factor_axis(bottom.xaxis, asked.lever, words)
    written_axis(top.yaxis, words, 5)
    for axes in (top, bottom):
        axes.grid(color=PALE, linewidth=0.6)


def _draw_seeds(found: Tipping, axes: Axes, words: Words) -> None:
    asked, points = found.question, found.points
    for number, (_, seed) in enumerate(points.groupby("seed", sort=True)):
        label = words("tipping.seed_line") if number == 0 else None
        axes.plot(
            seed[asked.lever], seed["value"], color=GREY, linewidth=0.5, alpha=0.7, label=label
        )
    grid = points[points[asked.lever].isin(asked.grid_values())]
    middle = grid.groupby(asked.lever, sort=True)["value"].median()
    axes.plot(middle.index, middle, color=BLUE, linewidth=1.8, label=words("tipping.median_line"))
    axes.axhline(asked.threshold, color=RED, linestyle="--", linewidth=1.1,
                 label=words("tipping.threshold_line"))  # fmt: skip
    axes.set_ylabel(two_lines(outcome_label(asked.subject, words)))
    above(axes)


def _draw_share(found: Tipping, axes: Axes, words: Words) -> None:
    """The share of the seeds that tip up to here, and where the middle and most of them do."""
    known = found.table[found.table["state"] != "failed"]
    at = np.sort(known["tips_at"].to_numpy(np.float64))
    ends = [found.question.low, found.question.high]
    inside = at[np.isfinite(at)]
    below = int((at == -np.inf).sum())
    x = np.concatenate([ends[:1], inside, ends[1:]])
    y = np.concatenate([[below], below + np.arange(1, len(inside) + 1), [below + len(inside)]])
    axes.step(x, 100 * y / max(len(at), 1), where="post", color=INK)
    low, high = (min(max(end, ends[0]), ends[1]) for end in (found.p10, found.p90))
    if math.isfinite(found.p10) or math.isfinite(found.p90):
        axes.axvspan(low, high, color=ORANGE, alpha=0.3, linewidth=0,
                     label=words("tipping.p10_p90"))  # fmt: skip
    if math.isfinite(found.median):
        axes.axvline(found.median, color=BLUE, linewidth=1.4, label=words("tipping.median"))
    axes.set_ylim(0, 103)
    written_axis(axes.yaxis, words, 5)
    axes.set_ylabel(words(f"tipping.share_{'falling' if found.way == 'falling' else 'rising'}"))
    if axes.get_legend_handles_labels()[0]:
        above(axes)
