"""The folder that a comparison leaves: tables, record and report, written whole or not at all.

Files are first written to a folder of their own inside the target, and then moved to their names in
one step each, the record last: a folder with a record is complete, and the record's hashes are
those of the files beside it.
"""

import csv
import datetime as dt
import errno
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.comparison import Arm, Comparison
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.record import file_sha256
from zorgzaam.experiments.zones import Zone, by_zone, has_many_areas, zones_of
from zorgzaam.model.measures import (
    GROUP_MEASURES,
    GROUPS,
    MEASURES,
    WEEKS_PER_GROUP_PERIOD,
)
from zorgzaam.model.run import Run

RECORD = "record.json"
LICENCE_LINE = "Figures: CBS and RIVM (CC BY 4.0), worked up by Zorgzaam."
ARMS: tuple[Arm, ...] = ("baseline", "scenario")


class CannotWriteError(Exception):
    """A result could not be written; the message says where, why, and what would help."""


def prepare_folder(folder: Path, force: bool = False, record_name: str = RECORD) -> None:
    """Make the folder and see that it can be written, before any time is spent on running.

    An earlier result is known by its record.

    Raises InputError where something else is in the way, CannotWriteError where writing fails.
    """
    with writing_told(folder):
        existed = folder.exists()
        if existed and not folder.is_dir():
            raise InputError(f"{folder} is a file; give --out a folder")
        if existed and not force and any(folder.iterdir()) and not (folder / record_name).is_file():
            raise InputError(
                f"{folder} holds files that are not an earlier result; give another folder, or "
                "--force to write among them (nothing else in it is removed)"
            )
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryFile(dir=folder) as trial:
                trial.write(b"\0" * 4096)
        except OSError:
            if not existed:
                folder.rmdir()
            raise


def write_folder(comparison: Comparison, folder: Path, language: str = "en") -> list[Path]:
    """Write summary.csv, weekly.parquet, groups.parquet, report.html and record.json.

    In a place of very many areas weekly.parquet and groups.parquet hold its municipalities, and
    quarterly.parquet its areas.

    Raises CannotWriteError, and then leaves the folder as it was found.
    """
    from zorgzaam.experiments.report import write_report

    writers: dict[str, Callable[[Path], None]] = {
        "summary.csv": lambda path: write_summary(comparison, path, language),
        "weekly.parquet": lambda path: write_weekly(comparison, path),
        "groups.parquet": lambda path: write_groups(comparison, path),
        "quarterly.parquet": lambda path: write_quarterly(comparison, path),
        "report.html": lambda path: write_report(comparison, path, language),
    }
    if not has_many_areas(comparison.place):
        del writers["quarterly.parquet"]
    return write_whole(folder, writers, comparison.record())


def write_whole(
    folder: Path,
    writers: Mapping[str, Callable[[Path], object]],
    record: dict[str, Any],
    record_name: str = RECORD,
) -> list[Path]:
    """Write the files and then the record, with the files' hashes in it: all of them or none.

    Raises CannotWriteError, and then leaves the folder as it was found.
    """
    existed = folder.exists()
    with writing_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _write_all(folder, writers, record, record_name)
        except OSError:
            if not existed:
                shutil.rmtree(folder, ignore_errors=True)
            raise


