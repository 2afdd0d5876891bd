"""Looking at a world: counts by sex and year of age, and what each carer gives.

Looks add up: over the moments of a year, over seeds, over wijken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import GRANTED, HOUSEHOLD_HELP, T_INFORMAL
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import (
    AT_HOME,
    LIGHT,
    OLDEST_YEARS,
    SEVERE,
    WEEKS_PER_YEAR,
)
from zorgzaam.model.neighbours import NeighbourRule, know_each_other, nth_neighbour
from zorgzaam.model.network import CHILD, FRIEND, NEIGHBOUR, NO_RELATION, RELATIONS
from zorgzaam.model.processes.observe import CarerDefinition
from zorgzaam.model.world import World

Array = NDArray[Any]

AGES: Final = OLDEST_YEARS + 1
ADULT: Final = 18
SEVERITIES: Final = (LIGHT, LIGHT + 1, SEVERE)


@dataclass(frozen=True, slots=True)
class Look:
    """People at home in some areas at some moments; [sex, year of age] unless said otherwise."""

    people: Array
    carers: Array  # adults, narrow definition
    heavy: Array  # of them, heavily strained
    given: Array  # hours a week that the carers give
    received: Array  # people with informal help
    received_hours: Array
    from_children_hours: Array
    household_help: Array
    spent_eur: Array  # by service, of a week
    embedded: (
        Array  # tenants in need, [few or many contacts near, severity, all or helped by neighbours]
    )
    hours: Array  # of each carer
    is_heavy: Array  # of each carer
    strain: Array  # latent, of each adult who gives any care
    by_relation: Array  # carers by what they are to the one cared for most (RELATION_NAMES)
    knows: Array  # [urbanity, adults or the neighbours that they know, summed]

    def ages(self, what: str, low: int, high: int = AGES) -> float:
        """A count over both sexes from one age to below another."""
        return float(getattr(self, what)[:, low:high].sum())


_JOINED: Final = ("hours", "is_heavy", "strain")


def together(looks: Sequence[Look]) -> Look:
    """Several looks as one."""
    return Look(
        **{
            part.name: (np.concatenate if part.name in _JOINED else sum)(
                [getattr(look, part.name) for look in looks]
            )
            for part in fields(Look)
        }
    )


def by_age(sex: Array, age: Array, weights: Array) -> Array:
    """Sums by sex and year of age."""
    flat = np.bincount(sex * AGES + age, weights=weights, minlength=2 * AGES)
    return flat.reshape(2, AGES)


def residents_at_home(world: World) -> Array:
    """Rows of the people who live in the areas, outside nursing homes."""
    people = world.people
    return np.flatnonzero((people.area < world.n_areas) & (people.status == AT_HOME))


def is_carer(world: World, rows: Array) -> Array:
    """Which of these people are carers by the narrow definition, adults only."""
    people, rule = world.people, world.rule(CarerDefinition)
    hours = people.hours_given[rows]
    long = people.weeks_caring[rows] >= rule.carer_weeks
    adult = _age(world, rows) >= ADULT
    return adult & (hours > 0) & (long | (hours >= rule.carer_hours_per_week))


def _age(world: World, rows: Array) -> Array:
    weeks = world.week - world.people.birth_week[rows]
    return np.clip((weeks / WEEKS_PER_YEAR).astype(np.int64), 0, AGES - 1)


def look(world: World) -> Look:
    """Who lives in the areas now."""
    people, files = world.people, world.files
    rows = residents_at_home(world)
    sex, age = people.sex[rows].astype(np.int64), _age(world, rows)
    carer = is_carer(world, rows)
    heavy = carer & (people.weeks_heavy[rows] > 0)
    hours = people.hours_given[rows].astype(np.float64)
    file = people.care_file[rows]
    received = np.where(file >= 0, files.totals[file, T_INFORMAL], 0.0)
    granted = (file >= 0) & (files.state[file, HOUSEHOLD_HELP] == GRANTED)
    from_children, by_neighbour = _hours_from(world)
    gives = (age >= ADULT) & (hours > 0)
    known = _count_known(world.handle, world.rule(NeighbourRule), rows)
    return Look(
        people=by_age(sex, age, np.ones(len(rows))),
        carers=by_age(sex, age, carer),
        heavy=by_age(sex, age, heavy),
        given=by_age(sex, age, np.where(carer, hours, 0.0)),
        received=by_age(sex, age, received > 0),
        received_hours=by_age(sex, age, received),
        from_children_hours=by_age(sex, age, from_children[rows]),
        household_help=by_age(sex, age, granted),
        spent_eur=world.areas.spent_eur[: world.n_areas].sum(axis=0),
        embedded=_embedded_tenants(world, rows, age, by_neighbour[rows], known),
        hours=hours[carer],
        is_heavy=heavy[carer],
        strain=people.strain[rows][gives].astype(np.float64),
        by_relation=np.bincount(people.main_relation[rows][carer], minlength=RELATIONS).astype(
            np.float64
        ),
        knows=_knows_neighbours(world, rows, age >= ADULT, known),
    )


def _hours_from(world: World) -> tuple[Array, Array]:
    """Hours that each row receives from children, and from neighbours."""
    ties, size = world.ties, len(world.people.key)
    stands = (ties.giver >= 0) & (ties.delivered > 0)
    result = []
    for relation in (CHILD, NEIGHBOUR):
        of_these = stands & (ties.relation == relation)
        to, hours = ties.recipient[of_these], ties.delivered[of_these]
        result.append(np.bincount(to, weights=hours, minlength=size))
    return result[0], result[1]


def _embedded_tenants(
    world: World, rows: Array, age: Array, by_neighbour: Array, known: Array
) -> Array:
    """Adult tenants with a limitation, by how many friends near and neighbours known they have.

    Many is more than the median of these tenants.
    """
    people, contacts = world.people, world.contacts
    owner = np.repeat(np.arange(len(people.key)), np.diff(contacts.start))
    near = (contacts.relation == FRIEND) & (contacts.near == 1)
    contacts_near = np.bincount(owner[near], minlength=len(people.key))[rows] + known
    rents = world.households.owner_occupied[people.household[rows]] == 0
    chosen = rents & (age >= ADULT) & (people.severity[rows] >= LIGHT)
    result = np.zeros((2, len(SEVERITIES), 2))
    if not chosen.any():
        return result
    many = contacts_near > np.median(contacts_near[chosen])
    for group in (0, 1):
        for at, severity in enumerate(SEVERITIES):
            who = chosen & (many == group) & (people.severity[rows] == severity)
            result[group, at] = who.sum(), (who & (by_neighbour > 0)).sum()
    return result


@kernel
def _count_known(world, rule, rows):  # type: ignore[no-untyped-def]
    nearest = 2 * int(rule.nearest_households_each_side)
    known = np.zeros(rows.size)
    for at in range(rows.size):
        home = world.people.household[rows[at]]
        for nth in range(nearest):
            other = nth_neighbour(world, home, nth)
            if other >= 0 and know_each_other(world, rule, rows[at], other):
                known[at] += 1.0
    return known


def _knows_neighbours(world: World, rows: Array, adult: Array, known: Array) -> Array:
    """Adults by urbanity (0 is not used), and how many of the next households they know, summed."""
    urbanity = world.areas.urbanity[world.people.area[rows[adult]]].astype(np.int64)
    return np.column_stack(
        [
            np.bincount(urbanity, minlength=6),
            np.bincount(urbanity, weights=known[adult], minlength=6),
        ]
    ).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Network:
    """The contacts of everybody at home, to see later which of them still stand."""

    key: Array  # of the persons
    start: Array
    other: Array  # keys of their contacts, one after the other


def network(world: World) -> Network:
    """Kin outside the household and friends of the adults at home."""
    people, contacts = world.people, world.contacts
    rows = residents_at_home(world)
    rows = rows[_age(world, rows) >= ADULT]
    stands = (contacts.relation != NO_RELATION) & (contacts.person >= 0)
    owner = np.repeat(np.arange(len(people.key)), np.diff(contacts.start))
    stands[stands] = people.household[contacts.person[stands]] != people.household[owner[stands]]
    asked = np.zeros(len(people.key), np.bool_)
    asked[rows] = True
    chosen = stands & asked[owner]
    sizes = np.bincount(owner[chosen], minlength=len(people.key))[rows]
    return Network(
        people.key[rows],
        np.concatenate([[0], np.cumsum(sizes)]),
        people.key[contacts.person[chosen]],
    )


def survival(before: Network, after: Network) -> tuple[float, float, float, float]:
    """Of those who were asked both times: contacts then, of them still there, contacts now, people."""
    kept_of = {int(key): at for at, key in enumerate(after.key)}
    then = kept = now = people = 0
    for at, key in enumerate(before.key):
        later = kept_of.get(int(key))
        if later is None:
            continue
        old = before.other[before.start[at] : before.start[at + 1]]
        new = after.other[after.start[later] : after.start[later + 1]]
        then += len(old)
        kept += len(np.intersect1d(old, new))
        now += len(new)
        people += 1
    return float(then), float(kept), float(now), float(people)
