import datetime as dt
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from zorgzaam.experiments.drawing import (
    Band,
    Bar,
    Dot,
    Line,
    Mark,
    Region,
    Segment,
    Side,
    Text,
    bars_chart,
    dots_chart,
    lines_chart,
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


def test_every_effect_is_a_dot_with_its_name_value_and_interval() -> None:
    dots = [Dot("Putten", 4.0, "+4", 2.0, 6.0, "supports"), Dot("Vinkel", 1.0, "+1")]
    chart = dots_chart("d", TEXT, dots, [Side(5.0, "supports", "above")], number).svg
    circles = re.findall(r'<circle class="dot (\w*)" cx="([\d.]+)"', chart)
    assert [kind for kind, _ in circles] == ["supports", ""]
    assert float(circles[0][1]) > float(circles[1][1])
    assert chart.count('class="whisker"') == 3  # one line and its two ends
    assert "Vinkel" in chart and "+4" in chart
    parsed(chart)


def test_the_side_of_a_rule_is_shaded_from_its_value_on() -> None:
    dot = Dot("Putten", 0.0, "0", -10.0, 10.0)
    above = dots_chart("d", TEXT, [dot], [Side(5.0, "supports", "above")], number).svg
    below = dots_chart("d", TEXT, [dot], [Side(5.0, "refuses", "below")], number).svg

    def box(chart: str, kind: str) -> tuple[float, float]:
        found = re.search(rf'<rect class="{kind}" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', chart)
        assert found
        return float(found[1]), float(found[1]) + float(found[2])

    assert box(above, "supports")[0] == pytest.approx(box(below, "refuses")[1], abs=0.11)
    assert box(above, "supports")[1] > box(below, "refuses")[0]


def test_an_interval_that_reaches_far_beyond_all_values_does_not_squeeze_them() -> None:
    dots = [Dot("Putten", 1.0, "1", -900.0, 900.0), Dot("Vinkel", 2.0, "2", 1.5, 2.5)]
    chart = dots_chart("d", TEXT, dots, [], number).svg
    one, two = (float(x) for x in re.findall(r'<circle class="dot " cx="([\d.]+)"', chart))
    assert two - one > 50


def test_lines_over_time_each_have_a_class_of_their_own_and_gaps_where_nothing_is_known() -> None:
    values = np.linspace(50.0, 60.0, 120)
    gap = values.copy()
    gap[60:] = np.nan
    chart = lines_chart(
        "l", TEXT, [Line("a", values), Line("b", gap)], start=START, number=number
    ).svg
    shapes = dict(re.findall(r'<path class="line (arm-\d)" d="([^"]*)"', chart))
    assert set(shapes) == {"arm-0", "arm-1"}
    assert len(shapes["arm-1"]) < 0.6 * len(shapes["arm-0"])
    assert ">50<" in chart and ">0<" not in chart  # the axis runs from the least to the most
    parsed(chart)
