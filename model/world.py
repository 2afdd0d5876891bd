"""The world of one run: all tables, the clock, and the parameters as they stand this week."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import columns
from zorgzaam.agents.care_file import (
    DISTRICT_NURSING,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
    CareFiles,
)
from zorgzaam.agents.handles import Handles
from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.people import People
from zorgzaam.agents.professional import Professionals
from zorgzaam.model.areas import Areas
from zorgzaam.model.care_ties import (
    FILES_USED,
    FREE_FILE,
    FREE_TIE,
    IN_NEED,
    PROFESSIONALS_USED,
    SLOTS,
    TIES_USED,
)
from zorgzaam.model.households import Households
from zorgzaam.model.network import CareTies, Contacts
from zorgzaam.model.places.figures import Place

if TYPE_CHECKING:
    from zorgzaam.model.processes.observe import Observations

Rule = TypeVar("Rule", bound=tuple[Any, ...])

# What makes the rules of which services stricter, so that a transitional right begins for them: the
# parameter, the direction (-1: when it rises, 1: when it falls) and the services.
STRICTER: Final = {
    "norm_hours_household_help_per_week": (1, (HOUSEHOLD_HELP,)),
    "norm_hours_guidance_per_week": (1, (GUIDANCE_SERVICE,)),
    "norm_hours_district_nursing_per_week": (1, (DISTRICT_NURSING,)),
    "expected_network_share": (-1, (HOUSEHOLD_HELP, GUIDANCE_SERVICE)),
    "budget_cut_household_help_share": (-1, (HOUSEHOLD_HELP,)),
    "budget_cut_guidance_share": (-1, (GUIDANCE_SERVICE,)),
    "budget_cut_district_nursing_share": (-1, (DISTRICT_NURSING,)),
}


@dataclass(slots=True)
class World:
    """Everything that changes during a run. Only the processes of the week write to the tables."""

    place: Place
    seed: int
    week: int
    n_areas: int
    people: People
    households: Households
    contacts: Contacts
    files: CareFiles
    ties: CareTies
    professionals: Professionals
    areas: Areas
    slots: NDArray[np.int64]
    in_need: NDArray[np.int32]
    health_profile: NDArray[np.float64]  # (areas + 1, bands, 4)
    upward_rates: NDArray[np.float64]  # (areas + 1, bands, 3)
    area_rows: NDArray[np.int64]  # first row of people of each area, elsewhere and the end included
    values: dict[str, float]
    observations: "Observations | None" = None
    tightened: tuple[int, ...] = ()  # services whose rules became stricter this week
    _rules: dict[type[Any], Any] = field(default_factory=dict)
    _handles: Handles = field(default_factory=Handles)

    def rule(self, rule: type[Rule]) -> Rule:
        """The parameters of one rule, as they stand this week."""
        if rule not in self._rules:
            self._rules[rule] = rule_of(rule, self.values)
        known: Rule = self._rules[rule]
        return known

    def change(self, changes: Mapping[str, float]) -> None:
        """Sets parameters from this week on."""
        stricter = {
            service
            for name, value in changes.items()
            if name in STRICTER and STRICTER[name][0] * (value - self.values[name]) < 0
            for service in STRICTER[name][1]
        }
        self.tightened = tuple(sorted(stricter))
        self.values.update(changes)
        self._rules.clear()

    def handles(self, *names: str) -> list[Any]:
        """The tables of these names, as compiled code takes them."""
        return [self._handles.of(name, getattr(self, name)) for name in names]

    @property
    def people_in_need(self) -> NDArray[np.int32]:
        """Rows of the people with a care file, ascending."""
        return self.in_need[: self.slots[IN_NEED]]

    def copy(self) -> "World":
        """A world that shares no changing memory with this one."""
        tables = ("people", "households", "contacts", "files", "ties", "professionals", "areas")
        copies: dict[str, Any] = {name: columns.copy(getattr(self, name)) for name in tables}
        return replace(
            self,
            **copies,
            slots=self.slots.copy(),
            in_need=self.in_need.copy(),
            values=dict(self.values),
            observations=None,
            _rules={},
            _handles=Handles(),
        )

    # The growing tables are enlarged before a process that may fill them: a kernel cannot allocate.
    def reserve_files(self) -> None:
        """Room for a care file for everybody who could get one this week."""
        rows = len(self.files.person)
        if self.slots[FILES_USED] > rows * 0.8:
            self.files = columns.grown(
                self.files, min(max(rows, len(self.people.key) + 1), rows + rows // 2 + 64)
            )

    def reserve_ties(self, needed: int) -> None:
        """Room for so many more care ties."""
        rows = len(self.ties.giver)
        if self.slots[TIES_USED] + needed > rows:
            self.ties = columns.grown(self.ties, rows + max(needed, rows // 4))

    def reserve_professionals(self, needed: int) -> None:
        """Room for so many more professionals."""
        rows = len(self.professionals.status)
        if self.slots[PROFESSIONALS_USED] + needed > rows:
            self.professionals = columns.grown(self.professionals, rows + max(needed, rows // 4))

    def bytes(self) -> int:
        """Memory of all tables."""
        tables = (
            self.people,
            self.households,
            self.contacts,
            self.files,
            self.ties,
            self.professionals,
            self.areas,
        )
        return sum(columns.bytes_of(table) for table in tables) + self.in_need.nbytes


def empty_slots() -> NDArray[np.int64]:
    """The heads of the free chains and the high-water marks of a new world."""
    slots = np.zeros(SLOTS, dtype=np.int64)
    slots[FREE_TIE] = -1
    slots[FREE_FILE] = -1
    return slots
