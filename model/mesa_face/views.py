"""The agents as Mesa users know them: lazy views on one row, made when somebody looks.

A view stands for one person (or one professional's contract), not for a row: when the row gets
another occupant, the old view says that its person is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import (
    DOMAIN_NAMES,
    SERVICE_NAMES,
    T_HOUSEHOLD_HELP,
    T_INFORMAL,
    CareFiles,
)
from zorgzaam.agents.columns import columns_of
from zorgzaam.agents.parameters import nearest
from zorgzaam.agents.people import (
    AT_HOME,
    EMPTY,
    NOBODY,
    NURSING_HOME,
    SEVERE,
    WEEKS_PER_YEAR,
    People,
)
from zorgzaam.agents.professional import EMPLOYED, Professionals
from zorgzaam.model.care.files import NeedRule, touch_household, update_need
from zorgzaam.model.mesa_face.attributes import Attribute, column, storable
from zorgzaam.model.network import NO_RELATION, ORIGIN_NAMES, RELATION_NAMES, VOLUNTEER

if TYPE_CHECKING:
    from zorgzaam.model.mesa_face.participation_model import ParticipationModel
    from zorgzaam.model.world import World

Rows = NDArray[np.int64]

# unique_id: 32 bits of row (the highest says 'professional') under 16 bits that tell the occupants
# of one row apart. So the first people of a place have their row as id, newcomers a large number,
# the same in every run in which they come.
_PROFESSIONAL: Final = 1 << 31
_ROW: Final = _PROFESSIONAL - 1
_OCCUPANT: Final = 32
_TENURE: Final = 0xFFFF  # a professional's tenure is told apart by its first week, these bits of it


class CareTie(NamedTuple):
    """Care that one person gives another in one domain, as it was when asked for."""

    carer: Person
    recipient: Person
    domain: str
    relation: str  # what the carer is to the recipient
    origin: str
    agreed_hours_per_week: float
    delivered_hours_per_week: float
    since_week: int


class View(mesa.Agent):
    """A Mesa agent that holds a model and an id, and reads and writes the model's columns."""

    model: ParticipationModel
    unique_id: int
    pos: None = None

    def __init__(self, model: ParticipationModel, unique_id: int) -> None:
        # Not mesa's: it would register the view, and Mesa 3.3.1 keeps every such model for ever.
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "unique_id", unique_id)

    @property
    def row(self) -> int:
        """Row in the tables; LookupError when this person is no longer in the model."""
        if not present(self.model.world, np.array([self.unique_id]))[0]:
            raise LookupError(
                f"{self!r} is no longer in the model (died, moved away or left the job); "
                f"take agents afresh from model.agents or model.agents_by_type"
            )
        return self.unique_id & _ROW

    @property
    def is_present(self) -> bool:
        """Whether this person is still in the model."""
        return bool(present(self.model.world, np.array([self.unique_id]))[0])

    @staticmethod
    def ids(world: World) -> Rows:
        """Ids of everybody who is an agent of the model: residents, carers elsewhere, professionals."""
        people = np.union1d(Resident.ids(world), InformalCarer.ids(world))
        return np.concatenate([people, Professional.ids(world)])

    def remove(self) -> None:
        """Refused: people leave by what happens in the model."""
        raise NotImplementedError(
            "agents of this model cannot be removed: people die, move and quit by the rules of "
            "the week; change a lever or a parameter instead"
        )

    def __setattr__(self, name: str, value: Any) -> None:
        attribute = getattr(type(self), name, None)
        if not isinstance(attribute, Attribute):
            settable = [n for n in dir(type(self)) if _is_settable(type(self), n)]
            raise AttributeError(
                f"'{name}' cannot be set: a view holds nothing of its own, it would be lost"
                f"{nearest(name, settable)} (settable: {', '.join(settable) or 'nothing'})"
            )
        attribute.__set__(self, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, View):
            return NotImplemented
        return self.model is other.model and self.unique_id == other.unique_id

    def __hash__(self) -> int:
        return hash(self.unique_id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.model, self.unique_id)


def _is_settable(owner: type[Any], name: str) -> bool:
    attribute = getattr(owner, name, None)
    return isinstance(attribute, Attribute) and attribute.write is not None


def present(world: World, ids: Rows) -> NDArray[np.bool_]:
    """Whether these people and professionals are still in the model."""
    rows = ids & _ROW
    occupant = ids >> _OCCUPANT
    here = np.empty(ids.shape, bool)
    person = (ids & _PROFESSIONAL) == 0
    at = rows[person]
    here[person] = (world.people.status[at] != EMPTY) & (
        world.people.generation[at] == occupant[person]
    )
    at = rows[~person]
    here[~person] = (world.professionals.status[at] == EMPLOYED) & (
        world.professionals.since[at] & _TENURE == occupant[~person]
    )
    return here


