"""Opening and closing care files, and the need that a limitation brings."""

import math
from typing import Final, NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    DOMAINS,
    FAMILY,
    HOUSEHOLD,
    NEVER,
    NOT_DUE,
    SERVICES,
    TOTALS,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, AWAY, LIGHT, MODERATE, NOBODY, NONE, age_years
from zorgzaam.model.care.ties import (
    FILES_MISSED,
    FILES_USED,
    FREE_FILE,
    IN_NEED,
    end_received,
    touch,
)

_SPLIT = "no figure found; light need is mostly housework, severe need mostly care and supervision (F7, F10)"
_NEEDS = "assumption: CBS 2020, one in ten people of 55 and over and 24 % of those of 75 and over receive informal care (F7); below 65 a limitation is often one that people live with by themselves"

NEED_CHANGES_AT_YEARS: Final = (18, 65, 75, 85)  # from here on a limitation means more, or less


class NeedRule(NamedTuple):
    """How many hours a limitation needs, and in which domain."""

    # fmt: off
    need_light_hours_per_week: float = parameter(
        2.33, "need with a light limitation", "hours/week", 2, 5, "evidence #28; F7", "L")
    need_moderate_hours_per_week: float = parameter(
        16, "need with a moderate limitation", "hours/week", 6, 17, "evidence #28; F7 (17)", "L")
    need_severe_hours_per_week: float = parameter(
        45, "need with a severe limitation", "hours/week", 20, 45, "evidence #28; F10 (37)", "L")
    needs_help_light_under_18_share: float = parameter(
        0.00969, "people of 0-17 with a light limitation who need help from others", "share", 0.0, 0.1, _NEEDS, "A")
    needs_help_moderate_under_18_share: float = parameter(
        0.117, "people of 0-17 with a moderate limitation who need help from others", "share", 0.0, 0.35, _NEEDS, "A")
    needs_help_severe_under_18_share: float = parameter(
        0.477, "people of 0-17 with a severe limitation who need help from others", "share", 0.4, 0.9, _NEEDS, "A")
    needs_help_light_18_64_share: float = parameter(
        0.0617, "people of 18-64 with a light limitation who need help from others", "share", 0.0, 0.1, _NEEDS, "A")
    needs_help_moderate_18_64_share: float = parameter(
        0.324, "people of 18-64 with a moderate limitation who need help from others", "share", 0.0, 0.33, _NEEDS, "A")
    needs_help_severe_18_64_share: float = parameter(
        0.5, "people of 18-64 with a severe limitation who need help from others", "share", 0.0, 0.5, _NEEDS, "A")
    needs_help_light_65_74_share: float = parameter(
        0.00163, "people of 65-74 with a light limitation who need help from others", "share", 0.0, 0.3, _NEEDS, "A")
    needs_help_moderate_65_74_share: float = parameter(
        0.106, "people of 65-74 with a moderate limitation who need help from others", "share", 0.05, 0.55, _NEEDS, "A")
    needs_help_severe_65_74_share: float = parameter(
        0.652, "people of 65-74 with a severe limitation who need help from others", "share", 0.35, 0.85, _NEEDS, "A")
    needs_help_light_75_84_share: float = parameter(
        0.464, "people of 75-84 with a light limitation who need help from others", "share", 0.0, 0.55, _NEEDS, "A")
    needs_help_moderate_75_84_share: float = parameter(
        0.753, "people of 75-84 with a moderate limitation who need help from others", "share", 0.4, 1.0, _NEEDS, "A")
    needs_help_severe_75_84_share: float = parameter(
        0.891, "people of 75-84 with a severe limitation who need help from others", "share", 0.6, 1.0, _NEEDS, "A")
    needs_help_light_85_plus_share: float = parameter(
        0.721, "people of 85 and over with a light limitation who need help from others", "share", 0.05, 0.8, _NEEDS, "A")
    needs_help_moderate_85_plus_share: float = parameter(
        1, "people of 85 and over with a moderate limitation who need help from others", "share", 0.6, 1.0, _NEEDS, "A")
    needs_help_severe_85_plus_share: float = parameter(
        0.988, "people of 85 and over with a severe limitation who need help from others", "share", 0.75, 1.0, _NEEDS, "A")
    need_spread_sd_log: float = parameter(
        0.576, "spread of need between people with the same limitation", "sd of log", 0.1, 0.8,
        "assumption, from the ranges of evidence #28", "A")
    need_dementia_ratio: float = parameter(
        2, "need with dementia compared with without", "ratio", 1.0, 2.0,
        "F10: 37 h against 30; assumption", "A")
    light_household_share: float = parameter(
        0.785, "of light need, household help", "share", 0.3, 0.8, _SPLIT, "A")
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
    need_family_hours_per_week: float = parameter(
        4.0, "support needed by a household with children that cannot manage", "hours/week", 2, 10,
        "no figure found; two or three visits a week by several helpers (F43: 28 helpers in one family is the extreme)",
        "A")
    self_reliance_gain_share: float = parameter(
        0.10, "of the need for household help and guidance, what a training of self-reliance takes away",
        "share", 0.0, 0.3, "assumption: reablement trials report small gains (R-L)", "A")
    # fmt: on


