"""Equal money: a lever of an arm is moved until the arm spends as much as another.

It is found for each place and for what is assumed, over the weeks in which the file compares
spending, with seeds on which no verdict rests (`money_seeds` of common.toml). Nobody chooses it, and
no outcome but spending is looked at.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from zorgzaam.experiments.claims.claim import Claim, Variation, common, lever_of
from zorgzaam.experiments.costs import costs_of
from zorgzaam.experiments.execution import Cancelled
from zorgzaam.experiments.window import Window
from zorgzaam.model.places.figures import Place
from zorgzaam.model.simulation import Settled, prepare, simulate
from zorgzaam.model.timeline import Timeline

TOLERANCE_PERCENT: Final = 1.0
MOST_TRIES: Final = 8


class Found(NamedTuple):
    """What a lever was set to, and what the arm then spends beside the other, in per cent more."""

    value: float
    percent: float


Levers = Mapping[str, Found]  # by the arm that says `same_money`
NOTHING: Final[Levers] = {}


def search(percent_more: Callable[[float], float], usual: float, low: float, high: float) -> Found:
    """The value of a lever, from low to high, at which spending is equal; more of it spends more.

    Where none of the values that are tried comes within the tolerance: the nearest.
    """
    tries: list[Found] = []
    value = usual
    while len(tries) < MOST_TRIES:
        tries.append(Found(value, percent_more(value)))
        best = min(tries, key=lambda found: abs(found.percent))
        if abs(best.percent) <= TOLERANCE_PERCENT:
            break
        under = max((t for t in tries if t.percent < 0.0), default=None)
        over = min((t for t in tries if t.percent > 0.0), default=None)
        if under and over and under.value < over.value:
            part = under.percent / (under.percent - over.percent)
            value = under.value + min(0.9, max(0.1, part)) * (over.value - under.value)
        else:  # all on one side: as far as it is off, and twice that where it was tried before
            step = len(tries) * best.percent / 100.0 * best.value
            value = min(high, max(low, best.value - step))
        if any(value == tried.value for tried in tries):
            break
    return min(tries, key=lambda found: abs(found.percent))


def with_levers(claim: Claim, arm: str, timeline: Timeline, levers: Levers) -> Timeline:
    """An arm's changes with its lever as found."""
    balance = claim.balance(arm)
    if balance is None or balance[0] not in levers:
        return timeline
    at, same = balance
    return Timeline(
        tuple(
            replace(change, value=levers[at].value)
            if (change.week, change.name) == (same.week, same.lever)
            else change
            for change in timeline.changes
        )
    )


@dataclass(frozen=True, slots=True)
class Question:
    """Which arms of a claim are to spend the same, where, and with what assumed."""

    claim: Claim
    place: Place
    variation: Variation
    values: Mapping[str, float]
    timelines: Mapping[str, Timeline]  # of every arm

    @property
    def simulated_weeks(self) -> int:
        """Weeks that finding it may take: three tries an arm."""
        arms = [arm for arm in self.timelines if self.claim.file.arms[arm].same_money]
        if not arms:
            return 0
        weeks = self.claim.file.money_weeks[1]
        one = int(self.values["settling_weeks"]) + weeks * (1 + 3 * len(arms))
        return one * len(common().money_seeds)


def find(question: Question, cancelled: Cancelled | None = None) -> Levers:
    """What each arm that is to spend as much as another is given."""
    claim = question.claim
    arms = [arm for arm in question.timelines if claim.file.arms[arm].same_money]
    if not arms:
        return NOTHING
    settled = [
        prepare(question.place, seed, question.values, cancelled) for seed in common().money_seeds
    ]
    levers: dict[str, Found] = {}
    for arm in arms:
        same = claim.file.arms[arm].same_money
        assert same is not None
        other = with_levers(claim, same.as_arm, question.timelines[same.as_arm], levers)
        aim = _spent(claim, settled, other, cancelled)
        lever = lever_of(same, f"{claim.where}: arm {arm}")

        def percent_more(value: float, arm: str = arm, aim: float = aim) -> float:
            tried = {arm: Found(value, 0.0)}
            timeline = with_levers(claim, arm, question.timelines[arm], tried)
            return 100.0 * (_spent(claim, settled, timeline, cancelled) / aim - 1.0)

        levers[arm] = search(percent_more, float(lever.value), float(lever.low), float(lever.high))
    return levers


def _spent(
    claim: Claim, settled: Sequence[Settled], timeline: Timeline, cancelled: Cancelled | None
) -> float:
    """Mean spending over the weeks that the file compares, EUR a year per inhabitant."""
    first, last = claim.file.money_weeks
    costs = costs_of({})
    spent = []
    for each in settled:
        run = simulate(each, timeline, last, cancelled=cancelled)
        spent.append(Window(run, run, first, costs).spending())
    return sum(spent) / len(spent)


class EqualMoney:
    """What was found so far; each question is answered once, by whoever asks it first."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, Variation], Levers] = {}
        self._lock = threading.Lock()
        self._asked: dict[tuple[str, str, Variation], threading.Lock] = {}

    def __call__(self, question: Question, cancelled: Cancelled | None = None) -> Levers:
        """The levers of a claim's arms in a place."""
        key = (question.claim.name, question.place.code, question.variation)
        with self._lock:
            mine = self._asked.setdefault(key, threading.Lock())
        with mine:
            if key not in self.found:
                self.found[key] = find(question, cancelled)
            return self.found[key]