def rows_of(ids: Rows) -> tuple[Rows, NDArray[np.bool_]]:
    """Rows of these ids, and which of them are professionals."""
    return ids & _ROW, (ids & _PROFESSIONAL) != 0


def _ids_of_people(world: World, rows: NDArray[Any]) -> Rows:
    occupant = world.people.generation[rows].astype(np.int64)
    ids: Rows = (occupant << _OCCUPANT) | rows
    return ids


def _hours(name: str, meaning: str, places: slice = slice(None)) -> Attribute:
    """The sum over these places (domains, services) of a column of the care file; 0 without a file."""
    unit = columns_of(CareFiles)[name].unit

    def read(world: World, rows: Any) -> Any:
        file = world.people.care_file[rows]
        hours = getattr(world.files, name)[file][..., places]
        return np.where(file >= 0, hours.sum(axis=-1, dtype=np.float64), 0.0)

    return Attribute(meaning, read, unit)


def _update_need(world: World, row: int) -> None:
    """The care file follows what the person has."""
    world.reserve_files()
    update_need(world.handle, world.rule(NeedRule), row)
    touch_household(world.handle, world.people.household[row])


def _limitation(name: str, high: int) -> Attribute:
    declared = columns_of(People)[name]

    def write(world: World, row: int, value: Any) -> None:
        getattr(world.people, name)[row] = storable(declared, name, value, 0, high)
        _update_need(world, row)

    return Attribute(
        declared.meaning, lambda world, rows: getattr(world.people, name)[rows], write=write
    )


def _person(name: str, low: float | None = None, high: float | None = None) -> Attribute:
    return column(People, "people", name, low, high)


def _professional(name: str) -> Attribute:
    return column(Professionals, "professionals", name)


def _household_is(name: str, meaning: str) -> Attribute:
    def read(world: World, rows: Any) -> Any:
        return getattr(world.households, name)[world.people.household[rows]] == 1

    return Attribute(meaning, read)


def _age_years(world: World, rows: Any) -> Any:
    return (world.week - world.people.birth_week[rows]) / WEEKS_PER_YEAR


def _in_nursing_home(world: World, rows: Any) -> Any:
    return world.people.status[rows] == NURSING_HOME


def _lives_here(world: World, rows: Any) -> Any:
    status = world.people.status[rows]
    at_home_or_nursed = (status == AT_HOME) | (status == NURSING_HOME)
    return at_home_or_nursed & (world.people.area[rows] < world.n_areas)


def _heavily_strained(world: World, rows: Any) -> Any:
    return world.people.weeks_heavy[rows] > 0


