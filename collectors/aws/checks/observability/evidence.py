"""Does the evidence come together in one place, with what changed, and is it kept where nobody can alter it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Subject, TargetId, Unread, known
from collectors.aws.checks.accounts import elsewhere, empty, first_of, first_unread, idle, management_of, of_account
from collectors.aws.checks.observability.independence import seen_elsewhere
from collectors.aws.checks.products import TELEMETRY, TRACING
from collectors.aws.facts.accounts import Account, Thing
from collectors.aws.facts.alarms import EventRule
from collectors.aws.facts.telemetry import (
    ArchiveBucket,
    Link,
    LogExport,
    LogGroup,
    Recorder,
    Sink,
    TracedFunction,
    TracedStage,
    Trail,
)

_SIGNALS = {
    "AWS::CloudWatch::Metric": "metrics",
    "AWS::Logs::LogGroup": "logs",
    "AWS::XRay::Trace": "traces",
}
_DEPLOYS = frozenset(
    {"aws.codedeploy", "aws.codepipeline", "aws.cloudformation", "aws.appconfig", "aws.ecs", "aws.amplify"}
)


@check(practice="OBS-05", level=2, subject=Account, reads=(Thing, Link, Sink, LogExport), product=TELEMETRY)
def telemetry_comes_together(account: Account, snapshot: Snapshot) -> Verdict:
    """Metrics or logs of an account in which something runs come together with those of others.

    Reads links to a monitoring account, and subscriptions of the whole account. What agents send to another product is
    not seen: unknown, unless some account of the organisation shares its monitoring."""
    verdict = seen_elsewhere(account, snapshot)
    export = first_of(LogExport, account, snapshot)
    if isinstance(export, LogExport):
        return passed("all its logs flow to one place", pointer(export, "destination", export.destination))
    return verdict


@check(practice="OBS-05", level=3, subject=Account, reads=(Thing, Link, Sink), product=TELEMETRY)
def every_region_shows_metrics_logs_and_traces(account: Account, snapshot: Snapshot) -> Verdict:
    """In every region where something runs, metrics, logs and traces are shown to the monitoring account.

    Reads links and what they share. That silence raises an alert is judged elsewhere."""
    verdict = seen_elsewhere(account, snapshot)
    links = list(of_account(Link, account, snapshot))
    if not links:
        return verdict
    used = {thing.subject.region for thing in of_account(Thing, account, snapshot)}
    for region in sorted(used):
        shared = {signal for link in links if link.subject.region == region for signal in link.shares}
        missing = [name for kind, name in _SIGNALS.items() if kind not in shared]
        if missing:
            whole = snapshot.within(Link, account.subject)
            if isinstance(whole, Unread):
                return unknown(whole)
            what = f"in {region} it does not show {', '.join(missing)}"
            return failed(what, pointer(links[0], "shares", ", ".join(links[0].shares)), in_use=True)
    return passed(f"it shows all signals in {len(used)} regions", pointer(links[0], "sink", links[0].sink))


@check(practice="OBS-06", level=2, subject=Account, reads=(Thing, EventRule))
def deployments_raise_an_event(account: Account, snapshot: Snapshot) -> Verdict:
    """Deployments of an account in which something runs raise an event that goes somewhere.

    Reads event rules on CodeDeploy, CodePipeline, CloudFormation, AppConfig, ECS and Amplify. Whether the event stands
    beside the signals, and markers that a pipeline writes by itself, are not seen: unknown without a rule."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(EventRule, account, snapshot, _tells_of_deployments)
    if isinstance(found, Unread):
        return unknown(found)
    if found is None:
        what = "no event rule tells of deployments"
        return unknown(elsewhere(what, "show deployments beside the signals"))
    return passed(f"{found.name} tells of deployments", pointer(found, "sources", ", ".join(found.sources)))


def _tells_of_deployments(rule: EventRule) -> bool:
    leads = isinstance(rule.targets, Unread) or bool(rule.targets)
    return rule.enabled and leads and bool(_DEPLOYS.intersection(rule.sources))


