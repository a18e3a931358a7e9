"""Finds scanner findings that the code switches off: comments in Terraform, and ignore files of scanners."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Fact
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.terraform_facts import Suppression

_COMMENT = re.compile(
    r"(?:#|//)\s*(?:(?P<checkov>checkov|bridgecrew|cortex):skip=(?P<check>[\w.-]+)(?P<reason>[:\s].*)?"
    r"|(?P<tool>tfsec|trivy):ignore:(?P<rule>[\w*-]+)(?P<options>(?::[\w-]+|\[[^\]]*\])*)(?P<rest>.*)"
    r"|tflint-ignore:\s*(?P<lint>[\w, -]+)(?P<why>.*))",
)
_WORDS = re.compile(r"[^\W\d_]{3}")
_UNTIL = re.compile(r":exp:(\d{4}-\d{2}-\d{2})")
_IGNORE_FILES = {".trivyignore": "trivy", ".tfsecignore": "tfsec"}


def suppressions_of_terraform(reading: Reading, path: str, data: bytes) -> Iterator[Fact]:
    """Comments that make checkov, tfsec, trivy or tflint skip a finding. Words behind the rule, or a comment on the
    line before or after it, count as the reason. In code that is itself a comment nothing is skipped."""
    if b"skip=" not in data and b"ignore:" not in data:
        return
    lines = data.decode("utf-8", "replace").split("\n")
    times: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line)
        if not match or line[: match.start()].lstrip().startswith(("#", "//")):
            continue
        tool = "checkov" if match["checkov"] else match["tool"] or "tflint"
        check = match["check"] or match["rule"] or (match["lint"] or "").strip()
        reason = (match["reason"] or match["rest"] or match["why"] or "").strip(" -#:/\r")
        if not _WORDS.search(reason):
            reason = _comment(lines, number - 1) or _comment(lines, number + 1)
        until = _UNTIL.search(match["options"] or "")
        times[check] = times.get(check, 0) + 1
        yield Suppression(
            subject=reading.subject("suppression", path, f"{tool} {shown(check)} ({times[check]})"),
            location=reading.place(path, number, number),
            tool=tool,
            check=shown(check),
            reason=shown(reason) or None,
            expires=until[1] if until else None,
        )


def _comment(lines: list[str], number: int) -> str:
    """The words of the line if it is a comment for people."""
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    words = line.lstrip("#/ ")
    is_reason = line.startswith(("#", "//")) and not _COMMENT.search(line) and len(words.split()) > 2
    return words if is_reason else ""


def suppressions_of_file(reading: Reading) -> Iterator[Fact]:
    """Lines of ignore files. The comment behind or before a line is its reason; `exp:` is its end."""
    named = [entry for path, entry in reading.tree.files.items() if path.rpartition("/")[2] in _IGNORE_FILES]
    for entry, text in reading.texts(named):
        if not isinstance(text, str):
            continue
        lines = text.split("\n")
        for number, line in enumerate(lines, start=1):
            words, _, comment = line.strip().partition("#")
            if not words.strip():
                continue
            check, _, options = words.strip().partition(" ")
            until = re.search(r"\bexp:(\d{4}-\d{2}-\d{2})", options)
            reason = comment.strip() or _comment(lines, number - 1)
            yield Suppression(
                subject=reading.subject("suppression", entry.path, shown(check)),
                location=reading.place(entry.path, number, number),
                tool=_IGNORE_FILES[entry.path.rpartition("/")[2]],
                check=shown(check),
                reason=shown(reason) or None,
                expires=until[1] if until else None,
            )
