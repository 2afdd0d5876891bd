"""Renewal, in the settling period only: the turnover of arrangements that deaths and moves bring.

Before the start nobody dies or moves, so that the population at the start is exactly that of the
figures. But arrangements must be as young as turnover makes them: whoever would have died or moved
out is taken to be replaced by somebody just like them, for whom nothing is arranged yet. A place in a
nursing home that would have come free does come free, for `admission`.
"""

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import EMPTY, NURSING_HOME, age_years, year_of
from zorgzaam.model.care.files import NeedRule
from zorgzaam.model.mortality import MortalityRule
from zorgzaam.model.process import Process
from zorgzaam.model.processes.life import (
    LifeRule,
    death_probability,
    have_birthday,
    life_chances,
    years_before,
)
from zorgzaam.model.turnover import begin_anew
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, first_in_turn
from zorgzaam.model.world import World


@kernel
def renew_arrangements(world, rule, mortality, need_rule, chances):
    """One week: the arrangements of some end, the people stay."""
    people, week = world.people, world.week
    status, key, birth_week = people.status, people.key, people.birth_week
    stream = draws.stream(world.seed, draws.LIFE, week)
    drawn = np.empty(ROWS_TOGETHER)
    for first in range(first_in_turn(week), status.size, ROWS_A_ROUND):
        last = draws.fill(drawn, stream, key, first)
        for person in range(first, last):
            draw, age = drawn[person - first], age_years(birth_week[person], week)
            year, years = year_of(age), int(age)
            if years != years_before(birth_week[person], week):
                have_birthday(world, need_rule, person, years)
            if draw >= chances.any[year] or status[person] == EMPTY or age < 18.0:
                continue
            limit = death_probability(mortality, chances, person, people, year)
            limit += chances.moves[year] * rule.moves_out_share
            if draw < limit:
                if status[person] == NURSING_HOME:  # the place comes free
                    world.areas.nursing_home_residents[people.area[person]] -= 1
                else:
                    begin_anew(world, need_rule, person)


def run(world: World, rule: LifeRule, mortality: MortalityRule, need_rule: NeedRule) -> None:
    """Applies `renew_arrangements` to the world."""
    chances = world.derived(life_chances, rule, mortality)
    renew_arrangements(world.handle, rule, mortality, need_rule, chances)


RENEWAL = Process(
    name="renewal",
    why="in the settling period, instead of life: arrangements end as they do when people die or move",
    reads=("people",),
    writes=(
        "files",
        "ties",
        "people.care_file",
        "people.episode",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "people.strain",
        "people.weeks_caring",
        "people.weeks_heavy",
        "people.total_weeks_heavy",
        "people.main_relation",
        "people.sole_carer",
        "areas.nursing_home_residents",
        "areas.standing",
        "areas.ended",
    ),
    rules=(LifeRule, MortalityRule, NeedRule),
    run=run,
)
