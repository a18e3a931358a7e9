"""Reads the workflows GitHub runs and the composite actions beside them, tolerant of what schemas reject.

Only `.github/workflows/*.yml|yaml` at the top of the tree are workflows; copies in tests and examples run nowhere.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assess.evidence.facts import Fact, Reason, Unread
from collectors.repository.jobs import InForce, environments_before, job_fact, unread_job
from collectors.repository.local_actions import LocalActions
from collectors.repository.paths import aside, folder_of, shown
from collectors.repository.pins import action_uses, unread_use
from collectors.repository.reading import Reading, unparsable
from collectors.repository.scripts import Scripts, scripts_named_in
from collectors.repository.tree import Entry
from collectors.repository.workflow_facts import Grant, Trigger, Workflow
from collectors.repository.yamltree import NOTHING, Yaml, YamlError, documents

WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
ACTION = re.compile(r"(?:.*/)?action\.ya?ml")
_LARGEST = 2 * 1024 * 1024
_BEFORE_MERGE = ("pull_request", "pull_request_target", "merge_group")
_ANY_BRANCH = re.compile(r"\*{1,2}(?:/\*{1,2})?")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file with its root node, or why it cannot be read. `text` serves to say what a broken file mentions."""

    entry: Entry
    root: Yaml | Unread
    text: str


def workflow_entries(reading: Reading) -> list[Entry]:
    """The files GitHub runs as workflows."""
    return [entry for path, entry in reading.tree.files.items() if WORKFLOW.fullmatch(path)]


def action_entries(reading: Reading) -> list[Entry]:
    """Action definitions of the repository's own."""
    files = reading.tree.files.items()
    return [entry for path, entry in files if ACTION.fullmatch(path) and not aside(path)]


@dataclass(frozen=True, slots=True)
class Starts:
    """What starts a workflow: by its own triggers, or through the workflows here that call it."""

    events: frozenset[str]
    before_merge: bool

    def or_(self, other: Starts) -> Starts:
        """Both."""
        return Starts(self.events | other.events, self.before_merge or other.before_merge)


@dataclass(frozen=True, slots=True)
class Here:
    """What steps of this repository use of it."""

    actions: LocalActions
    scripts: Scripts


def read(reading: Reading) -> Iterator[Fact]:
    """Facts of every workflow, its jobs, and what they and composite actions use."""
    workflows = [_parsed(entry, text) for entry, text in reading.texts(workflow_entries(reading), _LARGEST)]
    actions = [_parsed(entry, text) for entry, text in reading.texts(action_entries(reading), _LARGEST)]
    local = LocalActions(
        {folder_of(parsed.entry.path): parsed.root for parsed in actions if isinstance(parsed.root, Yaml)}
    )
    callers = _callers(workflows)
    here = Here(local, scripts_named_in(reading, (parsed.text for parsed in (*workflows, *actions))))
    for parsed in workflows:
        yield from _workflow(reading, parsed, callers.get(parsed.entry.path, Starts(frozenset(), False)), here)
    for parsed in actions:
        if isinstance(parsed.root, Unread):
            if "uses:" in parsed.text:
                yield unread_use(reading, parsed.entry.path, parsed.root)
        else:
            yield from action_uses(reading, parsed.entry.path, "runs", parsed.root.get("runs", "steps"))


def _parsed(entry: Entry, text: str | Unread) -> Parsed:
    if isinstance(text, Unread):
        return Parsed(entry, text, "")
    try:
        found = documents(text)
    except YamlError as error:
        return Parsed(entry, unparsable(entry.path, error.line, error.why), text)
    root = found[0] if found else NOTHING
    if not root:
        return Parsed(entry, unparsable(entry.path, 1, "it is empty"), text)
    return Parsed(entry, root, text)