def _write_all(
    folder: Path,
    writers: Mapping[str, Callable[[Path], object]],
    record: dict[str, Any],
    record_name: str,
) -> list[Path]:
    scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        for name, write in writers.items():
            write(scratch / name)
        hashes = {name: file_sha256(scratch / name) for name in writers}
        record = record | {"outputs_sha256": hashes}
        text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
        (scratch / record_name).write_text(text + "\n", encoding="utf-8")
        names = [*writers, record_name]
        for name in names:
            to_disk(scratch / name)
        (folder / record_name).unlink(missing_ok=True)  # what is there is no longer whole
        for name in names:
            os.replace(scratch / name, folder / name)  # noqa: PTH105 - one step, also over a file
        return [folder / name for name in names]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def replace_file(path: Path, content: str) -> None:
    """A text file, whole or as it was, by whoever is the only one to write it. Raises OSError."""
    scratch = path.with_name(f".{path.name}")
    try:
        scratch.write_text(content, encoding="utf-8", newline="\n")
        to_disk(scratch)
        os.replace(scratch, path)  # noqa: PTH105 - one step, also over a file
    finally:
        scratch.unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """See to it that a file survives the machine stopping now."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def writing_told(folder: Path) -> Iterator[None]:
    """Turn the system's errors into a sentence about this folder."""
    reasons = {
        errno.ENOSPC: "the disk is full; make room or give another folder",
        errno.EDQUOT: "your disk quota is used up; make room or give another folder",
        errno.EACCES: "you may not write there; give another folder",
        errno.EPERM: "you may not write there; give another folder",
        errno.EROFS: "it is read-only; give another folder",
        errno.ENOTDIR: "a file is in the way of the folder; give another folder",
        errno.EEXIST: "a file is in the way of the folder; give another folder",
        errno.ENAMETOOLONG: "the name is too long; give a shorter one",
    }
    try:
        yield
    except OSError as error:
        reason = reasons.get(error.errno or 0, str(error.strerror or error))
        raise CannotWriteError(f"cannot write to {folder}: {reason}") from error


def number_or_none(value: float | None) -> float | None:
    """A number as JSON and CSV can hold it: NaN and infinity are None."""
    return value if value is not None and math.isfinite(value) else None


def summary_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """The outcome rows as plain values, undefined ones None."""
    return [
        {
            "name": row.name,
            "unit": row.unit,
            "baseline": number_or_none(row.baseline),
            "scenario": number_or_none(row.scenario),
            "difference": number_or_none(row.difference),
            "low": number_or_none(row.low),
            "high": number_or_none(row.high),
            "seeds": row.seeds,
        }
        for row in comparison.rows()
    ]


