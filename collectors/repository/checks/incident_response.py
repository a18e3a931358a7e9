"""Is the response written so that anyone on duty can carry it out, and is learning kept? Documents of an organisation:
what is not found may be kept elsewhere, so nothing fails here but what Terraform itself declares.
"""

from __future__ import annotations

from assess.evidence.checks import Verdict, check, failed, passed, pointer
from assess.evidence.facts import known
from collectors.repository.checks.absence import not_shown, written
from collectors.repository.document_facts import Analysis, Document, Runbook, Topic
from collectors.repository.terraform_facts import EscalationPolicy


@check(practice="IRP-01", level=1, subject=Runbook, accepts=("declared",))
def runbooks_are_kept(runbook: Runbook) -> Verdict:
    """Runbooks are kept beside the code: the activity.

    Known by folder or file name; indices and templates are left out. An absence is unknown."""
    return passed(f"{runbook.path} is a runbook", pointer(runbook, "title", runbook.title))


@check(practice="IRP-01", level=2, subject=Runbook, accepts=("declared",))
def runbook_gives_commands(runbook: Runbook) -> Verdict:
    """The runbook holds commands, or links automation, that can be carried out.

    Reads code blocks and links. Whether they work and who may run them is not shown."""
    count = known(runbook.commands)
    if count:
        return passed(f"{runbook.path} holds {count} commands or links", pointer(runbook, "commands", count))
    return not_shown(f"{runbook.path} holds no command", pointer(runbook, "commands", 0))


@check(practice="IRP-01", level=2, subject=Runbook, accepts=("declared",))
def runbook_names_owner_and_last_try(runbook: Runbook) -> Verdict:
    """The runbook names its owner and when it was last tried.

    Reads lines such as `Owner:` and `Last tested: 2026-02-01`. How old the date may be is for people to judge."""
    tried = known(runbook.tried)
    if known(runbook.owner) and tried:
        return passed(f"{runbook.path} was tried {tried}", pointer(runbook, "tried", tried))
    missing = "when it was last tried" if known(runbook.owner) else "an owner"
    return not_shown(f"{runbook.path} does not name {missing}", pointer(runbook, "title", runbook.title))


@check(practice="IRP-03", level=1, subject=Document, accepts=("declared",))
def failover_is_written_down(document: Document) -> Verdict:
    """A document says how traffic is moved away from a failing zone or region.

    Known by the name of the file. An absence is unknown."""
    return written(document, Topic.FAILOVER)


@check(practice="IRP-04", level=2, subject=Document, accepts=("declared",))
def drill_is_recorded(document: Document) -> Verdict:
    """A drill or game day is recorded with its date.

    Known by the name of the file and a date in the text. Whether it is recent enough, and what followed, is not
    judged."""
    if Topic.DRILL not in document.about:
        return not_shown(f"{document.path} is about something else")
    dated = known(document.dated)
    if dated:
        return passed(f"{document.path} records a drill of {dated}", pointer(document, "dated", dated))
    return not_shown(f"{document.path} bears no date", pointer(document, "title", document.title))


@check(practice="IRP-05", level=1, subject=Document, accepts=("declared",))
def severity_is_written_down(document: Document) -> Verdict:
    """A document is about severity or the incident process.

    Known by the name of the file. An absence is unknown."""
    return written(document, Topic.SEVERITY)


@check(practice="IRP-05", level=2, subject=Document, accepts=("declared",))
def severity_levels_are_told_apart(document: Document) -> Verdict:
    """At least three severity levels are described, each on a line of its own.

    Reads lines, rows and headings that begin with a level (SEV1, P2, …). Whether the criteria are about customers is
    for people to judge."""
    if Topic.SEVERITY not in document.about:
        return not_shown(f"{document.path} is about something else")
    levels = known(document.severity_levels)
    if levels >= 3:
        return passed(f"{document.path} tells {levels} levels apart", pointer(document, "levels", levels))
    return not_shown(f"{document.path} does not list levels", pointer(document, "levels", levels))


@check(practice="IRP-06", level=2, subject=Analysis, accepts=("declared",))
def analysis_holds_a_timeline(analysis: Analysis) -> Verdict:
    """The incident analysis holds a timeline of at least three times.

    Reads lines and rows that begin with a time of day. Whether people or machines kept it is not shown."""
    times = known(analysis.times)
    if times >= 3:
        return passed(f"{analysis.path} holds {times} times", pointer(analysis, "times", times))
    return not_shown(f"{analysis.path} holds no timeline", pointer(analysis, "times", times))


@check(practice="IRP-09", level=1, subject=Analysis, accepts=("declared",))
def incidents_are_analysed_in_writing(analysis: Analysis) -> Verdict:
    """An incident was analysed in writing.

    Known by folder or file name; templates are left out. Analyses kept in a tool are not seen: unknown."""
    return passed(f"{analysis.path} is an analysis", pointer(analysis, "title", analysis.title))


@check(practice="IRP-09", level=2, subject=Analysis, accepts=("declared",))
def analysis_names_causes_and_actions(analysis: Analysis) -> Verdict:
    """The incident analysis has a part for causes and one for actions.

    Reads headings and first words of lines. Whether the actions were done is not shown."""
    if known(analysis.causes) and known(analysis.actions):
        return passed(f"{analysis.path} names causes and actions", pointer(analysis, "title", analysis.title))
    seen = pointer(analysis, "title", analysis.title)
    return not_shown(f"{analysis.path} does not show causes and actions", seen)


@check(practice="IRP-08", level=2, subject=EscalationPolicy, accepts=("declared",))
def escalation_has_a_second_stage(policy: EscalationPolicy) -> Verdict:
    """A page that nobody acknowledges goes on to somebody else.

    Reads rules of PagerDuty and Opsgenie escalations in Terraform. Who stands behind a stage, and whether two stages
    are the same person, is not shown."""
    stages = known(policy.stages)
    seen = pointer(policy, "rules", stages)
    if stages >= 2:
        return passed(f"{policy.address} has {stages} stages", seen)
    return failed(f"{policy.address} ends with its first stage", seen)
