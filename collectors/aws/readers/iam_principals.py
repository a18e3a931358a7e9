"""Reads IAM in one sweep of an account: roles of pipelines, people's ways in, who may push images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assess.evidence.facts import Reason, Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.identities import ImagePusher, PeopleAccess, Person, PipelineRole
from collectors.aws.facts.statements import Statement
from collectors.aws.iam_meaning import Grant, granted, granted_within, reaches, speaks_of, writes
from collectors.aws.iam_text import statements_of
from collectors.aws.iam_trust import Door, doors
from collectors.aws.made_by_aws import made_by_aws
from collectors.aws.managed_policies import statements_of_managed
from collectors.aws.readers.iam_emergency import DETAILS, EMERGENCY_NAME
from collectors.aws.reading import Caller, Scope, reader

MOST = 50
"""People's ways in, or patterns, kept of one account or role."""

_PIPELINE_NAME = re.compile(
    r"(^|[-_/])(ci|cd|cicd)([-_/]|$)|deploy|pipeline|terraform|atlantis|spacelift|infra\w*.?apply|release.?(bot|role|publish)"
    r"|github.?actions|gitlab|buildkite|jenkins|^cdk-",
    re.IGNORECASE,
)
_SERVICE_MADE = ("/aws-service-role/", "/aws-reserved/")
_PIPELINE_DOORS = {Door.TOKEN, Door.BUILD, Door.DELIVERY}
_PEOPLE_DOORS = {Door.SIGN_ON, Door.USER}
_PUSH = "ecr:PutImage"


@dataclass
class _Holder:
    """A user or role with what it may do."""

    arn: str
    name: str
    user: bool
    path: str
    tags: Mapping[str, str]
    statements: tuple[Statement, ...]
    unresolved: tuple[str, ...]
    boundary: tuple[Statement, ...] | Unread | None
    trust: tuple[Statement, ...] = ()
    doors: tuple[Door, ...] = ()
    answer: Answer = field(default_factory=lambda: Answer({}, "nothing"))

    @property
    def limit(self) -> Sequence[Statement] | None:
        """The boundary, or none where its text is not known: then the rights are taken at their widest."""
        return None if isinstance(self.boundary, Unread) else self.boundary

    def may(self) -> str | Unread:
        """An action by which it changes something."""
        found = writes(self.statements, self.limit)
        if found or not self.unresolved:
            return found
        full = next((name for name in self.unresolved if name.endswith("FullAccess")), "")
        if full and self.boundary is None:
            return f"what {full} allows"
        what = f"what the AWS-managed {', '.join(self.unresolved)} of {self.name} allows is not known here"
        return Unread(Reason.UNRESOLVED, what, "read the policy's text")


@reader(
    "aws.iam.principals",
    service="iam",
    operations=("GetAccountAuthorizationDetails",),
    yields=(PipelineRole, PeopleAccess, ImagePusher),
    scope=Scope.GLOBAL,
    calls=2,
)
def principals(caller: Caller) -> Iterator[PipelineRole | PeopleAccess | ImagePusher]:
    """Roles that pipelines take, what people may change, and who may push images."""
    pages = list(caller.pages("GetAccountAuthorizationDetails", DETAILS))
    book = _Book(caller, pages)
    for each in book.holders:
        if not each.user and _is_pipeline(each):
            yield _pipeline_role(caller, each)
        pushes = tuple(_pushes(each))
        if pushes:
            yield ImagePusher(
                subject=caller.subject("user" if each.user else "role", each.arn, each.tags),
                name=each.name,
                automated=not each.user and not _PEOPLE_DOORS.intersection(each.doors),
                emergency=bool(EMERGENCY_NAME.search(each.name)),
                to=pushes[:MOST],
            )
    yield _people(caller, book.holders)


