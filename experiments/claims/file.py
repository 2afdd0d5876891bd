"""A claim as its author writes it: what is claimed, the arms to run, and the rule that decides.

The rule is data. It is checked here to be able to go both ways: a file whose tests can only support
the claim, or can only speak against it, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from zorgzaam.experiments.comparison import MOST_YEARS, WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.scenario import DatedChange, Text

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Row = Annotated[str, StringConstraints(pattern=r"^(#\d+|[a-z][a-z-]*)$", max_length=30)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Weeks = tuple[Annotated[int, Field(ge=0, strict=True)], Annotated[int, Field(gt=0, strict=True)]]
FEWEST_SEEDS = 30


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bound(_Strict):
    """One side of a value: the whole interval must lie there."""

    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Bound:
        if (self.above is None) == (self.below is None):
            raise ValueError("give either `above` or `below`, and a number")
        return self

    @property
    def value(self) -> float:
        """The value itself, whichever side of it is meant."""
        return self.above if self.above is not None else self.below  # type: ignore[return-value]

    def holds(self, low: float, high: float) -> bool:
        """Whether an interval lies on this side, whole."""
        return low > self.value if self.above is not None else high < self.value


class SameMoney(_Strict):
    """What an arm is given so that it spends what another does; `claims.money` finds how much."""

    as_arm: Name = Field(description="arm that it should spend as much as")
    lever: Text = Field(description="parameter that is moved until it does")
    week: Annotated[int, Field(ge=0, strict=True)] = Field(description="from when it holds")


class ArmFile(_Strict):
    """One way to run the same population: dated changes on top of those of the arm it extends.

    With `same_money` a lever is moved, place by place, until the arm spends as much as another. An
    arm that extends it has the lever where that arm has it.
    """

    title_nl: Text
    title_en: Text
    extends: Name | None = Field(None, description="arm whose changes come first")
    changes: tuple[DatedChange, ...] = ()
    same_money: SameMoney | None = None


class _Measured(_Strict):
    """What every test has: its question, an outcome, and on which side it speaks for or against."""

    title_nl: Text
    title_en: Text
    outcome: Name
    supported: Bound | None = Field(None, description="side on which the claim is supported")
    not_supported: Bound | None = Field(None, description="side on which it is not")

    @model_validator(mode="after")
    def _opposite_sides(self) -> _Measured:
        one, other = self.supported, self.not_supported
        if one is None or other is None:
            return self
        if (one.above is None) == (other.above is None):
            raise ValueError("`supported` and `not_supported` look to the same side")
        if (one.value < other.value) if one.above is not None else (one.value > other.value):
            raise ValueError(
                "`supported` and `not_supported` overlap: few seeds could then support what many "
                "speak against; give both the same number"
            )
        return self

    @property
    def decides(self) -> bool:
        """Whether the verdict depends on it; otherwise it is there to be read."""
        return self.supported is not None or self.not_supported is not None


class Level(_Measured):
    """An outcome of one arm."""

    kind: Literal["level"]
    arm: Name
    weeks: Weeks


class Difference(_Measured):
    """An outcome of one arm minus that of another; `relative`: in per cent of the other."""

    kind: Literal["difference"]
    arm: Name
    against: Name
    weeks: Weeks
    relative: bool = False


class Interaction(_Measured):
    """A difference minus another difference, over the same weeks or over `minus_weeks`."""

    kind: Literal["interaction"]
    arm: Name
    against: Name
    minus_arm: Name
    minus_against: Name
    weeks: Weeks
    minus_weeks: Weeks | None = None


class Ratio(_Measured):
    """A difference divided by another difference, times a number.

    What is left out of `per_outcome`, `per_arm`, `per_against` and `per_weeks` is as above the line.
    """

    kind: Literal["ratio"]
    arm: Name
    against: Name
    weeks: Weeks
    per_outcome: Name | None = None
    per_arm: Name | None = None
    per_against: Name | None = None
    per_weeks: Weeks | None = None
    times: Number = 1.0
    unit: Literal["hours/hour", "%"]


class Recovery(_Measured):
    """What is left of a shock in the weeks after it, in weeks of the shock; it sets two arms apart.

    Ten means: what was missed in the `after_weeks` after the shock was as much as ten weeks of it. With
    `minus_arm` and `minus_against` what is left between these two is taken off.
    """

    kind: Literal["recovery"]
    arm: Name
    against: Name
    minus_arm: Name | None = None
    minus_against: Name | None = None
    shock: Weeks
    worse: Literal["up", "down"]
    after_weeks: Annotated[int, Field(gt=0, strict=True)]

    @model_validator(mode="after")
    def _both_or_none(self) -> Recovery:
        if (self.minus_arm is None) != (self.minus_against is None):
            raise ValueError("give both `minus_arm` and `minus_against`, or none")
        return self


class Rank(_Measured):
    """Whether one arm can be used everywhere.

    For the claim: each arm is, in some place, surely worse than another by more than `margin_percent`.
    Against it: one arm is in no place worse than any other by so much, surely.
    """

    kind: Literal["rank"]
    arms: tuple[Name, ...] = Field(min_length=2)
    weeks: Weeks
    best: Literal["low", "high"]
    margin_percent: Annotated[float, Field(gt=0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _no_bounds(self) -> Rank:
        if self.supported or self.not_supported:
            raise ValueError("a rank has its own rule: leave out `supported` and `not_supported`")
        return self

    @property
    def decides(self) -> bool:
        """Always: that is what it is for."""
        return True


Test = Annotated[
    Level | Difference | Interaction | Ratio | Recovery | Rank, Field(discriminator="kind")
]


class Assumption(_Strict):
    """What no figure is known for: it is varied over its declared range.

    It holds from settling on, or (`of` arms) wherever an arm sets these parameters.
    """

    row: Row = Field(description="row of evidence.md, or a word where it has none")
    title_nl: Text
    title_en: Text
    short_nl: Text | None = Field(None, description="for beside a dot, where the row is a word")
    short_en: Text | None = None
    parameters: tuple[Text, ...] = Field(min_length=1, description="go low together, and high")
    of: Literal["start", "arms"] = "start"


class ClaimFile(_Strict):
    """A claim file."""

    title_nl: Text
    title_en: Text
    claim_nl: Text = Field(description="what is claimed, in plain words")
    claim_en: Text
    source: Text
    expectation_nl: Text = Field(description="what was expected before anything was run, and why")
    expectation_en: Text
    rule_nl: Text = Field(description="the rule of `tests`, in plain words")
    rule_en: Text
    margin_reason_nl: Text = Field(description="where the sizes in the rule come from")
    margin_reason_en: Text
    years: Annotated[float, Field(ge=1, le=MOST_YEARS)]
    seeds: int = Field(FEWEST_SEEDS, ge=FEWEST_SEEDS, le=1000, strict=True)
    places: tuple[Text, ...] | None = Field(None, min_length=1, description="instead of the usual")
    start: dict[str, Any] = Field(
        {}, description="parameter to value, in all arms, from settling on"
    )
    not_supported_when: Literal["any", "all"] | tuple[Name, ...] = Field(
        "any", description="tests of which one against the claim is enough; or any, or only all"
    )
    same_money: tuple[Name, ...] = Field((), description="arms that should spend the same")
    vary: tuple[Row, ...] = Field((), description="further assumptions of common.toml to vary")
    assumptions: tuple[Assumption, ...] = Field((), description="more of them, of its own")
    money_weeks: Weeks = Field(description="weeks over which spending is shown")
    chart: Name = Field(description="outcome to draw over time")
    arms: dict[Name, ArmFile] = Field(min_length=2)
    tests: dict[Name, Test] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> ClaimFile:
        for where, arm in self._named_arms():
            if arm not in self.arms:
                raise ValueError(
                    f"{where}: there is no arm '{arm}'; arms are {', '.join(self.arms)}"
                )
        end = self.weeks
        spans = [
            (f"test {name}", span) for name, test in self.tests.items() for span in _spans(test)
        ]
        for where, (first, last) in (*spans, ("money_weeks", self.money_weeks)):
            if not first < last <= end:
                raise ValueError(
                    f"{where}: weeks [{first}, {last}] are not a stretch of the {end} weeks of the run"
                )
        self._can_fall_on_both_sides()
        self._money_comes_after()
        return self

    def _money_comes_after(self) -> None:
        names = list(self.arms)
        for name, arm in self.arms.items():
            if arm.same_money and names.index(arm.same_money.as_arm) >= names.index(name):
                raise ValueError(
                    f"arm {name}: same_money: put '{arm.same_money.as_arm}', which it is to spend as "
                    "much as, before it"
                )

    def _can_fall_on_both_sides(self) -> None:
        ranks = any(isinstance(test, Rank) for test in self.tests.values())
        if not (ranks or any(test.supported for test in self.tests.values())):
            raise ValueError("no test can support the claim: give one a side `supported`")
        if not (ranks or any(test.not_supported for test in self.tests.values())):
            raise ValueError("no test can speak against the claim: give one a side `not_supported`")
        if isinstance(self.not_supported_when, tuple):
            for name in self.not_supported_when:
                test = self.tests.get(name)
                if test is None or not (test.not_supported or isinstance(test, Rank)):
                    raise ValueError(
                        f"not_supported_when: '{name}' is no test that has a side `not_supported`"
                    )

    @property
    def weeks(self) -> int:
        """Length of every run."""
        return round(self.years * WEEKS_PER_RUN_YEAR)

    def _named_arms(self) -> Iterator[tuple[str, str]]:
        for name, arm in self.arms.items():
            if arm.extends:
                yield f"arm {name}", arm.extends
            if arm.same_money:
                yield f"arm {name}: same_money", arm.same_money.as_arm
        for name, test in self.tests.items():
            for looked_at in arms_of(test):
                yield f"test {name}", looked_at
        for each in self.same_money:
            yield "same_money", each


_ARM_KEYS = {"arm", "against", "minus_arm", "minus_against", "per_arm", "per_against", "arms"}


def arms_of(test: Test) -> Iterator[str]:
    """The arms that a test looks at."""
    for key, value in test.model_dump(include=_ARM_KEYS, exclude_none=True).items():
        yield from value if key == "arms" else (value,)


def _spans(test: Test) -> Iterator[tuple[int, int]]:
    keys = {"weeks", "minus_weeks", "per_weeks", "shock"}
    yield from test.model_dump(include=keys, exclude_none=True).values()
    if isinstance(test, Recovery):
        yield test.shock[1], test.shock[1] + test.after_weeks


class PlaceFile(_Strict):
    """One of the usual places, and why it is among them."""

    code: Text
    why_nl: Text
    why_en: Text


class CommonFile(_Strict):
    """What all claims share: where they are tested, and which assumptions are varied."""

    varied_seeds: int = Field(ge=2, le=1000, strict=True)
    money_seeds: tuple[Annotated[int, Field(ge=0, strict=True)], ...] = Field(
        min_length=2, description="with which equal money is found; no verdict rests on them"
    )
    places: tuple[PlaceFile, ...] = Field(min_length=5)
    assumptions: tuple[Assumption, ...] = Field(min_length=1)
    further_assumptions: tuple[Assumption, ...] = Field((), description="of the claims that ask")


KINDS = (Level, Difference, Interaction, Ratio, Recovery, Rank)
KEYS = sorted(
    {
        key
        for model in (
            ClaimFile,
            ArmFile,
            SameMoney,
            Assumption,
            DatedChange,
            Bound,
            CommonFile,
            PlaceFile,
            *KINDS,
        )
        for key in model.model_fields
    }
)
