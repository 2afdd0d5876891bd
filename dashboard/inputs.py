"""What a visitor asks for, as a value and as the query string of a link.

The address of the page is the one place where inputs live: a link reproduces the page, the back
button and undo go back to earlier addresses, and another language changes nothing else. A query
string comes from anybody, so each part that cannot be used is named and replaced by its default.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final
from urllib.parse import parse_qsl, urlencode

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import Parameter, nearest
from zorgzaam.dashboard.texts import DEFAULT_LANGUAGE, LANGUAGES, text
from zorgzaam.experiments.parameters import check
from zorgzaam.experiments.scenario import Moment, Scenario, load_scenario, scenario_names
from zorgzaam.experiments.words import Words
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.places.catalogue import find, resolve
from zorgzaam.model.places.figures import Place

LEVERS: Final = (  # in sight on both pages
    "budget_cut_household_help_share",
    "budget_cut_guidance_share",
    "norm_hours_household_help_per_week",
    "expected_network_share",
    "transitional_right_weeks",
)
MORE_LEVERS: Final[Mapping[str, tuple[str, ...]]] = {  # folded away on the stress test
    "levers_services": (
        "budget_cut_family_support_share",
        "norm_hours_guidance_per_week",
        "norm_hours_day_activity_per_week",
        "norm_hours_family_support_per_week",
        "nursing_home_places_share",
    ),
    "levers_professionals": (
        "coordination_share",
        "administration_share",
        "chain_steps",
        "may_act_at_once",
        "one_plan",
        "providers_pool",
        "tie_building_share",
        "staff_leave_per_year",
    ),
    "levers_neighbourhood": (
        "open_walk_in_share",
        "collective_first_share",
        "self_reliance_training_share",
        "citizens_set_agenda",
        "cooperative_funding_eur_per_year",
        "moves_per_year",
    ),
    "levers_carers": (
        "respite_share",
        "carer_support_share",
        "care_leave_hours_per_week",
    ),
}
ALL_LEVERS: Final = (*LEVERS, *(name for names in MORE_LEVERS.values() for name in names))
DEFAULT_PLACE: Final = "WK034403"
DEFAULT_PACKAGE: Final = "cuts-2015"
DEFAULT_YEARS: Final = 5
DEFAULT_SEEDS: Final = 20
MOST_YEARS: Final = 15
MOST_SEEDS: Final = 50
# A pair keeps about 100 bytes a resident while it is shown; more than this belongs on the command
# line, where nobody waits for the page.
MOST_RESIDENTS: Final = 1_000_000
MOST_RESIDENTS_TIMES_SEEDS: Final = 4_000_000
LEVERS_FROM_WEEK: Final = 52  # where the package itself changes nothing later; as the shipped ones
WEEKS_PER_YEAR: Final = 52
LINK_DIGITS: Final = 6  # a link writes a value so, and the model computes with what it writes
MOST_QUERY: Final = 2000  # characters that are looked at; a link of ours stays below 1,000


@dataclass(frozen=True, slots=True)
class Inputs:
    """One question: where, which package of measures, which levers moved, how long, how often."""

    place: str = DEFAULT_PLACE
    package: str = DEFAULT_PACKAGE
    years: int = DEFAULT_YEARS
    seeds: int = DEFAULT_SEEDS
    levers: tuple[
        tuple[str, float], ...
    ] = ()  # those that differ from the package, in ALL_LEVERS order

    def query(self, language: str) -> str:
        """The query string that gives these inputs again, without the question mark."""
        parts: dict[str, str] = {
            "place": self.place,
            "package": self.package,
            "years": str(self.years),
            "seeds": str(self.seeds),
        }
        parts |= {name: f"{value:.12g}" for name, value in self.levers}
        return urlencode({**parts, "lang": language})

    def with_lever(self, name: str, value: float) -> "Inputs":
        """The same with one lever moved; back at the package's own value it is not moved."""
        moved = dict(self.levers)
        moved[name] = value = round(value, LINK_DIGITS)
        if math.isclose(value, package_value(self.package, name), abs_tol=1e-9):
            del moved[name]
        return replace(self, levers=_in_order(moved))

    def with_package(self, package: str) -> "Inputs":
        """Another package, the levers where it puts them, and enough years to see it change."""
        years = max(self.years, fewest_years(package))
        return replace(self, package=package, years=years, levers=())

    def lever(self, name: str) -> float:
        """Where a lever stands."""
        return dict(self.levers).get(name, package_value(self.package, name))

    def scenario(self) -> Scenario:
        """The package with the moved levers in the place of its own values."""
        package = load_scenario(self.package)
        if not self.levers:
            return package
        moved = dict(self.levers)
        later = [moment.week for moment in package.changes if moment.week]  # week 0 sets the stage
        week = min(later, default=LEVERS_FROM_WEEK)
        kept = tuple(moment for moment in package.changes if moment.name not in moved)
        added = tuple(Moment(None, week, name, value, name) for name, value in self.levers)
        return replace(package, changes=kept + added)


@dataclass(frozen=True, slots=True)
class Asked:
    """Inputs read from an address, their place, the language, and what could not be used."""

    inputs: Inputs
    place: Place
    language: str
    problems: tuple[str, ...] = field(default=())


def lever_row(name: str) -> Parameter:
    """The declaration of a lever: unit, range, meaning, source."""
    return PARAMETERS[name]


@cache
def package_value(package: str, name: str) -> float:
    """Where a package leaves a lever in the end; the parameter's default where it does not touch it."""
    value = check(name, PARAMETERS[name].value)
    for moment in load_scenario(package).changes:
        if moment.name == name:
            value = moment.value
    return value


