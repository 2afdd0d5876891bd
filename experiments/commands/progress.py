"""Progress with time left on standard error: a moving bar on a terminal, a few lines in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

COMPILING = (
    "Compiling the rules: once on a machine, half a minute to a few minutes; they are kept after."
)
SECONDS_BETWEEN_LINES = 10.0

Ticks = tuple[Callable[[], bool], Callable[[int], None]]


@contextmanager
def progress(place: str, seeds: int, weeks_a_seed: int) -> Iterator[Ticks]:
    """Gives `each_week` (for `cancelled=`: counts a week, never cancels) and `done(seeds)`."""
    with _bar(place, seeds, weeks_a_seed) if sys.stderr.isatty() else _lines(seeds) as ticks:
        yield ticks


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """On a terminal, a moving sign while something takes a while."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield


@contextmanager
def _bar(place: str, seeds: int, weeks_a_seed: int) -> Iterator[Ticks]:
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


@contextmanager
def _lines(seeds: int) -> Iterator[Ticks]:
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

    yield lambda: False, done
