"""Handles: the tables of a world, or the parameters of a rule, passed to compiled code as an address.

Numba passes a named tuple of arrays by value, word by word, at every call; with tables of twenty
columns that costs more than the rule that is called, and minutes of compiling. A handle is the
address of a small block of memory that says where each column begins and how many rows it has, so a
kernel reads ``people.status[person]`` and the machine does two loads. Blocks may hold other blocks
and numbers: ``world.people.status[person]``, ``world.week``, ``rule.tariff_guidance_eur_per_hour``.

Compiled code counts no references to what it finds there: the Python `Handle` keeps it alive.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
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

_WORDS = 2  # of 8 bytes for each field: where an array begins and its rows; a number; an address


def _compiled_type(field: Any) -> Any:
    """The type of a field as compiled code sees it."""
    if not isinstance(field, tuple):
        return field
    element, inner = field
    return types.Array(element, 1 + len(inner), "C")


class BlockType(types.Type):
    """Numba's type of a handle: the name of each field and what stands there.

    A field is another block, a number (``int64`` or ``float64``), or an array: element type and the
    lengths of all its axes but the first, which are part of the type.
    """

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        self.place = {name: index for index, (name, _) in enumerate(fields)}
        self.types = {name: _compiled_type(field) for name, field in fields}
        super().__init__(name=f"Block({', '.join(f'{name}:{field}' for name, field in fields)})")

    @property
    def mangling_args(self) -> tuple[str, tuple[()]]:
        """In symbols of compiled code; all fields would make them thousands of letters long."""
        return f"Block{sha256(self.name.encode()).hexdigest()[:16]}", ()


@register_model(BlockType)
class _BlockModel(models.OpaqueModel):
    """In memory a handle is one pointer."""


@cache
def _block_type(fields: tuple[tuple[str, Any], ...]) -> BlockType:
    """The one type of these fields; making a type is slow."""
    return BlockType(fields)


class Handle:
    """A block of memory that describes arrays, other handles and numbers by name.

    In Python its fields are read as attributes too.
    """

    __slots__ = ("_block", "_numba_type_", "_values", "address")
    _numba_type_: BlockType  # the name under which Numba looks first
    address: int

    def __init__(self, values: Mapping[str, Any]) -> None:
        block = np.zeros((len(values), _WORDS), dtype=np.uint64)
        fields: list[tuple[str, Any]] = []
        for index, (name, value) in enumerate(values.items()):
            if isinstance(value, Handle):
                block[index, 0] = value.address
                fields.append((name, value._numba_type_))
            elif isinstance(value, np.ndarray):
                assert value.flags.c_contiguous, f"{name} does not lie in one piece"
                block[index] = value.ctypes.data, value.shape[0]
                fields.append((name, (from_dtype(value.dtype), value.shape[1:])))
            elif isinstance(value, float):
                block[index, 0] = np.float64(value).view(np.uint64)
                fields.append((name, types.float64))
            else:
                block[index, 0] = np.int64(value).view(np.uint64)
                fields.append((name, types.int64))
        self._numba_type_ = _block_type(tuple(fields))
        self._block = block
        self._values = dict(values)
        self.address = block.ctypes.data

    def set_whole(self, name: str, value: int) -> None:
        """Changes a whole number in the block."""
        self._block[self._numba_type_.place[name], 0] = np.int64(value).view(np.uint64)
        self._values[name] = value

    def __getattr__(self, name: str) -> Any:
        if name in Handle.__slots__ or name not in self._values:
            raise AttributeError(name)
        return self._values[name]


@typeof_impl.register(Handle)
def _type_of(handle: Handle, _context: Any) -> BlockType:
    return handle._numba_type_


@unbox(BlockType)
def _unbox(block: Any, handle: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(handle, "address")
    address = c.pyapi.long_as_longlong(number)
    c.pyapi.decref(number)
    return NativeValue(c.builder.inttoptr(address, c.context.get_value_type(block)))


@infer_getattr
class _BlockAttributes(AttributeTemplate):
    key = BlockType

    def generic_resolve(self, block: Any, name: str) -> Any:  # type: ignore[override]
        return block.types.get(name)


@lower_getattr_generic(BlockType)
def _field(context: Any, builder: Any, block: Any, address: Any, name: str) -> Any:
    index = block.place[name]
    field = block.fields[index][1]
    address = builder.bitcast(address, context.get_value_type(types.CPointer(types.int64)))
    word = builder.load(cgutils.gep_inbounds(builder, address, _WORDS * index))
    if isinstance(field, BlockType):
        return builder.inttoptr(word, context.get_value_type(field))
    if not isinstance(field, tuple):
        return builder.bitcast(word, context.get_value_type(field))
    element, inner = field
    rows = builder.load(cgutils.gep_inbounds(builder, address, _WORDS * index + 1))
    array = make_array(block.types[name])(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(element))
    intp = context.get_value_type(types.intp)
    strides = [size * int(np.prod(inner[axis:])) for axis in range(len(inner) + 1)]
    populate_array(
        array,
        data=builder.inttoptr(word, array.data.type),
        shape=[rows, *(intp(length) for length in inner)],
        strides=[intp(stride) for stride in strides],
        itemsize=size,
        meminfo=None,  # owns nothing, so no references are counted
    )
    return array._getvalue()
