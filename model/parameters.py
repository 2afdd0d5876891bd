"""Every parameter of the model, collected from the rules that declare them."""

from typing import Any, Final

from zorgzaam.agents.parameters import Parameter, collect, defaults
from zorgzaam.model.initiatives import InitiativeRule
from zorgzaam.model.population import RULES as POPULATION_RULES
from zorgzaam.model.programmes import ProgrammeRule
from zorgzaam.model.settling import SettlingRule
from zorgzaam.model.week import WEEK


def _rules() -> tuple[type[Any], ...]:
    """The rule classes, each once, population first and then in the order of the week."""
    rules: list[type[Any]] = [*POPULATION_RULES, InitiativeRule, SettlingRule, ProgrammeRule]
    for process in WEEK:
        rules.extend(rule for rule in process.rules if rule not in rules)
    return tuple(rules)


RULES: Final = _rules()
PARAMETERS: Final[dict[str, Parameter]] = collect(RULES)


def default_values() -> dict[str, float]:
    """Every parameter at its declared value: the baseline."""
    return defaults(PARAMETERS)
