"""`zorgzaam population`: a picture of the synthetic population against the area's own margins."""

from pathlib import Path
from typing import Annotated

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import (
    CANNOT_WRITE,
    complain,
    console,
    find_place,
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import (
    Figures,
    Output,
    PlaceOption,
    SetOption,
    grouped,
)
from zorgzaam.experiments.words import Words

MOST_TOLD = 20  # areas whose figures could not be met, one by one


@plain_errors
@grouped
def population(
    *,
    place: PlaceOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Picture to make: .svg, .png or .pdf."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the population.")] = 1,
    figures: Figures,
    changed: SetOption = None,
    output: Output,
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
    words = Words(output.spoken)
    chosen = find_place(place, figures)
    made = build_population(chosen, seed, dict(settings(assignments(changed or [])).values))
    rows = margins(chosen, made)
    if out is not None:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            draw(chosen, made, out, "nl" if words.language == "nl" else "en")
        except OSError as error:
            complain(f"cannot write {out}: {error.strerror or error}")
            raise typer.Exit(CANNOT_WRITE) from None
        tell(words("population.drawn", file=str(out)))
    if output.as_json:
        print_json({"place": chosen.code, "seed": seed, "margins": [row._asdict() for row in rows]})
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("figure", "published", "made", "difference", "within"):
        table.add_column(
            words(f"population.{heading}"), justify="left" if heading == "figure" else "right"
        )
    for row in of_place(chosen, rows):
        decimals = words.sized(row.target)
        numbers = (
            words.number(value, decimals) for value in (row.target, row.made, row.difference)
        )
        within = words("population.yes" if row.within else "population.no")
        table.add_row(_name(row.figure, words), *numbers, within)
    console().print(table)
    apart = [row for row in rows if not row.within]
    for row in apart[:MOST_TOLD]:
        tell(
            words(
                "population.apart",
                area=row.area,
                figure=_name(row.figure, words),
                made=words.number(row.made, 2),
                target=words.number(row.target, 2),
            )
        )
    if len(apart) > MOST_TOLD:
        tell(words("population.more_apart", count=words.number(len(apart) - MOST_TOLD)))


def _name(figure: str, words: Words) -> str:
    from zorgzaam.model.places.figures import FIGURE

    return FIGURE[figure].dutch if words.language == "nl" else FIGURE[figure].english
