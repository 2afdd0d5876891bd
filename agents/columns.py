"""Tables: one NumPy array for each attribute, declared once with unit, meaning and writers.

A table is a ``NamedTuple`` whose fields are each declared by a `column`. The declaration is the only
place where dtype, unit and meaning are said: arrays are made from it, the documentation is printed
from it, and the tests hold every process to the columns that it may write. A table is made by `make`.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Table = TypeVar("Table", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute: how it is stored, in which unit, what it means, who may write it."""

    dtype: str
    meaning: str
    unit: str = ""
    by: tuple[str, ...] = ()
    fill: float = 0
    width: int = 1


# The array types of the declarations (for the type checker; the dtype itself is in the Column).
Ints = NDArray[Any]
Floats = NDArray[Any]
Keys = NDArray[np.uint64]


def column(*declaration: Any, **more: Any) -> Any:
    """Declares a field of a table; takes what `Column` takes (the field itself will be an array)."""
    return Column(*declaration, **more)


def columns_of(table: type[Any]) -> dict[str, Column]:
    """Field name -> declaration of a table class, in the order of its fields."""
    declared: dict[str, Column] = table._field_defaults
    return declared


def make(table: type[Table], rows: int) -> Table:
    """An empty table of so many rows, each column at its fill value."""
    arrays = []
    for column in columns_of(table).values():
        shape = (rows,) if column.width == 1 else (rows, column.width)
        arrays.append(np.full(shape, column.fill, dtype=column.dtype))
    return table._make(arrays)  # type: ignore[attr-defined]


def copy(table: Table) -> Table:
    """A copy that shares no memory."""
    return table._make(array.copy() for array in table)  # type: ignore[attr-defined]


def grown(table: Table, rows: int) -> Table:
    """The same table with room for more rows, the new ones at their fill values."""
    larger = make(type(table), rows)
    for old, new in zip(table, larger, strict=True):
        new[: len(old)] = old
    return larger


def bytes_of(table: tuple[Any, ...]) -> int:
    """Memory that the arrays of a table take."""
    return sum(int(array.nbytes) for array in table)


__all__ = [
    "Column",
    "Floats",
    "Ints",
    "Keys",
    "bytes_of",
    "column",
    "columns_of",
    "copy",
    "grown",
    "make",
]
