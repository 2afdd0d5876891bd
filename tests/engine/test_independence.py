"""The promise of keyed draws: only what a scenario touches changes, in any order, on any thread."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from zorgzaam.agents.people import EMPTY
from zorgzaam.model.network import NO_RELATION
from zorgzaam.model.simulation import advance, prepare, simulate, start
from zorgzaam.model.timeline import Change, Timeline

CUTS = Timeline((Change(4, "budget_cut_household_help_share", 0.32),
                 Change(4, "budget_cut_guidance_share", 0.25)))  # fmt: skip
PLACE = "WK027301"


def same_run(first, second) -> bool:
    arrays = [(run.weekly, run.groups, run.ties) for run in (first, second)]
    ends = [[getattr(run.end, name) for name in run.end.__slots__] for run in (first, second)]
    pairs = [*zip(*arrays, strict=True), *zip(*ends, strict=True)]
    return all(np.array_equal(one, other) for one, other in pairs)


def test_runs_on_two_threads_are_those_on_one(settled_place):
    settled = [settled_place(PLACE, seed) for seed in (1, 2)]
    jobs = [(s, timeline) for s in settled for timeline in (Timeline(), CUTS)]
    in_turn = [simulate(s, timeline, 52) for s, timeline in jobs]
    with ThreadPoolExecutor(2) as pool:
        at_once = list(pool.map(lambda job: simulate(*job, 52), jobs))
    assert all(same_run(one, other) for one, other in zip(in_turn, at_once, strict=True))
    assert not same_run(in_turn[0], in_turn[1])
    assert not same_run(in_turn[0], in_turn[2])


def test_settling_on_two_threads_is_that_on_one(settled_place, snapshot):
    known = settled_place(PLACE)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: prepare(known.place, 1, known.values), range(2)))
    expected = snapshot(known.world)
    for settled in made:
        found = snapshot(settled.world)
        assert all(np.array_equal(expected[name], found[name]) for name in expected)


def test_runs_leave_the_settled_state_as_it_was(settled_place, snapshot):
    settled = settled_place(PLACE)
    before = snapshot(settled.world)
    values = dict(settled.world.values)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda t: simulate(settled, t, 52), (CUTS, Timeline(), CUTS)))
    after = snapshot(settled.world)
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert values == settled.world.values and settled.world.week == 0


@pytest.mark.parametrize("without", ["ties", "nothing"])
def test_a_cut_in_one_wijk_reaches_the_others_only_through_ties(without, settled_place):
    """One area's money is taken away; where no tie leads to the others, not one bit differs there."""
    settled = settled_place(PLACE)
    worlds = [start(settled, 52) for _ in range(2)]
    for world in worlds:
        if without == "ties":  # all bonds between people of different areas are cut before
            people, contacts, ties = world.people, world.contacts, world.ties
            home = world.households.area[people.household]
            owner = np.repeat(np.arange(len(contacts.start) - 1), np.diff(contacts.start))
            kept = (contacts.relation != NO_RELATION) & (home[owner] == home[contacts.person])
            contacts.relation[~kept], contacts.person[~kept] = NO_RELATION, -1
            across = (ties.giver >= 0) & (home[ties.giver] != home[ties.recipient])
            ties.hours[across] = 0.0
            assert across.any() and kept.any()
    cut, alone = worlds
    cut.areas.reference_eur[1] *= 0.3
    for _ in range(52):
        for world in worlds:
            advance(world, Timeline())
    seen = [world.observations.weekly for world in worlds]
    assert not np.array_equal(seen[0][:, 1], seen[1][:, 1]), "the cut does nothing"
    home = alone.households.area[alone.people.household]
    elsewhere = np.flatnonzero((home != 1) & (alone.people.status != EMPTY))
    changed = [
        (getattr(cut.people, column)[elsewhere] != getattr(alone.people, column)[elsewhere]).any()
        for column in ("key", "status", "severity", "hours_given", "strain", "total_weeks_heavy")
    ]
    if without == "ties":
        assert not any(changed)
        others = [area for area in range(alone.n_areas) if area != 1]
        assert np.array_equal(seen[0][:, others], seen[1][:, others])
    else:
        assert any(changed), "ties lead to people elsewhere, who feel it"
