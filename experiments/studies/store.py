"""Writing a study's tables: one writer, whole parts, and nothing half written ever in sight.

A part is written in a folder of its own, brought to disk, and moved to its name in one step: first
that of the series, then that of the runs, which is the mark that both are there. What a kill leaves
without that mark is removed when the folder is opened again. Some room on the disk is kept apart, so
that what is finished can still be written when the disk is full.
"""

import errno
import json
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.record import file_sha256
from zorgzaam.experiments.store import CannotWriteError, replace_file, to_disk, writing_told
from zorgzaam.experiments.studies.parts import (
    RUNS,
    SERIES,
    Part,
    counting,
    name_of,
    parts_in,
    read_runs,
    run_parts,
)
from zorgzaam.experiments.studies.plan import Planned
from zorgzaam.experiments.studies.schema import DONE, run_row, runs_schema, series_schema
from zorgzaam.experiments.studies.work import Result
from zorgzaam.model.measures import WEEKS_PER_GROUP_PERIOD

FLUSH_RUNS: Final = 200
FLUSH_SECONDS: Final = 30.0
JOINED_RUNS: Final = 5_000  # parts are joined up to about so many runs
_WRITING: Final = ".writing"
_LOCK: Final = ".lock"
_HOLDER: Final = ".driver.json"
_ROOM: Final = ".room"  # on the disk, for the last part
_ROOM_BYTES: Final = 1_000_000
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Store:
    """The tables of one study, opened for writing by one driver at a time."""

    def __init__(
        self, folder: Path, columns: Sequence[str], series: Sequence[str], model: str
    ) -> None:
        self.folder, self.columns, self.series, self.model = folder, columns, series, model
        self._runs_schema, self._series_schema = runs_schema(columns), series_schema(series)
        self._rows: list[tuple[Planned, Result]] = []
        self._last_flush = time.monotonic()
        self._room: Path | None = None
        self._roll_back()
        self._next = max((part.last for part in run_parts(folder)), default=0) + 1
        self.finished: dict[str, str] = {}  # status by identity
        self._number = 0
        if run_parts(folder):
            table = read_runs(folder, ["run", "number", "status"])
            self.finished = dict(
                zip(table["run"].to_pylist(), table["status"].to_pylist(), strict=True)
            )
            self._number = 1 + max(table["number"].to_pylist())
        self._keep_room()

    def add(self, planned: Planned, result: Result) -> None:
        """Take a run in; it is on disk after the next `flush`."""
        self._rows.append((planned, result))
        if len(self._rows) >= FLUSH_RUNS or self.is_due:
            self.flush()

    @property
    def is_due(self) -> bool:
        """Whether it is time to write what there is."""
        return time.monotonic() - self._last_flush >= FLUSH_SECONDS

    def flush(self) -> None:
        """Bring every run so far to disk. Raises CannotWriteError where the disk is full, after the
        runs so far were written in the room that was kept for them.
        """
        self._last_flush = time.monotonic()
        if not self._rows:
            return
        with writing_told(self.folder), finished_first():
            try:
                self._write_rows()
            except OSError as error:
                if error.errno not in _FULL or self._room is None:
                    raise
                self._give_up_room()
                self._write_rows()
                raise

    def close(self, join: bool = True, last: Callable[[], None] | None = None) -> None:
        """Write what there is, join small parts unless something went wrong before, do the `last`."""
        try:
            self.flush()
            if join:
                with writing_told(self.folder):
                    self._join()
        finally:
            self._give_up_room()
            try:
                if last is not None:
                    last()
            finally:
                shutil.rmtree(self.folder / _WRITING, ignore_errors=True)

    def write_file(self, name: str, content: str) -> None:
        """A file of the folder, whole or as it was."""
        with writing_told(self.folder):
            replace_file(self.folder / name, content)

    def _write_rows(self) -> None:
        rows = [
            run_row(planned, result, self._number + at, self.model, self.columns)
            for at, (planned, result) in enumerate(self._rows)
        ]
        tables = {RUNS: pa.Table.from_pylist(rows, schema=self._runs_schema)}
        if self.series:
            tables = {SERIES: self._series_table(), **tables}
        self._commit(self._next, self._next, tables)
        self._next += 1
        self._number += len(rows)
        self.finished |= {row["run"]: row["status"] for row in rows}
        self._rows.clear()

    def _series_table(self) -> pa.Table:
        kept = [(r.identity, r.series) for _, r in self._rows if r.series is not None]
        weeks = [np.arange(len(series)) * WEEKS_PER_GROUP_PERIOD for _, series in kept]
        values = np.concatenate([s for _, s in kept]) if kept else np.zeros((0, len(self.series)))
        names = [identity for identity, series in kept for _ in range(len(series))]
        columns = [
            pa.array(names, pa.string()),
            pa.array(np.concatenate(weeks) if weeks else [], pa.int32()),
            *(pa.array(np.ascontiguousarray(column), pa.float32()) for column in values.T),
        ]
        return pa.Table.from_arrays(columns, schema=self._series_schema)

    def _commit(self, first: int, last: int, tables: dict[str, pa.Table]) -> None:
        """Write a part of each table; the last of them is the mark that all are there."""
        ready = []
        for name, table in tables.items():
            path = self._scratch / f"{name}.parquet"
            pq.write_table(table, path, compression="zstd")
            to_disk(path)
            ready.append((path, self.folder / name / name_of(first, last, file_sha256(path))))
        for path, target in ready:
            target.parent.mkdir(exist_ok=True)
            os.replace(path, target)  # noqa: PTH105
            _folder_to_disk(target.parent)

    @property
    def _scratch(self) -> Path:
        """Where files are written: on the same disk, outside the folders that others read."""
        path = self.folder / _WRITING
        path.mkdir(exist_ok=True)
        return path

    def _roll_back(self) -> None:
        """Remove what a kill left: files half written, parts without mark, parts already joined."""
        shutil.rmtree(self.folder / _WRITING, ignore_errors=True)
        committed = {part.writes for part in run_parts(self.folder)}
        for name in (RUNS, SERIES):
            for part in parts_in(self.folder / name):
                if part.writes not in committed:
                    part.path.unlink()

    def _join(self) -> None:
        """Make of small parts next to each other one larger, with the same rows."""
        for together in _neighbours(run_parts(self.folder)):
            first, last = together[0].first, together[-1].last
            tables = {}
            names = (SERIES, RUNS) if self.series else (RUNS,)
            for name in names:
                inside = [
                    part
                    for part in counting(parts_in(self.folder / name))
                    if first <= part.first and part.last <= last
                ]
                read = [pq.read_table(part.path) for part in inside]
                tables[name] = pa.concat_tables(read, promote_options="permissive")
            self._commit(first, last, tables)
            for name in (SERIES, RUNS):
                for part in parts_in(self.folder / name):
                    if part.writes != (first, last) and first <= part.first and part.last <= last:
                        part.path.unlink()

    def _keep_room(self) -> None:
        path = self.folder / _ROOM
        with writing_told(self.folder), path.open("wb") as file:
            file.write(b"\0" * _ROOM_BYTES)
            file.flush()
            os.fsync(file.fileno())
        self._room = path

    def _give_up_room(self) -> None:
        if self._room is not None:
            self._room.unlink(missing_ok=True)
            self._room = None


