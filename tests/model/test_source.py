"""Whoever edits a questionnaire learns everything that is wrong with it, by file and line, with what to do."""

from __future__ import annotations

import pytest
from questionnaire_builder import MODEL, OWNERSHIP, Questionnaires, practice, topic

from assess.model.loading import load
from assess.model.practices import Auto, EnvironmentRule, Gate, Observable, Snippet
from assess.model.yaml_reader import SourceError


def told(questionnaires: Questionnaires) -> list[str]:
    with pytest.raises(SourceError) as caught:
        load(questionnaires.folder)
    return str(caught.value).replace(f"{questionnaires.folder}/", "").split("\n")


def test_a_good_folder_becomes_the_model(questionnaires: Questionnaires) -> None:
    model = load(questionnaires.folder)
    assert [each.id for each in model.practices] == ["OWN-01", "OWN-02", "OBS-01"], "in the order of the topics"
    assert model.version == "7"
    assert [pillar.id for pillar in model.pillars] == ["ownership", "observability"]
    assert model.environment_rules == (
        EnvironmentRule("name", "prod(?![a-z])", "production"),
        EnvironmentRule("ou", "prod(?![a-z])", "production"),
        EnvironmentRule("tag", "^dev$", "other"),
    )
    first = model.practices[0]
    assert (first.gate, first.auto, first.observable) == (Gate.PILLAR, Auto.PARTIAL, Observable(2, 1, 3))
    assert first.levels[3] == "In OWN-01 a rule holds the harm off everywhere always."
    assert first.fix.steps["2-3"] == ("Enforce it.", "Everywhere.")
    assert first.snippet == Snippet("yaml", "a: 1")
    assert first.source == "ownership.yaml:3"
    assert model.practices[1].prerequisites == ("OWN-01",)


def test_what_may_be_left_out_has_its_default(questionnaires: Questionnaires) -> None:
    for text in (
        "  aliases: []\n", "  gate: true\n", "  decision_right: true\n", "  prerequisites: []\n", "  helps: []\n",
        "  kpi: KPI-MTTR\n", '  side_effects: ["It costs time."]\n', '  snippet: {language: yaml, text: "a: 1"}\n',
    ):  # fmt: skip
        questionnaires.change("ownership.yaml", text, "")
    first = load(questionnaires.folder).practices[0]
    assert first.gate is Gate.NONE
    assert first.decision_right is False
    assert (first.aliases, first.prerequisites, first.side_effects, first.kpi, first.snippet) == (
        (),
        (),
        (),
        None,
        None,
    )


