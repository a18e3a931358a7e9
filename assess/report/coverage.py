"""What was not read, by reason, each with what would settle it and what it costs: said once, not once a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assess.evidence.facts import Reason
from assess.report import wording
from assess.report.shape import Coverage, Finding, Gap, Together, Widened
from assess.scoring.gaps import Cost, Costs
from assess.scoring.rounding import SCORE_DECIMALS, VALUE_DECIMALS, half_up

_MOST_WORDS = 200
_VERBS = {"not_permitted": "refused", "not_collected": "not read"}


def coverage(findings: Iterable[Finding], costs: Costs | None = None) -> Coverage:
    """Unknown findings grouped by reason and by what would settle them, else by their words; most points first, then
    most findings. Without `costs` nothing is said of what they cost."""
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
            cost = costs.by_gap.get((reason, key)) if costs else None
            gap = gaps[reason][key] = {
                "needs": finding["needs"],
                "detail": finding["message"][:_MOST_WORDS],
                "targets": [],
                "findings": 0,
                "practices": [],
                **_printed(cost),
            }
        gap["findings"] += 1
        places.setdefault((reason, key), set()).add(finding["unit"])
        touched.setdefault((reason, key), set()).add(finding["practice"])
    for (reason, key), units in places.items():
        gaps[reason][key]["targets"] = sorted(units)
        gaps[reason][key]["practices"] = sorted(touched[reason, key])
    ordered = {
        reason: sorted(found.values(), key=lambda gap: (-gap["points"], -gap["findings"], gap["needs"], gap["detail"]))
        for reason, found in gaps.items()
    }
    return {
        "not_permitted": ordered[Reason.NOT_PERMITTED],
        "not_available": ordered[Reason.NOT_AVAILABLE],
        "unresolved": ordered[Reason.UNRESOLVED],
        "not_collected": ordered[Reason.NOT_COLLECTED],
        "together": _printed(costs.refused if costs else None),
    }


def _printed(cost: Cost | None) -> Together:
    if cost is None:
        return {"points": 0.0, "headline": 0.0, "wider": []}
    wider: list[Widened] = [
        {"practice": each.practice, "rise": each.rise, "fall": each.fall, "by": each.by} for each in cost.practices
    ]
    return {
        "points": float(half_up(cost.points, VALUE_DECIMALS)),
        "headline": float(half_up(cost.headline, SCORE_DECIMALS)),
        "wider": wider,
    }


def cost_words(cost: Together | Gap) -> str:
    """`11 practices wider by up to 9.5 points`; that no range is wider where it changes none."""
    if not cost["wider"]:
        return "no range is wider for it"
    points = wording.number(cost["points"])
    unit = "point" if points == "1" else "points"
    return f"{wording.figure(len(cost['wider']), 'practice')} wider by up to {points} {unit}"


def place_words(units: Sequence[str]) -> str:
    """`3 accounts`, `1 repository`; an account is counted once, whatever environments it holds."""
    accounts = {unit.partition("/")[0] for unit in units if unit.startswith("aws:")}
    repositories = {unit for unit in units if unit.startswith("repository:")}
    told = [
        wording.figure(len(accounts), "account") if accounts else "",
        wording.figure(len(repositories), "repository", "repositories") if repositories else "",
    ]
    return " and ".join(each for each in told if each)


def gap_sentence(reason: str, gap: Gap) -> str:
    """`iam:ListRoles refused in 3 accounts: 11 practices wider by up to 9.5 points`."""
    where = place_words(gap["targets"])
    if gap["needs"] in ("", "unknown"):
        what = gap["detail"]
    elif reason in _VERBS:
        what = f"{gap['needs']} {_VERBS[reason]}{f' in {where}' if where else ''}"
    else:
        what = f"{gap['needs']}{f' ({where})' if where else ''}"
    return f"{what}: {cost_words(gap)}"
