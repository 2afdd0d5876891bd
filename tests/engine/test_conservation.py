"""Nothing is lost: hours, money and people add up in every week of a run."""

from collections.abc import Callable

import numpy as np
import pytest

from zorgzaam.agents.care_file import (
    COMPANY,
    DAY_ACTIVITY,
    FAMILY,
    FAMILY_SUPPORT,
    GRANTED,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
    SERVICES,
    T_COLLECTIVE,
    T_HOUSEHOLD_HELP,
    T_INFORMAL,
    T_NEED,
    T_ORDINARY,
    T_ORIGIN,
    T_UNMET,
    T_VOLUNTEER,
)
from zorgzaam.agents.people import AWAY, CHILD_ROLE, EMPTY, LIGHT, NOBODY, NURSING_HOME
from zorgzaam.agents.professional import EMPLOYED
from zorgzaam.model.areas import DEATHS, MOVERS_IN, WITH_CLIENTS
from zorgzaam.model.care.organisation import OrganisationRule
from zorgzaam.model.care.services import FormalCareRule
from zorgzaam.model.initiatives import CLOSED_SITE, COOPERATIVE, VOLUNTEER_ORGANISATION
from zorgzaam.model.measures import INDEX, MEASURE_NAMES, SPENT_EUR
from zorgzaam.model.network import ALREADY_THERE, FRIEND, VOLUNTEER
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


# As many people have professionals as before the fit: in so small a place organising care is about few.
CLIENTS = {"applies_care_per_month": 0.2, "smallest_hours_care_applied": 0.5}


def at_start(**levers: float) -> tuple[Change, ...]:
    return tuple(Change(0, name, value) for name, value in levers.items())


# everything that organises care in another way than the default, twice: what excludes each other
COALITION = at_start(
    open_walk_in_share=0.6, collective_first_share=0.8, tie_building_share=0.2, one_plan=1,
    providers_pool=1, may_act_at_once=1, self_reliance_training_share=0.5, respite_share=0.5,
    carer_support_share=0.5, cooperative_funding_eur_per_year=40_000.0,
    founding_tries_per_1000_per_year=20.0, programme_weeks=40, walk_in_place_eur_per_week=50,
    coach_hours_per_walk_in=4, attends_in_need_per_month=0.2, attends_without_need_per_month=0.02,
    founders_needed=10, willing_share=0.5,
)  # fmt: skip
UNREST = at_start(
    payment=1, lump_sum_profile_share=1.0, rules_fitted_share=1.0, principals=3,
    providers_per_service=6, staff_leave_per_year=0.35, reorganisation_interval_weeks=13,
    retender_interval_weeks=26, expected_network_share=0.4,
)  # fmt: skip
SCENARIOS = {
    "baseline": (),
    "cuts": CUTS,
    "cuts, the last to come waits": (*CUTS, Change(8, "rationing_rule", 1.0)),
    "cuts with a transitional right": (*CUTS, Change(8, "transitional_right_weeks", 20.0)),
    "walk-ins, pooled staff and time for ties": COALITION,
    "cuts in a lump sum, with retenders": (*CUTS, *UNREST),
}

Look = Callable[[World], None]


def live(settled, changes, after: dict[str, Look], weeks: int = WEEKS) -> World:
    """Some weeks of a run, with a look at the world after each process named."""
    world = start(settled, weeks)
    timeline = Timeline(tuple(changes))
    for week in range(weeks):
        world.change(timeline.at(week))
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
    by_professionals = totals[:, T_HOUSEHOLD_HELP : T_HOUSEHOLD_HELP + SERVICES]
    met = totals[:, T_ORDINARY] + by_professionals.sum(axis=1) + totals[:, T_COLLECTIVE]
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
    assert (by_professionals <= files.formal[file] + 1e-5).all()
    assert (totals[:, T_COLLECTIVE] <= files.collective[file] + 1e-5).all()
    assert (totals[:, T_COLLECTIVE] <= files.need[file, COMPANY] + 1e-5).all()


