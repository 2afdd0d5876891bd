"""manifest.json of a study's folder: what was asked and by which versions, enough to repeat it.

A study is read back from it, so that its tables mean the same later, whatever the files are by then.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.record import canonical_sha256, environment, place_record, utc
from zorgzaam.experiments.scenario import Moment, Scenario
from zorgzaam.experiments.studies.file import StudyFile
from zorgzaam.experiments.studies.identity import Identities, model_version
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.model.places import resolve
from zorgzaam.model.places.figures import Place

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_LIBRARIES: Final = ("dask", "distributed", "SALib", "pydantic", "rfc8785")


def manifest_of(
    study: Study,
    identities: Identities,
    *,
    engine: str,
    started: dt.datetime,
    finished: dt.datetime | None,
    runs: Mapping[str, int],
) -> dict[str, Any]:
    """What is written down about a study; `runs` are counts: asked, done, failed."""
    identity = {
        "zorgzaam": version("zorgzaam"),
        "model_sha256": model_version(),
        "study": json.loads(study.file.model_dump_json(by_alias=True)),
        "scenarios": {name: _written(each) for name, each in study.scenarios.items()},
        "figures_sha256": identities.figures,
        "data_versions": {code: place.data_version for code, place in study.places.items()},
    }
    around = environment()
    around["libraries"] |= {name: version(name) for name in _LIBRARIES}
    return {
        "format": FORMAT,
        "identity_sha256": canonical_sha256(identity),
        "identity": identity,
        "root_seed": study.file.seeds.first,
        "weeks": study.weeks,
        "outcomes_from_week": study.from_week,
        "lever_weeks": dict(study.lever_weeks),
        "runs": dict(runs),
        "engine": engine,
        "own_places": [asdict(place) for place in study.own_places],
        "places": [place_record(place) for place in study.places.values()],
        "environment": around,
        "times": {"started": utc(started), "finished": utc(finished) if finished else None},
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a study's folder; InputError where there is none that can be read."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"{folder}: no study is in this folder ({MANIFEST} is missing); `zorgzaam study run FILE "
            "--out FOLDER` makes one"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from None
    if manifest.get("format") != FORMAT:
        raise InputError(
            f"{path}: format {manifest.get('format')} is not known to this version of zorgzaam"
        )
    return manifest


def study_of(manifest: Mapping[str, Any]) -> Study:
    """The study of a manifest, its scenarios as they were then."""
    identity = manifest["identity"]
    try:
        file = StudyFile.model_validate_json(json.dumps(identity["study"]))
        own_places = TypeAdapter(list[Place]).validate_python(manifest.get("own_places", []))
    except ValidationError as error:
        raise InputError(
            f"{MANIFEST}: the study is not one that this version of zorgzaam knows: {error}"
        ) from None
    own = {place.code: place for place in own_places}
    codes = [place["code"] for place in manifest["places"]]
    places = {code: own.get(code) or resolve(code) for code in codes}
    scenarios = {name: _read(each) for name, each in identity["scenarios"].items()}
    return Study(file, places, scenarios)


def _written(scenario: Scenario) -> dict[str, Any]:
    told = asdict(scenario)
    told["changes"] = [
        {
            **asdict(replace(moment, at=None)),
            "at": moment.at.isoformat() if moment.at else None,
            "areas": list(moment.areas),
        }
        for moment in scenario.changes
    ]
    return told


def _read(told: Mapping[str, Any]) -> Scenario:
    changes = tuple(
        Moment(
            dt.date.fromisoformat(each["at"]) if each["at"] else None,
            each["week"],
            each["name"],
            each["value"],
            each["where"],
            tuple(each["areas"]),
        )
        for each in told["changes"]
    )
    return Scenario(**{**told, "changes": changes})
