"""Work given to others, in the order in which it is finished."""

from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Work = TypeVar("Work")
Made = TypeVar("Made")


class Arrivals(Generic[Work, Made]):
    """Futures as they are finished, for one thread that a Ctrl-C may reach at any moment.

    `concurrent.futures.wait` takes the lock of every future in turn. A Ctrl-C among them leaves locks
    taken that nobody gives back: the worker that comes to finish such a future waits for ever, and
    the command never ends. Here whoever waits holds no lock of a future.
    """

    def __init__(self) -> None:
        self._finished: SimpleQueue[Future[Made]] = SimpleQueue()
        self._expected: dict[Future[Made], Work] = {}

    def __len__(self) -> int:
        """How many are still to come."""
        return len(self._expected)

    def expect(self, work: Work, future: Future[Made]) -> None:
        """This work comes once its future is finished, cancelled or failed."""
        self._expected[future] = work
        future.add_done_callback(self._finished.put)

    def next(self) -> tuple[Work, Future[Made]]:
        """The next that is finished, however long that takes."""
        return self._given(self._finished.get())

    def next_within(self, seconds: float) -> tuple[Work, Future[Made]] | None:
        """The next that is finished; None where none is within so many seconds."""
        try:
            return self._given(self._finished.get(timeout=seconds))
        except Empty:
            return None

    def call_off(self) -> None:
        """Cancel what has not begun."""
        for future in self._expected:
            future.cancel()

    def _given(self, future: Future[Made]) -> tuple[Work, Future[Made]]:
        return self._expected.pop(future), future
