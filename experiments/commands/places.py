"""`zorgzaam places`: find an area and see its figures."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.experiments.commands.common import (
    console,
    find_place,
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.options import Figures, Output, grouped
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.model.places import Match, Place

_MOST_NAMES = 40  # of areas: more would push the figures off the screen


@plain_errors
@grouped
def places(
    query: Annotated[str, typer.Argument(help="Name or code, or part of one.")] = "",
    *,
    show: Annotated[
        bool, typer.Option("--show", help="Show the figures of this one place.")
    ] = False,
    figures: Figures,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=20000, help="At most so many areas.")
    ] = 20,
    output: Output,
) -> None:
    """Find a wijk, buurt, municipality or the country, and show its figures.

    `zorgzaam places overvecht` lists the areas that fit, with their codes.

    `zorgzaam places WK034403 --show` shows the figures that a run starts from, their source and
    year, and which of them were missing and filled from a larger area.

    `zorgzaam places --file kwb-2024.xlsx --show WK034403` does so from your own download, and tells
    file, row and column of anything in it that cannot be right.
    """
    from zorgzaam.model.places import find

    words = Words(output.spoken)
    if show or figures.file or figures.live:
        place = find_place(query or None, figures)
        if output.as_json:
            print_json(_plain(place))
        else:
            _show(place, words)
        return
    matches = find(query, limit)
    if output.as_json:
        print_json({"matches": [_match(match) for match in matches]})
    elif matches:
        _list(matches, words, more=len(matches) == limit)
    if not matches:
        find_place(query, figures)  # says what is nearest


def _match(match: "Match") -> dict[str, Any]:
    return {
        "code": match.code,
        "name": match.name,
        "kind": match.kind,
        "municipality": match.municipality,
        "residents": match.residents,
    }


def _list(matches: "list[Match]", words: Words, more: bool) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("code", "name", "kind", "municipality"):
        table.add_column(words(f"places.{heading}"), no_wrap=heading == "code")
    table.add_column(words("places.residents"), justify="right")
    for match in matches:
        residents = "" if match.residents is None else words.number(match.residents)
        kind = words(f"places.{match.kind}")
        table.add_row(match.code, match.name, kind, match.municipality, residents)
    console().print(table)
    tell("")
    if more:
        tell(words("places.more"))
    tell(words("places.one", command=f"zorgzaam places {matches[0].code} --show"))


def _plain(place: "Place") -> dict[str, Any]:
    from zorgzaam.model.places import describe

    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "year": place.year,
        "data_version": place.data_version,
        "residents": place.residents,
        "areas": [
            {"code": area.code, "name": area.name, "residents": area.residents}
            for area in place.areas
        ],
        "figures": [
            {
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit,
                "year": figure.year,
                "source": figure.source,
                "filled": figure.filled,
            }
            for figure in describe(place)
        ],
    }


def _show(place: "Place", words: Words) -> None:
    from rich.table import Table

    from zorgzaam.model.places import describe

    figures = describe(place)
    table = Table(box=None, pad_edge=False)
    for heading in ("figure", "value", "unit", "year", "filled"):
        table.add_column(
            words(f"places.{heading}"), justify="right" if heading == "value" else "left"
        )
    for figure in figures:
        table.add_row(
            figure.dutch if words.language == "nl" else figure.english,
            words.number(figure.value, 0 if figure.value == round(figure.value) else 2),
            words(f"units.{figure.unit}"),
            figure.year,
            figure.filled,
        )
    screen = console()
    title = f"{place.code} {place.name} ({words(f'places.{place.kind}')}, {place.year})"
    screen.print(title, style="bold", highlight=False)
    screen.print(table)
    if len(place.areas) > 1:
        names = ", ".join(area.name for area in place.areas[:_MOST_NAMES])
        if len(place.areas) > _MOST_NAMES:
            names += ", …"
        count = words.number(len(place.areas))
        typer.echo("\n" + words("places.areas", count=count, names=names))
    sources = "; ".join(sorted({figure.source for figure in figures}))
    typer.echo("\n" + words("places.source", sources=sources, version=place.data_version))
