"""Dated changes: in which order, everywhere or in one area, and what counts as a change."""

import numpy as np
import pytest

from zorgzaam.agents.care_file import DAY_ACTIVITY, GUIDANCE_SERVICE, HOUSEHOLD_HELP
from zorgzaam.model.area_levers import AREA_LEVERS, NORM
from zorgzaam.model.care.services import FormalCareRule
from zorgzaam.model.simulation import start
from zorgzaam.model.timeline import EVERYWHERE, Change, Timeline

NAME = "norm_hours_household_help_per_week"
GUIDANCE = "budget_cut_guidance_share"


@pytest.fixture
def world(settled_place):
    return start(settled_place("WK027301"))


def test_what_holds_everywhere_comes_before_what_holds_in_one_area():
    changes = (Change(4, NAME, 1.0, 2), Change(4, NAME, 2.0), Change(5, NAME, 3.0))
    timeline = Timeline(changes)
    assert [change.area for change in timeline.at(4)] == [EVERYWHERE, 2]
    assert timeline.at(3) == ()
    assert timeline.first_week == 4
    assert Timeline().first_week is None


def test_an_area_may_have_a_rule_of_its_own_beside_the_one_of_all(world):
    world.change([Change(0, NAME, 2.0), Change(0, NAME, 1.0, 2)])
    assert world.areas.lever[:, NORM].tolist() == [2.0, 2.0, 1.0, 2.0]
    assert (world.value_of(NAME, 0), world.value_of(NAME, 2)) == (2.0, 1.0)
    assert world.values[NAME] == 2.0


def test_only_another_value_is_a_change(world):
    cut = Change(0, GUIDANCE, world.values[GUIDANCE])
    world.change([cut, Change(0, NAME, 1.5)])
    assert world.changed == {NAME}
    assert not world.has_changed(FormalCareRule)
    world.change([Change(0, GUIDANCE, 0.3, 1)])
    assert world.changed == {GUIDANCE}
    assert world.has_changed(FormalCareRule)
    world.change([])
    assert world.changed == frozenset()


def test_a_stricter_rule_is_known_by_service_and_area_and_a_milder_one_is_not(world):
    world.change([Change(0, GUIDANCE, 0.3, 1), Change(0, NAME, 1.5)])
    assert set(world.tightened) == {
        (GUIDANCE_SERVICE, 1),
        (DAY_ACTIVITY, 1),
        (HOUSEHOLD_HELP, EVERYWHERE),
    }
    world.change([Change(0, GUIDANCE, 0.1, 1), Change(0, NAME, 2.5)])
    assert world.tightened == ()


def test_a_copy_has_levers_of_its_own(world):
    world.change([Change(0, NAME, 1.0, 1)])
    other = world.copy()
    other.change([Change(0, NAME, 2.0)])
    assert world.value_of(NAME, 1) == 1.0
    assert other.value_of(NAME, 1) == 2.0
    assert np.array_equal(world.areas.lever[1, NORM], 1.0)
    assert AREA_LEVERS[NORM] == NAME