def volunteers_promise_no_more_than_they_offer(world: World) -> None:
    """Visits and hosting together."""
    people, ties, initiatives = world.people, world.ties, world.initiatives
    visits = (ties.giver >= 0) & (ties.relation == VOLUNTEER)
    promised = np.bincount(
        ties.giver[visits], weights=ties.hours[visits], minlength=len(people.key)
    )
    hosts = (people.attends >= 0) & (initiatives.kind[people.attends] >= COOPERATIVE)
    hosts &= people.volunteer_hours >= world.values["host_hours_per_week"]
    promised += hosts * world.values["host_hours_per_week"]
    assert (promised <= people.volunteer_hours + 1e-4).all()


def need_adds_up_by_severity(world: World) -> None:
    """What was written down this week, all areas together; family support is apart."""
    assert world.observations is not None
    people, files = world.people, world.files
    rows = world.people_in_need
    rows = rows[people.area[rows] < world.n_areas]
    file = people.care_file[rows]
    seen = dict(zip(MEASURE_NAMES, world.observations.weekly[world.week].sum(axis=0), strict=True))
    for total, hours in (("need", files.need), ("unmet", files.unmet)):
        parts = [seen[f"{total}_{severity}_hours"] for severity in ("light", "moderate", "severe")]
        for level, part in enumerate(parts, start=LIGHT):
            mine = file[people.severity[rows] == level]
            assert part == pytest.approx(hours[mine, :FAMILY].sum(dtype=float), rel=1e-5)
        family = hours[file, FAMILY].sum(dtype=float)
        assert seen[f"{total}_hours"] == pytest.approx(sum(parts) + family, rel=1e-5)


def coordinators_are_paid(world: World) -> None:
    """For the hours that the volunteers who have one ask for; it counts as spending."""
    assert world.observations is not None
    spent = world.observations.weekly[world.week, :, INDEX["coordinators_spent_eur"]]
    volunteers = np.bincount(
        world.people.area[world.people.volunteer_hours > 0], minlength=world.n_areas
    )[: world.n_areas]
    rows = world.areas.first_initiative[: world.n_areas] + VOLUNTEER_ORGANISATION
    fte = volunteers * world.initiatives.coordinated_share[rows]
    fte /= world.values["volunteers_per_coordinator_fte"]
    price = 36 * world.values["tariff_coordinator_eur_per_hour"]
    np.testing.assert_allclose(spent, fte * price, rtol=1e-5)
    assert "coordinators_spent_eur" in SPENT_EUR


def tariffs_of(rule: FormalCareRule) -> np.ndarray:
    return np.array(
        [
            rule.tariff_household_help_eur_per_hour,
            rule.tariff_guidance_eur_per_hour,
            rule.tariff_district_nursing_eur_per_hour,
            rule.tariff_day_activity_eur_per_hour,
            rule.tariff_family_support_eur_per_hour,
        ]
    )


def administration_of(rule: FormalCareRule, organisation: OrganisationRule) -> np.ndarray:
    """Of an hour, by service: more for each principal beyond the usual two, but not at home."""
    more = (organisation.principals - 2) * organisation.administration_share_per_principal
    shares = np.full(SERVICES, rule.administration_share + more)
    shares[HOUSEHOLD_HELP] = rule.administration_share * rule.administration_ratio_household_help
    return shares


def money_and_time_add_up(world: World) -> None:
    """Just after formal care: euros buy contracts, and contracts are weeks that are spent."""
    areas, files, people = world.areas, world.files, world.people
    staff = world.professionals
    rule = world.rule(FormalCareRule)
    tariffs = tariffs_of(rule)
    admin = administration_of(rule, world.rule(OrganisationRule))
    rows = world.people_in_need
    file = people.care_file[rows]
    for area in range(world.n_areas):
        here = (staff.area == area) & (staff.status == EMPLOYED)
        contracts = np.bincount(
            staff.service[here], staff.contract_hours[here], minlength=SERVICES
        )  # fmt: skip
        spent = contracts * tariffs / (1.0 - rule.coordination_share)
        # 0.01 hour is not worth a change of contract
        slack = 0.011 * tariffs.max() / (1.0 - rule.coordination_share)
        np.testing.assert_allclose(areas.spent_eur[area], spent, rtol=1e-5, atol=slack)
        lost = areas.spent_eur[area] * rule.coordination_share
        np.testing.assert_allclose(areas.coordination_eur[area], lost)
        paid = areas.spent_eur[area] - lost
        np.testing.assert_allclose(areas.administration_eur[area], paid * admin)
        worked = (contracts * (1.0 - admin)).sum()
        np.testing.assert_allclose(areas.hours_by_use[area].sum(), worked, rtol=1e-4, atol=0.05)
        clients = file[people.area[rows] == area]
        at_once = np.ones(SERVICES)
        at_once[DAY_ACTIVITY] = rule.day_activity_group_size
        received = (files.formal[clients] / at_once).sum(dtype=float)
        given = areas.hours_by_use[area, WITH_CLIENTS]
        # nobody's hours are changed for less than a minute more
        assert given - (files.state[clients] == GRANTED).sum() / 60 <= received <= given + 1e-2
        np.testing.assert_array_equal(
            files.formal[clients][files.professional[clients] == NOBODY], 0.0
        )


