"""`zorgzaam population`: a picture of the synthetic population against the area's own margins."""

from pathlib import Path
from typing import Annotated

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    FileOption,
    JsonOption,
    LanguageOption,
    LiveOption,
    PlaceOption,
    SetOption,
    complain,
    console,
    find_place,
    language_of,
    plain_errors,
    print_json,
    tell,
)


@plain_errors
def population(
    *,
    place: PlaceOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Picture to make: .svg, .png or .pdf."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the population.")] = 1,
    file: FileOption = None,
    live: LiveOption = None,
    changed: SetOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the people of a place and hold them against its figures.

    `zorgzaam population --place WK034403 --out overvecht.svg` draws ages, households and health
    beside the published figures, and prints each figure of the place with what was made of it. With
    --json: {place, seed, margins: [{area, figure, target, made, difference, within}]}.
    """
    from zorgzaam.experiments.parameters import assignments, settings
    from zorgzaam.model.population import build_population
    from zorgzaam.model.population.margins import margins, of_place
    from zorgzaam.model.population.picture import draw
    from zorgzaam.model.simulation import check_seed

    if out is not None and out.suffix.lower() not in (".svg", ".png", ".pdf"):
        raise InputError(f"--out {out}: give a name that ends in .svg, .png or .pdf")
    check_seed(seed)
    chosen = find_place(place, file, live)
    made = build_population(chosen, seed, dict(settings(assignments(changed or [])).values))
    rows = margins(chosen, made)
    if out is not None:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            draw(chosen, made, out, "nl" if language_of(language) == "nl" else "en")
        except OSError as error:
            complain(f"cannot write {out}: {error.strerror or error}")
            raise typer.Exit(CANNOT_WRITE) from None
        tell(f"drawn: {out}")
    if as_json:
        print_json({"place": chosen.code, "seed": seed, "margins": [row._asdict() for row in rows]})
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("figure", "published", "made", "difference", "every area within 2 % or 5"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for row in of_place(chosen, rows):
        numbers = (f"{value:,.1f}" for value in (row.target, row.made, row.difference))
        table.add_row(row.figure, *numbers, "yes" if row.within else "NO")
    console().print(table)
    for row in rows:
        if not row.within:
            tell(f"{row.area}: {row.figure} is {row.made:g} where {row.target:g} is published")
