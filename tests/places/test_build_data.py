"""The maintainer's script keeps measured carers apart and loses nothing else."""

import json
from pathlib import Path

import pandas as pd
import pytest

from zorgzaam.data.build import build, delta_ring
from zorgzaam.model.places.boundaries import _unpack


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "national").mkdir(parents=True)
    (folder / "national" / "table.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    wijken = "code;inwoners_2019;mantelzorger_18p_2020\nWK000100;40;12.5\nWK000101;;\n"
    (folder / "wijken_nederland.csv").write_text(wijken, encoding="utf-8")
    for name in ("wijken_2015", "gemeenten_land", "buurten_utrecht_denbosch_putten"):
        (folder / f"{name}.csv").write_text("code;x\nA;1.5\nB;\n", encoding="utf-8")
    square = [[5.0, 52.0], [5.001, 52.0], [5.001, 52.001], [5.0, 52.0]]
    area = {
        "properties": {"code": "WK000100", "urbanity": "hardly urbanised"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[square]]},
    }
    text = json.dumps({"features": [area]})
    for name in ("cbs_wijken_2022_wgs84", "cbs_gemeenten_2022_wgs84"):
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    return folder


def test_measured_carers_go_to_a_file_of_their_own(source: Path, tmp_path: Path) -> None:
    build(source, tmp_path / "out")
    wijken = pd.read_csv(tmp_path / "out" / "wijken.csv.gz", sep=";", index_col="code")
    assert list(wijken.columns) == ["inwoners_2019", "stedelijkheid_2022"]
    assert wijken.loc["WK000100"].to_list() == [40, 4]
    assert wijken.loc["WK000101"].isna().all()
    carers = pd.read_csv(tmp_path / "out" / "carers_measured.csv.gz", sep=";", index_col="code")
    assert carers["mantelzorger_18p_2020"].to_dict() == {"WK000100": 12.5}


def test_the_same_source_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    for name in ("once", "again"):
        build(source, tmp_path / name)
    manifests = [(tmp_path / name / "manifest.json").read_text() for name in ("once", "again")]
    assert manifests[0] == manifests[1]
    assert "national/table.csv" in manifests[0]


def test_a_stored_ring_comes_back_within_its_rounding() -> None:
    ring = [[6.56086, 53.22669], [6.56121, 53.22613], [6.56409, 53.22648], [6.56086, 53.22669]]
    back = _unpack(delta_ring(ring), 0.0001)
    assert len(back) == len(ring)
    for (lon, lat), (stored_lon, stored_lat) in zip(ring, back, strict=True):
        assert abs(lon - stored_lon) <= 0.00005 + 1e-9
        assert abs(lat - stored_lat) <= 0.00005 + 1e-9
