"""What all charts share: an SVG with a title and a description, text, round axis steps."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 340  # user units; a phone's width, so letters keep their size
LETTER: Final = 6.1  # mean width of a letter at the charts' 11 units, sans serif

Number = Callable[[float, int], str]  # value and decimals -> text in the reader's language


@dataclass(frozen=True, slots=True)
class Text:
    """What a chart says in words: a title and a sentence for those who cannot see it."""

    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: SVG text to put into a page."""

    svg: str

    def __html__(self) -> str:
        """Marked as safe for templates: every text in it has been escaped."""
        return self.svg


def svg(
    name: str, text: Text, height: float, parts: Iterable[str], width: float = WIDTH
) -> Drawing:
    """An accessible SVG; `name` makes its ids unique on the page."""
    body = "".join(parts)
    return Drawing(
        f'<svg class="chart" role="img" viewBox="0 0 {coordinate(width)} {coordinate(height)}" '
        f'aria-labelledby="{name}-title {name}-summary">'
        f'<title id="{name}-title">{escape(text.title)}</title>'
        f'<desc id="{name}-summary">{escape(text.summary)}</desc>{body}</svg>'
    )


def label(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text; `kind` is a class of the style sheet."""
    where = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    styled = f' class="{kind}"' if kind else ""
    return f"<text {where}{placed}{styled}>{escape(words)}</text>"


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return (
        f'<line class="{kind}" x1="{coordinate(x1)}" y1="{coordinate(y1)}" '
        f'x2="{coordinate(x2)}" y2="{coordinate(y2)}"/>'
    )


def rectangle(x: float, y: float, width: float, height: float, kind: str, *, hint: str = "") -> str:
    """A rectangle; a hint shows under the pointer."""
    shape = (
        f'<rect class="{kind}" x="{coordinate(x)}" y="{coordinate(y)}" '
        f'width="{coordinate(max(width, 0.0))}" height="{coordinate(height)}"'
    )
    return f"{shape}><title>{escape(hint)}</title></rect>" if hint else f"{shape}/>"


def room_for(steps: Sequence[float], number: Number) -> float:
    """Where a drawing starts whose upward axis has these values written on its left."""
    decimals = decimals_of(steps)
    return 8 + LETTER * max(len(number(step, decimals)) for step in steps)


def height_line(step: float, y: float, left: float, right: float, written: str) -> list[str]:
    """A value of an upward axis: a line across, and the value on its left."""
    return [
        line(left, y, right, y, "axis" if step == 0 else "grid"),
        label(left - 5, y + 3.5, written, "tick", "end"),
    ]


def coordinate(value: float) -> str:
    """A coordinate in as few characters as the eye needs."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values from at or below `low` to at or above `high`, some `about` steps."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        low, high = (0.0, 1.0) if not math.isfinite(low + high) else (min(low, 0.0), max(high, 0.0))
        if high <= low:
            high = low + 1.0
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [index * step for index in range(first, last + 1)]


def decimals_of(steps: Sequence[float]) -> int:
    """Decimals that tell the ticks of an axis apart."""
    step = steps[1] - steps[0]
    for decimals in range(4):
        if math.isclose(round(step, decimals), step, rel_tol=1e-6):
            return decimals
    return 4
