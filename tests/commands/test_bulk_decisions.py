"""Labels, consensus and suppressions without the app: from YAML, targets by the names people know."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import WORKFLOW, commit
from tests.conftest import Assess

DECISIONS = """\
decisions:
  - {kind: environment, target: usability, value: production, by: The lead}
  - {kind: consensus, practice: OWN-09, level: 2, by: The lead, reason: agreed after seeing the rota}
  - {kind: suppression, practice: OWN-06, target: usability, reason: moves, approver: The lead, expires: 2099-01-01}
"""


def test_the_template_names_every_decision_and_the_help_says_so(assess: Assess, file: Path) -> None:
    template = assess("answers", file, "--template").stdout
    for kind in ("environment", "consensus", "suppression"):
        assert f"{{kind: {kind}," in template
    told = " ".join(assess("answers", "--help").stdout.split())
    assert "labels of targets, what the room agreed on (consensus), overrides, suppressions" in told
    for command in ("new", "interview"):
        assert "--from" in assess(command, "--help").stdout


def test_decisions_are_recorded_for_a_target_by_its_name(assess: Assess, file: Path, tmp_path: Path) -> None:
    local = commit(tmp_path / "usability", {".github/workflows/deploy.yml": WORKFLOW}, origin=str(tmp_path / "none"))
    assert assess("collect", file, "--repository", local).returncode == 0
    (tmp_path / "decisions.yaml").write_text(DECISIONS)
    assert assess("answers", file, "--from", "decisions.yaml").stderr.startswith("3 decisions")
    assert assess("answers", file, "--from", "decisions.yaml").stderr.startswith("nothing new")
    found = json.loads(assess("findings", file, "--filter", "practice:OWN-06", "--json").stdout)["findings"]
    assert {each["subject"]["environment"] for each in found} == {"production"}
    assert {each["state"] for each in found} == {"suppressed"}
    practices = json.loads(assess("score", file, "--json").stdout)["practices"]
    assert next(each for each in practices if each["id"] == "OWN-09")["claimed"]["consensus"] is not None
