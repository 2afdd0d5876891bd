"""The report of a study as a PDF, set by Typst: letters and drawings come along, nothing is looked up."""

import json
import tempfile
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.report_parts import Chapter, Report, headings
from zorgzaam.experiments.report.figure import Table

_NO_DATE: Final = 0  # seconds since 1970: the same report gives the same bytes


def has_typst() -> bool:
    """Whether the optional library is there."""
    return find_spec("typst") is not None


def write_pdf(report: Report, path: Path) -> None:
    """Write the report; InputError that says how to get the library where it is not there."""
    if not has_typst():
        raise InputError(
            "a PDF needs the library typst, which is not installed: pip install 'zorgzaam[pdf]'"
        )
    import matplotlib as mpl
    import typst

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"  # the letter of the drawings
    with tempfile.TemporaryDirectory(prefix="zorgzaam-") as folder:
        work = Path(folder)
        source = files("zorgzaam.experiments.report") / "templates" / "study.typ"
        (work / "study.typ").write_bytes(source.read_bytes())
        (work / "report.json").write_text(json.dumps(_plain(report, work)), encoding="utf-8")
        typst.compile(
            work / "study.typ",
            output=path,
            root=work,
            font_paths=[fonts],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=_NO_DATE,
        )


def _plain(report: Report, work: Path) -> dict[str, Any]:
    words = report.words
    return {
        "language": words.language,
        "title": report.title,
        "headline": report.headline,
        "runs": report.runs,
        "kicker": words("study_report.kicker"),
        "chapters": [_chapter(chapter, work) for chapter in report.chapters],
    }


def _chapter(chapter: Chapter, work: Path) -> dict[str, Any]:
    parts = []
    for part in chapter.parts:
        name = f"{part.name}.svg"
        (work / name).write_bytes(part.drawing)
        parts.append(
            {
                "title": part.title,
                "paragraph": part.paragraph,
                "drawing": name,
                "table": _table(part.table),
            }
        )
    return {
        "title": chapter.title,
        "paragraphs": list(chapter.paragraphs),
        "parts": parts,
        "tables": [_table(table) for table in chapter.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": headings(table),
        "rows": [list(row) for row in table.rows],
    }
