"""A Ctrl-C in a kernel ends a command as one elsewhere does."""

import pytest
import typer

from zorgzaam.experiments.commands.common import INTERRUPTED, plain_errors
from zorgzaam.experiments.interrupt import ctrl_c_as_such


def of_numba(cause: BaseException) -> None:
    """What Numba makes of an exception in the Python that it runs on the way."""
    raise SystemError("CPUDispatcher returned a result with an exception set") from cause


def test_a_ctrl_c_inside_a_kernel_is_a_keyboard_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), ctrl_c_as_such():
        of_numba(KeyboardInterrupt())


def test_so_it_is_where_one_error_was_made_of_another() -> None:
    def twice() -> None:
        try:
            of_numba(KeyboardInterrupt())
        except SystemError as inner:
            of_numba(inner)

    with pytest.raises(KeyboardInterrupt), ctrl_c_as_such():
        twice()


def test_any_other_fault_of_a_kernel_stays_what_it_is() -> None:
    with pytest.raises(SystemError), ctrl_c_as_such():
        of_numba(MemoryError())


def test_a_command_ends_as_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    @plain_errors
    def command() -> None:
        of_numba(KeyboardInterrupt())

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err
