"""The outcomes of a study by place, scenario and value of the factors: in words, in a table, and drawn."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Final

import pandas as pd

from zorgzaam.experiments.analysis.curves import Curve, curves_of, name_of
from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import (
    decimals_of_differences,
    lever_value,
    parameter_name,
    place_name,
    scenario_name,
)
from zorgzaam.experiments.analysis.outcomes_drawn import MOST_CURVES, draw_curves, draw_rows
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.studies.summary import Line, Mean
from zorgzaam.experiments.words import Words, heading

_MOST_TOLD: Final = 4  # curves or comparisons; more are counted


def told_outcome(lines: Sequence[Line], first: str, swept: str | None = None) -> Finding:
    """One outcome of all places and scenarios; where there are several, the difference with the `first`.

    Where the rows of the design stand apart, curves along the `swept` factor, if not too many.
    """
    name = lines[0].outcome
    several = any(line.difference is not None for line in lines)
    compared = [line for line in lines if line.scenario != first] if several else list(lines)
    curves = curves_of(lines, swept) if swept else []
    if 0 < len(curves) <= MOST_CURVES:
        draw, height_mm = partial(draw_curves, curves), 80.0
    else:
        draw, height_mm = partial(draw_rows, compared, several), 24.0 + 7.0 * len(compared)
    return Finding(
        file_name("outcome", name),
        pd.json_normalize([asdict(line) for line in lines], sep="_"),
        lambda words: OUTCOME[name].label(words.language),
        partial(_paragraph, lines, first if several else None, curves),
        partial(_written, lines, first if several else None, swept),
        draw,
        height_mm,
    )


def _paragraph(
    lines: Sequence[Line], first: str | None, curves: Sequence[Curve], words: Words
) -> str:
    outcome = OUTCOME[lines[0].outcome]
    meaning, unit = heading(outcome.meaning(words.language)), words(f"units.{outcome.unit}")
    said = [words("study_report.level", meaning=meaning, unit=unit)]
    if curves:
        said += _changes(curves, words)
    if first is not None:
        said += _differences(lines, first, words)
    return " ".join(said)


def _differences(lines: Sequence[Line], first: str, words: Words) -> list[str]:
    """What each other scenario does beside the `first`: one by one where there are few."""
    other = scenario_name(first, words.language)
    found = [(line, line.difference) for line in lines if line.scenario != first]
    if len(found) > _MOST_TOLD:
        counts = _counts([mean for _, mean in found], words)
        return [words("study_report.difference", first=other, **counts)]
    decimals = decimals_of_differences(lines[0].outcome, [mean for _, mean in found])
    return [
        words(
            f"study_report.{_how_sure(mean)}",
            name=name_of(line, lines, words),
            first=other,
            change=words.signed(mean.mean, decimals),
            interval=_ends(mean, decimals, words, signed=True),
        )
        for line, mean in found
        if mean is not None
    ]


def _how_sure(mean: Mean) -> str:
    if mean.low is None:
        return "difference_once"
    return "difference_of" if mean.is_clear else "difference_unclear"


def _changes(curves: Sequence[Curve], words: Words) -> list[str]:
    """What the swept factor does: at its last value where there are few curves to tell of."""
    factor, every = curves[0].factor, [line for curve in curves for line in curve.lines]
    decimals = decimals_of_differences(every[0].outcome, [line.change for line in every])
    name, start = parameter_name(factor, words.language), curves[0].values[0]
    blanks = {"factor": name, "start": lever_value(factor, start, words)}
    if len(curves) > _MOST_TOLD:
        counts = _counts([line.change for line in every if line.change], words)
        return [words("study_report.changes", **blanks, **counts)]
    told = []
    for curve in curves:
        last, of = curve.lines[-1], name_of(curve.lines[0], every, words, but=factor)
        if last.change is None:
            continue
        told.append(
            words(
                "study_report.change_of" if of else "study_report.change",
                **blanks,
                name=of,
                end=lever_value(factor, curve.values[-1], words),
                change=words.signed(last.change.mean, decimals),
                interval=_ends(last.change, decimals, words, signed=True),
            )
        )
    return told


def _counts(means: Sequence[Mean | None], words: Words) -> dict[str, str]:
    """How many are certainly up, certainly down, and neither."""
    clear = [mean for mean in means if mean is not None and mean.is_clear]
    up = sum(mean.mean > 0 for mean in clear)
    counts = {"count": len(means), "up": up, "down": len(clear) - up}
    counts["unclear"] = len(means) - len(clear)
    return {name: words.number(count) for name, count in counts.items()}


def _written(lines: Sequence[Line], first: str | None, swept: str | None, words: Words) -> Table:
    """Mean, interval, difference with the first scenario, change along the swept factor, runs."""
    outcome = OUTCOME[lines[0].outcome]
    differences, changes = ([line.difference for line in lines], [line.change for line in lines])
    finer = [decimals_of_differences(outcome.name, each) for each in (differences, changes)]
    rows = []
    for line in lines:
        cells = [name_of(line, lines, words) or place_name(line.place)]
        cells.append(words.number(line.level.mean, outcome.decimals))
        cells.append(_ends(line.level, outcome.decimals, words))
        for shown, asked, decimals in zip(
            (line.difference, line.change), (first, swept), finer, strict=True
        ):
            if asked is not None:
                cells.append(words.signed(shown.mean, decimals) if shown else "")
                cells.append(_ends(shown, decimals, words, signed=True) if shown else "")
        rows.append([*cells, words.number(line.level.runs)])
    interval = words("analysis.interval_head")
    head = [words("seeds.subject"), words("seeds.mean"), interval]
    if first is not None:
        head += [words("study.difference", first=scenario_name(first, words.language)), interval]
    if swept is not None:
        start = lever_value(swept, lines[0].factors[swept], words)
        head += [words("study.difference", first=start), interval]
    caption = f"{outcome.label(words.language)} ({words(f'units.{outcome.unit}')})"
    return Table(caption, [*head, words("study.runs")], rows)


def _ends(mean: Mean, decimals: int, words: Words, signed: bool = False) -> str:
    if mean.low is None or mean.high is None:
        return "–"
    write = words.signed if signed else words.number
    return words("common.to", low=write(mean.low, decimals), high=write(mean.high, decimals))
