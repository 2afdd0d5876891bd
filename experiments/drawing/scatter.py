"""Dots: one value across and another up, with the line where both are the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from zorgzaam.experiments.drawing.canvas import (
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

_TOP: Final = 20
_BOTTOM: Final = 36
_RIGHT: Final = 10
_RADIUS: Final = 2.8


@dataclass(frozen=True, slots=True)
class Point:
    """One dot, and what shows under the pointer."""

    across: float
    up: float
    hint: str


def scatter_chart(
    name: str,
    text: Text,
    dots: Sequence[Point],
    *,
    across: str,
    up: str,
    number: Number,
    colour: str = "carers",
) -> Drawing:
    """Both axes have the same scale, so that the slanting line is where the two are equal.

    `across` and `up` name the axes; `colour` is a class of the style sheet.
    """
    shown = [dot for dot in dots if math.isfinite(dot.across) and math.isfinite(dot.up)]
    ends = [value for dot in shown for value in (dot.across, dot.up)] or [0.0, 1.0]
    steps = ticks(min(ends), max(ends), 5)
    decimals = decimals_of(steps)
    left = room_for(steps, number)
    side = WIDTH - _RIGHT - left
    scale = side / (steps[-1] - steps[0])

    def x(value: float) -> float:
        return left + (value - steps[0]) * scale

    def y(value: float) -> float:
        return _TOP + (steps[-1] - value) * scale

    bottom = y(steps[0])
    parts = [label(0, 11, up, "note")]
    for step in steps:
        parts += height_line(step, y(step), left, WIDTH - _RIGHT, number(step, decimals))
        parts.append(line(x(step), _TOP, x(step), bottom, "grid"))
        parts.append(label(x(step), bottom + 13, number(step, decimals), "tick", "middle"))
    parts.append(line(x(steps[0]), bottom, x(steps[-1]), _TOP, "axis"))
    parts.append(label(WIDTH - _RIGHT, bottom + 29, across, "note", "end"))
    parts.extend(
        f'<circle class="point {colour}" cx="{coordinate(x(dot.across))}" '
        f'cy="{coordinate(y(dot.up))}" r="{_RADIUS}"><title>{escape(dot.hint)}</title></circle>'
        for dot in shown
    )
    return svg(name, text, bottom + _BOTTOM, parts)
