"""What the assessment speaks about and what nobody looked at: units in scope, refused and missing reads.

How far that leaves a score open is said by `sentences` and `sections`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assess.report import naming, wording
from assess.report.certainty import gap_words
from assess.report.coverage import cost_words
from assess.report.register import Link, Medium, Register
from assess.report.shape import Document, Gap

TARGETS = 4
LONGEST_GAP = 130
MOST_GAPS = 6
"""The most unread things listed on paper; the other formats hold all."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """Something that was not read, why, and what it touches."""

    why: str
    what: str
    where: str
    points: str
    """By how much it widens the ranges, at most; a dash where it widens none."""
    practices: tuple[Link, ...]


def gap_lines(document: Document, register: Register, medium: Medium) -> list[GapLine]:
    """Everything that was not read, by reason."""
    coverage = document["coverage"]
    reasons = (
        ("refused", coverage["not_permitted"]), ("read failed", coverage["not_available"]),
        ("undecided", coverage["unresolved"]), ("not tried", coverage["not_collected"]),
    )  # fmt: skip
    return [_gap_line(why, gap, register, medium) for why, gaps in reasons for gap in gaps]


def _gap_line(why: str, gap: Gap, register: Register, medium: Medium) -> GapLine:
    what = gap_words(gap)
    detail = "" if gap["detail"] in ("", what) else f": {gap['detail'].removeprefix(f'{what} ')}"
    return GapLine(
        why=why,
        what=wording.clip(f"{what}{detail}", medium.text if medium is Medium.SCREEN else LONGEST_GAP),
        where=wording.joined(
            [wording.clip(naming.unit(each), 70) for each in gap["targets"]],
            limit=TARGETS if medium is Medium.SCREEN else 1,
        ),
        points=wording.number(gap["points"]) if gap["points"] else wording.NOTHING,
        practices=tuple(register.practice(each) for each in gap["practices"]),
    )


def cost_sentence(document: Document) -> str:
    """What the points of unread things are, and what all refusals cost together."""
    whole = document["coverage"]["together"]
    what = "Points: by how much the ranges are wider for it at most (levels times weight, by 4); not to be added up."
    if not whole["wider"]:
        return what
    return f"{what} What was refused or not answered, together: {cost_words(whole)}."


def scope_sentences(document: Document) -> list[str]:
    """What this assessment speaks about."""
    scope = document["scope"]
    kinds = [
        wording.count(scope["accounts"], "account") if scope["accounts"] else "",
        wording.count(scope["repositories"], "repository", "repositories") if scope["repositories"] else "",
    ]
    if scope["scored"] > scope["accounts"] + scope["repositories"] > 0:
        kinds.append("the organisation itself")
    held = wording.joined([each for each in kinds if each])
    said = []
    if not scope["scored"]:
        said.append("Nothing was read: no account, no repository. What follows rests on what people said.")
    else:
        given = " as given, not established from the organisation's own lists" if scope["as_given"] else ""
        read = min(scope["read"], scope["scored"])
        said.append(
            f"The scope is {held or wording.count(scope['scored'], 'unit')}{given}. "
            f"{read:,} of {wording.figure(scope['scored'], 'unit')} with weight were read."
        )
    if scope["not_applicable_warning"]:
        said.append(f"{wording.percent(scope['not_applicable_share'])} of the model was declared not applicable: "
                    "more than a fifth, so the score covers less than it seems to.")  # fmt: skip
    elif scope["not_applicable_share"]:
        said.append(f"{wording.percent(scope['not_applicable_share'])} of the model does not apply here.")
    return said
