"""Reads what a step does (deploy, publish, sign, test, check) and whether its failure is swallowed.

A command is recognised where it stands in a line of a step; what scripts do inside is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.repository.known_acts import ACTION, ACTIONS, ANY_WORD, COMMAND, COMMANDS
from collectors.repository.workflow_facts import Act, ActKind
from collectors.repository.yamltree import Yaml

_SWALLOWED = re.compile(r"\|\|\s*(true|:|echo|exit 0)\b|\|\|\s*:|\bexit\s+0\s*$")
_SAID_ONLY = re.compile(r"^\s*(?:echo|printf|#|//)")
_SOFT_FLAG = re.compile(r"--soft-fail(?!-on)\b|--exit-zero\b|--no-fail\b|--exit-code[ =]0\b")
_TRUE = ("true", "True", "TRUE", "1", "yes")
_SCRIPT = re.compile(
    r"(?:^|[;&|]\s*)(?:sudo\s+)?(?:\./|\.\./|bash\s+\S|sh\s+\S|source\s|\.\s+\S|make\b|just\b|task\s|npm\s+run|pnpm\s+(?!install|i\b)"
    r"|yarn\s+(?!install)|nx\b|npx\s|turbo\b|bazel|rake\b|bundle\s+exec|python3?\s+(?!-m\s+pip)\S|invoke\s|node\s+\S|earthly)"
)


def acts_of(step: Yaml, later: str) -> Iterator[Act]:
    """What a step does. `later` is the text of the conditions of the steps behind it: a failure that is let pass
    and asked about there is not swallowed."""
    soft = _soft(step, later)
    uses = step.get("uses").text
    if uses:
        yield from _acts_of_action(step, uses, soft)
        return
    script = step.get("run")
    if not ANY_WORD.search(script.text):
        return
    first = script.line if script.plain or "\n" not in script.text else script.line + 1
    for offset, line in _commands(script.text):
        for match in COMMAND.finditer(line):
            kind = COMMANDS[int((match.lastgroup or "k0")[1:])][0]
            yield Act(kind, " ".join(match[0].split()), first + offset, soft or _soft_command(kind, line))


def is_opaque(step: Yaml) -> bool:
    """Whether a step runs something that was not read: a script, a make target, a local action."""
    if step.get("uses").text.startswith("./"):
        return True
    return any(_SCRIPT.search(line.strip()) for _, line in _commands(step.get("run").text))


def _commands(script: str) -> Iterator[tuple[int, str]]:
    """Lines with continuation joined, comments and lines that only print left out, each with its offset."""
    joined, start = "", 0
    for offset, line in enumerate(script.split("\n")):
        if not joined:
            start = offset
        if line.rstrip().endswith("\\"):
            joined += line.rstrip()[:-1] + " "
            continue
        whole = joined + line
        joined = ""
        if not _SAID_ONLY.match(whole):
            yield start, re.sub(r"(?:^|\s)#.*$", "", whole)


def _acts_of_action(step: Yaml, uses: str, soft: str) -> Iterator[Act]:
    match = ACTION.match(uses)
    if not match:
        return
    kind = ACTIONS[int((match.lastgroup or "k0")[1:])][0]
    name = uses.partition("@")[0]
    inputs = step.get("with")
    if not _really(name.lower(), inputs):
        return
    yield Act(kind, name, step.line, soft or _soft_action(name.lower(), inputs))
    if (
        name.lower() == "pypa/gh-action-pypi-publish"
        and not inputs.get("password")
        and not _off(inputs, "attestations")
    ):
        yield Act(ActKind.SIGN, f"{name} with trusted publishing", step.line)


def _really(name: str, inputs: Yaml) -> bool:
    """Whether an action that can do several things does this one."""
    if name in ("docker/build-push-action", "docker/bake-action"):
        pushes = inputs.get("push").text
        return (pushes not in ("", "false")) or "push=true" in inputs.get("outputs").text
    if name == "goreleaser/goreleaser-action":
        return "release" in inputs.get("args").text and "--snapshot" not in inputs.get("args").text
    if name == "infracost/actions/setup":
        return False
    return not name.startswith("aquasecurity/setup-")


def _off(inputs: Yaml, name: str) -> bool:
    return inputs.get(name).text.lower() == "false"


def _soft(step: Yaml, later: str) -> str:
    let_pass = step.get("continue-on-error").text
    identifier = step.get("id").text
    asked = bool(identifier) and f"steps.{identifier}." in later
    if let_pass in ("", "false") or asked:
        return ""
    return "continue-on-error" if let_pass == "true" else f"continue-on-error: {let_pass}"


def _soft_action(name: str, inputs: Yaml) -> str:
    for key in ("soft_fail", "soft-fail"):
        if inputs.get(key).text in _TRUE:
            return f"{key}: {inputs.get(key).text}"
    if name == "aquasecurity/trivy-action" and inputs.get("exit-code").text in ("", "0"):
        return "exit-code is 0, as it is unless set"
    return ""


def _soft_command(kind: ActKind, line: str) -> str:
    match = _SWALLOWED.search(line) or _SOFT_FLAG.search(line)
    if match:
        return match[0].strip()
    if kind is ActKind.SCAN and re.search(r"\btrivy\s", line) and "--exit-code" not in line:
        return "trivy without --exit-code"
    return ""
