"""The questionnaires that ship: complete, worded by the rules, and true to the catalogue they were written from."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from assess.model.graph import depth
from assess.model.practices import Auto, Gate, Level, OperatingModel
from assess.model.source_rules import count_words
from assess.model.yaml_reader import Value, read_yaml

CATALOGUE = read_yaml(Path(__file__).with_name("catalogue.yaml")).value
assert isinstance(CATALOGUE, dict)
FIXED = CATALOGUE["practices"]
MODEL = CATALOGUE["model"]
IDS = [fixed["id"] for fixed in FIXED]
MINUTES_OF_A_PREPARED_ANSWER = 2
TOPICS = {"OWN": 13, "OBS": 14, "CHG": 16, "IRP": 13, "DEL": 14, "CST": 10}


def test_there_are_eighty_practices_in_catalogue_order(model: OperatingModel) -> None:
    assert [practice.id for practice in model.practices] == IDS
    assert len(IDS) == 80
    assert Counter(practice.topic for practice in model.practices) == TOPICS
    assert [topic.id for topic in model.topics] == list(TOPICS)


@pytest.mark.parametrize("fixed", FIXED, ids=IDS)
def test_a_practice_is_the_one_of_the_catalogue(model: OperatingModel, fixed: dict[str, Value]) -> None:
    practice = model.practice(str(fixed["id"]))
    assert practice is not None
    observable = practice.observable
    assert {
        "id": practice.id,
        "name": practice.name,
        "pillar": practice.pillar,
        "component": practice.component,
        "loop_stage": practice.loop_stage,
        "risks": list(practice.risks),
        "roles": list(practice.roles),
        "criticality": practice.criticality,
        "effort": practice.fix.effort,
        "gate": practice.gate.value,
        "decision_right": practice.decision_right,
        "auto": practice.auto.value,
        "reads": [observable.aws, observable.github, observable.repository],
        "prerequisites": list(practice.prerequisites),
        "helps": list(practice.helps),
        "looks_for": practice.looks_for,
        "definition": practice.definition,
    } == fixed


def test_the_axes_are_those_of_the_catalogue(model: OperatingModel) -> None:
    assert model.version == MODEL["version"]
    assert {each.id: each.name for each in model.pillars} == MODEL["pillars"]
    assert list(MODEL["pillars"]) == [each.id for each in model.pillars]
    assert {each.id: each.name for each in model.components} == MODEL["components"]
    for key in ("loop_stages", "risks", "roles"):
        assert [each.id for each in getattr(model, key)] == MODEL[key]
    assert [{"id": each.id, "name": each.name, "better": each.better} for each in model.kpis] == MODEL["kpis"]
    assert [
        {"id": each.id, "name": each.name, "sign": each.sign, "practices": list(each.practices)}
        for each in model.anti_patterns
    ] == MODEL["anti_patterns"]
    assert [
        {"claim": each.claim, "ask": each.ask, "practices": list(each.practices)} for each in model.claims_to_challenge
    ] == MODEL["claims_to_challenge"]


def test_the_counts_that_the_method_rests_on(model: OperatingModel) -> None:
    assert Counter(practice.gate for practice in model.practices) == {Gate.NONE: 65, Gate.PILLAR: 14, Gate.TOPIC: 1}
    assert Counter(practice.auto for practice in model.practices) == {Auto.FULL: 38, Auto.PARTIAL: 39, Auto.NONE: 3}
    assert sum(len(practice.prerequisites) for practice in model.practices) == 54
    assert sum(len(practice.helps) for practice in model.practices) == 54
    assert max(depth(model).values()) == 5
    assert Counter(role for practice in model.practices for role in practice.roles) == {
        "platform_lead": 74, "product_engineer": 41, "security": 22, "cto": 19, "finops": 14,
    }  # fmt: skip


@pytest.mark.parametrize("identifier", IDS)
def test_the_wording_of_a_practice_keeps_the_rules(model: OperatingModel, identifier: str) -> None:
    practice = model.practice(identifier)
    assert practice is not None
    for level in Level:
        text = practice.levels[level]
        assert 8 <= count_words(text) <= 40, f"level {level}: {count_words(text)} words"
        assert text.endswith("."), f"level {level} is a sentence"
        assert not re.search(
            r"\b(best practices?|robust|leverag\w+|ensur\w+|appropriate\w*|adequate\w*)\b", text.lower()
        )
    assert practice.question.endswith("?")
    assert len(practice.follow_ups) == 2
    assert 2 <= len(practice.evidence) <= 4
    assert 1 <= len(practice.false_claims) <= 2
    assert len(practice.fix.title) <= 90
    assert not practice.fix.title.endswith(".")
    assert practice.fix.first_move.endswith(".")
    assert all(step.endswith(".") for steps in practice.fix.steps.values() for step in steps)
    assert all(1 <= len(steps) <= 3 for steps in practice.fix.steps.values())
    assert practice.fix.done_when
    texts = [*practice.levels, practice.question, practice.why, practice.fix.title, practice.fix.first_move]
    assert not [text for text in texts if "  " in text or text != text.strip()]


def test_no_two_descriptors_say_the_same(model: OperatingModel) -> None:
    said = Counter(
        " ".join(re.findall(r"\w+", text.casefold())) for practice in model.practices for text in practice.levels
    )
    assert [text for text, times in said.items() if times > 1] == []


def test_no_question_is_asked_twice(model: OperatingModel) -> None:
    for of in ("question", "why"):
        assert len({getattr(practice, of) for practice in model.practices}) == len(model.practices)
    assert len({practice.fix.title for practice in model.practices}) == len(model.practices)


def test_a_review_takes_two_hours_and_no_more_questions_than_a_room_bears(model: OperatingModel) -> None:
    assert sum(session.minutes for session in model.sessions) == 120
    assert sum(session.questions for session in model.sessions) <= 45
    asked = [topic for session in model.sessions for topic in session.topics]
    assert sorted(asked) == sorted(TOPICS), "each topic has its part, once"
    assert {role for session in model.sessions for role in session.roles} == {role.id for role in model.roles}
    for session in model.sessions:
        there_are = sum(practice.topic in session.topics for practice in model.practices)
        assert session.questions <= there_are
        assert session.questions * MINUTES_OF_A_PREPARED_ANSWER <= session.minutes, f"{session.id} takes longer"


def test_every_gate_can_be_asked_in_the_room(model: OperatingModel) -> None:
    for session in model.sessions:
        gates = [each for each in model.practices if each.topic in session.topics and each.gate is not Gate.NONE]
        assert len(gates) <= session.questions


def test_each_topic_part_has_somebody_to_answer(model: OperatingModel) -> None:
    for session in model.sessions:
        for practice in model.practices:
            if practice.topic in session.topics:
                assert set(practice.roles) & set(session.roles), f"nobody in {session.id} is asked on {practice.id}"


def test_the_defaults_are_those_of_the_method(model: OperatingModel) -> None:
    defaults = model.defaults
    assert (defaults.engineers, defaults.teams, defaults.capacity_days, defaults.risk_weight) == (40, 2, 60, 3)
