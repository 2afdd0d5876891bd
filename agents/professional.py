"""Professionals: one row a contract, with hours, provider, clients and how the week is spent."""

from typing import Final, NamedTuple

from zorgzaam.agents.columns import Floats, Ints, column

VACANT: Final = 0
EMPLOYED: Final = 1

FULL_TIME_HOURS: Final = 36.0  # a full-time week, for what is said "for each full-time" somebody


class Professionals(NamedTuple):
    """Household helps, generalists, district nurses, coaches of day activity, family workers."""

    # fmt: off
    status: Ints = column("uint8", "VACANT or EMPLOYED", by=("formal_care", "workforce"))
    service: Ints = column("uint8", "index of the service", by=("formal_care",))
    area: Ints = column("int16", "index of the area served", by=("formal_care",))
    provider: Ints = column(
        "uint8", "the employer, a number below `providers_per_service`", by=("formal_care", "workforce"))
    contract_hours: Floats = column("float32", "paid hours", "hours/week", by=("formal_care",))
    booked_hours: Floats = column(
        "float32", "hours of the clients' indications in this professional's week", "hours/week",
        by=("formal_care",))
    consultation_hours: Floats = column(
        "float32", "talks with other workers of the same households", "hours/week",
        by=("formal_care",))
    spare_hours: Floats = column(
        "float32", "hours left this week for asking around and introducing people", "hours/week",
        by=("formal_care", "brokering"))
    clients: Ints = column("int16", "clients served", by=("formal_care",))
    since: Ints = column("int32", "week of entering service", "week", by=("formal_care",))
    next_of_service: Ints = column(
        "int32", "next professional of the same service and area, or -1", by=("formal_care",),
        fill=-1)
    # fmt: on
