"""Who would notice: changes of pipelines, odd use of what they hold, findings that were silenced."""

from __future__ import annotations

from dataclasses import replace

from assess.evidence.checks import Outcome, Snapshot, Verdict, check, failed, passed, pointer, unknown
from assess.evidence.facts import Reason, Subject, TargetId, Unread, known
from collectors.aws.checks.accounts import USE_FACTS, empty, management_of, unused
from collectors.aws.checks.products import CHANGE_ALERTS, THREATS
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of_targets
from collectors.aws.facts.accounts import Account, Delegate, Thing
from collectors.aws.facts.alarms import EventRule
from collectors.aws.facts.artifacts import SilencedFindings, ThreatDetector
from collectors.aws.facts.releases import Pipeline

_CALL = "AWS API Call via CloudTrail"
_FINDING = "GuardDuty Finding"
_IMPORTED = "Security Hub Findings - Imported"
_GUARD = "guardduty.amazonaws.com"


@check(practice="DEL-10", level=2, subject=Pipeline, reads=ROUTE_FACTS, product=CHANGE_ALERTS)
def change_of_the_pipeline_reaches_somebody(pipeline: Pipeline, snapshot: Snapshot) -> Verdict:
    """An event rule on calls that change pipelines leads to somebody.

    Reads rules of the region and where they lead. Which of the calls a rule picks out is not judged; a product that
    reads the trail may tell as well.
    """
    return _told(pipeline, pipeline.subject, snapshot, "aws.codepipeline", _CALL, Reach.TELLS)


@check(practice="DEL-10", level=3, subject=Pipeline, reads=ROUTE_FACTS, product=CHANGE_ALERTS)
def change_of_the_pipeline_pages(pipeline: Pipeline, snapshot: Snapshot) -> Verdict:
    """An event rule on calls that change pipelines leads to something that pages.

    As at level 2. Whether who is paged may pause the pipeline is for people to show.
    """
    return _told(pipeline, pipeline.subject, snapshot, "aws.codepipeline", _CALL, Reach.PAGES)


@check(practice="DEL-11", level=2, subject=ThreatDetector, reads=USE_FACTS, product=THREATS, version=2)
def odd_use_is_looked_for(detector: ThreatDetector, snapshot: Snapshot) -> Verdict:
    """In a region in which something stands, GuardDuty looks for odd use of credentials.

    Reads the state of the detector, and tagged things, machines, databases, queues, entries and stacks: a region that
    holds none of them is not used, and left out here. Which of its protections are on is not read; cannot know whether
    anybody acts on findings.
    """
    none = unused(detector.subject, snapshot)
    if none is not None:
        return none
    if known(detector.enabled):
        return passed("threat detection is on", pointer(detector, "enabled", True))
    return failed("threat detection is off", pointer(detector, "enabled", False))


@check(
    practice="DEL-11",
    level=3,
    subject=ThreatDetector,
    reads=(Account, Thing, Delegate, *ROUTE_FACTS),
    product=THREATS,
    version=2,
)
def odd_use_pages_within_minutes(detector: ThreatDetector, snapshot: Snapshot) -> Verdict:
    """In every region that is open, used or not, what GuardDuty finds leads to something that pages, and is told again
    within a quarter of an hour.

    Unused regions count, for stolen credentials work in them as well; a region that a policy closes does not, nor does
    an empty account. Rules of the account that administers GuardDuty count, for all findings arrive there too. A
    finding is told at once the first time; the interval is for what comes again. No simulation is seen.
    """
    account = _account(detector.subject, snapshot)
    if isinstance(account, Unread):
        return unknown(account)
    none = None if account is None else empty(account, snapshot)
    if none is not None:
        return none
    if not known(detector.enabled):
        return failed("threat detection is off", pointer(detector, "enabled", False))
    verdict = _findings_told(detector, account, snapshot)
    if verdict.outcome is Outcome.PASS and detector.frequency != "FIFTEEN_MINUTES":
        shown = pointer(detector, "frequency", detector.frequency)
        return failed(
            f"what comes again is told after {detector.frequency.lower().replace('_', ' ')}", shown, in_use=True
        )
    return verdict


