"""Make a place, which a run simulates, of a code: a buurt, a wijk, a municipality or the country.

A wijk is its buurten where those are published and add up; a municipality is its wijken and the
country is all wijken. Where nobody lives is left out of a larger area and refused by itself. A
municipality whose wijken have no published population (four of those merged since) is one area.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.buurten import split_wijk
from zorgzaam.model.places.complete import RawArea, complete
from zorgzaam.model.places.figures import COUNTRY_CODE, DATA_YEAR, AreaFigures, Kind, Place
from zorgzaam.model.places.shipped import (
    data_version,
    donors,
    municipalities,
    raw_municipality,
    raw_wijken,
    wijk_of_buurt,
)

CODE = re.compile(r"(NL(0[01])?|GM\d{4}|WK\d{6}|BU\d{8})")
_KINDS: dict[str, Kind] = {"N": "land", "G": "gemeente", "W": "wijk", "B": "buurt"}
_PARTS_ADD_UP = 0.03  # rounding to multiples of 5, and people of no known wijk


@cache
def _wijk(code: str, year: int) -> AreaFigures:
    raw = raw_wijken(year)[code]
    return complete(raw, donors(raw.municipality_code))


def _lived_in(raw: RawArea) -> bool:
    return "residents" in raw.values and raw.values["residents"].value > 0


@cache
def _municipality_areas(code: str, year: int) -> tuple[AreaFigures, ...]:
    """Its inhabited wijken; itself where none of them has a published population."""
    wijken = [raw for raw in raw_wijken(year).values() if raw.municipality_code == code]
    areas = tuple(_wijk(raw.code, year) for raw in wijken if _lived_in(raw))
    if areas or year != DATA_YEAR:
        return areas
    return (complete(raw_municipality(code), donors(code)),)


def place(code: str, year: int = DATA_YEAR) -> Place:
    """The place with this code, in this year.

    Raises InputError for a code that is not in the figures of that year, or where nobody lives.
    """
    wanted = code.strip().upper()
    if not CODE.fullmatch(wanted):
        raise InputError(
            f"'{code}' is not a code of an area: give NL, GM and 4 digits, WK and 6, BU and 8."
        )
    if wanted.startswith("NL"):
        return _country(year)
    known_municipality = "GM" + wanted[2:6] in municipalities()
    if wanted.startswith("GM") and known_municipality:
        areas = _municipality_areas(wanted, year)
        if areas:
            return _place(wanted, municipalities()[wanted], year, areas)
    elif wanted.startswith("WK") and wanted in raw_wijken(year):
        if not _lived_in(raw_wijken(year)[wanted]) and year == DATA_YEAR:
            _point_to_municipality(wanted)
        wijk = _wijk(wanted, year)
        areas = split_wijk(wijk) if year == DATA_YEAR else (wijk,)
        return _place(wanted, wijk.name, year, areas)
    elif wanted.startswith("BU") and year == DATA_YEAR:
        for area in split_wijk(_wijk(wijk_of_buurt(wanted), year)):
            if area.code == wanted:
                return _place(wanted, area.name, year, (area,))
        raise InputError(f"{wanted}: nobody lives there, so there is nothing to simulate.")
    raise InputError(
        f"{wanted}: there are no figures of {year} for this code. Figures of {DATA_YEAR} exist for "
        f"every wijk and municipality as of 2020; those of 2015 for part of the wijken; buurten "
        f"for Utrecht, 's-Hertogenbosch and Putten. Search with `zorgzaam places NAME`."
    )


def _point_to_municipality(code: str) -> None:
    """Refuse a wijk without a published population, and say which larger area has one."""
    raw = raw_wijken()[code]
    town = raw.municipality_code
    if "residents" not in raw.values and _municipality_areas(town, DATA_YEAR):
        raise InputError(
            f"{code} {raw.name}: its number of residents is not published, so there is nobody to "
            f"simulate. Its municipality has figures: {town} {raw.municipality}."
        )


def _country(year: int) -> Place:
    if year != DATA_YEAR:
        raise InputError(f"{COUNTRY_CODE}: the figures of {year} cover only part of the country.")
    areas = [area for code in municipalities() for area in _municipality_areas(code, year)]
    return _place(COUNTRY_CODE, "Nederland", year, tuple(areas))


def _place(code: str, name: str, year: int, areas: tuple[AreaFigures, ...]) -> Place:
    return Place(code, name, _KINDS[code[0]], year, areas, data_version())


def place_from_file(code: str, own: Sequence[AreaFigures]) -> Place:
    """The place with this code from a user's own figures: its parts in the file if they add up.

    `own` holds complete areas of any kind; `code` must be one of them.
    """
    area = next(area for area in own if area.code == code)
    parts: list[AreaFigures] = []
    if area.kind == "gemeente":
        parts = [part for part in own if part.kind == "wijk" and part.code[2:6] == code[2:6]]
    elif area.kind == "wijk":
        parts = [part for part in own if part.kind == "buurt" and part.code[2:8] == code[2:8]]
    elif area.kind == "land":
        parts = [part for part in own if part.kind == "wijk"]
    together = sum(part.residents for part in parts)
    adds_up = abs(together - area.residents) <= max(10, _PARTS_ADD_UP * area.residents)
    areas = tuple(parts) if adds_up else (area,)
    return Place(area.code, area.name, area.kind, area.year, areas, _own_version(area.year))


def with_own_figures(shipped: Place, own: Sequence[AreaFigures]) -> Place:
    """The shipped place with those of its areas replaced that the user has own figures of."""
    by_code = {area.code: area for area in own}
    if not any(area.code in by_code for area in shipped.areas):
        return shipped
    areas = tuple(by_code.get(area.code, area) for area in shipped.areas)
    year = max(area.year for area in areas if area.code in by_code)
    return replace(shipped, areas=areas, year=year, data_version=_own_version(year))


def _own_version(year: int) -> str:
    return f"own figures of {year}, completed from {data_version()}"
