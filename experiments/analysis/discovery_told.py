"""A box of scenario discovery in words, in a table, and drawn."""

from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.discovery import Discovery, Limit
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
    above,
    named_rows,
    written_axis,
)
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words


def told_discovery(found: Discovery) -> Finding:
    """A box, ready to be shown."""
    return Finding(
        file_name("discovery", *found.subject.parts, f"{found.side}-{found.threshold:g}"),
        found.table,
        lambda words: titled(
            words("discovery.title", outcome=outcome_label(found.subject, words)),
            found.subject,
            words,
        ),
        partial(_paragraph, found),
        partial(_written, found),
        partial(_draw, found),
        height_mm=max(62.0, 26.0 + 7.5 * len(found.table)),
    )


def _paragraph(found: Discovery, words: Words) -> str:
    decimals = decimals_of_outcome(found.subject)
    said = [
        words(
            "discovery.what",
            setting=setting(found.subject, words),
            outcome=outcome_label(found.subject, words),
            beyond=words(f"tipping.{found.side}", value=words.number(found.threshold, decimals)),
            count=words.number(found.beyond),
            runs=words.number(found.runs),
            base=words.percent(100 * found.base),
        )
    ]
    if not found.limits:
        return " ".join([*said, words("discovery.nothing")])
    limits = words.listing([_limit(limit, found, words) for limit in found.limits])
    ends = {
        f"{name}_{end}": words.percent(100 * value)
        for name, pair in (("density", found.density_ends), ("coverage", found.coverage_ends))
        for end, value in zip(("low", "high"), pair, strict=True)
    }
    said.append(
        words(
            "discovery.box",
            limits=limits,
            density=words.percent(100 * found.density),
            coverage=words.percent(100 * found.coverage),
            **ends,
        )
    )
    if found.held_out is None:
        said.append(words("discovery.not_held_out"))
    else:
        density, coverage = (
            words.percent(100 * value)
            for value in (found.held_out.density, found.held_out.coverage)
        )
        said.append(words("discovery.held_out", density=density, coverage=coverage))
    if found.repeated:
        said.append(words("discovery.repeated"))
    return " ".join(said)


def _limit(limit: Limit, found: Discovery, words: Words) -> str:
    ends = found.table.set_index("factor").loc[limit.factor]
    low, high = (lever_value(limit.factor, value, words) for value in (limit.low, limit.high))
    key = "between"
    if limit.low == ends["lowest"]:
        key = "up_to"
    elif limit.high == ends["highest"]:
        key = "from"
    name = parameter_name(limit.factor, words.language)
    return words(f"discovery.{key}", factor=name, low=low, high=high)


def _written(found: Discovery, words: Words) -> Table:
    rows = []
    for _, row in found.table.iterrows():
        name = str(row["factor"])
        low, high, lowest, highest = (
            lever_value(name, row[end], words) for end in ("low", "high", "lowest", "highest")
        )
        rows.append(
            [
                parameter_name(name, words.language),
                words("common.to", low=low, high=high)
                if row["restricted"]
                else words("discovery.free"),
                words("common.to", low=lowest, high=highest),
                _small(row["quasi_p_low"], words),
                _small(row["quasi_p_high"], words),
            ]
        )
    head = [words("analysis.factor")]
    head += [words(f"discovery.{name}") for name in ("in_box", "in_design", "p_low", "p_high")]
    return Table(words("discovery.caption"), head, rows)


def _small(value: float | None, words: Words) -> str:
    """A quasi-p: two figures, or that it is smaller than can matter."""
    if value is None or value != value:  # noqa: PLR0124 - None becomes NaN in a column of numbers
        return "–"
    return f"< {words.number(0.001, 3)}" if value < 0.001 else words.number(value, 3)


def _draw(found: Discovery, figure: Figure, words: Words) -> None:
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _draw_limits(found, left, words)
    way = found.peeling
    dots = right.scatter(way["coverage"], way["density"], c=way["factors"], cmap="cividis",
                         s=18, edgecolors=INK, linewidths=0.3, vmin=0)  # fmt: skip
    right.errorbar(
        [found.coverage], [found.density],
        xerr=[[found.coverage - found.coverage_ends[0]], [found.coverage_ends[1] - found.coverage]],
        yerr=[[found.density - found.density_ends[0]], [found.density_ends[1] - found.density]],
        fmt="D", color=ORANGE, ecolor=GREY, markeredgecolor=INK, markersize=6, elinewidth=0.9,
        label=words("discovery.chosen"),
    )  # fmt: skip
    if found.held_out is not None:
        right.plot([found.held_out.coverage], [found.held_out.density], "X", color=BLUE,
                   markeredgecolor=INK, markersize=7, label=words("discovery.other_half"))  # fmt: skip
    right.set(xlim=(0, 1.05), ylim=(0, 1.05))
    right.set_xlabel(words("discovery.coverage_axis"))
    right.set_ylabel(words("discovery.density_axis"))
    right.grid(color=PALE, linewidth=0.6)
    bar = figure.colorbar(dots, ax=right, pad=0.02, ticks=range(int(way["factors"].max()) + 1))
    bar.set_label(words("discovery.factors_axis"))
    for axis in (right.xaxis, right.yaxis):
        written_axis(axis, words, 3)
    above(right, share=0.3)


def _draw_limits(found: Discovery, axes: Axes, words: Words) -> None:
    """The box in each factor, as part of the factor's own range."""
    names = [parameter_name(name, words.language) for name in found.table["factor"]]
    for at, (_, row) in enumerate(found.table.iterrows()):
        span = row["highest"] - row["lowest"]
        low, high = ((row[end] - row["lowest"]) / span for end in ("low", "high"))
        axes.barh(at, 1.0, height=0.34, color=PALE, linewidth=0)
        if row["restricted"]:
            axes.barh(at, high - low, left=low, height=0.34, color=BLUE, linewidth=0)
            shown = words(
                "common.to",
                low=lever_value(row["factor"], row["low"], words),
                high=lever_value(row["factor"], row["high"], words),
            )
            axes.text(0.5, at - 0.26, shown, ha="center", va="bottom", fontsize=7)
    named_rows(axes, names, 30)
    axes.set_xlim(0, 1)
    axes.grid(visible=False)
    axes.set_xticks([0, 1], [words("discovery.lowest"), words("discovery.highest")])
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[1].set_horizontalalignment("right")
    axes.spines["left"].set_visible(False)
