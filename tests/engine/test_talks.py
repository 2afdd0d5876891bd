"""Generalists have part of a week for talks: what is more waits, and who waits longest goes first."""

import numpy as np
import pytest

from zorgzaam.agents.care_file import DISTRICT_NURSING, GRANTED, GUIDANCE_SERVICE, SERVICES
from zorgzaam.model.areas import IN_CHAIN
from zorgzaam.model.processes.access import AccessRule
from zorgzaam.model.simulation import advance, start
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.week import WEEK

ACCESS = [process.name for process in WEEK].index("access")
TALKED_ABOUT = [service for service in range(SERVICES) if service != DISTRICT_NURSING]
# all indications come to be looked at in week 12, with little time for it
TOGETHER = Timeline(
    tuple(
        Change(week, name, value)
        for week, name, value in (
            (1, "transitional_right_weeks", 10.0),
            (1, "least_talk_hours_per_week", 3.0),
            (1, "most_talks_share", 0.1),
            (2, "norm_hours_household_help_per_week", 1.0),
            (2, "norm_hours_guidance_per_week", 1.0),
        )
    )
)


@pytest.fixture(scope="module")
def crowd(settled_place):
    """The world just before access in week 12, when the protection ends."""
    world = start(settled_place("WK027301"), 60)
    for _ in range(12):
        advance(world, TOGETHER)
    for process in WEEK[:ACCESS]:
        process(world)
    return world


def talk_room(world) -> np.ndarray:
    rule, areas = world.rule(AccessRule), world.areas
    team = areas.direct_hours[:, GUIDANCE_SERVICE] + areas.hours_by_use[:, IN_CHAIN]
    room = np.maximum(rule.least_talk_hours_per_week, rule.most_talks_share * team)
    return room[: world.n_areas]


def test_talks_take_no_more_than_their_part_of_the_week(crowd):
    world = crowd.copy()
    room = talk_room(world)
    WEEK[ACCESS](world)
    hours = world.areas.chain_hours[: world.n_areas]
    rule = world.rule(AccessRule)
    assert (hours >= room).any(), "in some area more must be due than there is time for"
    assert (hours < room + rule.chain_steps * rule.hours_per_chain_step).all()


def test_who_waits_longest_is_talked_with_first(crowd):
    world = crowd.copy()
    files, people = world.files, world.people
    used = np.flatnonzero(files.person >= 0)
    due = files.next_look.copy()
    before = files.since[:, TALKED_ABOUT].copy()
    WEEK[ACCESS](world)
    talked = (files.since[:, TALKED_ABOUT] != before).any(axis=1)
    waits = files.next_look <= world.week
    area = people.area[files.person]
    compared = 0
    for here in range(world.n_areas):
        mine = used[area[used] == here]
        if waits[mine].any() and (talked[mine] & (due[mine] <= world.week)).any():
            latest = due[mine][talked[mine] & (due[mine] <= world.week)].max()
            assert latest <= files.next_look[mine][waits[mine]].min()
            compared += 1
    assert compared > 0


def test_nobody_waits_for_ever(crowd):
    world = crowd.copy()
    for process in WEEK[ACCESS:]:
        process(world)
    world.week += 1
    for _ in range(40):
        advance(world, TOGETHER)
    assert (world.files.next_look[world.files.person >= 0] > world.week - 20).all()


def test_those_looked_at_in_one_week_are_not_all_looked_at_in_one_week_again(settled_place):
    world = start(settled_place("WK027301"), 60)
    granted = (world.files.state == GRANTED) & (world.files.person >= 0)[:, None]
    world.files.since[granted] = 0
    world.files.next_look[:] = 0
    WEEK[ACCESS](world)
    due = world.files.next_look[granted.any(axis=1) & (world.files.person >= 0)]
    later = due[due >= 20]  # what else is due soon are decisions about applications
    assert len(later) > 20
    assert later.min() < 40
    assert later.max() > 60
    assert np.bincount(later).max() < 0.2 * len(later)
