"""Views on a tiny world made by hand: a couple, a volunteer next door, a daughter elsewhere."""

import copy
import inspect
import pickle
from types import SimpleNamespace

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import COMPANY, HOUSEHOLD, CareFiles
from zorgzaam.agents.columns import make
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import defaults, parameters_of
from zorgzaam.agents.people import AT_HOME, EMPTY, MAN, SEVERE, WOMAN, People
from zorgzaam.agents.professional import EMPLOYED, Professionals
from zorgzaam.model.areas import Areas
from zorgzaam.model.care.files import NeedRule
from zorgzaam.model.care.ties import FILES_USED, TIES_USED
from zorgzaam.model.households import Households
from zorgzaam.model.initiatives import InitiativeRule, make_initiatives
from zorgzaam.model.mesa_face.view_set import ViewSet
from zorgzaam.model.mesa_face.views import (
    InformalCarer,
    Person,
    Professional,
    Resident,
    View,
    Volunteer,
    person_at,
)
from zorgzaam.model.network import CHILD, PARENT, PARTNER, CareTies, Contacts
from zorgzaam.model.network import VOLUNTEER as MET_AS_VOLUNTEER
from zorgzaam.model.places.figures import Place
from zorgzaam.model.population.health import BANDS
from zorgzaam.model.world import World, empty_slots

WIFE, HUSBAND, NEIGHBOUR, UNBORN, DAUGHTER = range(5)


