"""How many seeds, in words, in a table, and drawn."""

from functools import partial

import numpy as np
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import (
    decimals_of_outcome,
    outcome_label,
    place_name,
    scenario_name,
)
from zorgzaam.experiments.analysis.paper import BLUE, INK, MARKERS, PALE, RED, above, written_axis
from zorgzaam.experiments.analysis.seeds_needed import FEWEST_PILOT, SeedsNeeded
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.studies.precision import Z
from zorgzaam.experiments.words import Words

_DARK_TO_LIGHT = (BLUE, "#E69F00", "#1B262D", "#56B4E9", "#009E73", "#CC79A7", "#D55E00", "#6B7780")


def told_seeds(found: SeedsNeeded) -> Finding:
    """How many seeds are needed, ready to be shown."""
    subject = found.subjects[0]
    return Finding(
        file_name("seeds", subject.outcome, f"{found.half_width:g}"),
        found.table,
        lambda words: words("seeds.title", outcome=outcome_label(subject, words)),
        partial(_paragraph, found),
        partial(_written, found),
        partial(_draw, found),
        height_mm=72.0 + 5.0 * len(found.answers),
    )


def _paragraph(found: SeedsNeeded, words: Words) -> str:
    subject = found.subjects[0]
    decimals = decimals_of_outcome(subject)
    most = found.table.iloc[int(found.table["seeds"].to_numpy().argmax())]
    said = [
        words(
            "seeds.what",
            outcome=outcome_label(subject, words),
            half_width=words.number(found.half_width, words.sized(found.half_width)),
            seeds=words.number(found.seeds),
            low=words.number(most["low"]),
            high=words.number(most["high"]),
            place=place_name(most["place"]),
            scenario=scenario_name(most["scenario"], words.language),
            pilot=words.number(most["pilot"]),
            spread=words.number(most["spread"], decimals),
            reached=words.number(most["reached"], decimals),
        )
    ]
    if np.isfinite(most["unpaired_seeds"]):
        said.append(words("seeds.unpaired", seeds=words.number(most["unpaired_seeds"])))
    if most["pilot"] < FEWEST_PILOT:
        said.append(words("seeds.small_pilot", least=words.number(FEWEST_PILOT)))
    return " ".join(said)


def _written(found: SeedsNeeded, words: Words) -> Table:
    decimals = decimals_of_outcome(found.subjects[0])
    rows = [
        [
            f"{place_name(row['place'])}, {scenario_name(row['scenario'], words.language)}",
            words.number(row["mean"], decimals),
            words.number(row["spread"], decimals),
            words.number(row["pilot"]),
            words.number(row["reached"], decimals),
            words.number(row["seeds"]),
            words("common.to", low=words.number(row["low"]), high=words.number(row["high"])),
            words.number(row["unpaired_seeds"]),
        ]
        for _, row in found.table.iterrows()
    ]
    names = ("subject", "mean", "spread", "pilot", "reached", "needed", "interval", "apart")
    caption = words(
        "seeds.caption", half_width=words.number(found.half_width, words.sized(found.half_width))
    )
    return Table(caption, [words(f"seeds.{name}") for name in names], rows)


def _draw(found: SeedsNeeded, figure: Figure, words: Words) -> None:
    axes = figure.subplots()
    most = max(float(found.table["high"].max()), 2.0 * found.table["pilot"].max())
    n = np.unique(np.geomspace(2, 1.3 * most, 80).round())
    worst = int(found.table["seeds"].to_numpy().argmax())
    for number, (answer, (_, row)) in enumerate(
        zip(found.answers, found.table.iterrows(), strict=True)
    ):
        colour = _DARK_TO_LIGHT[number % len(_DARK_TO_LIGHT)]
        name = f"{place_name(row['place'])}, {scenario_name(row['scenario'], words.language)}"
        marker = MARKERS[number % len(MARKERS)]
        axes.plot(n, Z * answer.spread / np.sqrt(n), color=colour, label=name, marker=marker,
                  markevery=(number * 2, 16), markersize=4)  # fmt: skip
        if number == worst:
            low, high = (found.half_width * np.sqrt(end / n) for end in (answer.low, answer.high))
            axes.fill_between(n, low, high, color=PALE, linewidth=0, label=words("seeds.band"))
    axes.axhline(found.half_width, color=RED, linestyle="--", linewidth=1.0,
                 label=words("seeds.asked"))  # fmt: skip
    axes.plot([found.seeds], [found.half_width], "D", color=INK, markersize=5)
    axes.annotate(words.number(found.seeds), (found.seeds, found.half_width), xytext=(5, 5),
                  textcoords="offset points")  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(n[0], n[-1])
    axes.set_ylim(0, min(6 * found.half_width, axes.get_ylim()[1]))
    axes.xaxis.set_major_formatter(lambda value, _: words.number(value))
    axes.xaxis.set_minor_formatter(
        lambda value, _: words.number(value) if str(value)[0] in "25" else ""
    )
    written_axis(axes.yaxis, words, 5)
    axes.set_xlabel(words("seeds.axis"))
    axes.set_ylabel(words("seeds.half_width_axis"))
    axes.grid(color=PALE, linewidth=0.6, which="both")
    above(axes)
