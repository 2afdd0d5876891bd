"""Chapter 'three lives': the same person with and without the package, drawn and told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.people import MAN
from zorgzaam.experiments.drawing import Band, Text, series_chart
from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.report.choose import Chosen, three_people
from zorgzaam.experiments.report.events import Event, both_at_home, events_of
from zorgzaam.experiments.report.figure import Figure, Table
from zorgzaam.experiments.report.over_time import marks
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.model.network import NO_RELATION, RELATION_NAMES
from zorgzaam.model.run import EndState, Trace

MOST_RESIDENTS = 1_000_000  # above, running one seed again would take minutes and gigabytes
_CHARTS = {
    "most_strained": (("hours_given", "informal"), ("strain_percent", "strain")),
    "most_unmet": (("formal_hours", "formal"), ("unmet_hours", "unmet")),
    "in_the_middle": (("hours_given", "informal"), ("strain_percent", "strain")),
}


@dataclass(frozen=True, slots=True)
class Life:
    """One person's story: who it is, by which rule chosen, what happened, two charts."""

    name: str
    title: str
    rule: str
    sentences: Sequence[str]
    events: Sequence[tuple[str, str]]  # month, what happened
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Arms:
    """The weekly columns of one person's life in both runs; NaN where somebody else is in the row."""

    baseline: Mapping[str, NDArray[np.float64]]
    scenario: Mapping[str, NDArray[np.float64]]


def lives_of(reading: Reading) -> list[Life]:
    """Up to three lives of the first seed; none in a place too large to run again."""
    comparison = reading.comparison
    if not comparison.pairs or comparison.place.residents > MOST_RESIDENTS:
        return []
    pair = comparison.pairs[0]
    chosen = three_people(pair)
    if not chosen:
        return []
    traced = comparison.traced(pair.seed, [person.row for person in chosen])
    if traced.baseline.trace is None or traced.scenario.trace is None:
        return []
    lives = []
    for person in chosen:
        key = int(pair.scenario.end.key[person.in_scenario])
        arms = Arms(
            _life(traced.baseline.trace, person.row, key),
            _life(traced.scenario.trace, person.row, key),
        )
        lives.append(_told(reading, pair, person, arms))
    return lives


def _life(trace: Trace, row: int, key: int) -> dict[str, NDArray[np.float64]]:
    """The person's columns, and the strain as the share of carers for whom it would be heavy."""
    index = trace.rows.index(row)
    columns = {name: np.array(column[:, index], float) for name, column in trace.columns.items()}
    same = columns["key_low32"] == float(key & 0xFFFFFFFF)
    life = {name: np.where(same, column, np.nan) for name, column in columns.items()}
    life["strain_percent"] = 100.0 / (1.0 + np.exp(-life["strain"]))
    return life


def _told(reading: Reading, pair: Pair, person: Chosen, arms: Arms) -> Life:
    words = reading.words
    title = _title(reading, pair.scenario.end, person, arms)
    at_home = Arms(*both_at_home(arms.baseline, arms.scenario))
    return Life(
        name=person.rule,
        title=title,
        rule=words(f"lives.rule_{person.rule}"),
        sentences=_sentences(reading, person, at_home),
        events=[
            (reading.month(event.week), _event(reading, event))
            for event in events_of(arms.baseline, arms.scenario, reading.first_week)
        ],
        figures=[
            _chart(reading, person, column, colour, at_home)
            for column, colour in _CHARTS[person.rule]
        ],
    )


def _title(reading: Reading, end: EndState, person: Chosen, arms: Arms) -> str:
    """'A woman of 67, who cares for her partner', at her age when the package starts."""
    words = reading.words
    index = person.in_scenario
    sex = "man" if end.sex[index] == MAN else "woman"
    ages = arms.scenario["age_years"][reading.first_week :]
    known = ages[np.isfinite(ages)]
    age = float(known[0]) if len(known) else float(end.age_years[index])
    relation = int(end.main_relation[index])
    carer = person.rule != "most_unmet"
    if carer and relation != NO_RELATION:
        role = words(f"lives.{sex}_cares_for_{RELATION_NAMES[relation]}")
    else:
        role = words("lives.was_carer" if carer else "lives.needs_help")
    return words(f"lives.{sex}", age=words.number(int(age)), role=role)


def _sentences(reading: Reading, person: Chosen, arms: Arms) -> list[str]:
    """The two lives in numbers, without and with the package, over the compared weeks."""
    words = reading.words
    kind = "recipient" if person.rule == "most_unmet" else "carer"
    sentences = []
    for arm, life in (("without", arms.baseline), ("with", arms.scenario)):
        part = {name: column[reading.first_week :] for name, column in life.items()}
        known = np.isfinite(part["strain"])
        if not known.any():
            continue

        def mean(name: str, part: dict[str, NDArray[np.float64]] = part) -> str:
            return words.number(float(np.nanmean(part[name])), 1)

        heavy = int(np.nansum(part["heavy"] > 0))
        sentences.append(
            words(
                f"lives.{kind}_{arm}",
                given=mean("hours_given"),
                heavy=words(
                    "lives.weeks" if heavy != 1 else "lives.week", count=words.number(heavy)
                ),
                ordinary=mean("ordinary_hours"),
                formal=mean("formal_hours"),
                informal=mean("informal_hours"),
                unmet=mean("unmet_hours"),
                need=mean("need_hours"),
            )
        )
    return sentences


def _event(reading: Reading, event: Event) -> str:
    return reading.words(
        f"events.{event.kind}",
        before=reading.words.number(event.before, 1),
        after=reading.words.number(event.after, 1),
        count=reading.words.number(event.after),
    )


def _chart(reading: Reading, person: Chosen, column: str, colour: str, arms: Arms) -> Figure:
    words = reading.words
    title = words(f"lives.{column}_title")
    means = []
    for life in (arms.baseline, arms.scenario):
        part = life[column][reading.first_week :]
        means.append(float(np.nanmean(part)) if np.isfinite(part).any() else float("nan"))
    summary = words(
        "lives.strain_summary" if column == "strain_percent" else "lives.chart_summary",
        title=title,
        baseline=words.number(means[0], 1),
        scenario=words.number(means[1], 1),
        unit=words(f"lives.{column}_unit"),
    )
    name = f"{person.rule}-{column}".replace("_", "-")
    chart = series_chart(
        f"chart-{name}",
        Text(title, summary),
        *(
            Band(life[column], strong=_strong(life, column))
            for life in (arms.scenario, arms.baseline)
        ),
        start=reading.comparison.start,
        number=words.number,
        colour=colour,
        marks=marks(reading)[:1],
    )
    head = [words("common.period"), words("common.without"), words("common.with")]
    rows = []
    for first in range(0, reading.comparison.weeks, 26):
        row = [words("common.from", day=reading.month(first))]
        for life in (arms.baseline, arms.scenario):
            part = life[column][first : first + 26]
            row.append(words.number(float(np.nanmean(part)), 1) if np.isfinite(part).any() else "–")
        rows.append(row)
    unit = words(f"lives.{column}_unit")
    return Figure(name, title, summary, chart, Table(f"{title} ({unit})", head, rows), unit)


def _strong(life: Mapping[str, NDArray[np.float64]], column: str) -> NDArray[np.bool_] | None:
    """The weeks in which the person is heavily strained, for the chart of the strain."""
    return life["heavy"] > 0 if column == "strain_percent" else None
