"""A user's own downloads as areas: population, health monitor, or both, in any shape of theirs.

What a file does not have is filled from the same wijk's shipped figures, then from the municipality
(the file's own row first), then the country, and recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.buurten import as_donor, split_wijk
from zorgzaam.model.places.complete import Donor, RawArea, complete
from zorgzaam.model.places.figures import COUNTRY_CODE, AreaFigures
from zorgzaam.model.places.own_rows import OwnArea, areas_of
from zorgzaam.model.places.own_table import Table, open_table
from zorgzaam.model.places.shipped import (
    country_donor,
    donors,
    municipalities,
    raw_wijken,
    same_borders_since_data_year,
    table,
)

# Which edition of the key figures a StatLine table is (its identifier is in the file's name).
YEAR_OF_TABLE: Final = {
    "84286NED": 2018,
    "84583NED": 2019,
    "84799NED": 2020,
    "85039NED": 2021,
    "85618NED": 2023,
    "85984NED": 2024,
    "86165NED": 2025,
    "50090NED": 2020,  # health monitor
}
_FIRST_YEAR, _LAST_YEAR = 2013, 2035


def read_own_files(paths: Iterable[Path | str], year: int | None = None) -> list[AreaFigures]:
    """The inhabited areas of these files together, complete; a later file goes before an earlier.

    `year` is needed only where neither the file's name, its titles nor its sheet tells it.
    Raises InputError for anything in a file that cannot be right, with file, row and column.
    """
    own: dict[str, OwnArea] = {}
    read = []
    for path in paths:
        opened = open_table(Path(path))
        read.append(opened.file)
        for code, area in areas_of(opened, _year_of(opened, year)).items():
            _merge(own.setdefault(code, area), area)
    if not read:
        raise InputError("no file given.")
    return complete_own(own, " and ".join(read))


def read_own_file(path: Path | str, year: int | None = None) -> list[AreaFigures]:
    """The inhabited areas of one file; see `read_own_files`."""
    return read_own_files([path], year)


def _merge(kept: OwnArea, other: OwnArea) -> None:
    kept.name = other.name or kept.name
    kept.municipality = other.municipality or kept.municipality
    kept.values.update(other.values)


def _year_of(opened: Table, given: int | None) -> int:
    """The year of the file's population figures."""
    if given is not None:
        return given
    for identifier, year in YEAR_OF_TABLE.items():
        if identifier in opened.file or identifier in opened.titles:
            return year
    for text in (opened.titles, opened.file):
        years = {int(found) for found in re.findall(r"(?<!\d)20\d\d(?!\d)", text)}
        plausible = sorted(year for year in years if _FIRST_YEAR <= year <= _LAST_YEAR)
        if len(plausible) == 1:
            return plausible[0]
    raise InputError(
        f"{opened.file}: it cannot be told of which year the figures are. Put the year in the "
        f"file's name, for example kwb-2023.csv."
    )


def complete_own(own: dict[str, OwnArea], files: str) -> list[AreaFigures]:
    """Complete what the files say; areas where nobody lives are left out.

    An area of which the files have health figures only keeps its shipped population.
    """
    areas = []
    for area in own.values():
        lent = _donors(area, own)
        residents = area.values.get("residents")
        if residents is None and lent and lent[0].code == area.code:
            residents = lent[0].values.get("residents")
            counts = {
                name: known for name, known in lent[0].values.items() if name not in area.values
            }
            area.values.update(counts)
        if residents is not None and residents.value > 0:
            areas.append(complete(_raw(area, residents.year), lent))
    if not areas:
        raise InputError(
            f"{files}: nobody lives in any of these areas, or their number of residents is missing."
        )
    return areas


def _raw(area: OwnArea, year: int) -> RawArea:
    code = "GM" + area.code[2:6] if area.kind != "land" else COUNTRY_CODE
    shipped = raw_wijken().get(area.code)
    names = {"land": "Nederland", "gemeente": municipalities().get(code, "")}
    name = area.name or (shipped.name if shipped else names.get(area.kind, ""))
    town = "" if area.kind == "land" else area.municipality or municipalities().get(code, code)
    return RawArea(area.code, name or area.code, area.kind, code, town, year, area.values)


def _donors(area: OwnArea, own: dict[str, OwnArea]) -> Sequence[Donor]:
    """Who lends to this area: its own shipped figures first, then larger and larger areas."""
    if area.kind == "land":
        return (country_donor(),)
    municipality_code = "GM" + area.code[2:6]
    lent: list[Donor] = []
    if area.kind == "buurt":
        lent += _shipped_buurt(area.code)
        wijk = own.get("WK" + area.code[2:8])
        lent += [Donor(wijk.code, wijk.values)] if wijk else []
    if area.kind in ("buurt", "wijk"):
        lent += _shipped_wijk("WK" + area.code[2:8])
        town = own.get(municipality_code)
        lent += [Donor(town.code, town.values)] if town else []
    return (*lent, *donors(municipality_code))


def _shipped_wijk(code: str) -> list[Donor]:
    """A wijk's shipped figures, unless its code has since been given to other borders."""
    raw = raw_wijken().get(code)
    return [Donor(code, raw.values)] if raw and same_borders_since_data_year(code) else []


def _shipped_buurt(code: str) -> list[Donor]:
    buurten = table("buurten")
    if code not in buurten.index:
        return []
    wijk = raw_wijken()[str(buurten.loc[code, "wijk_code"])]
    parts = split_wijk(complete(wijk, donors(wijk.municipality_code)))
    return [as_donor(part) for part in parts if part.code == code]
