"""`zorgzaam scenarios`: what can be done to a neighbourhood."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.experiments.commands.common import (
    JsonOption,
    LanguageOption,
    language_of,
    plain_errors,
    print_json,
)

if TYPE_CHECKING:
    from zorgzaam.experiments.scenario import Scenario


@plain_errors
def scenarios(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME_OR_FILE]", help="Show this one in full.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
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
    spoken = language_of(language)
    loaded = [load_scenario(each) for each in ([name] if name else scenario_names())]
    if as_json:
        print_json([_plain(scenario) for scenario in loaded])
    elif name:
        _show(loaded[0], spoken)
    else:
        for scenario in loaded:
            typer.secho(scenario.name, bold=True, nl=False)
            typer.echo(f"  {scenario.title(spoken)}")


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


def _show(scenario: "Scenario", language: str) -> None:
    from zorgzaam.model.parameters import PARAMETERS

    typer.secho(f"{scenario.name}: {scenario.title(language)}", bold=True)
    typer.echo(f"{scenario.why(language)}\n")
    for moment in scenario.changes:
        row = PARAMETERS[moment.name]
        when = str(moment.at) if moment.at else f"week {moment.week}"
        was = row.choices.index(str(row.value)) if row.choices else row.value
        unit = f" {row.unit}" if row.unit else ""
        typer.echo(f"  {when:>10}  {moment.name} = {moment.value:g}{unit} (default {was})")
    typer.echo(f"\n{'Bron' if language == 'nl' else 'Source'}: {scenario.source}")
