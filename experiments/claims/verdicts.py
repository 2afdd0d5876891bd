"""From figures to verdicts, by nothing but the rule that stands in the claim's file."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation
from zorgzaam.experiments.claims.figures import Values, money_of, parts, ranked
from zorgzaam.experiments.claims.file import Rank, Recovery, Test
from zorgzaam.experiments.claims.intervals import Estimate, estimate, seeds_needed
from zorgzaam.experiments.claims.money import Levers
from zorgzaam.experiments.claims.recovery import pseudo_values

State = Literal["supports", "refuses", "open", "shown"]
Verdict = Literal["supported", "not_supported", "partly", "undecided"]
Overall = Literal["supported", "not_supported", "partly", "undecided", "depends_on"]
Seeds = Mapping[int, Values]  # the figures of one place by seed

ALL_PLACES = ""
MONEY_TOLERANCE_PERCENT = 5.0


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test in one place, or in all places together.

    state: the whole interval lies where it supports the claim, where it speaks against it (refuses),
    or neither (open); `shown` does not decide. seeds_needed: where it is open, seeds that would
    settle it. best: for a ranking, the arm that is clearly best here, or can be used everywhere.
    """

    test: str
    state: State
    found: Estimate
    seeds_needed: int | None = None
    best: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """What an arm spends in one place, EUR a year per inhabitant, and beside the first arm in %."""

    place: str
    arm: str
    spent: Estimate
    beside_first_percent: Estimate
    must_equal: bool = False  # whether the rule says that it spends what the first does

    @property
    def differs(self) -> bool:
        """Whether it is clear that the two did not spend about the same."""
        low, high = self.beside_first_percent.low, self.beside_first_percent.high
        if low is None or high is None:
            return False
        return low > MONEY_TOLERANCE_PERCENT or high < -MONEY_TOLERANCE_PERCENT

    @property
    def alike(self) -> bool:
        """Whether it is clear that they did."""
        low, high = self.beside_first_percent.low, self.beside_first_percent.high
        if low is None or high is None:
            return False
        return low >= -MONEY_TOLERANCE_PERCENT and high <= MONEY_TOLERANCE_PERCENT


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """The tests of a claim in one place, or in all together, and the verdict they make.

    money: what its arms spend here. Where those that should spend the same surely did not, the rule
    was not followed, and the verdict is undecided whatever the tests say.
    """

    place: str  # code; ALL_PLACES for all together
    tests: Mapping[str, TestResult]
    verdict: Verdict
    money: tuple[Money, ...] = ()

    @property
    def unequal_money(self) -> bool:
        """Whether arms that should spend the same surely did not."""
        return any(each.must_equal and each.differs for each in self.money)


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim with its verdict, and everything that it rests and depends on."""

    claim: Claim
    overall: Overall
    together: PlaceResult
    places: tuple[PlaceResult, ...]
    varied: Mapping[Variation, PlaceResult]  # all places together, one assumption changed
    varied_places: Mapping[tuple[Variation, str], PlaceResult]
    other_places: tuple[str, ...]  # decided, and not as the others
    turned_by: tuple[Variation, ...]  # assumptions under which the verdict is another one
    loosened_by: tuple[Variation, ...]  # assumptions under which it is no longer sure
    levers: Mapping[str, Levers] = field(default_factory=dict)  # by place, as found for equal money

    @property
    def fewest_seeds(self) -> int:
        """Seeds behind the verdict in the place with the fewest."""
        return min(
            (
                place.tests[name].found.seeds
                for place in self.places
                for name, test in self.claim.tests.items()
                if test.decides
            ),
            default=0,
        )

    @property
    def provisional(self) -> bool:
        """Whether fewer seeds stand behind it than the rule asks for."""
        return self.fewest_seeds < self.claim.file.seeds


def judge(claim: Claim, figures: Mapping[tuple[Variation, str], Seeds]) -> ClaimResult:
    """The verdict on a claim from the figures of its seeds, by variation and place."""
    codes = list(dict.fromkeys(place for variation, place in figures if variation == AS_DECLARED))
    declared = {code: figures[AS_DECLARED, code] for code in codes}
    places = tuple(judge_places(claim, {code: declared[code]}, code) for code in codes)
    together = judge_places(claim, declared, ALL_PLACES)
    varied: dict[Variation, PlaceResult] = {}
    varied_places: dict[tuple[Variation, str], PlaceResult] = {}
    for variation in dict.fromkeys(variation for variation, _ in figures):
        if variation == AS_DECLARED:
            continue
        seeds = {place: found for (other, place), found in figures.items() if other == variation}
        varied[variation] = judge_places(claim, seeds, ALL_PLACES, deciding_only=True)
        for place, found in seeds.items():
            varied_places[variation, place] = judge_places(
                claim, {place: found}, place, deciding_only=True
            )
    verdict, other_places = _over_places(claim, together, places)
    turned = tuple(
        v
        for v, result in varied.items()
        if verdict != "undecided" and result.verdict not in (verdict, "undecided")
    )
    loosened = tuple(
        v
        for v, result in varied.items()
        if verdict != "undecided" and result.verdict == "undecided"
    )
    overall: Overall = "depends_on" if other_places or turned else verdict
    return ClaimResult(
        claim,
        overall,
        together,
        places,
        varied,
        varied_places,
        other_places,
        turned,
        loosened,
    )


def _over_places(
    claim: Claim, together: PlaceResult, places: Sequence[PlaceResult]
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict over all places, and the places that are decided otherwise.

    Where the rule has a ranking, which is about all places at once, a place cannot contradict that.
    """
    spoken: Verdict = together.verdict
    if _ranks(claim):
        spoken = verdict_of(claim, _without_ranks(claim, together))
    others = tuple(
        place.place
        for place in places
        if "undecided" not in (place.verdict, spoken) and place.verdict != spoken
    )
    decided = {place.verdict for place in places} - {"undecided"}
    if spoken == "undecided" and len(decided) > 1:
        others = tuple(place.place for place in places if place.verdict != "undecided")
    return together.verdict, others


