"""Every parameter that a user may set: the model's own, and the prices of what is shifted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import Parameter, checked, defaults
from zorgzaam.experiments.costs import COST_PARAMETERS, CostRule, costs_of
from zorgzaam.model.parameters import PARAMETERS

ALL_PARAMETERS: Mapping[str, Parameter] = {**PARAMETERS, **COST_PARAMETERS}


@dataclass(frozen=True, slots=True)
class Settings:
    """Values at the start of a run: all of the model's parameters, and the prices."""

    values: Mapping[str, float]
    costs: CostRule


def settings(changed: Mapping[str, object] | None = None, where: str = "") -> Settings:
    """The defaults with these values in their place; unknown or impossible ones are InputErrors."""
    given = {
        name: check(name, value, where, ALL_PARAMETERS) for name, value in (changed or {}).items()
    }
    values = defaults(PARAMETERS) | {n: v for n, v in given.items() if n in PARAMETERS}
    return Settings(values, costs_of({n: v for n, v in given.items() if n in COST_PARAMETERS}))


def check(
    name: str, value: object, where: str = "", rows: Mapping[str, Parameter] = PARAMETERS
) -> float:
    """`checked`, with a hint for a percentage where a share from 0 to 1 is meant."""
    try:
        return checked(rows, name, value, where)
    except InputError as error:
        hint = _share_hint(rows.get(name), value)
        raise InputError(f"{error}{hint}") from None


def _share_hint(row: Parameter | None, value: object) -> str:
    if row is None or row.choices or row.high > 1.0:
        return ""
    text = str(value).strip()
    if "share" not in row.unit and not text.endswith("%"):
        return ""
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return ""
    if text.endswith("%") or 2.0 <= abs(number) <= 100.0:
        number /= 100.0
    if row.low <= number <= row.high:
        return f". Shares go from 0 to 1: did you mean {number:g}?"
    return f". Shares go from 0 to 1, and this is {100 * number:g} %"


def assignments(texts: Sequence[str]) -> dict[str, object]:
    """`["name=value", ...]` of a command line as a mapping; the values are still unchecked."""
    changed: dict[str, object] = {}
    for text in texts:
        name, separator, value = (part.strip() for part in text.partition("="))
        if not (name and separator and value):
            raise InputError(
                f"--set {text!r}: write it as name=value, e.g. asking_probability_per_month=0.2"
            )
        if name in changed:
            raise InputError(f"--set {name} is given twice; give it once")
        changed[name] = value
    return changed
