"""Handles: a whole table passed to compiled code as one pointer.

Numba passes a named tuple of arrays by value, word by word, at every call; with tables of twenty
columns that costs more than the rule that is called, and minutes of compiling. A handle is the
address of a small block of memory that holds where each column begins and how many rows it has. So
a kernel still reads ``people.status[person]``, and the compiled code is a load from that address:
nothing is counted, copied or kept alive. Keeping the table alive is the part of `Handle` itself.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

_WORDS = 2  # of 8 bytes for each column: where it begins, how many rows it has


class TableType(types.Type):
    """Numba's type of a handle: name, element type and width (0: one number a row) of each column."""

    def __init__(self, fields: tuple[tuple[str, Any, int], ...]) -> None:
        self.fields = fields
        self.place = {name: index for index, (name, _, _) in enumerate(fields)}
        columns = ", ".join(f"{name}:{element}x{width}" for name, element, width in fields)
        super().__init__(name=f"Table({columns})")

    def array_type(self, name: str) -> Any:
        """The type of one column."""
        _, element, width = self.fields[self.place[name]]
        return types.Array(element, 2 if width else 1, "C")


@register_model(TableType)
class _TableModel(models.PrimitiveModel):
    """In memory a handle is one pointer."""

    def __init__(self, manager: Any, table: Any) -> None:
        super().__init__(manager, table, ir.IntType(64).as_pointer())


class Handle:
    """What Python holds of it: nothing to read here, use the table itself."""

    __slots__ = ("_block", "address", "table", "type")

    def __init__(self, table: Any) -> None:
        block = np.empty((len(table), _WORDS), dtype=np.int64)
        fields = []
        for index, (name, array) in enumerate(zip(table._fields, table, strict=True)):
            assert array.flags.c_contiguous, f"column {name} does not lie in one piece"
            width = 0 if array.ndim == 1 else array.shape[1]
            fields.append((name, from_dtype(array.dtype), width))
            block[index] = array.ctypes.data, array.shape[0]
        self.table = table
        self.type = TableType(tuple(fields))
        self._block = block
        self.address = block.ctypes.data


@typeof_impl.register(Handle)
def _type_of(handle: Handle, _context: Any) -> TableType:
    return handle.type


@unbox(TableType)
def _unbox(table: Any, handle: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(handle, "address")
    address = c.pyapi.long_as_longlong(number)
    c.pyapi.decref(number)
    return NativeValue(c.builder.inttoptr(address, c.context.get_value_type(table)))


@infer_getattr
class _TableAttributes(AttributeTemplate):
    key = TableType

    def generic_resolve(self, table: Any, name: str) -> Any:  # type: ignore[override]
        return table.array_type(name) if name in table.place else None


@lower_getattr_generic(TableType)
def _column(context: Any, builder: Any, table: Any, block: Any, name: str) -> Any:
    """A column as an array that owns nothing (no meminfo), so that no references are counted."""
    index = table.place[name]
    _, element, width = table.fields[index]
    word = context.get_value_type(types.intp)
    begin = builder.load(cgutils.gep_inbounds(builder, block, _WORDS * index))
    rows = builder.load(cgutils.gep_inbounds(builder, block, _WORDS * index + 1))
    array = make_array(table.array_type(name))(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(element))
    populate_array(
        array,
        data=builder.inttoptr(begin, array.data.type),
        shape=[rows, word(width)] if width else [rows],
        strides=[word(size * width), word(size)] if width else [word(size)],
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()


class Handles:
    """The handles of some tables, made when first asked for and again when a table was replaced."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, Handle] = {}

    def of(self, name: str, table: Any) -> Handle:
        """The handle of this table."""
        known = self._known.get(name)
        if known is None or known.table is not table:
            known = self._known[name] = Handle(table)
        return known

    # copies of a world make their own handles
    def __deepcopy__(self, _memo: Any) -> "Handles":
        return Handles()

    def __reduce__(self) -> Any:
        return Handles, ()
