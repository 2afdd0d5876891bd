"""`zorgzaam validate`: the model held against published patterns and measured shares of carers."""

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.answer import workers_of
from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    INTERRUPTED,
    complain,
    console,
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import Output, SetOption, grouped
from zorgzaam.experiments.commands.progress import SECONDS_BETWEEN_LINES
from zorgzaam.experiments.words import MINUS, Words

if TYPE_CHECKING:
    from zorgzaam.experiments.validation.fit import Outcome
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
    from zorgzaam.experiments.parameters import assignments, settings
    from zorgzaam.experiments.store import CannotWriteError, prepare_folder
    from zorgzaam.experiments.validation import fit as fitted
    from zorgzaam.experiments.validation.result import Result
    from zorgzaam.experiments.validation.sample import draw
    from zorgzaam.experiments.validation.study import Study, named
    from zorgzaam.model.simulation import check_seed

    words = Words(output.spoken)
    if not 1 <= seeds <= MOST_SEEDS:
        raise InputError(f"--seeds {seeds}: give how many seeds to run, 1 to {MOST_SEEDS}")
    check_seed(first_seed)
    if live_on < 0:
        raise InputError(f"--live-on {live_on}: give a number of wijken, 0 or more")
    if parameters is not None:
        fitted.chosen(_list(parameters))
    codes = (
        named(_list(places))
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
    if out is not None:
        try:
            prepare_folder(out, force)
        except CannotWriteError as error:
            complain(str(error))
            raise typer.Exit(CANNOT_WRITE) from None
    if not compiled:
        tell(words("screen.compiling"))
    started = dt.datetime.now(dt.UTC)
    if fitting:
        _fit(study, _list(parameters) if parameters else None, evaluations, crew, out, output)
        return
    seen, interrupted = _run(study, crew, words)
    if not seen.looks:
        if out is not None:
            with suppress(OSError):  # holds an earlier result
                out.rmdir()
        complain(words("validation.nothing_kept"), kind=words("screen.stopped"))
        raise typer.Exit(INTERRUPTED)
    result = Result(study, seen, started)
    if output.as_json:
        print_json(result.record() | {"wijken": _plain_wijken(result)})
    else:
        _show(result, words)
    if interrupted:
        done, every = str(len(seen.looks)), str(len(study.tasks()))
        complain(words("validation.kept", done=done, all=every), kind=words("screen.stopped"))
    if out is not None:
        _write(result, out, output.spoken, words)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _run(study: "Study", workers: int, words: Words) -> "tuple[Seen, bool]":
    from zorgzaam.experiments.validation.study import Seen, carry_out

    seen = Seen()
    with _progress(words, len(study.tasks())) as done:
        try:
            for seen in carry_out(study, workers):
                done(len(seen.looks))
        except KeyboardInterrupt:
            return seen, True
    return seen, False


@contextmanager
def _progress(words: Words, every: int) -> Iterator[Callable[[int], None]]:
    """Time left on standard error: a moving bar on a terminal, a line now and then in a log."""
    if not sys.stderr.isatty():
        yield _lines(words, every)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())

    def so_far(done: int) -> str:
        return words("validation.so_far", done=str(done), all=str(every))

    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(so_far(0), total=every)
        yield lambda done: bar.update(task, completed=done, description=so_far(done))


def _lines(words: Words, every: int) -> Callable[[int], None]:
    first = latest = 0.0

    def done(finished: int) -> None:
        nonlocal first, latest
        now = time.monotonic()
        if finished == every or (first and now - latest < SECONDS_BETWEEN_LINES):
            return
        latest = now
        so_far = {"done": str(finished), "all": str(every)}
        if not first:  # it may have waited for compiling, so it says nothing about the others
            first = now
            tell(words("validation.first_done", **so_far))
            return
        left = (now - first) / (finished - 1) * (every - finished)
        tell(words("validation.done", **so_far, seconds=words.number(left)))

    return done


