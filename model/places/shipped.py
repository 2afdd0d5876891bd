"""The figures that come with the program: raw areas, and municipalities and country as donors.

Column names are those of the source tables; data/README.md is their dictionary. A wijk keeps the
population of 2019 where it is published, otherwise that of 2022, otherwise of 2024.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import pandas as pd

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.complete import Donor, Known, RawArea
from zorgzaam.model.places.figures import (
    AGE_GROUPS,
    COUNTRY_CODE,
    DATA_YEAR,
    FIGURE,
    FIGURES,
    HEALTH_YEAR,
    HOUSEHOLD_TYPES,
    INCOME_YEAR,
)

YEARS = (2015, DATA_YEAR)
_PUBLISHED_COUNTRY_CODE = "NL01"
_AGE_COLUMNS = ("lft_0_15", "lft_15_25", "lft_25_45", "lft_45_65", "lft_65p")
_AGE_SHARE_COLUMNS = ("pct_0_14", "pct_15_24", "pct_25_44", "pct_45_64", "pct_65p")
_HOUSEHOLD_COLUMNS = ("hh_eenpersoons", "hh_zonder_kinderen", "hh_met_kinderen")
_NOBODY = Known(0.0, DATA_YEAR)
_POPULATION = ("residents", *AGE_GROUPS)
_HEALTH_COLUMNS = {
    f"{figure}_pct_{ages}": f"{column}_{age}_{HEALTH_YEAR}"
    for figure, column in (
        ("limited", "beperkt_gezondheid"),
        ("severely_limited", "ernstig_beperkt"),
        ("physically_limited", "lichamelijke_beperking"),
        ("volunteering", "vrijwilliger"),
        ("socially_lonely", "sociaal_eenzaam"),
    )
    for ages, age in (("18_plus", "18p"), ("65_plus", "65p"))
}


@cache
def data_version() -> str:
    """The version of the shipped figures."""
    return (files("zorgzaam.data") / "VERSION").read_text(encoding="utf-8").strip()


@cache
def table(name: str) -> pd.DataFrame:
    """A shipped table, one row an area, by code."""
    with as_file(files("zorgzaam.data") / f"{name}.csv.gz") as path:
        return pd.read_csv(path, sep=";", index_col="code")


def _count_columns(year: int) -> dict[str, str]:
    """Figure to column for the counts of one year, as the wijk tables name them."""
    columns = {"residents": f"inwoners_{year}", "households": f"hh_totaal_{year}"}
    columns |= {
        figure: f"{column}_{year}" for figure, column in zip(AGE_GROUPS, _AGE_COLUMNS, strict=True)
    }
    columns |= {
        figure: f"{column}_{year}"
        for figure, column in zip(HOUSEHOLD_TYPES, _HOUSEHOLD_COLUMNS, strict=True)
    }
    return columns


def _rename(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Only these columns, under the names of the figures."""
    return pd.DataFrame(
        {figure: frame[column] for figure, column in columns.items() if column in frame}
    )


@cache
def wijken_of_data_year() -> pd.DataFrame:
    """Every figure of the data year by wijk; missing where it is not published."""
    raw = table("wijken")
    columns = _count_columns(DATA_YEAR) | {
        "household_size": f"hh_grootte_{DATA_YEAR}",
        "owner_occupied_pct": f"pct_koop_{DATA_YEAR}",
        "low_income_households_pct": f"pct_hh_laag_inkomen_{INCOME_YEAR}",
        "urbanity": f"stedelijkheid_{DATA_YEAR}",
        "deaths_per_1000": f"sterfte_per_1000_{DATA_YEAR}",
        "births_per_1000": f"geboorte_per_1000_{DATA_YEAR}",
    }
    frame = _rename(raw, columns | _HEALTH_COLUMNS)
    women, men = raw[f"vrouwen_{DATA_YEAR}"], raw[f"mannen_{DATA_YEAR}"]
    frame["women_share"] = women / (women + men)
    migrants = raw[f"westers_migratie_{DATA_YEAR}"] + raw[f"niet_westers_migratie_{DATA_YEAR}"]
    frame["migration_background_pct"] = 100 * migrants / raw[f"inwoners_{DATA_YEAR}"]
    return frame


def _of_2022(raw: pd.DataFrame) -> pd.DataFrame:
    """What is published of 2022; the age groups are whole per cents."""
    frame = pd.DataFrame({"residents": raw["inwoners_2022"]})
    for figure, column in zip(AGE_GROUPS, _AGE_SHARE_COLUMNS, strict=True):
        frame[figure] = raw[f"{column}_2022"] * raw["inwoners_2022"] / 100
    frame["owner_occupied_pct"] = raw["pct_koop_2022"]
    frame["urbanity"] = raw["stedelijkheid_2022"]
    return frame


