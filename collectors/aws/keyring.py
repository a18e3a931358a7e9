"""The keys of one process: how each account is entered, and proof that it is the account meant.

Role names travel between processes, keys never do: every worker assumes its roles itself, with a session policy that
holds one group of services. Nothing here decides which accounts are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

from assess.evidence.collectors import Settings, Target
from assess.evidence.facts import Reason, Unread
from collectors.aws.clients import Clients
from collectors.aws.credentials import acting_as
from collectors.aws.reading import Refused
from collectors.aws.refusals import UNPARSABLE, Refusal, refusal_of
from collectors.aws.turns import Turns, limit_key

SESSION_NAME = "assess-read-only"


@dataclass(frozen=True, slots=True)
class Door:
    """How an account is entered: a profile of the operator (empty: the SDK's default chain), and a role to assume
    from there (empty: the operator's own identity is in the account)."""

    account: str
    profile: str
    role: str
    region: str
    """Where STS is asked."""
    external_id: str = ""
    session_name: str = SESSION_NAME

    @staticmethod
    def of(target: Target, settings: Settings) -> Door:
        """The door of a target. The external id comes from the options and is not kept with the target."""
        return Door(
            account=target.id.partition(":")[2],
            profile=target.settings.get("profile", ""),
            role=target.settings.get("role", ""),
            region=target.settings.get("sts_region", "us-east-1"),
            external_id=settings.first("aws_external_id"),
            session_name=settings.first("aws_session_name", SESSION_NAME),
        )

    @property
    def words(self) -> str:
        """The account as a person would name it in a sentence about entering it."""
        return f"account {self.account}"


class Keyring:
    """Credentials by door and group of services, each proved by GetCallerIdentity before it is handed out."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._lock = Lock()
        self._operators: dict[str, Any] = {}
        self._proved: dict[tuple[Door, str], Any] = {}
        self._refused: dict[Door, Unread] = {}
        self._entering: dict[tuple[Door, str], Lock] = {}

    def operator(self, profile: str) -> Any:
        """The operator's own credentials from the SDK's chain. Raises botocore's exceptions, and `Refused` if there
        are none at all."""
        with self._lock:
            if profile not in self._operators:
                self._operators[profile] = _chain(profile)
            return self._operators[profile]

    def credentials(self, door: Door, group: str, policy: str, turns: Turns) -> Any:
        """Credentials that are proved to be of the door's account. Raises `Refused`, also for a door that was found
        closed before."""
        key = _key(door, group)
        with self._lock:
            if door in self._refused:
                raise Refused(self._refused[door])
            if key in self._proved:
                return self._proved[key]
            entering = self._entering.setdefault(key, Lock())
        with entering:
            if door in self._refused:
                raise Refused(self._refused[door])
            if key not in self._proved:
                self._proved[key] = self._enter(door, policy, turns)
            return self._proved[key]

    def renew(self, door: Door, group: str, used: Any) -> None:
        """Forgets credentials that the service no longer takes, and the proof that went with them; not those that
        another thread has fetched meanwhile."""
        with self._lock:
            if self._proved.get(_key(door, group)) is not used:
                return
            del self._proved[_key(door, group)]
            if not door.role:
                self._operators.pop(door.profile, None)

    def identity(self, credentials: Any, region: str) -> tuple[str, str]:
        """Account and ARN of whoever holds these credentials. Raises botocore's exceptions."""
        with acting_as(credentials):
            answer = self._clients.get("sts", region).get_caller_identity()
        return str(answer["Account"]), str(answer["Arn"])

    def _enter(self, door: Door, policy: str, turns: Turns) -> Any:
        from botocore.credentials import DeferredRefreshableCredentials
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        for attempt in range(4):
            try:
                credentials = self.operator(door.profile)
                if door.role:
                    assume = _Assume(self, door, policy)
                    credentials = DeferredRefreshableCredentials(refresh_using=assume, method="assess-assume-role")
                turns.wait(limit_key(door.account, door.region, "sts"))
                account, _ = self.identity(credentials, door.region)
                break
            except (BotoCoreError, ClientError, ResponseParserError, *UNPARSABLE) as error:
                refusal = _why_not(error, door)
                if not refusal.passing or attempt == 3 or not turns.rest(0.5 * 2**attempt):
                    self._close(door, refusal)
                    raise Refused(refusal.unread) from error
        if account != door.account:
            unread = Unread(
                Reason.NOT_AVAILABLE,
                f"the credentials for {door.words} belong to account {account}: nothing was read with them",
                "correct the profile or the role",
            )
            self._close(door, Refusal(unread))
            raise Refused(unread)
        return credentials

    def _close(self, door: Door, refusal: Refusal) -> None:
        """A door that said no is not knocked at sixty times; one that did not answer may be tried again."""
        if not refusal.passing:
            with self._lock:
                self._refused[door] = refusal.unread


def _key(door: Door, group: str) -> tuple[Door, str]:
    """Whose credentials are the same: a role is assumed for each group, an operator's own are one for all groups."""
    return (door, group) if door.role else (door, "")


class _Assume:
    """Assumes a role each time botocore wants fresh credentials, in whatever thread needs them."""

    def __init__(self, keys: Keyring, door: Door, policy: str) -> None:
        self._keys = keys
        self._door = door
        self._policy = policy

    def __call__(self) -> dict[str, str]:
        door = self._door
        asked = {"RoleArn": door.role, "RoleSessionName": door.session_name, "Policy": self._policy}
        if door.external_id:
            asked["ExternalId"] = door.external_id
        with acting_as(self._keys.operator(door.profile)):
            answer = self._keys._clients.get("sts", door.region).assume_role(**asked)
        if answer["AssumedRoleUser"]["Arn"].split(":")[4] != door.account:
            raise Refused(Unread(Reason.NOT_AVAILABLE, f"the role of {door.words} is in another account"))
        keys = answer["Credentials"]
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"].isoformat(),
        }


def _chain(profile: str) -> Any:
    from botocore.session import Session

    found = Session(profile=profile or None).get_credentials()
    if found is None:
        raise Refused(
            Unread(
                Reason.NOT_PERMITTED,
                f"profile {profile} has no credentials" if profile else "the SDK finds no AWS credentials",
                f"aws sso login --profile {profile}" if profile else "aws configure sso, or AWS_PROFILE",
            )
        )
    return found


def _why_not(error: Exception, door: Door) -> Refusal:
    """Why an account cannot be entered."""
    failed = getattr(error, "operation_name", "GetCallerIdentity")
    refusal = refusal_of(error, ("sts", str(failed)), door.words)
    if refusal is None:
        unread = Unread(Reason.NOT_AVAILABLE, f"{door.words} cannot be entered: {error}", "check the profile")
        return Refusal(unread)
    if failed == "AssumeRole" and refusal.unread.reason is Reason.NOT_PERMITTED:
        detail = f"{door.role} is missing or does not trust the caller"
        return Refusal(
            Unread(Reason.NOT_PERMITTED, f"sts:AssumeRole refused in {door.words}: {detail}", "sts:AssumeRole")
        )
    return refusal
