"""Delivery: hours flow along arrangements, and unmet need is what is left.

Housemates do their ordinary part first ("gebruikelijke hulp"), then informal carers and volunteers
give what they agreed, then professionals fill in; nobody receives more than is needed.

Most weeks nothing changes for most people, so a file is worked out again only when something in it
changed, and in any case every eighth week (for birthdays of housemates).
"""

from typing import Annotated, Final, NamedTuple

from zorgzaam.agents.care_file import (
    COMPANY,
    DOMAINS,
    FIRST_DOMAIN,
    HOUSEHOLD,
    LAST_DOMAIN,
    NURSING,
    SERVICES,
    T_HOUSEHOLD_HELP,
    T_INFORMAL,
    T_NEED,
    T_ORDINARY,
    T_ORIGIN,
    T_UNMET,
    T_VOLUNTEER,
    TOTALS,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import Parameter
from zorgzaam.agents.people import AT_HOME, SEVERE, age_years
from zorgzaam.agents.resident import AskingRule
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

WEEKS_BETWEEN_LOOKS: Final = 8


class DeliveryRule(NamedTuple):
    """What housemates do as a matter of course."""

    ordinary_household_hours_per_week: Annotated[float, Parameter(6.0, "housework that healthy adult housemates take over as ordinary help", "hours/week", 2, 12, "CIZ guideline on ordinary help: a healthy housemate does the housework (R-M); hours an assumption", "A")]
    ordinary_company_hours_per_week: Annotated[float, Parameter(4.0, "company that comes with living together", "hours/week", 0, 10, "assumption", "A")]


@inlined
def has_able_housemate(people, households, person, week):  # type: ignore[no-untyped-def]
    """Whether an adult who is not severely limited lives at the same address."""
    people_birth_week, people_household, people_severity = people.birth_week, people.household, people.severity
    people_status = people.status
    households_first_row = households.first_row
    home = people_household[person]
    for other in range(households_first_row[home], households_first_row[home + 1]):
        if (
            other != person
            and people_status[other] == AT_HOME
            and people_severity[other] < SEVERE
            and age_years(people_birth_week[other], week) >= 18.0
        ):
            return True
    return False


@inlined
def deliver_to(people, households, files, ties, rule, smallest, person, week):  # type: ignore[no-untyped-def]
    """One person's week: who gives what, and what is left."""
    people_care_file, people_first_received, people_recount = people.care_file, people.first_received, people.recount
    people_status = people.status
    files_formal, files_helpers, files_informal = files.formal, files.helpers, files.informal
    files_need, files_ordinary, files_short = files.need, files.ordinary, files.short
    files_totals, files_unmet = files.totals, files.unmet
    ties_delivered, ties_domain, ties_giver = ties.delivered, ties.domain, ties.giver
    ties_hours, ties_next_of_recipient, ties_origin = ties.hours, ties.next_of_recipient, ties.origin
    ties_relation = ties.relation
    file = people_care_file[person]
    at_home = people_status[person] == AT_HOME
    housemate = at_home and has_able_housemate(people, households, person, week)
    unmet, totals = files_unmet, files_totals
    for total in range(TOTALS):
        totals[file, total] = 0.0
    for domain in range(DOMAINS):
        need = files_need[file, domain]
        ordinary = 0.0
        if housemate and domain == HOUSEHOLD:
            ordinary = min(need, rule.ordinary_household_hours_per_week)
        elif housemate and domain == COMPANY:
            ordinary = min(need, rule.ordinary_company_hours_per_week)
        files_ordinary[file, domain] = ordinary
        files_informal[file, domain] = 0.0
        unmet[file, domain] = need - files_ordinary[file, domain]
        totals[file, T_NEED] += need
        totals[file, T_ORDINARY] += files_ordinary[file, domain]
    helpers = 0
    slot = people_first_received[person]
    while slot >= 0:
        domain = ties_domain[slot]
        hours = min(ties_hours[slot], unmet[file, domain])
        if hours != ties_delivered[slot]:
            ties_delivered[slot] = hours
            people_recount[ties_giver[slot]] = 1
        if hours > 0.0:
            unmet[file, domain] -= hours
            files_informal[file, domain] += hours
            totals[file, T_ORIGIN + ties_origin[slot]] += hours
            if ties_relation[slot] == VOLUNTEER:
                totals[file, T_VOLUNTEER] += hours
            else:
                totals[file, T_INFORMAL] += hours
                # a helper counts once: at the first of the giver's ties in the chain
                earlier = people_first_received[person]
                while earlier != slot and not (
                    ties_giver[earlier] == ties_giver[slot] and ties_delivered[earlier] > 0.0
                ):
                    earlier = ties_next_of_recipient[earlier]
                if earlier == slot:
                    helpers += 1
        slot = ties_next_of_recipient[slot]
    files_helpers[file] = min(255, helpers)
    for service in range(SERVICES):
        first, last = FIRST_DOMAIN[service], LAST_DOMAIN[service]
        wanted = 0.0
        for domain in range(first, last + 1):
            wanted += unmet[file, domain]
        used = min(files_formal[file, service], wanted)
        if used > 0.0:
            for domain in range(first, last + 1):
                unmet[file, domain] = max(0.0, unmet[file, domain] * (1.0 - used / wanted))
            totals[file, T_HOUSEHOLD_HELP + service] = used
    short = 0
    for domain in range(DOMAINS):
        totals[file, T_UNMET] += unmet[file, domain]
        if unmet[file, domain] >= smallest and (domain != NURSING or at_home):
            short = 1
    files_short[file] = short


@inlined
def hours_delivered(people, ties, giver):  # type: ignore[no-untyped-def]
    """Hours that somebody gives as an informal carer this week, over all recipients."""
    people_first_given = people.first_given
    ties_delivered, ties_next_of_giver, ties_relation = ties.delivered, ties.next_of_giver, ties.relation
    hours = 0.0
    slot = people_first_given[giver]
    while slot >= 0:
        if ties_relation[slot] != VOLUNTEER:
            hours += ties_delivered[slot]
        slot = ties_next_of_giver[slot]
    return hours


@kernel
def deliver(people, households, files, ties, in_need, n_in_need, rule, smallest, week):  # type: ignore[no-untyped-def]
    """One week of help given and received, in row order."""
    people_care_file, people_hours_given, people_recount = people.care_file, people.hours_given, people.recount
    files_changed = files.changed
    turn = (week + WEEKS_BETWEEN_LOOKS * 100000) % WEEKS_BETWEEN_LOOKS
    for at in range(n_in_need):
        person = in_need[at]
        file = people_care_file[person]
        if files_changed[file] == 0 and person % WEEKS_BETWEEN_LOOKS != turn:
            continue
        files_changed[file] = 0
        deliver_to(people, households, files, ties, rule, smallest, person, week)
    for person in range(people_recount.size):
        if people_recount[person] == 1:
            people_recount[person] = 0
            people_hours_given[person] = hours_delivered(people, ties, person)


def run(world: World, rule: DeliveryRule, asking: AskingRule) -> None:
    """Applies `deliver` to the world."""
    needy = world.people_in_need
    deliver(
        world.people, world.households, world.files, world.ties, needy, len(needy),
        rule, asking.smallest_hours_asked, world.week,
    )  # fmt: skip


DELIVERY = Process(
    name="delivery",
    why="all arrangements of this week are made: now they are carried out",
    reads=("people", "households", "files", "ties"),
    writes=(
        "people.hours_given", "people.recount", "ties.delivered", "files.ordinary", "files.informal", "files.unmet",
        "files.changed", "files.short", "files.totals", "files.helpers",
    ),  # fmt: skip
    rules=(DeliveryRule, AskingRule),
    run=run,
)
