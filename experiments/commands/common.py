"""What the commands share: options, errors in one sentence, exit codes, output for people or machines."""

import functools
import json
import locale
import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from zorgzaam.agents.errors import InputError

if TYPE_CHECKING:  # heavy: only for the type checker
    from rich.console import Console

    from zorgzaam.model.places.figures import Place

OK, MISTAKE, CANNOT_WRITE, INTERRUPTED = 0, 2, 3, 130
EXIT_CODES = (
    "Exit codes: 0 all well; 2 something in the question is wrong (the message says what); "
    "3 the result could not be written; 130 stopped by Ctrl-C (what was finished is kept)."
)


class Language(StrEnum):
    """Language of tables and reports."""

    nl = "nl"
    en = "en"


PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--place",
        "-p",
        metavar="CODE_OR_NAME",
        help="Wijk, buurt, municipality or NL; find one with `zorgzaam places`.",
    ),
]
FileOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--file",
        metavar="FILE",
        help="Your own download of figures (CBS workbook, StatLine CSV, OData dump, health "
        "monitor); may be given several times. With one area in it, --place may be left out.",
    ),
]
LiveOption = Annotated[
    str | None,
    typer.Option(
        "--live",
        metavar="TABLE",
        help="Read the figures of --place (a code) from this CBS table over the internet, "
        "e.g. 85984NED.",
    ),
]
ScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario",
        "-s",
        metavar="NAME_OR_FILE",
        help="A shipped scenario (`zorgzaam scenarios`) or your own TOML file.",
    ),
]
YearsOption = Annotated[
    float, typer.Option("--years", "-y", help="Length of the run, 1 to 30 years of 52 weeks.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change a parameter from the start, in every run (`zorgzaam parameters`); repeatable.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="DIR",
        help="Folder for summary.csv, weekly.parquet, groups.parquet, record.json and report.html.",
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Write into DIR even if it holds other files.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Only JSON on standard output, for machines.")
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "-w",
        help="Seeds run at a time; all cores by default. The result does not depend on it.",
        show_default=False,
    ),
]
LanguageOption = Annotated[
    Language | None,
    typer.Option(
        "--language",
        "-l",
        help="Language of tables and report; Dutch where your system is set to Dutch, else English.",
        show_default=False,
    ),
]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def plain_errors(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """A mistake of the user ends a command with its message and exit code, never a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
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


def language_of(chosen: Language | None) -> str:
    """The language asked for, or the system's own if that is Dutch, otherwise English."""
    if chosen is not None:
        return chosen.value
    try:
        system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        return "nl" if (system or locale.getlocale()[0] or "").startswith("nl") else "en"
    except ValueError:  # a locale that Python does not know
        return "en"


def workers_of(chosen: int | None) -> int:
    """The number asked for, or one for each core that this process may use."""
    if chosen is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    if not 1 <= chosen <= 256:
        raise InputError(f"--workers {chosen}: give a number from 1 to 256")
    return chosen


def find_place(
    query: str | None, files: Sequence[Path] | None = None, live: str | None = None
) -> "Place":
    """The place that is meant, with the user's own or live figures where asked for."""
    from zorgzaam.model.places import read_live, read_own_files, resolve

    extra = read_own_files(files) if files else None
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
    if live:
        extra = [*read_live(live, [query.strip().upper()]), *(extra or ())]
    return resolve(query, extra)
