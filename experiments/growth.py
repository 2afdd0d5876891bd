"""A care network growing: who cares for whom at some moments of one run, and in which stretch to look.

A pair is a carer and a recipient, whatever the number of tasks between them; volunteers are among
them. It has the origin and the beginning of the oldest task that stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.people import AT_HOME
from zorgzaam.experiments.comparison import WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.execution import Plan
from zorgzaam.model.households import INSTITUTION
from zorgzaam.model.measures import INDEX
from zorgzaam.model.network import ALREADY_THERE, ORIGIN_NAMES
from zorgzaam.model.simulation import Cancelled, advance, prepare, start
from zorgzaam.model.world import World

ADDRESSES: Final = 120  # as many as can be told apart in one picture, about
MOST_MOMENTS: Final = 8
_USUAL_YEARS: Final = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0)
NOT_AT_HOME: Final = -1


@dataclass(frozen=True, slots=True, eq=False)  # arrays inside: equal only to itself
class Pairs:
    """The pairs with care in one week, in order of recipient and carer; arrays of one entry a pair.

    Those of whom one at least lives at home in the place.
    """

    week: int  # weeks lived: 0 is the start
    carer: NDArray[np.int64]  # rows of people
    recipient: NDArray[np.int64]
    carer_key: NDArray[np.uint64]  # permanent identities
    recipient_key: NDArray[np.uint64]
    carer_household: NDArray[np.int64]  # NOT_AT_HOME: lives elsewhere
    recipient_household: NDArray[np.int64]
    hours_per_week: NDArray[np.float64]
    tasks: NDArray[np.int64]
    origin: NDArray[np.int64]
    relation: NDArray[np.int64]  # what the carer is to the recipient
    since_week: NDArray[np.int64]
    carer_strained: NDArray[np.bool_]  # the carer is heavily strained


@dataclass(frozen=True, slots=True)
class Stretch:
    """Addresses that follow one another in one area, and how often ties began there."""

    area: int
    households: tuple[int, ...]
    new_pairs: int

    @property
    def new_per_address(self) -> float:
        """New pairs an address."""
        return self.new_pairs / len(self.households)


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """What one run leaves for its pictures.

    ties: (weeks, origins), care ties by person and domain; network: as in `model.run.Run`.
    stretch: the one to draw; stretches: of how many it is the middle one.
    """

    plan: Plan
    seed: int
    moments: tuple[Pairs, ...]
    ties: NDArray[np.float64]
    network: NDArray[np.float64]
    household_area: NDArray[np.int64]
    stretch: Stretch
    stretches: int


def moments_of(years: float, asked: Sequence[float] | None = None) -> tuple[float, ...]:
    """The moments to keep, in years from the start; InputError where they cannot be had."""
    if asked is None:
        return (*(year for year in _USUAL_YEARS if year < years), years)
    told = ", ".join(f"{year:g}" for year in asked)
    if not 1 <= len(asked) <= MOST_MOMENTS:
        raise InputError(f"moments {told}: give 1 to {MOST_MOMENTS} of them")
    if list(asked) != sorted(set(asked)):
        raise InputError(f"moments {told}: give years from the start, each once and in order")
    if not (asked[0] >= 0 and asked[-1] <= years):
        raise InputError(f"moments {told}: they lie in the run, from 0 to {years:g} years")
    return tuple(asked)


def grow(
    plan: Plan,
    seed: int,
    moments: Sequence[float],
    cancelled: Callable[[], bool] | None = None,
) -> Growth:
    """One run of the plan's scenario, with the pairs kept at these moments (years)."""
    kept = {round(year * WEEKS_PER_RUN_YEAR) for year in moments}
    world = start(prepare(plan.place, seed, plan.values, cancelled), plan.weeks)
    pairs = [pairs_of(world)] if 0 in kept else []
    for week in range(1, plan.weeks + 1):
        if cancelled is not None and cancelled():
            raise Cancelled
        advance(world, plan.scenario)
        if week in kept:
            pairs.append(pairs_of(world))
    seen = world.observations
    assert seen is not None
    columns = [INDEX[f"ties_{name}"] for name in ORIGIN_NAMES]
    stretches = stretches_of(world, pairs)
    return Growth(
        plan=plan,
        seed=seed,
        moments=tuple(pairs),
        ties=seen.weekly.sum(axis=1)[:, columns],
        network=seen.network,
        household_area=world.households.area.astype(np.int64),
        stretch=typical(stretches),
        stretches=len(stretches),
    )


