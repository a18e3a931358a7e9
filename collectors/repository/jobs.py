"""Reads one job of a workflow: runner, environment, permissions, what its steps do, log in to and check out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assess.evidence.facts import Reason, Unread
from collectors.repository.acts import Setting, acts_of, asked_by, called_by_name, is_opaque
from collectors.repository.checkouts import foreign_checkouts
from collectors.repository.local_actions import LocalActions, Step
from collectors.repository.logins import logins_of_environment, logins_of_step, secret_names
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.scripts import Scripts
from collectors.repository.workflow_facts import (
    Act,
    ActKind,
    CloudLogin,
    Grant,
    WorkflowJob,
)
from collectors.repository.yamltree import Yaml

_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")
_LOCAL_CLUSTER = re.compile(
    r"helm/kind-action|\bkind\s+create|minikube|\bk3d\b|\bk3s\b|localstack|container-tools/kind-action|microk8s|moto_server",
    re.IGNORECASE,
)
_ALL_SECRETS = re.compile(r"toJSON\(\s*secrets\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InForce:
    """What a job takes over from its surroundings: the title of its workflow, the events that start it and whether
    some of them come before a merge, what its token may do, the environments of the jobs it needs, and the actions and
    scripts of its repository."""

    title: str
    events: tuple[str, ...]
    before_merge: bool
    grants: tuple[Grant, ...] | Unread | None
    waits_for: tuple[str, ...]
    actions: LocalActions
    scripts: Scripts


def environments_before(jobs: Yaml, key: str) -> tuple[str, ...]:
    """Environments of the jobs that must have ended before that one, through all `needs`."""
    waiting, seen = list(jobs.get(key).get("needs").words()), {key}
    found: list[str] = []
    while waiting:
        needed = waiting.pop(0)
        if needed not in seen:
            seen.add(needed)
            found.extend(filter(None, [_environment(jobs.get(needed))]))
            waiting.extend(jobs.get(needed).get("needs").words())
    return tuple(dict.fromkeys(found))


def job_fact(reading: Reading, path: str, root: Yaml, key: str, job: Yaml, in_force: InForce) -> WorkflowJob:
    """The fact of one job."""
    steps = tuple(in_force.actions.expanded(job.get("steps").each()))
    nodes = tuple(step.node for step in steps)
    text = "\n".join(scalar.text for scalar in job.scalars())
    secrets = secret_names("\n".join([text, *(scalar.text for scalar in root.get("env").scalars())]))
    return WorkflowJob(
        subject=reading.subject("job", path, f"jobs.{shown(key)}"),
        location=reading.place(path, job.line),
        workflow=shown(path),
        workflow_title=in_force.title,
        job=shown(key),
        title=shown(job.get("name").text or key),
        events=in_force.events,
        before_merge=in_force.before_merge,
        calls=shown(job.get("uses").text),
        runner=_runner(job),
        environment=_environment(job),
        waits_for=in_force.waits_for,
        grants=in_force.grants,
        own_grants=job.has("permissions"),
        acts=_acts(root, job, steps, in_force.scripts),
        logins=_logins(root, job, nodes),
        secrets=tuple(dict.fromkeys(name for name in secrets if name.upper() != "GITHUB_TOKEN")),
        all_secrets=job.get("secrets").text == "inherit" or bool(_ALL_SECRETS.search(text)),
        foreign=tuple(foreign_checkouts(nodes, job.get("if").text)),
        opaque=any(step.unread or is_opaque(step.node) for step in steps),
        rehearsal=_rehearsal("\n".join([text, *(scalar.text for node in nodes for scalar in node.scalars())])),
    )


def unread_job(reading: Reading, path: str, why: Unread) -> WorkflowJob:
    """Stands for the jobs of a workflow that cannot be parsed."""
    return WorkflowJob(
        subject=reading.subject("job", path, "jobs.*"),
        location=reading.place(path),
        workflow=shown(path),
        workflow_title=shown(path.rpartition("/")[2]),
        job="*",
        title="every job",
        events=why,
        before_merge=why,
        calls="",
        runner=why,
        environment=why,
        waits_for=(),
        grants=why,
        own_grants=False,
        acts=why,
        logins=why,
        secrets=why,
        all_secrets=False,
        foreign=(),
        opaque=True,
        rehearsal="",
    )


def _acts(root: Yaml, job: Yaml, steps: tuple[Step, ...], scripts: Scripts) -> tuple[Act, ...]:
    later = [asked_by(step.node) for step in steps]
    let_pass = job.get("continue-on-error").text
    own, shared = job.get("defaults", "run"), root.get("defaults", "run")
    shell = own.get("shell").text or shared.get("shell").text
    folder = own.get("working-directory").text or shared.get("working-directory").text
    found = []
    for index, step in enumerate(steps):
        for act in acts_of(step.node, "\n".join(later[index + 1 :]), Setting(shell, folder, scripts)):
            within = act.within or step.within
            what = f"{act.what} in {within}" if within else act.what
            line = step.node.line if step.within else act.line
            whole_job = "continue-on-error of the job" if let_pass == "true" else ""
            found.append(Act(act.kind, shown(what), line, act.soft or whole_job, shown(within)))
    called = job.get("uses").text
    if called.startswith("slsa-framework/slsa-github-generator/"):
        found.append(Act(ActKind.SIGN, shown(called), job.line))
    elif called_by_name(called) and not called.startswith("./"):  # one of this repository has jobs of its own
        found.append(Act(ActKind.DEPLOY_BY_NAME, shown(called), job.line))
    return tuple(found)


def _logins(root: Yaml, job: Yaml, steps: tuple[Yaml, ...]) -> tuple[CloudLogin, ...]:
    found = [*logins_of_environment(root.get("env")), *logins_of_environment(job.get("env"))]
    for step in steps:
        found.extend(logins_of_step(step))
    if job.get("uses"):
        found.extend(logins_of_environment(job.get("secrets")))
    once = {(login.provider, login.method, login.names): login for login in reversed(found)}
    return tuple(replace(login, names=tuple(map(shown, login.names))) for login in reversed(once.values()))


def _environment(job: Yaml) -> str | None:
    """`environment: name` or `environment: {name, url}`; an expression stays as written."""
    stated = job.get("environment")
    return shown(stated.text or stated.get("name").text) or None


def _runner(job: Yaml) -> tuple[str, ...] | Unread:
    """Labels, with `${{ matrix.x }}` replaced by the values the job lists for it."""
    stated = job.get("runs-on")
    if stated.entries():
        group = stated.get("group").text
        labels = (*((f"group:{group}",) if group else ()), *stated.get("labels").words())
    else:
        labels = stated.words()
    found: list[str] = []
    for label in labels:
        match = _MATRIX.fullmatch(label.strip())
        if match:
            values = _matrix_values(job, match[1])
            if not values:
                return Unread(Reason.UNRESOLVED, f"the runner is {shown(label)}, whose values are made at run time")
            found.extend(values)
        elif "${{" in label:
            return Unread(Reason.UNRESOLVED, f"the runner is the expression {shown(label)}")
        else:
            found.append(label)
    return tuple(dict.fromkeys(map(shown, found)))


def _matrix_values(job: Yaml, path: str) -> tuple[str, ...]:
    """The values of `matrix.os`, or of `matrix.os.name` where the matrix lists objects."""
    name, *inner = path.split(".")
    matrix = job.get("strategy", "matrix")
    nodes = [*matrix.get(name).each(), *(row.get(name) for row in matrix.get("include").each() if row.has(name))]
    texts = [text for node in nodes for text in node.get(*inner).words()]
    return () if not texts or any("${{" in text for text in texts) else tuple(texts)


def _rehearsal(text: str) -> str:
    match = _LOCAL_CLUSTER.search(text)
    return f"the job works on {match[0]}" if match else ""
