"""Each lever moves something through its mechanism, and at its default it moves nothing at all.

Read from the tables, as near to the mechanism as can be, in pairs of runs that differ by the lever only.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest

from zorgzaam.agents.care_file import (
    COMPANY,
    DAY_ACTIVITY,
    DISTRICT_NURSING,
    FAMILY_SUPPORT,
    GRANTED,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
)
from zorgzaam.model.area_levers import AREA_LEVERS
from zorgzaam.model.initiatives import COOPERATIVE
from zorgzaam.model.measures import INDEX
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.programmes import PROGRAMME_LEVERS
from zorgzaam.model.simulation import advance, simulate, start
from zorgzaam.model.timeline import Change, Timeline

PLACE = "WK027301"  # three buurten, 1,945 residents: budgets and rules of three areas
WEEKS = 30
# As many people have professionals as before the fit: in so small a place levers are about few.
CLIENTS = {"applies_care_per_month": 0.2, "smallest_hours_care_applied": 0.5}
# what makes a walk-in payable in so small a place
SMALL = {"walk_in_place_eur_per_week": 50.0, "coach_hours_per_walk_in": 4.0,
         "attends_in_need_per_month": 0.2}  # fmt: skip


def changes(levers: dict[str, float], week: int = 0, area: int = -1) -> tuple[Change, ...]:
    return tuple(Change(week, name, value, area) for name, value in levers.items())


@pytest.fixture(scope="module")
def lived(settled_place):
    """Levers -> the world after so many weeks, with what was observed."""
    known = {}

    def to(weeks: int = WEEKS, **levers: float):
        key = (weeks, tuple(sorted(levers.items())))
        if key not in known:
            world = start(settled_place(PLACE, **CLIENTS), weeks)
            for _ in range(weeks):
                advance(world, Timeline(changes(levers)))
            known[key] = world
        return known[key]

    return to


def seen(world, measure: str) -> np.ndarray:
    """(weeks,) of a measure, all areas together."""
    return world.observations.weekly[: world.week, :, INDEX[measure]].sum(axis=1)


def granted(world, service: int) -> np.ndarray:
    files = world.files
    return files.granted[(files.person >= 0) & (files.state[:, service] == GRANTED), service]


def total(measure: str):
    return lambda world: seen(world, measure).sum()


def applying(world, service: int = HOUSEHOLD_HELP) -> float:
    return float(((world.files.state[:, service] == 1) & (world.files.person >= 0)).sum())


def budget(service: int):
    return lambda world: world.areas.budget_eur[: world.n_areas, service].sum()


def largest_grant(service: int):
    return lambda world: granted(world, service).max()


def served_by_another_provider(world) -> int:
    files = world.files
    placed, service = np.nonzero((files.professional >= 0) & (files.person >= 0)[:, None])
    by = files.professional[placed, service]
    return int((world.professionals.provider[by] != files.provider[placed, service]).sum())


@dataclass(frozen=True)
class Lever:
    sentence: str
    set_to: dict[str, float]
    look: object
    up: bool  # whether what is looked at is more with the lever
    beside: dict[str, float] | None = None  # holds in both runs


LEVERS = (
    Lever("a cut of household help leaves less to spend on it",
          {"budget_cut_household_help_share": 0.4}, budget(HOUSEHOLD_HELP), False),
    Lever("a cut of guidance leaves less to spend on guidance",
          {"budget_cut_guidance_share": 0.4}, budget(GUIDANCE_SERVICE), False),
    Lever("a cut of guidance leaves less to spend on day activity too",
          {"budget_cut_guidance_share": 0.4}, budget(DAY_ACTIVITY), False),
    Lever("a cut of district nursing leaves less to spend on it",
          {"budget_cut_district_nursing_share": 0.4}, budget(DISTRICT_NURSING), False),
    Lever("a cut of family support leaves less to spend on it",
          {"budget_cut_family_support_share": 0.4}, budget(FAMILY_SUPPORT), False),
    Lever("a lower norm of household help makes the talks of today grant less",
          {"norm_hours_household_help_per_week": 1.5},
          lambda world: granted(world, HOUSEHOLD_HELP).sum(), False),
    Lever("a lower norm of guidance makes indications smaller",
          {"norm_hours_guidance_per_week": 1.0}, lambda world: granted(world, GUIDANCE_SERVICE).sum(), False),
    Lever("a lower norm of district nursing makes indications smaller",
          {"norm_hours_district_nursing_per_week": 2.0},
          lambda world: granted(world, DISTRICT_NURSING).sum(), False),
    Lever("a lower norm of day activity makes indications smaller",
          {"norm_hours_day_activity_per_week": 2.0}, lambda world: granted(world, DAY_ACTIVITY).sum(), False),
    Lever("a lower norm of family support makes indications smaller",
          {"norm_hours_family_support_per_week": 0.5},
          lambda world: granted(world, FAMILY_SUPPORT).sum(), False),
    Lever("a transitional right keeps the old indications longer",
          {"transitional_right_weeks": 52.0}, lambda world: granted(world, HOUSEHOLD_HELP).sum(), True,
          {"norm_hours_household_help_per_week": 1.0}),
    Lever("an assessor who expects more of the network grants less",
          {"expected_network_share": 0.7}, lambda world: granted(world, GUIDANCE_SERVICE).sum(), False),
    Lever("fewer places in nursing homes make fewer admissions",
          {"nursing_home_places_share": 0.0}, total("admissions"), False),
    Lever("more coordination buys fewer contract hours for the same money",
          {"coordination_share": 0.4}, total("direct_hours"), False,
          {"budget_cut_household_help_share": 0.3, "budget_cut_guidance_share": 0.3}),
    Lever("more administration leaves fewer hours with clients for a euro",
          {"administration_share": 0.45}, lambda world: total("direct_hours")(world)
          / (total("guidance_spent_eur")(world) + total("household_help_spent_eur")(world)), False),
    Lever("fewer steps make those who applied wait less",
          {"chain_steps": 1.0}, applying, False),
    Lever("fewer steps take less of the generalists' time",
          {"chain_steps": 1.0}, total("chain_hours"), False),
    Lever("shorter steps make those who applied wait less",
          {"weeks_per_chain_step": 0.0}, applying, False),
    Lever("who may act at once leaves fewer people waiting for a decision",
          {"may_act_at_once": 1.0}, applying, False),
    Lever("a third principal costs administration",
          {"principals": 3.0}, lambda world: total("administration_eur")(world)
          / total("guidance_spent_eur")(world), True),
    Lever("with one principal there is less administration",
          {"principals": 1.0}, lambda world: total("administration_eur")(world)
          / total("guidance_spent_eur")(world), False),
    Lever("with one plan the workers of a household talk less with each other",
          {"one_plan": 1.0}, total("consultation_hours"), False),
    Lever("a lump sum is spent whatever is asked for",
          {"payment": 1.0}, total("spare_hours"), True),
    Lever("a collective offer that goes first leaves fewer people with an indication for day activity",
          {"collective_first_share": 1.0}, total("day_activity_clients"), False,
          SMALL | {"open_walk_in_share": 0.8}),
    Lever("training of self-reliance takes a generalist's time",
          {"self_reliance_training_share": 1.0}, total("chain_hours"), True),
    Lever("training of self-reliance leaves people trained",
          {"self_reliance_training_share": 1.0}, lambda world: world.files.trained.sum(), True),
    Lever("with more providers clients are spread over more of them",
          {"providers_per_service": 20.0}, lambda world: len(set(
              world.files.provider[world.files.person >= 0].ravel())), True),
    Lever("providers that pool serve each other's clients",
          {"providers_pool": 1.0}, served_by_another_provider, True),
    Lever("money for open walk-ins opens their doors",
          {"open_walk_in_share": 0.6}, total("walk_ins_open"), True, SMALL),
    Lever("money for open walk-ins is spent there and not on closed sites",
          {"open_walk_in_share": 0.6}, total("collective_spent_eur"), True, SMALL),
    Lever("where cooperatives are not recognised none is founded",
          {"cooperatives_recognised": 0.0}, total("cooperatives"), False,
          {"founding_tries_per_1000_per_year": 20.0, "founders_needed": 10.0, "willing_share": 0.5}),
    Lever("a funded cooperative opens a walk-in of its own",
          {"cooperative_funding_eur_per_year": 40_000.0}, total("walk_ins_open"), True,
          SMALL | {"founding_tries_per_1000_per_year": 20.0, "founders_needed": 10.0,
                   "willing_share": 0.5}),
    Lever("rules fitted to the area make the cut differ between areas",
          {"rules_fitted_share": 1.0}, lambda world: np.ptp(world.areas.cut_ratio[: world.n_areas]), True),
    Lever("rules fitted to the area make the expectation differ between areas",
          {"rules_fitted_share": 1.0},
          lambda world: np.ptp(world.areas.expectation_ratio[: world.n_areas]), True),
    Lever("a lower lump sum leaves less to spend",
          {"lump_sum_level_share": 0.8}, lambda world: world.areas.budget_eur[: world.n_areas].sum(),
          False, {"payment": 1.0}),
    Lever("a lump sum by profile moves money from one area to another",
          {"lump_sum_profile_share": 1.0},
          lambda world: abs(world.areas.budget_eur[: world.n_areas]
                            - world.areas.reference_eur[: world.n_areas]).sum(), True, {"payment": 1.0}),
    Lever("more staff turnover leaves fewer clients with a professional they know",
          {"staff_leave_per_year": 0.35}, lambda world: seen(world, "known_professionals")[-1], False),
    Lever("reorganisations leave fewer clients with a professional they know",
          {"reorganisation_interval_weeks": 20.0},
          lambda world: seen(world, "known_professionals")[21:].sum(), False),
    Lever("a retender gives clients another provider and a stranger",
          {"retender_interval_weeks": 20.0},
          lambda world: seen(world, "known_professionals")[21:].sum(), False),
    Lever("fewer moves bring fewer newcomers",
          {"moves_per_year": 0.02}, total("movers_in"), False),
    Lever("respite costs money",
          {"respite_share": 1.0}, total("respite_spent_eur"), True),
    Lever("carer support takes somebody's time to ask others",
          {"carer_support_share": 1.0}, total("chain_hours"), True),
    Lever("care leave leaves carers who work more hours to promise",
          {"care_leave_hours_per_week": 16.0},
          lambda world: world.ties.hours[world.ties.giver >= 0].sum(), True),
    Lever("where nobody may ask no tie of own initiative begins",
          {"informal_asking": 0.0}, total("new_ties_own_initiative"), False),
    Lever("who asks less often has fewer ties of own initiative",
          {"asking_probability_per_month": 0.05}, total("new_ties_own_initiative"), False),
    Lever("coordinators with fewer volunteers each are more, and cost more",
          {"volunteers_per_coordinator_fte": 20.0}, total("coordinators_spent_eur"), True),
    Lever("coordinators with fewer volunteers each have time to bring more people together",
          {"volunteers_per_coordinator_fte": 20.0}, lambda world: world.areas.matches_left.sum(), True),
    Lever("where professionals may not broker they spend no time on it",
          {"professionals_broker": 0.0}, total("brokering_hours"), False, {"tie_building_share": 0.2}),
    Lever("time set aside for ties is used to ask around and introduce",
          {"tie_building_share": 0.3}, total("brokering_hours"), True),
    Lever("time set aside for ties brings ties that were brokered",
          {"tie_building_share": 0.3}, total("new_ties_brokered"), True),
)  # fmt: skip


def missing_company_near_walk_ins(world, before) -> int:
    """People who missed company within 25 addresses of a walk-in."""
    people, files = before.people, before.files
    rows = before.people_in_need
    missing = rows[files.unmet[people.care_file[rows], COMPANY] > 0]
    addresses = world.initiatives.household[world.initiatives.household >= 0]
    assert len(addresses) > 0
    return sum(int((abs(people.household[missing] - at) <= 25).sum()) for at in addresses)


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.sentence)
def test_lever(lever, lived):
    beside = lever.beside or {}
    without, with_it = lever.look(lived(**beside)), lever.look(lived(**(beside | lever.set_to)))
    assert with_it > without if lever.up else with_it < without, (without, with_it)


def test_residents_who_set_the_agenda_open_walk_ins_where_more_people_miss_company(settled_place):
    near = {0.0: 0, 1.0: 0}
    for agenda, seed in itertools.product(near, (1, 2, 3)):
        before, world = (
            start(settled_place(PLACE, seed, **CLIENTS)),
            start(settled_place(PLACE, seed, **CLIENTS)),
        )
        levers = SMALL | {"open_walk_in_share": 0.8, "walk_in_reach_households": 100.0}
        advance(world, Timeline(changes(levers | {"citizens_set_agenda": agenda})))
        near[agenda] += missing_company_near_walk_ins(world, before)
    assert near[1.0] > near[0.0]


def test_every_lever_of_the_table_has_its_test():
    tested = {name for lever in LEVERS for name in lever.set_to} | {
        "programme_weeks",
        "citizens_set_agenda",
    }
    levers = {name for name, row in PARAMETERS.items() if row.is_lever}
    assert levers <= tested, levers - tested
    assert {"payment", "may_act_at_once", "weeks_per_chain_step", "informal_asking",
            "professionals_broker"} <= tested  # fmt: skip


def same(one, other) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ("weekly", "groups", "ties", "network")
    )


def test_all_levers_at_their_defaults_move_nothing_to_the_last_bit(settled_place):
    settled = settled_place(PLACE, **CLIENTS)
    names = {name for lever in LEVERS for name in lever.set_to}
    everywhere = {name: settled.values[name] for name in names}
    in_one = {name: settled.values[name] for name in AREA_LEVERS}
    timeline = Timeline((*changes(everywhere, 3), *changes(in_one, 5, area=1)))
    assert same(simulate(settled, timeline, 24), simulate(settled, Timeline(), 24))


@pytest.mark.parametrize("name", AREA_LEVERS)
def test_a_lever_of_one_area_leaves_the_rules_of_the_others_alone(name, settled_place):
    world = start(settled_place(PLACE, **CLIENTS))
    before = world.areas.lever.copy()
    row = PARAMETERS[name]
    value = row.high if row.value != row.high else row.low
    world.change([Change(0, name, value, 1)])
    at = AREA_LEVERS.index(name)
    assert world.areas.lever[1, at] == value != before[1, at]
    differ = before != world.areas.lever
    assert differ.sum() == 1
    world.change([Change(0, name, float(row.value))])
    assert np.array_equal(world.areas.lever, before), "what holds everywhere ends an area's own"


@pytest.mark.parametrize("name", PROGRAMME_LEVERS)
def test_what_a_programme_pays_for_falls_back_and_comes_back_to_nothing(name, settled_place):
    world = start(settled_place(PLACE, **CLIENTS))
    was, value = world.values[name], PARAMETERS[name].high
    for week in range(30):
        world.week = week
        due = changes({"programme_weeks": 20.0, name: value}, 4) if week == 4 else ()
        world.change(due)
        assert world.values[name] == (value if 4 <= week < 24 else was)
    world.change(changes({"programme_weeks": 0.0, name: value}, 30))
    world.week = 500
    world.change(())
    assert world.values[name] == value, "without an end it lasts"


def test_a_programme_that_is_stepped_up_renewed_or_stopped_falls_back_to_what_was_before_it(
    settled_place,
):
    name = "tie_building_share"
    world = start(settled_place(PLACE, **CLIENTS))

    def at(week: int, value: float | None = None) -> float:
        world.week = week
        world.change([] if value is None else [Change(week, name, value)])
        return world.values[name]

    world.change([Change(0, "programme_weeks", 20.0)])
    assert at(0, 0.1) == 0.1
    assert at(10, 0.2) == at(29) == 0.2  # stepped up: its weeks begin anew
    assert at(30) == 0.0
    assert at(40, 0.1) == 0.1
    assert at(60, 0.1) == at(79) == 0.1  # renewed in the week in which it would end
    assert at(80) == 0.0
    assert at(90, 0.1) == 0.1
    assert at(95, 0.0) == at(110) == 0.0  # stopped early, it does not begin again
    assert at(120, 0.1) == 0.1
    assert at(130, 0.1) == 0.1  # told again what holds already: nothing changes
    assert at(140) == 0.0


def test_lasting_funding_everywhere_is_not_ended_by_an_areas_old_programme(settled_place):
    name, world = "open_walk_in_share", start(settled_place(PLACE, **CLIENTS))
    world.change([Change(0, "programme_weeks", 20.0), Change(0, name, 0.5, 1)])
    world.week = 10
    world.change([Change(10, "programme_weeks", 0.0), Change(10, name, 0.3)])
    world.week = 20
    world.change([])
    assert (world.areas.lever[:, AREA_LEVERS.index(name)] == 0.3).all()


@pytest.mark.parametrize("weeks", [0.0, 30.0], ids=["lasting", "a programme of its own"])
def test_what_an_area_was_told_during_a_programme_everywhere_stands_when_that_ends(
    weeks, settled_place
):
    name, world = "open_walk_in_share", start(settled_place(PLACE, **CLIENTS))
    at = AREA_LEVERS.index(name)
    world.change([Change(0, "programme_weeks", 20.0), Change(0, name, 0.5)])
    world.week = 5
    world.change([Change(5, "programme_weeks", weeks), Change(5, name, 0.7, 1)])
    world.week = 20
    world.change([])
    assert world.areas.lever[: world.n_areas, at].tolist() == [0.0, 0.7, 0.0]
    world.week = 35
    world.change([])
    assert world.areas.lever[1, at] == (0.7 if weeks == 0 else 0.0)


def test_a_retender_moves_clients_and_some_staff_to_the_next_provider(settled_place):
    world = start(settled_place(PLACE, **CLIENTS))
    for _ in range(13):
        advance(
            world, Timeline(changes({"retender_interval_weeks": 13.0, "retender_loses_share": 1.0}))
        )
    before = world.files.provider.copy(), world.files.person.copy()
    employer = world.professionals.provider.copy()
    providers = int(world.values["providers_per_service"])
    advance(world, Timeline())
    stayed = (world.files.person >= 0) & (world.files.person == before[1])
    here = world.people.area[world.files.person] < world.n_areas  # others are served elsewhere
    served = stayed & here & (world.files.grants > 0)
    assert served.sum() > 20
    state = world.files.state[served] == GRANTED
    moved = (before[0][served] + 1) % providers
    assert np.array_equal(world.files.provider[served][state], moved[state])
    now = world.professionals.provider[: len(employer)]
    assert (now != employer).any()


def test_walk_ins_of_a_cooperative_need_the_cooperative(lived):
    founded = {
        "founding_tries_per_1000_per_year": 20.0,
        "founders_needed": 10.0,
        "willing_share": 0.5,
    }
    world = lived(**SMALL, **founded, cooperative_funding_eur_per_year=40_000.0)
    row = world.initiatives.kind == COOPERATIVE
    assert (world.initiatives.coach_hours[row & (world.initiatives.open == 0)] == 0).all()
    assert (world.initiatives.coach_hours[row & (world.initiatives.open == 1)] > 0).any()