PRACTICE_SLIPS = [
    ("prerequisites: [OWN-01]", "prerequisites: [OWN-99]",
     "OWN-02: the prerequisite OWN-99 does not exist; did you mean OWN-02?"),
    ("prerequisites: []", "prerequisites: [OWN-01]",
     "OWN-01: prerequisites go round in a circle: OWN-01 needs OWN-01; remove one of them, or move it to helps"),
    ("prerequisites: [OWN-01]", "prerequisites: [OWN-01, OWN-01]",
     "OWN-02: prerequisites has OWN-01 twice; remove one"),
    ("helps: []", "helps: [OWN-01]", "OWN-01: helps itself; remove it from helps"),
    ("helps: []", "helps: [CHG-01]", "OWN-01: the helping practice CHG-01 does not exist; did you mean OWN-01?"),
    ("pillar: ownership", "pillar: ownershp", "OWN-01: the pillar ownershp does not exist; did you mean ownership?"),
    ("pillar: ownership", "pillar: guardrails",
     "OWN-01: the pillar guardrails does not exist; use ownership or observability"),
    ("component: governance", "component: change", "OWN-01: the component change does not exist; use governance"),
    ("loop_stage: decisions", "loop_stage: decision",
     "OWN-01: the loop stage decision does not exist; did you mean decisions?"),
    ("risks: [reliability]", "risks: [reliabilty]",
     "OWN-01: the risk reliabilty does not exist; did you mean reliability?"),
    ("roles: [cto, platform_lead]", "roles: [cto, Platform_lead]",
     "OWN-01: the role Platform_lead does not exist; did you mean platform_lead?"),
    ("owner_role: cto", "owner_role: ceo", "OWN-01: the role ceo does not exist; did you mean cto?"),
    ("kpi: KPI-MTTR", "kpi: KPI-MTR", "OWN-01: the KPI KPI-MTR does not exist; did you mean KPI-MTTR?"),
    ("id: OWN-01", "id: own-1", "own-1: id cannot be `own-1`; write it as OWN-01: topic, hyphen, two digits"),
    ("aliases: []", "aliases: [OLD]",
     "OWN-01: aliases number 1 cannot be `OLD`; write it as OWN-01: topic, hyphen, two digits"),
    ('    3: "In OWN-01 a', '    5: "In OWN-01 a', "OWN-01: level 5 does not exist; describe the levels 0 to 4"),
    ('"In OWN-01 nothing at all is done by anybody here."', '"Nobody does - this."',
     "OWN-01: level 0 has 3 words; describe it in 8 to 40 words"),
    ('"In OWN-01 nothing at all is done by anybody here."', '"' + "well-known word " * 21 + '"',
     "OWN-01: level 0 has 42 words; describe it in 8 to 40 words"),
    ("  question:", "  qestion:", "OWN-01: qestion is no key known here; did you mean question?"),
    ("  minutes: 3\n", "  colour: red\n  minutes: 3\n", "OWN-01: colour is no key known here; remove it"),
    ("minutes: 3", 'minutes: "3"', "OWN-01: minutes must be a whole number, not a text; write digits without quotes"),
    ("minutes: 3", "minutes: 6", "OWN-01: minutes cannot be `6`; give a number of at most 5"),
    ("criticality: 5", "criticality: 0", "OWN-01: criticality cannot be `0`; give a number of at least 1"),
    ("gate: true", "gate: yes", "OWN-01: gate cannot be `yes`; use false, true or topic"),
    ("auto: partial", "auto: ful", "OWN-01: auto cannot be `ful`; did you mean full?"),
    ("effort: M", "effort: XXL", "OWN-01: fix.effort cannot be `XXL`; did you mean XL?"),
    ("observable: {aws: 2, github: 1, repository: 3}", "observable: {aws: -1}",
     "OWN-01: observable.aws cannot be `-1`; give a number of at least 0"),
    ('title: "Do OWN-01"', f'title: "{"x" * 91}"', "OWN-01: fix.title is longer than 90 characters; shorten it"),
    ('    - "And then?"', '    - ""', "OWN-01: follow_ups number 1 is empty; write its text"),
    ("helps: []", "helps: OWN-02", "OWN-01: helps must be a list, not a text; write [...] or lines that begin with -"),
    ("loop_stage: decisions", "loop_stage:",
     "OWN-01: loop_stage is empty; write a text"),
    ('name: "Practice OWN-01"', "name: 12", "OWN-01: name must be a text, not a number; put it in quotes"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), PRACTICE_SLIPS)
def test_a_slip_in_a_practice_is_told_with_its_line(
    questionnaires: Questionnaires, old: str, new: str, sentence: str
) -> None:
    line = questionnaires.change("ownership.yaml", old, new)
    # among others: a misspelt id, for one, is missed elsewhere
    assert f"ownership.yaml:{line}: {sentence}" in told(questionnaires)


