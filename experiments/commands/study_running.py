"""Running a study from the command line: what is to be run, by whom, with progress, and how it ends."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zorgzaam.experiments.commands.answer import workers_of
from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    INTERRUPTED,
    OK,
    complain,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import Execution, Output
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.studies.executors import Wanted
    from zorgzaam.experiments.studies.file import StudyFile
    from zorgzaam.experiments.studies.folder import Driver
    from zorgzaam.experiments.studies.plan import Planned, Study


def planned_study(file: Path, out: Path | None) -> "tuple[Study, str, Path]":
    """The study of a file or of a folder, its text, and the folder that it goes into."""
    from zorgzaam.experiments.studies.file import read_study_file
    from zorgzaam.experiments.studies.folder import STUDY_FILE
    from zorgzaam.experiments.studies.manifest import read_manifest, study_of
    from zorgzaam.experiments.studies.plan import Study, check_study, plan_study

    if not file.is_dir():
        read, text = read_study_file(file)
        return plan_study(read, file.parent), text, out or file.with_suffix("")
    earlier = study_of(read_manifest(file))
    read, text = read_study_file(file / STUDY_FILE)
    same_places = (read.places, read.figures) == (earlier.file.places, earlier.file.figures)
    if read.names <= set(earlier.scenarios) and same_places:
        again = Study(read, earlier.places, earlier.scenarios)
        check_study(again)
    else:
        again = plan_study(read, file)
    return again, text, out or file


def run_study(
    planned: "Study",
    text: str,
    folder: Path,
    execution: Execution,
    output: Output,
    *,
    report: bool = True,
    retry_failed: bool = False,
    force: bool = False,
) -> None:
    """Run what is not there yet, with progress, and write the report where all of it is there; ends with
    an exit code where not all went well.
    """
    from zorgzaam.experiments.store import CannotWriteError
    from zorgzaam.experiments.studies.executors import LostError
    from zorgzaam.experiments.studies.folder import driving

    words = Words(output.spoken)
    wanted = wanted_of(execution, planned.file)
    code = OK
    counts, spent = {"asked": planned.size(), "done": 0, "failed": 0}, {"cpu_seconds": 0.0}
    try:
        with stopped_like_ctrl_c(), driving(planned, text, folder, wanted, force) as driver:
            try:
                driver.on_waiting = lambda: tell(words("study.waiting"))
                for stage in driver.stages():
                    _run_stage(
                        driver, stage, retry_failed, words, planned.file.title(output.spoken)
                    )
            except KeyboardInterrupt:
                code = INTERRUPTED
            except LostError as lost:
                complain(words("study.lost", engine=str(lost)))
                code = CANNOT_WRITE
            driver.store.flush()
            counts, spent = driver.counts(), driver.spent
    except CannotWriteError as error:
        complain(f"{error}. {words('study.kept_full')}")
        raise typer.Exit(CANNOT_WRITE) from None
    written = _report(folder, words) if report and code == OK and counts["done"] else ()
    told = {name: words.number(count) for name, count in counts.items()}
    if code != OK:
        complain(words("study.kept", folder=str(folder), **told), kind=words("screen.stopped"))
    if output.as_json:
        print_json({"folder": str(folder), **counts, **spent})
    elif code == OK:
        typer.echo(words("study.finished", folder=str(folder), **told))
        if counts["failed"]:
            typer.echo(words("study.failed", folder=str(folder), **told))
        if written:
            files = ", ".join(path.name for path in written)
            typer.echo(words("screen.written", folder=str(folder), files=files))
    raise typer.Exit(code)


def _report(folder: Path, words: Words) -> Sequence[Path]:
    """The report of what is finished; where it cannot be written that is said, and the study stands."""
    from zorgzaam.experiments.analysis.report import write_report
    from zorgzaam.experiments.commands.progress import busy
    from zorgzaam.experiments.store import CannotWriteError
    from zorgzaam.experiments.studies.reading import read_study

    try:
        with busy(words("screen.writing")):
            return write_report(read_study(folder), words.language)
    except CannotWriteError as error:
        complain(str(error))
        raise typer.Exit(CANNOT_WRITE) from None


@contextmanager
def stopped_like_ctrl_c() -> Iterator[None]:
    """SIGTERM, which batch systems send when the time is over, does what Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def wanted_of(execution: Execution, file: "StudyFile | None" = None) -> "Wanted":
    """Who does the work: what the command line says, or else the file."""
    from zorgzaam.experiments.studies.executors import Wanted

    asked = file.run if file is not None and execution == Execution() else execution
    return Wanted(
        serial=asked.serial,
        workers=None if asked.workers is None else workers_of(asked.workers),
        scheduler=asked.scheduler,
        scheduler_file=execution.scheduler_file,
    )


def _run_stage(
    driver: "Driver", stage: "list[Planned]", retry_failed: bool, words: Words, title: str
) -> None:
    """Run what is left of a stage, with progress by the work in it."""
    from zorgzaam.agents.kernel import is_compiled
    from zorgzaam.experiments.commands.progress import progress

    left = len(driver.left(stage, retry_failed))
    if left < len(stage):
        there = words.number(len(stage) - left)
        tell(words("study.taken_up", done=there, asked=words.number(len(stage))))
    if not left:
        return
    if not is_compiled():
        tell(words("screen.compiling"))
    with progress(words, title, left, 1.0, "study") as (_, done):
        driver.run_all(stage, retry_failed, lambda finished, part: done(finished, part * left))