def _account(near: Subject, snapshot: Snapshot) -> Account | Unread | None:
    found = snapshot.within(Account, near)
    return found if isinstance(found, Unread) else next(found, None)


def _findings_told(detector: ThreatDetector, account: Account | None, snapshot: Snapshot) -> Verdict:
    """By a rule of the account itself or of the one that administers GuardDuty, in the same region."""
    here = _told(detector, detector.subject, snapshot, "aws.guardduty", _FINDING, Reach.PAGES)
    if here.outcome is Outcome.PASS:
        return here
    administrators = _administrators(detector, account, snapshot)
    if isinstance(administrators, Unread):
        return here if here.outcome is Outcome.UNKNOWN else unknown(administrators)
    for place in administrators:
        there = _told(detector, place, snapshot, "aws.guardduty", _FINDING, Reach.PAGES)
        if there.outcome is not Outcome.FAIL:
            return there
    for place in (detector.subject, *administrators):
        hub = _told(detector, place, snapshot, "aws.securityhub", _IMPORTED, Reach.PAGES)
        if hub.outcome is Outcome.PASS:
            what = "a rule on findings of Security Hub pages, and may take those of GuardDuty"
            return unknown(Unread(Reason.UNRESOLVED, what, "show where a sample finding arrives"), *hub.because)
    return here


def _administrators(
    detector: ThreatDetector, account: Account | None, snapshot: Snapshot
) -> tuple[Subject, ...] | Unread:
    """The same region of the other accounts that the organisation lets administer GuardDuty."""
    if account is None or account.management == "none":
        return ()
    found = snapshot.within(Delegate, management_of(account))
    if isinstance(found, Unread):
        return found
    numbers: list[str] = []
    for each in found:
        if isinstance(each.services, Unread):
            return each.services
        if _GUARD in each.services and each.number != account.number:
            numbers.append(each.number)
    return tuple(replace(detector.subject, target=TargetId(f"aws:{number}")) for number in numbers)


@check(practice="DEL-14", level=2, subject=SilencedFindings)
def silenced_findings_say_why(silenced: SilencedFindings) -> Verdict:
    """Each finding of Security Hub that was suppressed carries a note.

    Reads at most a thousand. A note need not name an owner and an end: that is not judged.
    """
    bare = silenced.count - silenced.explained
    shown = pointer(silenced, "explained", f"{silenced.explained} of {silenced.count}")
    if bare:
        return failed(f"{bare} of {silenced.count} were silenced without a word", shown)
    return passed(f"all {silenced.count} say why", shown)


def _told(
    thing: Pipeline | ThreatDetector, near: Subject, snapshot: Snapshot, source: str, detail: str, least: Reach
) -> Verdict:
    """Whether some enabled rule in the account and region of `near` on events of that kind leads that far."""
    found = snapshot.within(EventRule, near)
    if isinstance(found, Unread):
        return unknown(found)
    rules = [
        each
        for each in found
        if each.enabled
        and (source in each.sources or (not each.sources and detail in each.details))
        and (detail in each.details or not each.details)
    ]
    in_use = isinstance(thing, ThreatDetector)
    if not rules:
        return failed("no rule in force tells of it", pointer(thing, "subject", source), in_use=in_use)
    ways = ways_of_targets(rules, snapshot)
    best = ways.best
    if best and best.reach >= least:
        return passed(f"it reaches {best.channel}", best.because)
    if ways.unread is not None:
        return unknown(ways.unread)
    if best and best.reach is Reach.UNCLEAR:
        return unknown(unclear(best), best.because)
    end = best.channel if best else "nothing"
    return failed(f"its rule ends in {end}", pointer(rules[0], "targets", end), in_use=True)
