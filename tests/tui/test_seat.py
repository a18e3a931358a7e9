"""`assess interview FILE --role R --respondent X` opens the app for somebody: their questions, their answers."""

from __future__ import annotations

from pathlib import Path

from engagements import identity
from screens import Driver, Steps, on_screen
from terminal import Terminal

from assess.interview.order import in_order
from assess.model.practices import Role
from assess.tui import questions
from assess.tui.seat import Seat
from assess.tui.store import Store


def seated(path: Path, seat: Seat, steps: Steps) -> None:
    async def settled(driver: Driver) -> None:
        await driver.settle()
        await steps(driver)

    on_screen(path, settled, view="interview", seat=seat)


def test_a_role_is_asked_its_own_questions_first_and_all_others_last(filled: Path) -> None:
    store = Store.open(filled, identity())
    role = Role("security")
    room = questions.room(store.assessment, role)
    own = {each.id for each in in_order(store.model, role)}
    store.close()
    assert {each.id for each in (*room.asked, *room.before)} == own
    assert len(room.all) == len(store.model.practices) == len({each.id for each in room.all})
    assert room.part(len(own) - 1) != "other roles"
    assert room.part(len(own)) == "other roles"


def test_the_person_who_is_named_answers_the_first_question_they_did_not(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Answers: platform lead" in driver.words
        view = driver.app.workspace and driver.app.workspace.view
        assert view is not None
        person = next(each.id for each in driver.app.store.assessment.inputs.respondents if each.name[0] == "p")
        answered = {a.practice for a in driver.app.store.assessment.inputs.answers if a.respondent == person}
        assert view.subject() not in answered

    seated(filled, Seat(None, "Platform Lead"), steps)


def test_a_role_alone_gives_the_word_to_whoever_holds_it(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Answers: checkout engineer, Product engineer" in driver.words

    seated(filled, Seat(Role("product_engineer")), steps)


def test_somebody_new_with_a_role_is_added_and_answers(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Answers: security officer, " in driver.words
        added = [each for each in driver.app.store.engagement.respondents() if each.name == "security officer"]
        assert [each.roles for each in added] == [(Role("security"),)]

    seated(filled, Seat(Role("security"), "security officer"), steps)


def test_a_known_person_gets_the_role_they_sit_down_in(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Answers: platform lead, Security lead" in driver.words
        roles = [each.roles for each in driver.app.store.engagement.respondents() if each.name == "platform lead"]
        assert roles == [(Role("platform_lead"), Role("security"))]

    seated(filled, Seat(Role("security"), "platform lead"), steps)


def test_somebody_new_without_a_role_is_asked_for_it(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Who answers" in driver.words
        assert "security officer" in driver.words
        await driver.press("enter", "enter", "enter", "enter", "enter")
        assert "Answers: security officer, " in driver.words

    seated(filled, Seat(None, "security officer"), steps)


def test_a_role_that_nobody_holds_asks_who_answers(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Who answers" in driver.words
        await driver.press("escape")
        assert "Who answers" not in driver.words

    seated(filled, Seat(Role("security")), steps)


def test_the_command_opens_the_app_on_that_seat(filled: Path) -> None:
    terminal = Terminal("interview", filled, "--role", "product_engineer", "--respondent", "checkout engineer")
    terminal.sees("Answers: checkout engineer, Product engineer")
    terminal.press("4")
    terminal.sees("says 4")
    terminal.press("q")
    assert terminal.ends() == 0


def test_a_role_that_does_not_exist_is_said_before_anything_is_drawn(filled: Path) -> None:
    terminal = Terminal("interview", filled, "--role", "wizard")
    assert terminal.ends() == 2
    assert "there is no role 'wizard'; the roles are " in " ".join(terminal.output.split())
    assert "\x1b[?1049h" not in terminal.output