@kernel
def close_file(world, person):
    """No need any more (recovered, died, moved to a nursing home): care received ends."""
    people, files, slots = world.people, world.files, world.slots
    file = people.care_file[person]
    if file < 0:
        return
    end_received(world, person)
    people.care_file[person] = NOBODY
    files.person[file] = NOBODY
    files.last_stop_week[file] = slots[FREE_FILE]  # a free row keeps the next free one here
    slots[FREE_FILE] = file


@kernel
def _open_file(world, person):
    """A fresh care file for somebody; -1 when the table is full (see `open_missing`)."""
    files, slots = world.files, world.slots
    file = slots[FREE_FILE]
    if file >= 0:
        slots[FREE_FILE] = files.last_stop_week[file]
    elif slots[FILES_USED] < files.person.size:
        file = slots[FILES_USED]
        slots[FILES_USED] += 1
    else:
        slots[FILES_MISSED] += 1
        return NOBODY
    world.people.care_file[person] = file
    files.person[file] = person
    for service in range(SERVICES):
        files.state[file, service] = 0
        files.since[file, service] = NEVER
        files.granted[file, service] = 0.0
        files.protected_until[file, service] = NEVER
        files.professional[file, service] = NOBODY
        files.provider[file, service] = 0
        files.placed_since[file, service] = 0
        files.formal[file, service] = 0.0
    for domain in range(DOMAINS):
        files.need[file, domain] = 0.0
        files.ordinary[file, domain] = 0.0
        files.informal[file, domain] = 0.0
        files.unmet[file, domain] = 0.0
    for total in range(TOTALS):
        files.totals[file, total] = 0.0
    files.trained[file] = 0
    files.collective[file] = 0.0
    files.weeks_severe_unmet[file] = 0
    files.short[file] = 0
    files.grants[file] = 0
    files.next_look[file] = NOT_DUE
    files.helpers[file] = 0
    files.last_stop_week[file] = NEVER
    return file


@kernel
def hours_needed(rule, severity, with_dementia, trained, factor):
    """Hours a week that a limitation needs, by domain (nursing the last of five).

    `factor` is the person's own, with mean 1.
    """
    if severity == NONE:
        return 0.0, 0.0, 0.0, 0.0, 0.0
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
    if with_dementia:
        hours *= rule.need_dementia_ratio
    hours *= factor
    guidance = max(0.0, 1.0 - household - company - personal - nursing)
    alone = 1.0 - rule.self_reliance_gain_share if trained else 1.0
    return (
        hours * household * alone,
        hours * company,
        hours * guidance * alone,
        hours * personal,
        hours * nursing,
    )


