"""A broken file is answered with what is wrong, where, and what would be right."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import own_table, read_own_file

SAMPLES = Path(__file__).parents[1] / "data" / "own_files"
HEADER = "gwb_code;regio;a_inw;a_00_14;a_15_24;a_25_44;a_45_64;a_65_oo;g_hhgro"
ROW = "WK168000;Annen;3590;570;345;625;1150;900;2.3"


def write(folder: Path, *lines: str, name: str = "kwb-2023.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def with_cell(column: str, value: str) -> tuple[str, str]:
    cells = ROW.split(";")
    cells[HEADER.split(";").index(column)] = value
    return HEADER, ";".join(cells)


def message(path: Path) -> str:
    with pytest.raises(InputError) as error:
        read_own_file(path)
    return str(error.value)


def test_the_right_file_is_read(tmp_path: Path) -> None:
    (annen,) = read_own_file(write(tmp_path, HEADER, ROW))
    assert annen.residents == 3590


def test_a_picture_renamed_to_a_workbook_is_called_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "kwb-2023.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)
    assert "picture (PNG)" in message(path)
    path.write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 200)
    assert "picture (JPEG)" in message(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old workbook"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b'{"type": "FeatureCollection"}', "JSON"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"a_inw\0\0\0", "not text"),
        (b"just some words\nand more", "no header"),
    ],
)
def test_what_is_not_a_table_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "kwb-2023.xlsx"
    path.write_bytes(content)
    assert what in message(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "nothing.csv" in message(tmp_path / "nothing.csv")
    assert "folder" in message(tmp_path)


@pytest.mark.parametrize(("separator", "called"), [(",", "commas"), ("\t", "tabs"), ("|", "bars")])
def test_a_wrong_separator_is_named_with_the_right_one(
    tmp_path: Path, separator: str, called: str
) -> None:
    lines = [line.replace(";", separator) for line in (HEADER, ROW)]
    told = message(write(tmp_path, *lines))
    assert "row 1" in told
    assert called in told
    assert "semicolons (;) are right" in told


def test_decimal_commas_are_read_as_such(tmp_path: Path) -> None:
    (annen,) = read_own_file(write(tmp_path, *with_cell("g_hhgro", "2,3")))
    assert annen.household_size == 2.3
    (annen,) = read_own_file(write(tmp_path, *with_cell("a_inw", "3590,0")))
    assert annen.residents == 3590


@pytest.mark.parametrize("value", ["3.590", "3,590"])
def test_a_thousands_mark_is_refused_because_it_can_mean_two_things(
    tmp_path: Path, value: str
) -> None:
    told = message(write(tmp_path, *with_cell("a_inw", value)))
    assert "row 2, column 'a_inw'" in told
    assert "3590" in told


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("a_inw", "1000000000", "1,000,000,000 is more than the 1,000,000"),
        ("a_inw", "-5", "negative"),
        ("a_inw", "abc", "'abc' is not a number"),
        ("a_inw", "3590.5", "whole number"),
        ("a_inw", "1e999", "not a finite number"),
        ("g_hhgro", "23", "mean household size lies between 1 and 10"),
        ("a_65_oo", "9000", "the five age groups add up to 11,690"),
        ("a_65_oo", "0", "the five age groups add up to 2,690"),
        ("gwb_code", "Annen", "is not a code of an area"),
    ],
)
def test_a_cell_that_cannot_be_right_is_told_with_file_row_and_column(
    tmp_path: Path, column: str, value: str, told: str
) -> None:
    header, wrong = with_cell(column, value)
    answer = message(write(tmp_path, header, ROW.replace("WK168000", "WK168001"), wrong))
    assert "kwb-2023.csv, row 3, column" in answer
    assert told in answer


def test_a_municipality_may_have_more_people_than_a_wijk(tmp_path: Path) -> None:
    path = write(tmp_path, "gwb_code;a_inw", "GM0363;1500000")
    assert read_own_file(path)[0].residents == 1_500_000
    assert "2,000,000" in message(write(tmp_path, "gwb_code;a_inw", "GM0363;2500000"))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    without = [
        ";".join(c for i, c in enumerate(line.split(";")) if i != 6) for line in (HEADER, ROW)
    ]
    told = message(write(tmp_path, *without))
    assert "row 1" in told
    assert "residents aged 45 to 64 is missing ('a_45_64' or '45tot65jaar')" in told
    no_residents = [
        ";".join(c for i, c in enumerate(line.split(";")) if i != 2) for line in (HEADER, ROW)
    ]
    assert "number of residents is missing ('a_inw'" in message(write(tmp_path, *no_residents))
    no_codes = [line.split(";", 1)[1] for line in (HEADER, ROW)]
    assert "no column holds codes" in message(write(tmp_path, *no_codes))


def test_a_health_table_without_the_age_group_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "Codering_3;BeperktVanwegeGezondheid_17", "WK168000;30,1")
    assert "Leeftijd" in message(path)


def test_a_row_with_too_few_cells_is_told(tmp_path: Path) -> None:
    told = message(write(tmp_path, HEADER, ROW, "WK168001;Eext;1420;200"))
    assert "row 3: 4 cells under a header of 9 columns" in told


def test_the_same_area_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    assert "WK168000 stands in row 2 too" in message(write(tmp_path, HEADER, ROW, ROW))


def test_a_table_of_two_years_side_by_side_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "gwb_code;a_inw;a_inw", "WK168000;3590;3600")
    assert "columns 2 and 3 are both 'a_inw'" in message(path)


def test_men_and_women_that_are_not_the_residents_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, "gwb_code;a_inw;a_man;a_vrouw", "WK168000;3590;1755;2845")
    assert "men and women add up to 4,600" in message(path)


def test_more_households_than_people_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, "gwb_code;a_inw;a_hh", "WK168000;3590;5000")
    assert "row 2, column 'a_hh'" in message(path)


def test_a_file_where_nobody_lives_is_told(tmp_path: Path) -> None:
    assert "nobody lives" in message(write(tmp_path, "gwb_code;a_inw", "WK990000;0"))


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    # no code can be seen in a column without cells
    assert "row 1" in message(write(tmp_path, HEADER))


def test_another_encoding_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "kwb-2023.csv"
    text = "\n".join([HEADER, ROW, ROW.replace("Annen", "Fryslân").replace("8000", "8001")])
    path.write_bytes(text.encode("cp1252"))
    told = message(path)
    assert "row 3" in told
    assert "UTF-8" in told


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_table, "MOST_BYTES_UNPACKED", 1_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    path = tmp_path / "kwb-2023.xlsx"
    path.write_bytes(packed.getvalue())
    assert path.stat().st_size < 10_000
    assert "unpacked" in message(path)


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_table, "MOST_BYTES", 100)
    assert "MB" in message(write(tmp_path, HEADER, *[ROW] * 10))


def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kwb-2023.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an .xlsx workbook" in message(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_to_a_file_leads_to_anything_but_areas_or_a_clear_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    source = data.draw(
        st.sampled_from(
            [
                SAMPLES / "kwb_2024_statline_leeftijd_geslacht.csv",
                SAMPLES / "rivm_50090NED_2020_18+.xlsx",
                SAMPLES / "statline_2015.csv",
            ]
        )
    )
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        damage = data.draw(st.binary(max_size=4))
        content[at : at + data.draw(st.integers(0, 40))] = damage
    path = tmp_path / "kwb-2024.csv"
    path.write_bytes(bytes(content))
    areas, told = [], ""
    try:
        areas = read_own_file(path)
    except InputError as error:
        told = str(error)
    assert all(area.residents > 0 for area in areas)
    assert areas or "kwb-2024.csv" in told or "missing" in told
