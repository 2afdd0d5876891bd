"""Turns at the machine: few computations at a time, so that many visitors do not fill its memory."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zorgzaam.model.simulation import Cancelled

SECONDS_BETWEEN_LOOKS = 0.05  # how soon somebody who waits notices that the question has changed


class Turns:
    """At most `places` at a time; whoever comes later waits in the order of coming."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """One turn. Raises Cancelled where the one who waits is no longer interested."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            try:
                while not (self._free and self._waiting[0] is ticket):
                    if cancelled():
                        raise Cancelled
                    self._changed.wait(SECONDS_BETWEEN_LOOKS)
                self._free -= 1
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()
