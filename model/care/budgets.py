"""Budgets: what an area may spend on a service, by whose rule.

Paid by product, an area may spend what the service cost there in the settling period, with some
room, less the cut; what is not asked for is not spent. A lump sum is spent whatever is asked for: a
declared part of the same cost, divided over the areas of a run by their earlier costs or by their need
and income profile.
"""

from typing import Final

import numpy as np

from zorgzaam.agents.care_file import SERVICES, T_INFORMAL, T_NEED
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.people import AT_HOME
from zorgzaam.model.area_levers import CUT_OF_SERVICE, EXPECTED
from zorgzaam.model.care.organisation import LUMP_SUM
from zorgzaam.model.care.ties import IN_NEED

NO_LIMIT: Final = -1.0


@inlined
def cut_here(world, area, service):
    """The cut of a service's budget in an area."""
    areas = world.areas
    cut = areas.lever[area, CUT_OF_SERVICE[service]] * areas.cut_ratio[area]
    return min(1.0, cut)


@inlined
def expected_here(world, rule, area):
    """Of the need that is left, what the assessor in this area expects the network to carry."""
    areas = world.areas
    expected = areas.lever[area, EXPECTED] * areas.expectation_ratio[area]
    return min(rule.highest_expected_share, expected)


@kernel
def _lump_sum(world, rule, area, service):
    """The area's part of what all areas of the run spent on a service."""
    areas = world.areas
    reference, profile = 0.0, 0.0
    for other in range(world.n_areas):
        reference += areas.reference_eur[other, service]
        profile += areas.profile_hours[other]
    reference *= rule.lump_sum_level_share
    historic = areas.reference_eur[area, service] * rule.lump_sum_level_share
    if profile <= 0.0:
        return historic
    by_profile = reference * areas.profile_hours[area] / profile
    return historic + rule.lump_sum_profile_share * (by_profile - historic)


@kernel
def budget_of(world, formal, rule, area, service):
    """EUR a week that an area may spend on a service; NO_LIMIT in the settling period."""
    reference = world.areas.reference_eur[area, service]
    if reference < 0.0:
        return NO_LIMIT
    if rule.payment == LUMP_SUM:
        budget = _lump_sum(world, rule, area, service)
    else:
        budget = reference * (1.0 + formal.budget_room_share)
    return budget * (1.0 - cut_here(world, area, service))


@kernel
def _profiles(world, rule):
    """Need (weighted by income) and informal help of the residents at home, by area."""
    people, files, low_income = world.people, world.files, world.households.low_income
    need, weighted, informal = (
        np.zeros(world.n_areas),
        np.zeros(world.n_areas),
        np.zeros(world.n_areas),
    )
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        area = people.area[person]
        if area >= world.n_areas or people.status[person] != AT_HOME:
            continue
        file = people.care_file[person]
        hours = files.totals[file, T_NEED]
        low = low_income[people.household[person]] == 1
        need[area] += hours
        weighted[area] += hours * (rule.profile_ratio_low_income if low else 1.0)
        informal[area] += files.totals[file, T_INFORMAL]
    return need, weighted, informal


@kernel
def look_at_areas(world, rule):
    """Once a year: each area's profile, and how far its rules depart from one rule for all.

    Where the same euros meet more need the cut is smaller, so that all areas together save the
    same; where the network carries more of the need, more is expected of it.
    """
    areas, n_areas, fitted = world.areas, world.n_areas, rule.rules_fitted_share
    need, weighted, informal = _profiles(world, rule)
    money = np.zeros(n_areas)
    for area in range(n_areas):
        for service in range(SERVICES):
            money[area] += max(0.0, areas.reference_eur[area, service])
    saved, asked = 0.0, 0.0
    for area in range(n_areas):
        areas.profile_hours[area] = weighted[area]
        ratio = 1.0
        if fitted > 0.0 and weighted.sum() > 0.0 and money[area] > 0.0:
            need_for_money = (weighted[area] / weighted.sum()) / (money[area] / money.sum())
            ratio = max(0.0, 1.0 - fitted * (need_for_money - 1.0))
        areas.cut_ratio[area] = ratio
        saved += money[area] * ratio
        asked += money[area]
        carried = 1.0
        if fitted > 0.0 and informal.sum() > 0.0 and need[area] > 0.0:
            carried = (informal[area] / need[area]) / (informal.sum() / need.sum())
        areas.expectation_ratio[area] = max(0.0, 1.0 + fitted * (carried - 1.0))
    for area in range(n_areas):
        if saved > 0.0:
            areas.cut_ratio[area] *= asked / saved


__all__ = ["NO_LIMIT", "budget_of", "expected_here", "look_at_areas"]
