"""How care is organised: to whom workers account, how they are paid, who works with whom.

None of these says what comes of it. They say where professionals' hours and money go, how long
steps take, and who may take which client.
"""

from typing import Final, NamedTuple

from zorgzaam.agents.care_file import GRANTED, HOUSEHOLD_HELP, SERVICES
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter

LUMP_SUM: Final = 1
MOST_PROVIDERS: Final = 20
_TEAM = "sources 002: answerable to municipality, parent organisation and insurers"


class OrganisationRule(NamedTuple):
    """Principals, plans, payment, providers, vacancies."""

    # fmt: off
    principals: float = parameter(
        2, "to how many professionals account: municipality, parent organisation, insurer",
        "principals", 1, 3, _TEAM, "M", whole=True, label_nl="Opdrachtgevers om aan te verantwoorden",
        label_en="Principals to account to")
    usual_principals: float = parameter(
        2, "principals at which the declared share of administration holds", "principals", 2, 3,
        "evidence #35 does not say; municipality and parent organisation: assumption", "A", whole=True)
    administration_share_per_principal: float = parameter(
        0.04, "administration that each principal more brings (or fewer saves)", "share", 0.0, 0.08,
        "no figure found; 23 % is deemed acceptable against 34 % (F25): assumption", "A")
    one_plan: float = parameter(
        0, "1: one household, one plan, one worker who speaks with the others; 0: all with all",
        "0 or 1", 0, 1, "sources 002, 000", "H", whole=True,
        label_nl="Eén huishouden, één plan", label_en="One household, one plan")
    consultation_hours_per_worker: float = parameter(
        0.15, "talks about a household with each other worker there", "hours/week", 0.0, 0.5,
        "no figure found (F43: up to 28 helpers in a family): assumption", "A")
    payment: float = parameter(
        "product", "how services are paid: by hours delivered, or a lump sum for the area",
        "payment", 0, 1, "sources 004 (Utrecht); F28", "H", choices=("product", "lump_sum"))
    lump_sum_profile_share: float = parameter(
        0.0, "of the lump sums, what is divided by areas' need and income, not by earlier costs",
        "share", 0.0, 1.0, "sources 004: socio-economic status and historic demand", "M",
        label_nl="Deel van het budget naar behoefte en inkomen",
        label_en="Part of the lump sum by need and income")
    profile_ratio_low_income: float = parameter(
        1.3, "weight of an hour of need with a low income in that profile, against others", "ratio",
        1.0, 2.0, "no figure found: assumption", "A")
    lump_sum_level_share: float = parameter(
        1.0, "the lump sums together, against what the services cost in the settling period", "share",
        0.5, 1.2, "sources 004: as much money as before; a lever, to compare at equal euros", "M",
        label_nl="Hoogte van het vaste budget", label_en="Level of the lump sum")
    rules_fitted_share: float = parameter(
        0.0, "how far cuts and expectations are fitted to each area; 0: one rule for all", "share",
        0.0, 1.0, "sources 001 (iBMG)", "M", label_nl="Regels op maat per gebied",
        label_en="Rules fitted to each area")
    providers_per_service: float = parameter(
        3, "providers of each service that work in an area", "providers", 1, MOST_PROVIDERS,
        "no figure found: assumption", "A", whole=True, label_nl="Aanbieders per voorziening",
        label_en="Providers for each service")
    providers_pool: float = parameter(
        0, "1: providers pool staff and clients; 0: each serves its own", "0 or 1", 0, 1,
        "sources 003 (coalition in 's-Hertogenbosch), 000 (comments)", "H", whole=True,
        label_nl="Aanbieders werken samen", label_en="Providers pool staff and clients")
    vacancy_filled_per_week: float = parameter(
        0.10, "vacancies that are filled", "1/week", 0.02, 0.5,
        "vacancies in care stay open for about ten weeks (R-L)", "L")
    contracts_end_share_per_week: float = parameter(
        0.08, "of the contract hours that are too many, what can end in a week", "share", 0.02, 1.0,
        "notice of one to four months (R-M)", "L")
    caseload_households_per_fte: float = parameter(
        25, "clients of a generalist or family worker with a full-time contract of 36 hours",
        "households", 15, 40, "evidence #33", "A")
    # fmt: on


@inlined
def administration(formal, rule, service):
    """Of a contract hour, the part that goes to administration."""
    share = formal.administration_share
    if service == HOUSEHOLD_HELP:
        return share * formal.administration_ratio_household_help
    share += (rule.principals - rule.usual_principals) * rule.administration_share_per_principal
    return max(0.0, share)


@kernel
def workers_in_household(world, person):
    """Indications of the people at this address, household help left out."""
    people, files, first_row = world.people, world.files, world.households.first_row
    home = people.household[person]
    workers = 0
    for row in range(first_row[home], first_row[home + 1]):
        file = people.care_file[row]
        if file < 0 or files.grants[file] == 0:
            continue
        for service in range(HOUSEHOLD_HELP + 1, SERVICES):
            workers += 1 if files.state[file, service] == GRANTED else 0
    return workers


@inlined
def consultation_hours(rule, service, workers):
    """What one worker talks with the other workers in a household, in hours a week."""
    if service == HOUSEHOLD_HELP or workers < 2:
        return 0.0
    others = workers - 1.0
    if rule.one_plan == 1:  # each with the one who holds the plan, who speaks with all
        others = 2.0 * others / workers
    return rule.consultation_hours_per_worker * others


__all__ = [
    "LUMP_SUM",
    "MOST_PROVIDERS",
    "OrganisationRule",
    "administration",
    "consultation_hours",
    "workers_in_household",
]
