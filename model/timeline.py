"""Dated changes of parameters: what a scenario is to the model."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """From this week on (0 is the start) the parameter has this value."""

    week: int
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Changes in order of time; none is the baseline."""

    changes: tuple[Change, ...] = ()

    @property
    def first_week(self) -> int | None:
        """Week of the first change, or None."""
        return min((change.week for change in self.changes), default=None)

    def at(self, week: int) -> Mapping[str, float]:
        """What changes in exactly this week."""
        return {change.name: change.value for change in self.changes if change.week == week}
