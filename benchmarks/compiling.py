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


def _seconds(cache: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _FIRST_RUN], check=True, env=os.environ | {"NUMBA_CACHE_DIR": cache}
    )
    return time.perf_counter() - began


def compiling() -> list[Figure]:
    """The same small run twice with an empty cache: the difference is compiling."""
    with tempfile.TemporaryDirectory() as cache:
        first, again = _seconds(cache), _seconds(cache)
    return [
        Figure("first use", "compiling, once", first - again, "s", 30),
        Figure("first use", "starting Python and a run of 1,945 residents", again, "s"),
    ]
