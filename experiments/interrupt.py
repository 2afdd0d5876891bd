"""A Ctrl-C that reaches the kernels."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ctrl_c_as_such() -> Iterator[None]:
    """A Ctrl-C inside a kernel is a KeyboardInterrupt here, as everywhere else.

    Where Numba runs Python of its own on the way (to read a constant), it makes a SystemError of it,
    which would be taken for a fault of the run.
    """
    try:
        yield
    except SystemError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        raise
