"""What costs by itself: retention, limits, sizes, tags."""

from __future__ import annotations

from collections.abc import Callable

from assess.evidence.checks import INDICATOR, Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Unread, known
from collectors.aws.checks.creation import stops_of_untagged
from collectors.aws.checks.limits import LIMIT_FACTS, limits_of
from collectors.aws.checks.wording import counted
from collectors.aws.facts.accounts import Account, TagRule, Thing
from collectors.aws.facts.artifacts import Registry
from collectors.aws.facts.controls import TagPolicy
from collectors.aws.facts.dependencies import ScalingGroup
from collectors.aws.facts.spending import (
    Bucket,
    GatewayNetwork,
    Machine,
    SnapshotPile,
    StoppedMachine,
    TagShare,
    Volume,
)
from collectors.aws.facts.statements import Condition
from collectors.aws.facts.telemetry import LogGroup

LOOSE_DAYS = 30
TIMES = 10
LEAST_PERCENT = 80
"""Per cent of things that must say whose they are to speak of tags in use (FinOps framework, allocation)."""
_PREVIOUS = frozenset(
    {
        "a1", "c1", "c3", "c4", "cc2", "cr1", "g2", "g3", "g3s", "hs1", "i2", "m1", "m2", "m3", "m4", "p2", "r3", "r4",
        "t1", "db.m1", "db.m2", "db.m3", "db.m4", "db.r3", "db.r4", "db.t1", "db.t2",
    }
)  # fmt: skip
"""Families that AWS lists as previous generations of EC2 and RDS: dearer than what replaced them."""
_OLD_VOLUMES = {"gp2": "gp3", "io1": "io2 or gp3", "standard": "gp3"}


@check(practice="CST-03", level=2, subject=LogGroup)
def logs_are_kept_for_a_set_time(group: LogGroup) -> Verdict:
    """The log group has a retention: what is in it goes away.

    Reads the retention of log groups that hold anything. Cannot know whether that time is the right one, nor how long
    copies elsewhere are kept.
    """
    if not group.bytes:
        return not_applicable("it is empty")
    if group.retention_days is None:
        return failed("it keeps everything for ever", pointer(group, "retention_days", "never"))
    return passed(f"kept for {group.retention_days} days", pointer(group, "retention_days", group.retention_days))


@check(practice="CST-03", level=2, subject=Bucket)
def bucket_has_a_rule_for_what_is_old(bucket: Bucket) -> Verdict:
    """A rule in force ends or moves what is old in the bucket. One that only clears failed uploads is none.

    Reads lifecycle rules, not of buckets that services of AWS make. Cannot know how much of the bucket a rule covers,
    nor whether what stays is needed.
    """
    if known(bucket.ruled):
        return passed("a rule ends or moves what is old", pointer(bucket, "ruled", True))
    return failed("nothing in it ends or moves", pointer(bucket, "ruled", False))


@check(practice="CST-03", level=2, subject=Registry)
def old_images_are_removed(registry: Registry) -> Verdict:
    """A lifecycle policy removes old images of the repository.

    Reads whether the ECR repository has a lifecycle policy. Cannot know which images its rules match.
    """
    expires = registry.expires
    if expires is None:
        return not_applicable("packages have no such rule")
    if known(expires):
        return passed("old images are removed", pointer(registry, "expires", True))
    return failed("every image is kept", pointer(registry, "expires", False))


@check(practice="CST-03", level=2, subject=Volume, need=INDICATOR)
def volume_hangs_on_a_machine(volume: Volume) -> Verdict:
    """The volume hangs on a machine, or is too new to have been forgotten.

    Reads attachment and age of EBS volumes; a stopped machine counts too. Cannot know since when a volume hangs on
    nothing, nor whether it is kept on purpose.
    """
    if volume.attached:
        return passed("it hangs on a machine", pointer(volume, "attached", True))
    if volume.days <= LOOSE_DAYS:
        return not_applicable(f"it is {volume.days} days old")
    return failed(f"{volume.size} GiB hang on nothing", pointer(volume, "attached", False))


