"""Professionals: one row a contract, with hours, provider and clients."""

from typing import Annotated, Final, NamedTuple

from zorgzaam.agents.columns import Column, Floats, Ints

VACANT: Final = 0
EMPLOYED: Final = 1


class Professionals(NamedTuple):
    """Household helps, generalists for guidance and day activity, district nurses."""

    status: Annotated[Ints, Column("uint8", "VACANT or EMPLOYED", by=("formal_care", "workforce"))]
    service: Annotated[Ints, Column("uint8", "index of the service", by=("formal_care",))]
    area: Annotated[Ints, Column("int16", "index of the area served", by=("formal_care",))]
    contract_hours: Annotated[
        Floats, Column("float32", "paid hours", "hours/week", by=("formal_care",))
    ]
    booked_hours: Annotated[
        Floats,
        Column(
            "float32",
            "hours of the clients' indications in this professional's week",
            "hours/week",
            by=("formal_care",),
        ),
    ]
    clients: Annotated[Ints, Column("int16", "clients served", by=("formal_care",))]
    since: Annotated[Ints, Column("int32", "week of entering service", "week", by=("formal_care",))]
    next_of_service: Annotated[
        Ints,
        Column(
            "int32",
            "next professional of the same service and area, or -1",
            by=("formal_care",),
            fill=-1,
        ),
    ]
