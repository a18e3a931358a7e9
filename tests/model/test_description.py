"""What `assess practices` prints, and the paper that goes out before a meeting."""

from __future__ import annotations

import json

import pytest
from questionnaire_builder import Questionnaires

from assess.model.description import find_role, practice_document, practice_list, practice_text, practices_for
from assess.model.guide import guide
from assess.model.loading import load
from assess.model.markdown import escaped, fenced
from assess.model.practices import Level, OperatingModel, Role
from assess.model.yaml_reader import Value, parse_yaml


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_practice_is_printed_complete(model: OperatingModel) -> None:
    for practice in model.practices:
        text = flat(practice_text(model, practice))
        wanted = [
            practice.id, practice.name, practice.definition, practice.question, practice.why, practice.looks_for,
            *practice.levels, *practice.follow_ups, *practice.evidence, *practice.false_claims, *practice.side_effects,
            practice.fix.title, practice.fix.first_move, *(each.text for each in practice.fix.done_when),
            *(step for steps in practice.fix.steps.values() for step in steps), *practice.prerequisites,
            *practice.helps, *(level.label for level in Level), practice.source,
            practice.snippet.text if practice.snippet else "",
        ]  # fmt: skip
        assert [each for each in wanted if flat(each) not in text] == []


def test_a_practice_reads_like_this(questionnaires: Questionnaires) -> None:
    model = load(questionnaires.folder)
    text = practice_text(model, model.practices[1], width=72)
    assert (
        text
        == """\
OWN-02  Practice OWN-02

Pillar      Ownership
Topic       Ownership
Component   Who decides
Loop stage  Decisions
Risks       Reliability
Asked of    CTO, Platform lead
Weight      5 of 5, a gate: below level 3 it caps its pillar and its
            topic
Don't know  counts as level 0: whoever does not know that they may act,
            may not
Evidence    systems can confirm or contradict part of a claim (reads: 2
            of AWS, 1 of GitHub, 3 of repositories)
Looks for   a sign of OWN-02
Figure      Time to restore

What it is
  What OWN-02 is.

Why it matters
  Harm comes of it.

Question (about 3 minutes)
  What happens in OWN-02?

Levels
  0 absent           In OWN-02 nothing at all is done by anybody here.
  1 activity         In OWN-02 somebody does honest work that prevents
                     nothing.
  2 partial control  In OWN-02 half of the scope is held by habit.
  3 enforced control In OWN-02 a rule holds the harm off everywhere
                     always.
  4 proven control   In OWN-02 the rule was tried twice in the last
                     year.

Ask further
  - And then?
  - Show it.

What counts as evidence
  - A screen
  - A log

Sounds like control, and is not
  - We have a tool.

Needs first
  - OWN-01 Practice OWN-01

Needed by
  - OBS-01 Practice OBS-01

Fix: Do OWN-02
  Owner       CTO; size M, about 5 days
  First move  Begin.
  From level 0 to 1
    - Start.
  From level 1 to 2
    - Go on.
  From level 2 to 3
    - Enforce it.
    - Everywhere.
  From level 3 to 4
    - Try it.
  Done when
    - It holds.

What the fix may cost
  - It costs time.

Example (yaml)
  a: 1

Written in ownership.yaml:52
"""
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(model: OperatingModel, width: int) -> None:
    for practice in model.practices:
        text = practice_text(model, practice, width).partition("\nExample (")[0]  # code is not wrapped
        assert [line for line in text.split("\n") if len(line) > width] == []


def test_the_list_names_every_practice_and_marks_gates(model: OperatingModel) -> None:
    text = practice_list(model)
    assert all(f"  {practice.id}" in text for practice in model.practices)
    assert text.count("! ") == 15 + 1, "fifteen gates, and the line that says what the mark means"
    assert "OWN-02! Release-risk decision rights" in text
    assert "80 practices" in text


def test_the_list_of_a_role_is_what_it_is_asked(model: OperatingModel) -> None:
    text = practice_list(model, Role("finops"))
    assert "14 practices on which the FinOps lead is asked" in text
    assert "CST-01!" in text
    assert "OBS-01" not in text.replace("needs OBS-0", "")


@pytest.mark.parametrize("written", ["platform_lead", "Platform lead", "platform-lead", "PLATFORM LEAD"])
def test_a_role_is_found_however_it_is_written(model: OperatingModel, written: str) -> None:
    assert find_role(model, written) == "platform_lead"
    assert find_role(model, "nobody") is None


def test_the_document_holds_the_block_of_the_questionnaire(questionnaires: Questionnaires) -> None:
    model = load(questionnaires.folder)
    (topic, written) = parse_yaml((questionnaires.folder / "ownership.yaml").read_bytes(), "f").value.values()
    assert isinstance(written, list)
    for practice, block in zip(model.practices[:2], written, strict=True):
        document = json.loads(json.dumps(practice_document(practice)))
        assert document.pop("topic") == topic
        assert document.pop("source") == practice.source
        assert document == _with_text_keys(block)


def _with_text_keys(block: Value) -> Value:
    return json.loads(json.dumps(block))


def test_the_guide_of_a_role_has_its_questions_with_all_levels(model: OperatingModel) -> None:
    for role in ("cto", "finops"):
        text = guide(model, Role(role))
        asked = practices_for(model, Role(role))
        assert text.count("\n### ") == len(asked)
        assert text.count("\n- [ ] **3 enforced control**: ") == len(asked)
        assert text.count("\n- [ ] **I don't know**") == len(asked)
        for practice in asked:
            wanted = (practice.question, *practice.levels, *practice.follow_ups, *practice.evidence)
            assert [each for each in wanted if escaped(each) not in text] == []


def test_the_guide_says_how_long_it_takes(model: OperatingModel) -> None:
    asked = practices_for(model, Role("cto"))
    minutes = sum(practice.minutes for practice in asked)
    assert guide(model, Role("cto")).startswith(
        f"# Before the review: CTO\n\n{len(asked)} questions, about {minutes} minutes."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & *c*", r"a &lt; b &amp; \*c\*"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("[link](javascript:x)", r"\[link\](javascript:x)"),
        ("set `permissions: {}` here", "set `permissions: {}` here"),
        ("`half", r"\`half"),
        ("a|b\n# c", r"a\|b \# c"),
    ],
)
def test_texts_are_shown_in_markdown_and_not_obeyed(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_code_cannot_leave_its_fence() -> None:
    assert fenced("a\n```\nb", "yaml") == "````yaml\na\n```\nb\n````"
