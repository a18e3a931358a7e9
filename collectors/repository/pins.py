"""What `uses:` references are bound to. Whether a tag is protected only its own repository knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.workflow_facts import ActionUse, PinKind
from collectors.repository.yamltree import Yaml

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BRANCH = re.compile(r"(main|master|develop|dev|trunk|head|latest|next|stable|release/.*|releases/.*)", re.IGNORECASE)


def action_uses(reading: Reading, path: str, route: str, steps: Yaml) -> Iterator[ActionUse]:
    """One fact for each step that uses something."""
    for index, step in enumerate(steps.each()):
        uses = step.get("uses")
        if uses.text:
            yield _use(reading, path, f"{route}[{index}]", uses)


def unread_use(reading: Reading, path: str, why: Unread) -> ActionUse:
    """Stands for the uses of a file that cannot be parsed but mentions some."""
    return ActionUse(
        subject=reading.subject("action use", path, "*"),
        location=reading.place(path),
        action="",
        owner="",
        reference="",
        pin=why,
    )


def _use(reading: Reading, path: str, route: str, uses: Yaml) -> ActionUse:
    action, _, reference = uses.text.partition("@")
    action = action.strip()
    owner = "" if action.startswith(("./", "docker:", "../")) else action.partition("/")[0].lower()
    return ActionUse(
        subject=reading.subject("action use", path, f"{route} {shown(action)}"),
        location=reading.place(path, uses.line),
        action=shown(action),
        owner=shown(owner),
        reference=shown(reference.strip()),
        pin=pin_of(uses.text),
    )


def pin_of(uses: str) -> PinKind:
    """What the reference is bound to: only a commit id or a digest cannot be moved."""
    action, _, reference = uses.strip().partition("@")
    if action.startswith(("./", "../")):
        return PinKind.LOCAL
    if action.startswith("docker:"):
        if reference.startswith("sha256:"):
            return PinKind.DIGEST
        return PinKind.IMAGE_TAG
    if not reference:
        return PinKind.NONE
    if _COMMIT.fullmatch(reference):
        return PinKind.COMMIT
    return PinKind.BRANCH if _BRANCH.fullmatch(reference) else PinKind.TAG
