"""The report of a test of claims: one HTML file that needs nothing else, in Dutch or English."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.chapter import Chapters
from zorgzaam.experiments.claims.claim import common
from zorgzaam.experiments.claims.study import Study
from zorgzaam.experiments.claims.verdicts import ClaimResult
from zorgzaam.experiments.claims.wording import Names, Spoken
from zorgzaam.experiments.drawing import style
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.words import Words

_SOURCES: Final = ("cbs", "health", "literature")


def write_report(
    study: Study, results: Sequence[ClaimResult], path: Path, language: str = "nl"
) -> None:
    """Write the report; the same results give the same bytes."""
    path.write_text(report_html(study, results, language), encoding="utf-8", newline="\n")


def report_html(study: Study, results: Sequence[ClaimResult], language: str = "nl") -> str:
    """The report as text; InputError where no claim has a verdict yet."""
    if not results:
        raise InputError("no claim has two finished seeds, so there is nothing to report yet")
    words = Words(language)
    names = {place.code: plain_name(place.name) for place in study.all_places}
    spoken = Spoken(words)
    chapters = Chapters(study, spoken, names)
    title = words("claims_report.title", count=words.number(len(results)))
    if len(results) == 1:
        title = results[0].claim.said("title", language)
    return (
        _templates()
        .get_template("claims.html.j2")
        .render(
            words=words,
            language=language,
            style=_style_sheet(),
            title=title,
            runs=_runs(study, words),
            summary=_summary(results, spoken, names),
            chapters=[chapters.chapter(result) for result in results],
            places=_places(study, words, names),
            how=[words(f"claims_report.{key}") for key in ("how_1", "how_2", "how_3")],
            sources=[words(f"sources.{name}") for name in _SOURCES],
        )
    )


def _style_sheet() -> str:
    texts = [style()]
    for package, name in (("report", "report.css"), ("claims", "claims.css")):
        folder = files(f"zorgzaam.experiments.{package}") / "templates"
        texts.append((folder / name).read_text(encoding="utf-8"))
    return "".join(texts)


def _templates() -> Environment:
    return Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("zorgzaam.experiments.claims"),
                PackageLoader("zorgzaam.experiments.report"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _runs(study: Study, words: Words) -> str:
    """How much was run, and when."""
    seeds = sorted({len(each) for each in study.seeds.values()})
    line = words(
        "claims_report.run_line",
        places=words.number(len(study.all_places)),
        seeds="–".join(dict.fromkeys([str(seeds[0]), str(seeds[-1])])),
        varied=words.number(len(study.varied_seeds)),
        jobs=words.number(len(study.done)),
        finished=words.day(study.finished.date()),
    )
    if not study.complete:
        done, asked = words.number(len(study.done)), words.number(len(study.jobs))
        line += " " + words("claims_report.unfinished", done=done, asked=asked)
    return line


def _summary(results: Sequence[ClaimResult], spoken: Spoken, names: Names) -> Table:
    """Every claim by place."""
    words = spoken.words
    codes = list(dict.fromkeys(place.place for result in results for place in result.places))
    rows = []
    for result in results:
        by_place = {place.place: place for place in result.places}
        rows.append(
            [
                f"{result.claim.name} {result.claim.said('title', words.language)}",
                spoken.overall(result),
                *(
                    spoken.verdict(by_place[code].verdict) if code in by_place else "–"
                    for code in codes
                ),
            ]
        )
    head = [words("claims.claim"), words("claims_report.verdict_head")]
    head += [names[code] for code in codes]
    return Table(words("claims_report.summary_caption"), head, rows)


def _places(study: Study, words: Words, names: Names) -> Table:
    """Where, and why there."""
    why = {place.code: getattr(place, f"why_{words.language}") for place in common().places}
    own = words("claims_report.own_choice")
    rows = [
        [names[place.code], words.number(place.residents), why.get(place.code, own)]
        for place in study.all_places
    ]
    head = [words("claims.place"), words("claims_report.residents"), words("claims_report.why")]
    return Table(words("claims_report.places_caption"), head, rows)
