"""What is known about an area: the declared figures, an area that has all of them, a place.

Definitions are the publishers' own. Population and households are those of 1 January of the data
year, as registered; counts of wijken and buurten are published in multiples of 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["buurt", "wijk", "gemeente", "land"]
Weight = Literal["sum", "residents", "residents_18_plus", "residents_65_plus", "households"]

DATA_YEAR: Final = 2019
HEALTH_YEAR: Final = 2020
INCOME_YEAR: Final = 2018
COUNTRY_CODE: Final = "NL"
COUNTRY_KIND: Final = "land"

CBS = "CBS, Kerncijfers wijken en buurten"
HEALTH = "RIVM, GGD'en, CBS, Gezondheidsmonitor 2020"


@dataclass(frozen=True, slots=True)
class Figure:
    """One declared figure: how it is called, counted, bounded, and combined over areas.

    `usual_year` is None where a figure belongs to the data year itself.
    """

    name: str
    english: str
    dutch: str
    unit: str
    source: str
    weight: Weight
    lowest: float
    highest: float
    usual_year: int | None = None


_MOST_RESIDENTS = 20_000_000  # plausibility: above the population of the Netherlands


def _count(name: str, english: str, dutch: str, unit: str = "persons") -> Figure:
    return Figure(name, english, dutch, unit, CBS, "sum", 0, _MOST_RESIDENTS)


def _health(name: str, english: str, dutch: str, weight: Weight) -> Figure:
    return Figure(name, english, dutch, "%", HEALTH, weight, 0, 100, HEALTH_YEAR)


FIGURES: Final[tuple[Figure, ...]] = (
    _count("residents", "residents", "inwoners"),
    _count("residents_0_14", "residents aged 0 to 14", "inwoners van 0 tot 15 jaar"),
    _count("residents_15_24", "residents aged 15 to 24", "inwoners van 15 tot 25 jaar"),
    _count("residents_25_44", "residents aged 25 to 44", "inwoners van 25 tot 45 jaar"),
    _count("residents_45_64", "residents aged 45 to 64", "inwoners van 45 tot 65 jaar"),
    _count("residents_65_plus", "residents aged 65 or over", "inwoners van 65 jaar of ouder"),
    Figure("women_share", "share of women", "aandeel vrouwen", "share", CBS, "residents", 0.0, 1.0),
    _count("households", "private households", "particuliere huishoudens", "households"),
    _count("households_single", "one person", "eenpersoonshuishoudens", "households"),
    _count(  # couples and others without children
        "households_without_children", "without children", "zonder kinderen", "households"
    ),
    _count(  # couples with children and lone parents, children of any age who live at home
        "households_with_children", "with children", "met kinderen", "households"
    ),
    Figure(
        "household_size",  # private households only: people in institutions are not counted
        "mean household size",
        "gemiddelde huishoudensgrootte",
        "persons per household",
        CBS,
        "households",
        1.0,
        10.0,
    ),
    Figure(
        "owner_occupied_pct",  # of dwellings
        "owner-occupied dwellings",
        "koopwoningen",
        "%",
        CBS,
        "households",
        0,
        100,
    ),
    Figure(
        # `pct_hh_laag_inkomen`: private households below the low-income limit of CBS, which is one
        # fixed amount of purchasing power for all years, adapted to the size of the household.
        "low_income_households_pct",
        "households with a low income",
        "huishoudens met een laag inkomen",
        "%",
        CBS,
        "households",
        0,
        100,
        INCOME_YEAR,
    ),
    Figure(
        "migration_background_pct",  # western and non-western, both generations
        "residents with a migration background",
        "inwoners met een migratieachtergrond",
        "%",
        CBS,
        "residents",
        0,
        100,
    ),
    Figure("urbanity", "urbanity", "stedelijkheid", "1 (most urban) to 5", CBS, "residents", 1, 5),
    # `beperkt_gezondheid`: limited, somewhat or severely, because of health;
    # `ernstig_beperkt`: severely; `lichamelijke_beperking`: at least great difficulty with
    # hearing, seeing or moving. People at home of 18 or over; model-based small-area estimates.
    _health(
        "limited_pct_18_plus",
        "limited by health, 18 or over",
        "beperkt door gezondheid, 18 jaar of ouder",
        "residents_18_plus",
    ),
    _health(
        "severely_limited_pct_18_plus",
        "severely limited by health, 18 or over",
        "ernstig beperkt door gezondheid, 18 jaar of ouder",
        "residents_18_plus",
    ),
    _health(
        "physically_limited_pct_18_plus",
        "physical limitation, 18 or over",
        "lichamelijke beperking, 18 jaar of ouder",
        "residents_18_plus",
    ),
    _health(
        "limited_pct_65_plus",
        "limited by health, 65 or over",
        "beperkt door gezondheid, 65 jaar of ouder",
        "residents_65_plus",
    ),
    _health(
        "severely_limited_pct_65_plus",
        "severely limited by health, 65 or over",
        "ernstig beperkt door gezondheid, 65 jaar of ouder",
        "residents_65_plus",
    ),
    _health(
        "physically_limited_pct_65_plus",
        "physical limitation, 65 or over",
        "lichamelijke beperking, 65 jaar of ouder",
        "residents_65_plus",
    ),
    # `vrijwilliger`: did unpaid work in an organisation in the past year; `sociaal_eenzaam`: misses
    # friends, acquaintances and a circle of people with whom things are shared.
    _health(
        "volunteering_pct_18_plus",
        "volunteers, 18 or over",
        "vrijwilligers, 18 jaar of ouder",
        "residents_18_plus",
    ),
    _health(
        "volunteering_pct_65_plus",
        "volunteers, 65 or over",
        "vrijwilligers, 65 jaar of ouder",
        "residents_65_plus",
    ),
    _health(
        "socially_lonely_pct_18_plus",
        "socially lonely, 18 or over",
        "sociaal eenzaam, 18 jaar of ouder",
        "residents_18_plus",
    ),
    _health(
        "socially_lonely_pct_65_plus",
        "socially lonely, 65 or over",
        "sociaal eenzaam, 65 jaar of ouder",
        "residents_65_plus",
    ),
    Figure(
        "deaths_per_1000",
        "deaths",
        "sterfte",
        "per 1,000 residents a year",
        CBS,
        "residents",
        0,
        1000,
    ),
    Figure(
        "births_per_1000",
        "births",
        "geboorte",
        "per 1,000 residents a year",
        CBS,
        "residents",
        0,
        1000,
    ),
)
FIGURE: Final = {figure.name: figure for figure in FIGURES}
AGE_GROUPS: Final = (
    "residents_0_14",
    "residents_15_24",
    "residents_25_44",
    "residents_45_64",
    "residents_65_plus",
)
HOUSEHOLD_TYPES: Final = (
    "households_single",
    "households_without_children",
    "households_with_children",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A figure that was missing or of another year: its value, and where it came from."""

    figure: str
    source_code: str  # the area that it was borrowed from; the area itself where only the year is
    value: float
    year: int


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One area, complete: nothing missing, age groups and household types add up.

    `year` is that of its population; `filled` says what was not published for it.
    """

    code: str
    name: str
    kind: Kind
    municipality_code: str
    municipality: str
    year: int
    residents: int
    residents_0_14: int
    residents_15_24: int
    residents_25_44: int
    residents_45_64: int
    residents_65_plus: int
    women_share: float
    households: int
    households_single: int
    households_without_children: int
    households_with_children: int
    household_size: float
    owner_occupied_pct: float
    low_income_households_pct: float
    migration_background_pct: float
    urbanity: int
    limited_pct_18_plus: float
    severely_limited_pct_18_plus: float
    physically_limited_pct_18_plus: float
    limited_pct_65_plus: float
    severely_limited_pct_65_plus: float
    physically_limited_pct_65_plus: float
    volunteering_pct_18_plus: float
    volunteering_pct_65_plus: float
    socially_lonely_pct_18_plus: float
    socially_lonely_pct_65_plus: float
    deaths_per_1000: float
    births_per_1000: float
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What a run simulates: one or more areas, under the name that people know it by."""

    code: str
    name: str
    kind: Kind
    year: int
    areas: tuple[AreaFigures, ...]
    data_version: str

    @property
    def residents(self) -> int:
        """Residents of all its areas together."""
        return sum(area.residents for area in self.areas)
