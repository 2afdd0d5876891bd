import csv
import datetime as dt
import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments import store
from zorgzaam.experiments.comparison import Comparison
from zorgzaam.experiments.costs import costs_of
from zorgzaam.experiments.execution import Pair, Plan
from zorgzaam.experiments.outcomes import OUTCOMES
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.experiments.store import (
    CannotWriteError,
    prepare_folder,
    write_folder,
    write_groups,
    write_summary,
    write_weekly,
)
from zorgzaam.model.measures import GROUP_MEASURES, GROUPS, INDEX, MEASURES
from zorgzaam.model.places import Place
from zorgzaam.model.run import Run
from zorgzaam.model.timeline import Change, Timeline

NAMES = {"summary.csv", "weekly.parquet", "groups.parquet", "report.html", "record.json"}


@pytest.fixture
def comparison(make_run: Callable[..., Run], putten: Place) -> Comparison:
    cut = Timeline((Change(52, "budget_cut_guidance_share", 0.25),))
    people = {"residents": 1000.0, "adults_18_plus": 800.0, "unmet_hours": 0.1}
    pairs = tuple(
        Pair(
            seed,
            make_run(people, seed=seed),
            make_run(people, later={"unmet_hours": 5.0 * seed}, seed=seed, timeline=cut),
        )
        for seed in (1, 2)
    )
    for pair in pairs:
        pair.scenario.groups[:] = np.arange(pair.scenario.groups.size).reshape(
            pair.scenario.groups.shape
        )
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Comparison(
        place=putten,
        scenario=load_scenario("cuts-2015"),
        baseline=load_scenario("baseline"),
        years=2,
        plan=Plan(putten, {"settling_weeks": 104.0}, Timeline(), cut, 104),
        costs=costs_of({}),
        seeds_asked=(1, 2),
        started=now,
        finished=now,
        pairs=pairs,
    )


