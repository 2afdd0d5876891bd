"""Progress with time left on standard error: a moving bar on a terminal, a few lines in a log."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

COMPILING = (
    "The first run on this machine compiles the rules, about 30 seconds; after that they are kept."
)
SECONDS_BETWEEN_LINES = 10.0


def compiled_before() -> bool:
    """Whether Numba kept compiled rules beside the model's files, or wherever it was told to."""
    told = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(told) if told else Path(str(files("zorgzaam.model")))
    return any(folder.rglob("*.nbi"))


@contextmanager
def progress(
    place: str, seeds: int, weeks_a_seed: int
) -> Iterator[tuple[Callable[[], bool], Callable[[int], None]]]:
    """Gives `each_week` (for `cancelled=`: counts a week, never cancels) and `done(seeds)`."""
    if not compiled_before():
        sys.stderr.write(f"{COMPILING}\n")
    if sys.stderr.isatty():
        with _bar(place, seeds, weeks_a_seed) as both:
            yield both
    else:
        yield lambda: False, _lines(seeds)


@contextmanager
def _bar(
    place: str, seeds: int, weeks_a_seed: int
) -> Iterator[tuple[Callable[[], bool], Callable[[int], None]]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[seeds]}, left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(place, total=seeds * weeks_a_seed, seeds=f"0 of {seeds} seeds")

        def each_week() -> bool:
            bar.advance(task)
            return False

        yield each_week, lambda done: bar.update(task, seeds=f"{done} of {seeds} seeds")


def _lines(seeds: int) -> Callable[[int], None]:
    """A line after the first seed, and then one every now and then."""
    started = latest = time.monotonic()

    def done(finished: int) -> None:
        nonlocal latest
        now = time.monotonic()
        if finished == seeds or (finished > 1 and now - latest < SECONDS_BETWEEN_LINES):
            return
        latest = now
        left = (now - started) / finished * (seeds - finished)
        sys.stderr.write(f"{finished} of {seeds} seeds done, about {left:.0f} seconds left\n")
        sys.stderr.flush()

    return done
