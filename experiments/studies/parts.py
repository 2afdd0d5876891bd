"""The parts of a study's tables on disk, as anybody may read them while it runs.

`runs/` and `series/` hold Parquet files `part-FIRST-LAST-HASH.parquet`: FIRST and LAST say which
writes are in it, HASH is the beginning of the SHA-256 of its bytes. A part of `series/` counts only
beside its part of `runs/`, which is written after it; a part whose writes are all in a larger one is
left over from joining them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.record import file_sha256

RUNS: Final = "runs"
SERIES: Final = "series"
HASH_DIGITS: Final = 16
_TIMES: Final = 5  # that a folder is read anew where a part is gone
_NAME: Final = re.compile(rf"part-(\d{{6,}})-(\d{{6,}})-([0-9a-f]{{{HASH_DIGITS}}})\.parquet")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A file of a table, and the writes that it holds."""

    first: int
    last: int
    path: Path

    @property
    def writes(self) -> tuple[int, int]:
        """The first and the last of them."""
        return self.first, self.last

    @property
    def is_sound(self) -> bool:
        """Whether its bytes are still those that were written."""
        found = _NAME.fullmatch(self.path.name)
        return found is not None and file_sha256(self.path)[:HASH_DIGITS] == found[3]


def name_of(first: int, last: int, sha256: str) -> str:
    """The name of a part with these bytes."""
    return f"part-{first:06d}-{last:06d}-{sha256[:HASH_DIGITS]}.parquet"


def parts_in(folder: Path) -> list[Part]:
    """Every part that a folder holds, in order."""
    paths = folder.iterdir() if folder.is_dir() else ()
    named = ((path, _NAME.fullmatch(path.name)) for path in paths)
    return sorted(Part(int(match[1]), int(match[2]), path) for path, match in named if match)


def counting(parts: Sequence[Part]) -> list[Part]:
    """Those whose writes are not all in a larger one."""
    return [
        part
        for part in parts
        if not any(
            other.writes != part.writes and other.first <= part.first and part.last <= other.last
            for other in parts
        )
    ]


def run_parts(folder: Path) -> list[Part]:
    """The parts of the table of runs that count."""
    return counting(parts_in(folder / RUNS))


def series_parts(folder: Path) -> list[Part]:
    """The parts of the series whose runs are there too."""
    committed = {part.writes for part in run_parts(folder)}
    return [part for part in parts_in(folder / SERIES) if part.writes in committed]


def read_runs(folder: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Every row that was written, in the order of writing."""
    table = _read_all(lambda: run_parts(folder), columns)
    if table is None:
        raise InputError(f"{folder}: no run is finished yet")
    return table


def read_series(folder: Path) -> pa.Table:
    """The series of every run that has any."""
    table = _read_all(lambda: series_parts(folder), None)
    return pa.table({}) if table is None else table


def latest(table: pa.Table) -> pa.Table:
    """Of each run the row that was written last."""
    numbers = table.select(["run", "number"]).group_by("run").aggregate([("number", "max")])
    return table.filter(pc.is_in(table["number"], numbers["number_max"]))


def _read_all(parts: Callable[[], list[Part]], columns: Sequence[str] | None) -> pa.Table | None:
    """The rows of all parts; None where there are none."""
    for _ in range(_TIMES):
        try:
            tables = [_read(part, columns) for part in parts()]
            return pa.concat_tables(tables, promote_options="permissive") if tables else None
        except FileNotFoundError:  # joined with others since they were listed
            continue
    raise InputError("the parts of the study change all the time; try again when it is done")


def _read(part: Part, columns: Sequence[str] | None) -> pa.Table:
    try:
        return pq.read_table(part.path, columns=columns)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{part.path}: cannot be read ({error}); `zorgzaam study verify` says which parts are "
            "damaged, and without a damaged part its runs are run again"
        ) from None
