"""Tasks done by a Dask cluster, in order: a running one by its address, or one of processes of this
machine.

Tasks, and the function that does them, travel as bytes which only a worker opens, and only after it
has made sure that it runs the very same program. Scheduler and workers need no file of the one who
asks. A worker that dies takes nothing with it: Dask gives its tasks to another one, and a task has
one result however often it was begun.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import re
import signal
import uuid
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError
from functools import lru_cache
from itertools import chain, islice
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, cast

from pathway.base.errors import EngineError
from pathway.base.phrases import Phrase, phrase
from pathway.studies.workers.processes import Done, Todo
from pathway.studies.workers.program import program

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

_ADDRESS = re.compile(r"(?:([a-z]+)://)?[^\s/]+:(\d{1,5})")
LOCAL = "local"
"""Stands for an address where the cluster is to be started on this machine."""
_LOOK, _LOOKS = 5.0, 12
"""Seconds between two looks at whether there are workers, and how often none may be found in a
row.
"""
_AHEAD = 3
"""Tasks under way for each thread of the cluster: one at work, the others on the way to it."""


def on_cluster(
    work: Callable[[Todo], Done], tasks: Iterator[Todo], address: str, jobs: int
) -> Generator[Done, None, None]:
    """Tasks done by a cluster, in order; only a few per worker are under way at a time.

    address: of its scheduler, such as tcp://10.0.0.5:8786, or `LOCAL` for one of `jobs` processes,
    which a script must start under `if __name__ == "__main__"`. work and tasks must be picklable.
    Raises `EngineError` where Dask is not installed, the cluster cannot be reached or is lost, its
    workers run another program, or tasks kill them.
    """
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError:
        raise EngineError(phrase("engines.no-dask")) from None

    first = tuple(islice(tasks, 1))
    if not first:
        return
    named = phrase("engines.local") if address == LOCAL else address
    with contextlib.ExitStack() as stack:
        stack.enter_context(_hushed())
        client = stack.enter_context(_client(address, jobs))
        yield from _ordered(client, work, chain(first, tasks), named)


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keeps Dask's own reports of what `EngineError` tells, or Dask mends, off standard error."""
    loggers = [
        logging.getLogger(name)
        for name in ("distributed", "distributed.client", "asyncio", "tornado")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextlib.contextmanager
def _client(address: str, jobs: int) -> Iterator[Client]:
    """A connection to a cluster. Raises `EngineError`."""
    from distributed import Client

    _check(address)
    with contextlib.ExitStack() as stack:
        try:
            if address == LOCAL:
                made = stack.enter_context(_local(jobs))
                client = stack.enter_context(Client(made, set_as_default=False))
            else:
                client = stack.enter_context(Client(address, set_as_default=False))
        except (OSError, RuntimeError) as error:
            if address == LOCAL:
                raise EngineError(phrase("engines.no-start", why=_line(error))) from None
            raise EngineError(
                phrase("engines.unreachable", address=address, why=_line(error))
            ) from None
        yield client


def _local(jobs: int) -> LocalCluster:
    """A cluster of processes of this machine which nobody else can use.

    Scheduler and workers run what they are sent, and any user of the machine reaches their ports:
    so they only speak to who has the key, which is made anew and stays within these processes.
    Raises `EngineError` where the library that makes keys is missing.
    """
    import dask
    from distributed import LocalCluster, Security

    try:
        security = Security.temporary()
    except ImportError:
        raise EngineError(phrase("engines.no-keys")) from None
    # Neither pages nor figures are shown to other users, either.
    rooms = ("scheduler", "worker", "nanny")
    silent: dict[str, list[str]] = {f"distributed.{room}.http.routes": [] for room in rooms}
    with dask.config.set(silent), _uninterrupted():
        return LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            security=security,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL + 1,
        )


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that are started now leave an interruption to the one that waits for them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _check(address: str) -> None:
    """Refuses what cannot be an address, over which a client would stumble half made. Raises
    `EngineError`.
    """
    from distributed.comm.registry import backends

    match = _ADDRESS.fullmatch(address)
    if address != LOCAL and (
        match is None or int(match[2]) >= 2**16 or (match[1] or "tcp") not in backends
    ):
        raise EngineError(phrase("engines.address", address=address))


