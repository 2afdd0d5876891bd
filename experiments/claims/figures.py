"""The figures that a claim's tests need from each seed, and what a test makes of them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation
from zorgzaam.experiments.claims.file import (
    Difference,
    Interaction,
    Level,
    Rank,
    Ratio,
    Recovery,
    Test,
    arms_of,
)
from zorgzaam.experiments.claims.outcomes import MONEY, Seen, outcome_named


class Figure(NamedTuple):
    """One number of one seed: an outcome of an arm over weeks, up to and not including `last`."""

    arm: str
    outcome: str
    first: int
    last: int


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
        if arm == figure.arm:
            to_the_end = not outcome_named(figure.outcome, claim.where).weekly
            last = max(last, claim.weeks if to_the_end else figure.last)
    return last


def _needed(test: Test) -> Iterator[Figure]:
    if isinstance(test, Rank):
        yield from ranked(test).values()
    elif isinstance(test, Recovery):
        for arm in arms_of(test):
            yield Figure(arm, test.outcome, *test.shock)
            yield Figure(arm, test.outcome, *after_shock(test))
    else:
        above, below = _lines(test)
        yield from above
        yield from below


def after_shock(test: Recovery) -> tuple[int, int]:
    """The weeks after a shock that are looked at."""
    return test.shock[1], test.shock[1] + test.after_weeks


def ranked(test: Rank) -> dict[str, Figure]:
    """The figure of each arm that takes part in a ranking."""
    return {arm: Figure(arm, test.outcome, *test.weeks) for arm in test.arms}


def parts(test: Test, values: Values) -> Parts:
    """What stands above and below the line of a test for one seed (not of a ranking or recovery)."""
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
        case _:
            raise TypeError(f"a test of kind {test.kind} is no sum of figures")


def _difference(outcome: str, arm: str, against: str, weeks: tuple[int, int]) -> Line:
    return _minus({Figure(arm, outcome, *weeks): 1.0}, {Figure(against, outcome, *weeks): 1.0})


def _minus(line: Line, other: Line) -> Line:
    together = dict(line)
    for figure, weight in other.items():
        together[figure] = together.get(figure, 0.0) - weight
    return together


def figure_value(figure: Figure, seen: Mapping[str, Seen]) -> float:
    """The number itself, from the arms of one seed."""
    outcome = outcome_named(figure.outcome, figure.arm)
    return outcome.value(seen[figure.arm], figure.first, figure.last)
