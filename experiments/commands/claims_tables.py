"""The tables of `zorgzaam claims` on the screen, in Dutch or English."""

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from zorgzaam.experiments.claims.claim import Claim
from zorgzaam.experiments.claims.file import Rank
from zorgzaam.experiments.claims.verdicts import ClaimResult, PlaceResult
from zorgzaam.experiments.claims.wording import Spoken
from zorgzaam.experiments.commands.common import console
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.words import MINUS, Words

if TYPE_CHECKING:
    from zorgzaam.experiments.claims.study import Study


def names_of(study: "Study") -> dict[str, str]:
    """The places of a study by code, as people call them."""
    return {
        place.code: plain_name(place.name) for places in study.places.values() for place in places
    }


def show_claim(claim: Claim, language: str) -> None:
    """A claim in full, as it stands before anything is run."""
    words = Words(language)
    spoken = Spoken(words)
    typer.secho(f"{claim.name}: {claim.said('title', language)}", bold=True)
    typer.echo(claim.said("claim", language) + "\n")
    for what in ("rule", "margin_reason", "expectation"):
        typer.secho(words(f"claims.{what}"), bold=True)
        typer.echo(claim.said(what, language) + "\n")
    typer.secho(words("claims.arms"), bold=True)
    for name, arm in claim.file.arms.items():
        typer.echo(f"  {name}: {spoken.title(arm)}")
        typer.echo(f"      {spoken.arm_changes(claim, name)}")
    if claim.file.start:
        values = ", ".join(f"{name} = {value}" for name, value in claim.file.start.items())
        typer.echo("  " + words("claims.start", set=values))
    typer.secho("\n" + words("claims.tests"), bold=True)
    for name, test in claim.tests.items():
        typer.echo(f"  {name}: {spoken.title(test)}")
        typer.echo(f"      {spoken.rule(test) or words('claims.state_shown')}")
    typer.secho("\n" + words("claims.varied"), bold=True)
    for each in claim.assumptions:
        typer.echo(f"  {each.row}: {spoken.title(each)} ({', '.join(each.parameters)})")
    when = spoken.against_when(claim)
    typer.echo(
        "\n"
        + words(
            "claims.years",
            years=words.number(claim.file.years),
            seeds=words.number(claim.file.seeds),
            when=when,
        )
    )
    typer.echo(words("claims.source", source=claim.file.source.strip()))
    typer.echo(f"SHA-256 {claim.sha256}")


def show_results(study: "Study", results: list[ClaimResult], language: str) -> None:
    """Every claim with its verdict, the tests that decide it by place, and what it depends on."""
    words = Words(language)
    spoken, names, screen = Spoken(words), names_of(study), console()
    for result in results:
        claim = result.claim
        screen.print(
            f"{claim.name}  {claim.said('title', language)}: {spoken.overall(result)}",
            style="bold",
            highlight=False,
        )
        screen.print(_table(result, spoken, names))
        for sentence in spoken.sentences(result, names):
            screen.print(sentence, highlight=False)
        screen.print()


def _table(result: ClaimResult, spoken: Spoken, names: dict[str, str]) -> Table:
    words = spoken.words
    table = Table(box=None, pad_edge=False)
    for heading in ("test", "place"):
        table.add_column(words(f"claims.{heading}"), overflow="fold")
    for heading in ("effect", "interval", "seeds", "needed_head"):
        table.add_column(words(f"claims.{heading}"), justify="right")
    table.add_column(words("claims.verdict"), overflow="fold")
    for name, test in result.claim.tests.items():
        if not test.decides:
            continue
        rule = spoken.rule(test)
        head = f"{spoken.title(test)}\n({rule})"
        for place in (*result.places, result.together):
            table.add_row(*_cells(result, place, name, head, spoken, names))
            head = ""
    return table


def _cells(
    result: ClaimResult,
    place: PlaceResult,
    name: str,
    head: str,
    spoken: Spoken,
    names: dict[str, str],
) -> list[str]:
    test, found = result.claim.tests[name], place.tests[name]
    said = spoken.state(found)
    if isinstance(test, Rank):
        said = spoken.best(result.claim, found) if place.place else said
    needed = "" if found.seeds_needed is None else spoken.words.number(found.seeds_needed)
    row = [
        head,
        spoken.place(place.place, names),
        spoken.estimate(test, found.found),
        spoken.interval(test, found.found),
        spoken.words.number(found.found.seeds),
        needed,
        said,
    ]
    return [cell.replace(MINUS, "-") for cell in row]
