"""zizmor audits the judged commit, and what it silently drops is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository_builder import repository, write

from collectors.repository import audit
from collectors.repository.workflow_facts import WorkflowAudit

INJECTION = """on: {event}
permissions: {{}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
    - run: echo ${{{{ github.event.issue.title }}}}
"""
BY_ISSUE = INJECTION.format(event="issues")
CLEAN = "on: push\npermissions: {}\njobs:\n  a:\n    name: a\n    runs-on: ubuntu-latest\n    steps: [{run: 'true'}]\n"


def audits(found) -> dict[str, WorkflowAudit]:
    return {fact.path: fact for fact in found.of(WorkflowAudit)}


def test_findings_come_with_line_and_version(read) -> None:
    found = read({".github/workflows/a.yml": BY_ISSUE})
    fact = found.one(WorkflowAudit)
    (finding,) = [finding for finding in fact.findings if finding.audit == "template-injection"]
    assert (finding.line, finding.severity) == (7, "high")
    assert finding.expression == "github.event.issue.title"
    assert fact.auditor == "zizmor 1.32.0"
    assert found.outcome("outsiders_text_is_not_run_as_code") == "fail"
    assert found.outcome("auditor_finds_nothing_severe") == "fail"


@pytest.mark.parametrize(
    ("event", "outcome"), [("issues", "fail"), ("push", "not_applicable"), ("pull_request", "not_applicable")]
)
def test_injection_counts_where_outsiders_get_rights(read, event: str, outcome: str) -> None:
    found = read({".github/workflows/a.yml": INJECTION.format(event=event)})
    assert found.outcome("outsiders_text_is_not_run_as_code") == outcome


@pytest.mark.parametrize(
    ("expression", "outcome"),
    [
        ("github.event.issue.body", "fail"),
        ("github.event.comment.body", "fail"),
        ("github.event.issue.user.login", "pass"),
        ("github.actor", "pass"),
        ("github.event.issue.html_url", "pass"),
        ("github.event.issue.number", "pass"),
        ("github.event.action", "pass"),
        ("github.event.label.name", "pass"),
        ("toJSON(github.event.issue.labels)", "pass"),
        ("github.event.issue.labels.*.name", "pass"),
        ("github.event.pull_request.base.ref", "pass"),
        ("github.event.pull_request.head.ref", "fail"),
        ("github.event.pull_request.head.label", "fail"),
    ],
)
def test_what_cannot_hold_code_is_no_injection(read, expression: str, outcome: str) -> None:
    found = read({".github/workflows/a.yml": BY_ISSUE.replace("github.event.issue.title", expression)})
    assert found.outcome("outsiders_text_is_not_run_as_code") == outcome


def test_a_file_zizmor_drops_is_unknown_and_the_others_are_not(read) -> None:
    files = {
        ".github/workflows/dropped.yml": CLEAN.replace("jobs:", "concurrency: 3\njobs:"),
        ".github/workflows/broken.yml": "on: [push",
        ".github/workflows/clean.yml": CLEAN,
        ".github/workflows/odd \u00e9\n.yml": CLEAN,
        ".github/dependabot.yml": "version: 2\n",
        ".pre-commit-config.yaml": "repos:\n- repo: git@github.com:acme/hooks\n  rev: v1\n  hooks: [{id: x}]\n",
    }
    found = audits(read(files))
    assert found[".github/workflows/clean.yml"].findings == ()
    assert found[".github/workflows/odd \u00e9\\x0a.yml"].findings == ()
    for dropped in (".github/workflows/dropped.yml", ".github/workflows/broken.yml", ".github/dependabot.yml"):
        assert dropped in found[dropped].findings.detail
        assert found[dropped].findings.reason == "not_available"
    assert len(found) == 5


def test_a_file_that_breaks_zizmor_is_unknown_alone(read) -> None:
    breaks = CLEAN.replace("'true'", "'echo " + "$(" * 100_000 + ")" * 100_000 + "'")
    files = {f".github/workflows/{name}.yml": CLEAN for name in ("a", "c", "d")}
    found = audits(read({**files, ".github/workflows/b.yml": breaks, ".github/workflows/e.yml": BY_ISSUE}))
    assert {path[18]: fact.findings == () for path, fact in found.items()} == {
        "a": True, "b": False, "c": True, "d": True, "e": False,
    }  # fmt: skip
    why = found[".github/workflows/b.yml"].findings
    assert (why.reason, "makes zizmor end" in why.detail) == ("not_available", True)
    assert [each.audit for each in found[".github/workflows/e.yml"].findings] == ["template-injection"]


def test_suppressions_of_the_repository_hide_nothing_and_are_counted(read) -> None:
    ignored = BY_ISSUE.replace("title }}", "title }} # zizmor: ignore[template-injection]")
    files = {
        ".github/workflows/comment.yml": ignored,
        ".github/workflows/config.yml": BY_ISSUE,
        ".github/zizmor.yml": "rules: {template-injection: {ignore: [config.yml]}}\n",
    }
    found = read(files)
    assert {path: fact.suppressed for path, fact in audits(found).items()} == {
        ".github/workflows/comment.yml": 1,
        ".github/workflows/config.yml": 1,
    }
    assert set(found.outcomes("outsiders_text_is_not_run_as_code").values()) == {"fail"}


def test_the_commit_is_audited_and_not_the_work_tree(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {".github/workflows/a.yml": CLEAN, ".gitignore": ".github/\n"})
    write(path, {".github/workflows/a.yml": BY_ISSUE, ".github/workflows/b.yml": BY_ISSUE})
    assert collect(path).one(WorkflowAudit).findings == ()


def test_a_token_in_the_environment_stays_here(read, monkeypatch, listener) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_" + "x" * 36)
    monkeypatch.setenv("GH_HOST", f"localhost:{listener.getsockname()[1]}")
    read({".github/workflows/a.yml": CLEAN.replace("{run: 'true'}", "{uses: actions/checkout@v4}")})
    with pytest.raises(TimeoutError):
        listener.accept()


def test_without_zizmor_the_audit_is_unknown_and_the_rest_is_read(read, monkeypatch) -> None:
    monkeypatch.setattr(audit, "auditor_path", lambda: None)
    found = read({".github/workflows/a.yml": BY_ISSUE})
    assert found.outcome("auditor_finds_nothing_severe") == "unknown"
    assert found.outcome("token_is_not_write_all") == "pass"
