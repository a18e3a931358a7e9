"""Artifacts: tags that cannot move, signatures that are asked for, who may push, what runs."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Subject, TargetId, Unread, known
from collectors.aws.facts.artifacts import Registry, RunningImage, SignedCode
from collectors.aws.facts.identities import ImagePusher
from collectors.aws.facts.statements import Party, Statement
from collectors.aws.iam_meaning import PUBLISHES, meets, names, speaks_of
from collectors.aws.iam_trust import narrowing

_MOVABLE = ("latest", "main", "master", "develop", "dev", "stable", "prod", "production", "release", "current", "edge")
_PUSH = {"ECR": PUBLISHES[0], "CodeArtifact": PUBLISHES[1]}


@check(practice="DEL-04", level=2, subject=Registry)
def tag_cannot_be_moved(registry: Registry) -> Verdict:
    """A tag of the image repository, once pushed, stays what it is.

    Reads tag immutability of ECR repositories and the patterns spared from it. Cannot know whether a spared tag is what
    gets deployed; registries outside of AWS are not seen.
    """
    if registry.fixed_tags is None:
        return not_applicable("a version there cannot be replaced")
    if not registry.fixed_tags:
        return failed("a tag can be pushed again with other content", pointer(registry, "fixed_tags", False))
    if "*" in registry.spared:
        return failed("every tag is spared from the rule", pointer(registry, "spared", "*"))
    but = f" but {', '.join(registry.spared)}" if registry.spared else ""
    return passed(f"tags are fixed{but}", pointer(registry, "fixed_tags", True))


@check(practice="DEL-04", level=3, subject=SignedCode)
def unsigned_code_is_refused(code: SignedCode) -> Verdict:
    """The function refuses code that a trusted profile did not sign.

    Reads functions deployed as archives, but those that tools make. For images ECS and Lambda have no such
    setting: whether something else verifies them is not known here.
    """
    policy = known(code.policy)
    if policy == "Enforce":
        return passed("unsigned code is refused", pointer(code, "policy", policy))
    what = "unsigned code is only warned of" if policy == "Warn" else "any code is taken"
    return failed(what, pointer(code, "policy", policy))


@check(practice="DEL-09", level=2, subject=Registry)
def stranger_cannot_push(registry: Registry) -> Verdict:
    """The repository's own policy lets nobody outside of the account push, but principals that it names one by one.

    A whole other account, or everybody, does not count as named unless a condition narrows it down.
    """
    policy = known(registry.policy)
    wide = next((each for each in policy or () if _lets_strangers_push(each, registry)), None)
    if wide is None:
        return passed("its policy lets no stranger push", pointer(registry, "policy", len(policy or ())))
    named = next((party.name for party in wide.parties if _is_wide(party, registry)), "*")
    whom = "everybody" if named == "*" else named
    return failed(f"its policy lets {whom} push", pointer(registry, "policy", whom))


@check(practice="DEL-09", level=3, subject=Registry, reads=(ImagePusher,), every_unit=True)
def one_machine_alone_may_push(registry: Registry, snapshot: Snapshot) -> Verdict:
    """Exactly one identity that no person can take may push to the repository.

    Reads all users and roles of the account with their policies, and what the repository's own policy denies. Roles
    that are named for emergencies do not count. Of other accounts only what the repository's policy names is seen.
    """
    policy = known(registry.policy) or ()
    if registry.product != "ECR":
        return not_applicable("who may publish there by a policy of their own is not read")
    found = snapshot.within(ImagePusher, registry.subject)
    if isinstance(found, Unread):
        return unknown(found)
    pushers = [
        each
        for each in found
        if not each.emergency
        and any(meets(pattern, registry.subject.id) for pattern in each.to)
        and not any(_denies(statement, each) for statement in policy)
    ]
    people = [each for each in pushers if not each.automated]
    if people:
        return failed(
            f"{people[0].name} may push, and {len(pushers) - 1} others", pointer(people[0], "to", people[0].to[0])
        )
    outside = [each for each in policy if each.allow and speaks_of(each, _PUSH["ECR"]) and _foreign(each, registry)]
    count = len(pushers) + len(outside)
    if count > 1:
        shown = ", ".join(each.name for each in pushers[:5])
        return failed(f"{count} identities may push: {shown}", pointer(registry, "policy", shown))
    if not count:
        return passed("nobody may push", pointer(registry, "policy", "nobody"))
    one = pushers[0].name if pushers else outside[0].parties[0].name
    return passed(f"{one} alone may push", pointer(registry, "policy", one))


@check(practice="DEL-12", level=1, subject=RunningImage)
def image_says_its_version(image: RunningImage) -> Verdict:
    """The running image is named by a digest or a version, not by a tag that follows the newest.

    Reads task definitions of ECS services; any tag but the usual moving names is taken for a version. Cannot know
    whether such a tag is pushed again; images on EKS or Lambda are not seen.
    """
    shown = pointer(image, "tag", image.tag or "by digest")
    if image.by_digest:
        return passed("it is named by digest", shown)
    if image.tag.lower() in _MOVABLE:
        return failed(f"{image.repository}:{image.tag} may be anything", shown)
    return passed(f"{image.repository}:{image.tag}", shown)


@check(practice="DEL-12", level=2, subject=RunningImage, reads=(Registry,))
def image_leads_to_one_build(image: RunningImage, snapshot: Snapshot) -> Verdict:
    """The running image is named so that it can only be one build: by digest, or by a tag that cannot move.

    Which commit that build came from is not read. Of registries outside of the account it is not known whether tags
    can move.
    """
    shown = pointer(image, "tag", image.tag or "by digest")
    if image.by_digest:
        return passed("it is named by digest", shown)
    if image.tag.lower() in _MOVABLE:
        return failed(f"{image.repository}:{image.tag} may be any build", shown)
    host = image.registry.split(".")
    if len(host) < 6 or host[1:3] != ["dkr", "ecr"]:
        return unknown(
            Unread(Reason.UNRESOLVED, f"whether tags can move at {image.registry or 'Docker Hub'}", ""), shown
        )
    partition = image.subject.id.split(":")[1]
    arn = f"arn:{partition}:ecr:{host[3]}:{host[0]}:repository/{image.repository}"
    there = Subject("account", host[0], TargetId(f"aws:{host[0]}"))
    registry = snapshot.get(Registry, arn, there)
    if isinstance(registry, Unread):
        return unknown(registry, shown)
    if registry is None:
        return unknown(Unread(Reason.UNRESOLVED, f"account {host[0]} has no repository {image.repository}", ""), shown)
    if registry.fixed_tags and not any(meets(each, image.tag) for each in registry.spared):
        return passed(f"{image.tag} cannot be moved", pointer(registry, "fixed_tags", True))
    return failed(f"{image.tag} can be pushed again", pointer(registry, "fixed_tags", registry.fixed_tags))


def _lets_strangers_push(each: Statement, registry: Registry) -> bool:
    if not each.allow or not speaks_of(each, _PUSH[registry.product]) or narrowing(each):
        return False
    return bool(each.not_parties) or any(_is_wide(party, registry) for party in each.parties)


def _is_wide(party: Party, registry: Registry) -> bool:
    own = registry.subject.target.partition(":")[2]
    if party.kind != "AWS":
        return False
    return party.name == "*" or ((party.name.isdigit() or party.name.endswith(":root")) and own not in party.name)


def _foreign(each: Statement, registry: Registry) -> bool:
    own = registry.subject.target.partition(":")[2]
    return any(party.kind == "AWS" and own not in party.name for party in each.parties)


def _denies(statement: Statement, pusher: ImagePusher) -> bool:
    """Whether the repository's own policy denies a push to this identity, without a condition."""
    if statement.allow or statement.conditions or not speaks_of(statement, _PUSH["ECR"]):
        return False
    account = pusher.subject.target.partition(":")[2]

    def is_meant(party: Party) -> bool:
        whole = party.name in (account, f"arn:aws:iam::{account}:root")
        return party.name in ("*", pusher.subject.id) or whole

    return names(statement, is_meant)
