"""A place of any code is complete and adds up, and says what was filled."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import AreaFigures, describe, place
from zorgzaam.model.places.complete import Donor, Known, RawArea, apportion, complete
from zorgzaam.model.places.figures import AGE_GROUPS, FIGURES, HOUSEHOLD_TYPES
from zorgzaam.model.places.shipped import municipalities, table

COUNTS = ("residents", "households", *AGE_GROUPS, *HOUSEHOLD_TYPES)


def assert_complete(area: AreaFigures) -> None:
    assert area.residents >= 1
    assert sum(getattr(area, name) for name in AGE_GROUPS) == area.residents, area
    assert sum(getattr(area, name) for name in HOUSEHOLD_TYPES) == area.households, area
    assert 1 <= area.households <= area.residents, area
    for figure in FIGURES:
        assert figure.lowest <= getattr(area, figure.name) <= figure.highest, (area, figure.name)


def total(areas: Iterable[AreaFigures], name: str) -> int:
    return sum(int(getattr(area, name)) for area in areas)


def test_every_wijk_of_the_country_is_complete_and_adds_up() -> None:
    country = place("NL")
    for area in country.areas:
        assert_complete(area)
    # 17.28 million on 1 January 2019 (CBS StatLine 37296ned), some wijken counted later
    assert 17_200_000 < country.residents < 17_500_000
    assert {area.municipality_code for area in country.areas} == set(municipalities())


def test_overvecht_keeps_its_published_figures() -> None:
    overvecht = place("WK034403")
    published = table("wijken").loc["WK034403"]
    assert overvecht.residents == published["inwoners_2019"]
    for name, column in (
        ("residents_65_plus", "lft_65p_2019"),
        ("residents_0_14", "lft_0_15_2019"),
        ("households_single", "hh_eenpersoons_2019"),
        ("households_with_children", "hh_met_kinderen_2019"),
    ):
        # groups are scaled to the total, each by less than their rounding to multiples of 5
        assert abs(total(overvecht.areas, name) - published[column]) <= 5


@pytest.mark.parametrize("town", ["GM0344", "GM0796", "GM0273"])
def test_a_wijk_is_its_buurten_where_they_are_published_and_add_up(town: str) -> None:
    for wijk in place(town).areas:
        buurten = place(wijk.code).areas
        assert {area.kind for area in buurten} == {"buurt"}
        assert all(area.code[2:8] == wijk.code[2:8] for area in buurten)
        for name in COUNTS:
            assert total(buurten, name) == getattr(wijk, name), (wijk.code, name)
        size = sum(area.household_size * area.households for area in buurten) / wijk.households
        assert size == pytest.approx(wijk.household_size, rel=0.05)
        for area in buurten:
            assert_complete(area)
            fewest = 2 * area.households - area.households_single
            assert area.residents >= fewest, "everybody of these households can live there"
            assert area.household_size >= fewest / area.households - 1e-9


def test_buurten_differ_in_health_while_the_wijk_is_one_figure() -> None:
    buurten = place("WK034403").areas
    shares = {area.name: area.limited_pct_18_plus for area in buurten}
    assert len(set(shares.values())) > 5
    assert shares["Neckardreef en omgeving"] == 41.4


def test_a_buurt_is_a_place_by_itself() -> None:
    buurt = place("BU03440311")
    assert [area.code for area in buurt.areas] == ["BU03440311"]
    assert buurt.kind == "buurt"


def test_a_wijk_without_published_buurten_is_one_area() -> None:
    assert [area.code for area in place("WK168000").areas] == ["WK168000"]


def test_a_municipality_is_its_inhabited_wijken() -> None:
    the_hague = place("GM0518")
    codes = {area.code for area in the_hague.areas}
    assert "WK051801" not in codes  # dunes, nobody lives there
    assert len(codes) == 43


def test_a_wijk_without_figures_of_2019_takes_those_of_2022_and_says_so() -> None:
    areas = [area for area in place("NL").areas if area.year == 2022]
    assert len(areas) > 250
    for area in areas:
        record = {entry.figure: entry for entry in area.filled}
        assert record["residents"].year == 2022
        assert record["residents"].source_code == area.code
        assert record["households"].source_code in (area.municipality_code, "NL")


def test_a_suppressed_low_income_share_comes_from_the_municipality_or_the_country() -> None:
    raw = table("wijken")["pct_hh_laag_inkomen_2018"]
    some = raw[raw.isna()].index
    for area in place("NL").areas:
        filled = [entry for entry in area.filled if entry.figure == "low_income_households_pct"]
        if area.code in some:
            assert filled[0].source_code in (area.municipality_code, "NL")
            assert filled[0].value == area.low_income_households_pct
        elif area.kind == "wijk":
            assert not filled


def test_one_small_wijk_with_figures_does_not_stand_for_its_city() -> None:
    # of Middelburg's wijken only one of a few people has figures of 2019
    filled = [entry for area in place("GM0687").areas for entry in area.filled]
    households = [entry for entry in filled if entry.figure == "households"]
    assert households
    assert {entry.year for entry in households} == {2020}  # the city's own published row


def test_a_municipality_without_figures_by_wijk_is_one_area() -> None:
    delfzijl = place("GM0010")
    assert [area.code for area in delfzijl.areas] == ["GM0010"]
    assert delfzijl.areas[0].residents == 24678


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("WK051801", "nobody lives there"),
        ("WK000300", "not published.*GM0003 Appingedam"),
        ("WK059926", "not published"),
        ("WK999999", "no figures of 2019"),
        ("GM9999", "no figures of 2019"),
        ("BU99999999", "use its wijk|Use its wijk"),
        ("WK34403", "not a code"),
        ("", "not a code"),
    ],
)
def test_a_code_without_people_is_refused_with_a_reason(code: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        place(code)


def test_2015_uses_the_population_of_2015_and_records_what_is_younger() -> None:
    overvecht = place("WK034403", year=2015)
    (area,) = overvecht.areas
    assert_complete(area)
    assert (overvecht.year, area.year, area.residents) == (2015, 2015, 33715)
    record = {entry.figure: entry.year for entry in area.filled}
    assert record["deaths_per_1000"] == 2019
    assert "residents" not in record
    assert "households" not in record
    with pytest.raises(InputError, match="2015 cover only part"):
        place("NL", year=2015)
    with pytest.raises(InputError, match="2015 or 2019"):
        place("WK034403", year=2016)


def test_every_wijk_of_2015_with_people_is_complete() -> None:
    residents = table("wijken_2015")["inwoners_2015"]
    for code in residents[residents > 0].index:
        assert_complete(place(code, year=2015).areas[0])


def test_the_same_place_twice_is_the_same() -> None:
    assert place("WK034403") == place("wk034403 ")


def test_a_description_has_every_figure_with_unit_source_and_what_was_filled() -> None:
    rows = {row.name: row for row in describe(place("WK034403"))}
    assert set(rows) == {figure.name for figure in FIGURES}
    assert rows["residents"].value == 34290
    assert rows["residents"].filled == ""  # the wijk's own, only spread over its buurten
    assert rows["limited_pct_18_plus"].value == pytest.approx(35.6, abs=0.3)
    assert all(row.unit and row.source and row.english and row.dutch for row in rows.values())
    delfzijl = {row.name: row for row in describe(place("GM0010"))}
    assert delfzijl["deaths_per_1000"].filled == "NL"
    assert delfzijl["low_income_households_pct"].year == "2020"


@given(
    st.integers(0, 10_000),
    st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=8),
)
def test_apportioned_parts_sum_and_stay_within_one_of_exact(
    whole: int, weights: list[float]
) -> None:
    if sum(weights) <= 0:
        with pytest.raises(ValueError, match="positive"):
            apportion(whole, weights)
        return
    parts = apportion(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - whole * weight / sum(weights)) < 1


@given(
    st.dictionaries(st.sampled_from(AGE_GROUPS), st.integers(0, 300), max_size=5),
    st.dictionaries(st.sampled_from(HOUSEHOLD_TYPES), st.integers(0, 200), max_size=3),
    st.integers(1, 1000),
    st.one_of(st.none(), st.integers(0, 1000)),
)
def test_whatever_is_missing_the_area_comes_out_complete(
    ages: dict[str, int], types: dict[str, int], residents: int, households: int | None
) -> None:
    (lender,) = place("WK168000").areas
    lent = {
        figure.name: Known(float(getattr(lender, figure.name)), figure.usual_year or 2019)
        for figure in FIGURES
    }
    values = {name: Known(float(count), 2019) for name, count in (ages | types).items()}
    values["residents"] = Known(float(residents), 2019)
    if households is not None:
        values["households"] = Known(float(households), 2019)
    raw = RawArea("WK168000", "Annen", "wijk", "GM1680", "Aa en Hunze", 2019, values)
    area = complete(raw, [Donor("GM1680", lent)])
    assert_complete(area)
    assert area.residents == residents
    filled = {entry.figure for entry in area.filled}
    assert {name for name in AGE_GROUPS if name not in ages} <= filled
