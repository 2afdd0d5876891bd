"""Lines over time: the baseline as a dashed ghost, the scenario solid, each with its band."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.drawing.canvas import (
    LETTER,
    WIDTH,
    Drawing,
    Number,
    Text,
    coordinate,
    decimals_of,
    height_line,
    label,
    line,
    room_for,
    svg,
    ticks,
)

HEIGHT: Final = 196
_TOP: Final = 22
_BOTTOM: Final = 22
_RIGHT: Final = 6
_MOST_POINTS: Final = 320  # about one a unit of width: more cannot be seen


@dataclass(frozen=True, slots=True)
class Band:
    """A line over time with the range around it, each an array with one value a week.

    Without a range (`low` and `high` None) only the line is drawn. NaN interrupts the line.
    `strong` weeks are drawn thick.
    """

    middle: NDArray[np.float64]
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None
    strong: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens in a week, shown as a thin upright line."""

    week: int
    words: str = ""


def series_chart(
    name: str,
    text: Text,
    scenario: Band,
    baseline: Band | None,
    *,
    start: date,
    number: Number,
    colour: str = "scenario",
    marks: Sequence[Mark] = (),
    top: float | None = None,
) -> Drawing:
    """A chart from week 0 at `start`; the axis starts at zero so that heights can be compared.

    `colour` is a class of the style sheet; `top` is the least height of the axis.
    """
    bands = [band for band in (baseline, scenario) if band is not None]
    highest = max((_highest(band) for band in bands), default=0.0)
    steps = ticks(0.0, max(highest, top or 0.0), 5)
    weeks = len(scenario.middle)
    plot, parts = axes(steps, start, weeks, number)
    for mark in marks:
        if 0 <= mark.week < weeks:
            parts.extend(upright(mark, plot, steps[-1]))
    for band, kind in ((baseline, "baseline"), (scenario, colour)):
        if band is not None:
            parts.extend(_drawn(band, kind, plot))
    return svg(name, text, HEIGHT, parts)


def axes(
    steps: Sequence[float], start: date, weeks: int, number: Number
) -> tuple["Plot", list[str]]:
    """Lines at these values, and the years below: where things stand, and what to draw first."""
    decimals = decimals_of(steps)
    left = room_for(steps, number)
    plot = Plot(
        left=left,
        across=(WIDTH - _RIGHT - left) / max(weeks - 1, 1),
        up=(HEIGHT - _TOP - _BOTTOM) / (steps[-1] - steps[0]),
        floor=steps[0],
    )
    parts = []
    for step in steps:
        parts += height_line(step, plot.y(step), left, WIDTH - _RIGHT, number(step, decimals))
    parts.extend(_years(start, weeks, plot))
    return plot, parts


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a week and a value stand in the drawing; values start at `floor`."""

    left: float
    across: float
    up: float
    floor: float

    def x(self, week: float) -> float:
        """How far to the right a week stands."""
        return self.left + self.across * week

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return HEIGHT - _BOTTOM - self.up * (value - self.floor)

    def point(self, week: int, value: float) -> str:
        """Both, as a path writes them."""
        return f"{coordinate(self.x(week))} {coordinate(self.y(value))}"


def _highest(band: Band) -> float:
    values = band.middle if band.high is None else np.concatenate([band.middle, band.high])
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0


def thinned(weeks: int) -> list[int]:
    """Weeks to draw: all, or evenly spaced ones with the last among them."""
    every = max(1, -(-weeks // _MOST_POINTS))
    return sorted({*range(0, weeks, every), weeks - 1}) if weeks else []


def _drawn(band: Band, kind: str, plot: Plot) -> list[str]:
    """The band's area, then its line, with gaps where there is no value."""
    weeks = thinned(len(band.middle))
    parts = []
    if band.low is not None and band.high is not None:
        low, high = band.low, band.high
        kept = [week for week in weeks if np.isfinite(low[week]) and np.isfinite(high[week])]
        edge = [plot.point(week, high[week]) for week in kept]
        edge += [plot.point(week, low[week]) for week in reversed(kept)]
        if kept:
            parts.append(f'<path class="band {kind}" d="M{"L".join(edge)}Z"/>')
    parts.append(f'<path class="line {kind}" d="{line_through(weeks, band.middle, plot)}"/>')
    if band.strong is not None and band.strong.any():
        strong = np.where(band.strong, band.middle, np.nan)
        parts.append(f'<path class="line strong {kind}" d="{line_through(weeks, strong, plot)}"/>')
    return parts


def line_through(weeks: list[int], values: NDArray[np.float64], plot: Plot) -> str:
    """The shape of a line through the values of these weeks, with gaps where there is none."""
    shape, pen = [], "M"
    for week in weeks:
        if np.isfinite(values[week]):
            shape.append(pen + plot.point(week, values[week]))
            pen = "L"
        else:
            pen = "M"
    return "".join(shape)


def _years(start: date, weeks: int, plot: Plot) -> list[str]:
    """1 January of each year, named where there is room."""
    firsts = []
    for year in range(start.year, start.year + weeks // 52 + 2):
        week = (date(year, 1, 1) - start).days / 7
        if -0.5 <= week <= weeks - 1:
            firsts.append((max(week, 0.0), year))
    every = max(1, -(-len(firsts) * 36 // int(WIDTH - _RIGHT - plot.left)))
    parts = []
    for index, (week, year) in enumerate(firsts):
        x = plot.x(week)
        parts.append(line(x, HEIGHT - _BOTTOM, x, HEIGHT - _BOTTOM + 4, "axis"))
        if index % every == 0 and x + 4 * LETTER <= WIDTH:
            parts.append(label(x, HEIGHT - _BOTTOM + 16, str(year), "tick"))
    return parts


def upright(mark: Mark, plot: Plot, highest: float) -> list[str]:
    """The thin line of a mark, up to the highest value, with its words."""
    x, y_top = plot.x(mark.week), plot.y(highest)
    parts = [line(x, y_top - 6, x, HEIGHT - _BOTTOM, "mark")]
    if mark.words:
        beyond = x + LETTER * len(mark.words) + 4 > WIDTH
        parts.append(label(x, y_top - 9, mark.words, "note", "end" if beyond else "start"))
    return parts
