"""Pictures of a care network: which pairs are kept, where they stand, what the folder holds."""

import csv
import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands import app
from zorgzaam.experiments.comparison import plan_comparison
from zorgzaam.experiments.drawing import (
    Line,
    Mark,
    Moment,
    Person,
    Sample,
    Text,
    Tie,
    lines_chart,
    network_chart,
    places_of,
)
from zorgzaam.experiments.growth import Growth, Stretch, grow, moments_of, typical
from zorgzaam.experiments.growth_files import write_growth
from zorgzaam.experiments.growth_picture import growth_chart, pictures_of
from zorgzaam.experiments.record import file_sha256
from zorgzaam.experiments.scenario import load_scenario, start_date
from zorgzaam.experiments.words import LANGUAGES, Words
from zorgzaam.model.measures import INDEX
from zorgzaam.model.network import ALREADY_THERE, ORIGIN_NAMES, VOLUNTEER
from zorgzaam.model.network_measures import NETWORK_MEASURES
from zorgzaam.model.places import place
from zorgzaam.model.simulation import prepare, simulate

SMALL = "BU03440343"  # Poldergebied Overvecht, some 260 residents


@pytest.fixture(scope="module")
def growth() -> Growth:
    baseline = load_scenario("baseline")
    return grow(plan_comparison(place(SMALL), baseline, baseline, [1], 1).plan, 1, [0, 0.5, 1])


def test_the_moments_are_the_weeks_asked_for(growth: Growth) -> None:
    assert [pairs.week for pairs in growth.moments] == [0, 26, 52]


def test_keeping_pairs_changes_nothing_in_the_run(growth: Growth) -> None:
    plan = growth.plan
    run = simulate(prepare(plan.place, 1, plan.values), plan.scenario, plan.weeks)
    np.testing.assert_array_equal(run.network, growth.network)
    for nth, name in enumerate(ORIGIN_NAMES):
        series = run.weekly[:, :, INDEX[f"ties_{name}"]].sum(axis=1)
        np.testing.assert_array_equal(series, growth.ties[:, nth])


def test_the_pairs_kept_are_those_that_the_measures_count(growth: Growth) -> None:
    # the first measurement is taken in the first week, so that is the moment to look at
    plan = growth.plan
    after = grow(plan, 1, [1 / 52]).moments[0]
    measured = growth.network[0, 0]
    counted = (after.relation != VOLUNTEER) & (after.recipient_household >= 0)
    assert counted.sum() == measured[NETWORK_MEASURES.index("pairs")]
    recipients = len(set(after.recipient[counted].tolist()))
    assert counted.sum() / recipients == pytest.approx(
        measured[NETWORK_MEASURES.index("helpers_per_recipient")]
    )


def test_a_pair_stands_once_and_is_new_only_if_it_began_in_the_run(growth: Growth) -> None:
    for pairs in growth.moments:
        ends = list(zip(pairs.carer.tolist(), pairs.recipient.tolist(), strict=True))
        assert len(ends) == len(set(ends)) > 0
        assert (pairs.hours_per_week > 0).all()
        old = pairs.origin == ALREADY_THERE
        assert (pairs.since_week[old] < 0).all()
        assert (pairs.since_week[~old] >= 0).all()
    assert (growth.moments[0].origin == ALREADY_THERE).all()
    assert (growth.moments[-1].origin != ALREADY_THERE).any()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "give 1 to 8"),
        ([0, 2], "from 0 to 1 years"),
        ([-1, 0], "from 0 to 1 years"),
        ([1, 0], "each once and in order"),
        ([0, 0], "each once and in order"),
        ([math.nan], "from 0 to 1 years"),
    ],
)
def test_moments_that_cannot_be_had_are_refused(asked: list[float], told: str) -> None:
    with pytest.raises(InputError, match=told):
        moments_of(1, asked)


