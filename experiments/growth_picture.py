"""The chosen stretch of a growing care network as pictures, in the reader's language."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

import numpy as np

from zorgzaam.experiments.comparison import WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.drawing import (
    Drawing,
    Moment,
    Person,
    Sample,
    Text,
    Tie,
    network_chart,
)
from zorgzaam.experiments.growth import ADDRESSES, NOT_AT_HOME, Growth, Pairs
from zorgzaam.experiments.words import Words
from zorgzaam.model.network import ORIGIN_NAMES

PEOPLE_SIGNS: Final = ("carer", "recipient", "strained", "elsewhere", "near", "hours", "house")


def pictures_of(growth: Growth, words: Words) -> list[Moment]:
    """The stretch at every moment: its people with ties, and those they have ties with."""
    address = {home: nth for nth, home in enumerate(growth.stretch.households)}
    return [_picture(pairs, address, words) for pairs in growth.moments]


def _picture(pairs: Pairs, address: dict[int, int], words: Words) -> Moment:
    hours: dict[int, float] = {}
    homes: dict[int, int] = {}
    giving: set[int] = set()
    strained: set[int] = set()
    ties = []
    for at in np.argsort(pairs.origin, kind="stable"):  # what is new is drawn over what was there
        ends = (
            (int(pairs.carer[at]), int(pairs.carer_household[at])),
            (int(pairs.recipient[at]), int(pairs.recipient_household[at])),
        )
        if not any(home in address for _, home in ends):
            continue
        for row, home in ends:
            homes[row] = home
            hours[row] = hours.get(row, 0.0) + float(pairs.hours_per_week[at])
        giving.add(ends[0][0])
        if pairs.carer_strained[at]:
            strained.add(ends[0][0])
        ties.append(Tie(ends[0][0], ends[1][0], ORIGIN_NAMES[pairs.origin[at]]))
    people = [
        Person(row, address.get(home), home != NOT_AT_HOME, hours[row], row in giving,
               row in strained)
        for row, home in sorted(homes.items())
    ]  # fmt: skip
    begun = sum(tie.kind != ORIGIN_NAMES[0] for tie in ties)
    note = words(
        "network.note",
        pairs=words.number(len(ties)),
        new=words.number(begun),
        carers=words.number(len(giving)),
        strained=words.number(len(strained)),
    )
    return Moment(moment_words(pairs.week, words), note, people, ties)


def moment_words(week: int, words: Words) -> str:
    """'At the start', 'after 1 year', 'after 2.5 years'."""
    if week == 0:
        return words("network.at_start")
    years = week / WEEKS_PER_RUN_YEAR
    if years == 1:
        return words("network.after_year")
    decimals = 0 if years == int(years) else 1
    return words("network.after_years", years=words.number(years, decimals))


def legend(words: Words) -> list[Sample]:
    """What lines and dots stand for."""
    lines = [Sample(f"tie {name}", words(f"network.{name}")) for name in ORIGIN_NAMES]
    return lines + [Sample(sign, words(f"network.{sign}")) for sign in PEOPLE_SIGNS]


def stretch_words(growth: Growth, words: Words) -> str:
    """Which addresses are drawn, and why these."""
    place = growth.plan.place
    return words(
        "network.stretch" if growth.stretches > 1 else "network.whole",
        addresses=words.number(len(growth.stretch.households)),
        area=place.areas[growth.stretch.area].name,
        stretches=words.number(growth.stretches),
        about=words.number(ADDRESSES),
        new=words.number(growth.stretch.new_pairs),
    )


def summary_words(moments: Sequence[Moment], words: Words) -> str:
    """What the pictures show, from the first to the last, for those who cannot see them."""
    first, last = moments[0], moments[-1]
    if first is last:
        return words("network.summary_once", at=last.heading, pairs=words.number(len(last.ties)))
    kept = sum(tie.kind == ORIGIN_NAMES[0] for tie in last.ties)
    by_origin = [
        words(f"network.count_{name}", count=words.number(count))
        for name in ORIGIN_NAMES[1:]
        if (count := sum(tie.kind == name for tie in last.ties))
    ]
    return words(
        "network.summary" if by_origin else "network.summary_nothing_new",
        before=words.number(len(first.ties)),
        first=first.heading,
        last=last.heading,
        pairs=words.number(len(last.ties)),
        kept=words.number(kept),
        new=words.listing(by_origin),
    )


def growth_chart(growth: Growth, title: str, words: Words) -> Drawing:
    """network.svg: all moments with title and legend."""
    moments = pictures_of(growth, words)
    across = 120 if len(moments) > 1 else 56  # letters
    notes = wrap(stretch_words(growth, words), across)
    return network_chart(
        "network",
        Text(title, summary_words(moments, words)),
        moments,
        len(growth.stretch.households),
        legend(words),
        notes,
    )
