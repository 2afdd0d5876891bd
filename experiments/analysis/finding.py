"""What an analysis hands over: numbers in a table, a drawing for a paper, and a paragraph, and how
they are written into the folder of a study.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from zorgzaam.experiments.analysis.paper import drawn
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.store import write_whole
from zorgzaam.experiments.words import LANGUAGES, Words

FOLDER: Final = "analysis"  # inside that of the study
FORMAT: Final = 1
_LONGEST_NAME: Final = 150  # letters; what comes behind it has some too


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """The result of an analysis, ready to be shown.

    name: of its files; the same question about the same thing has the same name. table: every number,
    in plain columns. The rest is made in the reader's language: what was asked of what, what it shows
    and how sure that is, the numbers that matter as people read them, and the drawing.
    """

    name: str
    table: pd.DataFrame
    title: Callable[[Words], str]
    paragraph: Callable[[Words], str]
    written: Callable[[Words], Table]
    draw: Callable[[Figure, Words], None]
    height_mm: float

    def save(self, path: Path, language: str = "en") -> None:
        """The drawing as a file; the suffix says SVG, PDF or PNG."""
        path.write_bytes(self.drawing(path.suffix.removeprefix("."), language))

    def drawing(self, kind: str, language: str = "en") -> bytes:
        """The drawing as the content of a file: svg, pdf or png."""
        words = Words(language)
        return drawn(kind, lambda figure: self.draw(figure, words), self.height_mm)


def file_name(*parts: str) -> str:
    """A name for files from what they are about: nothing that a disk refuses, and not too long."""
    name = re.sub(r"[^\w.+-]+", "-", "-".join(parts)).strip("-.")
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def write_finding(found: Finding, study_folder: Path, about: Mapping[str, Any]) -> list[Path]:
    """Write the CSV table, the drawing as SVG and PDF in both languages, and what is said of it (JSON).

    All of them or none. `about` goes into the JSON file as it is: what the finding was made of.
    Raises CannotWriteError.
    """
    writers: dict[str, Callable[[Path], object]] = {
        f"{found.name}.csv": lambda path: found.table.to_csv(
            path, index=False, lineterminator="\n", float_format="%.10g"
        )
    }
    for language in LANGUAGES:
        for kind in ("svg", "pdf"):
            writers[f"{found.name}.{language}.{kind}"] = partial(found.save, language=language)
    said = {language: _said(found, Words(language)) for language in LANGUAGES}
    record = {"format": FORMAT, "name": found.name, "about": dict(about), "said": said}
    return write_whole(study_folder / FOLDER, writers, record, f"{found.name}.json")


def _said(found: Finding, words: Words) -> dict[str, Any]:
    table = found.written(words)
    return {
        "title": found.title(words),
        "paragraph": found.paragraph(words),
        "table": {"caption": table.caption, "head": table.head, "rows": table.rows},
    }


def read_findings(study_folder: Path) -> list[dict[str, Any]]:
    """What is said of every finding that stands whole in the folder, in the order of their names."""
    found = []
    for path in sorted((study_folder / FOLDER).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.get("format") == FORMAT:
            found.append(record)
    return found
