"""The published patterns: each one figure, with its target, its tolerance and what it was used for.

Numbers and tolerances are those of docs/evidence.md, part (ii). Patterns 1 to 7 may be fitted to; 8
to 13 are held back (there is no 10). Rows #5 and #30 of part (i), who of 55 to 74 receives help (F7),
how many carers are women (F48) and what support at home costs (CBS 84580NED) are no patterns to be
predicted but figures of the present that the model makes from assumptions, so it is fitted to them
too. Nothing here is a share of carers of a wijk.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import DAY_ACTIVITY, GUIDANCE_SERVICE, HOUSEHOLD_HELP
from zorgzaam.agents.people import MAN, WEEKS_PER_YEAR, WOMAN
from zorgzaam.experiments.validation.looking import ADULT, AGES, SEVERITIES, Look, together
from zorgzaam.experiments.validation.study import Longer, Seen
from zorgzaam.model.network import (
    CHILD,
    CHILD_IN_LAW,
    FRIEND,
    NEIGHBOUR,
    PARENT,
    PARTNER,
    SIBLING,
)

Array = NDArray[Any]
Values = Callable[[Look], float]

FIT: Final = "fit"
ROW: Final = "row"  # a row of part (i) of the evidence that the model makes: fitted to as well
HELD_BACK: Final = "held_back"
BESIDE: Final = "beside"  # published, but not one of the patterns: neither fitted to nor a test

# Cut points of the four EDIZ levels on the scale of latent strain, in logits below the one from
# which strain is heavy. A declared assumption: the distances between the levels that the broad
# definition has in F3 (36/24/32/8.5 %), so the pattern tests the spread of strain and not the cuts.
EDIZ_MODERATE_LOGITS: Final = math.log(0.405 / 0.595) - math.log(0.085 / 0.915)
EDIZ_LIGHT_LOGITS: Final = math.log(0.645 / 0.355) - math.log(0.085 / 0.915)
EMBEDDED_LEAST: Final = 20  # tenants on either side, below which nothing is compared


@dataclass(frozen=True, slots=True)
class Pattern:
    """One figure. `sane` is what no usable model may leave, wherever it runs."""

    number: str
    name: str  # key of its words
    unit: str
    target: float
    tolerance: float  # half the width of what passes
    use: str  # FIT, ROW, HELD_BACK or BESIDE
    source: str
    value: Values | None = None  # of what was seen in a year; None: of the wijken that live on
    later: Callable[[Sequence[Longer]], float] | None = None
    age: int | None = None  # for the words of the patterns by age
    sane: tuple[float, float] = (-math.inf, math.inf)
    by_area: bool = True  # whether one wijk has enough of it

    def verdict(self, value: float) -> str:
        """'pass', 'miss', or 'undefined' where there is no value."""
        if not math.isfinite(value):
            return "undefined"
        return "pass" if abs(value - self.target) <= self.tolerance + 1e-9 else "miss"


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern with what the model makes of it, over wijken and seeds."""

    pattern: Pattern
    value: float
    low: float  # of the wijken (of the seeds where a wijk has too few people): a tenth lies below
    high: float

    @property
    def verdict(self) -> str:
        """'pass', 'miss' or 'undefined'."""
        return self.pattern.verdict(self.value)


def share(part: float, whole: float) -> float:
    """Per cent; NaN of nobody."""
    return 100.0 * part / whole if whole else math.nan


def ratio(over: float, under: float) -> float:
    """NaN where there is nothing to divide by."""
    return over / under if under else math.nan


def carers(low: int, high: int = AGES) -> Values:
    """Carers among the people of these ages, per cent."""
    return lambda seen: share(seen.ages("carers", low, high), seen.ages("people", low, high))


def _of(sex: int, what: Array) -> float:
    return float(what[sex, ADULT:].sum())


def _strain_ratio(seen: Look, among: Array) -> float:
    women = share(_of(WOMAN, seen.heavy), _of(WOMAN, among))
    return ratio(women, share(_of(MAN, seen.heavy), _of(MAN, among)))


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else math.nan


