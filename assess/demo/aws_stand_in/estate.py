"""What the accounts of the stand-in hold: answers by account, region, service and operation, held to botocore's models.

Reading an estate from files is in `estate_files.py`; lists that follow from details, in `derived.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assess.demo.aws_stand_in.rules import Rule
from assess.demo.aws_stand_in.values import Members, Value
from assess.demo.aws_stand_in.writing import Refusal, faults_of, unknown_parameters

USUAL_REGIONS = ("eu-central-1", "eu-west-1", "us-east-1")
READER_ROLE = "AssessReader"


class EstateError(Exception):
    """An answer that the operation's output shape does not allow, or an estate that contradicts itself."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the estate. `unit`: id of its organisational unit. `regions`: those enabled.

    `reader_role`: the role that may be assumed in it, empty where it was never made.
    """

    id: str
    name: str = ""
    email: str = ""
    unit: str = ""
    regions: tuple[str, ...] = USUAL_REGIONS
    reader_role: str = READER_ROLE
    external_id: str = ""
    status: str = "ACTIVE"
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit; `parent` is another unit's id or the root's."""

    id: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class OrganizationPolicy:
    """A policy of the organisation and the roots, units and accounts that it is attached to."""

    id: str
    name: str
    content: Mapping[str, Value]
    targets: tuple[str, ...]
    kind: str = "SERVICE_CONTROL_POLICY"
    description: str = ""
    aws_managed: bool = False


@dataclass(frozen=True, slots=True)
class Organization:
    """The organisation around the accounts; its answers are made in `organization.py`."""

    management: str
    id: str = "o-a1b2c3d4e5"
    root: str = "r-ab12"
    units: tuple[Unit, ...] = ()
    policies: tuple[OrganizationPolicy, ...] = ()
    policy_kinds: tuple[str, ...] = ("SERVICE_CONTROL_POLICY",)
    delegates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trusted_services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    when: Members
    answer: Members | Refusal


_Key = tuple[str, str, str, str]


class Estate:
    """Accounts and the answers they give. `moto`: what is not said here is asked of moto, which then holds state.

    `rules` hold from the start: a region closed by policy, a service refused to the reading role.
    """

    def __init__(
        self,
        accounts: Sequence[Account],
        organization: Organization | None = None,
        *,
        name: str = "estate",
        rules: Sequence[Rule] = (),
        moto: bool = False,
    ) -> None:
        self.name, self.organization, self.rules, self.moto = name, organization, tuple(rules), moto
        self.accounts = {account.id: account for account in accounts}
        if len(self.accounts) != len(accounts):
            raise EstateError("two accounts have one id")
        self._entries: dict[_Key, list[_Entry]] = {}

    def put(
        self,
        account: str,
        region: str,
        service: str,
        operation: str,
        answer: Members | Refusal,
        *,
        when: Members | None = None,
    ) -> None:
        """Says what an operation answers. Lists of answers put one after another for the same `when` grow.

        `account` may be `*` for every account, `region` empty for every region; texts may hold `{account}` and
        `{region}`. `when`: parameters that the caller must give; a name also fits the ARN that ends in it.
        Raises EstateError for a member or parameter that the operation does not have, or a value of another kind.
        """
        wanted = when or {}
        faults = faults_of(service, operation, answer if isinstance(answer, dict) else {})
        faults += unknown_parameters(service, operation, wanted)
        if faults:
            raise EstateError(f"{self.name}, {account} {region or 'everywhere'}: {'; '.join(faults)}")
        entries = self._entries.setdefault((account, region, service, operation), [])
        for at, entry in enumerate(entries):
            if entry.when == wanted:
                entries[at] = _Entry(wanted, _joined(entry.answer, answer))
                return
        entries.append(_Entry(wanted, answer))

    def copy(self) -> Estate:
        """The same accounts and answers, to which more can be said without touching these."""
        copied = Estate(
            tuple(self.accounts.values()), self.organization, name=self.name, rules=self.rules, moto=self.moto
        )
        copied._entries = {key: list(entries) for key, entries in self._entries.items()}
        return copied

    def answer(
        self, account: str, region: str, service: str, operation: str, given: Members
    ) -> Members | Refusal | None:
        """The answer to a call; None where the estate says nothing. The most particular statement wins."""
        for key in self._keys(account, region, service, operation):
            fitting = [entry for entry in self._entries.get(key, ()) if _fits(entry.when, given)]
            if fitting:
                return max(fitting, key=lambda entry: len(entry.when)).answer
        return None

    def speaks_of(self, account: str, region: str, service: str, operation: str) -> bool:
        """Whether the estate says anything of this operation there, whatever the parameters."""
        return any(key in self._entries for key in self._keys(account, region, service, operation))

    def operations(self) -> list[tuple[str, str]]:
        """Every (service, operation) that the estate speaks of."""
        return sorted({(service, operation) for _, _, service, operation in self._entries})

    def told(self, service: str, operation: str) -> Iterator[tuple[str, str, Members, Members]]:
        """Every answer given for an operation: account, region, the parameters it wants, the answer."""
        for (account, region, named, asked), entries in list(self._entries.items()):
            if (named, asked) == (service, operation):
                for entry in entries:
                    if isinstance(entry.answer, dict):
                        yield account, region, entry.when, entry.answer

    @staticmethod
    def _keys(account: str, region: str, service: str, operation: str) -> Iterator[_Key]:
        for whose in (account, "*"):
            for where in (region, ""):
                yield whose, where, service, operation


def _joined(first: Members | Refusal, second: Members | Refusal) -> Members | Refusal:
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    joined = dict(first)
    for name, value in second.items():
        before = joined.get(name)
        joined[name] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
    return joined


def _fits(when: Members, given: Members) -> bool:
    return all(same(value, given.get(name)) for name, value in when.items())


def same(wanted: Value, given: Value) -> bool:
    """Whether a caller means this thing: equal, or one is the ARN that ends in the other, or the lists share one."""
    if isinstance(given, list):
        wanted_items = wanted if isinstance(wanted, list) else [wanted]
        return any(same(each, item) for each in wanted_items for item in given)
    if isinstance(wanted, list):
        return any(same(each, given) for each in wanted)
    if isinstance(wanted, str) and isinstance(given, str):
        return wanted == given or _ends(wanted, given) or _ends(given, wanted)
    return wanted == given


def _ends(arn: str, name: str) -> bool:
    return bool(name) and arn.startswith("arn:") and arn.endswith((f"/{name}", f":{name}"))