def _line(error: BaseException) -> str:
    """An error of Dask on one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _ordered(
    client: Client, work: Callable[[Todo], Done], tasks: Iterator[Todo], named: str | Phrase
) -> Generator[Done, None, None]:
    # Another one who asks the same scheduler must not get these results under the same name.
    run, sent, done = uuid.uuid4().hex, pickle.dumps(work), _on_worker()
    under_way: deque[Future] = deque()
    try:
        for number, task in enumerate(tasks):
            with _told(named):
                # Scattered data would be lost with the worker that holds it; what is part of a task
                # is not.
                key, message = f"pathway-{run}-{number}", pickle.dumps(task)
                under_way.append(client.submit(done, program(), sent, message, key=key, pure=False))
            while len(under_way) > _AHEAD * _threads(client, named):
                yield cast("Done", _result(client, under_way.popleft(), named))
        while under_way:
            yield cast("Done", _result(client, under_way.popleft(), named))
    finally:
        with contextlib.suppress(Exception):
            client.cancel(list(under_way))


@contextlib.contextmanager
def _told(named: str | Phrase) -> Iterator[None]:
    """Talking to a cluster. Raises `EngineError` where it is lost."""
    try:
        yield
    except (CancelledError, OSError, RuntimeError):
        raise EngineError(phrase("engines.gone", cluster=named)) from None


def _threads(client: Client, named: str | Phrase) -> int:
    """The threads of all workers that there are now; at least one, for a cluster that grows when
    there is work.
    """
    with _told(named):
        threads: dict[str, int] = client.nthreads()
    return max(sum(threads.values()), 1)


def _result(client: Client, future: Future, named: str | Phrase) -> object:
    """The result of a task, waited for as long as there are workers. Raises `EngineError`."""
    from distributed.scheduler import KilledWorker

    looks = 0
    while True:
        with _told(named):
            try:
                error = future.exception(timeout=_LOOK)
                break
            except TimeoutError:
                looks = 0 if client.nthreads() else looks + 1
        if looks >= _LOOKS:
            raise EngineError(
                phrase("engines.no-workers", cluster=named, seconds=int(_LOOK * _LOOKS))
            )
    if isinstance(error, KilledWorker):
        raise EngineError(phrase("engines.killed", times=int(error.allowed_failures) + 1))
    if isinstance(error, CancelledError):
        raise EngineError(phrase("engines.gone", cluster=named))
    if error is not None:
        raise error
    with _told(named):
        answer: tuple[str, object] = future.result()
    state, value = answer
    if state == "done":
        return value
    if state == "absent":
        raise EngineError(phrase("engines.absent", cluster=named))
    raise EngineError(phrase("engines.other", cluster=named, found=str(value), here=program()))


def _on_worker() -> Callable[[str, bytes, bytes], tuple[str, object]]:
    """What a worker does with a task.

    The function is made here so that it travels as its code: neither the scheduler nor a worker
    without this program could find it by name.
    """

    def done(identity: str, work: bytes, task: bytes) -> tuple[str, object]:
        try:
            from pathway.base.garbage import sweep_seldom
            from pathway.studies.workers.cluster import unpacked
            from pathway.studies.workers.program import program
        except ImportError:
            return "absent", None
        if program() != identity:
            return "other", program()
        import pickle

        sweep_seldom()
        return "done", unpacked(work)(pickle.loads(task))

    return done


@lru_cache(maxsize=4)
def unpacked(work: bytes) -> Callable[[object], object]:
    """The function in a message, opened once for all tasks that it came with."""
    function: Callable[[object], object] = pickle.loads(work)
    return function
