"""How long everybody has lived at the address where the run finds them."""

import math
from typing import Final

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import age_years
from zorgzaam.model.processes.life import moves_per_year

_LONGEST_YEARS: Final = 60.0  # at one address, as far as it matters for knowing neighbours


@kernel
def first_moves(world, rule, settling_weeks):
    """When each household moved in, for moves at the rate of its head's age; never after the start."""
    people, households = world.people, world.households
    stream = draws.nth(draws.stream(world.seed, draws.LIFE, 0), 40)
    for household in range(households.area.size):
        head = households.first_row[household]
        rate = moves_per_year(rule, age_years(people.birth_week[head], 0))
        years = -math.log(1.0 - draws.uniform(stream, people.key[head])) / max(0.01, rate)
        weeks = int(min(_LONGEST_YEARS, years) * 52.0)
        households.moved_in_week[household] = -settling_weeks - weeks
