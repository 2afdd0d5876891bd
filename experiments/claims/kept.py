"""What is finished is written down at once, so that a run that stops goes on where it was.

`finished.jsonl` in the result's folder has a line for each population. A line is used again where it
comes from the same code, the same figures of the place, the same parameters and the same claim files,
so lines of other runs may stand beside it.
"""

import json
import math
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from zorgzaam.experiments.claims.claim import Claim, common_sha256
from zorgzaam.experiments.claims.figures import figures_of
from zorgzaam.experiments.claims.money import Found
from zorgzaam.experiments.claims.study import Done, Job, Study
from zorgzaam.experiments.record import canonical_sha256, code_sha256, figures_sha256

FINISHED: Final = "finished.jsonl"
Key = tuple[str, ...]
_HERE: Final = Path(__file__).parent
_MAKE_FIGURES: Final = tuple(
    (_HERE / name).resolve()
    for name in (
        "claim.py", "figures.py", "file.py", "money.py", "outcomes.py", "plan.py", "study.py", "work.py",
        "../branches.py", "../costs.py", "../outcomes.py", "../scenario.py", "../window.py",
    )
)  # fmt: skip


class Finished:
    """The lines of a folder: read when a run begins, and one more for each job that is done."""

    def __init__(self, study: Study, folder: Path) -> None:
        self.study, self.path = study, folder / FINISHED
        self._places = {place.code: figures_sha256(place) for place in study.all_places}

    def take_up(self) -> int:
        """Give the study what its jobs left earlier; how many of them are done."""
        lines = dict(self._read())
        for number, job in enumerate(self.study.jobs):
            found = lines.get(self._key(job), {})
            claims = [claim for claim in self.study.claims if claim.name in job.claims]
            if all(_hash(claim, job) in found for claim in claims):
                done = _from_line(job, {c.name: (c, found[_hash(c, job)]) for c in claims})
                self.study.done[number] = done
                for claim in claims:
                    key = (claim.name, job.place.code, job.variation)
                    self.study.money.found[key] = done.levers[claim.name]
        return len(self.study.done)

    def keep(self, job: Job, done: Done) -> None:
        """Write down what a job left, so that it is on disk whatever happens next."""
        claims = {
            _hash(claim, job): {
                "values": [_plain(v) for v in done.figures[claim.name].values()],
                "levers": {arm: list(f) for arm, f in done.levers[claim.name].items()},
                "series": {
                    arm: [_plain(v) for v in values]
                    for arm, values in done.series.get(claim.name, {}).items()
                },
            }
            for claim in self.study.claims
            if claim.name in job.claims
        }
        line = {"key": self._key(job), "claims": claims}
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _read(self) -> Iterator[tuple[Key, dict[str, Any]]]:
        if not self.path.is_file():
            return
        together: dict[Key, dict[str, Any]] = {}
        for text in self.path.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
            except json.JSONDecodeError:  # the machine stopped while it was written
                continue
            together.setdefault(tuple(line["key"]), {}).update(line["claims"])
        yield from together.items()

    def _key(self, job: Job) -> Key:
        """What decides what a job leaves, its claims left out."""
        return (
            code_sha256(*_MAKE_FIGURES),
            self._places[job.place.code],
            str(job.seed),
            canonical_sha256(asdict(job.variation)),
            canonical_sha256(dict(job.values)),
        )


def _hash(claim: Claim, job: Job) -> str:
    """A claim's own part of what decides: its file, its name, and how long its arms are run."""
    weeks = {arm: weeks for arm, (_, weeks) in job.claims[claim.name].items()}
    return canonical_sha256([claim.name, claim.sha256, common_sha256(), weeks])


def _from_line(job: Job, kept: dict[str, tuple[Claim, dict[str, Any]]]) -> Done:
    return Done(
        {
            name: dict(
                zip(figures_of(claim, job.variation), map(_value, line["values"]), strict=True)
            )
            for name, (claim, line) in kept.items()
        },
        {
            name: {arm: np.array([_value(v) for v in each]) for arm, each in line["series"].items()}
            for name, (_, line) in kept.items()
            if line["series"]
        },
        {
            name: {arm: Found(*each) for arm, each in line["levers"].items()}
            for name, (_, line) in kept.items()
        },
    )


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _value(plain: float | None) -> float:
    return math.nan if plain is None else plain
