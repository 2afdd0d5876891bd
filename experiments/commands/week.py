"""`zorgzaam week`: the order of what happens in a week."""

from zorgzaam.experiments.commands.common import console, plain_errors, print_json
from zorgzaam.experiments.commands.options import JsonOption


@plain_errors
def week(as_json: JsonOption = False) -> None:
    """Show the week of the model: its processes in order, why each stands there, what it writes."""
    from zorgzaam.model.week import WEEK

    if as_json:
        print_json(
            [
                {
                    "name": process.name,
                    "why": process.why,
                    "reads": list(process.reads),
                    "writes": list(process.writes),
                }
                for process in WEEK
            ]
        )
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("", "process", "why it stands there", "writes"):
        table.add_column(heading, overflow="fold")
    for number, process in enumerate(WEEK, start=1):
        table.add_row(str(number), process.name, process.why, ", ".join(process.writes))
    console().print(table)
