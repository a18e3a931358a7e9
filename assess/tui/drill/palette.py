"""The command palette: every key by its words, every question by its id, every file format and theme by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from rich.markup import escape
from textual.command import DiscoveryHit, Hit, Hits, Provider

from assess.plain_text import safe
from assess.tui.elsewhere import leave_for
from assess.tui.keys import VIEWS, Place, keys_of
from assess.tui.theme import THEMES

if TYPE_CHECKING:
    from assess.tui.app import AssessApp

Command = tuple[str, str, Callable[[], object]]
"""What it is called, what it does, and how."""


class Commands(Provider):
    """Everything that can be done from where one is."""

    @property
    def _app(self) -> AssessApp:
        from assess.tui.app import AssessApp

        app = self.app
        assert isinstance(app, AssessApp)
        return app

    def _commands(self) -> Iterator[Command]:
        workspace = self._app.workspace
        if workspace is None:
            return
        view = workspace.view
        for key in keys_of(workspace.place, Place.EVERYWHERE):
            if key.id == "palette" or "{" in key.action:
                continue
            owner = workspace if key.place is Place.EVERYWHERE or view is None else view
            run = partial(self._app.run_action, key.action, owner)
            yield f"{key.label[:1].upper()}{key.label[1:]} ({key.shown})", key.help, run
        yield (
            "New engagement, or another file",
            "The first screen: recent files, new, demo.",
            partial(leave_for, self._app),
        )
        for name, theme in THEMES.items():
            yield f"Theme: {name}", "Change the colours.", partial(setattr, self._app, "theme", theme.name)
        yield from self._elsewhere(workspace.place)

    def _elsewhere(self, here: Place) -> Iterator[Command]:
        """What the other views do: it leads there."""
        for key in keys_of(*(each for each in VIEWS if each is not here)):
            if "{" not in key.action and key.id.partition(".")[2] not in ("up", "down"):
                where = f"{key.shown} in {key.place.value.capitalize()}"
                go = partial(self._app.open_view, key.place.value)
                yield f"{key.label[:1].upper()}{key.label[1:]} ({where})", key.help, go

    def _questions(self) -> Iterator[Command]:
        if self._app.workspace is None:
            return
        for practice in self._app.store.model.practices:
            go = partial(self._app.open_view, "interview", practice.id)
            yield f"{practice.id} {safe(practice.name)}", safe(practice.question), go

    async def discover(self) -> Hits:
        """What is offered before anything is typed."""
        for name, help_text, run in self._commands():
            yield DiscoveryHit(escape(name), run, help=escape(help_text))

    async def search(self, query: str) -> Hits:
        """What the words fit: actions, themes and questions."""
        matcher = self.matcher(query)
        for name, help_text, run in (*self._commands(), *self._questions()):
            fit = matcher.match(name)
            if fit > 0:
                yield Hit(fit, matcher.highlight(name), run, help=escape(help_text))
