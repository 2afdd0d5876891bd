"""The figures that a claim's tests need from each seed, and what a test makes of them."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation
from zorgzaam.experiments.claims.file import (
    Difference,
    Interaction,
    Level,
    Rank,
    Ratio,
    Recovery,
    Test,
)
from zorgzaam.experiments.claims.outcomes import MONEY, Seen, outcome_named

WEEKS_BACK: Final = 13  # so long, on average, must an outcome be back


class Figure(NamedTuple):
    """One number of one seed: an outcome of an arm over weeks, or the weeks that it takes to be back.

    `against` is set for the weeks to be back: the arm without the shock, which lasts from `first` to
    `last`. `worse` is then 1 or -1, and `within` the share of the deviation that is back enough.
    """

    arm: str
    outcome: str
    first: int
    last: int
    against: str = ""
    worse: int = 0
    within: float = 0.0


Values = Mapping[Figure, float]
Parts = tuple[float, float]  # what stands above and below the line; below is 1 where nothing does


def figures_of(claim: Claim, variation: Variation = AS_DECLARED) -> list[Figure]:
    """Everything that one seed must give, each once: what the tests need, and each arm's spending.

    Where an assumption is varied, only what the verdict rests on.
    """
    declared = variation == AS_DECLARED
    tests = [test for test in claim.tests.values() if declared or test.decides]
    arms = claim.file.arms if declared else claim.deciding_arms
    wanted = [figure for test in tests for figure in _needed(test)]
    first, last = claim.file.money_weeks
    wanted += [Figure(arm, MONEY, first, last) for arm in arms]
    return list(dict.fromkeys(wanted))


def money_of(claim: Claim, arm: str) -> Figure:
    """What an arm spends."""
    return Figure(arm, MONEY, *claim.file.money_weeks)


def weeks_of(claim: Claim, arm: str, variation: Variation = AS_DECLARED) -> int:
    """How many weeks of an arm its figures look at; all of them for the first, which others need."""
    if arm == next(iter(claim.file.arms)):
        return claim.weeks
    last = 0
    for figure in figures_of(claim, variation):
        if arm in (figure.arm, figure.against):
            to_the_end = figure.against or not outcome_named(figure.outcome, claim.where).weekly
            last = max(last, claim.weeks if to_the_end else figure.last)
    return last


def _needed(test: Test) -> Iterator[Figure]:
    if isinstance(test, Rank):
        yield from ranked(test).values()
    else:
        above, below = _lines(test)
        yield from above
        yield from below


def ranked(test: Rank) -> dict[str, Figure]:
    """The figure of each arm that takes part in a ranking."""
    return {arm: Figure(arm, test.outcome, *test.weeks) for arm in test.arms}


def parts(test: Test, values: Values) -> Parts:
    """What stands above and below the line of a test for one seed (not of a ranking)."""
    above, below = _lines(test)
    times = test.times if isinstance(test, Ratio) else 1.0
    numerator = times * sum(weight * values[figure] for figure, weight in above.items())
    if not below:
        return numerator, 1.0
    return numerator, sum(weight * values[figure] for figure, weight in below.items())


Line = dict[Figure, float]  # figures and what each is multiplied by


def _lines(test: Test) -> tuple[Line, Line]:
    match test:
        case Level():
            return {Figure(test.arm, test.outcome, *test.weeks): 1.0}, {}
        case Difference():
            above = _difference(test.outcome, test.arm, test.against, test.weeks)
            base = {Figure(test.against, test.outcome, *test.weeks): 0.01}
            return above, base if test.relative else {}
        case Interaction():
            one = _difference(test.outcome, test.arm, test.against, test.weeks)
            weeks = test.minus_weeks or test.weeks
            return _minus(
                one, _difference(test.outcome, test.minus_arm, test.minus_against, weeks)
            ), {}
        case Ratio():
            return _difference(test.outcome, test.arm, test.against, test.weeks), _difference(
                test.per_outcome or test.outcome,
                test.per_arm or test.arm,
                test.per_against or test.against,
                test.per_weeks or test.weeks,
            )
        case Recovery():
            line = {_recovery(test, test.arm, test.against): 1.0}
            if test.minus_arm and test.minus_against:
                line = _minus(line, {_recovery(test, test.minus_arm, test.minus_against): 1.0})
            return line, {}
        case _:
            raise TypeError(f"a test of kind {test.kind} is no sum of figures")


def _difference(outcome: str, arm: str, against: str, weeks: tuple[int, int]) -> Line:
    return _minus({Figure(arm, outcome, *weeks): 1.0}, {Figure(against, outcome, *weeks): 1.0})


def _minus(line: Line, other: Line) -> Line:
    together = dict(line)
    for figure, weight in other.items():
        together[figure] = together.get(figure, 0.0) - weight
    return together


def _recovery(test: Recovery, arm: str, against: str) -> Figure:
    worse = 1 if test.worse == "up" else -1
    return Figure(arm, test.outcome, *test.shock, against, worse, test.back_within_share)


def figure_value(figure: Figure, seen: Mapping[str, Seen]) -> float:
    """The number itself, from the arms of one seed."""
    outcome = outcome_named(figure.outcome, figure.arm)
    if not figure.against:
        return outcome.value(seen[figure.arm], figure.first, figure.last)
    deviation = outcome.series(seen[figure.arm]) - outcome.series(seen[figure.against])
    return weeks_until_back(figure.worse * deviation, figure.first, figure.last, figure.within)


def weeks_until_back(deviation: NDArray[np.float64], first: int, last: int, within: float) -> float:
    """Weeks after week `last` until a deviation that a shock from `first` to `last` caused is over.

    It is over from the first week whose 13 weeks have on average at most the share `within` of the
    largest such mean since the shock began; 0 where things never got worse, all weeks that are left
    where it is not over by the end.
    """
    means = np.convolve(deviation, np.full(WEEKS_BACK, 1.0 / WEEKS_BACK), mode="valid")
    if not np.isfinite(means[first:]).all():
        return float("nan")
    largest = means[first : last + 1].max()
    if largest <= 0.0:
        return 0.0
    back = np.flatnonzero(means[last:] <= within * largest)
    return float(back[0]) if len(back) else float(len(deviation) - last)
