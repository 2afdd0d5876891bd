"""Family: a household with children comes to need support, and after a while can do without.

The need is the household's; it stands in the care file of its head (or of the parent who is left),
who asks and applies for it. A low income and bringing up children alone make it likelier.
"""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, CHILD_ROLE, HEAD, PARTNER_ROLE, age_years
from zorgzaam.model.care.files import NeedRule, list_in_need, open_missing, update_need
from zorgzaam.model.care.ties import FILES_MISSED
from zorgzaam.model.process import Process
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS, first_in_turn
from zorgzaam.model.world import World

_YOUTH_HELP = "CBS youth help 2019: 1 in 10 young people in a year, most without a stay (R-M)"


class FamilyRule(NamedTuple):
    """When households with children need support."""

    # fmt: off
    family_need_begins_per_year: float = parameter(
        0.035, "households with children, two parents and no low income that come to need support",
        "1/year", 0.01, 0.08, _YOUTH_HELP + "; the rate is an assumption", "A")
    family_need_ratio_low_income: float = parameter(
        2.0, "the same with a low income, against others", "ratio", 1.0, 4.0,
        "sign: youth help is used most in poor wijken (R-M); assumption", "A")
    family_need_ratio_lone_parent: float = parameter(
        2.0, "the same with one parent, against two", "ratio", 1.0, 4.0,
        "CBS: children of lone parents get youth help about twice as often (R-L)", "L")
    family_need_ends_per_year: float = parameter(
        0.6, "households in need of support that can do without within a year", "1/year", 0.3, 0.9,
        "CBS: youth help without a stay lasts about a year (R-L)", "L")
    # fmt: on


@kernel
def has_child_at_home(world, person):
    """Whether somebody below 18 lives at this person's address, as a child of the household."""
    people, first_row = world.people, world.households.first_row
    home = people.household[person]
    for row in range(first_row[home], first_row[home + 1]):
        if (
            people.role[row] == CHILD_ROLE
            and people.status[row] == AT_HOME
            and age_years(people.birth_week[row], world.week) < 18.0
        ):
            return True
    return False


@inlined
def _speaks_for_household(people, person):
    """The head, or the partner who is left."""
    role = people.role[person]
    return people.status[person] == AT_HOME and (
        role == HEAD or (role == PARTNER_ROLE and people.partner[person] < 0)
    )


@kernel
def _begins(world, rule, person, draw, begins):
    people, households = world.people, world.households
    ratio = 1.0
    if people.partner[person] < 0:
        ratio *= rule.family_need_ratio_lone_parent
    if households.low_income[people.household[person]] == 1:
        ratio *= rule.family_need_ratio_low_income
    return draw < begins * ratio and has_child_at_home(world, person)


@kernel
def change_family_needs(world, rule, need_rule):
    """One week, for those who speak for a household and whose turn it is."""
    people = world.people
    key, role, family_need = people.key, people.role, people.family_need
    stream = draws.stream(world.seed, draws.FAMILY, world.week)
    begins = draws.within(rule.family_need_begins_per_year, WEEKS_BETWEEN_LOOKS)
    ends = draws.within(rule.family_need_ends_per_year, WEEKS_BETWEEN_LOOKS)
    ratio = rule.family_need_ratio_low_income * rule.family_need_ratio_lone_parent
    most = max(ends, begins * ratio)
    drawn = np.empty(ROWS_TOGETHER)
    for first in range(first_in_turn(world.week), key.size, ROWS_A_ROUND):
        last = draws.fill(drawn, stream, key, first)
        for person in range(first, last):
            draw = drawn[person - first]
            if role[person] == CHILD_ROLE:
                continue
            if family_need[person] == 1:
                if draw < ends or not has_child_at_home(world, person):
                    family_need[person] = 0
                    update_need(world, need_rule, person)
            elif (
                draw < most
                and _speaks_for_household(people, person)
                and _begins(world, rule, person, draw, begins)
            ):
                family_need[person] = 1
                update_need(world, need_rule, person)


def run(world: World, rule: FamilyRule, need_rule: NeedRule) -> None:
    """Applies `change_family_needs` to the world, and lists who is in need now."""
    change_family_needs(world.handle, rule, need_rule)
    while world.slots[FILES_MISSED] > 0:
        world.reserve_files()
        open_missing(world.handle, need_rule)
    list_in_need(world.handle)


FAMILY = Process(
    name="family",
    why="the needs of households come on top of those of their members",
    reads=("people", "households"),
    writes=(
        "people.family_need",
        "people.care_file",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "files",
        "ties",
        "areas.standing",
        "areas.ended",
    ),
    rules=(FamilyRule, NeedRule),
    run=run,
)
