"""Make the shipped figures from a folder with the source tables: `python data/build.py FOLDER`.

Run by a maintainer when a source table changes, never at run time and never by a user. FOLDER holds
`wijken_nederland.csv`, `wijken_2015.csv`, `gemeenten_land.csv`,
`buurten_utrecht_denbosch_putten.csv`, `cbs_wijken_2022_wgs84.geojson`,
`cbs_gemeenten_2022_wgs84.geojson` and `national/*.csv`. The same folder gives the same bytes.

Three things are changed and nothing else: the measured shares of carers go to a file of their own,
because the model predicts them and may not read them; coordinates are rounded to 0.0001 degree
(about 10 m) and stored as differences; the urbanity of 2022, which only the map has, joins the
wijken as `stedelijkheid_2022`. Column names stay those of the source tables.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

DATA_VERSION = "2019.1"  # data year, edition of the shipped tables
HERE = Path(__file__).parent

CBS = "Bron: CBS, bewerking Zorgzaam"
HEALTH = "RIVM, GGD'en, CBS (Gezondheidsmonitor 2020), bewerking Zorgzaam"
LICENCE = "CC BY 4.0"
TABLES = {  # shipped file: (source table, who made the figures)
    "wijken.csv.gz": ("wijken_nederland.csv", f"{CBS}; {HEALTH}"),
    "wijken_2015.csv.gz": ("wijken_2015.csv", CBS),
    "municipalities.csv.gz": ("gemeenten_land.csv", f"{CBS}; {HEALTH}"),
    "buurten.csv.gz": ("buurten_utrecht_denbosch_putten.csv", f"{CBS}; {HEALTH}"),
}
BOUNDARIES = {
    "boundaries_wijken_2022.json.gz": "cbs_wijken_2022_wgs84.geojson",
    "boundaries_municipalities_2022.json.gz": "cbs_gemeenten_2022_wgs84.geojson",
}
MEASURED_CARERS = "carers_measured.csv.gz"
DEGREES_PER_STEP = 0.0001
URBANITY = {  # the map's words for the classes of CBS
    "extremely urbanised": 1,
    "strongly urbanised": 2,
    "moderately urbanised": 3,
    "hardly urbanised": 4,
    "not urbanised": 5,
}


def pack(text: str) -> bytes:
    """Compress without a time stamp, so that the same table gives the same bytes."""
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


def delta_ring(ring: list[list[float]]) -> list[int]:
    """One closed ring of (lon, lat) as whole steps: first point, then differences; not closed."""
    steps: list[int] = []
    x = y = 0
    for lon, lat in ring[:-1]:
        east, north = round(lon / DEGREES_PER_STEP), round(lat / DEGREES_PER_STEP)
        if not steps or (east, north) != (x, y):
            steps += [east - x, north - y]
            x, y = east, north
    return steps


def boundaries(path: Path) -> str:
    """Every area's rings (outlines and holes) as compact JSON."""
    areas: dict[str, list[list[int]]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        polygons: list[Any] = feature["geometry"]["coordinates"]
        rings = [delta_ring(ring) for polygon in polygons for ring in polygon]
        areas[feature["properties"]["code"]] = [ring for ring in rings if len(ring) >= 6]
    content = {"degrees_per_step": DEGREES_PER_STEP, "areas": areas}
    return json.dumps(content, separators=(",", ":"))


def urbanity_2022(folder: Path) -> dict[str, int]:
    """Urbanity of every wijk on the map of 2022, 1 (most urban) to 5."""
    content = json.loads((folder / BOUNDARIES["boundaries_wijken_2022.json.gz"]).read_text("utf-8"))
    found = (feature["properties"] for feature in content["features"])
    return {area["code"]: URBANITY[area["urbanity"]] for area in found if area["urbanity"]}


def table_text(frame: pd.DataFrame) -> str:
    """CSV with `;`, whole numbers without `.0`, an empty cell for missing."""
    shown = frame.copy()
    for column in shown.columns:
        values = shown[column]
        if values.dtype.kind == "f" and (values.dropna() % 1 == 0).all():
            shown[column] = values.astype("Int64")
    buffer = io.StringIO()
    shown.to_csv(buffer, sep=";", index=False, lineterminator="\n")
    return buffer.getvalue()


def build(folder: Path, target: Path = HERE) -> None:
    """Write every shipped file, the version and the manifest into `target`."""
    manifest: dict[str, dict[str, object]] = {}

    def ship(name: str, content: bytes, source: str) -> None:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        manifest[name] = {
            "sha256": digest,
            "bytes": len(content),
            "source": source,
            "licence": LICENCE,
        }

    measured = []
    for name, (source_name, source) in TABLES.items():
        frame = pd.read_csv(folder / source_name, sep=";")
        if source_name == "wijken_nederland.csv":
            frame["stedelijkheid_2022"] = frame["code"].map(urbanity_2022(folder))
        carers = [column for column in frame.columns if column.startswith("mantelzorger")]
        if carers:
            measured.append(frame[["code", *carers]].dropna(how="all", subset=carers))
        ship(name, pack(table_text(frame.drop(columns=carers))), source)
    ship(MEASURED_CARERS, pack(table_text(pd.concat(measured))), HEALTH)
    for name, source_name in BOUNDARIES.items():
        ship(name, pack(boundaries(folder / source_name)), f"{CBS} (Wijk- en buurtkaart 2022)")
    for path in sorted((folder / "national").glob("*.csv")):
        ship(f"national/{path.name}", path.read_bytes(), "CBS, as named in the file's own rows")

    (target / "VERSION").write_text(DATA_VERSION + "\n", encoding="utf-8")
    content = {"version": DATA_VERSION, "files": manifest}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python data/build.py FOLDER   (the folder with the source tables)")
    build(Path(sys.argv[1]))
