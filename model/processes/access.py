"""Access: people with unmet need apply, wait for the talk, are granted hours, reassessed yearly.

The assessor ("kitchen-table talk") looks at what is needed, takes off what the network gives and a
part of what is left that it is expected to give, and grants at most the norm. An old indication
stands until the transitional right ends. District nursing is indicated by the nurse, at once.
"""

from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    APPLIED,
    COMPANY,
    DISTRICT_NURSING,
    GRANTED,
    GUIDANCE,
    GUIDANCE_SERVICE,
    HOUSEHOLD,
    HOUSEHOLD_HELP,
    NOT_APPLIED,
    NOT_DUE,
    NURSING,
    PERSONAL,
    SERVICES,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NOBODY
from zorgzaam.agents.resident import ApplyingRule, would_apply
from zorgzaam.model.care.ties import IN_NEED
from zorgzaam.model.process import Process
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS, has_turn
from zorgzaam.model.world import World


class AccessRule(NamedTuple):
    """Application, assessment and indication."""

    # fmt: off
    applies_per_month: float = parameter(
        0.10, "people with unmet need who apply (if they ever would)", "1/month", 0.02, 0.5,
        "assumption; no figure found for the time to application", "A")
    smallest_hours_applied: float = parameter(
        1.5, "unmet need below which nobody applies", "hours/week", 0.5, 3.0, "assumption", "A")
    weeks_to_decision: float = parameter(
        8, "from application to decision", "weeks", 2, 26,
        "Wmo 2015: 6 weeks for the talk, 2 for the decision (R-H)", "H", whole=True)
    weeks_to_decision_nursing: float = parameter(
        1, "from application to decision, district nursing", "weeks", 0, 8,
        "the nurse indicates herself (R-H); assumption", "A", whole=True)
    norm_hours_household_help_per_week: float = parameter(
        3.0, "most hours of household help that are granted", "hours/week", 0.5, 6.0,
        "evidence #31: 3 before, 2.0 norm, 1.5 cut; F19", "M",
        label_nl="Norm huishoudelijke hulp (uur per week)",
        label_en="Norm for household help (hours a week)")
    norm_hours_guidance_per_week: float = parameter(
        6.0, "most hours of guidance and day activity that are granted", "hours/week", 1.0, 20.0,
        "assumption: one half-day and 2.5 hours of guidance; no figure found", "A",
        label_nl="Norm begeleiding en dagbesteding (uur per week)",
        label_en="Norm for guidance and day activity (hours a week)")
    norm_hours_district_nursing_per_week: float = parameter(
        3.5, "most hours of district nursing", "hours/week", 2.0, 14.0,
        "D F24: 108-168 hours a client a year is 2-3 a week", "M")
    expected_network_share: float = parameter(
        0.20, "of the need left, what the assessor expects the network to carry", "share", 0.0, 0.8,
        "assumption: the expectation of the participation society", "A",
        label_nl="Verwachte eigen kracht van het netwerk",
        label_en="What the network is expected to carry")
    smallest_hours_granted: float = parameter(
        0.5, "a smaller grant is refused", "hours/week", 0.25, 1.0, "assumption", "A")
    weeks_between_reassessments: float = parameter(
        52, "an indication is looked at again after", "weeks", 26, 260,
        "Wmo practice: yearly (R-M)", "M", whole=True)
    weeks_after_refusal: float = parameter(
        26, "somebody who was refused does not apply again for", "weeks", 4, 104, "assumption", "A",
        whole=True)
    transitional_right_weeks: float = parameter(
        0, "old indications stand this long after a norm or expectation is tightened", "weeks", 0,
        104, "Wmo 2015, transitional law: until 1 January 2016 at the latest (R-H)", "H",
        whole=True, label_nl="Overgangsrecht (weken)", label_en="Transitional right (weeks)")
    # fmt: on


@inlined
def _domains(service):
    if service == HOUSEHOLD_HELP:
        return HOUSEHOLD, HOUSEHOLD
    if service == GUIDANCE_SERVICE:
        return COMPANY, GUIDANCE
    return PERSONAL, NURSING


@kernel
def hours_to_grant(rule, service, need_left):
    """Hours of an indication, for the need that housemates and carers leave; 0: refused."""
    if service == DISTRICT_NURSING:
        hours = min(need_left, rule.norm_hours_district_nursing_per_week)
    else:
        norm = rule.norm_hours_household_help_per_week
        if service == GUIDANCE_SERVICE:
            norm = rule.norm_hours_guidance_per_week
        hours = min(need_left * (1.0 - rule.expected_network_share), norm)
    return hours if hours >= rule.smallest_hours_granted else 0.0


