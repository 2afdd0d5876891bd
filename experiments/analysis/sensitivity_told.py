"""Sensitivity in words, in a table, and drawn."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import (
    decimals_of_outcome,
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
    above,
    named_rows,
    written_axis,
)
from zorgzaam.experiments.analysis.seed_share import SeedShare
from zorgzaam.experiments.analysis.sensitivity import Morris, Sobol
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words

_NEGLIGIBLE = (
    0.05  # of the variance: a total index whose interval ends below it does next to nothing
)
_SMALL = 0.1  # of the largest effect
_ROW_MM, _REST_MM = 7.5, 24.0
_MOST_NAMED = 3
_MOST_DRAWN = 25  # of many factors, so that they fit on a page


def told_sobol(found: Sobol) -> Finding:
    """Sobol indices, ready to be shown."""
    return Finding(
        file_name("sobol", *found.subject.parts),
        found.table,
        lambda words: titled(
            words("sobol.title", outcome=outcome_label(found.subject, words)), found.subject, words
        ),
        partial(_sobol_paragraph, found),
        partial(_sobol_written, found),
        partial(_draw_sobol, found),
        _height_mm(found),
    )


def told_morris(found: Morris) -> Finding:
    """Morris screening, ready to be shown."""
    return Finding(
        file_name("morris", *found.subject.parts),
        found.table,
        lambda words: titled(
            words("morris.title", outcome=outcome_label(found.subject, words)), found.subject, words
        ),
        partial(_morris_paragraph, found),
        partial(_morris_written, found),
        partial(_draw_morris, found),
        _height_mm(found),
    )


def _height_mm(found: Sobol | Morris) -> float:
    return _REST_MM + _ROW_MM * min(len(found.table), _MOST_DRAWN)


def _largest_drawn(found: Sobol | Morris, words: Words) -> list[str]:
    if len(found.table) <= _MOST_DRAWN:
        return []
    return [words("analysis.largest_drawn", count=words.number(_MOST_DRAWN))]


def _sobol_paragraph(found: Sobol, words: Words) -> str:
    table = found.table
    sure = table[table["total_low"] > _NEGLIGIBLE]
    nothing = table[table["total_high"] < _NEGLIGIBLE]
    said = [
        words(
            "sobol.what",
            setting=setting(found.subject, words),
            outcome=outcome_label(found.subject, words),
            factors=words.number(len(table)),
            blocks=words.number(found.blocks),
        )
    ]
    if len(sure):
        named = [
            words(
                "sobol.named",
                factor=parameter_name(row["factor"], words.language),
                total=words.number(row["total"], 2),
                low=words.number(row["total_low"], 2),
                high=words.number(row["total_high"], 2),
            )
            for _, row in sure.head(_MOST_NAMED).iterrows()
        ]
        said.append(words("sobol.most", factors=words.listing(named)))
    else:
        said.append(words("sobol.none_sure"))
    if len(nothing):
        said.append(words("sobol.nothing", count=words.number(len(nothing))))
    said.append(
        words(
            "sobol.together",
            first=words.percent(100 * float(np.clip(table["first"].sum(), 0.0, 1.0))),
        )
    )
    said += [*_largest_drawn(found, words), *_left_out(found, words)]
    return " ".join([*said, _chance(found.chance, words)])


def _left_out(found: Sobol | Morris, words: Words) -> list[str]:
    if not found.left_out:
        return []
    return [words("analysis.left_out", count=words.number(found.left_out))]


def _chance(chance: SeedShare | None, words: Words) -> str:
    if chance is None:
        return words("analysis.chance_unknown")
    share, low, high = (
        words.percent(100 * end, 0) for end in (chance.share, chance.low, chance.high)
    )
    rows, seeds = words.number(chance.rows), words.number(chance.seeds)
    return words("analysis.chance", share=share, low=low, high=high, rows=rows, seeds=seeds)


def _sobol_written(found: Sobol, words: Words) -> Table:
    rows = [
        [
            parameter_name(row["factor"], words.language),
            words.number(row["first"], 2),
            _ends(row, "first", 2, words),
            words.number(row["total"], 2),
            _ends(row, "total", 2, words),
        ]
        for _, row in found.table.iterrows()
    ]
    interval = words("analysis.interval_head")
    head = [
        words("analysis.factor"),
        words("sobol.first"),
        interval,
        words("sobol.total"),
        interval,
    ]
    return Table(words("sobol.caption", outcome=outcome_label(found.subject, words)), head, rows)


def _ends(row: "pd.Series[float]", name: str, decimals: int, words: Words) -> str:
    low, high = (words.number(row[f"{name}_{end}"], decimals) for end in ("low", "high"))
    return words("common.to", low=low, high=high)


def _draw_sobol(found: Sobol, figure: Figure, words: Words) -> None:
    axes = figure.subplots()
    table = found.table.head(_MOST_DRAWN)
    at = np.arange(len(table))
    names = [parameter_name(name, words.language) for name in table["factor"]]
    if found.chance is not None:
        names.append(words("sobol.seed"))
        row, chance = len(table), found.chance
        _whisker(axes, [row], [chance.share], [chance.low], [chance.high], "D", GREY,
                 words("sobol.seed_legend"))  # fmt: skip
    _whisker(axes, at + 0.16, table["first"], table["first_low"], table["first_high"], "o", ORANGE,
             words("sobol.first_legend"))  # fmt: skip
    _whisker(axes, at - 0.16, table["total"], table["total_low"], table["total_high"], "s", BLUE,
             words("sobol.total_legend"))  # fmt: skip
    named_rows(axes, names)
    axes.axvline(0.0, color=INK, linewidth=0.7)
    written_axis(axes.xaxis, words)
    axes.set_xlabel(words("sobol.axis"))
    above(axes)


def _whisker(axes, at, values, low, high, marker, colour, label) -> None:  # type: ignore[no-untyped-def]
    axes.hlines(at, low, high, color=colour, linewidth=1.1)
    axes.plot(values, at, marker, color=colour, markeredgecolor=INK, markeredgewidth=0.4,
              markersize=4.5, label=label)  # fmt: skip


def _morris_paragraph(found: Morris, words: Words) -> str:
    table, decimals = found.table, decimals_of_outcome(found.subject)
    top = table.iloc[0]["mu_star"]
    large = table[table["mu_star"] >= _SMALL * top].head(_MOST_NAMED)
    named = [
        words(
            "morris.named",
            factor=parameter_name(row["factor"], words.language),
            effect=words.number(row["mu_star"], decimals),
            low=words.number(row["mu_star_low"], decimals),
            high=words.number(row["mu_star_high"], decimals),
            way=words("morris.up" if row["mu"] > 0 else "morris.down"),
        )
        for _, row in table[table["mu_star"] >= _SMALL * top].head(_MOST_NAMED).iterrows()
    ]
    said = [
        words(
            "morris.what",
            setting=setting(found.subject, words),
            outcome=outcome_label(found.subject, words),
            factors=words.number(len(table)),
            blocks=words.number(found.blocks),
        ),
        words("morris.most", factors=words.listing(named)),
    ]
    small = int((table["mu_star_high"] < _SMALL * top).sum())
    if small:
        said.append(words("morris.small", count=words.number(small)))
    bends = large.query("sigma > mu_star")["factor"]
    if len(bends):
        factors = [f"‘{parameter_name(name, words.language)}’" for name in bends]
        said.append(words("morris.bends", factors=words.listing(factors)))
    said += [*_largest_drawn(found, words), *_left_out(found, words)]
    return " ".join([*said, _chance(found.chance, words)])


def _morris_written(found: Morris, words: Words) -> Table:
    decimals = decimals_of_outcome(found.subject)
    rows = [
        [
            parameter_name(row["factor"], words.language),
            words.number(row["mu_star"], decimals),
            _ends(row, "mu_star", decimals, words),
            words.signed(row["mu"], decimals),
            words.number(row["sigma"], decimals),
            _ends(row, "sigma", decimals, words),
        ]
        for _, row in found.table.iterrows()
    ]
    interval = words("analysis.interval_head")
    head = [words("analysis.factor"), "μ*", interval, "μ", "σ", interval]
    return Table(words("morris.caption", outcome=outcome_label(found.subject, words)), head, rows)


def _draw_morris(found: Morris, figure: Figure, words: Words) -> None:
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    every, table = found.table, found.table.head(_MOST_DRAWN)
    at = np.arange(len(table))
    _whisker(left, at, table["mu_star"], table["mu_star_low"], table["mu_star_high"], "o", BLUE, "")
    names = [parameter_name(name, words.language) for name in table["factor"]]
    # a space that no line breaks at keeps the number beside its name
    named_rows(left, [f"{number}.\N{NO-BREAK SPACE}{name}" for number, name in enumerate(names, 1)])
    left.set_xlim(left=0.0)
    left.set_xlabel(words("morris.effect_axis"))
    right.errorbar(
        every["mu_star"], every["sigma"],
        xerr=_arms(every, "mu_star"), yerr=_arms(every, "sigma"),
        fmt="o", color=BLUE, ecolor=GREY, elinewidth=0.6, markersize=3.5,
    )  # fmt: skip
    most = 1.05 * float(max(every["mu_star_high"].max(), every["sigma_high"].max()))
    right.plot([0, most], [0, most], "--", color=GREY, linewidth=0.7)
    for number, (_, row) in enumerate(table.head(5).iterrows(), start=1):
        right.annotate(
            str(number), (row["mu_star"], row["sigma"]),
            xytext=(4, 3), textcoords="offset points", fontsize=7,
        )  # fmt: skip
    right.set(xlim=(0, most), ylim=(0, most))
    right.set_xlabel(words("morris.mu_axis"))
    right.set_ylabel(words("morris.sigma_axis"))
    right.grid(color=PALE, linewidth=0.6)
    for axis in (left.xaxis, right.xaxis, right.yaxis):
        written_axis(axis, words, 4)


def _arms(table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """What a whisker reaches below and above its dot."""
    middle, low, high = (
        table[column].to_numpy(np.float64) for column in (name, f"{name}_low", f"{name}_high")
    )
    arms: NDArray[np.float64] = np.maximum([middle - low, high - middle], 0.0)
    return arms
