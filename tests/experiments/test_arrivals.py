"""Work as it is finished: nothing stays locked when a Ctrl-C comes between."""

import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from zorgzaam.experiments.arrivals import Arrivals


def test_futures_come_in_the_order_in_which_they_are_finished() -> None:
    arrivals: Arrivals[int] = Arrivals()
    first, second, third = (arrivals.expect(Future[int]()) for _ in range(3))
    assert arrivals.next_within(0.01) is None
    second.set_result(2)
    first.set_exception(ValueError("one"))
    third.cancel()
    assert [arrivals.next() for _ in range(3)] == [second, first, third]


def test_one_that_is_finished_before_it_is_expected_comes_too() -> None:
    arrivals: Arrivals[int] = Arrivals()
    future: Future[int] = Future()
    future.set_result(1)
    assert arrivals.expect(future).done()
    assert arrivals.next() is future


class _Counting(threading.Condition):
    """The lock of a future, which counts how often it is taken."""

    taken = 0

    def __enter__(self) -> bool:
        self.taken += 1
        return super().__enter__()

    def acquire(self, *args: Any) -> bool:
        self.taken += 1
        return self._lock.acquire(*args)


def _counted(futures: list[Future[int]]) -> list[_Counting]:
    locks = [_Counting() for _ in futures]
    for future, lock in zip(futures, locks, strict=True):
        future._condition = lock
    return locks


def test_whoever_waits_takes_no_lock_of_a_future() -> None:
    arrivals: Arrivals[int] = Arrivals()
    futures = [arrivals.expect(Future[int]()) for _ in range(3)]
    locks = _counted(futures)
    assert arrivals.next_within(0.001) is None
    futures[1].set_result(1)
    before = [lock.taken for lock in locks]
    assert arrivals.next() is futures[1]
    assert [lock.taken for lock in locks] == before
    # the count sees what must not be
    wait(futures[::2], 0.001, FIRST_COMPLETED)
    assert locks[0].taken > before[0]
