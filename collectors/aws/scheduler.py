"""Workers on other machines: the shards of a run on a dask scheduler, behind the same executor as processes here.

What travels are role names and the readers to run; keys never do, every worker finds its own as the SDK does.
"""

from __future__ import annotations

import importlib
import re
from concurrent.futures import Executor
from typing import Any, cast

from assess.evidence.collectors import CollectorError

ANSWER_SECONDS = 5
_ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?[^/\s]+:\d+")
TRIES_AGAIN = 2
"""How often a shard is run once more after the worker that ran it died."""


def executor_at(address: str) -> Executor:
    """Runs shards on the workers of that scheduler. Raises `CollectorError` where none answers, or the extra is not
    installed."""
    if not _ADDRESS.fullmatch(address):
        raise CollectorError(
            f"--scheduler {address} is no address: write tcp://HOST:PORT, as `dask scheduler` prints it"
        )
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise CollectorError(
            "--scheduler needs dask: install the extra with `pip install 'assess-operating-model[scale]'`, here and on "
            "every worker"
        ) from None
    try:
        client = distributed.Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        raise CollectorError(
            f"no dask scheduler answers at {address}: {why}; start one with `dask scheduler`"
        ) from None
    if not client.nthreads():
        client.close()
        raise CollectorError(f"the dask scheduler at {address} has no workers: start some with `dask worker {address}`")
    return cast("Executor", client.get_executor(pure=False, retries=TRIES_AGAIN))
