"""The first page: the answer in plain words, and four figures to remember."""

from dataclasses import dataclass

import numpy as np

from zorgzaam.experiments.comparison import OutcomeRow
from zorgzaam.experiments.report.money import ratio_of, saved_sentence
from zorgzaam.experiments.report.overloaded import overloaded_sentence
from zorgzaam.experiments.report.reading import Reading, share_change, verdict


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure large on the page, what it is, and how sure it is."""

    value: str
    label: str
    note: str
    kind: str  # class of the style sheet


def headline(reading: Reading) -> str:
    """One sentence: what happens to formal help, and to the carers."""
    words = reading.words
    formal = reading.rows["formal_hours_per_1000"]
    strained = reading.rows["heavily_strained_per_1000_adults"]
    strain = _plain(verdict(strained))
    if verdict(reading.rows["heavily_strained_share_of_carers"]) == "absent":  # no carers at all
        strain = "absent"
    if verdict(formal) == "same" and strain in ("same", "absent"):
        return words("opening.no_difference", place=reading.place_name, package=reading.package)
    sentence = words(
        "opening.headline_once" if len(reading.comparison.pairs) == 1 else "opening.headline",
        place=reading.place_name,
        formal=words(f"opening.formal_{_plain(verdict(formal))}", change=_size(reading, formal)),
        strain=words(f"opening.strain_{strain}", change=_size(reading, strained)),
    )
    return sentence.replace("  ", " ")


def _size(reading: Reading, row: OutcomeRow) -> str:
    """How large a change is, in per cent of the baseline; nothing where that was zero."""
    change = abs(share_change(row))
    if not np.isfinite(change):
        return ""
    return reading.words.percent(change, 0 if change >= 2 else 1)


def _plain(certainty: str) -> str:
    """A verdict from one run reads like any other; that it was one run stands elsewhere."""
    return certainty.removesuffix("_once")


def summary_sentences(reading: Reading) -> list[str]:
    """The answer in some five sentences, each with its interval."""
    words, rows = reading.words, reading.rows

    sentences = [
        reading.sentence(
            words(f"opening.subject_{name}", place=reading.place_name),
            rows[f"{name}_hours_per_1000"],
            words.number,
            1,
            unit=words("opening.hours"),
        )
        for name in ("formal", "informal", "unmet")
    ]
    sentences.append(
        reading.sentence(
            words("opening.subject_strain"),
            rows["heavily_strained_share_of_carers"],
            words.percent,
            1,
            unit_of_difference=words("common.points"),
        )
    )
    return [*sentences, overloaded_sentence(reading), saved_sentence(reading)]


def key_figures(reading: Reading) -> list[KeyFigure]:
    """Formal and unmet hours, extra heavily strained carers, euros shifted per euro saved."""
    words, rows = reading.words, reading.rows
    formal, unmet = rows["formal_hours_per_1000"], rows["unmet_hours_per_1000"]
    strained = reading.effect(lambda window: window.mean("heavily_strained"))
    figures = []
    for name, row in (("formal", formal), ("unmet", unmet)):
        change = share_change(row)
        figures.append(
            KeyFigure(
                "–" if not np.isfinite(change) else _signed_percent(reading, change),
                words(f"opening.key_{name}"),
                _interval_share(reading, row),
                name,
            )
        )
    decimals = 0 if abs(strained.difference) >= 10 else 1
    figures.append(
        KeyFigure(
            words.signed(strained.difference, decimals),
            words("opening.key_strain", place=reading.place_name),
            reading.interval(strained, lambda value: words.signed(value, decimals)),
            "strain",
        )
    )
    ratio = ratio_of(reading)
    if ratio is None:
        figures.append(
            KeyFigure("–", words("opening.key_money"), words("opening.nothing_saved"), "money")
        )
        return figures
    note = words("common.one_run")
    if ratio.low is not None and ratio.high is not None:
        low, high = words.eur(ratio.low, 2), words.eur(ratio.high, 2)
        note = words("common.interval", low=low, high=high)
    figures.append(KeyFigure(words.eur(ratio.value, 2), words("opening.key_money"), note, "money"))
    return figures


def _signed_percent(reading: Reading, value: float, decimals: int = 0) -> str:
    sign = "+" if round(value, decimals) > 0 else ""
    return sign + reading.words.percent(value, decimals)


def _interval_share(reading: Reading, row: OutcomeRow) -> str:
    """The interval as a percentage of the baseline, which is held for known."""
    if not row.baseline:
        return reading.interval(row, lambda value: reading.words.signed(value, 1))
    narrow = row.low is not None and row.high is not None and row.high - row.low < row.baseline / 25
    decimals = 1 if narrow else 0
    return reading.interval(
        row, lambda value: _signed_percent(reading, 100 * value / row.baseline, decimals)
    )