@check(practice="CST-03", level=2, subject=SnapshotPile, need=INDICATOR)
def old_snapshots_are_under_a_rule(pile: SnapshotPile) -> Verdict:
    """Snapshots older than a year are under a rule that will remove them.

    Reads age and tags of EBS snapshots: those with a tag of AWS Backup or Data Lifecycle Manager count as under a rule.
    Cannot know whether that rule is still in force, nor whether a script removes the others.
    """
    shown = pointer(pile, "unruled", f"{pile.unruled} of {pile.count}")
    if pile.unruled:
        return failed(f"{pile.unruled} of {pile.count} snapshots are older than a year and under no rule", shown)
    return passed(f"none of {pile.count} snapshots is old and under no rule", shown)


@check(practice="CST-03", level=2, subject=StoppedMachine, need=INDICATOR)
def stopped_machine_is_not_forgotten(machine: StoppedMachine) -> Verdict:
    """A stopped machine, whose disks cost on, was stopped within the last 90 days.

    Reads when EC2 says that an instance was stopped; stopped databases are not read. Cannot know whether somebody keeps
    the machine on purpose.
    """
    if machine.days is None:
        return not_applicable("AWS no longer says since when it is stopped")
    shown = pointer(machine, "days", machine.days)
    if machine.days > 90:
        return failed(f"it has been stopped for {machine.days} days", shown)
    return passed(f"it has been stopped for {machine.days} days", shown)


@check(practice="CST-04", level=2, subject=ScalingGroup)
def maximum_is_a_number_somebody_chose(group: ScalingGroup) -> Verdict:
    """What grows by itself stops at a maximum of at most ten times what it runs with.

    A maximum far above the usual need bounds nothing. The measured peak is not known, so this is generous.
    """
    usual = max(group.least, group.running or 0, 2)
    shown = pointer(group, "most", f"{group.least} to {group.most}")
    if group.most > TIMES * usual:
        return failed(f"it may grow to {group.most}, {group.most // usual} times its usual size", shown)
    return passed(f"it stops at {group.most}", shown)


@check(practice="CST-04", level=2, subject=GatewayNetwork)
def storage_is_reached_without_the_gateway(network: GatewayNetwork) -> Verdict:
    """A network that has NAT gateways reaches S3 by an endpoint of its own, which costs nothing.

    Whether routes lead to it, and how much traffic there is, is not read.
    """
    shown = pointer(network, "endpoints", ", ".join(network.endpoints) or "none")
    if "s3" in network.endpoints:
        return passed("S3 has an endpoint of its own", shown)
    return failed(f"traffic to S3 goes through {counted(network.gateways, 'paid gateway')}", shown)


@check(practice="CST-05", level=2, subject=Machine)
def machine_is_of_a_current_family(machine: Machine) -> Verdict:
    """The machine is of a family that AWS does not list as a previous generation.

    Reads types of running EC2 instances and of RDS instances, against a list kept here. Cannot know whether the
    workload could run on a newer family.
    """
    family = machine.type.rpartition(".")[0]
    if family in _PREVIOUS:
        return failed(f"{machine.type} is of a previous generation", pointer(machine, "type", machine.type))
    return passed(machine.type, pointer(machine, "type", machine.type))


@check(practice="CST-05", level=2, subject=Volume)
def volume_is_of_a_current_kind(volume: Volume) -> Verdict:
    """The volume is of a kind that is not dearer than its successor for the same work.

    Reads the type of EBS volumes. Cannot know what performance the volume needs, nor what a change would save.
    """
    better = _OLD_VOLUMES.get(volume.type)
    if better:
        return failed(f"{volume.type}, where {better} does the same", pointer(volume, "type", volume.type))
    return passed(volume.type, pointer(volume, "type", volume.type))


