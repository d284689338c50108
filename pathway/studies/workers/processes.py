"""Where many tasks are done: by processes of this machine. The results come in the order of the
tasks.

Tasks are taken from their source only as they are needed, so that neither all tasks nor all results
are ever held. (`pathway.studies.workers.cluster` does the same with a Dask cluster.)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from pathway.base.errors import EngineError
from pathway.base.garbage import sweep_seldom
from pathway.base.phrases import phrase

Todo = TypeVar("Todo")
Done = TypeVar("Done")


MOST_JOBS = 256
"""Processes that work at a time, at most."""


def in_processes(
    work: Callable[[Todo], Done], tasks: Iterator[Todo], jobs: int
) -> Generator[Done, None, None]:
    """Tasks done by so many processes, in order; only a few are under way at a time. Raises
    `EngineError` where one is killed.
    """
    from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _settled)
    under_way: deque[Future[Done]] = deque()
    try:
        for task in tasks:
            under_way.append(pool.submit(work, task))
            if len(under_way) > 3 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenExecutor:
        raise EngineError(phrase("engines.lost")) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _settled() -> None:
    """Leaves an interruption to the process that waits, and ends with it, however that one ends."""
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sweep_seldom()
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    import os
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