def nobody_works_more_than_the_week_has(world: World) -> None:
    """Just after formal care: for each professional, by whom and for whom."""
    files, staff, people = world.files, world.professionals, world.people
    rule, organisation = world.rule(FormalCareRule), world.rule(OrganisationRule)
    admin = administration_of(rule, organisation)
    rows = world.people_in_need
    file = people.care_file[rows[people.area[rows] < world.n_areas]]
    served, service = np.nonzero(files.professional[file] >= 0)
    client, by = file[served], files.professional[file[served], service]
    assert (staff.status[by] == EMPLOYED).all()
    assert (files.state[client, service] == GRANTED).all()
    assert np.array_equal(staff.area[by], people.area[files.person[client]])
    assert (staff.since[by] <= files.placed_since[client, service]).all(), "served by a stranger"
    if organisation.providers_pool == 0:
        assert np.array_equal(staff.provider[by], files.provider[client, service])
    hours = files.formal[client, service].astype(float)
    hours[service == DAY_ACTIVITY] /= rule.day_activity_group_size
    given = np.bincount(by, hours, minlength=len(staff.status))
    week = staff.contract_hours * (1.0 - admin[staff.service])
    assert (given <= week + 1e-3).all()
    number = np.bincount(by, minlength=len(staff.status))
    assert np.array_equal(number, staff.clients)
    caseload = organisation.caseload_households_per_fte * staff.contract_hours / 36.0
    limited = (staff.service == GUIDANCE_SERVICE) | (staff.service == FAMILY_SUPPORT)
    assert (number[limited] < caseload[limited] + 2.0).all()


class Ties:
    """Ties that stand = those that stood + those that began - those that ended, by origin."""

    def __init__(self, settled) -> None:
        self.stood = settled.world.areas.standing.copy()
        self.formed = np.zeros(self.stood.shape[1])

    def __call__(self, world: World) -> None:
        """At the end of the week, before anybody has written it down."""
        areas = world.areas
        expected = self.stood + areas.formed - areas.ended
        np.testing.assert_array_equal(areas.standing.sum(axis=0), expected.sum(axis=0))
        # who leaves the areas takes along what still stands
        assert (areas.standing[: world.n_areas] <= expected[: world.n_areas]).all()
        assert areas.formed[:, ALREADY_THERE].sum() == 0.0
        self.formed += areas.formed.sum(axis=0)
        self.stood = areas.standing.copy()


