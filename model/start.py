"""How long everybody has lived at the address where the run finds them."""

import math

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import WEEKS_PER_YEAR, age_years
from zorgzaam.model.processes.life import moves_per_year


@kernel
def first_moves(world, rule, settling_weeks):
    """When each household moved in, for moves at the rate of its head's age.

    Never after the start, and never before the head was grown up.
    """
    people, households = world.people, world.households
    stream = draws.nth(draws.stream(world.seed, draws.LIFE, 0), 40)
    for household in range(households.area.size):
        head = households.first_row[household]
        age = age_years(people.birth_week[head], 0)
        rate = moves_per_year(rule, age)
        years = -math.log(1.0 - draws.uniform(stream, people.key[head])) / rate
        weeks = int(min(max(0.0, age - 18.0), years) * WEEKS_PER_YEAR)
        households.moved_in_week[household] = -settling_weeks - weeks