@check(practice="OBS-06", level=3, subject=Account, reads=(Thing, Trail, Recorder))
def changes_by_hand_are_recorded(account: Account, snapshot: Snapshot) -> Verdict:
    """Changes by hand in an account in which something runs are recorded by a trail or by AWS Config.

    Reads trails of every region, whether they take what changes something, and recorders. That they show on the view of
    responders is for people."""
    none = empty(account, snapshot)
    if none is not None:
        return none
    unread: Unread | None = None
    of_all = [each for each in _managed_trails(account, snapshot) if each.organisation]
    for trail in (*of_account(Trail, account, snapshot), *of_all):
        taken, runs = trail.management_writes, trail.logging
        if runs is True and taken is True and trail.every_region:
            return passed(f"the trail {trail.name} records them", pointer(trail, "management_writes", True))
        unread = next((each for each in (runs, taken) if isinstance(each, Unread)), unread)
    for recorder in of_account(Recorder, account, snapshot):
        if recorder.everything and recorder.recording is True:
            return passed(f"the recorder {recorder.name} records them", pointer(recorder, "recording", True))
        unread = recorder.recording if isinstance(recorder.recording, Unread) else unread
    for kind in (Trail, Recorder):
        whole = snapshot.within(kind, account.subject)
        unread = whole if isinstance(whole, Unread) else unread
    if unread is not None:
        return unknown(unread)
    return failed("neither a trail nor AWS Config records changes by hand", pointer(account, "number", account.number))


@check(
    practice="OBS-07", level=1, subject=Account, reads=(Thing, TracedFunction, TracedStage), product=TRACING, version=2
)
def something_is_traced(account: Account, snapshot: Snapshot) -> Verdict:
    """Something in an account in which something runs is traced.

    Reads tracing of functions and of stages of REST APIs. Tracing by agents in containers and machines is not seen:
    unknown where nothing else is found."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    unread: Unread | None = None
    for found in (
        first_of(TracedFunction, account, snapshot, lambda each: each.active or bool(each.other_tracer)),
        first_of(TracedStage, account, snapshot, lambda each: each.active),
    ):
        if isinstance(found, Unread):
            unread = found
        elif found is not None:
            return passed(f"{found.name} is traced", pointer(found, "active", found.active))
    if unread is not None:
        return unknown(unread)
    here = (first_of(TracedFunction, account, snapshot), first_of(TracedStage, account, snapshot))
    if not any(here):
        return unknown(elsewhere("it has neither a function nor a stage of an API to be traced", "show a trace"))
    return failed("no function and no stage of an API is traced", pointer(account, "number", account.number))


@check(practice="OBS-07", level=2, subject=TracedFunction, reads=(TracedFunction,), product=TRACING)
def function_is_traced(function: TracedFunction, snapshot: Snapshot) -> Verdict:
    """The function is traced, by X-Ray or by a layer of another tracer.

    Reads its configuration. A tracer inside its code or image is not seen: unknown unless X-Ray is the tool of record
    or traces others in this account."""
    return _traced(function, snapshot)


@check(practice="OBS-07", level=3, subject=TracedFunction, reads=(TracedFunction,), product=TRACING)
def no_function_breaks_the_trace(function: TracedFunction, snapshot: Snapshot) -> Verdict:
    """No function is left in which the trace breaks off.

    The same as at level 2, of which level 3 asks more than eight in ten."""
    return _traced(function, snapshot)


_by_x_ray: WeakKeyDictionary[Snapshot, frozenset[str]] = WeakKeyDictionary()
"""Accounts in which X-Ray traces some function."""


def _traced(function: TracedFunction, snapshot: Snapshot) -> Verdict:
    if function.active:
        return passed("X-Ray traces it", pointer(function, "active", True))
    if function.other_tracer:
        seen = pointer(function, "other_tracer", function.other_tracer)
        return passed(f"a layer of {function.other_tracer} traces it", seen)
    if snapshot not in _by_x_ray:
        _by_x_ray[snapshot] = frozenset(each.subject.target for each in snapshot.of(TracedFunction) if each.active)
    in_use = function.subject.target in _by_x_ray[snapshot]
    return failed("nothing traces it", pointer(function, "active", False), in_use=in_use)


@check(practice="OBS-07", level=3, subject=TracedStage, product=TRACING)
def requests_are_traced_from_the_door(stage: TracedStage) -> Verdict:
    """The stage of the API traces requests from where they enter.

    Reads the stage. A tracer behind it may begin the trace one hop later: unknown unless X-Ray is in use."""
    seen = pointer(stage, "active", stage.active)
    return passed("X-Ray traces it", seen) if stage.active else failed("nothing traces requests here", seen)


@check(practice="OBS-13", level=1, subject=Account, reads=(Thing, Trail))
def a_trail_records_the_account(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs is recorded by a trail of every region that is on.

    Reads trails of the account and of its organisation, and their state. What the trail leaves out is judged where
    changes are."""
    running = _running_trails(account, snapshot)
    if isinstance(running, Verdict):
        return running
    return passed(f"the trail {running[0].name} is on", pointer(running[0], "logging", True))