@kernel
def _need_left(world, file, service):
    """Hours in the domains of a service that housemates and carers leave."""
    files = world.files
    first, last = _domains(service)
    left = 0.0
    for domain in range(first, last + 1):
        met = files.ordinary[file, domain] + files.informal[file, domain]
        left += max(0.0, files.need[file, domain] - met)
    return left


@kernel
def _may_apply(world, rule, applying, traits, stream, applies, person, file, service):
    """Whether somebody without an indication applies for a service now."""
    files, key = world.files, world.people.key[person]
    if files.since[file, service] > world.week:  # a refusal stands
        return False
    if draws.uniform(draws.nth(stream, 1 + service), key) >= applies:
        return False
    first, last = _domains(service)
    unmet = 0.0
    for domain in range(first, last + 1):
        unmet += files.unmet[file, domain]
    return unmet >= rule.smallest_hours_applied and would_apply(
        applying, service, world.people.partner[person] >= 0, traits, key
    )


@kernel
def _assess(world, rule, file, service):
    """The talk and its decision: an indication, or a refusal that stands for a while."""
    files, week = world.files, world.week
    hours = hours_to_grant(rule, service, _need_left(world, file, service))
    files.granted[file, service] = hours
    files.changed[file] = 1
    if hours > 0.0:
        files.state[file, service] = GRANTED
        files.since[file, service] = week
    else:
        files.state[file, service] = NOT_APPLIED
        files.since[file, service] = week + int(rule.weeks_after_refusal)
        files.professional[file, service] = NOBODY


@inlined
def _week_due(rule, files, file, service):
    """Week of the decision about an application, or of the reassessment of an indication."""
    since = files.since[file, service]
    if files.state[file, service] == APPLIED:
        if service == DISTRICT_NURSING:
            return since + int(rule.weeks_to_decision_nursing)
        return since + int(rule.weeks_to_decision)
    due = since + int(rule.weeks_between_reassessments)
    return max(due, files.protected_until[file, service])


@kernel
def _review(world, rule, file):
    """Decisions and reassessments that are due; then when the next ones are."""
    files, week = world.files, world.week
    next_look, grants = NOT_DUE, 0
    for service in range(SERVICES):
        if (
            files.state[file, service] != NOT_APPLIED
            and _week_due(rule, files, file, service) <= week
        ):
            _assess(world, rule, file, service)
        if files.state[file, service] != NOT_APPLIED:
            next_look = min(next_look, max(week + 1, _week_due(rule, files, file, service)))
        if files.state[file, service] == GRANTED:
            grants += 1
    files.next_look[file] = next_look
    files.grants[file] = grants


@kernel
def apply_and_assess(world, rule, applying):
    """One week: decisions that are due; who has unmet need applies, when it is their turn."""
    people, files, week = world.people, world.files, world.week
    care_file, next_look, short = people.care_file, files.next_look, files.short
    stream = draws.stream(world.seed, draws.ACCESS, week)
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    applies = draws.within_months(rule.applies_per_month, WEEKS_BETWEEN_LOOKS)
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file = care_file[person]
        if week >= next_look[file]:
            _review(world, rule, file)
        if short[file] == 0 or not has_turn(person, week) or people.status[person] != AT_HOME:
            continue
        for service in range(SERVICES):
            if files.state[file, service] == NOT_APPLIED and _may_apply(
                world, rule, applying, traits, stream, applies, person, file, service
            ):
                files.state[file, service] = APPLIED
                files.since[file, service] = week
                files.waiting_since[file, service] = week
                next_look[file] = min(next_look[file], week + 1)


@kernel
def look_again(world):
    """The rules of access changed: every file is looked at this week."""
    for at in range(world.slots[IN_NEED]):
        world.files.next_look[world.people.care_file[world.in_need[at]]] = world.week


@kernel
def protect(world, service, until):
    """The rules of a service were tightened: indications that stand keep their hours until this week.

    Without a transitional right they are looked at again at their yearly reassessment.
    """
    files = world.files
    for file in range(files.person.size):
        if files.person[file] >= 0 and files.state[file, service] == GRANTED:
            files.protected_until[file, service] = until


def run(world: World, rule: AccessRule, applying: ApplyingRule) -> None:
    """Applies `apply_and_assess` to the world."""
    if world.has_changed(AccessRule):
        look_again(world.handle)
    if rule.transitional_right_weeks > 0:
        for service in world.tightened:
            protect(world.handle, service, world.week + int(rule.transitional_right_weeks))
    apply_and_assess(world.handle, rule, applying)


ACCESS = Process(
    name="access",
    why="who is entitled to formal help must be settled before hours are shared out",
    reads=("people", "files"),
    writes=(
        "files.state",
        "files.since",
        "files.granted",
        "files.waiting_since",
        "files.professional",
        "files.protected_until",
        "files.next_look",
        "files.grants",
        "files.changed",
    ),
    rules=(AccessRule, ApplyingRule),
    run=run,
)
