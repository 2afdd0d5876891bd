"""Nothing is lost: hours, money and people add up in every week of a run."""

from collections.abc import Callable

import numpy as np
import pytest

from zorgzaam.agents.care_file import (
    GRANTED,
    T_GUIDANCE,
    T_HOUSEHOLD_HELP,
    T_INFORMAL,
    T_NEED,
    T_NURSING,
    T_ORDINARY,
    T_ORIGIN,
    T_UNMET,
    T_VOLUNTEER,
)
from zorgzaam.agents.people import AT_HOME, AWAY, CHILD_ROLE, EMPTY, NURSING_HOME
from zorgzaam.agents.professional import EMPLOYED
from zorgzaam.model.areas import DEATHS, MOVERS_IN
from zorgzaam.model.care.services import FormalCareRule
from zorgzaam.model.network import FRIEND, VOLUNTEER
from zorgzaam.model.process import Process
from zorgzaam.model.simulation import simulate, start
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.week import WEEK
from zorgzaam.model.world import World

WEEKS = 60
PLACE = "WK027301"  # three buurten, 1,945 residents
CUTS = (
    Change(8, "budget_cut_household_help_share", 0.32),
    Change(8, "budget_cut_guidance_share", 0.25),
    Change(8, "norm_hours_household_help_per_week", 1.5),
)
SCENARIOS = {
    "baseline": (),
    "cuts": CUTS,
    "cuts, the last to come waits": (*CUTS, Change(8, "rationing_rule", 1.0)),
    "cuts with a transitional right": (*CUTS, Change(8, "transitional_right_weeks", 20.0)),
}

Look = Callable[[World], None]


def live(settled, changes, after: dict[str, Look], weeks: int = WEEKS) -> World:
    """Some weeks of a run, with a look at the world after each process named."""
    world = start(settled, weeks)
    timeline = Timeline(tuple(changes))
    for week in range(weeks):
        world.tightened = ()
        if due := timeline.at(week):
            world.change(due)
        for process in WEEK:
            process(world)
            after.get(process.name, lambda _: None)(world)
        world.week += 1
    return world


def hours_add_up(world: World) -> None:
    """Just after delivery, as strain and ties may end arrangements later in the week."""
    people, files, ties = world.people, world.files, world.ties
    rows = world.people_in_need
    file = people.care_file[rows]
    totals = files.totals[file].astype(float)
    met = totals[:, [T_ORDINARY, T_HOUSEHOLD_HELP, T_GUIDANCE, T_NURSING]].sum(axis=1)
    met += totals[:, T_INFORMAL] + totals[:, T_VOLUNTEER] + totals[:, T_UNMET]
    np.testing.assert_allclose(totals[:, T_NEED], met, atol=1e-4)
    np.testing.assert_allclose(totals[:, T_NEED], files.need[file].sum(axis=1), atol=1e-4)
    np.testing.assert_allclose(totals[:, T_UNMET], files.unmet[file].sum(axis=1), atol=1e-4)
    helped = totals[:, T_INFORMAL] + totals[:, T_VOLUNTEER]
    np.testing.assert_allclose(totals[:, T_ORIGIN:].sum(axis=1), helped, atol=1e-4)
    np.testing.assert_allclose(files.informal[file].sum(axis=1), helped, atol=1e-4)
    used = ties.giver >= 0
    by_carers = used & (ties.relation != VOLUNTEER)
    by_volunteers = used & (ties.relation == VOLUNTEER)
    given = people.hours_given.sum(dtype=float)
    received = totals[:, T_INFORMAL].sum()
    assert given == pytest.approx(received, rel=1e-5)
    assert ties.delivered[by_carers].sum(dtype=float) == pytest.approx(received, rel=1e-5)
    assert ties.delivered[by_volunteers].sum(dtype=float) == pytest.approx(
        totals[:, T_VOLUNTEER].sum(), rel=1e-5, abs=1e-9
    )
    assert (ties.delivered <= ties.hours).all()
    assert (totals[:, T_HOUSEHOLD_HELP : T_NURSING + 1] <= files.formal[file] + 1e-5).all()


