"""Areas: what a wijk or buurt has of its own, the last row standing for 'elsewhere'."""

from typing import Final, NamedTuple

from zorgzaam.agents.care_file import SERVICES
from zorgzaam.agents.columns import Floats, Ints, column
from zorgzaam.model.area_levers import AREA_LEVERS
from zorgzaam.model.network import MEETINGS, ORIGINS

# events counted during a week, by area
DEATHS: Final = 0
MOVERS_IN: Final = 1
ADMISSIONS: Final = 2
CRISES: Final = 3
STOPPED: Final = 4
CASCADES: Final = 5
VOLUNTEERS_QUIT: Final = 6
EVENTS: Final = 7

# professionals' hours of a week by use, administration apart (`Areas.hours_by_use`)
WITH_CLIENTS: Final = 0
CONSULTING: Final = 1
IN_CHAIN: Final = 2  # talks, maps, referrals and trainings of self-reliance
BROKERING_HOURS: Final = 3  # asking around and introducing people
COACHING: Final = 4
SPARE: Final = 5
USES: Final = 6


class Areas(NamedTuple):
    """State by area; `elsewhere` (the last row) has no budget limits and is never reported."""

    # fmt: off
    first_household: Ints = column("int32", "its first household", by=())
    urbanity: Ints = column("uint8", "1 most urban to 5", by=())
    first_initiative: Ints = column(
        "int32", "its first initiative; those up to that of the next area are its own", by=())
    willing: Floats = column(
        "float64", "people willing to help outside the family, against the country: below 65, from 65 on",
        by=(), width=2, fill=1)
    contacts: Floats = column(
        "float64", "friends and neighbours whom people know, against the country, likewise", by=(),
        width=2, fill=1)
    lever: Floats = column(
        "float64", "values of the levers that areas may differ in (AREA_LEVERS)", by=(),
        width=len(AREA_LEVERS))
    profile_hours: Floats = column(
        "float64", "need of the residents, weighted by income: the profile of a lump sum",
        "hours/week", by=("formal_care",))
    cut_ratio: Floats = column(
        "float64", "cuts here against those of one rule for all areas", by=("formal_care",), fill=1)
    expectation_ratio: Floats = column(
        "float64", "what the network is expected to carry here, against one rule for all",
        by=("formal_care",), fill=1)
    nursing_home_places: Ints = column("int32", "places at the start", "places", by=())
    nursing_home_residents: Ints = column("int32", "places taken", "places", by=("life", "admission"))
    events: Floats = column(
        "float64", "events this week, by kind", by=("life", "strain", "admission", "workforce", "observe"),
        width=EVENTS)
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
    walk_in_eur: Floats = column(
        "float64", "spent on open walk-ins and cooperatives this week", "EUR/week",
        by=("formal_care",))
    respite_eur: Floats = column(
        "float64", "spent on respite this week", "EUR/week", by=("strain",))
    coordinators_eur: Floats = column(
        "float64", "spent on coordinators of volunteers this week", "EUR/week", by=("initiatives",))
    chain_share: Floats = column(
        "float64", "of the hours of generalists, those spent on talks and trainings", by=("formal_care",))
    coach_share: Floats = column(
        "float64", "of the hours of coaches, those spent in walk-ins", by=("formal_care",))
    chain_hours: Floats = column(
        "float64", "generalists' hours for talks and trainings that are to be spent", "hours/week",
        by=("access", "formal_care", "brokering"))
    hours_by_use: Floats = column(
        "float64", "professionals' hours by use", "hours/week", by=("formal_care", "brokering"),
        width=USES)
    matches_left: Floats = column(
        "float64", "volunteers whom coordinators can still bring together with somebody this week",
        by=("asking", "initiatives"))
    standing: Floats = column(
        "float64", "care ties of recipients here, by origin",
        by=("health", "family", "life", "asking", "brokering", "strain", "admission", "ties",
            "workforce"), width=ORIGINS)
    formed: Floats = column(
        "float64", "care ties begun this week, by origin", by=("asking", "brokering", "observe"),
        width=ORIGINS)
    ended: Floats = column(
        "float64", "care ties ended this week, by origin",
        by=("health", "family", "life", "strain", "admission", "ties", "workforce", "observe"),
        width=ORIGINS)
    friendships: Floats = column(
        "float64", "friendships begun this week, by how people met",
        by=("brokering", "collective", "ties", "observe"), width=MEETINGS)
    direct_hours: Floats = column(
        "float64", "professionals' hours with clients", "hours/week", by=("formal_care",),
        width=SERVICES)
    granted_hours: Floats = column(
        "float64", "hours of all indications", "hours/week", by=("formal_care",), width=SERVICES)
    first_professional: Ints = column(
        "int32", "first professional of the service, or -1", by=("formal_care",), width=SERVICES,
        fill=-1)
    # fmt: on
