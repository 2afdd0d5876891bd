"""The left-hand side of the stress test: place, measures, levers, duration, repetitions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import solara

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import Parameter
from zorgzaam.dashboard.components import Choice, Lever, PlacePicker, element, safely
from zorgzaam.dashboard.inputs import (
    DEFAULT_SEEDS,
    DEFAULT_YEARS,
    LEVERS,
    LINK_DIGITS,
    MORE_LEVERS,
    MOST_YEARS,
    Asked,
    Inputs,
    fewest_years,
    lever_factor,
    lever_label,
    lever_row,
    lever_unit,
    most_seeds,
    package_levers,
    package_value,
    short_name,
)
from zorgzaam.dashboard.texts import number, text
from zorgzaam.experiments.parameters import check
from zorgzaam.experiments.scenario import load_scenario, scenario_names
from zorgzaam.model.places.catalogue import Match, find

MATCHES: Final = 12
Ask = Callable[[Inputs], None]


@solara.component
def PlaceControl(asked: Asked, ask: Ask) -> Any:
    """Search for a place and choose it."""
    language, place = asked.language, asked.place
    nothing: list[dict[str, str]] = []
    matches, set_matches = solara.use_state(nothing)

    def search(typed: object) -> None:
        query = str(typed)[:80].strip()
        found = [match for match in find(query, MATCHES + 1) if match.kind != "land"]
        set_matches([_match(match, language) for match in found[:MATCHES]] if query else [])

    area = place.areas[0]
    town = area.municipality if place.kind in ("wijk", "buurt") else ""
    about = [text(f"kind_{place.kind}", language), town, place.code]
    count = text("residents", language, count=number(place.residents, language))
    return PlacePicker(
        words={
            "label": text("place", language),
            "hint": text("place_hint", language),
            "none": text("place_none", language),
            "count": text("place_count", language, count=len(matches)),
        },
        chosen=short_name(place.name),
        about=" · ".join([part for part in about if part] + [count]),
        matches=matches,
        event_search=safely(search),
        event_choose=safely(lambda code: ask(replace(asked.inputs, place=str(code)[:12]))),
    )


def _match(match: Match, language: str) -> dict[str, str]:
    parts = [text(f"kind_{match.kind}", language)]
    if match.kind in ("wijk", "buurt"):
        parts.append(match.municipality)
    if match.residents is not None:
        parts.append(text("residents", language, count=number(match.residents, language)))
    return {"code": match.code, "name": match.name, "about": " · ".join(parts)}


@solara.component
def PackageControl(asked: Asked, ask: Ask) -> Any:
    """Choose a package of measures."""
    language, inputs = asked.language, asked.inputs
    scenario = load_scenario(inputs.package)

    def choose(name: object) -> None:
        if name in scenario_names():
            ask(inputs.with_package(str(name)))

    return Choice(
        name="package",
        label=text("package", language),
        value=inputs.package,
        options=[
            {"value": name, "label": load_scenario(name).title(language)}
            for name in scenario_names()
        ],
        about=" ".join(scenario.why(language).split()),
        event_choose=safely(choose),
    )


@solara.component
def LeverControl(name: str, asked: Asked, ask: Ask) -> Any:
    """One lever of the model as a slider, from its declaration."""
    language, inputs = asked.language, asked.inputs
    row = lever_row(name)
    factor = lever_factor(name)
    step, decimals = _step(row, factor > 1)
    home = package_value(inputs.package, name)
    unit = lever_unit(name, language)

    def move(told: object) -> None:
        try:
            value = float(str(told)) / factor
            ask(inputs.with_lever(name, check(name, round(value, LINK_DIGITS))))
        except (InputError, ValueError):
            return  # only a forged message gets here; the slider stays where it was

    home_words = f"{number(home * factor, language, decimals)} {unit}"
    return Lever(
        name=name,
        label=lever_label(name, language),
        value=round(inputs.lever(name) * factor, 6),
        low=row.low * factor,
        high=row.high * factor,
        step=step,
        decimals=decimals,
        unit=unit,
        home=round(home * factor, 6),
        home_label=home_words,
        moved=name in dict(inputs.levers),
        about=_about(row, language),
        source_label=text("source_and_meaning", language),
        language=language,
        event_move=safely(move),
    )


def _step(row: Parameter, percent: bool) -> tuple[float, int]:
    """Step and decimals of a slider: whole per cents, whole weeks, tenths of an hour, hundredths a year."""
    if percent or row.whole or row.high - row.low > 30:
        return 1, 0
    return (0.1, 1) if row.high - row.low > 1 else (0.01, 2)


def _about(row: Parameter, language: str) -> str:
    confidence = text(f"confidence_{row.confidence}", language)
    return f"{row.meaning}. {row.source} ({text('confidence', language)}: {confidence})"


@solara.component
def LeverGroup(group: str, names: tuple[str, ...], asked: Asked, ask: Ask) -> Any:
    """More levers, folded away unless the package or the visitor moves one of them."""
    moved = {*dict(asked.inputs.levers), *package_levers(asked.inputs.package)}
    opened, _ = solara.use_state(not moved.isdisjoint(names))  # as it comes; the visitor folds
    with element("details", class_="zz-more", **({"open": True} if opened else {})) as main:
        element("summary", text(group, asked.language))
        for name in names:
            LeverControl(name, asked, ask).key(name)
    return main


@solara.component
def CountControl(name: str, asked: Asked, ask: Ask) -> Any:
    """Years or seeds as a slider."""
    language, inputs = asked.language, asked.inputs
    if name == "years":
        low, high, value = fewest_years(inputs.package), MOST_YEARS, inputs.years
        home = max(DEFAULT_YEARS, low)
    else:
        low, high, value = 1, most_seeds(asked.place), inputs.seeds
        home = min(DEFAULT_SEEDS, high)

    def move(told: object) -> None:
        try:
            count = min(max(int(float(str(told))), low), high)
        except (ValueError, OverflowError):
            return  # only a forged message gets here
        ask(replace(inputs, years=count) if name == "years" else replace(inputs, seeds=count))

    unit = text(f"{name}_unit", language)
    return Lever(
        name=name,
        label=text(name, language),
        value=value,
        low=low,
        high=high,
        step=1,
        decimals=0,
        unit=unit,
        home=home,
        home_label=f"{home} {unit}",
        moved=value != home,
        about=text(f"{name}_meaning", language),
        source_label=text("explanation", language),
        language=language,
        event_move=safely(move),
    )


@solara.component
def Controls(asked: Asked, ask: Ask) -> Any:
    """All inputs of the stress test."""
    language = asked.language
    with element("section", class_="zz-controls", **{"aria-labelledby": "zz-question"}) as main:
        element("h2", text("question", language), class_="zz-h2", id="zz-question")
        PlaceControl(asked, ask)
        PackageControl(asked, ask)
        element("h3", text("levers", language), class_="zz-h3")
        for name in LEVERS:
            LeverControl(name, asked, ask).key(name)
        for group, names in MORE_LEVERS.items():
            LeverGroup(group, names, asked, ask).key(f"{group} {asked.inputs.package}")
        CountControl("years", asked, ask).key("years")
        CountControl("seeds", asked, ask).key("seeds")
    return main
