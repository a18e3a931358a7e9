"""Reads descriptions that are data: catalogue entries, service-level objectives, alert rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Fact, Reason, Unread
from collectors.repository.document_facts import AlertRule, Objective
from collectors.repository.facts import CatalogueEntry
from collectors.repository.origin import normalised
from collectors.repository.paths import aside, shown
from collectors.repository.reading import Reading, unparsable
from collectors.repository.tree import Entry
from collectors.repository.yamltree import NOTHING, Yaml, YamlError, documents

_LARGEST = 1024 * 1024
_CATALOGUE = re.compile(
    r"(^|/)(catalog-info|catalog)[^/]*\.ya?ml$|(^|/)\.backstage/[^/]+\.ya?ml$|(^|/)(service|opslevel|cortex)\.ya?ml$"
)
_OBSERVED = re.compile(r"slos?\b|openslo|sloth|pyrra|objective|rules?\b|alert|prometheus|monitoring", re.IGNORECASE)
_ENTITIES = {"Component", "System", "API", "Resource"}
_LINK = re.compile(r"https?://|runbook|playbook", re.IGNORECASE)


def read(reading: Reading) -> Iterator[Fact]:
    """Facts of every file of these kinds that is the repository's own."""
    files = [(path, entry) for path, entry in reading.tree.files.items() if _is_yaml(path) and not aside(path)]
    for entry, text in reading.texts([entry for path, entry in files if _CATALOGUE.search(path)], _LARGEST):
        for index, root in enumerate(_roots(entry, text)):
            yield from _entry(reading, entry.path, index, root)
    observed = [entry for path, entry in files if _OBSERVED.search(path) and not path.startswith(".github/")]
    for entry, text in reading.texts(observed, _LARGEST):
        if isinstance(text, str) and not _mentions(text):
            continue
        for index, root in enumerate(_roots(entry, text)):
            yield from _alert_rules(reading, entry.path, index, root, text)
            if not isinstance(root, Unread):
                yield from _objectives(reading, entry.path, index, root)


def _is_yaml(path: str) -> bool:
    return path.endswith((".yml", ".yaml"))


def _mentions(text: str) -> bool:
    return "alert:" in text or "openslo" in text or "ServiceLevel" in text or "prometheus/v1" in text


def _roots(entry: Entry, text: str | Unread) -> list[Yaml | Unread]:
    if isinstance(text, Unread):
        return [text]
    try:
        return list(documents(text))
    except YamlError as error:
        if "{{-" in text or "{{ ." in text or "{%" in text:
            why = f"{shown(entry.path)} is a template, filled in when it is installed"
            return [Unread(Reason.UNRESOLVED, why, "the rendered manifests")]
        return [unparsable(entry.path, error.line, error.why)]


def _entry(reading: Reading, path: str, index: int, root: Yaml | Unread) -> Iterator[Fact]:
    if isinstance(root, Unread):
        backstage = "catalog" in path or ".backstage" in path
        if backstage:
            yield _catalogue_entry(reading, path, 0, str(index), "Component", root, root, root, "")
        return
    if root.get("apiVersion").text.startswith("backstage.io/"):
        entity = root.get("kind").text
        if entity in _ENTITIES:
            name = root.get("metadata", "name").text
            yield _catalogue_entry(
                reading, path, root.line, f"{entity}/{shown(name)}", entity, _filled(path, name) or "",
                _filled(path, root.get("spec", "owner").text), _filled(path, root.get("spec", "lifecycle").text),
                _described(reading, root.get("metadata", "annotations")),
            )  # fmt: skip
        return
    if root.has("kind") or root.has("services"):
        return
    component = root.get("component") if root.get("component").entries() else root
    info = root.get("info")
    owner = component.get("owner").text or component.get("team").text or component.get("owner", "name").text
    owner = owner or next((item.get("name").text for item in info.get("x-cortex-owners").each()), "")
    name = component.get("name").text or info.get("title").text
    if owner and (name or root.has("component")):
        yield _catalogue_entry(
            reading, path, root.line, f"service/{shown(name)}", "service", _filled(path, name) or "",
            _filled(path, owner), _filled(path, component.get("lifecycle").text), "",
        )  # fmt: skip


