"""A comparison of made-up runs: figures that a test can predict, of the real types."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from zorgzaam.experiments.comparison import Comparison, compare, plan_comparison
from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.scenario import Scenario, load_scenario
from zorgzaam.model.measures import GROUP_MEASURES, GROUPS, INDEX, MEASURES
from zorgzaam.model.network import RELATIONS
from zorgzaam.model.network_measures import no_networks
from zorgzaam.model.places.catalogue import resolve
from zorgzaam.model.places.figures import Place
from zorgzaam.model.run import EndState, Run
from zorgzaam.model.timeline import Timeline

assert compare  # the real one, whose signature the made-up ones below keep


def made_up_run(place: Place, seed: int, timeline: Timeline, weeks: int) -> Run:
    """Formal hours fall by the largest cut at once; half of it stays unmet; strain rises with it."""
    residents = np.array([area.residents for area in place.areas], dtype=float)
    cut = np.zeros(weeks)
    for change in timeline.changes:
        if change.name.startswith("budget_cut"):
            cut[change.week :] = np.maximum(cut[change.week :], change.value)
    loss = cut[:, None]
    luck = 1 + 0.01 * (seed % 5)
    weekly = np.zeros((weeks, len(residents), len(MEASURES)))
    for name, value in {
        "residents": residents,
        "adults_18_plus": 0.8 * residents,
        "adults_65_plus": 0.2 * residents,
        "need_hours": 0.9 * residents,
        "formal_hours": 0.3 * residents * (1 - loss),
        "informal_hours": 0.5 * residents + 0.15 * residents * loss,
        "unmet_hours": 0.1 * residents + 0.15 * residents * loss,
        "carers_18_plus": 0.1 * residents,
        "heavily_strained": 0.01 * residents * luck * (1 + loss),
        "household_help_spent_eur": 9.0 * residents * (1 - loss),
    }.items():
        weekly[:, :, INDEX[name]] = value
    quarters = weeks // 13
    groups = np.zeros((quarters, len(residents), len(GROUPS), len(GROUP_MEASURES)), np.float32)
    adult = np.array([group[0] != "0-17" for group in GROUPS])
    share = residents[None, :, None] * adult / adult.sum()
    groups[..., GROUP_MEASURES.index("adults_18_plus")] = 0.8 * share
    by_quarter = cut[: quarters * 13].reshape(quarters, 13).mean(axis=1)[:, None, None]
    groups[..., GROUP_MEASURES.index("heavily_strained")] = 0.01 * luck * share * (1 + by_quarter)
    ties = np.zeros((weeks, RELATIONS, 2, 3), np.float32)
    ties[:, 1:4, :, 0] = 100
    ties[:, 1:4, 1, 1] = 10 * (1 + loss)
    nobody = EndState(*[np.zeros(0)] * len(dataclasses.fields(EndState)))
    return Run(place, seed, weeks, timeline, {}, weekly, groups, ties, no_networks(weeks), nobody)


def made_up_compare(
    place: Place,
    scenario: Scenario,
    baseline: Scenario,
    seeds: Sequence[int],
    years: float = 5,
    cancelled: Callable[[], bool] | None = None,
    **others: object,
) -> Iterator[Comparison]:
    """Like `compare`, with made-up runs."""
    comparison = plan_comparison(place, scenario, baseline, seeds, years)
    plan = comparison.plan
    for seed in seeds:
        pair = Pair(
            seed,
            made_up_run(place, seed, plan.baseline, plan.weeks),
            made_up_run(place, seed, plan.scenario, plan.weeks),
        )
        comparison = dataclasses.replace(comparison, pairs=(*comparison.pairs, pair))
        yield comparison


@pytest.fixture
def made_up() -> Callable[..., Comparison]:
    """`made_up(place="WK034403", package="cuts-2015", seeds=4)`: a finished comparison."""

    def make(place: str = "WK034403", package: str = "cuts-2015", seeds: int = 4) -> Comparison:
        grown = list(
            made_up_compare(
                resolve(place), load_scenario(package), load_scenario("baseline"),
                range(1, seeds + 1), 3,
            )
        )  # fmt: skip
        return grown[-1]

    return make


@pytest.fixture
def made_up_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard computes with made-up runs, and remembers nothing of other tests."""
    from zorgzaam.dashboard import stream

    monkeypatch.setattr(stream, "compare", made_up_compare)
    monkeypatch.setattr(stream, "_remembered", stream.Remembered())
