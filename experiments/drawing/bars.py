"""Bars that lie down, each under its own name: counts with a ghost, differences, compositions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zorgzaam.experiments.drawing.canvas import (
    WIDTH,
    Drawing,
    Text,
    label,
    line,
    rectangle,
    svg,
)

_ROW: Final = 36
_THICK: Final = 13
_THIN: Final = 7
_EDGE: Final = 4
_WHOLE: Final = 58


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, length, how its value is written, and what to compare it with.

    ghost: the baseline's value, drawn behind it; low, high: ends of an interval; kind: a class of
    the style sheet in place of the chart's colour.
    """

    name: str
    value: float
    words: str
    ghost: float | None = None
    low: float | None = None
    high: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a whole: a class of the style sheet, its name and its size."""

    kind: str
    name: str
    value: float
    words: str


def bars_chart(name: str, text: Text, bars: Sequence[Bar], colour: str = "scenario") -> Drawing:
    """A bar a row with its name and value above it; negative values go left from a zero line."""
    ends = [0.0]
    for bar in bars:
        ends.extend(
            end
            for end in (bar.value, bar.ghost, bar.low, bar.high)
            if end is not None and math.isfinite(end)
        )
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    room = WIDTH - 2 * _EDGE

    def x(value: float) -> float:
        return _EDGE + room * (value - low) / span

    parts = []
    for index, bar in enumerate(bars):
        top = index * _ROW
        middle = top + 25
        parts.append(label(0, top + 13, bar.name, "name"))
        parts.append(label(WIDTH, top + 13, bar.words, "value", "end"))
        if bar.ghost is not None and math.isfinite(bar.ghost):
            parts.append(_lying(x(0), x(bar.ghost), middle, _THICK, "ghost"))
        if math.isfinite(bar.value):
            thickness = _THIN if bar.ghost is not None else _THICK
            parts.append(_lying(x(0), x(bar.value), middle, thickness, f"bar {bar.kind or colour}"))
        if bar.low is not None and bar.high is not None:
            parts.append(line(x(bar.low), middle, x(bar.high), middle, "whisker"))
            parts.extend(
                line(x(end), middle - 4, x(end), middle + 4, "whisker")
                for end in (bar.low, bar.high)
            )
        parts.append(line(x(0), middle - 9, x(0), middle + 9, "axis"))
    return svg(name, text, max(len(bars), 1) * _ROW + 2, parts)


def _lying(x_from: float, x_to: float, middle: float, thickness: float, kind: str) -> str:
    return rectangle(min(x_from, x_to), middle - thickness / 2, abs(x_to - x_from), thickness, kind)


def stacked_chart(name: str, text: Text, rows: Sequence[tuple[str, Sequence[Segment]]]) -> Drawing:
    """Wholes of the same parts, below one another and on one scale, and a key to the parts."""
    longest = max((sum(part.value for part in parts) for _, parts in rows), default=0.0) or 1.0
    drawn = []
    for index, (title, segments) in enumerate(rows):
        top = index * _WHOLE
        drawn.append(label(0, top + 13, title, "name"))
        at = 0.0
        for segment in segments:
            width = WIDTH * segment.value / longest
            hint = f"{segment.name}: {segment.words}"
            drawn.append(rectangle(at, top + 20, width, 28, f"part {segment.kind}", hint=hint))
            if width > 6.6 * len(segment.words) + 4:
                inside = f"inside {segment.kind}"
                drawn.append(label(at + width / 2, top + 38, segment.words, inside, "middle"))
            at += width
    top = len(rows) * _WHOLE + 4
    parts = rows[0][1] if rows else ()
    for index, segment in enumerate(parts):
        x, y = index % 3 * WIDTH / 3, top + index // 3 * 17
        drawn.append(rectangle(x, y, 10, 10, f"part {segment.kind}"))
        drawn.append(label(x + 14, y + 9, segment.name))
    return svg(name, text, top + -(-len(parts) // 3) * 17, drawn)
