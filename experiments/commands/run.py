"""`zorgzaam run`: one scenario, one seed."""

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
def run(
    *,
    place: PlaceOption = None,
    scenario: ScenarioOption = "baseline",
    seed: Annotated[int, typer.Option("--seed", help="Seed of all chance in the run.")] = 1,
    runs: Runs,
    figures: Figures,
    output: Output,
) -> None:
    """Run one scenario once, and show its outcomes.

    `zorgzaam run --place Putten --scenario cuts-2015 --seed 3 --out putten` prints every outcome and
    fills the folder with the same files as `compare`. The baseline of the same seed runs along, so
    that euros saved and shifted are known (0 for the baseline itself). One run is one possible
    course of events: `compare` tells how sure a difference is.

    With --json: {place, scenario, seed, outcomes: [{name, unit, value}], record}.
    """

    def show(comparison: "Comparison") -> None:
        from zorgzaam.experiments.commands.tables import show_run
        from zorgzaam.experiments.outcomes import OUTCOME
        from zorgzaam.experiments.store import number_or_none

        if not output.as_json:
            show_run(comparison, output.spoken)
            return
        values = comparison.outcomes(comparison.pairs[0], "scenario")
        outcomes = [
            {"name": name, "unit": OUTCOME[name].unit, "value": number_or_none(value)}
            for name, value in values.items()
        ]
        print_json(plain(comparison, seed=seed, outcomes=outcomes))

    question = Question(
        place=place,
        figures=figures,
        scenario=scenario,
        baseline="baseline",
        first_seed=seed,
        seeds=1,
        runs=runs,
        language=output.spoken,
    )
    answer(question, show)
