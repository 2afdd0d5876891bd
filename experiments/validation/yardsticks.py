"""Wijk by wijk: the predicted share of carers, the measured one, and three yardsticks.

The yardsticks know no network. National rates need no fit. The two regressions are fitted to the
measured shares of one half of the municipalities and predict the other half, and the other way round, so
that no wijk, and no neighbour in its own municipality, is predicted from itself; several such
divisions are taken and their means compared. They are fitted to every wijk with figures, not only to
those of the sample.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import spearmanr

from zorgzaam.experiments.validation.looking import ADULT, AGES
from zorgzaam.experiments.validation.patterns import carers
from zorgzaam.experiments.validation.sample import MEASURED, halves, pool
from zorgzaam.experiments.validation.study import Seen
from zorgzaam.model.places import place
from zorgzaam.model.population.ages import ages_of

Array = NDArray[Any]

DIVISIONS: Final = 10  # into two halves of the municipalities
MODEL: Final = "model"
YARDSTICKS: Final = ("national_rates", "age", "age_and_more")
FIRST_AGE: Final = {"18_plus": ADULT, "65_plus": 65}
_AGE_GROUPS: Final = ("lft_15_25_2019", "lft_25_45_2019", "lft_45_65_2019", "lft_65p_2019")
_YOUNGEST: Final = "lft_0_15_2019"
_MIGRATION: Final = ("westers_migratie_2019", "niet_westers_migratie_2019")
_MARITAL: Final = ("gehuwd_2019", "gescheiden_2019", "verweduwd_2019")
_UNMARRIED: Final = "ongehuwd_2019"
_HOUSEHOLDS: Final = ("hh_eenpersoons_2019", "hh_met_kinderen_2019")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one predictor does: of the wijken that it and all the others have a figure for."""

    predictor: str
    ages: str  # '18_plus' or '65_plus'
    wijken: int
    rank_correlation: float
    mean_error: float  # absolute, percentage points
    bias: float


def predictions(seen: Seen) -> pd.DataFrame:
    """By wijk: names, measured and predicted shares of carers, per cent.

    Columns `measured_18_plus`, `model_18_plus`, `national_rates_18_plus`, `age_18_plus`,
    `age_and_more_18_plus`, and the same of 65_plus. The regressions are means over the divisions.
    """
    known = pool().wijken
    everywhere = pd.concat([known, known], axis=1).loc[:, lambda frame: ~frame.columns.duplicated()]
    codes = [code for code in seen.codes if code in everywhere.index]
    table = everywhere.loc[
        codes, ["naam", "gemeente", "inwoners_2019", "stedelijkheid_2019"]
    ].copy()
    looks = {code: seen.of_wijk(code) for code in codes}
    rates = national_rates()
    ages = {code: np.sum([ages_of(area) for area in place(code).areas], axis=0) for code in codes}
    for name, column in MEASURED.items():
        first = FIRST_AGE[name]
        table[f"measured_{name}"] = everywhere.loc[codes, column]
        table[f"model_{name}"] = [carers(first)(looks[code]) for code in codes]
        table[f"national_rates_{name}"] = [
            float((rates[first:] * ages[code][first:]).sum() / ages[code][first:].sum())
            for code in codes
        ]
        for yardstick, predictors in (("age", _ages), ("age_and_more", _ages_and_more)):
            predicted = out_of_sample(predictors(everywhere), everywhere[column], everywhere)
            table[f"{yardstick}_{name}"] = predicted.loc[codes]
    return table


def national_rates() -> Array:
    """Per cent of carers by year of age (CBS 2022, narrow definition); 18 and 19 as 20 to 24."""
    with as_file(files("zorgzaam.data") / "national" / "mantelzorg_leeftijd_2012_2022.csv") as path:
        published = pd.read_csv(path, sep=";")
    rates = np.zeros(101)
    for label, percent in zip(
        published["leeftijd"], published["pct_mantelzorger_2022"], strict=True
    ):
        low, _, high = str(label).replace(" of ouder", " tot 101").partition(" tot ")
        rates[int(low) : int(high)] = percent
    rates[ADULT:20] = rates[20]
    return rates


def _ages(wijken: pd.DataFrame) -> pd.DataFrame:
    return wijken[list(_AGE_GROUPS)].div(wijken[[_YOUNGEST, *_AGE_GROUPS]].sum(axis=1), axis=0)


