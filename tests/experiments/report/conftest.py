"""Made-up comparisons: no simulation, but numbers of the right size that move the right way.

They hold the report to its words before and beside the engine: what a figure is here is known.
"""

import datetime as dt
import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from zorgzaam.experiments.comparison import Comparison, plan_comparison
from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.measures import GROUP_MEASURES, GROUPS, INDEX, MEASURES
from zorgzaam.model.network import RELATIONS
from zorgzaam.model.network_measures import no_networks
from zorgzaam.model.places.catalogue import resolve
from zorgzaam.model.places.figures import Place
from zorgzaam.model.run import EndState, Run, Trace
from zorgzaam.model.timeline import Timeline

MakeComparison = Callable[..., Comparison]

# Per 1,000 residents: the level without the package, and what the package adds to it in the end.
LEVELS = {
    "residents": (1000, 0),
    "adults_18_plus": (790, 0),
    "adults_65_plus": (160, 0),
    "people_in_need": (95, 0),
    "need_hours": (1180, 6),
    "ordinary_hours": (420, 0),
    "formal_hours": (190, -52),
    "household_help_hours": (70, -24),
    "guidance_hours": (60, -20),
    "district_nursing_hours": (60, -8),
    "informal_hours": (430, 15),
    "volunteer_hours": (22, 2),
    "unmet_hours": (118, 41),
    "own_initiative_hours": (130, 14),
    "brokered_hours": (10, 0),
    "recipients": (60, 1),
    "helpers": (130, 4),
    "household_help_clients": (24, -2),
    "waiting": (6, 2),
    "carers_18_plus": (104, 3),
    "carers_65_plus": (21, 1),
    "carers_8_hours_plus": (41, 3),
    "care_hours_given": (1010, 22),
    "sole_carers": (36, 2),
    "heavily_strained": (16, 2.6),
    "carers_stopped": (0.05, 0.01),
    "nursing_home_residents": (7, 0.25),
    "admissions": (0.03, 0.002),
    "crises": (0.004, 0.003),
    "deaths": (0.17, 0),
    "ties_own_initiative": (40, 2),
    "ties_brokered": (1, 0.2),
    "ties_through_initiative": (5, 0.5),
    "ended_ties_own_initiative": (0.3, 0.02),
    "household_help_spent_eur": (1700, -540),
    "guidance_spent_eur": (2600, -650),
    "district_nursing_spent_eur": (2900, 0),
}
RELATION_SHARES = (0, 0.24, 0.32, 0.12, 0.1, 0.08, 0.03, 0.01, 0.1)


def wiggle(*keys: float) -> float:
    """A number from −1 to 1 that looks like chance and is always the same for the same keys."""
    mixed = (
        math.sin(sum((index + 1) * 12.9898 * key for index, key in enumerate(keys))) * 43758.5453
    )
    return 2 * (mixed - math.floor(mixed)) - 1


