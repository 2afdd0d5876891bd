"""`python -m benchmarks.patterns`: how the model's people compare with published patterns.

Each pattern has the band that it is published with; most were measured in the whole country, and a
wijk may differ for good reasons. Nothing is tuned to them here. `sane` is what no usable model may
leave, wherever it runs: the slow tests hold that, and only report the bands.
"""

import argparse
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import GRANTED, HOUSEHOLD_HELP
from zorgzaam.agents.people import AT_HOME, EMPTY, WEEKS_PER_YEAR, WOMAN
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.processes.observe import CarerDefinition
from zorgzaam.model.simulation import advance, prepare, start
from zorgzaam.model.timeline import Timeline
from zorgzaam.model.world import World

WEEKS: Final = 52
WEEKS_BETWEEN_LOOKS: Final = 13
AGE_BANDS: Final = tuple(range(20, 90, 5))  # of five years, the first 20-24
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class People:
    """Residents at some moments of a year, one entry a person and moment."""

    age: Array
    woman: Array
    carer: Array  # adults, narrow definition: three months or 8 hours a week
    hours: Array
    heavy: Array
    at_home: Array
    household_help: Array

    @property
    def adult(self) -> Array:
        return self.age >= 18

    def between(self, low: float, high: float = math.inf) -> Array:
        return (self.age >= low) & (self.age < high)


def look(world: World) -> dict[str, Array]:
    """Who lives in the areas now."""
    people, files = world.people, world.files
    rows = np.flatnonzero((people.area < world.n_areas) & (people.status != EMPTY))
    file = people.care_file[rows]
    rule = world.rule(CarerDefinition)
    age = (world.week - people.birth_week[rows]) / WEEKS_PER_YEAR
    hours = people.hours_given[rows]
    long = people.weeks_caring[rows] >= rule.carer_weeks
    carer = (age >= 18) & (hours > 0) & (long | (hours >= rule.carer_hours_per_week))
    at_home = people.status[rows] == AT_HOME
    granted = (file >= 0) & (files.state[file, HOUSEHOLD_HELP] == GRANTED) & at_home
    return {
        "age": age,
        "woman": people.sex[rows] == WOMAN,
        "carer": carer,
        "hours": hours.astype(np.float64),
        "heavy": carer & (people.weeks_heavy[rows] > 0),
        "at_home": at_home,
        "household_help": granted,
    }


def a_year(place: Place, seed: int) -> People:
    """The residents in four weeks of the first year of the baseline."""
    world = start(prepare(place, seed))
    looks = []
    for week in range(1, WEEKS + 1):
        advance(world, Timeline())
        if week % WEEKS_BETWEEN_LOOKS == 0:
            looks.append(look(world))
    return People(**{name: np.concatenate([one[name] for one in looks]) for name in looks[0]})


def percent(part: Array, whole: Array) -> float:
    """Share of `whole` that is also `part`; NaN of nobody."""
    return 100.0 * float((part & whole).sum()) / n if (n := float(whole.sum())) else math.nan


def ratio(over: float, under: float) -> float:
    """NaN where there is nothing to divide by."""
    return over / under if under else math.nan


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else math.nan


