"""Find an area by name or code, and make a place of it.

A name is looked for without case, accents and leading articles, and with or without the "Wijk 03"
that CBS puts before it. Where one name fits several areas, the larger kind wins if there is only
one of it: "Utrecht" and "Putten" are the municipalities. A wijk of the same name is had by its
code. Two wijken of one name are an error that lists both, unless the municipality is named too.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.compose import CODE, place, place_from_file, with_own_figures
from zorgzaam.model.places.figures import COUNTRY_CODE, DATA_YEAR, AreaFigures, Kind, Place
from zorgzaam.model.places.shipped import municipalities, raw_wijken, table

_SIZE_ORDER: dict[str, int] = {"land": 0, "gemeente": 1, "wijk": 2, "buurt": 3}
_COUNTRY_NAMES = ("nederland", "netherlands", "the netherlands", "nl00", "nl01")
_OTHER_NAMES = {"GM0796": ("Den Bosch",), "GM0518": ("Den Haag", "The Hague")}
_NUMBER_BEFORE_NAME = re.compile(r"^(wijk|buurt) \d+ ")


@dataclass(frozen=True, slots=True)
class Match:
    """An area that a query may mean; residents are of the nearest published year, or None."""

    code: str
    name: str
    kind: Kind
    municipality: str
    residents: int | None


@dataclass(frozen=True, slots=True)
class _Entry:
    match: Match
    names: tuple[str, ...]  # normalised: as published, without its number, with its municipality
    words: frozenset[str]


def _normal(text: str) -> str:
    """Lower case, no accents, no punctuation, one space between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("'s", "s")).split()
    return " ".join(words)


def _entry(match: Match, *other_names: str) -> _Entry:
    name = _normal(match.name)
    short = _NUMBER_BEFORE_NAME.sub("", name)
    names = [name, short, *(_normal(other) for other in other_names)]
    town = _normal(match.municipality)
    if match.kind in ("wijk", "buurt"):
        names += [f"{each} {town}" for each in (name, short)]
        names += [f"{town} {each}" for each in (name, short)]
    words = frozenset(" ".join([*names, town, match.code.lower()]).split())
    return _Entry(match, tuple(names), words)


@cache
def _entries() -> tuple[_Entry, ...]:
    """Every area that comes with the program."""
    everywhere = _entry(Match(COUNTRY_CODE, "Nederland", "land", "", None), *_COUNTRY_NAMES)
    entries = [everywhere]
    residents_by_municipality: dict[str, int] = {}
    wijken = []
    for raw in raw_wijken().values():
        known = raw.values.get("residents")
        residents = None if known is None else round(known.value)
        town = raw.municipality_code
        residents_by_municipality[town] = residents_by_municipality.get(town, 0) + (residents or 0)
        wijken.append(_entry(Match(raw.code, raw.name, "wijk", raw.municipality, residents)))
    for code, name in municipalities().items():
        match = Match(code, name, "gemeente", name, residents_by_municipality.get(code) or None)
        entries.append(_entry(match, *_OTHER_NAMES.get(code, ())))
    for buurt, row in table("buurten").iterrows():
        residents = round(row["inwoners_2024"])
        match = Match(str(buurt), row["naam_2024"], "buurt", row["gemeente"], residents)
        entries.append(_entry(match))
    return tuple(entries + wijken)


def _rank(entry: _Entry, query: str) -> int | None:
    """0 exact, 1 the name begins so, 2 every word begins a word of it, 3 inside; None no match."""
    if query in entry.names or query == entry.match.code.lower():
        return 0
    if any(name.startswith(query) for name in entry.names) or (
        len(query) > 2 and entry.match.code.lower().startswith(query)
    ):
        return 1
    if all(any(word.startswith(part) for word in entry.words) for part in query.split()):
        return 2
    if len(query) > 2 and any(query in name for name in entry.names):
        return 3
    return None


def find(query: str, limit: int = 20) -> list[Match]:
    """Areas whose name or code fits the query, best first; an empty query fits all."""
    wanted = _normal(query)
    ranked = []
    for entry in _entries():
        rank = _rank(entry, wanted)
        if rank is not None:
            match = entry.match
            order = (rank, _SIZE_ORDER[match.kind], -(match.residents or 0), match.code)
            ranked.append((order, match))
    return [match for _, match in sorted(ranked, key=lambda pair: pair[0])[:limit]]


def resolve(query: str, extra: Sequence[AreaFigures] | None = None, year: int = DATA_YEAR) -> Place:
    """The one place that this code or exact name means; own figures (`extra`) come first.

    Raises InputError with the nearest names where there is none, and with all choices and their
    codes where there are several.
    """
    text = query.strip()
    if not text:
        raise InputError("no place given: give a name or a code, for example Overvecht or WK034403")
    if extra:
        own = [area for area in extra if text.upper() == area.code or _is_named(area, text)]
        largest = [a for a in own if _SIZE_ORDER[a.kind] == min(_SIZE_ORDER[b.kind] for b in own)]
        if len(largest) == 1:
            return place_from_file(largest[0].code, extra)
        if largest:
            raise _ambiguous(text, [_own_match(area) for area in largest])
    if CODE.fullmatch(text.upper()):
        return with_own_figures(place(text, year), extra or ())
    exact = [entry.match for entry in _entries() if _rank(entry, _normal(text)) == 0]
    if not exact:
        raise _unknown(text)
    top = min(_SIZE_ORDER[match.kind] for match in exact)
    largest_kind = [match for match in exact if _SIZE_ORDER[match.kind] == top]
    if len(largest_kind) > 1:
        raise _ambiguous(text, largest_kind)
    return with_own_figures(place(largest_kind[0].code, year), extra or ())


def _own_match(area: AreaFigures) -> Match:
    return Match(area.code, area.name, area.kind, area.municipality, area.residents)


def _is_named(area: AreaFigures, text: str) -> bool:
    return _normal(text) in _entry(_own_match(area)).names


def _line(match: Match) -> str:
    town = f", {match.municipality}" if match.kind in ("wijk", "buurt") else ""
    return f"{match.code} {match.name}{town} ({match.kind})"


def _ambiguous(text: str, matches: Sequence[Match]) -> InputError:
    shown = matches[:10]
    choices = "\n  ".join(_line(match) for match in shown)
    more = f"\n  and {len(matches) - len(shown)} more" if len(matches) > len(shown) else ""
    return InputError(
        f"'{text}' is the name of {len(matches)} areas. Give a code, or add the municipality:\n"
        f"  {choices}{more}"
    )


def _unknown(text: str) -> InputError:
    wanted = _normal(text)
    near = find(text, limit=6)
    if not near:
        names = {name: entry.match for entry in _entries() for name in entry.names}
        names |= {_normal(entry.match.code): entry.match for entry in _entries()}
        close = difflib.get_close_matches(wanted, list(names), n=6, cutoff=0.6)
        near = list(dict.fromkeys(names[name] for name in close))
    if not near:
        return InputError(
            f"there is no area called '{text}'. Search with `zorgzaam places NAME`, or give a "
            f"code: WK034403 (wijk), GM0344 (municipality), NL (country)."
        )
    choices = "\n  ".join(_line(match) for match in near)
    return InputError(f"there is no area called '{text}'. Nearest:\n  {choices}")
