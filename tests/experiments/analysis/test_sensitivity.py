"""Sensitivity of functions whose answer is known."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.design import Blocks, largest_power_of_two
from zorgzaam.experiments.analysis.observed import Subject
from zorgzaam.experiments.analysis.seed_share import seed_share
from zorgzaam.experiments.analysis.sensitivity import morris, sobol

FACTORS = ("asking_probability_per_month", "expected_network_share", "highest_expected_share")
ISHIGAMI = dict.fromkeys(FACTORS, (-math.pi, math.pi))
UNIT = dict.fromkeys(FACTORS, (0.0, 2.0))


def problem(ranges):
    return {"num_vars": 3, "names": list(ranges), "bounds": [list(r) for r in ranges.values()]}


def ishigami(x, seed):
    return math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])


@pytest.fixture(scope="module")
def saltelli(made):
    """Ishigami's function, and chance that adds the same to a whole block."""

    def make(size, spread=0.0, **more):
        inputs = sobol_sample.sample(problem(ISHIGAMI), size, calc_second_order=False, seed=1)

        def formula(x, seed):
            return 50 + ishigami(x, seed) + spread * made.luck(seed)

        return made.designed(inputs, FACTORS, 5, formula, **more)

    return make


@pytest.fixture
def subject(made):
    return Subject(made.outcome, made.place, "baseline")


def test_sobol_indices_of_ishigami_lie_in_their_intervals(saltelli, subject):
    found = sobol(saltelli(512), ISHIGAMI, subject)
    rows = found.table.set_index("factor").loc[list(FACTORS)]
    for column, known in (("first", (0.3139, 0.4424, 0.0)), ("total", (0.5576, 0.4424, 0.2437))):
        assert np.abs(rows[column] - np.array(known)).max() < 0.05
        assert (rows[f"{column}_low"] <= np.array(known) + 0.02).all()
        assert (rows[f"{column}_high"] >= np.array(known) - 0.02).all()
    assert (found.blocks, found.left_out) == (512, 0)
    assert found.table["total"].is_monotonic_decreasing


def test_a_factor_that_does_nothing_has_no_effect_whatever_chance_does(made, subject):
    inputs = sobol_sample.sample(problem(UNIT), 64, calc_second_order=False, seed=1)
    table = made.designed(inputs, FACTORS, 5, lambda x, seed: x[0] + 3 * made.luck(seed))
    rows = sobol(table, UNIT, subject).table.set_index("factor")
    assert rows.loc[FACTORS[2], "total"] == 0.0
    assert rows.loc[FACTORS[0], "total"] > 0.0


def test_the_same_table_gives_the_same_indices_to_the_last_bit(saltelli, subject):
    one, other = (sobol(saltelli(32), ISHIGAMI, subject).table for _ in range(2))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_blocks_that_are_not_whole_and_those_past_a_power_of_two_are_left_out(saltelli, subject):
    table = saltelli(16)
    found = sobol(table[table["design_row"] < 11 * 5 + 2], ISHIGAMI, subject)
    assert (found.blocks, found.left_out) == (8, 4)
    first = sobol(table[table["block"] < 8], ISHIGAMI, subject)
    pd.testing.assert_frame_equal(found.table, first.table, check_exact=True)


def test_failed_runs_are_refused_or_left_out_with_their_blocks(saltelli, subject):
    table = saltelli(16)
    table.loc[7, "status"] = "failed"
    with pytest.raises(InputError, match="1 of 80 runs"):
        sobol(table, ISHIGAMI, subject)
    assert sobol(table, ISHIGAMI, subject, without_failed=True).blocks == 15


def test_a_constant_outcome_is_refused_instead_of_giving_zeros(made, subject):
    inputs = sobol_sample.sample(problem(UNIT), 8, calc_second_order=False, seed=1)
    table = made.designed(inputs, FACTORS, 5, lambda x, seed: 4.0)
    with pytest.raises(InputError, match="is 4 in every run"):
        sobol(table, UNIT, subject)


