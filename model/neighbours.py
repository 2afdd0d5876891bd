"""Neighbours: who lives at the next addresses, who of them know each other, and who would help."""

import math
from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, CHILD_ROLE, NOBODY, age_years
from zorgzaam.agents.resident import is_willing
from zorgzaam.model.population.fabric import FIRST_OLD_YEARS


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
    nearest_households_each_side: float = parameter(
        4, "households at the next addresses, on each side, whom one may come to know", "households",
        1, 10, "with kin and friends about 14 contacts (evidence #45)", "L", whole=True)
    # fmt: on


@inlined
def of_old_age(world, person):
    """1 from 65 on, where areas' figures are by age; 0 for everybody else."""
    age = age_years(world.people.birth_week[person], world.week)
    return 1 if age >= FIRST_OLD_YEARS else 0


@inlined
def willing(world, rule, person):
    """Whether somebody would help people outside the family (a lasting trait)."""
    people = world.people
    ratio = world.areas.willing[people.area[person], of_old_age(world, person)]
    traits = draws.stream(world.seed, draws.TRAIT, 0)
    return is_willing(rule, ratio, traits, people.key[person])


@kernel
def nth_neighbour(world, home, nth):
    """An adult at the nth of the addresses next door, alternating sides, or -1."""
    households, people = world.households, world.people
    distance = nth // 2 + 1
    other_home = home + (distance if nth % 2 == 0 else -distance)
    if not 0 <= other_home < households.area.size:
        return NOBODY
    if households.area[other_home] != households.area[home]:
        return NOBODY
    for other in range(households.first_row[other_home], households.first_row[other_home + 1]):
        if people.status[other] == AT_HOME and people.role[other] != CHILD_ROLE:
            return other
    return NOBODY


@kernel
def know_each_other(world, rule, person, other):
    """Whether two people at nearby addresses have come to know each other."""
    people, households = world.people, world.households
    home = people.household[person]
    moved_in = max(
        households.moved_in_week[home], households.moved_in_week[people.household[other]]
    )
    age = age_years(people.birth_week[person], world.week)
    share = rule.knows_neighbour_65_plus_share
    if age < 35.0:
        share = rule.knows_neighbour_15_34_share
    elif age < 65.0:
        share = rule.knows_neighbour_35_64_share
    urban, rural = rule.knows_neighbour_urban_ratio, rule.knows_neighbour_rural_ratio
    share *= urban + (world.areas.urbanity[households.area[home]] - 1.0) / 4.0 * (rural - urban)
    share *= world.areas.contacts[households.area[home], of_old_age(world, person)]
    share *= 1.0 - math.exp(-(world.week - moved_in) / rule.weeks_to_know_a_neighbour)
    # one draw for the two of them, whoever asks
    first, second = people.key[person], people.key[other]
    pair = draws.pair_key(min(first, second), max(first, second))
    return draws.uniform(draws.stream(world.seed, draws.NEIGHBOURS, 0), pair) < share
