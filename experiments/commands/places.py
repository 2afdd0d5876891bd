"""`zorgzaam places`: find an area and see its figures."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.experiments.commands.common import (
    FileOption,
    JsonOption,
    LanguageOption,
    LiveOption,
    console,
    find_place,
    language_of,
    plain_errors,
    print_json,
)

if TYPE_CHECKING:
    from zorgzaam.model.places import Match, Place


@plain_errors
def places(
    query: Annotated[str, typer.Argument(help="Name or code, or part of one.")] = "",
    *,
    show: Annotated[
        bool, typer.Option("--show", help="Show the figures of this one place.")
    ] = False,
    file: FileOption = None,
    live: LiveOption = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=20000, help="At most so many areas.")
    ] = 20,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find a wijk, buurt, municipality or the country, and show its figures.

    `zorgzaam places overvecht` lists the areas that fit, with their codes.

    `zorgzaam places WK034403 --show` shows the figures that a run starts from, their source and
    year, and which of them were missing and filled from a larger area.

    `zorgzaam places --file kwb-2024.xlsx --show WK034403` does so from your own download, and tells
    file, row and column of anything in it that cannot be right.
    """
    from zorgzaam.model.places import find

    if show or file or live:
        place = find_place(query or None, file, live)
        _show(place, language_of(language), as_json)
        return
    matches = find(query, limit)
    if as_json:
        print_json({"matches": [_match(match) for match in matches]})
    elif matches:
        _list(matches, more=len(matches) == limit)
    if not matches:
        find_place(query)  # says what is nearest


def _match(match: "Match") -> dict[str, Any]:
    return {
        "code": match.code,
        "name": match.name,
        "kind": match.kind,
        "municipality": match.municipality,
        "residents": match.residents,
    }


def _list(matches: "list[Match]", more: bool) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("code", "name", "kind", "municipality"):
        table.add_column(heading, no_wrap=heading == "code")
    table.add_column("residents", justify="right")
    for match in matches:
        residents = "" if match.residents is None else f"{match.residents:,}"
        table.add_row(match.code, match.name, match.kind, match.municipality, residents)
    console().print(table)
    note = "more may fit: --limit shows them; " if more else ""
    typer.echo(f"\n{note}figures of one: zorgzaam places {matches[0].code} --show", err=True)


def _show(place: "Place", language: str, as_json: bool) -> None:
    from zorgzaam.model.places import describe

    figures = describe(place)
    if as_json:
        print_json(
            {
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
                    for figure in figures
                ],
            }
        )
        return
    from rich.table import Table

    dutch = language == "nl"
    table = Table(box=None, pad_edge=False)
    headings = (
        ("cijfer", "waarde", "eenheid", "jaar", "aangevuld uit")
        if dutch
        else ("figure", "value", "unit", "year", "filled from")
    )
    for heading in headings:
        table.add_column(heading, justify="right" if heading == headings[1] else "left")
    for figure in figures:
        name = figure.dutch if dutch else figure.english
        table.add_row(name, _number(figure.value), figure.unit, figure.year, figure.filled)
    screen = console()
    title = f"{place.code} {place.name} ({place.kind}, {place.year})"
    screen.print(title, style="bold", highlight=False)
    screen.print(table)
    parts = "gebieden" if dutch else "areas"
    if len(place.areas) > 1:
        typer.echo(f"\n{len(place.areas)} {parts}: " + ", ".join(a.name for a in place.areas[:40]))
    sources = sorted({figure.source for figure in figures})
    typer.echo(f"\n{'Bron' if dutch else 'Source'}: {'; '.join(sources)} ({place.data_version})")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
