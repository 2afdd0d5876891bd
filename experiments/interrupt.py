"""A Ctrl-C that reaches the kernels."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ctrl_c_as_such() -> Iterator[None]:
    """A Ctrl-C inside a kernel is a KeyboardInterrupt here, as everywhere else.

    Where Numba runs Python of its own on the way (to read a constant), it makes a SystemError of it, or
    one of another one of it, which would be taken for a fault of the run.
    """
    try:
        yield
    except SystemError as error:
        if any(isinstance(cause, KeyboardInterrupt) for cause in _causes(error)):
            raise KeyboardInterrupt from error
        raise


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
