"""Initiatives: walk-ins, closed day-care sites, care cooperatives, volunteer organisations.

An area has a fixed number of places for them from the start; each is open or not.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import columns
from zorgzaam.agents.columns import Floats, Ints, column
from zorgzaam.agents.kernel import inlined
from zorgzaam.agents.parameters import parameter

VOLUNTEER_ORGANISATION: Final = 0
CLOSED_SITE: Final = 1
COOPERATIVE: Final = 2
WALK_IN: Final = 3  # the last kind: as many places as the number of residents asks for
KINDS: Final = ("volunteer_organisation", "closed_day_care_site", "cooperative", "walk_in")


class InitiativeRule(NamedTuple):
    """How many places for walk-ins an area has."""

    # fmt: off
    residents_per_walk_in: float = parameter(
        4000, "residents for whom there could be one open walk-in", "residents", 1000, 20000,
        "assumption: a wijk or village of a few thousand has one (sources 003; F38 Hoogeloon, 2,100)",
        "A", whole=True)
    # fmt: on


class Initiatives(NamedTuple):
    """One row a place for an initiative, by area, in the order of `KINDS`."""

    # fmt: off
    kind: Ints = column("uint8", "index in KINDS", by=())
    area: Ints = column("int16", "index of the area", by=())
    household: Ints = column(
        "int32", "address next door, or -1", by=("collective",), fill=-1)
    open: Ints = column(
        "uint8", "1: open this week; a cooperative: it exists",
        by=("formal_care", "initiatives"))
    since: Ints = column(
        "int16", "week of opening or founding", "week", by=("collective", "initiatives"))
    coach_hours: Floats = column(
        "float32", "hours of the coach this week", "hours/week", by=("formal_care",))
    hosts: Ints = column("int16", "volunteers who host", "persons", by=("collective",))
    attenders: Ints = column("int16", "people who attend", "persons", by=("access", "collective"))
    places: Floats = column(
        "float32", "people who can attend in a week", "persons", by=("collective",))
    coordinators: Ints = column(
        "int16", "filled posts of coordinators of volunteers", "posts", by=("initiatives",), fill=1)
    coordinated_share: Floats = column(
        "float32", "of the volunteers, those who have a coordinator", "share", by=("initiatives",),
        fill=1)
    # fmt: on


def make_initiatives(
    residents: Sequence[int], rule: InitiativeRule
) -> tuple[Initiatives, NDArray[np.int32]]:
    """The places for initiatives of areas with so many residents, and the first one of each area."""
    kinds: list[int] = []
    areas: list[int] = []
    first = np.zeros(len(residents) + 1, dtype=np.int32)
    for area, number in enumerate(residents):
        walk_ins = max(1, math.ceil(number / rule.residents_per_walk_in))
        kinds += [VOLUNTEER_ORGANISATION, CLOSED_SITE, COOPERATIVE, *[WALK_IN] * walk_ins]
        areas += [area] * (WALK_IN + walk_ins)
        first[area + 1] = len(kinds)
    table = columns.make(Initiatives, len(kinds))
    table.kind[:] = kinds
    table.area[:] = areas
    return table, first


@inlined
def initiative_of(world, area, kind):
    """The row of an area's initiative of a kind (of its walk-ins the first)."""
    return world.areas.first_initiative[area] + kind


__all__ = [
    "CLOSED_SITE",
    "COOPERATIVE",
    "KINDS",
    "VOLUNTEER_ORGANISATION",
    "WALK_IN",
    "InitiativeRule",
    "Initiatives",
    "initiative_of",
    "make_initiatives",
]