def _catalogue_entry(
    reading: Reading,
    path: str,
    line: int,
    address: str,
    entity: str,
    name: str | Unread,
    owner: str | Unread | None,
    lifecycle: str | Unread | None,
    source: str,
) -> CatalogueEntry:
    return CatalogueEntry(
        subject=reading.subject("catalogue entry", path, address),
        location=reading.place(path, line),
        basis="declared",
        path=shown(path),
        entity=entity,
        name=name,
        owner=owner,
        lifecycle=lifecycle,
        source=source,
    )


def _filled(path: str, text: str) -> str | Unread | None:
    """The text, or unread if a template's placeholder stands in its place."""
    if "{{" in text or text.startswith("<"):
        why = f"{shown(path)} is a template: {shown(text)} is filled in later"
        return Unread(Reason.UNRESOLVED, why, "the entry made from it")
    return shown(text) or None


def _described(reading: Reading, annotations: Yaml) -> str:
    """The repository an entry describes, if it says so and it is another one."""
    slug = annotations.get("github.com/project-slug").text
    address = annotations.get("backstage.io/source-location").text.removeprefix("url:")
    name = f"github.com/{slug}" if slug else "/".join(normalised(address).split("/")[:3])
    return shown(name) if name and f"repository:{name}" != reading.target else ""


def _objectives(reading: Reading, path: str, index: int, root: Yaml) -> Iterator[Objective]:
    version, kind, spec = root.get("apiVersion").text, root.get("kind").text, root.get("spec")
    name = root.get("metadata", "name").text
    if version.startswith("openslo/") and kind == "SLO":
        goal = next(iter(spec.get("objectives").each()), NOTHING)
        target = goal.get("target").text or goal.get("targetPercent").text
        window = next((item.get("duration").text for item in spec.get("timeWindow").each()), "")
        alerts = True if spec.get("alertPolicies").each() else None
        yield _objective(reading, path, root.line, name, "OpenSLO", target, window, alerts)
    elif kind == "ServiceLevelObjective" and version.startswith("pyrra.dev/"):
        off = spec.get("alerting", "disabled").text == "true"
        yield _objective(
            reading, path, root.line, name, "Pyrra", spec.get("target").text, spec.get("window").text, not off
        )
    elif root.get("version").text == "prometheus/v1" or (kind == "PrometheusServiceLevel" and "sloth" in version):
        body = spec or root
        service = body.get("service").text
        for item in body.get("slos").each():
            off = item.get("alerting", "page_alert", "disable").text == "true" or not item.get("alerting")
            title = f"{service}/{item.get('name').text}"
            yield _objective(reading, path, item.line, title, "Sloth", item.get("objective").text, "30d", not off)


def _objective(
    reading: Reading, path: str, line: int, name: str, form: str, target: str, window: str, alerts: bool | None
) -> Objective:
    return Objective(
        subject=reading.subject("objective", path, shown(name)),
        location=reading.place(path, line),
        path=shown(path),
        name=shown(name),
        form=form,
        target=shown(target) or None,
        window=shown(window) or None,
        alerts=alerts,
    )


def _alert_rules(
    reading: Reading, path: str, index: int, root: Yaml | Unread, text: str | Unread
) -> Iterator[AlertRule]:
    if isinstance(root, Unread):
        if isinstance(text, Unread) or "alert:" in text:
            yield AlertRule(
                subject=reading.subject("alert rule", path, "*"),
                location=reading.place(path),
                name=root,
                runbook=root,
                text=root,
                labels=root,
            )
        return
    body = root.get("spec") if root.get("kind").text == "PrometheusRule" else root
    for group in body.get("groups").each():
        for position, rule in enumerate(group.get("rules").each()):
            if not rule.get("alert"):
                continue
            notes = rule.get("annotations")
            name = rule.get("alert").text
            said = [f"{key} {value.text}" for key, value in notes.entries() if _is_note(key, value)]
            yield AlertRule(
                subject=reading.subject(
                    "alert rule", path, f"{index}/{shown(group.get('name').text)}/{shown(name)}/{position}"
                ),
                location=reading.place(path, rule.line),
                name=shown(name),
                runbook=any(map(_LINK.search, said)),
                text=shown("; ".join(" ".join(line.split()[1:]) for line in said)),
                labels=tuple(map(shown, rule.get("labels").words())),
            )


def _is_note(key: str, value: Yaml) -> bool:
    """Whether an annotation may tell what to do; a link to a dashboard does not."""
    return bool(value.text) and not re.search(r"dashboard|grafana|graph", key, re.IGNORECASE)
