"""`zorgzaam compare`: a baseline and a scenario, paired by seed."""

from typing import TYPE_CHECKING, Annotated

import typer

from zorgzaam.experiments.commands.answer import Question, answer, plain
from zorgzaam.experiments.commands.common import plain_errors, print_json
from zorgzaam.experiments.commands.options import (
    Figures,
    Output,
    PlaceOption,
    Runs,
    ScenarioOption,
    grouped,
)

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison


@plain_errors
@grouped
def compare(
    *,
    place: PlaceOption = None,
    scenario: ScenarioOption = "cuts-2015",
    baseline: Annotated[
        str,
        typer.Option(
            "--baseline",
            "-b",
            metavar="NAME_OR_FILE",
            help="The scenario to compare with.",
        ),
    ] = "baseline",
    seeds: Annotated[int, typer.Option("--seeds", "-n", help="How many seeds to run.")] = 20,
    first_seed: Annotated[int, typer.Option("--first-seed", help="The first of them.")] = 1,
    runs: Runs,
    figures: Figures,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            "-w",
            help="Runs at a time; all cores by default. The result does not depend on it.",
            show_default=False,
        ),
    ] = None,
    output: Output,
) -> None:
    """Run a scenario and a baseline with the same seeds, and show what differs and how sure that is.

    `zorgzaam compare --place Overvecht --scenario cuts-2015 --seeds 20 --out overvecht` prints every
    outcome with baseline, scenario, paired difference and its 90 % interval, and fills the folder:
    report.html to read, summary.csv, weekly.parquet and groups.parquet to work with, record.json to
    repeat it by.

    With --json: {place, scenario, outcomes: [{name, unit, baseline, scenario, difference, low, high,
    seeds}], record}; null where a figure is not defined. Ctrl-C keeps the finished seeds.
    """

    def show(comparison: "Comparison") -> None:
        from zorgzaam.experiments.commands.tables import show_comparison
        from zorgzaam.experiments.store import summary_rows

        if not output.as_json:
            show_comparison(comparison, output.spoken)
            return
        print_json(
            plain(
                comparison,
                baseline=comparison.baseline.name,
                seeds=list(comparison.seeds),
                outcomes=summary_rows(comparison),
            )
        )

    question = Question(
        place=place,
        figures=figures,
        scenario=scenario,
        baseline=baseline,
        first_seed=first_seed,
        seeds=seeds,
        runs=runs,
        workers=workers,
        language=output.spoken,
    )
    answer(question, show)
