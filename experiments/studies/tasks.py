"""From points to work: those that start alike share one settled population, in pieces of some seconds.

How long a piece takes is measured, not guessed: every piece that comes back says what it took.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from zorgzaam.experiments.branches import weeks_lived
from zorgzaam.experiments.costs import COST_PARAMETERS
from zorgzaam.experiments.parameters import settings
from zorgzaam.experiments.studies.identity import Identities
from zorgzaam.experiments.studies.plan import Planned, Study
from zorgzaam.model.places.figures import Place
from zorgzaam.model.timeline import Timeline

_FIXED_RESIDENTS: Final = 1_000  # a week of nobody takes about as long as this many more residents
_FIRST_ARMS: Final = 4  # of a population in the first pieces, of which nothing is known


@dataclass(frozen=True, slots=True)
class Todo:
    """A run to do, and its identity."""

    planned: Planned
    identity: str


@dataclass(frozen=True, slots=True)
class Arm:
    """One run from a settled population: what changes when, and prices other than the defaults."""

    identity: str
    timeline: Timeline
    prices: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Population:
    """What runs share until they part: the place, the seed and what is assumed from settling on."""

    place: str
    figures_sha256: str
    residents: int
    seed: int
    values: tuple[tuple[str, float], ...]  # as given; all others are the defaults
    reference: Timeline | None  # what money is compared with; None where no price needs it
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all runs of a study have in common."""

    model: str
    weeks: int
    from_week: int
    series: tuple[str, ...]
    own_places: tuple[Place, ...] = ()  # those that the worker cannot look up


@dataclass(frozen=True, slots=True)
class Piece:
    """Work for one worker at a time."""

    setting: Setting
    populations: tuple[Population, ...]
    tries: int = 0

    @property
    def arms(self) -> int:
        """How many runs it gives."""
        return sum(len(population.arms) for population in self.populations)

    def apart(self) -> list["Piece"]:
        """Each run as a piece of its own, to find the one that does harm."""
        return [
            Piece(self.setting, (replace(population, arms=(arm,)),), self.tries)
            for population in self.populations
            for arm in population.arms
        ]


def setting_of(study: Study, model: str) -> Setting:
    """What all runs of this study have in common."""
    return Setting(model, study.weeks, study.from_week, study.file.series, study.own_places)


def populations_of(study: Study, todo: Iterable[Todo], identities: Identities) -> list[Population]:
    """The settled populations that these runs start from, in the order in which they come up."""
    arms: dict[tuple[object, ...], list[Arm]] = {}
    for each in todo:
        point = each.planned.point
        given = sorted(point.values.items())
        start = tuple((name, value) for name, value in given if name not in COST_PARAMETERS)
        prices = tuple((name, value) for name, value in given if name in COST_PARAMETERS)
        arm = Arm(each.identity, study.timeline(point), prices)
        arms.setdefault((point.place, point.seed, start), []).append(arm)
    return [
        Population(
            place,  # type: ignore[arg-type]
            identities.figures[place],  # type: ignore[index]
            study.places[place].residents,  # type: ignore[index]
            seed,  # type: ignore[arg-type]
            start,  # type: ignore[arg-type]
            study.reference(place),  # type: ignore[arg-type]
            tuple(together),
        )
        for (place, seed, start), together in arms.items()
    ]


@dataclass
class Pace:
    """How fast pieces are done: seconds for each week of a resident, from those that came back."""

    weeks: int
    seconds: float = 0.0
    work: float = 0.0

    def work_of(self, population: Population) -> float:
        """Weeks of residents that a population takes, settling included."""
        timelines = [arm.timeline for arm in population.arms]
        if population.reference is not None:
            timelines.append(population.reference)
        lived = _lived(frozenset(timelines), self.weeks)
        return (lived + _settling(population.values)) * (population.residents + _FIXED_RESIDENTS)

    def seen(self, piece: Piece, seconds: float) -> None:
        """A piece came back."""
        self.seconds += seconds
        self.work += sum(map(self.work_of, piece.populations))

    def expected(self, population: Population) -> float | None:
        """Seconds that a population will take; None where nothing came back yet."""
        return self.work_of(population) * self.seconds / self.work if self.work else None


@lru_cache(maxsize=10_000)
def _lived(timelines: frozenset[Timeline], weeks: int) -> int:
    return weeks_lived((timeline, weeks) for timeline in timelines)


@lru_cache(maxsize=10_000)
def _settling(values: tuple[tuple[str, float], ...]) -> int:
    return int(settings(dict(values)).values["settling_weeks"])


@dataclass
class Queue:
    """Work that waits, cut into pieces when it is asked for, as long as asked by the pace so far."""

    setting: Setting
    pace: Pace
    seconds: float  # that a piece should take
    waiting: deque[Population]
    again: deque[Piece] = field(default_factory=deque)
    suspects: deque[Piece] = field(default_factory=deque)  # single runs, to be run all alone

    def __bool__(self) -> bool:
        return bool(self.waiting or self.again)

    def take(self) -> Piece:
        """The next piece."""
        if self.again:
            return self.again.popleft()
        taken: list[Population] = []
        room = self.seconds
        while self.waiting:
            population = self.waiting[0]
            expected = self.pace.expected(population)
            if expected is None:  # nothing is known yet: a small piece
                taken.append(self._cut(_FIRST_ARMS))
                break
            if taken and expected > room:
                break
            if expected > 2 * self.seconds and len(population.arms) > 1:
                each = expected / len(population.arms)
                taken.append(self._cut(max(1, int(self.seconds / each))))
                break
            taken.append(self.waiting.popleft())
            room -= expected
        return Piece(self.setting, tuple(taken))

    def _cut(self, arms: int) -> Population:
        """The next population with so many of its runs; the others stay."""
        population = self.waiting.popleft()
        if len(population.arms) > arms:
            self.waiting.appendleft(replace(population, arms=population.arms[arms:]))
        return replace(population, arms=population.arms[:arms])
