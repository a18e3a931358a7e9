"""One registry behind bindings, footer, help, palette and documentation; stylesheets travel with the package."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from textual.screen import Screen

from assess.tui.drawn.frame import footer, header, saved, tabs, too_small
from assess.tui.drawn.help import documentation, help_lines
from assess.tui.glyphs import ASCII, UNICODE
from assess.tui.keys import KEYS, VIEWS, Place, keys_of
from assess.tui.lines import Line, columns, plain, text_of, width_of
from assess.tui.topics import SaveState

ROOT = Path(__file__).resolve().parents[2]
OWNERS = {
    Place.EVERYWHERE: ("assess.tui.workspace", "Workspace"),
    Place.OVERVIEW: ("assess.tui.views.overview", "OverviewView"),
    Place.INTERVIEW: ("assess.tui.views.interview", "InterviewView"),
    Place.COLLECT: ("assess.tui.views.collect", "CollectView"),
    Place.FINDINGS: ("assess.tui.views.findings", "FindingsView"),
    Place.BOARD: ("assess.tui.views.board", "BoardView"),
    Place.FIRST: ("assess.tui.drill.first", "FirstPage"),
    Place.PAGE: ("assess.tui.drill.page", "Page"),
    Place.EVIDENCE: ("assess.tui.drill.evidence", "EvidencePage"),
    Place.DRY_RUN: ("assess.tui.drill.plan", "PlanPage"),
    Place.EDIT: ("assess.tui.drill.edit", "EditPage"),
    Place.FORM: ("assess.tui.drill.form", "FormPage"),
}


def test_the_page_on_keys_is_the_registry() -> None:
    kept = (ROOT / "docs" / "keys.md").read_text("utf-8")
    assert kept == documentation(), "stale: python -m assess.tui.documentation > docs/keys.md"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_has_an_action_where_it_works(key) -> None:  # type: ignore[no-untyped-def]
    module, name = OWNERS[key.place]
    owner = getattr(import_module(module), name)
    assert callable(getattr(owner, f"action_{key.action.partition('(')[0]}", None))


def test_ids_are_unique_and_no_place_gives_a_key_two_meanings() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    for place in Place:
        names = [name for key in keys_of(place) for name in key.keys]
        assert len(names) == len(set(names)), place


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_takes_a_key_that_works_everywhere(view: Place) -> None:
    everywhere = {name for key in keys_of(Place.EVERYWHERE) for name in key.keys}
    assert not everywhere & {name for key in keys_of(view) for name in key.keys}


def test_nothing_needs_ctrl_alt_or_a_function_key() -> None:
    for key in KEYS:
        assert any("+" not in name and not re.fullmatch(r"f\d+", name) for name in key.keys), key.id


@pytest.mark.parametrize("wide", [60, 80, 120])
@pytest.mark.parametrize("view", VIEWS)
def test_a_footer_fits_and_always_says_help_and_quit(view: Place, wide: int) -> None:
    made = footer(view, wide, glyphs=UNICODE)
    assert width_of(made) <= wide
    assert "? help" in text_of(made)
    assert "q quit" in text_of(made)


def test_a_footer_of_a_read_only_file_offers_no_change() -> None:
    assert "level" in text_of(footer(Place.INTERVIEW, 120, glyphs=UNICODE))
    assert "level" not in text_of(footer(Place.INTERVIEW, 120, writable=False, glyphs=UNICODE))


@pytest.mark.parametrize("place", [*VIEWS, Place.FIRST])
def test_help_names_every_key_of_a_view(place: Place) -> None:
    text = plain(help_lines(place, 78))
    assert all(key.help.split()[0] in text for key in keys_of(place, Place.EVERYWHERE))
    assert all(columns(line) <= 78 for line in text.split("\n"))


@pytest.mark.parametrize(
    ("state", "read_only", "trouble", "busy", "said"),
    [
        (SaveState(), "", "", "", "all saved"),
        (SaveState(typing=True), "", "", "", "typing"),
        (SaveState(problem="disk full", waiting=1), "", "", "", "NOT SAVED"),
        (SaveState(problem="disk full", waiting=3), "", "", "", "NOT SAVED (3)"),
        (SaveState(), "open elsewhere", "", "", "READ-ONLY"),
        (SaveState(), "", "vanished", "", "FILE UNREADABLE"),
        (SaveState(), "", "", "reading", "reading  all saved"),
    ],
)
def test_the_header_says_where_saving_stands(
    state: SaveState, read_only: str, trouble: str, busy: str, said: str
) -> None:
    assert text_of(saved(state, read_only, trouble, busy)) == said


@pytest.mark.parametrize("wide", [60, 80, 200])
def test_a_header_never_passes_its_line(wide: int) -> None:
    long: Line = header("An organisation of a very long name indeed" * 4, "Round 1", saved(SaveState(), "", ""), wide)
    assert width_of(long) <= wide
    assert width_of(tabs(Place.BOARD, wide)) <= wide


def test_a_small_window_is_told_what_it_lacks() -> None:
    assert "assess needs 60 x 20" in " ".join(plain(too_small(40, 10)).split())


def test_each_sign_takes_one_column_and_has_an_ascii_twin() -> None:
    for name in UNICODE.__slots__:
        assert columns(getattr(UNICODE, name)) == 1, name
        assert getattr(ASCII, name).isascii(), name


def test_every_stylesheet_that_is_named_lies_in_the_package() -> None:
    from assess.tui.app import AssessApp

    assert all(Path(path).is_file() for path in AssessApp.CSS_PATH)
    for module in sorted((ROOT / "assess" / "tui" / "drill").glob("*.py")):
        found = import_module(f"assess.tui.drill.{module.stem}") if module.stem != "__init__" else None
        for value in vars(found).values() if found is not None else ():
            if (
                isinstance(value, type)
                and issubclass(value, Screen)
                and isinstance(value.__dict__.get("CSS_PATH"), str)
            ):
                assert (module.parent / value.__dict__["CSS_PATH"]).is_file()