def _known(row: Mapping[Any, Any], year: int) -> dict[str, Known]:
    """The published values of one row, each with its year."""
    return {
        figure: Known(float(value), FIGURE[figure].usual_year or year)
        for figure, value in row.items()
        if not math.isnan(value)
    }


def _rows(frame: pd.DataFrame, year: int) -> dict[str, dict[str, Known]]:
    return {
        str(code): _known(row, year)
        for code, row in zip(frame.index, frame.to_dict("records"), strict=True)
    }


@cache
def _wijk_values(year: int) -> dict[str, dict[str, Known]]:
    """Published values by wijk for a run of this year, of the nearest year where there is none."""
    known = _rows(wijken_of_data_year(), DATA_YEAR)
    if year == DATA_YEAR:
        later = _rows(_of_2022(table("wijken")), 2022)
        latest = _rows(_rename(table("wijken"), _count_columns(2024)), 2024)
        for code, values in known.items():
            population = _nearest_population((values, later[code], latest[code]))
            known[code] = later[code] | values | population
        return known
    columns = _count_columns(year) | {
        "household_size": f"hh_grootte_{year}",
        "owner_occupied_pct": f"pct_koop_{year}",
        "urbanity": f"stedelijkheid_{year}",
    }
    of_year = _rows(_rename(table(f"wijken_{year}"), columns), year)
    counts = set(_count_columns(year))
    return {  # a count of another year would not fit this year's residents
        code: {k: v for k, v in known.get(code, {}).items() if k not in counts} | values
        for code, values in of_year.items()
    }


def _nearest_population(by_year: Sequence[Mapping[str, Known]]) -> dict[str, Known]:
    """Residents and age groups of the first year in which somebody lived there."""
    published = [values for values in by_year if "residents" in values]
    lived_in = [values for values in published if values["residents"].value > 0]
    for values in lived_in or published:
        return {figure: values[figure] for figure in _POPULATION if figure in values}
    return {}


def _together(areas: pd.DataFrame, larger: pd.Series[str]) -> dict[str, dict[str, Known]]:
    """Figures of larger areas from those of their parts: sums, and means by a figure's own weight.

    `larger` is the code of the larger area of each part. A mean counts only where parts with at
    least half of the weight have the figure.
    """
    lived_in = areas[areas["residents"] > 0]
    larger = larger[lived_in.index]
    weights = {
        "residents": lived_in["residents"],
        # 15 to 17 are too few to matter for a weight
        "residents_18_plus": lived_in["residents"] - lived_in["residents_0_14"],
        "residents_65_plus": lived_in["residents_65_plus"],
        "households": lived_in["households"],
    }
    combined = {}
    for figure in FIGURES:
        values = lived_in[figure.name]
        if figure.weight == "sum":
            combined[figure.name] = values.groupby(larger).sum()
            continue
        weight = weights[figure.weight]
        given = weight.where(values.notna()).groupby(larger).sum()
        mean = (values * weight).groupby(larger).sum() / given
        combined[figure.name] = mean.where(given >= weight.groupby(larger).sum() / 2)
    return _rows(pd.DataFrame(combined), DATA_YEAR)


@cache
def _municipalities_together() -> dict[str, dict[str, Known]]:
    """Every municipality's figures from its wijken of the data year."""
    wijken = wijken_of_data_year()
    return _together(wijken, table("wijken")["gemeente_code"])


@cache
def _published_municipality(code: str) -> dict[str, Known]:
    """What is published for the municipality or the country itself."""
    rows = table("municipalities")
    name = _PUBLISHED_COUNTRY_CODE if code == COUNTRY_CODE else code
    if name not in rows.index:
        return {}
    row = rows.loc[name].to_dict()
    values = {figure: row[column] for figure, column in _HEALTH_COLUMNS.items()}
    residents, households = row["inwoners_2020"], row["hh_totaal_2020"]
    single, with_children = row["pct_hh_eenpersoons_2020"], row["pct_hh_met_kinderen_2020"]
    of_2020 = {
        "residents": residents,
        "residents_65_plus": residents * row["pct_65p_2020"] / 100,
        "households": households,
        "households_single": households * single / 100,
        "households_without_children": households * (100 - single - with_children) / 100,
        "households_with_children": households * with_children / 100,
        "household_size": row["hh_grootte_2020"],
    }
    known = _known(values | of_2020, 2020)
    low_income = float(row["pct_hh_laag_inkomen_2020"])
    if not math.isnan(low_income):
        known["low_income_households_pct"] = Known(low_income, 2020)
    return known


