"""Strain: caring wears on the carer; who is heavily strained scales down, stops, or falls ill.

Latent strain moves towards the level that the way of caring leads to, with a half-life of months,
so that the published cross-section is its equilibrium. What strain does is worked out first, and then
who stops: a stop is nobody else's strain before the next week.
"""

from functools import partial
from typing import Final

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.carer import (
    StrainRule,
    resting_strain,
    strain_log_odds,
    strain_target,
    tolerance,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.model.areas import CASCADES, STOPPED
from zorgzaam.model.care.services import FormalCareRule
from zorgzaam.model.care.ties import end_tie, main_tie, touch
from zorgzaam.model.network import PARENT, PARTNER, VOLUNTEER
from zorgzaam.model.parts import parts_of, side_by_side
from zorgzaam.model.process import Process
from zorgzaam.model.turns import ROWS_A_ROUND, ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS, first_in_turn
from zorgzaam.model.world import World

CASCADE_WEEKS: Final = 26  # a stop so soon after another for the same person is a cascade
_NO_DIFFERENCE_LOGIT: Final = 0.05  # so near to rest, strain is at rest
_MOST_WEEKS: Final = 60_000  # counters of weeks are kept in 16 bits


@kernel
def _stop_for(world, carer, recipient):
    """The carer ends all care for this person."""
    people, files, ties = world.people, world.files, world.ties
    slot = people.first_given[carer]
    while slot >= 0:
        after = ties.next_of_giver[slot]
        if ties.recipient[slot] == recipient and ties.relation[slot] != VOLUNTEER:
            end_tie(world, slot)
        slot = after
    events = world.areas.events
    events[people.area[carer], STOPPED] += 1.0
    file = people.care_file[recipient]
    if world.week - files.last_stop_week[file] <= CASCADE_WEEKS:
        events[people.area[recipient], CASCADES] += 1.0
    files.last_stop_week[file] = world.week


@kernel
def _scale_down_for(world, carer, recipient, share):
    """The carer gives this person so much less."""
    ties = world.ties
    slot = world.people.first_given[carer]
    while slot >= 0:
        if ties.recipient[slot] == recipient and ties.relation[slot] != VOLUNTEER:
            ties.hours[slot] *= 1.0 - share
            touch(world, recipient)
        slot = ties.next_of_giver[slot]


@kernel
def _give_way(world, rule, stream, carer, main):
    """A heavily strained carer may stop for the recipient who takes most hours, or scale down."""
    ties = world.ties
    stops = rule.heavy_carer_stops_per_year
    if ties.relation[main] == PARTNER:
        stops *= rule.partner_stops_ratio
    stops = draws.within(stops, WEEKS_BETWEEN_LOOKS)
    scales = draws.within(rule.heavy_carer_scales_down_per_year, WEEKS_BETWEEN_LOOKS)
    draw = draws.uniform(draws.nth(stream, 1), world.people.key[carer])
    if draw < stops:
        _stop_for(world, carer, ties.recipient[main])
    elif draw < stops + scales:
        _scale_down_for(world, carer, ties.recipient[main], rule.scale_down_share)


@inlined
def _rest(people, person, resting, step):
    """Who gives no care recovers."""
    strain = people.strain[person] + step * (resting - people.strain[person])
    people.strain[person] = resting if abs(strain - resting) < _NO_DIFFERENCE_LOGIT else strain
    people.weeks_caring[person] = 0
    people.weeks_heavy[person] = 0
    people.main_relation[person] = 0
    people.sole_carer[person] = 0


@kernel
def _hours_off(world, rule, respite_eur_per_hour, person, hours):
    """Hours a week that a professional takes over from a heavily strained carer, and their price.

    Whether somebody would be reached is a lasting trait.
    """
    people, areas = world.people, world.areas
    area = people.area[person]
    traits = draws.nth(draws.stream(world.seed, draws.TRAIT, 0), 7)
    if area >= world.n_areas or draws.uniform(traits, people.key[person]) >= rule.respite_share:
        return 0.0
    off = min(rule.respite_hours_per_week, rule.respite_most_share * hours)
    # looked at every so many weeks, for the weeks until then
    areas.respite_eur[area] += off * respite_eur_per_hour * WEEKS_BETWEEN_LOOKS
    return off


@kernel
def _wear_one(world, rule, log_odds, step, lasting, respite_eur_per_hour, person):
    """Moves one carer's strain; returns whether it is heavy."""
    people, files, ties = world.people, world.files, world.ties
    main = main_tie(world, person)
    recipient = ties.recipient[main]
    relation = ties.relation[main]
    sole = files.helpers[people.care_file[recipient]] == 1
    people.main_relation[person] = relation
    people.sole_carer[person] = sole
    hours = people.hours_given[person]
    if people.weeks_heavy[person] > 0 and rule.respite_share > 0.0:
        hours -= _hours_off(world, rule, respite_eur_per_hour, person, hours)
    target = strain_target(
        rule,
        log_odds,
        hours,
        people.sex[person],
        people.severity[person],
        relation == PARENT,
        sole,
        people.dementia[recipient] == 1,
    )
    people.strain[person] += step * (target - people.strain[person])
    people.weeks_caring[person] = min(
        _MOST_WEEKS, people.weeks_caring[person] + WEEKS_BETWEEN_LOOKS
    )
    if people.strain[person] <= tolerance(lasting, people.key[person]):
        people.weeks_heavy[person] = 0
        return False
    people.weeks_heavy[person] = min(_MOST_WEEKS, people.weeks_heavy[person] + WEEKS_BETWEEN_LOOKS)
    people.total_weeks_heavy[person] = min(
        _MOST_WEEKS, people.total_weeks_heavy[person] + WEEKS_BETWEEN_LOOKS
    )
    return True


@kernel
def wear(world, rule, respite_eur_per_hour, begin, end):
    """One week of strain, for those of these rows who care or have cared and whose turn it is.

    Returns the rows of the heavily strained, ascending.
    """
    people = world.people
    heavy, count = np.empty((end - begin) // WEEKS_BETWEEN_LOOKS + ROWS_TOGETHER, np.int32), 0
    hours_given, weeks_caring, strain = people.hours_given, people.weeks_caring, people.strain
    lasting = draws.nth(draws.stream(world.seed, draws.TRAIT, 0), 3)
    log_odds = strain_log_odds(rule)
    half_lives = WEEKS_BETWEEN_LOOKS * 12.0 / 52.0 / rule.strain_half_life_months
    step = 1.0 - 0.5**half_lives
    resting = resting_strain(rule)
    round_before = begin // ROWS_A_ROUND * ROWS_A_ROUND
    for first in range(round_before + first_in_turn(world.week), end, ROWS_A_ROUND):
        for person in range(max(first, begin), min(first + ROWS_TOGETHER, end)):
            if hours_given[person] > 0.0:
                if _wear_one(world, rule, log_odds, step, lasting, respite_eur_per_hour, person):
                    heavy[count] = person
                    count += 1
            elif weeks_caring[person] > 0 or strain[person] > resting + _NO_DIFFERENCE_LOGIT:
                _rest(people, person, resting, step)
    return heavy[:count]


@kernel
def give_way(world, rule, heavy):
    """What the heavily strained of these rows do about it, one after the other."""
    stream = draws.stream(world.seed, draws.STRAIN, world.week)
    for person in heavy:
        _give_way(world, rule, stream, person, main_tie(world, person))


def run(world: World, rule: StrainRule, formal: FormalCareRule) -> None:
    """Applies `wear` to the world."""
    contract_hour = formal.tariff_guidance_eur_per_hour / (1.0 - formal.coordination_share)
    price = contract_hour / (1.0 - formal.administration_share)  # of an hour with the recipient
    world.areas.respite_eur[:] = 0.0
    handle = world.handle
    works = [
        partial(wear, handle, rule, price, part.first_row, part.last_row)
        for part in parts_of(world)
    ]
    for heavy in side_by_side(works):
        give_way(handle, rule, heavy)


STRAIN = Process(
    name="strain",
    why="the hours just given wear on the carers, who may stop",
    reads=("people", "files", "ties"),
    writes=(
        "people.strain",
        "people.weeks_caring",
        "people.weeks_heavy",
        "people.total_weeks_heavy",
        "people.main_relation",
        "people.sole_carer",
        "people.recount",
        "people.first_received",
        "people.first_given",
        "ties",
        "files.changed",
        "files.last_stop_week",
        "areas.events",
        "areas.respite_eur",
        "areas.standing",
        "areas.ended",
    ),
    rules=(StrainRule, FormalCareRule),
    run=run,
)
