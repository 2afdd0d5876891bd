"""Professionals: one row a contract, with hours, provider and clients."""

from typing import Final, NamedTuple

from zorgzaam.agents.columns import Floats, Ints, column

VACANT: Final = 0
EMPLOYED: Final = 1


class Professionals(NamedTuple):
    """Household helps, generalists for guidance and day activity, district nurses."""

    # fmt: off
    status: Ints = column("uint8", "VACANT or EMPLOYED", by=("formal_care", "workforce"))
    service: Ints = column("uint8", "index of the service", by=("formal_care",))
    area: Ints = column("int16", "index of the area served", by=("formal_care",))
    contract_hours: Floats = column("float32", "paid hours", "hours/week", by=("formal_care",))
    booked_hours: Floats = column(
        "float32", "hours of the clients' indications in this professional's week", "hours/week",
        by=("formal_care",))
    clients: Ints = column("int16", "clients served", by=("formal_care",))
    since: Ints = column("int32", "week of entering service", "week", by=("formal_care",))
    next_of_service: Ints = column(
        "int32", "next professional of the same service and area, or -1", by=("formal_care",),
        fill=-1)
    # fmt: on
