"""What is written down is found by its name and text; what is not found is left to the organisation, never failed."""

from __future__ import annotations

import pytest

from collectors.repository import prose
from collectors.repository.document_facts import Analysis, Decision, Document, Runbook, Topic
from collectors.repository.facts import CatalogueEntry

NAMES = [
    ("docs/raci.md", [Topic.RESPONSIBILITIES]),
    ("docs/policies/release-policy.md", [Topic.RELEASE_POLICY]),
    ("RELEASING.md", [Topic.RELEASE_POLICY]),
    ("docs/oncall.md", [Topic.ON_CALL]),
    ("docs/on-call-handbook.md", [Topic.ON_CALL]),
    ("docs/error_budget_policy.md", [Topic.ERROR_BUDGET_POLICY]),
    ("docs/change-freeze.md", [Topic.FREEZE]),
    ("docs/hotfix.md", [Topic.EMERGENCY_CHANGE]),
    ("docs/break-glass.md", [Topic.BREAK_GLASS]),
    ("docs/severity-levels.md", [Topic.SEVERITY]),
    ("docs/incident-management.md", [Topic.SEVERITY]),
    ("docs/ci-compromise.md", [Topic.PIPELINE_COMPROMISE]),
    ("runbooks/leaked-token.md", [Topic.PIPELINE_COMPROMISE]),
    ("runbooks/rollback.md", [Topic.ROLLBACK]),
    ("runbooks/rds-failover.md", [Topic.FAILOVER]),
    ("docs/gameday-2026-02.md", [Topic.DRILL]),
    ("docs/release-policy-template.md", None),
    ("examples/rollback.md", None),
    ("docs/features/rollback.md", None),
    ("docs/user-guide/failover.md", None),
    ("docs/operations/rollback.md", [Topic.ROLLBACK]),
    ("node_modules/x/rollback.md", None),
    ("docs/tracing.md", None),
    ("docs/uncalled.md", None),
    ("src/rollback.py", None),
]


@pytest.mark.parametrize(("path", "topics"), NAMES)
def test_a_document_is_known_by_its_name(read, path: str, topics) -> None:
    found = list(read({path: "# Title\n\ntext\n"}).of(Document))
    assert [list(document.about) for document in found] == ([topics] if topics else [])


RUNBOOK = """# Restart the queue
Owner: team-a
Last tested: 2026-02-01

```sh
aws sqs purge-queue --queue-url "$URL"
```
"""


def test_a_runbook_shows_commands_owner_and_last_try(read) -> None:
    found = read(
        {"runbooks/queue.md": RUNBOOK, "runbooks/README.md": "# Index\n", "playbooks/site.yml": "- hosts: all\n"}
    )
    runbook = found.one(Runbook)
    assert (runbook.title, runbook.commands, runbook.owner, runbook.tried) == (
        "Restart the queue",
        1,
        True,
        "2026-02-01",
    )
    for name in ("runbooks_are_kept", "runbook_gives_commands", "runbook_names_owner_and_last_try"):
        assert found.outcome(name) == "pass"


def test_a_runbook_of_words_is_not_failed(read) -> None:
    found = read({"docs/runbooks/queue.md": "# Queue\nAsk Sam.\n"})
    assert found.outcome("runbooks_are_kept") == "pass"
    assert found.outcome("runbook_gives_commands") == "unknown"
    assert found.outcome("runbook_names_owner_and_last_try") == "unknown"


def test_a_document_that_cannot_be_read_is_unknown(read) -> None:
    found = read({"runbooks/queue.md": b"\xff\xfe broken"})
    assert found.outcome("runbook_gives_commands") == "unknown"
    assert found.outcome("runbooks_are_kept") == "pass"


ANALYSIS = """# Checkout down
## Timeline
- 09:12 first alarm
- 09:20 rolled back, see https://github.com/acme/app/pull/12
- 09:31 recovered
## Contributing factors
A queue filled.
## Actions
Bound the queue.
"""


def test_an_analysis_shows_timeline_causes_and_actions(read) -> None:
    found = read({"postmortems/2026-01-04-checkout.md": ANALYSIS, "postmortems/template.md": ANALYSIS})
    analysis = found.one(Analysis)
    assert (analysis.times, analysis.causes, analysis.actions, analysis.changes) == (3, True, True, True)
    for name in ("incidents_are_analysed_in_writing", "analysis_holds_a_timeline", "analysis_names_causes_and_actions"):
        assert found.outcome(name) == "pass"
    bare = read({"postmortems/2026-01-05-other.md": "# Other\nIt broke.\n"})
    assert set(bare.outcomes("analysis_holds_a_timeline").values()) == {"pass", "unknown"}


def test_decisions_are_recorded_with_their_date(read) -> None:
    found = read({"docs/adr/0001-queues.md": "# Queues\nDate: 2026-01-04\n", "docs/adr/README.md": "# ADRs\n"})
    assert found.one(Decision).dated == "2026-01-04"
    assert found.outcome("decisions_are_recorded") == "pass"


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("docs/dev-guide/clusters/adr-001.rst", True),
        ("docs/ADR_12-use-queues.md", True),
        ("docs/adrenaline.md", False),
        ("docs/quadr-1.md", False),
    ],
)
def test_a_decision_record_is_known_by_its_number_wherever_it_lies(read, path: str, known: bool) -> None:
    assert [each.path for each in read({path: "# Title\n"}).of(Decision)] == [path] * known


