"""What is measured: a figure with its target; clocks, memory, a process of one's own."""

import multiprocessing
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `target` is the most, or with `at_least` the least, that is aimed at."""

    group: str
    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the target is reached, or '' where there is none."""
        if self.target is None:
            return ""
        reached = self.value >= self.target if self.at_least else self.value <= self.target
        return "reached" if reached else "missed"


def shown(value: float) -> str:
    """Three significant digits, no powers of ten."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def show(figure: Figure) -> None:
    """A line of the table on the screen."""
    target = ""
    if figure.target is not None:
        sign = "≥" if figure.at_least else "≤"
        target = f"{sign} {shown(figure.target)}"
    print(
        f"  {figure.name:48} {shown(figure.value):>12} {target:>10}   {figure.unit}"
        f"{'  ' + figure.verdict if figure.verdict else ''}",
        flush=True,
    )


@dataclass(slots=True)
class Spent:
    """Time from making it: on the clock, and of the processor (all threads of this process)."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> "Spent":
        return cls(time.perf_counter(), time.process_time())

    def since(self) -> "Spent":
        """What went by from this moment until now, in seconds."""
        return Spent(time.perf_counter() - self.wall, time.process_time() - self.cpu)


def peak_bytes() -> float:
    """Most memory that this process held at once (resident set)."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: of this program alone, not of the one that started it
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return 1024.0 * int(found.group(1))
    import resource
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else 1024 * peak)


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """What `work` returns when done in a fresh process, so that memory is its own."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as pool:
        return pool.submit(work, *given).result()


def load() -> list[float]:
    """Mean number of programs that wanted the processor over 1, 5 and 15 minutes."""
    return [round(one, 2) for one in os.getloadavg()] if hasattr(os, "getloadavg") else []
