"""The pictures of a claim: effects with their intervals, and the arms over time."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.claims.claim import Claim, Variation
from zorgzaam.experiments.claims.file import Rank, Test
from zorgzaam.experiments.claims.outcomes import outcome_named
from zorgzaam.experiments.claims.study import Study
from zorgzaam.experiments.claims.verdicts import ClaimResult, TestResult
from zorgzaam.experiments.claims.wording import Names, Spoken
from zorgzaam.experiments.drawing import (
    MOST_LINES,
    Dot,
    Line,
    Side,
    Text,
    dots_chart,
    lines_chart,
)
from zorgzaam.experiments.report.figure import Figure, Table
from zorgzaam.experiments.scenario import start_date
from zorgzaam.model.measures import WEEKS_PER_GROUP_PERIOD


class Pictures:
    """What is drawn of a claim's result, in one language."""

    def __init__(self, study: Study, spoken: Spoken, names: Names) -> None:
        self.study, self.spoken, self.words, self.names = study, spoken, spoken.words, names

    def effects(self, result: ClaimResult) -> Iterator[Figure]:
        """The tests that decide, place by place."""
        for name, test in _deciding(result):
            rows = [
                (self.spoken.place(place.place, self.names), place.tests[name])
                for place in (*result.places, result.together)
            ]
            together = result.together.tests[name]
            yield self._dots(f"{result.claim.name}-{name}", test, rows, together)

    def varied(self, result: ClaimResult) -> Iterator[Figure]:
        """The same with all places together, an assumption at a time."""
        if not result.varied:
            return
        for name, test in _deciding(result):
            rows = [(self.words("claims.as_declared"), result.together.tests[name])]
            rows += [
                (self._end(result.claim, variation), place.tests[name])
                for variation, place in result.varied.items()
            ]
            together = result.together.tests[name]
            yield self._dots(f"{result.claim.name}-{name}-varied", test, rows, together)

    def _end(self, claim: Claim, variation: Variation) -> str:
        """'#18, low': short, for beside a dot; the list beside the picture says what it is."""
        row = self.spoken.short(claim, variation.row)
        return f"{row}, {self.words(f'claims.{variation.end}')}"

    def _dots(
        self, name: str, test: Test, rows: Sequence[tuple[str, TestResult]], together: TestResult
    ) -> Figure:
        words, spoken = self.words, self.spoken
        dots = [
            Dot(
                label,
                found.found.value,
                spoken.estimate(test, found.found),
                found.found.low,
                found.found.high,
                found.state,
            )
            for label, found in rows
        ]
        key = "effect_summary" if together.found.known else "effect_summary_open"
        summary = words(
            f"claims_report.{key}",
            value=spoken.estimate(test, together.found),
            interval=spoken.interval(test, together.found),
        )
        title = spoken.title(test)
        unit = words("claims_report.effect_unit", unit=spoken.unit(test), rule=spoken.rule(test))
        chart = dots_chart(f"dots-{name}", Text(title, summary), dots, _sides(test), words.number)
        return Figure(name, title, f"{unit}. {summary}", chart, self._numbers(test, title, rows))

    def _numbers(self, test: Test, title: str, rows: Sequence[tuple[str, TestResult]]) -> Table:
        words, spoken = self.words, self.spoken
        head = [
            words(f"claims.{key}")
            for key in ("place", "effect", "interval", "seeds", "needed_head", "verdict")
        ]
        return Table(
            title,
            head,
            [
                [
                    label,
                    spoken.estimate(test, found.found),
                    spoken.interval(test, found.found),
                    words.number(found.found.seeds),
                    "" if found.seeds_needed is None else words.number(found.seeds_needed),
                    spoken.state(found),
                ]
                for label, found in rows
            ],
        )

    def lines(self, result: ClaimResult) -> Iterator[Figure]:
        """The arms over time: all places together, and each."""
        claim = result.claim
        by_place = {place.place: self.study.series(claim, place.place) for place in result.places}
        known = [series for series in by_place.values() if series]
        if len(known) > 1:
            together = {
                arm: np.mean([each[arm] for each in known], axis=0) for arm in claim.file.arms
            }
            by_place = {"": together, **by_place}
        outcome = outcome_named(claim.file.chart, claim.name)
        label = outcome.label(self.words.language)
        for code, series in by_place.items():
            if not series:
                continue
            weeks = max(len(quarters) for quarters in series.values()) * WEEKS_PER_GROUP_PERIOD
            lines = [
                Line(self.spoken.title(claim.file.arms[arm]), _by_week(quarters, weeks))
                for arm, quarters in list(series.items())[:MOST_LINES]
            ]
            place = self.study.place(code or result.places[0].place)
            where = self.spoken.place(code, self.names)
            title = self.words("claims_report.series_title", outcome=label, place=where)
            decimals = outcome.decimals
            ends = [
                self.words(
                    "claims_report.series_value",
                    arm=line.name,
                    value=self.words.number(_last(line.values), decimals),
                )
                for line in lines
            ]
            summary = self.words("claims_report.series_summary", values=", ".join(ends))
            name = f"{claim.name}-line-{code or 'all'}"
            chart = lines_chart(
                f"chart-{name}",
                Text(title, summary),
                lines,
                start=start_date(place),
                number=self.words.number,
            )
            unit = self.words(f"units.{outcome.unit}")
            yield Figure(
                name, title, summary, chart, self._line_table(title, lines, decimals), unit
            )

    def _line_table(self, title: str, lines: Sequence[Line], decimals: int) -> Table:
        head = [self.words("claims_report.period"), *(line.name for line in lines)]
        weeks = len(lines[0].values)
        rows = [
            [
                self.words.number(first),
                *(
                    self.words.number(_mean(line.values[first : first + 52]), decimals)
                    for line in lines
                ),
            ]
            for first in range(0, weeks, 52)
        ]
        return Table(title, head, rows)


def _deciding(result: ClaimResult) -> Iterator[tuple[str, Test]]:
    """The tests that decide and have a value of their own."""
    for name, test in result.claim.tests.items():
        if test.decides and not isinstance(test, Rank):
            yield name, test


def _sides(test: Test) -> list[Side]:
    """What a rule looks at."""
    sides = []
    for kind, bound in (("supports", test.supported), ("refuses", test.not_supported)):
        if bound is not None:
            sides.append(Side(bound.value, kind, "above" if bound.above is not None else "below"))
    return sides


def _mean(values: NDArray[np.float64]) -> float:
    """The mean of the values that there are."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _last(values: NDArray[np.float64]) -> float:
    """The last value that there is: a run may end before the others do."""
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else float("nan")


def _by_week(quarters: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    """A value a week through those of the quarters, each in its middle; NaN after the last."""
    known = len(quarters) * WEEKS_PER_GROUP_PERIOD
    middles = (np.arange(len(quarters)) + 0.5) * WEEKS_PER_GROUP_PERIOD - 0.5
    drawn = np.full(weeks, np.nan)
    drawn[:known] = np.interp(np.arange(min(known, weeks)), middles, quarters)
    return drawn
