"""The care file of somebody with need: what is needed, asked for, granted, given and missing.

Need is counted in hours a week in six domains; five formal services each cover some of them. A need
for family support is the household's, and stands in the file of its head.
"""

from typing import Final, NamedTuple

from zorgzaam.agents.columns import Floats, Ints, column

# domains of need
HOUSEHOLD: Final = 0
COMPANY: Final = 1
GUIDANCE: Final = 2
PERSONAL: Final = 3
NURSING: Final = 4
FAMILY: Final = 5
DOMAINS: Final = 6
DOMAIN_NAMES: Final = ("household", "company", "guidance", "personal_care", "nursing", "family")

# formal services, and the domains that each covers
HOUSEHOLD_HELP: Final = 0
GUIDANCE_SERVICE: Final = 1
DISTRICT_NURSING: Final = 2
DAY_ACTIVITY: Final = 3
FAMILY_SUPPORT: Final = 4
SERVICES: Final = 5
SERVICE_NAMES: Final = (
    "household_help",
    "guidance",
    "district_nursing",
    "day_activity",
    "family_support",
)
FIRST_DOMAIN: Final = (HOUSEHOLD, GUIDANCE, PERSONAL, COMPANY, FAMILY)
LAST_DOMAIN: Final = (HOUSEHOLD, GUIDANCE, NURSING, COMPANY, FAMILY)

# state of an application
NOT_APPLIED: Final = 0
APPLIED: Final = 1
GRANTED: Final = 2

# weeks are kept in 16 bits
NEVER: Final = -32_000  # a week before any run
NOT_DUE: Final = 32_000  # a week after any run

# totals of a week, kept so that nobody has to add them up again
T_NEED: Final = 0
T_ORDINARY: Final = 1
T_HOUSEHOLD_HELP: Final = 2  # formal hours that met need, by service
T_GUIDANCE: Final = 3
T_NURSING: Final = 4
T_DAY_ACTIVITY: Final = 5
T_FAMILY_SUPPORT: Final = 6
T_INFORMAL: Final = 7
T_VOLUNTEER: Final = 8
T_COLLECTIVE: Final = 9
T_UNMET: Final = 10
T_ORIGIN: Final = 11  # informal and volunteer hours by the origin of the tie: 11 to 14
TOTALS: Final = 15


class CareFiles(NamedTuple):
    """One row a person with need (`People.care_file` points here); free rows have person -1."""

    # fmt: off
    person: Ints = column(
        "int32", "row of the person, or -1", by=("health", "family", "life", "admission"),
        fill=-1)
    need: Floats = column(
        "float32", "hours needed beyond what the person does alone", "hours/week",
        by=("health", "life", "family", "access", "admission"), width=DOMAINS)
    ordinary: Floats = column(
        "float32", "of the need, met by housemates as ordinary help", "hours/week",
        by=("delivery",), width=DOMAINS)
    state: Ints = column(
        "uint8", "NOT_APPLIED, APPLIED or GRANTED, by service", by=("access",), width=SERVICES)
    since: Ints = column(
        "int16", "week of application, of the latest decision, or until which a refusal stands",
        "week", by=("access",), width=SERVICES, fill=NEVER)
    granted: Floats = column(
        "float32", "hours of the indication, by service", "hours/week", by=("access",),
        width=SERVICES)
    protected_until: Ints = column(
        "int16", "an old indication stands until this week (transitional right)", "week",
        by=("access",), width=SERVICES, fill=NEVER)
    professional: Ints = column(
        "int32", "row of the professional who serves, or -1: waits",
        by=("access", "formal_care", "workforce"),
        width=SERVICES, fill=-1)
    provider: Ints = column(
        "uint8", "provider chosen, a number below `providers_per_service`, by service",
        by=("access", "workforce"), width=SERVICES)
    placed_since: Ints = column(
        "int16", "week in which this professional came, or in which the wait for one began", "week",
        by=("access", "formal_care", "workforce"), width=SERVICES)
    formal: Floats = column(
        "float32", "formal hours supplied this week, by service", "hours/week", by=("formal_care",),
        width=SERVICES)
    trained: Ints = column("uint8", "1: had a training of self-reliance", by=("access",))
    collective: Floats = column(
        "float32", "hours of company in a walk-in", "hours/week", by=("collective",))
    informal: Floats = column(
        "float32", "informal hours received this week", "hours/week", by=("delivery",),
        width=DOMAINS)
    unmet: Floats = column(
        "float32", "need that nobody met this week", "hours/week", by=("delivery", "health"),
        width=DOMAINS)
    weeks_severe_unmet: Ints = column(
        "uint16", "weeks in a row in which a severe need was largely unmet", "week", by=("admission",))
    last_stop_week: Ints = column(
        "int32", "week in which a carer last stopped because of strain", "week",
        by=("strain", "admission", "life", "health", "family"), fill=NEVER)
    changed: Ints = column(
        "uint8",
        "1: something changed since the last delivery, so that it must be worked out again",
        by=("health", "family", "life", "access", "formal_care", "asking", "brokering", "collective",
            "strain", "admission", "ties", "delivery", "workforce"), fill=1)
    short: Ints = column(
        "uint8", "1: some domain has unmet need worth asking for", by=("delivery",))
    grants: Ints = column("uint8", "services granted", by=("access",))
    next_look: Ints = column(
        "int16", "first week in which a decision or reassessment is due", "week", by=("access",),
        fill=NOT_DUE)
    totals: Floats = column(
        "float32", "this week's totals, see T_NEED ... T_ORIGIN", "hours/week", by=("delivery",),
        width=TOTALS)
    helpers: Ints = column(
        "uint8", "informal carers who gave this week", "persons", by=("delivery",))
    # fmt: on
