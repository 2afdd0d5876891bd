"""The page about a growing care network: pictures, ties by origin, and the network beside its nulls."""

import datetime as dt
import shlex
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.comparison import WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.drawing import (
    Line,
    Mark,
    Moment,
    Text,
    lines_chart,
    network_panel,
    network_style,
    places_of,
    sample,
    style,
)
from zorgzaam.experiments.growth import Growth
from zorgzaam.experiments.growth_picture import (
    legend,
    pictures_of,
    stretch_words,
    summary_words,
)
from zorgzaam.experiments.report.certainty import name_or_file, set_options
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.report.page import templates
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.scenario import Scenario, start_date
from zorgzaam.experiments.words import Words
from zorgzaam.model.network import ORIGIN_NAMES
from zorgzaam.model.network_measures import NETWORK_MEASURES, NETWORKS, WEEKS_BETWEEN_NETWORKS

_LAST_YEAR = WEEKS_PER_RUN_YEAR // WEEKS_BETWEEN_NETWORKS  # measurements


def title_of(growth: Growth, scenario: Scenario, words: Words) -> str:
    """The heading of the page and of the picture."""
    place = plain_name(growth.plan.place.name)
    if not growth.plan.scenario.changes:
        return words("network.title", place=place)
    return words("network.title_scenario", place=place, scenario=scenario.title(words.language))


def write_growth_page(growth: Growth, scenario: Scenario, path: Path, language: str) -> None:
    """network.html: one offline file; the same run gives the same bytes."""
    words = Words(language)
    title = title_of(growth, scenario, words)
    moments = pictures_of(growth, words)
    page = files("zorgzaam.experiments.report") / "templates" / "report.css"
    html = (
        templates()
        .get_template("network.html.j2")
        .render(
            words=words,
            language=language,
            style=style() + network_style() + page.read_text(encoding="utf-8"),
            title=title,
            answer=summary_words(moments, words),
            stretch=stretch_words(growth, words),
            legend=[(sample(each.sign), each.words) for each in legend(words)],
            pictures=_pictures(growth, moments, words),
            sections=[_origins(growth, words), _nulls(growth, words)],
            sources=[words(f"sources.{name}") for name in ("cbs", "health", "literature")],
            command=_command(growth, scenario),
        )
    )
    path.write_text(html, encoding="utf-8", newline="\n")


def _pictures(growth: Growth, moments: list[Moment], words: Words) -> list[Figure]:
    addresses = len(growth.stretch.households)
    places = places_of(moments, addresses)
    figures = []
    for moment, pairs in zip(moments, growth.moments, strict=True):
        name = f"network-{pairs.week}"
        text = Text(moment.heading, moment.note)
        drawing = network_panel(name, text, moment, places, addresses)
        rows = []
        for kind in ORIGIN_NAMES:
            drawn = sum(tie.kind == kind for tie in moment.ties)
            chosen = pairs.origin == ORIGIN_NAMES.index(kind)
            rows.append(
                [
                    words(f"network.{kind}"),
                    words.number(drawn),
                    words.number(int(chosen.sum())),
                    words.number(float(pairs.hours_per_week[chosen].sum()), 1),
                ]
            )
        head = [
            words(f"network.{name}") for name in ("origin", "drawn", "whole_place", "hours_all")
        ]
        table = Table(moment.heading, head, rows)
        figures.append(Figure(name, moment.heading, moment.note, drawing, table))
    return figures


def _origins(growth: Growth, words: Words) -> Section:
    """Ties by origin over time, in the whole place."""
    first, last = growth.ties[0], growth.ties[-1]
    title = words("network.origins_title")
    summary = words(
        "network.origins_summary",
        first=words.number(float(first.sum())),
        last=words.number(float(last.sum())),
        kept=words.percent(100 * last[0] / last.sum() if last.sum() else 0.0),
        own=words.number(float(last[1])),
        brokered=words.number(float(last[2])),
        initiative=words.number(float(last[3])),
    )
    chart = lines_chart(
        "chart-origins",
        Text(title, summary),
        [Line(name, growth.ties[:, nth], name) for nth, name in enumerate(ORIGIN_NAMES)],
        start=start_date(growth.plan.place),
        number=words.number,
        marks=_marks(growth, words),
        from_zero=True,
    )
    rows = [
        [_month(growth, week, words), *(words.number(float(v)) for v in growth.ties[week])]
        for week in _half_years(len(growth.ties))
    ]
    head = [words("common.period"), *(words(f"network.{name}") for name in ORIGIN_NAMES)]
    figure = Figure(
        "origins", title, summary, chart, Table(title, head, rows), words("network.ties")
    )
    key = [(f"line {name}", words(f"network.{name}")) for name in ORIGIN_NAMES]
    lead = [words("network.origins_lead")]
    return Section("origins", words("network.origins_head"), lead, [figure], key)


