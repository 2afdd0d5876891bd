"""A study file as its author writes it: TOML, every key checked, every mistake told in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from zorgzaam.agents import draws
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.comparison import MOST_YEARS
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.studies.factor import Factor, Moment, declared, lever_row
from zorgzaam.experiments.toml_file import parse, problem_at
from zorgzaam.model.measures import INDEX

MOST_BYTES: Final = 200_000
MOST_ROWS: Final = 65_536  # of a design
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Seed = Annotated[int, Field(ge=0, le=draws.MAX_SEED, strict=True)]
Count = Annotated[int, Field(ge=1, strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


def _outcome(name: str) -> str:
    if name not in OUTCOME:
        raise ValueError(f"unknown outcome '{name}'{nearest(name, OUTCOME)}")
    return name


class Precision(_Strict):
    """As many seeds as it takes to know a difference so well."""

    outcome: Text = Field(description="the outcome whose difference must be known")
    half_width: float = Field(
        gt=0, description="half of the 95 % interval of the paired mean difference, in its unit"
    )
    pilot: int = Field(20, ge=3, strict=True, description="seeds to begin with")
    most: int = Field(400, ge=3, strict=True, description="never more seeds than this")

    _known = field_validator("outcome")(_outcome)

    @model_validator(mode="after")
    def _room(self) -> Self:
        if self.most < self.pilot:
            raise ValueError(f"most = {self.most} is fewer than the pilot of {self.pilot}")
        return self


class Seeds(_Strict):
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


class Design(_Strict):
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


class SecondLever(_Strict):
    """The other lever of a map."""

    lever: Text
    values: tuple[float | str, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _known(self) -> Self:
        row = lever_row(self.lever)
        for value in self.values:
            declared(row.name, value)
        return self


class Tipping(Moment, _Strict):
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

    _known = field_validator("outcome")(_outcome)

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


class Running(_Strict):
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


class StudyFile(_Strict):
    """A study: places, scenarios, seeds and what is varied."""

    title_nl: Text
    title_en: Text
    places: tuple[Text, ...] = Field(min_length=1, description="codes or exact names")
    scenarios: tuple[Text, ...] = Field(
        ("baseline",), min_length=1, description="names, or files beside this one"
    )
    reference: Text = Field(
        "baseline", description="scenario beside which money saved and shifted is counted"
    )
    seeds: Seeds = Field(default_factory=lambda: Seeds.model_validate({"count": 20}))
    years: float = Field(5, ge=1, le=MOST_YEARS, description="length of a run, of 52 weeks")
    from_week: int | None = Field(
        None,
        ge=0,
        strict=True,
        description="outcomes are means from this week on; from the study's first change if left out",
    )
    outcomes: tuple[Text, ...] = Field(
        tuple(OUTCOME), min_length=1, description="what the tables have; all if left out"
    )
    series: tuple[Text, ...] = Field((), description="outcomes or measures kept by quarter")
    design: Design | None = None
    factors: tuple[Factor, ...] = Field((), description="what the design varies")
    tipping: Tipping | None = None
    run: Running = Field(default_factory=lambda: Running.model_validate({}))

    @field_validator("seeds", mode="before")
    @classmethod
    def _a_number_of_seeds(cls, value: object) -> object:
        return {"count": value} if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("outcomes")
    @classmethod
    def _outcomes_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_outcome, names))

    @field_validator("series")
    @classmethod
    def _series_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in OUTCOME and name not in INDEX:
                near = nearest(name, [*OUTCOME, *INDEX])
                raise ValueError(f"unknown outcome or measure '{name}'{near}")
        return names

    @field_validator("places", "scenarios", "outcomes", "series")
    @classmethod
    def _once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            raise ValueError(f"'{twice[0]}' is there twice; say it once")
        return names

    @model_validator(mode="after")
    def _together(self) -> Self:
        names = [factor.parameter for factor in self.factors]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"the factor {twice[0]} is there twice; say it once")
        if (self.design is None) != (not self.factors):
            lacking = "[design]" if self.design is None else "[[factors]]"
            raise ValueError(
                f"a design has factors and factors have a design: {lacking} is missing"
            )
        for factor in self.factors:
            if self.design and self.design.kind == "factorial" and factor.values is None:
                raise ValueError(
                    f"factor {factor.parameter}: a factorial design needs `values`, such as "
                    f"values = [{factor.span[0]:g}, {factor.span[1]:g}]"
                )
        if self.tipping is not None:
            for name in [self.tipping.lever, *([s.lever] if (s := self.tipping.second) else [])]:
                if name in names:
                    raise ValueError(f"{name} is both a factor and a lever of [tipping]")
        return self

    def title(self, language: str) -> str:
        """Its title in 'nl' or 'en'."""
        return self.title_nl if language == "nl" else self.title_en


def read_study_file(path: Path) -> tuple[StudyFile, str]:
    """A study file and its text; InputError for whatever is not right in it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path}: too large for a study; one takes a page of TOML")
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file; `zorgzaam study new {path}` writes one"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    file = parse_study(content, str(path))
    return file, content.decode("utf-8-sig").replace("\r\n", "\n")


def parse_study(content: bytes | str, where: str) -> StudyFile:
    """The study of a text that stands `where`."""
    return parse(StudyFile, where, content, "study", _problem)


_TABLES: Final[dict[str, type[BaseModel]]] = {
    "design": Design,
    "factors": Factor,
    "tipping": Tipping,
    "second": SecondLever,
    "run": Running,
    "seeds": Seeds,
    "precision": Precision,
}


def _problem(error: dict[str, Any]) -> str:
    """One mistake in words: which table of the file, what is wrong, what would be right."""
    steps = list(error["loc"])
    if not steps:
        return str(error["ctx"]["error"])
    table = next((s for s in reversed(steps[:-1]) if s in _TABLES), None)
    at: list[str] = []
    for number, step in enumerate(steps):
        if isinstance(step, int) and steps[number - 1] == "factors":
            at[-1] = f"factor {step + 1}"
        elif step in _TABLES and (number < len(steps) - 1 or error["type"] == "value_error"):
            at.append(f"[{step}]")
    known: list[str] = []
    for name, field in (_TABLES[table] if table else StudyFile).model_fields.items():
        known.append(field.alias or name)
    return problem_at(": ".join(at), steps[-1], error, known)
