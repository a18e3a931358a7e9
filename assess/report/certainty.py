"""How sure a report is and what nobody looked at: the two sentences that keep its reader from trusting it too far."""

from __future__ import annotations

from collections.abc import Sequence

from assess.report import wording
from assess.report.naming import Names, collector
from assess.report.shape import Document, Gap

LONGEST_READ = 40


def sure(document: Document) -> str:
    """How sure this report is: assurance in words, what was assessed, what could be compared, who answered."""
    headline = document["headline"]
    who = _who(document)
    if not headline["coverage"]:
        return f"Nothing is assessed yet. {who}"
    compared = headline["compared"]
    both = f"; for {wording.percent(compared['share'])} there are both a claim and evidence" if compared else ""
    return (
        f"Assurance, the evidence and agreement behind the levels, is "
        f"{wording.assurance_word(headline['assurance'])} ({_two(headline['assurance'])} of 1). "
        f"{wording.percent(headline['coverage'])} of what this assessment asks is assessed{both}. {who}"
        f"{_apart(document)}"
    )


def _who(document: Document) -> str:
    """Heads are counted, not roles: who has two roles is one person."""
    people = len({answer["respondent"] for each in document["practices"] for answer in each["answers"]})
    if not people:
        return "Nobody has been interviewed."
    roles = sum(each["people"] > 0 for each in document["respondents"])
    inside = f" in {wording.count(roles, 'role')}" if roles else ""
    return wording.sentence(f"{wording.count(people, 'person', 'people')}{inside} answered")


def _apart(document: Document) -> str:
    """On how many practices roles contest each other, and what that does."""
    contested = sum(
        each["claimed"]["contested"] and not each["claimed"]["consensus"]
        for each in document["practices"]
        if each["claimed"]
    )
    if not contested:
        return ""
    return f" On {wording.count(contested, 'practice')} roles stand two levels or more apart; the lowest counts."


def heard(document: Document, names: Names) -> str:
    """Who was heard, by role, and which roles were not."""
    spoke = [each for each in document["respondents"] if each["people"]]
    if not spoke:
        return _who(document)
    named = [names.role_inside(each["role"]) + (f" ({each['people']})" if each["people"] > 1 else "") for each in spoke]
    silent = [names.role_inside(each.id) for each in names.model.roles if each.id not in {one["role"] for one in spoke}]
    rest = f" No answer came from the {_nor(silent, 'the ')}." if silent else " Every role was heard."
    return f"{_who(document).removesuffix('.')}: {wording.joined([wording.clip(each, 80) for each in named])}.{rest}"


def _two(value: float | None) -> str:
    if value is None:
        return wording.NOTHING
    return "under 0.01" if 0 < value < 0.005 else f"{value:.2f}"


def unseen(document: Document, names: Names) -> str:
    """What nobody looked at: units, refused and missing reads, and roles that did not answer."""
    said = [*_unread_units(document), *_gaps(document)]
    spoke = {each["role"] for each in document["respondents"] if each["people"]}
    silent = [names.role_inside(each.id) for each in names.model.roles if each.id not in spoke]
    if silent and spoke:
        said.append(f"no answer came from the {_nor(silent, 'the ')}")
    if not said:
        return "Everything in scope was read, and every role was heard."
    return " ".join(wording.sentence(each) for each in said)


def _nor(named: Sequence[str], article: str = "") -> str:
    *before, last = [wording.clip(each, LONGEST_READ) for each in named[:4]]
    return f"{f', {article}'.join(before)} or {article}{last}" if before else last


def _unread_units(document: Document) -> list[str]:
    scope = document["scope"]
    if scope["scored"] == 0:
        return ["no account and no repository was read"]
    if scope["read"] >= scope["scored"]:
        return []
    whole = wording.count(scope["scored"], "unit")
    if scope["read"] == 0:
        return (
            ["the only unit in scope was not read"] if scope["scored"] == 1 else [f"none of {whole} in scope was read"]
        )
    missing = scope["scored"] - scope["read"]
    return [f"{wording.counted(missing)} of {whole} in scope {'was' if missing == 1 else 'were'} not read"]


def _gaps(document: Document) -> list[str]:
    coverage = document["coverage"]
    unasked = [each["source"].partition(":")[2] for each in document["settle"] if each["source"].startswith("connect:")]
    if not document["scope"]["scored"]:
        unasked = []  # said already: nothing was read
    named = wording.joined([collector(each) for each in unasked[:3]])
    said = [f"{named} {'was' if unasked == ['aws'] or unasked == ['github'] else 'were'} not read"] if unasked else []
    refused = list(dict.fromkeys(wording.clip(gap_words(each), LONGEST_READ) for each in coverage["not_permitted"]))
    if refused:
        what = "a read was" if len(refused) == 1 else "reads were"
        said.append(f"{what} refused: {wording.joined(refused, limit=2)}")
    partly: list[str] = []
    for gaps, words in (
        (coverage["not_available"], "a read failed"),
        (coverage["unresolved"], "what was read cannot show everything"),
        (coverage["not_collected"], "a read was not tried"),
    ):
        touched = {practice for each in gaps for practice in each["practices"]}
        if touched:
            how_many = wording.counted(len(touched)) if partly else wording.count(len(touched), "practice")
            partly.append(f"for {how_many} {words}")
    return [*said, wording.joined(partly)] if partly else said


def gap_words(gap: Gap) -> str:
    """What was not read: the permission or step that it needs, else the detail."""
    kind, _, rest = gap["needs"].partition(":")
    if kind == "connect" and rest:
        return collector(rest)
    return gap["needs"] if gap["needs"] not in ("", "unknown") else gap["detail"]