@inlined
def _needs_help_shares(rule, severity):
    """By age, in the order of `NEED_CHANGES_AT_YEARS`."""
    if severity == LIGHT:
        return (
            rule.needs_help_light_under_18_share,
            rule.needs_help_light_18_64_share,
            rule.needs_help_light_65_74_share,
            rule.needs_help_light_75_84_share,
            rule.needs_help_light_85_plus_share,
        )
    if severity == MODERATE:
        return (
            rule.needs_help_moderate_under_18_share,
            rule.needs_help_moderate_18_64_share,
            rule.needs_help_moderate_65_74_share,
            rule.needs_help_moderate_75_84_share,
            rule.needs_help_moderate_85_plus_share,
        )
    return (
        rule.needs_help_severe_under_18_share,
        rule.needs_help_severe_18_64_share,
        rule.needs_help_severe_65_74_share,
        rule.needs_help_severe_75_84_share,
        rule.needs_help_severe_85_plus_share,
    )


@kernel
def needs_help(world, rule, person):
    """Whether a limitation is one for which somebody needs others (a lasting trait; dementia always)."""
    people = world.people
    if people.severity[person] == NONE:
        return False
    if people.dementia[person] == 1:
        return True
    traits = draws.nth(draws.stream(world.seed, draws.TRAIT, 0), 16)
    age, band = age_years(people.birth_week[person], world.week), 0
    for years in NEED_CHANGES_AT_YEARS:
        band += 1 if age >= years else 0
    share = _needs_help_shares(rule, people.severity[person])[band]
    return draws.uniform(traits, people.key[person]) < share


@kernel
def update_need(world, rule, person):
    """Sets the need that follows from health, age and family; opens or closes the care file."""
    people = world.people
    severity = people.severity[person]
    if not needs_help(world, rule, person):
        severity = NONE
        if people.family_need[person] == 0:
            close_file(world, person)
            return
    file = people.care_file[person]
    if file < 0:
        file = _open_file(world, person)
        if file < 0:
            return
    spread = rule.need_spread_sd_log
    traits = draws.nth(draws.stream(world.seed, draws.TRAIT, 0), 1)
    normal = draws.normal(draws.nth(traits, people.episode[person]), people.key[person])
    factor = math.exp(spread * normal - 0.5 * spread * spread)
    trained = world.files.trained[file] == 1
    hours = hours_needed(rule, severity, people.dementia[person] == 1, trained, factor)
    for domain in range(FAMILY):
        world.files.need[file, domain] = hours[domain]
    if age_years(people.birth_week[person], world.week) < NEED_CHANGES_AT_YEARS[0]:
        world.files.need[file, HOUSEHOLD] = 0.0  # a child has no household to run
    family = rule.need_family_hours_per_week if people.family_need[person] == 1 else 0.0
    world.files.need[file, FAMILY] = family
    world.files.changed[file] = 1


@kernel
def open_missing(world, rule):
    """A care file for everybody with a limitation who has none."""
    people = world.people
    world.slots[FILES_MISSED] = 0
    for person in range(people.severity.size):
        if (
            (people.severity[person] > NONE or people.family_need[person] == 1)
            and people.care_file[person] < 0
            and (people.status[person] == AT_HOME or people.status[person] == AWAY)
        ):
            update_need(world, rule, person)


@kernel
def touch_household(world, household):
    """Somebody came or went: what housemates do for each other must be worked out again."""
    first_row = world.households.first_row
    for person in range(first_row[household], first_row[household + 1]):
        touch(world, person)


@kernel
def list_in_need(world):
    """Rows of the people with a care file, ascending, into `in_need`; their number into `slots`."""
    care_file, in_need = world.people.care_file, world.in_need
    count = 0
    for person in range(care_file.size):
        in_need[count] = person  # written over by the next, unless this one counts
        count += 1 if care_file[person] >= 0 else 0
    world.slots[IN_NEED] = count


__all__ = [
    "NEED_CHANGES_AT_YEARS",
    "NeedRule",
    "close_file",
    "hours_needed",
    "list_in_need",
    "open_missing",
    "touch_household",
    "update_need",
]
