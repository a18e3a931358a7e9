"""Workers for shards behind the standard `Executor` seam: threads of this process, or spawned processes.

Each worker process stands alone: one that dies takes down the call it was running and no other, and is replaced.
What a call does, and what is done about a call that was lost, is left to `shards.py` and `running.py`.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.synchronize import Event as ProcessEvent
from types import FrameType
from typing import Any, ParamSpec, TypeVar, cast

from assess.evidence.collectors import Cancel

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What tells a run to come to an end."""

P = ParamSpec("P")
T = TypeVar("T")
_Call = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]

_never = threading.Event()
_process_stop: ProcessEvent | None = None
_here = threading.local()


def stopping() -> Cancel:
    """Tells the running call whether it should come to an end. Never, where a call runs on a foreign executor."""
    if _process_stop is not None:
        return _process_stop
    return cast("Cancel", getattr(_here, "stop", _never))


class Workers(Executor):
    """So many workers, each running one call at a time, in order of submission. `processes` False: calls run in
    threads of this process. Processes are spawned at the first call they get."""

    def __init__(self, count: int, *, processes: bool, debug: bool = False) -> None:
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._context = _Context() if processes else None
        self._stop: ProcessEvent | threading.Event = self._context.Event() if self._context else threading.Event()
        self._debug = debug
        self._threads = [
            threading.Thread(target=self._work, name=f"assess-worker-{number}", daemon=True) for number in range(count)
        ]
        self._started = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As `Executor.submit`; a call whose process dies raises `BrokenProcessPool`."""
        if not self._started:
            self._started = True
            for thread in self._threads:
                thread.start()
        future: Future[T] = Future()
        self._calls.put((future, fn, args, kwargs))
        return future

    def stop(self) -> None:
        """Tells running calls to come to an end; see `stopping`."""
        self._stop.set()

    def kill(self) -> None:
        """Ends all worker processes at once, whatever they are doing. Threads cannot be ended; they are daemons."""
        self.shutdown(wait=False, cancel_futures=True)
        if self._context is not None:
            self._context.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `Executor.shutdown`."""
        while cancel_futures:
            with contextlib.suppress(queue.Empty):
                call = self._calls.get_nowait()
                if call is not None:
                    call[0].cancel()
                continue
            break
        for _ in self._threads:
            self._calls.put(None)
        if wait and self._started:
            for thread in self._threads:
                thread.join()

    def _work(self) -> None:
        _here.stop = self._stop
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # inherited, so that a worker hears none before it is ready
        pool: ProcessPoolExecutor | None = None
        while (call := self._calls.get()) is not None:
            future, function, arguments, named = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                if self._context is None:
                    result = function(*arguments, **named)
                else:
                    pool = pool or self._pool()
                    result = pool.submit(function, *arguments, **named).result()
            except BaseException as error:  # noqa: BLE001 - as any executor: the caller of `result` gets it
                if isinstance(error, BrokenProcessPool):
                    pool = None
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, call
        if pool is not None:
            pool.shutdown()

    def _pool(self) -> ProcessPoolExecutor:
        # typeshed has the initializer take no arguments unless the context is exactly its own class
        return ProcessPoolExecutor(1, self._context, _begin, (self._stop, self._debug))  # type: ignore[arg-type]


class _Context(SpawnContext):
    """Spawning that remembers its processes, so that they can be ended."""

    def __init__(self) -> None:
        super().__init__()
        self._processes: list[SpawnProcess] = []

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        """A process of the standard kind."""
        process = SpawnProcess(*arguments, **named)
        self._processes.append(process)
        return process

    def kill(self) -> None:
        """Ends every process that was made."""
        for process in self._processes:
            with contextlib.suppress(ValueError, AttributeError):
                process.kill()


def _begin(stop: ProcessEvent, debug: bool) -> None:
    """The start of a worker process: signals that a terminal or a supervisor sends to all are for the parent to
    answer, and a worker whose parent was killed ends too."""
    global _process_stop
    _process_stop = stop
    for number in SIGNALS:
        signal.signal(number, _left_to_the_parent)  # and not SIG_IGN, which programs started by a job would inherit
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    if debug:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _left_to_the_parent(number: int, frame: FrameType | None) -> None:
    """Answers nothing."""


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