def pairs_of(world: World) -> Pairs:
    """The pairs with care in the week that was lived last."""
    ties, people = world.ties, world.people
    at_home = (people.area < world.n_areas) & (people.status == AT_HOME)
    slot = np.flatnonzero((ties.giver >= 0) & (ties.delivered > 0))
    slot = slot[at_home[ties.giver[slot]] | at_home[ties.recipient[slot]]]
    slot = slot[np.lexsort((slot, ties.since[slot], ties.giver[slot], ties.recipient[slot]))]
    carer, recipient = ties.giver[slot].astype(np.int64), ties.recipient[slot].astype(np.int64)
    new = np.ones(len(slot), dtype=bool)
    new[1:] = (np.diff(carer) != 0) | (np.diff(recipient) != 0)
    first = np.flatnonzero(new)
    pair = np.cumsum(new) - 1
    oldest, carer, recipient = slot[first], carer[first], recipient[first]
    household = np.where(at_home, people.household, NOT_AT_HOME)

    def column(values: NDArray[Any]) -> NDArray[np.int64]:
        return values.astype(np.int64)

    return Pairs(
        week=world.week,
        carer=carer,
        recipient=recipient,
        carer_key=people.key[carer],
        recipient_key=people.key[recipient],
        carer_household=column(household[carer]),
        recipient_household=column(household[recipient]),
        hours_per_week=np.bincount(pair, ties.delivered[slot], len(first)).astype(np.float64),
        tasks=column(np.bincount(pair, minlength=len(first))),
        origin=column(ties.origin[oldest]),
        relation=column(ties.relation[oldest]),
        since_week=column(ties.since[oldest]),
        carer_strained=people.weeks_heavy[carer] > 0,
    )


def stretches_of(world: World, moments: Sequence[Pairs]) -> list[Stretch]:
    """Every area cut into stretches of about `ADDRESSES` addresses, each with its new pairs.

    Residents of institutions have no address of their own. A pair is new if it began during the
    run, and counts once in the stretch of each of the two, if it stood at any of the moments.
    """
    households = world.households
    stretch_of = np.full(len(households.area) + 1, -1)  # the last for those not at home
    cut: list[tuple[int, NDArray[np.int64]]] = []
    for area in range(world.n_areas):
        rows = np.flatnonzero((households.area == area) & (households.kind != INSTITUTION))
        for part in np.array_split(rows, max(1, round(len(rows) / ADDRESSES))):
            if len(part):
                stretch_of[part] = len(cut)
                cut.append((area, part))
    new: list[set[tuple[int, int]]] = [set() for _ in cut]
    for pairs in moments:
        for at in np.flatnonzero(pairs.origin != ALREADY_THERE):
            pair = (int(pairs.carer_key[at]), int(pairs.recipient_key[at]))
            for home in (pairs.carer_household[at], pairs.recipient_household[at]):
                if stretch_of[home] >= 0:
                    new[stretch_of[home]].add(pair)
    return [
        Stretch(area, tuple(int(row) for row in rows), len(begun))
        for (area, rows), begun in zip(cut, new, strict=True)
    ]


def typical(stretches: Sequence[Stretch]) -> Stretch:
    """The one with the middle number of new pairs an address, among those that are long enough."""
    long = [s for s in stretches if len(s.households) >= ADDRESSES / 2]
    if not stretches:
        raise InputError("nobody lives at an address of this place, so there is nothing to draw")
    ranked = sorted(long or stretches, key=lambda s: (s.new_per_address, s.households[0]))
    return ranked[(len(ranked) - 1) // 2]