@pytest.mark.parametrize(
    ("years", "expected"), [(1, (0, 1)), (5, (0, 1, 2, 5)), (7, (0, 1, 2, 5, 7))]
)
def test_without_being_asked_the_start_the_end_and_some_years_are_kept(
    years: float, expected: tuple[float, ...]
) -> None:
    assert moments_of(years) == expected


def test_the_stretch_drawn_has_the_middle_number_of_new_ties_an_address() -> None:
    def stretch(first: int, addresses: int, new: int) -> Stretch:
        return Stretch(0, tuple(range(first, first + addresses)), new)

    few, many, middle = stretch(0, 120, 2), stretch(120, 100, 90), stretch(220, 120, 40)
    short = stretch(340, 20, 8)  # too short to show much
    assert typical([few, many, middle, short]) is middle
    assert typical([short]) is short
    with pytest.raises(InputError, match="nobody lives"):
        typical([])


def person(number: int, address: int | None) -> Person:
    return Person(number, address, address is not None, 3.0, gives=True, strained=False)


def moment(people: Sequence[Person], ties: Sequence[Tie]) -> Moment:
    return Moment("now", "", people, ties)


def test_everybody_has_one_place_of_their_own_in_every_moment() -> None:
    kin = range(100, 400)  # more than fit at the usual distance
    ties = [Tie(number, number % 50, "brokered") for number in kin]
    streets = [person(number, number // 2) for number in range(50)]
    first = moment(streets, [])
    later = moment([*streets, *(person(number, None) for number in kin)], ties)
    places = places_of([first, later], 25)
    assert len(places) == len({(round(x, 4), round(y, 4)) for x, y in places.values()}) == 350
    assert all(math.hypot(*places[number]) < 120 for number in range(50))
    assert all(math.hypot(*places[number]) > 150 for number in kin)


def test_kin_elsewhere_stand_outside_the_house_of_whom_they_know() -> None:
    street = [person(number, number) for number in range(100)]
    kin = moment([*street, person(200, None)], [Tie(200, 40, "brokered")])
    places = places_of([kin], 100)
    (x, y), (out_x, out_y) = places[40], places[200]
    assert math.atan2(out_y, out_x) == pytest.approx(math.atan2(y, x))


def test_who_moves_away_keeps_a_place_and_so_does_who_cares_for_them_then() -> None:
    before = moment([person(0, 0), person(1, 5)], [Tie(1, 0, "already_there")])
    after = moment([person(0, 0), person(1, None)], [Tie(1, 0, "already_there")])
    elsewhere = moment([person(1, 5), person(2, None)], [Tie(2, 1, "brokered")])
    for moments in ([before, after], [elsewhere, after], [after, elsewhere]):
        chart = network_chart("x", Text("A title", ""), moments, 10, [Sample("carer", "a")])
        assert len(re.findall(r'<path class="tie ', chart.svg)) == 2
        ids = {each.id for each in (*moments[0].people, *moments[1].people)}
        assert set(places_of(moments, 10)) == ids


def test_ties_are_drawn_by_origin_and_an_ended_tie_is_gone() -> None:
    two = [person(0, 0), person(1, 5)]
    before = moment(two, [Tie(0, 1, "already_there"), Tie(1, 0, "brokered")])
    after = moment(two, [Tie(1, 0, "brokered")])
    chart = network_chart("x", Text("A <title>", ""), [before, after], 10, [Sample("carer", "a")])
    kinds = re.findall(r'<path class="tie (\w+)"', chart.svg)
    assert kinds == ["already_there", "brokered", "brokered"]
    assert ET.fromstring(chart.svg).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_picture_shows_every_pair_of_the_stretch_and_every_strained_carer(
    growth: Growth,
) -> None:
    homes = set(growth.stretch.households)
    for pairs, picture in zip(growth.moments, pictures_of(growth, Words("en")), strict=True):
        drawn = [
            at
            for at in range(len(pairs.carer))
            if homes & {int(pairs.carer_household[at]), int(pairs.recipient_household[at])}
        ]
        assert len(picture.ties) == len(drawn) > 0
        strained = {int(pairs.carer[at]) for at in drawn if pairs.carer_strained[at]}
        assert {each.id for each in picture.people if each.strained} == strained


def test_lines_of_their_own_kinds_start_at_zero_and_show_what_happened() -> None:
    chart = lines_chart(
        "x",
        Text("", ""),
        [Line("a", np.full(53, 8.0), "observed"), Line("b", np.full(53, 10.0), "rewired")],
        start=start_date(place(SMALL)),
        number=lambda value, decimals: f"{value:.{decimals}f}",
        marks=[Mark(20, "starts"), Mark(99, "beyond")],
        from_zero=True,
    )
    lines = dict(re.findall(r'class="line (\w+)" d="M[\d.]+ ([\d.]+)', chart.svg))
    assert float(lines["observed"]) > float(lines["rewired"])
    assert ">0<" in chart.svg
    assert "starts" in chart.svg
    assert "beyond" not in chart.svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_folder_holds_pictures_tables_a_page_and_a_record(
    growth: Growth, language: str, tmp_path: Path
) -> None:
    planned = plan_comparison(place(SMALL), *[load_scenario("baseline")] * 2, [1], 1)
    scenario = load_scenario("baseline")
    written = write_growth(growth, scenario, planned.started, tmp_path / "out", language)
    names = [path.name for path in written]
    assert names[:4] == ["network.svg", "network.html", "network.csv", "network_measures.csv"]
    record = json.loads(written[-1].read_text("utf-8"))
    assert record["outputs_sha256"] == {path.name: file_sha256(path) for path in written[:-1]}
    assert record["moments_weeks"] == [0, 26, 52]
    with (tmp_path / "out" / "network.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(pairs.carer) for pairs in growth.moments)
    assert {row["origin"] for row in rows} <= set(ORIGIN_NAMES)
    with (tmp_path / "out" / "network_measures.csv").open(encoding="utf-8") as file:
        measures = list(csv.DictReader(file))
    assert len(measures) == 3 * len(growth.network)
    html = (tmp_path / "out" / "network.html").read_text("utf-8")
    assert f'<html lang="{language}">' in html
    assert html.count('<g class="network">') > len(growth.moments)
    assert "<script" not in html
    assert f"zorgzaam network {SMALL} --scenario baseline --years 1 --seed 1" in html
    svg = growth_chart(growth, "t", Words(language)).svg
    assert Words(language)("network.brokered") in "".join(ET.fromstring(svg).itertext())


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "LANG": "C"})


def test_the_command_runs_and_prints_the_pairs_by_origin(tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = call("network", SMALL, "--years", "1", "--moments", "0,1", "--json", "-o", str(out))
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert [each["week"] for each in answer["moments"]] == [0, 52]
    assert set(answer["moments"][0]["pairs"]) == set(ORIGIN_NAMES)
    assert (out / "network.svg").is_file()
    again = call("network", SMALL, "--years", "1", "--moments", "0,1", "-l", "nl", "-o", str(out))
    assert again.exit_code == 0, again.output
    assert "Gelegd door een professional" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "which place"),
        (["NOWHERE99"], "NOWHERE99"),
        ([SMALL, "--moments", "now"], "--moments now"),
        ([SMALL, "--moments", "0,9"], "from 0 to 5 years"),
        ([SMALL, "--scenario", "nonsense"], "nonsense"),
        ([SMALL, "--years", "0"], "1 to 30"),
        ([SMALL, "--seed", "-1"], "seed"),
        ([SMALL, "--set", "nonsense=1"], "nonsense"),
    ],
)
def test_what_cannot_be_run_is_told_before_anything_is_done(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = call("network", *arguments, "--out", str(out))
    assert result.exit_code == 2
    assert told in result.output
    assert not out.exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    result = call("network", SMALL, "--years", "1", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "not an earlier result" in result.output
