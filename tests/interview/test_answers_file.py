"""answers.yaml: every form it may take, and every way in which it can be wrong, told with its line and a cure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assess.interview.answers import (
    AnswerState,
    Consensus,
    Incident,
    NotApplicable,
    Override,
    Profile,
    Shown,
    ShownKind,
)
from assess.interview.answers_file import AnswersFile, GivenAnswer, Person, read_answers
from assess.interview.decisions import EnvironmentLabel, Figure, FixDays, Suppression
from assess.model.loading import load
from assess.model.practices import Level, OperatingModel, PracticeId, Role
from assess.model.yaml_reader import SourceError

TODAY = date(2026, 3, 2)
Read = Callable[..., AnswersFile]
PEOPLE = "respondents:\n  ann: {name: Ann, roles: [cto]}\n"


@pytest.fixture(scope="module")
def model() -> OperatingModel:
    return load()


@pytest.fixture
def read(tmp_path: Path, model: OperatingModel) -> Read:
    def reading(text: str, known: tuple[str, ...] = ()) -> AnswersFile:
        path = tmp_path / "answers.yaml"
        path.write_text(text, "utf-8")
        return read_answers(path, model, TODAY, known)

    return reading


def problems(read: Read, text: str) -> list[str]:
    """The sentences about a file, without its folder."""
    with pytest.raises(SourceError) as raised:
        read(text)
    return [error.sentence.rpartition("/")[2] if ".yaml" in error.sentence else "" for error in raised.value.errors]


def answer(practice: str = "OWN-01", respondent: str = "ann", level: int | None = None, **more: object) -> GivenAnswer:
    state = AnswerState.LEVEL if level is not None else AnswerState.DONT_KNOW
    fields: dict[str, object] = {"state": state, "date": None, "level": None if level is None else Level(level), **more}
    return GivenAnswer(PracticeId(practice), respondent, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("3", answer(level=3)),
        ("0", answer(level=0)),
        ("dont_know", answer()),
        ("{level: dont_know, note: ask Bob}", answer(note="ask Bob")),
        (
            "{level: 3, note: 'yes: ''really''', date: 2026-02-01}",
            answer(level=3, note="yes: 'really'", date=date(2026, 2, 1)),
        ),
        (
            "{level: 4, shown: {what: drill, kind: exercise, date: 2026-01-05}}",
            answer(level=4, shown=Shown("drill", ShownKind.EXERCISE, date(2026, 1, 5)), shown_dated=True),
        ),
        (
            "{level: 4, shown: {what: MTTR, kind: figure, inside: true}}",
            answer(level=4, shown=Shown("MTTR", ShownKind.FIGURE, TODAY, inside=True)),
        ),
        (
            "{level: 4, date: 2026-02-01, shown: {what: a page, kind: document}}",
            answer(level=4, date=date(2026, 2, 1), shown=Shown("a page", ShownKind.DOCUMENT, date(2026, 2, 1))),
        ),
        (
            "{not_applicable: no servers, note: sure}",
            answer(state=AnswerState.NOT_APPLICABLE, reason="no servers", note="sure"),
        ),
    ],
)
def test_each_form_of_an_answer(read: Read, written: str, read_as: GivenAnswer) -> None:
    assert read(f"{PEOPLE}answers:\n  OWN-01: {{ann: {written}}}\n").answers == (read_as,)


def test_a_whole_file(read: Read) -> None:
    found = read("""\
profile:
  engineers: 12
  teams: 1
  capacity_days: 20.5
  regions: [eu-west-1]
  tools: {metrics: prometheus}
  risk_weights: {security: 5}
  targets: {OWN-01: 2}
  scope: {accounts: [111122223333, "012345678901"], repositories: [github.com/acme/app]}
respondents:
  ann: {name: Ann Example, roles: [cto, security], team: board}
  bob: {roles: [platform_lead]}
answers:
  own-01: {ann: 2, bob: 3}
decisions:
- {kind: consensus, practice: OWN-01, level: 2, by: me, reason: agreed, shown: {what: rota, kind: screen}}
- {kind: override, practice: OWN-02, level: 3, by: me, reason: seen, expires: 2027-01-01}
- {kind: not_applicable, practice: DEL-05, reason: not_present, approver: CTO, expires: 2027-01-01}
- {kind: environment, target: "aws:111122223333", value: production, by: me, reason: named so}
- {kind: suppression, check: repository/pins_actions, target: "repository:a", reason: vendored, approver: me,
   expires: 2027-01-01}
