"""What goes wrong, and for whom: rules that delay, refuse, cut or spoil the answers of the stand-in.

Which words and codes a refusal takes is in `refusals.py`; a rule is carried out in `answering.py` and `server.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from assess.demo.aws_stand_in.operations import GLOBAL_SERVICES


class Effect(StrEnum):
    """What a rule does to a request that it meets."""

    LATENCY = "latency"
    """Waits `seconds` before the answer; latencies of several rules add up."""
    DENY = "deny"
    """AccessDenied: the role's own policies allow no such action."""
    DENY_BY_SCP = "deny_by_scp"
    """AccessDenied: an explicit deny in a service control policy."""
    REGION_LOCK = "region_lock"
    """As DENY_BY_SCP, for every regional service; services without regions go on."""
    REGION_OFF = "region_off"
    """The region is not enabled: the credentials are not known there."""
    THROTTLE = "throttle"
    RATE = "rate"
    """As THROTTLE, for what comes faster than `size` requests a second in one account, region and service."""
    PAGES_OF = "pages_of"
    """No page holds more than `size` items."""
    EMPTY_PAGE = "empty_page"
    """The first page is empty, with a token that leads to the rest."""
    REPEATED_TOKEN = "repeated_token"
    """Each page is the first one, with a token."""
    SERVER_ERROR = "server_error"
    """HTTP `size`, 500 unless given."""
    GARBAGE = "garbage"
    """HTTP 200 with bytes that no parser reads."""
    TRUNCATED = "truncated"
    """Half of the body, then the connection ends."""
    HUGE = "huge"
    """A valid answer of `size` bytes, 80 MB unless given."""
    DROP = "drop"
    """The connection ends without an answer."""
    CLOCK_SKEW = "clock_skew"
    EXPIRED = "expired"
    """Credentials handed out by AssumeRole are refused once `seconds` old."""
    CLOSED = "closed"
    """The account is closed: its credentials are refused and its role cannot be assumed."""
    NO_SUBSCRIPTION = "no_subscription"
    WRONG_ACCOUNT = "wrong_account"
    """AssumeRole hands out credentials of the account named in `words`."""
    UNMODELLED_404 = "unmodelled_404"
    """HTTP 404 with a page of HTML, as a proxy or an unknown endpoint gives it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An effect on the requests that fit every pattern (`*` and `?` as in file names).

    `share`: the part of the matching requests that is met, evenly spread: 0.1 meets each tenth. `after`: matching
    requests let through first. `times`: matching requests met, then no more; 0 means for ever.
    """

    effect: Effect
    account: str = "*"
    region: str = "*"
    service: str = "*"
    operation: str = "*"
    share: float = 1.0
    after: int = 0
    times: int = 0
    seconds: float = 0.0
    size: int = 0
    words: str = ""

    def fits(self, account: str, region: str, service: str, operation: str) -> bool:
        """Whether the rule speaks of such a request at all."""
        if self.effect in (Effect.REGION_LOCK, Effect.REGION_OFF) and service in GLOBAL_SERVICES:
            return False
        return (
            fnmatchcase(account, self.account)
            and fnmatchcase(region, self.region)
            and fnmatchcase(service, self.service)
            and fnmatchcase(operation, self.operation)
        )


class RuleBook:
    """The rules in force, with how often each was met. Used by one thread. `seconds`: a clock that only rises."""

    def __init__(self, rules: tuple[Rule, ...], seconds: Callable[[], float]) -> None:
        self._rules, self._seconds = rules, seconds
        self._seen = [0] * len(rules)
        self._buckets: dict[tuple[int, str, str, str], tuple[float, float]] = {}

    def closed(self, account: str) -> bool:
        """Whether an account is closed by now: nobody's request has to be for it to be so."""
        return any(
            rule.effect is Effect.CLOSED and fnmatchcase(account, rule.account) and self._seen[at] >= rule.after
            for at, rule in enumerate(self._rules)
        )

    def met(self, account: str, region: str, service: str, operation: str) -> list[Rule]:
        """The rules that this request meets, in their order; counts it for `share`, `after` and `times`."""
        met = []
        for at, rule in enumerate(self._rules):
            if not rule.fits(account, region, service, operation):
                continue
            self._seen[at] += 1
            n = self._seen[at] - rule.after
            if n <= 0 or (rule.times and n > rule.times):
                continue
            if rule.effect is Effect.RATE and self._had_a_turn(at, rule.size, account, region, service):
                continue
            if int(n * rule.share) > int((n - 1) * rule.share):
                met.append(rule)
        return met

    def _had_a_turn(self, at: int, rate: int, account: str, region: str, service: str) -> bool:
        """Takes one from a bucket that holds `rate` and is filled at `rate` a second; whether there was one."""
        key, now = (at, account, region, service), self._seconds()
        left, since = self._buckets.get(key, (float(rate), now))
        left = min(float(rate), left + (now - since) * rate)
        self._buckets[key] = (left - 1 if left >= 1 else left, now)
        return left >= 1
