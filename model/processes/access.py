"""Access: people with unmet need apply, wait for the talk, are granted hours, reassessed yearly.

The assessor ("kitchen-table talk") looks at what is needed, takes off what the network gives and a
part of what is left that it is expected to give, and grants at most the norm. An old indication
stands until the transitional right ends. District nursing is indicated by the nurse, at once.
"""

from typing import NamedTuple

import numpy as np

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
    NURSING,
    PERSONAL,
    SERVICES,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NOBODY
from zorgzaam.agents.resident import ApplyingRule, would_apply
from zorgzaam.model.process import Process
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
        "assumption; participation society, model.md section 7", "A",
        label_nl="Verwachte eigen kracht van het netwerk",
        label_en="What the network is expected to carry")
    smallest_hours_granted: float = parameter(
        0.5, "a smaller grant is refused", "hours/week", 0.25, 1.0, "assumption", "A")
    weeks_between_reassessments: float = parameter(
        52, "an indication is looked at again after", "weeks", 26, 260,
        "model.md, section 5: yearly", "M", whole=True)
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
def apply_and_assess(people, files, in_need, n_in_need, rule, applying, seed, week):
    """One week of applications, decisions and reassessments, for everybody with need."""
    people_care_file, people_key, people_partner = people.care_file, people.key, people.partner
    people_status = people.status
    files_granted, files_grants, files_informal = files.granted, files.grants, files.informal
    files_need, files_next_look, files_ordinary = files.need, files.next_look, files.ordinary
    files_professional, files_protected_until, files_short = (
        files.professional,
        files.protected_until,
        files.short,
    )
    files_since, files_state, files_unmet = files.since, files.state, files.unmet
    files_waiting_since = files.waiting_since
    stream = draws.stream(seed, draws.ACCESS, week)
    traits = draws.stream(seed, draws.TRAIT, 0)
    applies = draws.monthly(rule.applies_per_month)
    for at in range(n_in_need):
        person = in_need[at]
        if people_status[person] != AT_HOME:
            continue
        file = people_care_file[person]
        if files_short[file] == 0 and week < files_next_look[file]:
            continue
        with_partner = people_partner[person] >= 0
        next_look = 1000000
        grants = 0
        for service in range(SERVICES):
            first, last = _domains(service)
            state = files_state[file, service]
            if state == NOT_APPLIED:
                unmet = 0.0
                for domain in range(first, last + 1):
                    unmet += files_unmet[file, domain]
                if unmet < rule.smallest_hours_applied or files_since[file, service] > week:
                    continue
                key = people_key[person]
                if draws.uniform(draws.nth(stream, 1 + service), key) < applies and would_apply(
                    applying, service, with_partner, traits, key
                ):
                    files_state[file, service] = APPLIED
                    files_since[file, service] = week
                    files_waiting_since[file, service] = week
                    next_look = week + 1
                continue
            due = rule.weeks_between_reassessments
            if state == APPLIED:
                due = (
                    rule.weeks_to_decision_nursing
                    if service == DISTRICT_NURSING
                    else rule.weeks_to_decision
                )
            look = files_since[file, service] + int(due)
            if state == GRANTED:
                look = max(look, files_protected_until[file, service])
            if week < look:
                next_look = min(next_look, look)
                grants += 1 if state == GRANTED else 0
                continue
            left = 0.0
            for domain in range(first, last + 1):
                left += max(
                    0.0,
                    files_need[file, domain]
                    - files_ordinary[file, domain]
                    - files_informal[file, domain],
                )
            hours = hours_to_grant(rule, service, left)
            files_since[file, service] = week
            files_granted[file, service] = hours
            if hours > 0.0:
                files_state[file, service] = GRANTED
                grants += 1
                next_look = min(next_look, week + int(rule.weeks_between_reassessments))
            else:
                files_state[file, service] = NOT_APPLIED
                files_since[file, service] = week + int(rule.weeks_after_refusal)
                files_professional[file, service] = NOBODY
        files_next_look[file] = next_look
        files_grants[file] = grants


@kernel
def protect(files, service, until):
    """The rules of a service were tightened: indications that stand keep their hours until this week.

    Without a transitional right they are looked at again at their yearly reassessment.
    """
    person, state, protected_until = files.person, files.state, files.protected_until
    for file in range(person.size):
        if person[file] >= 0 and state[file, service] == GRANTED:
            protected_until[file, service] = until


def run(world: World, rule: AccessRule, applying: ApplyingRule) -> None:
    """Applies `apply_and_assess` to the world."""
    needy = world.people_in_need
    for service in world.tightened:
        if rule.transitional_right_weeks > 0:
            protect(
                *world.handles("files"), service, world.week + int(rule.transitional_right_weeks)
            )
    apply_and_assess(
        *world.handles("people", "files"),
        needy,
        len(needy),
        rule,
        applying,
        np.uint64(world.seed),
        world.week,
    )


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
    ),
    rules=(AccessRule, ApplyingRule),
    run=run,
)
