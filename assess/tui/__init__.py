"""How an assessment is used live: the terminal app. Nothing outside of this room imports Textual.

`run` is the way in; a view shows what the store says and never computes. Every view has a command that says the same.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assess.clock import Clock
    from assess.tui.app import AssessApp
    from assess.tui.identity import Identity
    from assess.tui.peeking import Peek
    from assess.tui.seat import Seat
    from assess.tui.store import Store


def run(
    file: Path | None,
    *,
    actor: str,
    program: str,
    clock: Clock,
    view: str = "overview",
    round_id: int | None = None,
    questionnaires: Path | None = None,
    theme: str = "dark",
    ascii_only: bool = False,
    mouse: bool = True,
    seat: Seat | None = None,
) -> int:
    """Runs the app on a file (its interview for `seat`), or on its first screen without one; returns the exit code.
    Whoever goes from one engagement to another begins again on the first screen.

    Raises `EngagementError` or `SourceError` before anything is drawn if the file cannot be used, and whatever defect
    ended the app once the terminal was given back.
    """
    from assess.tui import garbage

    garbage.hold()
    from assess.tui.app import AssessApp
    from assess.tui.elsewhere import ELSEWHERE
    from assess.tui.identity import Identity
    from assess.tui.keys import Place

    identity = Identity(actor, program, clock)
    opening = peeked = None
    if file is not None:
        opening = partial(_open, file, identity, round_id, questionnaires)
        peeked = _peeked(file) if round_id is None and questionnaires is None and view == Place.OVERVIEW else None
        _remember(file)
    app = AssessApp(
        identity,
        opening() if opening is not None and peeked is None else None,
        opening=opening,
        peeked=peeked,
        view=Place(view),
        theme=theme,
        ascii_only=ascii_only,
        questionnaires=questionnaires,
        seat=seat,
    )
    code = _until_left(app, mouse)
    while code == ELSEWHERE:
        again = AssessApp(identity, theme=theme, ascii_only=ascii_only, questionnaires=questionnaires)
        code = _until_left(again, mouse)
    return code


def _peeked(file: Path) -> Peek | None:
    from assess.tui.peeking import peek

    return peek(file)


def _remember(file: Path) -> None:
    from assess.tui.recent import remember

    remember(file)


def _until_left(app: AssessApp, mouse: bool) -> int:
    from assess.tui import garbage, glyphs

    if app.glyphs is glyphs.ASCII:
        from assess.tui.widgets.scrollbar import draw_whole_cells

        draw_whole_cells()
    try:
        app.run(mouse=mouse)
    finally:
        garbage.settle()  # so that leaving does not look through everything once more
        app.close_store()
    if app.failure is not None:
        raise app.failure
    return app.return_code or app.return_value or 0


def _open(file: Path, identity: Identity, round_id: int | None, questionnaires: Path | None) -> Store:
    from assess.tui.store import Store

    return Store.open(file, identity, round_id=round_id, questionnaires=questionnaires)