def write_summary(comparison: Comparison, path: Path, language: str = "en") -> None:
    """One row an outcome, with its meaning in the last column."""
    rows = [
        row | {"meaning": OUTCOME[row["name"]].meaning(language)}
        for row in summary_rows(comparison)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def column(name: str, kind: pa.DataType, unit: str, meaning: str) -> pa.Field:
    """A column that says its unit and meaning."""
    return pa.field(name, kind, metadata={"unit": unit, "meaning": meaning})


_NAMES = pa.dictionary(pa.int32(), pa.string())
_KEYS = [
    column("arm", _NAMES, "", "baseline or scenario"),
    column("seed", pa.int64(), "", "seed of the pair"),
]
_AREA = column("area_code", _NAMES, "", "CBS code of the area")
WEEKLY_SCHEMA = pa.schema(
    [
        *_KEYS,
        column("week", pa.int32(), "week", "week of the run, from 0"),
        column("date", pa.date32(), "", "first day of the week"),
        _AREA,
        *(column(m.name, pa.float64(), m.unit, m.meaning) for m in MEASURES),
    ],
    metadata={"licence": LICENCE_LINE},
)
QUARTERLY_SCHEMA = pa.schema(
    [
        *_KEYS,
        column("quarter", pa.int32(), "13 weeks", "quarter of the run, from 0"),
        column("date", pa.date32(), "", "first day of the quarter"),
        _AREA,
        *(
            column(m.name, pa.float64(), m.unit, f"mean over the quarter: {m.meaning}")
            for m in MEASURES
        ),
    ],
    metadata={"licence": LICENCE_LINE},
)
GROUPS_SCHEMA = pa.schema(
    [
        *_KEYS,
        column("quarter", pa.int32(), "13 weeks", "quarter of the run, from 0"),
        column("date", pa.date32(), "", "first day of the quarter"),
        _AREA,
        column("age", _NAMES, "years", "age group"),
        column("sex", _NAMES, "", "man or woman"),
        column("income", _NAMES, "", "low income or not, of the household"),
        column("tenure", _NAMES, "", "renting or owning"),
        *(
            column(m.name, pa.float32(), m.unit, f"mean over the quarter: {m.meaning}")
            for m in MEASURES
            if m.by_group
        ),
    ],
    metadata={"licence": LICENCE_LINE},
)


def write_weekly(comparison: Comparison, path: Path) -> None:
    """Every measure by arm, seed, week and area: one row group a run, so memory stays small."""
    zones = zones_of(comparison.place)
    with pq.ParquetWriter(path, WEEKLY_SCHEMA, compression="zstd") as writer:
        for arm, seed, run in _runs(comparison):
            series = by_zone(run.weekly, zones)
            columns = _key_columns(comparison, arm, seed, (run.weeks, zones, 1), days=7)
            _write(writer, WEEKLY_SCHEMA, columns, series.reshape(-1, len(MEASURES)))


def write_quarterly(comparison: Comparison, path: Path) -> None:
    """Every measure by arm, seed, quarter and area, as means over quarters of a year."""
    zones = [Zone(area.code, area.name, (at,)) for at, area in enumerate(comparison.place.areas)]
    days = 7 * WEEKS_PER_GROUP_PERIOD
    with pq.ParquetWriter(path, QUARTERLY_SCHEMA, compression="zstd") as writer:
        for arm, seed, run in _runs(comparison):
            first_weeks = range(0, run.weeks, WEEKS_PER_GROUP_PERIOD)
            means = [run.weekly[w : w + WEEKS_PER_GROUP_PERIOD].mean(axis=0) for w in first_weeks]
            columns = _key_columns(comparison, arm, seed, (len(means), zones, 1), days)
            _write(writer, QUARTERLY_SCHEMA, columns, np.stack(means).reshape(-1, len(MEASURES)))


def write_groups(comparison: Comparison, path: Path) -> None:
    """The measures by age, sex, income and tenure, as means over quarters of a year."""
    zones, days = zones_of(comparison.place), 7 * WEEKS_PER_GROUP_PERIOD
    with pq.ParquetWriter(path, GROUPS_SCHEMA, compression="zstd") as writer:
        for arm, seed, run in _runs(comparison):
            series = by_zone(run.groups, zones)
            quarters, areas, groups, _ = series.shape
            columns = _key_columns(comparison, arm, seed, (quarters, zones, groups), days)
            for names in zip(*GROUPS, strict=True):  # age, sex, income, tenure
                columns.append(_names(list(names) * (quarters * areas)))
            _write(writer, GROUPS_SCHEMA, columns, series.reshape(-1, len(GROUP_MEASURES)))


def _runs(comparison: Comparison) -> Iterator[tuple[Arm, int, Run]]:
    """Every run; where the scenario is the baseline itself a large place is written once."""
    for pair in comparison.pairs:
        once = pair.scenario is pair.baseline and has_many_areas(comparison.place)
        for arm in ARMS[:1] if once else ARMS:
            yield arm, pair.seed, comparison.run(pair, arm)


def _names(values: list[str]) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode()


def _key_columns(
    comparison: Comparison, arm: Arm, seed: int, shape: tuple[int, Sequence[Zone], int], days: int
) -> list[pa.Array]:
    """arm, seed, period, date and area_code, in the order in which the values lie in memory.

    `shape` is (periods, zones, groups), `days` the length of a period.
    """
    periods, zones, groups = shape
    rows = periods * len(zones) * groups
    period = np.repeat(np.arange(periods, dtype=np.int32), len(zones) * groups)
    dates = [comparison.start + dt.timedelta(days=days * p) for p in range(periods)]
    codes = np.repeat([zone.code for zone in zones], groups)
    return [
        pa.DictionaryArray.from_arrays(np.zeros(rows, dtype=np.int32), [arm]),
        pa.array(np.full(rows, seed, dtype=np.int64)),
        pa.array(period),
        pa.array(np.array(dates, dtype="datetime64[D]")[period]),
        _names(np.tile(codes, periods).tolist()),
    ]


def _write(
    writer: pq.ParquetWriter, schema: pa.Schema, columns: list[pa.Array], values: NDArray[Any]
) -> None:
    """A run as one row group; `values` are (rows, measures)."""
    measures = [pa.array(np.ascontiguousarray(column)) for column in values.T]
    writer.write_table(pa.Table.from_arrays([*columns, *measures], schema=schema))
