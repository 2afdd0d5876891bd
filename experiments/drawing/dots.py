"""Dots with whiskers: an effect and its interval a row, and the values that a rule looks at."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from zorgzaam.experiments.drawing.canvas import (
    LETTER,
    WIDTH,
    Drawing,
    Number,
    Text,
    coordinate,
    decimals_of,
    label,
    line,
    rectangle,
    svg,
    ticks,
)

_ROW: Final = 34
_TOP: Final = 4
_AXIS: Final = 24
_EDGE: Final = 12
_RADIUS: Final = 4.2
_BEYOND: Final = 0.35  # of the span of the values: an interval that reaches farther is cut off


@dataclass(frozen=True, slots=True)
class Dot:
    """One effect: its name, value, how it is written, and the ends of its interval if it has them.

    kind: a class of the style sheet that says what it means (supports, refuses, open).
    """

    name: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A value that a rule looks at, and which side of it is shaded: 'above', 'below' or neither."""

    value: float
    kind: str  # class of the style sheet: supports or refuses
    side: str = ""


def dots_chart(
    name: str, text: Text, dots: Sequence[Dot], sides: Sequence[Side], number: Number
) -> Drawing:
    """A dot a row with its name and value above it; the sides of a rule lie behind, zero is a line.

    An interval that reaches far beyond all values is cut off at the edge, where it ends in an arrow.
    """
    low, high = _range(dots, sides)
    steps = ticks(low, high)
    low, high = steps[0], steps[-1]
    room = WIDTH - 2 * _EDGE
    bottom = _TOP + len(dots) * _ROW

    def x(value: float) -> float:
        inside = min(max(value, low), high)
        return _EDGE + room * (inside - low) / (high - low)

    parts = []
    for side in sides:
        if side.side == "above":
            parts.append(
                rectangle(x(side.value), _TOP, x(high) - x(side.value), bottom - _TOP, side.kind)
            )
        elif side.side == "below":
            parts.append(rectangle(x(low), _TOP, x(side.value) - x(low), bottom - _TOP, side.kind))
    if low <= 0.0 <= high:
        parts.append(line(x(0.0), _TOP, x(0.0), bottom + 4, "axis"))
    parts += [
        line(x(side.value), _TOP, x(side.value), bottom + 4, f"rule {side.kind}") for side in sides
    ]
    for index, dot in enumerate(dots):
        parts += _row(dot, _TOP + index * _ROW, x, (low, high))
    decimals = decimals_of(steps)
    every = max(1, math.ceil(len(steps) * LETTER * 6 / room))
    for step in steps[::every]:
        anchor = "start" if step == low else "end" if step == high else "middle"
        parts.append(label(x(step), bottom + 17, number(step, decimals), "tick", anchor))
    parts.append(line(_EDGE, bottom + 4, WIDTH - _EDGE, bottom + 4, "grid"))
    return svg(name, text, bottom + _AXIS, parts)


def _range(dots: Sequence[Dot], sides: Sequence[Side]) -> tuple[float, float]:
    """The values that must be seen, with whatever of the intervals is not far beyond them."""
    values = [dot.value for dot in dots if math.isfinite(dot.value)]
    values += [side.value for side in sides]
    low, high = min(values, default=0.0), max(values, default=1.0)
    low, high = min(low, 0.0), max(high, 0.0)
    ends = [end for dot in dots for end in (dot.low, dot.high) if end is not None]
    span = high - low or max((abs(end) for end in ends), default=1.0) or 1.0
    return (
        max(min([low, *ends]), low - _BEYOND * span) if ends else low,
        min(max([high, *ends]), high + _BEYOND * span) if ends else high,
    )


def _row(dot: Dot, top: float, x: Callable[[float], float], ends: tuple[float, float]) -> list[str]:
    middle = top + 24
    parts = [
        label(0, top + 13, dot.name, "name"),
        label(WIDTH, top + 13, dot.words, "value", "end"),
    ]
    if dot.low is not None and dot.high is not None:
        parts.append(line(x(dot.low), middle, x(dot.high), middle, "whisker"))
        for end, cut, way in ((dot.low, dot.low < ends[0], 1), (dot.high, dot.high > ends[1], -1)):
            if cut:
                parts.append(line(x(end), middle, x(end) + 5 * way, middle - 4, "whisker"))
                parts.append(line(x(end), middle, x(end) + 5 * way, middle + 4, "whisker"))
            else:
                parts.append(line(x(end), middle - 4, x(end), middle + 4, "whisker"))
    if math.isfinite(dot.value):
        where = f'cx="{coordinate(x(dot.value))}" cy="{coordinate(middle)}" r="{_RADIUS}"'
        parts.append(f'<circle class="dot {dot.kind}" {where}/>')
    return parts
