"""What happened in one life because of the package: the weeks in which the two lives part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.people import NURSING_HOME

_LASTING_WEEKS: Final = 8  # a week more or less is weather; two months are a change
_LEAST_HOURS: Final = 0.5  # hours a week that somebody would notice
_MOST_EVENTS: Final = 7
Life = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Event:
    """In this week a lasting difference begins; before and after are the two lives' values."""

    week: int
    kind: str
    before: float
    after: float


def events_of(baseline: Life, scenario: Life, first_week: int) -> list[Event]:
    """The start of the package and what it changed in this life, in order of time.

    A difference counts from the week in which it begins to last two months; its values are the
    means of those two months. Each kind of event is told once, the first time.
    """
    events = [Event(first_week, "package", 0.0, 0.0)]
    happenings = _states(baseline, scenario, first_week)
    baseline, scenario = both_at_home(baseline, scenario)
    for column in ("formal_hours", "informal_hours", "unmet_hours", "hours_given"):
        for sign, direction in ((-1, "less"), (1, "more")):
            week = _first_lasting(
                sign * (scenario[column] - baseline[column]) >= _LEAST_HOURS, first_week
            )
            if week is not None:
                part = slice(week, week + _LASTING_WEEKS)
                before, after = (
                    float(np.nanmean(life[column][part])) for life in (baseline, scenario)
                )
                events.append(Event(week, f"{direction}_{column}", before, after))
    before = scenario["helpers"][max(first_week - 1, 0)]
    gained = (scenario["helpers"] > baseline["helpers"]) & (scenario["helpers"] > before)
    more_helpers = _first_lasting(gained, first_week)
    if more_helpers is not None:
        after = float(scenario["helpers"][more_helpers])
        events.append(Event(more_helpers, "more_helpers", float(before), after))
    events += happenings
    return sorted(events, key=lambda event: (event.week, event.kind != "package"))[:_MOST_EVENTS]


def both_at_home(baseline: Life, scenario: Life) -> tuple[Life, Life]:
    """The weeks that can be compared: in a nursing home nobody counts hours of help."""
    away = (baseline["status"] == NURSING_HOME) | (scenario["status"] == NURSING_HOME)
    at_home, otherwise = (
        {name: np.where(away, np.nan, column) for name, column in life.items()}
        for life in (baseline, scenario)
    )
    return at_home, otherwise


def _states(baseline: Life, scenario: Life, first_week: int) -> list[Event]:
    """Strain, stopping and admission: each where only one of the two lives has it."""
    happenings = []
    heavy, heavy_otherwise = scenario["heavy"] > 0, baseline["heavy"] > 0
    happenings.append(("heavily_strained", heavy & ~heavy_otherwise))
    happenings.append(("relieved", heavy_otherwise & ~heavy))
    gives, gives_otherwise = scenario["hours_given"] > 0, baseline["hours_given"] > 0
    known = np.isfinite(scenario["hours_given"]) & np.isfinite(baseline["hours_given"])
    happenings.append(("stops_caring", known & ~gives & gives_otherwise))
    happenings.append(("starts_caring", known & gives & ~gives_otherwise))
    home, home_otherwise = (life["status"] == NURSING_HOME for life in (scenario, baseline))
    happenings.append(("admitted", home & ~home_otherwise))
    happenings.append(("not_admitted", home_otherwise & ~home))
    events = []
    for kind, happens in happenings:
        week = _first_lasting(happens, first_week)
        if week is not None:
            events.append(Event(week, kind, 0.0, 0.0))
    return events


def _first_lasting(happens: NDArray[np.bool_], first_week: int) -> int | None:
    """The first week from which it holds for two months on end, or None."""
    holds = np.array(happens, dtype=np.int64)
    if len(holds) < _LASTING_WEEKS:
        return None
    runs = np.convolve(holds, np.ones(_LASTING_WEEKS, dtype=np.int64), "valid")
    weeks = np.flatnonzero(runs[first_week:] == _LASTING_WEEKS)
    return int(weeks[0]) + first_week if len(weeks) else None
