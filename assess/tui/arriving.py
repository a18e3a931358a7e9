"""Keys of a field one after the other, also where a slow line brings many at once.

Textual inserts a letter where it arrives, and takes Backspace, an arrow or Enter on a longer way: typed at once, they
would act before or after what they belong to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

AT_MOST_SECONDS = 0.2


def actions_of(bindings: Iterable[BindingType]) -> dict[str, str]:
    """What each key of these bindings does."""
    return {key.strip(): each.action for each in bindings if isinstance(each, Binding) for key in each.key.split(",")}


async def act(field: Widget, event: events.Key, actions: dict[str, str]) -> None:
    """Does what a key does in this field, in its turn; other keys are left alone."""
    action = actions.get(event.key)
    if action is not None:
        event.stop()
        event.prevent_default()
        await field.run_action(action)


async def arrived(focused: Widget | None) -> None:
    """Returns once a key has arrived in the field that has the keys; at once where that is no field."""
    if focused is None or not focused.check_consume_key("a", "a"):
        return
    taken = asyncio.Event()
    focused.call_later(taken.set)
    with suppress(TimeoutError):
        await asyncio.wait_for(taken.wait(), AT_MOST_SECONDS)
