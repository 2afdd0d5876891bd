"""A user's own download is read in every shape that its publisher serves."""

from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import AreaFigures, place, read_own_file, read_own_files, resolve

SAMPLES = Path(__file__).parents[1] / "data" / "own_files"


def area(areas: list[AreaFigures], code: str) -> AreaFigures:
    return next(area for area in areas if area.code == code)


@pytest.mark.parametrize(
    ("file", "year", "code", "residents", "over_65"),
    [
        ("CBS-Utrecht-kwb-2023.xlsx", 2023, "WK034403", 34910, 4825),
        ("CBS-Utrecht-kwb-2024.xlsx", 2024, "WK034403", 35255, 4900),
        ("kwb_2024_statline_leeftijd_geslacht.csv", 2024, "WK034403", 35255, 4900),
        ("84583NED_Utrecht_2019_UntypedDataSet_subset.csv", 2019, "WK034403", 34290, 4930),
        ("85039NED_Utrecht_2021_UntypedDataSet_subset.csv", 2021, "WK034403", 34155, 4825),
        ("84583NED_Amsterdam_2019_UntypedDataSet.csv", 2019, "WK036300", 4295, 405),
        ("84799NED_DenHaag_2020_TypedDataSet.csv", 2020, "GM0518", 545838, 79838),
        ("statline_2015.csv", 2015, "WK034403", 33715, 5015),
    ],
)
def test_population_is_read_from_every_shape(
    file: str, year: int, code: str, residents: int, over_65: int
) -> None:
    found = area(read_own_file(SAMPLES / file), code)
    assert (found.year, found.residents) == (year, residents)
    assert abs(found.residents_65_plus - over_65) <= 5  # scaled to the exact total


def test_all_that_the_workbook_has_is_taken_and_nothing_else_is_called_published() -> None:
    overvecht = area(read_own_file(SAMPLES / "CBS-Utrecht-kwb-2023.xlsx"), "WK034403")
    assert overvecht.name == "Wijk 03 Overvecht"
    assert overvecht.municipality == "Utrecht"
    assert overvecht.households == 17305
    assert overvecht.household_size == 2.0
    assert overvecht.owner_occupied_pct == 20.0
    assert overvecht.births_per_1000 == 12.0
    filled = {entry.figure: entry for entry in overvecht.filled}
    # income and health are not in the 2023 edition: the wijk's own shipped figures lend them
    assert filled["low_income_households_pct"].source_code == "WK034403"
    assert filled["low_income_households_pct"].year == 2018
    assert "households" not in filled


def test_decimal_commas_title_rows_and_units_of_2015_are_understood() -> None:
    overvecht = area(read_own_file(SAMPLES / "statline_2015.csv"), "WK034403")
    assert overvecht.household_size == 2.0
    assert area(read_own_file(SAMPLES / "statline_2015.csv"), "WK034404").household_size == 1.8


def test_a_label_that_stands_above_the_header_row_counts_too(tmp_path: Path) -> None:
    text = (SAMPLES / "statline_2015.csv").read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    lines[1] = lines[1].replace('"";"";"";', '"";"";"Codering";', 1)
    lines[2] = lines[2].replace('"Codering"', '""')
    path = tmp_path / "statline_2015.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert area(read_own_file(path), "WK034403").residents == 33715


def test_the_number_behind_a_key_may_change(tmp_path: Path) -> None:
    text = (SAMPLES / "84583NED_Utrecht_2019_UntypedDataSet_subset.csv").read_text("utf-8-sig")
    for old, new in (("AantalInwoners_5", "AantalInwoners_77"), ("_29", "_131"), ("_32", "_3")):
        text = text.replace(old, new)
    path = tmp_path / "84583NED.csv"
    path.write_text(text, encoding="utf-8")
    assert area(read_own_file(path), "WK034403").households_single == 8353


def test_areas_without_residents_are_left_out() -> None:
    codes = {a.code for a in read_own_file(SAMPLES / "kwb_2024_statline_leeftijd_geslacht.csv")}
    assert "WK003440" not in codes  # a planned wijk: 0 residents
    assert {"NL", "GM0344", "WK034403", "WK003441"} <= codes


