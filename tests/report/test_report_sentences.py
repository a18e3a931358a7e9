"""What the executive page says, case by case: no more than the evidence, and well in every number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import documents
import pytest
import renders

from assess.report import certainty, naming, sentences
from assess.report.naming import Names
from assess.report.sentences import Executive, executive
from assess.report.shape import Document

NAMES = Names(documents.model())
BETWEEN = " What lies between is done, without established control."


def said(document: Document) -> Executive:
    return executive(document, documents.model())


def every_sentence(page: Executive) -> list[str]:
    blocks = (page.believed, page.works, page.fixes, page.asks)
    points = [f"{point.lead} {point.text}" for block in blocks for point in block.points]
    return [page.verdict, page.activity, page.rating, page.sure, page.unseen, *points, *(each.note for each in blocks)]


def headline(**changes: Any) -> Document:
    document = documents.rich()
    document["headline"].update(cast("Any", changes))
    return document


@pytest.mark.parametrize(
    ("document", "verdict"),
    [
        pytest.param(
            documents.rich(),
            "Control is confirmed for 11% of what this assessment asks, and four claims go further than the "
            "evidence allows; the rating is 33.4 of 100 (activity), that of the weakest pillar, Safe change.",
            id="rated",
        ),
        pytest.param(
            {**documents.rich(), "contradictions": []},
            "Control is confirmed for 11% of what this assessment asks; the rating is 33.4 of 100 (activity), that of "
            "the weakest pillar, Safe change.",
            id="nothing contradicted",
        ),
        pytest.param(
            {**documents.rich(), "contradictions": documents.rich()["contradictions"][:1]},
            "Control is confirmed for 11% of what this assessment asks, and one claim goes further than the "
            "evidence allows; the rating is 33.4 of 100 (activity), that of the weakest pillar, Safe change.",
            id="one contradiction",
        ),
        pytest.param(
            headline(nothing_shown=True),
            "By what people say, control stands at 55.9 of 100 over 74 of 79 practices; nothing was read or shown that "
            "could confirm it, so this page reports beliefs, not facts.",
            id="nothing shown leads with what is claimed",
        ),
        pytest.param(
            documents.empty(),
            "Nothing was said and nothing was read yet, so nothing can be concluded: this report says what to ask and "
            "what to read first.",
            id="nothing at all",
        ),
        pytest.param(
            headline(control=None, low=None, high=None),
            "No practice of the model applies here, so there is nothing to rate.",
            id="nothing applies",
        ),
    ],
)
def test_the_verdict_is_one_sentence_that_fits_what_is_known(document: Document, verdict: str) -> None:
    assert sentences.verdict(document) == verdict


def test_without_enough_coverage_the_verdict_gives_a_range_and_says_where_too_little_is_known() -> None:
    document = headline(score=None, band=None, weakest_pillar=None)
    document["pillars"][1]["score"] = None
    assert sentences.verdict(document).endswith(
        "; the rating lies between 33.4 and 50.4 of 100: in Resilient observability less than 75% is assessed, too "
        "little for one number."
    )
    for pillar in document["pillars"]:
        pillar["score"] = None
    assert "in every pillar less than 75%" in sentences.verdict(document)


def test_a_right_to_decide_that_nobody_knows_of_is_no_level_that_anybody_named() -> None:
    document = headline(nothing_shown=True)
    for practice in document["practices"]:
        practice["answers"] = [documents.answer("R1", ["platform_lead"], None)]
    assert sentences.verdict(document) == (
        "Nobody named a level and nothing was read or shown; 74 practices count as absent, because a right to decide "
        "that nobody knows of cannot be used."
    )


def test_where_nothing_was_shown_words_establish_activity_only_by_what_they_say() -> None:
    assert sentences.activity(headline(nothing_shown=True, control_index=0.0, activity_index=0.25)) == (
        "By what people say there is activity in 25% of what this assessment asks. Words alone confirm no control."
    )


def test_people_who_know_nothing_are_not_nobody() -> None:
    document = documents.empty()
    document["practices"][0]["answers"] = [documents.answer("R1", ["cto"], None)]
    assert sentences.verdict(document).startswith("People were asked, but nobody named a level")


@pytest.mark.parametrize(
    ("active", "control", "expected"),
    [
        (0.9268, 0.1146, "Activity is established for 93% of what this assessment asks, control for 11%." + BETWEEN),
        (0.5, 0.0, "Activity is established for 50% of what this assessment asks, control for none of it."),
        (0.25, 0.25, "Wherever activity is established (25%), so is control."),
        (0.0, 0.0, "Neither activity nor control is established yet for anything this assessment asks."),
        (0.9, 0.0031, "Activity is established for 90% of what this assessment asks, control for under 1%." + BETWEEN),
        (None, None, "Neither activity nor control can be told."),
    ],
)  # fmt: skip
def test_activity_is_set_against_control(active: float | None, control: float | None, expected: str) -> None:
    assert sentences.activity(headline(activity_index=active, control_index=control)) == expected


def test_the_split_of_control_is_printed_so_that_it_adds_up_to_the_whole() -> None:
    parts = sentences.split(
        headline(
            control={
                "confirmed": 0.1146, "unknown": 0.2049, "contradicted": 0.2549, "not_shown": 0.2149, "lacking": 0.2107
            }
        )
    )  # fmt: skip
    assert [each.word for each in parts] == ["confirmed", "not shown", "contradicted", "lacking", "unknown"]
    assert sum(int(each.percent.rstrip("%")) for each in parts) == 100
    assert parts[0].percent == "11%", "the figure that stands elsewhere on the page is never bent"


def test_a_belief_that_is_not_so_says_what_was_claimed_what_shows_and_where() -> None:
    block = sentences.believed(documents.rich(), NAMES)
    assert block.points[0].lead == "Rehearsed rollback"
    assert block.points[0].text == (
        "claimed 3 (enforced control), the evidence allows at most 0 (absent); it fails in four of six repositories."
    )
    assert block.points[0].practice == "CHG-04"
    assert block.note == "Besides: one more and one claim with a single exception."


@pytest.mark.parametrize(
    ("failing", "of_units", "units", "expected"),
    [
        (1, 1, ["repository:a"], "the only repository it applies to"),
        (4, 4, ["repository:a"], "all four repositories"),
        (2, 2, ["aws:1/p", "aws:2/p"], "both accounts"),
        (1, 3, ["aws:1/production"], "one of three accounts"),
        (13, 40, ["repository:a", "aws:b/c"], "13 of 40 units"),
        (2, 5, [], "two of five units"),
    ],
)
def test_units_are_counted_in_words_that_agree(failing: int, of_units: int, units: list[str], expected: str) -> None:
    contradiction = documents.rich()["contradictions"][0]
    contradiction["shows"] = [
        {"checks": ["a/b"], "failing_units": failing, "of_units": of_units, "units": units}
    ]  # fmt: skip
    assert sentences.against_evidence(contradiction).endswith(f"; it fails in {expected}.")


def test_a_belief_that_fails_in_different_places_counts_each_of_them() -> None:
    contradiction = documents.rich()["contradictions"][0]
    contradiction["shows"] = [
        {"checks": ["a/one"], "failing_units": 1, "of_units": 1, "units": ["aws:1/production"]},
        {"checks": ["a/two"], "failing_units": 2, "of_units": 3, "units": ["repository:a", "repository:b"]},
    ]
    assert sentences.against_evidence(contradiction).endswith("; it fails in one account and two repositories.")


def test_a_claim_that_not_everybody_makes_is_only_the_upper_end() -> None:
    contradiction = documents.rich()["contradictions"][0]
    contradiction["says"] = [{"role": "cto", "level": 3}, {"role": "platform_lead", "level": 1}]
    assert sentences.against_evidence(contradiction).startswith("claimed up to 3 (enforced control)")


@pytest.mark.parametrize(
    ("how_many", "expected"), [(3, "Fix these three first"), (2, "Fix these two first"), (1, "Fix this first"),
                               (0, "Fix first")],
)  # fmt: skip
def test_the_heading_promises_as_many_fixes_as_there_are(how_many: int, expected: str) -> None:
    three = documents.rich()["headline"]["first_three"]
    assert sentences.fixes_heading(headline(first_three=three[:how_many])) == expected


def test_where_nothing_is_contradicted_the_page_says_how_far_that_goes() -> None:
    assert sentences.believed(documents.empty(), NAMES).note == (
        "Nobody has named a level yet, so there is no belief to compare."
    )
    unread = documents.rich()
    unread["contradictions"] = []
    assert sentences.believed(unread, NAMES).note.endswith("as far as it was read.")
    for practice in unread["practices"]:
        practice["observed"] = None
    assert sentences.believed(unread, NAMES).note == "Nothing was read that could contradict a claim."
    exception = documents.rich()
    exception["contradictions"] = [each for each in exception["contradictions"] if each["kind"] == "exception"]
    assert sentences.believed(exception, NAMES).note == (
        "No claim is contradicted as a whole; there is one claim with a single exception."
    )


@pytest.mark.parametrize(
    ("assurance", "override", "expected"),
    [
        (1.0, None, "enforced control, read from systems and said by people."),
        (0.8, None, "enforced control, read from systems."),
        (0.7, None, "enforced control, shown to the assessor."),
        (0.5, None, "enforced control by what more than one role says, shown in part."),
        (0.3, None, "enforced control by what one role says, shown in part."),
        (0.3, {"level": 3, "by": "N. N.", "computed": 1}, "enforced control, as set by a named assessor."),
    ],
)
def test_what_works_says_what_carries_it(assurance: float, override: Any, expected: str) -> None:
    document = documents.rich()
    document["practices"] = [each for each in document["practices"] if each["assessed"] == 3][:1]
    document["practices"][0].update(assurance=assurance, override=override)
    assert sentences.works(document).points[0].text == expected


def test_without_confirmed_control_the_page_names_what_only_needs_to_be_shown() -> None:
    document = documents.rich()
    for practice in document["practices"]:
        practice["assessed"] = min(practice["assessed"] or 0, 2)
    assert sentences.works(document).note == (
        "No practice is confirmed as enforced control yet. 25% of what this assessment asks is claimed or possible and "
        "only not yet shown."
    )
    assert sentences.works(documents.empty()).note == "Nothing is confirmed yet, because nothing could be assessed."


def test_the_three_fixes_come_with_effort_owner_and_the_test_that_they_are_done() -> None:
    block = sentences.fixes(documents.rich(), NAMES)
    assert len(block.points) == 3
    assert block.points[2].lead == "Require checks and a second person on every production branch, without bypass"
    assert block.points[2].text.startswith("1.6 person-days, proposed owner platform lead. Done when: The rule is")
    assert block.note == ""
    assert sentences.fixes(documents.empty(), NAMES).note == (
        "No fix can be named yet: first it must become known where control is missing."
    )


def test_open_doors_stand_before_the_fixes_with_where_they_are_and_who_is_to_close_them() -> None:
    document = documents.rich()
    one = sentences.doors(document, NAMES)
    assert one.startswith("One open door, enough for harm, to close within hours:")
    document["stop_now"] = [*document["stop_now"], *document["stop_now"]]
    assert sentences.doors(document, NAMES).startswith("Two open doors, each enough for harm, to close within hours:")
    document["stop_now"] = []
    assert sentences.doors(document, NAMES) == ""


def test_a_finished_organisation_is_told_so() -> None:
    document = documents.rich()
    document["fixes"], document["stop_now"] = [], []
    document["headline"]["first_three"] = []
    for practice in document["practices"]:
        practice["list"] = None
    assert sentences.fixes(document, NAMES).note == "No fix is planned: everything known has reached its target."


def test_how_sure_and_what_nobody_looked_at() -> None:
    document = documents.rich()
    assert certainty.sure(document) == (
        "Assurance, the evidence and agreement behind the levels, is medium (0.68 of 1). 94% of what this "
        "assessment asks is assessed; for 68% there are both a claim and evidence. Five people in three roles "
        "answered. On two practices roles stand two levels or more apart; the lowest counts."
    )
    assert certainty.unseen(document, NAMES) == (
        "Two of 14 units in scope were not read. A read was refused: administration:read. For one practice a read "
        "failed and for two a read was not tried. No answer came from the security lead or the FinOps lead."
    )
    assert certainty.sure(documents.empty()) == "Nothing is assessed yet. Nobody has been interviewed."


@pytest.mark.parametrize(
    ("scored", "read", "expected"),
    [
        (0, 0, "No account and no repository was read."),
        (1, 0, "The only unit in scope was not read."),
        (5, 0, "None of five units in scope was read."),
        (5, 4, "One of five units in scope was not read."),
    ],
)
def test_unread_units_are_counted(scored: int, read: int, expected: str) -> None:
    document = documents.rich()
    document["scope"].update(scored=scored, read=read)
    assert certainty.unseen(document, NAMES).startswith(expected)


def test_who_has_two_roles_is_one_person() -> None:
    document = documents.rich()
    for practice in document["practices"]:
        practice["answers"] = [documents.answer("R1", ["cto", "platform_lead"], 2)]
    assert " One person in three roles answered." in certainty.sure(document)
    assert certainty.heard(document, NAMES) == (
        "One person in three roles answered: CTO, platform lead and product engineer (2). No answer came from the "
        "security lead or the FinOps lead."
    )
    assert certainty.heard(documents.empty(), NAMES) == "Nobody has been interviewed."


def test_when_everything_was_read_and_everybody_heard_the_page_says_so() -> None:
    document = documents.rich()
    document["scope"].update(scored=5, read=5)
    document["coverage"] = {
        "not_permitted": [], "not_available": [], "unresolved": [], "not_collected": [],
        "together": documents.COSTS_NOTHING,
    }  # fmt: skip
    document["settle"] = []
    document["respondents"] = [{"role": each.id, "name": each.name, "people": 1} for each in documents.model().roles]
    assert certainty.unseen(document, NAMES) == "Everything in scope was read, and every role was heard."


@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_every_sentence_is_well_formed_and_blames_nobody(name: str) -> None:
    for each in every_sentence(said(renders.document(name))):
        assert "  " not in each
        assert not re.search(r"\b0 of 0\b|\bno [a-z]+s? of\b|\bone [a-z]+s fail\b|\b1 person-days\b|None|nan", each), (
            each
        )
        assert not re.search(r"\b(fault|fail(s|ed) to|should have|liar?s?|wrongly|neglect\w*|ignor\w+)\b", each), each


@pytest.mark.parametrize("change", [lambda d: d, lambda d: {**d, "findings": [], "fixes": [], "settle": []}])
def test_a_document_that_names_what_the_model_no_longer_has_still_reads(change: Callable[[Document], Any]) -> None:
    document = documents.rich()
    for practice in document["practices"]:
        practice["id"] = practice["id"].replace("OBS", "OLD")
    for fix in document["fixes"]:
        fix["owner_role"] = "head_of_nothing"
    assert every_sentence(said(change(document)))


@pytest.mark.parametrize(
    ("unit", "called"),
    [("repository:github.com/acme/app", "acme/app"), ("repository:git.acme.example/app", "git.acme.example/app"),
     ("aws:111122223333/production", "account 111122223333 (production)"), ("organisation", "the organisation"),
     ("anything", "anything")],
)  # fmt: skip
def test_units_are_called_as_people_call_them(unit: str, called: str) -> None:
    assert naming.unit(unit) == called
