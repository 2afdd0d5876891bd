"""Scenario discovery finds the box that was planted."""

import builtins

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.discovery import discover
from zorgzaam.experiments.analysis.observed import Subject

FACTORS = ("asking_probability_per_month", "expected_network_share", "highest_expected_share")
RANGES = dict.fromkeys(FACTORS, (0.0, 1.0))


@pytest.fixture(scope="module")
def planted(made):
    """Beyond 5 where the first is above 0.6 and the second below 0.5; the third does nothing."""
    inputs = qmc.Sobol(3, rng=1).random(256)

    def formula(x, seed):
        return 9.0 * (x[0] > 0.6 and x[1] < 0.5) + made.luck(seed)

    return made.designed(inputs, FACTORS, 1, formula)


@pytest.fixture
def subject(made):
    return Subject(made.outcome, made.place, "baseline")


def test_a_planted_box_is_found_with_its_limits_and_nothing_else(planted, subject):
    pytest.importorskip("ema_workbench")
    found = discover(planted, RANGES, subject, 5.0)
    by_name = {limit.factor: limit for limit in found.limits}
    assert set(by_name) == set(FACTORS[:2])
    assert by_name[FACTORS[0]].low == pytest.approx(0.6, abs=0.03)
    assert by_name[FACTORS[0]].high == 1.0
    assert by_name[FACTORS[1]].high == pytest.approx(0.5, abs=0.03)
    assert by_name[FACTORS[1]].low == 0.0
    assert by_name[FACTORS[0]].quasi_p_low < 0.001
    assert by_name[FACTORS[0]].quasi_p_high is None
    assert found.density > 0.95
    assert found.coverage > 0.9
    assert found.coverage_ends[0] < found.coverage < found.coverage_ends[1] or found.coverage == 1.0
    assert found.held_out.density > 0.8
    assert found.base == pytest.approx(0.2, abs=0.02)


def test_low_values_are_looked_for_where_that_is_asked(planted, subject):
    pytest.importorskip("ema_workbench")
    found = discover(planted, RANGES, subject, 5.0, "below")
    assert found.base == pytest.approx(0.8, abs=0.02)
    assert found.beyond == (planted[subject.outcome] <= 5.0).sum()


def test_where_nothing_drives_it_the_held_out_density_is_no_more_than_chance(made, subject):
    pytest.importorskip("ema_workbench")
    inputs = qmc.Sobol(3, rng=1).random(256)
    noise = made.designed(inputs, FACTORS, 1, lambda x, seed: made.luck(seed))
    found = discover(noise, RANGES, subject, 0.5)
    if found.held_out is not None:
        assert found.held_out.density < found.base + 0.15


def test_several_seeds_a_row_are_told(planted, subject):
    pytest.importorskip("ema_workbench")
    twice = pd.concat([planted, planted.assign(seed=planted["seed"] + 1000)], ignore_index=True)
    one, two = discover(planted, RANGES, subject, 5.0), discover(twice, RANGES, subject, 5.0)
    assert (one.repeated, two.repeated) == (False, True)
    # more seeds of the same rows are no more combinations
    assert np.diff(two.coverage_ends) == pytest.approx(np.diff(one.coverage_ends), abs=0.02)


def test_too_few_runs_beyond_are_told_with_the_range_of_the_outcome(planted, subject):
    pytest.importorskip("ema_workbench")
    with pytest.raises(InputError, match=r"0 of 256 runs are above 50.*goes from"):
        discover(planted, RANGES, subject, 50.0)


def test_without_the_library_it_is_said_how_to_get_it(planted, subject, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("ema_workbench"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"pip install 'zorgzaam\[discovery\]'"):
        discover(planted, RANGES, subject, 5.0)
