"""Reads what a step does (deploy, publish, sign, test, check) and whether its failure is swallowed.

A command is recognised where it stands in a line of a step, or of a shell script of the repository that the step runs;
what other programs do inside is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from collectors.repository.known_acts import ACTION, ACTIONS, ANY_WORD, COMMAND, COMMANDS, NAMED, NAMED_ACTION
from collectors.repository.scripts import NO_SCRIPTS, Scripts
from collectors.repository.workflow_facts import Act, ActKind
from collectors.repository.yamltree import Yaml

_SWALLOWED = re.compile(r"\|\|\s*(true|:|echo|exit 0)\b|\|\|\s*:|\bexit\s+0\s*$")
_SAID_ONLY = re.compile(r"^\s*(?:echo|printf|#|//)")
_BETWEEN_COMMANDS = re.compile(r"(&&|\|\|?|;)")
_NAMES_ONLY = re.compile(
    r"^\s*(?:(?:if|then|do|else|!|sudo(?:\s+-\S+)*|time)\s+)*(?:[A-Za-z_]\w*=\S*\s+)*"
    r"(?:(?:(?:pip|pip3|pipx|uv|(?:uv|python3?\s+-m)\s+pip|(?:uv|dotnet)\s+tool|brew|apt|apt-get|apk|yum|dnf|snap|npm"
    r"|pnpm|yarn|bun|go|gem|cargo|choco|conda|poetry|asdf|mise|bundle|helm\s+plugin)"
    r"(?:\s+-\S+)*\s+(?:install|add|i|ci|get|update)"
    r"|curl|wget|cp|mv|rm|cat|ls|mkdir|chmod|chown|tar|unzip|which|command\s+-v|type|export|git|grep|cd|tee|echo|printf|\[\[?"
    r"|test|case)(?=\s|$))|^[^()]*\)\s*$"
)
"""What follows such a command, or stands in a condition or before the `)` of a case, is the name of a thing and not a
command that runs."""
_ASKS_ABOUT_ITSELF = re.compile(r"\s*(?:--?version|version|--?help|-h|--init|init)(?=\s|$)")
_DEEPEST_SCRIPT = 2
_PIPES_FAIL = re.compile(r"pipefail|PIPESTATUS")
_CAN_FAIL = re.compile(r"\bexit\s+[1-9$]|setFailed|\bthrow\b|sys\.exit|^\s*false\s*$", re.MULTILINE)
_SOFT_FLAG = re.compile(r"--soft-fail(?!-on)\b|--exit-zero\b|--no-fail\b|--exit-code[ =]0\b")
_BUILDERS = ("docker/build-push-action", "docker/bake-action")
_DRAFTS = ("softprops/action-gh-release", "ncipollo/release-action", "actions/create-release")
_TRUE = ("true", "True", "TRUE", "1", "yes")
_SCRIPT = re.compile(
    r"(?:^|[;&|]\s*)(?:sudo\s+)?(?:\./|\.\./|bash\s+\S|sh\s+\S|source\s|\.\s+\S|make\b|just\b|task\s|npm\s+run|pnpm\s+(?!install|i\b)"
    r"|yarn\s+(?!install)|nx\b|npx\s|turbo\b|bazel|rake\b|bundle\s+exec|python3?\s+(?!-m\s+pip)\S|invoke\s|node\s+\S|earthly)"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a step takes over from its job: the shell, the folder it works in, and the scripts of its repository."""

    shell: str = ""
    folder: str = ""
    scripts: Scripts = NO_SCRIPTS


def acts_of(step: Yaml, later: str, setting: Setting) -> Iterator[Act]:
    """What a step does. `later` is what the steps behind it ask about (see `asked_by`): a failure that is let pass
    and asked about there is not swallowed. Where nobody names a shell, GitHub runs bash without `pipefail`."""
    soft = _soft(step, later)
    uses = step.get("uses").text
    if uses:
        yield from _acts_of_action(step, uses, soft)
        return
    script = step.get("run")
    first = script.line if script.plain or "\n" not in script.text else script.line + 1
    shell = step.get("shell").text or setting.shell
    folder = step.get("working-directory").text or setting.folder
    for act in _acts_of_script(script.text, shell, folder, setting.scripts, 0):
        yield replace(act, line=first + act.line, soft=soft or act.soft)


