import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.validation.fit import (
    DEFAULT_PARAMETERS,
    FITTED_TO,
    chosen,
    fit,
    prior,
    residuals,
)
from zorgzaam.model.parameters import PARAMETERS, default_values

DOCS = Path(__file__).resolve().parents[3] / "docs"


def targets() -> dict[str, float]:
    return {p.name if p.age is None else f"{p.name}_{p.age}": p.target for p in FITTED_TO}


def straight(values: Mapping[str, float]) -> dict[str, float]:
    """A stand-in for the model: carers rise with one parameter and strain with another."""
    found = targets()
    found["carers_at_55"] = 24.0 + 60.0 * (values["yes_child"] - 0.62)
    found["heavy_of_carers"] = 19.0 + 40.0 * (values["asking_probability_per_month"] - 0.25)
    return found


def test_parameters_move_to_where_the_patterns_fit() -> None:
    names = ["yes_child", "asking_probability_per_month"]
    outcome = fit(names, default_values(), straight, 60)
    assert outcome.values["yes_child"] == pytest.approx(0.62, abs=0.02)
    assert outcome.values["asking_probability_per_month"] == pytest.approx(0.25, abs=0.03)
    assert min(outcome.losses) < 0.1 * outcome.losses[0]


def test_what_no_pattern_decides_goes_back_to_what_was_declared_before_any_fit() -> None:
    outcome = fit(["yes_child", "yes_kin"], default_values(), straight, 60)
    assert outcome.values["yes_kin"] == pytest.approx(prior()["yes_kin"], abs=1e-3)


def test_the_declared_values_are_those_of_the_fit_that_is_kept() -> None:
    with (DOCS / "fit" / "fitted.csv").open(encoding="utf-8") as file:
        fitted = {row["parameter"]: float(row["fitted"]) for row in csv.DictReader(file)}
    assert set(fitted) == set(DEFAULT_PARAMETERS) == set(prior())
    for name, value in fitted.items():
        assert float(PARAMETERS[name].value) == pytest.approx(value, rel=0.006, abs=1e-4), name


def test_a_range_is_never_left_and_a_bound_is_told() -> None:
    def far(values: Mapping[str, float]) -> dict[str, float]:
        return targets() | {"carers_at_55": 24.0 + 60.0 * (values["yes_child"] - 3.0)}

    (one,) = fit(["yes_child"], default_values(), far, 40).parameters
    assert one.low <= one.value <= one.high
    assert one.at_bound


def test_no_more_studies_are_run_than_asked_for() -> None:
    outcome = fit(["yes_child", "yes_kin"], default_values(), straight, 4)
    assert outcome.evaluations == 4
    assert min(outcome.losses) <= outcome.losses[0]


def test_a_residual_of_one_is_the_edge_of_the_tolerance() -> None:
    at = [p.name for p in FITTED_TO].index("heavy_of_carers")
    assert residuals(targets() | {"heavy_of_carers": 23.0})[at] == pytest.approx(1.0)
    assert residuals(targets() | {"heavy_of_carers": float("nan")})[at] == 10.0


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("yes_chidl", "did you mean yes_child"),
        ("people_asked_at_most", "whole steps"),
        ("moves_per_year", "has a source"),
    ],
)
def test_only_declared_assumptions_that_move_gradually_are_fitted(name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        chosen([name])


def test_the_parameters_fitted_by_default_may_be() -> None:
    assert len(chosen()) == len(DEFAULT_PARAMETERS) > 10


def test_ctrl_c_keeps_the_best_so_far() -> None:
    runs = 0

    def interrupted(values: Mapping[str, float]) -> dict[str, float]:
        nonlocal runs
        runs += 1
        if runs > 5:
            raise KeyboardInterrupt
        return straight(values)

    names = ["yes_child", "asking_probability_per_month"]
    outcome = fit(names, default_values(), interrupted, 60)
    assert outcome.evaluations == 5
    with pytest.raises(KeyboardInterrupt):
        fit(names, default_values(), interrupted, 60)
