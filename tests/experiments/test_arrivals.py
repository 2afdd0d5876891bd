"""Work as it is finished: nothing stays locked when a Ctrl-C comes between."""

import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from zorgzaam.experiments.arrivals import Arrivals


def expected(arrivals: Arrivals[str, int], *names: str) -> list[Future[int]]:
    futures: list[Future[int]] = [Future() for _ in names]
    for name, future in zip(names, futures, strict=True):
        arrivals.expect(name, future)
    return futures


def test_futures_come_in_the_order_in_which_they_are_finished() -> None:
    arrivals: Arrivals[str, int] = Arrivals()
    first, second, third = expected(arrivals, "first", "second", "third")
    assert arrivals.next_within(0.01) is None
    second.set_result(2)
    first.set_exception(ValueError("one"))
    third.cancel()
    assert [arrivals.next() for _ in range(3)] == [
        ("second", second),
        ("first", first),
        ("third", third),
    ]
    assert not arrivals


def test_one_that_is_finished_before_it_is_expected_comes_too() -> None:
    arrivals: Arrivals[str, int] = Arrivals()
    future: Future[int] = Future()
    future.set_result(1)
    arrivals.expect("early", future)
    assert arrivals.next() == ("early", future)


def test_what_has_not_begun_is_called_off() -> None:
    arrivals: Arrivals[str, int] = Arrivals()
    begun, waiting = expected(arrivals, "begun", "waiting")
    begun.set_running_or_notify_cancel()
    arrivals.call_off()
    assert waiting.cancelled() and not begun.cancelled()
    assert len(arrivals) == 2  # both still come, one of them as cancelled


class _Counting:
    """A lock that counts how often it is taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.taken = 0

    def acquire(self, *args: Any) -> bool:
        self.taken += 1
        return self._lock.acquire(*args)

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


def _counted(futures: list[Future[int]]) -> list[_Counting]:
    locks = [_Counting() for _ in futures]
    for future, lock in zip(futures, locks, strict=True):
        future._condition = threading.Condition(lock)  # type: ignore[arg-type]
    return locks


def test_whoever_waits_takes_no_lock_of_a_future() -> None:
    arrivals: Arrivals[str, int] = Arrivals()
    futures = expected(arrivals, "first", "second", "third")
    locks = _counted(futures)
    assert arrivals.next_within(0.001) is None
    assert [lock.taken for lock in locks] == [0, 0, 0]
    futures[1].set_result(1)
    before = [lock.taken for lock in locks]
    assert arrivals.next() == ("second", futures[1])
    assert [lock.taken for lock in locks] == before
    # the count sees what must not be
    wait(futures[::2], 0.001, FIRST_COMPLETED)
    assert locks[0].taken > before[0]
