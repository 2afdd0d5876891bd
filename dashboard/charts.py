"""ECharts options for the findings: lines with a band, bars beside their ghost, a map.

Colours are told apart by colour-blind readers (Okabe and Ito 2008; the map blue to orange) and
never stand alone: the baseline is also dashed or hatched, and every chart has a table.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from zorgzaam.dashboard.findings import WEEKS_PER_POINT, WEEKS_PER_YEAR, Bar, Course
from zorgzaam.dashboard.texts import number, text
from zorgzaam.experiments.comparison import OutcomeRow

Json = dict[str, Any]

INK: Final = "#1d2b33"
GHOST: Final = "#6b7780"
GRID: Final = "#e4e0d8"
COLOURS: Final = {
    "need_hours": "#00695c",
    "formal_hours": "#0072b2",
    "informal_hours": "#b85400",
    "unmet_hours": "#a0336f",
    "heavily_strained": "#a0336f",
}
_MOST_LESS, _LESS, _SOME_LESS = "#12406f", "#2166ac", "#cfe0f0"
_SAME: Final = "#f5f3ee"
_SOME_MORE, _MORE, _MOST_MORE = "#fbe6cf", "#c05a00", "#7a3400"
_FONT: Final = {"fontFamily": "system-ui, sans-serif", "color": INK}
_POINTS_PER_YEAR: Final = WEEKS_PER_YEAR // WEEKS_PER_POINT


def course_option(course: Course, change_year: float, language: str) -> Json:
    """Both arms of one figure over time, the scenario with its band."""
    colour = COLOURS[course.name]
    with_, without = text("scenario", language), text("baseline", language)
    low, high = course.scenario.low, course.scenario.high
    band = [
        None if bottom is None or top is None else top - bottom
        for bottom, top in zip(low, high, strict=True)
    ]
    years = [f"{text('year', language)} {number(year, language, 1)}" for year in course.years]
    change = min(round(change_year * _POINTS_PER_YEAR), len(years) - 1)
    hidden = {"symbol": "none", "silent": True, "lineStyle": {"opacity": 0}, "type": "line"}
    return {
        "textStyle": _FONT,
        "grid": {"left": 8, "right": 14, "top": 22, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": years,
            "boundaryGap": False,
            "points_per_year": _POINTS_PER_YEAR,
            "axisLabel": {"interval": _POINTS_PER_YEAR - 1, "color": INK},
            "axisTick": {"interval": _POINTS_PER_YEAR - 1},
            "axisLine": {"lineStyle": {"color": GHOST}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "splitNumber": 3,
            "axisLabel": {"color": INK},
            "splitLine": {"lineStyle": {"color": GRID}},
        },
        "intervals": {
            with_: [list(pair) for pair in zip(low, high, strict=True)],
            without: [
                list(pair) for pair in zip(course.baseline.low, course.baseline.high, strict=True)
            ],
        },
        "series": [
            {**hidden, "name": "_low", "data": list(low), "stack": "band"},
            {
                **hidden,
                "name": "_band",
                "data": band,
                "stack": "band",
                "areaStyle": {"color": colour, "opacity": 0.2},
            },
            {
                "name": without,
                "type": "line",
                "data": list(course.baseline.median),
                "symbol": "none",
                "lineStyle": {"type": "dashed", "color": GHOST, "width": 2},
                "itemStyle": {"color": GHOST},
                "z": 4,
            },
            {
                "name": with_,
                "type": "line",
                "data": list(course.scenario.median),
                "symbol": "none",
                "lineStyle": {"color": colour, "width": 2.5},
                "itemStyle": {"color": colour},
                "z": 5,
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "lineStyle": {"color": INK, "type": "dotted", "width": 1},
                    "label": {
                        "formatter": text("starts", language),
                        "position": "end",
                        "color": INK,
                        "fontSize": 11,
                    },
                    "data": [{"xAxis": change}],
                },
            },
        ],
    }


def bars_option(names: Sequence[str], bars: Sequence[Bar], colour: str, language: str) -> Json:
    """Groups as horizontal bars, the baseline as a hatched ghost above each."""
    hatch = {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": -0.785}
    return {
        "textStyle": _FONT,
        "legend": {"top": 0, "left": 0, "textStyle": {"color": INK}, "itemGap": 18},
        "grid": {"left": 16, "right": 18, "top": 34, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "value",
            "min": 0,
            "splitNumber": 4,
            "axisLabel": {"color": INK},
            "splitLine": {"lineStyle": {"color": GRID}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "width": 165, "overflow": "break", "lineHeight": 13},
            "axisLine": {"lineStyle": {"color": GHOST}},
        },
        "series": [
            {
                "name": text("baseline", language),
                "type": "bar",
                "data": [bar.baseline for bar in bars],
                "itemStyle": {
                    "color": "#c9ced2",
                    "decal": {**hatch, "color": "rgba(60,70,80,.45)"},
                },
                "barGap": "0%",
                "barMaxWidth": 11,
            },
            {
                "name": text("scenario", language),
                "type": "bar",
                "data": [bar.scenario for bar in bars],
                "itemStyle": {"color": colour},
                "barMaxWidth": 11,
            },
        ],
    }


def difference_option(bars: Sequence[Bar], language: str) -> Json:
    """The change in each area as a bar to the left (less) or the right (more)."""
    ordered = sorted(bars, key=lambda bar: -(bar.difference or 0.0))
    return {
        "textStyle": _FONT,
        "grid": {"left": 16, "right": 18, "top": 8, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "value",
            "splitNumber": 4,
            "axisLabel": {"color": INK},
            "splitLine": {"lineStyle": {"color": GRID}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [bar.name for bar in ordered],
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "width": 165, "overflow": "break", "lineHeight": 13},
        },
        "series": [
            {
                "name": text("difference", language),
                "type": "bar",
                "barMaxWidth": 14,
                "data": [
                    {
                        "value": bar.difference,
                        "itemStyle": {"color": _MORE if (bar.difference or 0) > 0 else _LESS},
                    }
                    for bar in ordered
                ],
            }
        ],
    }


def map_option(name: str, bars: Sequence[Bar], language: str) -> Json:
    """The change in each wijk on the map, blue for less and orange for more."""
    low, high, colours = _map_scale([bar.difference for bar in bars if bar.difference is not None])
    decimals = change_decimals(bars)
    return {
        "textStyle": _FONT,
        "tooltip": {"trigger": "item"},
        "visualMap": {
            "type": "continuous",
            "min": low,
            "max": high,
            "precision": decimals,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemHeight": 160,
            "text": [number(edge, language, decimals, sign=True) for edge in (high, low)],
            "inRange": {"color": colours},
            "textStyle": {"color": INK},
        },
        "series": [
            {
                "name": text("difference", language),
                "type": "map",
                "map": name,
                "nameProperty": "code",
                "aspectScale": 0.62,  # a degree of longitude to one of latitude, at 52° north
                "layoutCenter": ["50%", "46%"],
                "layoutSize": "88%",
                "selectedMode": False,
                "itemStyle": {"borderColor": "#7b8790", "borderWidth": 0.8, "areaColor": "#fff"},
                "label": {"show": False},
                "emphasis": {
                    "label": {"show": False},
                    "itemStyle": {"borderColor": INK, "borderWidth": 2, "areaColor": None},
                },
                "data": [
                    {"name": bar.dimension, "title": bar.name, "value": bar.difference}
                    for bar in bars
                ],
            }
        ],
    }


def change_decimals(bars: Sequence[Bar]) -> int:
    """Decimals with which the areas' changes can be told apart."""
    changes = [bar.difference for bar in bars if bar.difference is not None]
    return 1 if max(changes, default=0.0) - min(changes, default=0.0) >= 1 else 2


