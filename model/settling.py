"""How long arrangements settle before the start."""

from typing import NamedTuple

from zorgzaam.agents.parameters import parameter


class SettlingRule(NamedTuple):
    """The settling period."""

    # fmt: off
    settling_weeks: float = parameter(
        208, "weeks before the start in which care ties and indications settle; dropped", "weeks",
        26, 520, "measured: see docs/decisions.md, 'Settling'", "M", whole=True)
    reference_weeks: float = parameter(
        13, "the last weeks of settling, whose mean cost is the reference of the budgets", "weeks",
        1, 52, "our choice: long enough to smooth weekly noise", "A", whole=True)
    # fmt: on
