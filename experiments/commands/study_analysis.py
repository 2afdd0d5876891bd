"""What `zorgzaam study` makes of the runs: sensitivity, tipping points, maps, boxes, regret, seeds.

Each command prints what it finds and writes tables and drawings into the study's folder `analysis`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    complain,
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import Execution, Output, grouped
from zorgzaam.experiments.commands.study_findings import hand_over, read_folder, runner_of
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.analysis.of_study import Choice

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

    found = read_folder(folder)
    hand_over(found, of_study.sensitivity(found, chosen.choice(against)), output)


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

    found = read_folder(folder)
    asked = of_study.questions(found, chosen.choice(), side, seeds)
    with runner_of(found, execution, output) as runner:
        findings = of_study.tipping_points(asked, runner)
    hand_over(found, findings, output)


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

    found = read_folder(folder)
    asked = of_study.questions(found, chosen.choice(), side, seeds)
    with runner_of(found, execution, output) as runner:
        findings = of_study.maps(found, asked, runner)
    hand_over(found, findings, output)


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

    found = read_folder(folder)
    hand_over(found, of_study.discovery(found, chosen.choice(against), threshold, side), output)


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

    found = read_folder(folder)
    hand_over(found, of_study.regrets(found, chosen.choice(), better), output)


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

    found = read_folder(folder)
    scenarios = found.study.file.scenarios
    if against is None and len(scenarios) > 1:
        against = scenarios[0]
    hand_over(found, of_study.seeds_answer(found, chosen.choice(against), half_width), output)


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

    found, words = read_folder(folder), Words(output.spoken)
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
