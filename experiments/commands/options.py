"""The options that several commands have, each said once."""

import dataclasses
import functools
import inspect
import locale
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Language(StrEnum):
    """Language of tables and reports."""

    nl = "nl"
    en = "en"


ScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario",
        "-s",
        metavar="NAME_OR_FILE",
        help="A shipped scenario (`zorgzaam scenarios`) or your own TOML file.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change a parameter from the start, in every run (`zorgzaam parameters`); repeatable.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Only JSON on standard output, for machines.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The user's own or live figures."""

    file: Annotated[
        list[Path] | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="Your own download of figures (CBS workbook, StatLine CSV, OData dump, health "
            "monitor); may be given several times. With one area in it, --place may be left out.",
        ),
    ] = None
    live: Annotated[
        str | None,
        typer.Option(
            "--live",
            metavar="TABLE",
            help="Read the figures of --place (a code) from this CBS table over the internet, "
            "e.g. 85984NED.",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How the answer is given."""

    language: Annotated[
        Language | None,
        typer.Option(
            "--language",
            "-l",
            help="Language of tables and report; Dutch where your system is set to Dutch, else "
            "English.",
            show_default=False,
        ),
    ] = None
    as_json: JsonOption = False

    @property
    def spoken(self) -> str:
        """The language asked for, or the system's own if that is Dutch, otherwise English."""
        if self.language is not None:
            return self.language.value
        try:
            system = (
                os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
            )
            return "nl" if (system or locale.getlocale()[0] or "").startswith("nl") else "en"
        except ValueError:  # a locale that Python does not know
            return "en"


PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--place",
        "-p",
        metavar="CODE_OR_NAME",
        help="Wijk, buurt, municipality or NL; find one with `zorgzaam places`.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """How long is run, with which values, and into which folder."""

    years: Annotated[
        float, typer.Option("--years", "-y", help="Length of the run, 1 to 30 years of 52 weeks.")
    ] = 5
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder for summary.csv, weekly.parquet, groups.parquet, record.json and "
            "report.html.",
        ),
    ] = None
    force: Annotated[
        bool, typer.Option("--force", help="Write into DIR even if it holds other files.")
    ] = False
    changed: SetOption = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Who does the work of a study."""

    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            "-w",
            help="Processes of this machine; all cores by default. The result does not depend on it.",
            show_default=False,
        ),
    ] = None
    serial: Annotated[
        bool, typer.Option("--serial", help="All in this one process, one run after another.")
    ] = False
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Workers of a Dask scheduler that is running, such as tcp://10.0.0.5:8786.",
        ),
    ] = None
    scheduler_file: Annotated[
        Path | None,
        typer.Option(
            "--scheduler-file",
            metavar="FILE",
            help="The same, by the file that `dask scheduler --scheduler-file FILE` writes.",
        ),
    ] = None


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of a group (`Figures`, `Output`, `Runs`) where it takes one.

    A parameter whose type is a group stands for all fields of it.
    """
    groups: dict[str, Any] = {
        name: parameter.annotation
        for name, parameter in inspect.signature(command).parameters.items()
        if dataclasses.is_dataclass(parameter.annotation)
    }
    options = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name not in groups:
            options.append(parameter)
            continue
        options += [
            parameter.replace(name=field.name, default=field.default, annotation=field.type)
            for field in dataclasses.fields(groups[name])
        ]

    @functools.wraps(command)
    def with_groups(**given: object) -> None:
        for name, group in groups.items():
            values = {field.name: given.pop(field.name) for field in dataclasses.fields(group)}
            given[name] = group(**values)
        command(**given)

    with_groups.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    with_groups.__annotations__ = {option.name: option.annotation for option in options}
    return with_groups