@pytest.fixture
def short_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report has tests of its own, on real runs; here only that it is written with the rest."""

    def write(comparison: Comparison, path: Path, language: str = "nl") -> None:
        path.write_text(f"<html lang={language}>{comparison.place.name}", encoding="utf-8")

    monkeypatch.setattr("zorgzaam.experiments.report.write_report", write)


def test_the_summary_has_every_outcome_and_leaves_undefined_figures_empty(
    comparison: Comparison, tmp_path: Path
) -> None:
    path = tmp_path / "summary.csv"
    write_summary(comparison, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [outcome.name for outcome in OUTCOMES]
    by_name = {row["name"]: row for row in rows}
    assert float(by_name["unmet_hours_per_1000"]["scenario"]) == pytest.approx(7.5)
    assert by_name["spontaneous_share"]["baseline"] == ""
    assert by_name["unmet_hours_per_1000"]["seeds"] == "2"


def test_the_weekly_table_is_tidy_and_keeps_every_bit(
    comparison: Comparison, tmp_path: Path
) -> None:
    path = tmp_path / "weekly.parquet"
    write_weekly(comparison, path)
    table = pq.read_table(path).to_pandas()
    areas = comparison.place.areas
    assert len(table) == 2 * 2 * 104 * len(areas)
    last = table[(table.arm == "scenario") & (table.seed == 2) & (table.week == 103)]
    assert last.area_code.tolist() == [area.code for area in areas]
    assert last.date.iloc[0] == dt.date(2019, 1, 1) + dt.timedelta(weeks=103)
    expected = comparison.pairs[1].scenario.weekly[103, :, INDEX["unmet_hours"]]
    assert last.unmet_hours.to_numpy().tobytes() == expected.tobytes()


def test_columns_of_the_tables_carry_unit_and_meaning(
    comparison: Comparison, tmp_path: Path
) -> None:
    path = tmp_path / "weekly.parquet"
    write_weekly(comparison, path)
    schema = pq.read_schema(path)
    assert [field.name for field in schema][5:] == [measure.name for measure in MEASURES]
    assert schema.field("unmet_hours").metadata[b"unit"] == b"hours/week"
    assert b"CC BY 4.0" in schema.metadata[b"licence"]


def test_the_groups_table_names_the_group_of_every_row(
    comparison: Comparison, tmp_path: Path
) -> None:
    path = tmp_path / "groups.parquet"
    write_groups(comparison, path)
    table = pq.read_table(path).to_pandas()
    run = comparison.pairs[0].scenario
    assert len(table) == 2 * 2 * run.groups[..., 0].size
    at = GROUPS.index(("65-74", "woman", "low", "rent"))
    row = table[
        (table.arm == "scenario")
        & (table.seed == 1)
        & (table.quarter == 3)
        & (table.area_code == comparison.place.areas[0].code)
        & (table.age == "65-74")
        & (table.sex == "woman")
        & (table.income == "low")
        & (table.tenure == "rent")
    ]
    assert len(row) == 1
    name = GROUP_MEASURES[4]
    assert row[name].iloc[0] == run.groups[3, 0, at, 4]
    assert row.date.iloc[0] == dt.date(2019, 1, 1) + dt.timedelta(weeks=39)


def test_the_folder_is_whole_and_its_record_has_the_hashes_of_its_files(
    comparison: Comparison, tmp_path: Path, short_report: None
) -> None:
    folder = tmp_path / "deep" / "out"
    written = write_folder(comparison, folder, "nl")
    assert {path.name for path in written} == {p.name for p in folder.iterdir()} == NAMES
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert set(record["outputs_sha256"]) == NAMES - {"record.json"}
    for name, digest in record["outputs_sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert record["place"]["code"] == "WK027300"
    assert record["environment"]["libraries"]["numpy"] == np.__version__


def test_the_record_names_no_path_of_the_machine(comparison: Comparison) -> None:
    text = json.dumps(comparison.record())
    assert str(Path(__file__).resolve().parents[2]) not in text
    assert str(Path.home()) not in text


def test_an_earlier_result_is_overwritten(
    comparison: Comparison, tmp_path: Path, short_report: None
) -> None:
    write_folder(comparison, tmp_path / "out", "nl")
    prepare_folder(tmp_path / "out")
    write_folder(comparison, tmp_path / "out", "en")
    assert "lang=en" in (tmp_path / "out" / "report.html").read_text()


def test_foreign_files_are_left_alone_unless_forced(
    comparison: Comparison, tmp_path: Path, short_report: None
) -> None:
    thesis = tmp_path / "thesis.docx"
    thesis.write_text("years of work")
    with pytest.raises(InputError, match="--force"):
        prepare_folder(tmp_path)
    prepare_folder(tmp_path, force=True)
    write_folder(comparison, tmp_path)
    assert thesis.read_text() == "years of work"
    assert {path.name for path in tmp_path.iterdir()} == NAMES | {"thesis.docx"}


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="out is a file"):
        prepare_folder(tmp_path / "out")
    with pytest.raises(CannotWriteError, match="a file is in the way"):
        prepare_folder(tmp_path / "out" / "deeper")


def test_a_name_too_long_for_the_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotWriteError, match="too long"):
        prepare_folder(tmp_path / ("x" * 300))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told_before_anything_is_run(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CannotWriteError, match="may not write"):
            prepare_folder(tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_a_read_only_system_is_told_before_anything_is_run() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc on this system")
    with pytest.raises(CannotWriteError, match="cannot write to /proc/zorgzaam"):
        prepare_folder(Path("/proc/zorgzaam"))


@pytest.mark.parametrize("writer", ["write_summary", "write_weekly", "write_groups"])
def test_a_disk_that_fills_up_leaves_the_folder_as_it_was(
    writer: str,
    comparison: Comparison,
    tmp_path: Path,
    short_report: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "out"
    write_folder(comparison, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(comparison: Comparison, path: Path, *rest: object) -> None:
        path.write_text("half a file")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, writer, full)
    with pytest.raises(CannotWriteError, match="the disk is full"):
        write_folder(comparison, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    with pytest.raises(CannotWriteError, match="the disk is full"):
        write_folder(comparison, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_really_full_disk_is_told_and_nothing_half_written_is_left(
    comparison: Comparison, small_disk: Path, short_report: None
) -> None:
    with pytest.raises(CannotWriteError, match="the disk is full"):
        write_folder(comparison, small_disk / "out")
    assert list(small_disk.iterdir()) == []
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(b"\0" * 100_000)
    with pytest.raises(CannotWriteError, match="the disk is full"):
        prepare_folder(small_disk / "out")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_parquet_holds_names_once_and_not_on_every_row(
    comparison: Comparison, tmp_path: Path
) -> None:
    write_weekly(comparison, tmp_path / "weekly.parquet")
    assert pa.types.is_dictionary(pq.read_schema(tmp_path / "weekly.parquet").field("arm").type)