def _show(result: "Result", words: Words) -> None:
    """The tables on the screen."""
    from zorgzaam.experiments.validation.page import (
        fit_head,
        fit_rows,
        headline,
        pattern_cells,
        pattern_head,
        runs_sentence,
    )
    from zorgzaam.experiments.validation.patterns import BESIDE, FIT, HELD_BACK
    from zorgzaam.experiments.validation.sample import MEASURED

    screen = console()
    screen.print(headline(result, words), style="bold", highlight=False)
    for use in (FIT, HELD_BACK, BESIDE):
        rows = [
            [row.pattern.number, *pattern_cells(row, words)]
            for row in result.patterns
            if row.pattern.use == use
        ]
        screen.print(_table(words(f"validation.{use}"), ["", *pattern_head(words)], rows, 2))
    if len(result.wijken):
        for ages in MEASURED:
            title = words("validation.fits", ages=words(f"validation.{ages}"))
            screen.print(_table(title, fit_head(words), fit_rows(result, ages, words), 1))
    screen.print(runs_sentence(result, words), highlight=False)


def _table(title: str, head: list[str], rows: list[list[str]], names: int) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for at, name in enumerate(head):
        numeric = names <= at < names + 3
        table.add_column(name, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(cell.replace(MINUS, "-") for cell in row))
    return table


def _plain_wijken(result: "Result") -> list[dict[str, Any]]:
    from pandas import isna

    rows: list[dict[str, Any]] = [
        {"code": str(code)}
        | {str(name): None if isna(value) else value for name, value in row.items()}
        for code, row in result.wijken.round(3).to_dict("index").items()
    ]
    return rows


def _write(result: "Result", out: Path, language: str, words: Words) -> None:
    from zorgzaam.experiments.validation.store import write_folder

    try:
        written = write_folder(result, out, language)
    except OSError as error:
        complain(f"cannot write to {out}: {error.strerror or error}")
        raise typer.Exit(CANNOT_WRITE) from None
    names = ", ".join(path.name for path in written)
    tell(words("screen.written", folder=str(out), files=names))


def _fit(
    study: "Study",
    names: list[str] | None,
    most: int,
    workers: int,
    out: Path | None,
    output: Output,
) -> None:
    from zorgzaam.experiments.validation import fit
    from zorgzaam.experiments.validation.study import Study

    words = Words(output.spoken)
    outcome = fit.fit(
        names,
        study.values,
        lambda values: fit.evaluate(Study(study.codes, study.seeds, values), workers),
        most,
        lambda number, loss: tell(f"{number}: {words.number(loss, 2)}"),
    )
    plain = fit.plain(outcome, study)
    if output.as_json:
        print_json(plain)
    else:
        _show_fit(outcome, study, words)
    if out is not None:
        try:
            written = fit.write_folder(plain, out)
        except OSError as error:
            complain(f"cannot write to {out}: {error.strerror or error}")
            raise typer.Exit(CANNOT_WRITE) from None
        tell(words("screen.written", folder=str(out), files=", ".join(p.name for p in written)))


def _show_fit(outcome: "Outcome", study: "Study", words: Words) -> None:
    from zorgzaam.experiments.validation.words import pattern_name, target

    screen = console()
    head = [
        words(f"validation.{n}") for n in ("parameter", "fitted", "default", "lowest", "highest")
    ]
    rows = [
        [one.name, *(words.number(x, 3) for x in (one.value, one.default, one.low, one.high))]
        for one in outcome.parameters
    ]
    screen.print(_table("", head, rows, 1))
    head = [words(f"validation.{n}") for n in ("pattern", "default", "fitted", "target", "verdict")]
    rows = [
        [
            f"{p.number} {pattern_name(p, words)}",
            words.number(before, 2),
            words.number(after, 2),
            target(p, words),
            words(f"validation.{p.verdict(after)}"),
        ]
        for p, before, after in outcome.patterns
    ]
    screen.print(_table("", head, rows, 1))
    screen.print(
        words(
            "validation.loss",
            before=words.number(outcome.losses[0], 1),
            after=words.number(min(outcome.losses), 1),
            rounds=words.number(outcome.evaluations),
            wijken=words.number(len(study.codes)),
        ),
        highlight=False,
    )
