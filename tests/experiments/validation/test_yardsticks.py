import numpy as np
import pandas as pd
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.validation import yardsticks
from zorgzaam.experiments.validation.sample import MEASURED, draw, halves, pool
from zorgzaam.experiments.validation.yardsticks import fit, national_rates, out_of_sample


def test_the_same_question_draws_the_same_wijken_and_a_larger_one_holds_them() -> None:
    few, many = draw(40), draw(200)
    assert few == draw(40)
    assert set(few) < set(many)


def test_each_urbanity_has_its_part_of_the_sample() -> None:
    wijken = pool().wijken
    of_all = wijken["stedelijkheid_2019"].value_counts(normalize=True)
    of_sample = wijken.loc[list(draw(200)), "stedelijkheid_2019"].value_counts(normalize=True)
    assert (of_all - of_sample).abs().max() < 0.03


def test_the_two_halves_share_no_municipality_and_no_wijk() -> None:
    municipality = pool().wijken["gemeente_code"]
    first, second = set(draw(100, 0)), set(draw(100, 1))
    assert not first & second
    assert not set(municipality[list(first)]) & set(municipality[list(second)])
    division = halves(municipality)
    assert 0.4 < division.mean() < 0.6
    assert (halves(municipality, 1) != division).any()


def test_more_wijken_than_there_are_is_told() -> None:
    with pytest.raises(InputError, match=r"--wijken 9999: give a number from 1 to \d+"):
        draw(9999)


def test_national_rates_are_those_of_the_table() -> None:
    rates = national_rates()
    assert (rates[57], rates[22], rates[18], rates[100]) == (23.5, 3.7, 3.7, 7.3)
    assert rates[17] == 0.0


def test_a_wijk_is_never_predicted_from_its_own_municipality() -> None:
    # the shares are noise of the municipality: whoever sees it could predict, others cannot
    towns = [f"GM{n:04}" for n in range(60) for _ in range(4)]
    noise = pd.Series([hash_of(town) for town in towns])
    dummies = pd.DataFrame({"same": noise})
    wijken = pd.DataFrame({"gemeente_code": towns})
    predicted = out_of_sample(dummies * 0.0, noise, wijken)
    assert abs(np.corrcoef(predicted, noise)[0, 1]) < 0.5 or predicted.std() < 0.2 * noise.std()
    assert np.allclose(out_of_sample(dummies, 2 * noise + 1, wijken), 2 * noise + 1)


def hash_of(text: str) -> float:
    return (sum(ord(letter) ** 2 for letter in text) * 2654435761 % 1000) / 1000


def test_a_perfect_prediction_has_rank_one_and_no_error() -> None:
    table = pd.DataFrame(
        {
            f"{name}_18_plus": [10.0, 12.0, 15.0]
            for name in ("measured", "model", *yardsticks.YARDSTICKS)
        }
    )
    found = fit(table, "model", "18_plus")
    assert (found.rank_correlation, found.mean_error, found.bias) == (1.0, 0.0, 0.0)
    table["model_18_plus"] = [16.0, 13.0, 11.0]
    found = fit(table, "model", "18_plus")
    assert found.rank_correlation == -1.0
    assert found.bias == pytest.approx(1.0)


def test_a_wijk_without_some_prediction_counts_for_none() -> None:
    names = ("measured", "model", *yardsticks.YARDSTICKS)
    table = pd.DataFrame({f"{name}_18_plus": [10.0, 12.0, 15.0, 9.0] for name in names})
    table.loc[3, "age_18_plus"] = np.nan
    assert fit(table, "model", "18_plus").wijken == 3


def test_regressions_do_on_unseen_municipalities_what_is_known_of_them() -> None:
    """Known from an analysis apart: age alone about 0.7 and 1.05 points, with more 0.77 and 0.95."""
    wijken = pool().wijken
    measured = wijken[MEASURED["18_plus"]]
    errors, ranks = [], []
    for predictors in (yardsticks._ages, yardsticks._ages_and_more):
        predicted = out_of_sample(predictors(wijken), measured, wijken)
        known = predicted.notna()
        errors.append(float((predicted - measured)[known].abs().mean()))
        ranks.append(float(predicted[known].corr(measured[known], method="spearman")))
    assert ranks == pytest.approx([0.70, 0.78], abs=0.03)
    assert errors == pytest.approx([1.05, 0.95], abs=0.05)