def _acts_of_script(text: str, shell: str, folder: str, scripts: Scripts, depth: int) -> Iterator[Act]:
    """The acts of the lines of a script, `line` counted from its first."""
    if not ANY_WORD.search(text):
        return
    pipes_hide = shell in ("", "sh") and not _PIPES_FAIL.search(text)
    for offset, line in _commands(text):
        parts = [*_BETWEEN_COMMANDS.split(line), ""]
        for command, behind in zip(parts[::2], parts[1::2], strict=True):
            hidden = "a pipe without pipefail" if pipes_hide and behind == "|" else ""
            inner = scripts.run_by(command, folder) if depth < _DEEPEST_SCRIPT else None
            found = [] if inner is None else list(_acts_of_script(inner[1], "sh", folder, scripts, depth + 1))
            for act in found:
                place = act.within or (inner[0] if inner else "")
                yield replace(act, line=offset, within=place, soft=act.soft or _soft_command(act.kind, line) or hidden)
            for kind, what in () if found else _acts_of_command(command):
                yield Act(kind, what, offset, _soft_command(kind, line) or hidden)


def _acts_of_command(command: str) -> Iterator[tuple[ActKind, str]]:
    if _NAMES_ONLY.match(command):
        return
    found = [match for match in COMMAND.finditer(command) if not _ASKS_ABOUT_ITSELF.match(command, match.end())]
    for match in found:
        yield COMMANDS[int((match.lastgroup or "k0")[1:])][0], " ".join(match[0].split())
    named = None if found else NAMED.match(command)
    if named:
        yield ActKind.DEPLOY_BY_NAME, " ".join(named["what"].split())


def asked_by(step: Yaml) -> str:
    """The text in which a step may ask how others ended: its condition, and all of it if it can fail the job."""
    whole = "\n".join(scalar.text for scalar in step.scalars())
    return whole if _CAN_FAIL.search(whole) else step.get("if").text


def called_by_name(uses: str) -> bool:
    """Whether a workflow or action that is not read here is called deploy, release or the like."""
    return NAMED_ACTION.fullmatch(uses.partition("@")[0].strip("/")) is not None


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
        if called_by_name(uses):
            yield Act(ActKind.DEPLOY_BY_NAME, uses.partition("@")[0], step.line, soft)
        return
    kind = ACTIONS[int((match.lastgroup or "k0")[1:])][0]
    name = uses.partition("@")[0]
    inputs = step.get("with")
    if not _really(name.lower(), inputs):
        return
    if name.lower() in _BUILDERS and _off(inputs, "provenance"):
        name += " without provenance"
    elif name.lower() in _BUILDERS and (inputs.get("provenance") or inputs.get("sbom").text in _TRUE):
        yield Act(ActKind.SIGN, f"{name} with provenance", step.line)
    yield Act(kind, name, step.line, soft or _soft_action(name.lower(), inputs))
    if (
        name.lower() == "pypa/gh-action-pypi-publish"
        and not inputs.get("password")
        and not _off(inputs, "attestations")
    ):
        yield Act(ActKind.SIGN, f"{name} with trusted publishing", step.line)


def _really(name: str, inputs: Yaml) -> bool:
    """Whether an action that can do several things does this one."""
    if name in _DRAFTS and inputs.get("draft").text in _TRUE:
        return False  # a person publishes it, or nobody does
    if name in _BUILDERS:
        pushes = inputs.get("push").text
        return (pushes not in ("", "false")) or "push=true" in inputs.get("outputs").text
    if name == "goreleaser/goreleaser-action":
        return "release" in inputs.get("args").text and "--snapshot" not in inputs.get("args").text
    if name == "changesets/action":
        return bool(inputs.get("publish"))
    if name == "infracost/actions/setup":
        return False
    return not re.search(r"/(?:setup|install)-", name)


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
