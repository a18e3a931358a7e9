"""Suppression from the app: which filter stands for a finding or a group, and what its form asks. No Textual."""

from __future__ import annotations

from datetime import date, timedelta

from assess.engagement import ListedFinding
from assess.interview.decisions import Suppression
from assess.tui import fields
from assess.tui.fields import Form, Values

_QUARTER = timedelta(days=90)


def filter_of(found: ListedFinding) -> str:
    """A filter that holds this finding and those of the same check on the same subject."""
    finding = found.finding
    return f"check:{_quoted(finding.check)} unit:{_quoted(finding.unit)} {_quoted(finding.subject.id)}"


def filter_of_group(key: str, value: str) -> str:
    """A filter that holds a group."""
    return f"{key}:{_quoted(value)}"


def suppression_form(query: str, count: int, actor: str, today: date) -> Form:
    """Why these findings need no attention, who says so, and until when."""
    what = "this finding" if count == 1 else f"these {count:,} findings"
    now = "1 now" if count == 1 else f"{count:,} now"
    return Form(
        f"Suppress {what}",
        (
            fields.text(
                "filter", "Which", query, needed=True, hint=f"A filter: it holds {now}, and what it fits later."
            ),
            fields.text("reason", "Reason", needed=True, hint="It is printed. The finding is counted all the same."),
            fields.text("approver", "Approved by", fields.signature(actor), needed=True, hint="Who answers for it."),
            fields.day("expires", "Until", today + _QUARTER, today=today, hint="Then it needs attention again."),
        ),
        done="Suppress",
        check=_filter_reads,
    )


def suppression(values: Values) -> Suppression:
    """The suppression that the form describes."""
    expires = date.fromisoformat(values["expires"].strip())
    return Suppression(values["filter"].strip(), values["reason"].strip(), values["approver"].strip(), expires)


def _filter_reads(values: Values) -> str:
    from assess.evidence.filter import FilterError, parse

    try:
        parse(values["filter"])
    except FilterError as error:
        return f"Which: {error}"
    return ""


def _quoted(text: str) -> str:
    """A text as one value of a filter."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
