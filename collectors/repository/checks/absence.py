"""What it means that something was found, or was not: documents and steps that may be kept or done elsewhere are
unknown, never failed.
"""

from __future__ import annotations

from collections.abc import Callable

from assess.evidence.checks import Pointer, Snapshot, Verdict, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread
from collectors.repository.document_facts import Document, Topic
from collectors.repository.facts import Inventory
from collectors.repository.workflow_facts import Act, ActKind, WorkflowJob


def written(document: Document, topic: Topic) -> Verdict:
    """Passes a document on that topic, by the name of its file."""
    if topic not in document.about:
        return not_shown(f"{document.path} is about something else")
    return passed(f"{document.path} is about {topic}", pointer(document, "title", document.title))


def not_shown(what: str, *looked_at: Pointer) -> Verdict:
    """The text does not show it: said otherwise, or elsewhere. Never a failure. `looked_at` where the thing itself
    was found and does not show what is asked; without, it was another thing."""
    return unknown(Unread(Reason.UNRESOLVED, f"{what}; it may be said otherwise or elsewhere", "show it"), *looked_at)


def before_merge(job: WorkflowJob) -> bool:
    """Whether the job runs before a change is merged."""
    return job.before_merge is True


def on_schedule(job: WorkflowJob) -> bool:
    """Whether a schedule starts the job."""
    return not isinstance(job.events, Unread) and "schedule" in job.events


def step_found(
    snapshot: Snapshot, near: Inventory, kinds: frozenset[ActKind], runs: Callable[[WorkflowJob], bool]
) -> tuple[Act, Pointer] | Unread | None:
    """The first step of these kinds in a job that runs when it should, one of the workflow itself before one inside
    an action or script; `Unread` if a workflow was not read."""
    jobs = snapshot.within(WorkflowJob, near.subject)
    if isinstance(jobs, Unread):
        return jobs
    missed: Unread | None = None
    inside: tuple[Act, Pointer] | None = None
    for job in jobs:
        if isinstance(job.acts, Unread) or isinstance(job.events, Unread):
            missed = job.acts if isinstance(job.acts, Unread) else missed
            continue
        for act in job.acts:
            if act.kind in kinds and runs(job):
                found = act, pointer(job, f"line {act.line}", act.what)
                if not act.within:
                    return found
                inside = inside or found
    return inside or missed


def runs_somewhere(
    snapshot: Snapshot,
    repository: Inventory,
    missing: str,
    *kinds: ActKind,
    runs: Callable[[WorkflowJob], bool] = before_merge,
    told: str = "changes run {} before they are merged",
) -> Verdict:
    """Passes a repository one of whose workflows runs a step of these kinds when it should; `told` has its name in the
    braces. Unknown where no step is recognised that does what is `missing`."""
    found = step_found(snapshot, repository, frozenset(kinds), runs)
    if isinstance(found, Unread):
        return unknown(found)
    if found:
        return passed(told.replace("{}", found[0].what), found[1])
    return not_seen(missing, repository)


def not_seen(what: str, repository: Inventory) -> Verdict:
    """No step was recognised: scripts, other pipelines and services outside may do it, so this is no failure."""
    others = f" ({repository.other_pipelines[0]} was not read)" if repository.other_pipelines else ""
    why = f"no workflow step is recognised that {what}; a script or a service outside may do it{others}"
    return unknown(Unread(Reason.UNRESOLVED, why, "show the check on a change"))
