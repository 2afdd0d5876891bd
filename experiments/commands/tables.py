"""The tables of `run` and `compare` on the screen, in Dutch or English."""

from typing import TYPE_CHECKING

from rich.table import Table

from zorgzaam.experiments.commands.common import console
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.words import MINUS, Words

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison


def show_comparison(comparison: "Comparison", language: str) -> None:
    """Every outcome: baseline, scenario, difference and its interval (bold where it leaves out 0)."""
    words = Words(language)
    table = Table(box=None, pad_edge=False)
    table.add_column(words("outcomes.outcome"))
    for heading in ("screen.baseline", "screen.scenario", "common.difference", "screen.interval"):
        table.add_column(words(heading), justify="right")
    table.add_column(words("screen.unit"))
    for row in comparison.rows():
        outcome = OUTCOME[row.name]
        decimals = outcome.decimals
        interval, clear = "–", False
        if row.low is not None and row.high is not None:
            ends = (words.signed(end, decimals) for end in (row.low, row.high))
            interval, clear = " … ".join(ends), row.low > 0 or row.high < 0
        table.add_row(
            outcome.label(language),
            typed(words.number(row.baseline, decimals)),
            typed(words.number(row.scenario, decimals)),
            typed(words.signed(row.difference, decimals)),
            typed(interval),
            words(f"units.{row.unit}"),
            style="bold" if clear else "",
        )
    _print(comparison, words, table)


def show_run(comparison: "Comparison", language: str) -> None:
    """Every outcome of the scenario's one run."""
    words = Words(language)
    table = Table(box=None, pad_edge=False)
    table.add_column(words("outcomes.outcome"))
    table.add_column(words("screen.value"), justify="right")
    table.add_column(words("screen.unit"))
    for name, value in comparison.outcomes(comparison.pairs[0], "scenario").items():
        outcome = OUTCOME[name]
        shown = typed(words.number(value, outcome.decimals))
        table.add_row(outcome.label(language), shown, words(f"units.{outcome.unit}"))
    _print(comparison, words, table)


def typed(number: str) -> str:
    """With the minus of a keyboard: not every terminal or pipe has the printer's."""
    return number.replace(MINUS, "-")


def _print(comparison: "Comparison", words: Words, table: Table) -> None:
    screen = console()
    screen.print(_title(comparison, words), style="bold", highlight=False)
    screen.print(table)
    screen.print(_footnote(comparison, words), highlight=False)


def _title(comparison: "Comparison", words: Words) -> str:
    """What was run, in one line."""
    place, seeds, years = comparison.place, comparison.seeds, comparison.years
    return words(
        "screen.title",
        place=place.name,
        code=place.code,
        residents=words.number(place.residents),
        scenario=comparison.scenario.title(words.language),
        baseline=comparison.baseline.title(words.language),
        years=words.number(years, 0 if years == int(years) else 1),
        seeds=f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]}–{seeds[-1]}",
    )


def _footnote(comparison: "Comparison", words: Words) -> str:
    """Over which weeks, how sure, and what was not the place's own."""
    first, last = comparison.plan.first_week, comparison.weeks - 1
    notes = [words("screen.window", first=words.number(first), last=words.number(last))]
    if len(comparison.pairs) > 1:
        notes.append(words("screen.paired", seeds=words.number(len(comparison.pairs))))
    filled = sum(len(area.filled) for area in comparison.place.areas)
    if filled:
        notes.append(words("screen.filled", count=words.number(filled)))
    return " ".join(notes)