def money_adds_up(world: World) -> None:
    """Just after formal care."""
    areas, files, people = world.areas, world.files, world.people
    staff = world.professionals
    rule = world.rule(FormalCareRule)
    tariffs = (
        rule.tariff_household_help_eur_per_hour,
        rule.tariff_guidance_eur_per_hour,
        rule.tariff_district_nursing_eur_per_hour,
    )
    shares = rule.administration_share * np.array(
        [rule.administration_ratio_household_help, 1.0, 1.0]
    )
    rows = world.people_in_need
    file = people.care_file[rows]
    for area in range(world.n_areas):
        for service in range(3):
            here = (staff.area == area) & (staff.service == service) & (staff.status == EMPLOYED)
            contracts = staff.contract_hours[here].sum(dtype=float)
            spent = areas.spent_eur[area, service]
            budget = areas.budget_eur[area, service]
            price = tariffs[service] / (1.0 - rule.coordination_share)
            # contracts are kept in single precision, and 0.01 hour is not worth a change of contract
            assert spent == pytest.approx(contracts * price, rel=1e-5, abs=0.011 * price)
            clients = (people.area[rows] == area) & (people.status[rows] == AT_HOME)
            kept = file[clients & (world.week < files.protected_until[file, service])]
            kept = kept[files.state[kept, service] == GRANTED]
            right = files.granted[kept, service].sum(dtype=float) / (1.0 - shares[service])
            # a transitional right is honoured beyond the budget
            assert spent <= max(budget, right * price) * (1 + 1e-6) + 0.011 * price
            lost = spent * rule.coordination_share
            assert areas.coordination_eur[area, service] == pytest.approx(lost)
            paid = spent - lost
            assert areas.administration_eur[area, service] == pytest.approx(paid * shares[service])
            direct = areas.direct_hours[area, service]
            assert direct * tariffs[service] == pytest.approx(paid * (1.0 - shares[service]))
            supplied = files.formal[file[clients], service].sum(dtype=float)
            assert supplied <= direct * (1 + 1e-5) + 0.02
            assert supplied <= areas.granted_hours[area, service] + 1e-3


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_hours_money_and_tables_add_up_in_every_week(scenario, settled_place, consistent):

    def now_and_then(world: World) -> None:
        if world.week % 6 == 5:
            consistent(world)

    looks = {"formal_care": money_adds_up, "delivery": hours_add_up, "observe": now_and_then}
    world = live(settled_place(PLACE), SCENARIOS[scenario], looks)
    assert world.week == WEEKS
    assert world.files.totals[:, T_INFORMAL].sum() > 0
    assert world.areas.spent_eur.sum() > 0


def test_every_process_leaves_the_tables_consistent(settled_place, consistent):
    live(settled_place(PLACE), CUTS, {process.name: consistent for process in WEEK}, weeks=4)


def residents(world: World) -> np.ndarray:
    return (world.people.status != EMPTY) & (world.people.area < world.n_areas)


def test_everybody_who_comes_or_goes_is_counted(settled_place):
    """Who is there after life = who was there + born + moved in - died - left, and each is known."""
    world = start(settled_place(PLACE), WEEKS)
    people, households = world.people, world.households
    seen = {"born": 0, "moved in": 0, "died": 0, "left": 0}
    in_area = households.area[people.household] < world.n_areas
    for _ in range(WEEKS):
        before, key, generation = residents(world), people.key.copy(), people.generation.copy()
        WEEK[0](world)
        after = residents(world)
        events = world.areas.events[: world.n_areas].sum(axis=0)
        taken_over = households.moved_in_week[people.household] == world.week
        begun = (people.generation - generation).astype(int)
        new = (begun > 0) & in_area
        born = int((new & (people.birth_week == world.week) & ~taken_over).sum())
        assert begun[in_area].sum() == events[MOVERS_IN] + born
        assert (people.key[begun > 0] != key[begun > 0]).all()
        assert (people.key[begun == 0] == key[begun == 0]).all()
        gone = before & (~after | (begun > 0))
        walked = gone & (people.status == AWAY) & (people.area == world.n_areas)
        # who vanished from an address that nobody took over has died, and all who died vanished
        stayed = gone & ~walked & ~taken_over
        assert stayed.sum() <= events[DEATHS] <= (gone & ~walked).sum()
        left = int(gone.sum() - events[DEATHS])
        change = int(after.sum()) - int(before.sum())
        assert change == born + events[MOVERS_IN] - events[DEATHS] - left
        for name, number in zip(seen, (born, events[MOVERS_IN], events[DEATHS], left), strict=True):
            seen[name] += int(number)
        for process in WEEK[1:]:
            process(world)
        world.week += 1
    assert all(count > 0 for count in seen.values()), seen


