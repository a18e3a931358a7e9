"""From one engagement to another: the app ends with this file saved and closed, and begins again on its first screen.
What that screen offers is in `drill/first.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assess.tui.lines import Tone

if TYPE_CHECKING:
    from assess.tui.app import AssessApp

ELSEWHERE = -1
"""What an app returns that wants to begin again on its first screen; no exit code of a program."""


def leave_for(app: AssessApp) -> None:
    """Leaves this engagement for the first screen, unless something would be lost by it."""
    store = app.store
    app.guard(store.flush)
    state = store.saver.state
    if state.waiting:
        app.say(f"NOT SAVED: {state.problem}; this file stays open", Tone.ALERT)
    elif app.busy in ("reading", "writing"):
        app.say(f"still {app.busy}: another file can be opened when that has ended (C, then s, stops reading)")
    else:
        app.exit(ELSEWHERE)