- {kind: days, practice: OWN-01, value: 2.5, by: me}
figures:
- {kpi: KPI-CFR, value: 0.12, period: 2026-Q1, source: deployment log, date: 2026-03-01}
- {kpi: KPI-MTTR, value: -1, period: "2025", source: pager}
incidents:
- {id: INC-1, date: 2026-02-14, practices: [OWN-01, chg-04], summary: the night}
""")
    assert found.profile.applied_to(Profile(teams=9)) == Profile(
        engineers=12,
        teams=1,
        capacity_days=20.5,
        regions=("eu-west-1",),
        tools={"metrics": "prometheus"},
        risk_weights={"security": 5},
        targets={PracticeId("OWN-01"): Level(2)},
        scope_accounts=("111122223333", "012345678901"),
        scope_repositories=("github.com/acme/app",),
    )
    assert found.people == (
        Person("ann", "Ann Example", (Role("cto"), Role("security")), "board"),
        Person("bob", "bob", (Role("platform_lead"),), ""),
    )
    assert found.answers == (answer(level=2), answer(respondent="bob", level=3))
    later = date(2027, 1, 1)
    assert [(given.decision, given.dated) for given in found.decisions] == [
        (
            Consensus(PracticeId("OWN-01"), Level(2), "me", "agreed", TODAY, Shown("rota", ShownKind.SCREEN, TODAY)),
            False,
        ),
        (Override(PracticeId("OWN-02"), Level(3), "me", "seen", later), True),
        (NotApplicable(PracticeId("DEL-05"), "not_present", "CTO", later), True),
        (EnvironmentLabel("aws:111122223333", "production", "me", "named so"), True),
        (Suppression("check:repository/pins_actions unit:repository:a", "vendored", "me", later), True),
        (FixDays(PracticeId("OWN-01"), 2.5, "me"), True),
    ]
    assert [(given.figure, given.dated) for given in found.figures] == [
        (Figure("KPI-CFR", 0.12, "2026-Q1", "deployment log", date(2026, 3, 1)), True),
        (Figure("KPI-MTTR", -1, "2025", "pager", TODAY), False),
    ]
    assert found.incidents == (
        Incident("INC-1", date(2026, 2, 14), (PracticeId("OWN-01"), PracticeId("CHG-04")), "the night"),
    )


def test_what_is_not_written_changes_nothing(read: Read) -> None:
    for text in ("", "# nothing\n", "answers:\nprofile:\nrespondents:\ndecisions:\nfigures:\nincidents:\n"):
        assert read(text) == AnswersFile()
    given = Profile(engineers=3, teams=1, regions=("x",), tools={"a": "b"})
    assert read("").profile.applied_to(given) == given


def test_people_of_the_engagement_need_not_be_named_again(read: Read) -> None:
    assert read("answers: {OWN-01: {ann: 2}}\n", ("ann",)).answers == (answer(level=2),)


def test_every_problem_is_told_at_once_in_order_of_lines(read: Read) -> None:
    text = """\
respondents:
  ann: {name: Ann, roles: [cto]}
  bob: {name: ann, roles: [ctoo]}
answers:
  OWN-9: {ann: 3}
  OWN-01: {ann: 5, bo: 2}
