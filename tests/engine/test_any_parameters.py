"""Whatever the parameters within their declared ranges: no impossible numbers, nothing lost."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zorgzaam.agents.care_file import T_INFORMAL, T_NEED, T_ORIGIN, T_UNMET, TOTALS
from zorgzaam.model.measures import INDEX
from zorgzaam.model.parameters import PARAMETERS, default_values
from zorgzaam.model.places import place
from zorgzaam.model.places.figures import Place
from zorgzaam.model.processes.observe import Observations
from zorgzaam.model.simulation import advance, prepare, start
from zorgzaam.model.timeline import Change, Timeline

WEEKS = 26


def tiny() -> Place:
    """Some three hundred people, many of them old."""
    ages = {"residents_0_14": 40, "residents_15_24": 30, "residents_25_44": 60,
            "residents_45_64": 80, "residents_65_plus": 90}  # fmt: skip
    figures = dataclasses.replace(
        place("WK168000").areas[0],
        code="WK000001",
        residents=300,
        households=140,
        households_single=50,
        households_without_children=50,
        households_with_children=40,
        household_size=2.1,
        **ages,
    )
    return Place("WK000001", "Klein", "wijk", 2019, (figures,), "test")


PLACE = tiny()


@st.composite
def parameters(draw) -> dict[str, float]:
    """Each at its value, or at an end of its range, or anywhere in it."""
    values = default_values()
    for name, row in PARAMETERS.items():
        if name == "settling_weeks":
            values[name] = 26.0
        elif row.choices:
            values[name] = float(draw(st.integers(0, len(row.choices) - 1), label=name))
        elif row.whole:
            values[name] = float(draw(st.integers(int(row.low), int(row.high)), label=name))
        else:
            values[name] = draw(st.floats(row.low, row.high), label=name)
    return values


def run(values: dict[str, float], seed: int, consistent) -> np.ndarray:
    settled = prepare(PLACE, seed, values)
    consistent(settled.world)
    world = start(settled)
    world.observations = Observations.of(WEEKS, world)
    timeline = Timeline((Change(8, "budget_cut_household_help_share", 0.9),))
    for _ in range(WEEKS):
        advance(world, timeline)
    consistent(world)
    totals = world.files.totals[world.files.person >= 0].astype(float)
    assert totals.shape[1] == TOTALS
    met = totals[:, T_NEED + 1 : T_UNMET + 1].sum(axis=1)
    np.testing.assert_allclose(totals[:, T_NEED], met, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(
        totals[:, T_ORIGIN:].sum(axis=1), totals[:, T_INFORMAL : T_INFORMAL + 2].sum(axis=1),
        rtol=1e-5, atol=1e-4,
    )  # fmt: skip
    weekly = world.observations.weekly
    assert np.isfinite(weekly).all() and (weekly >= 0).all()
    return weekly


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(values=parameters(), seed=st.integers(0, 2**53 - 1))
def test_any_parameters_in_their_ranges_give_possible_numbers(values, seed, consistent):
    run(values, seed, consistent)


@pytest.mark.parametrize("end", ["low", "high"])
def test_all_parameters_at_an_end_give_possible_numbers(end, consistent):
    values = {name: float(getattr(row, end)) for name, row in PARAMETERS.items()}
    weekly = run(values | {"settling_weeks": 26.0}, 1, consistent)
    assert weekly[:, :, INDEX["residents"]].min() > 0
    assert weekly[:, :, INDEX["need_hours"]].min() > 0
