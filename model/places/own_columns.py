"""Which column of a publisher's download is which figure, by its header in any edition.

Three vocabularies meet here: the short codes of the key-figures workbook (`a_inw`), the keys of
OData (`AantalInwoners_5`, whose number changes from year to year) and the label paths of StatLine's
own CSV (`Bevolking/Aantal inwoners (aantal)`). The last two say the same words, so they are matched
on those words alone.
"""

from __future__ import annotations

import re
import unicodedata

# What a header may mean besides a declared figure.
CODE, REGION, NAME, MUNICIPALITY = "code", "region", "name", "municipality"
MEN, WOMEN = "men", "women"
AGES, MARGIN, PERIOD = "ages", "margin", "period"
LIMITED, SEVERELY, PHYSICALLY = "limited_pct", "severely_limited_pct", "physically_limited_pct"
VOLUNTEERING, LONELY = "volunteering_pct", "socially_lonely_pct"
HEALTH = (LIMITED, SEVERELY, PHYSICALLY, VOLUNTEERING, LONELY)

_SHORT_CODES = {
    "gwb_code_10": CODE,
    "gwb_code": CODE,
    "gwb_code_8": "",  # the code without its letters: of no use, and not to be taken for one
    "regio": NAME,
    "gm_naam": MUNICIPALITY,
    "a_inw": "residents",
    "a_man": MEN,
    "a_vrouw": WOMEN,
    "a_00_14": "residents_0_14",
    "a_15_24": "residents_15_24",
    "a_25_44": "residents_25_44",
    "a_45_64": "residents_45_64",
    "a_65_oo": "residents_65_plus",
    "a_hh": "households",
    "a_1p_hh": "households_single",
    "a_hh_z_k": "households_without_children",
    "a_hh_m_k": "households_with_children",
    "g_hhgro": "household_size",
    "p_koopw": "owner_occupied_pct",
    "p_hh_lkk": "low_income_households_pct",
    "ste_mvs": "urbanity",
    "p_ste": "deaths_per_1000",
    "p_geb": "births_per_1000",
}
_WORDS = {
    "codering": CODE,
    "wijkenenbuurten": REGION,  # a code in OData, a name in StatLine's CSV
    "gemeentenaam": MUNICIPALITY,
    "aantalinwoners": "residents",
    "mannen": MEN,
    "vrouwen": WOMEN,
    "0tot15jaar": "residents_0_14",
    "15tot25jaar": "residents_15_24",
    "25tot45jaar": "residents_25_44",
    "45tot65jaar": "residents_45_64",
    "65jaarofouder": "residents_65_plus",
    "huishoudenstotaal": "households",
    "eenpersoonshuishoudens": "households_single",
    "huishoudenszonderkinderen": "households_without_children",
    "huishoudensmetkinderen": "households_with_children",
    "gemiddeldehuishoudensgrootte": "household_size",
    "koopwoningen": "owner_occupied_pct",
    "huishoudensmeteenlaaginkomen": "low_income_households_pct",
    "matevanstedelijkheid": "urbanity",
    "sterfterelatief": "deaths_per_1000",
    "geboorterelatief": "births_per_1000",
    "beperktvanwegegezondheid": LIMITED,
    "ernstigbeperktvanwegegezondheid": SEVERELY,
    "eenofmeerlichamelijkebeperkingen": PHYSICALLY,
    "vrijwilligerswerk": VOLUNTEERING,
    "sociaaleenzaam": LONELY,
    "leeftijd": AGES,
    "marges": MARGIN,
    "perioden": PERIOD,
}


def meaning(header: object) -> str | None:
    """The figure or role of a column with this header, None where it has none for us."""
    text = "" if header is None else str(header).strip()
    short = _SHORT_CODES.get(text.lower())
    if short is not None:
        return short or None
    last = re.sub(r"\s*\([^()]*\)$", "", text.split("/")[-1].strip())  # path and unit
    last = re.sub(r"_\d+$", "", re.sub(r"^k_", "", last))
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    return _WORDS.get(re.sub(r"[^a-z0-9]", "", plain))


def columns_of(header: list[object]) -> dict[str, list[int]]:
    """Meaning to the columns (from 0) that have it, in their order."""
    found: dict[str, list[int]] = {}
    for position, cell in enumerate(header):
        figure = meaning(cell)
        if figure:
            found.setdefault(figure, []).append(position)
    return found


def usual_headers(figure: str) -> str:
    """How publishers call this column, for an error message."""
    short = next((key for key, value in _SHORT_CODES.items() if value == figure), None)
    words = next((key for key, value in _WORDS.items() if value == figure), None)
    return " or ".join(f"'{name}'" for name in (short, words) if name)
