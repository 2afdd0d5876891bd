"""Arrangements: one person asks another for help in one domain, and a care tie may come of it."""

import math
from typing import Final, NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    COMPANY,
    FAMILY,
    GUIDANCE,
    HOUSEHOLD,
    NOT_DUE,
    NURSING,
    PERSONAL,
)
from zorgzaam.agents.carer import hours_free, hours_offered, may_say_yes, says_yes
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, AWAY, age_years
from zorgzaam.agents.resident import yes_ratio
from zorgzaam.model.care.ties import add_tie, hours_promised, touch
from zorgzaam.model.neighbours import willing
from zorgzaam.model.network import (
    CHILD_IN_LAW,
    FRIEND,
    NEIGHBOUR,
    PARENT,
    PARTNER,
    SIBLING,
    THROUGH_INITIATIVE,
    VOLUNTEER,
)

_MOST_WEEKS: Final = 5000  # longer than any life that still lasts

# how far a relation can meet need in a domain
NOT_AT_ALL: Final = 0
IN_PART: Final = 1
FULLY: Final = 2


class LastingRule(NamedTuple):
    """How long an answer and an arrangement last, strain, death and recovery apart."""

    # fmt: off
    helper_role_lasts_per_year: float = parameter(
        0.84, "care ties that still stand a year later", "1/year", 0.81, 0.87, "evidence #44; F32",
        "H")
    partner_care_lasts_per_year: float = parameter(
        0.97, "the same for care by a partner at home", "1/year", 0.9, 0.999,
        "assumption: partners seldom step back", "A")
    weeks_of_one_answer: float = parameter(
        26, "who said no is not asked to think again for", "weeks", 4, 104, "assumption", "A",
        whole=True)
    smallest_hours_promised: float = parameter(
        0.25, "nobody comes for less", "hours/week", 0.1, 1.0, "assumption", "A")
    # fmt: on


class PartialHelpRule(NamedTuple):
    """What those take on who can help with a task in part only."""

    # fmt: off
    light_tasks_hours_per_week: float = parameter(
        1.0, "errands and light tasks that friends, neighbours and volunteers take on in a domain "
        "that is not fully theirs", "hours/week", 0.5, 3.0,
        "Litwak (R-H): light and near tasks; no figure found", "A")
    oldest_asked_years: float = parameter(
        90, "nobody older is asked for help", "years", 80, 100, "assumption", "A")
    # fmt: on


@kernel
def weeks_it_lasts(rule, relation, seed, pair, week):
    """How many weeks a new care tie would last: drawn once, at a constant yearly hazard."""
    a_year = (
        rule.partner_care_lasts_per_year if relation == PARTNER else rule.helper_role_lasts_per_year
    )
    draw = 1.0 - draws.uniform(draws.stream(seed, draws.TIES, week), pair)
    weeks = 1 + int(min(_MOST_WEEKS, 52.0 * math.log(draw) / math.log(a_year)))
    return min(weeks, NOT_DUE - week)


@inlined
def may_help(relation, domain):
    """How far a relation can meet need in a domain."""
    if domain == NURSING:
        return NOT_AT_ALL
    if domain == FAMILY:  # what parents cannot manage, grandparents and friends take over
        if relation == PARTNER:
            return NOT_AT_ALL
        return FULLY if relation <= FRIEND or relation == CHILD_IN_LAW else IN_PART
    if relation <= PARENT or domain == COMPANY:
        return FULLY
    if relation == CHILD_IN_LAW:
        return IN_PART if domain == PERSONAL else FULLY
    if relation == SIBLING or relation == FRIEND:
        return FULLY if domain == HOUSEHOLD else IN_PART
    if relation == NEIGHBOUR:
        return IN_PART if domain == HOUSEHOLD else NOT_AT_ALL
    return IN_PART if domain == HOUSEHOLD or domain == GUIDANCE else NOT_AT_ALL


@inlined
def is_there(people, person):
    """Whether somebody lives at home somewhere, and can be asked."""
    return people.status[person] == AT_HOME or people.status[person] == AWAY


