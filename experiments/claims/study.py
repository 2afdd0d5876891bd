"""A study of claims: the populations that it takes, and what they have given so far.

A job is one population: a place, a seed and what is assumed. All claims that start alike share it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.branches import Branch, weeks_lived
from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation
from zorgzaam.experiments.claims.figures import Values
from zorgzaam.experiments.claims.money import EqualMoney, Levers, Question
from zorgzaam.experiments.claims.verdicts import ClaimResult, judge
from zorgzaam.model.places.figures import Place

FEWEST_SEEDS: Final = 2
Arms = Mapping[str, Branch]  # what each changes, and for how many weeks it is run


_weeks_lived = cache(weeks_lived)  # the same for every seed


@dataclass(frozen=True, slots=True)
class Job:
    """One population, and the claims whose arms start from it."""

    place: Place
    seed: int
    variation: Variation
    values: Mapping[str, float]
    claims: Mapping[str, Arms]

    def question(self, claim: Claim) -> Question:
        """Which arms of a claim are to spend the same here."""
        timelines = {arm: timeline for arm, (timeline, _) in self.claims[claim.name].items()}
        return Question(claim, self.place, self.variation, self.values, timelines)

    @property
    def runs(self) -> frozenset[Branch]:
        """Every different run, once."""
        return frozenset(run for arms in self.claims.values() for run in arms.values())

    @property
    def simulated_weeks(self) -> int:
        """Weeks that the job takes, those of settling included."""
        return int(self.values["settling_weeks"]) + _weeks_lived(self.runs)


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What a job leaves: the figures of each claim, and the line of each arm to draw.

    series: claim -> arm -> mean of each quarter. levers: claim -> as found for equal money.
    """

    figures: Mapping[str, Values]
    series: Mapping[str, Mapping[str, NDArray[np.float64]]]
    levers: Mapping[str, Levers]


@dataclass
class Study:
    """Claims under test: what is asked, the jobs that it takes, and what they have given so far."""

    claims: tuple[Claim, ...]
    places: Mapping[str, tuple[Place, ...]]  # of each claim
    seeds: Mapping[str, tuple[int, ...]]
    varied_seeds: tuple[int, ...]
    years: Mapping[str, float]
    jobs: tuple[Job, ...]
    done: dict[int, Done] = field(default_factory=dict)  # by number of the job
    money: EqualMoney = field(default_factory=EqualMoney)
    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    finished: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    @property
    def weeks_left(self) -> int:
        """Weeks that the jobs to be done take, and about those of finding equal money."""
        left = [job for number, job in enumerate(self.jobs) if number not in self.done]
        questions = {
            (claim.name, job.place.code, job.variation): job.question(claim)
            for job in left
            for claim in self.claims
            if claim.name in job.claims
        }
        asked = [question for key, question in questions.items() if key not in self.money.found]
        return sum(job.simulated_weeks for job in left) + sum(q.simulated_weeks for q in asked)

    @property
    def complete(self) -> bool:
        """Whether every job is done."""
        return len(self.done) == len(self.jobs)

    @property
    def all_places(self) -> tuple[Place, ...]:
        """The places of all claims, each once."""
        found = {place.code: place for places in self.places.values() for place in places}
        return tuple(found.values())

    def place(self, code: str) -> Place:
        """One of the places by its code."""
        return next(place for place in self.all_places if place.code == code)

    def values(self, claim: Claim) -> dict[tuple[Variation, str], dict[int, Values]]:
        """The figures of a claim by variation, place and seed, in the order in which they were asked.

        The same whatever the order in which jobs were done.
        """
        found: dict[tuple[Variation, str], dict[int, Values]] = {}
        for number in sorted(self.done):
            job, done = self.jobs[number], self.done[number]
            if claim.name in done.figures:
                key = (job.variation, job.place.code)
                found.setdefault(key, {})[job.seed] = done.figures[claim.name]
        return found

    def series(self, claim: Claim, code: str) -> dict[str, NDArray[np.float64]]:
        """The line of each arm in a place: a value a quarter, mean over the seeds."""
        kept = [
            self.done[number].series[claim.name]
            for number in sorted(self.done)
            if self.jobs[number].place.code == code and self.done[number].series.get(claim.name)
        ]
        return {
            arm: np.mean([each[arm] for each in kept], axis=0) for arm in (kept[0] if kept else ())
        }

    def levers(self, claim: Claim) -> dict[str, Levers]:
        """What gave the arms of a claim equal money in each place, as declared."""
        return {
            place: levers
            for (name, place, variation), levers in self.money.found.items()
            if name == claim.name and variation == AS_DECLARED
        }

    def results(self) -> list[ClaimResult]:
        """The verdicts so far, for claims of which at least two seeds are done somewhere."""
        judged = []
        for claim in self.claims:
            values = self.values(claim)
            if any(
                len(seeds) >= FEWEST_SEEDS for (v, _), seeds in values.items() if v == AS_DECLARED
            ):
                judged.append(replace(judge(claim, values), levers=self.levers(claim)))
        return judged
