"""Chapter 'money': what the package saves, what it shifts to others, and the one over the other."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from zorgzaam.experiments.comparison import OutcomeRow, half_width
from zorgzaam.experiments.drawing import Bar, Text, bars_chart
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.report.reading import Reading, verdict
from zorgzaam.experiments.window import Window

_NO_RATIO = {
    "same": "nothing",
    "absent": "nothing",
    "down": "costs_more",
    "down_once": "costs_more",
}
SAVED_ON = {  # bars, and the measures of spending that each is the sum of: all there are
    "household_help": ("household_help_spent_eur",),
    "guidance": ("guidance_spent_eur",),
    "day_activity": ("day_activity_spent_eur", "collective_spent_eur"),
    "district_nursing": ("district_nursing_spent_eur",),
    "family_support": ("family_support_spent_eur",),
    "support": ("respite_spent_eur", "coordinators_spent_eur"),
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """Euros shifted per euro saved; low and high are a 90 % interval, None with one seed."""

    value: float
    low: float | None
    high: float | None


def money_section(reading: Reading) -> Section:
    """Saved by service, shifted by kind, in euros a year per inhabitant."""
    words = reading.words
    paragraphs = [words("money.lead"), saved_sentence(reading)]
    if reading.rows["saved_eur_per_inhabitant"].difference > 0:
        paragraphs.append(words("money.total", **_totals(reading)))
    return Section(
        "money",
        words("money.title"),
        paragraphs,
        [_figure(reading)],
        key=[("bar formal", words("money.saved")), ("bar unmet", words("money.shifted"))],
    )


def shifted_per_saved(saved: Sequence[float], shifted: Sequence[float]) -> Ratio | None:
    """The ratio of the means over seeds, by the usual linear approximation of its error.

    None where nothing was clearly saved: there is nothing to divide by.
    """
    known = [(s, t) for s, t in zip(saved, shifted, strict=True) if math.isfinite(s + t)]
    if not known:
        return None
    mean_saved = math.fsum(s for s, _ in known) / len(known)
    mean_shifted = math.fsum(t for _, t in known) / len(known)
    if len(known) == 1:
        return Ratio(mean_shifted / mean_saved, None, None) if mean_saved > 0 else None
    if mean_saved - half_width([s for s, _ in known]) <= 0:
        return None
    value = mean_shifted / mean_saved
    half = half_width([(t - value * s) / mean_saved for s, t in known])
    return Ratio(value, value - half, value + half)


def ratio_of(reading: Reading) -> Ratio | None:
    """Euros shifted per euro saved by this comparison."""
    outcomes = [reading.comparison.outcomes(pair, "scenario") for pair in reading.comparison.pairs]
    return shifted_per_saved(
        [each["saved_eur_per_inhabitant"] for each in outcomes],
        [each["shifted_eur_per_inhabitant"] for each in outcomes],
    )


def saved_sentence(reading: Reading) -> str:
    """What is saved, what is shifted and how much of each euro comes back elsewhere."""
    words = reading.words
    saved = reading.rows["saved_eur_per_inhabitant"]
    shifted = reading.rows["shifted_eur_per_inhabitant"]
    blanks = {
        "saved": words.eur(saved.scenario),
        "saved_interval": reading.interval(saved, words.eur),
        "shifted": words.eur(shifted.scenario),
        "shifted_interval": reading.interval(shifted, words.eur),
    }
    ratio = ratio_of(reading)
    if ratio is None:
        kind = _NO_RATIO.get(verdict(saved), "unclear")
        if kind == "nothing" and verdict(shifted) == "same":
            kind = "neither"
        return words(f"money.saved_{kind}", **blanks)
    blanks["ratio"] = words.eur(ratio.value, 2)
    if ratio.low is None or ratio.high is None:
        blanks["ratio_interval"] = words("common.one_run")
    else:
        low, high = words.eur(ratio.low, 2), words.eur(ratio.high, 2)
        blanks["ratio_interval"] = words("common.interval", low=low, high=high)
    kind = "back" if ratio.value > 0 else "more_saved"
    return words(f"money.saved_{kind}", **blanks)


def _totals(reading: Reading) -> dict[str, str]:
    """The two sums for the whole place, rounded."""

    def total(name: str) -> str:
        row = reading.rows[name]
        amount = row.scenario * reading.comparison.place.residents
        rounded = round(amount, 1 - math.floor(math.log10(abs(amount)))) if amount else 0.0
        return reading.words.eur(rounded)

    return {
        "place": reading.place_name,
        "saved": total("saved_eur_per_inhabitant"),
        "shifted": total("shifted_eur_per_inhabitant"),
    }


def _saved_on(measures: Sequence[str]) -> Callable[[Window], float]:
    return lambda window: -window.per_inhabitant_a_year(window.mean(*measures))


def _shifted_to() -> dict[str, Callable[[Window], float]]:
    """Who bears more: the parts that `Window.burden` is the sum of."""
    return {
        "carers_time": lambda w: w.per_inhabitant_a_year(
            w.costs.informal_care_eur_per_hour * w.mean("informal_hours")
        ),
        "lost_work": lambda w: w.per_inhabitant_a_year(
            w.costs.lost_work_hours_per_week
            * w.costs.lost_work_eur_per_hour
            * w.mean("heavily_strained")
        ),
        "nursing_home": lambda w: w.per_inhabitant_a_year(
            w.costs.nursing_home_eur_per_week * w.mean("nursing_home_residents")
        ),
        "crises": lambda w: w.per_inhabitant_a_year(w.costs.crisis_eur * w.mean("crises")),
    }


def _figure(reading: Reading) -> Figure:
    words = reading.words
    lines: list[tuple[str, str, OutcomeRow]] = [
        ("formal", words("money.saved_all"), reading.rows["saved_eur_per_inhabitant"])
    ]
    lines += [
        ("formal", words(f"money.{name}"), reading.effect(_saved_on(measures)))
        for name, measures in SAVED_ON.items()
    ]
    lines.append(("unmet", words("money.shifted_all"), reading.rows["shifted_eur_per_inhabitant"]))
    lines += [
        ("unmet", words(f"money.{kind}"), reading.effect(formula))
        for kind, formula in _shifted_to().items()
    ]
    title = words("money.chart_title")
    summary = words(
        f"money.chart_summary{reading.once}",
        saved=words.eur(lines[0][2].difference),
        shifted=words.eur(lines[1 + len(SAVED_ON)][2].difference),
    )
    bars, rows = [], []
    for kind, name, row in lines:
        amount = words.eur(row.difference, 1)
        bars.append(Bar(name, row.difference, amount, low=row.low, high=row.high, kind=kind))
        rows.append([name, amount, reading.ends(row, partial(words.eur, decimals=1))])
    table = Table(
        title, [words("money.what"), words("money.unit"), words("common.interval_head")], rows
    )
    return Figure(
        "money", title, summary, bars_chart("chart-money", Text(title, summary), bars), table
    )
