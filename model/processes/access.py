"""Access: people with unmet need apply, wait for the talk, are granted hours, reassessed about yearly.

The assessor ("kitchen-table talk") looks at what is needed, takes off what the network gives and a
part of what is left that it is expected to give, and grants at most the norm. Until then a chain of
steps (discover, map, refer, treat) takes time and generalists' hours, unless a professional may act
at once. Generalists have only part of their week for talks: when more are due than that, the rest
waits, the longest wait first. Where a collective offer goes first, company is offered in a walk-in before anything
individual. An old indication stands until the transitional right ends. District nursing is indicated
by the nurse, soon.
"""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    APPLIED,
    COMPANY,
    DAY_ACTIVITY,
    DISTRICT_NURSING,
    FIRST_DOMAIN,
    GRANTED,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
    LAST_DOMAIN,
    NOT_APPLIED,
    NOT_DUE,
    SERVICES,
)
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, MODERATE, NOBODY
from zorgzaam.agents.resident import ApplyingRule, would_apply
from zorgzaam.model.area_levers import COLLECTIVE_FIRST, NORM, TRAINING
from zorgzaam.model.areas import IN_CHAIN
from zorgzaam.model.care.budgets import expected_here
from zorgzaam.model.care.files import NeedRule, needs_help, update_need
from zorgzaam.model.care.organisation import OrganisationRule
from zorgzaam.model.care.ties import IN_NEED
from zorgzaam.model.initiatives import CLOSED_SITE, COOPERATIVE
from zorgzaam.model.process import Process
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS, has_turn
from zorgzaam.model.world import World


