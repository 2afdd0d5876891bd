"""Dated changes of parameters: what a scenario is to the model."""

from dataclasses import dataclass
from typing import Final

EVERYWHERE: Final = -1


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """From this week on (0 is the start) the parameter has this value, in one area or everywhere."""

    week: int
    name: str
    value: float
    area: int = EVERYWHERE  # index of the area in its place


@dataclass(frozen=True, slots=True)
class Timeline:
    """Changes in order of time; none is the baseline."""

    changes: tuple[Change, ...] = ()

    @property
    def first_week(self) -> int | None:
        """Week of the first change, or None."""
        return min((change.week for change in self.changes), default=None)

    def at(self, week: int) -> tuple[Change, ...]:
        """What changes in exactly this week, what holds everywhere first."""
        due = (change for change in self.changes if change.week == week)
        return tuple(sorted(due, key=lambda change: change.area))
