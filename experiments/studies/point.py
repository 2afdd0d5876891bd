"""One run to do: where, what is changed, what is assumed, and the seed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Point:
    """One run to do.

    `scenario` is a name or a file, "baseline" for none. `values` hold from the settling period on;
    `levers` are set at the study's date of change, on top of the scenario.
    """

    place: str
    scenario: str
    seed: int
    values: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, float] = field(default_factory=dict)