class AccessRule(NamedTuple):
    """Application, assessment and indication."""

    # fmt: off
    applies_household_help_per_month: float = parameter(
        0.479, "people with unmet need who apply for household help (if they ever would)", "1/month",
        0.02, 0.5, "assumption; no figure found for the time to application", "A")
    applies_care_per_month: float = parameter(
        0.0275, "the same for guidance, nursing, day activity and family support", "1/month", 0.01, 0.5,
        "assumption; no figure found for the time to application", "A")
    smallest_hours_household_help_applied: float = parameter(
        0.566, "unmet need below which nobody applies for household help", "hours/week", 0.5, 3.0,
        "assumption", "A")
    smallest_hours_care_applied: float = parameter(
        1.73, "the same for the other services", "hours/week", 0.5, 6.0, "assumption", "A")
    most_talks_share: float = parameter(
        0.3, "of generalists' time, what talks about applications and indications take at most; the rest of the talks waits",
        "share", 0.1, 0.8, "no figure found: assumption", "A")
    least_talk_hours_per_week: float = parameter(
        8, "time for talks that any area has", "hours/week", 2, 40,
        "assumption: a hamlet is served by the municipality's own", "A")
    chain_steps: float = parameter(
        4, "steps from application to help: discover, map, refer, treat", "steps", 1, 6,
        "sources 000", "M", whole=True, label_nl="Stappen in de keten", label_en="Steps in the chain")
    weeks_per_chain_step: float = parameter(
        2, "time that each step takes", "weeks", 0, 8,
        "Wmo 2015: 6 weeks for the talk, 2 for the decision (R-H), over 4 steps", "H", whole=True)
    hours_per_chain_step: float = parameter(
        1.5, "a generalist's time for each step", "hours", 0.0, 4.0,
        "no figure found; over a quarter of the money goes to organising (F25): assumption", "A")
    may_act_at_once: float = parameter(
        0, "1: a professional may begin to help at once, and the rest follows", "0 or 1", 0, 1,
        "sources 000 (Buurtzorg Jong: the expert at once)", "H", whole=True,
        label_nl="Direct mogen helpen", label_en="May act at once")
    collective_first_share: float = parameter(
        0.0, "of the talks about company, those in which a walk-in is offered first", "share", 0.0,
        1.0, "sources 004 (Utrecht)", "M", label_nl="Eerst collectief aanbod",
        label_en="Collective offer first")
    self_reliance_training_share: float = parameter(
        0.0, "of those granted household help or guidance, who get a training of self-reliance",
        "share", 0.0, 1.0, "sources 004 (Utrecht)", "M", label_nl="Training zelfredzaamheid",
        label_en="Training of self-reliance")
    training_hours: float = parameter(
        12, "a generalist's time for one training", "hours", 2, 40,
        "no figure found: assumption", "A")
    weeks_to_decision_nursing: float = parameter(
        1, "from application to decision, district nursing", "weeks", 0, 8,
        "the nurse indicates herself (R-H); assumption", "A", whole=True)
    norm_hours_household_help_per_week: float = parameter(
        3.0, "most hours of household help that are granted", "hours/week", 0.5, 6.0,
        "evidence #31: 3 before, 2.0 norm, 1.5 cut; F19", "M",
        label_nl="Norm huishoudelijke hulp (uur per week)",
        label_en="Norm for household help (hours a week)")
    norm_hours_guidance_per_week: float = parameter(
        2.5, "most hours of guidance that are granted", "hours/week", 0.5, 10.0,
        "assumption; no figure found", "A", label_nl="Norm begeleiding (uur per week)",
        label_en="Norm for guidance (hours a week)")
    norm_hours_day_activity_per_week: float = parameter(
        8.0, "most hours of day activity that are granted", "hours/week", 2.0, 22.0,
        "assumption: two half-days; people with dementia 5.6 half-days (F39)", "A",
        label_nl="Norm dagbesteding (uur per week)",
        label_en="Norm for day activity (hours a week)")
    norm_hours_family_support_per_week: float = parameter(
        2.5, "most hours of family support that are granted", "hours/week", 0.5, 8.0,
        "assumption; no figure found", "A", label_nl="Norm gezinsondersteuning (uur per week)",
        label_en="Norm for family support (hours a week)")
    norm_hours_district_nursing_per_week: float = parameter(
        3.5, "most hours of district nursing", "hours/week", 2.0, 14.0,
        "D F24: 108-168 hours a client a year is 2-3 a week", "M")
    expected_network_share: float = parameter(
        0.20, "of the need left, what the assessor expects the network to carry", "share", 0.0, 0.8,
        "assumption: the expectation of the participation society", "A",
        label_nl="Verwachte eigen kracht van het netwerk",
        label_en="What the network is expected to carry")
    highest_expected_share: float = parameter(
        0.95, "what rules fitted to an area expect the network there to carry at most", "share", 0.8,
        1.0, "assumption: never everything", "A")
    smallest_hours_granted: float = parameter(
        0.5, "a smaller grant is refused", "hours/week", 0.25, 1.0, "assumption", "A")
    weeks_between_reassessments: float = parameter(
        52, "an indication is looked at again after", "weeks", 26, 260,
        "Wmo practice: yearly (R-M)", "M", whole=True)
    reassessment_spread_share: float = parameter(
        0.5, "by how much of that time indications last longer or shorter, at most", "share", 0.0,
        0.9, "assumption; indications are given for months to years (R-L)", "A")
    weeks_after_refusal: float = parameter(
        26, "somebody who was refused does not apply again for", "weeks", 4, 104, "assumption", "A",
        whole=True)
    transitional_right_weeks: float = parameter(
        0, "old indications stand this long after a norm or expectation is tightened", "weeks", 0,
        104, "Wmo 2015, transitional law: until 1 January 2016 at the latest (R-H)", "H",
        whole=True, label_nl="Overgangsrecht (weken)", label_en="Transitional right (weeks)")
    # fmt: on


@kernel
def hours_to_grant(world, rule, area, service, need_left):
    """Hours of an indication, for the need that housemates and carers leave; 0: refused."""
    if service != DISTRICT_NURSING:
        need_left *= 1.0 - expected_here(world, rule, area)
    hours = min(need_left, world.areas.lever[area, NORM + service])
    return hours if hours >= rule.smallest_hours_granted else 0.0


@kernel
def _need_left(world, file, service):
    """Hours in the domains of a service that housemates and carers leave."""
    files = world.files
    left = 0.0
    for domain in range(FIRST_DOMAIN[service], LAST_DOMAIN[service] + 1):
        met = files.ordinary[file, domain] + files.informal[file, domain]
        met += files.collective[file] if domain == COMPANY else 0.0
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
    unmet = 0.0
    for domain in range(FIRST_DOMAIN[service], LAST_DOMAIN[service] + 1):
        unmet += files.unmet[file, domain]
    if service == HOUSEHOLD_HELP:
        smallest = rule.smallest_hours_household_help_applied
    else:
        smallest = rule.smallest_hours_care_applied
    return unmet >= smallest and would_apply(
        applying, service, world.people.partner[person] >= 0, traits, key
    )


