"""Finds scanner findings that the code switches off: comments in Terraform, and ignore files of scanners."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Fact
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.terraform_facts import Suppression

_COMMENT = re.compile(
    r"(?:#|//)\s*(?:(?P<checkov>checkov|bridgecrew|cortex):skip=(?P<check>[\w.-]+)(?::(?P<reason>.*))?"
    r"|(?P<tool>tfsec|trivy):ignore:(?P<rule>[\w*-]+)(?P<options>(?::[\w-]+|\[[^\]]*\])*)(?P<rest>.*)"
    r"|tflint-ignore:\s*(?P<lint>[\w, -]+)(?P<why>.*))",
)
_UNTIL = re.compile(r":exp:(\d{4}-\d{2}-\d{2})")
_IGNORE_FILES = {".trivyignore": "trivy", ".tfsecignore": "tfsec"}


def suppressions_of_terraform(reading: Reading, path: str, data: bytes) -> Iterator[Fact]:
    """Comments that make checkov, tfsec, trivy or tflint skip a finding. A comment on the line before, or after the
    rule, counts as the reason."""
    if b"skip=" not in data and b"ignore:" not in data:
        return
    lines = data.decode("utf-8", "replace").split("\n")
    times: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line)
        if not match:
            continue
        tool = "checkov" if match["checkov"] else match["tool"] or "tflint"
        check = match["check"] or match["rule"] or (match["lint"] or "").strip()
        reason = (match["reason"] or match["rest"] or match["why"] or "").strip(" -#:/")
        reason = reason or _comment_before(lines, number)
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


def _comment_before(lines: list[str], number: int) -> str:
    before = lines[number - 2].strip() if number > 1 else ""
    words = before.lstrip("#/ ")
    is_reason = before.startswith(("#", "//")) and not _COMMENT.search(before) and len(words.split()) > 2
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
            reason = comment.strip() or _comment_before(lines, number)
            yield Suppression(
                subject=reading.subject("suppression", entry.path, shown(check)),
                location=reading.place(entry.path, number, number),
                tool=_IGNORE_FILES[entry.path.rpartition("/")[2]],
                check=shown(check),
                reason=shown(reason) or None,
                expires=until[1] if until else None,
            )
