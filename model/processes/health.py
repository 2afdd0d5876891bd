"""Health: limitations begin, worsen and recover; dementia begins; need follows.

Yearly probabilities by age are evidence #25 to #27. Each area has its own level: at the start the
rates upward are scaled once, so that each age band's inflow balances its outflow at the area's own
limitation rates (see `upward_rates`). From then on strain and unmet need can raise them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import T_NEED, T_UNMET
from zorgzaam.agents.handles import Handle
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import (
    AT_HOME,
    AWAY,
    EMPTY,
    MAN,
    MODERATE,
    NONE,
    NURSING_HOME,
    OLDEST_YEARS,
    SEVERE,
    WOMAN,
    age_years,
    year_of,
)
from zorgzaam.model.care.files import NeedRule, touch_household, update_need
from zorgzaam.model.mortality import MortalityRule, death_per_year, death_ratio
from zorgzaam.model.population.health import BAND_MIDDLES_YEARS, BANDS, age_band, dementia_share
from zorgzaam.model.process import Process
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS, first_in_turn
from zorgzaam.model.world import World

_RECOVERY = "evidence #27; assumption, F17 about 15 for ADL (US)"


class HealthRule(NamedTuple):
    """How limitations change."""

    # fmt: off
    recovery_light_at_70_per_year: float = parameter(
        0.12, "recovery from a light limitation at 70 and younger", "1/year", 0.03, 0.2, _RECOVERY,
        "L")
    recovery_light_at_88_per_year: float = parameter(
        0.06, "the same at 88 and older", "1/year", 0.03, 0.2, _RECOVERY, "L")
    recovery_moderate_at_70_per_year: float = parameter(
        0.10, "from a moderate or severe limitation back one step at 70", "1/year", 0.03, 0.2,
        _RECOVERY, "L")
    recovery_moderate_at_88_per_year: float = parameter(
        0.05, "the same at 88 and older", "1/year", 0.03, 0.2, _RECOVERY, "L")
    worsening_ratio_strained: float = parameter(
        1.5, "onset and worsening when heavily strained, against others", "ratio", 1.0, 2.5,
        "sign F13, F9 (poor health OR 1.8); assumption", "A")
    worsening_ratio_unmet: float = parameter(
        1.5, "worsening when all need is unmet, against none", "ratio", 1.0, 2.5,
        "assumption, no figure found", "A")
    highest_upward_per_year: float = parameter(
        0.9, "no yearly probability of onset or worsening is above", "1/year", 0.5, 0.99,
        "assumption: keeps ratios of a high rate a probability", "A")
    upward_rate_ratio: float = parameter(
        1.0, "all upward rates against those that keep the start rates", "ratio", 0.6, 1.4,
        "evidence #25: 40 % relative", "A")
    # fmt: on


@inlined
def _recovery(at_70, at_88, age):
    if age <= 70.0:
        return at_70
    if age >= 88.0:
        return at_88
    return at_70 + (at_88 - at_70) * (age - 70.0) / 18.0


def upward_rates(
    profile: NDArray[np.float64], rule: HealthRule, mortality: MortalityRule | None = None
) -> NDArray[np.float64]:
    """Yearly probabilities to go one step up, (areas, bands, 3), that keep the areas' own profile.

    For each step the flow upward makes good the flow back (recovery). Where people live on (`mortality`
    is given; before the start nobody does) it also makes good what death takes sooner from those
    beyond that step, and the growth of their share from one age band to the next as people grow
    older. `profile` is (areas, bands, 4): shares without, light, moderate and severe limitation.
    """
    rates = np.zeros((profile.shape[0], BANDS, 3))
    ageing = mortality is not None
    middles = BAND_MIDDLES_YEARS
    for band in range(BANDS):
        before, after = max(0, band - 1), min(BANDS - 1, band + 1)
        years = max(1.0, middles[after] - middles[before])
        age = middles[band]
        for step in range(3):
            at_70 = (
                rule.recovery_light_at_70_per_year
                if step == 0
                else rule.recovery_moderate_at_70_per_year
            )
            at_88 = (
                rule.recovery_light_at_88_per_year
                if step == 0
                else rule.recovery_moderate_at_88_per_year
            )
            beyond = profile[:, :, step + 1 :].sum(axis=2)
            growth = (beyond[:, after] - beyond[:, before]) / years if ageing else 0.0
            back = _recovery(at_70, at_88, age) * profile[:, band, step + 1]
            died = (
                _lost_to_death(profile[:, band], step, age, mortality)
                if mortality is not None
                else 0.0
            )
            rates[:, band, step] = np.clip(
                (back + growth + died) / np.maximum(profile[:, band, step], 0.01),
                0.0,
                rule.highest_upward_per_year,
            )
    return rates


def _lost_to_death(
    profile: NDArray[np.float64], step: int, age: float, mortality: MortalityRule
) -> NDArray[np.float64]:
    """What the share beyond a step loses in a year because death comes sooner there, by area."""
    ratio = np.array([death_ratio(mortality, severity, False) for severity in range(SEVERE + 1)])
    rate = np.mean([death_per_year(mortality, age, sex) for sex in (MAN, WOMAN)])
    beyond, below = profile[:, step + 1 :], profile[:, : step + 1]
    share = beyond.sum(axis=1)
    sooner = (beyond @ ratio[step + 1 :]) / np.maximum(share, 1e-9)
    sooner -= (below @ ratio[: step + 1]) / np.maximum(1.0 - share, 1e-9)
    lost: NDArray[np.float64] = rate * share * (1.0 - share) * sooner
    return lost


def health_chances(upward: NDArray[np.float64], rule: HealthRule) -> Handle:
    """Probabilities between two looks, by year of age; `highest` is the most for any change.

    up: (areas, years, severities), highest: the same; back: (years, severities).
    """
    ages = np.arange(OLDEST_YEARS + 1)
    bands = np.array([age_band(age + 0.5) for age in ages])
    light = [_recovery(rule.recovery_light_at_70_per_year, rule.recovery_light_at_88_per_year, age)
             for age in ages + 0.5]  # fmt: skip
    worse = [
        _recovery(rule.recovery_moderate_at_70_per_year, rule.recovery_moderate_at_88_per_year, age)
        for age in ages + 0.5
    ]
    a_year = np.minimum(rule.highest_upward_per_year, upward[:, bands, :] * rule.upward_rate_ratio)
    up = np.zeros((*a_year.shape[:2], SEVERE + 1))
    up[:, :, :SEVERE] = draws.within(a_year, WEEKS_BETWEEN_LOOKS)
    back = draws.within(
        np.stack([np.zeros(len(ages)), light, worse, worse], axis=1), WEEKS_BETWEEN_LOOKS
    )
    worst = max(1.0, rule.worsening_ratio_strained) * max(1.0, rule.worsening_ratio_unmet)
    return Handle({"up": up, "back": back, "highest": up * worst + back})


@kernel
def _next_severity(world, rule, chances, person, year, draw):
    """One step back, one step up, or as it was; the two share the interval from 0 to 1."""
    people, files = world.people, world.files
    severity = people.severity[person]
    back = chances.back[year, severity]
    if draw < back:
        return severity - 1
    ratio = rule.worsening_ratio_strained if people.weeks_heavy[person] > 0 else 1.0
    file = people.care_file[person]
    if file >= 0 and files.totals[file, T_NEED] > 0.0:
        unmet = min(1.0, files.totals[file, T_UNMET] / files.totals[file, T_NEED])
        ratio *= 1.0 + (rule.worsening_ratio_unmet - 1.0) * unmet
    up = chances.up[people.area[person], year, severity]
    return severity + 1 if draw < back + up * ratio else severity


@kernel
def _change_one(world, rule, need_rule, chances, stream, person, age, draw):
    """Whether, and how, the health of somebody changes who is in for a change."""
    people = world.people
    if people.status[person] == EMPTY or people.status[person] == NURSING_HOME:
        return
    before = people.severity[person]
    after = _next_severity(world, rule, chances, person, year_of(age), draw)
    if after == before:
        return
    people.severity[person] = after
    if after >= MODERATE and people.dementia[person] == 0:
        # dementia shows itself mostly when limitations grow
        shows = draws.uniform(draws.nth(stream, 1), people.key[person])
        people.dementia[person] = shows < dementia_share(age, after)
    update_need(world, need_rule, person)
    touch_household(world, people.household[person])


@kernel
def change_health(world, rule, need_rule, chances):
    """One week of health, for those whose turn it is (in nursing homes people are cared for)."""
    people, week = world.people, world.week
    key, birth_week, area, severity = people.key, people.birth_week, people.area, people.severity
    highest = chances.highest
    stream = draws.stream(world.seed, draws.HEALTH, week)
    drawn = np.empty(ROWS_TOGETHER)
    for first in range(first_in_turn(week), key.size, ROWS_A_ROUND):
        last = draws.fill(drawn, stream, key, first)
        for person in range(first, last):
            draw, age = drawn[person - first], age_years(birth_week[person], week)
            if draw < highest[area[person], year_of(age), severity[person]]:
                _change_one(world, rule, need_rule, chances, stream, person, age, draw)


@kernel
def update_needs(world, need_rule):
    """The need of everybody with a limitation or a care file, after a change of the rule."""
    people = world.people
    for person in range(people.care_file.size):
        limited = people.severity[person] > NONE or people.family_need[person] == 1
        lives = people.status[person] == AT_HOME or people.status[person] == AWAY
        if (limited and lives) or people.care_file[person] >= 0:
            update_need(world, need_rule, person)


def run(world: World, rule: HealthRule, need_rule: NeedRule) -> None:
    """Applies `change_health` to the world."""
    if world.has_changed(NeedRule):
        update_needs(world.handle, need_rule)
    chances = world.derived(health_chances, world.upward_rates, rule)
    change_health(world.handle, rule, need_rule, chances)


HEALTH = Process(
    name="health",
    why="need must be known before anybody applies, asks or helps",
    reads=("people", "files"),
    writes=(
        "people.severity",
        "people.dementia",
        "people.care_file",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "files",
        "ties",
        "areas.standing",
        "areas.ended",
    ),
    rules=(HealthRule, NeedRule),
    run=run,
)

__all__ = ["HEALTH", "HealthRule", "upward_rates"]
