"""Answers that grow seed by seed while somebody watches, and stop when the question changes.

One thread per visitor; the model's kernels release Python's lock, so that other visitors' pages go
on responding. Visitors take turns of a few seeds each. A newer question cancels the older one of
the same visitor, which notices within a simulated week, or at once while it waits for its turn.
"""

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from zorgzaam.agents.errors import InputError
from zorgzaam.dashboard.findings import Findings, findings
from zorgzaam.dashboard.inputs import Inputs
from zorgzaam.dashboard.turns import Turns
from zorgzaam.experiments.comparison import compare
from zorgzaam.experiments.execution import Kept, Pair
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.places.figures import Place
from zorgzaam.model.simulation import Cancelled

WORKERS: Final = os.cpu_count() or 1  # of one computation, and computations at a time
SECONDS_TO_SETTLE: Final = 0.12  # a slider that still moves asks again within this time
SECONDS_BETWEEN_ANSWERS: Final = 0.25  # drawing costs the visitor's browser time too
MOST_REMEMBERED: Final = 64  # finished answers, some tens of kB each: undo and links show at once

State = Literal["computing", "done", "stopped", "failed"]
log = logging.getLogger("zorgzaam.dashboard")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a question so far.

    `found` may still belong to an earlier question: `found_for` says to which.
    """

    asked: Inputs
    state: State
    found: Findings | None = None
    found_for: Inputs | None = None
    problem: str | None = None  # the reader's message; '' where the cause is only in the log

    @property
    def is_current(self) -> bool:
        """Whether what was found belongs to what was asked."""
        return self.found is not None and self.found_for == self.asked


class Remembered:
    """Finished answers by their question, shared by all visitors; the least recent go first."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._found: OrderedDict[Inputs, Findings] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, inputs: Inputs) -> Findings | None:
        """The answer to this question, if it was finished before."""
        with self._lock:
            if inputs in self._found:
                self._found.move_to_end(inputs)
            return self._found.get(inputs)

    def put(self, inputs: Inputs, found: Findings) -> None:
        """Keep a finished answer."""
        with self._lock:
            self._found[inputs] = found
            self._found.move_to_end(inputs)
            while len(self._found) > self._most:
                self._found.popitem(last=False)


_remembered = Remembered()
_turns = Turns(WORKERS)
# Settled populations, so that the next position of a slider starts half-way: room for twenty seeds of
# a wijk of 30,000 and their baseline runs.
_kept = Kept(most_residents=2_000_000)


class Stream:
    """One visitor's questions: `ask`, `stop`; every new state of the answer goes to `tell`."""

    def __init__(self, tell: Callable[[Answer], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._turn = 0
        self._answer: Answer | None = None

    def ask(self, inputs: Inputs, place: Place) -> None:
        """Start on this question and leave the one before."""
        turn = self._next_turn()
        known = _remembered.get(inputs)
        if known is not None:
            self._put(turn, Answer(inputs, "done", known, inputs))
            return
        before = self._answer
        found, found_for = (before.found, before.found_for) if before else (None, None)
        self._put(turn, Answer(inputs, "computing", found, found_for))
        threading.Thread(
            target=self._work, args=(turn, inputs, place), name="zorgzaam-stream", daemon=True
        ).start()

    def stop(self) -> None:
        """Leave the question; what was found stays."""
        turn = self._next_turn()
        answer = self._answer
        if answer is not None and answer.state == "computing":
            self._put(turn, replace(answer, state="stopped"))

    def close(self) -> None:
        """Leave the question without telling anybody: the page has gone."""
        self._next_turn()

    def _next_turn(self) -> int:
        with self._lock:
            self._turn += 1
            return self._turn

    def _put(self, turn: int, answer: Answer) -> None:
        with self._lock:
            if turn != self._turn:
                return
            self._answer = answer
        self._tell(answer)

    def _work(self, turn: int, inputs: Inputs, place: Place) -> None:
        def cancelled() -> bool:
            return turn != self._turn

        time.sleep(SECONDS_TO_SETTLE)
        if cancelled():
            return
        try:
            self._compute(turn, inputs, place, cancelled)
        except Cancelled:
            pass
        except InputError as problem:
            self._put(turn, self._failed(inputs, str(problem)))
        except Exception:
            log.exception("a comparison failed: %s", inputs)
            self._put(turn, self._failed(inputs, ""))

    def _failed(self, inputs: Inputs, problem: str) -> Answer:
        return Answer(inputs, "failed", problem=problem)

    def _compute(
        self, turn: int, inputs: Inputs, place: Place, cancelled: Callable[[], bool]
    ) -> None:
        told = 0.0
        pairs: tuple[Pair, ...] = ()
        asked = tuple(range(1, inputs.seeds + 1))
        for first in range(0, len(asked), WORKERS):
            with _turns.taken(cancelled):
                growing = compare(
                    place,
                    inputs.scenario(),
                    load_scenario("baseline"),
                    seeds=asked[first : first + WORKERS],
                    years=inputs.years,
                    workers=WORKERS,
                    cancelled=cancelled,
                    kept=_kept,
                )
                for part in growing:
                    comparison = replace(part, pairs=(*pairs, *part.pairs), seeds_asked=asked)
                    finished = len(comparison.pairs) == inputs.seeds
                    if not finished and time.monotonic() - told < SECONDS_BETWEEN_ANSWERS:
                        continue
                    found = findings(comparison)
                    if finished:
                        _remembered.put(inputs, found)
                    state: State = "done" if finished else "computing"
                    self._put(turn, Answer(inputs, state, found, inputs))
                    told = time.monotonic()
                pairs = comparison.pairs
