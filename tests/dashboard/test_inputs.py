"""A link says all there is to say, and nothing that a stranger writes in one breaks the page."""

import pytest

from zorgzaam.dashboard.inputs import (
    ALL_LEVERS,
    DEFAULT_PLACE,
    LEVERS,
    MOST_SEEDS,
    MOST_YEARS,
    Inputs,
    lever_row,
    most_seeds,
    package_value,
    read,
)
from zorgzaam.experiments.scenario import scenario_names, start_date
from zorgzaam.model.places.catalogue import resolve

ALL_MOVED = Inputs("GM0344", "cuts-2015-announced", 12, 8).with_lever(LEVERS[0], 0.55)
for _name in ALL_LEVERS[1:]:
    _row = lever_row(_name)
    _value = _row.low + 0.75 * (_row.high - _row.low)
    ALL_MOVED = ALL_MOVED.with_lever(_name, round(_value) if _row.whole else _value)


@pytest.mark.parametrize("inputs", [Inputs(), ALL_MOVED], ids=["defaults", "everything moved"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_link_gives_the_same_inputs_again(inputs: Inputs, language: str) -> None:
    asked = read(inputs.query(language))
    assert (asked.inputs, asked.language, asked.problems) == (inputs, language, ())


def test_a_link_has_at_most_1000_characters_with_every_lever_moved() -> None:
    assert len(dict(ALL_MOVED.levers)) == len(ALL_LEVERS)
    assert len(ALL_MOVED.query("nl")) <= 900  # 100 left for the address before it


def test_no_query_gives_the_defaults_without_complaint() -> None:
    assert read(None).inputs == read("").inputs == Inputs()
    assert read(None).problems == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("place=Xqzwv", "geen wijk, buurt of gemeente „Xqzwv”"),
        ("place=Overvegt", "WK034403"),
        ("place=NL", "1 miljoen"),
        ("place=%00%00", "%00"),
        ("package=cuts-2051", "cuts-2015"),
        ("package=/etc/passwd", "/etc/passwd"),
        ("package=../baseline.toml", "../baseline.toml"),
        ("years=0", f"2 tot {MOST_YEARS}"),
        ("years=-3", f"2 tot {MOST_YEARS}"),
        ("years=1e9", f"2 tot {MOST_YEARS}"),
        ("years=²", f"2 tot {MOST_YEARS}"),
        ("seeds=999999999", f"1 tot {MOST_SEEDS}"),
        ("seeds=nan", f"1 tot {MOST_SEEDS}"),
        (f"{LEVERS[0]}=1.1", "van 0 tot 1"),
        (f"{LEVERS[0]}=-0.2", "van 0 tot 1"),
        (f"{LEVERS[0]}=32", "bedoelt u 0.32"),
        (f"{LEVERS[0]}=nan", "kies een getal"),
        (f"{LEVERS[0]}=inf", "kies een getal"),
        (f"{LEVERS[0]}=<script>", "kies een getal"),
        ("budget_cut_guidanec_share=0.2", "budget_cut_guidance_share"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_default_kept(query: str, expected: str) -> None:
    asked = read(query)
    assert asked.inputs == Inputs()
    assert len(asked.problems) == 1
    if expected != "%00":
        assert expected in asked.problems[0]


def test_a_very_long_query_is_not_read_to_its_end() -> None:
    asked = read("place=WK034403&" + "x" * 10**6)
    assert asked.inputs.place == DEFAULT_PLACE
    assert sum(map(len, asked.problems)) < 1000


def test_one_bad_part_leaves_the_good_parts() -> None:
    asked = read(f"place=WK027300&years=4&seeds=x&{LEVERS[1]}=0.4&lang=en")
    assert asked.inputs == Inputs("WK027300", years=4, levers=((LEVERS[1], 0.4),))
    assert asked.language == "en"
    assert len(asked.problems) == 1


def test_a_name_of_a_place_becomes_its_code() -> None:
    assert read("place=Putten").inputs.place == "GM0273"


def test_fewer_seeds_are_offered_where_more_people_live() -> None:
    assert most_seeds(resolve("WK034403")) == MOST_SEEDS
    assert 1 <= most_seeds(resolve("GM0363")) < 10


@pytest.mark.parametrize("package", scenario_names())
def test_every_package_runs_with_the_fewest_years_that_it_is_offered_with(package: str) -> None:
    inputs = Inputs(years=2).with_package(package).with_lever(LEVERS[0], 0.5)
    start = start_date(resolve(inputs.place))
    timeline = inputs.scenario().timeline(start, 52 * inputs.years)
    assert [c.value for c in timeline.changes if c.name == LEVERS[0]] == [0.5]


def test_an_unmoved_package_is_the_package_itself() -> None:
    inputs = Inputs(package="cuts-2015-phased")
    assert len([m for m in inputs.scenario().changes if m.name == LEVERS[0]]) > 1


def test_a_lever_back_at_the_packages_value_is_not_moved() -> None:
    home = package_value("cuts-2015", LEVERS[0])
    assert home == 0.32
    assert Inputs().with_lever(LEVERS[0], 0.5).with_lever(LEVERS[0], home) == Inputs()


@pytest.mark.parametrize(
    "query",
    ["place=Overvegt", "package=cuts-2051", f"{LEVERS[0]}=1.7", "budget_cut_guidanec_share=0.2"],
)
def test_a_dutch_reader_gets_no_english_sentence(query: str) -> None:
    [problem] = read(f"{query}&lang=nl").problems
    assert "did you mean" not in problem
    assert "there is no" not in problem.lower()
    assert "out of range" not in problem
