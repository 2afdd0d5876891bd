"""What the page shows is what the runs say."""

import csv
import io
import json
from collections.abc import Callable

import pytest

from zorgzaam.dashboard.charts import (
    bars_option,
    course_option,
    difference_option,
    map_geometry,
    map_option,
    money_option,
)
from zorgzaam.dashboard.findings import findings
from zorgzaam.dashboard.texts import number
from zorgzaam.dashboard.words import (
    bar_name,
    course_sentence,
    course_table,
    headline,
    money_sentence,
    most_more,
    outcome_table,
    summary_csv,
)
from zorgzaam.experiments.comparison import Comparison
from zorgzaam.model.places.boundaries import boundaries

MakeUp = Callable[..., Comparison]


def test_the_courses_are_per_1000_residents_and_change_when_the_measure_starts(
    made_up: MakeUp,
) -> None:
    found = findings(made_up())
    formal = found.courses[1]
    assert formal.name == "formal_hours"
    assert formal.scenario.median[0] == formal.baseline.median[0] == pytest.approx(300)
    assert formal.scenario.median[-1] == pytest.approx(300 * (1 - 0.32))
    assert found.change_year == 1
    assert len(formal.years) == 3 * 13


def test_the_band_holds_the_seeds_and_closes_with_one(made_up: MakeUp) -> None:
    many, one = findings(made_up(seeds=5)).strained, findings(made_up(seeds=1)).strained
    assert many.scenario.low[-1] < many.scenario.median[-1] < many.scenario.high[-1]  # type: ignore[operator]
    assert one.scenario.low == one.scenario.median == one.scenario.high


def test_areas_are_those_of_the_place_and_a_single_one_is_not_listed(made_up: MakeUp) -> None:
    comparison = made_up("GM0344")
    found = findings(comparison)
    assert [bar.dimension for bar in found.areas] == [a.code for a in comparison.place.areas]
    assert found.areas[0].difference == pytest.approx(1000 * 0.01 / 0.8 * 1.02 * 0.32, rel=0.05)
    single = next(area.code for area in comparison.place.areas)
    alone = findings(made_up("WK027300"))
    assert alone.areas == () or len(alone.areas) > 1
    assert single.startswith("WK")


def test_groups_without_adults_are_left_out(made_up: MakeUp) -> None:
    names = [bar.name for bar in findings(made_up()).groups]
    assert "0-17" not in names
    assert names[:4] == ["18-44", "45-64", "65-74", "75+"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_headline_follows_the_interval(made_up: MakeUp, language: str) -> None:
    more = headline(findings(made_up()), "X", language)
    same = headline(findings(made_up(package="baseline")), "X", language)
    one = headline(findings(made_up(seeds=1)), "X", language)
    assert len({more, same, one}) == 3
    assert ("meer mantelzorgers" if language == "nl" else "more carers") in more
    assert ("niets anders" if language == "nl" else "nothing is different") in same
    assert "Overvecht" in more
    assert "Wijk 03" not in more


@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_and_tables_repeat_the_figures_of_the_rows(made_up: MakeUp, language: str) -> None:
    found = findings(made_up())
    saved = found.row("saved_eur_per_inhabitant").difference
    assert number(saved, language, 1) in money_sentence(found, language)
    table = outcome_table(found.rows, language)
    assert len(table) == len(found.rows)
    assert len({len(row) for row in table}) == 1
    strained = course_table(found.strained, language, 1)
    assert strained[-1][2] in course_sentence(found.strained, language, 1)
    names = [bar_name(bar, language) for bar in (*found.groups, *found.ties)]
    assert len(set(names)) == len(names)
    assert most_more(names[: len(found.groups)], found.groups, language)


def test_the_csv_gives_the_rows_to_the_last_digit(made_up: MakeUp) -> None:
    rows = findings(made_up()).rows
    read = list(csv.DictReader(io.StringIO(summary_csv(rows))))
    assert [line["name"] for line in read] == [row.name for row in rows]
    defined = [(line, row) for line, row in zip(read, rows, strict=True) if line["difference"]]
    assert defined
    assert all(float(line["difference"]) == row.difference for line, row in defined)


def test_every_chart_is_plain_json(made_up: MakeUp) -> None:
    found = findings(made_up("GM0344"))
    names = [bar_name(bar, "nl") for bar in found.groups]
    money = [found.row(f"{what}_eur_per_inhabitant") for what in ("saved", "shifted")]
    for option in (
        *(course_option(course, found.change_year, "nl") for course in found.courses),
        bars_option(names, found.groups, "#000", "nl"),
        difference_option(found.areas, "nl"),
        map_option("m", found.areas, "nl"),
        money_option(money, ["a", "b"], "nl"),
    ):
        json.dumps(option, allow_nan=False)


def test_a_ring_inside_a_ring_is_a_hole_and_an_island_in_it_is_not() -> None:
    def square(size: float) -> list[tuple[float, float]]:
        edge = [(-size, -size), (size, -size), (size, size), (-size, size)]
        return [*edge, edge[0]]

    shapes = map_geometry({"WK1": [square(3), square(2), square(1)], "BU1": []})
    (only,) = shapes["features"]
    polygons = only["geometry"]["coordinates"]
    assert sorted(len(polygon) for polygon in polygons) == [1, 2]


def test_every_wijk_of_utrecht_has_an_outline(made_up: MakeUp) -> None:
    codes = [area.code for area in made_up("GM0344").place.areas]
    assert len(map_geometry(boundaries(codes))["features"]) == len(codes)
