"""A series of a study by quarter: the means are those of the files, and compared on the same seeds."""

from pathlib import Path

import pandas as pd
import pytest

from zorgzaam.experiments.analysis.over_time_told import MOST_CURVES, told_over_time
from zorgzaam.experiments.studies.executors import Wanted
from zorgzaam.experiments.studies.file import parse_study
from zorgzaam.experiments.studies.folder import driving
from zorgzaam.experiments.studies.plan import plan_study
from zorgzaam.experiments.studies.reading import Finished, read_study
from zorgzaam.experiments.words import LANGUAGES, Words

NAME = "unmet_hours_per_1000"
CUT = "budget_cut_household_help_share"
STUDY = f"""
title_nl = "Verloop"
title_en = "Course"
places = ["BU03440343"]
scenarios = ["baseline", "no-informal-response"]
seeds = 3
years = 1
outcomes = ["{NAME}"]
series = ["{NAME}", "people_in_need"]
[design]
kind = "factorial"
[[factors]]
parameter = "{CUT}"
values = [0.0, 0.4]
week = 13
"""


def finished(text: str, folder: Path) -> Finished:
    study = plan_study(parse_study(text, "here"))
    with driving(study, text, folder, Wanted(serial=True)) as driver:
        driver.run()
    return read_study(folder)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finished(STUDY, tmp_path_factory.mktemp("course") / "course")


def by_seed(found: Finished, **asked: object) -> "pd.Series[float]":
    runs = found.table.merge(found.series(), on="run", suffixes=("_whole", ""))
    for column, value in asked.items():
        runs = runs[runs[column] == value]
    return runs.set_index("seed")[NAME]


def test_levels_and_differences_are_means_over_the_seeds_of_each_quarter(course: Finished) -> None:
    told = told_over_time(course, NAME)
    assert told is not None
    table = told.table
    assert len(table) == 4 * 4  # quarters of two scenarios at two values
    row = table.query(
        f"scenario == 'no-informal-response' and week == '39' and factors_{CUT} == 0.4"
    )
    mine, first = (
        by_seed(course, scenario=scenario, week=39, design_row=1)
        for scenario in ("no-informal-response", "baseline")
    )
    assert row["level_mean"].item() == pytest.approx(mine.mean())
    assert row["difference_mean"].item() == pytest.approx((mine - first).mean())
    before = by_seed(course, scenario="no-informal-response", week=39, design_row=0)
    assert row["change_mean"].item() == pytest.approx((mine - before).mean())
    assert row["level_runs"].item() == 3


@pytest.mark.parametrize("name", [NAME, "people_in_need"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_written_and_drawn(course: Finished, name: str, language: str) -> None:
    told, words = told_over_time(course, name), Words(language)
    assert told is not None
    assert {"nl": "Het verschil is met ‘", "en": "The difference is with ‘"}[
        language
    ] in told.paragraph(words)
    table = told.written(words)
    assert all(len(row) == len(table.head) == 1 + 4 for row in table.rows)
    assert len(table.rows) == 4 + 2  # the second scenario also has its difference
    assert told.drawing("svg", language) == told.drawing("svg", language)


def test_many_rows_of_a_design_are_taken_together(tmp_path: Path) -> None:
    values = "values = [0.0, 0.1, 0.2, 0.3, 0.4]"
    found = finished(STUDY.replace("values = [0.0, 0.4]", values), tmp_path / "many")
    told = told_over_time(found, NAME)
    assert told is not None
    assert len(told.table) == 2 * 4
    assert "All rows of the design are together" in told.paragraph(Words("en"))
    last = told.table.query("scenario == 'baseline' and week == '39'")
    assert last["level_mean"].item() == pytest.approx(
        by_seed(found, scenario="baseline", week=39).mean()
    )
    assert last["level_runs"].item() == 15


def test_more_scenarios_than_can_be_told_apart_are_all_in_the_table_and_that_is_said(
    tmp_path: Path,
) -> None:
    names = ["baseline", "buurtzorg", "no-informal-response", "health-centre", "staff-churn"]
    both = STUDY.replace('["BU03440343"]', '["BU03440343", "BU03441012"]').replace(
        "seeds = 3", "seeds = 1"
    )
    text = both.replace('["baseline", "no-informal-response"]', str(names).replace("'", '"'))
    found = finished(
        text.partition("[design]")[0].replace("years = 1", "years = 1.5"), tmp_path / "several"
    )
    told, words = told_over_time(found, NAME), Words("en")
    assert told is not None
    assert f"has the first {MOST_CURVES} of 10" in told.paragraph(words)
    assert len(told.table) == 10 * 6
    assert told.drawing("svg", "en")


def test_without_a_series_there_is_nothing_to_tell(tmp_path: Path) -> None:
    text = "\n".join(line for line in STUDY.splitlines() if not line.startswith("series"))
    assert told_over_time(finished(text, tmp_path / "none"), NAME) is None


def test_quarters_without_a_value_are_left_open(
    course: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = course.series()
    quiet = course.table.loc[course.table["scenario"] == "baseline", "run"]
    series.loc[series["run"].isin(quiet) & (series["week"] < 26), NAME] = float("nan")
    monkeypatch.setattr(Finished, "series", lambda self: series)
    told, words = told_over_time(course, NAME), Words("en")
    assert told is not None
    first, *_ = told.written(words).rows
    assert first[1:3] == ["–", "–"] and "–" not in first[3:]
    assert told.drawing("svg", "en")
    monkeypatch.setattr(Finished, "series", lambda self: series.assign(**{NAME: float("nan")}))
    assert told_over_time(course, NAME) is None
