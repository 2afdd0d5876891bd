"""What the first run on a machine costs: compiling every rule once."""

import os
import subprocess
import sys
import tempfile
import time

from benchmarks.measuring import Figure

_FIRST_RUN = """
from zorgzaam.model.places import resolve
from zorgzaam.model.simulation import prepare, simulate
from zorgzaam.model.timeline import Timeline
simulate(prepare(resolve("WK027301"), 1), Timeline(), 2)
"""


def _seconds(cache: str) -> tuple[float, float]:
    """On the clock, and of the processor."""
    began, before = time.perf_counter(), os.times()
    subprocess.run(
        [sys.executable, "-c", _FIRST_RUN], check=True, env=os.environ | {"NUMBA_CACHE_DIR": cache}
    )
    after = os.times()
    used = after.children_user + after.children_system
    return time.perf_counter() - began, used - before.children_user - before.children_system


def compiling() -> list[Figure]:
    """The same small run twice with an empty cache: the difference is compiling."""
    with tempfile.TemporaryDirectory() as cache:
        first, first_cpu = _seconds(cache)
        again, again_cpu = _seconds(cache)
    return [
        Figure("first use", "compiling, once", first - again, "s", 30),
        Figure("first use", "the same, time of the processor", first_cpu - again_cpu, "CPU s"),
        Figure("first use", "afterwards: Python, and a run of 1,945 residents", again, "s"),
        Figure("first use", "that run, time of the processor", again_cpu, "CPU s"),
    ]
