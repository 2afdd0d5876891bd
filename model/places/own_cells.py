"""Read one cell of a user's table: a number within its bounds, or missing, or a clear error."""

from __future__ import annotations

import math
import re
from typing import Final

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.figures import FIGURE

# "." unknown, "x" secret; the others are what programs and people write
_MISSING = frozenset({"", ".", "x", "*", "nan", "none", "n.b.", "na", "n/a"})
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")
_PDOK_MISSING_BELOW: Final = -99990  # PDOK writes -99995 and -99997 for missing

# Plausible at most, by kind. Declared: several times the largest real one in 2019 (buurt about
# 28,000, wijk 109,260, municipality 862,965, country 17.3 million).
MOST_RESIDENTS: Final = {
    "buurt": 500_000,
    "wijk": 1_000_000,
    "gemeente": 2_000_000,
    "land": 20_000_000,
}
COUNTS: Final = frozenset(
    {name for name, figure in FIGURE.items() if figure.weight == "sum"} | {"men", "women"}
)


def number(cell: object, figure: str, where: str, kind: str) -> float | None:
    """The value of a cell, None where it is missing.

    A decimal comma is taken as such; a thousands mark is refused, because 1.234 can mean two things.
    Raises InputError, which begins with `where` (file, row and column).
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        value = float(cell)
        if math.isnan(value):
            return None
    else:
        text = str(cell).strip()
        if text.lower() in _MISSING:
            return None
        if text == "-":  # StatLine: nothing there
            return 0.0
        if figure in COUNTS and _THOUSANDS.fullmatch(text):
            raise InputError(
                f"{where}: '{text}' can be read in two ways. Write whole numbers without a "
                f"thousands mark: {re.sub('[.,]', '', text)}."
            )
        if not _NUMBER.fullmatch(text):
            raise InputError(f"{where}: '{text}' is not a number. Missing is '.' or nothing.")
        value = float(text.replace(",", "."))
    if value < _PDOK_MISSING_BELOW or (figure == "household_size" and value == 0):
        return None  # CBS writes a size of 0.0 where there are no households
    return _within_bounds(value, figure, where, kind)


def _within_bounds(value: float, figure: str, where: str, kind: str) -> float:
    if not math.isfinite(value):
        raise InputError(f"{where}: the value is not a finite number.")
    shown = f"{value:,.0f}" if value == int(value) else f"{value:g}"
    if figure in COUNTS:
        most = float(MOST_RESIDENTS[kind])
        if value < 0:
            raise InputError(f"{where}: {shown} is negative; a number of people cannot be.")
        if value > most:
            raise InputError(
                f"{where}: {shown} is more than the {most:,.0f} that a {kind} can plausibly have."
            )
        if value != int(value):
            raise InputError(f"{where}: {shown} is not a whole number of people or households.")
        return value
    declared = FIGURE[figure]
    if not declared.lowest <= value <= declared.highest:
        raise InputError(
            f"{where}: {shown} is not possible; {declared.english} lies between "
            f"{declared.lowest:g} and {declared.highest:g} ({declared.unit})."
        )
    return value
