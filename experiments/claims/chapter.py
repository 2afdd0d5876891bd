"""One claim on the page: what is claimed, what came out, and everything that it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zorgzaam.experiments.claims.file import Rank
from zorgzaam.experiments.claims.pictures import Pictures
from zorgzaam.experiments.claims.study import Study
from zorgzaam.experiments.claims.verdicts import ClaimResult, PlaceResult
from zorgzaam.experiments.claims.wording import Names, Spoken
from zorgzaam.experiments.drawing import MOST_LINES
from zorgzaam.experiments.report.figure import Figure, Table


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
    against_when: str
    margin_reason: str
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


class Chapters:
    """Makes the chapter of a claim's result, in one language."""

    def __init__(self, study: Study, spoken: Spoken, names: Names) -> None:
        self.study, self.spoken, self.words, self.names = study, spoken, spoken.words, names
        self.pictures = Pictures(study, spoken, names)

    def chapter(self, result: ClaimResult) -> Chapter:
        """One claim."""
        words, spoken, claim = self.words, self.spoken, result.claim
        first, last = claim.file.money_weeks
        return Chapter(
            name=claim.name,
            title=claim.said("title", words.language),
            verdict=spoken.overall(result),
            kind=result.overall,
            claim=claim.said("claim", words.language),
            source=words("claims.source", source=claim.file.source.strip()),
            sentences=spoken.sentences(result, self.names),
            rule=claim.said("rule", words.language),
            against_when=words("claims.against_when", when=spoken.against_when(claim)),
            margin_reason=claim.said("margin_reason", words.language),
            expectation=claim.said("expectation", words.language),
            arms=self._arms(result),
            effects=list(self.pictures.effects(result)),
            ranks=list(self._ranks(result)),
            varied=list(self.pictures.varied(result)),
            assumptions=self._assumptions(result),
            lines=list(self.pictures.lines(result)),
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

    def _assumptions(self, result: ClaimResult) -> list[tuple[str, str]]:
        """The rows that were varied, and what each is."""
        varied = {variation.row for variation in result.varied}
        return [
            (self.spoken.short(result.claim, each.row), self.spoken.title(each))
            for each in result.claim.assumptions
            if each.row in varied
        ]

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
        everywhere = [money for p in (result.together, *result.places) for money in p.money]
        codes = list(dict.fromkeys(money.place for money in everywhere))
        by_arm: Mapping[str, dict[str, str]] = {arm: {} for arm in arms}
        for money in everywhere:
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