@kernel
def _offers_walk_in(world, draw, person):
    """Whether the talk about company ends with a place in a walk-in (who attends)."""
    people, initiatives, areas = world.people, world.initiatives, world.areas
    area = people.area[person]
    if area >= world.n_areas or draw >= areas.lever[area, COLLECTIVE_FIRST]:
        return False
    if people.severity[person] > MODERATE or people.volunteer_hours[person] > 0.0:
        return False  # a volunteer may come to host
    attends = people.attends[person]
    if attends >= 0 and initiatives.kind[attends] != CLOSED_SITE:
        return False  # and still there is a need
    for row in range(areas.first_initiative[area] + COOPERATIVE, areas.first_initiative[area + 1]):
        if (
            initiatives.coach_hours[row] > 0.0
            and initiatives.attenders[row] < initiatives.places[row]
        ):
            people.attends[person] = row
            initiatives.attenders[row] += 1
            return True
    return False


@kernel
def _train(world, rule, need_rule, draw, file, service):
    """A training of self-reliance for some who come to be granted household help or guidance."""
    files, areas = world.files, world.areas
    person = files.person[file]
    area = world.people.area[person]
    if (
        service > GUIDANCE_SERVICE
        or area >= world.n_areas
        or files.trained[file] == 1
        or world.people.severity[person] > MODERATE
        or not needs_help(world, need_rule, person)
        or draw >= areas.lever[area, TRAINING]
    ):
        return
    files.trained[file] = 1
    areas.chain_hours[area] += rule.training_hours
    update_need(world, need_rule, person)


@kernel
def _assess(world, rule, need_rule, file, service):
    """The talk and its decision: an indication, or a refusal that stands for a while."""
    files, areas, week = world.files, world.areas, world.week
    person = files.person[file]
    area, key = world.people.area[person], world.people.key[person]
    stream = draws.nth(draws.stream(world.seed, draws.ACCESS, week), 20 + service)
    if service != DISTRICT_NURSING and area < world.n_areas:
        whole_chain = files.state[file, service] == APPLIED and rule.may_act_at_once == 0
        steps = rule.chain_steps if whole_chain else 1.0
        areas.chain_hours[area] += steps * rule.hours_per_chain_step
    hours = 0.0
    if service != DAY_ACTIVITY or not _offers_walk_in(world, draws.uniform(stream, key), person):
        left = _need_left(world, file, service)
        hours = hours_to_grant(world, rule, area, service, left)
    if hours > 0.0 and files.state[file, service] == APPLIED:
        _train(world, rule, need_rule, draws.uniform(draws.nth(stream, 1), key), file, service)
    files.granted[file, service] = hours
    files.changed[file] = 1
    if hours > 0.0:
        files.state[file, service] = GRANTED
        files.since[file, service] = week
    else:
        files.state[file, service] = NOT_APPLIED
        files.since[file, service] = week + int(rule.weeks_after_refusal)
        files.professional[file, service] = NOBODY


@kernel
def _week_due(world, rule, file, service):
    """Week of the decision about an application, or of the reassessment of an indication."""
    files = world.files
    since = files.since[file, service]
    if files.state[file, service] == APPLIED:
        if service == DISTRICT_NURSING:
            return since + int(rule.weeks_to_decision_nursing)
        if rule.may_act_at_once == 1:
            return since + 1
        return since + int(rule.chain_steps) * int(rule.weeks_per_chain_step)
    stream = draws.nth(draws.stream(world.seed, draws.ACCESS, since), 40 + service)
    spread = 2.0 * draws.uniform(stream, world.people.key[files.person[file]]) - 1.0
    lasts = rule.weeks_between_reassessments * (1.0 + rule.reassessment_spread_share * spread)
    return max(since + max(1, int(lasts + 0.5)), files.protected_until[file, service])


@kernel
def _have_time(world, rule, file, service):
    """Whether generalists can hold one more talk this week; last week's hours tell how many they are.

    In settling no team is short of time: it is as large as what is asked of it.
    """
    areas, area = world.areas, world.people.area[world.files.person[file]]
    if service == DISTRICT_NURSING or area >= world.n_areas or world.week < 0:
        return True
    team = areas.direct_hours[area, GUIDANCE_SERVICE] + areas.hours_by_use[area, IN_CHAIN]
    most = max(rule.least_talk_hours_per_week, rule.most_talks_share * team)
    return areas.chain_hours[area] < most