def _running_trails(account: Account, snapshot: Snapshot) -> Sequence[Trail] | Verdict:
    """The trails of every region that record the account, or the verdict where there is none. One of the organisation
    counts also where it was read in the management account alone."""
    none = empty(account, snapshot)
    if none is not None:
        return none
    of_all = [each for each in _managed_trails(account, snapshot) if each.organisation]
    unread: Unread | None = None
    running: list[Trail] = []
    for trail in (*of_account(Trail, account, snapshot), *of_all):
        if isinstance(trail.logging, Unread):
            unread = trail.logging
        elif trail.logging and trail.every_region:
            running.append(trail)
    if running:
        return running
    unread = first_unread(snapshot.within(Trail, account.subject)) or unread
    if unread is not None:
        return unknown(unread)
    return failed("no trail that takes every region is on", pointer(account, "number", account.number))


def _managed_trails(account: Account, snapshot: Snapshot) -> Iterator[Trail]:
    if account.management not in ("", "none", account.number):
        target = management_of(account).target
        yield from (trail for trail in snapshot.of(Trail) if trail.subject.target == target)


def _best_kept(account: Account, snapshot: Snapshot) -> Trail | Verdict:
    """Of the trails that record the account, one that is kept elsewhere, known to be so and signed, if there is one."""
    running = _running_trails(account, snapshot)
    if isinstance(running, Verdict):
        return running

    def rank(trail: Trail) -> tuple[bool, bool, bool]:
        known_place = isinstance(_bucket(trail, account, snapshot), ArchiveBucket)
        return _is_kept_in(account, trail, snapshot), not known_place, not trail.validated

    return min(running, key=rank)


def _bucket(trail: Trail, account: Account, snapshot: Snapshot) -> ArchiveBucket | Unread | None:
    partition = trail.subject.id.split(":")[1]
    name = f"arn:{partition}:s3:::{trail.bucket}"
    near = Subject("bucket", name, TargetId(f"aws:{account.number}"))
    return snapshot.get(ArchiveBucket, name, near)


def _is_kept_in(account: Account, trail: Trail, snapshot: Snapshot) -> bool:
    bucket = _bucket(trail, account, snapshot)
    return isinstance(bucket, ArchiveBucket) and bucket.subject.target == account.subject.target


def _kept_here(account: Account, trail: Trail) -> Verdict:
    """What to say where the account keeps what the trail writes: that of the organisation has to be somewhere."""
    seen = pointer(trail, "bucket", trail.bucket)
    if trail.organisation and trail.account != account.number:
        return not_applicable("it is the account that keeps the trail of the organisation", seen)
    return failed("what the trail writes stays in the account", seen)


