"""Collect, findings, board and the forms in use, on real files and a real collector."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from engagements import REPOSITORIES, create, write_lamps
from screens import Driver, on_screen
from textual import events
from textual.widgets import Input

from assess.tui.fields import LONGEST


async def name_lamps(driver: Driver, lamps: Path) -> None:
    """Fills in the form of the collector of these tests."""
    await driver.press("down", "enter")
    await driver.type(str(lamps))
    await driver.press("enter", "enter", "enter", "enter")


def test_a_repository_is_collected_from_the_app_and_judged(empty: Path, lamps: Path) -> None:
    async def steps(driver: Driver) -> None:
        await name_lamps(driver, lamps)
        assert str(lamps)[:30] in driver.words
        await driver.press("d")
        assert "6 reads of 3 targets" in driver.words
        assert "repo:ReadBranches" in driver.words
        await driver.press("r")
        await driver.until(lambda: not driver.app.collection.running)
        await driver.until(lambda: driver.app.store.ready and not driver.app.store.judging_needed)
        assert "acme/billing 1/2 1" in driver.words
        assert "refused" in driver.words
        await driver.press("F")
        assert "main takes any push" in driver.words
        await driver.press("O")
        assert "3 of 3 units read" in driver.words

    on_screen(empty, steps, view="collect")


def test_what_a_refused_read_needs_can_be_copied(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        while "Needs" not in driver.text:
            await driver.press("down")
        assert "repo:ReadDrills" in driver.words
        copied: list[str] = []
        driver.app.copy_to_clipboard = copied.append  # type: ignore[method-assign]
        await driver.press("y")
        assert copied == ["repo:ReadDrills"] or "copied (" in driver.words

    on_screen(filled, steps, view="collect")


def test_a_bad_option_is_a_sentence(empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        await name_lamps(driver, Path("none.json"))
        await driver.press("d")
        assert "is no file; give the JSON file of your repositories" in driver.words

    on_screen(empty, steps, view="collect")


def test_resume_reads_only_what_is_missing_and_counts_what_was_done(filled: Path, tmp_path: Path) -> None:
    granted = {name: {**values, "rehearsed": True} for name, values in REPOSITORIES.items()}
    lamps = write_lamps(tmp_path, granted)

    async def steps(driver: Driver) -> None:
        await name_lamps(driver, lamps)
        await driver.press("m")
        await driver.until(lambda: not driver.app.collection.running)
        planned = driver.app.collection.plan
        assert planned is not None
        assert (len(planned.jobs), planned.already_done) == (2, 4)
        assert "6 of 6 reads" in driver.words
        assert "acme/billing 2/2 - - -" in driver.words
        await driver.until(lambda: driver.app.store.ready and not driver.app.store.judging_needed)
        tallies = driver.app.store.assessment.evidence.tallies
        assert sum(each.passed for each in tallies if each.check == "lamps/rollback_was_rehearsed") == 3

    on_screen(filled, steps, view="collect")


def test_a_run_goes_on_when_the_view_is_left(empty: Path, lamps: Path) -> None:
    lamps.write_text(json.dumps({f"service-{n}": REPOSITORIES["checkout"] for n in range(60)}))

    async def steps(driver: Driver) -> None:
        await name_lamps(driver, lamps)
        await driver.press("r", "I")
        await driver.until(lambda: not driver.app.collection.running)
        assert "read: 120 of 120 reads" in driver.words
        await driver.press("C")
        assert "120 of 120 reads" in driver.words

    on_screen(empty, steps, view="collect")


def test_a_filter_narrows_and_a_wrong_one_says_where(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("z")
        assert "9 of 9" in driver.words
        await driver.press("slash")
        await driver.type("outcome:unknown")
        await driver.press("enter")
        assert "2 of 9" in driver.words
        await driver.press("slash", *["backspace"] * 15)
        await driver.type("outcom:fail")
        await driver.press("enter")
        assert "did you mean outcome?" in driver.words
        assert "2 of 9" in driver.words

    on_screen(filled, steps, view="findings")


def test_leaving_the_filter_with_escape_changes_nothing(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("zzz")
        await driver.press("escape")
        assert "7 of 9" in driver.words
        await driver.press("down", "s")
        assert "by level" in driver.words

    on_screen(filled, steps, view="findings")


def test_a_group_opens_into_its_findings(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("g", "g")
        assert "by unit" in driver.words
        await driver.press("enter")
        assert "3 of 9" in driver.words
        assert "billing" in driver.lines[4]

    on_screen(filled, steps, view="findings")


def test_suppressed_findings_stay_listed_and_lift_nothing(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        before = driver.app.store.glance
        await driver.press("a", "enter")
        await driver.type("the repository is empty")
        await driver.press("enter", "enter", "enter", "enter")
        await driver.until(lambda: driver.app.store.ready and not driver.app.store.judging_needed)
        assert "7 of 9" in driver.words
        assert "suppressed:" in driver.words
        assert driver.app.store.glance.pillars == before.pillars
        (decided,) = driver.app.store.assessment.inputs.suppressions
        assert decided.reason == "the repository is empty"

    on_screen(filled, steps, view="findings")


def test_evidence_walks_through_the_list_and_returns_to_its_row(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("v", "n", "n")
        assert "administrators pass it by" in driver.words
        await driver.press("escape")
        (here,) = [line for line in driver.lines if line.startswith(" ▸")]
        assert "checkout" in here

    on_screen(filled, steps, view="findings")


def test_a_what_if_moves_the_score_and_goes_away(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        before = driver.lines[-2]
        await driver.press("tab", "t")
        assert driver.lines[-2].startswith(" what if 2.6–49.0 → 3.2–49.0")
        assert "guardrails 2.6→5.2" in driver.words
        await driver.press("O")
        assert driver.lines[-2].startswith(" what if")
        await driver.press("B", "t")
        assert driver.lines[-2] == before

    on_screen(filled, steps, view="board")


def test_days_that_a_person_names_replace_the_size(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("tab", "d", *["backspace"] * 5)
        await driver.type("12.5")
        await driver.press("enter", "enter", "enter", "enter")
        (fix,) = [each for each in driver.app.store.assessment.plan.fixes if each.practice == "DEL-02"]
        assert float(fix.effort_days) == 12.5

    on_screen(filled, steps, view="board")


def test_the_form_of_the_organisation_edits_everything_beside_answers(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("E", "enter", *["backspace"] * 4)
        await driver.type("Beta")
        await driver.press("enter")
        assert "Beta" in driver.words
        await driver.press("down", "enter", *["backspace"] * 2)
        await driver.type("12")
        await driver.press(*["enter"] * 13)
        assert "12 engineers" in driver.words
        await driver.press("l")
        await driver.type("chg-04")
        await driver.press("enter", "4", "enter")
        assert "4 proven control" in driver.words
        await driver.press("escape")
        assert "Beta" in driver.lines[0]
        profile = driver.app.store.assessment.inputs.profile
        assert (profile.engineers, dict(profile.targets)) == (12, {"CHG-04": 4})

    on_screen(filled, steps, view="overview", size=(90, 40))


def test_a_label_of_a_target_changes_what_it_weighs(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("E")
        while "▸ acme/billing" not in driver.text:
            await driver.press("down")
        await driver.press("enter", "e", "enter", "enter", "enter", "enter")
        await driver.until(lambda: driver.app.store.ready and not driver.app.store.judging_needed)
        assert "excluded, says consultant" in driver.words
        classes = {unit.id: unit.unit_class for unit in driver.app.store.assessment.evidence.units}
        assert classes["repository:example.org/acme/billing"] == "excluded"

    on_screen(filled, steps, view="overview")


@pytest.mark.parametrize("suffix", [".json", ".md", ".html"])
def test_the_report_is_written_from_the_app(suffix: str, filled: Path) -> None:
    path = filled.with_suffix(suffix)

    async def steps(driver: Driver) -> None:
        await driver.press("x", *["backspace"] * 120)
        await driver.type(str(path))
        await driver.press("enter", "enter", "enter", "enter")
        await driver.until(lambda: "wrote" in driver.text)

    on_screen(filled, steps, size=(120, 30))
    assert path.stat().st_size > 500


def test_a_report_that_cannot_be_written_is_a_sentence(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("x", *["backspace"] * 120)
        await driver.type("report.docx")
        await driver.press("enter", "enter", "enter", "enter")
        assert "end it in one of" in driver.words

    on_screen(filled, steps, size=(120, 30))


def test_a_new_engagement_from_the_first_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.press("n")
        await driver.type("Gamma Works")
        await driver.press("enter", "enter", "enter")
        await driver.until(lambda: "[O Overview]" in driver.text)
        assert "Gamma Works" in driver.lines[0]
        driver.app.close_store()

    on_screen(None, steps)
    assert (tmp_path / "gamma-works.assess").exists()


def test_a_name_that_is_taken_is_a_sentence_on_the_first_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    create(tmp_path / "acme.assess").close()

    async def steps(driver: Driver) -> None:
        await driver.press("n")
        await driver.type("Acme")
        await driver.press("enter", "enter", "enter")
        assert "already exists and was not touched" in driver.words

    on_screen(None, steps)


def test_the_palette_finds_questions_and_themes(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("colon")
        await driver.type("chg-04")
        await driver.pilot.pause(0.5)
        await driver.settle()
        assert "CHG-04 Rehearsed rollback" in driver.words
        await driver.press("down", "enter")
        await driver.pilot.pause(0.2)
        await driver.settle()
        assert "[I Interview]" in driver.text
        assert "CHG-04" in driver.lines[2]

    on_screen(filled, steps)


def test_a_paste_into_a_form_is_one_harmless_line(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("P")
        driver.app.screen.post_message(events.Paste("Dee\x1b[2J\nEvil" + "x" * 5_000_000))
        await driver.settle()
        field = driver.app.focused
        assert isinstance(field, Input)
        assert field.value.startswith("Dee\\x1b[2J Evil")
        assert len(field.value) <= LONGEST
        assert "\x1b" not in driver.text

    on_screen(filled, steps, view="interview")