def test_where_nobody_moves_who_is_gone_has_died_or_left_home_or_a_partner(settled_place):
    world = start(settled_place(PLACE), WEEKS)
    world.change({"moves_per_year": 0.0})
    people, died = world.people, 0
    for _ in range(WEEKS):
        before, generation = residents(world), people.generation.copy()
        WEEK[0](world)
        gone = before & (~residents(world) | (people.generation != generation))
        walked = gone & (people.status == AWAY)
        orphaned = gone & (people.role == CHILD_ROLE) & (people.generation != generation)
        deaths = world.areas.events[: world.n_areas, DEATHS].sum()
        assert (gone & ~walked & ~orphaned).sum() <= deaths <= (gone & ~walked).sum()
        died += int(deaths)
        for process in WEEK[1:]:
            process(world)
        world.week += 1
    assert died > 0


def test_nobody_at_all_is_admitted_without_a_place(settled_place):
    settled = settled_place(PLACE)

    def places_hold(world: World) -> None:
        in_home = (world.people.status == NURSING_HOME) & (world.people.area < world.n_areas)
        number = np.bincount(world.people.area[in_home], minlength=world.n_areas + 1)
        assert (number <= world.areas.nursing_home_places)[: world.n_areas].all()

    live(settled, (), {"strain": places_hold})


def test_a_change_to_the_same_value_changes_not_one_bit(settled_place):
    settled = settled_place(PLACE)
    baseline = simulate(settled, Timeline(), 40)
    names = ("budget_cut_guidance_share", "yes_partner", "norm_hours_household_help_per_week",
             "expected_network_share", "transitional_right_weeks")  # fmt: skip
    same = Timeline(tuple(Change(10, name, settled.values[name]) for name in names))
    again = simulate(settled, same, 40)
    assert np.array_equal(baseline.weekly, again.weekly)
    assert np.array_equal(baseline.groups, again.groups)
    assert np.array_equal(baseline.ties, again.ties)
    for name in baseline.end.__slots__:
        assert np.array_equal(getattr(baseline.end, name), getattr(again.end, name)), name


def test_a_cut_changes_something(settled_place):
    settled = settled_place(PLACE)
    with_cut, without = (simulate(settled, Timeline(c), 40) for c in (CUTS, ()))
    assert np.array_equal(with_cut.weekly[:8], without.weekly[:8])
    spent = [run.measure("household_help_spent_eur")[-10:].sum() for run in (with_cut, without)]
    assert spent[0] < spent[1]


def test_the_week_is_made_of_processes():
    assert all(isinstance(process, Process) for process in WEEK)


def _lose_a_tie(world: World) -> None:
    person = np.flatnonzero(world.people.first_received >= 0)[0]
    world.people.first_received[person] = -1


def _lose_a_file(world: World) -> None:
    world.people.care_file[world.people_in_need[0]] = -1


def _widow_on_one_side(world: World) -> None:
    world.people.partner[np.flatnonzero(world.people.partner >= 0)[0]] = -1


def _forget_a_friend(world: World) -> None:
    world.contacts.relation[np.flatnonzero(world.contacts.relation == FRIEND)[0]] = 0


def _divide_by_nothing(world: World) -> None:
    world.people.strain[0] = np.nan


@pytest.mark.parametrize(
    "harm", [_lose_a_tie, _lose_a_file, _widow_on_one_side, _forget_a_friend, _divide_by_nothing]
)
def test_tables_that_disagree_are_noticed(harm, settled_place, consistent):
    world = start(settled_place(PLACE))
    consistent(world)
    harm(world)
    with pytest.raises(AssertionError):
        consistent(world)
