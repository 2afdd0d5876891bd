"""`zorgzaam compare`: a baseline and a scenario, paired by seed."""

from typing import TYPE_CHECKING, Annotated

import typer

from zorgzaam.experiments.commands.answer import Question, answer
from zorgzaam.experiments.commands.common import (
    FileOption,
    ForceOption,
    JsonOption,
    LanguageOption,
    LiveOption,
    OutOption,
    PlaceOption,
    ScenarioOption,
    SetOption,
    WorkersOption,
    YearsOption,
    language_of,
    plain_errors,
    print_json,
)

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison


@plain_errors
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
    years: YearsOption = 5,
    out: OutOption = None,
    changed: SetOption = None,
    file: FileOption = None,
    live: LiveOption = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a scenario and a baseline with the same seeds, and show what differs and how sure that is.

    `zorgzaam compare --place Overvecht --scenario cuts-2015 --seeds 20 --out overvecht` prints every
    outcome with baseline, scenario, paired difference and its 90 % interval, and fills the folder:
    report.html to read, summary.csv, weekly.parquet and groups.parquet to work with, record.json to
    repeat it by.

    With --json: {place, scenario, outcomes: [{name, unit, baseline, scenario, difference, low, high,
    seeds}], record}; null where a figure is not defined. Ctrl-C keeps the finished seeds.
    """
    spoken = language_of(language)

    def show(comparison: "Comparison") -> None:
        from zorgzaam.experiments.commands.tables import show_comparison
        from zorgzaam.experiments.store import summary_rows

        if not as_json:
            show_comparison(comparison, spoken)
            return
        print_json(
            {
                "place": {"code": comparison.place.code, "name": comparison.place.name},
                "scenario": comparison.scenario.name,
                "baseline": comparison.baseline.name,
                "years": comparison.years,
                "seeds": list(comparison.seeds),
                "outcomes": summary_rows(comparison),
                "record": comparison.record(),
            }
        )

    answer(
        Question(
            place=place,
            file=file,
            live=live,
            scenario=scenario,
            baseline=baseline,
            years=years,
            first_seed=first_seed,
            seeds=seeds,
            changed=changed,
            out=out,
            force=force,
            workers=workers,
            language=spoken,
        ),
        show,
    )
