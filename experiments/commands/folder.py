"""How every command that runs something ends: result on the screen, folder, and what Ctrl-C kept."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import typer

from zorgzaam.experiments.commands.common import CANNOT_WRITE, INTERRUPTED, complain, tell
from zorgzaam.experiments.commands.progress import busy
from zorgzaam.experiments.words import Words


def make_folder(out: Path | None, force: bool, record_name: str = "record.json") -> None:
    """See that the folder asked for can be written, before any time is spent on running."""
    from zorgzaam.experiments.store import CannotWriteError, prepare_folder

    if out is None:
        return
    try:
        prepare_folder(out, force, record_name)
    except CannotWriteError as error:
        complain(str(error))
        raise typer.Exit(CANNOT_WRITE) from None


def hand_over(
    show: Callable[[], None],
    write: Callable[[Path], list[Path]],
    out: Path | None,
    words: Words,
    stopped: str | None = None,
) -> None:
    """`show` the result, then `write` the folder asked for.

    `stopped` says what is kept where Ctrl-C cut the run short. Raises typer.Exit with the exit code
    where not all went well.
    """
    from zorgzaam.experiments.store import CannotWriteError

    show()
    if stopped:
        complain(stopped, kind=words("screen.stopped"))
    if out is not None:
        try:
            with busy(words("screen.writing")):
                written = write(out)
        except CannotWriteError as error:
            complain(f"{error} ({words('screen.table_is_complete')})")
            raise typer.Exit(CANNOT_WRITE) from None
        names = ", ".join(path.name for path in written)
        tell(words("screen.written", folder=str(out), files=names))
    if stopped:
        raise typer.Exit(INTERRUPTED)


def nothing_kept(out: Path | None, said: str, words: Words) -> NoReturn:
    """End after a Ctrl-C before anything was finished; the folder goes if it was made for this."""
    if out is not None:
        with suppress(OSError):  # holds an earlier result
            out.rmdir()
    complain(said, kind=words("screen.stopped"))
    raise typer.Exit(INTERRUPTED)
