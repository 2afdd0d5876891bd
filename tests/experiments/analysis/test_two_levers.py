"""The two-lever map of a plane, whose contour is a straight line."""

import numpy as np
import pandas as pd
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.analysis.two_levers import map_of_runs, two_lever_map

LEVER, SECOND = "budget_cut_household_help_share", "expected_network_share"
UP = (0.0, 0.2, 0.3)


@pytest.fixture
def question(made):
    return Question(
        place=made.place, scenario="baseline", outcome=made.outcome, lever=LEVER, low=0.0, high=0.8,
        threshold=4.0, seeds=(0, 1, 2, 3, 4), against="baseline", measure="difference", grid=5,
    )  # fmt: skip


def plane(point):
    """Tips at a cut of 0.4 + (seed - 2) / 100 - second: 10 more for the whole of both."""
    x, y = point.levers.get(LEVER, 0.0), point.levers.get(SECOND, 0.0)
    return 7.0 * point.seed + bool(point.levers) * (10.0 * (x + y) - (point.seed - 2) / 10)


def test_the_edge_is_that_of_the_plane(made, question):
    runner = made.Formula(plane)
    found = two_lever_map(question, SECOND, UP, runner)
    assert runner.batches == [3 * 5 * 5 + 5]
    np.testing.assert_allclose(found.edge["median"], [0.4, 0.2, 0.1], atol=1e-9)
    np.testing.assert_allclose(found.edge["p10"], [0.38, 0.18, 0.08], atol=1e-9)
    np.testing.assert_allclose(found.edge["p90"], [0.42, 0.22, 0.12], atol=1e-9)
    assert found.edge[SECOND].tolist() == list(UP)


def test_the_share_beyond_and_the_mean_are_those_of_the_seeds(made, question):
    found = two_lever_map(question, SECOND, UP, made.Formula(plane))
    assert found.share_beyond.shape == (3, 5)
    assert found.share_beyond[0].tolist() == [0.0, 0.0, 0.6, 1.0, 1.0]
    np.testing.assert_allclose(found.mean[0], [0.0, 2.0, 4.0, 6.0, 8.0], atol=1e-9)
    assert (found.table["low"] < found.table["mean"]).all()


def test_seeds_that_never_tip_along_a_row_make_the_upper_ranks_infinite(made, question):
    def formula(point):
        return plane(point) if point.seed > 1 else 0.0

    edge = two_lever_map(question, SECOND, UP, made.Formula(formula)).edge.iloc[0]
    assert edge["never"] == 2
    assert np.isinf(edge["p90"])
    assert np.isfinite(edge["median"])


def test_failed_cells_are_counted_and_their_seed_has_no_edge(made, question):
    def formula(point):
        broken = point.seed == 3 and point.levers.get(LEVER) == 0.8
        return np.nan if broken else plane(point)

    found = two_lever_map(question, SECOND, UP, made.Formula(formula))
    assert found.table["failed"].sum() == 3
    assert found.edge["failed"].tolist() == [1, 1, 1]


def test_a_factorial_study_gives_the_same_map(made, question):
    from zorgzaam.experiments.studies.point import Point

    asked = two_lever_map(question, SECOND, UP, made.Formula(plane))
    rows = []
    for scenario, levers_of in (("baseline", lambda x, y: {}), ("cuts-2015", None)):
        for number, (y, x) in enumerate((y, x) for y in UP for x in question.grid_values()):
            levers = levers_of(x, y) if levers_of else {LEVER: x, SECOND: y}
            for seed in question.seeds:
                value = plane(Point(made.place, scenario, seed, {}, levers))
                factors = {LEVER: x, SECOND: y}
                rows.append(made.row(value, seed, number, scenario=scenario, factors=factors))
    from dataclasses import replace

    found = map_of_runs(pd.DataFrame(rows), replace(question, scenario="cuts-2015"), SECOND)
    pd.testing.assert_frame_equal(found.table, asked.table)
    pd.testing.assert_frame_equal(found.edge, asked.edge)


def test_a_map_needs_two_levers_and_all_of_their_combinations(made, question):
    with pytest.raises(InputError, match="another one"):
        two_lever_map(question, LEVER, UP, made.Formula(plane))
    rows = [
        made.row(1.0, seed, number, scenario="baseline", factors={LEVER: x, SECOND: y})
        for number, (x, y) in enumerate([(0.0, 0.0), (0.1, 0.0), (0.1, 0.2)])
        for seed in (1, 2)
    ]
    with pytest.raises(InputError, match="needs all of them"):
        map_of_runs(pd.DataFrame(rows), question, SECOND)
