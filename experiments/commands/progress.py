"""Progress with time left on standard error: a moving bar on a terminal, a few lines in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from zorgzaam.experiments.words import Words

SECONDS_BETWEEN_LINES = 10.0
SECONDS_OF_SILENCE = 60.0  # while no seed is done

Ticks = tuple[Callable[[], bool], "Done"]


class Done(Protocol):
    """Says how many seeds are done, and how many weeks those are where they are not all alike."""

    def __call__(self, finished: int, /, weeks: float | None = None) -> None:
        """That many, since the beginning."""


@contextmanager
def progress(
    words: Words, place: str, seeds: int, weeks_a_seed: float, counted: str = "screen"
) -> Iterator[Ticks]:
    """Gives `each_week` (for `cancelled=`: counts a week, never cancels) and `done(seeds)`.

    `counted` is the table of texts that says what is counted, where that is not seeds.
    """
    bar = _bar(words, place, seeds, weeks_a_seed, counted)
    with bar if sys.stderr.isatty() else _lines(words, seeds, weeks_a_seed, counted) as ticks:
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
def _bar(
    words: Words, place: str, seeds: int, weeks_a_seed: float, counted: str
) -> Iterator[Ticks]:
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
        TextColumn("{task.fields[seeds]}, " + words("screen.left")),
        TimeRemainingColumn(),
    )

    def so_far(done: int) -> str:
        return words(f"{counted}.so_far", done=str(done), seeds=str(seeds))

    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(place, total=seeds * weeks_a_seed, seeds=so_far(0))

        def each_week() -> bool:
            bar.advance(task)
            return False

        def done(finished: int, /, weeks: float | None = None) -> None:
            lived = finished * weeks_a_seed if weeks is None else weeks
            so_many = max(bar.tasks[task].completed, lived)
            bar.update(task, completed=so_many, seeds=so_far(finished))

        yield each_week, done


@contextmanager
def _lines(words: Words, seeds: int, weeks_a_seed: float, counted: str) -> Iterator[Ticks]:
    """A line after the first seed, and then one every now and then; one a minute before it.

    Time left goes by the weeks that were lived since the first seed was done: that one says nothing
    about the others, it may have waited for rules to be compiled.
    """
    lived = 0.0  # weeks, of all threads; one that is lost between them does no harm
    first: tuple[float, float] | None = None
    latest = 0.0
    spoken = began = time.perf_counter()

    def each_week() -> bool:
        nonlocal lived, spoken, began
        lived += 1
        now = time.perf_counter()
        if lived == 1:
            began = spoken = now  # before the first week people are made, and rules compiled
        if latest == 0.0 and now - spoken >= SECONDS_OF_SILENCE:  # a seed of a very large place
            spoken = now
            past = lived - 1  # the week that begins now is still to come
            left = (now - began) / max(past, 1) * max(seeds * weeks_a_seed - past, 0.0)
            sys.stderr.write(
                words(
                    "screen.weeks_done",
                    done=f"{past:.0f}",
                    weeks=str(int(seeds * weeks_a_seed)),
                    left=words.time_left(left),
                )
                + "\n"
            )
            sys.stderr.flush()
        return False

    def done(finished: int, /, weeks: float | None = None) -> None:
        nonlocal first, latest, lived
        now = time.monotonic()
        # where nobody counts the weeks
        lived = max(lived, finished * weeks_a_seed if weeks is None else weeks)
        if finished == seeds or (first and now - latest < SECONDS_BETWEEN_LINES):
            return
        latest = now
        if first is None:
            first = now, lived
            line = words(f"{counted}.first_done", done=str(finished), seeds=str(seeds))
        else:
            pace = (now - first[0]) / max(lived - first[1], 0.01)
            left = pace * max(seeds * weeks_a_seed - lived, 0.0)
            line = words(
                f"{counted}.done",
                done=str(finished),
                seeds=str(seeds),
                left=words.time_left(left),
            )
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    yield each_week, done
