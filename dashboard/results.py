"""The right-hand side of the stress test: what was found, drawn, said and tabled."""

from typing import Any, Final

import solara

from zorgzaam.dashboard.charts import (
    COLOURS,
    bars_option,
    change_decimals,
    course_option,
    difference_option,
    map_geometry,
    map_option,
    money_option,
)
from zorgzaam.dashboard.components import Chart, Table, element
from zorgzaam.dashboard.findings import Bar, Course, Findings
from zorgzaam.dashboard.texts import number, text
from zorgzaam.dashboard.words import (
    CARDS,
    bar_name,
    bar_table,
    course_sentence,
    course_table,
    headline,
    interval,
    money_sentence,
    most_more,
    outcome_table,
    seeds_words,
    unit_words,
)
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.model.places.boundaries import boundaries

MONEY: Final = ("saved_eur_per_inhabitant", "shifted_eur_per_inhabitant")
_BAR_HEIGHT: Final = 30  # pixels of a group with its two bars
_MOST_BARS: Final = 40


@solara.component
def Results(found: Findings, package: str, language: str, outdated: bool) -> Any:
    """Everything found, in the order in which people ask for it."""
    classes = "zz-found zz-outdated" if outdated else "zz-found"
    with element("div", class_=classes) as main:
        element("p", headline(found, package, language), class_="zz-headline", id="zz-headline")
        Cards(found, language)
        Courses(found, language)
        Strained(found, language)
        Who(found, language)
        Where(found, language)
        Money(found, language)
        with Section("key_title", language):
            Table(
                summary=text("table", language),
                caption=text("key_title", language),
                columns=[
                    text("outcome", language),
                    text("baseline", language),
                    text("scenario", language),
                    text("difference", language),
                    text("interval_of_difference", language),
                    text("seeds_column", language),
                ],
                rows=outcome_table(found.rows, language),
                opened=True,
            )
    return main


@solara.component
def Section(title: str, language: str, children: Any = (), unit: str = "") -> Any:
    """A part of the page under its heading."""
    head = [element("h2", text(title, language), class_="zz-h2", id=f"zz-{title}")]
    if unit:
        head.append(element("p", text(unit, language), class_="zz-unit"))
    return element(
        "section", *head, *children, class_="zz-card", **{"aria-labelledby": f"zz-{title}"}
    )


@solara.component
def Cards(found: Findings, language: str) -> Any:
    """The figures that matter most: baseline, scenario, difference, interval, seeds."""
    cards = []
    for name in CARDS:
        row, outcome = found.row(name), OUTCOME[name]
        digits = outcome.decimals
        change = number(row.difference, language, digits, sign=True)
        arms = (
            f"{number(row.baseline, language, digits)} → {number(row.scenario, language, digits)}"
        )
        spread = f"{text('interval', language)}: {interval(row, language, digits)}"
        seeds = seeds_words(row.seeds, language)
        cards.append(
            element(
                "li",
                element("span", outcome.label(language), class_="zz-card-name"),
                element("strong", change, class_="zz-card-change"),
                element("span", unit_words(row.unit, language), class_="zz-card-unit"),
                element("span", arms, class_="zz-card-arms"),
                element("span", f"{spread} · {seeds}", class_="zz-card-spread"),
                **{"data-outcome": name},
            )
        )
    return element("ul", *cards, class_="zz-cards")


@solara.component
def CourseChart(course: Course, found: Findings, language: str, height: int, decimals: int) -> Any:
    """One figure over time with its summary and table."""
    sentence = course_sentence(course, language, decimals)
    return element(
        "div",
        Chart(
            option=course_option(course, found.change_year, language),
            label=sentence,
            language=language,
            height=height,
            decimals=decimals,
        ),
        element("p", sentence, class_="zz-summary"),
        Table(
            summary=text("table", language),
            caption=text(course.name, language),
            columns=[
                text("year", language),
                text("baseline", language),
                text("scenario", language),
                f"{text('band', language)}: {text('low', language)}",
                f"{text('band', language)}: {text('high', language)}",
            ],
            rows=course_table(course, language, decimals),
        ),
    )


@solara.component
def Courses(found: Findings, language: str) -> Any:
    """Hours needed, formal, informal and unmet, each with its own scale."""
    with Section("care_title", language, unit="care_unit") as main:
        element("p", text("band_explained", language), class_="zz-note")
        with element("div", class_="zz-grid"):
            for course in found.courses:
                with element("div", class_="zz-panel").key(course.name):
                    element("h3", text(course.name, language), class_="zz-h3")
                    CourseChart(course, found, language, 190, 0)
    return main


