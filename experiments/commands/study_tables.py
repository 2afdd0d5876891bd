"""The table of `study show` on the screen, in Dutch or English."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import typer
from rich.table import Table

from zorgzaam.experiments.commands.common import console
from zorgzaam.experiments.commands.tables import typed
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.studies.reading import Finished
    from zorgzaam.experiments.studies.summary import Line, Summary

_FAILURES_SHOWN: Final = 5


def show_study(found: "Finished", summary: "Summary", language: str) -> None:
    """How far it is, every outcome by place and scenario, and why runs failed."""
    words = Words(language)
    screen = console()
    told = words(
        "study.progress",
        title=found.study.file.title(language),
        done=words.number(summary.done),
        asked=words.number(summary.asked),
        failed=words.number(len(summary.failures)),
    )
    screen.print(told, style="bold", highlight=False)
    if summary.lines:
        for name in dict.fromkeys(line.outcome for line in summary.lines):
            screen.print(
                _table(found, [line for line in summary.lines if line.outcome == name], words)
            )
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


def _table(found: "Finished", lines: Sequence["Line"], words: Words) -> Table:
    """One outcome, a row for each place, scenario and row of the design."""
    file, outcome = found.study.file, OUTCOME[lines[0].outcome]
    title = f"\n{outcome.label(words.language)}, {words(f'units.{outcome.unit}')}"
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for heading in ("place", "scenario"):
        table.add_column(words(f"study.{heading}"))
    for name in lines[0].factors:
        table.add_column(name, overflow="fold", justify="right", max_width=20)
    for heading in ("mean", "interval", "runs"):
        table.add_column(words(f"study.{heading}"), justify="right")
    if len(file.scenarios) > 1:
        table.add_column(words("study.difference", first=file.scenarios[0]), justify="right")
        table.add_column(words("study.interval"), justify="right")
    for line in lines:
        table.add_row(*_cells(found, line, words), style="bold" if _is_clear(line) else "")
    return table


def _cells(found: "Finished", line: "Line", words: Words) -> list[str]:
    outcome = OUTCOME[line.outcome]
    cells = [
        found.study.places[line.place].name,
        line.scenario,
        *(_value(name, value) for name, value in line.factors.items()),
        typed(words.number(line.mean, outcome.decimals)),
        _span(line.low, line.high, outcome.decimals, words),
        words.number(line.runs),
    ]
    if len(found.study.file.scenarios) > 1:
        told = "" if line.difference is None else words.signed(line.difference, outcome.decimals)
        cells.append(typed(told))
        low, high = line.difference_low, line.difference_high
        cells.append(_span(low, high, outcome.decimals, words) if told else "")
    return cells


def _value(name: str, value: float) -> str:
    choices = ALL_PARAMETERS[name].choices
    return choices[int(value)] if choices else f"{value:g}"


def _span(low: float | None, high: float | None, decimals: int, words: Words) -> str:
    if low is None or high is None:
        return "–"
    return typed(f"{words.number(low, decimals)} … {words.number(high, decimals)}")


def _is_clear(line: "Line") -> bool:
    low, high = line.difference_low, line.difference_high
    return low is not None and high is not None and (low > 0 or high < 0)
