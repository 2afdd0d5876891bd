"""Build the synthetic population of a place: people, households and personal networks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.columns import make
from zorgzaam.agents.draws import FRIENDS, KIN, POPULATION, stream
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.people import (
    AT_HOME,
    EMPTY,
    HEAD,
    NO_TEMPLATE,
    NURSING_HOME,
    PARTNER_ROLE,
    SEVERE,
    WEEKS_PER_YEAR,
    People,
    identity,
)
from zorgzaam.model.households import COUPLE, SINGLE, Households
from zorgzaam.model.network import Contacts
from zorgzaam.model.places.figures import Place
from zorgzaam.model.population.composition import CompositionRule, composition, nursing_share
from zorgzaam.model.population.dementia import DementiaRule, start_dementia
from zorgzaam.model.population.exact import draw, slot_key
from zorgzaam.model.population.fabric import FIRST_OLD_YEARS, fabric_of
from zorgzaam.model.population.friends import FriendsRule
from zorgzaam.model.population.health import HealthRule, health_luck, health_profile, start_severity
from zorgzaam.model.population.homes import IN_NURSING_HOME, SPARE, Homes, HomesRule, homes
from zorgzaam.model.population.kin import (
    AGE,
    FAMILY,
    FIRST_OF_COUPLE,
    OWNER,
    SECOND_OF_COUPLE,
    SEX,
    SINGLE_KIN,
    SLOT,
    WHAT,
    KinRule,
    candidates,
    families,
    found_parents,
    grown_children,
    kin_abroad,
    sibling_groups,
)
from zorgzaam.model.population.means import MeansRule, household_means
from zorgzaam.model.population.paid_work import WorkRule, paid_work
from zorgzaam.model.population.reach import Reach, ReachRule, is_whole, near_elsewhere, reach_of
from zorgzaam.model.population.search import grouped, turns
from zorgzaam.model.population.ties import Web, contacts_of

Array = NDArray[Any]

_BIRTHDAY = 50  # kind of draw inside POPULATION
_NEAR_PLACE = 51
_NURSED_ELSEWHERE = 52


class Population(NamedTuple):
    """Everybody at the start, and who knows whom.

    Rows of residents' households come first, area by area; from `n_resident_rows` on live people
    elsewhere, whose area index is `n_areas`.
    """

    people: People
    households: Households
    contacts: Contacts
    n_areas: int
    n_resident_rows: int


def area_key(code: str) -> np.uint64:
    """A permanent key of an area, the same in every place that it is part of."""
    return np.uint64(int.from_bytes(hashlib.blake2b(code.encode(), digest_size=8).digest(), "big"))


@kernel
def _resident_keys(key: int, out: Array) -> None:
    for row in range(out.size):
        out[row] = identity(key, row, 0)


@kernel
def _kin_keys(owner: Array, slot: Array, family_slot: int, keys: Array, out: Array) -> None:
    for i in range(out.size):
        out[i] = slot_key(keys[owner[i]], family_slot, slot[i])


@kernel
def _birth_weeks(age: Array, status: Array, keys: Array, base: int, out: Array) -> None:
    """A birthday somewhere in the year of age, so that the age in whole years is as drawn."""
    for row in range(age.size):
        if status[row] == EMPTY:
            continue
        first = int(age[row] * WEEKS_PER_YEAR) + 1
        last = int((age[row] + 1) * WEEKS_PER_YEAR)
        out[row] = -first - int((last - first + 1) * draw(base, _BIRTHDAY, keys[row]))


@kernel
def _near_flags(what: Array, keys: Array, share: float, base: int, out: Array) -> None:
    for i in range(what.size):
        if what[i] == SECOND_OF_COUPLE:
            out[i] = out[i - 1]
        else:
            out[i] = draw(base, _NEAR_PLACE, keys[i]) < share


@kernel
def _nursed(age: Array, share: Array, keys: Array, base: int) -> Array:
    """Who of the kin elsewhere lives in a nursing home, as often as in the country at that age."""
    nursed = np.zeros(age.size, np.bool_)
    for i in range(age.size):
        nursed[i] = draw(base, _NURSED_ELSEWHERE, keys[i]) < share[age[i]]
    return nursed


def _stream(seed: int, process: int) -> np.uint64:
    return np.uint64(stream(np.int64(seed), np.int64(process), np.int64(0)))


def _partners(role: Array) -> Array:
    """Row of the partner, or -1: a PARTNER_ROLE stands right behind its HEAD."""
    partner = np.full(role.size, -1, np.int32)
    second = np.flatnonzero(role == PARTNER_ROLE)
    partner[second], partner[second - 1] = second - 1, second
    return partner


def _residents(place: Place, base: np.uint64, values: Mapping[str, float]) -> list[Homes]:
    who, rule = rule_of(CompositionRule, values), rule_of(HomesRule, values)
    parts = []
    for area in place.areas:
        made = composition(area, who)
        women = round(area.women_share * area.residents)
        parts.append(homes(made.roles, made.nursing, women, area_key(area.code), base, rule))
    return parts


class _Rows(NamedTuple):
    """The people of residents' households, in one table, before they have kin."""

    age: Array
    sex: Array
    role: Array
    what: Array
    area: Array
    household: Array
    key: Array
    partner: Array
    first: Array  # of household; one longer
    kind: Array  # of household
    home_area: Array  # of household


