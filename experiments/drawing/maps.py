"""Maps of areas: coloured by a value in five classes, or one area picked out."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from zorgzaam.experiments.drawing.canvas import (
    WIDTH,
    Drawing,
    Number,
    Text,
    coordinate,
    label,
    rectangle,
    svg,
    ticks,
)

_MARGIN: Final = 3
_TALLEST: Final = 400
_LEGEND: Final = 40
MOST_NUMBERED: Final = 60
_MOST_IN_DETAIL: Final = (
    1000  # more areas are drawn with coarser steps: the page would grow too large
)
# Classes of the style sheet: on both sides of zero, or all on one side.
_BOTH: Final = ("less-4", "less-2", "even", "more-2", "more-4")
_MORE: Final = ("even", "more-1", "more-2", "more-3", "more-4")
_LESS: Final = ("less-4", "less-3", "less-2", "less-1", "even")
_ROUND: Final = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
Point = tuple[float, float]
Ring = Sequence[Point]
Project = Callable[[Point], Point]


@dataclass(frozen=True, slots=True)
class Region:
    """One area: its rings (longitude, latitude), its value, and the words under the pointer.

    number: what stands in the area, to find it in the table; chosen: picked out by its colour;
    unclear: hatched, because chance alone may explain the value; value None: no figure.
    """

    rings: Sequence[Ring]
    value: float | None
    hint: str
    number: str = ""
    chosen: bool = False
    unclear: bool = False


def map_chart(
    name: str,
    text: Text,
    regions: Sequence[Region],
    *,
    number: Number | None = None,
    legend: tuple[str, str] = ("", ""),
    width: float = WIDTH,
    edges: tuple[float, float, float, float] | None = None,
) -> Drawing:
    """A map; with `number` given the areas take their class's colour and a key stands below.

    legend: what the colours mean, and what hatching means (if any area is hatched); edges: the four
    values between five classes from low to high, instead of classes that begin at zero.
    """
    project, height = _projection(regions, width)
    scale = _Scale(_MORE, edges) if edges else _scale(regions)
    fine = len(regions) > _MOST_IN_DETAIL
    grain = 3 if fine else 1
    parts = [_hatching(name)] if any(region.unclear for region in regions) else []
    parts += ['<g class="fine">'] if fine else []
    for region in regions:
        shape = "".join(_outline(ring, project, grain) for ring in region.rings)
        kind = scale.kind(region.value) if number else "chosen" if region.chosen else "nearby"
        parts.append(f'<path class="area {kind}" fill-rule="evenodd" d="{shape}">')
        parts.append(f"<title>{escape(region.hint)}</title></path>")
        if region.unclear:
            parts.append(
                f'<path class="hatched" fill="url(#{name}-hatch)" fill-rule="evenodd" d="{shape}"/>'
            )
    parts += ["</g>"] if fine else []
    if len(regions) <= MOST_NUMBERED:
        for region in regions:
            x, y, room = _middle(region, project)
            if region.number and room > 9:
                parts.append(label(x, y + 3.5, region.number, "number", "middle"))
    if number:
        hatched = any(region.unclear for region in regions)
        hatch = f"{name}-hatch" if hatched else ""
        parts.extend(_key(scale, number, legend, height, hatch=hatch))
        height += _LEGEND + (18 if hatched else 0)
    return svg(name, text, height, parts, width)


def _projection(regions: Sequence[Region], width: float) -> tuple[Project, float]:
    """Degrees to the drawing, true to shape at the map's middle, and the drawing's height."""
    points = [point for region in regions for ring in region.rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    room = width - 2 * _MARGIN
    scale = min(
        room / max((east - west) * squeeze, 1e-9),
        (_TALLEST - 2 * _MARGIN) / max(north - south, 1e-9),
    )
    left = (width - (east - west) * squeeze * scale) / 2

    def project(point: Point) -> Point:
        return left + (point[0] - west) * squeeze * scale, _MARGIN + (north - point[1]) * scale

    return project, (north - south) * scale + 2 * _MARGIN


def _outline(ring: Ring, project: Project, grain: int) -> str:
    """A ring as steps of so many tenths of a unit, without the points that fall on the one before."""
    tenths = [
        (grain * round(10 * x / grain), grain * round(10 * y / grain))
        for x, y in map(project, ring)
    ]
    points = [here for here, before in zip(tenths, [None, *tenths], strict=False) if here != before]
    if len(points) < 4:
        return ""
    steps = "l".join(
        f"{_tenths(x - x0)} {_tenths(y - y0)}"
        for (x0, y0), (x, y) in itertools.pairwise(points[:-1])
    )
    return f"M{_tenths(points[0][0])} {_tenths(points[0][1])}l{steps}z"


def _tenths(value: int) -> str:
    """Tenths as a number, in as few characters as can be: '-.5', '3', '12.4'."""
    whole, tenth = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    fraction = f".{tenth}" if tenth else ""
    return f"{sign}{whole or ''}{fraction}" if value else "0"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Five classes of the style sheet and the four values between them."""

    kinds: tuple[str, ...]
    edges: tuple[float, ...]

    def kind(self, value: float | None) -> str:
        if value is None or not math.isfinite(value):
            return "unknown"
        return self.kinds[sum(value >= edge for edge in self.edges)]


