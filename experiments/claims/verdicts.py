"""From figures to verdicts, by nothing but the rule that stands in the claim's file."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation
from zorgzaam.experiments.claims.figures import Values, money_of, parts, ranked
from zorgzaam.experiments.claims.file import Rank, Test
from zorgzaam.experiments.claims.intervals import Estimate, estimate, seeds_needed

State = Literal["supports", "refuses", "both", "open", "shown"]
Verdict = Literal["supported", "not_supported", "partly", "undecided"]
Overall = Literal["supported", "not_supported", "partly", "undecided", "depends_on"]
Seeds = Mapping[int, Values]  # the figures of one place by seed

ALL_PLACES = ""
MONEY_TOLERANCE_PERCENT = 5.0


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test in one place, or in all places together.

    state: the whole interval lies where it supports the claim, where it speaks against it (refuses),
    where both hold (an effect smaller than the rule asks for), or neither (open); `shown` does not
    decide. seeds_needed: where it
    is open, seeds that would settle it. best: for a ranking, the arm that is clearly best here.
    """

    test: str
    state: State
    found: Estimate
    seeds_needed: int | None = None
    best: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """All tests of a claim in one place, or in all together, and the verdict they make."""

    place: str  # code; ALL_PLACES for all together
    tests: Mapping[str, TestResult]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Money:
    """What an arm spends in one place, EUR a year per inhabitant, and beside the first arm in %."""

    place: str
    arm: str
    spent: Estimate
    beside_first_percent: Estimate

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
    money: tuple[Money, ...] = field(default=())

    @property
    def fewest_seeds(self) -> int:
        """Seeds behind the verdict in the place with the fewest."""
        return min((r.found.seeds for p in self.places for r in p.tests.values()), default=0)


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
        varied[variation] = judge_places(claim, seeds, ALL_PLACES)
        for place, found in seeds.items():
            varied_places[variation, place] = judge_places(claim, {place: found}, place)
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
        tuple(_money(claim, declared)),
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


def judge_places(claim: Claim, figures: Mapping[str, Seeds], name: str) -> PlaceResult:
    """The tests of a claim over these places, each counting the same."""
    results = {}
    for key, test in claim.tests.items():
        if isinstance(test, Rank):
            results[key] = _rank(key, test, figures, alone=name != ALL_PLACES)
        else:
            results[key] = _one_test(key, test, figures)
    counted = results
    if name != ALL_PLACES:
        counted = {k: r for k, r in results.items() if not isinstance(claim.tests[k], Rank)}
    return PlaceResult(name, results, verdict_of(claim, counted))


def _one_test(name: str, test: Test, figures: Mapping[str, Seeds]) -> TestResult:
    found = estimate(
        [[parts(test, values) for _, values in sorted(seeds.items())] for seeds in figures.values()]
    )
    state = state_of(test, found)
    return TestResult(name, state, found, _needed(test, found) if state == "open" else None)


def state_of(test: Test, found: Estimate) -> State:
    """Where the interval lies, beside the bounds of the test."""
    if not test.decides:
        return "shown"
    if found.low is None or found.high is None:
        return "open"
    supports = test.supported is not None and test.supported.holds(found.low, found.high)
    refuses = test.not_supported is not None and test.not_supported.holds(found.low, found.high)
    if supports and refuses:
        return "both"
    return "supports" if supports else "refuses" if refuses else "open"


def _needed(test: Test, found: Estimate) -> int | None:
    """Seeds that would bring the interval to the side on which the value already lies."""
    for bound in (test.not_supported, test.supported):  # against comes first, see `verdict_of`
        if bound is not None and bound.holds(found.value, found.value):
            return seeds_needed(found, bound.value)
    return None


