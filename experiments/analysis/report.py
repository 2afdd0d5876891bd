"""The report of a study: what was asked, what came out, and every analysis that stands in its folder.

One offline HTML file and, where the optional library is installed, a PDF, in Dutch or English.
"""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.finding import FOLDER, Finding, read_findings
from zorgzaam.experiments.analysis.naming import scenario_name
from zorgzaam.experiments.analysis.outcomes_told import told_outcome
from zorgzaam.experiments.analysis.over_time_told import told_over_time
from zorgzaam.experiments.analysis.report_asked import asked
from zorgzaam.experiments.analysis.report_html import html_of
from zorgzaam.experiments.analysis.report_parts import Chapter, Part, Report
from zorgzaam.experiments.analysis.report_pdf import has_typst, write_pdf
from zorgzaam.experiments.report.certainty import CANNOT_TELL
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.store import write_whole
from zorgzaam.experiments.studies.folder import refresh_crate
from zorgzaam.experiments.studies.reading import Finished
from zorgzaam.experiments.studies.summary import Summary, summary_of
from zorgzaam.experiments.words import Words

DRAWN: Final = (
    "heavily_strained_per_1000_adults",
    "unmet_hours_per_1000",
    "informal_hours_per_1000",
    "formal_hours_per_1000",
    "spending_eur_per_inhabitant",
)
_ALL_DRAWN: Final = 6  # so many outcomes are all drawn
_FAILURES_SHOWN: Final = 20
_SOURCES: Final = ("cbs", "health", "literature")
# The order of the analyses, by the beginning of their names.
_ORDER: Final = (
    "sobol",
    "morris",
    "tipping-beside",
    "tipping",
    "map",
    "discovery",
    "regret",
    "seeds",
)


def write_report(found: Finished, language: str) -> list[Path]:
    """Write report-nl.html (or -en), and report-nl.pdf where `zorgzaam[pdf]` is installed.

    The same tables give the same bytes. Raises InputError where nothing is finished, CannotWriteError.
    """
    report = report_of(found, Words(language))
    writers: dict[str, Callable[[Path], object]] = {
        f"report-{language}.html": lambda path: path.write_text(
            html_of(report), encoding="utf-8", newline="\n"
        )
    }
    if has_typst():
        writers[f"report-{language}.pdf"] = lambda path: write_pdf(report, path)
    record = {"study_sha256": found.manifest["identity_sha256"], "runs": len(found.table)}
    written = write_whole(found.folder, writers, record, f"report-{language}.json")
    refresh_crate(found.folder, found.study.file)
    return written


def report_of(found: Finished, words: Words) -> Report:
    """What the report says, whatever it is written as."""
    if found.table.empty:
        raise InputError("no run is finished, so there is nothing to report yet")
    summary = summary_of(found)
    analyses = _analyses(found, words)
    chapters = [_outcomes(found, summary, words)]
    if over_time := [
        told for name in found.study.file.series if (told := told_over_time(found, name))
    ]:
        parts = [_part(each, words) for each in over_time]
        chapters.append(Chapter("over_time", words("study_report.over_time"), [], parts))
    if analyses.parts:
        chapters.append(analyses)
    chapters += [asked(found, words), _sure(summary, words), _cannot(words), _repeat(found, words)]
    return Report(
        words=words,
        title=found.study.file.title(words.language),
        headline=_headline(found, words),
        runs=_runs(found, summary, words),
        chapters=chapters,
    )


def _headline(found: Finished, words: Words) -> str:
    file = found.study.file
    places = [plain_name(place.name) for place in found.study.places.values()]
    shown = (
        words.listing(places)
        if len(places) <= 6
        else words("study_report.places", count=words.number(len(places)))
    )
    scenarios = words.listing(
        [f"‘{scenario_name(name, words.language)}’" for name in file.scenarios]
    )
    return words("study_report.headline", places=shown, scenarios=scenarios)


def _runs(found: Finished, summary: Summary, words: Words) -> str:
    line = words(
        "study_report.runs",
        done=words.number(summary.done),
        asked=words.number(summary.asked),
        failed=words.number(len(summary.failures)),
        years=words.number(
            found.study.file.years,
            words.sized(found.study.file.years) if found.study.file.years % 1 else 0,
        ),
    )
    if summary.done + len(summary.failures) < summary.asked:
        line += " " + words("study_report.unfinished")
    return line


