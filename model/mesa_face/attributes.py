"""Attributes of views: what `carer.age_years` reads from the columns, and writes where that is safe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zorgzaam.agents.columns import Column, columns_of
from zorgzaam.agents.errors import InputError

# Reads one row (an int) or many (an array of rows) alike.
Read = Callable[[Any, Any], Any]
Write = Callable[[Any, int, Any], None]


@dataclass(frozen=True)
class Attribute:
    """A property of a view, computed from the columns for one row or for many at once.

    read: (world, row or rows) -> value or array; write: (world, row, value), None for read-only.
    """

    meaning: str
    read: Read
    unit: str = ""
    write: Write | None = None
    name: str = field(default="", init=False)

    def __set_name__(self, owner: type[Any], name: str) -> None:
        object.__setattr__(self, "name", name)
        unit = f" ({self.unit})" if self.unit else ""
        access = "" if self.write else " Read-only."
        object.__setattr__(self, "__doc__", f"{self.meaning}{unit}.{access}")

    def __get__(self, view: Any, owner: type[Any]) -> Any:
        if view is None:
            return self
        value = self.read(view.model.world, view.row)
        return value.item() if isinstance(value, np.generic | np.ndarray) else value

    def __set__(self, view: Any, value: Any) -> None:
        if self.write is None:
            raise AttributeError(
                f"{self.name} follows from what happens in the model and cannot be set: {self.meaning}"
            )
        self.write(view.model.world, view.row, value)

    def of_rows(self, world: Any, rows: np.ndarray[Any, Any]) -> list[Any]:
        """The values of many rows, as Python numbers."""
        values: list[Any] = np.asarray(self.read(world, rows)).tolist()
        return values


def column(
    table: type[Any], where: str, name: str, low: float | None = None, high: float | None = None
) -> Attribute:
    """The attribute that shows one column of `world.<where>`; `low` to `high` may be written."""
    declared = columns_of(table)[name]

    def read(world: Any, rows: Any) -> Any:
        return getattr(getattr(world, where), name)[rows]

    def write(world: Any, row: int, value: Any) -> None:
        getattr(getattr(world, where), name)[row] = storable(declared, name, value, low, high)

    writable = low is not None or high is not None
    return Attribute(declared.meaning, read, declared.unit, write if writable else None)


def storable(
    column: Column, name: str, value: Any, low: float | None = None, high: float | None = None
) -> float:
    """The value as a number that fits the column, or an InputError: NumPy would round or wrap it."""
    dtype = np.dtype(column.dtype)
    whole = dtype.kind in "iu"
    limits = np.iinfo(dtype) if whole else np.finfo(dtype)
    smallest = float(limits.min) if low is None else low
    largest = float(limits.max) if high is None else high
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if not smallest <= number <= largest or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        unit = f" {column.unit}" if column.unit else ""
        raise InputError(
            f"{name} = {value!r} must be {kind} from {smallest:g} to {largest:g}{unit} "
            f"({column.meaning})"
        )
    return number