def _joined(place: Place, parts: list[Homes]) -> _Rows:
    rows = np.array([part.age.size for part in parts])
    before = np.concatenate([[0], np.cumsum(rows)])
    homes_of = np.array([part.kind.size for part in parts])
    homes_before = np.concatenate([[0], np.cumsum(homes_of)])
    key = np.empty(before[-1], np.uint64)
    first = np.full(homes_before[-1] + 1, before[-1], np.int32)
    household = np.empty(before[-1], np.int32)
    for i, (area, part) in enumerate(zip(place.areas, parts, strict=True)):
        here = slice(before[i], before[i + 1])
        _resident_keys(area_key(area.code), key[here])
        household[here] = part.home + homes_before[i]
        first[homes_before[i] : homes_before[i + 1]] = part.first[:-1] + before[i]
    role = np.concatenate([part.role for part in parts])
    areas = np.arange(len(parts), dtype=np.int16)
    return _Rows(
        np.concatenate([part.age for part in parts]),
        np.concatenate([part.sex for part in parts]),
        role,
        np.concatenate([part.what for part in parts]),
        np.repeat(areas, rows),
        household,
        key,
        _partners(role),
        first,
        np.concatenate([part.kind for part in parts]),
        np.repeat(areas, homes_of),
    )


class _Elsewhere(NamedTuple):
    """Kin who do not live in the place, and the family in which everybody is a child."""

    age: Array
    sex: Array
    role: Array
    household: Array  # from 0 on
    key: Array
    near: Array
    kind: Array  # of household
    origin: Array  # of residents and of those elsewhere
    parents: Array  # [family, 2]
    reach: Reach


def _elsewhere(place: Place, rows: _Rows, seed: int, values: Mapping[str, float]) -> _Elsewhere:
    rule, reach_rule, base = (
        rule_of(KinRule, values),
        rule_of(ReachRule, values),
        _stream(seed, KIN),
    )
    reach = reach_of(place, reach_rule)
    origin = np.full(rows.age.size, -1, np.int32)
    migrant = (
        rule.kin_abroad_share / 100 * np.array([a.migration_background_pct for a in place.areas])
    )
    abroad = kin_abroad(rows.first, rows.area, rows.key, migrant, base)
    who = (rows.age, rows.area, rows.role, rows.what, origin, rows.key, abroad)
    pool = grouped(candidates(*who, True, base, rule), len(place.areas) * 101)
    home_keys = rows.key[rows.first[:-1]]
    turn = turns(np.arange(rows.kind.size), home_keys, base, reach)
    left = grown_children(rows.first, rows.age, rows.sex, rows.role, rows.what, rows.area,
                          rows.partner, rows.key, origin, *pool,
                          turn, reach, base, rule)  # fmt: skip
    if is_whole(place):
        by_mother = families(rows.first, rows.age, rows.sex, rows.area, rows.partner, origin, rule)
        turn = turns(np.sort(pool[1]), rows.key, base, reach)
        found_parents(rows.first, rows.age, rows.partner, rows.area, rows.key, origin,
                      *grouped(by_mother, len(place.areas) * 101), turn, reach, base, rule)  # fmt: skip
    pool = grouped(candidates(*who, False, base, rule), len(place.areas) * 101)
    n_homes = rows.kind.size
    turn = turns(np.sort(pool[1]), rows.key, base, reach)  # whoever has no family yet
    away, groups = sibling_groups(rows.age, rows.role, rows.what, rows.area, rows.partner, rows.key,
                                  origin, *pool, turn, reach, abroad, n_homes, base, rule)  # fmt: skip
    made = np.concatenate([left, away])
    keys = np.empty(len(made), np.uint64)
    _kin_keys(left[:, OWNER], left[:, SLOT], 1, rows.key, keys[: len(left)])
    _kin_keys(away[:, OWNER], away[:, SLOT], 2, rows.key, keys[len(left) :])
    near = np.zeros(len(made), np.uint8)
    share = near_elsewhere(place.residents, reach_rule)
    _near_flags(made[:, WHAT], keys, share, _stream(seed, POPULATION), near)

    what = made[:, WHAT]
    role = np.where(what == SECOND_OF_COUPLE, PARTNER_ROLE, HEAD).astype(np.uint8)
    parents = np.full((n_homes + groups, 2), -1, np.int32)
    heads = rows.first[:-1]
    parents[:n_homes, 0] = heads
    parents[:n_homes, 1] = rows.partner[heads]
    is_parent = what != SINGLE_KIN
    row_of = np.arange(rows.age.size, rows.age.size + len(made), dtype=np.int32)
    parents[made[is_parent, FAMILY], (what[is_parent] == SECOND_OF_COUPLE).astype(int)] = row_of[
        is_parent
    ]
    return _Elsewhere(
        made[:, AGE].astype(np.uint8),
        made[:, SEX].astype(np.uint8),
        role,
        np.cumsum(role == HEAD, dtype=np.int32) - 1,
        keys,
        near,
        np.where(what[role == HEAD] == FIRST_OF_COUPLE, COUPLE, SINGLE).astype(np.uint8),
        np.concatenate([origin, np.where(is_parent, -1, made[:, FAMILY])]).astype(np.int32),
        parents,
        reach,
    )


