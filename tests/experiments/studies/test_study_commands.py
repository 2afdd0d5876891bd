"""`zorgzaam study` as its users meet it, killed and stopped in the middle too."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zorgzaam.experiments.commands import app
from zorgzaam.experiments.studies.parts import latest, read_runs, run_parts
from zorgzaam.experiments.studies.reading import Finished, read_study

Run = Callable[..., Finished]
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
LONG = """
title_nl = "Lang"
title_en = "Long"
places = ["BU03440343"]
seeds = 15
years = 1
outcomes = ["unmet_hours_per_1000"]
[design]
kind = "sobol"
size = 16
[[factors]]
parameter = "budget_cut_household_help_share"
week = 1
"""


def call(*arguments: str | Path) -> Result:
    told = [str(word) for word in arguments]
    return CliRunner().invoke(app, told, env={"COLUMNS": "200", "LANG": "C"})


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    program = HEARING + "from zorgzaam.experiments.commands import app; app()"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(what: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 120
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_from_a_new_file_to_a_table_and_a_larger_study(tmp_path: Path) -> None:
    file, folder = tmp_path / "mine.toml", tmp_path / "mine"
    assert call("study", "new", file, "-l", "en").exit_code == 0
    text = file.read_text("utf-8").replace("WK051306", "BU03440343")
    text = text.replace("seeds = 10", "seeds = 2").replace("years = 5", "years = 1.5")
    file.write_text(text, "utf-8")
    done = call("study", "run", file, "--serial", "--json", "-l", "en")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) | {"asked": 12, "done": 12, "failed": 0} == json.loads(
        done.stdout
    )
    assert read_study(folder).table["design_row"].nunique() == 3
    shown = call("study", "show", folder, "-l", "nl")
    assert "12 van 12 berekeningen klaar" in shown.output and "Mantelzorg" in shown.output
    plain = json.loads(
        call("study", "show", folder, "--json", "--outcome", "formal_hours_per_1000").stdout
    )
    assert [line["level"]["runs"] for line in plain["outcomes"]] == [2] * 6
    assert [line["change"] is None for line in plain["outcomes"]] == [True] * 2 + [False] * 4
    assert "Unmet need by quarter" in (folder / "report-en.html").read_text("utf-8")
    more = call("study", "extend", folder, "--seeds", "3", "--serial")
    assert more.exit_code == 0, more.output
    assert "12 of 18 runs were finished before" in more.output
    assert "seeds = 3" in (folder / "study.toml").read_text("utf-8")
    (folder / "report-en.html").unlink()
    again = call("study", "run", folder, "--serial", "--no-report")
    assert "18 of 18 runs are done" in again.output and "report-" not in again.output
    assert not (folder / "report-en.html").exists()
    checked = call("study", "verify", folder, "--runs", "1")
    assert checked.exit_code == 0 and "1 runs run again, 0 with" in checked.output


def test_mistakes_are_told_without_a_traceback(tmp_path: Path) -> None:
    for arguments in (
        ("show", tmp_path),
        ("run", tmp_path / "none.toml"),
        ("run", tmp_path),
        ("new", tmp_path / "mine"),
        ("verify", tmp_path / "none"),
    ):
        result = call("study", *arguments)
        assert result.exit_code == 2, result.output
        assert str(tmp_path) in result.output and "Traceback" not in result.output
    assert json.loads(call("study", "new", "--schema").stdout)["title"] == "StudyFile"


def test_a_driver_that_is_killed_loses_nothing_that_was_written_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    file, folder = tmp_path / "long.toml", tmp_path / "long"
    # twice as long: seconds of it are left when the first part is seen, also on a busy machine
    file.write_text(LONG.replace("seeds = 15", "seeds = 30"), "utf-8")
    driver = start("study", "run", file, "--serial")
    until(lambda: bool(run_parts(folder)), driver)
    driver.send_signal(signal.SIGSTOP)  # so that it is not done before it is killed
    second = call("study", "run", file, "--serial")
    assert second.exit_code == 2
    assert (
        f"another `zorgzaam study` is working in this folder (process {driver.pid}" in second.output
    )
    driver.send_signal(signal.SIGKILL)
    driver.communicate()
    kept = read_runs(folder)["run"].to_pylist()
    assert len(kept) == len(set(kept)) >= 200
    shown = json.loads(call("study", "show", folder, "--json").stdout)
    assert shown["done"] == len(kept) < shown["asked"] == 480
    again = call("study", "run", file, "--serial", "--json")
    assert again.exit_code == 0, again.output
    everything = read_runs(folder)["run"].to_pylist()
    assert len(everything) == len(set(everything)) == 480
    assert everything[: len(kept)] == kept
    assert latest(read_runs(folder)).num_rows == 480


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal")
@pytest.mark.parametrize(
    "stop", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_ctrl_c_keeps_every_run_that_was_finished(stop: signal.Signals, tmp_path: Path) -> None:
    file, folder = tmp_path / "long.toml", tmp_path / "long"
    file.write_text(LONG.replace("years = 1", "years = 20"), "utf-8")
    driver = start("study", "run", file, "--serial", "-l", "en")
    assert driver.stderr is not None
    told = driver.stderr.readline()
    while "runs done" not in told:
        assert driver.poll() is None
        told = driver.stderr.readline()
    driver.send_signal(stop)
    _, said = driver.communicate(timeout=60)
    assert driver.returncode == 130
    kept = read_runs(folder).num_rows
    assert f"{kept} of 240 runs are done and kept" in said
    assert not (folder / ".writing").exists() and not (folder / ".room").exists()
