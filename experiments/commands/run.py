"""`zorgzaam run`: one scenario, one seed."""

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
    YearsOption,
    language_of,
    plain_errors,
    print_json,
)

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison


@plain_errors
def run(
    *,
    place: PlaceOption = None,
    scenario: ScenarioOption = "baseline",
    years: YearsOption = 5,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all chance in the run.")] = 1,
    out: OutOption = None,
    changed: SetOption = None,
    file: FileOption = None,
    live: LiveOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run one scenario once, and show its outcomes.

    `zorgzaam run --place Putten --scenario cuts-2015 --seed 3 --out putten` prints every outcome and
    fills the folder with the same files as `compare`. The baseline of the same seed runs along, so
    that euros saved and shifted are known (0 for the baseline itself). One run is one possible
    course of events: `compare` tells how sure a difference is.

    With --json: {place, scenario, seed, outcomes: [{name, unit, value}], record}.
    """
    spoken = language_of(language)

    def show(comparison: "Comparison") -> None:
        from zorgzaam.experiments.commands.tables import show_run
        from zorgzaam.experiments.outcomes import OUTCOME
        from zorgzaam.experiments.store import number_or_none

        if not as_json:
            show_run(comparison, spoken)
            return
        values = comparison.outcomes(comparison.pairs[0], "scenario")
        print_json(
            {
                "place": {"code": comparison.place.code, "name": comparison.place.name},
                "scenario": comparison.scenario.name,
                "years": comparison.years,
                "seed": seed,
                "outcomes": [
                    {"name": name, "unit": OUTCOME[name].unit, "value": number_or_none(value)}
                    for name, value in values.items()
                ],
                "record": comparison.record(),
            }
        )

    answer(
        Question(
            place=place,
            file=file,
            live=live,
            scenario=scenario,
            baseline="baseline",
            years=years,
            first_seed=seed,
            seeds=1,
            changed=changed,
            out=out,
            force=force,
            workers=1,
            language=spoken,
        ),
        show,
    )
