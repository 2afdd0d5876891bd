"""Arms that are lived together as long as they are alike."""

import dataclasses

import numpy as np
import pytest

from zorgzaam.experiments.branches import Branch, simulate_all, weeks_lived
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.simulation import Cancelled, prepare, simulate
from zorgzaam.model.timeline import Change, Timeline

CUT = Timeline((Change(20, "budget_cut_household_help_share", 0.4),))
UNDONE = Timeline((*CUT.changes, Change(30, "budget_cut_household_help_share", 0.0)))
PILOT = Timeline((Change(0, "programme_weeks", 26.0), Change(0, "tie_building_share", 0.2)))
ASKED: tuple[Branch, ...] = (
    (Timeline(), 39), (Timeline(), 26), (CUT, 52), (UNDONE, 52), (PILOT, 39),
)  # fmt: skip


def test_runs_that_are_lived_together_are_the_runs_that_each_would_be_alone() -> None:
    settled = prepare(resolve("WK079614"), 3, default_values() | {"settling_weeks": 52.0})
    together = simulate_all(settled, ASKED)
    assert set(together) == set(ASKED)
    for (timeline, weeks), run in together.items():
        alone = simulate(settled, timeline, weeks)
        for name in ("weekly", "groups", "ties", "network"):
            assert np.array_equal(getattr(run, name), getattr(alone, name), equal_nan=True), name
        for field in dataclasses.fields(alone.end):
            assert np.array_equal(getattr(run.end, field.name), getattr(alone.end, field.name))
        assert (run.weeks, run.timeline) == (weeks, timeline)


def test_the_weeks_that_are_lived_are_counted_where_arms_part() -> None:
    # 39 of nobody; of the cut 32 from week 20 on; undone 22 from week 30 on; the pilot from the start
    assert weeks_lived(ASKED) == 39 + 32 + 22 + 39


def test_a_stop_is_heard_in_every_branch() -> None:
    settled = prepare(resolve("BU07961302"), 3, default_values() | {"settling_weeks": 52.0})
    lived = 0

    def after(weeks: int) -> bool:
        nonlocal lived
        lived += 1
        return lived > weeks

    for weeks in (10, 45, 80):
        lived = 0
        with pytest.raises(Cancelled):
            simulate_all(settled, ASKED, lambda weeks=weeks: after(weeks))  # type: ignore[misc]
