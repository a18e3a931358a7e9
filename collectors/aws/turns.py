"""Waiting: for a turn at a service's limit, and between tries. And how fast each service may be asked.

AWS limits calls per account and region, so one slow account must slow nobody else. Rates are those that AWS or a
service's model states; where nothing is known the refill of a plain EC2 Describe is taken. The buckets are the
engine's.
"""

from __future__ import annotations

import time
from threading import Event, Lock

from assess.evidence.collectors import Cancel, Cancelled, Limiter, Rate, Tools
from assess.evidence.limits import Buckets, Stopwatch
from collectors.aws.guard import Operation

_SERVICE_RATES: dict[str, float] = {
    "apigateway": 5,
    "apigatewayv2": 5,
    "cloudtrail": 10,
    "controltower": 5,
    "firehose": 5,
    "kinesis": 5,
    "opensearch": 5,
    "organizations": 8,
    "resourcegroupstaggingapi": 10,
    "route53": 5,
    "service-quotas": 5,
    "ssm": 10,
    "sts": 100,
}
_OPERATION_RATES: dict[Operation, float] = {
    ("cloudtrail", "LookupEvents"): 2,
    ("config", "SelectAggregateResourceConfig"): 1,
    ("config", "SelectResourceConfig"): 1,
    ("logs", "DescribeLogGroups"): 10,
    ("securityhub", "GetFindings"): 3,
}
DEFAULT_RATE = 20.0


def limit_key(account: str, region: str, service: str) -> str:
    """The key of the limit that calls of an account to a service in a region share."""
    return f"{account}/{region}/{service}"


def limit_of(account: str, region: str, operation: Operation) -> str:
    """The key of the limit for one operation: its service's, or its own where AWS gives it one."""
    key = limit_key(account, region, operation[0])
    return f"{key}:{operation[1]}" if operation in _OPERATION_RATES else key


def rate_of(key: str) -> Rate:
    """The rate behind such a key; two seconds' worth of calls may be made at once."""
    service, _, operation = key.rpartition("/")[2].partition(":")
    rate = _OPERATION_RATES.get((service, operation)) or _SERVICE_RATES.get(service) or DEFAULT_RATE
    return Rate(rate, burst=max(1, round(rate * 2)))


class Turns:
    """The waiting of one job. Time spent waiting for a turn is not charged to it; time between tries is."""

    def __init__(self, limiter: Limiter, cancel: Cancel, seconds: float) -> None:
        self._limiter = limiter
        self._cancel = cancel
        self._lock = Lock()
        self._until = time.monotonic() + seconds

    @staticmethod
    def of(tools: Tools) -> Turns:
        """The waiting of a job that the engine runs."""
        return Turns(tools.limiter, tools.cancel, tools.deadline)

    def wait(self, key: str) -> None:
        """Waits for the turn of one call, and counts it. Raises `Cancelled` if the run is stopped."""
        before = time.monotonic()
        self._limiter.wait(key)
        waited = time.monotonic() - before
        with self._lock:
            self._until += waited

    def rest(self, seconds: float) -> bool:
        """Sleeps between two tries; False, at once, if the job's time would be up. Raises `Cancelled`."""
        end = time.monotonic() + seconds
        if end > self._until:
            return False
        while (left := end - time.monotonic()) > 0 and not self._cancel.is_set():
            time.sleep(min(left, 0.1))
        if self._cancel.is_set():
            raise Cancelled
        return True


class OwnLimits:
    """Limits for calls made outside a job: while the accounts to read are being found."""

    def __init__(self) -> None:
        self._watch = Stopwatch()
        self._buckets = Buckets(rate_of, self._watch)
        self._cancel = Event()

    def turns(self, seconds: float) -> Turns:
        """The waiting of one such piece of work."""
        return Turns(self, self._cancel, seconds)

    def wait(self, key: str, calls: int = 1) -> None:
        """As `Limiter.wait`."""
        self._watch.wait(self._buckets.reserve(key, calls), self._cancel)
