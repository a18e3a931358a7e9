"""Roles that pipelines take: who may take them, from where, and what they could do."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread
from collectors.aws.checks.limits import LIMIT_FACTS, limits_of
from collectors.aws.facts.identities import PipelineRole
from collectors.aws.facts.statements import Party, Statement
from collectors.aws.iam_meaning import DEPLOYS, PUBLISHES, RAISES_RIGHTS, administers, any_granted, lends_rights, writes
from collectors.aws.iam_trust import Bound, Door, Token, tokens, whole_accounts

_WORDS = {
    Bound.ISSUER: "any job of anybody who uses the build service",
    Bound.OWNER: "any repository of one owner",
    Bound.REPOSITORY: "any branch of one repository",
    Bound.REF: "one branch, tag or environment of one repository",
}
_GITHUB = "token.actions."
_SETS_OFF = ("codepipeline:StartPipelineExecution", "codepipeline:PutApprovalResult", "sts:AssumeRole")
"""Changes nothing by itself, and lets something or somebody else do it."""


@check(practice="DEL-01", level=2, subject=PipelineRole)
def role_takes_tokens_of_named_repositories(role: PipelineRole) -> Verdict:
    """The role takes tokens of repositories that it names, and not of all of an owner or of the whole build service.

    Reads the subjects that the trust policy accepts. Cannot know whether the named repositories are the right ones, nor
    who may push to them.
    """
    return _bound(role, Bound.REPOSITORY)


@check(practice="DEL-01", level=3, subject=PipelineRole, every_unit=True)
def job_of_an_outsider_gets_no_role(role: PipelineRole) -> Verdict:
    """The trust policy takes no token of a job that a pull request starts.

    Reads the subjects that the trust policy accepts. Whether the build service gives such jobs a token at all is its
    setting, and not seen here.
    """
    found = tokens(role.trust)
    if not found:
        return not_applicable("it takes no tokens of a build service")
    unclear = _unclear(found)
    if unclear is not None:
        return unknown(unclear)
    open_to = [each for each in found if each.outsiders]
    if open_to:
        return failed(f"it takes a pull request's token: {open_to[0].shown}", pointer(role, "trust", open_to[0].shown))
    return passed("it takes no pull request's token", pointer(role, "trust", found[0].shown))


@check(practice="DEL-03", level=2, subject=PipelineRole, version=2)
def role_asks_for_a_branch_or_environment(role: PipelineRole) -> Verdict:
    """The role takes tokens of one branch, tag or environment of a repository, where approval can be asked.

    Reads the subjects that the trust policy accepts, of roles that may change something, start what does, or take
    another role. Cannot know whether that
    branch is protected, nor whether the environment asks for an approval.
    """
    if not _may_change(role):
        return not_applicable("it changes nothing")
    return _bound(role, Bound.REF)


@check(practice="DEL-03", level=3, subject=PipelineRole, version=2)
def role_takes_only_jobs_of_an_environment(role: PipelineRole) -> Verdict:
    """The role takes tokens of jobs in a named environment alone, so that skipping its approval yields no credentials.

    Whether that environment asks for an approval is judged where it is kept. Build services without environments in
    their tokens are not known to ask.
    """
    found = tokens(role.trust)
    if not found or not _may_change(role):
        return not_applicable("it takes no tokens of a build service, or changes nothing")
    unclear = _unclear(found)
    if unclear is not None:
        return unknown(unclear)
    if all(each.environment for each in found):
        return passed(found[0].shown, pointer(role, "trust", found[0].shown))
    loose = next(each for each in found if not each.environment)
    if _GITHUB not in loose.issuer and loose.bound is Bound.REF:
        why = Unread(Reason.UNRESOLVED, f"{loose.issuer} names no environment in its tokens", "show who approves")
        return unknown(why, pointer(role, "trust", loose.shown))
    return failed(f"a job outside of an environment gets it: {loose.shown}", pointer(role, "trust", loose.shown))


@check(practice="DEL-06", level=2, subject=PipelineRole)
def role_says_who_may_take_it(role: PipelineRole) -> Verdict:
    """Whoever takes the role is named: one branch or environment of one repository, or one role; not a whole owner,
    another whole account, or everybody.

    A service of AWS that takes it acts for this account. A whole other account counts as named with a condition on
    organisation, principal or external id.
    """
    if Door.ANYBODY in role.doors:
        return failed("anybody may take it", pointer(role, "trust", "*"))
    accounts = whole_accounts(role.trust, role.subject.target.partition(":")[2])
    if accounts:
        return failed(f"everybody in another account may take it: {accounts[0]}", pointer(role, "trust", accounts[0]))
    if not tokens(role.trust):
        named = ", ".join(dict.fromkeys(_told_party(each, party) for each in role.trust for party in each.parties))
        return passed(f"only {named[:150]} takes it", pointer(role, "trust", named))
    return _bound(role, Bound.REF)


@check(practice="DEL-07", level=2, subject=PipelineRole)
def role_is_no_administrator(role: PipelineRole) -> Verdict:
    """The role cannot do everything, nor everything in IAM, which comes to the same.

    Reads all its policies and its boundary. A boundary whose text is not known is taken for one that limits.
    """
    boundary = role.boundary if isinstance(role.boundary, tuple) else None
    if administers(role.statements, boundary) and not isinstance(role.boundary, Unread):
        return failed("it may do everything", pointer(role, "statements", "* on *"))
    if role.unresolved and not administers(role.statements, boundary):
        shown = pointer(role, "unresolved", ", ".join(role.unresolved))
        return passed("it is no administrator, though not all it may do is known here", shown)
    return passed("it is no administrator", pointer(role, "statements", len(role.statements)))


@check(practice="DEL-07", level=3, subject=PipelineRole, reads=LIMIT_FACTS, every_unit=True)
def role_cannot_raise_its_own_rights(role: PipelineRole, snapshot: Snapshot) -> Verdict:
    """The role cannot give itself or another identity more rights: its policies do not say so, or its boundary or a
    service control policy stops it.

    Reads the ways that are each enough by themselves (new policy versions, attaching, trust, keys), and passing any
    role to something that runs its own code. Taking over code that has more rights is not weighed: it is what a
    deployment does.
    """
    boundary = role.boundary if isinstance(role.boundary, tuple) else None
    ways = [each for each in RAISES_RIGHTS if any_granted(role.statements, boundary, (each,))]
    if lends_rights(role.statements, boundary):
        ways.append("iam:PassRole")
    if not ways and role.unresolved:
        return unknown(_not_known(role))
    if not ways:
        return passed("nothing it may do gives more rights", pointer(role, "statements", len(role.statements)))
    if isinstance(role.boundary, Unread):
        return unknown(role.boundary)
    limits = limits_of(role.subject, snapshot)
    if isinstance(limits, Unread):
        return unknown(limits, pointer(role, "statements", ways[0]))
    for each in ways:
        stop = limits.stop(each) if limits is not None else None
        if isinstance(stop, Unread):
            return unknown(stop, pointer(role, "statements", each))
        if stop is None:
            return failed(f"it may {each}, and no boundary or policy above stops it", pointer(role, "statements", each))
    return passed("a policy of the organisation stops what it would need", pointer(role, "statements", ways[0]))


@check(practice="DEL-07", level=3, subject=PipelineRole, every_unit=True)
def build_role_can_neither_publish_nor_deploy(role: PipelineRole) -> Verdict:
    """The role of a build can neither publish an artifact nor put code into service.

    Reads roles that CodeBuild takes. A role of another build service may be that of a deploying job: not judged here.
    """
    if Door.BUILD not in role.doors:
        return not_applicable("CodeBuild does not take it")
    boundary = role.boundary if isinstance(role.boundary, tuple) else None
    found = any_granted(role.statements, boundary, (*DEPLOYS, *PUBLISHES))
    if found and isinstance(role.boundary, Unread):
        return unknown(role.boundary)
    if found:
        return failed(f"a build may {found}", pointer(role, "statements", found))
    if role.unresolved:
        return unknown(_not_known(role))
    return passed("a build may neither publish nor deploy", pointer(role, "statements", len(role.statements)))


def _bound(role: PipelineRole, least: Bound) -> Verdict:
    found = tokens(role.trust)
    if not found:
        return not_applicable("it takes no tokens of a build service")
    widest = min(found, key=lambda each: each.bound)
    unclear = _unclear(found)
    if unclear is not None:
        return unknown(unclear, pointer(role, "trust", widest.shown))
    shown = pointer(role, "trust", f"{widest.issuer}: {widest.shown}")
    if widest.bound < least:
        return failed(f"it takes {_WORDS[widest.bound]}: {widest.shown}", shown)
    if least is Bound.REF and widest.outsiders:
        return failed(f"it takes the job of a pull request: {widest.shown}", shown)
    return passed(f"it takes {_WORDS[widest.bound]}: {widest.shown}", shown)


def _unclear(found: tuple[Token, ...]) -> Unread | None:
    """A subject in a form that is not understood settles nothing."""
    strange = next((each for each in found if not each.known), None)
    if strange is None:
        return None
    return Unread(Reason.UNRESOLVED, f"the form of {strange.shown} of {strange.issuer} is not known here", "")


def _told_party(statement: Statement, party: Party) -> str:
    """Who takes a role: of a whole account, those that a condition on the principal names."""
    for each in statement.conditions:
        if each.key.lower() == "aws:principalarn" and "not" not in each.operator.lower() and each.values:
            return f"{' or '.join(each.values)} of {party.name}"
    return party.name


def _may_change(role: PipelineRole) -> bool:
    boundary = role.boundary if isinstance(role.boundary, tuple) else None
    asked = (*DEPLOYS, *PUBLISHES, *_SETS_OFF)
    changes = any_granted(role.statements, boundary, asked) or writes(role.statements, boundary)
    return bool(changes or role.unresolved)


def _not_known(role: PipelineRole) -> Unread:
    return Unread(Reason.UNRESOLVED, f"what {', '.join(role.unresolved)} allows is not known here", "read its text")