@check(practice="OBS-13", level=2, subject=Account, reads=(Thing, Trail, ArchiveBucket))
def the_trail_is_kept_in_another_account(account: Account, snapshot: Snapshot) -> Verdict:
    """What the trail writes is kept in another account, where those who work in this one cannot reach it.

    Reads trails and the buckets of all accounts collected. Who may enter the other account is not judged here."""
    trail = _best_kept(account, snapshot)
    if isinstance(trail, Verdict):
        return trail
    bucket = _bucket(trail, account, snapshot)
    seen = pointer(trail, "bucket", trail.bucket)
    if isinstance(bucket, Unread):
        return unknown(bucket, seen)
    if _is_kept_in(account, trail, snapshot):
        return _kept_here(account, trail)
    return passed(f"{trail.bucket} belongs to another account", seen)


@check(practice="OBS-13", level=3, subject=Account, reads=(Thing, Trail, ArchiveBucket))
def the_archive_cannot_be_altered(account: Account, snapshot: Snapshot) -> Verdict:
    """What the trail writes cannot be altered unseen by those who work in the account.

    Reads trails and buckets: the bucket lies in another account, is locked or keeps old versions, the files are signed.
    Where the bucket belongs to an account that was not read it is unknown. That a deletion was refused is for a try to
    show."""
    trail = _best_kept(account, snapshot)
    if isinstance(trail, Verdict):
        return trail
    bucket = _bucket(trail, account, snapshot)
    seen = pointer(trail, "bucket", trail.bucket)
    if isinstance(bucket, Unread):
        return unknown(bucket, seen)
    if bucket is None:
        what = f"{trail.bucket} belongs to an account that was not read"
        return unknown(Unread(Reason.NOT_COLLECTED, what, "collect the account that keeps the trail"), seen)
    if _is_kept_in(account, trail, snapshot):
        return _kept_here(account, trail)
    if not trail.validated:
        return failed("the files of the trail are not signed", pointer(trail, "validated", False))
    for value, path in ((bucket.locked_days, "locked_days"), (bucket.versioned, "versioned")):
        if not isinstance(value, Unread) and value:
            return passed(f"{bucket.name} of another account keeps what was written", pointer(bucket, path, value))
    for value in (bucket.locked_days, bucket.versioned):
        if isinstance(value, Unread):
            return unknown(value, seen)
    return failed(f"{bucket.name} is neither locked nor versioned", pointer(bucket, "versioned", False))


@check(practice="OBS-13", level=2, subject=ArchiveBucket)
def what_is_archived_has_an_end(bucket: ArchiveBucket) -> Verdict:
    """A bucket of logs ends or moves what is in it.

    Reads lifecycle rules of buckets that a trail writes to or that are named after logs. How long is right is not
    judged."""
    seen = pointer(bucket, "expires", known(bucket.expires))
    if known(bucket.expires):
        return passed("a lifecycle rule ends or moves what is in it", seen)
    return failed("it grows for ever in one class of storage", seen)


@check(practice="OBS-13", level=2, subject=LogGroup)
def log_group_has_an_end(group: LogGroup) -> Verdict:
    """The log group says how long it keeps.

    Reads retention. How long is right is not judged. An empty group costs and proves nothing, and is left out."""
    return _ends(group)


@check(practice="OBS-13", level=3, subject=LogGroup)
def no_log_group_is_kept_for_ever(group: LogGroup) -> Verdict:
    """No log group is left that keeps for ever.

    The same as at level 2, of which level 3 asks more than eight in ten. Central export is judged with telemetry."""
    return _ends(group)


def _ends(group: LogGroup) -> Verdict:
    seen = pointer(group, "retention_days", group.retention_days)
    if group.retention_days is not None:
        return passed(f"it keeps for {group.retention_days} days", seen)
    if group.bytes == 0:
        return not_applicable("it is empty")
    return failed(f"it keeps for ever, {group.bytes:,} bytes until now", seen)
