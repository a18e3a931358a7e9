"""How an assessment is used live: the terminal app. Nothing outside of this room imports Textual.

`run` is the way in; a view shows what the store says and never computes. Every view has a command that says the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assess.clock import Clock


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
) -> int:
    """Runs the app on a file, or on its first screen without one; returns the exit code.

    Raises `EngagementError` or `SourceError` before anything is drawn if the file cannot be used.
    """
    from assess.tui.app import AssessApp
    from assess.tui.keys import Place
    from assess.tui.opening import Identity
    from assess.tui.store import Store

    identity = Identity(actor, program, clock)
    store = None
    if file is not None:
        from assess.tui.recent import remember

        store = Store.open(file, identity, round_id=round_id, questionnaires=questionnaires)
        remember(file)
    app = AssessApp(
        identity, store, view=Place(view), theme=theme, ascii_only=ascii_only, questionnaires=questionnaires
    )
    try:
        app.run(mouse=mouse)
    finally:
        app.close_store()
    return app.return_code or app.return_value or 0
