"""The tables of a growing care network: its pairs, and its measures beside the nulls."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from zorgzaam.experiments.growth import NOT_AT_HOME, Growth
from zorgzaam.experiments.growth_picture import growth_chart
from zorgzaam.experiments.record import record_of
from zorgzaam.experiments.scenario import Scenario, start_date
from zorgzaam.experiments.store import number_or_none, write_whole
from zorgzaam.experiments.words import Words
from zorgzaam.model.network import ORIGIN_NAMES, RELATION_NAMES
from zorgzaam.model.network_measures import NETWORK_MEASURES, NETWORKS, WEEKS_BETWEEN_NETWORKS

RECORD: Final = "network_record.json"
PAIR_COLUMNS: Final = (
    "week",  # lived since the start
    "date",
    "carer",  # permanent identity of a made-up person
    "recipient",
    "carer_area",  # code of the area, or 'elsewhere'
    "recipient_area",
    "carer_address",  # number in the order of the place, empty elsewhere
    "recipient_address",
    "relation",  # what the carer is to the recipient
    "origin",  # of the oldest task that stands
    "since_week",  # in which that began; below 0 before the start
    "tasks",
    "hours_per_week",
    "carer_heavily_strained",
    "drawn",  # 1: in the stretch of the pictures
)


def write_pairs(growth: Growth, path: Path) -> None:
    """network.csv: a row for each pair at each moment."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(PAIR_COLUMNS)
        writer.writerows(_pair_rows(growth))


def _pair_rows(growth: Growth) -> Iterator[list[object]]:
    start = start_date(growth.plan.place)
    areas = growth.plan.place.areas
    drawn = set(growth.stretch.households)
    for pairs in growth.moments:
        date = start + dt.timedelta(days=7 * pairs.week)
        for at in range(len(pairs.carer)):
            homes = (int(pairs.carer_household[at]), int(pairs.recipient_household[at]))
            lives = [
                "elsewhere" if home == NOT_AT_HOME else areas[growth.household_area[home]].code
                for home in homes
            ]
            yield [
                pairs.week,
                date,
                f"{int(pairs.carer_key[at]):016x}",
                f"{int(pairs.recipient_key[at]):016x}",
                *lives,
                *("" if home == NOT_AT_HOME else home for home in homes),
                RELATION_NAMES[pairs.relation[at]],
                ORIGIN_NAMES[pairs.origin[at]],
                int(pairs.since_week[at]),
                int(pairs.tasks[at]),
                round(float(pairs.hours_per_week[at]), 4),
                int(pairs.carer_strained[at]),
                int(not drawn.isdisjoint(homes)),
            ]


def write_measures(growth: Growth, path: Path) -> None:
    """network_measures.csv: every fourth week, the network and its two nulls, a row each."""
    start = start_date(growth.plan.place)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["week", "date", "network", *NETWORK_MEASURES])
        for nth, networks in enumerate(growth.network):
            week = nth * WEEKS_BETWEEN_NETWORKS
            date = start + dt.timedelta(days=7 * week)
            for name, values in zip(NETWORKS, networks, strict=True):
                writer.writerow([week, date, name, *(number_or_none(float(v)) for v in values)])


def write_growth(
    growth: Growth, scenario: Scenario, started: dt.datetime, folder: Path, language: str
) -> list[Path]:
    """Write network.svg, network.html, both tables and network_record.json.

    Raises CannotWriteError, and then leaves the folder as it was found.
    """
    from zorgzaam.experiments.report.growth import title_of, write_growth_page

    words = Words(language)
    chart = growth_chart(growth, title_of(growth, scenario, words), words)
    record = record_of(
        place=growth.plan.place,
        arms={"scenario": (scenario, growth.plan.scenario)},
        seeds=[growth.seed],
        seeds_asked=[growth.seed],
        weeks=growth.plan.weeks,
        values=growth.plan.values,
        notes=(),
        started=started,
        finished=dt.datetime.now(dt.UTC),
    )
    record["moments_weeks"] = [pairs.week for pairs in growth.moments]
    writers: dict[str, Callable[[Path], None]] = {
        "network.svg": lambda path: _write_text(path, chart.svg + "\n"),
        "network.html": lambda path: write_growth_page(growth, scenario, path, language),
        "network.csv": lambda path: write_pairs(growth, path),
        "network_measures.csv": lambda path: write_measures(growth, path),
    }
    return write_whole(folder, writers, record, RECORD)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
