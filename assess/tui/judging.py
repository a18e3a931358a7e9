"""Judges the facts of a round again beside the screen, with a connection of its own where the file may be written."""

from __future__ import annotations

import threading

from assess.engagement import Engagement, EngagementError
from assess.tui.store import Store


class Judging:
    """One run of the checks in a thread; starts at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._round = store.engagement.round
        self.problem = ""
        """One sentence if something could not be judged; complete once it is not `running`."""
        self._thread = threading.Thread(target=self._judge, name="judging", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def _judge(self) -> None:
        from assess import refreshing

        store = self._store
        try:
            if not store.writable:  # temporary findings belong to the connection that made them
                self._told(refreshing.refresh(store.engagement, store.model, round_id=self._round))
                return
            identity = store.identity
            with Engagement.open(
                store.path, clock=identity.clock, actor=identity.actor, program=identity.program, round_id=self._round
            ) as own:
                self._told(refreshing.refresh(own, store.model, round_id=self._round))
        except EngagementError as error:
            self.problem = str(error)
        except Exception as error:  # noqa: BLE001 - the border to plug-ins: the app goes on with what it has
            self.problem = f"what was read could not be judged: {type(error).__name__}: {error}"

    def _told(self, problems: tuple[str, ...]) -> None:
        self.problem = problems[0] if problems else ""
