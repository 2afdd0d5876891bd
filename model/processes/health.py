"""Health: limitations begin, worsen and recover; dementia begins; need follows.

Yearly probabilities by age are evidence #25 to #27. Each area has its own level: at the start the
rates upward are scaled once, so that each age band's inflow balances its outflow at the area's own
limitation rates (see `upward_rates`). From then on strain and unmet need can raise them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import DOMAINS
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import (
    AT_HOME,
    AWAY,
    EMPTY,
    LIGHT,
    MODERATE,
    NONE,
    NURSING_HOME,
    SEVERE,
    age_years,
)
from zorgzaam.model.care_files import NeedRule, list_in_need, touch_household, update_need
from zorgzaam.model.care_ties import IN_NEED
from zorgzaam.model.population.health import BAND_MIDDLES_YEARS, BANDS, age_band, dementia_share
from zorgzaam.model.process import Process
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
    profile: NDArray[np.float64], rule: HealthRule, *, ageing: bool
) -> NDArray[np.float64]:
    """Yearly probabilities to go one step up, (areas, bands, 3), that keep the areas' own profile.

    For each step the flow upward makes good the flow back (recovery), plus the growth of the share
    beyond that step from one age band to the next as people grow older (with `ageing`; before the
    start nobody grows older). `profile` is
    (areas, bands, 4): shares without, light, moderate and severe limitation.
    """
    rates = np.zeros((profile.shape[0], BANDS, 3))
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
            rates[:, band, step] = np.clip(
                (back + growth) / np.maximum(profile[:, band, step], 0.01), 0.0, 0.8
            )
    return rates


@kernel
def change_health(
    people, households, files, ties, slots, upward, rule, need_rule, in_need, seed, week
):
    """One week of health for everybody at home (those in nursing homes are fully cared for)."""
    people_area, people_birth_week, people_care_file = (
        people.area,
        people.birth_week,
        people.care_file,
    )
    people_dementia, people_household, people_key = people.dementia, people.household, people.key
    people_severity, people_status, people_weeks_heavy = (
        people.severity,
        people.status,
        people.weeks_heavy,
    )
    files_need, files_unmet = files.need, files.unmet
    stream = draws.stream(seed, draws.HEALTH, week)
    worst = max(1.0, rule.worsening_ratio_strained) * max(1.0, rule.worsening_ratio_unmet)
    areas = upward.shape[0]
    weekly_up = np.empty((areas, BANDS, 3))
    highest = np.zeros((areas, BANDS, 4))
    for area in range(areas):
        for band in range(BANDS):
            for severity in range(4):
                top = draws.weekly(
                    max(rule.recovery_light_at_70_per_year, rule.recovery_moderate_at_70_per_year)
                )
                if severity == NONE:
                    top = 0.0
                if severity < SEVERE:
                    weekly_up[area, band, severity] = draws.weekly(
                        min(0.9, upward[area, band, severity] * rule.upward_rate_ratio)
                    )
                    top += weekly_up[area, band, severity] * worst
                highest[area, band, severity] = top
    top = highest.max()
    for person in range(people_status.size):
        draw = draws.uniform(stream, people_key[person])
        if draw >= top:
            continue
        status = people_status[person]
        if status == EMPTY or status == NURSING_HOME:
            continue
        age = age_years(people_birth_week[person], week)
        band = age_band(age)
        area = people_area[person]
        severity = people_severity[person]
        if draw >= highest[area, band, severity]:
            continue
        limit = 0.0
        after = severity
        if severity > NONE:
            if severity == LIGHT:
                back = _recovery(
                    rule.recovery_light_at_70_per_year, rule.recovery_light_at_88_per_year, age
                )
            else:
                back = _recovery(
                    rule.recovery_moderate_at_70_per_year,
                    rule.recovery_moderate_at_88_per_year,
                    age,
                )
            limit += draws.weekly(back)
            if draw < limit:
                after = severity - 1
        if after == severity and severity < SEVERE:
            ratio = 1.0
            if people_weeks_heavy[person] > 0:
                ratio *= rule.worsening_ratio_strained
            file = people_care_file[person]
            if file >= 0:
                need, unmet = 0.0, 0.0
                for domain in range(DOMAINS):
                    need += files_need[file, domain]
                    unmet += files_unmet[file, domain]
                if need > 0.0:
                    ratio *= 1.0 + (rule.worsening_ratio_unmet - 1.0) * min(1.0, unmet / need)
            limit += weekly_up[area, band, severity] * ratio
            if draw < limit:
                after = severity + 1
        if after != severity:
            people_severity[person] = after
            if after >= MODERATE and people_dementia[person] == 0 and age >= 60.0:
                # dementia shows itself mostly when limitations grow
                share = dementia_share(age, after)
                if draws.uniform(draws.nth(stream, 1), people_key[person]) < share:
                    people_dementia[person] = 1
            update_need(people, files, ties, slots, need_rule, seed, person, week)
            touch_household(people, households, files, people_household[person])
    list_in_need(people, in_need, slots, IN_NEED)


def run(world: World, rule: HealthRule, need_rule: NeedRule) -> None:
    """Applies `change_health` to the world."""
    world.reserve_files()
    change_health(
        *world.handles("people", "households", "files", "ties"),
        world.slots,
        world.upward_rates,
        rule,
        need_rule,
        world.in_need,
        np.uint64(world.seed),
        world.week,
    )


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
    ),
    rules=(HealthRule, NeedRule),
    run=run,
)

__all__ = ["AT_HOME", "AWAY", "HEALTH", "HealthRule", "upward_rates"]