@kernel
def ask(world, rules, recipient, giver, relation, near, origin, domain, left):
    """Asks one person who is there for help in one domain; returns the hours agreed (0: no).

    `origin` is that of the care tie that comes of it.
    """
    people, ties, week = world.people, world.ties, world.week
    level = may_help(relation, domain)
    if level == NOT_AT_ALL:
        return 0.0
    pair = draws.pair_key(people.key[giver], people.key[recipient])
    answers = draws.stream(world.seed, draws.ANSWER, week // int(rules.lasting.weeks_of_one_answer))
    answer = draws.uniform(answers, pair)
    at_home, ratio = people.household[giver] == people.household[recipient], 1.0
    if relation == FRIEND or relation == NEIGHBOUR:
        ratio = yes_ratio(rules.willing, willing(world, rules.willing, giver))
    if not may_say_yes(rules.answer, relation, near, at_home, ratio, answer):
        return 0.0
    age = age_years(people.birth_week[giver], week)
    if age < 18.0 or age > rules.partial.oldest_asked_years:
        return 0.0
    severity, strained = people.severity[giver], people.weeks_heavy[giver] > 0
    work = max(0.0, people.work_hours[giver] - rules.answer.care_leave_hours_per_week)
    if not says_yes(
        rules.answer,
        relation,
        near,
        at_home,
        ratio,
        people.sex[giver],
        age,
        work,
        severity,
        strained,
        answer,
    ):
        return 0.0
    already, same = 0.0, -1
    slot = people.first_received[recipient]
    while slot >= 0:
        if ties.giver[slot] == giver:
            already += ties.hours[slot]
            if ties.domain[slot] == domain:
                same = slot
        slot = ties.next_of_recipient[slot]
    if same >= 0 and level == IN_PART:
        return 0.0
    pairs = draws.stream(world.seed, draws.PAIR, 0)
    hours = hours_offered(rules.answer, relation, pairs, pair) - already
    if level == IN_PART:
        hours = min(hours, rules.partial.light_tasks_hours_per_week)
    free = hours_free(rules.answer, work, relation, at_home)
    hours = min(left, hours, free - hours_promised(world, giver))
    if hours < rules.lasting.smallest_hours_promised:
        return 0.0
    if same >= 0:
        ties.hours[same] += hours
        touch(world, recipient)
        return hours
    until = week + weeks_it_lasts(rules.lasting, relation, world.seed, pair, week)
    add_tie(world, giver, recipient, domain, relation, origin, hours, until)
    return hours


@kernel
def spare_volunteer_hours(world, rule, giver, recipient):
    """Hours that a volunteer has not promised yet; none for who helps this person already."""
    people, ties = world.people, world.ties
    if giver == recipient:
        return 0.0
    spare = people.volunteer_hours[giver]
    if people.attends[giver] >= 0:
        spare -= rule.host_hours_per_week
    slot = people.first_given[giver]
    while slot >= 0:
        if ties.recipient[slot] == recipient:
            return 0.0
        if ties.relation[slot] == VOLUNTEER:
            spare -= ties.hours[slot]
        slot = ties.next_of_giver[slot]
    return spare


@kernel
def ask_volunteers(world, rules, volunteers, recipient, domain, left):
    """Asks some of these volunteers, from a place in the list that chance says; the first comes.

    It takes a coordinator's time to bring two people together.
    """
    count, areas, area = volunteers.size, world.areas, world.people.area[recipient]
    if count == 0 or may_help(VOLUNTEER, domain) == NOT_AT_ALL or areas.matches_left[area] < 1.0:
        return
    people, week, rule = world.people, world.week, rules.volunteer
    stream = draws.nth(draws.stream(world.seed, draws.VOLUNTEERING, week), 1)
    begin = int(draws.uniform(stream, people.key[recipient]) * count)
    for step in range(min(count, int(rule.volunteers_asked_at_most))):
        giver = volunteers[(begin + step) % count]
        spare = spare_volunteer_hours(world, rule, giver, recipient)
        hours = min(rule.hours_per_visited_person, left, spare)
        if hours < rules.lasting.smallest_hours_promised:
            continue
        pair = draws.pair_key(people.key[giver], people.key[recipient])
        until = week + weeks_it_lasts(rules.lasting, VOLUNTEER, world.seed, pair, week)
        add_tie(world, giver, recipient, domain, VOLUNTEER, THROUGH_INITIATIVE, hours, until)
        areas.matches_left[area] -= 1.0
        return
