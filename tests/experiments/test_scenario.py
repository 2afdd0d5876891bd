import datetime as dt
import json
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import checked
from zorgzaam.experiments.scenario import load_scenario, scenario_names, scenario_schema
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.timeline import Change, Timeline

START = dt.date(2019, 1, 1)
FIVE_YEARS = 260
WORDS = """
title_nl = "Proef"
title_en = "Trial"
why_nl = "Om te zien"
why_en = "To see"
source = "a test"
"""
CUT = "budget_cut_household_help_share"


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "mine.toml", words: str = WORDS) -> Path:
        path = tmp_path / name
        path.write_text(words + text, encoding="utf-8")
        return path

    return write


def test_every_system_of_the_sources_is_shipped_as_a_scenario_and_the_baseline_comes_first() -> (
    None
):
    names = scenario_names()
    assert names[0] == "baseline"
    assert {
        "buurtzorg",
        "classic-chain",
        "competing-providers",
        "cooperative-village",
        "cuts-2015",
        "den-bosch-coalition",
        "health-centre",
        "intramural-shrinkage",
        "neighbourhood-team",
        "open-walk-ins",
        "participation-society",
        "pilots-that-end",
        "staff-churn",
        "utrecht-lump-sum",
    } <= set(names)


def test_every_scenario_but_the_baseline_changes_something() -> None:
    for name in scenario_names()[1:]:
        changes = load_scenario(name).timeline(START, FIVE_YEARS).changes
        assert any(change.value != PARAMETERS[change.name].value for change in changes), name


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_says_what_why_and_after_whom_in_two_languages(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.title("nl") != scenario.title("en")
    assert scenario.why("nl") != scenario.why("en")
    assert scenario.source
    for change in scenario.timeline(START, FIVE_YEARS).changes:
        row = PARAMETERS[change.name]
        assert row.low <= change.value <= row.high


def test_each_article_that_the_scenarios_come_from_is_named_by_one() -> None:
    told = " ".join(load_scenario(name).source for name in scenario_names())
    assert all(f"sources {article:03}" in told for article in range(5))


def test_the_cuts_with_a_lump_sum_are_the_cuts_and_the_lump_sum() -> None:
    both, cuts, lump_sum = (
        {(c.week, c.name, c.value) for c in load_scenario(name).timeline(START, FIVE_YEARS).changes}
        for name in ("cuts-2015-lump-sum", "cuts-2015", "utrecht-lump-sum")
    )
    assert both == cuts | lump_sum


def test_the_baseline_changes_nothing() -> None:
    assert load_scenario("baseline").timeline(START, FIVE_YEARS) == Timeline()


def test_the_cuts_of_2015_come_after_one_year_with_a_year_of_transitional_right() -> None:
    timeline = load_scenario("cuts-2015").timeline(START, FIVE_YEARS)
    assert timeline.first_week == 52
    assert {change.name: change.value for change in timeline.at(52)} == {
        CUT: 0.32,
        "budget_cut_guidance_share": 0.25,
        "budget_cut_family_support_share": 0.15,
        "norm_hours_household_help_per_week": 2.0,
        "transitional_right_weeks": 52.0,
    }


def test_a_scenario_that_extends_another_changes_only_what_it_says() -> None:
    cuts = load_scenario("cuts-2015").timeline(START, FIVE_YEARS).at(52)
    announced = load_scenario("cuts-2015-announced").timeline(START, FIVE_YEARS).at(52)
    expected = {change.name: change.value for change in cuts} | {CUT: 0.40}
    assert {change.name: change.value for change in announced} == expected


def test_the_phased_cuts_end_where_the_cuts_at_once_do() -> None:
    at_once = load_scenario("cuts-2015").timeline(START, FIVE_YEARS).changes
    phased = load_scenario("cuts-2015-phased").timeline(START, FIVE_YEARS).changes
    last = {change.name: change.value for change in phased}  # in order of time
    assert last == {change.name: change.value for change in at_once}
    assert len({change.week for change in phased}) == 3


def test_a_date_is_a_week_counted_from_the_start(written) -> None:
    path = written(f'[[changes]]\nat = "2020-01-01"\nset = {{{CUT} = 0.3}}\n')
    timeline = load_scenario(path).timeline(START, FIVE_YEARS)
    assert timeline.changes == (Change(52, CUT, 0.3),)


def test_a_file_may_extend_a_file_beside_it(written) -> None:
    written(f"[[changes]]\nweek = 10\nset = {{{CUT} = 0.1}}\n", "parent.toml")
    child = written(
        "[[changes]]\nweek = 20\nset = {informal_asking = 0}\n",
        words="extends = 'parent.toml'" + WORDS,
    )
    weeks = [change.week for change in load_scenario(child).timeline(START, FIVE_YEARS).changes]
    assert weeks == [10, 20]


BAD_CHANGES = {
    "a cut of 110 %": (f"{CUT} = 1.1", ["change 1", CUT, "out of range", "source", "110 %"]),
    "a cut of -20 %": (f"{CUT} = -0.2", [CUT, "out of range", "-20 %"]),
    "a percentage for a share": (f"{CUT} = 32", [CUT, "did you mean 0.32?"]),
    "a percentage as text": (f"{CUT} = '32%'", [CUT, "did you mean 0.32?"]),
    "a misspelt parameter": ("budget_cut_houshold_help_share = 0.3", [f"did you mean {CUT}"]),
    "a number that is none": (f"{CUT} = nan", [CUT, "is not a number"]),
    "a number without end": (f"{CUT} = inf", [CUT, "is not a number"]),
    "true for a number": (f"{CUT} = true", [CUT, "is not a number"]),
    "a list for a number": (f"{CUT} = [0.3]", [CUT, "is not a number"]),
    "part of a week": ("transitional_right_weeks = 5.5", ["transitional_right_weeks", "whole"]),
    "a choice that is none": ("rationing_rule = 'trimm'", ["rationing_rule", "trim, wait"]),
    "hours out of range": (
        "norm_hours_household_help_per_week = 20",
        ["norm_hours_household_help_per_week", "hours/week", "out of range", "source"],
    ),
}


@pytest.mark.parametrize("case", BAD_CHANGES)
def test_an_impossible_value_is_refused_in_words_that_help(case: str, written) -> None:
    setting, expected = BAD_CHANGES[case]
    path = written(f"[[changes]]\nweek = 52\nset = {{{setting}}}\n")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    for words in ("mine.toml", *expected):
        assert words in str(error.value)


BAD_FILES = {
    "an unknown key": ("titel_en = 'x'", ["unknown key 'titel_en'", "did you mean title_en"]),
    "an unknown key in a change": (
        "[[changes]]\nweeks = 3\nset = {informal_asking = 0}",
        ["change 1", "unknown key 'weeks'", "did you mean week"],
    ),
    "a parameter outside set": (
        f"[[changes]]\nweek = 3\n{CUT} = 0.3",
        ["change 1", f"unknown key '{CUT}'", "set"],
    ),
    "neither date nor week": (
        "[[changes]]\nset = {informal_asking = 0}",
        ["change 1", "either `at` (a date) or `week`"],
    ),
    "date and week": (
        "[[changes]]\nweek = 3\nat = '2020-01-01'\nset = {informal_asking = 0}",
        ["change 1", "either `at` (a date) or `week`"],
    ),
    "a week before the start": (
        "[[changes]]\nweek = -1\nset = {informal_asking = 0}",
        ["change 1", "'week' = -1", "greater than or equal to 0"],
    ),
    "a year for a date": (
        "[[changes]]\nat = 2020\nset = {informal_asking = 0}",
        ["change 1", "a date such as 2020-01-01"],
    ),
    "a date that does not exist": (
        "[[changes]]\nat = '2020-02-30'\nset = {informal_asking = 0}",
        ["change 1", "'at' = '2020-02-30'"],
    ),
    "a change of nothing": ("[[changes]]\nweek = 3\nset = {}", ["change 1", "'set' = {}"]),
    "the third change": (
        "[[changes]]\nweek = 1\nset = {informal_asking = 0}\n" * 2
        + "[[changes]]\nweek = 1\nset = {informal_asking = 3}",
        ["change 3", "informal_asking = 3"],
    ),
    "an unknown parent": ("extends = 'cuts-2051'", ["'cuts-2051'", "did you mean cuts-2015"]),
    "itself as parent": ("extends = 'mine.toml'", ["in a circle", "mine.toml"]),
    "not TOML": ("why = because", ["not valid TOML", "line 7"]),
    "a list for a title": ("x = 1\n[title_nl]\n", ["not valid TOML"]),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_is_no_scenario_is_refused_in_words_that_help(case: str, written) -> None:
    text, expected = BAD_FILES[case]
    path = written(text + "\n")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    for words in ("mine.toml", *expected):
        assert words in str(error.value)


def test_a_missing_title_is_named(written) -> None:
    path = written("", words=WORDS.replace('title_en = "Trial"', ""))
    with pytest.raises(InputError, match=r"mine.toml.*\n.*'title_en' is missing"):
        load_scenario(path)


def test_two_files_that_extend_each_other_are_refused(written) -> None:
    written("", "one.toml", "extends = 'two.toml'" + WORDS)
    two = written("", "two.toml", "extends = '../{}/one.toml'" + WORDS)
    two.write_text(two.read_text().format(two.parent.name))
    with pytest.raises(InputError, match="in a circle"):
        load_scenario(two)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cuts-2051", "unknown scenario 'cuts-2051': did you mean cuts-2015"),
        ("", r"unknown scenario ''\. Known: baseline"),
        ("nowhere/mine.toml", "there is no such file"),
    ],
)
def test_an_unknown_scenario_is_refused_with_the_nearest_names(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_scenario(name)


def test_a_picture_is_not_read_as_a_scenario(tmp_path: Path) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe")
    with pytest.raises(InputError, match="not a text file"):
        load_scenario(path)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_text("#" * 200_000)
    with pytest.raises(InputError, match="too large"):
        load_scenario(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("at = '2018-12-31'", "before the start of the run on 2019-01-01"),
        ("at = '2024-01-01'", "after the end of the run on 2023-12-26"),
        ("week = 260", "in week 260, after the end"),
    ],
)
def test_a_change_outside_the_run_is_refused_with_the_dates_of_the_run(
    change: str, message: str, written
) -> None:
    scenario = load_scenario(written(f"[[changes]]\n{change}\nset = {{informal_asking = 0}}\n"))
    with pytest.raises(InputError, match=message):
        scenario.timeline(START, FIVE_YEARS)


def test_the_schema_holds_every_parameter_with_its_range_and_is_json() -> None:
    schema = json.loads(json.dumps(scenario_schema()))
    assert schema["additionalProperties"] is False
    rows = schema["$defs"]["DatedChange"]["properties"]["set"]["properties"]
    assert set(rows) == set(PARAMETERS)
    assert rows[CUT]["maximum"] == PARAMETERS[CUT].high == checked(PARAMETERS, CUT, 1)
    assert rows["rationing_rule"]["enum"] == ["trim", "wait"]
