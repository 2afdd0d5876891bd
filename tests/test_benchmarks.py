"""The benchmarks run, and the plain Mesa agents that they compare with live by the same rules."""

import itertools
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from zorgzaam.agents import draws
from zorgzaam.agents.carer import AnswerRule, hours_free, says_yes, tolerance
from zorgzaam.agents.people import MAN, NONE, SEVERE, WEEKS_PER_YEAR, WOMAN
from zorgzaam.agents.resident import WillingRule, yes_ratio
from zorgzaam.model.network import CHILD_IN_LAW, NEIGHBOUR, PARTNER, RELATION_NAMES
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.simulation import prepare, start
from zorgzaam.model.timeline import Change
from zorgzaam.model.world import World

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def against_mesa(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT)  # benchmarks/ is not installed
    from benchmarks import against_mesa

    return against_mesa


@pytest.fixture(scope="module")
def world_of_a_village() -> World:
    """A settled place in which nobody asks, stops or scales down any more: nothing is left to chance."""
    world = start(prepare(resolve("WK032703"), 1, default_values() | {"settling_weeks": 52.0}))
    quiet = ("informal_asking", "heavy_carer_stops_per_year", "heavy_carer_scales_down_per_year")
    world.change([Change(0, name, 0.0) for name in quiet])
    return world


def test_plain_agents_say_yes_as_often_and_have_as_many_hours(
    against_mesa: ModuleType, world_of_a_village: World
) -> None:
    world = world_of_a_village
    rule = world.rule(AnswerRule)
    person = against_mesa.PlainModel(world, 1).people[0]
    relations = (*range(PARTNER, NEIGHBOUR + 1), CHILD_IN_LAW)
    severities, yes_or_no = range(NONE, SEVERE + 1), (False, True)
    for case in itertools.product(
        relations, yes_or_no, yes_or_no, (MAN, WOMAN), (40, 80), (0, 24), severities, yes_or_no
    ):
        relation, near, at_home, person.sex, age, person.work_hours, person.severity, heavy = case
        person.weeks_heavy = 4 if heavy else 0
        person.birth_week = world.week - round(age * WEEKS_PER_YEAR)
        probability = person.probability_of_yes(relation, near, at_home)
        ratio = yes_ratio(world.rule(WillingRule), person.is_willing)
        given = (rule, relation, near, at_home, ratio, person.sex, person.age, *case[5:])
        name = f"{RELATION_NAMES[relation]}: {case}"
        assert not says_yes(*given, min(1.0, probability + 1e-9)), name
        assert probability == 0.0 or says_yes(*given, probability - 1e-9), name
    hours = (0, 20, 36, 60)
    for relation, person.work_hours, at_home in itertools.product(relations, hours, yes_or_no):
        expected = hours_free(rule, person.work_hours, relation, at_home)
        assert person.hours_free(relation, at_home) == pytest.approx(expected)


def test_without_chance_plain_agents_receive_and_wear_out_exactly_as_the_columns(
    against_mesa: ModuleType, world_of_a_village: World
) -> None:
    world = world_of_a_village.copy()
    third = np.arange(len(world.ties.hours)) % 3
    world.ties.hours[third == 0] *= 0.4  # other hours than those delivered so far
    world.ties.hours[third == 1] = 0.0
    world.files.changed[:] = 1
    model = against_mesa.PlainModel(world, 1)
    traits = np.uint64(draws.stream(world.seed, draws.TRAIT, 0))
    lasting = np.uint64(draws.nth(traits, 3))
    for person, key in zip(model.people, world.people.key, strict=True):
        person.tolerance = tolerance(lasting, key)
    heavy_before = world.people.weeks_heavy.copy()
    against_mesa.live(world, 9)
    against_mesa.live_plainly(model, 9)

    people = world.people
    for name in ("hours_given", "strain"):
        plain = [getattr(person, name) for person in model.people]
        np.testing.assert_allclose(plain, getattr(people, name), rtol=1e-4, atol=1e-4)
    for name in ("weeks_caring", "weeks_heavy", "total_weeks_heavy", "main_relation", "sole_carer"):
        plain = [int(getattr(person, name)) for person in model.people]
        np.testing.assert_array_equal(plain, getattr(people, name), err_msg=name)
    files = people.care_file[world.people_in_need]
    in_need = list(model.in_need)
    unmet = [person.unmet for person in in_need]
    np.testing.assert_allclose(unmet, world.files.unmet[files], rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal([p.helpers for p in in_need], world.files.helpers[files])
    # what was compared is there at all, and moved
    assert (people.hours_given > 0).sum() > 50
    assert (people.sole_carer == 1).any()
    assert (people.weeks_heavy != heavy_before).any()


@pytest.mark.slow
def test_the_quick_benchmarks_run_and_compare_like_with_like(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    told = [sys.executable, "-m", "benchmarks", "--quick", "--out", str(out)]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = json.loads(out.read_text("utf-8"))
    assert written["quick"] is True
    figures = {(figure["group"], figure["name"]): figure for figure in written["figures"]}
    assert all(figure["value"] > 0 for figure in figures.values())
    assert all(name in done.stdout for _, name in figures)
    agreement = {
        name: figure["value"]
        for (group, name), figure in figures.items()
        if group.startswith("what the two lead to")
    }
    names = [name for name in agreement if f"{name}: standard error" in agreement]
    assert len(names) == 6
    for name in names:
        error = agreement[f"{name}: standard error"]
        assert abs(agreement[name] - 1.0) < 4 * error, (name, agreement)
    # and chance is small enough for that to say something
    for name in ("carers", "sole carers", "informal hours", "unmet hours"):
        assert agreement[f"{name}: standard error"] < 0.05, (name, agreement)
