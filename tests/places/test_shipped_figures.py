"""The shipped files are what the manifest says, and the model reads no measured carer share."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from zorgzaam.model.places.shipped import data_version, table

DATA = files("zorgzaam.data")
ROOT = Path(__file__).parents[2]


def manifest() -> dict[str, dict[str, object]]:
    content = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
    assert content["version"] == data_version()
    found: dict[str, dict[str, object]] = content["files"]
    return found


def test_every_shipped_file_has_the_bytes_source_and_licence_of_the_manifest() -> None:
    listed = manifest()
    for name, entry in listed.items():
        content = (DATA / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert entry["source"], name
        assert entry["licence"] == "CC BY 4.0", name
    packed = {path.name for path in (ROOT / "data").glob("*.gz")}
    assert packed == {name for name in listed if name.endswith(".gz")}


def test_all_figures_together_stay_small() -> None:
    assert sum(int(str(entry["bytes"])) for entry in manifest().values()) < 3_000_000


def test_no_table_that_the_model_reads_has_a_measured_share_of_carers() -> None:
    for name in ("wijken", "wijken_2015", "municipalities", "buurten"):
        assert not [column for column in table(name).columns if "mantelzorg" in column]
    measured = table("carers_measured")
    assert measured.loc["WK034403", "mantelzorger_18p_2020"] == 10.4
    assert {"WK", "GM", "BU"} <= set(measured.index.str[:2])


@pytest.mark.parametrize("layer", ["model", "agents"])
def test_nothing_in_the_model_names_the_measured_shares(layer: str) -> None:
    sources = [*(ROOT / layer).rglob("*.py"), *(ROOT / layer).rglob("*.toml")]
    assert sources or layer != "model"
    for path in sources:
        text = path.read_text(encoding="utf-8").lower()
        assert "carers_measured" not in text, path
        assert "mantelzorger_" not in text, path


def test_the_wijken_hold_all_years_that_are_promised() -> None:
    wijken = table("wijken")
    assert len(wijken) == 3177
    for column in ("inwoners_2019", "inwoners_2022", "inwoners_2024", "wmo_clienten_2019"):
        assert pd.api.types.is_numeric_dtype(wijken[column])
    overvecht = wijken.loc["WK034403"]
    assert overvecht["inwoners_2019"] == 34290
    assert overvecht["wmo_hulp_huishouden_per_1000_2019h2"] > 0
