"""Who runs what and when, seen from outside: real runs of a hamlet whose steps are written down."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from zorgzaam.experiments import execution
from zorgzaam.experiments.comparison import Comparison, carry_out, compare, plan_comparison
from zorgzaam.experiments.execution import Kept
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.places import Place, place


@pytest.fixture(scope="module")
def hamlet() -> Place:
    return place("BU03440343")  # Poldergebied Overvecht


def question(hamlet: Place, *seeds: int, scenario: str = "no-informal-response") -> Comparison:
    return plan_comparison(
        hamlet, load_scenario(scenario), load_scenario("baseline"), seeds, years=1
    )


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """'settle 1' or 'run 1' for each step that begins, with its seed."""
    begun: list[str] = []

    def noted(name: str, seed_of: Callable[..., int], real: Callable[..., Any]) -> Any:
        def step(*arguments: Any) -> Any:
            begun.append(f"{name} {seed_of(*arguments)}")
            return real(*arguments)

        return step

    monkeypatch.setattr(
        execution, "prepare", noted("settle", lambda _, seed, *rest: seed, execution.prepare)
    )
    monkeypatch.setattr(
        execution, "simulate", noted("run", lambda settled, *rest: settled.seed, execution.simulate)
    )
    return begun


def test_the_arms_of_an_earlier_seed_go_before_a_later_seed(
    hamlet: Place, steps: list[str]
) -> None:
    pairs = [done.seeds for done in carry_out(question(hamlet, 5, 3), workers=1)]
    assert pairs == [(5,), (5, 3)]
    assert steps == ["settle 5", "run 5", "run 5", "settle 3", "run 3", "run 3"]


def test_where_nothing_differs_one_run_is_both_arms(hamlet: Place, steps: list[str]) -> None:
    *_, done = carry_out(question(hamlet, 1, scenario="baseline"))
    assert done.pairs[0].baseline is done.pairs[0].scenario
    assert steps == ["settle 1", "run 1"]


def test_with_two_workers_the_arms_of_a_pair_run_side_by_side(
    hamlet: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, real = threading.Barrier(2, timeout=60), execution.simulate

    def meeting(*arguments: Any) -> Any:
        both.wait()  # one after the other would never meet: a BrokenBarrierError
        return real(*arguments)

    monkeypatch.setattr(execution, "simulate", meeting)
    *_, done = carry_out(question(hamlet, 1), workers=2)
    assert done.seeds == (1,)


def test_a_failure_ends_the_comparison_after_the_pairs_before_it(
    hamlet: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = execution.simulate

    def failing(settled: Any, *rest: Any) -> Any:
        if settled.seed == 2:
            raise MemoryError("no room for seed 2")
        return real(settled, *rest)

    monkeypatch.setattr(execution, "simulate", failing)
    growing = carry_out(question(hamlet, 1, 2, 3), workers=2)
    assert next(growing).seeds == (1,)
    with pytest.raises(MemoryError, match="seed 2"):
        next(growing)


def test_leaving_a_comparison_ends_its_threads(hamlet: Place) -> None:
    before = set(threading.enumerate())
    growing = compare(
        hamlet, load_scenario("cuts-2015"), load_scenario("baseline"), range(1, 200), 3, workers=2
    )
    next(growing)
    ours = set(threading.enumerate()) - before
    assert ours
    growing.close()
    for thread in ours:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in ours)


def test_a_life_is_traced_from_the_settled_population_that_was_kept(
    hamlet: Place, steps: list[str]
) -> None:
    kept = Kept()
    *_, done = carry_out(question(hamlet, 1), kept=kept)
    rows = done.pairs[0].scenario.end.row[:2].tolist()
    steps.clear()
    assert done.traced(1, rows).baseline.trace is not None
    assert done.traced(1, rows[:1]).scenario.trace is not None
    assert steps == ["run 1"] * 4
    steps.clear()
    *_, again = carry_out(question(hamlet, 1), kept=kept)
    assert again.pairs[0].baseline.trace is None
    assert steps == ["run 1"]  # the baseline without lives is the one that was kept


def test_a_life_is_traced_all_the_same_where_there_was_no_room_to_keep(
    hamlet: Place, steps: list[str]
) -> None:
    *_, done = carry_out(question(hamlet, 1), kept=Kept(most_residents=hamlet.residents - 1))
    steps.clear()
    done.traced(1, done.pairs[0].scenario.end.row[:1].tolist())
    assert steps == ["settle 1", "run 1", "run 1"]