def _top_decile(p: People) -> float:
    hours = np.sort(p.hours[p.carer])[::-1]
    return 100.0 * ratio(float(hours[: len(hours) // 10].sum()), float(hours.sum()))


def _odds_ratio_of_hours(p: People) -> float:
    many, few = p.carer & (p.hours > 16), p.carer & (p.hours >= 1) & (p.hours <= 2)
    odds = [
        ratio(float((who & p.heavy).sum()), float((who & ~p.heavy).sum())) for who in (many, few)
    ]
    return ratio(*odds)


def _by_age(p: People) -> list[float]:
    return [percent(p.carer, p.between(age, age + 5)) for age in AGE_BANDS]


def _household_help_by_age(p: People, low: float, high: float) -> float:
    return percent(p.household_help, p.at_home & p.between(low, high))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One figure: `number` of the pattern, its published band, the bounds of what is sane at all."""

    number: str
    name: str
    unit: str
    formula: Callable[[People], float]
    band: tuple[float, float] | None
    sane: tuple[float, float]
    source: str

    def verdict(self, value: float) -> str:
        """'pass' or 'miss' against the band, 'undefined' where there is no value, '' without band."""
        if self.band is None:
            return ""
        if not math.isfinite(value):
            return "undefined"
        return "pass" if self.band[0] <= value <= self.band[1] else "miss"


_ANY_SHARE: Final = (0.0, 100.0)
_CBS: Final = "CBS 2022, narrow definition"

# fmt: off
PATTERNS: Final = (
    Pattern("", "carers, 18 and over", "%", lambda p: percent(p.carer, p.adult),
            (12, 15), (2, 40), _CBS + ": 13 % of 20 and over"),
    Pattern("", "carers, 65 and over", "%", lambda p: percent(p.carer, p.between(65)),
            None, (2, 50), ""),
    Pattern("", "hours a carer", "hours/week", lambda p: _mean(p.hours[p.carer]),
            (9, 15), (2, 40), _CBS + ": 12; the band of 3 is ours"),
    Pattern("1", "heavily strained carers, of adults", "%", lambda p: percent(p.heavy, p.adult),
            (2, 4), (0.1, 15), "RIVM, CBS: 2.4-3.2 %, accepted 2-4"),
    Pattern("2", "heavily strained, of carers", "%", lambda p: percent(p.heavy, p.carer),
            (15, 23), (1, 75), _CBS + ": 19 ± 4 %"),
    Pattern("4", "carers who give 8 hours or more", "%",
            lambda p: percent(p.hours >= 8, p.carer), (31, 41), (1, 99), _CBS + ": 36 ± 5 %"),
    Pattern("4", "hours that the top tenth of carers gives", "%", _top_decile,
            (40, 55), (10, 90), _CBS + ": skewed, top decile 40-55 %"),
    Pattern("5", "hours of the heavily strained / of others", "ratio",
            lambda p: ratio(_mean(p.hours[p.heavy]), _mean(p.hours[p.carer & ~p.heavy])),
            (2.5, 4), (1, 20), "CBS 2015: 28 and 8 hours"),
    Pattern("5", "odds of strain, over 16 hours / 1-2 hours", "ratio", _odds_ratio_of_hours,
            (3.9, 14.4), (1, math.inf), "PMC7496310: 7.5 (3.9-14.4)"),
    Pattern("6", "age at which most care (band of five years from)", "year",
            lambda p: AGE_BANDS[int(np.nanargmax(_by_age(p)))], (55, 55), (20, 85),
            _CBS + ": 55-59"),
    Pattern("6", "carers at 55-59", "%", lambda p: percent(p.carer, p.between(55, 60)),
            (21, 27), (1, 75), _CBS + ": 24 ± 3 %"),
    Pattern("6", "carers at 55-59 / at 20-24", "ratio",
            lambda p: ratio(percent(p.carer, p.between(55, 60)), percent(p.carer, p.between(20, 25))),
            (5, 7), (1, math.inf), _CBS + ": 24 and 4 %"),
    *(Pattern("6", f"carers at {low}-{low + 4}", "%",
              lambda p, low=low: percent(p.carer, p.between(low, low + 5)),  # type: ignore[misc]
              (share - 2, share + 2), _ANY_SHARE, _CBS + f": {share} ± 2 %")
      for low, share in ((20, 4), (35, 8), (45, 15), (65, 18), (80, 12))),
    Pattern("7", "strain of women / of men, of adults", "ratio",
            lambda p: ratio(percent(p.heavy & p.woman, p.adult & p.woman),
                            percent(p.heavy & ~p.woman, p.adult & ~p.woman)),
            (1.3, 2), (0.5, 5), "RIVM: 11.2 and 6.5 % of carers"),
    Pattern("7", "strain of women / of men, of carers", "ratio",
            lambda p: ratio(percent(p.heavy & p.woman, p.carer & p.woman),
                            percent(p.heavy & ~p.woman, p.carer & ~p.woman)),
            (1.3, 2), (0.5, 5), "RIVM: 11.2 and 6.5 % of carers"),
    Pattern("", "women among carers", "%", lambda p: percent(p.woman, p.carer),
            (56, 58), (30, 80), "SCP: 56-58 %"),
    Pattern("", "household-help clients", "per 1,000 residents",
            lambda p: 1000.0 * float(p.household_help.sum()) / len(p.age), (23, 31), (1, 150),
            "CBS: 23 (2017) to 31 (2024)"),
    Pattern("9", "household help at 75-84", "%", lambda p: _household_help_by_age(p, 75, 85),
            (14, 16), _ANY_SHARE, "CBS: 14 % (2017), 16 % (2024)"),
    Pattern("9", "household help at 85 and over", "%",
            lambda p: _household_help_by_age(p, 85, math.inf), (28, 30), _ANY_SHARE,
            "CBS: 28 % (2017), 30 % (2024)"),
    Pattern("9", "household help at 85 and over / at 75-84", "ratio",
            lambda p: ratio(_household_help_by_age(p, 85, math.inf),
                            _household_help_by_age(p, 75, 85)),
            (1.7, 2.3), (0.5, 10), "CBS: doubles"),
)
# fmt: on


def values(place: Place, seeds: Sequence[int]) -> dict[str, list[float]]:
    """Every pattern's value by name, one for each seed."""
    years = [a_year(place, seed) for seed in seeds]
    return {pattern.name: [pattern.formula(year) for year in years] for pattern in PATTERNS}


def table(found: Mapping[str, Sequence[float]]) -> str:
    """Mean, least and most over seeds, beside the published band."""
    lines = [f"{'':3}{'':50}{'mean':>8}{'least':>8}{'most':>8}  {'band':12}{'':10}source"]
    for pattern in PATTERNS:
        over = [value for value in found[pattern.name] if math.isfinite(value)]
        mean = sum(over) / len(over) if over else math.nan
        least, most = (min(over), max(over)) if over else (math.nan, math.nan)
        band = f"{pattern.band[0]:g} to {pattern.band[1]:g}" if pattern.band else ""
        lines.append(
            f"{pattern.number:3}{pattern.name + ', ' + pattern.unit:50.49}"
            f"{mean:8.2f}{least:8.2f}{most:8.2f}  {band:12}{pattern.verdict(mean):10}{pattern.source}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.patterns", description=__doc__)
    parser.add_argument("--places", nargs="+", default=["WK034403", "WK027300"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="write every value, with band and bounds, as JSON")
    chosen = parser.parse_args()
    written = {}
    for code in chosen.places:
        place = resolve(code)
        found = values(place, range(1, chosen.seeds + 1))
        print(f"\n{place.name} ({place.code}), {place.residents:,} residents, ", end="")
        print(f"{chosen.seeds} seeds, four weeks of the first year\n{table(found)}", flush=True)
        written[place.code] = [
            {
                "number": pattern.number,
                "name": pattern.name,
                "band": pattern.band,
                "sane": pattern.sane,
                "values": found[pattern.name],
            }
            for pattern in PATTERNS
        ]
    if chosen.out is not None:
        chosen.out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
