"""The command line: `zorgzaam`. Heavy imports wait inside the commands, so that help is instant."""

from typing import Annotated

import typer

from zorgzaam.experiments.commands import (
    claims,
    compare,
    dashboard,
    network,
    parameters,
    places,
    population,
    run,
    scenarios,
    study,
    study_analysis,
    validate,
    week,
)
from zorgzaam.experiments.commands.common import EXIT_CODES

app = typer.Typer(
    name="zorgzaam",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=(
        "Who needs care in a Dutch neighbourhood, who gives it, and what a cut does to both.\n\n"
        "Start here: `zorgzaam places overvecht` finds a neighbourhood, `zorgzaam scenarios` shows "
        "what can be done to it, and `zorgzaam compare --place WK034403 --scenario cuts-2015 --out "
        "overvecht` runs both and writes a report."
    ),
    epilog=EXIT_CODES,
)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"zorgzaam {version('zorgzaam')}")
        raise typer.Exit


@app.callback()
def whole(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    """What goes before a command."""


app.command("places")(places.places)
app.command("population")(population.population)
app.command("scenarios")(scenarios.scenarios)
app.command("parameters")(parameters.parameters)
app.command("week")(week.week)
app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("network")(network.network)
app.command("validate")(validate.validate)
app.add_typer(claims.claims, name="claims")
for name, analysis in study_analysis.COMMANDS.items():
    study.study.command(name)(analysis)
app.add_typer(study.study, name="study")
app.command("dashboard")(dashboard.dashboard)
