"""Scenarios with `areas = [...]`: changes that hold in some areas of a run only."""

import datetime as dt
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.area_levers import AREA_LEVERS
from zorgzaam.model.timeline import EVERYWHERE, Change

START = dt.date(2019, 1, 1)
CODES = ("BU02730100", "BU02730101", "BU02730102")
CUT = "budget_cut_household_help_share"


@pytest.fixture
def written(tmp_path: Path):
    def write(changes: str) -> Path:
        path = tmp_path / "mine.toml"
        words = ('title_nl = "Proef"\ntitle_en = "Trial"\nwhy_nl = "Om te zien"\n'
                 'why_en = "To see"\nsource = "a test"\n')  # fmt: skip
        path.write_text(words + changes, encoding="utf-8")
        return path

    return write


def test_a_change_with_areas_holds_in_those_areas_only(written) -> None:
    path = written(
        f'[[changes]]\nweek = 4\nareas = ["{CODES[2]}", "{CODES[0]}"]\nset = {{ {CUT} = 0.4 }}\n'
        f"[[changes]]\nweek = 4\nset = {{ {CUT} = 0.1 }}\n"
    )
    timeline = load_scenario(str(path)).timeline(START, 52, CODES)
    assert timeline.at(4) == (
        Change(4, CUT, 0.1, EVERYWHERE),
        Change(4, CUT, 0.4, 0),
        Change(4, CUT, 0.4, 2),
    )


def test_an_area_that_is_not_in_the_run_is_told_with_the_nearest_that_is(written) -> None:
    path = written(f'[[changes]]\nweek = 4\nareas = ["BU02730109"]\nset = {{ {CUT} = 0.4 }}\n')
    with pytest.raises(InputError, match=r"BU02730109, which is not an area of this run") as told:
        load_scenario(str(path)).timeline(START, 52, CODES)
    assert all(code in str(told.value) for code in CODES)


def test_what_cannot_differ_by_area_is_refused_with_what_can(written) -> None:
    path = written(f'[[changes]]\nweek = 4\nareas = ["{CODES[0]}"]\nset = {{ chain_steps = 1 }}\n')
    with pytest.raises(InputError, match="chain_steps is the same in all areas of a run") as told:
        load_scenario(str(path))
    assert all(name in str(told.value) for name in AREA_LEVERS)
