"""From the cells of a user's table to figures by area, each row checked where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import own_columns as columns
from zorgzaam.model.places.complete import Known
from zorgzaam.model.places.figures import (
    AGE_GROUPS,
    COUNTRY_CODE,
    FIGURE,
    HOUSEHOLD_TYPES,
    Kind,
)
from zorgzaam.model.places.own_cells import number
from zorgzaam.model.places.own_table import Table

_CODE = re.compile(r"NL(0[01])?|GM\d{4}|WK\d{6}|BU\d{8}")
_KINDS: Final[dict[str, Kind]] = {"NL": "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_AGES: Final = {  # the health monitor's age groups that we use, as code and as title
    "20300": "18_plus",
    "18 jaar of ouder": "18_plus",
    "80200": "65_plus",
    "65 jaar of ouder": "65_plus",
}
# Parts and whole are each rounded to multiples of 5: five groups and a total can differ by 15, and
# by 20 in the published figures of 2019. More than that, or than this share, is a mistake.
_ROUNDING_PERSONS: Final = 30
_ROUNDING_SHARE: Final = 0.01


@dataclass(slots=True)
class OwnArea:
    """What one or more files say about one area."""

    code: str
    kind: Kind
    name: str = ""
    municipality: str = ""
    values: dict[str, Known] = field(default_factory=dict)


def _where(table: Table, row: int, column: int) -> str:
    return f"{table.file}, row {row}, column '{str(table.header[column]).strip()}'"


def _require_columns(table: Table) -> list[str]:
    """The figures that this table has; InputError names the column that is missing."""
    present = set(table.columns)
    figures = [name for name in FIGURE if name in present]
    health = [name for name in columns.HEALTH if name in present]
    if "residents" not in present and not health:
        raise InputError(
            f"{table.file}, row {table.header_row}: the column with the number of residents is "
            f"missing ({columns.usual_headers('residents')}), and there are no health figures."
        )
    for group in (AGE_GROUPS, HOUSEHOLD_TYPES):
        missing = [name for name in group if name not in present]
        if missing and len(missing) < len(group):
            raise InputError(
                f"{table.file}, row {table.header_row}: the column with {FIGURE[missing[0]].english}"
                f" is missing ({columns.usual_headers(missing[0])}), while others of its group are "
                f"there. Download all of them."
            )
    if health and columns.AGES not in present:
        raise InputError(
            f"{table.file}, row {table.header_row}: the column with the age group (Leeftijd) is "
            f"missing, so it cannot be told whether these shares are of 18 or over or 65 or over."
        )
    for name in (*figures, *health):
        if len(table.columns[name]) > 1:
            places = " and ".join(str(position + 1) for position in table.columns[name])
            raise InputError(
                f"{table.file}, row {table.header_row}: columns {places} are both "
                f"'{str(table.header[table.columns[name][0]]).strip()}'. Give a table of one year."
            )
    return figures


def _code_column(table: Table) -> int:
    """The column that holds codes: in OData also 'WijkenEnBuurten', in StatLine's CSV 'Codering'."""
    candidates = table.columns.get(columns.CODE, []) + table.columns.get(columns.REGION, [])
    for position in candidates:
        if any(_CODE.fullmatch(_text(cells, position).upper()) for _, cells in table.rows):
            return position
    raise InputError(
        f"{table.file}, row {table.header_row}: no column holds codes of areas such as GM0344 or "
        f"WK034403. On StatLine, add 'Codering' to the table before the download."
    )


def _text(cells: list[object], position: int) -> str:
    value = cells[position] if position < len(cells) else None
    return "" if value is None else str(value).strip()


def _first_text(table: Table, cells: list[object], *meanings: str) -> str:
    for wanted in meanings:
        for position in table.columns.get(wanted, [])[:1]:
            return _text(cells, position)
    return ""


