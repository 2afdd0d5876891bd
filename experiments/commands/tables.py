"""The tables of `run` and `compare` on the screen, in Dutch or English."""

import math
from typing import TYPE_CHECKING

from rich.table import Table

from zorgzaam.experiments.commands.common import console
from zorgzaam.experiments.outcomes import OUTCOME

if TYPE_CHECKING:
    from zorgzaam.experiments.comparison import Comparison

HEADINGS = {
    "en": ("outcome", "baseline", "scenario", "difference", "90 % interval", "unit"),
    "nl": ("uitkomst", "basis", "scenario", "verschil", "90%-interval", "eenheid"),
}
UNITS_NL = {
    "hours/week per 1,000 residents": "uur/week per 1.000 inwoners",
    "hours/week": "uur/week",
    "per 1,000 adults": "per 1.000 volwassenen",
    "per 1,000 residents": "per 1.000 inwoners",
    "per 1,000 residents a year": "per 1.000 inwoners per jaar",
    "EUR a year per inhabitant": "euro per inwoner per jaar",
    "persons": "personen",
    "%": "%",
}


def number(value: float | None, decimals: int, language: str, sign: bool = False) -> str:
    """A number as the language writes it; a dash where it is not defined."""
    if value is None or not math.isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0  # no minus before a nought
    text = f"{rounded:{'+' if sign and rounded else ''},.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def unit(name: str, language: str) -> str:
    """A unit in the language."""
    return UNITS_NL[name] if language == "nl" else name


def title(comparison: "Comparison", language: str) -> str:
    """What was run, in one line."""
    place = comparison.place
    seeds = comparison.seeds
    span = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]}–{seeds[-1]}"
    arms = (comparison.scenario.title(language), comparison.baseline.title(language))
    years = number(
        comparison.years, 0 if comparison.years == int(comparison.years) else 1, language
    )
    if language == "nl":
        return (
            f"{place.name} ({place.code}), {number(place.residents, 0, language)} inwoners: "
            f"“{arms[0]}” naast “{arms[1]}”; {years} jaar, toevalsreeks {span}"
        )
    return (
        f"{place.name} ({place.code}), {number(place.residents, 0, language)} residents: "
        f"“{arms[0]}” beside “{arms[1]}”; {years} years, seed {span}"
    )


def footnote(comparison: "Comparison", language: str) -> str:
    """Over which weeks, how sure, and what was not the place's own."""
    first = comparison.plan.first_week
    filled = sum(len(area.filled) for area in comparison.place.areas)
    if language == "nl":
        note = f"Gemiddeld over week {first} tot {comparison.weeks}."
        if len(comparison.pairs) > 1:
            note += f" Interval van het gepaarde verschil over {len(comparison.pairs)} reeksen."
        if filled:
            note += f" {filled} cijfers van deze plek zijn aangevuld of van een ander jaar."
        return note
    note = f"Means over weeks {first} to {comparison.weeks}."
    if len(comparison.pairs) > 1:
        note += f" Interval of the paired difference over {len(comparison.pairs)} seeds."
    if filled:
        note += f" {filled} figures of this place were filled in or are of another year."
    return note


def show_comparison(comparison: "Comparison", language: str) -> None:
    """Every outcome: baseline, scenario, difference and its interval (bold where it leaves out 0)."""
    table = Table(box=None, pad_edge=False)
    headings = HEADINGS[language]
    for heading in headings:
        table.add_column(
            heading, justify="left" if heading in (headings[0], headings[5]) else "right"
        )
    for row in comparison.rows():
        outcome = OUTCOME[row.name]
        low, high = row.low, row.high
        interval, clear = "–", False
        if low is not None and high is not None:
            ends = [number(end, outcome.decimals, language, sign=True) for end in (low, high)]
            interval, clear = f"{ends[0]} … {ends[1]}", low > 0 or high < 0
        table.add_row(
            outcome.label(language),
            number(row.baseline, outcome.decimals, language),
            number(row.scenario, outcome.decimals, language),
            number(row.difference, outcome.decimals, language, sign=True),
            interval,
            unit(row.unit, language),
            style="bold" if clear else "",
        )
    screen = console()
    screen.print(title(comparison, language), style="bold", highlight=False)
    screen.print(table)
    screen.print(footnote(comparison, language), highlight=False)


def show_run(comparison: "Comparison", language: str) -> None:
    """Every outcome of the scenario's one run."""
    table = Table(box=None, pad_edge=False)
    table.add_column(HEADINGS[language][0])
    table.add_column("waarde" if language == "nl" else "value", justify="right")
    table.add_column(HEADINGS[language][5])
    for name, value in comparison.outcomes(comparison.pairs[0], "scenario").items():
        outcome = OUTCOME[name]
        shown = number(value, outcome.decimals, language)
        table.add_row(outcome.label(language), shown, unit(outcome.unit, language))
    screen = console()
    screen.print(title(comparison, language), style="bold", highlight=False)
    screen.print(table)
    screen.print(footnote(comparison, language), highlight=False)
