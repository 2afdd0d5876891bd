"""What is counted every week: one declared list, summed over the residents of an area.

Counts and hours are sums in one week over people who live in the area (at home or in a nursing
home); a carer counts where the carer lives, received hours where the recipient lives.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measure:
    """One weekly sum: its name, unit and meaning. `by_group`: also kept by age, sex, income, tenure."""

    name: str
    unit: str
    meaning: str
    by_group: bool = False


MEASURES: Final = (
    Measure("residents", "persons", "people who live in the area", by_group=True),
    Measure("adults_18_plus", "persons", "residents of 18 and over", by_group=True),
    Measure("adults_65_plus", "persons", "residents of 65 and over", by_group=True),
    Measure("people_in_need", "persons", "residents at home with a need for help", by_group=True),
    Measure(
        "need_hours", "hours/week", "help needed at home beyond what people do alone", by_group=True
    ),
    Measure("ordinary_hours", "hours/week", "of it, ordinary help by housemates", by_group=True),
    Measure("household_help_hours", "hours/week", "of the formal hours: household help"),
    Measure("guidance_hours", "hours/week", "of the formal hours: guidance"),
    Measure("district_nursing_hours", "hours/week", "of the formal hours: district nursing"),
    Measure(
        "day_activity_hours", "hours/week", "of the formal hours: day activity in a closed site"
    ),
    Measure("family_support_hours", "hours/week", "of the formal hours: family support"),
    Measure("informal_hours", "hours/week", "of it, met by informal carers", by_group=True),
    Measure("volunteer_hours", "hours/week", "of it, met by volunteers", by_group=True),
    Measure("collective_hours", "hours/week", "of it, company in an open walk-in", by_group=True),
    Measure("unmet_hours", "hours/week", "of it, met by nobody", by_group=True),
    Measure(
        "already_there_hours",
        "hours/week",
        "informal and volunteer hours by ties from before the start",
    ),
    Measure(
        "own_initiative_hours", "hours/week", "hours by ties that recipients asked for themselves"
    ),
    Measure(
        "brokered_hours",
        "hours/week",
        "hours by ties that a professional asked for, or with somebody whom one introduced",
    ),
    Measure(
        "initiative_hours",
        "hours/week",
        "hours by volunteers, and by ties with somebody met at a day centre or walk-in",
    ),
    Measure("formal_hours", "hours/week", "of the need, met by professionals", by_group=True),
    Measure("recipients", "persons", "residents who receive informal care", by_group=True),
    Measure("helpers", "persons", "informal carers of these recipients, summed"),
    Measure(
        "household_help_clients",
        "persons",
        "residents with an indication for household help",
        by_group=True,
    ),
    Measure(
        "guidance_clients", "persons", "residents with an indication for guidance", by_group=True
    ),
    Measure(
        "district_nursing_clients",
        "persons",
        "residents with an indication for nursing",
        by_group=True,
    ),
    Measure(
        "day_activity_clients",
        "persons",
        "residents with an indication for day activity",
        by_group=True,
    ),
    Measure(
        "family_support_clients",
        "persons",
        "residents with an indication for family support",
        by_group=True,
    ),
    Measure(
        "known_professionals",
        "indications",
        "indications served by the same professional for 26 weeks or more",
    ),
    Measure(
        "waiting", "persons", "residents who applied or hold an indication that nobody serves yet"
    ),
    Measure("waiting_weeks", "weeks", "how long they have waited, summed"),
    Measure(
        "carers_18_plus",
        "persons",
        "adult carers, narrow definition (3 months or 8 hours a week)",
        by_group=True,
    ),
    Measure("carers_65_plus", "persons", "of them, 65 and over", by_group=True),
    Measure(
        "carers_8_hours_plus",
        "persons",
        "of the adult carers, 8 hours a week or more",
        by_group=True,
    ),
    Measure("care_hours_given", "hours/week", "hours given by the adult carers", by_group=True),
    Measure(
        "sole_carers",
        "persons",
        "adult carers who are the only informal carer of their recipient",
        by_group=True,
    ),
    Measure("heavily_strained", "persons", "adult carers who are heavily strained", by_group=True),
    Measure(
        "strained_hours_given", "hours/week", "hours given by the heavily strained", by_group=True
    ),
    Measure("carers_stopped", "persons", "carers who stopped because of strain this week"),
    Measure(
        "cascades", "events", "stops within 26 weeks of another carer's stop for the same recipient"
    ),
    Measure("volunteers", "persons", "residents active as care volunteers", by_group=True),
    Measure("nursing_home_residents", "persons", "residents in a nursing home"),
    Measure("admissions", "events", "admissions to a nursing home this week"),
    Measure("crises", "events", "severe needs left unmet for which there was no place"),
    Measure("deaths", "events", "residents who died this week"),
    Measure("movers_in", "persons", "people who came to live in the area this week"),
    Measure("household_help_spent_eur", "EUR/week", "spent on household help"),
    Measure("guidance_spent_eur", "EUR/week", "spent on guidance"),
    Measure(
        "district_nursing_spent_eur", "EUR/week", "spent on district nursing (the insurer's money)"
    ),
    Measure("day_activity_spent_eur", "EUR/week", "spent on coaches, of closed sites and walk-ins"),
    Measure("family_support_spent_eur", "EUR/week", "spent on family support"),
    Measure("collective_spent_eur", "EUR/week", "spent on places for walk-ins and cooperatives"),
    Measure("respite_spent_eur", "EUR/week", "spent on respite"),
    Measure("coordinators_spent_eur", "EUR/week", "spent on coordinators of volunteers"),
    Measure("coordination_eur", "EUR/week", "of the spending, lost to organising and coordinating"),
    Measure(
        "administration_eur", "EUR/week", "of the spending, lost to professionals' administration"
    ),
    Measure("direct_hours", "hours/week", "professionals' hours with clients"),
    Measure("consultation_hours", "hours/week", "their talks with other workers of a household"),
    Measure("chain_hours", "hours/week", "their time for the steps of access, and for trainings"),
    Measure("brokering_hours", "hours/week", "their time to ask around and introduce people"),
    Measure("coaching_hours", "hours/week", "their time in open walk-ins"),
    Measure(
        "spare_hours", "hours/week", "their time left, or set aside for the network and not used"
    ),
    Measure("ties_already_there", "ties", "care ties from before the start, by person and domain"),
    Measure("ties_own_initiative", "ties", "care ties that recipients asked for themselves"),
    Measure("ties_brokered", "ties", "care ties that a professional brokered"),
    Measure("ties_through_initiative", "ties", "care ties through an initiative"),
    Measure("new_ties_own_initiative", "ties", "of these, begun this week"),
    Measure("new_ties_brokered", "ties", "brokered care ties begun this week"),
    Measure(
        "new_ties_through_initiative", "ties", "care ties through an initiative begun this week"
    ),
    Measure("ended_ties_already_there", "ties", "care ties from before the start ended this week"),
    Measure("ended_ties_own_initiative", "ties", "care ties of own initiative ended this week"),
    Measure("ended_ties_brokered", "ties", "brokered care ties ended this week"),
    Measure(
        "ended_ties_through_initiative", "ties", "care ties through an initiative ended this week"
    ),
    Measure("new_friendships_own", "friendships", "begun this week without anybody's help"),
    Measure(
        "new_friendships_introduced", "friendships", "begun with whom a professional introduced"
    ),
    Measure("new_friendships_attendance", "friendships", "begun at a day centre or walk-in"),
    Measure("attenders", "persons", "residents who come to an open walk-in, hosts included"),
    Measure("walk_ins_open", "walk-ins", "walk-ins with money and hosts"),
    Measure("cooperatives", "cooperatives", "care cooperatives"),
    Measure("cooperative_members", "persons", "members of a care cooperative"),
    Measure("volunteers_quit", "persons", "volunteers who stopped this week"),
    Measure(
        "need_light_hours",
        "hours/week",
        "of the help needed: by people with a light limitation, family support left out",
        by_group=True,
    ),
    Measure("unmet_light_hours", "hours/week", "of it, met by nobody", by_group=True),
    Measure(
        "need_moderate_hours",
        "hours/week",
        "of the help needed: by people with a moderate limitation, family support left out",
        by_group=True,
    ),
    Measure("unmet_moderate_hours", "hours/week", "of it, met by nobody", by_group=True),
    Measure(
        "need_severe_hours",
        "hours/week",
        "of the help needed: by people with a severe limitation, family support left out",
        by_group=True,
    ),
    Measure("unmet_severe_hours", "hours/week", "of it, met by nobody", by_group=True),
)

# what municipality and insurer spend, all of it
SPENT_EUR: Final = tuple(m.name for m in MEASURES if m.name.endswith("_spent_eur"))
MEASURE_NAMES: Final = tuple(measure.name for measure in MEASURES)
INDEX: Final = {name: index for index, name in enumerate(MEASURE_NAMES)}
GROUP_MEASURES: Final = tuple(measure.name for measure in MEASURES if measure.by_group)

# The groups: age x sex x income x tenure, in this order, the last varying fastest.
AGE_LIMITS_YEARS: Final = (18, 45, 65, 75)  # from these ages on the next group
AGE_GROUPS: Final = ("0-17", "18-44", "45-64", "65-74", "75+")
SEXES: Final = ("man", "woman")
INCOMES: Final = ("not_low", "low")
TENURES: Final = ("rent", "own")
GROUPS: Final = tuple(
    (age, sex, income, tenure)
    for age in AGE_GROUPS
    for sex in SEXES
    for income in INCOMES
    for tenure in TENURES
)
WEEKS_PER_GROUP_PERIOD: Final = 13  # groups are kept as means over quarters of a year