class Person(View):
    """Somebody in the model, whatever roles they have, wherever they live."""

    key = _person("key")
    area = _person("area")
    household = _person("household")
    status = _person("status")
    sex = _person("sex")
    age_years = Attribute("age", _age_years, "years")
    severity = _limitation("severity", SEVERE)
    dementia = _limitation("dementia", 1)
    work_hours = _person("work_hours", 0, 168)
    low_income = _household_is("low_income", "lives in a household with a low income")
    owner_occupied = _household_is("owner_occupied", "lives in an owner-occupied dwelling")
    in_nursing_home = Attribute("lives in a nursing home of the area", _in_nursing_home)
    lives_here = Attribute("lives in one of the areas of the place", _lives_here)

    need_hours = _hours("need", "hours needed beyond what the person does alone")
    ordinary_hours = _hours("ordinary", "of the need, met by housemates as ordinary help")
    formal_hours = _hours(
        "totals", "of the need, met by professionals this week", slice(T_HOUSEHOLD_HELP, T_INFORMAL)
    )
    informal_hours = _hours("informal", "of the need, met by carers and volunteers this week")
    unmet_hours = _hours("unmet", "of the need, met by nobody this week")
    granted_hours = _hours("granted", "hours of the indications that the person holds")

    hours_given = _person("hours_given")
    weeks_caring = _person("weeks_caring")
    main_relation = _person("main_relation")
    sole_carer = _person("sole_carer")
    strain = _person("strain", -20, 20)
    heavily_strained = Attribute("is heavily strained by caring", _heavily_strained)
    weeks_heavy = _person("weeks_heavy")
    total_weeks_heavy = _person("total_weeks_heavy")
    volunteer_hours = _person("volunteer_hours", 0, 168)

    @property
    def partner(self) -> Person | None:
        """The partner in the household, if any."""
        row = int(self.model.world.people.partner[self.row])
        return None if row == NOBODY else person_at(self.model, row)

    @property
    def housemates(self) -> list[Person]:
        """Those who live at the same address."""
        world = self.model.world
        if world.people.status[self.row] != AT_HOME:
            return []
        first, end = world.households.first_row[self.household : self.household + 2]
        at_home = [r for r in range(first, end) if world.people.status[r] == AT_HOME]
        return [person_at(self.model, row) for row in at_home if row != self.row]

    @property
    def contacts(self) -> list[tuple[Person, str]]:
        """Kin and friends, and what each of them is to this person."""
        world = self.model.world
        start, end = world.contacts.start[self.row : self.row + 2]
        known = []
        for entry in range(start, end):
            row, relation = int(world.contacts.person[entry]), world.contacts.relation[entry]
            if relation != NO_RELATION and world.people.status[row] != EMPTY:
                known.append((person_at(self.model, row), RELATION_NAMES[relation]))
        return known

    @property
    def care_ties(self) -> list[CareTie]:
        """Care given to others, latest tie first."""
        people, ties = self.model.world.people, self.model.world.ties
        return self._ties(people.first_given[self.row], ties.next_of_giver)

    @property
    def care_received(self) -> list[CareTie]:
        """Informal care received, latest tie first."""
        people, ties = self.model.world.people, self.model.world.ties
        return self._ties(people.first_received[self.row], ties.next_of_recipient)

    def _ties(self, slot: int, following: NDArray[Any]) -> list[CareTie]:
        ties, chain = self.model.world.ties, []
        while slot >= 0:
            chain.append(
                CareTie(
                    person_at(self.model, int(ties.giver[slot])),
                    person_at(self.model, int(ties.recipient[slot])),
                    DOMAIN_NAMES[ties.domain[slot]],
                    RELATION_NAMES[ties.relation[slot]],
                    ORIGIN_NAMES[ties.origin[slot]],
                    float(ties.hours[slot]),
                    float(ties.delivered[slot]),
                    int(ties.since[slot]),
                )
            )
            slot = following[slot]
        return chain


class Resident(Person):
    """Somebody who lives in one of the areas, at home or in a nursing home."""

    @staticmethod
    def ids(world: World) -> Rows:
        """Ids of all residents."""
        return _ids_of_people(world, np.flatnonzero(_lives_here(world, slice(None))))


class InformalCarer(Person):
    """Somebody with a care tie, here or elsewhere; those who only volunteer are not counted."""

    @staticmethod
    def ids(world: World) -> Rows:
        """Ids of all informal carers."""
        cares = (world.ties.giver != NOBODY) & (world.ties.relation != VOLUNTEER)
        return _ids_of_people(world, np.unique(world.ties.giver[cares]))


class Volunteer(Person):
    """Somebody who offers hours as a care volunteer."""

    @staticmethod
    def ids(world: World) -> Rows:
        """Ids of all volunteers."""
        offers = (world.people.volunteer_hours > 0) & (world.people.status != EMPTY)
        return _ids_of_people(world, np.flatnonzero(offers))


class Professional(View):
    """A contract: a household help, a generalist for guidance, a district nurse."""

    area = _professional("area")
    service = _professional("service")
    contract_hours = _professional("contract_hours")
    booked_hours = _professional("booked_hours")
    clients = _professional("clients")
    since = _professional("since")

    @property
    def service_name(self) -> str:
        """household_help, guidance or district_nursing."""
        return SERVICE_NAMES[self.service]

    @staticmethod
    def ids(world: World) -> Rows:
        """Ids of all professionals in service."""
        rows = np.flatnonzero(world.professionals.status == EMPLOYED)
        tenure = world.professionals.since[rows].astype(np.int64) & _TENURE
        return (tenure << _OCCUPANT) | _PROFESSIONAL | rows


ROLES: Final = (Resident, InformalCarer, Volunteer, Professional)


def person_at(model: ParticipationModel, row: int) -> Person:
    """The person who is in this row of the table of people now."""
    kind = Resident if _lives_here(model.world, row) else Person
    return kind(model, int(_ids_of_people(model.world, np.array([row]))[0]))


def view_of(model: ParticipationModel, unique_id: int) -> View:
    """The agent with this id in the role by which it counts among `model.agents`."""
    if unique_id & _PROFESSIONAL:
        return Professional(model, unique_id)
    resident = _lives_here(model.world, unique_id & _ROW)
    return Resident(model, unique_id) if resident else InformalCarer(model, unique_id)
