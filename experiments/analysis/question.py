"""A question about a lever and a threshold, checked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.observed import Measure, Subject
from zorgzaam.experiments.parameters import ALL_PARAMETERS, check

Side = Literal["above", "below"]
GRID: Final = 7  # values of the lever that every seed is looked at, both ends included
STEPS: Final = 128  # of the lever's range: as near as a tipping point is found


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """From which value of a lever on is an outcome beyond a threshold?

    Beyond is at or `side` the threshold. `against` is a scenario run on the same seed without the
    lever; with it the threshold is that of the difference (or ratio). `values` are assumed in all runs.
    """

    place: str
    scenario: str
    outcome: str
    lever: str
    low: float
    high: float
    threshold: float
    seeds: tuple[int, ...]
    against: str | None = None
    measure: Measure = "level"
    side: Side = "above"
    values: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, float] = field(default_factory=dict)  # others, held where they are
    grid: int = GRID
    steps: int = STEPS

    def __post_init__(self) -> None:
        """InputError for what cannot be asked."""
        _ = self.subject
        if self.lever not in ALL_PARAMETERS or ALL_PARAMETERS[self.lever].choices:
            check(self.lever, self.low)
            raise InputError(f"{self.lever} is a choice, so there is nothing to halve")
        for end in (self.low, self.high):
            check(self.lever, end, rows=ALL_PARAMETERS)
        if not self.low < self.high:
            raise InputError(f"{self.lever}: low = {self.low:g} must be below high = {self.high:g}")
        if not math.isfinite(self.threshold):
            raise InputError(f"threshold = {self.threshold}: give a number")
        if self.grid < 2 or self.steps < self.grid:
            raise InputError(
                f"grid = {self.grid}: at least 2, and not more than the {self.steps} steps"
            )
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise InputError("give at least one seed, and each once")

    @property
    def subject(self) -> Subject:
        """What is looked at."""
        return Subject(self.outcome, self.place, self.scenario, self.against, self.measure)

    @property
    def whole(self) -> bool:
        """Whether the lever takes whole numbers only."""
        return ALL_PARAMETERS[self.lever].whole

    def beyond(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which values are at or past the threshold."""
        return values >= self.threshold if self.side == "above" else values <= self.threshold

    def grid_values(self) -> list[float]:
        """The values of the lever that every seed is looked at."""
        values = np.linspace(self.low, self.high, self.grid)
        return sorted({float(round(v) if self.whole else v) for v in values})
