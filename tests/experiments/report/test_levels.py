"""The country by wijk: levels on a map, provinces in the table, weeks by municipality in the files."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from zorgzaam.experiments.comparison import Comparison
from zorgzaam.experiments.report.levels import FEWEST_RESIDENTS, edges_of, level_figures
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.experiments.report.where import where_section
from zorgzaam.experiments.store import write_groups, write_quarterly, write_weekly
from zorgzaam.experiments.words import Words
from zorgzaam.experiments.zones import MOST_AREAS, by_zone, has_many_areas, zones_of
from zorgzaam.model.measures import INDEX
from zorgzaam.model.places import Place, resolve


@pytest.fixture(scope="module")
def country() -> Place:
    """The wijken of two provinces' worth of municipalities, as if they were all."""
    nl = resolve("NL")
    areas = tuple(area for area in nl.areas if area.municipality_code < "GM0140")[:400]
    return replace(nl, areas=areas)


@pytest.fixture
def comparison(make_comparison: Callable[..., Comparison], country: Place) -> Comparison:
    made: Comparison = make_comparison(place=country, seeds=1)
    return made


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_wijk_is_on_the_map_with_its_name_and_small_ones_have_no_colour(
    comparison: Comparison, country: Place, language: str
) -> None:
    reading = Reading(comparison, Words(language), comparison.record())
    figures = level_figures(reading)
    assert [figure.name for figure in figures] == ["where-carers", "where-heavy", "where-short"]
    svg = figures[0].drawing.svg
    drawn = len(re.findall(r'<path class="area', svg))
    assert 0.9 * len(country.areas) < drawn <= len(country.areas)
    small = sum(area.residents < FEWEST_RESIDENTS for area in country.areas)
    white = svg.count('class="area unknown"')
    assert 0 < white <= small
    assert country.areas[0].municipality in svg
    assert {row[0] for row in figures[0].table.rows} >= {
        "Groningen",
        Words(language)("common.country"),
    }
    names = [figure.name for figure in figures]
    differences = ["where-strain", "where-unmet"]
    assert [figure.name for figure in where_section(reading).figures] == differences + names
    plan = replace(comparison.plan, scenario=comparison.plan.baseline)
    alone = Reading(replace(comparison, plan=plan), Words(language), comparison.record())
    assert [figure.name for figure in where_section(alone).figures] == names


def test_the_level_of_a_province_is_that_of_its_people_and_not_the_mean_of_its_wijken(
    comparison: Comparison, country: Place
) -> None:
    reading = Reading(comparison, Words("en"), comparison.record())
    row = level_figures(reading)[0].table.rows[-1]  # the country
    weekly = comparison.pairs[0].scenario.weekly[reading.first_week :]
    sums = weekly.sum(axis=(0, 1))
    expected = 100 * sums[INDEX["carers_18_plus"]] / sums[INDEX["adults_18_plus"]]
    assert float(row[1]) == pytest.approx(expected, abs=0.06)


def test_the_classes_are_round_and_lie_around_the_middle() -> None:
    values = np.linspace(7.0, 21.0, 500)
    edges = edges_of(values)
    assert edges == tuple(sorted(edges))
    assert edges[0] < np.median(values) < edges[3]
    assert all(edge == round(edge, 1) for edge in edges)
    assert len(set(edges_of(np.full(9, 3.0)))) == 4


def test_many_areas_are_written_by_week_as_municipalities_and_by_quarter_one_by_one(
    comparison: Comparison, country: Place, tmp_path: Path
) -> None:
    assert has_many_areas(country)
    towns = {area.municipality_code for area in country.areas}
    pair = comparison.pairs[0]
    for write, name in (
        (write_weekly, "weekly"), (write_quarterly, "quarterly"), (write_groups, "groups"),
    ):  # fmt: skip
        write(comparison, tmp_path / name)
    weekly = pq.read_table(tmp_path / "weekly").to_pandas()
    assert set(weekly["area_code"]) == towns
    assert set(pq.read_table(tmp_path / "groups").to_pandas()["area_code"]) == towns
    of_week = weekly[(weekly["arm"] == "scenario") & (weekly["week"] == 3)]
    assert of_week["carers_18_plus"].sum() == pytest.approx(
        pair.scenario.measure("carers_18_plus")[3].sum()
    )
    quarterly = pq.read_table(tmp_path / "quarterly").to_pandas()
    first = quarterly[(quarterly["arm"] == "scenario") & (quarterly["quarter"] == 0)]
    assert list(first["area_code"]) == [area.code for area in country.areas]
    np.testing.assert_allclose(
        first["unmet_hours"], pair.scenario.measure("unmet_hours")[:13].mean(axis=0)
    )


def test_a_run_that_is_its_own_baseline_is_written_once_where_areas_are_many(
    comparison: Comparison, tmp_path: Path
) -> None:
    pair = comparison.pairs[0]
    alone = replace(comparison, pairs=(replace(pair, scenario=pair.baseline),))
    write_quarterly(alone, tmp_path / "quarterly")
    assert set(pq.read_table(tmp_path / "quarterly").to_pandas()["arm"]) == {"baseline"}


def test_few_areas_are_zones_of_their_own_and_keep_their_numbers() -> None:
    place = resolve("GM0344")
    assert len(place.areas) <= MOST_AREAS
    zones = zones_of(place)
    assert [zone.code for zone in zones] == [area.code for area in place.areas]
    series = np.arange(2 * len(zones)).reshape(2, len(zones))
    assert by_zone(series, zones) is series