def _outcomes(found: Finished, summary: Summary, words: Words) -> Chapter:
    file = found.study.file
    names = file.outcomes
    drawn = (
        names
        if len(names) <= _ALL_DRAWN
        else [name for name in DRAWN if name in names] or names[:1]
    )
    parts = []
    for name in drawn:
        lines = [line for line in summary.lines if line.outcome == name]
        if lines:
            parts.append(_part(told_outcome(lines, file.scenarios[0], summary.swept), words))
    paragraphs = [words("study_report.window", week=words.number(found.study.from_week))]
    if len(drawn) < len(names):
        paragraphs.append(words("study_report.others", count=words.number(len(names) - len(drawn))))
    if file.design is not None:
        apart = summary.swept is not None
        paragraphs.append(words(f"study_report.over_{'rows' if apart else 'design'}"))
    return Chapter("outcomes", words("study_report.outcomes"), paragraphs, parts)


def _part(each: Finding, words: Words) -> Part:
    drawing = each.drawing("svg", words.language)
    return Part(each.name, each.title(words), each.paragraph(words), drawing, each.written(words))


def _analyses(found: Finished, words: Words) -> Chapter:
    """Every analysis that stands in the folder, with its drawing in this language."""
    folder, runs = found.folder, len(found.table)

    def order(record: Mapping[str, Any]) -> tuple[int, str]:
        name = record["name"]
        known = [n for n, begins in enumerate(_ORDER) if name.startswith(begins)]
        return (known[0] if known else len(_ORDER), name)

    parts = []
    for record in sorted(read_findings(folder), key=order):
        said = record["said"][words.language]
        drawing = folder / FOLDER / f"{record['name']}.{words.language}.svg"
        if not drawing.is_file():
            continue
        table = Table(said["table"]["caption"], said["table"]["head"], said["table"]["rows"])
        paragraph, then = said["paragraph"], record["about"]["runs_finished"]
        if then != runs:
            counts = {"then": words.number(then), "now": words.number(runs)}
            paragraph = f"{words('study_report.earlier', **counts)} {paragraph}"
        parts.append(Part(record["name"], said["title"], paragraph, drawing.read_bytes(), table))
    return Chapter("analyses", words("study_report.analyses"), [], parts)


def _sure(summary: Summary, words: Words) -> Chapter:
    paragraphs = [words("page.caution"), words("study_report.intervals")]
    tables = []
    if summary.failures:
        shown = summary.failures[:_FAILURES_SHOWN]
        rows = [
            [
                each.place,
                scenario_name(each.scenario, words.language),
                str(each.design_row),
                str(each.seed),
                each.error,
            ]
            for each in shown
        ]
        head = [
            words("study.place"),
            words("study.scenario"),
            words("study_report.row"),
            words("study_report.seed"),
            words("study_report.error"),
        ]
        caption = words(
            "study_report.failures",
            shown=words.number(len(shown)),
            count=words.number(len(summary.failures)),
        )
        tables.append(Table(caption, head, rows))
    return Chapter("sure", words("certainty.title"), paragraphs, tables=tables)


def _cannot(words: Words) -> Chapter:
    told = [words(f"cannot.{name}") for name in CANNOT_TELL]
    return Chapter("cannot", words("cannot.title"), told)


def _repeat(found: Finished, words: Words) -> Chapter:
    manifest = found.manifest
    around = manifest["environment"]
    code = manifest["identity"]["zorgzaam"]
    if around["git"]:
        changed = f" {words('repeat.changed')}" if around["git"]["dirty"] else ""
        code += f" ({around['git']['commit'][:12]}{changed})"
    libraries = ", ".join(f"{name} {number}" for name, number in around["libraries"].items())
    data = ", ".join(sorted(set(manifest["identity"]["data_versions"].values())))
    rows = [
        [words("repeat.code"), code],
        [words("study_report.model"), manifest["identity"]["model_sha256"]],
        [words("repeat.data"), data],
        [words("repeat.libraries"), f"Python {around['python']}, {libraries}"],
        [words("repeat.finished"), manifest["times"]["finished"] or "–"],
        [words("repeat.identity"), manifest["identity_sha256"]],
    ]
    command = shlex.join(["zorgzaam", "study", "run", "study.toml"])
    paragraphs = [words("study_report.repeat", command=command)]
    paragraphs += [words(f"sources.{name}") for name in _SOURCES]
    head = [words("study_report.fact"), words("screen.value")]
    return Chapter(
        "repeat", words("repeat.title"), paragraphs,
        tables=[Table(words("study_report.facts"), head, rows)],
    )  # fmt: skip
