"""The record of a run: enough to repeat it, and a hash that tells whether two runs are the same.

The *identity* is what decides the result: place and its figures, changes, parameters, seeds, length,
version. It is hashed in canonical JSON (RFC 8785). Titles, times and the machine stand apart from it.
"""

import datetime as dt
import hashlib
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import rfc8785

import zorgzaam.agents
import zorgzaam.model
from zorgzaam.experiments.scenario import Scenario
from zorgzaam.model.places.figures import Place
from zorgzaam.model.timeline import Timeline

RECORD_FORMAT = 1
_LIBRARIES = ("numpy", "numba", "scipy", "mesa", "pandas", "pyarrow")


def canonical_sha256(value: Any) -> str:
    """SHA-256 of a value in canonical JSON: the same for the same content, whatever the order."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def code_sha256(*beside: Path) -> str:
    """SHA-256 of the code that makes figures: agents, model, and these files of ours beside them."""
    digest = hashlib.sha256()
    for folder in (Path(zorgzaam.agents.__path__[0]), Path(zorgzaam.model.__path__[0])):
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.read_bytes())
    for file in beside:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def figures_sha256(place: Place) -> str:
    """SHA-256 of the figures of a place, all its areas."""
    return canonical_sha256([place.code, [asdict(area) for area in place.areas]])


def record_of(
    *,
    place: Place,
    arms: Mapping[str, tuple[Scenario, Timeline]],
    seeds: Sequence[int],
    seeds_asked: Sequence[int],
    weeks: int,
    values: Mapping[str, float],
    notes: Sequence[str],
    started: dt.datetime,
    finished: dt.datetime,
) -> dict[str, Any]:
    """The record of a comparison, as it is written to record.json (without the outputs' hashes)."""
    identity = {
        "zorgzaam": version("zorgzaam"),
        "place": {
            "code": place.code,
            "year": place.year,
            "data_version": place.data_version,
            "figures_sha256": canonical_sha256([asdict(area) for area in place.areas]),
        },
        "weeks": weeks,
        "seeds": list(seeds),
        "parameters": dict(values),
    }
    identity |= {arm: changes_of(timeline) for arm, (_, timeline) in arms.items()}
    return {
        "format": RECORD_FORMAT,
        "identity_sha256": canonical_sha256(identity),
        "identity": identity,
        "finished_all_seeds": list(seeds) == list(seeds_asked),
        "seeds_asked": list(seeds_asked),
        "place": place_record(place),
        "scenarios": {
            arm: {
                "name": scenario.name,
                "title_nl": scenario.title_nl,
                "title_en": scenario.title_en,
                "source": scenario.source,
                "changes": changes_of(timeline),
            }
            for arm, (scenario, timeline) in arms.items()
        },
        "notes": list(notes),
        "environment": environment(),
        "times": {"started": utc(started), "finished": utc(finished)},
    }


def changes_of(timeline: Timeline) -> list[dict[str, Any]]:
    """The changes of an arm, as they are written down."""
    return [asdict(change) for change in timeline.changes]


def place_record(place: Place) -> dict[str, Any]:
    """The place with its areas, and every figure that was not its own."""
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "year": place.year,
        "data_version": place.data_version,
        "residents": place.residents,
        "areas": [
            {
                "code": area.code,
                "name": area.name,
                "year": area.year,
                "residents": area.residents,
                "filled": [asdict(filled) for filled in area.filled],
            }
            for area in place.areas
        ],
    }


def utc(moment: dt.datetime) -> str:
    """A moment in universal time, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def environment() -> dict[str, Any]:
    """The machine and the versions: what should not matter, written down in case it does."""
    return {
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "git": git_state(Path(__file__).parent),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def git_state(folder: Path) -> dict[str, Any] | None:
    """Commit of the checkout that this code runs from, and whether it was changed since."""
    if not (folder.parent / ".git").exists():  # installed, not a checkout
        return None
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "dirty": bool(changed)}


def _git(folder: Path, *arguments: str) -> str:
    finished = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    return finished.stdout.strip()
