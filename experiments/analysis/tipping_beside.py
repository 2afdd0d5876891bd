"""Tipping points of several places or scenarios beside each other."""

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.factor_axis import factor_axis
from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import (
    outcome_label,
    parameter_name,
    place_name,
    scenario_name,
)
from zorgzaam.experiments.analysis.paper import BLUE, GREY, INK, above, named_rows
from zorgzaam.experiments.analysis.tipping import Tipping
from zorgzaam.experiments.analysis.tipping_told import at_lever, beyond_words, median_ends
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words


def told_beside(found: Sequence[Tipping]) -> Finding:
    """Two or more tipping points of one lever and outcome, ready to be shown."""
    asked = found[0].question
    return Finding(
        file_name("tipping-beside", asked.outcome, asked.measure, asked.lever),
        _table(found),
        lambda words: words(
            "tipping.title_beside",
            outcome=outcome_label(asked.subject, words),
            lever=parameter_name(asked.lever, words.language),
        ),
        partial(_paragraph, found),
        partial(_written, found),
        partial(_draw, found),
        height_mm=26.0 + 8.5 * len(found),
    )


def _table(found: Sequence[Tipping]) -> pd.DataFrame:
    """A row for each: where half, a tenth and nine tenths of its seeds tip, and how many do not."""
    return pd.DataFrame(
        [
            {
                "place": each.question.place,
                "scenario": each.question.scenario,
                "median": each.median,
                "median_low": each.median_low,
                "median_high": each.median_high,
                "p10": each.p10,
                "p90": each.p90,
                "seeds": len(each.table),
                **{state: each.count(state) for state in ("tips", "never", "always", "failed")},
                "crossing_more_than_once": each.crossing_more_than_once,
                "way": each.way,
            }
            for each in found
        ]
    )


def _name(each: Tipping, found: Sequence[Tipping], words: Words) -> str:
    """The place, and the scenario where there are several."""
    place = place_name(each.question.place)
    if len({other.question.scenario for other in found}) == 1:
        return place
    return f"{place}, {scenario_name(each.question.scenario, words.language)}"


def _paragraph(found: Sequence[Tipping], words: Words) -> str:
    asked = found[0].question
    said = [
        words(
            "tipping.beside",
            outcome=outcome_label(asked.subject, words),
            lever=parameter_name(asked.lever, words.language),
            beyond=beyond_words(asked, words),
            count=words.number(len(found)),
        )
    ]
    order = sorted((e for e in found if math.isfinite(e.median)), key=lambda each: each.median)
    ends = [order[0], order[-1]] if len(order) > 1 else order
    for key, each in zip(("first", "last"), ends, strict=False):
        at = {name: at_lever(each, getattr(each, name), words) for name in ("median", "p10", "p90")}
        said.append(words(f"tipping.beside_{key}", name=_name(each, found, words), **at))
    few = [_name(each, found, words) for each in found if math.isinf(each.median)]
    if not any(each.count("tips") for each in found):
        said.append(words("tipping.nowhere"))
    elif few:
        said.append(words("tipping.beside_few", names=words.listing(few)))
    outside = sum(each.count("never") + each.count("always") for each in found)
    failed = sum(each.count("failed") for each in found)
    several = sum(each.crossing_more_than_once for each in found)
    seeds = words.number(sum(len(each.table) for each in found))
    said.append(
        words(
            "tipping.beside_counts",
            seeds=seeds,
            outside=words.number(outside),
            failed=words.number(failed),
            several=words.number(several),
        )
    )
    return " ".join(said)


def _written(found: Sequence[Tipping], words: Words) -> Table:
    rows = [
        [
            _name(each, found, words),
            at_lever(each, each.median, words),
            median_ends(each, words),
            at_lever(each, each.p10, words),
            at_lever(each, each.p90, words),
            *(words.number(each.count(state)) for state in ("never", "always", "failed")),
            words.number(each.crossing_more_than_once),
        ]
        for each in found
    ]
    lever = parameter_name(found[0].question.lever, words.language)
    head = [words("seeds.subject"), words("tipping.median"), words("analysis.interval_head")]
    head += ["P10", "P90", words("two_levers.never"), words("two_levers.always")]
    head += [words("tipping.head_failed"), words("two_levers.more_than_once")]
    return Table(words("tipping.caption", lever=lever), head, rows)


def _draw(found: Sequence[Tipping], figure: Figure, words: Words) -> None:
    axes = figure.subplots()
    low = min(each.question.low for each in found)
    high = max(each.question.high for each in found)
    for at, each in enumerate(found):
        known = each.table.loc[np.isfinite(each.table["tips_at"]), "tips_at"]
        axes.plot(known, np.full(len(known), at + 0.26), "|", color=GREY, markersize=5,
                  label=words("tipping.one_seed") if at == 0 else None)  # fmt: skip
        for ends, width, label in (
            ((each.p10, each.p90), 1.0, words("tipping.p10_p90")),
            ((each.median_low, each.median_high), 3.2, words("tipping.median_interval")),
        ):
            if not any(math.isnan(end) for end in ends):
                inside = [min(max(end, low), high) for end in ends]
                axes.plot(inside, [at, at], color=BLUE, linewidth=width, solid_capstyle="butt",
                          label=label if at == 0 else None)  # fmt: skip
                for end in ends:
                    if math.isinf(end):  # beyond what was looked at
                        mark = ">" if end > 0 else "<"
                        axes.plot([min(max(end, low), high)], [at], mark, color=BLUE, markersize=5,
                                  clip_on=False)  # fmt: skip
        if math.isfinite(each.median):
            axes.plot([each.median], [at], "o", color="white", markeredgecolor=INK, markersize=5,
                      label=words("tipping.median") if at == 0 else None)  # fmt: skip
    named_rows(axes, [_name(each, found, words) for each in found])
    axes.set_xlim(low, high)
    factor_axis(axes.xaxis, found[0].question.lever, words)
    above(axes)
