"""What the engine's tests share: settled places, worlds made by hand, and what must always hold."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import DOMAIN_NAMES, DOMAINS, SERVICE_NAMES, CareFiles
from zorgzaam.agents.columns import columns_of, make
from zorgzaam.agents.people import AT_HOME, CHILD_ROLE, EMPTY, HEAD, PARTNER_ROLE, People
from zorgzaam.agents.professional import EMPLOYED, Professionals
from zorgzaam.model.areas import Areas
from zorgzaam.model.care.files import list_in_need
from zorgzaam.model.care.ties import (
    FILES_USED,
    FREE_FILE,
    FREE_TIE,
    PROFESSIONALS_USED,
    TIES_USED,
    add_tie,
)
from zorgzaam.model.households import Households
from zorgzaam.model.network import FRIEND, RELATION_NAMES, CareTies, Contacts
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.population.health import BANDS
from zorgzaam.model.simulation import Settled, prepare
from zorgzaam.model.world import World, empty_slots

TABLES = ("people", "households", "contacts", "files", "ties", "professionals", "areas")


@cache
def _settled(code: str, seed: int, changed: tuple[tuple[str, float], ...]) -> Settled:
    return prepare(resolve(code), seed, default_values() | {"settling_weeks": 52.0} | dict(changed))


@pytest.fixture(scope="session")
def settled_place():
    """Code (and seed, parameters) -> the settled state, made once; nobody may change it."""

    def of(code: str = "WK032703", seed: int = 1, **parameters: float) -> Settled:
        return _settled(code, seed, tuple(parameters.items()))

    return of


@pytest.fixture(scope="session")
def snapshot():
    """World -> a copy of every array in it, by name."""

    def of(world: World) -> dict[str, np.ndarray]:
        arrays = {
            f"{table}.{name}": array.copy()
            for table in TABLES
            for name, array in getattr(world, table)._asdict().items()
        }
        return arrays | {"slots": world.slots.copy()}

    return of


# a world made by hand


def _value(column: str, said: Any) -> Any:
    """Numbers as they are, names as the numbers they stand for."""
    names = {
        "sex": ("man", "woman"),
        "severity": ("none", "light", "moderate", "severe"),
        "status": ("empty", "at_home", "nursing_home", "away"),
        "role": ("head", "partner", "child"),
        "state": ("not_applied", "applied", "granted"),
    }.get(column)
    return names.index(said) if names is not None and isinstance(said, str) else said


def _set_row(table: Any, row: int, values: dict[str, Any]) -> None:
    for name, said in values.items():
        array = getattr(table, name)
        if isinstance(said, dict):  # by domain or by service
            known = DOMAIN_NAMES if array.shape[1] == DOMAINS else SERVICE_NAMES
            for key, number in said.items():
                array[row, known.index(key)] = _value(name, number)
        else:
            array[row] = _value(name, said)


def _world_by_hand(
    people: dict[str, dict[str, Any]],
    ties: list[dict[str, Any]] | None = None,
    contacts: list[dict[str, Any]] | None = None,
    parameters: dict[str, float] | None = None,
    professionals: list[dict[str, Any]] | None = None,
    areas: dict[str, Any] | None = None,
    seed: int = 1,
) -> tuple[World, dict[str, int]]:
    """One area and 'elsewhere', and the row of each person by name.

    A person: age, home (number of the household; 0 is the first), `elsewhere`, columns of
    `People` by name, and `file` with columns of `CareFiles` for somebody with need.
    """
    names = sorted(people, key=lambda name: (people[name].get("elsewhere", False),
                                             people[name].get("home", 0)))  # fmt: skip
    row_of = {name: row for row, name in enumerate(names)}
    homes = [(people[n].get("elsewhere", False), people[n].get("home", 0)) for n in names]
    addresses = list(dict.fromkeys(homes))
    rows = make(People, len(names))
    households = make(Households, len(addresses))
    first = [homes.index(address) for address in addresses] + [len(names)]
    households = households._replace(first_row=np.array(first, dtype=np.int32))
    households.area[:] = [1 if elsewhere else 0 for elsewhere, _ in addresses]
    households.moved_in_week[:] = -5200
    files = make(CareFiles, 64)
    slots = empty_slots()
    for name, row in row_of.items():
        said = dict(people[name])
        rows.key[row] = draws.key_of(np.uint64(row), np.uint64(7))
        rows.status[row] = AT_HOME
        rows.household[row] = addresses.index(homes[row])
        rows.area[row] = households.area[rows.household[row]]
        rows.birth_week[row] = -int(said.pop("age") * 52.1775) - 1
        rows.template_age[row] = 40
        rows.role[row] = HEAD if row == first[rows.household[row]] else CHILD_ROLE
        if "partner" in said:
            rows.partner[row] = row_of[said.pop("partner")]
            rows.role[row] = HEAD if row == first[rows.household[row]] else PARTNER_ROLE
        file = said.pop("file", None)
        for placed in ("home", "elsewhere"):
            said.pop(placed, None)
        _set_row(rows, row, said)
        if file is not None:
            at = int(slots[FILES_USED])
            slots[FILES_USED] += 1
            rows.care_file[row], files.person[at] = at, row
            _set_row(files, at, file)
    known = {name: [] for name in names}  # both directions must be said, as they are in the table
    for contact in contacts or []:
        known[contact["person"]].append(contact)
    entries = [contact for name in names for contact in known[name]]
    network = make(Contacts, len(entries))._replace(
        start=np.cumsum([0] + [len(known[name]) for name in names]).astype(np.int32)
    )
    for at, contact in enumerate(entries):
        network.person[at] = row_of[contact["contact"]]
        network.relation[at] = RELATION_NAMES.index(contact["relation"])
        network.near[at] = contact.get("near", True)
    staff = make(Professionals, 64)
    table = make(Areas, 2)
    table.urbanity[:] = 3
    table.first_household[1] = sum(1 for elsewhere, _ in addresses if not elsewhere)
    _set_row(table, 0, areas or {})
    for at, said in enumerate(professionals or []):
        service = SERVICE_NAMES.index(said["service"])
        staff.service[at] = service
        staff.status[at] = EMPLOYED
        staff.contract_hours[at] = said["contract_hours"]
        staff.next_of_service[at] = table.first_professional[0, service]
        table.first_professional[0, service] = at
        slots[PROFESSIONALS_USED] += 1
    residents = sum(1 for elsewhere, _ in homes if not elsewhere)
    world = World(
        place=resolve("WK027301"),
        seed=seed,
        week=0,
        n_areas=1,
        people=rows,
        households=households,
        contacts=network,
        files=files,
        ties=make(CareTies, 64),
        professionals=staff,
        areas=table,
        slots=slots,
        in_need=np.zeros(len(names) + 1, dtype=np.int32),
        health_profile=np.tile([1.0, 0.0, 0.0, 0.0], (2, BANDS, 1)),
        upward_rates=np.zeros((2, BANDS, 3)),
        area_rows=np.array([0, residents, len(names)], dtype=np.int64),
        values=default_values() | (parameters or {}),
    )
    for tie in ties or []:
        add_tie(
            world.handle,
            row_of[tie["giver"]],
            row_of[tie["recipient"]],
            DOMAIN_NAMES.index(tie["domain"]),
            RELATION_NAMES.index(tie["relation"]),
            tie.get("origin", 0),
            float(tie["hours"]),
            tie.get("until", 10_000),
        )
        world.ties.delivered[world.slots[TIES_USED] - 1] = tie.get("delivered", 0.0)
    list_in_need(world.handle)
    return world, row_of


@pytest.fixture(scope="session")
def by_hand():
    """Makes a world of a few people, see `_world_by_hand`."""
    return _world_by_hand


# what holds at the end of any process of any week


def _chain(heads: np.ndarray, after: np.ndarray, limit: int) -> list[tuple[int, int]]:
    """(owner, slot) of every slot in the chains."""
    found = []
    for owner in np.flatnonzero(heads >= 0):
        slot = heads[owner]
        while slot >= 0:
            found.append((int(owner), int(slot)))
            assert len(found) <= limit, "a chain of ties runs in a circle"
            slot = after[slot]
    return found


def _check_ties(world: World) -> None:
    people, ties = world.people, world.ties
    used = int(world.slots[TIES_USED])
    in_use = np.flatnonzero(ties.giver[:used] >= 0)
    assert (ties.giver[used:] < 0).all()
    for heads, after, owner_of in (
        (people.first_received, ties.next_of_recipient, ties.recipient),
        (people.first_given, ties.next_of_giver, ties.giver),
    ):
        chained = _chain(heads, after, len(in_use))
        assert sorted(slot for _, slot in chained) == in_use.tolist()
        assert all(owner_of[slot] == owner for owner, slot in chained)
    free = []
    slot = world.slots[FREE_TIE]
    while slot >= 0:
        free.append(int(slot))
        assert len(free) <= used
        slot = ties.next_of_recipient[slot]
    assert sorted(free + in_use.tolist()) == list(range(used))
    assert (people.care_file[ties.recipient[in_use]] >= 0).all(), "care for somebody without need"
    assert (ties.giver[in_use] != ties.recipient[in_use]).all()
    assert (people.status[ties.giver[in_use]] != EMPTY).all()
    assert (ties.hours[in_use] >= 0).all()


def _check_files(world: World) -> None:
    people, files = world.people, world.files
    used = int(world.slots[FILES_USED])
    with_file = np.flatnonzero(people.care_file >= 0)
    assert np.array_equal(files.person[people.care_file[with_file]], with_file)
    open_files = np.flatnonzero(files.person >= 0)
    assert np.array_equal(np.sort(people.care_file[with_file]), open_files)
    free = []
    file = world.slots[FREE_FILE]
    while file >= 0:
        free.append(int(file))
        assert len(free) <= used
        file = files.last_stop_week[file]
    assert sorted(free + open_files.tolist()) == list(range(used))
    assert (people.severity[with_file] > 0).all()
    assert (people.status[with_file] != EMPTY).all()


def _check_people(world: World) -> None:
    people, households = world.people, world.households
    paired = np.flatnonzero(people.partner >= 0)
    assert np.array_equal(people.partner[people.partner[paired]], paired)
    assert np.array_equal(people.household[people.partner[paired]], people.household[paired])
    assert (people.status[paired] != EMPTY).all()
    sizes = np.diff(households.first_row)
    assert np.array_equal(people.household, np.repeat(np.arange(len(sizes)), sizes))
    resident = (people.status != EMPTY) & (people.area < world.n_areas)
    assert np.array_equal(people.area[resident], households.area[people.household[resident]])
    held = people.status != EMPTY
    assert len(np.unique(people.key[held])) == held.sum(), "two people with one key"
    in_home = np.bincount(people.area[people.status == 2], minlength=world.n_areas + 1)
    taken = world.areas.nursing_home_residents
    assert np.array_equal(in_home[: world.n_areas], taken[: world.n_areas])


def _check_friends(world: World) -> None:
    contacts = world.contacts
    owner = np.repeat(np.arange(len(contacts.start) - 1), np.diff(contacts.start))
    friend = contacts.relation == FRIEND
    there = sorted(zip(owner[friend].tolist(), contacts.person[friend].tolist(), strict=True))
    back = sorted(zip(contacts.person[friend].tolist(), owner[friend].tolist(), strict=True))
    assert there == back
    assert len(set(there)) == len(there), "the same friend twice"


def _check_numbers(world: World) -> None:
    for name in TABLES:
        table = getattr(world, name)
        for column in columns_of(type(table)):
            array = getattr(table, column)
            if array.dtype.kind == "f":
                assert np.isfinite(array).all(), f"{name}.{column}"
                if f"{name}.{column}" not in ("people.strain", "areas.reference_eur",
                                              "areas.budget_eur"):  # fmt: skip
                    assert (array >= 0).all(), f"{name}.{column}"


def _consistent(world: World) -> None:
    _check_ties(world)
    _check_files(world)
    _check_people(world)
    _check_friends(world)
    _check_numbers(world)


@pytest.fixture(scope="session")
def consistent():
    """Asserts that the tables of a world agree with each other."""
    return _consistent
