"""Delivery: hours flow along arrangements, and unmet need is what is left.

Housemates do their ordinary part first ("gebruikelijke hulp"), then informal carers and volunteers
give what they agreed, then professionals fill in; nobody receives more than is needed.

Most weeks nothing changes for most people, so a file is worked out again only when something in it
changed, and in any case every eighth week (for birthdays of housemates).
"""

from typing import Final, NamedTuple

from zorgzaam.agents.care_file import (
    COMPANY,
    DOMAINS,
    FIRST_DOMAIN,
    HOUSEHOLD,
    LAST_DOMAIN,
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
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, SEVERE, age_years
from zorgzaam.agents.resident import AskingRule
from zorgzaam.model.network import VOLUNTEER
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

WEEKS_BETWEEN_LOOKS: Final = 8


class DeliveryRule(NamedTuple):
    """What housemates do as a matter of course."""

    # fmt: off
    ordinary_household_hours_per_week: float = parameter(
        3.0, "housework that able adult housemates take over as ordinary help", "hours/week", 1, 8,
        "what the norm for household help was before the reform (#31): a housemate is expected to do it (CIZ guideline, R-M)",
        "L")
    ordinary_company_hours_per_week: float = parameter(
        2.0, "company that comes with living together", "hours/week", 0, 10, "assumption", "A")
    # fmt: on


@inlined
def has_able_housemate(status, severity, birth_week, first, last, person, week):
    """Whether an adult who is not severely limited lives at the same address (rows first to last)."""
    for other in range(first, last):
        if (
            other != person
            and status[other] == AT_HOME
            and severity[other] < SEVERE
            and age_years(birth_week[other], week) >= 18.0
        ):
            return True
    return False


@kernel
def deliver(people, households, files, ties, in_need, n_in_need, rule, smallest, week):
    """One week of help given and received, in row order."""
    care_file, status, severity, birth_week = (
        people.care_file,
        people.status,
        people.severity,
        people.birth_week,
    )
    household, first_received, first_given = (
        people.household,
        people.first_received,
        people.first_given,
    )
    recount, hours_given, first_row = people.recount, people.hours_given, households.first_row
    need, ordinary, informal, unmet = files.need, files.ordinary, files.informal, files.unmet
    formal, totals, helpers, short, changed = (
        files.formal,
        files.totals,
        files.helpers,
        files.short,
        files.changed,
    )
    giver, hours_agreed, delivered, domain_of = ties.giver, ties.hours, ties.delivered, ties.domain
    relation, origin = ties.relation, ties.origin
    next_of_recipient, next_of_giver = ties.next_of_recipient, ties.next_of_giver
    turn = (week + WEEKS_BETWEEN_LOOKS * 100000) % WEEKS_BETWEEN_LOOKS
    for at in range(n_in_need):
        person = in_need[at]
        file = care_file[person]
        if changed[file] == 0 and person % WEEKS_BETWEEN_LOOKS != turn:
            continue
        changed[file] = 0
        home = household[person]
        housemate = status[person] == AT_HOME and has_able_housemate(
            status, severity, birth_week, first_row[home], first_row[home + 1], person, week
        )
        for total in range(TOTALS):
            totals[file, total] = 0.0
        # 1. housemates do their ordinary part
        for domain in range(DOMAINS):
            by_housemates = 0.0
            if housemate and domain == HOUSEHOLD:
                by_housemates = min(need[file, domain], rule.ordinary_household_hours_per_week)
            elif housemate and domain == COMPANY:
                by_housemates = min(need[file, domain], rule.ordinary_company_hours_per_week)
            ordinary[file, domain] = by_housemates
            informal[file, domain] = 0.0
            unmet[file, domain] = need[file, domain] - by_housemates
            totals[file, T_NEED] += need[file, domain]
            totals[file, T_ORDINARY] += by_housemates
        # 2. carers and volunteers give what they agreed, as far as it is needed
        people_helping = 0
        slot = first_received[person]
        while slot >= 0:
            domain = domain_of[slot]
            hours = min(hours_agreed[slot], unmet[file, domain])
            if hours != delivered[slot]:
                delivered[slot] = hours
                recount[giver[slot]] = 1
            if hours > 0.0:
                unmet[file, domain] -= hours
                informal[file, domain] += hours
                totals[file, T_ORIGIN + origin[slot]] += hours
                if relation[slot] == VOLUNTEER:
                    totals[file, T_VOLUNTEER] += hours
                else:
                    totals[file, T_INFORMAL] += hours
                    # a helper counts once: at the first of the giver's ties in the chain
                    earlier = first_received[person]
                    while earlier != slot and not (
                        giver[earlier] == giver[slot] and delivered[earlier] > 0.0
                    ):
                        earlier = next_of_recipient[earlier]
                    if earlier == slot:
                        people_helping += 1
            slot = next_of_recipient[slot]
        helpers[file] = min(255, people_helping)
        # 3. professionals fill in what is left in the domains of their service
        for service in range(SERVICES):
            if formal[file, service] <= 0.0:
                continue
            first, last = FIRST_DOMAIN[service], LAST_DOMAIN[service]
            wanted = 0.0
            for domain in range(first, last + 1):
                wanted += unmet[file, domain]
            used = min(formal[file, service], wanted)
            if used > 0.0:
                for domain in range(first, last + 1):
                    unmet[file, domain] = max(0.0, unmet[file, domain] * (1.0 - used / wanted))
                totals[file, T_HOUSEHOLD_HELP + service] = used
        # 4. what is left is unmet
        asks = 0
        for domain in range(DOMAINS):
            totals[file, T_UNMET] += unmet[file, domain]
            if unmet[file, domain] >= smallest:
                asks = 1
        short[file] = asks
    # what each carer gives this week, where anything changed
    for person in range(recount.size):
        if recount[person] == 0:
            continue
        recount[person] = 0
        hours = 0.0
        slot = first_given[person]
        while slot >= 0:
            if relation[slot] != VOLUNTEER:
                hours += delivered[slot]
            slot = next_of_giver[slot]
        hours_given[person] = hours


def run(world: World, rule: DeliveryRule, asking: AskingRule) -> None:
    """Applies `deliver` to the world."""
    needy = world.people_in_need
    deliver(
        *world.handles("people", "households", "files", "ties"),
        needy,
        len(needy),
        rule,
        asking.smallest_hours_asked,
        world.week,
    )


DELIVERY = Process(
    name="delivery",
    why="all arrangements of this week are made: now they are carried out",
    reads=("people", "households", "files", "ties"),
    writes=(
        "people.hours_given",
        "people.recount",
        "ties.delivered",
        "files.ordinary",
        "files.informal",
        "files.unmet",
        "files.changed",
        "files.short",
        "files.totals",
        "files.helpers",
    ),
    rules=(DeliveryRule, AskingRule),
    run=run,
)
