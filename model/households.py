"""Households: an address with a fixed stretch of rows in the table of people."""

from typing import Final, NamedTuple

from zorgzaam.agents.columns import Ints, column

# kind of household
SINGLE: Final = 0
COUPLE: Final = 1
COUPLE_WITH_CHILDREN: Final = 2
LONE_PARENT: Final = 3
INSTITUTION: Final = (
    4  # one resident of a nursing home or other institution: a row, its own "household"
)
HOUSEHOLD_KINDS: Final = ("single", "couple", "couple_with_children", "lone_parent", "institution")


class Households(NamedTuple):
    """Households in address order inside their area; those elsewhere come last.

    The people of household h are rows first_row[h] to first_row[h + 1].
    """

    # fmt: off
    first_row: Ints = column("int32", "first row of its people; one longer than households", by=())
    area: Ints = column("int16", "index of the area; the last one is 'elsewhere'", by=())
    kind: Ints = column("uint8", "kind of household at the start", by=())
    owner_occupied: Ints = column("uint8", "1 in an owner-occupied dwelling", by=())
    low_income: Ints = column("uint8", "1 with a low income", by=())
    moved_in_week: Ints = column("int32", "week of moving in", "week", by=("life",))
    # fmt: on
