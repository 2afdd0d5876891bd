"""`python -m benchmarks.kill_study [--repeat 5] [--runs 2000]`: a study that is killed in every way.

Each time the same command is given again until the study is done, and its rows are counted: how many
there must be, how many there are, how many twice, and how many of those that were on disk are gone.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow as pa

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.studies.parts import latest, read_runs

STUDY = """
title_nl = "Om te stoppen"
title_en = "To be stopped"
places = ["BU03440343"]
seeds = {seeds}
years = 1
outcomes = ["unmet_hours_per_1000"]
series = ["unmet_hours_per_1000", "need_hours"]
[run]
chunk_seconds = 0.5
[design]
kind = "sobol"
size = 16
[[factors]]
parameter = "budget_cut_household_help_share"
week = 1
"""
ROWS = 16
PROGRAM = "from zorgzaam.experiments.commands import app; app()"
KILOBYTES_ENOUGH = 60_000


@dataclass
class Counted:
    """What was found after a misfortune, and after the study was brought to its end."""

    on_disk: int  # when it happened
    expected: int
    found: int
    doubled: int
    lost: int
    seconds: float


class Trial:
    """One folder, one study, and the commands that are given to it."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.out = folder, folder / "study"
        self.expected = -(-runs // ROWS) * ROWS
        self.file = folder / "study.toml"
        self.file.write_text(STUDY.format(seeds=self.expected // ROWS), "utf-8")

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        told = [sys.executable, "-c", PROGRAM, "study", "run", str(self.file), "--no-report"]
        return subprocess.Popen(
            [*told, "--out", str(self.out), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def until_written(self, process: "subprocess.Popen[bytes]", part: float) -> None:
        """Wait until this part of the study is on disk, or its driver is done."""
        while process.poll() is None and len(self.runs_on_disk()) < part * self.expected:
            time.sleep(0.1)

    def finish(self, *options: str) -> int:
        """Give the command until the study is done; how often that was."""
        for times in range(1, 20):
            if self.start(*options).wait() == 0:
                return times
        raise RuntimeError(f"the study in {self.out} does not come to its end")

    def rows(self) -> pa.Table:
        return read_runs(self.out)

    def runs_on_disk(self) -> set[str]:
        try:
            return set(self.rows()["run"].to_pylist())
        except InputError:  # nothing yet
            return set()

    def counted(self, before: set[str], began: float) -> Counted:
        table = self.rows()
        runs = table["run"].to_pylist()
        done = [status == "done" for status in latest(table)["status"].to_pylist()]
        return Counted(
            on_disk=len(before),
            expected=self.expected,
            found=sum(done),
            doubled=len(runs) - len(set(runs)),
            lost=len(before - set(runs)) + self.expected - sum(done),
            seconds=time.monotonic() - began,
        )


def is_worker(process: psutil.Process) -> bool:
    """Whether this child of a driver is one that runs pieces."""
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


def driver_killed(trial: Trial, chance: random.Random, length: float) -> Counted:
    """Twice: at any moment, and when something is on disk."""
    began = time.monotonic()
    for is_late in (False, True):
        driver = trial.start("--workers", "2")
        if is_late:
            trial.until_written(driver, chance.uniform(0.05, 0.8))
        else:
            time.sleep(chance.uniform(0.0, 0.9) * length)
        children = []
        if driver.poll() is None:
            children = psutil.Process(driver.pid).children(recursive=True)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        psutil.wait_procs(children, timeout=30)  # the workers end by themselves
    before = trial.runs_on_disk()
    trial.finish("--workers", "2")
    return trial.counted(before, began)


def workers_killed(trial: Trial, chance: random.Random, _: float) -> Counted:
    """Three times, while the driver goes on."""
    began = time.monotonic()
    driver = trial.start("--workers", "2")
    before: set[str] = set()
    for part in sorted(chance.uniform(0.05, 0.8) for _ in range(3)):
        trial.until_written(driver, part)
        if driver.poll() is not None:
            break
        workers = [p for p in psutil.Process(driver.pid).children(recursive=True) if is_worker(p)]
        if workers:
            before = trial.runs_on_disk()
            chance.choice(workers).kill()
    if driver.wait() != 0:
        trial.finish("--workers", "2")
    return trial.counted(before, began)


class Cluster:
    """A scheduler and two workers as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.file.unlink(missing_ok=True)
        self.scheduler = self._start(
            "scheduler", "--scheduler-file", self.file, "--port", "0", "--no-dashboard"
        )
        while not self.file.is_file():
            time.sleep(0.1)
        self.workers = [
            self._start(
                "worker", "--scheduler-file", self.file, "--nthreads", "1", "--no-dashboard",
                "--local-directory", folder / "workers",
            )
            for _ in range(2)
        ]  # fmt: skip

    def _start(self, what: str, *options: str | Path) -> "subprocess.Popen[bytes]":
        told = [sys.executable, "-m", f"distributed.cli.dask_{what}", *map(str, options)]
        return subprocess.Popen(told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def scheduler_killed(trial: Trial, chance: random.Random, _: float) -> Counted:
    began = time.monotonic()
    cluster = Cluster(trial.folder)
    driver = trial.start("--scheduler-file", str(cluster.file))
    trial.until_written(driver, chance.uniform(0.05, 0.8))
    cluster.scheduler.kill()
    driver.wait()
    before = trial.runs_on_disk()
    cluster.stop()
    again = Cluster(trial.folder)
    try:
        trial.finish("--scheduler-file", str(again.file))
    finally:
        again.stop()
    return trial.counted(before, began)


def disk_full(trial: Trial, _: random.Random, __: float) -> Counted:
    began = time.monotonic()
    disk = trial.folder / "disk"
    disk.mkdir()
    trial.out = disk / "study"
    mount = ["mount", "-t", "tmpfs", "-o"]
    too_few = 1_050 + trial.expected * 15 // 100  # what is kept apart, and some of the rows
    subprocess.run([*mount, f"size={too_few}k", "tmpfs", str(disk)], check=True)
    try:
        code = trial.start("--workers", "2").wait()
        assert code == 3, f"exit code {code} where the disk is full"
        before = trial.runs_on_disk()
        size = f"remount,size={KILOBYTES_ENOUGH}k"
        subprocess.run(["mount", "-o", size, str(disk)], check=True)
        trial.finish("--workers", "2")
        return trial.counted(before, began)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def two_drivers(trial: Trial, chance: random.Random, length: float) -> Counted:
    began = time.monotonic()
    drivers = [trial.start("--workers", "1")]
    while not (trial.out / ".lock").exists():
        time.sleep(0.05)
    time.sleep(chance.uniform(0.0, 0.4) * length)
    before = trial.runs_on_disk()
    drivers.append(trial.start("--workers", "1"))
    codes = sorted(driver.wait() for driver in drivers)
    assert codes == [0, 2], f"exit codes {codes}: one finishes, the other is refused"
    return trial.counted(before, began)


MISFORTUNES: dict[str, Callable[[Trial, random.Random, float], Counted]] = {
    "driver killed": driver_killed,
    "workers killed": workers_killed,
    "scheduler killed": scheduler_killed,
    "disk full": disk_full,
    "two drivers": two_drivers,
}


def undisturbed(runs: int) -> float:
    """How long the study takes when it is left alone."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), runs)
        began = time.monotonic()
        trial.finish("--workers", "2")
        return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill_study", description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--only", choices=MISFORTUNES, action="append")
    parser.add_argument("--out", type=Path, default=Path("out/kill_study.json"))
    chosen = parser.parse_args()
    length = undisturbed(chosen.runs)
    print(f"undisturbed: {length:.0f} s\n")
    print(
        f"{'':18} {'on disk':>9} {'expected':>9} {'found':>9} {'doubled':>9} {'lost':>9} {'s':>7}"
    )
    chance, told = random.Random(1), []  # the same moments each time, as a part of the length
    for name, happen in MISFORTUNES.items():
        if chosen.only and name not in chosen.only:
            continue
        if name == "disk full" and (os.geteuid() != 0 or not shutil.which("mount")):
            print(f"{name:18} left out: mounting a small disk needs root")
            continue
        for _ in range(chosen.repeat):
            with tempfile.TemporaryDirectory() as folder:
                found = happen(Trial(Path(folder), chosen.runs), chance, length)
            told.append({"what": name, **vars(found)})
            print(
                f"{name:18} {found.on_disk:9,} {found.expected:9,} {found.found:9,} "
                f"{found.doubled:9,} {found.lost:9,} {found.seconds:7.0f}",
                flush=True,
            )
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(
        json.dumps({"undisturbed_seconds": length, "trials": told}, indent=1) + "\n"
    )
    bad = [each for each in told if each["doubled"] or each["lost"]]
    print(f"\n{len(told)} trials, {len(bad)} with rows doubled or lost; figures: {chosen.out}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
