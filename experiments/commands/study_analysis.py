"""What `zorgzaam study` makes of the runs: sensitivity, tipping points, maps, boxes, regret, seeds.

Each command prints what it finds and writes tables and drawings into the study's folder `analysis`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    complain,
    console,
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import Execution, Output, grouped
from zorgzaam.experiments.words import MINUS, Words

if TYPE_CHECKING:
    from zorgzaam.experiments.analysis.finding import Finding
    from zorgzaam.experiments.analysis.of_study import Choice
    from zorgzaam.experiments.analysis.runner import Runner
    from zorgzaam.experiments.studies.reading import Finished

Side = Literal["above", "below"]
Better = Literal["low", "high"]
FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the study.")]
SeedsOption = Annotated[
    int | None,
    typer.Option("--seeds", "-n", min=1, help="So many seeds; those of the study by default."),
]
SideOption = Annotated[
    Side | None,
    typer.Option(
        "--side",
        help="Which side of the threshold is beyond; by default above, and below for a difference under 0.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What of the study is looked at."""

    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome",
            help="Outcome; repeatable. The study's first if left out, or heavily strained carers.",
            show_default=False,
        ),
    ] = None
    place: Annotated[
        list[str] | None,
        typer.Option("--place", "-p", help="Only this place (its code); repeatable."),
    ] = None
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", "-s", help="Only this scenario; repeatable."),
    ] = None
    without_failed: Annotated[
        bool,
        typer.Option("--without-failed", help="Leave failed runs out, with what goes with them."),
    ] = False

    def choice(self, against: str | None = None) -> "Choice":
        """As the analyses take it."""
        from zorgzaam.experiments.analysis.of_study import Choice

        return Choice(
            outcomes=tuple(self.outcome or ()),
            places=tuple(self.place or ()),
            scenarios=tuple(self.scenario or ()),
            against=against,
            without_failed=self.without_failed,
        )


AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against",
        help="Look at the difference from this scenario, on the same seeds.",
        show_default=False,
    ),
]


@plain_errors
@grouped
def sensitivity(
    folder: FolderArgument, *, chosen: Chosen, against: AgainstOption = None, output: Output
) -> None:
    """Show what drives an outcome, by the design of the study: Morris screening or Sobol indices.

    `zorgzaam study sensitivity mine --outcome unmet_hours_per_1000`
    """
    from zorgzaam.experiments.analysis import of_study

    found = _read(folder)
    _hand_over(found, of_study.sensitivity(found, chosen.choice(against)), output)


@plain_errors
@grouped
def tipping(
    folder: FolderArgument,
    *,
    chosen: Chosen,
    side: SideOption = None,
    seeds: SeedsOption = None,
    execution: Execution,
    output: Output,
) -> None:
    """Find where an outcome tips, seed by seed, as the study's [tipping] says; runs what that takes.

    `zorgzaam study tipping mine --scenario baseline`. Every run is kept: stopped, it goes on where it was.
    """
    from zorgzaam.experiments.analysis import of_study

    found = _read(folder)
    asked = of_study.questions(found, chosen.choice(), side, seeds)
    with _runner(found, execution, output) as runner:
        findings = of_study.tipping_points(asked, runner)
    _hand_over(found, findings, output)


@plain_errors
@grouped
def two_lever_map(
    folder: FolderArgument,
    *,
    chosen: Chosen,
    side: SideOption = None,
    seeds: SeedsOption = None,
    execution: Execution,
    output: Output,
) -> None:
    """Map where an outcome tips when two levers move together, as the study's [tipping] says.

    `zorgzaam study map mine`. Every run is kept: stopped, it goes on where it was.
    """
    from zorgzaam.experiments.analysis import of_study

    found = _read(folder)
    asked = of_study.questions(found, chosen.choice(), side, seeds)
    with _runner(found, execution, output) as runner:
        findings = of_study.maps(found, asked, runner)
    _hand_over(found, findings, output)


@plain_errors
@grouped
def discover(
    folder: FolderArgument,
    threshold: Annotated[
        float, typer.Option("--threshold", "-t", help="Beyond this value of the outcome.")
    ],
    *,
    chosen: Chosen,
    against: AgainstOption = None,
    side: Annotated[Side, typer.Option("--side", help="Which side of it is beyond.")] = "above",
    output: Output,
) -> None:
    """Find which combinations of factors lead beyond a threshold (PRIM; needs `zorgzaam[discovery]`).

    `zorgzaam study discover mine --threshold 40`
    """
    from zorgzaam.experiments.analysis import of_study

    found = _read(folder)
    _hand_over(found, of_study.discovery(found, chosen.choice(against), threshold, side), output)


