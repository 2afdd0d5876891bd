"""What the commands share: errors in one sentence, exit codes, output for people or machines."""

import functools
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.options import Figures
from zorgzaam.experiments.interrupt import ctrl_c_as_such

if TYPE_CHECKING:  # heavy: only for the type checker
    from rich.console import Console

    from zorgzaam.model.places.figures import Place

OK, MISTAKE, CANNOT_WRITE, INTERRUPTED = 0, 2, 3, 130
EXIT_CODES = (
    "Exit codes: 0 all well; 2 something in the question is wrong (the message says what); "
    "3 the result could not be written; 130 stopped by Ctrl-C (what was finished is kept)."
)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def plain_errors(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """A mistake of the user ends a command with its message and exit code, never a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            with ctrl_c_as_such():
                return command(*args, **kwargs)
        except InputError as error:
            complain(str(error))
            raise typer.Exit(MISTAKE) from None
        except BrokenPipeError:  # `zorgzaam ... | head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(OK) from None
        except KeyboardInterrupt:
            complain("stopped", kind="Interrupted")
            raise typer.Exit(INTERRUPTED) from None

    return wrapped


def complain(message: str, kind: str = "Error") -> None:
    """A message on standard error, wrapped by the terminal and not by us, so it can be searched."""
    typer.secho(f"{kind}: ", err=True, nl=False, fg=typer.colors.RED, bold=True)
    typer.echo(message, err=True)


def tell(message: str) -> None:
    """Something to know, on standard error: standard output is for results."""
    typer.echo(message, err=True)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def console() -> "Console":
    """Standard output as rich writes it; wide enough for our tables where it is no terminal."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 140)


def find_place(query: str | None, figures: Figures) -> "Place":
    """The place that is meant, with the user's own or live figures where asked for."""
    from zorgzaam.model.places import read_live, read_own_files, resolve

    extra = read_own_files(figures.file) if figures.file else None
    if query is None and extra is not None and len(extra) == 1:
        query = extra[0].code
    if query is None and extra:
        codes = ", ".join(area.code for area in extra[:8])
        raise InputError(f"{len(extra)} areas are in the file; say which with --place: {codes} ...")
    if query is None:
        raise InputError(
            "which place? Give --place with a name or code, e.g. --place WK034403; "
            "`zorgzaam places NAME` finds one"
        )
    if figures.live:
        extra = [*read_live(figures.live, [query.strip().upper()]), *(extra or ())]
    return resolve(query, extra)
