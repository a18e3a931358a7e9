"""A whole estate, judged as a user would have it judged, against what was written down of it before it was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from assess.demo.aws_stand_in import running
from assess.demo.aws_stand_in.estates import estate_three
from tests.conftest import Assess

TRUTH: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("sakura_truth.yaml").read_text("utf-8"))
OUTCOMES = {True: {"pass"}, False: {"fail"}, "unknown": {"unknown"}, "none": {"not_applicable"}}


def about(row: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Whether a finding is of the check, account, region and thing that the row speaks of."""
    subject = finding["subject"]
    return (
        finding["check"] == f"aws/{row['by']}"
        and finding["unit"].startswith(f"aws:{row['account']}/")
        and row.get("region", subject["region"]) == subject["region"]
        and (row["subject"] == "account" or row["subject"] in f"{subject['id']}$")
    )


def test_every_truth_has_its_finding(assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sakura.assess"
    assert assess("new", file, "--organisation", "Sakura").returncode == 0
    with running(estate_three()) as endpoint:
        for name, value in endpoint.environment().items():
            monkeypatch.setenv(name, value)
        ran = assess("collect", file, "--aws", "--aws-organization", "AssessReader", timeout=300)
    assert ran.returncode == 0, ran.stderr
    findings = json.loads(assess("findings", file, "--json").stdout)["findings"]
    wrong = []
    for row in TRUTH:
        found = {each["outcome"] for each in findings if about(row, each)}
        if (found or {"not_applicable"}) != OUTCOMES[row["holds"]]:
            wrong.append((row["by"], row["account"], row["subject"], row["holds"], sorted(found)))
    assert wrong == []


def test_the_table_speaks_of_every_topic_and_outcome() -> None:
    topics = {row["topic"] for row in TRUTH}
    assert topics == {"ownership", "observability", "safe_change", "incident_response", "delivery_plane", "cost"}
    assert {row["holds"] for row in TRUTH} == set(OUTCOMES)
    for topic in topics:
        assert {True, False} <= {row["holds"] for row in TRUTH if row["topic"] == topic}, topic
