"""Several lines over time, to be told apart by colour and by dashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.drawing.canvas import Drawing, Number, Text, svg, ticks
from zorgzaam.experiments.drawing.series import HEIGHT, Mark, axes, line_through, thinned, upright

MOST_LINES: Final = 7  # classes `arm-0` to `arm-6` of the style sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a value a week; NaN interrupts it.

    `kind`: a class of the style sheet, in place of the one by its turn.
    """

    name: str
    values: NDArray[np.float64]
    kind: str = ""


def lines_chart(
    name: str,
    text: Text,
    lines: Sequence[Line],
    *,
    start: date,
    number: Number,
    marks: Sequence[Mark] = (),
    from_zero: bool = False,
) -> Drawing:
    """At most `MOST_LINES` lines from week 0 at `start`; the axis runs from the least to the most.

    `from_zero`: from zero to the most.
    """
    finite = np.concatenate([line.values[np.isfinite(line.values)] for line in lines])
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    if from_zero:
        low, high = 0.0, max(high, 0.0)
    steps = ticks(low, high if high > low else low + 1.0, 5)
    weeks = len(lines[0].values)
    plot, parts = axes(steps, start, weeks, number)
    for mark in marks:
        if 0 <= mark.week < weeks:
            parts.extend(upright(mark, plot, steps[-1]))
    for index, line in enumerate(lines):
        kind = line.kind or f"arm-{index}"
        shape = line_through(thinned(weeks), line.values, plot)
        parts.append(f'<path class="line {kind}" d="{shape}"/>')
    return svg(name, text, HEIGHT, parts)
