"""Parameters, each said once: value, unit, range, source, confidence, meaning.

A rule declares its parameters as the fields of a ``NamedTuple``, each with a `parameter`, next to the
code that uses them. From those declarations come validation with clear errors, the table in the
documentation, the dashboard's sliders and the ranges of a sensitivity study. A rule with the values
of a run in it is made by `rule_of`.
"""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from zorgzaam.agents.errors import InputError

Confidence = Literal["H", "M", "L", "A"]  # high, medium, low, or A: an assumption, no figure known
Value = float | int | str
Rule = TypeVar("Rule", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number (or choice) of the model, as declared beside the rule that uses it."""

    value: Value
    meaning: str
    unit: str
    low: float
    high: float
    source: str
    confidence: Confidence
    choices: tuple[str, ...] = ()  # names of the values 0, 1, 2 ...; empty for a plain number
    label_nl: str = ""  # said for levers: what a slider is called
    label_en: str = ""
    name: str = ""  # filled in from the field name
    whole: bool = False

    @property
    def is_lever(self) -> bool:
        """Whether people may move it on a dashboard (it has a label)."""
        return bool(self.label_en)


def parameter(*declaration: Any, **more: Any) -> Any:
    """Declares a field of a rule; takes what `Parameter` takes (the field itself will be a number)."""
    return Parameter(*declaration, **more)


def parameters_of(rule: type[Any]) -> dict[str, Parameter]:
    """Field name -> declaration of one rule's parameters."""
    return {name: replace(row, name=name) for name, row in rule._field_defaults.items()}


def collect(rules: Iterable[type[Any]]) -> dict[str, Parameter]:
    """All parameters of several rules by name; a name said twice is an error of ours."""
    rows: dict[str, Parameter] = {}
    for rule in rules:
        for name, row in parameters_of(rule).items():
            if name in rows:
                raise ValueError(f"parameter {name} is declared twice; say it once")
            rows[name] = row
    return rows


def nearest(name: str, known: Iterable[str]) -> str:
    """': did you mean a, b?' for an error message, or '' where nothing is near."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f": did you mean {', '.join(close)}?" if close else ""


def checked(rows: Mapping[str, Parameter], name: str, value: object, where: str = "") -> float:
    """A value as the number that the kernels use, or an error that says what would be right."""
    place = f"{where}: " if where else ""
    if name not in rows:
        raise InputError(f"{place}unknown parameter '{name}'{nearest(name, rows)}")
    row = rows[name]
    if row.choices:
        if isinstance(value, str) and value in row.choices:
            return float(row.choices.index(value))
        raise InputError(f"{place}{name} = {value!r} is not one of {', '.join(row.choices)}")
    if isinstance(value, str):  # dashboards hand text inputs over as strings
        try:
            value = float(value)
        except ValueError:
            raise InputError(
                f"{place}{name} = {value!r} is not a number ({row.unit}, {row.low} to {row.high})"
            ) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(
            f"{place}{name} = {value!r} is not a number ({row.unit}, {row.low} to {row.high})"
        )
    if row.whole and value != int(value):
        raise InputError(f"{place}{name} = {value} must be a whole number ({row.unit})")
    if not row.low <= value <= row.high:
        raise InputError(
            f"{place}{name} = {value} is out of range: {row.low} to {row.high} {row.unit} "
            f"(default {row.value}; source: {row.source})"
        )
    return float(value)


def defaults(rows: Mapping[str, Parameter]) -> dict[str, float]:
    """Every parameter at its default, as the numbers that the kernels use."""
    return {name: checked(rows, name, row.value) for name, row in rows.items()}


def rule_of(rule: type[Rule], values: Mapping[str, float]) -> Rule:
    """The rule's parameters as the named tuple of floats that its kernel takes."""
    return rule._make(float(values[name]) for name in rule._fields)  # type: ignore[attr-defined]


__all__ = [
    "Confidence",
    "Parameter",
    "Value",
    "checked",
    "collect",
    "defaults",
    "nearest",
    "parameter",
    "parameters_of",
    "rule_of",
]