def _scale(regions: Sequence[Region]) -> _Scale:
    """Round classes: from zero up or down where all values are on one side, else around zero."""
    values = [region.value for region in regions if region.value is not None]
    values = [value for value in values if math.isfinite(value)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    largest = max(-low, high)
    if largest == 0:
        return _Scale(_BOTH, (-2.0, -1.0, 1.0, 2.0))
    if low < -largest / 10 and high > largest / 10:
        step = ticks(0.0, largest, 2)[1]
        return _Scale(_BOTH, (-step, -step / 5, step / 5, step))
    power = 10.0 ** math.floor(math.log10(largest / 5))
    step = power * next(times for times in _ROUND if power * times >= largest / 5 * 0.999)
    if high > -low:
        return _Scale(_MORE, (step, 2 * step, 3 * step, 4 * step))
    return _Scale(_LESS, (-4 * step, -3 * step, -2 * step, -step))


def _middle(region: Region, project: Project) -> tuple[float, float, float]:
    """Centre of gravity of the area's largest ring, and how much room there is about it."""
    largest: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    for ring in region.rings:
        points = [project(point) for point in ring]
        twice = cx = cy = 0.0
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            cross = x1 * y2 - x2 * y1
            twice, cx, cy = twice + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
        if abs(twice) > largest[0]:
            largest = (abs(twice), cx / (3 * twice), cy / (3 * twice), math.sqrt(abs(twice) / 2))
    return largest[1], largest[2], largest[3]


def _hatching(name: str) -> str:
    return (
        f'<pattern id="{name}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern>'
    )


def _key(
    scale: _Scale, number: Number, legend: tuple[str, str], top: float, *, hatch: str
) -> list[str]:
    """Boxes of the five classes with their edges below."""
    box = 48.0
    left = (WIDTH - 5 * box) / 2
    decimals = next(
        d for d in range(5) if d == 4 or all(math.isclose(round(e, d), e) for e in scale.edges)
    )
    parts = [label(WIDTH / 2, top + 13, legend[0], "note", "middle")]
    for index, kind in enumerate(scale.kinds):
        parts.append(rectangle(left + index * box, top + 18, box, 9, f"area {kind}"))
    for index, edge in enumerate(scale.edges):
        written = number(edge, decimals)
        parts.append(label(left + (index + 1) * box, top + 38, written, "tick", "middle"))
    if hatch:
        y = top + 46
        parts.append(
            f'<rect class="box" fill="url(#{hatch})" x="{coordinate(left)}" y="{coordinate(y)}" '
            'width="16" height="9"/>'
        )
        parts.append(label(left + 21, y + 8.5, legend[1], "note"))
    return parts
