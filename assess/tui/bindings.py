"""The bindings of a screen, a view or a page, from the registry of keys."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assess.tui.keys import Place, keys_of


def bindings_of(*places: Place, first: bool = False) -> list[BindingType]:
    """The bindings of the keys that work in these places; `first`: before what has the keys takes them."""
    return [
        Binding(name, key.action.format(key=name), key.label, show=False, id=f"{key.id}.{name}", priority=first)
        for key in keys_of(*places)
        for name in key.keys
    ]
