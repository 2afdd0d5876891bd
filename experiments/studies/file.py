"""A study file as its author writes it: TOML, every key checked, every mistake told in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.comparison import MOST_YEARS
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.studies.factor import Factor
from zorgzaam.experiments.studies.file_tables import (
    Design,
    Precision,
    Running,
    SecondLever,
    Seeds,
    Strict,
    Text,
    Tipping,
    outcome_name,
)
from zorgzaam.experiments.toml_file import parse, problem_at
from zorgzaam.model.measures import INDEX

MOST_BYTES: Final = 200_000


class StudyFile(Strict):
    """A study: places, scenarios, seeds and what is varied."""

    title_nl: Text
    title_en: Text
    places: tuple[Text, ...] = Field(min_length=1, description="codes or exact names")
    figures: tuple[Text, ...] = Field(
        (), description="files with figures of your own, beside this one (as --file of `run`)"
    )
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
        return tuple(map(outcome_name, names))

    @field_validator("series")
    @classmethod
    def _series_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in OUTCOME and name not in INDEX:
                near = nearest(name, [*OUTCOME, *INDEX])
                raise ValueError(f"unknown outcome or measure '{name}'{near}")
        return names

    @field_validator("places", "figures", "scenarios", "outcomes", "series")
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
            lacks = factor.values is None and not factor.row.choices  # all choices if left out
            if self.design and self.design.kind == "factorial" and lacks:
                raise ValueError(
                    f"factor {factor.parameter}: a factorial design needs `values`, such as "
                    f"values = [{factor.span[0]:g}, {factor.span[1]:g}]"
                )
        if self.tipping is not None:
            for name in [self.tipping.lever, *([s.lever] if (s := self.tipping.second) else [])]:
                if name in names:
                    raise ValueError(f"{name} is both a factor and a lever of [tipping]")
        return self

    @property
    def names(self) -> set[str]:
        """Every scenario that it names, also those that are only compared with."""
        against = self.tipping.against if self.tipping else None
        return {*self.scenarios, self.reference} | ({against} if against else set())

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


__all__ = [
    "Design",
    "Factor",
    "Precision",
    "Running",
    "Seeds",
    "StudyFile",
    "Tipping",
    "parse_study",
    "read_study_file",
]