@cache
def donors(municipality_code: str) -> tuple[Donor, ...]:
    """Who lends to an area of this municipality: its wijken together, its own row, the country."""
    published = _published_municipality(municipality_code)
    lent = (
        [Donor(municipality_code, published), country_donor()] if published else [country_donor()]
    )
    together = _municipalities_together().get(municipality_code, {})
    of_known_wijken = together.get("residents", _NOBODY).value
    # one small wijk of a city with figures does not stand for the city
    if of_known_wijken > 0 and of_known_wijken >= published.get("residents", _NOBODY).value / 2:
        # health is published for the municipality itself: better than a mean of its wijken
        health = {name: known for name, known in published.items() if name in _HEALTH_COLUMNS}
        lent.insert(0, Donor(municipality_code, together | health))
    return tuple(lent)


@cache
def country_donor() -> Donor:
    """The country's figures: its wijken together, and its own row of the health monitor."""
    wijken = wijken_of_data_year()
    country = pd.Series(COUNTRY_CODE, index=wijken.index)
    together = _together(wijken, country)[COUNTRY_CODE]
    return Donor(COUNTRY_CODE, together | _published_municipality(COUNTRY_CODE))


@cache
def municipalities() -> dict[str, str]:
    """Municipality code to name."""
    rows = table("municipalities")
    names = rows[rows["soort"] == "Gemeente"]["gemeente"]
    return {str(code): str(name) for code, name in names.items()}


def raw_wijken(year: int = DATA_YEAR) -> dict[str, RawArea]:
    """Every wijk of this year as published, by code; InputError for a year without figures."""
    if year not in YEARS:
        known = " or ".join(str(known) for known in YEARS)
        raise InputError(f"year {year}: the shipped figures are of {known}.")
    return _raw_wijken(year)


@cache
def _raw_wijken(year: int) -> dict[str, RawArea]:
    names = table("wijken")["naam"].to_dict()
    areas = {}
    for code, values in _wijk_values(year).items():
        municipality_code = "GM" + code[2:6]
        name = names.get(code)
        areas[code] = RawArea(
            code=code,
            # no name is published for wijken that had gone by 2022
            name=name if isinstance(name, str) else f"Wijk {code[6:]}",
            kind="wijk",
            municipality_code=municipality_code,
            municipality=municipalities().get(municipality_code, municipality_code),
            year=year,
            values=values,
        )
    return areas


def raw_municipality(code: str) -> RawArea:
    """A municipality as one area, for those whose wijken have no published population."""
    return RawArea(
        code=code,
        name=municipalities()[code],
        kind="gemeente",
        municipality_code=code,
        municipality=municipalities()[code],
        year=DATA_YEAR,
        values=_published_municipality(code),
    )


def buurten_of_wijk(code: str) -> pd.DataFrame:
    """Published figures of a wijk's buurten: residents of 2024, households of 2023, health 2020.

    `wijk_residents` is the wijk's own population of 2024, to see whether the buurten add up.
    """
    raw = table("buurten")
    inside = raw[raw["wijk_code"] == code]
    frame = _rename(inside, _count_columns(2024) | _HEALTH_COLUMNS)
    households = _rename(inside, _count_columns(2023)).drop(columns="residents")
    frame[list(households.columns)] = households
    frame["household_size"] = inside["hh_grootte_2023"]
    frame["urbanity"] = inside["stedelijkheid_2023"]
    frame["name"] = inside["naam_2024"]
    wijken = table("wijken")["inwoners_2024"]
    frame["wijk_residents"] = wijken.get(code, float("nan"))
    return frame


def wijk_of_buurt(code: str) -> str:
    """The code of the wijk that a published buurt lies in; InputError where it is not published."""
    buurten = table("buurten")
    if code not in buurten.index:
        raise InputError(
            f"{code}: no figures of this buurt come with the program (they do for Utrecht, "
            f"'s-Hertogenbosch and Putten). Use its wijk, WK{code[2:8]}, or a file of your own."
        )
    return str(buurten.loc[code, "wijk_code"])


@cache
def _codes_with_new_borders() -> frozenset[str]:
    flags = table("wijken")[["vergelijkbaar_2019_2022", "vergelijkbaar_2019_2024"]]
    return frozenset(str(code) for code in flags.index[(flags == 0).any(axis=1)])


def same_borders_since_data_year(code: str) -> bool:
    """False where the publisher says that a wijk's code has since been given other borders."""
    return code not in _codes_with_new_borders()
