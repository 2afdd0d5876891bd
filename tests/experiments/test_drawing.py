import datetime as dt
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from zorgzaam.experiments.drawing import (
    Band,
    Bar,
    Mark,
    Region,
    Segment,
    Text,
    bars_chart,
    map_chart,
    series_chart,
    stacked_chart,
    style,
)
from zorgzaam.experiments.drawing.canvas import ticks

TEXT = Text("A title", "A summary <with> a sign")
START = dt.date(2019, 1, 1)
SQUARE = [(5.0, 52.0), (5.1, 52.0), (5.1, 52.1), (5.0, 52.1), (5.0, 52.0)]


def number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 1), (0, 0), (0, 7), (0, 1e7), (0, 3e-4), (-3, 12), (-5, -1), (0, float("nan"))],
)
def test_ticks_are_round_rise_and_enclose_the_values(low: float, high: float) -> None:
    steps = ticks(low, high)
    assert steps == sorted(set(steps))
    assert 2 <= len(steps) <= 8
    if np.isfinite(high):
        assert steps[0] <= low + 1e-9 * abs(low)
        assert steps[-1] >= high - 1e-9 * abs(high)


def test_a_series_stands_higher_where_its_value_is_higher() -> None:
    chart = series_chart(
        "x", TEXT, Band(np.array([0.0, 50.0, 100.0])), None, start=START, number=number
    )
    path = next(e for e in parsed(chart.svg).iter("path") if "line" in e.get("class", ""))
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path.get("d", ""))]
    assert heights[0] > heights[1] > heights[2]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)


def test_a_gap_in_the_values_is_a_gap_in_the_line() -> None:
    values = np.array([1.0, 2.0, np.nan, 3.0, 4.0])
    chart = series_chart("x", TEXT, Band(values), None, start=START, number=number)
    path = next(e for e in parsed(chart.svg).iter("path") if "line" in e.get("class", ""))
    assert path.get("d", "").count("M") == 2


@pytest.mark.parametrize("weeks", [1, 2, 13, 260, 1560])
def test_a_series_of_any_length_stays_inside_its_frame_and_small(weeks: int) -> None:
    line = np.linspace(0, 987_654, weeks)
    band = Band(line, line * 0.9, line * 1.1)
    chart = series_chart(
        "x", TEXT, band, band, start=START, number=number, marks=[Mark(0, "starts")]
    )
    assert len(chart.svg) < 40_000
    for path in parsed(chart.svg).iter("path"):
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", "")):
            assert -0.1 <= float(x) <= 340.1
            assert -0.1 <= float(y) <= 200


def test_bars_go_left_from_zero_where_they_are_negative() -> None:
    chart = bars_chart("x", TEXT, [Bar("up", 2, "+2"), Bar("down", -1, "−1", low=-2, high=0.5)])
    up, down = (e for e in parsed(chart.svg).iter("rect") if "bar" in e.get("class", ""))
    zero = float(up.get("x", ""))
    assert float(down.get("x", "")) + float(down.get("width", "")) == pytest.approx(zero, abs=0.15)
    assert float(up.get("width", "")) == pytest.approx(2 * float(down.get("width", "")), abs=0.2)


def test_charts_of_nothing_can_be_drawn() -> None:
    parsed(bars_chart("x", TEXT, [Bar("none", 0, "0"), Bar("unknown", float("nan"), "–")]).svg)
    parsed(stacked_chart("x", TEXT, [("all", [Segment("formal", "a", 0.0, "0%")])]).svg)
    parsed(series_chart("x", TEXT, Band(np.zeros(4)), None, start=START, number=number).svg)


def map_kinds(*values: float | None) -> list[str]:
    regions = [Region([SQUARE], value, "somewhere") for value in values]
    areas = parsed(map_chart("x", TEXT, regions, number=number).svg).iter("path")
    return [e.get("class", "").removeprefix("area ") for e in areas if "area" in e.get("class", "")]


def test_a_map_colours_by_size_and_side_and_leaves_the_unknown_white() -> None:
    assert map_kinds(0.1, 3.0, 9.9, None) == ["even", "more-1", "more-4", "unknown"]
    assert map_kinds(-0.1, -9.9) == ["even", "less-4"]
    assert map_kinds(-5.0, 0.1, 5.0) == ["less-4", "even", "more-4"]
    assert map_kinds(0.0, 0.0) == ["even", "even"]


def test_every_colour_that_a_map_uses_is_in_the_style_sheet() -> None:
    for kind in map_kinds(*(float(value) for value in range(11))) + map_kinds(-9, -5, 0, 5, 9):
        assert f".area.{kind} " in style()


def test_an_area_whose_value_may_be_chance_is_hatched_and_the_key_says_so() -> None:
    regions = [Region([SQUARE], 1.0, "a", unclear=True), Region([SQUARE], 2.0, "b")]
    svg = map_chart("x", TEXT, regions, number=number, legend=("what", "may be chance")).svg
    assert svg.count('class="hatched"') == 1
    assert "may be chance" in svg


def test_words_from_data_are_escaped() -> None:
    svg = map_chart("x", TEXT, [Region([SQUARE], 1.0, "<b>&")], number=number).svg
    assert "&lt;b&gt;&amp;" in svg
    assert "A summary &lt;with&gt; a sign" in svg
