"""Asking: people with unmet need ask inside their own network, and those asked say yes or no.

The order is hierarchical-compensatory (Cantor): partner, children, parents, other kin, friends,
neighbours; near before far. What a relation can help with follows the task (Litwak). Neighbours
are the households at the next addresses whom one has come to know. When the own network has no
answer, some ask a volunteer organisation.
"""

import math
from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import COMPANY, DOMAINS, GUIDANCE, HOUSEHOLD, NURSING, PERSONAL
from zorgzaam.agents.carer import AnswerRule, hours_free, hours_offered, says_yes
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, AWAY, CHILD_ROLE, age_years
from zorgzaam.agents.resident import AskingRule, asks_this_week
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.care_ties import add_tie, hours_promised
from zorgzaam.model.network import (
    CHILD,
    FRIEND,
    NEIGHBOUR,
    OWN_INITIATIVE,
    PARENT,
    PARTNER,
    SIBLING,
    THROUGH_INITIATIVE,
    VOLUNTEER,
)
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

NEAREST_HOUSEHOLDS = 4  # on each side: with the kin and friends about 14 contacts (evidence #45)
_LIGHT_TASKS_HOURS = 1.0  # company, errands: what friends, neighbours take on of other tasks a week


class NeighbourRule(NamedTuple):
    """Who knows the neighbours."""

    # fmt: off
    knows_neighbour_15_34_share: float = parameter(
        0.41, "weekly contact with neighbours at 15-34", "share", 0.38, 0.44, "evidence #46; F33",
        "H")
    knows_neighbour_35_64_share: float = parameter(
        0.59, "the same at 35-64", "share", 0.56, 0.62, "evidence #46; F33", "H")
    knows_neighbour_65_plus_share: float = parameter(
        0.69, "the same at 65 and over", "share", 0.66, 0.72, "evidence #46; F33", "H")
    knows_neighbour_urban_ratio: float = parameter(
        0.8, "in the most urban areas against the average", "ratio", 0.6, 1.0,
        "F33: much contact 47 % non-urban, 29 % in large cities", "M")
    knows_neighbour_rural_ratio: float = parameter(
        1.2, "in non-urban areas against the average", "ratio", 1.0, 1.4, "F33", "M")
    weeks_to_know_a_neighbour: float = parameter(
        52, "after so many weeks next to each other 63 % of those who ever will know each other",
        "weeks", 13, 260, "assumption", "A")
    # fmt: on


class LastingRule(NamedTuple):
    """How long an arrangement lasts, strain, death and recovery apart."""

    # fmt: off
    helper_role_lasts_per_year: float = parameter(
        0.84, "care ties that still stand a year later", "1/year", 0.81, 0.87, "evidence #44; F32",
        "H")
    partner_care_lasts_per_year: float = parameter(
        0.97, "the same for care by a partner at home", "1/year", 0.9, 0.999,
        "assumption: partners seldom step back", "A")
    # fmt: on


@kernel
def weeks_it_lasts(rule, relation, seed, pair, week):
    """How many weeks a new care tie would last: drawn once, at a constant yearly hazard."""
    a_year = (
        rule.partner_care_lasts_per_year if relation == PARTNER else rule.helper_role_lasts_per_year
    )
    draw = 1.0 - draws.uniform(draws.stream(seed, draws.TIES, week), pair)
    return 1 + int(min(5000.0, 52.0 * math.log(draw) / math.log(a_year)))


@inlined
def may_help(relation, domain):
    """Which relation can meet which domain: 2 fully, 1 in part, 0 not (model.md, section 4)."""
    if domain == NURSING:
        return 0
    if relation <= PARENT:
        return 2
    if relation == SIBLING or relation == FRIEND:
        return 2 if domain == HOUSEHOLD or domain == COMPANY else 1
    if relation == NEIGHBOUR:
        if domain == COMPANY:
            return 2
        return 1 if domain == HOUSEHOLD else 0
    if domain == COMPANY:
        return 2
    return 1 if domain == HOUSEHOLD or domain == GUIDANCE else 0


