"""Whose request it is: keys handed out, sessions of assumed roles, and the signature recomputed.

What an identity may then do is decided in `answering.py`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from assess.demo.aws_stand_in.request import Request, Scope

SESSION_POLICY_LIMIT = 2048
"""Characters of a session policy: IAM and STS quotas, AssumeRole API reference, parameter Policy."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Credentials as AWS hands them out; long-lived ones have no token."""

    access_key: str
    secret_key: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a key belongs to. `session_actions`: what the session policy allows, None where none was given."""

    account: str
    arn: str
    user_id: str
    issued: datetime | None = None
    session_actions: tuple[str, ...] | None = None
    token: str = ""


def secret_of(access_key: str) -> str:
    """The secret that belongs to a key of the stand-in: computed, so that none is ever written down."""
    return base64.b64encode(hashlib.sha256(f"stand-in {access_key}".encode()).digest()).decode()[:40]


def operator_keys(account: str) -> Keys:
    """Long-lived keys of a person in an account: what the tests and the demo begin with."""
    key = f"AKIA{_account_text(account)}OPERATOR"
    return Keys(key, secret_of(key))


class Identities:
    """The keys that the stand-in has handed out."""

    def __init__(self, accounts: tuple[str, ...], now: Callable[[], datetime]) -> None:
        self._now = now
        self._callers = {
            operator_keys(account).access_key: Caller(account, f"arn:aws:iam::{account}:user/operator", "AIDAOPERATOR")
            for account in accounts
        }
        self._issued = 0

    def caller(self, access_key: str) -> Caller | None:
        """Who this key was given to, None for a key that nobody was given."""
        return self._callers.get(access_key)

    def assume(self, account: str, role: str, session: str, policy: str, seconds: int) -> tuple[Keys, Caller, datetime]:
        """New credentials for a session of a role, with the instant at which they end."""
        self._issued += 1
        key = f"ASIA{_account_text(account)}{_base32(self._issued, 8)}"
        role_id = "AROA" + _account_text(account) + "READER22"
        caller = Caller(
            account=account,
            arn=f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
            user_id=f"{role_id}:{session}",
            issued=self._now(),
            session_actions=allowed_actions(policy) if policy else None,
            token=base64.b64encode(hashlib.sha256(f"token {key}".encode()).digest() * 4).decode(),
        )
        self._callers[key] = caller
        return Keys(key, secret_of(key), caller.token), caller, self._now() + timedelta(seconds=seconds)


def allowed_actions(policy: str) -> tuple[str, ...]:
    """The actions that the Allow statements of a policy name. Raises ValueError for text that is no policy."""
    read = json.loads(policy)
    statements = read["Statement"] if isinstance(read, dict) and "Statement" in read else None
    if statements is None:
        raise ValueError("a policy has a Statement")
    actions: list[str] = []
    for statement in statements if isinstance(statements, list) else [statements]:
        if statement.get("Effect") == "Allow":
            named = statement.get("Action", [])
            actions += [named] if isinstance(named, str) else named
    return tuple(actions)


def signature_holds(request: Request, scope: Scope) -> bool:
    """Whether the signature is the one that the key's secret makes (AWS Signature Version 4, recomputed)."""
    to_sign = "\n".join(
        (
            "AWS4-HMAC-SHA256",
            request.headers.get("x-amz-date", ""),
            f"{scope.date}/{scope.region}/{scope.signing_name}/aws4_request",
            hashlib.sha256(_canonical(request, scope).encode()).hexdigest(),
        )
    )
    key = f"AWS4{secret_of(scope.access_key)}".encode()
    for part in (scope.date, scope.region, scope.signing_name, "aws4_request", to_sign):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(key.hex(), scope.signature)


def _canonical(request: Request, scope: Scope) -> str:
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in sorted(scope.signed_headers)
    )
    pairs = sorted(pair.partition("=")[::2] for pair in request.query.split("&") if pair)
    path = request.path if scope.signing_name == "s3" else quote(request.path, safe="/~")
    payload = request.headers.get("x-amz-content-sha256") or hashlib.sha256(request.body).hexdigest()
    query = "&".join(f"{name}={value}" for name, value in pairs)
    return "\n".join((request.method, path or "/", query, headers, ";".join(scope.signed_headers), payload))


def _account_text(account: str) -> str:
    return _base32(int(account), 8)


def _base32(number: int, length: int) -> str:
    return base64.b32encode(number.to_bytes(5, "big")).decode()[-length:]
