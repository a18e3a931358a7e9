"""Decides what a request gets: identified, counted, held to rules and policies, then answered from the estate.

Sockets, delays and damaged bodies are left to `server.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from time import monotonic

from assess.demo.aws_stand_in import refusals
from assess.demo.aws_stand_in.counting import Counter
from assess.demo.aws_stand_in.defaults import NO_ORGANIZATION, default_answer
from assess.demo.aws_stand_in.derived import tell_of_lists
from assess.demo.aws_stand_in.estate import Estate
from assess.demo.aws_stand_in.identity import Caller, Identities, signature_holds
from assess.demo.aws_stand_in.moto_behind import Behind
from assess.demo.aws_stand_in.narrowing import narrowed
from assess.demo.aws_stand_in.operations import GLOBAL_SERVICES, Moto, actions_needed, table
from assess.demo.aws_stand_in.organization import MEMBERS_MAY, tell_of_organization
from assess.demo.aws_stand_in.pages import Trick, page
from assess.demo.aws_stand_in.request import Asked, Request, Scope, asked_by, parameters, scope_of
from assess.demo.aws_stand_in.rules import Effect, Rule, RuleBook
from assess.demo.aws_stand_in.security_token import SecurityTokenService
from assess.demo.aws_stand_in.values import Members, placed
from assess.demo.aws_stand_in.writing import Refusal, Response, refused, written


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, when to send it (`delay`, seconds), and whether the connection ends before it is whole."""

    response: Response
    delay: float = 0.0
    drop: bool = False
    truncate: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at besides the rules. `allowed`: IAM actions by account (`*` for all); absent means all of them.

    `signatures`: recompute each signature. `accounts`: note requests that name an account other than the signer's.
    """

    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    signatures: bool = False
    accounts: bool = False


_Question = tuple[str, str, Asked, str, str, bytes, Trick]
_REMEMBERED = 32_768
"""Answers kept ready, so that a benchmark measures its caller and not the writing of XML."""

_ACCOUNT_ID = re.compile(rb"(?<!\d)\d{12}(?!\d)")
_MAY_NAME_OTHERS = frozenset({"sts", "organizations", "account"})


class StandIn:
    """An estate that answers, as it is when this begins. Used by one thread: its server's loop."""

    def __init__(self, estate: Estate, rules: tuple[Rule, ...], watch: Watch, now: Callable[[], datetime]) -> None:
        self.estate, self.watch, self.counter = estate.copy(), watch, Counter()
        tell_of_organization(self.estate)
        tell_of_lists(self.estate)
        self._given: dict[_Question, tuple[Response, str]] = {}
        self._now = now
        self._identities = Identities(tuple(estate.accounts), now)
        self._tokens = SecurityTokenService(estate, self._identities)
        self._behind = Behind() if estate.moto else None
        self._accounts = {account.encode() for account in estate.accounts}
        self.obey(rules)

    def obey(self, rules: tuple[Rule, ...]) -> None:
        """From now on these rules hold, beside the estate's own."""
        self._rules = RuleBook((*self.estate.rules, *rules), monotonic)

    def allow(self, allowed: dict[str, tuple[str, ...]]) -> None:
        """From now on these IAM actions are allowed, by account, and no others."""
        self.watch = replace(self.watch, allowed=allowed)

    def reply(self, request: Request) -> Reply:
        """The reply to one request of an SDK."""
        scope = scope_of(request)
        if scope is None:
            return Reply(Response(403, b"<Error><Code>MissingAuthenticationToken</Code></Error>"))
        asked = asked_by(request, scope.signing_name)
        caller = self._identities.caller(scope.access_key)
        if asked is None:
            return self._unidentified(request, scope, caller)
        account = caller.account if caller else "unknown"
        self.counter.count(account, scope.region, asked)
        met = self._rules.met(account, scope.region, asked.service, asked.operation)
        delay = sum(rule.seconds for rule in met if rule.effect is Effect.LATENCY)
        refusal = self._refusal(request, scope, asked, caller, met)
        if refusal is not None:
            self.counter.refuse(account, asked, refusal.code)
            return Reply(refused(asked, refusal), delay)
        assert caller is not None
        return self._spoiled(self._answer(request, scope, asked, caller, met), met, delay)

    def _refusal(
        self, request: Request, scope: Scope, asked: Asked, caller: Caller | None, met: list[Rule]
    ) -> Refusal | None:
        if caller is None:
            return refusals.unknown_key(asked)
        if self.watch.accounts:
            self._note_other_accounts(request, asked, caller)
        if self.watch.signatures and not signature_holds(request, scope):
            self.counter.bad_signature()
            return refusals.bad_signature(asked)
        if caller.token and request.headers.get("x-amz-security-token") != caller.token:
            return refusals.unknown_key(asked)
        for rule in met:
            refusal = self._by_rule(rule, asked, caller)
            if refusal is not None:
                return refusal
        if asked.service not in GLOBAL_SERVICES and scope.region not in self.estate.accounts[caller.account].regions:
            return refusals.unknown_key(asked)
        return self._by_policy(asked, caller)

    def _by_rule(self, rule: Rule, asked: Asked, caller: Caller) -> Refusal | None:
        action = next(iter(actions_needed(asked.service, asked.operation)), f"{asked.service}:{asked.operation}")
        match rule.effect:
            case Effect.DENY:
                return refusals.denied(asked, caller.arn, action)
            case Effect.DENY_BY_SCP | Effect.REGION_LOCK:
                return refusals.denied_by_scp(asked, caller.arn, action)
            case Effect.REGION_OFF | Effect.CLOSED:
                return refusals.unknown_key(asked)
            case Effect.THROTTLE | Effect.RATE:
                return refusals.throttled(asked)
            case Effect.SERVER_ERROR:
                return refusals.failing(rule.size or 500)
            case Effect.CLOCK_SKEW:
                return refusals.clock_skewed(asked)
            case Effect.NO_SUBSCRIPTION:
                return refusals.no_subscription(asked)
            case Effect.EXPIRED if caller.issued and self._now() - caller.issued >= timedelta(seconds=rule.seconds):
                return refusals.expired(asked)
        return None

    def _by_policy(self, asked: Asked, caller: Caller) -> Refusal | None:
        allowed = self.watch.allowed.get(caller.account, self.watch.allowed.get("*"))
        for action in actions_needed(asked.service, asked.operation):
            if allowed is not None and not _covers(allowed, action):
                return refusals.denied(asked, caller.arn, action)
            if caller.session_actions is not None and not _covers(caller.session_actions, action):
                return refusals.denied_by_session(asked, caller.arn, action)
        organization = self.estate.organization
        if asked.service != "organizations" or asked.operation in MEMBERS_MAY or organization is None:
            return None
        if caller.account == organization.management or caller.account in organization.delegates:
            return None
        return refusals.not_the_management_account(asked)

    def _answer(self, request: Request, scope: Scope, asked: Asked, caller: Caller, met: list[Rule]) -> Response:
        question = (caller.account, scope.region, asked, request.path, request.query, request.body, _trick(met))
        known = self._given.get(question)
        if known is None:
            known = self._answer_anew(request, scope, asked, caller, met)
            if asked.service != "sts" and self._behind is None:
                if len(self._given) >= _REMEMBERED:
                    self._given.clear()
                self._given[question] = known
        response, code = known
        if code:
            self.counter.refuse(caller.account, asked, code)
        return response

    def _answer_anew(
        self, request: Request, scope: Scope, asked: Asked, caller: Caller, met: list[Rule]
    ) -> tuple[Response, str]:
        """The response, and its code if it is an error."""
        given = parameters(request, asked)
        answer: Members | Refusal | None
        if asked.service == "sts":
            answer = self._tokens.answer(asked, given, caller, met, self._rules.closed)
        else:
            answer = self.estate.answer(caller.account, scope.region, asked.service, asked.operation, given)
            if answer is None and self._behind is not None and self._moto_answers(asked):
                answered = self._behind.answer(request, scope, caller.account)
                if answered is not None:
                    return answered, ""
            if answer is None and asked.service == "organizations" and self.estate.organization is None:
                answer = NO_ORGANIZATION
            if answer is None:
                answer = default_answer(asked.service, asked.operation)
        if isinstance(answer, Refusal):
            words = answer.message.replace("{account}", caller.account)
            return refused(asked, Refusal(answer.code, words, answer.status)), answer.code
        places = {"account": caller.account, "region": scope.region}
        answer = narrowed(asked.service, asked.operation, answer, given, places)
        answer = page(asked.service, asked.operation, answer, given, _trick(met))
        return written(asked, {name: placed(value, places) for name, value in answer.items()}), ""

    @staticmethod
    def _moto_answers(asked: Asked) -> bool:
        known = table().get((asked.service, asked.operation))
        return known is None or known.moto is not Moto.MISSING

    def _spoiled(self, response: Response, met: list[Rule], delay: float) -> Reply:
        drop = truncate = False
        for rule in met:
            match rule.effect:
                case Effect.GARBAGE:
                    response = Response(200, b"\x00\x9f<<{]garbage" * 8, response.headers)
                case Effect.UNMODELLED_404:
                    response = Response(404, b"<html>Not Found</html>", (("Content-Type", "text/html"),))
                case Effect.HUGE:
                    response = _huge(response, rule.size or 80_000_000)
                case Effect.DROP:
                    drop = True
                case Effect.TRUNCATED:
                    truncate = True
        return Reply(response, delay, drop, truncate)

    def _note_other_accounts(self, request: Request, asked: Asked, caller: Caller) -> None:
        if asked.service in _MAY_NAME_OTHERS:
            return
        text = f"{request.path}?{request.query}".encode() + request.body
        if {found for found in _ACCOUNT_ID.findall(text) if found in self._accounts} - {caller.account.encode()}:
            self.counter.wrong_account()

    def _unidentified(self, request: Request, scope: Scope, caller: Caller | None) -> Reply:
        if caller is not None and self._behind is not None:
            answered = self._behind.answer(request, scope, caller.account)
            if answered is not None:
                return Reply(answered)
        text = f"The stand-in knows no operation of {scope.signing_name} for {request.method} {request.path}."
        return Reply(Response(501, text.encode(), (("Content-Type", "text/plain"),)))


def _covers(allowed: tuple[str, ...], action: str) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in allowed)


def _trick(met: list[Rule]) -> Trick:
    size = next((rule.size or 1 for rule in met if rule.effect is Effect.PAGES_OF), None)
    effects = {rule.effect for rule in met}
    return Trick(size, Effect.EMPTY_PAGE in effects, Effect.REPEATED_TOKEN in effects)


def _huge(response: Response, size: int) -> Response:
    """The answer with white space after it until it has `size` bytes: valid, and slow to read."""
    blank = b" " * max(size - len(response.body), 0)
    return Response(response.status, response.body + blank, response.headers)


__all__ = ["Members", "Reply", "StandIn", "Watch"]
