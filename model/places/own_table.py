"""Open a user's download as a table of cells, whatever its shape, without trusting it.

Accepted: an .xlsx workbook, and CSV as StatLine and OData write it (UTF-8, semicolons). Rows above
the header (the title rows of editions of about 2015) and a row of units below it are passed over.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.own_columns import columns_of

if TYPE_CHECKING:
    from openpyxl import Workbook

# Declared bounds. The largest real download, all key figures of the Netherlands as OData, has some
# 18,000 rows, 120 columns and 20 MB.
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_BYTES_UNPACKED: Final = 512 * 1024 * 1024
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 1_000
_HEADER_WITHIN_ROWS = 15
_FEWEST_KNOWN_COLUMNS = 2

_NOT_A_TABLE = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture (WebP)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls)"),
    (b"{", "JSON"),
    (b"<", "a web page or XML"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under a header. Row numbers count from 1 as in the file; `titles` stood above it."""

    file: str
    titles: str
    header: list[object]
    header_row: int
    rows: list[tuple[int, list[object]]]
    columns: dict[str, list[int]]  # meaning to column, from 0


def open_table(path: Path) -> Table:
    """Read the file into a table; InputError says what is wrong with it and what would be right."""
    name = path.name
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{name}: this is a folder; give a file.")
        if size > MOST_BYTES:
            raise InputError(
                f"{name}: {size / 1e6:.0f} MB is more than the {MOST_BYTES / 1e6:.0f} MB that any "
                f"table of neighbourhoods needs. Download only the municipalities that you need."
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror or error}).") from error
    if not content.strip():
        raise InputError(f"{name}: the file is empty.")
    if content.startswith(b"PK"):
        return _workbook(name, content)
    for signature, what in _NOT_A_TABLE:
        if content.lstrip().startswith(signature):
            raise InputError(
                f"{name}: this is {what}, not a table. Give a workbook (.xlsx) or a "
                f"CSV with semicolons, as CBS and StatLine serve them."
            )
    return _csv(name, content)


def _csv(name: str, content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}, row {row}: byte {error.object[error.start]:#04x} is not UTF-8. Save the file "
            f"as 'CSV UTF-8'."
        ) from error
    if "\0" in text:
        raise InputError(f"{name}: this is not text. Give a workbook (.xlsx) or a CSV.")
    first_lines = "\n".join(text.splitlines()[:_HEADER_WITHIN_ROWS])
    for separator, called in ((",", "commas"), ("\t", "tabs"), ("|", "bars")):
        if _known_columns(first_lines, separator) > _known_columns(first_lines, ";"):
            raise InputError(
                f"{name}, row 1: the columns are separated by {called}; semicolons (;) are right. "
                f"Save the file as CSV with semicolons, as StatLine does."
            )

    def rows() -> Iterator[tuple[int, list[object]]]:
        reader = csv.reader(io.StringIO(text), delimiter=";")
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InputError(f"{name}, row {reader.line_num}: {error}.") from error
            yield before + 1, list(cells)
            before = reader.line_num

    return _table(name, rows(), must_be_even=True)


def _known_columns(lines: str, separator: str) -> int:
    """The most columns that any of these lines has a meaning for, split in this way."""
    try:
        split = list(csv.reader(io.StringIO(lines), delimiter=separator))
    except csv.Error:
        return 0
    return max((len(columns_of(list(cells))) for cells in split), default=0)


def _workbook(name: str, content: bytes) -> Table:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise InputError(
            f"{name}: the workbook is damaged ({error}). Download it again."
        ) from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise InputError(f"{name}: this is a zip file, not an .xlsx workbook.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES_UNPACKED:
        raise InputError(
            f"{name}: unpacked, the workbook would be {unpacked / 1e6:.0f} MB, more than the "
            f"{MOST_BYTES_UNPACKED / 1e6:.0f} MB that any table of neighbourhoods needs."
        )
    try:
        return _first_table(
            name, load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        )
    except InputError:
        raise
    except Exception as error:  # a damaged workbook makes the library fail in any way
        raise InputError(
            f"{name}: the workbook cannot be read ({type(error).__name__}: {error}). Open it in a "
            f"spreadsheet program and save it anew as .xlsx."
        ) from error


def _first_table(name: str, book: Workbook) -> Table:
    """The first sheet that has a known header."""
    problem = InputError(f"{name}: the workbook has no sheet with cells.")
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # a workbook's own word for its size may be wrong
        rows: Iterator[tuple[int, list[object]]] = (
            (number, [*cells])
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        )
        try:
            table = _table(name, rows, must_be_even=False)
        except InputError as error:
            problem = error
        else:
            return replace(table, titles=f"{sheet.title} {table.titles}")
    raise problem


def _table(name: str, rows: Iterable[tuple[int, list[object]]], *, must_be_even: bool) -> Table:
    """Find the header, which is the row that we know most columns of, then keep the rows under it.

    Where labels stand over several rows, a column unknown in the header is looked for above it.
    """
    numbered = iter(rows)
    first = list(islice(numbered, _HEADER_WITHIN_ROWS))
    known = [columns_of(cells) for _, cells in first]
    at = max(range(len(first)), key=lambda i: (len(known[i]), -i), default=0)
    if not first or len(known[at]) < _FEWEST_KNOWN_COLUMNS:
        cells = next((cells for _, cells in first if any(cells)), [])
        shown = ", ".join(str(cell) for cell in cells[:4]) or "nothing"
        raise InputError(
            f"{name}, row 1: no header with known columns in the first {_HEADER_WITHIN_ROWS} rows "
            f"(found: {shown}). Expected are the headers of CBS or StatLine, such as a_inw, "
            f"AantalInwoners_5 or 'Bevolking/Aantal inwoners (aantal)', separated by semicolons."
        )
    number, cells = first[at]
    if len(cells) > MOST_COLUMNS:
        raise InputError(f"{name}, row {number}: more than {MOST_COLUMNS:,} columns.")
    above = first[:at]
    columns = known[at]
    for _, higher in reversed(above):
        for figure, positions in columns_of(higher).items():
            if figure not in columns and len(higher) <= len(cells):
                columns[figure] = positions
    kept: list[tuple[int, list[object]]] = []
    for row, values in chain(first[at + 1 :], numbered):
        if not any(value is not None and str(value).strip() for value in values):
            continue
        if len(kept) >= MOST_ROWS:
            raise InputError(f"{name}, row {row}: more than {MOST_ROWS:,} rows.")
        filled = sum(1 for value in values if value not in (None, ""))
        if must_be_even and len(values) != len(cells) and filled > 1:  # one cell: a source line
            raise InputError(
                f"{name}, row {row}: {len(values)} cells under a header of {len(cells)} columns. "
                f"Separate them by semicolons and put text with a semicolon in quotes."
            )
        kept.append((row, values))
    titles = " ".join(str(cell) for _, line in above for cell in line if cell)
    return Table(name, titles, cells, number, kept, columns)
