"""The world of one run: all tables, the clock, and the parameters as they stand this week."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import columns
from zorgzaam.agents.care_file import (
    DAY_ACTIVITY,
    DISTRICT_NURSING,
    FAMILY_SUPPORT,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
    CareFiles,
)
from zorgzaam.agents.handles import Handle
from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.people import People
from zorgzaam.agents.professional import Professionals
from zorgzaam.model.area_levers import AREA_LEVERS
from zorgzaam.model.areas import Areas
from zorgzaam.model.care.ties import (
    FILES_USED,
    FREE_FILE,
    FREE_TIE,
    IN_NEED,
    PROFESSIONALS_USED,
    SLOTS,
    TIES_USED,
)
from zorgzaam.model.households import Households
from zorgzaam.model.initiatives import Initiatives
from zorgzaam.model.network import CareTies, Contacts
from zorgzaam.model.places.figures import Place
from zorgzaam.model.programmes import PROGRAMME_LEVERS
from zorgzaam.model.timeline import EVERYWHERE, Change

if TYPE_CHECKING:
    from zorgzaam.model.processes.observe import Observations

Rule = TypeVar("Rule", bound=tuple[Any, ...])
Made = TypeVar("Made")

# What makes the rules of which services stricter, so that a transitional right begins for them: the
# parameter, the direction (-1: when it rises, 1: when it falls) and the services.
STRICTER: Final = {
    "norm_hours_household_help_per_week": (1, (HOUSEHOLD_HELP,)),
    "norm_hours_guidance_per_week": (1, (GUIDANCE_SERVICE,)),
    "norm_hours_district_nursing_per_week": (1, (DISTRICT_NURSING,)),
    "norm_hours_day_activity_per_week": (1, (DAY_ACTIVITY,)),
    "norm_hours_family_support_per_week": (1, (FAMILY_SUPPORT,)),
    "expected_network_share": (
        -1,
        (HOUSEHOLD_HELP, GUIDANCE_SERVICE, DAY_ACTIVITY, FAMILY_SUPPORT),
    ),
    "budget_cut_household_help_share": (-1, (HOUSEHOLD_HELP,)),
    "budget_cut_guidance_share": (-1, (GUIDANCE_SERVICE, DAY_ACTIVITY)),
    "budget_cut_family_support_share": (-1, (FAMILY_SUPPORT,)),
    "budget_cut_district_nursing_share": (-1, (DISTRICT_NURSING,)),
}


TABLES: Final = ("people", "households", "contacts", "files", "ties", "professionals", "areas",
                 "initiatives")  # fmt: skip
_ARRAYS: Final = ("slots", "in_need", "health_profile", "upward_rates", "area_rows")
_GROWTH: Final = 8  # a full table grows by an eighth
_NUMBERS: Final = ("seed", "week", "n_areas")


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
    initiatives: Initiatives
    slots: NDArray[np.int64]
    in_need: NDArray[np.int32]
    health_profile: NDArray[np.float64]  # (areas + 1, bands, 4)
    upward_rates: NDArray[np.float64]  # (areas + 1, bands, 3)
    area_rows: NDArray[np.int64]  # first row of people of each area, elsewhere and the end included
    values: dict[str, float]
    observations: "Observations | None" = None
    own: dict[tuple[str, int], float] = field(default_factory=dict)  # levers by (name, area)
    programme_ends: list[Change] = field(default_factory=list)  # what falls back, and when
    changed: frozenset[str] = frozenset()  # parameters that got another value this week
    tightened: tuple[tuple[int, int], ...] = ()  # (service, area) where rules became stricter
    _rules: dict[Any, Any] = field(default_factory=dict)
    _handle: Handle | None = None

    def rule(self, rule: type[Rule]) -> Rule:
        """The parameters of one rule, as they stand this week (a handle that reads like the rule)."""
        if rule not in self._rules:
            self._rules[rule] = Handle(rule_of(rule, self.values)._asdict())  # type: ignore[attr-defined]
        known: Rule = self._rules[rule]
        return known

    def derived(self, function: Callable[..., Made], *arguments: Any) -> Made:
        """What follows from rules (and what never changes) alone, kept until a parameter changes."""
        if function not in self._rules:
            self._rules[function] = function(*arguments)
        made: Made = self._rules[function]
        return made

    def together(self, **rules: Any) -> Handle:
        """Several rules as one handle, each under a name, kept until a parameter changes."""
        names = tuple(rules)
        if names not in self._rules:
            self._rules[names] = Handle(rules)
        made: Handle = self._rules[names]
        return made

    def has_changed(self, rule: type[Any]) -> bool:
        """Whether some parameter of this rule got another value this week."""
        return not self.changed.isdisjoint(rule._fields)

    def change(self, changes: Sequence[Change]) -> None:
        """Sets levers from this week on; what `changed` and `tightened` say is of this week.

        A change that holds everywhere also ends what areas had of their own; it comes first.
        """
        due = [end for end in self.programme_ends if end.week <= self.week]
        if not changes and not due:
            self.changed, self.tightened = frozenset(), ()
            return
        self.programme_ends = [end for end in self.programme_ends if end.week > self.week]
        was: dict[tuple[str, int], float] = {}
        for end in due:
            was.setdefault((end.name, end.area), self.value_of(end.name, end.area))
            self._fall_back(end)
        new: list[tuple[Change, float]] = []
        for change in changes:
            now = self.value_of(change.name, change.area)
            was.setdefault((change.name, change.area), now)
            if change.value != now:
                new.append((change, self._without_programme(change, now)))
            self._set(change)
        for change, without in new:
            self._end_with_programme(change, without)
        moved = [(*key, value, self.value_of(*key)) for key, value in was.items()]
        self.changed = frozenset(name for name, _, before, after in moved if before != after)
        self.tightened = tuple(
            sorted(
                (service, area)
                for name, area, before, after in moved
                if name in STRICTER and STRICTER[name][0] * (after - before) < 0
                for service in STRICTER[name][1]
            )
        )
        self.write_levers()
        self.forget_derived()

    def _set(self, change: Change) -> None:
        if change.area == EVERYWHERE:
            self.values[change.name] = change.value
            self.own = {key: value for key, value in self.own.items() if key[0] != change.name}
        else:
            self.own[change.name, change.area] = change.value

    def _fall_back(self, end: Change) -> None:
        """What areas were told while a programme held everywhere stands when that programme ends."""
        if end.area == EVERYWHERE:
            self.values[end.name] = end.value
        else:
            self.own[end.name, end.area] = end.value

    def _without_programme(self, change: Change, now: float) -> float:
        """What a lever falls back to if a programme pays for it already, else what it is now."""
        ends = {end.area: end.value for end in self.programme_ends if end.name == change.name}
        if (change.name, change.area) not in self.own:  # an area without rules of its own
            now = ends.get(EVERYWHERE, now)
        return ends.get(change.area, now)

    def _end_with_programme(self, change: Change, without: float) -> None:
        """What a programme pays for falls back after its length, unless it is changed again."""
        if change.name not in PROGRAMME_LEVERS:
            return
        self.programme_ends = [
            end
            for end in self.programme_ends
            if end.name != change.name or change.area not in (EVERYWHERE, end.area)
        ]
        weeks = int(self.values["programme_weeks"])
        if weeks > 0 and change.value != without:
            self.programme_ends.append(Change(self.week + weeks, change.name, without, change.area))

    def value_of(self, name: str, area: int) -> float:
        """What a parameter is in an area (or everywhere) this week."""
        return self.own.get((name, area), self.values[name])

    def write_levers(self) -> None:
        """What each lever is in each area, for the processes."""
        for place, name in enumerate(AREA_LEVERS):
            self.areas.lever[:, place] = self.values[name]
        for (name, area), value in self.own.items():
            self.areas.lever[area, AREA_LEVERS.index(name)] = value

    def forget_derived(self) -> None:
        """Works out rules and what follows from them anew."""
        self._rules.clear()

    @property
    def handle(self) -> Handle:
        """The world as compiled code takes it: its tables, arrays, seed, week and `n_areas`."""
        if self._handle is None:
            tables = {name: Handle(getattr(self, name)._asdict()) for name in TABLES}
            others = {name: getattr(self, name) for name in (*_ARRAYS, *_NUMBERS)}
            self._handle = Handle(tables | others)
        if self._handle.week != self.week:
            self._handle.set_whole("week", self.week)
        return self._handle

    @property
    def people_in_need(self) -> NDArray[np.int32]:
        """Rows of the people with a care file, ascending."""
        return self.in_need[: self.slots[IN_NEED]]

    def copy(self) -> "World":
        """A world that shares no changing memory with this one."""
        copies: dict[str, Any] = {name: columns.copy(getattr(self, name)) for name in TABLES}
        return replace(
            self,
            **copies,
            slots=self.slots.copy(),
            in_need=self.in_need.copy(),
            values=dict(self.values),
            own=dict(self.own),
            programme_ends=list(self.programme_ends),
            observations=None,
            _rules={},
            _handle=None,
        )

    # A handle holds addresses: a copy (also by pickle or deepcopy) makes its own.
    def __getstate__(self) -> dict[str, Any]:
        return {
            part.name: getattr(self, part.name)
            for part in fields(self)
            if part.name not in ("_rules", "_handle")
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._rules = {}
        self._handle = None

    def replace(self, name: str, table: Any) -> None:
        """Puts another table or array of the same kind in the place of one."""
        setattr(self, name, table)
        self._handle = None

    # The growing tables are enlarged before a process that may fill them: a kernel cannot allocate.
    def _reserve(self, name: str, used: int, needed: int) -> None:
        table = getattr(self, name)
        rows = len(table[0])
        if self.slots[used] + needed > rows:
            self.replace(name, columns.grown(table, rows + max(needed, rows // _GROWTH)))

    def reserve_files(self) -> None:
        """Room for care files; who finds none gets one after the next growth (`open_missing`)."""
        self._reserve("files", FILES_USED, len(self.people.key) // 100 + 32)

    def reserve_ties(self, needed: int) -> None:
        """Room for so many more care ties."""
        self._reserve("ties", TIES_USED, needed)

    def reserve_professionals(self, needed: int) -> None:
        """Room for so many more professionals."""
        self._reserve("professionals", PROFESSIONALS_USED, needed)

    def bytes(self) -> int:
        """Memory of all tables."""
        return sum(columns.bytes_of(getattr(self, name)) for name in TABLES) + self.in_need.nbytes


def empty_slots() -> NDArray[np.int64]:
    """The heads of the free chains and the high-water marks of a new world."""
    slots = np.zeros(SLOTS, dtype=np.int64)
    slots[FREE_TIE] = -1
    slots[FREE_FILE] = -1
    return slots
