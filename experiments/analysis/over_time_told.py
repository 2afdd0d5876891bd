"""A series of a study in the course of the years: in words, in a table, and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zorgzaam.agents.people import WEEKS_PER_YEAR
from zorgzaam.experiments.analysis.curves import name_of
from zorgzaam.experiments.analysis.finding import Finding, file_name
from zorgzaam.experiments.analysis.naming import lever_value, place_name, scenario_name
from zorgzaam.experiments.analysis.paper import (
    COLOURS,
    INK,
    PALE,
    above_all,
    two_lines,
    written_axis,
)
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.reading import Finished
from zorgzaam.experiments.studies.schema import DONE
from zorgzaam.experiments.studies.summary import Line, Mean, lines_of, swept_factor
from zorgzaam.experiments.words import Words, texts
from zorgzaam.model.measures import INDEX, MEASURES, WEEKS_PER_GROUP_PERIOD

MOST_CURVES: Final = 8
_MOMENTS: Final = 6  # in the table
_LABELS: Final = ["place", "scenario", "design_row", "seed"]
_DASHES: Final = ("-", "--")


@dataclass(frozen=True, slots=True)
class _Course:
    """Lines of one place, scenario and row of the design by quarter, `outcome` being its first week.

    beside: how much each is more than what it is compared with, if anything.
    """

    lines: tuple[Line, ...]
    beside: tuple[Mean | None, ...]


@dataclass(frozen=True, slots=True)
class _OverTime:
    """A series of a study. Compared is with the `first` scenario where there are several, or else with
    the first value of the `swept` factor. pooled: the rows of the design are taken together.
    """

    name: str
    courses: tuple[_Course, ...]
    first: str | None
    swept: str | None
    pooled: bool

    @property
    def is_compared(self) -> bool:
        return any(mean for course in self.courses for mean in course.beside)

    def label(self, words: Words) -> str:
        """That of an outcome; a measure has the name that files know."""
        return OUTCOME[self.name].label(words.language) if self.name in OUTCOME else self.name

    def unit(self, words: Words) -> str:
        known = self.name in OUTCOME
        unit = OUTCOME[self.name].unit if known else MEASURES[INDEX[self.name]].unit
        return texts(words.language).get(f"units.{unit}", unit)

    def other(self, words: Words) -> str:
        """What is compared with."""
        if self.first is not None:
            return f"‘{scenario_name(self.first, words.language)}’"
        assert self.swept is not None
        return lever_value(self.swept, self.courses[0].lines[0].factors[self.swept], words)


def told_over_time(found: Finished, name: str) -> Finding | None:
    """A series that the study keeps, by quarter; none where no run has one yet.

    Rows of a small factorial design stand apart where there is room for them; else they are together.
    """
    table = _by_quarter(found, name)
    if table.empty:
        return None
    study, swept = found.study, swept_factor(found.study)
    courses = _courses(study, table, swept)
    if swept is not None and len(courses) > MOST_CURVES:
        swept, courses = None, _courses(study, table, None)
    if not courses:  # a series without a value, such as money saved beside nothing
        return None
    first = study.file.scenarios[0] if len(study.file.scenarios) > 1 else None
    pooled = study.file.design is not None and swept is None
    series = _OverTime(name, courses, first, swept, pooled)
    return Finding(
        file_name("over-time", name),
        pd.concat([_plain(each) for each in courses], ignore_index=True),
        lambda words: words("study_report.over_time_title", name=series.label(words)),
        partial(_paragraph, series),
        partial(_written, series),
        partial(_draw, series),
        height_mm=70.0 + 4.5 * min(len(courses), MOST_CURVES),
    )


def _by_quarter(found: Finished, name: str) -> pd.DataFrame:
    """A row for each run that is done, with a column for each quarter, named by its first week."""
    kept = found.series()
    if kept.empty:
        return kept
    wide = kept.pivot_table(index="run", columns="week", values=name, dropna=False)
    wide.columns = wide.columns.astype(str)
    done = found.table.loc[found.table["status"] == DONE, ["run", *_LABELS]]
    return done.merge(wide.reset_index(), on="run").drop(columns="run")


def _courses(study: Study, table: pd.DataFrame, swept: str | None) -> tuple[_Course, ...]:
    weeks = [str(column) for column in table.columns if column not in _LABELS]
    together: dict[object, list[Line]] = {}
    for line in lines_of(study, table, weeks, swept):
        key = line.place, line.scenario, tuple(line.factors.items())
        together.setdefault(key, []).append(line)
    several = len(study.file.scenarios) > 1
    return tuple(
        _Course(tuple(each), tuple(line.difference if several else line.change for line in each))
        for each in together.values()
    )


def _plain(course: _Course) -> pd.DataFrame:
    plain = pd.json_normalize([asdict(line) for line in course.lines], sep="_")
    return plain.rename(columns={"outcome": "week"})


def _paragraph(series: _OverTime, words: Words) -> str:
    said = [words("study_report.by_quarter", name=series.label(words), unit=series.unit(words))]
    if series.pooled:
        said.append(words("study_report.rows_together"))
    if series.is_compared:
        said.append(words("study_report.beside", other=series.other(words)))
    if (count := len(series.courses)) > MOST_CURVES:
        counts = {"shown": words.number(MOST_CURVES), "count": words.number(count)}
        said.append(words("study_report.first_drawn", **counts))
    return " ".join(said)


def _written(series: _OverTime, words: Words) -> Table:
    """The level at a few moments, and below it the difference."""
    every = [course.lines[0] for course in series.courses]
    weeks = sorted({int(line.outcome) for course in series.courses for line in course.lines})
    parts = np.linspace(0.0, 1.0, _MOMENTS)
    shown = sorted({weeks[round(part * (len(weeks) - 1))] for part in parts})
    decimals = OUTCOME[series.name].decimals if series.name in OUTCOME else 0
    rows = []
    for course in series.courses:
        of = {int(line.outcome): at for at, line in enumerate(course.lines)}
        places = [of.get(week) for week in shown]  # some have no value in some quarters
        level = [None if at is None else course.lines[at].level for at in places]
        called = name_of(course.lines[0], every, words) or place_name(course.lines[0].place)
        rows.append([called, *(words.number(m.mean, decimals) if m else "–" for m in level)])
        if any(course.beside):
            apart = [None if at is None else course.beside[at] for at in places]
            cells = [words.signed(m.mean, decimals + 1) if m else "" for m in apart]
            rows.append([words("study.difference", first=series.other(words)), *cells])
    written = [words("study_report.week", week=words.number(week)) for week in shown]
    head = [words("seeds.subject"), *written]
    return Table(f"{series.label(words)} ({series.unit(words)})", head, rows)


def _draw(series: _OverTime, figure: Figure, words: Words) -> None:
    """Left the levels, right the differences where something is compared."""
    panels = figure.subplots(1, 2 if series.is_compared else 1, squeeze=False)[0]
    courses = series.courses[:MOST_CURVES]
    every = [course.lines[0] for course in courses]
    for number, course in enumerate(courses):
        style = {"color": COLOURS[number % len(COLOURS)]}
        style["linestyle"] = _DASHES[number // len(COLOURS)]
        label = name_of(course.lines[0], every, words)
        _draw_means(panels[0], course.lines, [line.level for line in course.lines], style, label)
        if any(course.beside):
            _draw_means(panels[1], course.lines, course.beside, style, label)
    unit = series.unit(words)
    panels[0].set_ylabel(two_lines(words("study_report.axis_level", unit=unit)))
    if series.is_compared:
        other = words("study_report.axis_change", value=series.other(words), unit=unit)
        panels[1].axhline(0.0, color=INK, linewidth=0.7)
        panels[1].set_ylabel(two_lines(other))
    for axes in panels:
        written_axis(axes.xaxis, words)
        written_axis(axes.yaxis, words, 5)
        axes.set_xlim(left=0.0)
        axes.set_xlabel(words("study_report.years_axis"))
        axes.grid(color=PALE, linewidth=0.6)
    if len(courses) > 1:
        above_all(figure, panels[0])


def _draw_means(
    axes: Axes,
    lines: Sequence[Line],
    means: Sequence[Mean | None],
    style: Mapping[str, Any],
    label: str,
) -> None:
    """A line with its band, at the middle of each quarter."""
    known = [(line, mean) for line, mean in zip(lines, means, strict=True) if mean is not None]
    middle = WEEKS_PER_GROUP_PERIOD / 2
    years = [(int(line.outcome) + middle) / WEEKS_PER_YEAR for line, _ in known]
    axes.plot(years, [mean.mean for _, mean in known], label=label, **style)
    low = [mean.mean if mean.low is None else mean.low for _, mean in known]
    high = [mean.mean if mean.high is None else mean.high for _, mean in known]
    axes.fill_between(years, low, high, color=style["color"], alpha=0.15, linewidth=0)
