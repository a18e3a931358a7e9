"""What is read and concluded, as commands print it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import commit
from tests.conftest import Assess


def test_a_dry_run_says_what_would_be_read_and_reads_nothing(assess: Assess, file: Path, checkout: Path) -> None:
    ran = assess("collect", file, "--repository", checkout, "--dry-run")
    assert ran.returncode == 0
    assert "repository:github.com/acme/site" in ran.stdout
    assert "reads, about" in ran.stdout
    assert json.loads(assess("facts", file, "--json").stdout)["kinds"] == {}


def test_facts_tell_where_they_come_from(assess: Assess, collected: Path) -> None:
    kinds = json.loads(assess("facts", collected, "--json").stdout)["kinds"]
    assert kinds["repository.workflow"] == 1
    (fact,) = json.loads(assess("facts", collected, "repository.workflow", "--json").stdout)["facts"]
    assert fact["location"].startswith(".github/workflows/deploy.yml")
    assert fact["source"]
    assert fact["at"].endswith("Z")
    wrong = assess("facts", collected, "repository.flow")
    assert wrong.returncode == 2
    assert "repository.workflow" in wrong.stderr


def test_only_names_a_probe_or_the_nearest(assess: Assess, file: Path, checkout: Path) -> None:
    ran = assess("collect", file, "--repository", checkout, "--only", "repository.workflow")
    assert ran.returncode == 2
    assert "did you mean repository.workflows?" in ran.stderr


def test_resume_asks_nothing_again(assess: Assess, collected: Path, checkout: Path) -> None:
    again = json.loads(assess("collect", collected, "--repository", checkout, "--resume", "--json").stdout)
    assert again["result"]["done"] == 0
    assert again["result"]["already_done"] > 0


def test_a_folder_that_is_no_repository_is_one_sentence(assess: Assess, file: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    ran = assess("collect", file, "--repository", tmp_path / "plain")
    assert ran.returncode == 2
    assert "plain" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_nothing_to_read_names_the_options(assess: Assess, file: Path) -> None:
    ran = assess("collect", file)
    assert ran.returncode == 2
    assert "--repository" in ran.stderr


def test_a_finding_says_in_which_repository_it_stands(assess: Assess, collected: Path) -> None:
    listed = assess("findings", collected, "--filter", "outcome:fail practice:DEL-06").stdout
    assert "  site:.github/workflows/deploy.yml:" in listed
    whole = assess("findings", collected, "--filter", "check:owners_cover_most_files").stdout
    assert ":0 " not in whole


def test_findings_are_filtered(assess: Assess, collected: Path) -> None:
    everything = json.loads(assess("findings", collected, "--json").stdout)
    failing = json.loads(assess("findings", collected, "--filter", "outcome:fail practice:DEL-06", "--json").stdout)
    assert 0 < failing["total"] < everything["total"]
    assert {(each["outcome"], each["practice"]) for each in failing["findings"]} == {("fail", "DEL-06")}
    assert all(each["evidence"] for each in failing["findings"])
    wrong = assess("findings", collected, "--filter", "outcom:fail")
    assert wrong.returncode == 2
    assert "outcome" in wrong.stderr


def test_a_stored_key_contradicts_the_claim(assess: Assess, collected: Path) -> None:
    document = json.loads(assess("score", collected, "--json").stdout)
    (contradiction,) = [each for each in document["contradictions"] if each["practice"] == "DEL-06"]
    assert contradiction["claimed"] == 3
    assert contradiction["observed_high"] < 3
    told = assess("score", collected).stdout
    assert "What was believed and is not so" in told
    assert "DEL-06" in told


def test_a_new_decision_makes_the_findings_follow(assess: Assess, collected: Path, tmp_path: Path) -> None:
    (tmp_path / "label.yaml").write_text(
        "decisions:\n  - {kind: environment, target: 'repository:github.com/acme/site', value: excluded, "
        "by: The lead, reason: retired}\n"
    )
    before = json.loads(assess("score", collected, "--json").stdout)
    assert before["contradictions"]
    assert assess("answers", collected, "--from", "label.yaml").returncode == 0
    after = json.loads(assess("score", collected, "--json").stdout)
    assert after["contradictions"] == []
    assert after["scope"]["scored"] == before["scope"]["scored"] - 1


def test_a_suppression_is_counted_and_lifts_nothing(assess: Assess, collected: Path, tmp_path: Path) -> None:
    before = json.loads(assess("score", collected, "--json").stdout)
    (tmp_path / "accept.yaml").write_text(
        "decisions:\n  - {kind: suppression, check: repository/no_stored_cloud_key_is_in_use, reason: later, "
        "approver: The chief, expires: 2030-01-01}\n"
    )
    told = assess("answers", collected, "--from", "accept.yaml")
    assert told.returncode == 0, told.stderr
    found = json.loads(assess("findings", collected, "--filter", "state:suppressed", "--json").stdout)
    assert found["total"] > 0
    after = json.loads(assess("score", collected, "--json").stdout)
    assert after["headline"] == before["headline"]


def test_why_adds_up_to_the_printed_number(assess: Assess, collected: Path) -> None:
    document = json.loads(assess("score", collected, "--json").stdout)
    pillar = next(each for each in document["pillars"] if each["id"] == "guardrails")
    why = json.loads(assess("practices", "DEL-06", collected, "--json").stdout)["why"]
    values = {line["label"]: line["value"] for section in why for line in section["lines"]}
    assert float(values["mean of guardrails"]) == pillar["mean"]
    assert float(values["low"]) == pillar["low"]
    practice = next(each for each in document["practices"] if each["id"] == "DEL-06")
    assert int(values["A"]) == practice["low"]


def test_the_plan_says_which_checks_show_that_a_fix_is_done(assess: Assess, collected: Path) -> None:
    said = assess("plan", collected).stdout
    assert "DEL-06  These checks pass: account works without long lived keys (aws), no stored cloud key" in said
    fixes = {each["practice"]: each for each in json.loads(assess("plan", collected, "--json").stdout)["fixes"]}
    assert fixes["DEL-06"]["done_when"][-1].startswith("These checks pass: ")
    assert "the emergency role was used (aws)" in fixes["OWN-09"]["done_when"][-1]


def test_the_plan_names_the_three_of_the_executive_page(assess: Assess, collected: Path) -> None:
    first_three = json.loads(assess("score", collected, "--json").stdout)["headline"]["first_three"]
    assert first_three
    assert f"for whoever decides: {', '.join(first_three)}" in assess("plan", collected).stdout


def test_what_if_moves_the_score_and_is_not_kept(assess: Assess, collected: Path) -> None:
    before = assess("plan", collected, "--json").stdout
    then = json.loads(assess("plan", collected, "--what-if", "OWN-09=4", "--json").stdout)
    assert "OWN-09" in {each["practice"] for each in json.loads(before)["fixes"]}
    assert "OWN-09" not in {each["practice"] for each in then["fixes"]}
    assert assess("plan", collected, "--json").stdout == before
    for wrong in ("OWN-09", "OWN-09=5", "OWN-99=3"):
        assert assess("plan", collected, "--what-if", wrong).returncode == 2


def test_capacity_changes_the_waves(assess: Assess, collected: Path) -> None:
    small = json.loads(assess("plan", collected, "--capacity", "2", "--json").stdout)["fixes"]
    large = json.loads(assess("plan", collected, "--capacity", "900", "--json").stdout)["fixes"]
    assert max(each["done_wave"] for each in small) > max(each["done_wave"] for each in large)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--no-contradictions"], 3),
        (["--minimum", "guardrails=50"], 3),
        (["--minimum", "guardrails=0"], 0),
        (["--minimum", "roof=1"], 2),
        (["--minimum", "guardrails=lots"], 2),
        ([], 2),
    ],
)
def test_gate_codes(assess: Assess, collected: Path, arguments: list[str], code: int) -> None:
    ran = assess("gate", collected, *arguments)
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr


def test_what_nobody_saw_never_passes_a_gate(assess: Assess, file: Path) -> None:
    assert assess("gate", file, "--no-contradictions").returncode == 3
    assert assess("gate", file, "--minimum", "safe_change=0").returncode == 0
    assert assess("gate", file, "--minimum", "observability=0").returncode == 3


def test_rounds_carry_answers_over(assess: Assess, file: Path) -> None:
    opened = assess("round", file, "--new", "Q1")
    assert opened.returncode == 0
    rounds = json.loads(assess("round", file, "--json").stdout)["rounds"]
    assert [each["name"] for each in rounds] == ["Round 1", "Q1"]
    assert rounds[0]["answers"] > 0
    assert rounds[1]["answers"] == 0
    second = json.loads(assess("score", file, "--json").stdout)
    first = json.loads(assess("score", file, "--round", "1", "--json").stdout)
    assert second["headline"]["coverage"] == first["headline"]["coverage"]
    assert assess("score", file, "--round", "7").returncode == 2


def test_a_file_cut_in_half_is_unknown_and_exit_4_says_so(assess: Assess, file: Path, tmp_path: Path) -> None:
    broken = commit(tmp_path / "broken", {".github/workflows/ci.yml": "on: push\njobs:\n  a:\n\tb: [\n"}, "")
    ran = assess("collect", file, "--repository", broken)
    assert ran.returncode in (0, 4)
    found = json.loads(assess("findings", file, "--filter", "outcome:unknown", "--json").stdout)["findings"]
    assert any(each["reason"] == "not_available" for each in found)
    judged = json.loads(assess("findings", file, "--filter", "outcome:pass,fail", "--json").stdout)["findings"]
    assert not [each for each in judged if each["subject"]["kind"] == "repository.workflow"]


def test_practices_and_checks_print_themselves(assess: Assess) -> None:
    assert len(json.loads(assess("practices", "--json").stdout)["practices"]) == 80
    assert "On-call mandate" in assess("practices", "own-09").stdout
    wrong = assess("practices", "OWN-90")
    assert wrong.returncode == 2
    assert "did you mean OWN-" in wrong.stderr
    checks = json.loads(assess("checks", "--json").stdout)["checks"]
    assert len(checks) >= 20
    assert all(each["limits"] for each in checks)
    one = assess("checks", checks[0]["id"])
    assert checks[0]["sentence"] in one.stdout
    assert assess("checks", "nonsense").returncode == 2


def test_a_guide_is_written_for_one_role(assess: Assess, tmp_path: Path) -> None:
    assert assess("practices", "--role", "finops", "--to", "guide.md").returncode == 0
    assert "CST-01" in (tmp_path / "guide.md").read_text()
    assert assess("practices", "--to", "guide.md").returncode == 2


def test_what_is_found_nowhere_does_not_leave_the_score(assess: Assess, file: Path, tmp_path: Path) -> None:
    """A repository with nothing in it says nothing of deployments, budgets or credentials kept elsewhere."""
    bare = commit(tmp_path / "bare", {"README.md": "# nothing yet\n"})
    assert assess("collect", file, "--repository", bare).returncode == 0
    document = json.loads(assess("score", file, "--json").stdout)
    gone = {each["id"] for each in document["practices"] if each["status"] == "not_applicable"}
    assert not gone
    unknown = json.loads(assess("findings", file, "--filter", "practice:CST-08", "--json").stdout)["findings"]
    assert {each["outcome"] for each in unknown} == {"unknown"}
    assert "may live elsewhere" in unknown[0]["message"]


def test_what_was_all_set_aside_does_not_leave_the_score(assess: Assess, file: Path, tmp_path: Path) -> None:
    """No Terraform here and no job that deploys: both may be elsewhere. That every job runs on a hosted machine is
    known, and nothing is left of self-hosted runners to judge."""
    tested = "on: pull_request\npermissions: {}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: pytest}]}}\n"
    here = commit(tmp_path / "here", {".github/workflows/test.yml": tested})
    assert assess("collect", file, "--repository", here).returncode == 0
    document = json.loads(assess("score", file, "--json").stdout)
    status = {each["id"]: each["status"] for each in document["practices"]}
    assert [each for each, how in status.items() if how == "not_applicable"] == ["DEL-05"]
    for practice in ("OBS-01", "CHG-09", "CHG-12", "CHG-13", "CST-06", "DEL-03"):
        assert status[practice] == "unknown"
