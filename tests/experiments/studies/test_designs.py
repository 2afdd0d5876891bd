import itertools

import numpy as np
import pytest

from zorgzaam.experiments.studies.designs import block_size, rows_of
from zorgzaam.experiments.studies.factor import Factor
from zorgzaam.experiments.studies.file import Design, parse_study
from zorgzaam.experiments.studies.plan import Study, plan_study

CUT = Factor(parameter="budget_cut_household_help_share", low=0.0, high=0.6)
WHOLE = Factor(parameter="chain_steps")
CHOICE = Factor(parameter="payment")
FACTORS = (CUT, WHOLE, CHOICE)
STUDY = """
title_nl = "n"
title_en = "e"
places = ["BU03440343"]
scenarios = ["baseline", "cuts-2015"]
"""


@pytest.mark.parametrize("kind", ["sobol", "morris", "saltelli"])
def test_a_smaller_design_is_the_beginning_of_a_larger_one(kind: str) -> None:
    small, large = (rows_of(Design(kind=kind, size=size, seed=3), FACTORS) for size in (64, 128))
    assert len(large) == 2 * len(small) == 128 * block_size(Design(kind=kind, size=64), 3)
    assert small == large[: len(small)]
    other = rows_of(Design(kind=kind, size=64, seed=4), FACTORS)
    assert other != small


@pytest.mark.parametrize("kind", ["sobol", "latin", "morris", "saltelli"])
def test_every_value_is_one_that_the_parameter_can_have(kind: str) -> None:
    rows = rows_of(Design(kind=kind, size=32), FACTORS)
    values = np.array([row.values for row in rows])
    assert (values[:, 0] >= 0.0).all() and (values[:, 0] <= 0.6).all()
    assert set(values[:, 1]) <= set(range(int(WHOLE.row.low), int(WHOLE.row.high) + 1))
    assert set(values[:, 2]) == {0.0, 1.0}


def test_levels_have_equal_parts_and_a_range_has_its_ends() -> None:
    share = Factor(parameter="budget_cut_guidance_share", values=(0.0, 0.1, 0.4))
    assert [share.at(part) for part in (0.0, 0.33, 0.34, 0.66, 0.67, 1.0)] == [
        0.0, 0.0, 0.1, 0.1, 0.4, 0.4,
    ]  # fmt: skip
    assert (CUT.at(0.0), CUT.at(0.5), CUT.at(1.0)) == (0.0, 0.3, 0.6)
    assert CHOICE.levels == (0.0, 1.0)


def test_a_factorial_design_has_every_value_with_every_other() -> None:
    factors = (Factor(parameter="budget_cut_guidance_share", values=(0.0, 0.1, 0.2)), CHOICE)
    rows = rows_of(Design(kind="factorial"), factors)
    assert [row.values for row in rows] == [
        (0.0, 0.0), (0.0, 1.0), (0.1, 0.0), (0.1, 1.0), (0.2, 0.0), (0.2, 1.0),
    ]  # fmt: skip


def test_only_one_factor_differs_within_a_block_of_morris_and_the_ends_of_saltelli() -> None:
    for trajectory in np.split(
        np.array([row.values for row in rows_of(Design(kind="morris", size=8), (CUT, WHOLE))]), 8
    ):
        assert all((a != b).sum() <= 1 for a, b in itertools.pairwise(trajectory))
    rows = np.array([row.values for row in rows_of(Design(kind="saltelli", size=4), (CUT, WHOLE))])
    for first, one, two, last in rows.reshape(4, 4, 2):
        assert one.tolist() == [last[0], first[1]]
        assert two.tolist() == [first[0], last[1]]


def planned(text: str) -> Study:
    return plan_study(parse_study(STUDY + text, "x"))


FACTOR = '[[factors]]\nparameter = "asking_probability_per_month"\n'


def test_a_block_shares_its_seed_and_another_block_has_another() -> None:
    study = planned(
        'seeds = { first = 5, count = 2 }\n[design]\nkind = "morris"\nsize = 3\n' + FACTOR
    )
    seeds: dict[int, set[int]] = {}
    for each in study.planned():
        seeds.setdefault(each.block, set()).add(each.point.seed)
    assert seeds == {0: {5, 100_005}, 1: {6, 100_006}, 2: {7, 100_007}}
    assert study.size() == len(list(study.planned())) == 2 * 6 * 2


def test_rows_of_other_designs_are_all_run_with_the_same_seeds() -> None:
    study = planned('seeds = 2\n[design]\nkind = "sobol"\nsize = 4\n' + FACTOR)
    assert {each.point.seed for each in study.planned()} == {1, 2}
    assert len({each.design_row for each in study.planned()}) == 4


def test_more_seeds_or_a_larger_design_hold_every_run_of_the_smaller_study() -> None:
    for kind in ("sobol", "morris", "saltelli"):
        text = 'seeds = {seeds}\n[design]\nkind = "{kind}"\nsize = {size}\n' + FACTOR
        runs = []
        for seeds, size in ((2, 4), (3, 8)):
            study = planned(text.format(seeds=seeds, kind=kind, size=size))
            runs.append({str(each.point) for each in study.planned()})
        assert runs[0] < runs[1]


def test_an_assumption_holds_from_the_start_and_a_lever_from_its_week_on() -> None:
    study = planned(
        '[design]\nkind = "factorial"\n'
        '[[factors]]\nparameter = "asking_probability_per_month"\nvalues = [0.1, 0.2]\n'
        '[[factors]]\nparameter = "budget_cut_household_help_share"\nvalues = [0.5, 0.6]\nweek = 20\n'
    )
    first = next(study.planned()).point
    assert first.values == {"asking_probability_per_month": 0.1}
    assert first.levers == {"budget_cut_household_help_share": 0.5}
    changes = study.timeline(first).changes
    assert [(change.week, change.value) for change in changes] == [(20, 0.5)]


def test_a_lever_holds_whatever_the_scenario_does_to_it_later() -> None:
    study = planned(
        '[tipping]\nlever = "budget_cut_household_help_share"\noutcome = "unmet_hours_per_1000"\n'
        "threshold = 1.0\nweek = 0\n"
    )
    name = "budget_cut_household_help_share"
    point = next(each.point for each in study.planned() if each.point.scenario == "cuts-2015")
    assert any(change.name == name for change in study.timeline(point).changes)
    from dataclasses import replace

    moved = study.timeline(replace(point, levers={name: 0.05}))
    assert [c.value for c in moved.changes if c.name == name] == [0.05]
    others = {c for c in study.timeline(point).changes if c.name != name}
    assert others and others == {c for c in moved.changes if c.name != name}


def test_outcomes_are_counted_from_the_first_change_in_any_run() -> None:
    assert (
        planned("").from_week
        == planned("")
        .timeline(next(e.point for e in planned("").planned() if e.point.scenario == "cuts-2015"))
        .first_week
    )
    assert planned("from_week = 30\n").from_week == 30
    text = '[tipping]\nlever = "budget_cut_guidance_share"\noutcome = "unmet_hours_per_1000"\nthreshold = 1.0\n'
    plain = STUDY.replace(', "cuts-2015"', "")
    study = plan_study(parse_study(plain + text + "week = 40\n", "x"))
    assert study.from_week == 40
