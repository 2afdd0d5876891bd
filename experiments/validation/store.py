"""The folder that a validation leaves."""

import csv
import json
from pathlib import Path
from typing import Any

from zorgzaam.experiments.record import file_sha256
from zorgzaam.experiments.store import RECORD
from zorgzaam.experiments.validation.page import report_html
from zorgzaam.experiments.validation.result import Result
from zorgzaam.experiments.words import Words


def write_folder(result: Result, folder: Path, language: str) -> list[Path]:
    """Write patterns.csv, wijken.csv, fits.csv, report.html and, last, record.json."""
    words = Words(language)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).unlink(missing_ok=True)  # what is there is no longer whole
    written = [folder / name for name in ("patterns.csv", "fits.csv", "wijken.csv", "report.html")]
    write_rows(result.plain_patterns(words), written[0])
    write_rows(result.plain_fits(), written[1])
    result.wijken.round(3).to_csv(written[2], index_label="code", lineterminator="\n")
    written[3].write_text(report_html(result, language), encoding="utf-8", newline="\n")
    record = result.record()
    record["outputs_sha256"] = {path.name: file_sha256(path) for path in written}
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    return [*written, folder / RECORD]


def write_rows(rows_: list[dict[str, Any]], path: Path) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows_[0]))
        writer.writeheader()
        writer.writerows(rows_)