def judge_places(
    claim: Claim, figures: Mapping[str, Seeds], name: str, *, deciding_only: bool = False
) -> PlaceResult:
    """The tests of a claim over these places, each counting the same."""
    results = {}
    for key, test in claim.tests.items():
        if deciding_only and not test.decides:
            continue
        if isinstance(test, Rank):
            results[key] = _rank(key, test, figures, alone=name != ALL_PLACES)
        else:
            results[key] = _one_test(key, test, figures)
    counted = results
    if name != ALL_PLACES:
        counted = {k: r for k, r in results.items() if not isinstance(claim.tests[k], Rank)}
    arms = claim.deciding_arms if deciding_only else tuple(claim.file.arms)
    found = PlaceResult(
        name, results, verdict_of(claim, counted), tuple(_money(claim, figures, name, arms))
    )
    return replace(found, verdict="undecided") if found.unequal_money else found


def _one_test(name: str, test: Test, figures: Mapping[str, Seeds]) -> TestResult:
    places = [[values for _, values in sorted(seeds.items())] for seeds in figures.values()]
    if isinstance(test, Recovery):
        found = estimate([pseudo_values(test, seeds) for seeds in places])
    else:
        found = estimate([[parts(test, values) for values in seeds] for seeds in places])
    state = state_of(test, found)
    return TestResult(name, state, found, _needed(test, found) if state == "open" else None)


def state_of(test: Test, found: Estimate) -> State:
    """Where the interval lies, beside the bounds of the test."""
    if not test.decides:
        return "shown"
    if found.low is None or found.high is None:
        return "open"
    if test.supported is not None and test.supported.holds(found.low, found.high):
        return "supports"
    refuses = test.not_supported is not None and test.not_supported.holds(found.low, found.high)
    return "refuses" if refuses else "open"


def _needed(test: Test, found: Estimate) -> int | None:
    """Seeds that would bring the interval to the side on which the value already lies."""
    for bound in (test.supported, test.not_supported):
        if bound is not None and bound.holds(found.value, found.value):
            return seeds_needed(found, bound.value)
    return None