@functools.cache
def made_up_run(
    place: Place, seed: int, weeks: int, timeline: Timeline, size: float, people: int
) -> Run:
    """One run; `size` scales the effect of the package (0: none)."""
    first = timeline.first_week
    rise = np.zeros(weeks)
    if first is not None:
        rise[first:] = 1 - np.exp(-np.arange(weeks - first) / 20)
    weekly = np.zeros((weeks, len(place.areas), len(MEASURES)))
    for number, area in enumerate(place.areas):
        thousand = area.residents / 1000
        for at, (name, (level, added)) in enumerate(LEVELS.items()):
            waves = [0.03 * wiggle(seed, at, number, week // 9) for week in range(weeks)]
            noise = 0.02 * wiggle(seed, at, number) + np.array(waves)
            if name in ("residents", "adults_18_plus", "adults_65_plus"):
                noise = np.zeros(weeks)
            here = size * added * (1 + 0.8 * wiggle(seed, at, number, 0.5))
            weekly[:, number, INDEX[name]] = thousand * (level * (1 + noise) + here * rise)
    heavy = weekly[:, :, INDEX["heavily_strained"]]
    groups = np.zeros((weeks // 13, len(place.areas), len(GROUPS), len(GROUP_MEASURES)), np.float32)
    shares = np.array(
        [0 if group[0] == "0-17" else 1 + index % 5 for index, group in enumerate(GROUPS)]
    )
    for quarter in range(weeks // 13):
        mean = heavy[13 * quarter : 13 * quarter + 13].mean(axis=0)
        groups[quarter, :, :, GROUP_MEASURES.index("heavily_strained")] = np.outer(
            mean, shares / shares.sum()
        )
    ties = np.zeros((weeks, RELATIONS, 2, 3), np.float32)
    for relation, share in enumerate(RELATION_SHARES):
        ties[:, relation, 0, 1] = 0.6 * share * heavy.sum(axis=1)
        ties[:, relation, 1, 1] = 0.4 * share * heavy.sum(axis=1)
    end = made_up_people(place, seed, people, size if first is not None else 0.0)
    network = no_networks(weeks)
    return Run(place, seed, weeks, timeline, {}, weekly, groups, ties, network, end)


def made_up_people(place: Place, seed: int, people: int, size: float) -> EndState:
    number = np.arange(people)
    chance = np.array([wiggle(seed, person) for person in number])
    carer = number % 4 == 0
    recipient = number % 9 == 1
    weeks = np.where(carer, np.maximum(0, 120 * chance - 60), 0.0)
    weeks += np.where(carer & (number % 5 == 0), 70 * size * (1 + chance), 0.0)
    return EndState(
        key=(number + 2**40).astype(np.uint64),
        row=number.astype(np.int32),
        area=(number % len(place.areas)).astype(np.int16),
        age_years=(20 + (number * 7) % 70).astype(np.float32),
        sex=(number % 2).astype(np.uint8),
        severity=recipient.astype(np.uint8),
        low_income=(number % 3 == 0).astype(np.uint8),
        owner_occupied=(number % 2).astype(np.uint8),
        hours_given=np.where(carer, 4 + 10 * np.abs(chance), 0).astype(np.float32),
        weeks_caring=np.where(carer, 150, 0).astype(np.uint16),
        weeks_heavy=np.zeros(people, np.uint16),
        total_weeks_heavy=weeks.astype(np.uint16),
        main_relation=np.where(carer, 1 + number % 6, 0).astype(np.uint8),
        sole_carer=(carer & (number % 8 == 0)).astype(np.uint8),
        unmet_hours=np.where(recipient, 1 + size * 4 * np.abs(chance), 0).astype(np.float32),
    )


def made_up_trace(run: Run, rows: Sequence[int], size: float) -> Trace:
    """Lives that part at the first change: less formal help, more care, more strain."""
    first = run.timeline.first_week
    rise = np.zeros(run.weeks)
    if first is not None:
        rise[first:] = size * (1 - np.exp(-np.arange(run.weeks - first) / 15))
    slow = np.array([wiggle(run.seed, week // 20) for week in range(run.weeks)])

    def column(level: float, added: float, lively: float = 0.0) -> NDArray[np.float64]:
        line = np.maximum(level + added * rise + lively * slow, 0.0)
        return np.repeat(line[:, None], len(rows), axis=1)

    strain = column(0, 1.6, 0.3) - 1.2
    low32 = (run.end.key[list(rows)] & np.uint64(0xFFFFFFFF)).astype(float)
    columns = {
        "key_low32": np.repeat(low32[None, :], run.weeks, axis=0),
        "age_years": run.end.age_years[list(rows)]
        - (run.weeks - np.arange(run.weeks))[:, None] / 52,
        "status": column(1, 0),
        "severity": column(2, 0),
        "need_hours": column(12, 0, 1),
        "ordinary_hours": column(2, 0),
        "formal_hours": column(3, -1.1),
        "informal_hours": column(5, 0.7, 0.2),
        "unmet_hours": column(2, 0.9, 0.4),
        "hours_given": column(9, 2.4, 1.2),
        "strain": strain,
        "heavy": (strain > -0.1).astype(float),
        "helpers": column(1, 1.2).round(),
    }
    return Trace(tuple(rows), columns)


@pytest.fixture
def make_comparison(monkeypatch: pytest.MonkeyPatch) -> MakeComparison:
    """A comparison of made-up runs; tracing a seed again gives made-up lives."""

    def make(
        place: str | Place = "WK034403",
        seeds: int = 6,
        years: float = 5,
        scenario: str = "cuts-2015",
        size: float = 1.0,
        people: int = 400,
        asked: int | None = None,
    ) -> Comparison:
        where = resolve(place) if isinstance(place, str) else place
        comparison = plan_comparison(
            where,
            load_scenario(scenario),
            load_scenario("baseline"),
            range(1, (asked or seeds) + 1),
            years,
        )
        plan = comparison.plan
        pairs = tuple(
            Pair(
                seed,
                made_up_run(where, seed, plan.weeks, plan.baseline, 0.0, people),
                made_up_run(where, seed, plan.weeks, plan.scenario, size, people),
            )
            for seed in range(1, seeds + 1)
        )
        moment = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)

        def traced(self: Comparison, seed: int, trace_rows: Sequence[int]) -> Pair:
            pair = next(pair for pair in self.pairs if pair.seed == seed)
            return Pair(
                seed,
                replace(pair.baseline, trace=made_up_trace(pair.baseline, trace_rows, 0.0)),
                replace(pair.scenario, trace=made_up_trace(pair.scenario, trace_rows, size)),
            )

        monkeypatch.setattr(Comparison, "traced", traced)
        return replace(comparison, pairs=pairs, started=moment, finished=moment)

    return make
