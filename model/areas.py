"""Areas: what a wijk or buurt has of its own, the last row standing for 'elsewhere'."""

from typing import Final, NamedTuple

from zorgzaam.agents.care_file import SERVICES
from zorgzaam.agents.columns import Floats, Ints, column

# events counted during a week, by area
DEATHS: Final = 0
MOVERS_IN: Final = 1
ADMISSIONS: Final = 2
CRISES: Final = 3
STOPPED: Final = 4
CASCADES: Final = 5
EVENTS: Final = 6


class Areas(NamedTuple):
    """State by area; `elsewhere` (the last row) has no budget limits and is never reported."""

    # fmt: off
    first_household: Ints = column("int32", "its first household", by=())
    urbanity: Ints = column("uint8", "1 most urban to 5", by=())
    nursing_home_places: Ints = column("int32", "places at the start", "places", by=())
    nursing_home_residents: Ints = column("int32", "places taken", "places", by=("life", "admission"))
    events: Floats = column(
        "float64", "events this week, by kind", by=("life", "strain", "admission"), width=EVENTS)
    reference_eur: Floats = column(
        "float64", "what each service cost in the settling period; -1: no limit", "EUR/week", by=(),
        width=SERVICES, fill=-1)
    budget_eur: Floats = column(
        "float64", "available this week, by service; -1: no limit", "EUR/week", by=("formal_care",),
        width=SERVICES)
    spent_eur: Floats = column(
        "float64", "spent this week, by service", "EUR/week", by=("formal_care",), width=SERVICES)
    coordination_eur: Floats = column(
        "float64", "of it, lost to coordination", "EUR/week", by=("formal_care",), width=SERVICES)
    administration_eur: Floats = column(
        "float64", "of it, lost to administration", "EUR/week", by=("formal_care",), width=SERVICES)
    direct_hours: Floats = column(
        "float64", "professionals' hours with clients", "hours/week", by=("formal_care",),
        width=SERVICES)
    granted_hours: Floats = column(
        "float64", "hours of all indications", "hours/week", by=("formal_care",), width=SERVICES)
    first_professional: Ints = column(
        "int32", "first professional of the service, or -1", by=("formal_care",), width=SERVICES,
        fill=-1)
    # fmt: on