def build_population(place: Place, seed: int, values: Mapping[str, float]) -> Population:
    """The population of a place at the start of a run.

    `values` are the parameters of `zorgzaam.model.population.RULES` by name. Raises InputError
    where nobody lives in the place.
    """
    if place.residents <= 0:
        raise InputError(f"{place.name} ({place.code}): nobody lives there, nothing to simulate")
    base, n_areas = _stream(seed, POPULATION), len(place.areas)
    rows = _joined(place, _residents(place, base, values))
    far = _elsewhere(place, rows, seed, values)
    here, n_homes = rows.age.size, rows.kind.size

    people = make(People, here + far.age.size)
    age = np.concatenate([rows.age, far.age])
    people.key[:] = np.concatenate([rows.key, far.key])
    people.area[:here], people.area[here:] = rows.area, n_areas
    people.household[:here], people.household[here:] = rows.household, far.household + n_homes
    people.status[:] = AT_HOME
    people.status[:here][rows.what == IN_NURSING_HOME] = NURSING_HOME
    people.status[:here][rows.what == SPARE] = EMPTY
    shares = nursing_share(rule_of(CompositionRule, values))
    people.status[here:][_nursed(far.age, shares, far.key, base)] = NURSING_HOME
    people.sex[:] = np.concatenate([rows.sex, far.sex])
    people.role[:] = np.concatenate([rows.role, far.role])
    people.partner[:] = _partners(people.role)
    people.template_age[:] = np.where(people.status == EMPTY, NO_TEMPLATE, age)
    _birth_weeks(age, people.status, people.key, base, people.birth_week)

    households = make(Households, n_homes + far.kind.size)
    first = np.concatenate([rows.first[:-1], here + np.flatnonzero(far.role == HEAD), [age.size]])
    households = households._replace(first_row=first.astype(np.int32))
    households.area[:n_homes], households.area[n_homes:] = rows.home_area, n_areas
    households.kind[:] = np.concatenate([rows.kind, far.kind])
    _draw_states(place, people, households, age, base, values)

    present = people.status != EMPTY
    towns = far.reach.municipality_of
    old = (age >= FIRST_OLD_YEARS).astype(np.int64)
    web = Web(
        age, present, people.household, people.role, people.partner, far.origin, far.parents,
        np.concatenate([towns, [towns.max() + 1]]).astype(np.int16)[people.area],
        people.area, far.reach.near, fabric_of(place, values).contacts[people.area, old],
        np.concatenate([np.ones(here, np.uint8), far.near]), people.key, here,
    )  # fmt: skip
    kin_share = near_elsewhere(0, rule_of(ReachRule, values))
    contacts = contacts_of(
        web, households.low_income[people.household], kin_share,
        _stream(seed, FRIENDS), rule_of(FriendsRule, values),
    )  # fmt: skip
    return Population(people, households, contacts, n_areas, here)


def _draw_states(
    place: Place, people: People, households: Households, age: Array, base: np.uint64,
    values: Mapping[str, float],
) -> None:  # fmt: skip
    """Income, tenure, health and work, area by area; elsewhere is the country."""
    means, health = rule_of(MeansRule, values), rule_of(HealthRule, values)
    dementia = rule_of(DementiaRule, values)
    profile = health_profile(place, values)
    shares = [
        (area.low_income_households_pct / 100, area.owner_occupied_pct / 100)
        for area in place.areas
    ]
    shares.append((means.country_low_income_share, means.country_owner_share))
    numbers = np.arange(len(shares) + 1)
    at_home = np.searchsorted(households.area, numbers)
    at_row = np.searchsorted(people.area, numbers)
    for i, (low_income, owner) in enumerate(shares):
        its = slice(at_home[i], at_home[i + 1])
        household_means(
            households.first_row[its], households.kind[its], age, people.key, low_income, owner,
            base, means, households.low_income[its], households.owner_occupied[its],
        )  # fmt: skip
    poor = households.low_income[people.household]
    people.severity[people.status == NURSING_HOME] = SEVERE
    luck = health_luck(people.key, people.role, people.partner, health.partners_alike_share, base)
    for i in range(len(shares)):
        its = slice(at_row[i], at_row[i + 1])
        rows = np.flatnonzero(people.status[its] == AT_HOME)
        start_severity(
            rows, age[its], people.sex[its], poor[its], luck[its], profile[i], base,
            health.limited_odds_per_year, health.limited_odds_low_income,
            health.limited_odds_woman, people.severity[its],
        )  # fmt: skip
        start_dementia(age[its], people.severity[its], people.status[its], people.key[its], base,
                       dementia, people.dementia[its])  # fmt: skip
    paid_work(age, people.sex, people.severity, people.status, AT_HOME, people.key, base,
              rule_of(WorkRule, values), people.work_hours)  # fmt: skip
