"""Every key of every view does what the registry says, on a filled engagement."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from screens import Driver, on_screen

from assess.tui.keys import KEYS, VIEWS, Key, Place


@dataclass(frozen=True)
class Effect:
    """What is on screen after the key, beginning from a view and after some keys; empty `sees`: the app has ended."""

    sees: str
    before: tuple[str, ...] = ()
    view: str = ""


E = Effect
EFFECTS: dict[str, Effect] = {
    "view.overview": E("[O Overview]", view="board"),
    "view.interview": E("[I Interview]", view="overview"),
    "view.collect": E("[C Collect]", view="overview"),
    "view.findings": E("[F Findings]", view="overview"),
    "view.board": E("[B Board]", view="overview"),
    "view.previous": E("[O Overview]", view="interview"),
    "view.next": E("[C Collect]", view="interview"),
    "why": E("What people say", view="interview"),
    "copy": E("copied", view="interview"),
    "edit": E("PEOPLE WHO ANSWER", view="overview"),
    "export": E("Write the report", view="overview"),
    "palette": E("Search", view="overview"),
    "help": E("Everywhere", view="overview"),
    "quit": E("", view="overview"),
    "overview.up": E("Read 1 contradiction aloud, first DEL-02 Protected branche… Enter: Interview", before=("down",)),
    "overview.down": E("first OWN-09 On-call mandate Enter: Interview"),
    "overview.open": E("DEL-02 ◆ gate Protected branches"),
    "interview.level": E("says {key}"),
    "interview.dont_know": E("does not know"),
    "interview.not_applicable": E("OWN-03 does not apply", before=("{to:OWN-03}",)),
    "interview.shown": E("What did they show for level 2?", before=("2",)),
    "interview.note": E("Note: saves itself; Esc leaves"),
    "interview.undo": E("undone", before=("2",)),
    "interview.next": E("DEL-01", before=("{to:IRP-10}",)),
    "interview.back": E("DEL-01", before=("{to:DEL-02}",)),
    "interview.open_question": E("IRP-10", before=("{to:OBS-01}",)),
    "interview.person": E("2 of 3: n, p"),
    "interview.person_back": E("3 of 3: n, p"),
    "interview.add_person": E("Who answers"),
    "interview.consensus": E("the room agrees"),
    "interview.follow_ups": E("What counts as evidence"),
    "interview.evidence": E("[F Findings]"),
    "interview.find": E("Go to a question"),
    "interview.up": E("▸ 4"),
    "interview.down": E("▸ 0"),
    "interview.take": E("says 0", before=("down",)),
    "collect.choose": E("What lamps reads", before=("down",)),
    "collect.dry": E("nothing is named yet"),
    "collect.run": E("nothing is named yet"),
    "collect.resume": E("nothing is named yet"),
    "collect.pause": E("nothing is being read"),
    "collect.table": E("LAMP x SERVICE"),
    "collect.turn_back": E("every service is shown", before=("t",)),
    "collect.turn": E("every service is shown", before=("t",)),
    "collect.stop": E("nothing is being read"),
    "collect.up": E("▸ aws", before=("down",)),
    "collect.down": E("▸ lamps"),
    "findings.filter": E("outcome:fail,unknown"),
    "findings.sort": E("by level"),
    "findings.group": E("by check"),
    "findings.open": E("What decided it"),
    "findings.editor": E("not on this machine"),
    "findings.suppress": E("Suppress this finding"),
    "findings.clear": E("9 of 9"),
    "findings.question": E("DEL-02 ◆ gate Protected branches"),
    "board.what_if": E("WHAT IF", before=("tab",)),
    "board.clear": E("10 to build", before=("tab", "t")),
    "board.open": E("DEL-02 ◆ gate Protected branches", before=("tab",)),
    "board.findings": E("practice:DEL-02", before=("tab",)),
    "board.days": E("remaining person-days", before=("tab",)),
    "board.list": E("Owner"),
    "page.close": E("[I Interview]", before=("w",), view="interview"),
    "page.up": E("Why this number", before=("w", "down"), view="interview"),
    "page.down": E("Why this number", before=("w",), view="interview"),
    "page.page_up": E("Why this number", before=("w", "pagedown"), view="interview"),
    "page.page_down": E("Why this number", before=("w",), view="interview"),
    "page.copy": E("copied", before=("w",), view="interview"),
    "dry_run.run": E("reading", before=("down", "{lamps}", "d"), view="collect"),
    "evidence.next": E("main takes any push", before=("v",), view="findings"),
    "evidence.previous": E("main takes any push", before=("v", "n"), view="findings"),
    "edit.open": E("The organisation", before=("E",), view="overview"),
    "edit.add_person": E("Who answers", before=("E",), view="overview"),
    "edit.want_level": E("Of which practice", before=("E",), view="overview"),
    "edit.close": E("[O Overview]", before=("E",), view="overview"),
    "form.next": E("Second role", before=("P",), view="interview"),
    "form.up": E("Who answers", before=("P", "down"), view="interview"),
    "form.down": E("Who answers", before=("P",), view="interview"),
    "form.leave": E("[I Interview]", before=("P",), view="interview"),
}

PRESSED = [(key, name) for key in KEYS if key.place is not Place.FIRST for name in key.keys]


def test_every_key_of_the_registry_is_tried() -> None:
    assert {key.id for key in KEYS if key.place is not Place.FIRST} == set(EFFECTS)


@pytest.mark.parametrize(("key", "name"), PRESSED, ids=[f"{key.id}-{name}" for key, name in PRESSED])
def test_a_key_does_what_the_registry_says(key: Key, name: str, filled: Path, lamps: Path) -> None:
    effect = EFFECTS[key.id]
    view = effect.view or (key.place.value if key.place in VIEWS else "overview")

    async def steps(driver: Driver) -> None:
        for each in effect.before:
            if each.startswith("{to:"):
                driver.app.open_view("interview", each[4:-1])
                await driver.settle()
            elif each == "{lamps}":
                driver.app.collection.options["lamps"] = {"lamps": (str(lamps),)}
            else:
                await driver.press(each)
        await driver.press(name)
        if effect.sees:
            assert effect.sees.format(key=name) in driver.words, driver.text
        else:
            assert not driver.app.is_running or driver.app.return_value == 0

    app = on_screen(filled, steps, view=view)
    if not effect.sees:
        assert app.return_value == 0
