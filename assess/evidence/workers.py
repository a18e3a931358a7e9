"""A worker for shards behind the standard `Executor` seam: a thread of this process, or a spawned process.

Each stands alone: a process that dies takes down the call it was running and no other, and is replaced.
What a call does, and what is done about a call that was lost, is left to `shards.py` and `running.py`.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, util
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

AT_HAND = 2
"""Calls that a process has: the one it makes, and the next."""

YOUNG = 20_000
"""Objects after which a process that collects looks for cycles. It holds hundreds of thousands (the models of services,
the jobs of a plan), what comes and goes has none, and looking after every 700 takes a tenth of its time."""

_never = threading.Event()
_process_stop: ProcessEvent | None = None
_here = threading.local()


def stopping() -> Cancel:
    """Tells the running call whether it should come to an end. Never, where a call runs on a foreign executor."""
    if _process_stop is not None:
        return _process_stop
    return cast("Cancel", getattr(_here, "stop", _never))


class Worker(Executor):
    """One worker that runs one call at a time, in order of submission. `process` False: calls run in a thread of this
    process. A process is spawned at the first call, and has the next at hand when it is through with one."""

    def __init__(self, *, process: bool, debug: bool = False) -> None:
        self._events: queue.SimpleQueue[_Call | Future[Any] | None] = queue.SimpleQueue()
        """Calls to make, results that have come, and at last None."""
        self._context = _Context() if process else None
        self._stop: ProcessEvent | threading.Event = self._context.Event() if self._context else threading.Event()
        self._debug = debug
        self._thread = threading.Thread(target=self._feed if process else self._work, name="assess-worker", daemon=True)
        self._started = False
        self._cancelled = threading.Event()
        """What has not begun is not wanted any more."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As `Executor.submit`; a call whose process dies raises `BrokenProcessPool`."""
        if not self._started:
            self._started = True
            self._thread.start()
        future: Future[T] = Future()
        self._events.put((future, fn, args, kwargs))
        return future

    def stop(self) -> None:
        """Tells running calls to come to an end; see `stopping`."""
        self._stop.set()

    def kill(self) -> None:
        """Ends the process at once, whatever it is doing. A thread cannot be ended; it is a daemon."""
        self.shutdown(wait=False, cancel_futures=True)
        if self._context is not None:
            self._context.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `Executor.shutdown`."""
        if cancel_futures:
            self._cancelled.set()
        self._events.put(None)
        if wait and self._started:
            self._thread.join()

    def _work(self) -> None:
        """Makes the calls in this thread."""
        _here.stop = self._stop
        while isinstance(call := self._events.get(), tuple):
            future, function, arguments, named = call
            if not self._wanted(future):
                continue
            try:
                result = function(*arguments, **named)
            except BaseException as error:  # noqa: BLE001 - as any executor: the caller of `result` gets it
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, call

    def _feed(self) -> None:
        """Has the process make the calls."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # inherited, so that it hears none before it is ready
        pool: ProcessPoolExecutor | None = None
        waiting: deque[_Call] = deque()
        given: deque[tuple[_Call, Future[Any]]] = deque()
        ending = False
        while not ending or waiting or given:
            event = self._events.get()
            if event is None:
                ending = True
            elif isinstance(event, tuple):
                waiting.append(event)
            elif given and given[0][1] is event and not _tell(*given.popleft()):
                waiting.extendleft(reversed([call for call, _ in given]))  # these had not begun
                given.clear()
                pool = None
            del event
            while waiting and len(given) < AT_HAND:
                if not waiting[0][0].running() and not self._wanted(waiting[0][0]):
                    waiting.popleft()
                    continue
                pool = pool or self._pool()
                try:
                    given.append((waiting[0], self._give(pool, waiting[0])))
                except BrokenProcessPool:
                    pool = None
                    if given:
                        break  # first it is told what died with it
                else:
                    waiting.popleft()
        if pool is not None:
            pool.shutdown()

    def _wanted(self, future: Future[Any]) -> bool:
        """Whether a call is still to be made; if so it can no longer be cancelled."""
        if self._cancelled.is_set():
            future.cancel()
        return future.set_running_or_notify_cancel()

    def _give(self, pool: ProcessPoolExecutor, call: _Call) -> Future[Any]:
        made = pool.submit(call[1], *call[2], **call[3])
        made.add_done_callback(self._events.put)
        return made

    def _pool(self) -> ProcessPoolExecutor:
        # typeshed has the initializer take no arguments unless the context is exactly its own class
        return ProcessPoolExecutor(1, self._context, _begin, (self._stop, self._debug))  # type: ignore[arg-type]


def _tell(call: _Call, ended: Future[Any]) -> bool:
    """Tells the caller what came of a call; False if the process that made it has died."""
    error = ended.exception()
    if error is None:
        call[0].set_result(ended.result())
    else:
        call[0].set_exception(error)
    return not isinstance(error, BrokenProcessPool)


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
        _tell_what_we_do()
    gc.set_threshold(YOUNG, 10, 10)
    util.Finalize(None, _end_at_once, exitpriority=-1_000)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _tell_what_we_do() -> None:
    """Debugging of our own packages alone: what an SDK logs holds whole answers, and the keys it signs with."""
    told = logging.StreamHandler(sys.stderr)
    for package in ("assess", "collectors"):
        logging.getLogger(package).addHandler(told)
        logging.getLogger(package).setLevel(logging.DEBUG)


def _end_at_once() -> None:
    """The last thing a worker does: what it holds goes with it, and need not be taken apart object by object."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(0)


def _left_to_the_parent(number: int, frame: FrameType | None) -> None:
    """Answers nothing."""


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
