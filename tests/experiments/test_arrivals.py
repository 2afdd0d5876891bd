"""Work as it is finished: nothing stays locked when a Ctrl-C comes between."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from types import FrameType
from typing import Any

import pytest

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


def _interrupted_at(line: int, waiting: Callable[[], object]) -> bool:
    """Whether a Ctrl-C that comes when so many lines have been run reaches `waiting`."""
    lines = 0

    def trace(_frame: FrameType, event: str, _value: object) -> Any:
        nonlocal lines
        if event == "line":
            lines += 1
            if lines == line:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        waiting()
    except (KeyboardInterrupt, RuntimeError):  # RuntimeError: out of a lock that was not taken yet
        return True
    finally:
        sys.settrace(before)
    return False


def _locked(futures: list[Future[int]]) -> int:
    """How many futures somebody else could not finish now."""
    found = 0

    def finish() -> None:
        nonlocal found
        for future in futures:
            if future._condition.acquire(blocking=False):
                future._condition.release()
            else:
                found += 1

    worker = threading.Thread(target=finish)
    worker.start()
    worker.join()
    return found


def _by_arrivals(futures: list[Future[int]]) -> Callable[[], object]:
    arrivals: Arrivals[int] = Arrivals()
    for future in futures:
        arrivals.expect(future)
    return lambda: arrivals.next_within(0.001)


def _by_wait(futures: list[Future[int]]) -> Callable[[], object]:
    return lambda: wait(futures, 0.001, FIRST_COMPLETED)


@pytest.mark.parametrize(("how", "safe"), [(_by_arrivals, True), (_by_wait, False)])
def test_a_ctrl_c_while_waiting_leaves_no_future_locked(
    how: Callable[[list[Future[int]]], Callable[[], object]], safe: bool
) -> None:
    line, left = 0, 0
    while True:
        line += 1
        futures: list[Future[int]] = [Future() for _ in range(3)]
        if not _interrupted_at(line, how(futures)):
            break
        left += _locked(futures)
    assert line > 2  # it was interrupted
    assert (left == 0) == safe
