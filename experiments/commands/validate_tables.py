"""The tables of `validate` on the screen, in Dutch or English."""

from typing import TYPE_CHECKING

from rich.table import Table

from zorgzaam.experiments.commands.common import console
from zorgzaam.experiments.validation.page import (
    fit_head,
    fit_rows,
    headline,
    pattern_cells,
    pattern_head,
    runs_sentence,
)
from zorgzaam.experiments.validation.patterns import BESIDE, FIT, HELD_BACK
from zorgzaam.experiments.validation.sample import MEASURED
from zorgzaam.experiments.validation.words import pattern_name, target
from zorgzaam.experiments.words import MINUS, Words

if TYPE_CHECKING:
    from zorgzaam.experiments.validation.fit import Outcome
    from zorgzaam.experiments.validation.result import Result
    from zorgzaam.experiments.validation.study import Study


def show_result(result: "Result", words: Words) -> None:
    """Patterns by use, and model and yardsticks by ages."""
    screen = console()
    screen.print(headline(result, words), style="bold", highlight=False)
    for use in (FIT, HELD_BACK, BESIDE):
        rows = [
            [row.pattern.number, *pattern_cells(row, words)]
            for row in result.patterns
            if row.pattern.use == use
        ]
        screen.print(_table(words(f"validation.{use}"), ["", *pattern_head(words)], rows, 2))
    if len(result.wijken):
        for ages in MEASURED:
            title = words("validation.fits", ages=words(f"validation.{ages}"))
            screen.print(_table(title, fit_head(words), fit_rows(result, ages, words), 1))
    screen.print(runs_sentence(result, words), highlight=False)


def show_fit(outcome: "Outcome", study: "Study", words: Words) -> None:
    """The values found, and the patterns before and after."""
    screen = console()
    head = [
        words(f"validation.{n}") for n in ("parameter", "fitted", "default", "lowest", "highest")
    ]
    rows = [
        [one.name, *(words.number(x, 3) for x in (one.value, one.default, one.low, one.high))]
        for one in outcome.parameters
    ]
    screen.print(_table("", head, rows, 1))
    head = [words(f"validation.{n}") for n in ("pattern", "default", "fitted", "target", "verdict")]
    rows = [
        [
            f"{p.number} {pattern_name(p, words)}",
            words.number(before, 2),
            words.number(after, 2),
            target(p, words),
            words(f"validation.{p.verdict(after)}"),
        ]
        for p, before, after in outcome.patterns
    ]
    screen.print(_table("", head, rows, 1))
    screen.print(
        words(
            "validation.loss",
            before=words.number(outcome.losses[0], 1),
            after=words.number(min(outcome.losses), 1),
            rounds=words.number(outcome.evaluations),
            wijken=words.number(len(study.codes)),
        ),
        highlight=False,
    )


def _table(title: str, head: list[str], rows: list[list[str]], names: int) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for at, name in enumerate(head):
        numeric = names <= at < names + 3
        table.add_column(name, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(cell.replace(MINUS, "-") for cell in row))
    return table