@pytest.mark.parametrize(
    ("removed", "line_of", "sentence"),
    [
        ('  why: "Harm comes of it."\n', "- id: OWN-01", "OWN-01 lacks the key why; add `why:`"),
        ('    3: "In OWN-01 a rule holds the harm off everywhere always."\n', "  levels:",
         "OWN-01: level 3 is missing; add `3:`, what enforced control looks like"),
        ('    - "Show it."\n', "  follow_ups:", "OWN-01: follow_ups has 1 entry; give at least 2"),
        ('    - "A log"\n', "  evidence:", "OWN-01: evidence has 1 entry; give at least 2"),
        ('      "2-3": ["Enforce it.", "Everywhere."]\n', "    steps:",
         'OWN-01: the fix lacks the steps 2-3; add `"2-3":`, what takes it from level 2 to level 3'),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_where_it_belongs(
    questionnaires: Questionnaires, removed: str, line_of: str, sentence: str
) -> None:
    questionnaires.change("ownership.yaml", removed, "")
    line = questionnaires.change("ownership.yaml", line_of, line_of)
    assert told(questionnaires) == [f"ownership.yaml:{line}: {sentence}"]


def test_a_circle_through_several_files_is_printed_whole(questionnaires: Questionnaires) -> None:
    questionnaires.change("ownership.yaml", "prerequisites: []", "prerequisites: [OBS-01]")
    line = questionnaires.change("observability.yaml", "prerequisites:", "prerequisites:")
    circle = "OBS-01 needs OWN-02 needs OWN-01 needs OBS-01; remove one of them, or move it to helps"
    assert told(questionnaires) == [f"observability.yaml:{line}: OBS-01: prerequisites go round in a circle: {circle}"]


def test_an_id_is_given_once(questionnaires: Questionnaires) -> None:
    questionnaires.write("ownership.yaml", topic("OWN", practice("OWN-02"), practice("OWN-01"), practice("OWN-01")))
    taken = "the id OWN-01 is taken (ownership.yaml:52); give each practice its own id and aliases"
    assert f"ownership.yaml:101: OWN-01: {taken}" in told(questionnaires)


def test_an_alias_is_an_id_too(questionnaires: Questionnaires) -> None:
    line = questionnaires.change("ownership.yaml", "aliases: []", "aliases: [OWN-07, OBS-01]")
    taken = "the alias OBS-01 is taken (observability.yaml:3); give each practice its own id and aliases"
    assert told(questionnaires) == [f"ownership.yaml:{line}: OWN-01: {taken}"]


def test_two_practices_never_say_the_same_of_a_level(questionnaires: Questionnaires) -> None:
    questionnaires.change(
        "ownership.yaml",
        "In OWN-01 nothing at all is done by anybody here",
        "in own-02 HALF of the scope, is held by habit",
    )
    assert told(questionnaires) == [
        "ownership.yaml:71: OWN-02: level 2 says the same as level 0 of OWN-01; say what tells the two apart"
    ]


def test_a_practice_lives_in_the_file_of_its_topic(questionnaires: Questionnaires) -> None:
    questionnaires.write("ownership.yaml", topic("OWN", practice("OWN-01"), practice("OWN-02"), practice("OBS-02")))
    (sentence,) = told(questionnaires)
    assert sentence == (
        "ownership.yaml:101: OBS-02: does not belong to topic OWN of this file; "
        "move it to the file of topic OBS, or give it an id that begins with OWN-"
    )


NO_EXPRESSION = (
    "pattern is no regular expression (nothing to repeat at position 0); "
    "correct it, or put \\ before a sign that is meant as it stands"
)
MODEL_SLIPS = [
    ("practices: [OBS-01]", "practices: [OBS-11]",
     "anti_patterns AP-01: practices names OBS-11, which does not exist; did you mean OBS-01?"),
    ("'prod(?![a-z])'", "'*prod'", f"environment_rules number 1: {NO_EXPRESSION}"),
    ("class: other", "class: others", "environment_rules number 2: class cannot be `others`; did you mean other?"),
    ("where: tag", "where: tags", "environment_rules number 2: where number 1 cannot be `tags`; did you mean tag?"),
    ("topics: [OWN, OBS]", "topics: [OWN, ABC]",
     "sessions all: topics names ABC, which does not exist; use OWN or OBS"),
    ("questions: 20", "questions: 46", "sessions all: questions cannot be `46`; give a number of at most 45"),
    ("roles: [cto, platform_lead], minutes", "roles: [finance], minutes",
     "sessions all: roles names finance, which does not exist; use cto or platform_lead"),
    ("better: lower", "better: low", "kpis KPI-MTTR: better cannot be `low`; did you mean lower?"),
    ("catalogue_version: 7", 'catalogue_version: "7"',
     "catalogue_version must be a whole number, not a text; write digits without quotes"),
    ("{engineers: 40", "{enginers: 40", "defaults.enginers is no key known here; did you mean engineers?"),
    ('OBS: "Observability"}', 'OBS: "Observability", CHG: "Change"}',
     "no file holds topic CHG; add a file that begins with `topic: CHG`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), MODEL_SLIPS)
def test_a_slip_in_the_model_file_is_told_with_its_line(
    questionnaires: Questionnaires, old: str, new: str, sentence: str
) -> None:
    line = questionnaires.change("model.yaml", old, new)
    assert told(questionnaires) == [f"model.yaml:{line}: {sentence}"]


def test_everything_wrong_is_told_at_once_by_file_and_line(questionnaires: Questionnaires) -> None:
    questionnaires.change("model.yaml", "minutes: 60", "minutes: 0")
    questionnaires.change("observability.yaml", "minutes: 3", "minutes: 9")
    questionnaires.change("ownership.yaml", "effort: M", "effort: Q")
    questionnaires.change("ownership.yaml", "prerequisites: [OWN-01]", "prerequisites: [OWN-07]")
    questionnaires.change("ownership.yaml", "  question:", "  qestion:", occurrence=2)
    places = [sentence.split(" ")[0] for sentence in told(questionnaires)]
    assert places == ["model.yaml:15:", "observability.yaml:34:", "ownership.yaml:39:", "ownership.yaml:67:"]


def test_a_file_that_is_no_yaml_hides_no_slip_elsewhere_and_starts_no_false_alarm(
    questionnaires: Questionnaires,
) -> None:
    questionnaires.write("observability.yaml", "topic: OBS\npractices:\n\t- id: OBS-01\n")
    questionnaires.change("ownership.yaml", "prerequisites: [OWN-01]", "prerequisites: [OBS-01]")
    line = questionnaires.change("ownership.yaml", "minutes: 3", "minutes: 9")
    assert told(questionnaires) == [
        "observability.yaml:3: a tab is used as indentation; use spaces",
        f"ownership.yaml:{line}: OWN-01: minutes cannot be `9`; give a number of at most 5",
    ]


def test_a_folder_without_model_file_is_told_what_it_needs(questionnaires: Questionnaires) -> None:
    (questionnaires.folder / "model.yaml").unlink()
    (sentence,) = told(questionnaires)
    assert sentence.startswith("model.yaml: is missing; give a folder with a model.yaml and one file for each topic")


def test_a_topic_has_one_file(questionnaires: Questionnaires) -> None:
    questionnaires.write("extra.yaml", topic("OWN", practice("OWN-03")))
    assert told(questionnaires) == ["ownership.yaml:1: topic OWN is also in extra.yaml; keep one file for each topic"]


def test_an_unknown_topic_is_told_once_and_not_for_every_practice(questionnaires: Questionnaires) -> None:
    questionnaires.write("ownership.yaml", OWNERSHIP.replace("topic: OWN", "topic: OWM"))
    assert told(questionnaires) == [
        "model.yaml:3: no file holds topic OWN; add a file that begins with `topic: OWN`",
        "ownership.yaml:1: topic OWM does not exist; did you mean OWN?",
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "topic: OWN\npractices: []\n"])
def test_an_empty_file_is_a_sentence(questionnaires: Questionnaires, text: str) -> None:
    questionnaires.write("observability.yaml", text)
    (sentence,) = told(questionnaires)
    assert sentence.startswith("observability.yaml:")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (MODEL.replace("roles: {cto", "roles: &all {cto") + "more: *all\n",
         "model.yaml:20: the alias *all is not allowed; write the value out in full"),
        (MODEL.encode() + b"# \xe9\n",
         "model.yaml:20: the byte 0xe9 is not UTF-8; save the file again with the encoding UTF-8"),
        (b" " * 5_000_001, "model.yaml: is larger than 5 MB; give a YAML file written by hand, or split it"),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_is_told_as_one_sentence(
    questionnaires: Questionnaires, content: str | bytes, sentence: str
) -> None:
    questionnaires.write("model.yaml", content)
    assert told(questionnaires) == [sentence]