@pytest.mark.parametrize(
    ("path", "text", "check", "outcome"),
    [
        (
            "docs/severity.md",
            "| SEV1 | all users |\n| SEV2 | some |\n| SEV3 | few |\n",
            "severity_levels_are_told_apart",
            "pass",
        ),
        ("docs/severity.md", "## P1\n## P2\n", "severity_levels_are_told_apart", "unknown"),
        ("docs/gameday.md", "Held on 2026-02-03.", "drill_is_recorded", "pass"),
        ("docs/gameday.md", "Held soon.", "drill_is_recorded", "unknown"),
        ("docs/ci-compromise.md", "Revoke every token. Disable all workflows.", "playbook_revokes_and_stops", "pass"),
        ("docs/ci-compromise.md", "Revoke every token.", "playbook_revokes_and_stops", "unknown"),
        ("docs/rollback.md", "", "rollback_is_written_down", "pass"),
        ("docs/rollback.md", "", "failover_is_written_down", "unknown"),
    ],
)
def test_the_text_proves_the_level_or_leaves_it_open(read, path: str, text: str, check: str, outcome: str) -> None:
    assert read({path: text}).outcome(check) == outcome


def test_features_of_prose() -> None:
    assert prose.commands("```sh\na\n```\n\n~~~\nb\n~~~\n") == 2
    assert prose.last_date("2025-01-01, 2026-13-45, 2026-02-03") == "2026-02-03"
    assert prose.tried("Last rehearsed on 3 March 2026") == "3 March 2026"
    assert prose.severity_levels("see p1.md and sev2") == 0
    assert prose.heading("---\ntitle: x\n---\n# One\n# Two\n") == "One"


SLOTH = """version: "prometheus/v1"
service: shop
slos:
- name: checkout
  objective: 99.9
  alerting: {name: CheckoutErrors, page_alert: {labels: {severity: page}}}
- name: search
  objective: 99
"""
OPENSLO = """apiVersion: openslo/v1
kind: SLO
metadata: {name: checkout}
spec:
  timeWindow: [{duration: 28d, isRolling: true}]
  objectives: [{target: 0.999}]
"""


def test_objectives_are_read_in_their_forms(read) -> None:
    found = read({"slo/shop.yaml": SLOTH, "slo/open.yml": OPENSLO, "slo/other.yaml": "a: 1\n"})
    assert found.outcomes("an_objective_is_defined") == dict.fromkeys(
        ("slo/open.yml#checkout", "slo/shop.yaml#shop/checkout", "slo/shop.yaml#shop/search"), "pass"
    )
    assert set(found.outcomes("an_objective_has_target_and_window").values()) == {"pass"}
    assert found.outcomes("an_objective_pages_on_burn_rate") == {
        "slo/open.yml#checkout": "unknown",
        "slo/shop.yaml#shop/checkout": "pass",
        "slo/shop.yaml#shop/search": "unknown",
    }


RULES = """groups:
- name: shop
  rules:
  - record: x
    expr: y
  - alert: CheckoutErrors
    expr: rate(errors[5m]) > 1
    labels: {severity: page}
    annotations:
      summary: "{{ $labels.instance }} fails"
      runbook_url: https://runbooks.example/checkout
  - alert: DiskFull
    expr: x > 1
    annotations: {dashboard_url: https://grafana.example/d/1}
"""
ANNOTATIONS = [
    ("description: 'To find the reason you can run `kubectl describe pod`'", "pass"),
    ("description: 'Pods restart. Check the memory of the node.'", "pass"),
    ("summary: Disk full\n      message: Free some space first", "pass"),
    ("summary: 'The disk is full'", "fail"),
    ("summary: 'Runs out of `memory`'", "fail"),
    ("severity: page", "fail"),
]


@pytest.mark.parametrize(("annotations", "outcome"), ANNOTATIONS)
def test_an_alert_rule_may_say_the_first_step_itself(read, annotations: str, outcome: str) -> None:
    rule = f"groups:\n- name: a\n  rules:\n  - alert: A\n    expr: x\n    annotations:\n      {annotations}\n"
    assert read({"rules/a.yaml": rule}).outcome("alert_rule_says_what_to_do") == outcome


def test_alert_rules_link_a_runbook(read) -> None:
    operator = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n" + "".join(
        f"  {line}\n" for line in RULES.splitlines()
    )
    files = {"prometheus/rules.yml": RULES, "monitoring/rules.yaml": operator, ".github/alert.yml": RULES}
    outcomes = read(files).outcomes("alert_rule_says_what_to_do")
    assert {subject.split("/")[0]: None for subject in outcomes}.keys() == {"prometheus", "monitoring"}
    assert [outcome for subject, outcome in outcomes.items() if "CheckoutErrors" in subject] == ["pass", "pass"]
    assert [outcome for subject, outcome in outcomes.items() if "DiskFull" in subject] == ["fail", "fail"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("groups:\n- name: a\n  rules:\n  - alert: [\n", "not_available"),
        ("{{- if .Values.alerts }}\ngroups:\n- rules:\n  - alert: A\n{{- end }}\n", "unresolved"),
    ],
)
def test_rules_that_cannot_be_parsed_are_unknown(read, text: str, reason: str) -> None:
    (verdict,) = read({"rules/a.yaml": text}).verdicts("alert_rule_says_what_to_do").values()
    assert verdict.unread.reason == reason


def test_a_file_of_many_entities_gives_each_its_own_entry(read) -> None:
    text = "---\n".join(
        f"apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{owner: team-a}}\n"
        for kind, name in (("Component", "one"), ("System", "two"), ("Group", "three"))
    )
    found = read({"catalog-info.yaml": text})
    assert [(entry.entity, entry.name) for entry in found.of(CatalogueEntry)] == [
        ("Component", "one"),
        ("System", "two"),
    ]
