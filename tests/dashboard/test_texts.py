"""Both languages say the same things, and nothing is said that no page uses."""

import math
import re
from pathlib import Path
from string import Formatter

import pytest

import zorgzaam.dashboard
from zorgzaam.dashboard.inputs import ALL_LEVERS, LEVERS, lever_label, lever_unit
from zorgzaam.dashboard.texts import LANGUAGES, TEXTS, number, text
from zorgzaam.dashboard.words import unit_words
from zorgzaam.experiments.outcomes import OUTCOMES

SOURCES = [
    path.read_text("utf-8")
    for path in Path(zorgzaam.dashboard.__file__).parent.glob("*.py")
    if path.name != "texts.py"
]
# keys that are put together from a name
BUILT = re.compile(
    r"(kind|confidence|bad|limits)_\w+|(years|seeds)(_unit|_meaning)?|\w+_hours|heavily_strained"
)
NAMES_OF_GROUPS = {
    "age", "sex", "income", "tenure", "relation", "sole", "man", "woman", "not_low", "low_income",
    "rent", "own", "partner", "child", "child_in_law", "parent", "other_kin", "friend", "neighbour", "volunteer",
    "shared", "sole_carer",
}  # fmt: skip


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_said_in_both_languages_with_the_same_blanks(key: str) -> None:
    said = TEXTS[key]
    assert len(said) == len(LANGUAGES)
    assert all(words.strip() for words in said)
    assert fields(said[0]) == fields(said[1])


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_used(key: str) -> None:
    used = any(f'"{key}"' in source or f"'{key}'" in source for source in SOURCES)
    assert used or BUILT.fullmatch(key) or key in NAMES_OF_GROUPS


def test_every_text_that_is_asked_for_exists() -> None:
    asked = {key for source in SOURCES for key in re.findall(r'\btext\("(\w+)"', source)}
    assert asked
    assert asked <= set(TEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_that_a_page_shows_has_words(language: str) -> None:
    assert all(unit_words(outcome.unit, language) for outcome in OUTCOMES)
    assert all(lever_unit(name, language) for name in ALL_LEVERS)


def test_every_lever_has_a_name_of_its_own_in_each_language() -> None:
    for language in LANGUAGES:
        names = [lever_label(name, language) for name in ALL_LEVERS]
        assert len({*names}) == len(names)
    assert not [n for n in ALL_LEVERS if lever_label(n, "nl") in (lever_label(n, "en"), n)]


def test_units_are_said_in_the_language() -> None:
    assert [lever_unit(name, "nl") for name in LEVERS] == ["%", "%", "uur per week", "%", "weken"]


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (1234.56, 1, "1.234,6", "1,234.6"),
        (-0.04, 1, "0,0", "0.0"),
        (-1234567.0, 0, "−1.234.567", "−1,234,567"),
        (None, 1, "–", "–"),
        (math.nan, 1, "–", "–"),
    ],
)
def test_numbers_are_written_as_each_language_does(
    value: float | None, decimals: int, dutch: str, english: str
) -> None:
    assert number(value, "nl", decimals) == dutch
    assert number(value, "en", decimals) == english


def test_a_difference_shows_its_sign() -> None:
    assert [number(x, "en", 1, sign=True) for x in (2.0, 0.0, -2.0)] == ["+2.0", "0.0", "−2.0"]


def test_blanks_are_filled() -> None:
    assert text("seeds_done", "en", done=3, asked=20) == "3 of 20 repetitions"
