"""What a design varies: one parameter over its range or over given values, from a moment on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from zorgzaam.agents.parameters import Parameter, nearest
from zorgzaam.experiments.parameters import ALL_PARAMETERS, check
from zorgzaam.experiments.toml_file import Day
from zorgzaam.model.parameters import PARAMETERS

DIGITS: Final = 12  # a value such as 0.1 + 0.2 is written down as 0.3
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def declared(name: str, value: object) -> float:
    """A value of a parameter as the number that the model uses; a mistake is a ValueError."""
    return check(name, value, rows=ALL_PARAMETERS)


def lever_row(name: str) -> Parameter:
    """The declaration of a parameter that can change during a run."""
    if name not in PARAMETERS:
        raise ValueError(f"unknown parameter '{name}'{nearest(name, PARAMETERS)}")
    return PARAMETERS[name]


class Moment(BaseModel):
    """When a lever is set."""

    week: int | None = Field(
        None, ge=0, strict=True, description="week of the run, from 0 (the start)"
    )
    at: Day | None = Field(None, description="or a date, for example 2020-01-01")

    @model_validator(mode="after")
    def _one_moment(self) -> Self:
        if self.week is not None and self.at is not None:
            raise ValueError("give `week` or a date, not both")
        return self


class Factor(BaseModel):
    """One parameter that the design varies."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )

    parameter: Name
    low: float | None = Field(None, description="from here; the declared range if left out")
    high: float | None = None
    values: tuple[float | str, ...] | None = Field(
        None, min_length=2, description="or these values only"
    )
    since: Literal["settling"] | dt.date = Field(
        "settling",
        alias="from",
        description="from the settling period on, or a date from which it is a lever",
    )
    week: int | None = Field(
        None, ge=0, strict=True, description="or a week from which it is a lever"
    )

    @field_validator("since", mode="before")
    @classmethod
    def _settling_or_a_date(cls, value: object) -> object:
        if value == "settling" or isinstance(value, dt.date):
            return value
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
        raise ValueError(f'from = {value!r}: give "settling" or a date such as "2020-01-01"')

    @model_validator(mode="after")
    def _fits(self) -> Self:
        name = self.parameter
        if name not in ALL_PARAMETERS:
            raise ValueError(f"unknown parameter '{name}'{nearest(name, ALL_PARAMETERS)}")
        if self.week is not None and self.since != "settling":
            raise ValueError(f"{name}: give `week` or `from`, not both")
        if self.is_lever and name not in PARAMETERS:
            raise ValueError(f"{name} is a price, which holds from the start: leave out the moment")
        if self.values is not None:
            if self.low is not None or self.high is not None:
                raise ValueError(f"{name}: give `values`, or `low` and `high`, not both")
            numbers = [declared(name, value) for value in self.values]
            if len(set(numbers)) < len(numbers):
                raise ValueError(f"{name}: a value is there twice; say it once")
            return self
        if self.row.choices:
            if self.low is not None or self.high is not None:
                raise ValueError(
                    f"{name} is a choice: give values = {list(self.row.choices)}, or nothing for all"
                )
            return self
        low, high = self.span
        declared(name, low)
        declared(name, high)
        if not low < high:
            raise ValueError(f"{name}: low = {low:g} must be below high = {high:g}")
        return self

    @property
    def row(self) -> Parameter:
        """Its declaration."""
        return ALL_PARAMETERS[self.parameter]

    @property
    def is_lever(self) -> bool:
        """Whether it is set at a moment of the run; else it holds from the settling period on."""
        return self.week is not None or self.since != "settling"

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value where it is varied over a range."""
        return (
            self.row.low if self.low is None else self.low,
            self.row.high if self.high is None else self.high,
        )

    @property
    def levels(self) -> tuple[float, ...]:
        """Its values, where it has only so many; none for a range."""
        if self.values is not None:
            return tuple(declared(self.parameter, value) for value in self.values)
        if self.row.choices:
            return tuple(float(number) for number in range(len(self.row.choices)))
        if self.row.whole:
            low, high = self.span
            return tuple(float(number) for number in range(round(low), round(high) + 1))
        return ()

    def at(self, part: float) -> float:
        """The value at a part of its range, from 0 to 1; every level has an equal part."""
        if levels := self.levels:
            return levels[min(int(part * len(levels)), len(levels) - 1)]
        low, high = self.span
        return float(f"{low + part * (high - low):.{DIGITS}g}")
