"""Read figures live from CBS, for those with internet: the newest edition of a few areas.

The tables are read through the `cbsodata` package and pass the same checks as a user's own file.
Health figures stand in the catalogue of third parties.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.figures import AreaFigures
from zorgzaam.model.places.own_columns import columns_of
from zorgzaam.model.places.own_file import YEAR_OF_TABLE, complete_own
from zorgzaam.model.places.own_rows import areas_of
from zorgzaam.model.places.own_table import Table

KEY_FIGURES_TABLE: Final = "84583NED"  # Kerncijfers wijken en buurten 2019
HEALTH_CATALOGUE: Final = "dataderden.cbs.nl"
_HEALTH_TABLES: Final = ("50090NED",)
_CODE = re.compile(r"(GM\d{4}|WK\d{6}|BU\d{8})")
_MOST_CODES: Final = 100  # a filter longer than this does not fit into an address


def read_live(table: str, codes: Sequence[str], year: int | None = None) -> list[AreaFigures]:
    """Complete areas with these codes from a live table of CBS, for example 84583NED.

    Raises InputError for a code that is none, an unknown year of the table, and where CBS cannot
    be reached.
    """
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong or not 0 < len(codes) <= _MOST_CODES:
        raise InputError(
            f"give 1 to {_MOST_CODES} codes of areas (GM0344, WK034403, BU03440311)"
            + (f"; '{wrong[0]}' is none." if wrong else f", not {len(codes)}.")
        )
    known_year = year if year is not None else YEAR_OF_TABLE.get(table)
    if known_year is None:
        known = ", ".join(YEAR_OF_TABLE)
        raise InputError(f"table {table}: give its year; it is known for {known}.")
    rows = _download(table, codes)
    if not rows:
        raise InputError(f"table {table} at CBS has no rows for {', '.join(codes[:5])}.")
    header: list[object] = list(rows[0])
    numbered = [(number, list(row.values())) for number, row in enumerate(rows, start=1)]
    content = Table(f"CBS {table}", "", header, 0, numbered, columns_of(header))
    return complete_own(areas_of(content, known_year), content.file)


def _download(table: str, codes: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these areas, as `cbsodata` gives them."""
    import cbsodata
    import requests

    # region keys are padded to ten characters
    chosen = " or ".join(f"WijkenEnBuurten eq '{code:<10}'" for code in codes)
    catalogue = HEALTH_CATALOGUE if table in _HEALTH_TABLES else None
    try:
        rows: list[dict[str, Any]] = cbsodata.get_data(table, filters=chosen, catalog_url=catalogue)
    except (requests.RequestException, ValueError) as error:
        raise InputError(
            f"table {table} could not be read from CBS ({error}). Without internet, use the shipped "
            f"figures or a file that you downloaded before."
        ) from error
    return rows
