"""The report of a test of claims: one HTML file that needs nothing else, in Dutch or English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.claim import Variation, common
from zorgzaam.experiments.claims.file import Rank, Test
from zorgzaam.experiments.claims.outcomes import outcome_named
from zorgzaam.experiments.claims.verdicts import ClaimResult, PlaceResult, TestResult
from zorgzaam.experiments.claims.wording import Spoken
from zorgzaam.experiments.claims.work import Study
from zorgzaam.experiments.drawing import (
    MOST_LINES,
    Dot,
    Line,
    Side,
    Text,
    dots_chart,
    lines_chart,
    style,
)
from zorgzaam.experiments.report.figure import Figure, Table
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.scenario import start_date
from zorgzaam.experiments.words import Words

_SOURCES = ("cbs", "health", "literature")
_QUARTER = 13  # weeks that a line is smoothed over, so that chance of single weeks does not hide it


@dataclass(frozen=True, slots=True)
class Chapter:
    """One claim on the page."""

    name: str
    title: str
    verdict: str
    kind: str  # class of the style sheet
    claim: str
    source: str
    sentences: Sequence[str]
    rule: str
    expectation: str
    arms: Table
    effects: Sequence[Figure]
    ranks: Sequence[str]
    varied: Sequence[Figure]
    assumptions: Sequence[tuple[str, str]]  # row, and what it is
    lines: Sequence[Figure]
    line_key: Sequence[tuple[str, str]]
    shown: Table | None
    money: Table
    money_lead: str
    sha256: str


def write_report(
    study: Study, results: Sequence[ClaimResult], path: Path, language: str = "nl"
) -> None:
    """Write the report; the same results give the same bytes."""
    path.write_text(report_html(study, results, language), encoding="utf-8", newline="\n")


def report_html(study: Study, results: Sequence[ClaimResult], language: str = "nl") -> str:
    """The report as text; InputError where no claim has a verdict yet."""
    if not results:
        raise InputError("no claim has two finished seeds, so there is nothing to report yet")
    words = Words(language)
    writer = _Writer(study, Spoken(words))
    title = words("claims_report.title", count=words.number(len(results)))
    if len(results) == 1:
        title = results[0].claim.said("title", language)
    return (
        _templates()
        .get_template("claims.html.j2")
        .render(
            words=words,
            language=language,
            style=_style_sheet(),
            title=title,
            runs=writer.runs(),
            summary=writer.summary(results),
            chapters=[writer.chapter(result) for result in results],
            places=writer.places_table(),
            how=[words(f"claims_report.{key}") for key in ("how_1", "how_2", "how_3")],
            sources=[words(f"sources.{name}") for name in _SOURCES],
        )
    )


def _style_sheet() -> str:
    texts = [style()]
    for package, name in (("report", "report.css"), ("claims", "claims.css")):
        folder = files(f"zorgzaam.experiments.{package}") / "templates"
        texts.append((folder / name).read_text(encoding="utf-8"))
    return "".join(texts)


def _templates() -> Environment:
    return Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("zorgzaam.experiments.claims"),
                PackageLoader("zorgzaam.experiments.report"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Writer:
    """What every chapter of the report starts from."""

    def __init__(self, study: Study, spoken: Spoken) -> None:
        self.study, self.spoken, self.words = study, spoken, spoken.words
        self.names = {
            place.code: plain_name(place.name)
            for places in study.places.values()
            for place in places
        }

    def runs(self) -> str:
        """How much was run, and when."""
        words, study = self.words, self.study
        seeds = sorted({len(each) for each in study.seeds.values()})
        line = words(
            "claims_report.run_line",
            places=words.number(len(self.names)),
            seeds="–".join(dict.fromkeys([str(seeds[0]), str(seeds[-1])])),
            varied=words.number(len(study.varied_seeds)),
            jobs=words.number(len(study.done)),
            finished=words.day(study.finished.date()),
        )
        if not study.complete:
            done, asked = words.number(len(study.done)), words.number(len(study.jobs))
            line += " " + words("claims_report.unfinished", done=done, asked=asked)
        return line

    def summary(self, results: Sequence[ClaimResult]) -> Table:
        """Every claim by place."""
        words, spoken = self.words, self.spoken
        codes = list(dict.fromkeys(place.place for result in results for place in result.places))
        rows = []
        for result in results:
            by_place = {place.place: place for place in result.places}
            rows.append(
                [
                    f"{result.claim.name} {result.claim.said('title', words.language)}",
                    spoken.verdict(result.overall),
                    *(
                        spoken.verdict(by_place[code].verdict) if code in by_place else "–"
                        for code in codes
                    ),
                ]
            )
        head = [words("claims.claim"), words("claims_report.verdict_head")]
        head += [self.names[code] for code in codes]
        return Table(words("claims_report.summary_caption"), head, rows)

    def places_table(self) -> Table:
        """Where, and why there."""
        words = self.words
        why = {place.code: getattr(place, f"why_{words.language}") for place in common().places}
        places = {place.code: place for each in self.study.places.values() for place in each}
        own = words("claims_report.own_choice")
        rows = [
            [self.names[code], words.number(place.residents), why.get(code, own)]
            for code, place in places.items()
        ]
        head = [words("claims.place"), words("claims_report.residents"), words("claims_report.why")]
        return Table(words("claims_report.places_caption"), head, rows)

    def chapter(self, result: ClaimResult) -> Chapter:
        """One claim."""
        words, spoken, claim = self.words, self.spoken, result.claim
        first, last = claim.file.money_weeks
        return Chapter(
            name=claim.name,
            title=claim.said("title", words.language),
            verdict=spoken.verdict(result.overall),
            kind=result.overall,
            claim=claim.said("claim", words.language),
            source=words("claims.source", source=claim.file.source.strip()),
            sentences=spoken.sentences(result, self.names),
            rule=claim.said("rule", words.language),
            expectation=claim.said("expectation", words.language),
            arms=self._arms(result),
            effects=list(self._effects(result)),
            ranks=list(self._ranks(result)),
            varied=list(self._varied(result)),
            assumptions=self._assumptions(result),
            lines=list(self._lines(result)),
            line_key=[
                (f"line arm-{number}", spoken.title(arm))
                for number, arm in enumerate(list(claim.file.arms.values())[:MOST_LINES])
            ],
            shown=self._shown(result),
            money=self._money(result),
            money_lead=words(
                "claims_report.money_lead", first=words.number(first), last=words.number(last)
            ),
            sha256=claim.sha256,
        )

    def _arms(self, result: ClaimResult) -> Table:
        words, claim = self.words, result.claim
        rows = [
            [self.spoken.title(arm), self.spoken.arm_changes(claim, name)]
            for name, arm in claim.file.arms.items()
        ]
        if claim.file.start:
            values = ", ".join(f"{name} = {value}" for name, value in claim.file.start.items())
            rows.append(["", words("claims.start", set=values)])
        head = [words("claims.arm"), words("claims.changes")]
        return Table(words("claims_report.arms_caption"), head, rows)

    def _effects(self, result: ClaimResult) -> Iterator[Figure]:
        """The tests that decide, place by place."""
        for name, test in self._deciding(result):
            rows = [
                (self.spoken.place(place.place, self.names), place.tests[name])
                for place in (*result.places, result.together)
            ]
            together = result.together.tests[name]
            yield self._dots(f"{result.claim.name}-{name}", test, rows, together)

    def _varied(self, result: ClaimResult) -> Iterator[Figure]:
        """The same with all places together, an assumption at a time."""
        if not result.varied:
            return
        for name, test in self._deciding(result):
            rows = [(self.words("claims.as_declared"), result.together.tests[name])]
            rows += [
                (self._end(variation), place.tests[name])
                for variation, place in result.varied.items()
            ]
            together = result.together.tests[name]
            yield self._dots(f"{result.claim.name}-{name}-varied", test, rows, together)

    def _end(self, variation: Variation) -> str:
        """'#18, low': short, for beside a dot; `_assumptions` says what it is."""
        return f"{variation.row}, {self.words(f'claims.{variation.end}')}"

    def _assumptions(self, result: ClaimResult) -> list[tuple[str, str]]:
        """The rows that were varied, and what each is."""
        varied = {variation.row for variation in result.varied}
        return [
            (each.row, self.spoken.title(each))
            for each in common().assumptions
            if each.row in varied
        ]

    @staticmethod
    def _deciding(result: ClaimResult) -> Iterator[tuple[str, Test]]:
        for name, test in result.claim.tests.items():
            if test.decides and not isinstance(test, Rank):
                yield name, test

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

    def _ranks(self, result: ClaimResult) -> Iterator[str]:
        """Which arm is best where."""
        for name, test in result.claim.tests.items():
            if isinstance(test, Rank):
                yield f"{self.spoken.title(test)} {self.spoken.rule(test)}."
                for place in result.places:
                    best = self.spoken.best(result.claim, place.tests[name])
                    yield f"{self.spoken.place(place.place, self.names)}: {best}."
                yield (
                    f"{self.words('claims.all_places')}: "
                    f"{self.spoken.state(result.together.tests[name])}."
                )

    def _lines(self, result: ClaimResult) -> Iterator[Figure]:
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
            lines = [
                Line(self.spoken.title(claim.file.arms[arm]), _smoothed(values))
                for arm, values in list(series.items())[:MOST_LINES]
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
                    self.words.number(float(np.mean(line.values[first : first + 52])), decimals)
                    for line in lines
                ),
            ]
            for first in range(0, weeks, 52)
        ]
        return Table(title, head, rows)

    def _shown(self, result: ClaimResult) -> Table | None:
        """Tests that do not decide, with all places together and place by place."""
        words, spoken = self.words, self.spoken
        tests = {name: test for name, test in result.claim.tests.items() if not test.decides}
        if not tests:
            return None
        places: Sequence[PlaceResult] = (result.together, *result.places)
        rows = []
        for name, test in tests.items():
            cells = []
            for place in places:
                found = place.tests[name].found
                cell = spoken.estimate(test, found)
                if found.known:
                    cell += f" ({spoken.interval(test, found)})"
                cells.append(cell)
            rows.append([spoken.title(test), *cells])
        units = [spoken.unit(test) for test in tests.values()]
        head = [words("claims.test")]
        head += [spoken.place(place.place, self.names) for place in places]
        return Table(words("claims_report.shown_title"), head, rows, units)

    def _money(self, result: ClaimResult) -> Table:
        words, arms = self.words, result.claim.file.arms
        codes = list(dict.fromkeys(money.place for money in result.money))
        by_arm: Mapping[str, dict[str, str]] = {arm: {} for arm in arms}
        for money in result.money:
            cell = words.eur(money.spent.value, 0)
            if money.arm != next(iter(arms)):
                cell += f" ({self.spoken.percent(money.beside_first_percent.value)})"
            by_arm[money.arm][money.place] = cell
        rows = [
            [self.spoken.title(arms[arm]), *(cells.get(code, "–") for code in codes)]
            for arm, cells in by_arm.items()
        ]
        head = [words("claims.arm"), *(self.spoken.place(code, self.names) for code in codes)]
        return Table(words("claims_report.money_caption"), head, rows)


def _sides(test: Test) -> list[Side]:
    """What a rule looks at; where its two sides overlap, the one against the claim lies on top."""
    sides = []
    for kind, bound in (("supports", test.supported), ("refuses", test.not_supported)):
        if bound is not None:
            sides.append(Side(bound.value, kind, "above" if bound.above is not None else "below"))
    return sides


def _last(values: NDArray[np.float64]) -> float:
    """The last value that there is: a run may end before the others do."""
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else float("nan")


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over the quarter of a year up to each week (over what there is, at the start)."""
    sums = np.cumsum(np.insert(values, 0, 0.0))
    weeks = np.arange(1, len(values) + 1)
    first = np.maximum(weeks - _QUARTER, 0)
    smoothed: NDArray[np.float64] = (sums[weeks] - sums[first]) / (weeks - first)
    return smoothed
