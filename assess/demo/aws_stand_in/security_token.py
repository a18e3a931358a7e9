"""AssumeRole and GetCallerIdentity: which sessions the estate's accounts hand out, and to whom."""

from __future__ import annotations

import re
from collections.abc import Callable

from assess.demo.aws_stand_in import refusals
from assess.demo.aws_stand_in.defaults import default_answer
from assess.demo.aws_stand_in.estate import Account, Estate
from assess.demo.aws_stand_in.identity import SESSION_POLICY_LIMIT, Caller, Identities
from assess.demo.aws_stand_in.request import Asked
from assess.demo.aws_stand_in.rules import Effect, Rule
from assess.demo.aws_stand_in.values import Members
from assess.demo.aws_stand_in.writing import Refusal

_ROLE = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]+)")
_USUAL_SECONDS, _CHAINED_SECONDS = 3600, 3600


class SecurityTokenService:
    """STS for an estate. A role may be assumed where the account has it, with its external id if it wants one."""

    def __init__(self, estate: Estate, identities: Identities) -> None:
        self._estate, self._identities = estate, identities

    def answer(
        self, asked: Asked, given: Members, caller: Caller, met: list[Rule], closed: Callable[[str], bool]
    ) -> Members | Refusal:
        """What STS answers; `closed` tells of an account whether it is."""
        if asked.operation == "GetCallerIdentity":
            return {"UserId": caller.user_id, "Account": caller.account, "Arn": caller.arn}
        if asked.operation == "AssumeRole":
            return self._assume(asked, given, caller, met, closed)
        return default_answer(asked.service, asked.operation)

    def _assume(
        self, asked: Asked, given: Members, caller: Caller, met: list[Rule], closed: Callable[[str], bool]
    ) -> Members | Refusal:
        arn, session, policy = (str(given.get(name) or "") for name in ("RoleArn", "RoleSessionName", "Policy"))
        found = _ROLE.fullmatch(arn)
        account = self._estate.accounts.get(found.group(1)) if found else None
        trusted = found is not None and account is not None and self._trusts(account, found.group(2), given)
        if found is None or account is None or not trusted or closed(account.id):
            return refusals.denied(asked, caller.arn, "sts:AssumeRole", resource=arn)
        if len(policy) > SESSION_POLICY_LIMIT:
            text = f"Value at 'policy' failed to satisfy constraint: length at most {SESSION_POLICY_LIMIT}"
            return Refusal("ValidationError", text, 400)
        seconds = given.get("DurationSeconds") or _USUAL_SECONDS
        if caller.issued and isinstance(seconds, int) and seconds > _CHAINED_SECONDS:
            text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
            return Refusal("ValidationError", text, 400)
        other = next((rule.words for rule in met if rule.effect is Effect.WRONG_ACCOUNT), "")
        try:
            keys, session_caller, ends = self._identities.assume(
                other or account.id, found.group(2), session, policy, seconds if isinstance(seconds, int) else 3600
            )
        except (ValueError, AttributeError):
            return Refusal("MalformedPolicyDocument", "The policy is not in the valid JSON format.", 400)
        return {
            "Credentials": {
                "AccessKeyId": keys.access_key,
                "SecretAccessKey": keys.secret_key,
                "SessionToken": keys.token,
                "Expiration": ends,
            },
            "AssumedRoleUser": {"AssumedRoleId": session_caller.user_id, "Arn": session_caller.arn},
            "PackedPolicySize": len(policy) * 100 // SESSION_POLICY_LIMIT,
        }

    @staticmethod
    def _trusts(account: Account, role: str, given: Members) -> bool:
        if account.status != "ACTIVE" or not account.reader_role or account.reader_role != role:
            return False
        return not account.external_id or given.get("ExternalId") == account.external_id
