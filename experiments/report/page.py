"""The report: one HTML file that needs nothing else, written from a comparison."""

from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.comparison import Comparison
from zorgzaam.experiments.drawing import style
from zorgzaam.experiments.report import certainty
from zorgzaam.experiments.report.compared import compared_section, runs_sentence
from zorgzaam.experiments.report.lives import lives_of
from zorgzaam.experiments.report.money import money_section
from zorgzaam.experiments.report.opening import headline, key_figures, summary_sentences
from zorgzaam.experiments.report.over_time import hours_section, strain_section, ties_section
from zorgzaam.experiments.report.overloaded import overloaded_section
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.experiments.report.where import where_section
from zorgzaam.experiments.report.who import who_section
from zorgzaam.experiments.words import Words


def write_report(comparison: Comparison, path: Path, language: str = "nl") -> None:
    """Write the report in 'nl' or 'en'; the same comparison gives the same bytes.

    Raises InputError for another language or a comparison without a finished seed.
    """
    path.write_text(report_html(comparison, language), encoding="utf-8", newline="\n")


def report_html(comparison: Comparison, language: str = "nl") -> str:
    """The report as text."""
    words = Words(language)
    if not comparison.pairs:
        raise InputError("no seed was finished, so there is nothing to report yet")
    reading = Reading(comparison, words, comparison.record())
    return (
        templates()
        .get_template("report.html.j2")
        .render(
            words=words,
            reading=reading,
            language=language,
            style=style_sheet(),
            headline=headline(reading),
            summary=summary_sentences(reading),
            key_figures=key_figures(reading),
            runs=runs_sentence(reading),
            compared=compared_section(reading),
            hours=hours_section(reading),
            strain=strain_section(reading),
            ties=ties_section(reading),
            who=who_section(reading),
            overloaded=overloaded_section(reading),
            where=where_section(reading),
            money=money_section(reading),
            lives=lives_of(reading),
            outcomes=certainty.outcomes_section(reading),
            meanings=certainty.meanings(reading),
            certainty=certainty.certainty_section(reading),
            cannot_tell=[words(f"cannot.{name}") for name in certainty.CANNOT_TELL],
            sources=[words(f"sources.{name}") for name in certainty.SOURCES],
            command=certainty.command(reading),
            repeat=certainty.repeat_rows(reading),
        )
    )


def style_sheet() -> str:
    """The style of charts and page."""
    page = files("zorgzaam.experiments.report") / "templates" / "report.css"
    return style() + page.read_text(encoding="utf-8")


def templates() -> Environment:
    """The pages' templates."""
    return Environment(
        loader=PackageLoader("zorgzaam.experiments.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
