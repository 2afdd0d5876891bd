"""Study files that the program writes: a commented one to begin with, and a larger one from a smaller."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.studies.file import StudyFile, parse_study
from zorgzaam.model.measures import MEASURES

_TEMPLATES: Final = files("zorgzaam.experiments.studies") / "templates"


def template(language: str, name: str) -> str:
    """A commented study file that runs as it is."""
    text = (_TEMPLATES / f"study.{language}.toml").read_text(encoding="utf-8")
    return text.format(name=name)


def write_new(path: Path, language: str, force: bool = False) -> None:
    """Write a commented study file; InputError where something is in the way."""
    if path.suffix.lower() != ".toml":
        raise InputError(
            f"{path}: give the name of a TOML file, such as {path.with_suffix('.toml')}"
        )
    if path.exists() and not force:
        raise InputError(f"{path} is there already; give another name, or --force to write over it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template(language, str(path)), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def extended(
    file: StudyFile, text: str, where: str, seeds: int | None, size: int | None
) -> tuple[StudyFile, str]:
    """The study with more seeds or a larger design, and its text with just that line changed.

    InputError where that would not be the same study with more runs.
    """
    told: dict[str, Any] = {}
    if seeds is not None:
        if file.seeds.count is None:
            raise InputError(f"{where}: seeds follow from a precision; change that in the file")
        if seeds <= file.seeds.count:
            raise InputError(f"--seeds {seeds}: the study has {file.seeds.count}; give more")
        told["seeds"] = file.seeds.model_copy(update={"count": seeds})
        text = _line(text, r"^(seeds\s*=\s*)\d+", rf"\g<1>{seeds}", r"(\bcount\s*=\s*)\d+")
    if size is not None:
        design = file.design
        if design is None or design.size is None:
            raise InputError(f"{where}: the study has no design with a size")
        if design.kind == "latin":
            raise InputError(
                f"{where}: a Latin hypercube of another size has no row in common with this one; take a "
                "sobol design for a study that is to grow, or make a new study"
            )
        if size <= design.size:
            raise InputError(f"--size {size}: the design has {design.size}; give more")
        told["design"] = design.model_copy(update={"size": size})
        text = _line(text, r"^(size\s*=\s*)\d+", rf"\g<1>{size}")
    if not told:
        raise InputError("nothing to extend: give --seeds or --size")
    larger = parse_study(text, where)
    if larger != file.model_copy(update=told):
        raise InputError(
            f"{where}: the line to change was not found; change seeds or size in the file yourself, and "
            f"`zorgzaam study run` it with the same --out"
        )
    return larger, text


def _line(text: str, pattern: str, by: str, otherwise: str | None = None) -> str:
    for each in filter(None, (pattern, otherwise)):
        text, found = re.subn(each, by, text, count=1, flags=re.MULTILINE)
        if found:
            break
    return text


def study_schema() -> dict[str, Any]:
    """JSON Schema of a study file, with unit, range and meaning of every parameter."""
    schema = StudyFile.model_json_schema(by_alias=True)
    parameters = [
        {
            "const": name,
            "description": f"{row.meaning} ({row.unit}; "
            f"{', '.join(row.choices) or f'{row.low:g} to {row.high:g}'}; default {row.value}; source: "
            f"{row.source})",
        }
        for name, row in ALL_PARAMETERS.items()
    ]
    outcomes = [
        {"const": name, "description": f"{outcome.meaning_en} ({outcome.unit})"}
        for name, outcome in OUTCOME.items()
    ]
    measures = [{"const": m.name, "description": f"{m.meaning} ({m.unit})"} for m in MEASURES]
    schema["$defs"] |= {
        "ParameterName": {"oneOf": parameters},
        "OutcomeName": {"oneOf": outcomes},
        "MeasureName": {"oneOf": measures},
    }
    one = {"$ref": "#/$defs/OutcomeName"}
    schema["properties"]["outcomes"]["items"] = one
    schema["properties"]["series"]["items"] = {"anyOf": [one, {"$ref": "#/$defs/MeasureName"}]}
    schema["properties"]["seeds"] = {
        "anyOf": [{"type": "integer", "minimum": 1}, {"$ref": "#/$defs/Seeds"}],
        "default": 20,
    }
    for table, key in (("Factor", "parameter"), ("Tipping", "lever"), ("SecondLever", "lever")):
        schema["$defs"][table]["properties"][key] = {"$ref": "#/$defs/ParameterName"}
    for table in ("Tipping", "Precision"):
        schema["$defs"][table]["properties"]["outcome"] = one
    return schema
