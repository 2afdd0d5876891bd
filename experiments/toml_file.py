"""Files that people write in TOML: read, checked, and every mistake told with its place in the file."""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest

File = TypeVar("File", bound=BaseModel)
Problem = Callable[[dict[str, Any]], str]  # one mistake, as pydantic gives it, in words


def _a_date(value: object) -> object:
    if isinstance(value, int | float):  # would be read as seconds since 1970
        raise ValueError("a date such as 2020-01-01 is expected")
    return value


Day = Annotated[dt.date, BeforeValidator(_a_date)]


def parse(kind: type[File], where: str, content: bytes | str, what: str, problem: Problem) -> File:
    """The content of a file as a checked value; InputError with all mistakes at once.

    `what` it is meant to be: "scenario", "claim".
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return kind.model_validate(tomllib.loads(text))
    except UnicodeDecodeError:
        raise InputError(f"{where}: not a text file (UTF-8), so not a {what} in TOML") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: not valid TOML: {error}") from None
    except ValidationError as error:
        raise InputError(f"{where}: not a valid {what}:\n  {told(error, problem)}") from None


def told(error: ValidationError, problem: Problem) -> str:
    """Every mistake on a line of its own."""
    return "\n  ".join(problem(dict(each)) for each in error.errors())


def problem_at(
    at: str, key: object, error: dict[str, Any], known: Iterable[str], hint: str = ""
) -> str:
    """One mistake in words: where in the file (`at`), what is wrong, what would be right.

    `hint` is said of an unknown key in the place of the nearest ones among `known`.
    """
    at = f"{at}: " if at else ""
    match error["type"]:
        case "extra_forbidden":
            names = list(known)
            hint = hint or nearest(str(key), names) or f"; keys are {', '.join(names)}"
            return f"{at}unknown key '{key}'{hint}"
        case "missing":
            return f"{at}'{key}' is missing"
        case "value_error":
            return f"{at}{error['ctx']['error']}"
        case _:
            return f"{at}'{key}' = {error['input']!r}: {error['msg']}"
