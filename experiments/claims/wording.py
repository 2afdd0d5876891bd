"""How claims, rules and verdicts are said, on the screen and in the report."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zorgzaam.experiments.claims.claim import Claim, Variation
from zorgzaam.experiments.claims.file import (
    Bound,
    Difference,
    Interaction,
    Level,
    Rank,
    Ratio,
    Recovery,
    Test,
)
from zorgzaam.experiments.claims.intervals import Estimate
from zorgzaam.experiments.claims.outcomes import outcome_named
from zorgzaam.experiments.claims.verdicts import (
    MONEY_TOLERANCE_PERCENT,
    ClaimResult,
    PlaceResult,
    TestResult,
)
from zorgzaam.experiments.words import Words

Names = Mapping[str, str]  # code of a place -> how it is called


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one language, for claims."""

    words: Words

    @property
    def language(self) -> str:
        """'nl' or 'en'."""
        return self.words.language

    def title(self, what: object) -> str:
        """The title of a test, an arm or an assumption."""
        text: str = getattr(what, f"title_{self.language}")
        return text

    def unit(self, test: Test) -> str:
        """What a test's value is counted in."""
        return self.words(f"units.{unit_of(test)}")

    def value(self, test: Test, number: float, like: Sequence[float | None] = ()) -> str:
        """A value of a test, with decimals that suit it and what it stands beside."""
        if not math.isfinite(number):
            return "–"
        sizes = [abs(each) for each in (number, *like) if each is not None]
        decimals = _decimals(max((size for size in sizes if size < 1e12), default=0.0))
        signed = isinstance(test, Difference | Interaction) or (
            isinstance(test, Recovery) and test.minus_arm is not None
        )
        write: Callable[[float, int], str] = self.words.signed if signed else self.words.number
        text = write(number, decimals)
        return text + self._percent_sign if unit_of(test) == "%" else text

    @property
    def _percent_sign(self) -> str:
        return "\N{NO-BREAK SPACE}%" if self.language == "nl" else "%"

    def percent(self, value: float) -> str:
        """A difference in per cent."""
        return self.words.signed(value, 1) + self._percent_sign

    def estimate(self, test: Test, found: Estimate) -> str:
        """The value of an estimate."""
        return self.value(test, found.value, (found.low, found.high))

    def interval(self, test: Test, found: Estimate) -> str:
        """'a to b', or a dash where there is none."""
        if found.low is None or found.high is None:
            return "–"
        ends = (found.low, found.high)
        low, high = (self.value(test, end, (found.value, *ends)) for end in ends)
        return self.words("claims_report.interval_to", low=low, high=high)

    def rule(self, test: Test) -> str:
        """The sides of a test: 'for the claim above 5%, against the claim below 5%'."""
        if isinstance(test, Rank):
            margin = self.words.percent(test.margin_percent, _decimals(test.margin_percent))
            return self.words("claims.rule_rank", margin=margin)
        sides = []
        for name, bound in (("supported", test.supported), ("not_supported", test.not_supported)):
            if bound is not None:
                side = "above" if bound.above is not None else "below"
                said = self.words(f"claims.{side}", value=self._bound(test, bound))
                sides.append(self.words(f"claims.rule_{name}", side=said))
        return ", ".join(sides)

    def _bound(self, test: Test, bound: Bound) -> str:
        text = self.words.number(bound.value, _places_of(bound.value))
        if unit_of(test) == "%":
            return text + self._percent_sign
        return f"{text} {self.unit(test)}"

    def verdict(self, name: str) -> str:
        """'supported', 'it depends' ..."""
        return self.words(f"claims.{name}")

    def overall(self, result: ClaimResult) -> str:
        """The verdict on a claim; with fewer seeds than its rule asks for it says so itself."""
        said = self.verdict(result.overall)
        decided = result.overall != "undecided"
        return (
            self.words("claims.so_far_only", verdict=said)
            if (decided and result.provisional)
            else said
        )

    def against_when(self, claim: Claim) -> str:
        """Which tests must speak against a claim."""
        when = claim.file.not_supported_when
        if isinstance(when, str):
            return self.words(f"claims.when_{when}")
        tests = [f"‘{self.title(claim.tests[name])}’" for name in when]
        return self.words("claims.when_one_of", tests=self.words.listing(tests))

    def state(self, test: TestResult) -> str:
        """What one test says."""
        return self.words(f"claims.state_{test.state}")

    def assumption(self, claim: Claim, variation: Variation) -> str:
        """An assumption in words, with its row of the evidence where it has one."""
        for each in claim.assumptions:
            if each.row == variation.row:
                row = f" ({each.row})" if each.row.startswith("#") else ""
                return self.title(each) + row
        return variation.row

    def short(self, claim: Claim, row: str) -> str:
        """An assumption in a few words, or by its row of the evidence."""
        known = {each.row: each for each in claim.assumptions}
        short = getattr(known[row], f"short_{self.words.language}") if row in known else None
        return short or row

    def place(self, code: str, names: Names) -> str:
        """A place by its name; all together where there is no code."""
        return names.get(code, code) if code else self.words("claims.all_places")

    def best(self, claim: Claim, result: TestResult) -> str:
        """The best arm of a ranking, or that there is none."""
        if result.best is None:
            return self.words("claims.no_best")
        return self.words("claims.best", arm=self.title(claim.file.arms[result.best]))

    def needed(self, place: PlaceResult) -> str:
        """How many seeds would settle what is open, in brackets."""
        counts = [test.seeds_needed for test in place.tests.values() if test.state == "open"]
        if not counts:
            return ""
        if None in counts:
            return self.words("claims.needed_none")
        most = max(count for count in counts if count is not None)
        return self.words("claims.needed", seeds=self.words.number(most))

    def sentences(self, result: ClaimResult, names: Names) -> list[str]:
        """What the verdict is, where it holds, and what it depends on."""
        words, claim = self.words, result.claim
        together = self.verdict(result.together.verdict)
        if result.together.verdict == "undecided" and not result.together.unequal_money:
            together += self.needed(result.together)
        said = [words("claims.places_together", verdict=together)]
        if result.other_places:
            others = [
                words(
                    "claims.other_place",
                    place=self.place(place.place, names),
                    verdict=self.verdict(place.verdict),
                )
                for place in result.places
                if place.place in result.other_places
            ]
            said.append(words("claims.other_places", places=words.listing(others)))
        opened = [place for place in result.places if place.verdict == "undecided"]
        if opened:
            listed = [
                words(
                    "claims.open_place",
                    place=self.place(place.place, names),
                    needed=(words("claims.unequal") if place.unequal_money else self.needed(place)),
                )
                for place in opened
            ]
            said.append(words("claims.open_places", places=words.listing(listed)))
        said += self._varied(result)
        if result.provisional:
            said.append(
                words(
                    "claims.provisional",
                    asked=words.number(claim.file.seeds),
                    done=words.number(result.fewest_seeds),
                )
            )
        if claim.file.same_money:
            said.append(self._money(result))
        return said + self._levers(result)

    def _levers(self, result: ClaimResult) -> list[str]:
        """What arms were given to spend as much as another."""
        said = []
        for arm, written in result.claim.file.arms.items():
            found = [levers[arm].value for levers in result.levers.values() if arm in levers]
            if written.same_money and found:
                said.append(
                    self.words(
                        "claims.money_found" if len(found) > 1 else "claims.money_found_one",
                        arm=self.title(written),
                        lever=written.same_money.lever,
                        low=self.words.number(min(found), 2),
                        high=self.words.number(max(found), 2),
                    )
                )
        return said

    def _varied(self, result: ClaimResult) -> list[str]:
        words = self.words
        if not result.varied:
            return [words("claims.not_varied")]
        said = []
        for key, variations in (("turned", result.turned_by), ("loosened", result.loosened_by)):
            ends: dict[tuple[str, str], list[str]] = {}
            for each in variations:
                verdict = self.verdict(result.varied[each].verdict)
                ends.setdefault((self.assumption(result.claim, each), verdict), []).append(each.end)
            listed = [
                words(
                    f"claims.{key}_one",
                    assumption=assumption,
                    ends=words("claims." + "_and_".join(which)),
                    verdict=verdict,
                )
                for (assumption, verdict), which in ends.items()
            ]
            if listed:
                said.append(words(f"claims.{key}", assumptions="; ".join(listed)))
        if not said and result.together.verdict != "undecided":
            said.append(words("claims.steady"))
        seeds = min(t.found.seeds for p in result.varied.values() for t in p.tests.values())
        if seeds < result.fewest_seeds:
            said.append(words("claims.fewer_varied", seeds=words.number(seeds)))
        return said

    def _money(self, result: ClaimResult) -> str:
        words = self.words
        arms = result.claim.file.arms
        beside = [
            money for money in result.together.money if money.arm in result.claim.file.same_money
        ]
        for key, unlike in (
            ("differs", [money for money in beside if money.differs]),
            ("unsure", [money for money in beside if not money.alike]),
        ):
            listed = [
                words(
                    "claims.money_arm",
                    arm=self.title(arms[money.arm]),
                    percent=self.percent(money.beside_first_percent.value),
                )
                for money in unlike
            ]
            if listed:
                said = words(f"claims.money_{key}", arms=words.listing(listed))
                void = words("claims.money_void") if result.together.unequal_money else ""
                return f"{said} {void}".strip()
        tolerance = words.percent(MONEY_TOLERANCE_PERCENT)
        return words("claims.money_equal", tolerance=tolerance)

    def arm_changes(self, claim: Claim, arm: str) -> str:
        """What an arm changes, by week, those of the arm it extends included."""
        weeks: dict[str, list[str]] = {}
        chain: list[str] = []
        name: str | None = arm
        while name and name not in chain:
            chain.append(name)
            name = claim.file.arms[name].extends
        for each in reversed(chain):
            for change in claim.file.arms[each].changes:
                when = str(change.week if change.at is None else change.at)
                weeks.setdefault(when, []).extend(
                    f"{parameter} = {value}" for parameter, value in change.set.items()
                )
        if not weeks:
            return self.words("claims.nothing_changes")
        return "; ".join(
            self.words("claims.change", week=week, set=", ".join(changes))
            for week, changes in weeks.items()
        )


def unit_of(test: Test) -> str:
    """The unit of a test's value, as outcomes and parameters write it."""
    match test:
        case Difference(relative=True):
            return "%"
        case Ratio():
            return test.unit
        case Recovery():
            return "weeks"
        case _:
            unit = outcome_named(test.outcome, test.outcome).unit
            is_level = isinstance(test, Level | Rank)
            return unit if is_level or unit != "%" else "percentage points"


def _decimals(size: float) -> int:
    return 0 if size >= 100 else 1 if size >= 10 else 2


def _places_of(number: float) -> int:
    """Decimals that write a number of a rule in full."""
    return next((d for d in range(6) if round(number, d) == number), 6)