def test_a_design_of_another_kind_is_refused(made, subject):
    inputs = morris_sample.sample(problem(UNIT), 10, num_levels=4, seed=1)
    table = made.designed(inputs, FACTORS, 4, lambda x, seed: x[0])
    with pytest.raises(InputError, match="whole blocks of 5"):
        sobol(table, UNIT, subject)
    shuffled = table.assign(block=table["design_row"] // 5, seed=table["design_row"] // 5)
    with pytest.raises(InputError, match='kind = "saltelli"'):
        sobol(shuffled, UNIT, subject)


def test_morris_of_a_linear_function_is_exact_and_bends_nowhere(made, subject):
    inputs = morris_sample.sample(problem(UNIT), 10, num_levels=4, seed=1)
    table = made.designed(inputs, FACTORS, 4, lambda x, seed: 3 * x[0] - 2 * x[1] + made.luck(seed))
    rows = morris(table, UNIT, subject).table.set_index("factor").loc[list(FACTORS)]
    # the whole range is 2 wide
    np.testing.assert_allclose(rows["mu"], [6.0, -4.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(rows["mu_star_low"], [6.0, 4.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(rows["mu_star_high"], [6.0, 4.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(rows["sigma_high"], 0.0, atol=1e-9)


def test_morris_sees_what_works_together(made, subject):
    inputs = morris_sample.sample(problem(UNIT), 20, num_levels=4, seed=1)
    table = made.designed(inputs, FACTORS, 4, lambda x, seed: x[0] * x[1] * 5 + x[2])
    rows = morris(table, UNIT, subject).table.set_index("factor")
    assert rows.loc[FACTORS[2], "sigma_high"] < 1e-9
    for factor in FACTORS[:2]:
        assert rows.loc[factor, "sigma_low"] > 1.0
        assert rows.loc[factor, "sigma_low"] <= rows.loc[factor, "sigma"]
        assert rows.loc[factor, "mu_star_low"] < rows.loc[factor, "mu_star"]


def test_morris_refuses_rows_that_move_two_factors_and_ranges_that_do_not_fit(made, subject):
    inputs = morris_sample.sample(problem(UNIT), 10, num_levels=4, seed=1)
    table = made.designed(inputs, FACTORS, 4, lambda x, seed: x[0])
    with pytest.raises(InputError, match=r"no factor moves by 0\.666667"):
        morris(table, dict.fromkeys(FACTORS, (0.0, 3.0)), subject)
    table[FACTORS[1]] = table[FACTORS[0]]
    with pytest.raises(InputError, match='kind = "morris"'):
        morris(table, UNIT, subject)


def test_the_share_of_chance_is_that_of_the_formula(made, saltelli):
    # luck is even from -1 to 1, so its variance is 1/3; Ishigami's is 13.84
    table = saltelli(256, spread=4.0, repeat=range(0, 1280, 5), also=[3])
    known = 16 / 3 / (16 / 3 + 13.84)
    share = seed_share(table.assign(value=table[made.outcome]))
    assert share.low <= known <= share.high
    assert share.share == pytest.approx(known, abs=0.08)
    assert (share.rows, share.seeds) == (256, 257)


def test_without_repeated_rows_nothing_is_said_about_chance(saltelli, subject):
    assert sobol(saltelli(8), ISHIGAMI, subject).chance is None


def test_where_chance_does_nothing_its_share_is_none(saltelli, subject):
    found = sobol(saltelli(16, repeat=range(0, 80, 5), also=[3, 4]), ISHIGAMI, subject)
    assert found.chance.share == pytest.approx(0.0, abs=1e-12)
    assert found.chance.high == pytest.approx(0.0, abs=1e-12)


def test_several_seeds_of_a_block_are_averaged(made, subject):
    inputs = sobol_sample.sample(problem(UNIT), 32, calc_second_order=False, seed=1)
    once = made.designed(inputs, FACTORS, 5, lambda x, seed: x[0] + x[1])
    noise = {seed: 5.0 * (-1) ** seed for seed in range(100)}
    rows = [
        row | {"seed": seed, made.outcome: row[made.outcome] + noise[seed] * row[FACTORS[2]]}
        for row in once.to_dict("records")
        for seed in (10, 11)
    ]
    quiet = sobol(once, UNIT, subject).table
    pd.testing.assert_frame_equal(sobol(pd.DataFrame(rows), UNIT, subject).table, quiet)


def test_the_largest_power_of_two_is_taken_from_the_front():
    blocks = Blocks(("x",), {"x": (0, 1)}, np.zeros((13, 3, 1)), np.arange(39.0).reshape(13, 3), 1)
    kept = largest_power_of_two(blocks)
    assert kept.values.shape == (8, 3)
    assert kept.left_out == 6
    assert largest_power_of_two(replace(blocks, left_out=0)).left_out == 5
