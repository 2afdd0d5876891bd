"""Which wijken are looked at: a stratified draw from those with a measured share of carers.

Strata are urbanity (five classes) by the share of people of 65 or over (thirds), each with its
part of the sample. The order inside a stratum is a keyed draw of the wijk's code alone, so the same
question gives the same wijken, and a larger sample holds a smaller one of its stratum.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from zorgzaam.agents import draws
from zorgzaam.agents.errors import InputError
from zorgzaam.model.places.shipped import table
from zorgzaam.model.population.build import area_key

MEASURED: Final = {"18_plus": "mantelzorger_18p_2020", "65_plus": "mantelzorger_65p_2020"}
SMALLEST_RESIDENTS: Final = 1_000  # below, a run's own chance hides what is compared
LARGEST_RESIDENTS: Final = 40_000  # above, one wijk takes the time of ten
_SAMPLE: Final = 101  # a purpose of its own, beside those of `draws`
_HALVES: Final = 102
_AGE_THIRDS: Final = 3
_SHARE_65: Final = "lft_65p_2019"


@dataclass(frozen=True, slots=True)
class Pool:
    """Wijken that can be compared, and how many had to be left out."""

    wijken: pd.DataFrame  # by code: the shipped figures and the measured shares
    too_small: int
    too_large: int


def pool() -> Pool:
    """Wijken with residents, age groups and both measured shares."""
    joined = table("wijken").join(table("carers_measured"), how="inner")
    needed = ["inwoners_2019", _SHARE_65, *MEASURED.values()]
    known = joined.dropna(subset=needed)
    residents = known["inwoners_2019"]
    fits = residents.between(SMALLEST_RESIDENTS, LARGEST_RESIDENTS)
    return Pool(
        known[fits],
        int((residents < SMALLEST_RESIDENTS).sum()),
        int((residents > LARGEST_RESIDENTS).sum()),
    )


def uniform(purpose: int, code: str) -> float:
    """A number in [0, 1) that goes with a code and a purpose."""
    stream = np.uint64(draws.stream(np.int64(0), np.int64(purpose), np.int64(0)))
    return float(draws.uniform(stream, area_key(code)))


def draw(count: int, half: int | None = None) -> tuple[str, ...]:
    """So many wijken, by code; of one half of the municipalities where `half` is 0 or 1.

    Raises InputError where there are not so many.
    """
    wijken = pool().wijken
    if half is not None:
        wijken = wijken[halves(wijken["gemeente_code"]) == half]
    if not 1 <= count <= len(wijken):
        raise InputError(f"--wijken {count}: give a number from 1 to {len(wijken)}")
    old = wijken[_SHARE_65] / wijken["inwoners_2019"]
    thirds = (old.rank(method="first") * _AGE_THIRDS / (len(old) + 1)).astype(int)
    urbanity = wijken["stedelijkheid_2019"].fillna(wijken["stedelijkheid_2022"]).fillna(3)
    stratum = urbanity.astype(int) * _AGE_THIRDS + thirds
    order = pd.Series({code: uniform(_SAMPLE, str(code)) for code in wijken.index})
    # the n-th of a stratum of m stands at (n - 1/2) / m: a cut anywhere takes the same share of all
    place = order.groupby(stratum).rank(method="first") - 0.5
    place /= stratum.groupby(stratum).transform("size")
    chosen = pd.DataFrame({"place": place, "order": order}).sort_values(["place", "order"])
    return tuple(sorted(str(code) for code in chosen.index[:count]))


def halves(municipalities: pd.Series, repetition: int = 0) -> pd.Series:
    """0 or 1 for each wijk by its municipality, so that neighbours stay together."""
    drawn = {code: uniform(_HALVES + repetition, str(code)) for code in sorted(set(municipalities))}
    in_order = sorted(drawn, key=lambda code: drawn[code])
    half = {code: index % 2 for index, code in enumerate(in_order)}
    return municipalities.map(half)