class Model(SimpleNamespace):
    """As much of a model as views need."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def set_of(self, role: type[View] | None = None) -> ViewSet:
        return ViewSet.of(self, (role or View).ids(self.world).tolist(), role)

    def shuffled(self, ids):
        self.shuffles += 1
        return draws.shuffled(ids, 1, 0, self.shuffles)


def _tie(people, ties, values) -> None:
    """Puts a tie before the others of its recipient and of its giver."""
    slot = int((ties.giver >= 0).sum())
    names = ("giver", "recipient", "domain", "relation", "origin", "hours", "since")
    for name, value in zip(names, values, strict=True):
        getattr(ties, name)[slot] = value
    giver, recipient = values[:2]
    ties.next_of_giver[slot] = people.first_given[giver]
    ties.next_of_recipient[slot] = people.first_received[recipient]
    people.first_given[giver] = people.first_received[recipient] = slot


def made_world() -> World:
    people = make(People, 5)
    people.key[:] = [11, 12, 13, 0, 15]
    people.household[:] = [0, 0, 1, 1, 2]
    people.area[:] = [0, 0, 0, 0, 1]
    people.status[:] = [AT_HOME, AT_HOME, AT_HOME, EMPTY, AT_HOME]
    people.sex[:] = [WOMAN, MAN, WOMAN, MAN, WOMAN]
    people.birth_week[:] = [-80 * 53, -82 * 53, -50 * 53, 0, -52 * 53]
    people.partner[[WIFE, HUSBAND]] = [HUSBAND, WIFE]
    people.volunteer_hours[NEIGHBOUR] = 2
    people.weeks_heavy[HUSBAND] = 3
    households = make(Households, 4)
    households.first_row[:] = [0, 2, 4, 5]
    households.low_income[:] = [1, 0, 0, 0]
    contacts = make(Contacts, 2)._replace(start=np.array([0, 1, 1, 1, 1, 2], dtype=np.int32))
    contacts.person[:] = [DAUGHTER, WIFE]
    contacts.relation[:] = [CHILD, PARENT]
    files = make(CareFiles, 4)
    files.person[0] = WIFE
    files.need[0] = [6, 7, 8, 9, 0, 0]
    files.unmet[0] = [1, 0, 2, 0, 0, 0]
    people.care_file[WIFE] = 0
    professionals = make(Professionals, 2)
    professionals.status[1] = EMPLOYED
    professionals.contract_hours[1] = 24
    professionals.since[1] = -30
    slots = empty_slots()
    slots[FILES_USED] = 1
    ties = make(CareTies, 8)
    _tie(people, ties, (HUSBAND, WIFE, HOUSEHOLD, PARTNER, 0, 5.0, -9))
    _tie(people, ties, (DAUGHTER, WIFE, COMPANY, CHILD, 1, 2.5, -3))
    _tie(people, ties, (NEIGHBOUR, WIFE, COMPANY, MET_AS_VOLUNTEER, 3, 1.0, -2))
    slots[TIES_USED] = 3
    initiatives, _ = make_initiatives([3], InitiativeRule(residents_per_walk_in=4000))
    values = defaults(parameters_of(NeedRule))
    values |= {name: 1.0 for name in values if name.startswith("needs_help_")}
    place = Place("WK000000", "Made", "wijk", 2019, (), "made by hand")
    return World(
        place=place, seed=1, week=0, n_areas=1, people=people, households=households,
        contacts=contacts, files=files, ties=ties, professionals=professionals,
        areas=make(Areas, 2), slots=slots, in_need=np.zeros(6, dtype=np.int32),
        health_profile=np.tile([1.0, 0.0, 0.0, 0.0], (2, BANDS, 1)),
        upward_rates=np.zeros((2, BANDS, 3)), area_rows=np.array([0, 4, 5]),
        initiatives=initiatives, values=values,
    )  # fmt: skip


@pytest.fixture
def model() -> Model:
    return Model(world=made_world(), shuffles=0)


def test_each_role_is_held_by_those_who_have_it(model) -> None:
    rows = {role: [v.row for v in model.set_of(role)] for role in (Resident, InformalCarer)}
    assert rows == {Resident: [WIFE, HUSBAND, NEIGHBOUR], InformalCarer: [HUSBAND, DAUGHTER]}
    assert [v.row for v in model.set_of(Volunteer)] == [NEIGHBOUR]
    assert [v.contract_hours for v in model.set_of(Professional)] == [24.0]
    assert [type(v) for v in model.set_of()] == [Resident] * 3 + [InformalCarer, Professional]


def test_a_view_reads_what_the_columns_hold(model) -> None:
    wife = person_at(model, WIFE)
    assert wife.age_years == pytest.approx(80 * 53 / 52.1775)
    assert (wife.need_hours, wife.unmet_hours) == (30.0, 3.0)
    assert (wife.low_income, wife.lives_here, wife.in_nursing_home) == (True, True, False)
    assert wife.partner == person_at(model, HUSBAND)
    assert wife.housemates == [person_at(model, HUSBAND)]
    assert wife.contacts == [(person_at(model, DAUGHTER), "child")]
    assert person_at(model, HUSBAND).heavily_strained is True
    assert person_at(model, HUSBAND).need_hours == 0.0
    assert person_at(model, NEIGHBOUR).partner is None


def test_care_ties_are_the_same_from_both_ends(model) -> None:
    received = person_at(model, WIFE).care_received
    assert [(t.carer.row, t.relation, t.agreed_hours_per_week) for t in received] == [
        (NEIGHBOUR, "volunteer", 1.0), (DAUGHTER, "child", 2.5), (HUSBAND, "partner", 5.0),
    ]  # fmt: skip
    assert person_at(model, DAUGHTER).care_ties == [received[1]]


def test_an_attribute_is_read_alike_for_one_and_for_many(model) -> None:
    names = [n for n in dir(Person) if not n.startswith("_")]
    attributes = [n for n in names if type(getattr(Person, n)).__name__ == "Attribute"]
    residents = model.set_of(Resident)
    assert len(attributes) > 20
    for name in attributes:
        one_by_one = [getattr(view, name) for view in residents]
        assert residents.get(name) == one_by_one, name
        assert [type(v) for v in residents.get(name)] == [type(v) for v in one_by_one], name


def test_every_attribute_says_what_it_means() -> None:
    assert Person.need_hours.__doc__ == (
        "hours needed beyond what the person does alone (hours/week). Read-only."
    )
    for kind in (Person, Professional):
        for name in vars(kind):
            if not name.startswith("_"):
                assert getattr(kind, name).__doc__, name


def test_writing_an_attribute_writes_the_column(model) -> None:
    husband = person_at(model, HUSBAND)
    husband.work_hours = 16
    assert model.world.people.work_hours[HUSBAND] == 16
    model.set_of(Resident).set("volunteer_hours", 1.5)
    assert model.world.people.volunteer_hours.tolist() == [1.5, 1.5, 1.5, 0, 0]


def test_a_new_limitation_opens_a_care_file_and_its_end_closes_it(model) -> None:
    neighbour = person_at(model, NEIGHBOUR)
    neighbour.severity = SEVERE
    assert neighbour.need_hours > 0
    assert model.world.files.person[model.world.people.care_file[NEIGHBOUR]] == NEIGHBOUR
    neighbour.severity = 0
    assert (neighbour.need_hours, model.world.people.care_file[NEIGHBOUR]) == (0.0, -1)
    person_at(model, WIFE).severity = 0
    assert list(model.set_of(InformalCarer)) == []


@pytest.mark.parametrize("value", [-1, 4, 2.5, "much", None, float("nan"), 300])
def test_a_value_that_does_not_fit_the_column_is_refused(model, value) -> None:
    with pytest.raises(InputError, match=r"severity = .* whole number from 0 to 3"):
        person_at(model, WIFE).severity = value


def test_what_follows_from_the_model_cannot_be_set(model) -> None:
    with pytest.raises(AttributeError, match="hours_given follows from what happens"):
        person_at(model, HUSBAND).hours_given = 3
    with pytest.raises(AttributeError, match="did you mean severity"):
        person_at(model, HUSBAND).severety = 3
    with pytest.raises(NotImplementedError, match="cannot be removed"):
        person_at(model, HUSBAND).remove()


def test_a_view_does_not_become_the_next_occupant_of_its_row(model) -> None:
    carers, husband = model.set_of(InformalCarer), person_at(model, HUSBAND)
    assert husband in carers
    model.world.people.generation[HUSBAND] += 1
    successor = person_at(model, HUSBAND)
    assert (husband.is_present, successor.is_present, husband == successor) == (False, True, False)
    with pytest.raises(LookupError, match="no longer in the model"):
        _ = husband.age_years
    assert [view.row for view in carers] == [DAUGHTER]
    assert husband not in carers
    assert successor.unique_id > husband.unique_id


def test_a_professional_who_left_is_gone_even_when_the_post_is_filled(model) -> None:
    professional = model.set_of(Professional)[0]
    model.world.professionals.since[1] = 4
    assert not professional.is_present
    assert len(model.set_of(Professional)) == 1


def test_the_dead_drop_out_of_a_set_taken_before(model) -> None:
    residents = model.set_of(Resident)
    model.world.people.status[WIFE] = EMPTY
    assert (len(residents), residents.get("sex")) == (2, [MAN, WOMAN])


def test_views_are_equal_by_model_and_person_whatever_the_role(model) -> None:
    volunteer, resident = model.set_of(Volunteer)[0], person_at(model, NEIGHBOUR)
    assert volunteer == resident
    assert hash(volunteer) == hash(resident)
    assert volunteer in model.set_of(Resident)
    assert volunteer != person_at(Model(world=made_world(), shuffles=0), NEIGHBOUR)
    assert volunteer != NEIGHBOUR


def test_select_takes_role_condition_and_number(model) -> None:
    everybody = model.set_of()
    assert [v.row for v in everybody.select(agent_type=InformalCarer)] == [HUSBAND, DAUGHTER]
    assert everybody.select(agent_type=InformalCarer).role is InformalCarer
    assert [v.row for v in everybody.select(lambda v: v.area == 0, at_most=2)] == [WIFE, HUSBAND]
    assert len(everybody.select(at_most=0.5)) == 2
    assert len(everybody.select(agent_type=Person)) == 4
    assert len(everybody.select()) == 5
    kept = everybody.select(lambda v: False)
    assert (len(kept), kept.shuffle().to_list(), kept.get("age_years")) == (0, [], [])
    everybody.select(agent_type=Professional, inplace=True)
    assert len(everybody) == 1


def test_sort_group_and_aggregate(model) -> None:
    residents = model.set_of(Resident)
    assert [v.row for v in residents.sort("age_years")] == [HUSBAND, WIFE, NEIGHBOUR]
    assert [v.row for v in residents.sort(lambda v: v.row, ascending=True)] == [0, 1, 2]
    assert residents.agg("need_hours", sum) == 30.0
    assert residents.agg("need_hours", [min, max]) == [0.0, 30.0]
    groups = residents.groupby("sex")
    assert groups.count() == {WOMAN: 2, MAN: 1}
    assert groups.agg("need_hours", sum) == {WOMAN: 30.0, MAN: 0.0}
    assert groups.map(len) == {WOMAN: 2, MAN: 1}
    listed = residents.groupby(lambda v: v.low_income, result_type="list")
    assert listed.groups[False] == [person_at(model, NEIGHBOUR)]


def test_do_map_and_shuffle_reach_everybody_once(model) -> None:
    residents, seen = model.set_of(Resident), []
    assert residents.do(lambda v, more: seen.append(v.row + more), 10) is residents
    residents.shuffle_do(lambda v: seen.append(v.row))
    assert (seen[:3], sorted(seen[3:])) == ([10, 11, 12], [0, 1, 2])
    assert residents.map("__repr__") == ["<Resident 0>", "<Resident 1>", "<Resident 2>"]
    residents.do("step")
    orders = {tuple(residents.shuffle().get("row")) for _ in range(60)}
    assert len(orders) == 6  # every order comes
    first = Model(world=model.world, shuffles=0).set_of().shuffle().get("unique_id")
    assert Model(world=model.world, shuffles=0).set_of().shuffle().get("unique_id") == first


def test_a_mixed_set_gets_what_all_have_and_says_what_some_lack(model) -> None:
    everybody = model.set_of()
    assert everybody.get("area") == [0, 0, 0, 1, 0]
    assert everybody.get(["area", "clients"], "default", None)[3:] == [[1, None], [0, 0]]
    with pytest.raises(AttributeError, match="severity"):
        everybody.get("severity")
    with pytest.raises(ValueError, match="handle_missing"):
        everybody.get("area", handle_missing="maybe")


def test_a_set_behaves_as_set_and_as_sequence(model) -> None:
    residents, carers = model.set_of(Resident), model.set_of(InformalCarer)
    assert [v.row for v in residents & carers] == [HUSBAND]
    assert sorted(v.row for v in residents | carers) == [0, 1, 2, 4]
    assert [v.row for v in residents - carers] == [WIFE, NEIGHBOUR]
    assert len(model.set_of(Volunteer) & carers) == 0
    assert residents[1].row == HUSBAND
    assert [v.row for v in residents[1:]] == [1, 2]
    assert [v.row for v in reversed(residents)] == [2, 1, 0]
    assert residents.index(residents[2]) == 2
    with pytest.raises(IndexError):
        residents[3]
    residents.remove(person_at(model, WIFE))
    residents.discard(person_at(model, WIFE))
    with pytest.raises(KeyError):
        residents.remove(person_at(model, WIFE))
    residents.add(person_at(model, DAUGHTER))
    assert [v.row for v in residents] == [HUSBAND, NEIGHBOUR, DAUGHTER]
    assert len(model.set_of(Resident)) == 3  # the model's own are untouched
    stranger = person_at(Model(world=made_world(), shuffles=0), 0)
    with pytest.raises(ValueError, match="one model"):
        residents.add(stranger)


def test_sets_and_views_survive_copy_deepcopy_and_pickle(model) -> None:
    carers = model.set_of(InformalCarer)
    assert copy.copy(carers) == carers
    assert carers.copy() == carers
    deep = copy.deepcopy(carers)
    assert (deep.get("row"), deep.model is model) == ([HUSBAND, DAUGHTER], False)
    loaded = pickle.loads(pickle.dumps(carers))
    assert loaded.role is InformalCarer
    assert loaded.get("row") == [HUSBAND, DAUGHTER]


def test_mesas_own_sets_hold_views_that_somebody_holds(model) -> None:
    views = model.set_of(Resident).to_list()
    stock = AgentSet(views, random=object())
    assert len(stock) == 3
    assert stock.get("sex") == [WOMAN, MAN, WOMAN]
    assert ViewSet(views) == model.set_of(Resident)


def test_no_method_of_mesas_set_that_uses_its_storage_is_left_as_it_was() -> None:
    left = []
    for owner in AgentSet.__mro__:
        if not owner.__module__.startswith("mesa"):
            continue
        for name, method in vars(owner).items():
            uses = inspect.isfunction(method) and "self._agents" in inspect.getsource(method)
            if uses and getattr(ViewSet, name) is getattr(AgentSet, name):
                left.append(name)
    assert left == []


def test_views_are_mesa_agents_that_mesa_does_not_keep(model) -> None:
    assert isinstance(person_at(model, WIFE), mesa.Agent)
    assert model not in getattr(mesa.Agent, "_ids", {})
