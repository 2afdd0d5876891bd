"""Studies on worker processes: the same figures, and what dies takes nothing with it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cloudpickle
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.studies import executors
from zorgzaam.experiments.studies.executors import LostError, Wanted
from zorgzaam.experiments.studies.folder import driving
from zorgzaam.experiments.studies.identity import Identities
from zorgzaam.experiments.studies.parts import read_runs
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.reading import Finished, read_study
from zorgzaam.model.timeline import Change, Timeline

Run = Callable[..., Finished]
CODE = "BU03440343"


class Deadly(Timeline):
    """A scenario that ends whichever worker lives it."""

    def at(self, week: int) -> tuple[Change, ...]:
        if multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().at(week)


@pytest.mark.slow  # workers that die are started anew
def test_processes_give_the_same_table_and_a_run_that_kills_its_worker_fails_alone(
    run: Run, small: str, study_of: Callable[[str], Study], tmp_path: Path
) -> None:
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    text = small.replace('response"]', 'response", "small-steps"]').replace(
        "seeds = 3", "seeds = 1"
    )
    text = text.replace("years = 1", "years = 1.5\nfrom_week = 0") + "[run]\nretries = 0\n"
    in_one = run(text).table
    study = study_of(text)
    with driving(study, text, tmp_path / "many", Wanted(workers=2)) as driver:
        study._timelines[CODE, "small-steps"] = Deadly((Change(1, "chain_steps", 2.0),))
        driver.identities = Identities(study)
        driver.run()
        table = driver.table()
        assert "2 processes" in driver.engine_name
    failed = table["status"] == "failed"
    assert table.loc[failed, "scenario"].tolist() == ["small-steps"]
    assert "worker died" in table.loc[failed, "error"].item()
    others, alone = table[~failed], in_one[in_one["scenario"] != "small-steps"]
    assert others.drop(columns="seconds").equals(alone.drop(columns="seconds"))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    """A scheduler and two workers, each a process of its own, as on a cluster."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    started = {
        "scheduler": subprocess.Popen(
            [
                *dask,
                "--scheduler-file",
                str(file),
                "--port",
                "0",
                "--no-dashboard",
                "--host",
                "127.0.0.1",
            ],
            **quiet,  # type: ignore[call-overload]
        )
    }
    for name in ("one", "two"):
        started[name] = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distributed.cli.dask_worker",
                "--scheduler-file",
                str(file),
                "--nthreads",
                "1",
                "--no-dashboard",
                "--local-directory",
                str(tmp_path / name),
            ],
            **quiet,  # type: ignore[call-overload]
        )
    try:
        deadline = time.monotonic() + 60
        while not file.is_file():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield started
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(20)


def test_a_scheduler_and_workers_that_others_started_give_the_same_table(
    run: Run,
    small: str,
    study_of: Callable[[str], Study],
    cluster: dict[str, "subprocess.Popen[bytes]"],
    tmp_path: Path,
) -> None:
    in_one = run(small).table
    wanted = Wanted(scheduler_file=tmp_path / "scheduler.json")
    folder = tmp_path / "attached"
    with driving(study_of(small), small, folder, wanted) as driver:
        driver.run()
    found = read_study(folder)
    assert "scheduler.json" in found.manifest["engine"]
    assert found.table.drop(columns="seconds").equals(in_one.drop(columns="seconds"))


@pytest.mark.slow  # the driver waits for the scheduler to come back
def test_a_scheduler_that_is_killed_ends_the_study_with_what_was_finished(
    small: str,
    study_of: Callable[[str], Study],
    cluster: dict[str, "subprocess.Popen[bytes]"],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(executors, "SECONDS_TO_CONNECT", 4)
    text, folder = small.replace("seeds = 3", "seeds = 60"), tmp_path / "attached"
    wanted = Wanted(scheduler_file=tmp_path / "scheduler.json")
    with driving(study_of(text), text, folder, wanted) as driver:
        done: list[int] = []

        def watch(finished: int, part: float) -> None:
            done.append(finished)
            if len(done) == 2:
                cluster["scheduler"].kill()

        with pytest.raises(LostError):
            driver.run(watch=watch)
    kept = read_runs(folder)["run"].to_pylist()
    assert len(kept) == len(set(kept)) == done[-1] >= 2
    with driving(study_of(text), text, folder, Wanted(serial=True)) as driver:
        driver.run()
    everything = read_runs(folder)["run"].to_pylist()
    assert len(everything) == len(set(everything)) == 120


def test_two_ways_at_a_time_and_a_scheduler_that_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--serial and --workers"):
        Wanted(serial=True, workers=2)
    with pytest.raises(InputError, match="there is no such file"):
        Wanted(scheduler_file=tmp_path / "none.json")
