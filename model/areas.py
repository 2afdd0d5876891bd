"""Areas: what a wijk or buurt has of its own, the last row standing for 'elsewhere'."""

from typing import Annotated, Final, NamedTuple

from zorgzaam.agents.care_file import SERVICES
from zorgzaam.agents.columns import Column, Floats, Ints

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

    first_household: Annotated[Ints, Column("int32", "its first household", by=())]
    urbanity: Annotated[Ints, Column("uint8", "1 most urban to 5", by=())]
    nursing_home_places: Annotated[Ints, Column("int32", "places at the start", "places", by=())]
    nursing_home_residents: Annotated[
        Ints, Column("int32", "places taken", "places", by=("life", "strain"))
    ]
    events: Annotated[
        Floats, Column("float64", "events this week, by kind", by=("life", "strain"), width=EVENTS)
    ]
    reference_eur: Annotated[
        Floats,
        Column(
            "float64",
            "what each service cost in the settling period; -1: no limit",
            "EUR/week",
            by=(),
            width=SERVICES,
            fill=-1,
        ),
    ]
    budget_eur: Annotated[
        Floats,
        Column(
            "float64",
            "available this week, by service; -1: no limit",
            "EUR/week",
            by=("formal_care",),
            width=SERVICES,
        ),
    ]
    spent_eur: Annotated[
        Floats,
        Column(
            "float64",
            "spent this week, by service",
            "EUR/week",
            by=("formal_care",),
            width=SERVICES,
        ),
    ]
    coordination_eur: Annotated[
        Floats,
        Column(
            "float64",
            "of it, lost to coordination",
            "EUR/week",
            by=("formal_care",),
            width=SERVICES,
        ),
    ]
    administration_eur: Annotated[
        Floats,
        Column(
            "float64",
            "of it, lost to administration",
            "EUR/week",
            by=("formal_care",),
            width=SERVICES,
        ),
    ]
    direct_hours: Annotated[
        Floats,
        Column(
            "float64",
            "professionals' hours with clients",
            "hours/week",
            by=("formal_care",),
            width=SERVICES,
        ),
    ]
    granted_hours: Annotated[
        Floats,
        Column(
            "float64", "hours of all indications", "hours/week", by=("formal_care",), width=SERVICES
        ),
    ]
    first_professional: Annotated[
        Ints,
        Column(
            "int32",
            "first professional of the service, or -1",
            by=("formal_care",),
            width=SERVICES,
            fill=-1,
        ),
    ]
