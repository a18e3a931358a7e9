"""Who may take a role, from where: the doors of its trust policy, and how narrowly a token of a pipeline is bound.

A build service signs a token that says which repository, branch or environment a job belongs to; the trust policy says
which of them the role accepts. Sources: GitHub, "Security hardening with OpenID Connect"; GitLab, "Connect to cloud
services"; the claim formats of the other services' own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from collectors.aws.facts.statements import Condition, Statement
from collectors.aws.iam_meaning import fits, speaks_of


class Door(StrEnum):
    """A way to take a role."""

    TOKEN = "a pipeline's token"
    BUILD = "the build service"
    DELIVERY = "a delivery service"
    SIGN_ON = "single sign-on"
    USER = "a user"
    OWN_ACCOUNT = "this account"
    OTHER_ACCOUNT = "another account"
    ANYBODY = "anybody"
    WORKLOAD = "a workload"


class Bound(IntEnum):
    """How narrowly tokens are bound, widest first."""

    ISSUER = 0
    """Any job of anybody who uses that build service."""
    OWNER = 1
    """Any repository of one owner."""
    REPOSITORY = 2
    """Any branch, tag or pull request of one repository."""
    REF = 3
    """One branch, tag pattern or environment of one repository."""


@dataclass(frozen=True, slots=True)
class Token:
    """Which tokens of one issuer a role accepts. `environment`: only those of jobs in a named environment.
    `outsiders`: also those of jobs that a pull request starts. `known` is false for a format not understood here:
    then the other fields say the widest."""

    issuer: str
    bound: Bound
    environment: bool
    outsiders: bool
    audience: bool
    known: bool
    shown: str


_SERVICES = {
    "codebuild": Door.BUILD,
    "codepipeline": Door.DELIVERY,
    "codedeploy": Door.DELIVERY,
    "cloudformation": Door.DELIVERY,
}
_WORKLOAD_ISSUERS = re.compile(
    r"oidc\.eks\.|cognito-identity|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com|securetoken\.google"
)
_PIPELINE_ISSUERS = re.compile(
    r"token\.actions\.|gitlab|bitbucket|app\.terraform\.io|circleci|buildkite|vstoken\.dev\.azure|spacelift|semaphoreci"
    r"|codefresh|harness|octopus|jenkins|teamcity|scalr|env0"
)
_PIPELINE_SUBJECTS = re.compile(r"^(repo|project_path|organization|org|pipeline|sc):|^sc://|^p://")
_TAKES = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
_NARROWING = (
    "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "sts:externalid",
    "aws:sourceaccount", "aws:sourcearn",
)  # fmt: skip


def doors(trust: Iterable[Statement], account: str) -> tuple[Door, ...]:
    """The ways into a role of this account, each once, in the order of `Door`."""
    found = {door for statement in taking(trust) for door in _doors_of(statement, account)}
    return tuple(door for door in Door if door in found)


def taking(trust: Iterable[Statement]) -> Iterator[Statement]:
    """The statements of a trust policy that let somebody take the role."""
    return (each for each in trust if each.allow and any(speaks_of(each, action) for action in _TAKES))


def _doors_of(statement: Statement, account: str) -> Iterator[Door]:
    if statement.not_parties:
        yield Door.ANYBODY
    for party in statement.parties:
        if party.kind == "Service":
            yield _SERVICES.get(party.name.partition(".")[0], Door.WORKLOAD)
        elif party.kind == "Federated":
            yield _federated(party.name, statement)
        elif party.name == "*":
            yield Door.ANYBODY if not narrowing(statement) else Door.OTHER_ACCOUNT
        else:
            yield _of_account(party.name, account)


def _federated(name: str, statement: Statement) -> Door:
    if ":saml-provider/" in name:
        return Door.SIGN_ON
    issuer = issuer_of(name)
    subjects = [value for each in statement.conditions if each.key.lower().endswith(":sub") for value in each.values]
    if _WORKLOAD_ISSUERS.search(issuer):
        return Door.WORKLOAD
    is_pipeline = _PIPELINE_ISSUERS.search(issuer) or any(_PIPELINE_SUBJECTS.match(each) for each in subjects)
    return Door.TOKEN if is_pipeline else Door.WORKLOAD


def _of_account(name: str, account: str) -> Door:
    if name.split(":")[4:5] not in ([account], []) or (name.isdigit() and name != account):
        return Door.OTHER_ACCOUNT
    resource = name.rpartition(":")[2]
    return Door.USER if resource.startswith("user/") else Door.OWN_ACCOUNT


def narrowing(statement: Statement) -> tuple[str, ...]:
    """The keys of conditions that narrow down who a wide principal may be."""
    return tuple(
        each.key
        for each in statement.conditions
        if each.key.lower() in _NARROWING and not _negated(each) and "*" not in each.values
    )


def whole_accounts(trust: Iterable[Statement], account: str) -> tuple[str, ...]:
    """Other accounts of which everybody with the right to assume roles may take this one, without a condition."""
    return tuple(
        party.name
        for statement in taking(trust)
        for party in statement.parties
        if party.kind == "AWS"
        and (party.name.isdigit() or party.name.endswith(":root"))
        and account not in party.name
        and not narrowing(statement)
    )


def issuer_of(name: str) -> str:
    """The issuer in the ARN of an identity provider: `token.actions.githubusercontent.com`."""
    return name.partition(":oidc-provider/")[2] or name


def tokens(trust: Iterable[Statement]) -> tuple[Token, ...]:
    """One for each statement and issuer of pipeline tokens that the role accepts."""
    return tuple(
        _token(statement, issuer_of(party.name))
        for statement in taking(trust)
        for party in statement.parties
        if party.kind == "Federated" and _federated(party.name, statement) is Door.TOKEN
    )


def _token(statement: Statement, issuer: str) -> Token:
    """Conditions of one statement must all hold, so the narrowest counts; of the values of one, any, so the widest."""
    tests = [each for each in statement.conditions if not _negated(each)]
    audience = any(each.key.lower().endswith(":aud") for each in tests)
    widest = Token(issuer, Bound.ISSUER, False, True, audience, True, "no subject")
    found = [_subjects(each, issuer, audience) for each in tests if each.key.lower().endswith(":sub")]
    token = max(found, key=lambda each: (each.bound, each.environment, not each.outsiders), default=widest)
    return _with_claims(token, tests)


def _with_claims(token: Token, tests: Sequence[Condition]) -> Token:
    """GitHub's other claims that IAM can test since 2026: repository, ref, environment, each exact."""
    claims = {each.key.lower().rpartition(":")[2] for each in tests if not any("*" in value for value in each.values)}
    bound, environment, outsiders = token.bound, token.environment, token.outsiders
    if claims & {"repository", "repository_id"}:
        bound = max(bound, Bound.REPOSITORY)
    elif claims & {"repository_owner", "repository_owner_id"}:
        bound = max(bound, Bound.OWNER)
    if claims & {"environment", "ref", "job_workflow_ref"} and bound >= Bound.REPOSITORY:
        bound, outsiders = Bound.REF, outsiders and "ref" not in claims and "environment" not in claims
        environment = environment or "environment" in claims
    return Token(token.issuer, bound, environment, outsiders, token.audience, token.known, token.shown)


