"""What stands at the start of a run, before anything is arranged."""

import math

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import AT_HOME, AWAY, age_years
from zorgzaam.model.care_files import update_need
from zorgzaam.model.processes.life import moves_per_year


@kernel
def first_moves(people, households, rule, seed, settling_weeks):
    """When each household moved in, for moves at the rate of its head's age; never after the start."""
    stream = draws.nth(draws.stream(seed, draws.LIFE, 0), 40)
    for household in range(households.area.size):
        head = households.first_row[household]
        rate = moves_per_year(rule, age_years(people.birth_week[head], 0))
        years = -math.log(1.0 - draws.uniform(stream, people.key[head])) / max(0.01, rate)
        households.moved_in_week[household] = -settling_weeks - int(min(60.0, years) * 52.0)


@kernel
def first_needs(people, files, ties, slots, need_rule, seed, week):
    """A care file for everybody with a limitation."""
    for person in range(people.severity.size):
        if people.severity[person] > 0 and (
            people.status[person] == AT_HOME or people.status[person] == AWAY
        ):
            update_need(people, files, ties, slots, need_rule, seed, person, week)