def _ages_and_more(wijken: pd.DataFrame) -> pd.DataFrame:
    """Age groups, migration background, marital status and households, as shares."""
    return pd.concat(
        [
            _ages(wijken),
            wijken[list(_MIGRATION)].div(wijken["inwoners_2019"], axis=0),
            wijken[list(_MARITAL)].div(wijken[[_UNMARRIED, *_MARITAL]].sum(axis=1), axis=0),
            wijken[list(_HOUSEHOLDS)].div(wijken["hh_totaal_2019"], axis=0),
            wijken[["hh_grootte_2019"]],
        ],
        axis=1,
    )


def out_of_sample(
    predictors: pd.DataFrame, measured: pd.Series, wijken: pd.DataFrame, divisions: int = DIVISIONS
) -> pd.Series:
    """What regressions predict that were fitted to the other half of the municipalities; the mean.

    NaN where a predictor is missing.
    """
    known = predictors.notna().all(axis=1) & measured.notna()
    x = np.column_stack([np.ones(int(known.sum())), predictors[known].to_numpy(np.float64)])
    y = measured[known].to_numpy(np.float64)
    predicted = np.zeros((divisions, len(y)))
    for division in range(divisions):
        half = halves(wijken.loc[known, "gemeente_code"], division).to_numpy()
        for fitted in (0, 1):
            slopes = np.linalg.lstsq(x[half == fitted], y[half == fitted], rcond=None)[0]
            predicted[division, half != fitted] = x[half != fitted] @ slopes
    result = pd.Series(np.nan, index=wijken.index)
    result[known] = predicted.mean(axis=0)
    return result


def fits(table: pd.DataFrame) -> list[Fit]:
    """Model and yardsticks on the same wijken: those that all of them have a figure for."""
    return [fit(table, predictor, ages) for ages in MEASURED for predictor in (MODEL, *YARDSTICKS)]


def fit(table: pd.DataFrame, predictor: str, ages: str) -> Fit:
    """One predictor against the measured shares."""
    columns = [f"{name}_{ages}" for name in ("measured", MODEL, *YARDSTICKS)]
    known = table[columns].dropna()
    apart = known[f"{predictor}_{ages}"] - known[f"measured_{ages}"]
    rank = (
        float(spearmanr(known[f"{predictor}_{ages}"], known[f"measured_{ages}"])[0])
        if len(known) > 2
        else float("nan")
    )
    return Fit(predictor, ages, len(known), rank, float(apart.abs().mean()), float(apart.mean()))


RESIDUALS_WITH: Final[Mapping[str, Callable[[pd.DataFrame], pd.Series]]] = {
    "share_45_64": lambda w: w["lft_45_65_2019"] / w["inwoners_2019"],
    "share_65_plus": lambda w: w["lft_65p_2019"] / w["inwoners_2019"],
    "urbanity": lambda w: -w["stedelijkheid_2019"],
    "low_income": lambda w: w["pct_hh_laag_inkomen_2018"],
    "migration": lambda w: w["niet_westers_migratie_2019"] / w["inwoners_2019"],
    "married": lambda w: w["gehuwd_2019"] / w["inwoners_2019"],
    "alone": lambda w: w["hh_eenpersoons_2019"] / w["hh_totaal_2019"],
    "owners": lambda w: w["pct_koop_2019"],
    "limited_18_plus": lambda w: w["beperkt_gezondheid_18p_2020"],
    "limited_65_plus": lambda w: w["beperkt_gezondheid_65p_2020"],
    "residents": lambda w: w["inwoners_2019"],
}


def residuals(table: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation of what the model gets wrong (prediction - measured) with figures of the wijk."""
    wijken = pool().wijken.loc[table.index]
    wrong = {ages: table[f"model_{ages}"] - table[f"measured_{ages}"] for ages in MEASURED}
    return pd.DataFrame(
        {
            ages: {name: _rank(of(wijken), wrong[ages]) for name, of in RESIDUALS_WITH.items()}
            for ages in MEASURED
        }
    )


def _rank(one: pd.Series, other: pd.Series) -> float:
    known = one.notna() & other.notna()
    return float(spearmanr(one[known], other[known])[0]) if known.sum() > 2 else float("nan")


def best_of(found: Sequence[Fit], ages: str) -> Fit:
    """The yardstick with the smallest mean error."""
    return min(
        (f for f in found if f.ages == ages and f.predictor != MODEL), key=lambda f: f.mean_error
    )


__all__ = ["AGES", "MODEL", "YARDSTICKS", "Fit", "fits", "predictions", "residuals"]