def _subjects(condition: Condition, issuer: str, audience: bool) -> Token:
    like = "like" in condition.operator.lower()
    parts = [_subject(each, like=like) for each in condition.values] or [(Bound.ISSUER, False, True, True)]
    return Token(
        issuer,
        min(bound for bound, _, _, _ in parts),
        all(environment for _, environment, _, _ in parts),
        any(outsiders for _, _, outsiders, _ in parts),
        audience,
        all(known for _, _, _, known in parts),
        ", ".join(condition.values)[:120],
    )


def _subject(pattern: str, *, like: bool) -> tuple[Bound, bool, bool, bool]:
    """Bound, environment, outsiders, known. A `*` outside of a Like operator is an ordinary character, so it fits no
    token at all; it is read as the wildcard that was meant, which is never too narrow."""
    wild = min((at for at in (pattern.find("*"), pattern.find("?")) if at >= 0), default=-1)
    if wild == 0 or pattern.startswith("${"):
        return Bound.ISSUER, False, True, True
    for prefix, owner_end, rest_start in _GRAMMARS:
        if pattern.startswith(prefix):
            return _graded(pattern, wild, len(prefix), owner_end, rest_start)
    if wild < 0:
        return Bound.REF, False, "pull" in pattern.lower(), True
    return Bound.ISSUER, False, True, False


_GRAMMARS = (
    ("repo:", "/", ":"),
    ("project_path:", "/", ":"),
    ("organization:", ":", ":"),
    ("org/", "/", "/user/"),
)
"""Prefix of the subject, what ends the owner, and what ends the repository (project, workspace, pipeline): GitHub,
GitLab, Terraform Cloud and Buildkite, CircleCI."""


def _graded(pattern: str, wild: int, start: int, owner_end: str, rest_start: str) -> tuple[Bound, bool, bool, bool]:
    """How far the fixed part of a subject reaches: a wildcard may stand for any text, separators included."""
    fixed = pattern if wild < 0 else pattern[:wild]
    owner = fixed.find(owner_end, start)
    if owner < 0:
        return (Bound.ISSUER if wild >= 0 else Bound.REF), False, True, True
    end = _end_of_repository(fixed, owner + len(owner_end), rest_start)
    if end < 0:
        environment = wild >= 0 and ":environment:" in pattern[wild:] and not pattern.endswith("*")
        return (Bound.OWNER if wild >= 0 else Bound.REPOSITORY), environment, not environment, True
    rest = pattern[end:]
    outsiders = fits(rest, ":pull_request") or "pull_request" in rest or "merge_request" in rest
    if _FREE.fullmatch(rest):
        return Bound.REPOSITORY, False, outsiders or "*" in rest[:2] or "run_phase" in rest, True
    return Bound.REF, ":environment:" in rest, outsiders, True


_FREE = re.compile(
    r":?[*?]*|:ref:refs/heads/\*|:ref:(refs/)?\*|:ref_type:(\*|branch:(ref:)?\*)|:environment:\*|:run_phase:\*|/user/.*"
)
"""What may follow a repository and binds to nothing more: any branch, any environment (which a job may name as it
likes), any phase, whoever pushed."""


def _end_of_repository(fixed: str, start: int, rest_start: str) -> int:
    if fixed.startswith("organization:"):
        # organization:acme:project:p:workspace:w:run_phase:apply, or organization:acme:pipeline:p:ref:...
        found = re.match(r"organization:[^:]+:(?:project:[^:]+:workspace:[^:]+|pipeline:[^:]+)(?=:)", fixed)
        return found.end() if found else -1
    return fixed.find(rest_start, start)


def _negated(condition: Condition) -> bool:
    """Whether a condition says what must not be: it keeps something out and binds to nothing. A set operator that an
    absent key satisfies is no exception here: the keys asked for are in every token."""
    return "not" in condition.operator.lower()
