"""What `run` and `compare` share: run the pairs, keep what is finished, show it, write the folder."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import find_place, tell
from zorgzaam.experiments.commands.folder import hand_over, make_folder, nothing_kept
from zorgzaam.experiments.commands.options import Figures, Runs
from zorgzaam.experiments.commands.progress import progress
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked on the command line."""

    place: str | None
    figures: Figures
    scenario: str
    baseline: str
    first_seed: int
    seeds: int
    runs: Runs
    workers: int | None = None
    language: str


def answer(question: Question, show: "Callable[[Comparison], None]") -> None:
    """Run the question, `show` the result on standard output, and write the folder asked for.

    Raises typer.Exit with the exit code where not all went well; what is finished is shown first.
    """
    from zorgzaam.agents.kernel import is_compiled

    compiled = is_compiled()  # before the imports below, some of which compile a little
    from zorgzaam.experiments.commands.memory import check_memory, check_people, free_memory
    from zorgzaam.experiments.comparison import carry_out
    from zorgzaam.experiments.store import write_folder

    words = Words(question.language)
    out = question.runs.out
    planned = _planned(question)  # refuses what cannot be run before a folder is made
    workers = workers_of(question.workers)
    check_memory(planned.plan, question.seeds, free_memory())
    check_people(planned.plan, question.seeds, workers, free_memory())
    make_folder(out, question.runs.force)
    latest, stopped = None, None
    weeks = planned.plan.simulated_weeks
    if not compiled:
        tell(words("screen.compiling"))
    with progress(words, planned.place.name, question.seeds, weeks) as (each_week, done):
        try:
            for latest in carry_out(planned, workers=workers, cancelled=each_week):
                done(len(latest.pairs))
        except KeyboardInterrupt:
            if latest is None:
                nothing_kept(out, words("screen.nothing_kept"), words)
            finished = str(len(latest.pairs))
            stopped = words("screen.kept", done=finished, seeds=str(question.seeds))
    assert latest is not None  # there is at least one seed
    found = latest
    hand_over(
        lambda: show(found),
        lambda folder: write_folder(found, folder, question.language),
        out,
        words,
        stopped,
    )


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
        find_place(question.place, question.figures),
        load_scenario(question.scenario),
        load_scenario(question.baseline),
        range(question.first_seed, question.first_seed + question.seeds),
        question.runs.years,
        values=assignments(question.runs.changed or []),
    )


def workers_of(chosen: int | None) -> int:
    """The number asked for, or one for each core that this process may use."""
    if chosen is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    if not 1 <= chosen <= 256:
        raise InputError(f"--workers {chosen}: give a number from 1 to 256")
    return chosen


def plain(comparison: "Comparison", **more: Any) -> dict[str, Any]:
    """The result as --json prints it, with what only one of the commands says."""
    return {
        "place": {"code": comparison.place.code, "name": comparison.place.name},
        "scenario": comparison.scenario.name,
        "years": comparison.years,
        **more,
        "record": comparison.record(),
    }
