"""Delivery: hours flow along arrangements, and unmet need is what is left.

Housemates do their ordinary part first ("gebruikelijke hulp"); company in a walk-in comes next, so that
carers have those hours off; then informal carers and volunteers give what they agreed, then
professionals fill in. Nobody receives more than is needed.

Most weeks nothing changes for most people, so a file is worked out again only when something in it
changed: whoever changes something marks it (`files.changed`). A file is worked out from itself and the
ties of its owner, and marks carers only, so parts of a large place are done side by side.
"""

from functools import partial
from typing import NamedTuple

from zorgzaam.agents.care_file import (
    COMPANY,
    DOMAINS,
    FIRST_DOMAIN,
    HOUSEHOLD,
    LAST_DOMAIN,
    SERVICES,
    T_COLLECTIVE,
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
from zorgzaam.model.parts import parts_of, side_by_side
from zorgzaam.model.process import Process
from zorgzaam.model.world import World


class DeliveryRule(NamedTuple):
    """What housemates do as a matter of course for somebody who is not severely limited."""

    # fmt: off
    ordinary_household_hours_per_week: float = parameter(
        5.0, "housework that able adult housemates take over as ordinary help", "hours/week", 1, 8,
        "what the norm for household help was before the reform (#31): a housemate is expected to do it (CIZ guideline, R-M)",
        "L")
    ordinary_company_hours_per_week: float = parameter(
        4.0, "company that comes with living together", "hours/week", 0, 10, "assumption", "A")
    # fmt: on


@kernel
def has_able_housemate(world, person):
    """Whether an adult who is not severely limited lives at the same address."""
    people, first_row = world.people, world.households.first_row
    home = people.household[person]
    for other in range(first_row[home], first_row[home + 1]):
        if (
            other != person
            and people.status[other] == AT_HOME
            and people.severity[other] < SEVERE
            and age_years(people.birth_week[other], world.week) >= 18.0
        ):
            return True
    return False


@kernel
def _housemates_part(world, rule, person, file):
    """1. Housemates do their ordinary part, a walk-in gives company; what is left is unmet so far."""
    files, people = world.files, world.people
    # with a severe limitation or dementia all that housemates do is more than ordinary: informal care
    ordinary = people.severity[person] < SEVERE and people.dementia[person] == 0
    ordinary = ordinary and people.status[person] == AT_HOME
    housemate = ordinary and has_able_housemate(world, person)
    for domain in range(DOMAINS):
        need, by_housemates = files.need[file, domain], 0.0
        if housemate and domain == HOUSEHOLD:
            by_housemates = min(need, rule.ordinary_household_hours_per_week)
        elif housemate and domain == COMPANY:
            by_housemates = min(need, rule.ordinary_company_hours_per_week)
        files.ordinary[file, domain] = by_housemates
        files.informal[file, domain] = 0.0
        files.unmet[file, domain] = need - by_housemates
        files.totals[file, T_NEED] += need
        files.totals[file, T_ORDINARY] += by_housemates
    in_walk_in = min(files.collective[file], files.unmet[file, COMPANY])
    files.unmet[file, COMPANY] -= in_walk_in
    files.totals[file, T_COLLECTIVE] = in_walk_in


@inlined
def _counted_before(ties, first, slot):
    """Whether the giver of this tie already helps by an earlier tie in the chain from `first`."""
    earlier = first
    while earlier != slot:
        if ties.giver[earlier] == ties.giver[slot] and ties.delivered[earlier] > 0.0:
            return True
        earlier = ties.next_of_recipient[earlier]
    return False


@kernel
def _carers_part(world, person, file):
    """2. Carers and volunteers give what they agreed, as far as it is needed."""
    people, files, ties = world.people, world.files, world.ties
    first = people.first_received[person]
    helping = 0
    slot = first
    while slot >= 0:
        domain = ties.domain[slot]
        hours = min(ties.hours[slot], files.unmet[file, domain])
        if hours != ties.delivered[slot]:
            ties.delivered[slot] = hours
            people.recount[ties.giver[slot]] = 1
        if hours > 0.0:
            files.unmet[file, domain] -= hours
            files.informal[file, domain] += hours
            files.totals[file, T_ORIGIN + ties.origin[slot]] += hours
            if ties.relation[slot] == VOLUNTEER:
                files.totals[file, T_VOLUNTEER] += hours
            else:
                files.totals[file, T_INFORMAL] += hours
                helping += 0 if _counted_before(ties, first, slot) else 1
        slot = ties.next_of_recipient[slot]
    files.helpers[file] = min(255, helping)


@kernel
def _professionals_part(world, file):
    """3. Professionals fill in what is left in the domains of their service."""
    files = world.files
    for service in range(SERVICES):
        if files.formal[file, service] <= 0.0:
            continue
        first, last = FIRST_DOMAIN[service], LAST_DOMAIN[service]
        wanted = 0.0
        for domain in range(first, last + 1):
            wanted += files.unmet[file, domain]
        used = min(files.formal[file, service], wanted)
        if used > 0.0:
            for domain in range(first, last + 1):
                left = files.unmet[file, domain] * (1.0 - used / wanted)
                files.unmet[file, domain] = max(0.0, left)
            files.totals[file, T_HOUSEHOLD_HELP + service] = used


@kernel
def _add_up_unmet(world, file, smallest):
    """4. What is left is unmet; is it enough to ask for?"""
    files = world.files
    files.short[file] = 0
    for domain in range(DOMAINS):
        files.totals[file, T_UNMET] += files.unmet[file, domain]
        if files.unmet[file, domain] >= smallest:
            files.short[file] = 1


@kernel
def deliver(world, rule, smallest, begin, end):
    """One week of help given and received, where something changed, in a stretch of `in_need`."""
    files, care_file, changed = world.files, world.people.care_file, world.files.changed
    for at in range(begin, end):
        person = world.in_need[at]
        file = care_file[person]
        if changed[file] == 0:
            continue
        changed[file] = 0
        for total in range(TOTALS):
            files.totals[file, total] = 0.0
        _housemates_part(world, rule, person, file)
        _carers_part(world, person, file)
        _professionals_part(world, file)
        _add_up_unmet(world, file, smallest)


@kernel
def add_up_given(world, begin, end):
    """What each carer in these rows gives this week, where anything changed."""
    people, ties, recount = world.people, world.ties, world.people.recount
    for person in range(begin, end):
        if recount[person] == 0:
            continue
        recount[person] = 0
        hours = 0.0
        slot = people.first_given[person]
        while slot >= 0:
            if ties.relation[slot] != VOLUNTEER:
                hours += ties.delivered[slot]
            slot = ties.next_of_giver[slot]
        people.hours_given[person] = hours


def run(world: World, rule: DeliveryRule, asking: AskingRule) -> None:
    """Applies `deliver` to the world."""
    if world.has_changed(DeliveryRule) or world.has_changed(AskingRule):
        world.files.changed[:] = 1
    handle, smallest = world.handle, asking.smallest_hours_asked
    parts = parts_of(world)
    side_by_side(
        [
            partial(deliver, handle, rule, smallest, part.first_need, part.last_need)
            for part in parts
        ]
    )
    side_by_side([partial(add_up_given, handle, part.first_row, part.last_row) for part in parts])


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
