"""The table of `study show` on the screen, in Dutch or English."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import typer
from rich.table import Table
from rich.text import Text

from zorgzaam.experiments.analysis.naming import (
    decimals_of_differences,
    lever_value,
    parameter_name,
)
from zorgzaam.experiments.commands.common import console
from zorgzaam.experiments.commands.tables import typed
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.studies.reading import Finished
    from zorgzaam.experiments.studies.summary import Line, Mean, Summary

_FAILURES_SHOWN: Final = 5


def show_study(found: "Finished", summary: "Summary", language: str) -> None:
    """How far it is, every outcome by place and scenario, and why runs failed."""
    words = Words(language)
    screen = console()
    places = [place.name for place in found.study.places.values()]
    told = words(
        "study.progress",
        title=found.study.file.title(language),
        done=words.number(summary.done),
        asked=words.number(summary.asked),
        failed=words.number(len(summary.failures)),
    )
    screen.print(told, style="bold", highlight=False)
    for names in (
        places,
        found.study.file.scenarios,
    ):  # a column of the tables where there are several
        if len(names) == 1:
            screen.print(names[0], highlight=False)
    if summary.lines:
        for name in dict.fromkeys(line.outcome for line in summary.lines):
            lines = [line for line in summary.lines if line.outcome == name]
            screen.print(_table(found, lines, summary.swept, words))
        note = words("study.note", week=words.number(found.study.from_week))
        screen.print(note, highlight=False)
    else:
        screen.print(words("study.nothing"))
    if summary.failures:
        typer.echo(words("study.failures"))
    for each in summary.failures[:_FAILURES_SHOWN]:
        typer.echo(
            words(
                "study.failure",
                place=each.place,
                scenario=each.scenario,
                row=str(each.design_row),
                seed=str(each.seed),
                error=each.error,
            )
        )
    if (more := len(summary.failures) - _FAILURES_SHOWN) > 0:
        typer.echo(words("study.more_failures", count=str(more)))


def _table(found: "Finished", lines: Sequence["Line"], swept: str | None, words: Words) -> Table:
    """One outcome, a row for each place, scenario and row of the design."""
    file, outcome = found.study.file, OUTCOME[lines[0].outcome]
    title = f"\n{outcome.label(words.language)}, {words(f'units.{outcome.unit}')}"
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for heading, each in (("place", file.places), ("scenario", file.scenarios)):
        if len(each) > 1:
            table.add_column(words(f"study.{heading}"))
    for name in lines[0].factors:
        label = parameter_name(name, words.language)
        table.add_column(label, overflow="fold", justify="right", max_width=20)
    for heading in ("mean", "interval", "runs"):
        table.add_column(words(f"study.{heading}"), justify="right")
    compared = [file.scenarios[0]] if len(file.scenarios) > 1 else []
    if swept is not None:
        compared.append(lever_value(swept, lines[0].factors[swept], words))
    for first in compared:
        table.add_column(words("study.difference", first=first), justify="right", max_width=16)
        table.add_column(words("study.interval"), justify="right")
    columns = [[line.difference for line in lines]] if len(file.scenarios) > 1 else []
    columns += [[line.change for line in lines]] if swept is not None else []
    finer = [decimals_of_differences(outcome.name, column) for column in columns]
    for line, *shown in zip(lines, *columns, strict=True):
        apart = [_apart(*each, words) for each in zip(shown, finer, strict=True)]
        table.add_row(*_cells(found, line, words), *itertools.chain(*apart))
    return table


def _cells(found: "Finished", line: "Line", words: Words) -> list[str]:
    decimals, file = OUTCOME[line.outcome].decimals, found.study.file
    return [
        *([found.study.places[line.place].name] if len(file.places) > 1 else []),
        *([line.scenario] if len(file.scenarios) > 1 else []),
        *(lever_value(name, value, words) for name, value in line.factors.items()),
        typed(words.number(line.level.mean, decimals)),
        _span(line.level, decimals, words),
        words.number(line.level.runs),
    ]


def _apart(mean: "Mean | None", decimals: int, words: Words) -> tuple[Text, Text]:
    """A difference and its interval, bold where that leaves out 0."""
    if mean is None:
        return Text(), Text()
    style = "bold" if mean.is_clear else ""
    told = typed(words.signed(mean.mean, decimals)), _span(mean, decimals, words)
    return Text(told[0], style), Text(told[1], style)


def _span(mean: "Mean", decimals: int, words: Words) -> str:
    if mean.low is None or mean.high is None:
        return "–"
    return typed(f"{words.number(mean.low, decimals)} … {words.number(mean.high, decimals)}")
