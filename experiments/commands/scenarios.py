"""`zorgzaam scenarios`: what can be done to a neighbourhood."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.experiments.commands.common import plain_errors, print_json
from zorgzaam.experiments.commands.options import Output, grouped
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.scenario import Scenario


@plain_errors
@grouped
def scenarios(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME_OR_FILE]", help="Show this one in full.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file.")
    ] = False,
    *,
    output: Output,
) -> None:
    """List the scenarios, or show one: what it changes, when, why, and after which source.

    `zorgzaam scenarios cuts-2015` shows one; `zorgzaam scenarios mine.toml` checks a file of yours.
    Such a file has a title, a reason and a source, may extend another scenario, and says what
    changes when:

        extends = "cuts-2015"
        title_en = "Deeper"        # title_nl, why_en, why_nl and source are needed as well
        [[changes]]
        at = "2020-01-01"          # or week = 52
        set = {budget_cut_guidance_share = 0.4}
    """
    from zorgzaam.experiments.scenario import load_scenario, scenario_names, scenario_schema

    if schema:
        print_json(scenario_schema())
        return
    loaded = [load_scenario(each) for each in ([name] if name else scenario_names())]
    if output.as_json:
        print_json([_plain(scenario) for scenario in loaded])
    elif name:
        _show(loaded[0], Words(output.spoken))
    else:
        width = max(len(scenario.name) for scenario in loaded)
        for scenario in loaded:
            typer.secho(f"{scenario.name:<{width}}", bold=True, nl=False)
            typer.echo(f"  {scenario.title(output.spoken)}")
        typer.echo("\n" + Words(output.spoken)("scenarios.list_command"))


def _plain(scenario: "Scenario") -> dict[str, Any]:
    words = ("name", "title_nl", "title_en", "why_nl", "why_en", "source")
    return {word: getattr(scenario, word) for word in words} | {
        "changes": [
            {
                "at": moment.at.isoformat() if moment.at else None,
                "week": moment.week,
                "parameter": moment.name,
                "value": moment.value,
            }
            for moment in scenario.changes
        ]
    }


def _show(scenario: "Scenario", words: Words) -> None:
    from zorgzaam.model.parameters import PARAMETERS

    typer.secho(f"{scenario.name}: {scenario.title(words.language)}", bold=True)
    typer.echo(f"{scenario.why(words.language)}\n")
    for moment in scenario.changes:
        row = PARAMETERS[moment.name]
        when = str(moment.at) if moment.at else words("scenarios.week", week=str(moment.week))
        value = f"{moment.value:g} {words(f'units.{row.unit}')}"
        if row.choices:
            value = row.choices[int(moment.value)]
        change = words("scenarios.change", name=moment.name, value=value, default=str(row.value))
        typer.echo(f"  {when:>10}  {change}")
    typer.echo("\n" + words("scenarios.source", source=scenario.source))
