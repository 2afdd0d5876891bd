"""A comparison being read: its effects and weekly series, and how to say them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from zorgzaam.experiments.comparison import Comparison, OutcomeRow, outcome_row
from zorgzaam.experiments.overload import newly_overloaded, relieved
from zorgzaam.experiments.window import Window
from zorgzaam.experiments.words import Words, heading
from zorgzaam.model.places.figures import COUNTRY_KIND
from zorgzaam.model.timeline import Timeline

_NUMBER_BEFORE_NAME = re.compile(r"^(Wijk|Buurt) \d+ (?=\S)")  # as CBS writes names


@dataclass(frozen=True)
class Reading:
    """What every chapter of the report starts from."""

    comparison: Comparison
    words: Words
    record: Mapping[str, Any]

    @cached_property
    def rows(self) -> dict[str, OutcomeRow]:
        """The declared outcomes by name."""
        return {row.name: row for row in self.comparison.rows()}

    @property
    def place_name(self) -> str:
        """The name that people know the place by, as it stands inside a sentence."""
        place = self.comparison.place
        return (
            self.words("common.country") if place.kind == COUNTRY_KIND else plain_name(place.name)
        )

    @property
    def once(self) -> str:
        """The end of the names of texts that say something else of one run, which has no intervals."""
        return "_once" if len(self.comparison.pairs) == 1 else ""

    @property
    def title(self) -> str:
        """Of the page: the place and the package."""
        return heading(self.words("page.title", place=self.place_name, package=self.package))

    def month(self, week: int) -> str:
        """The month that most of a week of the run lies in."""
        return self.words.month(self.comparison.start + timedelta(days=7 * week + 3))

    @property
    def first_week(self) -> int:
        """The week from which baseline and scenario are compared."""
        return self.comparison.plan.first_week

    @property
    def timeline(self) -> Timeline:
        """What the scenario changes, by week."""
        return self.comparison.plan.scenario

    @property
    def package(self) -> str:
        """The scenario's title."""
        return self.comparison.scenario.title(self.words.language)

    @cached_property
    def overloaded(self) -> list[pd.DataFrame]:
        """The people overloaded because of the package, a table a seed."""
        return [newly_overloaded(pair) for pair in self.comparison.pairs]

    @cached_property
    def relieved(self) -> list[pd.DataFrame]:
        """The people for whom it is the other way round, a table a seed."""
        return [relieved(pair) for pair in self.comparison.pairs]

    @cached_property
    def _windows(self) -> list[tuple[Window, Window]]:
        """Baseline and scenario of every pair over the compared weeks."""
        costs = self.comparison.costs
        return [
            (
                Window(pair.baseline, pair.baseline, self.first_week, costs),
                Window(pair.scenario, pair.baseline, self.first_week, costs),
            )
            for pair in self.comparison.pairs
        ]

    def effect(self, formula: Callable[[Window], float]) -> OutcomeRow:
        """Baseline, scenario and paired difference of anything counted over the window."""
        return outcome_row(
            "",
            "",
            [formula(baseline) for baseline, _ in self._windows],
            [formula(scenario) for _, scenario in self._windows],
        )

    def interval(self, row: OutcomeRow, write: Callable[[float], str]) -> str:
        """'90 % interval a to b', or that one run gives none."""
        if row.low is None or row.high is None:
            return self.words("common.one_run")
        return self.words("common.interval", low=write(row.low), high=write(row.high))

    def ends(self, row: OutcomeRow, write: Callable[[float], str]) -> str:
        """'a to b' for a table, or a dash where one run gives no interval."""
        if row.low is None or row.high is None:
            return "–"
        return self.words("common.to", low=write(row.low), high=write(row.high))

    @property
    def columns(self) -> list[str]:
        """Headings of a table that compares: without, with, difference, interval."""
        names = ("without", "with", "difference", "interval_head")
        return [self.words(f"common.{name}") for name in names]

    def sentence(
        self,
        subject: str,
        row: OutcomeRow,
        write: Callable[[float, int], str],
        decimals: int,
        *,
        unit: str = "",
        unit_of_difference: str = "",
    ) -> str:
        """What happens to one thing in words, as sure as the interval allows.

        `decimals` are as many as are usual; a smaller difference gets more.
        """
        of_difference = f" {unit_of_difference}" if unit_of_difference else ""
        decimals = _enough(row, decimals)
        return self.words(
            f"effect.{verdict(row)}",
            subject=subject,
            baseline=write(row.baseline, decimals),
            unit=f" {unit}" if unit else "",
            scenario=write(row.scenario, decimals) + (f" {unit}" if unit else ""),
            difference=self.words.signed(row.difference, decimals) + of_difference,
            low="" if row.low is None else self.words.signed(row.low, decimals),
            high="" if row.high is None else self.words.signed(row.high, decimals),
        )


def plain_name(name: str) -> str:
    """'Overvecht' for what CBS writes as 'Wijk 03 Overvecht'."""
    return _NUMBER_BEFORE_NAME.sub("", name)


def verdict(row: OutcomeRow) -> str:
    """How sure a difference is: absent, same, up, down, unclear, or known from one run only."""
    if not np.isfinite(row.difference):
        return "absent"
    if row.low is None or row.high is None or not np.isfinite(row.low + row.high):
        if row.difference == 0:
            return "same"
        return "up_once" if row.difference > 0 else "down_once"
    if row.low == row.high == 0:
        return "same"
    if row.low > 0:
        return "up"
    return "down" if row.high < 0 else "unclear"


def _enough(row: OutcomeRow, decimals: int) -> int:
    """Decimals that keep a difference and its interval from looking like nothing; 3 at most."""
    shown = [end for end in (row.difference, row.low, row.high) if end]
    if not all(np.isfinite(end) for end in shown):
        return decimals
    while decimals < 3 and any(round(end, decimals) == 0 for end in shown):
        decimals += 1
    return decimals


def share_change(row: OutcomeRow) -> float:
    """The difference as a percentage of the baseline; NaN where that is nothing."""
    return 100.0 * row.difference / row.baseline if row.baseline else float("nan")