@plain_errors
@grouped
def regret(
    folder: FolderArgument,
    *,
    chosen: Chosen,
    better: Annotated[
        Better, typer.Option("--better", help="Whether a low or a high outcome is the better one.")
    ] = "low",
    output: Output,
) -> None:
    """Show which scenario is least bad over all places and assumptions of the study.

    `zorgzaam study regret mine --outcome unmet_hours_per_1000`
    """
    from zorgzaam.experiments.analysis import of_study

    found = _read(folder)
    _hand_over(found, of_study.regrets(found, chosen.choice(), better), output)


@plain_errors
@grouped
def seeds(
    folder: FolderArgument,
    half_width: Annotated[
        float,
        typer.Option("--half-width", help="Half of the 95 % interval, in the outcome's unit."),
    ],
    *,
    chosen: Chosen,
    against: AgainstOption = None,
    output: Output,
) -> None:
    """Say how many seeds a precision takes, with the study as the pilot.

    `zorgzaam study seeds mine --half-width 0.5`. Differences are from --against, by default the first scenario
    where the study has several.
    """
    from zorgzaam.experiments.analysis import of_study

    found = _read(folder)
    scenarios = found.study.file.scenarios
    if against is None and len(scenarios) > 1:
        against = scenarios[0]
    _hand_over(found, of_study.seeds_answer(found, chosen.choice(against), half_width), output)


@plain_errors
@grouped
def report(folder: FolderArgument, *, output: Output) -> None:
    """Write a report of the study and of every analysis in its folder: one HTML file, and a PDF.

    `zorgzaam study report mine --language nl`. The PDF needs `zorgzaam[pdf]`.
    """
    from zorgzaam.experiments.analysis.report import write_report
    from zorgzaam.experiments.analysis.report_pdf import has_typst
    from zorgzaam.experiments.commands.progress import busy
    from zorgzaam.experiments.store import CannotWriteError

    found, words = _read(folder), Words(output.spoken)
    try:
        with busy(words("screen.writing")):
            written = write_report(found, output.spoken)
    except CannotWriteError as error:
        complain(str(error))
        raise typer.Exit(CANNOT_WRITE) from None
    if output.as_json:
        print_json([str(path) for path in written])
    names = ", ".join(path.name for path in written)
    tell(words("screen.written", folder=str(folder), files=names))
    if not has_typst():
        tell(words("analysis.no_pdf"))


COMMANDS: dict[str, Callable[..., None]] = {
    "sensitivity": sensitivity,
    "tipping": tipping,
    "map": two_lever_map,
    "discover": discover,
    "regret": regret,
    "seeds": seeds,
    "report": report,
}


def _read(folder: Path) -> "Finished":
    from zorgzaam.experiments.studies.reading import read_study

    return read_study(folder)


@contextmanager
def _runner(found: "Finished", execution: Execution, output: Output) -> Iterator["Runner"]:
    """Runs points in the study's folder, with progress for each batch."""
    from zorgzaam.experiments.commands.progress import progress
    from zorgzaam.experiments.commands.study import wanted_of
    from zorgzaam.experiments.store import CannotWriteError
    from zorgzaam.experiments.studies.executors import LostError
    from zorgzaam.experiments.studies.folder import driving
    from zorgzaam.experiments.studies.plan import Planned

    words = Words(output.spoken)
    title = found.study.file.title(output.spoken)
    try:
        with driving(found.study, "", found.folder, wanted_of(execution)) as driver:

            def run(points: Sequence[Any]) -> Any:
                planned = [Planned(point) for point in points]
                there = driver.store.finished
                left = len({driver.identities(point) for point in points} - there.keys())
                if left:
                    first = len(points) - left
                    with progress(words, title, left, 1.0, "study") as (_, done):
                        driver.run_all(
                            planned, watch=lambda now, _, part: done(now - first, part * left)
                        )
                return driver(points)

            yield run
    except LostError as lost:
        complain(words("study.lost", engine=str(lost)))
        raise typer.Exit(CANNOT_WRITE) from None
    except CannotWriteError as error:
        complain(str(error))
        raise typer.Exit(CANNOT_WRITE) from None


def _hand_over(found: "Finished", findings: Sequence["Finding"], output: Output) -> None:
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