@contextmanager
def finished_first() -> Iterator[None]:
    """Ctrl-C and SIGTERM in here are heard at the end: rows that are written must be known to be."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: heard.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler if handler is not None else signal.SIG_DFL)
        for number in heard[:1]:
            signal.raise_signal(number)


def _neighbours(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts next to each other that together make one of a good size."""
    together: list[Part] = []
    runs = 0
    for part in parts:
        rows = pq.read_metadata(part.path).num_rows
        if together and runs + rows > JOINED_RUNS:
            if len(together) > 1:
                yield together
            together, runs = [], 0
        together.append(part)
        runs += rows
    if len(together) > 1:
        yield together


def _folder_to_disk(folder: Path) -> None:
    """Bring the names in a folder to disk; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def only_driver(folder: Path) -> Iterator[None]:
    """Hold a folder for this driver alone; InputError where another one has it.

    The system lets go of it when the driver ends, however it ends.
    """
    lock = FileLock(folder / _LOCK)
    with writing_told(folder):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise InputError(
                f"{folder}: another `zorgzaam study` is working in this folder{_holder(folder)}. Wait "
                "for it, stop it, or give another folder with --out"
            ) from None
        holder: dict[str, Any] = {"process": os.getpid(), "machine": socket.gethostname()}
        (folder / _HOLDER).write_text(json.dumps(holder), encoding="utf-8")
    try:
        yield
    finally:
        (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        told = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return f" (process {told['process']} on {told['machine']})"
    except (OSError, ValueError, KeyError):
        return ""


__all__ = ["DONE", "CannotWriteError", "Store", "only_driver"]
