"""No parameter does nothing: moved to an end of its range, each changes something of a run."""

import dataclasses
import hashlib

import numpy as np
import pytest

from zorgzaam.model.parameters import PARAMETERS, default_values
from zorgzaam.model.places import place
from zorgzaam.model.places.figures import Place
from zorgzaam.model.simulation import advance, prepare, start
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.world import TABLES

WEEKS = 24
# What a scenario changes on the way, so that what follows a cut or a programme is there to be felt.
ON_THE_WAY = Timeline(
    (
        Change(2, "respite_share", 0.8),
        Change(4, "budget_cut_household_help_share", 0.5),
        Change(4, "budget_cut_guidance_share", 0.5),
        Change(4, "norm_hours_guidance_per_week", 1.0),
    )
)
# A week in which everything is on and rare things are frequent, for what the default week has no use for.
BUSY = {
    "applies_care_per_month": 0.2,
    "attends_in_need_per_month": 0.2,
    "care_leave_hours_per_week": 4.0,
    "carer_support_share": 0.5,
    "citizens_set_agenda": 1.0,
    "coach_hours_per_walk_in": 4.0,
    "collective_first_share": 0.5,
    "cooperative_funding_eur_per_year": 40_000.0,
    "contract_hours_per_professional": 36.0,
    "death_man_at_80_per_year": 0.08,
    "death_woman_at_80_per_year": 0.06,
    "expected_network_share": 0.8,
    "founders_needed": 10.0,
    "founding_tries_per_1000_per_year": 2.0,
    "heavy_carer_stops_per_year": PARAMETERS["heavy_carer_stops_per_year"].high,
    "hours_free_without_work": PARAMETERS["hours_free_without_work"].low,
    "joins_per_known_member_per_month": 0.05,
    "knows_neighbour_65_plus_share": 1.0,
    "leaves_home_per_year": 0.2,
    "lump_sum_profile_share": 0.5,
    "moves_per_year": 0.18,
    "moves_ratio_18_29": 3.0,
    "new_partner_per_year": 0.1,
    "one_plan": 1.0,
    "open_walk_in_share": 0.9,
    "payment": 1.0,
    "principals": 3.0,
    "programme_weeks": 10.0,
    "reorganisation_interval_weeks": 6.0,
    "retender_interval_weeks": 7.0,
    "rules_fitted_share": 1.0,
    "self_reliance_training_share": 0.5,
    "separates_per_year": 0.02,
    "smallest_budget_hours_per_week": 24.0,
    "smallest_hours_care_applied": 0.5,
    "staff_leave_per_year": 0.35,
    "strain_half_life_months": PARAMETERS["strain_half_life_months"].low,
    "strain_intercept": PARAMETERS["strain_intercept"].high,
    "tariff_day_activity_eur_per_hour": 40.0,
    "tie_building_share": 0.1,
    "transitional_right_weeks": 8.0,
    "vacancy_filled_per_week": 0.05,
    "volunteers_per_coordinator_fte": 20.0,
    "volunteers_share": 0.075,
    "walk_in_place_eur_per_week": 50.0,
    "willing_share": 0.5,
}
# What so short a run in so small a place does not feel, each with its reason.
NOT_FELT = {
    "contacts_asked_to_found": "hardly anybody has more than ten contacts in a village",
    "death_highest_per_year": "reached above a hundred years of age only",
    "knows_neighbour_15_34_share": "few neighbours of that age are asked, fewer still say yes",
    "members_counted": "nobody knows five members of a young cooperative",
    "members_needed_share": "half of the members do not leave in half a year",
    "moderate_margin_share": "for areas whose published shares of limited people contradict each other",
    "needs_help_light_under_18_share": "a light limitation is rare among so few children",
    "new_partner_per_year": "rare: about one in a village in half a year",
    "oldest_repartnering_years": "the same, of those of 65 and over",
}


def village(times: int) -> Place:
    """Two villages of so many times a hundred people, a third of them old, one with low incomes."""
    counts = {"residents": 100, "residents_0_14": 15, "residents_15_24": 10, "residents_25_44": 20,
              "residents_45_64": 25, "residents_65_plus": 30, "households": 47,
              "households_single": 17, "households_without_children": 16,
              "households_with_children": 14}  # fmt: skip
    one = dataclasses.replace(
        place("WK168000").areas[0],
        code="WK000001",
        household_size=2.1,
        **{name: times * count for name, count in counts.items()},
    )
    other = dataclasses.replace(one, code="WK000002", low_income_households_pct=20.0)
    return Place("WK000001", "Klein", "wijk", 2019, (one, other), "test")


def lived(where: Place, values: dict[str, float]) -> bytes:
    """A fingerprint of everything at the end of a run, and of everything that was observed."""
    world = start(prepare(where, 1, values | {"settling_weeks": 26.0}), WEEKS)
    for _ in range(WEEKS):
        advance(world, ON_THE_WAY)
    seen = world.observations
    print_of = hashlib.sha256()
    for table in TABLES:
        for column in getattr(world, table):
            print_of.update(np.ascontiguousarray(column).tobytes())
    for array in (seen.weekly, seen.groups, seen.ties, seen.network):
        print_of.update(array.tobytes())
    return print_of.digest()


@pytest.fixture(scope="module")
def runs():
    """(place, values, fingerprint) of the default week in two hamlets, and of the busy week in two villages."""
    hamlets, villages = village(4), village(11)
    usual, busy = default_values(), default_values() | BUSY
    return (hamlets, usual, lived(hamlets, usual)), (villages, busy, lived(villages, busy))


def is_felt(runs, name: str) -> bool:
    """Whether one of the ends of a parameter's range changes anything in one of the runs."""
    row = PARAMETERS[name]
    ends = (0.0, len(row.choices) - 1.0) if row.choices else (float(row.low), float(row.high))
    for where, values, usual in runs:
        far_first = sorted(ends, key=lambda end: -abs(end - values[name]))
        if any(lived(where, values | {name: end}) != usual for end in far_first):
            return True
    return False


def test_every_parameter_is_felt_or_it_is_said_why_not(runs):
    assert set(NOT_FELT) <= set(PARAMETERS)
    names = [name for name in PARAMETERS if name not in NOT_FELT and name != "settling_weeks"]
    unfelt = [name for name in names if not is_felt(runs, name)]
    assert not unfelt, "say why in NOT_FELT, or delete what does nothing"


def test_a_run_that_is_lived_twice_leaves_the_same_fingerprint(runs):
    where, values, usual = runs[0]
    assert lived(where, values) == usual


def test_no_professionals_week_is_all_administration_and_network_at_any_ends_of_the_ranges():
    high, low = (
        {name: getattr(row, end) for name, row in PARAMETERS.items()} for end in ("high", "low")
    )
    more = (high["principals"] - low["usual_principals"]) * high[
        "administration_share_per_principal"
    ]
    most = high["administration_share"] + more + high["tie_building_share"]
    assert most <= 0.95
