"""People: one row a person, whoever they are: resident, carer, volunteer, recipient, kin elsewhere.

A row is a place in a household. When its occupant dies or moves away and somebody else comes, the
row is used again with the next `generation`, and with it another permanent `key`.
"""

from typing import Final, NamedTuple

import numpy as np

from zorgzaam.agents.columns import Floats, Ints, Keys, column
from zorgzaam.agents.draws import mix
from zorgzaam.agents.kernel import inlined

WEEKS_PER_YEAR: Final = 52.1775
OLDEST_YEARS: Final = 115  # rates by age rise no further

# status: is somebody in this row, and where does this person live
EMPTY: Final = 0  # nobody (died, or a child not yet born)
AT_HOME: Final = 1  # at the household's address
NURSING_HOME: Final = 2  # in a nursing home of the area, still counted as a resident
AWAY: Final = (
    3  # left this household (a grown-up child, a former partner): lives elsewhere, still kin
)

MAN: Final = 0
WOMAN: Final = 1

# role in the household
HEAD: Final = 0
PARTNER_ROLE: Final = 1
CHILD_ROLE: Final = 2

# severity of limitation
NONE: Final = 0
LIGHT: Final = 1
MODERATE: Final = 2
SEVERE: Final = 3

NOBODY: Final = -1
NO_TEMPLATE: Final = 255  # template_age of a place that is empty until a child is born


class People(NamedTuple):
    """Everybody in the run, by household; those who live elsewhere come after the residents."""

    # fmt: off
    key: Keys = column("uint64", "permanent identity: place, row and generation", by=("life",))
    generation: Ints = column("uint16", "how many people held this row before", by=("life",))
    area: Ints = column(
        "int16", "index of the area lived in; the last one is 'elsewhere'", by=("life",))
    household: Ints = column("int32", "index of the household", by=())
    status: Ints = column("uint8", "EMPTY, AT_HOME, NURSING_HOME or AWAY", by=("life", "admission"))
    sex: Ints = column("uint8", "MAN or WOMAN", by=())
    role: Ints = column("uint8", "HEAD, PARTNER_ROLE or CHILD_ROLE", by=())
    birth_week: Ints = column("int32", "week of birth, 0 is the start", "week", by=("life",))
    template_age: Ints = column(
        "uint8", "age that a newcomer in this row has, about; 255: none", "year", by=())
    partner: Ints = column(
        "int32", "row of the partner in the household, or -1", by=("life",), fill=-1)
    work_hours: Ints = column("uint8", "paid work", "hours/week", by=("life",))
    severity: Ints = column(
        "uint8", "limitation NONE, LIGHT, MODERATE, SEVERE", by=("health", "life"))
    dementia: Ints = column("uint8", "1 with dementia", by=("health", "life"))
    episode: Ints = column(
        "uint8", "how many people just like this one were here before the start, for whom need was drawn anew",
        by=("renewal", "admission"))
    care_file: Ints = column(
        "int32", "row in the care files of somebody with need, or -1",
        by=("health", "family", "life", "admission"), fill=-1)
    first_received: Ints = column(
        "int32", "first care tie as recipient, or -1",
        by=("asking", "brokering", "strain", "admission", "ties", "life", "health", "family",
            "workforce"), fill=-1)
    first_given: Ints = column(
        "int32", "first care tie as giver, or -1",
        by=("asking", "brokering", "strain", "admission", "ties", "life", "health", "family",
            "workforce"), fill=-1)
    hours_given: Floats = column(
        "float32", "informal care given this week", "hours/week", by=("delivery",))
    strain: Floats = column(
        "float32", "latent strain: logit of being heavily strained", "logit", by=("strain", "life", "admission"),
        fill=-4.5)
    weeks_caring: Ints = column(
        "uint16", "weeks in a row with informal care given", "week", by=("strain", "life", "admission"))
    weeks_heavy: Ints = column(
        "uint16", "weeks in a row heavily strained; 0: is not", "week", by=("strain", "life", "admission"))
    total_weeks_heavy: Ints = column(
        "uint16", "weeks heavily strained since the start of the run", "week",
        by=("strain", "life", "admission"))
    recount: Ints = column(
        "uint8", "1: hours given must be added up again",
        by=("delivery", "strain", "admission", "ties", "life", "health", "family", "workforce"))
    main_relation: Ints = column(
        "uint8", "what the carer is to the one cared for most (network.RELATION_NAMES); 0: no care",
        by=("strain", "life", "admission"))
    sole_carer: Ints = column(
        "uint8", "1: the only informal carer of the one cared for most", by=("strain", "life", "admission"))
    family_need: Ints = column(
        "uint8", "1: head of a household with children that needs support", by=("family", "life", "admission"))
    attends: Ints = column(
        "int16", "initiative that is attended, or hosted by a volunteer, or -1",
        by=("access", "formal_care", "collective", "life", "admission"), fill=-1)
    member: Ints = column(
        "uint8", "1: member of the area's care cooperative", by=("initiatives", "life", "admission"))
    volunteer_hours: Floats = column(
        "float32", "hours a week offered as a volunteer; 0: is none", "hours/week",
        by=("workforce", "initiatives", "life", "admission"))
    # fmt: on


@inlined
def age_years(birth_week: int, week: int) -> float:
    """Age in years."""
    return (week - birth_week) * (1.0 / 52.1775)


@inlined
def year_of(age: float) -> int:
    """The year of age under which rates by age stand."""
    return max(0, min(OLDEST_YEARS, int(age)))


@inlined
def identity(place_key: int, row: int, generation: int) -> int:
    """The permanent key of the person who is the so-manyeth in this row of this place."""
    return mix(mix(place_key ^ np.uint64(row)) + np.uint64(generation))


@inlined
def successor(key: int) -> int:
    """The permanent key of the next person in the same row: place and birth order, no counter."""
    return mix(key + np.uint64(0xA4093822299F31D0))
