"""Sentences, numbers and dates in the reader's language; all texts stand in `texts/`.

The texts of a language are in the files whose names end on it: `nl.toml`, `claims.nl.toml`.
"""

import math
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from zorgzaam.agents.errors import InputError

LANGUAGES: Final = ("nl", "en")
MINUS: Final = "−"
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


@cache
def texts(language: str) -> dict[str, str]:
    """Every text of a language by its dotted key."""
    if language not in LANGUAGES:
        raise InputError(f"language '{language}': there are texts in nl or en")
    found: dict[str, str] = {}
    for path in (files("zorgzaam.experiments") / "texts").iterdir():
        if path.name.split(".")[-2] == language:
            for table, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
                found |= {f"{table}.{key}": text for key, text in entries.items()}
    return found


class Words:
    """The reader's language: its sentences, and its way to write numbers and dates."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = texts(language)

    def __call__(self, key: str, **values: str) -> str:
        """The text of this key with its blanks filled in."""
        return self._texts[key].format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """1.234,5 in Dutch, 1,234.5 in English; a dash where there is no figure."""
        if not math.isfinite(value):
            return "–"
        text = f"{abs(value):,.{decimals}f}"
        if self.language == "nl":
            text = text.translate(str.maketrans(",.", ".,"))
        below_zero = value < 0 and any(digit in "123456789" for digit in text)
        return f"{MINUS}{text}" if below_zero else text

    def signed(self, value: float, decimals: int = 0) -> str:
        """A difference: with its sign, except where it is nothing."""
        text = self.number(value, decimals)
        return f"+{text}" if value > 0 and any(digit in "123456789" for digit in text) else text

    def percent(self, value: float, decimals: int = 0) -> str:
        """A percentage: '12 %' in Dutch, '12%' in English."""
        return self.number(value, decimals) + (f"{_NO_BREAK}%" if self.language == "nl" else "%")

    def eur(self, value: float, decimals: int = 0) -> str:
        """An amount of euros."""
        text = self.number(abs(value), decimals)
        amount = f"€{_NO_BREAK}{text}" if self.language == "nl" else f"€{text}"
        return f"{MINUS}{amount}" if value < 0 and text != self.number(0.0, decimals) else amount

    def sized(self, value: float) -> int:
        """Decimals that give about three figures."""
        size = abs(value)
        return 0 if size >= 100 or not math.isfinite(size) else 1 if size >= 1 else 2

    def time_left(self, seconds: float) -> str:
        """'40 seconds', '12 minutes'."""
        if seconds < 120:
            return self("screen.seconds_left", seconds=self.number(seconds))
        return self("screen.minutes_left", minutes=self.number(seconds / 60))

    def day(self, day: date) -> str:
        """1 januari 2020, 1 January 2020."""
        return f"{day.day}{_NO_BREAK}{self.month(day)}"

    def month(self, day: date) -> str:
        """Januari 2020, January 2020."""
        return f"{self('months.' + str(day.month))} {day.year}"

    def listing(self, items: list[str]) -> str:
        """One, two and three."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('common.and')} {items[-1]}"


def heading(text: str) -> str:
    """With a capital, as at the head of a column or a page."""
    return text[:1].upper() + text[1:]