def _map_scale(changes: Sequence[float]) -> tuple[float, float, list[str]]:
    """Ends and colours: around zero where there are both signs, else from the least to the most."""
    low, high = min(changes, default=0.0), max(changes, default=0.0)
    if low < 0 < high or high - low < 0.05:
        edge = max(abs(low), abs(high), 0.1)
        return -edge, edge, [_LESS, _SAME, _MORE]
    if low >= 0:
        return low, high, [_SOME_MORE, _MORE, _MOST_MORE]
    return low, high, [_MOST_LESS, _LESS, _SOME_LESS]


def map_geometry(rings_by_code: Mapping[str, Sequence[Sequence[tuple[float, float]]]]) -> Json:
    """GeoJSON of the areas that have outlines; a ring inside another ring is a hole."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": code, "code": code},
                "geometry": {"type": "MultiPolygon", "coordinates": _polygons(rings)},
            }
            for code, rings in rings_by_code.items()
            if rings
        ],
    }


def _polygons(rings: Sequence[Sequence[tuple[float, float]]]) -> list[list[Any]]:
    outer = [ring for ring in rings if sum(_inside(ring[0], other) for other in rings) % 2 == 0]
    polygons: list[list[Any]] = [[list(ring)] for ring in outer]
    for ring in rings:
        if ring in outer:
            continue
        for polygon in polygons:
            if _inside(ring[0], polygon[0]):
                polygon.append(list(ring))
                break
    return polygons


def _inside(point: tuple[float, float], ring: Sequence[tuple[float, float]]) -> bool:
    """Whether a point lies inside a ring (even-odd); a point of the ring itself does not count."""
    if point in ring:
        return False
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def money_option(rows: Sequence[OutcomeRow], names: Sequence[str], language: str) -> Json:
    """Saved and shifted as bars, each with its 90 % interval."""
    intervals = [
        [index, row.low, row.high]
        for index, row in enumerate(rows)
        if row.low is not None and row.high is not None
    ]
    colours = [COLOURS["need_hours"], COLOURS["informal_hours"]]
    label = text("difference", language)
    return {
        "textStyle": _FONT,
        "grid": {"left": 20, "right": 24, "top": 8, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "intervals": {
            label: [[row.low, row.high] if row.low is not None else None for row in rows]
        },
        "xAxis": {
            "type": "value",
            "splitNumber": 4,
            "axisLabel": {"color": INK},
            "splitLine": {"lineStyle": {"color": GRID}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "fontWeight": 600},
        },
        "series": [
            {
                "name": label,
                "type": "bar",
                "barMaxWidth": 26,
                "data": [
                    {"value": row.difference, "itemStyle": {"color": colour}}
                    for row, colour in zip(rows, colours, strict=True)
                ],
            },
            {"name": "_interval", "type": "interval", "data": intervals},
        ],
    }
