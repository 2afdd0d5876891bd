"""Renewal, in the settling period only: the turnover of arrangements that deaths and moves bring.

Before the start nobody dies or moves, so that the population at the start is exactly that of the
figures. But arrangements must be as young as turnover makes them: whoever would have died or moved
out in a week is taken to be replaced by somebody just like them, for whom nothing is arranged yet.
"""

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import AT_HOME, AWAY, EMPTY, age_years
from zorgzaam.model.care_files import NeedRule, close_file, update_need
from zorgzaam.model.care_ties import end_given, end_received
from zorgzaam.model.process import Process
from zorgzaam.model.processes.life import LifeRule, deaths_per_week, has_kin_in_area, moves_per_year
from zorgzaam.model.world import World


@kernel
def renew_arrangements(people, contacts, files, ties, slots, rule, need_rule, seed, week, n_areas):
    """One week: the arrangements of some end, the people stay."""
    stream = draws.stream(seed, draws.LIFE, week)
    status, key, birth_week, sex = people.status, people.key, people.birth_week, people.sex
    severity, weeks_heavy = people.severity, people.weeks_heavy
    for person in range(status.size):
        if status[person] == EMPTY:
            continue
        draw = draws.uniform(stream, key[person])
        if draw > 0.05:  # no weekly probability of dying or moving comes near it
            continue
        age = age_years(birth_week[person], week)
        if age < 18.0:
            continue
        limit = deaths_per_week(rule, age, sex[person], severity[person], weeks_heavy[person] > 0)
        if draw >= limit:
            limit += draws.weekly(min(0.9, moves_per_year(rule, age))) * rule.moves_out_share
            if draw >= limit or has_kin_in_area(
                people, contacts, n_areas, people.household[person], person
            ):
                continue
        close_file(people, files, ties, slots, person)
        end_received(people, files, ties, slots, person)
        end_given(people, files, ties, slots, person)
        people.strain[person] = -4.5
        people.weeks_caring[person] = 0
        people.weeks_heavy[person] = 0
        if status[person] == AT_HOME or status[person] == AWAY:
            update_need(people, files, ties, slots, need_rule, seed, person, week)


def run(world: World, rule: LifeRule, need_rule: NeedRule) -> None:
    """Applies `renew_arrangements` to the world."""
    world.reserve_files()
    renew_arrangements(
        *world.handles("people", "contacts", "files", "ties"),
        world.slots,
        rule,
        need_rule,
        np.uint64(world.seed),
        world.week,
        world.n_areas,
    )


RENEWAL = Process(
    name="renewal",
    why="in the settling period, instead of life: arrangements end as they do when people die or move",
    reads=("people",),
    writes=(
        "files",
        "ties",
        "people.care_file",
        "people.first_received",
        "people.first_given",
        "people.recount",
        "people.strain",
        "people.weeks_caring",
        "people.weeks_heavy",
    ),
    rules=(LifeRule, NeedRule),
    run=run,
)
