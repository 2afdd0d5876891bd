"""`zorgzaam parameters`: every number of the model, with unit, range and source."""

from dataclasses import asdict
from typing import Annotated

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import console, plain_errors, print_json
from zorgzaam.experiments.commands.options import JsonOption


@plain_errors
def parameters(
    query: Annotated[str, typer.Argument(help="Only those with this in name or meaning.")] = "",
    levers: Annotated[
        bool, typer.Option("--levers", help="Only the levers of the dashboard.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the parameters: value, range, unit, meaning, source, and how sure it is.

    Confidence is H (high), M, L (low) or A: an assumption, because no figure is known.

    `zorgzaam parameters asking` shows those about asking; set one with `--set name=value` in `run`
    and `compare`, or at a date in a scenario.
    """
    from zorgzaam.agents.parameters import nearest
    from zorgzaam.experiments.parameters import ALL_PARAMETERS

    wanted = query.lower()
    rows = [
        row
        for row in ALL_PARAMETERS.values()
        if (wanted in row.name or wanted in row.meaning.lower()) and (row.is_lever or not levers)
    ]
    if not rows:
        raise InputError(f"no parameter has '{query}' in it{nearest(query, ALL_PARAMETERS)}")
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, row_styles=("", "dim"))
    for heading in ("parameter", "value", "range", "unit", "conf.", "meaning and source"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "value")
    for row in rows:
        span = ", ".join(row.choices) if row.choices else f"{row.low:g} to {row.high:g}"
        meaning = f"{row.meaning} [{row.source}]"
        table.add_row(row.name, str(row.value), span, row.unit, row.confidence, escape(meaning))
    console().print(table)
