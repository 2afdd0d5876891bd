"""Regret in words, in a table, and drawn."""

from functools import partial

import numpy as np
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import place_name, scenario_name
from zorgzaam.experiments.analysis.paper import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    above,
    named_rows,
    written_axis,
)
from zorgzaam.experiments.analysis.regret import Regret
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words

_SURE = 0.9  # of the resamples


def told_regret(found: Regret) -> Finding:
    """A regret table, ready to be shown."""
    return Finding(
        file_name("regret", found.outcome, found.better),
        found.table,
        lambda words: words("regret.title", outcome=_outcome(found, words)),
        partial(_paragraph, found),
        partial(_written, found),
        partial(_draw, found),
        height_mm=28.0 + 11.0 * len(found.table),
    )


def _outcome(found: Regret, words: Words) -> str:
    outcome = OUTCOME[found.outcome]
    unit = words(f"units.{outcome.unit}")
    return words("analysis.of_level", outcome=outcome.label(words.language), unit=unit)


def _paragraph(found: Regret, words: Words) -> str:
    table, language = found.table, words.language
    decimals = OUTCOME[found.outcome].decimals + 1
    conditions = found.cells[["place", "design_row"]].drop_duplicates()
    first, second = table.iloc[0], table.iloc[1]
    said = [
        words(
            "regret.what",
            ways=words.number(len(table)),
            outcome=_outcome(found, words),
            better=words(f"regret.{found.better}"),
            conditions=words.number(len(conditions)),
            places=words.number(conditions["place"].nunique()),
            rows=words.number(conditions["design_row"].nunique()),
            seeds=words.number(found.cells["seeds"].min()),
        ),
        words(
            "regret.least" if first["most"] > 0.0 else "regret.nowhere",
            way=scenario_name(first["way"], language),
            most=words.number(first["most"], decimals),
            low=words.number(first["most_low"], decimals),
            high=words.number(first["most_high"], decimals),
            place=place_name(first["worst_place"]),
            mean=words.number(first["mean"], decimals),
            best_in=words.number(first["best_in"]),
            second=scenario_name(second["way"], language),
            second_most=words.number(second["most"], decimals),
        ),
        words(
            "regret.sure" if first["least_bad_most"] >= _SURE else "regret.unsure",
            share=words.percent(100 * first["least_bad_most"]),
        ),
    ]
    by_mean = table.sort_values("mean", kind="stable").iloc[0]
    if by_mean["way"] != first["way"]:
        said.append(
            words(
                "regret.other_by_mean",
                way=scenario_name(by_mean["way"], language),
                mean=words.number(by_mean["mean"], decimals),
                share=words.percent(100 * by_mean["least_bad_mean"]),
            )
        )
    return " ".join(said)


def _written(found: Regret, words: Words) -> Table:
    decimals = OUTCOME[found.outcome].decimals + 1
    rows = []
    for _, row in found.table.iterrows():
        cells = [scenario_name(row["way"], words.language)]
        for name in ("most", "mean"):
            low, high = (words.number(row[f"{name}_{end}"], decimals) for end in ("low", "high"))
            cells += [words.number(row[name], decimals), words("common.to", low=low, high=high)]
        cells += [words.number(row["best_in"]), words.percent(100 * row["least_bad_most"])]
        rows.append(cells)
    interval = words("analysis.interval_head")
    head = [words("regret.way"), words("regret.most"), interval, words("regret.mean"), interval]
    head += [words("regret.best_in"), words("regret.chance")]
    return Table(words("regret.caption", outcome=_outcome(found, words)), head, rows)


def _draw(found: Regret, figure: Figure, words: Words) -> None:
    axes = figure.subplots()
    table, at = found.table, np.arange(len(found.table))
    for row, way in zip(at, table["way"], strict=True):
        cells = found.cells.loc[found.cells["way"] == way, "regret"]
        axes.plot(cells, np.full(len(cells), row + 0.24), "|", color=GREY, markersize=6,
                  label=words("regret.condition") if row == 0 else None)  # fmt: skip
    for name, shift, marker, colour in (("mean", 0.0, "o", ORANGE), ("most", -0.2, "s", BLUE)):
        axes.hlines(
            at + shift, table[f"{name}_low"], table[f"{name}_high"], color=colour, linewidth=1.1
        )
        axes.plot(table[name], at + shift, marker, color=colour, markeredgecolor=INK,
                  markeredgewidth=0.4, markersize=5, label=words(f"regret.{name}"))  # fmt: skip
    named_rows(axes, [scenario_name(way, words.language) for way in table["way"]])
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.axvline(0.0, color=INK, linewidth=0.7)
    written_axis(axes.xaxis, words)
    unit = words(f"units.{OUTCOME[found.outcome].unit}")
    axes.set_xlabel(words("regret.axis", unit=unit))
    above(axes)
