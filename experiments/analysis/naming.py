"""What parameters, outcomes, scenarios and places are called in tables and drawings."""

from collections.abc import Iterable
from functools import cache

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.observed import Subject
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.experiments.studies.summary import Mean
from zorgzaam.experiments.words import Words, texts


def parameter_name(name: str, language: str) -> str:
    """The label of a lever or of an assumption that matters; others by the name that files know."""
    row = ALL_PARAMETERS.get(name)
    label = (row.label_nl if language == "nl" else row.label_en) if row else ""
    return label or texts(language).get(f"assumptions.{name}", name)


def parameter_unit(name: str, words: Words) -> str:
    """Its unit in words."""
    row = ALL_PARAMETERS.get(name)
    return words(f"units.{row.unit}") if row else ""


def lever_value(name: str, value: float, words: Words) -> str:
    """A value of a factor as people say it: a share as a percentage, a choice by its name."""
    row = ALL_PARAMETERS[name]
    if row.choices:
        return words(f"choices.{row.choices[int(value)]}")
    if row.unit == "share":
        return words.percent(100 * value, _few(100 * value))
    return words.number(value, _few(value, words.sized(value)))


def _few(value: float, most: int = 1) -> int:
    """Decimals of a value: none for whole ones and from ten on."""
    return 0 if value == round(value) or abs(value) >= 10 else most


@cache
def scenario_name(name: str, language: str) -> str:
    """Title of a scenario that can be found; otherwise its name."""
    try:
        return load_scenario(name).title(language)
    except InputError:  # a file that was there when the study ran
        return name


@cache
def place_name(code: str) -> str:
    """The name that people know a place by; its code where nothing is known of it."""
    from zorgzaam.model.places import resolve

    try:
        return plain_name(resolve(code).name)
    except InputError:
        return code


def outcome_label(subject: Subject, words: Words) -> str:
    """'Heavily strained carers (per 1,000 adults)', and whether it is a difference or a ratio."""
    outcome = OUTCOME[subject.outcome]
    unit = words(f"units.{outcome.unit}") if subject.measure != "ratio" else words("analysis.times")
    key = f"analysis.of_{subject.measure}"
    return words(key, outcome=outcome.label(words.language), unit=unit)


def setting(subject: Subject, words: Words) -> str:
    """'Overvecht, The cuts of 2015', and against what."""
    language = words.language
    place, scenario = place_name(subject.place), scenario_name(subject.scenario, language)
    if subject.against in (None, subject.scenario):  # the same, but for a lever
        return words("analysis.setting", place=place, scenario=scenario)
    other = scenario_name(str(subject.against), language)
    return words("analysis.setting_against", place=place, scenario=scenario, against=other)


def decimals_of_outcome(subject: Subject) -> int:
    """As many as the outcome is written with, and one more for a ratio or a difference."""
    return OUTCOME[subject.outcome].decimals + (subject.measure != "level")


def decimals_of_differences(outcome: str, differences: Iterable[Mean | None]) -> int:
    """As many as the outcome is written with; more where all of these differences are small."""
    largest = max((abs(each.mean) for each in differences if each is not None), default=0.0)
    return OUTCOME[outcome].decimals + (largest < 10.0) + (largest < 0.1)


def titled(title: str, subject: Subject, words: Words) -> str:
    """A title with the place and the scenario behind it."""
    return f"{title} · {setting(subject, words)}"