def verdict_of(claim: Claim, results: Mapping[str, TestResult]) -> Verdict:
    """What the tests that decide make together.

    All of them support: supported. Against the claim: any of them, or all, as the file says. Where
    all must be against, and some are and the others support: partly. What is surely there, but surely
    smaller than the size that the rule names (`both`), is against: with seeds enough, any effect
    would be surely there.
    """
    states = [result.state for result in results.values() if result.state != "shown"]
    if not states:
        return "undecided"
    if all(state == "supports" for state in states):
        return "supported"
    against = [state in ("refuses", "both") for state in states]
    if claim.file.not_supported_when == "any":
        return "not_supported" if any(against) else "undecided"
    if all(against):
        return "not_supported"
    return "undecided" if "open" in states else "partly"


def _ranks(claim: Claim) -> bool:
    return any(isinstance(test, Rank) for test in claim.tests.values())


def _without_ranks(claim: Claim, result: PlaceResult) -> dict[str, TestResult]:
    return {k: r for k, r in result.tests.items() if not isinstance(claim.tests[k], Rank)}


def _rank(name: str, test: Rank, figures: Mapping[str, Seeds], *, alone: bool) -> TestResult:
    """Which arm is best: in one place, or whether that is another one elsewhere."""
    bests = {place: best_arm(test, seeds.values()) for place, seeds in figures.items()}
    seeds = min((len(found) for found in figures.values()), default=0)
    nothing = Estimate(math.nan, None, None, seeds, math.nan)
    if alone:
        return TestResult(name, "shown", nothing, best=next(iter(bests.values())))
    winners = {best for best in bests.values() if best}
    state: State = "open"
    if len(winners) > 1:
        state = "supports"
    elif (len(winners) == 1 and all(bests.values())) or all(
        _alike(test, found.values()) for found in figures.values()
    ):
        state = "refuses"
    best = winners.pop() if len(winners) == 1 and state == "refuses" else None
    return TestResult(name, state, nothing, best=best)


def _beside(test: Rank, one: str, other: str, seeds: Iterable[Values]) -> tuple[Estimate, Estimate]:
    """One arm minus another, and the same in per cent of the other."""
    figure = ranked(test)
    pairs = [
        (values[figure[one]] - values[figure[other]], values[figure[other]]) for values in seeds
    ]
    return (
        estimate([[(difference, 1.0) for difference, _ in pairs]]),
        estimate([[(100.0 * difference, base) for difference, base in pairs]]),
    )


def best_arm(test: Rank, seeds: Iterable[Values]) -> str | None:
    """The arm that is better than each of the others, surely; None where there is none."""
    seeds = list(seeds)
    for one in test.arms:
        surely = True
        for other in test.arms:
            if other != one:
                found, _ = _beside(test, one, other, seeds)
                low, high = found.low, found.high
                if low is None or high is None:
                    return None
                surely &= high < 0 if test.best == "low" else low > 0
        if surely:
            return one
    return None


def _alike(test: Rank, seeds: Iterable[Values]) -> bool:
    """Whether it is sure that no two arms differ by the margin."""
    seeds = list(seeds)
    for one, other in itertools.combinations(test.arms, 2):
        _, found = _beside(test, one, other, seeds)
        if found.low is None or found.high is None:
            return False
        if not -test.margin_percent < found.low <= found.high < test.margin_percent:
            return False
    return True


def _money(claim: Claim, figures: Mapping[str, Seeds]) -> Iterable[Money]:
    """What each arm spends, in each place and in all together."""
    arms = list(claim.file.arms)
    first = claim.file.same_money[0] if claim.file.same_money else arms[0]
    groups = {code: {code: seeds} for code, seeds in figures.items()}
    for place, seeds in {**groups, ALL_PLACES: dict(figures)}.items():
        for arm in arms:
            spent = [[v[money_of(claim, arm)] for v in s.values()] for s in seeds.values()]
            base = [[v[money_of(claim, first)] for v in s.values()] for s in seeds.values()]
            yield Money(
                place,
                arm,
                estimate([[(euros, 1.0) for euros in each] for each in spent]),
                estimate(
                    [
                        [
                            (100.0 * (euros - other), other)
                            for euros, other in zip(a, b, strict=True)
                        ]
                        for a, b in zip(spent, base, strict=True)
                    ]
                ),
            )
