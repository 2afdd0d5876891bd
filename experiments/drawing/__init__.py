"""Small charts as SVG text: lines with a band, bars with a ghost, dots with whiskers, maps, care
networks.

Every chart is about as wide as a phone, so that a page shows one beside another on a wide screen
and one below another on a narrow one with letters of the same size. Colours and dashes are the
classes of `style.css`, which the page carries once; the shapes need no script and no network.
"""

from importlib.resources import files

from zorgzaam.experiments.drawing.bars import Bar, Segment, bars_chart, stacked_chart
from zorgzaam.experiments.drawing.canvas import Drawing, Text
from zorgzaam.experiments.drawing.dots import Dot, Side, dots_chart
from zorgzaam.experiments.drawing.lines import MOST_LINES, Line, lines_chart
from zorgzaam.experiments.drawing.maps import MOST_NUMBERED, Region, map_chart
from zorgzaam.experiments.drawing.network import (
    Moment,
    Person,
    Sample,
    Tie,
    network_chart,
    network_panel,
    network_style,
    places_of,
    sample,
)
from zorgzaam.experiments.drawing.scatter import Point, scatter_chart
from zorgzaam.experiments.drawing.series import Band, Mark, series_chart


def style() -> str:
    """The style sheet that the charts' classes are declared in."""
    return (files("zorgzaam.experiments.drawing") / "style.css").read_text(encoding="utf-8")


__all__ = [
    "MOST_LINES",
    "MOST_NUMBERED",
    "Band",
    "Bar",
    "Dot",
    "Drawing",
    "Line",
    "Mark",
    "Moment",
    "Person",
    "Point",
    "Region",
    "Sample",
    "Segment",
    "Side",
    "Text",
    "Tie",
    "bars_chart",
    "dots_chart",
    "lines_chart",
    "map_chart",
    "network_chart",
    "network_panel",
    "network_style",
    "places_of",
    "sample",
    "scatter_chart",
    "series_chart",
    "stacked_chart",
    "style",
]
