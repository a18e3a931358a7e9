"""How a release reaches users: in steps, watched, and able to go back by itself."""

from __future__ import annotations

from datetime import datetime

from assess.evidence.checks import (
    INDICATOR,
    Snapshot,
    Verdict,
    any_of,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Reason, Unread, known
from collectors.aws.facts.alarms import Alarm
from collectors.aws.facts.artifacts import SignedCode
from collectors.aws.facts.releases import ReleasePath, ReleaseRecord, Steps

_SETTINGS = "AppConfig"
_NOTHING = not_applicable("nothing was ever released here, and each release chooses its own steps")


@check(practice="CHG-01", level=2, subject=ReleasePath)
def release_goes_to_a_part_of_the_users_first(path: ReleasePath) -> Verdict:
    """A release reaches a part of the users first, and holds there.

    Reads deployment groups, ECS services and environments of AppConfig. Replacing tasks or servers one after another
    is no such step: nothing holds before the last one. Cannot see shifts of traffic by other tools.
    """
    steps = known(path.steps)
    if steps is None:
        return _NOTHING
    if steps is Steps.STAGED:
        return passed(f"{path.settings}: {steps}", pointer(path, "steps", steps))
    return failed(f"{path.settings}: {steps}", pointer(path, "steps", steps))


@check(practice="CHG-01", level=3, subject=ReleasePath, reads=(Alarm,))
def each_stage_opens_only_when_checks_pass(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    """A release goes in steps, and alarms that exist or a test of its own stop it at a step.

    Cannot know whether the alarms watch what users feel, nor whether an exception is recorded for what goes at once.
    """
    steps = known(path.steps)
    if steps is None:
        return _NOTHING
    if steps is not Steps.STAGED:
        return failed(f"{path.settings}: {path.steps}", pointer(path, "steps", path.steps))
    if path.tested:
        return passed("a hook of its own decides at each stage", pointer(path, "tested", True))
    return _watched(path, snapshot)


@check(practice="CHG-01", level=4, subject=ReleasePath, reads=(ReleaseRecord,))
def faulty_release_stopped_at_a_stage(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    """In the last two quarters a faulty release was stopped while only a part of the users had it.

    One that was seen proves it. None seen proves nothing: no release may have been faulty.
    """
    steps = known(path.steps)
    if steps is None:
        return _NOTHING
    if steps is not Steps.STAGED:
        return failed(f"{path.settings}: {path.steps}", pointer(path, "steps", path.steps))
    return _went_back(path, snapshot, by_alarm=True)


@check(practice="CHG-04", level=1, subject=ReleasePath, version=2)
def way_back_is_prepared(path: ReleasePath) -> Verdict:
    """The tool that releases is set to go back by itself, on failure or on an alarm.

    Where it is not, a document or a pipeline elsewhere may hold the way back: then this is not known.
    """
    if known(path.undoes_failure) or known(path.undoes_on_alarm):
        return passed("it goes back by itself", pointer(path, "undoes_failure", path.undoes_failure))
    return unknown(
        Unread(
            Reason.UNRESOLVED,
            f"{path.product} is not set to go back; a written way back may exist elsewhere",
            "show the rollback document or pipeline",
        ),
        pointer(path, "undoes_failure", False),
    )


@check(practice="CHG-04", level=2, subject=ReleasePath, reads=(ReleaseRecord,))
def rollback_arrived_within_two_quarters(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    """A rollback of this service was made within two quarters, and arrived.

    Reads what CodeDeploy and ECS recorded. A rollback by deploying the older version again looks like any release, so
    none seen is not known to be none.
    """
    return _went_back(path, snapshot, by_alarm=False)


@check(practice="CHG-07", level=2, subject=ReleasePath, version=2)
def failed_release_goes_back_by_itself(path: ReleasePath) -> Verdict:
    """A release that fails, or on which an alarm fires, is taken back without a person.

    Reads what CodeDeploy, ECS and AppConfig are set to do. Cannot know whether the way back works, nor what a pipeline
    elsewhere would take back.
    """
    if known(path.undoes_failure) or known(path.undoes_on_alarm):
        return passed("it goes back by itself", pointer(path, "undoes_failure", path.undoes_failure))
    return failed("a failed release stays until a person acts", pointer(path, "undoes_failure", False))


@check(practice="CHG-07", level=3, subject=ReleasePath, reads=(Alarm,), version=2)
def alarms_take_a_release_back(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    """Alarms that exist watch each release and take it back unattended.

    Reads the alarms by name in the same region. Cannot know whether they watch errors, latency or saturation.
    """
    return _watched(path, snapshot)


@check(practice="CHG-07", level=4, subject=ReleasePath, reads=(ReleaseRecord,))
def alarm_took_a_release_back(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    """In the last two quarters an alarm stopped a release, and it went back and arrived.

    None seen proves nothing: perhaps no release was bad, and none was provoked here.
    """
    return _went_back(path, snapshot, by_alarm=True)


@check(practice="CHG-11", level=2, subject=ReleasePath, need=any_of("watched after the change"))
def release_is_watched_before_it_counts_as_done(path: ReleasePath) -> Verdict:
    """After the change the release stays open for a time, or alarms or a test of its own look at it.

    Cannot see a check that a pipeline or a person makes afterwards.
    """
    if path.alarms or path.tested:
        return passed("alarms or a test look at it", pointer(path, "alarms", ", ".join(path.alarms) or "a hook"))
    hold = known(path.hold_minutes)
    if hold is None:
        return _NOTHING
    if hold > 0:
        return passed(f"it is held for {hold} minutes", pointer(path, "hold_minutes", hold))
    return failed("it counts as done when it has run", pointer(path, "hold_minutes", hold))


@check(practice="CHG-11", level=3, subject=ReleasePath, reads=(Alarm,))
def release_closes_only_after_its_limits_held(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    """A release is held for a set time under alarms, and goes back if one fires.

    Cannot know whether the alarms cover errors, latency, saturation and queues.
    """
    hold = known(path.hold_minutes)
    if hold is None:
        return _NOTHING
    if hold <= 0:
        return failed("nothing holds it open after the change", pointer(path, "hold_minutes", hold))
    return _watched(path, snapshot)


@check(practice="CHG-05", level=2, subject=SignedCode, need=INDICATOR)
def function_has_a_version_to_go_back_to(code: SignedCode) -> Verdict:
    """Users reach the function through an alias on a published version, so that the one before can be had again.

    Reads functions changed in the last 180 days, without those that tools make for themselves.
    """
    aliases = known(code.aliases)
    if aliases is None:
        return not_applicable("it was not changed in 180 days")
    if aliases:
        return passed(f"{aliases} aliases lead to a version", pointer(code, "aliases", aliases))
    return failed("the newest code is live at once, and there is none before it", pointer(code, "aliases", 0))


def _watched(path: ReleasePath, snapshot: Snapshot) -> Verdict:
    undoes = known(path.undoes_on_alarm)
    if not path.alarms:
        return failed("no alarm watches it", pointer(path, "alarms", "none"))
    if not undoes:
        return failed("an alarm stops it, and nothing takes it back", pointer(path, "undoes_on_alarm", False))
    if path.blind:
        return failed("it goes on when its alarms cannot be asked", pointer(path, "blind", True))
    found = snapshot.within(Alarm, path.subject)
    if isinstance(found, Unread):
        return unknown(found, pointer(path, "alarms", ", ".join(path.alarms)))
    there = {alarm.name for alarm in found}
    gone = [name for name in path.alarms if name not in there]
    if len(gone) == len(path.alarms):
        return failed(f"its alarms do not exist: {', '.join(gone)}", pointer(path, "alarms", ", ".join(gone)))
    return passed(
        f"{', '.join(name for name in path.alarms if name in there)} takes it back",
        pointer(path, "alarms", ", ".join(path.alarms)),
    )


def _went_back(path: ReleasePath, snapshot: Snapshot, *, by_alarm: bool) -> Verdict:
    if path.product == _SETTINGS:
        return not_applicable("AppConfig does not record what took a change of settings back")
    record = snapshot.get(ReleaseRecord, path.subject.id, path.subject)
    if isinstance(record, Unread):
        return unknown(record)
    count = 0 if record is None else record.by_alarm if by_alarm else record.rolled_back
    if record is not None and count:
        shown = pointer(record, "by_alarm" if by_alarm else "rolled_back", count)
        return passed(f"{count} of {record.releases} releases, last {_day(record.last_rollback)}", shown)
    seen = 0 if record is None else record.releases
    what = "was stopped by an alarm and taken back" if by_alarm else "was taken back by the tool"
    told = f"of {seen} releases of 180 days none {what}" if seen else "no release of 180 days is known"
    return unknown(Unread(Reason.UNRESOLVED, told, "show the drill or the incident"))


def _day(at: datetime | None) -> str:
    return at.date().isoformat() if at is not None else "unknown"
