"""The tables of a study file: seeds, design, tipping point, and how the work is done."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from zorgzaam.agents import draws
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.studies.factor import Moment, declared, lever_row

MOST_ROWS: Final = 65_536  # of a design
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Seed = Annotated[int, Field(ge=0, le=draws.MAX_SEED, strict=True)]
Count = Annotated[int, Field(ge=1, strict=True)]


class Strict(BaseModel):
    """No unknown keys, no infinities, never changed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


def outcome_name(name: str) -> str:
    """The name of an outcome; ValueError for one that does not exist."""
    if name not in OUTCOME:
        raise ValueError(f"unknown outcome '{name}'{nearest(name, OUTCOME)}")
    return name


class Precision(Strict):
    """As many seeds as it takes to know a difference so well."""

    outcome: Text = Field(description="the outcome whose difference must be known")
    half_width: float = Field(
        gt=0, description="half of the 95 % interval of the paired mean difference, in its unit"
    )
    pilot: int = Field(20, ge=3, strict=True, description="seeds to begin with")
    most: int = Field(400, ge=3, strict=True, description="never more seeds than this")

    _known = field_validator("outcome")(outcome_name)

    @model_validator(mode="after")
    def _room(self) -> Self:
        if self.most < self.pilot:
            raise ValueError(f"most = {self.most} is fewer than the pilot of {self.pilot}")
        return self


class Seeds(Strict):
    """Which seeds every run is repeated with; a number in the file means from seed 1 on."""

    first: Seed = 1
    count: Count | None = Field(None, description="how many")
    precision: Precision | None = Field(None, description="or as many as it takes")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.count is None) == (self.precision is None):
            raise ValueError("seeds: give either `count` or `precision`")
        return self

    @property
    def at_first(self) -> int:
        """How many seeds to run before anything is known."""
        return self.precision.pilot if self.precision else self.count or 1


class Design(Strict):
    """How the factors are combined."""

    kind: Literal["factorial", "sobol", "latin", "morris", "saltelli"]
    size: int | None = Field(
        None,
        ge=1,
        le=MOST_ROWS,
        strict=True,
        description="rows (sobol, latin), trajectories (morris) or base sample (saltelli)",
    )
    seed: Seed = Field(1, description="of the design itself, not of the runs")

    @model_validator(mode="after")
    def _size_fits(self) -> Self:
        if self.kind == "factorial":
            if self.size is not None:
                raise ValueError("a factorial design has no size: its factors have `values`")
        elif self.size is None:
            raise ValueError(f"a {self.kind} design needs a size, for example size = 64")
        elif self.kind in ("sobol", "saltelli") and self.size & (self.size - 1):
            below = 1 << (self.size.bit_length() - 1)
            raise ValueError(
                f"size = {self.size}: a {self.kind} design is balanced only with a power of two, "
                f"such as {below} or {2 * below}"
            )
        return self

    @property
    def in_blocks(self) -> bool:
        """Whether rows belong together in blocks that share a seed."""
        return self.kind in ("morris", "saltelli")


class SecondLever(Strict):
    """The other lever of a map."""

    lever: Text
    values: tuple[float, ...] = Field(min_length=2)

    @field_validator("lever")
    @classmethod
    def _has_a_range(cls, name: str) -> str:
        if lever_row(name).choices:
            raise ValueError(
                f"{name} is a choice, which no contour can be drawn through: make a scenario of each "
                "and map them with --scenario"
            )
        return name

    @model_validator(mode="after")
    def _known(self) -> Self:
        for value in self.values:
            declared(self.lever, value)
        return self


class Tipping(Moment, Strict):
    """A lever is moved until an outcome passes a threshold."""

    lever: Text
    low: float | None = Field(None, description="from here; the declared range if left out")
    high: float | None = None
    outcome: Text
    threshold: float
    against: Text | None = Field(
        "baseline", description="scenario to compare with on the same seed"
    )
    measure: Literal["difference", "ratio", "level"] = "difference"
    second: SecondLever | None = Field(None, description="a second lever, for a map")

    _known = field_validator("outcome")(outcome_name)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        row = lever_row(self.lever)
        if row.choices:
            raise ValueError(f"{self.lever} is a choice and cannot be moved bit by bit")
        low, high = self.span
        declared(self.lever, low)
        declared(self.lever, high)
        if not low < high:
            raise ValueError(f"low = {low:g} must be below high = {high:g}")
        if self.measure != "level" and self.against is None:
            raise ValueError(f"measure = '{self.measure}' needs `against`")
        if self.second and self.second.lever == self.lever:
            raise ValueError(f"{self.lever} is both the lever and the second lever")
        return self

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value of the lever."""
        row = lever_row(self.lever)
        return (
            row.low if self.low is None else self.low,
            row.high if self.high is None else self.high,
        )


class Running(Strict):
    """How the work is handed out; it changes no result."""

    chunk_seconds: float = Field(
        3.0, ge=0.1, le=600, description="work that a worker is given at a time"
    )
    retries: int = Field(
        2, ge=0, le=10, strict=True, description="times that lost work is tried again"
    )
    workers: int | None = Field(
        None, ge=1, le=256, strict=True, description="processes; one for each core if left out"
    )
    serial: bool = Field(False, strict=True, description="all in one process")
    scheduler: Text | None = Field(None, description="address of a Dask scheduler")

    @model_validator(mode="after")
    def _one_engine(self) -> Self:
        if sum((self.serial, self.workers is not None, self.scheduler is not None)) > 1:
            raise ValueError("give one of `workers`, `serial` and `scheduler`")
        return self