@kernel
def knows_neighbour(people, households, urbanity, rule, seed, person, other, week):
    """Whether two people at nearby addresses have come to know each other."""
    households_moved_in_week = households.moved_in_week
    people_birth_week, people_household, people_key = (
        people.birth_week,
        people.household,
        people.key,
    )
    since = max(
        households_moved_in_week[people_household[person]],
        households_moved_in_week[people_household[other]],
    )
    age = age_years(people_birth_week[person], week)
    share = rule.knows_neighbour_65_plus_share
    if age < 35.0:
        share = rule.knows_neighbour_15_34_share
    elif age < 65.0:
        share = rule.knows_neighbour_35_64_share
    at = (urbanity - 1.0) / 4.0
    share *= rule.knows_neighbour_urban_ratio + at * (
        rule.knows_neighbour_rural_ratio - rule.knows_neighbour_urban_ratio
    )
    share *= 1.0 - math.exp(-(week - since) / rule.weeks_to_know_a_neighbour)
    first, second = people_key[person], people_key[other]
    if first > second:
        first, second = second, first
    return (
        draws.uniform(draws.stream(seed, draws.NEIGHBOURS, 0), draws.pair_key(first, second))
        < share
    )


@kernel
def _ask(
    people,
    files,
    ties,
    slots,
    answer,
    lasting,
    seed,
    recipient,
    giver,
    relation,
    near,
    domain,
    left,
    week,
):
    """Asks one person for help in one domain; returns the hours agreed (0: no)."""
    people_birth_week, people_care_file, people_first_received = (
        people.birth_week,
        people.care_file,
        people.first_received,
    )
    people_key, people_severity, people_sex = people.key, people.severity, people.sex
    people_status, people_weeks_heavy, people_work_hours = (
        people.status,
        people.weeks_heavy,
        people.work_hours,
    )
    ties_domain, ties_giver, ties_hours = ties.domain, ties.giver, ties.hours
    ties_next_of_recipient = ties.next_of_recipient
    files_changed = files.changed
    status = people_status[giver]
    age = age_years(people_birth_week[giver], week)
    if (status != AT_HOME and status != AWAY) or age < 18.0 or age > 90.0:
        return 0.0
    level = may_help(relation, domain)
    if level == 0:
        return 0.0
    pair = draws.pair_key(people_key[giver], people_key[recipient])
    answers = draws.stream(seed, draws.ANSWER, week // 26)
    if not says_yes(
        answer,
        relation,
        near,
        people_sex[giver],
        people_severity[giver],
        people_weeks_heavy[giver] > 0,
        answers,
        pair,
    ):
        return 0.0
    already = 0.0
    same = -1
    slot = people_first_received[recipient]
    while slot >= 0:
        if ties_giver[slot] == giver:
            already += ties_hours[slot]
            if ties_domain[slot] == domain:
                same = slot
        slot = ties_next_of_recipient[slot]
    pairs = draws.stream(seed, draws.PAIR, 0)
    hours = hours_offered(answer, relation, pairs, pair) - already
    if level == 1:
        hours = min(hours, _LIGHT_TASKS_HOURS)
    free = hours_free(answer, people_work_hours[giver], relation) - hours_promised(
        people, ties, giver
    )
    hours = min(left, hours, free)
    if hours < 0.25:
        return 0.0
    if same >= 0:
        if level == 1:
            return 0.0
        ties_hours[same] += hours
        files_changed[people_care_file[recipient]] = 1
    else:
        until = week + weeks_it_lasts(lasting, relation, seed, pair, week)
        slot = add_tie(
            people,
            files,
            ties,
            slots,
            giver,
            recipient,
            domain,
            relation,
            OWN_INITIATIVE,
            hours,
            week,
            until,
        )
        if slot < 0:  # no room left this week: they may ask again in the next
            return 0.0
    return hours


@kernel
def _ask_volunteer(
    people,
    files,
    ties,
    slots,
    volunteers,
    first,
    last,
    rule,
    lasting,
    seed,
    recipient,
    domain,
    left,
    week,
):
    """A volunteer of the area with hours to spare comes, if there is one."""
    people_first_given, people_key, people_volunteer_hours = (
        people.first_given,
        people.key,
        people.volunteer_hours,
    )
    ties_hours, ties_next_of_giver, ties_recipient = ties.hours, ties.next_of_giver, ties.recipient
    ties_relation = ties.relation
    count = last - first
    if count == 0 or may_help(VOLUNTEER, domain) == 0:
        return 0.0
    stream = draws.nth(draws.stream(seed, draws.VOLUNTEERING, week), 1)
    begin = int(draws.uniform(stream, people_key[recipient]) * count)
    for step in range(min(count, 5)):
        giver = volunteers[first + (begin + step) % count]
        spare = people_volunteer_hours[giver]
        slot = people_first_given[giver]
        known = giver == recipient
        while slot >= 0:
            if ties_relation[slot] == VOLUNTEER:
                spare -= ties_hours[slot]
            known = known or ties_recipient[slot] == recipient
            slot = ties_next_of_giver[slot]
        hours = min(rule.hours_per_visited_person, left, spare)
        if known or hours < 0.25:
            continue
        pair = draws.pair_key(people_key[giver], people_key[recipient])
        until = week + weeks_it_lasts(lasting, VOLUNTEER, seed, pair, week)
        add_tie(
            people,
            files,
            ties,
            slots,
            giver,
            recipient,
            domain,
            VOLUNTEER,
            THROUGH_INITIATIVE,
            hours,
            week,
            until,
        )
        return hours
    return 0.0


@kernel
def list_volunteers(people, n_areas, first_of_area):
    """Rows of the volunteers, by area; `first_of_area` gets n_areas + 1 offsets.

    Residents' rows stand in area order, so one pass is enough; who lives away is left out.
    """
    people_area, people_status, people_volunteer_hours = (
        people.area,
        people.status,
        people.volunteer_hours,
    )
    volunteers = np.empty(64, dtype=np.int32)
    count = 0
    area = 0
    for person in range(people_volunteer_hours.size):
        if people_volunteer_hours[person] <= 0.0:
            continue
        if people_area[person] >= n_areas or people_status[person] != AT_HOME:
            continue
        if count == volunteers.size:
            larger = np.empty(2 * count, dtype=np.int32)
            larger[:count] = volunteers
            volunteers = larger
        while area < people_area[person]:
            area += 1
            first_of_area[area] = count
        volunteers[count] = person
        count += 1
    while area < n_areas:
        area += 1
        first_of_area[area] = count
    return volunteers


@kernel
def ask_around(
    people,
    households,
    contacts,
    files,
    ties,
    slots,
    areas,
    in_need,
    n_in_need,
    rule,
    answer,
    neighbour,
    volunteer,
    lasting,
    seed,
    week,
    n_areas,
):
    """One week of asking, by everybody with unmet need, in row order."""
    households_area, households_first_row = households.area, households.first_row
    people_area, people_care_file, people_household = (
        people.area,
        people.care_file,
        people.household,
    )
    people_key, people_partner, people_role = people.key, people.partner, people.role
    people_status = people.status
    files_short, files_unmet = files.short, files.unmet
    contacts_near, contacts_person, contacts_relation = (
        contacts.near,
        contacts.person,
        contacts.relation,
    )
    contacts_start = contacts.start
    areas_urbanity = areas.urbanity
    stream = draws.stream(seed, draws.ASKING, week)
    traits = draws.stream(seed, draws.TRAIT, 0)
    first_volunteer = np.zeros(n_areas + 2, dtype=np.int64)
    volunteers = list_volunteers(people, n_areas, first_volunteer)
    n_households = households_area.size
    asks = draws.monthly(rule.asking_probability_per_month)
    notices = draws.monthly(rule.partner_notices_per_month)
    for at in range(n_in_need):
        person = in_need[at]
        if people_status[person] != AT_HOME and people_status[person] != AWAY:
            continue
        file = people_care_file[person]
        if files_short[file] == 0:
            continue
        partner = people_partner[person]
        with_partner = partner >= 0 and people_status[partner] == AT_HOME
        key = people_key[person]
        for domain in range(DOMAINS - 1):  # nobody asks for informal nursing
            left = float(files_unmet[file, domain])
            if left < rule.smallest_hours_asked:
                continue
            if with_partner and draws.uniform(draws.nth(stream, 10 + domain), key) < notices:
                left -= _ask(
                    people,
                    files,
                    ties,
                    slots,
                    answer,
                    lasting,
                    seed,
                    person,
                    partner,
                    PARTNER,
                    True,
                    domain,
                    left,
                    week,
                )
            if left < rule.smallest_hours_asked:
                continue
            if not asks_this_week(asks, traits, draws.nth(stream, domain), key):
                continue
            asked = 0
            for relation in range(CHILD, FRIEND + 1):
                for near in range(1, -1, -1):
                    for entry in range(contacts_start[person], contacts_start[person + 1]):
                        if contacts_relation[entry] != relation or contacts_near[entry] != near:
                            continue
                        if asked >= rule.people_asked_at_most or left < rule.smallest_hours_asked:
                            break
                        other = contacts_person[entry]
                        if people_status[other] != AT_HOME and people_status[other] != AWAY:
                            continue
                        asked += 1
                        left -= _ask(
                            people,
                            files,
                            ties,
                            slots,
                            answer,
                            lasting,
                            seed,
                            person,
                            other,
                            relation,
                            near == 1,
                            domain,
                            left,
                            week,
                        )
            home = people_household[person]
            for step in range(2 * NEAREST_HOUSEHOLDS):
                if asked >= rule.people_asked_at_most or left < rule.smallest_hours_asked:
                    break
                other_home = home + (step // 2 + 1 if step % 2 == 0 else -(step // 2 + 1))
                if (
                    other_home < 0
                    or other_home >= n_households
                    or households_area[other_home] != households_area[home]
                ):
                    continue
                other = households_first_row[other_home]
                last = households_first_row[other_home + 1]
                while other < last and (
                    people_status[other] != AT_HOME or people_role[other] == CHILD_ROLE
                ):
                    other += 1
                if other == last:
                    continue
                urbanity = areas_urbanity[households_area[home]]
                if not knows_neighbour(
                    people, households, urbanity, neighbour, seed, person, other, week
                ):
                    continue
                asked += 1
                left -= _ask(
                    people,
                    files,
                    ties,
                    slots,
                    answer,
                    lasting,
                    seed,
                    person,
                    other,
                    NEIGHBOUR,
                    True,
                    domain,
                    left,
                    week,
                )
            area = people_area[person]
            if (
                left >= rule.smallest_hours_asked
                and area < n_areas
                and draws.uniform(draws.nth(stream, 20 + domain), key) < rule.asks_volunteers_share
            ):
                _ask_volunteer(
                    people,
                    files,
                    ties,
                    slots,
                    volunteers,
                    first_volunteer[area],
                    first_volunteer[area + 1],
                    volunteer,
                    lasting,
                    seed,
                    person,
                    domain,
                    left,
                    week,
                )


def run(
    world: World,
    rule: AskingRule,
    answer: AnswerRule,
    neighbour: NeighbourRule,
    volunteer: VolunteerRule,
    lasting: LastingRule,
) -> None:
    """Applies `ask_around` to the world."""
    if rule.informal_asking == 0:
        return
    needy = world.people_in_need
    world.reserve_ties(2 * len(needy) + 16)
    ask_around(
        *world.handles("people", "households", "contacts", "files", "ties"),
        world.slots,
        *world.handles("areas"),
        needy,
        len(needy),
        rule,
        answer,
        neighbour,
        volunteer,
        lasting,
        np.uint64(world.seed),
        world.week,
        world.n_areas,
    )


ASKING = Process(
    name="asking",
    why="people ask for what was left unmet, knowing what formal help there is",
    reads=("people", "households", "contacts", "files.unmet", "areas.urbanity"),
    writes=("ties", "people.first_received", "people.first_given", "files.changed"),
    rules=(AskingRule, AnswerRule, NeighbourRule, VolunteerRule, LastingRule),
    run=run,
)

__all__ = ["ASKING", "NeighbourRule", "PERSONAL", "may_help"]
