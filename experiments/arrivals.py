"""Work given to others, in the order in which it is finished."""

from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Arrivals(Generic[Made]):
    """Futures as they are finished, for one thread that a Ctrl-C may reach at any moment.

    `concurrent.futures.wait` takes the lock of every future in turn. A Ctrl-C among them leaves locks
    taken that nobody gives back: the worker that comes to finish such a future waits for ever, and
    the command never ends. Here whoever waits holds no lock of a future.
    """

    def __init__(self) -> None:
        self._finished: SimpleQueue[Future[Made]] = SimpleQueue()

    def expect(self, future: Future[Made]) -> Future[Made]:
        """The same future, which will come once it is finished, cancelled or failed."""
        future.add_done_callback(self._finished.put)
        return future

    def next(self) -> Future[Made]:
        """The next that is finished, however long that takes."""
        return self._finished.get()

    def next_within(self, seconds: float) -> Future[Made] | None:
        """The next that is finished; None where none is within so many seconds."""
        try:
            return self._finished.get(timeout=seconds)
        except Empty:
            return None