def verdict_of(claim: Claim, results: Mapping[str, TestResult]) -> Verdict:
    """What the tests that decide make together.

    All of them support: supported. Against the claim: one of those that the file names (or any of
    all), or, where it says so, all of them. Where it is surely neither: partly.
    """
    states = {name: r.state for name, r in results.items() if r.state != "shown"}
    if not states:
        return "undecided"
    if all(state == "supports" for state in states.values()):
        return "supported"
    when = claim.file.not_supported_when
    against = {name for name, state in states.items() if state == "refuses"}
    if when == "all":
        fails = len(against) == len(states)
    else:
        fails = bool(against if when == "any" else against & set(when))
    if fails:
        return "not_supported"
    return "undecided" if "open" in states.values() else "partly"


def _ranks(claim: Claim) -> bool:
    return any(isinstance(test, Rank) for test in claim.tests.values())


def _without_ranks(claim: Claim, result: PlaceResult) -> dict[str, TestResult]:
    return {k: r for k, r in result.tests.items() if not isinstance(claim.tests[k], Rank)}


def _rank(name: str, test: Rank, figures: Mapping[str, Seeds], *, alone: bool) -> TestResult:
    """Which arm is best: in one place, or whether one can be used everywhere."""
    seeds = min((len(found) for found in figures.values()), default=0)
    nothing = Estimate(math.nan, None, None, seeds, math.nan)
    if alone:
        [here] = figures.values()
        return TestResult(name, "shown", nothing, best=best_arm(test, list(here.values())))
    sides: dict[str, list[bool | None]] = {}  # of each arm: much worse, surely; surely not; unsure
    needed: list[int | None] = []
    for arm, other in itertools.permutations(test.arms, 2):
        for place in figures.values():
            found = _percent_worse(test, arm, other, list(place.values()))
            side = _beyond(found, test.margin_percent)
            sides.setdefault(arm, []).append(side)
            if side is None:
                needed.append(seeds_needed(found, test.margin_percent))
    everywhere = [arm for arm, each in sides.items() if not any(s is None or s for s in each)]
    if everywhere:
        return TestResult(name, "refuses", nothing, best=everywhere[0])
    if all(any(each) for each in sides.values()):
        return TestResult(name, "supports", nothing)
    known = [count for count in needed if count is not None]
    return TestResult(name, "open", nothing, max(known) if len(known) == len(needed) else None)


def _beyond(found: Estimate, margin: float) -> bool | None:
    """Whether an interval lies above the margin; None where it does not lie on one side."""
    if found.low is None or found.high is None or found.low <= margin <= found.high:
        return None
    return found.low > margin


def _percent_worse(test: Rank, one: str, other: str, seeds: Sequence[Values]) -> Estimate:
    """How much worse one arm is than another, in per cent of the other."""
    figure = ranked(test)
    sign = 100.0 if test.best == "low" else -100.0
    pairs = [(values[figure[one]], values[figure[other]]) for values in seeds]
    return estimate([[(sign * (value - base), base) for value, base in pairs]])


def best_arm(test: Rank, seeds: Sequence[Values]) -> str | None:
    """The arm that is better than each of the others, surely; None where there is none."""
    for one in test.arms:
        others = [other for other in test.arms if other != one]
        if all(_beyond(_percent_worse(test, other, one, seeds), 0.0) for other in others):
            return one
    return None


def _money(
    claim: Claim, figures: Mapping[str, Seeds], place: str, arms: Sequence[str]
) -> Iterable[Money]:
    """What each arm spends over these places."""
    same = claim.file.same_money
    first = same[0] if same else next(iter(claim.file.arms))
    for arm in arms:
        pairs = [
            [
                (values[money_of(claim, arm)], values[money_of(claim, first)])
                for values in s.values()
            ]
            for s in figures.values()
        ]
        yield Money(
            place,
            arm,
            estimate([[(euros, 1.0) for euros, _ in each] for each in pairs]),
            estimate([[(100.0 * (euros - base), base) for euros, base in each] for each in pairs]),
            must_equal=arm in same[1:] and arm in claim.deciding_arms,
        )
