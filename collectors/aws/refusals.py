"""Why a read did not succeed, in words: each kind of refusal its own reason, with what would settle it.

Nothing here ever means absence. Absence is only ever an error code that a reader named beforehand.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import Any

from assess.evidence.facts import Reason, Unread
from collectors.aws.actions import actions_of
from collectors.aws.guard import Operation

_DENIED = frozenset(
    {
        "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
        "Client.UnauthorizedOperation", "NotAuthorized", "NotAuthorizedException", "UnauthorizedAccess",
        "UnauthorizedAccessException", "UnauthorizedException", "UnauthorizedOperation", "ForbiddenException",
        "Forbidden", "OrganizationAccessDeniedException", "AccessForbidden", "403",
    }
)  # fmt: skip
_THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded", "EC2ThrottledException", "PriorRequestNotComplete", "RequestLimitExceeded",
        "ProvisionedThroughputExceededException", "RequestThrottled", "RequestThrottledException", "SlowDown",
        "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
        "TransactionInProgressException", "429",
    }
)  # fmt: skip
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
_CLOCK = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture", "SignatureDoesNotMatch", "InvalidSignatureException"})
_UNKNOWN_CALLER = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "InvalidAccessKeyId"}
)
_SUBSCRIPTION = frozenset({"OptInRequired", "SubscriptionRequiredException", "SubscriptionRequired"})
_NO_SUCH_CALL = frozenset(
    {
        "InvalidAction",
        "UnknownOperationException",
        "UnknownOperation",
        "UnsupportedOperation",
        "UnsupportedOperationException",
    }
)
_PASSING = frozenset(
    {
        "InternalError", "InternalFailure", "InternalServerError", "InternalServerException", "InternalServiceError",
        "InternalServiceException", "RequestTimeout", "RequestTimeoutException", "ServiceException", "ServiceFailure",
        "ServiceUnavailable", "ServiceUnavailableException", "Unavailable",
    }
)  # fmt: skip

AGAIN = "collect again with --resume"
"""What settles everything that passes; the engine's own words for it."""

UNPARSABLE: tuple[type[Exception], ...] = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What botocore's parsers let out, beside their own error, when a body is not what its model says."""

_BY_POLICY = (
    ("service control policy", "a service control policy"),
    ("resource control policy", "a resource control policy"),
    ("permissions boundary", "a permissions boundary"),
    ("session policy", "the session policy"),
    ("vpc endpoint policy", "a VPC endpoint policy"),
    ("resource-based policy", "the resource's own policy"),
    ("explicit deny in an identity-based policy", "an explicit deny in the identity's policy"),
)
_NAMED_ACTION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a failed call means: the reason, and what may be done about it now."""

    unread: Unread
    throttled: bool = False
    passing: bool = False
    """Worth another try after a pause."""
    expired: bool = False
    """Worth another try with fresh credentials."""
    by_scp: bool = False
    """A service control policy says no: perhaps to the whole region."""
    not_offered: bool = False
    """The service does not exist in that region."""


def refusal_of(error: Exception, operation: Operation, place: str, listed: bool = True) -> Refusal | None:
    """What an exception of botocore means. `place` is account and region in words; `listed` is False where the SDK's
    list of endpoints, which may be older than a region's newest service, leaves the service out there. None for an
    exception that is no refusal: a defect, or the guard's."""
    from botocore.exceptions import ClientError, HTTPClientError
    from botocore.exceptions import ConnectionError as LinkError
    from botocore.parsers import ResponseParserError

    if isinstance(error, ClientError):
        return _of_answer(error, operation, place)
    called = f"{operation[0]}:{operation[1]} in {place}"
    if isinstance(error, (ResponseParserError, *UNPARSABLE)):
        return Refusal(_failed(f"{called} gave an answer that cannot be parsed", AGAIN), passing=True)
    if isinstance(error, HTTPClientError | LinkError):
        if not listed and _no_such_host(error):
            unread = Unread(Reason.UNRESOLVED, f"{called}: the service is not offered in this region")
            return Refusal(unread, not_offered=True)
        what = type(error).__name__
        return Refusal(
            _failed(f"{called} got no answer ({what}): is there a proxy, or a host that is not allowed?", AGAIN),
            passing=True,
        )
    return None


def _no_such_host(error: BaseException) -> bool:
    """Whether the name server says that there is no host of that name; one that cannot be asked says nothing."""
    reasons = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    inside: BaseException | None = error
    while inside is not None:
        if isinstance(inside, socket.gaierror):
            return inside.errno in reasons
        inside = inside.__cause__ or inside.__context__
    return False


def _of_answer(error: Any, operation: Operation, place: str) -> Refusal:
    problem = error.response.get("Error", {})
    code, message = str(problem.get("Code", "")), str(problem.get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    called = f"{operation[0]}:{operation[1]} in {place}"
    if code in _THROTTLED or status == 429:
        unread = _failed(f"{called} was throttled until the time was up", AGAIN)
        return Refusal(unread, throttled=True, passing=True)
    if code in _EXPIRED:
        return Refusal(
            _failed(f"{called}: the credentials expired", "sign in again, then collect with --resume"), expired=True
        )
    if code in _DENIED:
        return _denied(message, operation, place)
    if code in _CLOCK:
        needs = "set this machine's clock, or check the secret key"
        return Refusal(_failed(f"{called} rejected the signature ({code})", needs))
    if code in _UNKNOWN_CALLER:
        return Refusal(
            Unread(Reason.UNRESOLVED, f"{called} does not know these credentials ({code})", "enable the region"),
            expired=True,
        )
    if code in _SUBSCRIPTION:
        return Refusal(Unread(Reason.UNRESOLVED, f"{called} needs a subscription or plan", "the plan it is part of"))
    if code in _NO_SUCH_CALL:
        return Refusal(Unread(Reason.UNRESOLVED, f"{called} is not supported there ({code})"))
    if code in _PASSING or status >= 500:
        return Refusal(_failed(f"{called} failed with {status} {code}", AGAIN), passing=True)
    return Refusal(_failed(f"{called} answered {status} {code}: {_short(message)}", AGAIN))


def _denied(message: str, operation: Operation, place: str) -> Refusal:
    named = _NAMED_ACTION.search(message)
    actions = actions_of(operation)
    action = named.group(1) if named else (actions[0] if actions else ":".join(operation))
    lowered = message.lower()
    policy = next((words for sign, words in _BY_POLICY if sign in lowered), "")
    by = f" by {policy}" if policy else ""
    unread = Unread(Reason.NOT_PERMITTED, f"{action} refused{by} in {place}", action)
    return Refusal(unread, by_scp="service control policy" in lowered)


def _failed(detail: str, needs: str) -> Unread:
    return Unread(Reason.NOT_AVAILABLE, detail, needs)


def _short(message: str) -> str:
    line = " ".join("".join(each if each.isprintable() else " " for each in message).split())
    return line if len(line) <= 160 else line[:159] + "…"
