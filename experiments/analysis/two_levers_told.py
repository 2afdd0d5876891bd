"""The two-lever map in words, in a table, and drawn."""

from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from zorgzaam.experiments.analysis.factor_axis import factor_axis
from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import (
    lever_value,
    outcome_label,
    parameter_name,
    setting,
    titled,
)
from zorgzaam.experiments.analysis.paper import INK, above, two_lines, written_bar
from zorgzaam.experiments.analysis.tipping_told import beyond_words
from zorgzaam.experiments.analysis.two_levers import TwoLevers
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words

_EDGES: Final[dict[str, Any]] = {"p10": ":", "median": "-", "p90": "--"}


def told_map(found: TwoLevers) -> Finding:
    """A two-lever map, ready to be shown."""
    asked = found.question
    return Finding(
        file_name("map", *asked.subject.parts, asked.lever, found.second),
        found.table,
        lambda words: titled(
            words(
                "two_levers.title",
                outcome=outcome_label(asked.subject, words),
                lever=parameter_name(asked.lever, words.language),
                second=parameter_name(found.second, words.language),
            ),
            asked.subject,
            words,
        ),
        partial(_paragraph, found),
        partial(_written, found),
        partial(_draw, found),
        height_mm=105.0,
    )


def _paragraph(found: TwoLevers, words: Words) -> str:
    asked, share = found.question, found.share_beyond
    lever, second = (parameter_name(name, words.language) for name in (asked.lever, found.second))
    said = [
        words(
            "two_levers.what",
            setting=setting(asked.subject, words),
            outcome=outcome_label(asked.subject, words),
            beyond=beyond_words(asked, words),
            lever=lever,
            second=second,
            cells=words.number(share.size),
            seeds=words.number(found.cells.shape[2]),
        )
    ]
    edge = found.edge
    for at, key in ((0, "lowest"), (len(edge) - 1, "highest")):
        row = edge.iloc[at]
        said.append(
            words(
                f"two_levers.{key}",
                second=second,
                value=lever_value(found.second, row[found.second], words),
                lever=lever,
                **{name: _at(found, row[name], words) for name in ("median", "p10", "p90")},
            )
        )
    said.append(
        words(
            "two_levers.sure",
            none=words.number(int((share == 0.0).sum())),
            all=words.number(int((share == 1.0).sum())),
            between=words.number(int(((share > 0.0) & (share < 1.0)).sum())),
        )
    )
    several = int(edge["crossings_more_than_once"].sum())
    if several:
        said.append(words("two_levers.several", count=words.number(several)))
    failed = int(found.table["failed"].sum())
    if failed:
        said.append(words("two_levers.failed", count=words.number(failed)))
    return " ".join(said)


def _at(found: TwoLevers, value: float, words: Words) -> str:
    if np.isfinite(value):
        return lever_value(found.question.lever, value, words)
    if np.isnan(value):
        return "–"
    end = found.across[-1] if value > 0 else found.across[0]
    key = "tipping.over" if value > 0 else "tipping.under"
    return words(key, end=lever_value(found.question.lever, float(end), words))


def _written(found: TwoLevers, words: Words) -> Table:
    rows = [
        [
            lever_value(found.second, row[found.second], words),
            *(_at(found, row[name], words) for name in ("median", "p10", "p90")),
            words.number(row["never"]),
            words.number(row["always"]),
            words.number(row["crossings_more_than_once"]),
        ]
        for _, row in found.edge.iterrows()
    ]
    lever = parameter_name(found.question.lever, words.language)
    head = [parameter_name(found.second, words.language), words("tipping.median"), "P10", "P90"]
    head += [words(f"two_levers.{name}") for name in ("never", "always", "more_than_once")]
    return Table(words("two_levers.caption", lever=lever), head, rows)


def _draw(found: TwoLevers, figure: Figure, words: Words) -> None:
    axes = figure.subplots()
    asked, x, y = found.question, found.across, found.up
    mean = found.mean
    shades = axes.contourf(x, y, mean, levels=9, cmap="cividis", alpha=0.9)
    for seed in np.moveaxis(found.cells, 2, 0):
        if np.isfinite(seed).all() and seed.min() < asked.threshold < seed.max():
            axes.contour(x, y, seed, [asked.threshold], colors="white", linewidths=0.45, alpha=0.8)
    for name, dashes in _EDGES.items():
        at = found.edge[name].where(np.isfinite(found.edge[name]))
        # white below, so that the line is seen on dark and on light
        axes.plot(at, y, color="white", linewidth=3.2)
        axes.plot(at, y, color=INK, linestyle=dashes, linewidth=1.6)
    across, up = np.meshgrid(x, y)
    axes.plot(
        across, up, ".", color="white", markersize=2.2, markeredgecolor=INK, markeredgewidth=0.3
    )
    factor_axis(axes.xaxis, asked.lever, words)
    factor_axis(axes.yaxis, found.second, words)
    bar = figure.colorbar(shades, ax=axes, pad=0.02)
    bar.set_label(two_lines(words("two_levers.bar", outcome=outcome_label(asked.subject, words))))
    written_bar(bar, words, OUTCOME[asked.outcome].decimals)
    samples = [
        Line2D(
            [], [], color=INK, linestyle=dashes, linewidth=1.6, label=words(f"two_levers.{name}")
        )
        for name, dashes in _EDGES.items()
    ]
    samples.append(
        Line2D([], [], color="#B8B8B8", linewidth=0.8, label=words("two_levers.seed_line"))
    )
    above(axes, samples)
