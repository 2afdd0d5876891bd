"""Who does the work: this process, processes of this machine, or workers elsewhere. All look alike.

Each is a `concurrent.futures.Executor`. Processes are those of Dask, which goes on when one of them
dies.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from zorgzaam.agents.errors import InputError

SECONDS_TO_CONNECT: Final = 20


class LostError(Exception):
    """Whoever hands out the work is gone; what was finished is kept."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An executor, how many workers it has now, and what it is called in the record."""

    executor: Executor
    workers: Callable[[], int]
    name: str
    is_lost: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which executor is asked for; local processes where nothing is said."""

    serial: bool = False
    workers: int | None = None
    scheduler: str | None = None
    scheduler_file: Path | None = None

    def __post_init__(self) -> None:
        """InputError where two of them are asked for at a time."""
        asked = [
            name
            for name, given in (
                ("--serial", self.serial),
                ("--workers", self.workers is not None),
                ("--scheduler", self.scheduler is not None),
                ("--scheduler-file", self.scheduler_file is not None),
            )
            if given
        ]
        if len(asked) > 1:
            raise InputError(f"{' and '.join(asked)}: give one of them")
        if self.scheduler_file is not None and not self.scheduler_file.is_file():
            raise InputError(
                f"--scheduler-file {self.scheduler_file}: there is no such file; "
                "`dask scheduler --scheduler-file FILE` writes it"
            )


@contextmanager
def engine(wanted: Wanted) -> Iterator[Engine]:
    """The executor that is asked for, ready for work; it is gone at the end."""
    if wanted.serial:
        with Serial() as serial:
            yield Engine(serial, lambda: 1, "serial")
    elif wanted.scheduler is not None or wanted.scheduler_file is not None:
        with _attached(wanted) as found:
            yield found
    else:
        with _local(wanted) as found:
            yield found


class Serial(Executor):
    """Does the work in one thread of this process: in the main one a kernel may swallow a Ctrl-C."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="zorgzaam")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of `fn(*args, **kwargs)`, which learns by its `cancelled` when to stop."""
        return self._thread.submit(fn, *args, cancelled=self._stop.is_set, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop what is under way after its week."""
        self._stop.set()
        self._thread.shutdown(wait, cancel_futures=cancel_futures)


@contextmanager
def _local(wanted: Wanted) -> Iterator[Engine]:
    """A process for each worker, on this machine."""
    if multiprocessing.parent_process() is not None and _is_being_imported():
        raise InputError(
            "a study is started while a worker reads your script: put what the script does below "
            "`if __name__ == '__main__':`"
        )
    from zorgzaam.agents.kernel import is_compiled

    if not is_compiled():  # better once, here, than in every worker at the same time
        from zorgzaam.experiments.studies.work import warm_up

        warm_up()
    import dask
    from distributed import LocalCluster
    from distributed.system import MEMORY_LIMIT

    count = wanted.workers or cores()
    # whoever hands out the work tries again what is lost, and knows which run did it
    told = {"distributed.scheduler.allowed-failures": 0, **_QUIET}
    with dask.config.set(told), _deaf_to_ctrl_c():
        cluster = LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            memory_limit=MEMORY_LIMIT // count,
            dashboard_address="127.0.0.1:0",  # none would take a port that others use
            worker_dashboard_address=None,
            silence_logs="CRITICAL",
        )
    try:
        with _client(cluster, f"{count} processes of this machine", lambda: count) as found:
            yield found
    finally:
        cluster.close(timeout=5)


@contextmanager
def _attached(wanted: Wanted) -> Iterator[Engine]:
    """Workers that somebody else started, here or on other machines."""
    import dask
    from distributed import Client

    where = wanted.scheduler or str(wanted.scheduler_file)
    with dask.config.set(_QUIET):
        try:
            client = Client(
                address=wanted.scheduler,
                scheduler_file=wanted.scheduler_file and str(wanted.scheduler_file),
                timeout=SECONDS_TO_CONNECT,
                set_as_default=False,
            )
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"no scheduler answers at {where} ({error}); is `dask scheduler` running there?"
            ) from None
        with _client_of(client, f"scheduler {where}", lambda: len(client.ncores())) as found:
            yield found


_QUIET: Final = {
    "distributed.logging.distributed": "critical",
    "distributed.admin.tick.limit": "1h",
}


@contextmanager
def _client(cluster: Any, name: str, workers: Callable[[], int]) -> Iterator[Engine]:
    from distributed import Client

    client = Client(cluster, set_as_default=False)
    with _client_of(client, name, workers) as found:
        yield found


@contextmanager
def _client_of(client: Any, name: str, workers: Callable[[], int]) -> Iterator[Engine]:
    """The same function twice may be two pieces of work, so nothing is taken for known (`pure`)."""
    executor = client.get_executor(pure=False)

    def is_lost() -> bool:
        while client.status == "connecting":  # it tries for a while by itself
            time.sleep(0.1)
        return bool(client.status != "running")

    try:
        yield Engine(executor, workers, name, is_lost)
    finally:
        if client.status == "running":
            executor.shutdown(wait=False)
        client.close(timeout=2)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def _is_being_imported() -> bool:
    """Whether this process is a worker that is only just starting."""
    return bool(getattr(multiprocessing.process.current_process(), "_inheriting", False))


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that are started here leave Ctrl-C to their driver."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