def _nulls(growth: Growth, words: Words) -> Section:
    """Three measures of the network, each beside both nulls; all of them in a table."""
    figures = [
        _null(growth, words, "clustering", 100.0, words.percent, higher_than_chance="clustered"),
        _null(
            growth, words, "largest_component_share", 100.0, lambda value: words.percent(value, 1),
            higher_than_chance="joined",
        ),
        _null(growth, words, "helpers_per_recipient", 1.0, lambda value: words.number(value, 2)),
    ]  # fmt: skip
    rows = []
    for nth, measure in enumerate(NETWORK_MEASURES):
        decimals = 0 if measure == "pairs" else 2
        rows.append(
            [
                words(f"network.measure_{measure}"),
                *(words.number(value, decimals) for value in _last_year(growth, nth)),
            ]
        )
    head = [words("network.measure"), *(words(f"network.{name}") for name in NETWORKS)]
    return Section(
        "nulls",
        words("network.nulls_head"),
        [words("network.nulls_lead")],
        figures,
        [(f"line {name}", words(f"network.{name}")) for name in NETWORKS],
        [Table(words("network.all_measures"), head, rows)],
    )


def _null(
    growth: Growth,
    words: Words,
    measure: str,
    times: float,
    write: Callable[[float], str],
    higher_than_chance: str | None = None,
) -> Figure:
    nth = NETWORK_MEASURES.index(measure)
    observed, old, rewired = (times * value for value in _last_year(growth, nth))
    title = words(f"network.{measure}_title")
    summary = words(
        f"network.{measure}_summary",
        observed=write(observed),
        old_only=write(old),
        rewired=write(rewired),
    )
    if higher_than_chance is not None and np.isfinite(observed) and np.isfinite(rewired):
        side = "" if observed > rewired else "not_"
        summary += " " + words(f"network.{side}{higher_than_chance}")
    # dealing out the carers leaves helpers a recipient as they are: that line would hide the other
    shown = [name for name in NETWORKS if higher_than_chance is not None or name != "rewired"]
    lines = [
        Line(name, _weekly(times * growth.network[:, NETWORKS.index(name), nth], growth), name)
        for name in reversed(shown)
    ]
    chart = lines_chart(
        f"chart-{measure}",
        Text(title, summary),
        lines,
        start=start_date(growth.plan.place),
        number=words.number,
        marks=_marks(growth, words),
        from_zero=True,
    )
    rows = []
    for week in _half_years(growth.plan.weeks):
        values = times * growth.network[week // WEEKS_BETWEEN_NETWORKS, :, nth]
        rows.append([_month(growth, week, words), *(write(float(value)) for value in values)])
    head = [words("common.period"), *(words(f"network.{name}") for name in NETWORKS)]
    unit = "%" if times == 100.0 else ""
    return Figure(measure, title, summary, chart, Table(title, head, rows), unit)


def _weekly(measured: NDArray[np.float64], growth: Growth) -> NDArray[np.float64]:
    """Each value held until the next measurement."""
    return np.repeat(measured, WEEKS_BETWEEN_NETWORKS)[: growth.plan.weeks]


def _last_year(growth: Growth, measure: int) -> list[float]:
    """Mean of each network's known values in the last year; NaN where there are none."""
    return [_mean(growth.network[-_LAST_YEAR:, nth, measure]) for nth in range(len(NETWORKS))]


def _mean(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _marks(growth: Growth, words: Words) -> list[Mark]:
    weeks = sorted({change.week for change in growth.plan.scenario.changes})
    name = words("common.starts")
    return [Mark(week, name if nth == 0 else "") for nth, week in enumerate(weeks)]


def _half_years(weeks: int) -> list[int]:
    """Every half year, or longer where that would be more than 16 rows; and the last week."""
    step = 26 * max(1, -(-weeks // (26 * 16)))
    return sorted({*range(0, weeks, step), weeks - 1})


def _month(growth: Growth, week: int, words: Words) -> str:
    return words.month(start_date(growth.plan.place) + dt.timedelta(days=7 * week + 3))


def _command(growth: Growth, scenario: Scenario) -> str:
    plan = growth.plan
    parts = ["zorgzaam", "network", plan.place.code, "--scenario", name_or_file(scenario)]
    parts += ["--years", f"{plan.weeks / WEEKS_PER_RUN_YEAR:g}", "--seed", str(growth.seed)]
    moments = ",".join(f"{pairs.week / WEEKS_PER_RUN_YEAR:g}" for pairs in growth.moments)
    parts += ["--moments", moments, *set_options(plan.values), "--out", "OUT"]
    return shlex.join(parts)
