"""Make a place, which a run simulates, of a code: a buurt, a wijk, a municipality or the country.

A wijk is its buurten where those are published and add up; a municipality is its wijken and the
country is all wijken. Where nobody lives is left out of a larger area and refused by itself. A
municipality whose wijken have no published population (four of those merged since) is one area.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.buurten import split_wijk
from zorgzaam.model.places.complete import RawArea, complete
from zorgzaam.model.places.figures import COUNTRY_CODE, DATA_YEAR, AreaFigures, Place
from zorgzaam.model.places.shipped import (
    data_version,
    donors,
    municipalities,
    raw_municipality,
    raw_wijken,
    wijk_of_buurt,
)

CODE = re.compile(r"(NL(0[01])?|GM\d{4}|WK\d{6}|BU\d{8})")
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


def _country(year: int) -> Place:
    if year != DATA_YEAR:
        raise InputError(f"{COUNTRY_CODE}: the figures of {year} cover only part of the country.")
    areas = [area for code in municipalities() for area in _municipality_areas(code, year)]
    return _place(COUNTRY_CODE, "Nederland", year, tuple(areas))


def _place(code: str, name: str, year: int, areas: tuple[AreaFigures, ...]) -> Place:
    kinds = {"N": "land", "G": "gemeente", "W": "wijk", "B": "buurt"}
    return Place(code, name, kinds[code[0]], year, areas, data_version())


def place_from_file(code: str, own: Sequence[AreaFigures]) -> Place:
    """The place with this code from a user's own figures: its parts in the file if they add up.

    `own` holds complete areas of any kind; `code` must be one of them.
    """
    by_code = {area.code: area for area in own}
    area = by_code[code]
    parts: list[AreaFigures] = []
    if area.kind == "gemeente":
        parts = [part for part in own if part.kind == "wijk" and part.code[2:6] == code[2:6]]
    elif area.kind == "wijk":
        parts = [part for part in own if part.kind == "buurt" and part.code[2:8] == code[2:8]]
    elif area.kind == "land":
        parts = [part for part in own if part.kind == "wijk"]
    together = sum(part.residents for part in parts)
    areas = tuple(parts) if _close(together, area.residents) else (area,)
    version = f"own file of {area.year}, filled from {data_version()}"
    return Place(area.code, area.name, area.kind, area.year, areas, version)


def _close(together: int, whole: int) -> bool:
    return abs(together - whole) <= max(10, _PARTS_ADD_UP * whole)
