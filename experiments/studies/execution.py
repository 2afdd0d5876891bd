"""Handing out the work of a study, and taking in what comes back.

Work that is lost, because a worker died, is tried again; then each of its runs by itself, so that only
the one that does harm is written down as failed. What a run gives depends on nothing but the run.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from typing import Final

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.arrivals import Arrivals
from zorgzaam.experiments.studies.executors import Engine, LostError
from zorgzaam.experiments.studies.identity import Identities
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.tasks import (
    Pace,
    Piece,
    Queue,
    Todo,
    populations_of,
    setting_of,
)
from zorgzaam.experiments.studies.work import Done, OtherVersionError, Result, do

_AHEAD: Final = 3  # pieces handed out for each worker, so that none waits for the driver
_SECONDS_BETWEEN_COUNTS: Final = 5.0
_SECONDS_OF_WAITING: Final = 1.0
_DIED: Final = (
    "the worker died, or lost its memory, with only this run to do; perhaps it needs more memory"
)


@dataclass(frozen=True, slots=True)
class Back:
    """What came back just now, how far the work is (0 to 1), and the processor time that it took."""

    results: tuple[Result, ...]
    part_done: float
    seconds: float
    cpu_seconds: float


def carry_out(
    study: Study, todo: Sequence[Todo], engine: Engine, identities: Identities
) -> Iterator[Back]:
    """Run what is to be done; gives results as they come, and nothing now and then while it waits.

    Closing the iterator, or an error or Ctrl-C inside it, calls off what is still to be done. Raises
    LostError where the scheduler is gone, and OtherVersionError where a worker cannot be trusted.
    """
    waiting = populations_of(study, todo, identities)
    pace = Pace(study.weeks)
    queue = Queue(
        setting_of(study, identities.model), pace, study.file.run.chunk_seconds, deque(waiting)
    )
    total = sum(map(pace.work_of, waiting)) or 1.0
    pending: Arrivals[Piece, Done] = Arrivals()
    workers, counted = _workers(engine, 1), time.monotonic()
    finished = 0.0
    try:
        while queue or queue.suspects or pending:
            if time.monotonic() - counted > _SECONDS_BETWEEN_COUNTS:
                workers, counted = _workers(engine, workers), time.monotonic()
            while queue and len(pending) < _AHEAD * max(workers, 1):
                piece = queue.take()
                pending.expect(piece, engine.executor.submit(do, piece))
                if engine.name == "serial":
                    break
            if not pending:  # whoever dies now is known to be the one
                piece = queue.suspects.popleft()
                pending.expect(piece, engine.executor.submit(do, piece))
            back = pending.next_within(_SECONDS_OF_WAITING)
            if back is None:
                if engine.is_lost():
                    raise LostError(engine.name)
                yield Back((), min(finished / total, 1.0), 0.0, 0.0)
                continue
            piece, future = back
            done = _result(future, piece, queue, study.file.run.retries, engine)
            if done is None:
                continue
            pace.seen(piece, done.seconds)
            finished += sum(map(pace.work_of, piece.populations))
            yield Back(done.results, min(finished / total, 1.0), done.seconds, done.cpu_seconds)
    finally:
        pending.call_off()


def _result(
    future: "Future[Done]", piece: Piece, queue: Queue, retries: int, engine: Engine
) -> Done | None:
    """What a piece gave; None where it is to be tried again."""
    try:
        return future.result()
    except OtherVersionError:
        raise
    except ImportError as error:
        raise InputError(
            f"{engine.name}: {error}. Scheduler and workers need the same zorgzaam as this machine; "
            "start them from an environment that has it"
        ) from None
    except CancelledError:  # not by us: the scheduler is gone, or back without what it knew
        if engine.is_lost():
            raise LostError(engine.name) from None
        queue.again.append(piece)
        return None
    except Exception as error:  # a worker died, or what it gave could not be read
        if engine.is_lost():
            raise LostError(engine.name) from None
        lost = f"{type(error).__name__}: {error}"
    again = replace(piece, tries=piece.tries + 1)
    if again.tries <= retries:
        queue.again.append(again)
    elif again.tries == retries + 1:
        queue.suspects.extend(again.apart())
    else:
        [arm] = piece.populations[0].arms
        return Done((Result(arm.identity, error=f"{_DIED}\n{lost}"),), 0.0, 0.0)
    return None


def _workers(engine: Engine, before: int) -> int:
    """How many there are; as many as `before` where that cannot be asked just now."""
    try:
        return engine.workers()
    except (OSError, TimeoutError, RuntimeError):
        return before
