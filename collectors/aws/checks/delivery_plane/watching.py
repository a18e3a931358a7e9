"""Who would notice: changes of pipelines, odd use of what they hold, findings that were silenced."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, passed, pointer, unknown
from assess.evidence.facts import Unread, known
from collectors.aws.checks.products import CHANGE_ALERTS, THREATS
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of_targets
from collectors.aws.facts.alarms import EventRule
from collectors.aws.facts.artifacts import SilencedFindings, ThreatDetector
from collectors.aws.facts.releases import Pipeline

_CALL = "AWS API Call via CloudTrail"
_FINDING = "GuardDuty Finding"


@check(practice="DEL-10", level=2, subject=Pipeline, reads=ROUTE_FACTS, product=CHANGE_ALERTS)
def change_of_the_pipeline_reaches_somebody(pipeline: Pipeline, snapshot: Snapshot) -> Verdict:
    """An event rule on calls that change pipelines leads to somebody.

    Reads rules of the region and where they lead. Which of the calls a rule picks out is not judged; a product that
    reads the trail may tell as well.
    """
    return _told(pipeline, snapshot, "aws.codepipeline", _CALL, Reach.TELLS)


@check(practice="DEL-10", level=3, subject=Pipeline, reads=ROUTE_FACTS, product=CHANGE_ALERTS)
def change_of_the_pipeline_pages(pipeline: Pipeline, snapshot: Snapshot) -> Verdict:
    """An event rule on calls that change pipelines leads to something that pages.

    As at level 2. Whether who is paged may pause the pipeline is for people to show.
    """
    return _told(pipeline, snapshot, "aws.codepipeline", _CALL, Reach.PAGES)


@check(practice="DEL-11", level=2, subject=ThreatDetector, product=THREATS)
def odd_use_is_looked_for(detector: ThreatDetector) -> Verdict:
    """GuardDuty looks for odd use of credentials in the region.

    Reads the state of the detector. Which of its protections are on is not read; cannot know whether anybody acts on
    findings.
    """
    if known(detector.enabled):
        return passed("threat detection is on", pointer(detector, "enabled", True))
    return failed("threat detection is off", pointer(detector, "enabled", False))


@check(practice="DEL-11", level=3, subject=ThreatDetector, reads=ROUTE_FACTS, product=THREATS)
def odd_use_pages_within_minutes(detector: ThreatDetector, snapshot: Snapshot) -> Verdict:
    """What GuardDuty finds in the region leads to something that pages, and is told again within a quarter of an hour.

    A finding is told at once the first time; the interval is for what comes again. No simulation is seen.
    """
    if not known(detector.enabled):
        return failed("threat detection is off", pointer(detector, "enabled", False))
    verdict = _told(detector, snapshot, "aws.guardduty", _FINDING, Reach.PAGES)
    if verdict.outcome.value == "pass" and detector.frequency != "FIFTEEN_MINUTES":
        shown = pointer(detector, "frequency", detector.frequency)
        return failed(
            f"what comes again is told after {detector.frequency.lower().replace('_', ' ')}", shown, in_use=True
        )
    return verdict


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


def _told(thing: Pipeline | ThreatDetector, snapshot: Snapshot, source: str, detail: str, least: Reach) -> Verdict:
    """Whether some enabled rule of the region on events of that kind leads that far."""
    found = snapshot.within(EventRule, thing.subject)
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