def test_population_and_health_files_go_together() -> None:
    areas = read_own_files(
        [
            SAMPLES / "CBS-Utrecht-kwb-2023.xlsx",
            SAMPLES / "rivm_50090NED_2020_18+.xlsx",
            SAMPLES / "rivm_50090NED_2020_65+.xlsx",
        ]
    )
    overvecht = area(areas, "WK034403")
    assert overvecht.year == 2023
    assert overvecht.limited_pct_18_plus == 35.6
    assert overvecht.limited_pct_65_plus == 57.1
    assert {entry.figure for entry in overvecht.filled} == {"low_income_households_pct"} | {
        entry.figure for entry in overvecht.filled if entry.source_code == "WK034403"
    }


def test_a_health_file_alone_keeps_the_shipped_population() -> None:
    areas = read_own_file(SAMPLES / "rivm_50090NED_2020_65+.xlsx")
    assert area(areas, "WK079601").residents == 12945
    assert area(areas, "BU03440311").residents == place("BU03440311").residents


def test_own_health_figures_replace_those_of_a_shipped_wijk(tmp_path: Path) -> None:
    path = tmp_path / "health_2022.csv"
    path.write_text(
        "Leeftijd;Marges;WijkenEnBuurten;Perioden;BeperktVanwegeGezondheid_17\n"
        "20300;MW00000;WK168000  ;2022JJ00;    33.3\n"
        "20300;MW00100;WK168000  ;2022JJ00;    31.0\n"
        "53115;MW00000;WK168000  ;2022JJ00;    22.0\n",
        encoding="utf-8",
    )
    areas = read_own_file(path)
    (annen,) = resolve("WK168000", extra=areas).areas
    assert annen.limited_pct_18_plus == 33.3
    assert annen.residents == 3595
    assert "own figures" in resolve("WK168000", extra=areas).data_version
    town = resolve("Aa en Hunze", extra=areas)
    assert {a.code: a for a in town.areas}["WK168000"].limited_pct_18_plus == 33.3
    assert len(town.areas) == len(place("GM1680").areas)


def test_titles_as_the_live_tables_give_them_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "health_2020.csv"
    path.write_text(
        "Leeftijd;Marges;Wijken en buurten;Codering_3;Beperkt vanwege gezondheid (%)\n"
        "65 jaar of ouder;Waarde;Wijk 00 Annen;WK168000;50,5\n"
        "65 jaar of ouder;Ondergrens 95%-interval;Wijk 00 Annen;WK168000;48,5\n",
        encoding="utf-8",
    )
    assert area(read_own_file(path), "WK168000").limited_pct_65_plus == 50.5


def test_a_wijk_of_an_own_file_is_its_buurten_there() -> None:
    areas = read_own_file(SAMPLES / "CBS-Utrecht-kwb-2023.xlsx")
    overvecht = resolve("Overvecht", extra=areas)
    assert {a.kind for a in overvecht.areas} == {"buurt"}
    assert abs(overvecht.residents - 34910) <= 20
    assert overvecht.year == 2023
    # two of the ten wijken are in this file: the municipality is its own row, not two wijken
    utrecht = resolve("GM0344", extra=areas)
    assert [a.code for a in utrecht.areas] == ["GM0344"]


def test_what_is_not_in_the_own_file_is_still_found() -> None:
    areas = read_own_file(SAMPLES / "CBS-Utrecht-kwb-2023.xlsx")
    assert resolve("WK168000", extra=areas) == place("WK168000")


def test_an_unknown_area_is_filled_from_its_own_municipality_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new-2025.csv"
    path.write_text(
        "gwb_code;regio;gm_naam;a_inw;p_koopw\n"
        "GM9901;Nieuwstad;Nieuwstad;5000;70\n"
        "WK990100;Kern;Nieuwstad;5000;.\n",
        encoding="utf-8",
    )
    kern = area(read_own_file(path), "WK990100")
    assert kern.owner_occupied_pct == 70
    filled = {entry.figure: entry.source_code for entry in kern.filled}
    assert filled["owner_occupied_pct"] == "GM9901"
    assert filled["deaths_per_1000"] == "NL"
    assert resolve("Nieuwstad", extra=read_own_file(path)).residents == 5000


def test_reading_is_by_content_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "kwb-2023.csv"
    path.write_bytes((SAMPLES / "CBS-Utrecht-kwb-2023.xlsx").read_bytes())
    assert area(read_own_file(path), "WK034403").residents == 34910


def test_the_year_can_be_given_where_nothing_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("gwb_code;a_inw\nWK168000;3600\n", encoding="utf-8")
    assert read_own_file(path, year=2021)[0].year == 2021
    with pytest.raises(InputError, match=r"mine\.csv.*year in the\s+file's name"):
        read_own_file(path)