class _Book:
    """The users and roles of an account, each with all statements that speak for it."""

    def __init__(self, caller: Caller, pages: Sequence[Answer]) -> None:
        self._policies = {each.text("Arn"): _default_version(each) for page in pages for each in page.items("Policies")}
        groups = {each.text("GroupName"): each for page in pages for each in page.items("GroupDetailList")}
        users = [each for page in pages for each in page.items("UserDetailList")]
        roles = [each for page in pages for each in page.items("RoleDetailList")]
        self.holders = [self._user(each, groups) for each in users]
        self.holders += [
            self._role(each, caller.account)
            for each in roles
            if not each.text_or("Path", "/").startswith("/aws-service-role/") and not made_by_aws(each.text("RoleName"))
        ]

    def _user(self, each: Answer, groups: Mapping[str, Answer]) -> _Holder:
        of_groups = [groups[name] for name in each.texts("GroupList") if name in groups]
        statements = self._inline(each, "UserPolicyList")
        attached = [arn.text("PolicyArn") for arn in each.items("AttachedManagedPolicies")]
        for group in of_groups:
            statements += self._inline(group, "GroupPolicyList")
            attached += [arn.text("PolicyArn") for arn in group.items("AttachedManagedPolicies")]
        return self._holder(each, "UserName", attached, statements, (), (Door.USER,))

    def _role(self, each: Answer, account: str) -> _Holder:
        trust = statements_of(each.document("AssumeRolePolicyDocument"))
        attached = [arn.text("PolicyArn") for arn in each.items("AttachedManagedPolicies")]
        return self._holder(
            each, "RoleName", attached, self._inline(each, "RolePolicyList"), trust, doors(trust, account)
        )

    def _holder(
        self,
        each: Answer,
        name: str,
        attached: Sequence[str],
        statements: list[Statement],
        trust: tuple[Statement, ...],
        ways: tuple[Door, ...],
    ) -> _Holder:
        unresolved: list[str] = []
        for arn in attached:
            known = self._policies.get(arn)
            known = statements_of_managed(arn) if known is None else known
            if known is None:
                unresolved.append(arn.rpartition("/")[2])
            else:
                statements += known
        boundary = each.text_or("PermissionsBoundary.PermissionsBoundaryArn")
        return _Holder(
            arn=each.text("Arn"),
            name=each.text(name),
            user=name == "UserName",
            path=each.text_or("Path", "/"),
            tags=each.tags(),
            statements=tuple(statements),
            unresolved=tuple(unresolved),
            boundary=self._boundary(boundary) if boundary else None,
            trust=trust,
            doors=ways,
            answer=each,
        )

    def _boundary(self, arn: str) -> tuple[Statement, ...] | Unread:
        known = self._policies.get(arn)
        known = statements_of_managed(arn) if known is None else known
        return Unread(Reason.UNRESOLVED, f"the text of the boundary {arn} is not known", "") if known is None else known

    @staticmethod
    def _inline(each: Answer, key: str) -> list[Statement]:
        return [found for policy in each.items(key) for found in statements_of(policy.document("PolicyDocument"))]


def _default_version(policy: Answer) -> tuple[Statement, ...]:
    version = policy.text_or("DefaultVersionId")
    for each in policy.items("PolicyVersionList"):
        if each.flag("IsDefaultVersion") or each.text_or("VersionId") == version:
            return statements_of(each.document("Document"))
    return ()


def _is_pipeline(each: _Holder) -> bool:
    if each.path.startswith(_SERVICE_MADE):
        return False
    if _PIPELINE_DOORS.intersection(each.doors):
        return True
    return _by_name(each)


def _by_name(each: _Holder) -> bool:
    taken = {Door.OTHER_ACCOUNT, Door.OWN_ACCOUNT, Door.ANYBODY}.intersection(each.doors)
    return bool(taken) and not _PEOPLE_DOORS.intersection(each.doors) and bool(_PIPELINE_NAME.search(each.name))


def _pipeline_role(caller: Caller, each: _Holder) -> PipelineRole:
    by_name = not _PIPELINE_DOORS.intersection(each.doors)
    return PipelineRole(
        subject=caller.subject("role", each.arn, each.tags),
        basis="inferred" if by_name else "read",
        rule="its name says that a pipeline takes it" if by_name else "",
        name=each.name,
        doors=each.doors,
        trust=each.trust,
        statements=each.statements,
        unresolved=each.unresolved,
        boundary=each.boundary,
        last_used=each.answer.moment("RoleLastUsed.LastUsedDate"),
    )


def _pushes(each: _Holder) -> Iterator[str]:
    """The repositories it may push to. Of AWS-managed policies only those known here can say so."""
    if granted_within(each.statements, each.limit, _PUSH) is Grant.NO:
        return
    for statement in each.statements:
        if statement.allow and speaks_of(statement, _PUSH) and reaches(statement, "*"):
            yield from statement.resources or ("*",)


def _people(caller: Caller, holders: Sequence[_Holder]) -> PeopleAccess:
    own = [each for each in holders if each.user or _PEOPLE_DOORS.intersection(each.doors)]
    people = [_person(each, each.doors[0] if each.user else _way_of_people(each)) for each in own]
    strangers: list[str] = []
    for each in holders:
        if each in own or each.path.startswith("/aws-reserved/"):
            continue
        if Door.OWN_ACCOUNT in each.doors and any(_takes(person, each) for person in own):
            people.append(_person(each, Door.OWN_ACCOUNT))
        elif (
            {Door.OTHER_ACCOUNT, Door.ANYBODY}.intersection(each.doors) and not _is_pipeline(each) and each.may() != ""
        ):
            strangers.append(each.name)
    return PeopleAccess(
        subject=caller.subject("account", caller.arn("iam", "people", region="")),
        people=tuple(sorted(people, key=lambda each: (each.may == "", each.name))[:MOST]),
        strangers=tuple(sorted(strangers)[:MOST]),
        users=tuple(sorted(each.name for each in holders if each.user)[:500]),
    )


def _way_of_people(each: _Holder) -> Door:
    return Door.SIGN_ON if Door.SIGN_ON in each.doors else Door.USER


def _takes(person: _Holder, role: _Holder) -> bool:
    return granted(person.statements, "sts:AssumeRole", role.arn) is not Grant.NO


def _person(each: _Holder, door: Door) -> Person:
    used = each.answer.moment("RoleLastUsed.LastUsedDate") or each.answer.moment("PasswordLastUsed")
    return Person(each.name, door, each.may(), bool(EMERGENCY_NAME.search(each.name)), used)