def _workflow(reading: Reading, parsed: Parsed, called: Starts, here: Here) -> Iterator[Fact]:
    path, root = parsed.entry.path, parsed.root
    if not isinstance(root, Unread) and not root.get("jobs").entries():
        root = unparsable(path, root.line, "it has no jobs, so GitHub runs nothing of it")
    if isinstance(root, Unread):
        yield _fact(reading, path, "", root, root, root)
        yield unread_job(reading, path, root)
        if "uses:" in parsed.text:
            yield unread_use(reading, path, root)
        return
    triggers = triggers_of(root.get("on"))
    grants = grants_of(root)
    jobs = root.get("jobs").entries()
    title = shown(root.get("name").text) or shown(path.rpartition("/")[2])
    yield _fact(reading, path, title, triggers, grants, root.get("jobs"))
    events = tuple(dict.fromkeys((*(trigger.event for trigger in triggers), *sorted(called.events))))
    before_merge = called.before_merge or any(trigger.before_merge for trigger in triggers)
    for key, job in jobs:
        stated = grants_of(job) if job.has("permissions") else grants
        waits_for = environments_before(root.get("jobs"), key)
        in_force = InForce(title, events, before_merge, stated, waits_for, here.actions, here.scripts)
        yield job_fact(reading, path, root, key, job, in_force)
        yield from action_uses(reading, path, f"jobs.{key}", job.get("steps"))
        if job.get("uses"):
            yield from action_uses(reading, path, f"jobs.{key}", Yaml(job.line, listed=(job,)))


def _fact(
    reading: Reading,
    path: str,
    title: str,
    triggers: tuple[Trigger, ...] | Unread,
    grants: tuple[Grant, ...] | Unread | None,
    jobs: Yaml | Unread,
) -> Workflow:
    def named(wanted: Callable[[Yaml], bool]) -> tuple[str, ...] | Unread:
        return jobs if isinstance(jobs, Unread) else tuple(shown(key) for key, job in jobs.entries() if wanted(job))

    return Workflow(
        subject=reading.subject("workflow", path),
        location=reading.place(path, 1),
        path=shown(path),
        title=title or shown(path.rpartition("/")[2]),
        triggers=triggers,
        grants=grants,
        jobs=named(lambda job: True),
        jobs_without_grants=named(lambda job: not job.has("permissions") and not job.get("uses")),
        jobs_with_everything=named(lambda job: job.get("permissions").text == "write-all"),
    )


def triggers_of(on: Yaml) -> tuple[Trigger, ...]:
    """`on` in its three forms: one event, a list, or a mapping with filters."""
    filtered = on.entries() or tuple((event, NOTHING) for event in on.words())
    return tuple(
        Trigger(
            shown(event),
            tuple(map(shown, filters.get("branches").words())),
            filters.get("types").words(),
            (event in _BEFORE_MERGE and filters.get("types").words() != ("closed",))
            or (event == "push" and _starts_on_any_branch(filters)),
        )
        for event, filters in filtered
    )


def _starts_on_any_branch(push: Yaml) -> bool:
    """Whether a push to a branch that is not merged yet starts it; a filter of tags alone leaves branches out."""
    if push.has("branches"):
        return any(_ANY_BRANCH.fullmatch(pattern) for pattern in push.get("branches").words())
    return push.has("branches-ignore") or not (push.has("tags") or push.has("tags-ignore"))


def grants_of(node: Yaml) -> tuple[Grant, ...] | Unread | None:
    """The permissions stated at a workflow or job; None if it states none."""
    if not node.has("permissions"):
        return None
    stated = node.get("permissions")
    if stated.entries():
        return tuple(Grant(scope, level.text) for scope, level in stated.entries())
    if stated.text in ("write-all", "read-all"):
        return (Grant("*", stated.text.partition("-")[0]),)
    if stated.text:
        return Unread(Reason.UNRESOLVED, f"permissions are {shown(stated.text)!r}, which is no form GitHub knows")
    return ()


def _callers(workflows: list[Parsed]) -> Mapping[str, Starts]:
    """For each workflow that others here call: what starts those, followed through two calls."""
    direct: dict[str, set[str]] = {}
    starts: dict[str, Starts] = {}
    for parsed in workflows:
        if isinstance(parsed.root, Unread):
            continue
        path = parsed.entry.path
        triggers = triggers_of(parsed.root.get("on"))
        starts[path] = Starts(
            frozenset(trigger.event for trigger in triggers), any(trigger.before_merge for trigger in triggers)
        )
        for _, job in parsed.root.get("jobs").entries():
            called = job.get("uses").text
            if called.startswith("./"):
                direct.setdefault(called[2:].partition("@")[0], set()).add(path)
    for _ in range(2):
        for called, callers in direct.items():
            for caller in callers & starts.keys():
                starts[called] = starts[caller].or_(starts.get(called, starts[caller]))
    return {called: starts[called] for called in direct}
