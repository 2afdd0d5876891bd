"""Open walk-ins: what they cost, and how many the money of an area keeps open.

The money is a part of the budget for day activity that goes to walk-ins instead of closed sites, and
what a funded cooperative gets. A walk-in needs a place, a coach and volunteers who host.
"""

from typing import NamedTuple

from zorgzaam.agents.care_file import DAY_ACTIVITY
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import WEEKS_PER_YEAR
from zorgzaam.model.area_levers import COOPERATIVE_FUNDING, OPEN_WALK_IN
from zorgzaam.model.care.services import tariff_of
from zorgzaam.model.initiatives import COOPERATIVE, WALK_IN


class WalkInRule(NamedTuple):
    """Money for walk-ins and cooperatives."""

    # fmt: off
    open_walk_in_share: float = parameter(
        0.0, "of the budget for day activity, what goes to open walk-ins with volunteers and a coach",
        "share", 0.0, 1.0, "sources 003: day care turned into open walk-ins", "H",
        label_nl="Dagbesteding als open inloop", label_en="Day care as open walk-ins")
    cooperative_funding_eur_per_year: float = parameter(
        0.0, "what the municipality gives a care cooperative, for a place and a coach", "EUR/year",
        0.0, 60000.0, "sources 003; F38 (Hoogeloon)", "A",
        label_nl="Subsidie zorgcoöperatie (euro per jaar)",
        label_en="Funding of a care cooperative (EUR a year)")
    walk_in_place_eur_per_week: float = parameter(
        250, "rent, coffee and heating of a walk-in", "EUR/week", 50, 1000,
        "no figure found: assumption", "A")
    coach_hours_per_walk_in: float = parameter(
        12, "contract hours of the coach of a walk-in, at least", "hours/week", 4, 36,
        "no figure found: three half-days, assumption", "A")
    # fmt: on


@kernel
def plan_walk_ins(world, formal, rule, area, budget):
    """How many walk-ins the money pays: opens and closes them; returns (EUR for places, coach hours).

    `budget` is that of day activity, EUR a week. What is left after whole walk-ins goes to more hours
    of the coaches, so that nothing of it is lost.
    """
    areas, initiatives = world.areas, world.initiatives
    hour = tariff_of(formal, DAY_ACTIVITY) / (1.0 - formal.coordination_share)
    place = rule.walk_in_place_eur_per_week
    one = place + rule.coach_hours_per_walk_in * hour
    first, last = areas.first_initiative[area], areas.first_initiative[area + 1]
    money = areas.lever[area, OPEN_WALK_IN] * budget
    paid = min(int(money / one), last - first - WALK_IN)
    coach = (money - paid * place) / hour if paid > 0 else 0.0
    for walk_in in range(first + WALK_IN, last):
        is_paid = walk_in < first + WALK_IN + paid
        initiatives.open[walk_in] = 1 if is_paid else 0
        initiatives.coach_hours[walk_in] = coach / paid if is_paid else 0.0
    eur = paid * place
    cooperative = first + COOPERATIVE
    initiatives.coach_hours[cooperative] = 0.0
    funding = areas.lever[area, COOPERATIVE_FUNDING] / WEEKS_PER_YEAR
    if initiatives.open[cooperative] == 1 and funding > place:
        initiatives.coach_hours[cooperative] = (funding - place) / hour
        coach += initiatives.coach_hours[cooperative]
        eur += place
    return eur, coach


@kernel
def settle_coaches(world, area, hours):
    """The coaches of the walk-ins have so many hours this week, in proportion to what was planned."""
    initiatives, first_initiative = world.initiatives, world.areas.first_initiative
    planned = 0.0
    for walk_in in range(first_initiative[area], first_initiative[area + 1]):
        planned += initiatives.coach_hours[walk_in]
    if planned <= 0.0:
        return
    for walk_in in range(first_initiative[area], first_initiative[area + 1]):
        initiatives.coach_hours[walk_in] *= hours / planned