class Doors:
    """Who comes to a walk-in is counted there, as a host or as a guest."""

    def __init__(self) -> None:
        self.came: np.ndarray | None = None
        self.most = 0

    def before(self, world: World) -> None:
        self.came = world.people.attends.copy()

    def after(self, world: World) -> None:
        assert self.came is not None
        people, initiatives, files = world.people, world.initiatives, world.files
        walk_in = (initiatives.kind >= COOPERATIVE) & (initiatives.coach_hours > 0)
        now = people.attends
        last_day = (self.came >= 0) & (now == NOBODY)  # who stops comes this week still
        there = np.where(last_day, self.came, now)
        coming = np.bincount(there[there >= 0], minlength=len(walk_in))
        counted = initiatives.attenders + initiatives.hosts
        np.testing.assert_array_equal(counted[walk_in], coming[walk_in])
        assert not np.isin(
            now[now >= 0], np.flatnonzero((initiatives.kind >= COOPERATIVE) & ~walk_in)
        ).any()
        clients = np.flatnonzero((now >= 0) & (initiatives.kind[now] == CLOSED_SITE))
        assert (people.care_file[clients] >= 0).all()
        assert (files.formal[people.care_file[clients], DAY_ACTIVITY] > 0).all()
        self.most = max(self.most, int(coming[walk_in].sum()))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_hours_money_and_tables_add_up_in_every_week(scenario, settled_place, consistent):
    settled = settled_place(PLACE, **CLIENTS)
    ties, doors = Ties(settled), Doors()

    def shared_out(world: World) -> None:
        money_and_time_add_up(world)
        nobody_works_more_than_the_week_has(world)

    def now_and_then(world: World) -> None:
        need_adds_up_by_severity(world)
        coordinators_are_paid(world)
        if world.week % 6 == 5:
            consistent(world)

    def opened(world: World) -> None:
        doors.after(world)
        volunteers_promise_no_more_than_they_offer(world)

    looks = {"formal_care": shared_out, "brokering": doors.before, "collective": opened,
             "delivery": hours_add_up, "initiatives": ties, "observe": now_and_then}  # fmt: skip
    world = live(settled, SCENARIOS[scenario], looks)
    assert world.week == WEEKS
    assert world.files.totals[:, T_INFORMAL].sum() > 0
    assert world.areas.spent_eur.sum() > 0
    own, brokered, through_initiative = ties.formed[1:]
    assert own > 0 and through_initiative > 0
    if scenario == "walk-ins, pooled staff and time for ties":
        assert brokered > 0 and doors.most > 10
        assert world.initiatives.open[world.initiatives.kind == COOPERATIVE].any()


def test_every_process_leaves_the_tables_consistent(settled_place, consistent):
    live(
        settled_place(PLACE, **CLIENTS),
        CUTS,
        {process.name: consistent for process in WEEK},
        weeks=4,
    )


def residents(world: World) -> np.ndarray:
    return (world.people.status != EMPTY) & (world.people.area < world.n_areas)


def test_everybody_who_comes_or_goes_is_counted(settled_place):
    """Who is there after life = who was there + born + moved in - died - left, and each is known."""
    world = start(settled_place(PLACE, **CLIENTS), WEEKS)
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
    world = start(settled_place(PLACE, **CLIENTS), WEEKS)
    world.change([Change(0, "moves_per_year", 0.0)])
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
    settled = settled_place(PLACE, **CLIENTS)

    def places_hold(world: World) -> None:
        in_home = (world.people.status == NURSING_HOME) & (world.people.area < world.n_areas)
        number = np.bincount(world.people.area[in_home], minlength=world.n_areas + 1)
        assert (number <= world.areas.nursing_home_places)[: world.n_areas].all()

    live(settled, (), {"strain": places_hold})


def test_a_change_to_the_same_value_changes_not_one_bit(settled_place):
    settled = settled_place(PLACE, **CLIENTS)
    baseline = simulate(settled, Timeline(), 40)
    names = ("budget_cut_guidance_share", "yes_partner", "norm_hours_household_help_per_week",
             "expected_network_share", "transitional_right_weeks", "payment", "providers_pool",
             "programme_weeks", "need_light_hours_per_week")  # fmt: skip
    everywhere = [Change(10, name, settled.values[name]) for name in names]
    in_one = [Change(12, name, settled.values[name], 1) for name in (names[0], names[2], names[3])]
    same = Timeline((*everywhere, *in_one))
    again = simulate(settled, same, 40)
    assert np.array_equal(baseline.weekly, again.weekly)
    assert np.array_equal(baseline.groups, again.groups)
    assert np.array_equal(baseline.ties, again.ties)
    for name in baseline.end.__slots__:
        assert np.array_equal(getattr(baseline.end, name), getattr(again.end, name)), name


def test_a_cut_changes_something(settled_place):
    settled = settled_place(PLACE, **CLIENTS)
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
    world = start(settled_place(PLACE, **CLIENTS))
    consistent(world)
    harm(world)
    with pytest.raises(AssertionError):
        consistent(world)