def _top_tenth(seen: Look) -> float:
    hours = np.sort(seen.hours)[::-1]
    return share(float(hours[: len(hours) // 10].sum()), float(hours.sum()))


def _odds_of_hours(seen: Look) -> float:
    few = (seen.hours >= 1) & (seen.hours <= 2)
    odds = [
        ratio(float((who & seen.is_heavy).sum()), float((who & ~seen.is_heavy).sum()))
        for who in (seen.hours > 16, few)
    ]
    return ratio(*odds)


def ediz(level: int) -> Values:
    """Per cent of the broad carers at a level: 0 none, 1 light, 2 moderate, 3 severe."""
    above = (math.inf, EDIZ_LIGHT_LOGITS, EDIZ_MODERATE_LOGITS, 0.0, -math.inf)

    def value(seen: Look) -> float:
        if not len(seen.strain):
            return math.nan
        # the lasting personal term is logistic, so this is how many stand above each cut
        upper, lower = (
            1.0 / (1.0 + np.exp(-np.clip(seen.strain + cut, -700, 700)))
            for cut in (above[level], above[level + 1])
        )
        return 100.0 * float((upper - lower).mean())

    return value


_BY_AGE: Final = tuple(range(20, 90, 5))


def _peak(seen: Look) -> float:
    by_age = [carers(age, age + 5)(seen) for age in _BY_AGE]
    return float(_BY_AGE[int(np.nanargmax(by_age))]) if np.isfinite(by_age).any() else math.nan


def _received(sex: int) -> Values:
    return lambda seen: share(
        float(seen.received[sex, 75:].sum()), float(seen.people[sex, 75:].sum())
    )


def _help_at_home(low: int, high: int = AGES) -> Values:
    return lambda seen: share(
        seen.ages("household_help", low, high), seen.ages("people", low, high)
    )


def _spent(*services: int) -> Values:
    """EUR a year for each inhabitant at home."""
    return lambda seen: (
        WEEKS_PER_YEAR * ratio(float(seen.spent_eur[list(services)].sum()), seen.ages("people", 0))
    )


def _neighbour_contact(seen: Look) -> float:
    knows = seen.knows
    return ratio(ratio(knows[5, 1], knows[5, 0]), ratio(knows[1, 1], knows[1, 0]))


def _embedded(at: int) -> Values:
    def value(seen: Look) -> float:
        few, many = seen.embedded[0, at], seen.embedded[1, at]
        if min(few[0], many[0]) < EMBEDDED_LEAST:
            return math.nan
        return ratio(ratio(many[1], many[0]), ratio(few[1], few[0]))

    return value


def _ties(at: int) -> Callable[[Sequence[Longer]], float]:
    def value(seen: Sequence[Longer]) -> float:
        sums = np.array([one.ties for one in seen]).sum(axis=0)
        return share(float(sums[at]), float(sums[0]))

    return value


def _reform_carers(seen: Sequence[Longer]) -> float:
    with_, without = (
        share(sum(one.carers[arm] for one in seen), sum(one.adults[arm] for one in seen))
        for arm in (1, 0)
    )
    return with_ - without


def _reform_hours(seen: Sequence[Longer]) -> float:
    before, after = (sum(one.household_help_hours[arm] for one in seen) for arm in (0, 1))
    return share(after - before, before)


def _cares_for(*relations: int) -> Values:
    """Per cent of the carers who are this to the one for whom they care most."""
    return lambda seen: share(
        float(seen.by_relation[list(relations)].sum()), float(seen.by_relation[1:].sum())
    )


_CBS: Final = "CBS 2022, F1"
_ANY_SHARE: Final = (0.0, 100.0)
_POSITIVE: Final = (0.0, math.inf)


def _age_row(age: int, target: float, tolerance: float = 2.0) -> Pattern:
    return Pattern(
        "6", "carers_at", "percent", target, tolerance, FIT, _CBS, carers(age, age + 5), age=age,
        sane=(0.0, 75.0), by_area=False,
    )  # fmt: skip


# fmt: off
PATTERNS: Final = (
    Pattern("1", "heavy_of_adults", "percent", 3.0, 1.0, FIT, "F1, F2",
            lambda seen: share(seen.ages("heavy", ADULT), seen.ages("people", ADULT)),
            sane=(0.1, 15.0)),
    Pattern("2", "heavy_of_carers", "percent", 19.0, 4.0, FIT, _CBS,
            lambda seen: share(seen.ages("heavy", ADULT), seen.ages("carers", ADULT)),
            sane=(1.0, 75.0)),
    *(Pattern("3", f"ediz_{name}", "percent", target, 5.0, FIT, "F3", ediz(level), sane=_ANY_SHARE)
      for level, (name, target) in enumerate(
          (("none", 36.0), ("light", 24.0), ("moderate", 32.0), ("severe", 8.5)))),
    Pattern("4", "carers_8_hours", "percent", 36.0, 5.0, FIT, _CBS,
            lambda seen: share(float((seen.hours >= 8).sum()), float(len(seen.hours))),
            sane=(1.0, 99.0)),
    Pattern("4", "top_tenth", "percent", 47.5, 7.5, FIT, "F1", _top_tenth, sane=(10.0, 90.0)),
    Pattern("5", "hours_ratio", "ratio", 3.25, 0.75, FIT, "F6",
            lambda seen: ratio(_mean(seen.hours[seen.is_heavy]), _mean(seen.hours[~seen.is_heavy])),
            sane=(1.0, 20.0), by_area=False),
    Pattern("5", "odds_of_hours", "ratio", 9.15, 5.25, FIT, "F9", _odds_of_hours,
            sane=(1.0, math.inf), by_area=False),
    Pattern("6", "peak_age", "year", 55.0, 0.0, FIT, _CBS, _peak, sane=(20.0, 85.0), by_area=False),
    _age_row(20, 4.0), _age_row(35, 8.0), _age_row(45, 15.0), _age_row(55, 24.0, 3.0),
    _age_row(60, 21.7), _age_row(65, 18.0), _age_row(70, 14.9), _age_row(75, 13.6),
    _age_row(80, 12.0),
    Pattern("6", "hump", "ratio", 6.0, 1.0, FIT, _CBS,
            lambda seen: ratio(carers(55, 60)(seen), carers(20, 25)(seen)), sane=_POSITIVE,
            by_area=False),
    Pattern("7", "strain_women_men", "ratio", 1.65, 0.35, FIT, "F2",
            lambda seen: _strain_ratio(seen, seen.carers), sane=(0.5, 5.0), by_area=False),
    *(Pattern("#5", f"cares_for_{whom}", "percent", target, 5.0, ROW, "SCP (R-M), F4", _cares_for(*of),
              sane=_ANY_SHARE)
      for whom, target, of in (
          ("parent", 45.0, (CHILD, CHILD_IN_LAW)), ("partner", 15.0, (PARTNER,)),
          ("child", 10.0, (PARENT,)), ("kin", 10.0, (SIBLING,)),
          ("friend", 20.0, (FRIEND, NEIGHBOUR)))),
    Pattern("F48", "women", "percent", 57.0, 2.0, ROW, "F48",
            lambda seen: share(_of(WOMAN, seen.carers), seen.ages("carers", ADULT)),
            sane=(30.0, 80.0)),
    # D: of 55 and over 10 %, of 75 and over 24 %, who are 28 % of them (national/kerncijfers...csv)
    Pattern("F7", "received_55_74", "percent", 4.5, 1.5, ROW, "F7",
            lambda seen: share(seen.ages("received", 55, 75), seen.ages("people", 55, 75)),
            sane=_ANY_SHARE),
    Pattern("#30", "household_help_clients", "per_1000", 27.0, 4.0, ROW, "F18",
            lambda seen: 10.0 * share(seen.ages("household_help", 0), seen.ages("people", 0)),
            sane=(1.0, 150.0)),
    # realised 2017-2019, of the country: support at home without household help
    Pattern("#41", "support_eur", "eur", 87.0, 12.0, ROW, "CBS 84580NED",
            _spent(GUIDANCE_SERVICE, DAY_ACTIVITY), sane=_POSITIVE),
    Pattern("8", "received_women", "percent", 31.0, 4.0, HELD_BACK, "F7", _received(WOMAN),
            sane=_ANY_SHARE),
    Pattern("8", "received_men", "percent", 12.0, 4.0, HELD_BACK, "F7", _received(MAN),
            sane=_ANY_SHARE),
    Pattern("8", "received_from_children", "percent", 75.0, 25.0, HELD_BACK, "F7",
            lambda seen: share(seen.ages("from_children_hours", 75), seen.ages("received_hours", 75)),
            sane=_ANY_SHARE),
    Pattern("8", "received_hours", "hours/week", 17.0, 4.0, HELD_BACK, "F7",
            lambda seen: ratio(seen.ages("received_hours", 75), seen.ages("received", 75)),
            sane=(1.0, 100.0)),
    Pattern("9", "household_help_85", "ratio", 2.0, 0.3, HELD_BACK, "F18",
            lambda seen: ratio(_help_at_home(85)(seen), _help_at_home(75, 85)(seen)),
            sane=(0.5, 10.0), by_area=False),
    Pattern("11", "ties_survive", "percent", 48.0, 7.0, HELD_BACK, "F32", later=_ties(1),
            sane=_ANY_SHARE),
    Pattern("11", "network_size", "percent", 100.0, 10.0, HELD_BACK, "F32", later=_ties(2),
            sane=(1.0, 1000.0)),
    Pattern("12", "reform_carers", "points", 0.0, 2.0, HELD_BACK, "F22", later=_reform_carers,
            sane=(-50.0, 50.0)),
    Pattern("12", "reform_hours", "percent", -50.0, 50.0, HELD_BACK, "F23", later=_reform_hours,
            sane=(-100.0, 100.0)),
    *(Pattern("13", f"embedded_{severity}", "ratio", 5.5, 4.5, HELD_BACK, "F41", _embedded(at),
              sane=_POSITIVE, by_area=False)
      for at, severity in enumerate(SEVERITIES)),
    Pattern("13", "neighbour_contact", "ratio", 1.6, 0.3, HELD_BACK, "F33", _neighbour_contact,
            sane=_POSITIVE, by_area=False),
    Pattern("", "carers_18", "percent", 13.5, 1.5, BESIDE, _CBS, carers(ADULT), sane=(2.0, 40.0)),
    Pattern("", "carers_65", "percent", 14.6, 1.5, BESIDE, "RIVM 2020", carers(65), sane=(2.0, 50.0)),
    Pattern("", "hours_a_carer", "hours/week", 12.0, 3.0, BESIDE, _CBS,
            lambda seen: _mean(seen.hours), sane=(2.0, 40.0)),
    Pattern("", "household_help_eur", "eur", 60.0, 6.0, BESIDE, "CBS 84580NED",
            _spent(HOUSEHOLD_HELP), sane=_POSITIVE),
)
# fmt: on


def rows(seen: Seen, patterns: Sequence[Pattern] = PATTERNS) -> list[Row]:
    """Every pattern over all wijken and seeds, with the range over the wijken."""
    everything = seen.all()
    wijken = [seen.of_wijk(code) for code in seen.codes]
    seeds = [seen.of_seed(seed) for seed in seen.seeds]
    later = [seen.longer[code] for code in sorted(seen.longer)]
    return [_row(pattern, everything, wijken, seeds, later) for pattern in patterns]


def _row(
    pattern: Pattern, everything: Look, wijken: list[Look], seeds: list[Look], later: list[Longer]
) -> Row:
    if pattern.value is not None:
        value = pattern.value(everything)
        each = [pattern.value(one) for one in (wijken if pattern.by_area else seeds)]
    else:
        assert pattern.later is not None
        value = pattern.later(later) if later else math.nan
        each = [pattern.later([one]) for one in later]
    known = [one for one in each if math.isfinite(one)]
    low, high = np.quantile(known, (0.1, 0.9)) if known else (math.nan, math.nan)
    return Row(pattern, value, float(low), float(high))


__all__ = [
    "BESIDE",
    "FIT",
    "HELD_BACK",
    "PATTERNS",
    "ROW",
    "Pattern",
    "Row",
    "rows",
    "together",
]
