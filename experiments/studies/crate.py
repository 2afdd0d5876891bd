"""ro-crate-metadata.json: what is in a study's folder, as archives and search engines read it.

RO-Crate 1.1: a root data set, its files with type, size and hash, and the act that made them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from zorgzaam.experiments.record import file_sha256
from zorgzaam.experiments.store import LICENCE_LINE
from zorgzaam.experiments.studies.file import StudyFile

CRATE: Final = "ro-crate-metadata.json"
_PROFILE: Final = "https://w3id.org/ro/crate/1.1"
_DATA_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_SOFTWARE: Final = "#zorgzaam"
_ACT: Final = "#run"
_FORMATS: Final = {
    ".parquet": "application/vnd.apache.parquet",
    ".toml": "application/toml",
    ".json": "application/json",
    ".csv": "text/csv",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
}


def crate_of(folder: Path, file: StudyFile, manifest: Mapping[str, Any]) -> str:
    """The metadata of everything in the folder now, as JSON-LD."""
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name != CRATE
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    files = [_file(folder, path) for path in paths]
    times = manifest["times"]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": file.title_en,
        "alternateName": file.title_nl,
        "description": f"{manifest['runs']['done']} runs of Zorgzaam, an agent-based model of informal "
        f"and formal care in Dutch neighbourhoods. {LICENCE_LINE}",
        "datePublished": (times["finished"] or times["started"])[:10],
        "license": {"@id": _DATA_LICENCE},
        "identifier": manifest["identity_sha256"],
        "hasPart": [{"@id": each["@id"]} for each in files],
        "mentions": {"@id": _ACT},
    }
    act = {
        "@id": _ACT,
        "@type": "CreateAction",
        "name": "zorgzaam study run",
        "startTime": times["started"],
        "instrument": {"@id": _SOFTWARE},
        "object": {"@id": "study.toml"},
        "result": [
            {"@id": each["@id"]} for each in files if each["@id"].startswith(("runs/", "series/"))
        ],
    }
    if times["finished"]:
        act["endTime"] = times["finished"]
    software = {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "Zorgzaam",
        "version": manifest["identity"]["zorgzaam"],
        "identifier": manifest["identity"]["model_sha256"],
    }
    licence = {
        "@id": _DATA_LICENCE,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0 International",
    }
    descriptor = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _PROFILE},
        "about": {"@id": "./"},
    }
    graph = [descriptor, root, act, software, licence, *files]
    return json.dumps(
        {"@context": f"{_PROFILE}/context", "@graph": graph}, indent=2, ensure_ascii=False
    )


def _file(folder: Path, path: Path) -> dict[str, Any]:
    return {
        "@id": path.relative_to(folder).as_posix(),
        "@type": "File",
        "name": path.name,
        "encodingFormat": _FORMATS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
        "sha256": file_sha256(path),
    }
