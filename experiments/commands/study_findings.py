"""What the commands about a study's findings share: read the study, run more of it, write and show."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    complain,
    console,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import Execution, Output
from zorgzaam.experiments.words import MINUS, Words

if TYPE_CHECKING:
    from zorgzaam.experiments.analysis.finding import Finding
    from zorgzaam.experiments.analysis.runner import Runner
    from zorgzaam.experiments.studies.reading import Finished


def read_folder(folder: Path) -> "Finished":
    """The study of a folder, as far as it is."""
    from zorgzaam.experiments.studies.reading import read_study

    return read_study(folder)


@contextmanager
def runner_of(found: "Finished", execution: Execution, output: Output) -> Iterator["Runner"]:
    """Runs points in the study's folder, with progress for each batch."""
    from zorgzaam.experiments.commands.progress import progress
    from zorgzaam.experiments.commands.study_running import stopped_like_ctrl_c, wanted_of
    from zorgzaam.experiments.store import CannotWriteError
    from zorgzaam.experiments.studies.executors import LostError
    from zorgzaam.experiments.studies.folder import driving
    from zorgzaam.experiments.studies.plan import Planned

    words, file = Words(output.spoken), found.study.file
    try:
        with (
            stopped_like_ctrl_c(),
            driving(found.study, "", found.folder, wanted_of(execution, file)) as driver,
        ):
            driver.on_waiting = lambda: tell(words("study.waiting"))

            def run(points: Sequence[Any]) -> Any:
                planned = [Planned(point) for point in points]
                left = len(driver.left(planned))
                if left:
                    with progress(words, file.title(output.spoken), left, 1.0, "study") as (
                        _,
                        done,
                    ):
                        driver.run_all(planned, watch=lambda now, part: done(now, part * left))
                return driver(points)

            yield run
    except LostError as lost:
        complain(words("study.lost", engine=str(lost)))
        raise typer.Exit(CANNOT_WRITE) from None
    except CannotWriteError as error:
        complain(str(error))
        raise typer.Exit(CANNOT_WRITE) from None


def hand_over(found: "Finished", findings: Sequence["Finding"], output: Output) -> None:
    """Write what was found, and show it."""
    from zorgzaam.experiments.analysis.of_study import write_all
    from zorgzaam.experiments.commands.progress import busy
    from zorgzaam.experiments.store import CannotWriteError

    words = Words(output.spoken)
    try:
        with busy(words("screen.writing")):
            written = write_all(found, findings)
    except CannotWriteError as error:
        complain(str(error))
        raise typer.Exit(CANNOT_WRITE) from None
    if output.as_json:
        print_json([_plain(each, words) for each in findings])
    else:
        for each in findings:
            _show(each, words)
    if found.asked > len(found.table):
        tell(
            words(
                "analysis.unfinished",
                done=words.number(len(found.table)),
                asked=words.number(found.asked),
            )
        )
    tell(words("analysis.written", folder=str(written[0].parent), count=words.number(len(written))))


def _plain(each: "Finding", words: Words) -> dict[str, Any]:
    from json import loads

    return {
        "name": each.name,
        "title": each.title(words),
        "paragraph": each.paragraph(words),
        "table": loads(each.table.to_json(orient="records")),
    }


def _show(each: "Finding", words: Words) -> None:
    from rich.table import Table

    written = each.written(words)
    shown = Table(box=None, pad_edge=False)
    for number, heading in enumerate(written.head):
        shown.add_column(heading, justify="right" if number else "left")
    for row in written.rows:
        shown.add_row(*(cell.replace(MINUS, "-") for cell in row))
    screen = console()
    screen.print(each.title(words), style="bold", highlight=False)
    screen.print(each.paragraph(words).replace(MINUS, "-"), highlight=False)
    screen.print(shown)
    screen.print()