@kernel
def _review(world, rule, need_rule, file):
    """Decisions and reassessments that are due and for which there is time; then when the next are.

    What has to wait keeps its week, so that `next_look` tells who waits longest.
    """
    files, week = world.files, world.week
    next_look, grants = NOT_DUE, 0
    for service in range(SERVICES):
        if files.state[file, service] != NOT_APPLIED:
            due = _week_due(world, rule, file, service)
            if due <= week and _have_time(world, rule, file, service):
                _assess(world, rule, need_rule, file, service)
                due = max(week + 1, _week_due(world, rule, file, service))
            if files.state[file, service] != NOT_APPLIED:
                next_look = min(next_look, due)
        if files.state[file, service] == GRANTED:
            grants += 1
    files.next_look[file] = next_look
    files.grants[file] = grants


@kernel
def list_due(world):
    """Files to be looked at this week, and since when they are due."""
    care_file, next_look = world.people.care_file, world.files.next_look
    due = np.empty(world.slots[IN_NEED], dtype=np.int32)
    since = np.empty(world.slots[IN_NEED], dtype=np.int16)
    count = 0
    for at in range(world.slots[IN_NEED]):
        file = care_file[world.in_need[at]]
        if next_look[file] <= world.week:
            due[count], since[count] = file, next_look[file]
            count += 1
    return due[:count], since[:count]


@kernel
def decide(world, rule, need_rule, due):
    """The talks and decisions of the week, in the order of `due`."""
    for file in due:
        _review(world, rule, need_rule, file)


@kernel
def apply(world, rule, applying, organisation):
    """Who has unmet need applies, when it is their turn."""
    people, files, week = world.people, world.files, world.week
    care_file, next_look, short = people.care_file, files.next_look, files.short
    stream = draws.stream(world.seed, draws.ACCESS, week)
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    applies_for_help = draws.within_months(
        rule.applies_household_help_per_month, WEEKS_BETWEEN_LOOKS
    )
    applies_for_care = draws.within_months(rule.applies_care_per_month, WEEKS_BETWEEN_LOOKS)
    providers = int(organisation.providers_per_service)
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file = care_file[person]
        if short[file] == 0 or not has_turn(person, week) or people.status[person] != AT_HOME:
            continue
        for service in range(SERVICES):
            applies = applies_for_help if service == HOUSEHOLD_HELP else applies_for_care
            if files.state[file, service] == NOT_APPLIED and _may_apply(
                world, rule, applying, traits, stream, applies, person, file, service
            ):
                files.state[file, service] = APPLIED
                files.since[file, service] = week
                files.placed_since[file, service] = week
                chosen = draws.uniform(draws.nth(stream, 30 + service), people.key[person])
                files.provider[file, service] = int(chosen * providers)
                next_look[file] = min(next_look[file], week + 1)


@kernel
def look_again(world):
    """The rules of access changed: every file is looked at this week."""
    for at in range(world.slots[IN_NEED]):
        world.files.next_look[world.people.care_file[world.in_need[at]]] = world.week


@kernel
def protect(world, service, area, until):
    """The rules of a service were tightened: indications that stand keep their hours until this week.

    In one area, or in all where `area` is below 0.
    Without a transitional right they are looked at again at their yearly reassessment.
    """
    files, people = world.files, world.people
    for file in range(files.person.size):
        person = files.person[file]
        if (
            person >= 0
            and (area < 0 or people.area[person] == area)
            and files.state[file, service] == GRANTED
        ):
            files.protected_until[file, service] = until


def run(
    world: World,
    rule: AccessRule,
    applying: ApplyingRule,
    need_rule: NeedRule,
    organisation: OrganisationRule,
) -> None:
    """Talks and decisions first, whoever waits longest before others; then new applications."""
    if world.has_changed(AccessRule):
        look_again(world.handle)
    if rule.transitional_right_weeks > 0:
        until = world.week + int(rule.transitional_right_weeks)
        for service, area in world.tightened:
            protect(world.handle, service, area, until)
    due, since = list_due(world.handle)
    order = np.argsort(since, kind="stable")  # equal waits by row
    decide(world.handle, rule, need_rule, due[order])
    apply(world.handle, rule, applying, organisation)


ACCESS = Process(
    name="access",
    why="who is entitled to formal help must be settled before hours are shared out",
    reads=("people", "files", "areas"),
    writes=(
        "files.state",
        "files.since",
        "files.granted",
        "files.placed_since",
        "files.provider",
        "files.trained",
        "files.need",
        "people.attends",
        "initiatives.attenders",
        "areas.chain_hours",
        "files.professional",
        "files.protected_until",
        "files.next_look",
        "files.grants",
        "files.changed",
    ),
    rules=(AccessRule, ApplyingRule, NeedRule, OrganisationRule),
    run=run,
)
