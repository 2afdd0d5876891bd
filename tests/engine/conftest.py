"""What the engine's tests share: settled places, worlds made by hand, and what must always hold."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import DOMAIN_NAMES, DOMAINS, SERVICE_NAMES, SERVICES, CareFiles
from zorgzaam.agents.columns import columns_of, make
from zorgzaam.agents.parameters import rule_of
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
from zorgzaam.model.initiatives import (
    COOPERATIVE,
    KINDS,
    WALK_IN,
    InitiativeRule,
    make_initiatives,
)
from zorgzaam.model.network import FRIEND, ORIGINS, RELATION_NAMES, CareTies, Contacts
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.population.health import BANDS
from zorgzaam.model.simulation import Settled, prepare
from zorgzaam.model.world import World, empty_slots

TABLES = ("people", "households", "contacts", "files", "ties", "professionals", "areas",
          "initiatives")  # fmt: skip


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
    initiatives: dict[str, dict[str, Any]] | None = None,
) -> tuple[World, dict[str, int]]:
    """One area and 'elsewhere', and the row of each person by name.

    A person: age, home (number of the household; 0 is the first), `elsewhere`, columns of
    `People` by name (`attends` an initiative), and `file` with columns of `CareFiles` for somebody
    with need. Parameters hold everywhere; `areas` are columns of the one area, `initiatives` those
    of its places for one, by kind.
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
        if "attends" in said:
            said["attends"] = KINDS.index(said["attends"])
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
        network.person[at] = row_of.get(contact.get("contact"), -1)  # nobody: room for a friend
        network.relation[at] = RELATION_NAMES.index(contact["relation"])
        network.near[at] = contact.get("near", True)
        network.met[at] = contact.get("met", 0)
    values = default_values() | (parameters or {})
    residents = sum(1 for elsewhere, _ in homes if not elsewhere)
    places, first_initiative = make_initiatives([residents], rule_of(InitiativeRule, values))
    for kind, said in (initiatives or {}).items():
        _set_row(places, KINDS.index(kind), said)
    staff = make(Professionals, 64)
    table = make(Areas, 2)
    table.urbanity[:] = 3
    table.first_household[1] = sum(1 for elsewhere, _ in addresses if not elsewhere)
    table.first_initiative[:] = first_initiative
    _set_row(table, 0, areas or {})
    for at, said in enumerate(professionals or []):
        service = SERVICE_NAMES.index(said["service"])
        staff.service[at] = service
        staff.status[at] = EMPLOYED
        _set_row(staff, at, {key: value for key, value in said.items() if key != "service"})
        staff.next_of_service[at] = table.first_professional[0, service]
        table.first_professional[0, service] = at
        slots[PROFESSIONALS_USED] += 1
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
        initiatives=places,
        slots=slots,
        in_need=np.zeros(len(names) + 1, dtype=np.int32),
        health_profile=np.tile([1.0, 0.0, 0.0, 0.0], (2, BANDS, 1)),
        upward_rates=np.zeros((2, BANDS, 3)),
        area_rows=np.array([0, residents, len(names)], dtype=np.int64),
        values=values,
    )
    world.write_levers()
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
    assert ((people.severity[with_file] > 0) | (people.family_need[with_file] == 1)).all()
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


def _check_ties_by_origin(world: World) -> None:
    """The count of the ties that stand is kept up to date as they come and go."""
    used = world.ties.giver >= 0
    where = world.people.area[world.ties.recipient[used]]
    counted = np.zeros((world.n_areas + 1, ORIGINS))
    np.add.at(counted, (where, world.ties.origin[used]), 1)
    np.testing.assert_array_equal(world.areas.standing, counted)


def _check_initiatives(world: World) -> None:
    """Who comes to an initiative lives in its area, and a closed site takes its clients only."""
    people, initiatives = world.people, world.initiatives
    first = world.areas.first_initiative
    for area in range(world.n_areas):
        kinds = initiatives.kind[first[area] : first[area + 1]]
        assert (initiatives.area[first[area] : first[area + 1]] == area).all()
        assert kinds.tolist() == [*range(WALK_IN), *[WALK_IN] * (len(kinds) - WALK_IN)]
    coming = np.flatnonzero(people.attends >= 0)
    assert (people.status[coming] == AT_HOME).all()
    assert np.array_equal(people.area[coming], initiatives.area[people.attends[coming]])
    members = np.flatnonzero(people.member == 1)
    assert (people.status[members] == AT_HOME).all()
    assert (initiatives.open[first[people.area[members]] + COOPERATIVE] == 1).all()


def _check_staff(world: World) -> None:
    """Everybody is served by somebody of the own area and of the service that was granted."""
    staff, files, people = world.professionals, world.files, world.people
    used = int(world.slots[PROFESSIONALS_USED])
    chained = np.zeros(used, dtype=int)
    for area in range(world.n_areas):
        for service in range(SERVICES):
            at = world.areas.first_professional[area, service]
            while at >= 0:
                chained[at] += 1
                assert (staff.area[at], staff.service[at]) == (area, service)
                at = staff.next_of_service[at]
    assert (chained == 1).all(), "a contract that is in no chain, or in two"
    placed, service = np.nonzero((files.professional >= 0) & (files.person >= 0)[:, None])
    by = files.professional[placed, service]
    assert (by < used).all()
    assert np.array_equal(staff.service[by], service)
    # who moved away keeps the row until next week's formal care, but is no client of this area
    here = people.area[files.person[placed]] < world.n_areas
    assert np.array_equal(staff.area[by][here], people.area[files.person[placed]][here])


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
    _check_ties_by_origin(world)
    _check_initiatives(world)
    _check_staff(world)
    _check_numbers(world)


@pytest.fixture(scope="session")
def consistent():
    """Asserts that the tables of a world agree with each other."""
    return _consistent
