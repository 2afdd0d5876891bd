"""`python -m benchmarks.study_2000 [--runs 2000]`: a study of a wijk of 10,000 residents, five years.

Wall time, the share of processor time spent outside the model, size on disk, time of a query.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.measuring import load

STUDY = """
title_nl = "Tweeduizend keer een wijk"
title_en = "Two thousand times a wijk"
places = ["WK051306"]
scenarios = ["baseline", "cuts-2015"]
seeds = {seeds}
years = 5
outcomes = [
    "unmet_hours_per_1000", "formal_hours_per_1000", "informal_hours_per_1000",
    "heavily_strained_per_1000_adults",
]
series = ["unmet_hours_per_1000", "informal_hours_per_1000", "heavily_strained_per_1000_adults"]
"""
PROGRAM = "from zorgzaam.experiments.commands import app; app()"
QUERY = """
    select scenario, week, avg(unmet_hours_per_1000) as unmet, stddev(unmet_hours_per_1000) as spread
    from read_parquet('{out}/series/*.parquet', union_by_name = true)
    join (select run, scenario, status from read_parquet('{out}/runs/*.parquet', union_by_name = true))
        using (run)
    where status = 'done' group by all order by all
"""


class Watch(threading.Thread):
    """Processor time of a process and all that it starts, looked at five times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.spent, self.most_bytes = psutil.Process(pid), dict[int, float](), 0

    def run(self) -> None:
        while self.root.is_running() and self.root.status() != psutil.STATUS_ZOMBIE:
            held = 0
            try:
                for each in (self.root, *self.root.children(recursive=True)):
                    times = each.cpu_times()
                    self.spent[each.pid] = times.user + times.system
                    held += each.memory_info().rss
            except psutil.Error:
                continue
            self.most_bytes = max(self.most_bytes, held)
            time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study_2000", description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/study_2000.json"))
    chosen = parser.parse_args()
    before = load()
    folder = Path(tempfile.mkdtemp())
    file, out = folder / "study.toml", folder / "study"
    file.write_text(STUDY.format(seeds=chosen.runs // 2), "utf-8")
    told = [sys.executable, "-c", PROGRAM, "study", "run", str(file), "--json", "--no-report"]
    began = time.monotonic()
    driver = subprocess.Popen(
        [*told, "--workers", str(chosen.workers)], stdout=subprocess.PIPE, text=True
    )
    watch = Watch(driver.pid)
    watch.start()
    said, _ = driver.communicate()
    wall = time.monotonic() - began
    assert driver.returncode == 0, driver.returncode
    watch.join(5)
    counts = json.loads(said)
    all_cpu, model_cpu = sum(watch.spent.values()), counts["cpu_seconds"]
    import duckdb

    query_times = []
    for _ in range(5):
        began = time.monotonic()
        rows = duckdb.sql(QUERY.format(out=out)).fetchall()
        query_times.append(time.monotonic() - began)
    size = {
        name: sum(path.stat().st_size for path in (out / name).iterdir())
        for name in ("runs", "series")
    }
    figures = {
        "runs": counts["done"],
        "wall_seconds": wall,
        "cpu_seconds": all_cpu,
        "cpu_seconds_in_the_model": model_cpu,
        "share_of_cpu_outside_the_model": 1 - model_cpu / all_cpu,
        "most_memory_bytes": watch.most_bytes,
        "bytes_on_disk": size,
        "parts": sum(1 for _ in (out / "runs").iterdir()),
        "query_rows": len(rows),
        "query_seconds": sorted(query_times)[2],
        "load_before": before,
        "load_after": load(),
    }
    for name, value in figures.items():
        print(f"{name:34} {value}")
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(figures, indent=1) + "\n")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