@check(practice="CST-05", level=3, subject=Account, reads=LIMIT_FACTS)
def only_approved_sizes_can_be_started(account: Account, snapshot: Snapshot) -> Verdict:
    """A service control policy above the account denies machines outside of approved types.

    Whether the list is sensible, and whether exceptions expire, is not judged. No such policy holds the management
    account.
    """
    return _stop_unless(account, "ec2:RunInstances", _on_type, "limits the types of machines", snapshot)


@check(practice="CST-07", level=1, subject=TagRule)
def tags_are_looked_at(rule: TagRule) -> Verdict:
    """A rule of AWS Config reports what lacks the tags that are asked for.

    Reads active rules of the kind REQUIRED_TAGS; rules written otherwise are not seen. Cannot know whether anybody
    follows up what they report.
    """
    return passed(f"{rule.name} asks for {', '.join(rule.keys)}", pointer(rule, "keys", ", ".join(rule.keys)))


@check(practice="CST-07", level=2, subject=TagShare)
def things_say_whose_they_are(share: TagShare) -> Verdict:
    """Four of five things of the region carry a tag that says whose they are.

    Reads what the tagging API lists: things that never had a tag are missing there, so the real share is lower.
    """
    percent = 100 * share.attributed // share.things
    shown = pointer(share, "attributed", f"{share.attributed} of {share.things}")
    if percent < LEAST_PERCENT:
        return failed(f"{share.attributed} of {share.things} things say whose they are", shown)
    return passed(f"{share.attributed} of {share.things} things say whose they are", shown)


@check(practice="CST-07", level=2, subject=TagPolicy, need=INDICATOR)
def tag_policy_refuses_wrong_values(policy: TagPolicy) -> Verdict:
    """A tag policy refuses wrong values of a tag for some types of things. It refuses none that has no tag at all.

    Reads the text of the policy and what it hangs on. Cannot know whether the values that it allows are the right ones.
    """
    enforced = known(policy.enforced_for)
    if enforced and known(policy.targets):
        return passed(f"{policy.name}: {', '.join(enforced[:5])}", pointer(policy, "enforced_for", len(enforced)))
    return failed(f"{policy.name} refuses nothing", pointer(policy, "enforced_for", "none"))


@check(practice="CST-07", level=3, subject=Account, reads=(Thing, *LIMIT_FACTS), version=3)
def creation_without_tags_is_denied(account: Account, snapshot: Snapshot) -> Verdict:
    """Service control policies above the account deny the making of what brings no tags, for each kind of thing that
    runs or keeps data there.

    Reads Deny statements on a missing tag of the request. A tag policy does not stop what has no tag. What a pipeline
    refuses is judged where pipelines are.
    """
    if account.management == account.number:
        return not_applicable("no service control policy holds a management account")
    stops, loose, unread = stops_of_untagged(account, snapshot)
    if unread is not None:
        return unknown(unread)
    if loose or not stops:
        what = (
            f"no policy above it denies {', '.join(loose)} without a tag"
            if loose
            else "no policy above it asks for tags"
        )
        return failed(what, pointer(account, "number", account.number))
    action, stop = next(iter(stops.items()))
    what = f"{stop.policy.name} denies {', '.join(stops)} without a tag"
    return passed(what, pointer(stop.policy, "statements", action))


def _stop_unless(
    account: Account, action: str, holds: Callable[[Condition], bool], what: str, snapshot: Snapshot
) -> Verdict:
    limits = limits_of(account.subject, snapshot)
    if isinstance(limits, Unread):
        return unknown(limits)
    if limits is None and account.management == account.number:
        return not_applicable("no service control policy holds a management account")
    stop = None if limits is None else limits.stop_unless(action, holds)
    if isinstance(stop, Unread):
        return unknown(stop)
    if stop is None:
        return failed(f"no policy above it {what}", pointer(account, "number", account.number))
    return passed(f"{stop.policy.name} {what}", pointer(stop.policy, "statements", action))


def _on_type(condition: Condition) -> bool:
    return condition.key.lower() == "ec2:instancetype" and "not" in condition.operator.lower()
