"""Finds the steps that put code of a pull request, or of another run, into the folder a job works in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from collectors.repository.paths import shown
from collectors.repository.workflow_facts import ForeignCheckout
from collectors.repository.yamltree import Yaml

_FOREIGN = re.compile(
    r"github\.event\.pull_request\.head\.|github\.head_ref|github\.event\.workflow_run\.head_|refs/pull/"
    r"|github\.event\.(?:number|issue\.number|pull_request\.number)\s*\}\}\s*/(?:merge|head)"
)
_OF_ANOTHER = r"[^\n]*(?:pull/|head_ref|head\.(?:ref|sha)|\.head_(?:branch|sha))"
_TAKES = re.compile(rf"\bgh\s+pr\s+checkout\b|\bgit\s+(?:pull|checkout|switch|reset|merge)\b{_OF_ANOTHER}")
_FETCHES = re.compile(rf"\bgit\s+fetch\b{_OF_ANOTHER}")
_UNPACKS = re.compile(
    r"\bgit\s+(?:checkout|switch|merge|reset|rebase|worktree|cherry-pick|restore|archive|apply|am)\b|FETCH_HEAD"
)
"""What makes files of objects that were fetched; without it they only lie in git's store."""
_GUARD = re.compile(
    r"head\.repo\.(?:full_name|owner\.login|id)\s*==|==\s*github\.event\.pull_request\.head\.repo|head\.repo\.fork\s*==\s*false"
    r"|!\s*github\.event\.pull_request\.head\.repo\.fork|workflow_run\.event\s*==\s*'(?:push|schedule|release|workflow_dispatch)'"
    r"|event_name\s*==\s*'(?:push|pull_request|schedule|release|workflow_dispatch|merge_group)'|head_repository\.(?:full_name|owner\.login)\s*=="
)
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)\}|(?P<bare>\w+))")


def foreign_checkouts(steps: Sequence[Yaml], condition: str) -> Iterator[ForeignCheckout]:
    """Steps that bring code from outside into the job, each with the condition that keeps outsiders away.
    `condition` is that of the job."""
    scripts = [_script(step) for step in steps]
    for index, step in enumerate(steps):
        fetched = _checked_out(step) or _taken(scripts[index], "\n".join(scripts[index:]))
        if fetched:
            both = f"{condition} {step.get('if').text}"
            guard = _GUARD.search(both)
            words = shown(both.strip()[:160])
            yield ForeignCheckout(shown(fetched), step.line, words if guard else "", "labels" in both)


def _checked_out(step: Yaml) -> str:
    if not step.get("uses").text.partition("@")[0].endswith("/checkout"):
        return ""
    inputs = step.get("with")
    wanted = (inputs.get("ref").text, inputs.get("repository").text)
    return next((text for text in wanted if _FOREIGN.search(text)), "")


def _taken(script: str, from_here_on: str) -> str:
    match = _TAKES.search(script)
    if not match and _UNPACKS.search(from_here_on):
        match = _FETCHES.search(script)
    return match[0] if match else ""


def _script(step: Yaml) -> str:
    """The command of a step, with variables replaced where the step fills them with what an outsider chose."""
    foreign = {name: value.text for name, value in step.get("env").entries() if _FOREIGN.search(value.text)}
    script = step.get("run").text
    if not foreign:
        return script
    return _VARIABLE.sub(lambda match: foreign.get(match["braced"] or match["bare"], match[0]), script)
