"""The tables of docs/overload.md are those of the studies, as their files beside it have them."""

import csv
import math
import re
from pathlib import Path

import pytest

from zorgzaam.experiments.analysis.naming import place_name

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = (DOCS / "overload.md").read_text("utf-8").replace("−", "-")
NUMBER = r"-?\d+(?:\.\d+)?"


def rows_of(name: str) -> list[dict[str, str]]:
    with (DOCS / "overload" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells_of(beginning: str) -> list[str]:
    """The cells behind the first of the one row of a table that begins so."""
    [row] = re.findall(rf"^\| {re.escape(beginning)}[^|]*\|(.*)\|$", TEXT, flags=re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


@pytest.mark.parametrize("row", rows_of("sobol.csv"), ids=lambda row: row["factor"])
def test_sobol_indices(row: dict[str, str]) -> None:
    told = [
        float(value)
        for cell in cells_of(f"`{row['factor']}`")
        for value in re.findall(NUMBER, cell)
    ]
    names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    assert told == [round(float(row[name]), 2) for name in names]


@pytest.mark.parametrize("row", rows_of("tipping-unmet.csv"), ids=lambda row: row["place"])
def test_tipping_points(row: dict[str, str]) -> None:
    median, interval, p10, p90, never = cells_of(place_name(row["place"]))
    for told, name in ((median, "median"), (p10, "p10"), (p90, "p90")):
        value = float(row[name])
        assert told == ("over 100 %" if math.isinf(value) else f"{100 * value:.0f} %")
    if interval:
        low, high = (100 * float(row[f"median_{end}"]) for end in ("low", "high"))
        assert interval == f"{low:.0f} to {high:.0f} %"
    assert int(never) == int(row["never"])


def test_the_screening() -> None:
    rows = rows_of("screening.csv")
    largest = max(float(row["mu_star"]) for row in rows)
    small = sum(float(row["mu_star_high"]) < largest / 10 for row in rows)
    assert f"{small} of the {len(rows)} have an effect that is surely below a tenth" in TEXT
    first = {row["factor"] for row in sorted(rows, key=lambda row: -float(row["mu_star"]))[:10]}
    assert first == {row["factor"] for row in rows_of("sobol.csv")}