@solara.component
def Strained(found: Findings, language: str) -> Any:
    """Heavily strained carers over time."""
    with Section("strained_title", language, unit="strained_unit") as main:
        element("p", text("band_explained", language), class_="zz-note")
        CourseChart(found.strained, found, language, 300, 1)
    return main


@solara.component
def Bars(title: str, bars: tuple[Bar, ...], language: str) -> Any:
    """Groups in both arms, with summary and table."""
    names = [bar_name(bar, language) for bar in bars]
    sentence = most_more(names, bars, language)
    return element(
        "div",
        element("h3", text(title, language), class_="zz-h3"),
        Chart(
            option=bars_option(names, bars, COLOURS["heavily_strained"], language),
            label=f"{text(title, language)}. {sentence}",
            language=language,
            height=60 + _BAR_HEIGHT * len(bars),
            decimals=1,
        ),
        element("p", sentence, class_="zz-summary"),
        Table(
            summary=text("table", language),
            caption=text(title, language),
            columns=_bar_columns("group", language),
            rows=bar_table(names, bars, language),
        ),
        class_="zz-panel",
    )


def _bar_columns(first: str, language: str) -> list[str]:
    return [text(key, language) for key in (first, "baseline", "scenario", "difference")]


@solara.component
def Who(found: Findings, language: str) -> Any:
    """Heavily strained carers by who they are and whom they care for."""
    with Section("who_title", language) as main, element("div", class_="zz-grid"):
        Bars("who_groups", found.groups, language)
        Bars("who_ties", found.ties, language)
    return main


@solara.component
def Where(found: Findings, language: str) -> Any:
    """The change in each area: a map where there are outlines, bars where there are none."""
    bars = found.areas
    codes = tuple(bar.dimension for bar in bars)
    geometry = solara.use_memo(lambda: map_geometry(boundaries(codes)), [codes])
    with Section("where_title", language, unit="where_unit" if bars else "") as main:
        if not bars:
            element("p", text("where_one", language), class_="zz-note")
            return main
        names = [bar.name for bar in bars]
        sentence = most_more(names, bars, language)
        label = f"{text('where_unit', language)}. {sentence}"
        if geometry["features"]:
            name = f"areas-{hash(codes) & 0xFFFFFFFF:x}"
            Chart(
                option=map_option(name, bars, language),
                label=label,
                language=language,
                height=420,
                decimals=change_decimals(bars),
                map_name=name,
                map=geometry,
            ).key(name)
        else:
            most = sorted(bars, key=lambda bar: -abs(bar.difference or 0.0))[:_MOST_BARS]
            Chart(
                option=difference_option(most, language),
                label=label,
                language=language,
                height=40 + 24 * len(most),
                decimals=change_decimals(bars),
            ).key("bars")
        element("p", sentence, class_="zz-summary")
        unmet = {bar.dimension: bar for bar in found.areas_unmet}
        Table(
            summary=text("table", language),
            caption=text("where_title", language),
            columns=[
                text("area", language),
                *(
                    f"{text(what, language)}, {text(arm, language)}"
                    for what in ("strained_per_1000", "unmet_per_1000")
                    for arm in ("baseline", "scenario")
                ),
            ],
            rows=[
                [
                    bar.name,
                    *(
                        number(value, language, 1)
                        for both in (bar, unmet[bar.dimension])
                        for value in (both.baseline, both.scenario)
                    ),
                ]
                for bar in bars
            ],
        )
    return main


@solara.component
def Money(found: Findings, language: str) -> Any:
    """Saved and shifted."""
    rows = [found.row(name) for name in MONEY]
    names = [OUTCOME[name].label(language) for name in MONEY]
    sentence = money_sentence(found, language)
    with Section("money_title", language, unit="money_unit") as main:
        Chart(
            option=money_option(rows, names, language),
            label=sentence,
            language=language,
            height=130,
            decimals=1,
        )
        element("p", sentence, class_="zz-summary")
        meanings = [
            f"{OUTCOME[name].label(language)}: {OUTCOME[name].meaning(language)}." for name in MONEY
        ]
        element("p", " ".join(meanings), class_="zz-note")
        Table(
            summary=text("table", language),
            caption=text("money_title", language),
            columns=[text(key, language) for key in ("outcome", "difference", "interval")],
            rows=[
                [name, number(row.difference, language, 1, sign=True), interval(row, language, 1)]
                for name, row in zip(names, rows, strict=True)
            ],
        )
    return main
