"""The report of a validation: one offline HTML file, in Dutch or English."""

from importlib.resources import files

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from zorgzaam.experiments.drawing import Point, Text, scatter_chart, style
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.validation.patterns import BESIDE, FIT, HELD_BACK, ROW, Row
from zorgzaam.experiments.validation.result import Result
from zorgzaam.experiments.validation.sample import MEASURED
from zorgzaam.experiments.validation.words import pattern_name, spread, target, unit, value
from zorgzaam.experiments.validation.yardsticks import MODEL
from zorgzaam.experiments.words import Words


def report_html(result: Result, language: str) -> str:
    """The report as text."""
    words = Words(language)
    page = files("zorgzaam.experiments.report") / "templates" / "report.css"
    sections = [patterns_section(result, words)]
    if len(result.wijken):
        sections += [wijken_section(result, words), residuals_section(result, words)]
    environment = Environment(
        loader=PackageLoader("zorgzaam.experiments.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("validation.html.j2").render(
        words=words,
        language=language,
        style=style() + page.read_text(encoding="utf-8"),
        headline=headline(result, words),
        runs=runs_sentence(result, words),
        sections=[*sections, how_section(result, words)],
    )


def headline(result: Result, words: Words) -> str:
    """How many patterns are met, and how the wijken are predicted."""
    met = words(
        "validation.headline",
        fit=_met(result.patterns, FIT),
        fit_of=str(sum(row.pattern.use == FIT for row in result.patterns)),
        held=_met(result.patterns, HELD_BACK),
        held_of=str(sum(row.pattern.use == HELD_BACK for row in result.patterns)),
    )
    model = next((f for f in result.fits if f.predictor == MODEL and f.ages == "18_plus"), None)
    if model is None or model.wijken < 3:
        return met
    return f"{met} " + words(
        "validation.headline_wijken",
        rank=words.number(model.rank_correlation, 2),
        error=words.number(model.mean_error, 2),
        wijken=words.number(model.wijken),
    )


def _met(rows: list[Row], use: str) -> str:
    return str(sum(row.pattern.use == use and row.verdict == "pass" for row in rows))


def runs_sentence(result: Result, words: Words) -> str:
    """What was run."""
    return words(
        "validation.runs",
        wijken=words.number(len(result.seen.codes)),
        seeds=words.number(len(result.study.seeds)),
        live_on=words.number(len(result.seen.longer)),
        small=words.number(result.pool.too_small),
        large=words.number(result.pool.too_large),
    )


def pattern_cells(row: Row, words: Words) -> list[str]:
    """Number, name, value, range, target and verdict, written."""
    return [
        pattern_name(row.pattern, words),
        value(row, words),
        spread(row, words),
        target(row.pattern, words),
        unit(row.pattern, words),
        words(f"validation.{row.verdict}"),
        row.pattern.source,
    ]


def pattern_head(words: Words) -> list[str]:
    """The headings of `pattern_cells`."""
    names = ("pattern", "model", "range", "target", "unit", "verdict", "source")
    return [words(f"validation.{name}") for name in names]


def patterns_section(result: Result, words: Words) -> Section:
    """The patterns, in three tables by what they were used for."""
    tables = [
        Table(
            words(f"validation.{use}"),
            pattern_head(words),
            [
                [f"{row.pattern.number} {cells[0]}".strip(), *cells[1:]]
                for row in result.patterns
                if row.pattern.use == use
                for cells in [pattern_cells(row, words)]
            ],
        )
        for use in (FIT, ROW, HELD_BACK, BESIDE)
    ]
    return Section(
        "patterns",
        words("validation.patterns"),
        [words("validation.patterns_lead"), words("validation.patterns_notes")],
        tables=tables,
    )


def fit_head(words: Words) -> list[str]:
    """The headings of the table of model and yardsticks."""
    names = ("predictor", "rank", "error", "bias")
    return [words(f"validation.{name}") for name in names]


def fit_rows(result: Result, ages: str, words: Words) -> list[list[str]]:
    """Model and yardsticks, written."""
    return [
        [
            words(f"validation.{fit.predictor}"),
            words.number(fit.rank_correlation, 2),
            words.number(fit.mean_error, 2),
            words.signed(fit.bias, 2),
        ]
        for fit in result.fits
        if fit.ages == ages
    ]


def wijken_section(result: Result, words: Words) -> Section:
    """Predicted against measured, and the yardsticks."""
    tables = [
        Table(words("validation.fits", ages=words(f"validation.{ages}")), fit_head(words),
              fit_rows(result, ages, words))
        for ages in MEASURED
    ]  # fmt: skip
    return Section(
        "wijken",
        words("validation.wijken"),
        [words("validation.wijken_lead")],
        figures=[_scatter(result, ages, words) for ages in MEASURED],
        tables=tables,
    )


def _scatter(result: Result, ages: str, words: Words) -> Figure:
    table = result.wijken
    measured, model = table[f"measured_{ages}"], table[f"model_{ages}"]
    names = [
        f"{naam}, {gemeente}"
        for naam, gemeente in zip(table["naam"], table["gemeente"], strict=True)
    ]
    dots = [
        Point(there, made, f"{name}: {words.percent(there, 1)}, {words.percent(made, 1)}")
        for there, made, name in zip(measured, model, names, strict=True)
    ]
    fit = next(f for f in result.fits if f.predictor == MODEL and f.ages == ages)
    title = words("validation.scatter", ages=words(f"validation.{ages}"))
    summary = words(
        "validation.scatter_reads",
        rank=words.number(fit.rank_correlation, 2),
        error=words.number(fit.mean_error, 2),
    )
    apart = np.argsort(-np.abs((model - measured).to_numpy()))
    rows = [
        [names[at], words.number(measured.iloc[at], 1), words.number(model.iloc[at], 1)]
        for at in apart
    ]
    head = [words("validation.wijk"), words("validation.measured"), words("validation.model")]
    return Figure(
        f"scatter-{ages.replace('_', '-')}",
        title,
        summary,
        scatter_chart(
            f"scatter-{ages.replace('_', '-')}",
            Text(title, summary),
            dots,
            across=words("validation.measured"),
            up=words("validation.model"),
            number=words.number,
        ),
        Table(title, head, rows),
        "%",
    )


def residuals_section(result: Result, words: Words) -> Section:
    """What the mistakes go with."""
    rows = [
        [
            words(f"validation_figure.{name}"),
            *(words.signed(result.residuals.loc[name, ages], 2) for ages in MEASURED),
        ]
        for name in result.residuals.index
    ]
    head = [words("validation.figure"), *(words(f"validation.{ages}") for ages in MEASURED)]
    title = words("validation.residuals")
    return Section(
        "residuals", title, [words("validation.residuals_lead")], tables=[Table(title, head, rows)]
    )


def how_section(result: Result, words: Words) -> Section:
    """How it was done, and how to repeat it."""
    codes = ", ".join(result.study.codes)
    seeds = ", ".join(str(seed) for seed in result.study.seeds)
    return Section(
        "how",
        words("validation.how"),
        [
            words("validation.how_sample"),
            words("validation.how_yardsticks"),
            words("sources.cbs"),
            words("sources.health"),
            words("validation.how_areas", codes=codes, seeds=seeds),
        ],
    )
