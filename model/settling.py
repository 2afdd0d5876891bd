"""How long arrangements settle before the start."""

from typing import Annotated, NamedTuple

from zorgzaam.agents.parameters import Parameter


class SettlingRule(NamedTuple):
    """The settling period."""

    settling_weeks: Annotated[
        float,
        Parameter(
            208,
            "weeks before the start in which care ties and indications settle; dropped",
            "weeks",
            26,
            520,
            "measured: see docs/decisions.md, 'Settling'",
            "M",
            whole=True,
        ),
    ]
    reference_weeks: Annotated[
        float,
        Parameter(
            13,
            "the last weeks of settling, whose mean cost is the reference of the budgets",
            "weeks",
            1,
            52,
            "our choice: long enough to smooth weekly noise",
            "A",
            whole=True,
        ),
    ]
