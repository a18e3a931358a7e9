"""Runs zizmor on the workflow, action and Dependabot files of the judged commit and says what it did not read.

The files are exported to a folder of their own: the work tree, ignore files and pre-commit files have no say.
Findings are counted with the repository's suppressions off; a second run, only where it has some, counts them.
Source: https://docs.zizmor.sh/usage/
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assess.evidence.collectors import Cancelled, Tools
from assess.evidence.facts import Fact, Reason, Unread
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.tree import Entry
from collectors.repository.workflow_facts import AuditFinding, Degree, WorkflowAudit
from collectors.repository.workflows import action_entries, workflow_entries

_DEPENDABOT = (".github/dependabot.yml", ".github/dependabot.yaml")
_CONFIGURATIONS = ("zizmor.yml", "zizmor.yaml", ".github/zizmor.yml", ".github/zizmor.yaml")
_FLAGS = (
    "--offline", "--format=json-v1", "--no-progress", "--color=never", "--no-exit-codes",
    "--collect=workflows", "--collect=actions", "--collect=dependabot",
)  # fmt: skip
_ALL_FINDINGS = ("--no-config", "--no-ignores")
_COMPLETED = re.compile(r"completed (?:\./)?(?P<path>.+?)\s*$", re.MULTILINE)
_FAILED = re.compile(r"failed to (?:validate|load|parse)[^\n]*?file://(?:\./)?(?P<path>\S+)(?P<why>[^\n]*)")
_VERSION = re.compile(r"zizmor v?(\d+\.\d+\.\d+\S*)")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._@+/ -]+")


class _BrokeError(Exception):
    """zizmor ended before it was done: a file broke it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the auditor, by exported path."""

    findings: Mapping[str, tuple[AuditFinding, ...]]
    completed: frozenset[str]
    failed: Mapping[str, str]
    auditor: str


def read(reading: Reading) -> Iterator[Fact]:
    """One fact for each file that GitHub acts on; unread where zizmor dropped it."""
    configurations = reading.tree.matching(_CONFIGURATIONS)
    audited = [*workflow_entries(reading), *action_entries(reading), *reading.tree.matching(_DEPENDABOT)]
    if not audited:
        return
    with tempfile.TemporaryDirectory(prefix="assess-audit-") as name:
        folder = Path(name)
        exported: dict[str, Entry] = {}
        unread: dict[str, Unread] = {}
        ignores = bool(configurations)
        for number, (entry, data) in enumerate(reading.contents(audited)):
            if isinstance(data, Unread):
                unread[entry.path] = data
                continue
            exported[_export(folder, entry.path, number, data)] = entry
            ignores = ignores or b"zizmor: ignore" in data
        everything = _whole(folder, exported, reading.tools, _ALL_FINDINGS) if exported else _failure("nothing")
        kept = None
        if ignores and isinstance(everything, _Run):
            for entry, data in reading.contents(configurations):
                if isinstance(data, bytes):
                    _export(folder, entry.path, 0, data)
            kept = _whole(folder, exported, reading.tools, ())
    for entry in audited:
        if entry.path in unread:
            yield _fact(reading, entry, "zizmor", unread[entry.path], unread[entry.path])
    for place, entry in exported.items():
        yield _judged(reading, place, entry, everything, kept)


def _judged(reading: Reading, place: str, entry: Entry, everything: _Run | Unread, kept: _Run | Unread | None) -> Fact:
    if isinstance(everything, Unread):
        return _fact(reading, entry, "zizmor", everything, everything)
    if place not in everything.completed:
        why = everything.failed.get(place, "it is not in the form zizmor accepts")
        dropped = Unread(
            Reason.NOT_AVAILABLE,
            f"zizmor did not audit {shown(entry.path)}: {why}",
            f"a {shown(entry.path)} that zizmor accepts",
        )
        return _fact(reading, entry, everything.auditor, dropped, dropped)
    findings = everything.findings.get(place, ())
    suppressed: int | Unread = 0
    if isinstance(kept, Unread):
        suppressed = kept
    elif kept is not None:
        left = Counter((finding.audit, finding.line) for finding in findings)
        left.subtract((finding.audit, finding.line) for finding in kept.findings.get(place, ()))
        suppressed = sum(count for count in left.values() if count > 0)
    return _fact(reading, entry, everything.auditor, findings, suppressed)


def _fact(
    reading: Reading,
    entry: Entry,
    auditor: str,
    findings: tuple[AuditFinding, ...] | Unread,
    suppressed: int | Unread,
) -> WorkflowAudit:
    return WorkflowAudit(
        subject=reading.subject("audited file", entry.path),
        location=reading.place(entry.path),
        path=shown(entry.path),
        auditor=auditor,
        findings=findings,
        suppressed=suppressed,
    )


def _export(folder: Path, path: str, number: int, data: bytes) -> str:
    """Writes one file under its own name, or under a plain one where the name is not plain; the name used."""
    place = PurePosixPath(path)
    if not _PLAIN_NAME.fullmatch(path):
        name = place.name if place.name.startswith("action.") else f"unnamed-{number}.yml"
        place = (
            PurePosixPath(".github/workflows", name)
            if "workflows" in place.parts
            else PurePosixPath(f"a{number}", name)
        )
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return str(place)


def auditor_path() -> str | None:
    """The zizmor that is installed with this program: beside the interpreter, else on the path."""
    beside = Path(sys.executable).with_name("zizmor")
    return str(beside) if beside.is_file() else shutil.which("zizmor")


def _failure(why: str) -> Unread:
    return Unread(Reason.NOT_AVAILABLE, f"zizmor could not be run: {why}", "a working zizmor beside the program")


def _whole(folder: Path, places: Iterable[str], tools: Tools, flags: tuple[str, ...]) -> _Run | Unread:
    """One run over all files; where one of them breaks zizmor, the others are audited without it."""
    try:
        return _audited(folder, tools.deadline, flags, ".")
    except _BrokeError:
        waiting = [sorted(places)]
    parts: list[_Run] = []
    broken: dict[str, str] = {}
    while waiting:
        if tools.cancel.is_set():
            raise Cancelled
        group = waiting.pop()
        try:
            part = _audited(folder, tools.deadline, flags, *(f"./{place}" for place in group))
        except _BrokeError as error:
            if len(group) == 1:
                broken[group[0]] = str(error)
            else:
                waiting += [group[: len(group) // 2], group[len(group) // 2 :]]
            continue
        if isinstance(part, Unread):
            return part
        parts.append(part)
    return _Run(
        findings={place: found for part in parts for place, found in part.findings.items()},
        completed=frozenset(place for part in parts for place in part.completed),
        failed=broken | {place: why for part in parts for place, why in part.failed.items()},
        auditor=parts[0].auditor if parts else "zizmor",
    )


def _audited(folder: Path, deadline: float, flags: tuple[str, ...], *inputs: str) -> _Run | Unread:
    binary = auditor_path()
    if not binary:
        return _failure("it is not installed")
    hidden = ("GITHUB_", "GH_", "ZIZMOR_", "GIT_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    try:
        with tempfile.TemporaryFile() as answer:  # a pipe would be emptied in thousands of small reads
            done = subprocess.run(
                [binary, *_FLAGS, *flags, *inputs],
                stdout=answer,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                timeout=deadline,
                check=False,
            )
            answer.seek(0)
            output = answer.read()
    except (OSError, subprocess.TimeoutExpired) as error:
        return _failure(str(error))
    narration = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (0, 3):
        lines = [line for line in narration.splitlines() if line.strip()]
        raise _BrokeError(f"it makes zizmor end: {shown(lines[-1].strip()) if lines else f'code {done.returncode}'}")
    version = _VERSION.search(narration)
    try:
        found = json.loads(output or b"[]")
        findings = _by_path(found)
    except (ValueError, KeyError, TypeError) as error:
        return _failure(f"its answer is in an unknown form ({error})")
    return _Run(
        findings=findings,
        completed=frozenset(match["path"] for match in _COMPLETED.finditer(narration)),
        failed={match["path"]: shown(match["why"].strip(" :")) for match in _FAILED.finditer(narration)},
        auditor=f"zizmor {version[1]}" if version else "zizmor",
    )


def _by_path(found: list[dict[str, object]]) -> Mapping[str, tuple[AuditFinding, ...]]:
    by_path: dict[str, list[AuditFinding]] = {}
    for item in found:
        path, finding = _finding(item)
        by_path.setdefault(path, []).append(finding)
    return {path: tuple(sorted(findings, key=_order)) for path, findings in by_path.items()}


def _order(finding: AuditFinding) -> tuple[int, str]:
    return finding.line, finding.audit


def _finding(item: dict[str, object]) -> tuple[str, AuditFinding]:
    """One finding of json-v1: rows count from 0 there. Matched lines are left out: they may hold secrets."""
    locations = item["locations"]
    determinations = item["determinations"]
    assert isinstance(locations, list)
    assert isinstance(determinations, dict)
    primary = next((place for place in locations if place["symbolic"]["kind"] == "Primary"), locations[0])
    path = str(primary["symbolic"]["key"]["Local"]["verbatim_path"]).removeprefix("./")
    line = int(primary["concrete"]["location"]["start_point"]["row"]) + 1
    injection = item["ident"] == "template-injection"
    finding = AuditFinding(
        audit=str(item["ident"]),
        severity=_degree(determinations["severity"]),
        confidence=_degree(determinations["confidence"]),
        line=line,
        description=shown(str(item["desc"])),
        expression=shown(_expression(primary["symbolic"].get("feature_kind"))) if injection else "",
    )
    return path, finding


def _expression(feature: object) -> str:
    """The expression that a part of a line consists of, in json-v1: {"Subfeature": {"fragment": {"Raw": …}}}."""
    inner = feature.get("Subfeature") if isinstance(feature, dict) else None
    fragment = inner.get("fragment") if isinstance(inner, dict) else None
    return str(fragment.get("Raw", "")) if isinstance(fragment, dict) else ""


def _degree(word: object) -> Degree:
    try:
        return Degree(str(word).lower())
    except ValueError:
        return Degree.UNKNOWN
