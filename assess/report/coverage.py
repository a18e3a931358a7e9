"""What was not read, by reason, each with what would settle it: said once, not once a finding."""

from __future__ import annotations

from collections.abc import Iterable

from assess.evidence.facts import Reason
from assess.report.shape import Coverage, Finding, Gap

_MOST_WORDS = 200


def coverage(findings: Iterable[Finding]) -> Coverage:
    """Unknown findings grouped by reason and by what would settle them, else by their words; most findings first."""
    gaps: dict[str, dict[str, Gap]] = {reason.value: {} for reason in Reason}
    places: dict[tuple[str, str], set[str]] = {}
    touched: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        reason = finding["reason"]
        if reason is None:
            continue
        key = finding["needs"] or finding["message"]
        gap = gaps[reason].get(key)
        if gap is None:
            gap = gaps[reason][key] = {
                "needs": finding["needs"],
                "detail": finding["message"][:_MOST_WORDS],
                "targets": [],
                "findings": 0,
                "practices": [],
            }
        gap["findings"] += 1
        places.setdefault((reason, key), set()).add(finding["unit"])
        touched.setdefault((reason, key), set()).add(finding["practice"])
    for (reason, key), units in places.items():
        gaps[reason][key]["targets"] = sorted(units)
        gaps[reason][key]["practices"] = sorted(touched[reason, key])
    ordered = {
        reason: sorted(found.values(), key=lambda gap: (-gap["findings"], gap["needs"], gap["detail"]))
        for reason, found in gaps.items()
    }
    return {
        "not_permitted": ordered[Reason.NOT_PERMITTED],
        "not_available": ordered[Reason.NOT_AVAILABLE],
        "unresolved": ordered[Reason.UNRESOLVED],
        "not_collected": ordered[Reason.NOT_COLLECTED],
    }
