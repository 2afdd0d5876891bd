"""`zorgzaam validate`: the model held against published patterns and measured shares of carers."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.answer import workers_of
from zorgzaam.experiments.commands.common import (
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.folder import hand_over, make_folder, nothing_kept
from zorgzaam.experiments.commands.options import Output, SetOption, grouped
from zorgzaam.experiments.commands.progress import progress
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.validation.result import Result
    from zorgzaam.experiments.validation.study import Seen, Study

MOST_SEEDS = 100


@plain_errors
@grouped
def validate(
    *,
    wijken: Annotated[
        int,
        typer.Option(
            "--wijken",
            "-w",
            help="How many wijken to draw, by urbanity and age, of those with a measured share.",
        ),
    ] = 200,
    places: Annotated[
        str | None,
        typer.Option(
            "--places",
            metavar="CODE,CODE",
            help="These places instead; one without a measured share counts for the patterns only.",
        ),
    ] = None,
    half: Annotated[
        int | None,
        typer.Option(
            "--half",
            min=1,
            max=2,
            help="Draw from one half of the municipalities only (1 or 2), to fit on one and judge "
            "on the other.",
        ),
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", "-n", help="Seeds of each wijk.")] = 3,
    first_seed: Annotated[int, typer.Option("--first-seed", help="The first of them.")] = 1,
    live_on: Annotated[
        int,
        typer.Option(
            "--live-on", help="Wijken that live seven years, for patterns 11 and 12; 0: none."
        ),
    ] = 10,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "--output",
            "-o",
            metavar="DIR",
            help="Folder for patterns.csv, wijken.csv, fits.csv, report.html and record.json.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into DIR even if it holds other files.")
    ] = False,
    changed: SetOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            help="Runs at a time; all cores by default. The result does not depend on it.",
            show_default=False,
        ),
    ] = None,
    fitting: Annotated[
        bool,
        typer.Option(
            "--fit", help="Fit assumptions to patterns 1 to 7 instead, and print the values."
        ),
    ] = False,
    parameters: Annotated[
        str | None,
        typer.Option(
            "--parameters",
            metavar="NAME,NAME",
            help="With --fit: which assumptions; by default those that decide who asks and answers.",
        ),
    ] = None,
    evaluations: Annotated[
        int, typer.Option("--evaluations", min=1, help="With --fit: at most so many studies.")
    ] = 200,
    output: Output,
) -> None:
    """Hold the model against published patterns and against measured shares of carers.

    `zorgzaam validate --wijken 200 --seeds 3 --out validation` runs 200 wijken, prints each pattern
    with the model's value, target and verdict, and compares the predicted share of carers of each
    wijk with the measured one, beside three yardsticks that know no network. Ctrl-C keeps what is
    finished.

    With --fit the wijken and seeds are those to fit to patterns 1 to 7 on; no measured share of
    carers is read. The fitted values go to fitted.csv, and can be given back with --set.
    """
    from zorgzaam.agents.kernel import is_compiled

    compiled = is_compiled()
    from zorgzaam.experiments.commands.validate_tables import show_result
    from zorgzaam.experiments.parameters import assignments, settings
    from zorgzaam.experiments.validation import fit as fitted
    from zorgzaam.experiments.validation.result import Result
    from zorgzaam.experiments.validation.sample import draw
    from zorgzaam.experiments.validation.store import write_folder
    from zorgzaam.experiments.validation.study import Study, named
    from zorgzaam.model.simulation import check_seed

    words = Words(output.spoken)
    if not 1 <= seeds <= MOST_SEEDS:
        raise InputError(f"--seeds {seeds}: give how many seeds to run, 1 to {MOST_SEEDS}")
    check_seed(first_seed)
    if live_on < 0:
        raise InputError(f"--live-on {live_on}: give a number of wijken, 0 or more")
    to_fit = None if parameters is None else _list("--parameters", parameters)
    fitted.chosen(to_fit)
    codes = (
        named(_list("--places", places))
        if places is not None
        else draw(wijken, None if half is None else half - 1)
    )
    study = Study(
        codes,
        tuple(range(first_seed, first_seed + seeds)),
        settings(assignments(changed or [])).values,
        0 if fitting else min(live_on, len(codes)),
    )
    crew = workers_of(workers)
    make_folder(out, force)
    if not compiled:
        tell(words("screen.compiling"))
    started = dt.datetime.now(dt.UTC)
    if fitting:
        _fit(study, to_fit, evaluations, crew, out, output)
        return
    seen, stopped = _run(study, crew, words)
    if not seen.looks:
        nothing_kept(out, words("validation.nothing_kept"), words)
    result = Result(study, seen, started)
    hand_over(
        lambda: (
            print_json(result.record() | {"wijken": _plain_wijken(result)})
            if output.as_json
            else show_result(result, words)
        ),
        lambda folder: write_folder(result, folder, words.language),
        out,
        words,
        stopped,
    )


def _list(option: str, text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found:
        raise InputError(f"{option}: give one or more, with commas between them")
    return found


def _run(study: "Study", workers: int, words: Words) -> "tuple[Seen, str | None]":
    """What was seen, and what is kept where Ctrl-C cut it short."""
    from zorgzaam.experiments.validation.study import Seen, carry_out

    seen, tasks = Seen(), len(study.tasks())
    with progress(words, "", tasks, 1, "validation") as (_, done):
        try:
            for seen in carry_out(study, workers):
                done(len(seen.looks))
        except KeyboardInterrupt:
            finished = str(len(seen.looks))
            return seen, words("validation.kept", done=finished, seeds=str(tasks))
    return seen, None


def _plain_wijken(result: "Result") -> list[dict[str, Any]]:
    from pandas import isna

    rows: list[dict[str, Any]] = [
        {"code": str(code)}
        | {str(name): None if isna(value) else value for name, value in row.items()}
        for code, row in result.wijken.round(3).to_dict("index").items()
    ]
    return rows


def _fit(
    study: "Study",
    names: list[str] | None,
    most: int,
    workers: int,
    out: Path | None,
    output: Output,
) -> None:
    from zorgzaam.experiments.commands.validate_tables import show_fit
    from zorgzaam.experiments.validation import fit
    from zorgzaam.experiments.validation.study import Study

    words = Words(output.spoken)
    try:
        outcome = fit.fit(
            names,
            study.values,
            lambda values: fit.evaluate(Study(study.codes, study.seeds, values), workers),
            most,
            lambda number, loss: tell(f"{number}: {words.number(loss, 2)}"),
        )
    except KeyboardInterrupt:
        nothing_kept(out, words("validation.nothing_fitted"), words)
    found = fit.plain(outcome, study)
    hand_over(
        lambda: print_json(found) if output.as_json else show_fit(outcome, study, words),
        lambda folder: fit.write_folder(found, folder),
        out,
        words,
    )