colour: red
"""
    sections = "profile, respondents, answers, decisions, figures, incidents"
    same = "have the same name; give each person a name of their own, or remove one"
    assert problems(read, text) == [
        "answers.yaml:3: `ctoo` is no role; did you mean cto?",
        f"answers.yaml:3: `bob` and `ann` (line 2) {same}",
        "answers.yaml:5: `OWN-9` is no practice; did you mean OWN-09?",
        "answers.yaml:6: `5` is no level; use 0, 1, 2, 3 or 4",
        "answers.yaml:6: `bo` is no respondent; did you mean bob?",
        f"answers.yaml:7: the file has no field `colour`; use one of {sections}",
    ]


PLACE = "answers.yaml:3: "


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("true", "`True` is no answer; write 0 to 4, dont_know,"),
        ("2.5", "`2.5` is no answer"),
        ("'3'", "`3` is no answer"),
        ("", "nothing is no answer"),
        ("[3]", "`[3]` is no answer"),
        ("-1", "`-1` is no level; use 0, 1, 2, 3 or 4"),
        ("{note: x}", "the answer has no level; give a level 0 to 4, or dont_know"),
        ("{level: high}", "`high` is no level"),
        ("{level: 3, levle: 3}", "the answer has no field `levle`; did you mean level?"),
        ("{level: 3, date: 2026-03-03}", "2026-03-03 lies in the future (today is 2026-03-02)"),
        ("{level: 3, date: 2026-02-30}", "`2026-02-30` is no date; write it as 2026-03-31"),
        ("{level: 3, date: 20260301}", "`20260301` is no date"),
        ("{level: 3, note: [a]}", "note must be a text; put it in quotes"),
        ("{level: 3, shown: {kind: screen}}", "shown has no what; say what was seen"),
        ("{level: 3, shown: {what: x}}", "shown has no kind; use one of screen, document, exercise, figure"),
        ("{level: 3, shown: {what: x, kind: film}}", "`film` is no kind of thing shown; use one of screen"),
        ("{level: 3, shown: {what: x, kind: figure}}", "a shown figure has no `inside`"),
        ("{level: 3, shown: {what: x, kind: screen, date: 2027-01-01}}", "2027-01-01 lies in the future"),
        ("{level: 3, shown: {what: x, kind: figure, inside: perhaps}}", "inside must be true or false"),
        ("{not_applicable: ''}", "not_applicable is empty; say why"),
        ("{not_applicable: x, level: 2}", "the answer has no field `level`"),
        ("{level: 3, note: '" + "x" * 20_001 + "'}", "note has 20,001 characters; shorten it to 20,000 at most"),
    ],
)
def test_a_wrong_answer_is_one_sentence(read: Read, written: str, said: str) -> None:
    (problem,) = problems(read, f"respondents: {{ann: {{roles: [cto]}}}}\nanswers:\n  OWN-01: {{ann: {written}}}\n")
    assert problem.startswith(PLACE + said)


OVERRIDE = "kind: override, practice: OWN-02, level: 3, by: me, reason: seen, expires: 2027-01-01"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{kind: consensis}", "`consensis` is no kind of decision; did you mean consensus?"),
        ("{practice: OWN-01}", "the decision has no kind; use one of consensus, override"),
        ("x", "the decision must be a mapping; write `key: value` lines below it"),
        (f"{{{OVERRIDE.replace(', expires: 2027-01-01', '')}}}", "the override decision has no expires; give the day"),
        (f"{{{OVERRIDE.replace('2027-01-01', 'soon')}}}", "`soon` is no date"),
        (f"{{{OVERRIDE.replace('by: me, ', '')}}}", "the override decision has no by; name who decided it"),
        (f"{{{OVERRIDE.replace('seen', '')}}}", "the override decision has no reason; say why"),
        (f"{{{OVERRIDE.replace('level: 3', 'level: 7')}}}", "`7` is no level"),
        (f"{{{OVERRIDE.replace('OWN-02', 'OWN-2')}}}", "`OWN-2` is no practice; did you mean OWN-02?"),
        (f"{{{OVERRIDE}, colour: red}}", "the override decision has no field `colour`"),
        (
            "{kind: not_applicable, practice: DEL-05, reason: others do it, approver: me, expires: 2027-01-01}",
            "`others do it` is no reason; use one of not_present, one_team",
        ),
        (
            "{kind: not_applicable, practice: DEL-05, reason: one_team, approver: me, expires: 2027-01-01}",
            "one_team is a reason for OWN-05 only",
        ),
        (
            "{kind: not_applicable, practice: OWN-01, reason: not_present, approver: me, expires: 2027-01-01}",
            "OWN-01 is a gate and always applies; remove the decision, or answer 0",
        ),
        (
            "{kind: environment, target: 'aws:1', value: prod, by: me}",
            "`prod` is no class of environment; did you mean",
        ),
        ("{kind: environment, value: shared, by: me}", "the environment decision has no target; name the target"),
        ("{kind: suppression, reason: x, approver: me, expires: 2027-01-01}", "the suppression says not of what"),
        (
            "{kind: suppression, check: 'a b', reason: x, approver: me, expires: 2027-01-01}",
            "`a b` is no id of a check",
        ),
        ("{kind: days, practice: OWN-01, value: -2, by: me}", "the number of days is `-2`; give a number from 0.1"),
    ],
)
def test_a_wrong_decision_is_one_sentence(read: Read, written: str, said: str) -> None:
    (problem,) = problems(read, f"\ndecisions:\n- {written}\n")
    assert problem.startswith(PLACE + said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n\nprofile: {engineers: many}\n", "engineers is `many`; give a number from 1"),
        (
            "\n\nprofile: {engineers: 1000000000000}\n",
            "engineers is `1000000000000`; give a number below 1,000,000,000,000",
        ),
        ("\n\nprofile: {risk_weights: {security: 6}}\n", "`6` is no weight of a risk; use 1 to 5"),
        ("\n\nprofile: {risk_weights: {secrity: 5}}\n", "`secrity` is no risk; did you mean security?"),
        ("\n\nprofile: {targets: {OWN-1: 2}}\n", "`OWN-1` is no practice"),
        ("\n\nprofile: {scope: {repos: []}}\n", "scope has no field `repos`; did you mean repositories?"),
        ("\n\nprofile: [1]\n", "profile must be a mapping"),
        ("\n\nrespondents: {ann: {name: Ann}}\n", "respondent `ann` has no roles; give one or more of cto"),
        ("\n\nrespondents: {ann: }\n", "respondent `ann` has no roles"),
        ("\n\nanswers: {OWN-01: }\n", "OWN-01 has no answer; write `RESPONDENT: LEVEL` below it"),
        ("\n\nanswers: {OWN-01: {ann: 2}}\n", "`ann` is no respondent; add the person under `respondents`"),
        (
            "\n\nfigures: [{kpi: KPI-CFT, value: 1, period: a, source: b}]\n",
            "`KPI-CFT` is no KPI; did you mean KPI-CFR?",
        ),
        ("\n\nfigures: [{kpi: KPI-CFR, value: x, period: a, source: b}]\n", "the value is `x`; give a number"),
        ("\n\nfigures: [{kpi: KPI-CFR, value: 1, source: b}]\n", "the figure has no period; say which time it covers"),
        ("\n\nincidents: [{id: a, date: 2026-12-24}]\n", "2026-12-24 lies in the future"),
        ("\n\nincidents: [{id: a, practices: []}]\n", "the incident has no date"),
        ("\n\ndecisions: {kind: days}\n", "decisions must be a list; begin each entry with `- `"),
    ],
)
def test_other_wrong_parts_are_one_sentence(read: Read, text: str, said: str) -> None:
    (problem,) = problems(read, text)
    assert problem.startswith(PLACE + said)


def test_the_same_thing_twice_is_a_problem(read: Read) -> None:
    twice = f"decisions:\n- {{{OVERRIDE}}}\n- {{{OVERRIDE}}}\n"
    assert "override of OWN-02 was decided in line 2 already; keep one of the two" in problems(read, twice)[0]
    both = f"{PEOPLE}answers:\n  OWN-01: {{ann: 2}}\n  own-01: {{ann: 3}}\n"
    assert "OWN-01 is here a second time as `own-01`" in problems(read, both)[0]
    incident = "{id: a, date: 2026-01-01}"
    assert "`a` is here a second time" in problems(read, f"incidents: [{incident}, {incident}]\n")[0]


def test_yaml_that_is_none_or_is_hostile_is_one_sentence(read: Read, tmp_path: Path, model: OperatingModel) -> None:
    assert problems(read, "answers:\n\tOWN-01: 3\n") == ["answers.yaml:2: a tab is used as indentation; use spaces"]
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))
    assert "is not allowed; write the value out in full" in problems(read, bomb)[0]
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SourceError, match=r"big\.yaml: is larger than 5 MB; give a YAML file written by hand"):
        read_answers(big, model, TODAY)
    with pytest.raises(SourceError, match=r"none\.yaml: cannot be read \(no such file or directory\)"):
        read_answers(tmp_path / "none.yaml", model, TODAY)