def areas_of(table: Table, year: int) -> dict[str, OwnArea]:
    """Every area of the table by code, in its order; `year` is that of its population figures.

    Raises InputError naming file, row and column for a cell or a row that cannot be right.
    """
    figures = _require_columns(table)
    code_column = _code_column(table)
    health = [name for name in columns.HEALTH if name in table.columns]
    areas: dict[str, OwnArea] = {}
    first_row: dict[tuple[str, str], int] = {}
    for row, cells in table.rows:
        code = _text(cells, code_column).upper()
        if not _CODE.fullmatch(code):
            if not areas or sum(1 for cell in cells if cell not in (None, "")) < 2:
                continue  # the row of units, or the line with the source
            raise InputError(
                f"{_where(table, row, code_column)}: '{code}' is not a code of an area: "
                f"NL, GM and 4 digits, WK and 6, BU and 8."
            )
        code = COUNTRY_CODE if code.startswith("NL") else code
        kind = _KINDS[code[:2]]
        group = _health_group(table, cells) if health else ""
        if group is None:
            continue
        seen = first_row.setdefault((code, group), row)
        if seen != row:
            raise InputError(
                f"{_where(table, row, code_column)}: {code} stands in row {seen} too. Give one row "
                f"an area{' and age group' if health else ''}."
            )
        area = areas.setdefault(code, OwnArea(code, kind))
        area.name = area.name or _name(table, cells, code)
        area.municipality = area.municipality or _first_text(table, cells, columns.MUNICIPALITY)
        for name in figures:
            value = _value(table, row, cells, name, kind)
            if value is not None:
                area.values[name] = Known(value, year)
        _add_women(table, row, cells, area, year)
        _check_sums(table, row, area)
        for name in health:
            value = _value(table, row, cells, name, kind, figure=f"{name}_{group}")
            if value is not None:
                area.values[f"{name}_{group}"] = Known(value, _period(table, cells, year))
    if not areas:
        raise InputError(f"{table.file}: the table has a header but no rows with areas under it.")
    return areas


def _name(table: Table, cells: list[object], code: str) -> str:
    name = _first_text(table, cells, columns.NAME, columns.REGION)
    return "" if name.upper() == code else name


def _health_group(table: Table, cells: list[object]) -> str | None:
    """The age group of a row of the health monitor; None for rows that are not used."""
    margin = _first_text(table, cells, columns.MARGIN)
    if margin and margin != "MW00000" and not margin.lower().startswith("waarde"):
        return None  # the bounds of the interval
    return _AGES.get(_first_text(table, cells, columns.AGES))


def _period(table: Table, cells: list[object], year: int) -> int:
    found = re.match(r"\d{4}", _first_text(table, cells, columns.PERIOD))
    return int(found.group()) if found else year


def _value(
    table: Table, row: int, cells: list[object], name: str, kind: Kind, *, figure: str = ""
) -> float | None:
    position = table.columns[name][0]
    if position >= len(cells):
        return None
    return number(cells[position], figure or name, _where(table, row, position), kind)


def _add_women(table: Table, row: int, cells: list[object], area: OwnArea, year: int) -> None:
    if columns.MEN not in table.columns or columns.WOMEN not in table.columns:
        return
    men = _value(table, row, cells, columns.MEN, area.kind)
    women = _value(table, row, cells, columns.WOMEN, area.kind)
    if men is None or women is None or men + women == 0:
        return
    area.values["women_share"] = Known(women / (men + women), year)
    _check_sum(table, row, area, called="men and women", together=men + women, whole="residents")


def _check_sums(table: Table, row: int, area: OwnArea) -> None:
    for called, parts, whole in (
        ("the five age groups", AGE_GROUPS, "residents"),
        ("the three household types", HOUSEHOLD_TYPES, "households"),
    ):
        known = [area.values[name].value for name in parts if name in area.values]
        if len(known) == len(parts):
            _check_sum(table, row, area, called=called, together=sum(known), whole=whole)
    residents, households = area.values.get("residents"), area.values.get("households")
    if residents and households and households.value > residents.value + _ROUNDING_PERSONS:
        column = table.columns["households"][0]
        raise InputError(
            f"{_where(table, row, column)}: {households.value:,.0f} households of "
            f"{residents.value:,.0f} residents is not possible."
        )


def _check_sum(
    table: Table, row: int, area: OwnArea, *, called: str, together: float, whole: str
) -> None:
    known = area.values.get(whole)
    if known is None:
        return
    if abs(together - known.value) > max(_ROUNDING_PERSONS, _ROUNDING_SHARE * known.value):
        column = table.columns[whole][0]
        raise InputError(
            f"{_where(table, row, column)}: {called} add up to {together:,.0f}, but {whole} is "
            f"{known.value:,.0f}. Both should be the same but for rounding."
        )
