"""What a bad day brings to a real terminal: small windows, a window that changes while one types, signs of every
script, a file that goes away. A paste of megabytes is in `test_interview_view.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from terminal import Terminal
from test_real_terminal import PRACTICE, level_in, note_in


def typing(file: Path, **environment: str) -> Terminal:
    """The app with the field for a note open."""
    terminal = Terminal("interview", file, **environment)
    terminal.sees(PRACTICE)
    terminal.press("2")
    terminal.sees("says 2")
    terminal.press("e")
    terminal.sees("saves itself; Esc leaves")
    return terminal


def leaves(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.ends() == 0
    assert terminal.left_alternate_screen
    assert "Traceback" not in terminal.output


def test_a_window_too_small_says_so_and_nothing_more(filled: Path) -> None:
    terminal = Terminal("open", filled, columns=40, rows=10)
    terminal.sees("This window has 40 x 10; assess needs 60 x 20.")
    leaves(terminal)


def test_a_window_that_shrinks_and_grows_while_one_types_loses_no_letter(filled: Path) -> None:
    terminal = typing(filled)
    terminal.press("first ")
    terminal.sees("first")
    terminal.resize(40, 10)
    terminal.sees("assess needs 60 x 20")
    terminal.press("second ")
    terminal.resize(120, 40)
    terminal.press("third")
    terminal.sees("first second third")
    terminal.press("\x1b")
    terminal.misses("saves itself")
    leaves(terminal)
    assert note_in(filled) == "first second third"


def test_signs_of_every_script_are_typed_kept_and_shown(filled: Path) -> None:
    text = "日本語 é e\u0301 עברית العربية [bold]no[/bold]"
    terminal = typing(filled)
    terminal.press(text)
    terminal.sees("[bold]no[/bold]")
    terminal.press("\x1b")
    terminal.misses("saves itself")
    leaves(terminal)
    assert note_in(filled) == text


def test_a_file_that_goes_away_is_not_saved_and_comes_back(filled: Path) -> None:
    terminal = Terminal("interview", filled)
    terminal.sees(PRACTICE)
    away = filled.with_suffix(".elsewhere")
    shutil.move(filled, away)
    terminal.press("3")
    terminal.sees("NOT SAVED")
    shutil.move(away, filled)
    terminal.press("3")
    terminal.sees("says 3")
    leaves(terminal)
    assert level_in(filled) == 3


def test_without_colour_and_without_unicode_the_whole_way_works(filled: Path) -> None:
    terminal = typing(filled, NO_COLOR="1", LC_ALL="C", LANG="C", TERM="vt100")
    terminal.press("plain")
    terminal.sees("plain")
    terminal.press("\x1b")
    terminal.misses("saves itself")
    for key, shown in zip("OCFB", ("PILLARS", "WHAT CAN BE READ", "outcome", "SETTLE"), strict=True):
        terminal.press(key)
        terminal.sees(shown)
    leaves(terminal)
    assert not {each for each in terminal.output if not each.isascii()}