@cache
def package_levers(package: str) -> frozenset[str]:
    """The levers that a package moves."""
    return frozenset(moment.name for moment in load_scenario(package).changes)


@cache
def fewest_years(package: str) -> int:
    """Years that a run needs for the last change of the package to come before its end, and one more."""
    weeks = [moment.week for moment in load_scenario(package).changes if moment.week is not None]
    return max(2, max(weeks, default=LEVERS_FROM_WEEK) // WEEKS_PER_YEAR + 1)


def short_name(name: str) -> str:
    """'Overvecht' for what CBS calls 'Wijk 03 Overvecht'."""
    return re.sub(r"^(wijk|buurt) \d+ ", "", name, flags=re.IGNORECASE)


def lever_label(name: str, language: str) -> str:
    """What a lever is called, without the unit that stands beside it."""
    row = PARAMETERS[name]
    label = row.label_nl if language == "nl" else row.label_en
    return re.sub(r" \([^)]*\)$", "", label) or name.replace("_", " ")


def lever_unit(name: str, language: str) -> str:
    """The unit that people read beside a lever; shares are read as percentages."""
    unit = PARAMETERS[name].unit
    return "%" if unit == "share" else Words(language)(f"units.{unit}")


def lever_factor(name: str) -> float:
    """From the model's value to the one that people read."""
    return 100.0 if PARAMETERS[name].unit == "share" else 1.0


def most_seeds(place: Place) -> int:
    """How many seeds the page keeps for a place of this size."""
    return max(1, min(MOST_SEEDS, MOST_RESIDENTS_TIMES_SEEDS // max(1, place.residents)))


def read(search: str | None) -> Asked:
    """Inputs from a query string; whatever it cannot be is left at its default and named."""
    given = dict(parse_qsl((search or "")[:MOST_QUERY], keep_blank_values=False))
    language = given.pop("lang", DEFAULT_LANGUAGE)
    problems: list[str] = []
    if language not in LANGUAGES:
        language = DEFAULT_LANGUAGE
    place = _place(given, language, problems)
    package = _package(given, language, problems)
    years = _whole("years", given, (fewest_years(package), MOST_YEARS), DEFAULT_YEARS, language,
                   problems)  # fmt: skip
    seeds = _whole("seeds", given, (1, most_seeds(place)), DEFAULT_SEEDS, language, problems)
    inputs = Inputs(place.code, package, years, seeds)
    for name, told in given.items():
        if name not in ALL_LEVERS:
            problems.append(text("unknown_input", language, name=_short(name),
                                 near=_near(name, ALL_LEVERS, language)))  # fmt: skip
            continue
        try:
            inputs = inputs.with_lever(name, check(name, told))
        except InputError:
            problems.append(_lever_problem(name, told, language))
    return Asked(inputs, place, language, tuple(problems))


def _place(given: dict[str, str], language: str, problems: list[str]) -> Place:
    told = given.pop("place", DEFAULT_PLACE)
    try:
        place = _resolved(told[:80])
        if place.residents <= MOST_RESIDENTS:
            return place
        problems.append(text("place_too_large", language, place=place.name,
                             most=f"{MOST_RESIDENTS // 1_000_000}"))  # fmt: skip
    except InputError as problem:
        problems.append(_place_problem(told[:80], str(problem), language))
    return _resolved(DEFAULT_PLACE)


def _place_problem(told: str, message: str, language: str) -> str:
    """The catalogue's message in the reader's language: its choices, or else its cause."""
    choices = [line for line in message.splitlines() if line.startswith("  ")]
    if choices:
        return "\n".join([text("place_choices", language, place=told), *choices])
    if not find(told, 1):
        return text("place_unknown", language, place=told)
    return text("place_unusable", language, place=told, cause=message)


def _lever_problem(name: str, told: str, language: str) -> str:
    row = PARAMETERS[name]
    problem = text("bad_lever", language, label=lever_label(name, language), name=name,
                   told=_short(told), low=f"{row.low:g}", high=f"{row.high:g}")  # fmt: skip
    try:
        share = float(told) / lever_factor(name)
    except ValueError:
        return problem
    if lever_factor(name) > 1 and row.low <= share <= row.high and float(told) >= 2:
        problem += f": {text('did_you_mean', language)} {share:g}?"
    return problem


def _near(name: str, known: Iterable[str], language: str) -> str:
    return nearest(name, known).replace("did you mean", text("did_you_mean", language))


@cache
def _default() -> Place:
    return resolve(DEFAULT_PLACE)


def _resolved(told: str) -> Place:
    return _default() if told == DEFAULT_PLACE else resolve(told)


def _package(given: dict[str, str], language: str, problems: list[str]) -> str:
    told = given.pop("package", DEFAULT_PACKAGE)
    names = scenario_names()  # never a path: an address must not open files of this machine
    if told in names:
        return told
    problems.append(text("unknown_package", language, name=_short(told),
                         near=_near(told, names, language)))  # fmt: skip
    return DEFAULT_PACKAGE


def _whole(
    name: str,
    given: dict[str, str],
    bounds: tuple[int, int],
    default: int,
    language: str,
    problems: list[str],
) -> int:
    low, high = bounds
    told = given.pop(name, None)
    value = default
    if told is not None and told.isascii() and told.isdigit() and len(told) < 6:
        value = int(told)
    elif told is not None:
        problems.append(text(f"bad_{name}", language, told=_short(told), low=low, high=high))
    if not low <= value <= high:
        if told is not None:
            problems.append(text(f"bad_{name}", language, told=_short(told), low=low, high=high))
        value = min(max(default, low), high)
    return value


def _in_order(moved: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((name, moved[name]) for name in ALL_LEVERS if name in moved)


def _short(told: str) -> str:
    return told if len(told) <= 40 else f"{told[:40]}…"
