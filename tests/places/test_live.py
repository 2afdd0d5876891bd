"""Live tables pass through cbsodata; only its download is replaced, by recorded rows."""

import csv
from pathlib import Path
from typing import Any

import cbsodata.cbsodata3
import pytest
import requests

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import read_live, resolve

SAMPLES = Path(__file__).parents[1] / "data" / "own_files"


def recorded(file: str) -> list[dict[str, Any]]:
    """Rows as the service sends them typed: numbers, null for missing, padded text."""
    with (SAMPLES / file).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    keep = ("WijkenEnBuurten", "Gemeentenaam_1", "SoortRegio_2", "Codering_3")
    return [
        {
            key: cell if key in keep else (None if cell.strip() in ("", ".") else float(cell))
            for key, cell in row.items()
        }
        for row in rows
    ]


class Service:
    """What CBS answers, by name of the metadata table; remembers what was asked."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.asked: list[tuple[str, str, str | None, str | None]] = []

    def __call__(
        self,
        table_id: str,
        metadata_name: str,
        select: str | None = None,
        filters: str | None = None,
        catalog_url: str | None = None,
        **_: object,
    ) -> list[dict[str, Any]]:
        self.asked.append((table_id, metadata_name, filters, catalog_url))
        if not metadata_name:
            names = ("TableInfos", "UntypedDataSet", "TypedDataSet", "WijkenEnBuurten")
            return [{"name": name} for name in names]
        if metadata_name == "WijkenEnBuurten":
            titles = {row["WijkenEnBuurten"]: "Overvecht of elders" for row in self.rows}
            return [{"Key": key, "Title": title} for key, title in titles.items()]
        return [dict(row) for row in self.rows] if metadata_name == "TypedDataSet" else []


def test_a_live_table_gives_the_same_areas_as_its_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = recorded("84583NED_Utrecht_2019_UntypedDataSet_subset.csv")
    service = Service([row for row in rows if row["Codering_3"].strip() == "WK034403"])
    monkeypatch.setattr(cbsodata.cbsodata3, "_download_metadata", service)
    areas = read_live("84583NED", ["WK034403"])
    assert [(area.code, area.residents, area.year) for area in areas] == [("WK034403", 34290, 2019)]
    filters = [asked[2] for asked in service.asked if asked[2]]
    assert filters == ["WijkenEnBuurten eq 'WK034403  '"]
    assert resolve("WK034403", extra=areas).areas[0].residents == 34290


def test_a_health_table_is_asked_from_the_catalogue_of_third_parties(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service(
        [
            {
                "Leeftijd": "65 jaar of ouder",
                "Marges": "Waarde",
                "WijkenEnBuurten": "WK034403  ",
                "Perioden": "2020",
                "Codering_3": "WK034403  ",
                "BeperktVanwegeGezondheid_17": 57.1,
            }
        ]
    )
    monkeypatch.setattr(cbsodata.cbsodata3, "_download_metadata", service)
    (overvecht,) = read_live("50090NED", ["WK034403"])
    assert overvecht.limited_pct_65_plus == 57.1
    assert {asked[3] for asked in service.asked} == {"dataderden.cbs.nl"}


def test_without_internet_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(cbsodata.cbsodata3, "_download_metadata", unreachable)
    with pytest.raises(InputError, match="Without internet, use the shipped"):
        read_live("84583NED", ["WK034403"])


@pytest.mark.parametrize("codes", [[], ["Utrecht"], ["WK034403' or true"]])
def test_only_codes_are_asked_for(codes: list[str]) -> None:
    with pytest.raises(InputError, match="codes of areas"):
        read_live("84583NED", codes)


def test_an_unknown_table_needs_its_year_and_an_empty_answer_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InputError, match="give its year"):
        read_live("99999NED", ["WK034403"])
    monkeypatch.setattr(cbsodata.cbsodata3, "_download_metadata", Service([]))
    with pytest.raises(InputError, match="no rows for WK034403"):
        read_live("99999NED", ["WK034403"], year=2026)
