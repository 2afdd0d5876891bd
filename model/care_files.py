"""Opening and closing care files, and the need that a limitation brings."""

import math
from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    COMPANY,
    DOMAINS,
    GUIDANCE,
    HOUSEHOLD,
    NURSING,
    PERSONAL,
    SERVICES,
)
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import LIGHT, MODERATE, NOBODY, NONE, age_years
from zorgzaam.model.care_ties import FILES_USED, FREE_FILE, end_received

_SPLIT = "no figure found; light need is mostly housework, severe need mostly care and supervision (F7, F10)"


class NeedRule(NamedTuple):
    """How many hours a limitation needs, and in which domain."""

    # fmt: off
    need_light_hours_per_week: float = parameter(
        3.0, "need with a light limitation", "hours/week", 2, 5, "evidence #28; F7", "L")
    need_moderate_hours_per_week: float = parameter(
        10.0, "need with a moderate limitation", "hours/week", 6, 17, "evidence #28; F7 (17)", "L")
    need_severe_hours_per_week: float = parameter(
        30.0, "need with a severe limitation", "hours/week", 20, 45, "evidence #28; F10 (37)", "L")
    need_under_65_share: float = parameter(
        0.4,
        "need below 65 compared with 65 and over at the same limitation: people of working age with an activity limitation (psychiatric, chronic illness) do more themselves",
        "share", 0.2, 1.0, "no figure found; assumption", "A")
    need_spread_sd_log: float = parameter(
        0.4, "spread of need between people with the same limitation", "sd of log", 0.1, 0.8,
        "assumption, from the ranges of evidence #28", "A")
    need_dementia_ratio: float = parameter(
        1.25, "need with dementia compared with without", "ratio", 1.0, 2.0,
        "F10: 37 h against 30; assumption", "A")
    light_household_share: float = parameter(
        0.60, "of light need, household help", "share", 0.3, 0.8, _SPLIT, "A")
    light_company_share: float = parameter(
        0.30, "of light need, company and structure; the rest is guidance", "share", 0.1, 0.4,
        _SPLIT, "A")
    moderate_household_share: float = parameter(
        0.35, "of moderate need, household help", "share", 0.2, 0.5, _SPLIT, "A")
    moderate_company_share: float = parameter(
        0.25, "of moderate need, company and structure", "share", 0.1, 0.4, _SPLIT, "A")
    moderate_personal_share: float = parameter(
        0.20, "of moderate need, personal care", "share", 0.1, 0.35, _SPLIT, "A")
    moderate_nursing_share: float = parameter(
        0.04, "of moderate need, nursing; the rest is guidance", "share", 0.0, 0.1, _SPLIT, "A")
    severe_household_share: float = parameter(
        0.20, "of severe need, household help", "share", 0.1, 0.35, _SPLIT, "A")
    severe_company_share: float = parameter(
        0.25, "of severe need, company and structure", "share", 0.1, 0.4, _SPLIT, "A")
    severe_personal_share: float = parameter(
        0.27, "of severe need, personal care", "share", 0.15, 0.35, _SPLIT, "A")
    severe_nursing_share: float = parameter(
        0.06, "of severe need, nursing; the rest is guidance", "share", 0.0, 0.15, _SPLIT, "A")
    # fmt: on


@kernel
def close_file(people, files, ties, slots, person):
    """No need any more (recovered, died, moved to a nursing home): care received ends."""
    file = people.care_file[person]
    if file < 0:
        return
    end_received(people, files, ties, slots, person)
    people.care_file[person] = NOBODY
    files.person[file] = NOBODY
    files.last_stop_week[file] = slots[FREE_FILE]  # a free row keeps the next free one here
    slots[FREE_FILE] = file


@kernel
def _open_file(people, files, slots, person):
    file = slots[FREE_FILE]
    if file >= 0:
        slots[FREE_FILE] = files.last_stop_week[file]
    else:
        file = slots[FILES_USED]
        slots[FILES_USED] += 1
    people.care_file[person] = file
    files.person[file] = person
    for service in range(SERVICES):
        files.state[file, service] = 0
        files.since[file, service] = -1000000
        files.granted[file, service] = 0.0
        files.protected_until[file, service] = -1000000
        files.professional[file, service] = NOBODY
        files.waiting_since[file, service] = 0
        files.formal[file, service] = 0.0
    for domain in range(DOMAINS):
        files.need[file, domain] = 0.0
        files.ordinary[file, domain] = 0.0
        files.informal[file, domain] = 0.0
        files.unmet[file, domain] = 0.0
    files.weeks_severe_unmet[file] = 0
    files.short[file] = 0
    files.grants[file] = 0
    files.next_look[file] = 1000000
    files.helpers[file] = 0
    files.totals[file, :] = 0.0
    files.last_stop_week[file] = -1000000
    return file


@kernel
def update_need(people, files, ties, slots, rule, seed, person, week):
    """Sets the need that follows from severity, age and dementia; opens or closes the care file."""
    severity = people.severity[person]
    if severity == NONE:
        close_file(people, files, ties, slots, person)
        return
    file = people.care_file[person]
    if file < 0:
        file = _open_file(people, files, slots, person)
    if severity == LIGHT:
        hours = rule.need_light_hours_per_week
        household, company = rule.light_household_share, rule.light_company_share
        personal, nursing = 0.0, 0.0
    elif severity == MODERATE:
        hours = rule.need_moderate_hours_per_week
        household, company = rule.moderate_household_share, rule.moderate_company_share
        personal, nursing = rule.moderate_personal_share, rule.moderate_nursing_share
    else:
        hours = rule.need_severe_hours_per_week
        household, company = rule.severe_household_share, rule.severe_company_share
        personal, nursing = rule.severe_personal_share, rule.severe_nursing_share
    if age_years(people.birth_week[person], week) < 65.0:
        hours *= rule.need_under_65_share
    if people.dementia[person] == 1:
        hours *= rule.need_dementia_ratio
    # a lasting personal factor with mean 1
    spread = rule.need_spread_sd_log
    traits = draws.nth(draws.stream(seed, draws.TRAIT, 0), 1)
    hours *= math.exp(spread * draws.normal(traits, people.key[person]) - 0.5 * spread * spread)
    need = files.need[file]
    need[HOUSEHOLD] = hours * household
    need[COMPANY] = hours * company
    need[PERSONAL] = hours * personal
    need[NURSING] = hours * nursing
    files.changed[file] = 1
    need[GUIDANCE] = hours * max(0.0, 1.0 - household - company - personal - nursing)


@kernel
def touch_household(people, households, files, household):
    """Somebody came or went: what housemates do for each other must be worked out again."""
    for person in range(households.first_row[household], households.first_row[household + 1]):
        if people.care_file[person] >= 0:
            files.changed[people.care_file[person]] = 1


@kernel
def list_in_need(people, in_need, slots, slot):
    """Rows of the people with a care file, ascending, into `in_need`; their number into `slots`."""
    people_care_file = people.care_file
    count = 0
    for person in range(people_care_file.size):
        if people_care_file[person] >= 0:
            in_need[count] = person
            count += 1
    slots[slot] = count


__all__ = ["NeedRule", "close_file", "list_in_need", "np", "touch_household", "update_need"]
