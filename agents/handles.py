"""Handles: a whole table passed to compiled code as one pointer.

Numba passes a named tuple of arrays by value, word by word, at every call; with tables of twenty
columns that costs more than the rule that is called, and minutes of compiling. A handle is a
structure with the same fields that lives in memory once (Numba's *structref*), so a kernel still
reads ``people.status[person]`` and a call costs nothing.
"""

from typing import Any

from numba.core import cgutils, types
from numba.experimental import structref
from numba.experimental.jitclass.base import imp_dtor
from numba.extending import intrinsic

from zorgzaam.agents.kernel import kernel


@structref.register
class TableRef(types.StructRef):
    """The type of a handle: its fields are the columns of the table."""


class Handle(structref.StructRefProxy):
    """What Python holds of it: nothing to read here, use the table itself."""


structref.define_boxing(TableRef, Handle)


@intrinsic
def _store(_typing: Any, table: Any) -> Any:
    """A new structure that holds the arrays of a named tuple."""
    made = TableRef(tuple(zip(table.fields, table.types, strict=True)))

    def build(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        data_type = made.get_data_type()
        layout = context.data_model_manager[data_type].get_value_type()
        size = context.get_constant(types.uintp, context.get_abi_sizeof(layout))
        meminfo = context.nrt.meminfo_alloc_dtor(
            builder, size, imp_dtor(context, builder.module, made)
        )
        pointer = builder.bitcast(context.nrt.meminfo_data(builder, meminfo), layout.as_pointer())
        builder.store(cgutils.get_null_value(layout), pointer)
        handle = cgutils.create_struct_proxy(made)(context, builder)
        handle.meminfo = meminfo
        fields = cgutils.create_struct_proxy(data_type)(context, builder, ref=pointer)
        for index, name in enumerate(table.fields):
            array = builder.extract_value(args[0], index)
            context.nrt.incref(builder, table.types[index], array)
            setattr(fields, name, array)
        return handle._getvalue()

    return made(table), build


@kernel
def handle_of(table: Any) -> Any:
    """The handle of a table (a named tuple of arrays); it shares their memory."""
    return _store(table)  # type: ignore[call-arg]


class Handles:
    """The handles of some tables, made when first asked for and again when a table was replaced."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, tuple[Any, Any]] = {}

    def of(self, name: str, table: Any) -> Any:
        """The handle of this table."""
        known = self._known.get(name)
        if known is None or known[0] is not table:
            known = (table, handle_of(table))
            self._known[name] = known
        return known[1]

    # copies of a world make their own handles
    def __deepcopy__(self, _memo: Any) -> "Handles":
        return Handles()

    def __reduce__(self) -> Any:
        return Handles, ()
