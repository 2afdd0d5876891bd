"""A very large place is lived in parts, side by side: nothing but the order of sums may tell."""

from dataclasses import fields, replace

import numpy as np
import pytest

from zorgzaam.agents.people import AT_HOME
from zorgzaam.model import parts
from zorgzaam.model.network import FRIEND
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.processes import observe
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import Settled, prepare, simulate, start
from zorgzaam.model.timeline import Timeline

WEEKS = 14
VALUES = default_values() | {"settling_weeks": 30.0}


@pytest.fixture(scope="module")
def small_country() -> Place:
    """Some small municipalities as if they were the country."""
    codes = ("GM0088", "GM0093", "GM0060", "GM0096")  # islands: their wijken lie together
    areas = tuple(area for code in codes for area in resolve(code).areas)
    return replace(resolve("GM0093"), code="NL", name="Nederland", kind="land", areas=areas)


def in_parts(
    monkeypatch: pytest.MonkeyPatch, place: Place, rows: int | None
) -> tuple[Settled, Run]:
    with monkeypatch.context() as patched:
        if rows is not None:
            patched.setattr(parts, "LARGE_ROWS", 0)
            patched.setattr(parts, "ROWS_A_PART", rows)
        settled = prepare(place, 1, VALUES)
        assert len(parts.parts_of(settled.world)) == (1 if rows is None else 4)
        return settled, simulate(settled, Timeline(), WEEKS)


def test_a_place_in_parts_lives_the_same_lives_as_in_one(
    monkeypatch: pytest.MonkeyPatch, small_country: Place
) -> None:
    settled, whole = in_parts(monkeypatch, small_country, None)
    other, divided = in_parts(monkeypatch, small_country, 500)
    for table in ("people", "contacts", "files", "ties", "areas"):
        for one, two in zip(
            getattr(settled.world, table), getattr(other.world, table), strict=True
        ):
            np.testing.assert_array_equal(one, two, err_msg=table)
    np.testing.assert_array_equal(whole.weekly, divided.weekly)
    np.testing.assert_array_equal(whole.groups, divided.groups)
    np.testing.assert_allclose(whole.ties, divided.ties, rtol=1e-5)  # sums in another order
    for part in fields(whole.end):
        np.testing.assert_array_equal(
            getattr(whole.end, part.name), getattr(divided.end, part.name), err_msg=part.name
        )


def test_in_a_very_large_place_networks_are_measured_once_a_quarter_and_stand_until_the_next(
    monkeypatch: pytest.MonkeyPatch, small_country: Place
) -> None:
    _, whole = in_parts(monkeypatch, small_country, None)
    _, divided = in_parts(monkeypatch, small_country, 500)
    measured = [n for n in range(len(whole.network)) if n % observe.NETWORKS_A_QUARTER == 0]
    assert len(measured) == 2
    np.testing.assert_array_equal(whole.network[measured], divided.network[measured])
    np.testing.assert_array_equal(divided.network[1], divided.network[0])
    assert (whole.network[1] != whole.network[0]).any()


def test_parts_are_whole_municipalities_one_after_the_other_and_hold_everybody(
    monkeypatch: pytest.MonkeyPatch, small_country: Place
) -> None:
    world = prepare(small_country, 1, VALUES).world
    monkeypatch.setattr(parts, "LARGE_ROWS", 0)
    monkeypatch.setattr(parts, "ROWS_A_PART", 500)
    found = parts.parts_of(world)
    assert [part.first_row for part in found[1:]] == [part.last_row for part in found[:-1]]
    assert [part.first_need for part in found[1:]] == [part.last_need for part in found[:-1]]
    assert (found[0].first_row, found[-1].last_row) == (0, len(world.people.key))
    assert (found[0].first_need, found[-1].last_need) == (0, len(world.people_in_need))
    for part in found:
        assert len({a.municipality_code for a in small_country.areas[part[0] : part[1]]}) == 1


def test_friends_live_in_one_municipality_however_they_met(small_country: Place) -> None:
    world = start(prepare(small_country, 1, VALUES), 60)
    from zorgzaam.model.simulation import advance

    for _ in range(60):
        advance(world, Timeline())
    people, contacts = world.people, world.contacts
    town = {code: n for n, code in enumerate({a.municipality_code for a in small_country.areas})}
    # of the row: whoever leaves keeps it
    area = world.households.area[people.household]
    towns = np.array([*(town[a.municipality_code] for a in small_country.areas), -1])[area]
    owner = np.repeat(np.arange(len(people.key)), np.diff(contacts.start))
    friends = contacts.relation == FRIEND
    assert np.count_nonzero(contacts.met[friends]) > 0  # some met during the run
    assert (towns[owner[friends]] == towns[contacts.person[friends]]).all()
    assert (people.status[owner[friends]] == AT_HOME).any()
