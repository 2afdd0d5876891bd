"""A process of the week: a declaration and a function, nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zorgzaam.model.world import World


@dataclass(frozen=True, slots=True)
class Process:
    """One step of the week.

    reads, writes: names of tables, or ``table.column`` where a process writes only some columns.
    rules: the named tuples of parameters that `run` takes, in that order.
    """

    name: str
    why: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    rules: tuple[type[Any], ...]
    run: Callable[..., None]

    def __call__(self, world: World) -> None:
        """Lives this step in a world, with the parameters as they stand this week."""
        self.run(world, *(world.rule(rule) for rule in self.rules))
