"""The store under every kind of misfortune."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.outcomes import OUTCOMES
from zorgzaam.experiments.store import CannotWriteError
from zorgzaam.experiments.studies import parts
from zorgzaam.experiments.studies import store as store_module
from zorgzaam.experiments.studies.parts import (
    latest,
    parts_in,
    read_runs,
    read_series,
    run_parts,
    series_parts,
)
from zorgzaam.experiments.studies.plan import Planned
from zorgzaam.experiments.studies.point import Point
from zorgzaam.experiments.studies.store import Store, only_driver
from zorgzaam.experiments.studies.work import Result

SERIES = ("need_hours",)
CUT = "budget_cut_household_help_share"


def result(number: int, error: str = "") -> tuple[Planned, Result]:
    point = Point("BU03440343", "baseline", number, levers={CUT: 0.1})
    outcomes = () if error else tuple(number + at / 3 for at in range(len(OUTCOMES)))
    series = None if error else np.full((4, 1), number, np.float32)
    return Planned(point, number, number), Result(f"run-{number:04d}", outcomes, series, error)


def opened(folder: Path) -> Store:
    return Store(folder, (CUT,), SERIES, "model")


def filled(folder: Path, *writes: range) -> Store:
    store = opened(folder)
    for numbers in writes:
        for number in numbers:
            store.add(*result(number))
        store.flush()
    return store


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_what_is_written_is_read_back_to_the_last_bit(tmp_path: Path) -> None:
    filled(tmp_path, range(3)).close()
    table = read_runs(tmp_path)
    assert table["run"].to_pylist() == ["run-0000", "run-0001", "run-0002"]
    assert table[OUTCOMES[1].name].to_pylist() == [number + 1 / 3 for number in range(3)]
    assert table[CUT].to_pylist() == [0.1] * 3
    series = read_series(tmp_path)
    assert series["week"].to_pylist() == [0, 13, 26, 39] * 3
    assert series.schema.field("need_hours").metadata[b"unit"] == b"hours/week"


def test_after_two_hundred_runs_or_half_a_minute_they_are_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path)
    for number in range(199):
        store.add(*result(number))
    assert run_parts(tmp_path) == []
    store.add(*result(199))
    assert read_runs(tmp_path).num_rows == 200
    store.add(*result(200))
    assert read_runs(tmp_path).num_rows == 200
    monkeypatch.setattr(store_module, "FLUSH_SECONDS", 0.0)
    store.add(*result(201))
    assert read_runs(tmp_path).num_rows == 202


def test_a_reader_sees_whole_parts_only_and_nothing_else_in_the_folders(tmp_path: Path) -> None:
    store = filled(tmp_path, range(2), range(2, 4))
    assert {p.name for p in (tmp_path / "runs").iterdir()} == {
        part.path.name for part in parts_in(tmp_path / "runs")
    }
    assert all(part.is_sound for part in run_parts(tmp_path) + series_parts(tmp_path))
    store.close()
    assert {name.split("/")[0] for name in names(tmp_path)} == {"runs", "series"}


def test_series_without_the_mark_of_their_runs_do_not_count_and_go(tmp_path: Path) -> None:
    filled(tmp_path, range(2), range(2, 4))
    run_parts(tmp_path)[-1].path.unlink()  # the machine stopped between the two
    (tmp_path / ".writing" / "runs.parquet").write_bytes(b"half a file")
    assert read_series(tmp_path).num_rows == 2 * 4
    store = opened(tmp_path)
    assert store.finished == {"run-0000": "done", "run-0001": "done"}
    assert len(parts_in(tmp_path / "series")) == 1
    assert not (tmp_path / ".writing").exists()
    for number in (2, 3):
        store.add(*result(number))
    store.close()
    assert sorted(read_runs(tmp_path)["run"].to_pylist()) == [f"run-{n:04d}" for n in range(4)]
    assert read_series(tmp_path).num_rows == 4 * 4


def test_small_parts_are_joined_without_losing_or_doubling_a_row(tmp_path: Path) -> None:
    before = filled(tmp_path, range(2), range(2, 5), range(5, 6))
    rows = read_runs(tmp_path)
    before.close()
    assert len(run_parts(tmp_path)) == len(series_parts(tmp_path)) == 1
    assert read_runs(tmp_path).equals(rows)
    again = filled(tmp_path, range(6, 8))
    assert read_runs(tmp_path).num_rows == 8
    again.close()
    assert run_parts(tmp_path)[0].writes == (1, 4)


@pytest.mark.parametrize("stops_after", [1, 2, 3, 4])
def test_a_kill_while_parts_are_joined_loses_and_doubles_nothing(
    stops_after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, range(2), range(2, 5))
    steps = 0

    def step(real: Callable[..., None]) -> Callable[..., None]:
        def counted(path: Path, *arguments: object) -> None:
            nonlocal steps
            if tmp_path in Path(path).parents:  # other threads have files of their own
                steps += 1
                if steps > stops_after:
                    raise KeyboardInterrupt
            real(path, *arguments)

        return counted

    monkeypatch.setattr(store_module.os, "replace", step(os.replace))
    monkeypatch.setattr(Path, "unlink", step(Path.unlink))
    with pytest.raises(KeyboardInterrupt):
        store._join()
    monkeypatch.undo()
    assert sorted(read_runs(tmp_path)["run"].to_pylist()) == [f"run-{n:04d}" for n in range(5)]
    assert read_series(tmp_path).num_rows == 5 * 4
    opened(tmp_path).close()
    assert sorted(read_runs(tmp_path)["run"].to_pylist()) == [f"run-{n:04d}" for n in range(5)]
    assert read_series(tmp_path).num_rows == 5 * 4


def test_of_a_run_that_was_run_again_the_later_row_counts(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.add(*result(1, error="MemoryError"))
    store.flush()
    store.add(*result(1))
    store.close()
    counted = latest(read_runs(tmp_path))
    assert counted["status"].to_pylist() == ["done"]
    assert read_series(tmp_path).num_rows == 4


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_while_rows_are_written_is_heard_when_they_are(
    stop: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path)
    store.add(*result(1))
    real = os.replace

    def interrupted(*arguments: str) -> None:
        real(*arguments)
        os.kill(os.getpid(), stop)

    monkeypatch.setattr(store_module.os, "replace", interrupted)
    before = signal.signal(stop, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            store.flush()
    finally:
        signal.signal(stop, before)
    monkeypatch.undo()
    store.close()
    assert read_runs(tmp_path)["run"].to_pylist() == ["run-0001"]


def test_more_columns_later_are_empty_in_earlier_rows(tmp_path: Path) -> None:
    filled(tmp_path, range(1)).close()
    later = Store(tmp_path, (CUT, "budget_cut_guidance_share"), SERIES, "model")
    later.add(*result(1))
    later.close()
    assert read_runs(tmp_path)["budget_cut_guidance_share"].to_pylist() == [None, None]
    assert read_runs(tmp_path)[CUT].to_pylist() == [0.1, 0.1]


def test_a_second_driver_is_told_who_is_there(tmp_path: Path) -> None:
    told = pytest.raises(InputError, match=f"process {os.getpid()} on ")
    with only_driver(tmp_path), told, only_driver(tmp_path):
        pass
    with only_driver(tmp_path):
        pass


def test_a_driver_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path\n"
        "from zorgzaam.experiments.studies.store import only_driver\n"
        "with only_driver(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert told.returncode == -9
    assert (tmp_path / ".driver.json").is_file()
    with only_driver(tmp_path):
        pass


def test_a_full_disk_is_told_and_what_was_finished_is_written_all_the_same(
    make_disk: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = make_disk(400)
    monkeypatch.setattr(store_module, "_ROOM_BYTES", 120_000)
    store = opened(disk)
    finished = []
    with pytest.raises(CannotWriteError, match="the disk is full"):  # noqa: PT012
        for number in range(1000):
            store.add(*result(number))
            finished.append(f"run-{number:04d}")
            if number % 10 == 0:
                store.flush()
    assert sorted(read_runs(disk)["run"].to_pylist()) == finished
    assert len(run_parts(disk)) > 2
    with pytest.raises(CannotWriteError, match="the disk is full"):  # again, before anything is run
        (disk / "filler").write_bytes(b"\0" * 1000) and opened(disk)
    assert sorted(read_runs(disk)["run"].to_pylist()) == finished


def test_a_disk_that_stays_full_leaves_no_half_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, range(2))
    store.add(*result(2))

    def full(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store_module.pq, "write_table", full)
    with pytest.raises(CannotWriteError, match="the disk is full"):
        store.flush()
    monkeypatch.undo()
    assert read_runs(tmp_path).num_rows == 2
    store.close()  # there is room again
    assert read_runs(tmp_path).num_rows == 3


def test_a_part_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    filled(tmp_path, range(2)).close()
    [part] = run_parts(tmp_path)
    part.path.write_bytes(b"PAR1 and then nothing")
    assert not part.is_sound
    with pytest.raises(InputError, match=part.path.name):
        read_runs(tmp_path)


def test_a_reader_is_not_put_out_by_parts_that_are_joined_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, range(2), range(2, 4))
    listed = parts.run_parts(tmp_path)
    store.close()
    stale = iter([listed])
    real = parts.run_parts
    monkeypatch.setattr(parts, "run_parts", lambda folder: next(stale, None) or real(folder))
    assert read_runs(tmp_path).num_rows == 4


def test_names_are_held_once_and_columns_say_what_they_are(tmp_path: Path) -> None:
    filled(tmp_path, range(2)).close()
    path = run_parts(tmp_path)[0].path
    schema = pq.read_schema(path)
    place = pq.read_metadata(path).row_group(0).column(schema.get_field_index("place"))
    assert "RLE_DICTIONARY" in place.encodings
    assert schema.field("unmet_hours_per_1000").metadata[b"unit"]
    assert b"CC BY 4.0" in schema.metadata[b"licence"]
