"""The folder that a validation leaves."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zorgzaam.experiments.store import write_whole
from zorgzaam.experiments.validation.page import report_html
from zorgzaam.experiments.validation.result import Result
from zorgzaam.experiments.words import Words


def write_folder(result: Result, folder: Path, language: str) -> list[Path]:
    """Write patterns.csv, fits.csv, wijken.csv, report.html and record.json.

    Raises CannotWriteError, and then leaves the folder as it was found.
    """
    words = Words(language)
    writers: dict[str, Callable[[Path], object]] = {
        "patterns.csv": lambda path: write_rows(result.plain_patterns(words), path),
        "fits.csv": lambda path: write_rows(result.plain_fits(), path),
        "wijken.csv": lambda path: result.wijken.round(3).to_csv(
            path, index_label="code", lineterminator="\n"
        ),
        "report.html": lambda path: path.write_text(
            report_html(result, language), encoding="utf-8", newline="\n"
        ),
    }
    return write_whole(folder, writers, result.record())


def write_rows(rows_: list[dict[str, Any]], path: Path) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows_[0]))
        writer.writeheader()
        writer.writerows(rows_)
