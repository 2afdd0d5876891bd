"""What `run` and `compare` share: run the pairs, keep what is finished, show it, write the folder."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    INTERRUPTED,
    complain,
    find_place,
    tell,
    workers_of,
)
from zorgzaam.experiments.commands.progress import COMPILING, busy, progress

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked on the command line."""

    place: str | None
    file: list[Path] | None
    live: str | None
    scenario: str
    baseline: str
    years: float
    first_seed: int
    seeds: int
    changed: list[str] | None
    out: Path | None
    force: bool
    workers: int | None
    language: str


def answer(question: Question, show: "Callable[[Comparison], None]") -> None:
    """Run the question, `show` the result on standard output, and write the folder asked for.

    Raises typer.Exit with the exit code where not all went well; what is finished is shown first.
    """
    from zorgzaam.agents.kernel import is_compiled

    compiled = is_compiled()  # before the imports below, some of which compile a little
    from zorgzaam.experiments.commands.memory import check_memory, free_memory
    from zorgzaam.experiments.comparison import carry_out
    from zorgzaam.experiments.store import CannotWriteError, prepare_folder, write_folder

    planned = _planned(question)  # refuses what cannot be run before a folder is made
    workers = workers_of(question.workers)
    check_memory(planned.plan, question.seeds, free_memory())
    if question.out is not None:
        try:
            prepare_folder(question.out, question.force)
        except CannotWriteError as error:
            complain(str(error))
            raise typer.Exit(CANNOT_WRITE) from None
    latest, interrupted = None, False
    weeks = planned.plan.simulated_weeks
    if not compiled:
        tell(COMPILING)
    with progress(planned.place.name, question.seeds, weeks) as (each_week, done):
        try:
            for latest in carry_out(planned, workers=workers, cancelled=each_week):
                done(len(latest.pairs))
        except KeyboardInterrupt:
            interrupted = True
    if latest is None:
        if question.out is not None:
            with suppress(OSError):  # holds an earlier result
                question.out.rmdir()
        complain("before the first seed was finished; nothing is kept", kind="Stopped")
        raise typer.Exit(INTERRUPTED)
    show(latest)
    if interrupted:
        kept = f"{len(latest.pairs)} of {question.seeds} seeds"
        complain(f"{kept} were finished and are kept", kind="Stopped")
    if question.out is not None:
        try:
            with busy("writing the tables and the report"):
                written = write_folder(latest, question.out, question.language)
        except CannotWriteError as error:
            complain(f"{error} (the table above is complete)")
            raise typer.Exit(CANNOT_WRITE) from None
        tell(f"written to {question.out}: {', '.join(path.name for path in written)}")
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _planned(question: Question) -> "Comparison":
    """The question as a comparison without runs yet; InputError for whatever is not right."""
    from zorgzaam.experiments.comparison import MOST_SEEDS, plan_comparison
    from zorgzaam.experiments.parameters import assignments
    from zorgzaam.experiments.scenario import load_scenario

    if not 1 <= question.seeds <= MOST_SEEDS:
        raise InputError(
            f"--seeds {question.seeds}: give how many seeds to run, 1 to {MOST_SEEDS}; "
            "--first-seed says which is the first"
        )
    return plan_comparison(
        find_place(question.place, question.file, question.live),
        load_scenario(question.scenario),
        load_scenario(question.baseline),
        range(question.first_seed, question.first_seed + question.seeds),
        question.years,
        values=assignments(question.changed or []),
    )
