"""Who knows whom, and who cares for whom.

*Contacts* are the personal network: kin and friends, in compressed rows. Neighbours are not stored:
they are the households at nearby addresses. *Care ties* grow out of contacts when somebody is asked
and agrees; they sit in a table with free slots, chained by recipient and by giver.
"""

from typing import Final, NamedTuple

from zorgzaam.agents.care_file import NOT_DUE
from zorgzaam.agents.columns import Floats, Ints, column

# relation of a contact to the person (what the contact is to me), in the order in which people ask
NO_RELATION: Final = 0  # an ended or free entry
PARTNER: Final = 1
CHILD: Final = 2
PARENT: Final = 3
SIBLING: Final = 4  # stands for 'other kin'
FRIEND: Final = 5
NEIGHBOUR: Final = 6  # only in care ties: neighbours are found by address
VOLUNTEER: Final = 7  # only in care ties: somebody met through an initiative
CHILD_IN_LAW: Final = 8  # only in care ties: the partner of a child
RELATIONS: Final = 9
RELATION_NAMES: Final = (
    "none",
    "partner",
    "child",
    "parent",
    "other_kin",
    "friend",
    "neighbour",
    "volunteer",
    "child_in_law",
)

# origin of a care tie
ALREADY_THERE: Final = 0
OWN_INITIATIVE: Final = 1
BROKERED: Final = 2
THROUGH_INITIATIVE: Final = 3
ORIGINS: Final = 4
ORIGIN_NAMES: Final = ("already_there", "own_initiative", "brokered", "through_initiative")


# how two people who became friends during the run met
BEFORE: Final = 0  # kin, and friends from before the start
BY_THEMSELVES: Final = 1
INTRODUCED: Final = 2  # by a professional
ATTENDED_TOGETHER: Final = 3  # a day centre or a walk-in
MEETINGS: Final = 4
# the origin of a care tie that comes of such a contact, when its recipient asks for help
ORIGIN_OF_MEETING: Final = (OWN_INITIATIVE, OWN_INITIATIVE, BROKERED, THROUGH_INITIATIVE)


class Contacts(NamedTuple):
    """Personal networks in compressed rows, both directions stored.

    The contacts of person i are entries start[i] to start[i + 1].
    """

    # fmt: off
    start: Ints = column("int32", "first entry of each person; one longer than people", by=())
    person: Ints = column("int32", "row of the contact, or -1",
        by=("ties", "life", "brokering", "collective"), fill=-1)
    relation: Ints = column(
        "uint8", "what the contact is to me; 0: ended or free",
        by=("ties", "life", "brokering", "collective"))
    near: Ints = column(
        "uint8", "1 if within 5 km", by=("ties", "life", "brokering", "collective"))
    met: Ints = column(
        "uint8", "how friends met: BEFORE, BY_THEMSELVES, INTRODUCED, ATTENDED_TOGETHER",
        by=("ties", "brokering", "collective"))
    # fmt: on


class CareTies(NamedTuple):
    """Care that one person gives another in one domain; a free slot has giver -1."""

    # fmt: off
    giver: Ints = column(
        "int32", "row of the carer, or -1", by=("asking", "brokering", "strain", "admission", "ties", "life"),
        fill=-1)
    recipient: Ints = column(
        "int32", "row of the recipient", by=("asking", "brokering", "strain", "admission", "ties", "life"),
        fill=-1)
    domain: Ints = column("uint8", "domain of need", by=("asking", "brokering"))
    relation: Ints = column("uint8", "what the carer is to the recipient", by=("asking", "brokering"))
    origin: Ints = column("uint8", "how the tie came about", by=("asking", "brokering"))
    hours: Floats = column(
        "float32", "hours agreed", "hours/week", by=("asking", "brokering", "strain"))
    delivered: Floats = column(
        "float32", "hours that met need this week", "hours/week", by=("delivery",))
    since: Ints = column("int16", "week in which it began", "week", by=("asking", "brokering"))
    until: Ints = column(
        "int16", "week in which it ends for reasons of its own", "week", by=("asking", "brokering"),
        fill=NOT_DUE)
    next_of_recipient: Ints = column(
        "int32", "next tie of the same recipient, or -1; in a free slot the next free one",
        by=("asking", "brokering", "strain", "admission", "ties", "life", "health", "family",
            "workforce"), fill=-1)
    next_of_giver: Ints = column(
        "int32", "next tie of the same giver, or -1",
        by=("asking", "brokering", "strain", "admission", "ties", "life", "health", "family",
            "workforce"), fill=-1)
    # fmt: on
