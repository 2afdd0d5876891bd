"""Scenarios as data: a small TOML file of dated changes from parameter to value.

The shipped ones are in `scenarios/`. A scenario may extend another one: its own changes come on top,
and a change of the same parameter at the same time takes the other's place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.parameters import check
from zorgzaam.experiments.toml_file import Day, parse, problem_at
from zorgzaam.model.area_levers import AREA_LEVERS
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.places.figures import Place
from zorgzaam.model.timeline import EVERYWHERE, Change, Timeline

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_MOST_BYTES = 100_000  # a scenario is a page of text; something larger is another kind of file


class DatedChange(BaseModel):
    """From a date or a week on, these parameters have these values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Day | None = Field(None, description="date of the change, for example 2020-01-01")
    week: int | None = Field(
        None, ge=0, strict=True, description="or the week of it, counted from the start"
    )
    areas: tuple[Text, ...] = Field(
        (), description="codes of the wijken or buurten where this holds; everywhere if left out"
    )
    set: dict[str, Any] = Field(min_length=1, description="parameter to value")

    @model_validator(mode="after")
    def _one_moment(self) -> DatedChange:
        if (self.at is None) == (self.week is None):
            raise ValueError("give either `at` (a date) or `week` (counted from the start)")
        return self


class ScenarioFile(BaseModel):
    """A scenario file as its author writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title_nl: Text
    title_en: Text
    why_nl: Text
    why_en: Text
    source: Text
    extends: Text | None = Field(None, description="name or file of the scenario that this changes")
    changes: tuple[DatedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One change of one parameter, at a date or in a week, somewhere, and the file it stands in."""

    at: dt.date | None
    week: int | None
    name: str
    value: float
    where: str
    areas: tuple[str, ...] = ()  # codes; none: everywhere


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario ready to run: its words in two languages, and its changes in order of writing."""

    name: str
    title_nl: str
    title_en: str
    why_nl: str
    why_en: str
    source: str
    changes: tuple[Moment, ...] = ()

    def title(self, language: str) -> str:
        """Its title in 'nl' or 'en'."""
        return self.title_nl if language == "nl" else self.title_en

    def why(self, language: str) -> str:
        """Why it is worth running, in 'nl' or 'en'."""
        return self.why_nl if language == "nl" else self.why_en

    def timeline(self, start: dt.date, weeks: int, codes: Sequence[str] = ()) -> Timeline:
        """Its changes by week of a run; InputError for one before the start or after the end.

        `codes` are those of the areas of the place, in their order, for changes in some areas only.
        """
        dated = {
            (_week_of(moment, start, weeks), moment.name, area): moment.value
            for moment in self.changes
            for area in _areas_of(moment, codes)
        }
        return Timeline(
            tuple(
                sorted(
                    Change(week, name, value, area) for (week, name, area), value in dated.items()
                )
            )
        )


def start_date(place: Place) -> dt.date:
    """When a run of this place starts: 1 January of the year of its figures."""
    return dt.date(place.year, 1, 1)


def _areas_of(moment: Moment, codes: Sequence[str]) -> tuple[int, ...]:
    """Places of the areas where a change holds among those of the run."""
    unknown = [code for code in moment.areas if code not in codes]
    if unknown:
        raise InputError(
            f"{moment.where}: {moment.name} changes in {', '.join(unknown)}, which is not an area of "
            f"this run{nearest(unknown[0], codes) or '.'} Its areas: {', '.join(codes) or 'none'}."
        )
    return tuple(codes.index(code) for code in moment.areas) or (EVERYWHERE,)


def _week_of(moment: Moment, start: dt.date, weeks: int) -> int:
    if moment.at is not None and moment.at < start:
        raise InputError(
            f"{moment.where}: {moment.name} changes on {moment.at}, before the start of the run on "
            f"{start}. Give a date from {start} on, or a week from 0 on."
        )
    week = moment.week if moment.at is None else (moment.at - start).days // 7
    if week is None or week >= weeks:
        end = start + dt.timedelta(weeks=weeks)
        when = f"on {moment.at}" if moment.at else f"in week {moment.week}"
        raise InputError(
            f"{moment.where}: {moment.name} changes {when}, after the end of the run on {end} "
            f"({weeks} weeks from {start}). Run more years, or change it earlier."
        )
    return week


def scenario_names() -> tuple[str, ...]:
    """Names of the shipped scenarios, the baseline first."""
    names = [
        entry.name.removesuffix(".toml")
        for entry in files("zorgzaam.experiments").joinpath("scenarios").iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(names, key=lambda name: (name != "baseline", name)))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """A shipped scenario by name, or anybody's by the path of its TOML file.

    Raises InputError for an unknown name, a file that cannot be read or is not TOML, unknown keys
    and parameters, values out of range, and scenarios that extend each other in a circle.
    """
    return _load(str(name_or_path), Path(), ())


def _load(name_or_path: str, folder: Path, above: tuple[str, ...]) -> Scenario:
    name, where, text = _read(name_or_path, folder)
    itself = where if where == name else str(Path(where).resolve())
    if itself in above:
        chain = " -> ".join((*above[above.index(itself) :], itself))
        raise InputError(f"scenarios extend each other in a circle: {chain}")
    written = parse(ScenarioFile, where, text, "scenario", _problem)
    inherited: tuple[Moment, ...] = ()
    if written.extends:
        try:
            inherited = _load(written.extends, Path(where).parent, (*above, itself)).changes
        except InputError as error:
            raise InputError(f"{where}: extends '{written.extends}': {error}") from None
    own = tuple(
        moment
        for number, change in enumerate(written.changes, start=1)
        for moment in _moments(change, f"{where}: change {number}")
    )
    words = written.model_dump(include={"title_nl", "title_en", "why_nl", "why_en", "source"})
    return Scenario(name, **words, changes=inherited + own)


def _moments(change: DatedChange, where: str) -> list[Moment]:
    for name in change.set if change.areas else ():
        if name in PARAMETERS and name not in AREA_LEVERS:
            raise InputError(
                f"{where}: {name} is the same in all areas of a run. What may differ by area: "
                f"{', '.join(AREA_LEVERS)}."
            )
    return [
        Moment(change.at, change.week, name, check(name, value, where), where, change.areas)
        for name, value in change.set.items()
    ]


def _read(name_or_path: str, folder: Path) -> tuple[str, str, str]:
    """Name, where it stands and text of a shipped scenario or a file."""
    known = scenario_names()
    if name_or_path in known:
        resource = files("zorgzaam.experiments").joinpath("scenarios", f"{name_or_path}.toml")
        return name_or_path, name_or_path, resource.read_text(encoding="utf-8")
    path = folder / name_or_path
    looks_like_a_path = (
        path.suffix.lower() == ".toml" or "/" in name_or_path or "\\" in name_or_path
    )
    if not looks_like_a_path and not path.is_file():
        raise InputError(
            f"unknown scenario '{name_or_path}'{nearest(name_or_path, known) or '.'} "
            f"Known: {', '.join(known)}; or give the path of a TOML file."
        )
    if not path.is_file():
        raise InputError(
            f"{path}: there is no such file; give the path of a TOML file, or the name of a scenario "
            "that `zorgzaam scenarios` lists"
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: too large for a scenario; one takes a page of TOML")
        return path.stem, str(path), path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file (UTF-8), so not a scenario in TOML") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _problem(error: dict[str, Any]) -> str:
    """One mistake in words: which change, what is wrong, what would be right."""
    steps = list(error["loc"])
    change = steps[0] == "changes" and len(steps) > 1
    hint = ""
    if steps[-1] in PARAMETERS:
        hint = "; a parameter belongs in `set = {...}` of one of the `[[changes]]`"
    return problem_at(
        f"change {steps[1] + 1}" if change else "",
        steps[-1],
        error,
        DatedChange.model_fields if change else ScenarioFile.model_fields,
        hint,
    )


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, with range, unit and meaning of every parameter."""
    schema = ScenarioFile.model_json_schema()
    properties: dict[str, Any] = {}
    for name, row in PARAMETERS.items():
        description = f"{row.meaning} ({row.unit}; default {row.value}; source: {row.source})"
        if row.choices:
            properties[name] = {"enum": list(row.choices)}
        else:
            number = "integer" if row.whole else "number"
            properties[name] = {"type": number, "minimum": row.low, "maximum": row.high}
        properties[name]["description"] = description
    changes = schema["$defs"]["DatedChange"]["properties"]["set"]
    changes.pop("additionalProperties", None)
    changes.update(properties=properties, additionalProperties=False)
    return schema
