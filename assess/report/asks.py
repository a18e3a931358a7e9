"""The decisions asked of the executive: at most three, in a fixed order, each one that only they can take.

Pure: a document and the operating model in, sentences out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from assess.model.practices import Level, OperatingModel
from assess.report import wording
from assess.report.naming import Names, collector, grant
from assess.report.shape import Ask, Document, Practice, RoleLevel

MOST = 3
LONGEST_NAME = 58
LONGEST_READ = 44


def asks(document: Document, model: OperatingModel) -> list[Ask]:
    """At most three decisions (the document's own `asks` are not read), the most urgent kind first:

    settle a contested gate, name an owner for the first of the three fixes, grant the read that settles most,
    fund the first wave.
    """
    names = Names(model)
    return list(islice(_in_order(document, names), MOST))


def _in_order(document: Document, names: Names) -> Iterator[Ask]:
    yield from _settle_a_contested_gate(document, names)
    yield from _name_an_owner(document, names)
    yield from _grant_a_read(document)
    yield from _fund_the_first_wave(document)


def _settle_a_contested_gate(document: Document, names: Names) -> Iterator[Ask]:
    contested = [each for each in document["practices"] if names.is_gate(each["id"]) and _contested(each)]
    for practice in sorted(contested, key=lambda each: (-names.weight(each["id"]), each["id"]))[:1]:
        claimed = practice["claimed"]
        name = wording.clip(practice["name"], LONGEST_NAME)
        says = _apart(claimed["roles"]) if claimed else ""
        others = f", as for {wording.count(len(contested) - 1, 'more gate')}" if len(contested) > 1 else ""
        yield {
            "kind": "settle",
            "text": f"Have “{name}” ({practice['id']}) shown: {says}. Until then the lowest counts{others}.",
            "practice": practice["id"],
            "source": None,
        }


def _contested(practice: Practice) -> bool:
    claimed = practice["claimed"]
    return claimed is not None and claimed["contested"] and not claimed["consensus"]


def _apart(roles: list[RoleLevel]) -> str:
    """How far the answers reach; who gave them is told where all of them stand, not on a page about decisions."""
    highest = max(roles, key=lambda each: each["level"])
    lowest = min(roles, key=lambda each: each["level"])
    return f"answers reach from {_level(lowest)} to {_level(highest)}"


def _level(said: RoleLevel) -> str:
    return f"level {said['level']} ({Level(said['level']).label})"


def _name_an_owner(document: Document, names: Names) -> Iterator[Ask]:
    planned = {fix["practice"]: fix for fix in document["fixes"]}
    for identifier in document["headline"]["first_three"][:1]:
        fix = planned.get(identifier)
        if fix is None:
            continue
        title = wording.clip(fix["title"].rstrip("."), LONGEST_NAME + 24)
        role = names.role_inside(fix["owner_role"])
        yield {
            "kind": "owner",
            "text": f"Name one person who answers for “{title}” ({identifier}); this assessment proposes the {role}.",
            "practice": identifier,
            "source": None,
        }


def _grant_a_read(document: Document) -> Iterator[Ask]:
    reads = _reads(document)
    for source in sorted(reads, key=lambda each: (-reads[each][0], each))[:1]:
        kind, _, what = source.partition(":")
        settles = f"it would help to settle {wording.count(reads[source][1], 'practice')}"
        if kind == "connect":
            text = f"Let {wording.clip(collector(what), LONGEST_READ)} be read, read-only: {settles}."
        else:
            text = f"{grant(wording.clip(what, LONGEST_READ))}: {settles}."
        yield {"kind": "grant", "text": text, "practice": None, "source": source}


def _reads(document: Document) -> dict[str, tuple[float, int]]:
    """Points and practices of each read that could be granted: what a refused one costs, else as it is settled."""
    found = {
        each["source"]: (each["points"], len(each["practices"]))
        for each in document["settle"]
        if each["source"].partition(":")[0] in ("permit", "connect")
    }
    for gap in document["coverage"]["not_permitted"]:
        if gap["wider"] and gap["needs"]:
            found[f"permit:{gap['needs']}"] = (gap["points"], len(gap["wider"]))
    return found


def _fund_the_first_wave(document: Document) -> Iterator[Ask]:
    first = [fix for fix in document["fixes"] if fix["wave"] == 1]
    if not first:
        return
    effort = round(sum(fix["effort_days"] for fix in first), 1)
    what = f"the {wording.count(len(first), 'fix', 'fixes')} that {'begins' if len(first) == 1 else 'begin'} in it"
    unfinished = any((fix["done_wave"] or 1) > 1 for fix in first)
    tail = "; part of that work falls into later waves" if unfinished else ""
    yield {
        "kind": "fund",
        "text": f"Fund the first wave of thirty days: {wording.days(effort)} for {what}{tail}.",
        "practice": None,
        "source": None,
    }
