"""The sentences of the executive page, each by a small rule over the document.

No sentence says more than the evidence, none blames anybody, and each has a bound on its length, so that the page
stays one page. How the page looks is left to the templates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.model.practices import Level, OperatingModel
from assess.report import certainty, naming, wording
from assess.report.naming import Names, unit
from assess.report.shape import Area, Contradiction, Document, Practice, Shows

POINTS = 3
LONGEST_UNIT = 36
LONGEST_NAME = 58
LONGEST_TITLE = 88
LONGEST_DONE = 100
ENOUGH = "75%"
"""The coverage from which an area gets one number (method section 6)."""


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the control split: `key` as in the document, its word, the printed percentage, what it means."""

    key: str
    word: str
    share: float
    percent: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Point:
    """One item of a list: the words in front, the rest, and the practice whose evidence it leads to."""

    lead: str
    text: str
    practice: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A list and a sentence after it, or in its place; either may be empty, not both."""

    points: tuple[Point, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Executive:
    """Everything the executive page says."""

    verdict: str
    split: tuple[Share, ...]
    activity: str
    rating: str
    believed: Block
    works: Block
    doors: str
    fixes_heading: str
    fixes: Block
    asks: Block
    sure: str
    unseen: str


_SPLIT = (
    ("confirmed", "confirmed", "enforced, by evidence or as it was shown"),
    ("not_shown", "not shown", "claimed or possible, and not yet shown"),
    ("contradicted", "contradicted", "claimed, and the evidence does not allow it"),
    ("lacking", "lacking", "below control, by what is said or what shows"),
    ("unknown", "unknown", "neither said nor seen yet"),
)


_BANDS = "Activity begins at 25, partial control at 50, control at 75, proven control at 90."
_ASKED = "what this assessment asks"
_COUNTED = ("", "this", "these two", "these three")


def executive(document: Document, model: OperatingModel) -> Executive:
    """The executive page of a document."""
    names = Names(model)
    return Executive(
        verdict=verdict(document),
        split=split(document),
        activity=activity(document),
        rating=rating(document),
        believed=believed(document, names),
        works=works(document),
        doors=doors(document, names),
        fixes_heading=fixes_heading(document),
        fixes=fixes(document, names),
        asks=_asks(document),
        sure=certainty.sure(document),
        unseen=certainty.unseen(document, names),
    )


def verdict(document: Document) -> str:
    """Where the organisation stands, in one sentence; what is missing for it, where too little is known."""
    headline = document["headline"]
    spoken = [each for each in document["practices"] if each["claimed"]]
    if headline["control"] is None or headline["low"] is None or headline["high"] is None:
        return "No practice of the model applies here, so there is nothing to rate."
    if headline["nothing_shown"] and not spoken:
        return _nothing_yet(document)
    if headline["nothing_shown"]:
        return _by_words_alone(document, spoken)
    confirmed = f"Control is confirmed for {wording.percent(headline['control']['confirmed'])} of {_ASKED}"
    against = _contradicted_claims(document)
    if headline["score"] is None:
        low, high = wording.number(headline["low"]), wording.number(headline["high"])
        return f"{confirmed}{against}; the rating lies between {low} and {high} of 100: {_too_little(document)}."
    rating = f"{wording.number(headline['score'])} of 100 ({headline['band']})"
    weakest = next((each for each in document["pillars"] if each["id"] == headline["weakest_pillar"]), None)
    of = f", that of the weakest pillar, {wording.clip(weakest['name'], LONGEST_NAME)}" if weakest else ""
    return f"{confirmed}{against}; the rating is {rating}{of}."


def _by_words_alone(document: Document, spoken: Sequence[Practice]) -> str:
    if not any(answer["level"] is not None for each in spoken for answer in each["answers"]):
        absent = f"{wording.count(len(spoken), 'practice')} {'counts' if len(spoken) == 1 else 'count'} as absent"
        return (
            f"Nobody named a level and nothing was read or shown; {absent}, because a right to decide that nobody "
            "knows of cannot be used."
        )
    applicable = sum(each["status"] != "not_applicable" for each in document["practices"])
    over = f"{wording.counted(len(spoken))} of {wording.count(applicable, 'practice')}"
    if len(spoken) >= applicable:
        over = f"all {wording.count(applicable, 'practice')}"
    return (
        f"By what people say, control stands at {wording.number(document['headline']['claimed'])} of 100 over {over}; "
        "nothing was read or shown that could confirm it, so this page reports beliefs, not facts."
    )


def _nothing_yet(document: Document) -> str:
    if any(each["answers"] for each in document["practices"]):
        return (
            "People were asked, but nobody named a level and nothing was read or shown, so nothing can be concluded "
            "yet: this report says what to ask and what to read first."
        )
    if document["findings"]:
        return (
            "Nothing that was read decides anything yet and nobody was asked, so nothing can be concluded: this report "
            "says what to ask and what to read first."
        )
    return (
        "Nothing was said and nothing was read yet, so nothing can be concluded: this report says what to ask and "
        "what to read first."
    )


def _contradicted_claims(document: Document) -> str:
    how_many = sum(each["kind"] == "contradiction" for each in document["contradictions"])
    if how_many == 0:
        return ""
    verb = "goes" if how_many == 1 else "go"
    return f", and {wording.count(how_many, 'claim')} {verb} further than the evidence allows"


def _too_little(document: Document) -> str:
    short = [each for each in document["pillars"] if each["low"] is not None and each["score"] is None]
    rated = [each for each in document["pillars"] if each["low"] is not None]
    where = "every pillar" if len(short) == len(rated) else wording.joined([_pillar(each) for each in short], limit=2)
    return f"in {where} less than {ENOUGH} is assessed, too little for one number"


def _pillar(area: Area) -> str:
    return wording.clip(area["name"], 32)


def split(document: Document) -> tuple[Share, ...]:
    """The five parts of the control split in a fixed order; empty if no practice applies."""
    control = document["headline"]["control"]
    if control is None:
        return ()
    values = {
        "confirmed": control["confirmed"], "not_shown": control["not_shown"], "contradicted": control["contradicted"],
        "lacking": control["lacking"], "unknown": control["unknown"],
    }  # fmt: skip
    printed = wording.percents([values[key] for key, _, _ in _SPLIT])
    return tuple(
        Share(key, word, values[key], percent, meaning)
        for (key, word, meaning), percent in zip(_SPLIT, printed, strict=True)
    )


def activity(document: Document) -> str:
    """Activity against control, the sentence this product exists for."""
    active, control = document["headline"]["activity_index"], document["headline"]["control_index"]
    if active is None or control is None:
        return "Neither activity nor control can be told."
    if active == 0:
        return "Neither activity nor control is established yet for anything this assessment asks."
    if control == 0 and document["headline"]["nothing_shown"]:
        return (
            f"By what people say there is activity in {wording.percent(active)} of {_ASKED}. Words alone confirm no "
            "control."
        )
    if control == 0:
        return f"Activity is established for {wording.percent(active)} of {_ASKED}, control for none of it."
    if active == control:
        return f"Wherever activity is established ({wording.percent(active)}), so is control."
    return (
        f"Activity is established for {wording.percent(active)} of {_ASKED}, control for "
        f"{wording.percent(control)}. What lies between is done, without established control."
    )


def rating(document: Document) -> str:
    """What the rating beside the pillars is, and how far it is open."""
    headline = document["headline"]
    low, high = headline["low"], headline["high"]
    if low is None or high is None:
        return "Nothing applies that could be rated."
    if headline["score"] is None:
        return f"The range of the weakest pillar; too little is assessed for one number. {_BANDS}"
    if high > headline["score"]:
        return f"That of the weakest pillar; {wording.number(high)} if all that is open were shown. {_BANDS}"
    return f"That of the weakest pillar; nothing about it is open. {_BANDS}"


def believed(document: Document, names: Names) -> Block:
    """What was believed and is not true: the widest contradictions; exceptions are only counted."""
    found = [each for each in document["contradictions"] if each["kind"] == "contradiction"]
    exceptions = len(document["contradictions"]) - len(found)
    points = tuple(
        Point(wording.clip(names.practice(each["practice"]), LONGEST_NAME), against_evidence(each), each["practice"])
        for each in found[:POINTS]
    )
    notes = []
    if len(found) > POINTS:
        notes.append(f"{wording.counted(len(found) - POINTS)} more")
    if exceptions:
        notes.append(_exceptions(exceptions))
    if points:
        return Block(points, wording.sentence(f"Besides: {wording.joined(notes)}") if notes else "")
    if exceptions:
        return Block((), f"No claim is contradicted as a whole; there {_is(exceptions)} {_exceptions(exceptions)}.")
    if not any(each["claimed"] for each in document["practices"]):
        return Block((), "Nobody has named a level yet, so there is no belief to compare.")
    if not any(each["observed"] for each in document["practices"]):
        return Block((), "Nothing was read that could contradict a claim.")
    return Block((), "No claim goes further than the evidence allows, as far as it was read.")


def _exceptions(how_many: int) -> str:
    each = " each" if how_many > 1 else ""
    return f"{wording.count(how_many, 'claim')} with a single exception{each}"


def _is(how_many: int) -> str:
    return "is" if how_many == 1 else "are"


def against_evidence(contradiction: Contradiction) -> str:
    """The claim and what the evidence allows, side by side in one sentence."""
    claimed, allowed = Level(contradiction["claimed"]), Level(contradiction["observed_high"])
    differ = len({each["level"] for each in contradiction["says"]}) > 1
    text = (
        f"claimed {'up to ' if differ else ''}{claimed:d} ({claimed.label}), the evidence allows at most "
        f"{allowed:d} ({allowed.label})"
    )
    where = _where_it_fails(contradiction["shows"])
    return f"{text}; it fails in {where}." if where else f"{text}."


def _where_it_fails(shows: Sequence[Shows]) -> str:
    """In how many of how many units; where its checks apply to different units, only in how many of each kind."""
    failing = [each for each in shows if each["failing_units"]]
    named = sorted({unit for each in failing for unit in each["units"]})
    kinds = {each.partition(":")[0] for each in named}
    widest = max(failing, key=lambda each: each["failing_units"], default=None)
    if widest is None:
        return ""
    if len(named) > widest["failing_units"]:
        counts = [
            wording.count(sum(each.partition(":")[0] == kind for each in named), *naming.units({kind}))
            for kind in sorted(kinds)
        ]
        return wording.joined(counts)
    return _of(widest["failing_units"], widest["of_units"], naming.units(kinds))


def _of(failing: int, of_units: int, called: tuple[str, str]) -> str:
    one, many = called
    if failing < of_units:
        return f"{wording.counted(failing)} of {wording.count(of_units, one, many)}"
    if failing == 1:
        return f"the only {one} it applies to"
    return f"both {many}" if failing == 2 else f"all {wording.count(failing, one, many)}"


def works(document: Document) -> Block:
    """What already works: practices established at level 3 or 4, the surest first."""
    confirmed = [each for each in document["practices"] if (each["assessed"] or 0) >= Level.ENFORCED_CONTROL]
    confirmed.sort(key=lambda each: -(each["assurance"] or 0))
    points = tuple(
        Point(wording.clip(each["name"], LONGEST_NAME), f"{_established(each)}.", each["id"])
        for each in confirmed[:POINTS]
    )
    if points:
        rest = len(confirmed) - len(points)
        return Block(points, wording.sentence(f"Besides: {wording.count(rest, 'more practice')}") if rest else "")
    if all(each["status"] != "assessed" for each in document["practices"]):
        return Block((), "Nothing is confirmed yet, because nothing could be assessed.")
    control = document["headline"]["control"]
    open_share = control["not_shown"] if control else 0.0
    tail = ""
    if open_share:
        tail = f" {wording.percent(open_share)} of {_ASKED} is claimed or possible and only not yet shown."
    return Block((), f"No practice is confirmed as enforced control yet.{tail}")


def _established(practice: Practice) -> str:
    label = Level(practice["assessed"] or 0).label
    assurance = practice["assurance"] or 0.0
    if practice["override"]:
        return f"{label}, as set by a named assessor"
    if assurance >= 1:
        return f"{label}, read from systems and said by people"
    if assurance >= 0.8:
        return f"{label}, read from systems"
    if assurance >= 0.7:
        return f"{label}, shown to the assessor"
    if assurance >= 0.5:
        return f"{label} by what more than one role says, shown in part"
    return f"{label} by what one role says, shown in part"


def fixes_heading(document: Document) -> str:
    """The heading of the fixes that begin, by how many there are: `Fix these three first`."""
    how_many = min(len(document["headline"]["first_three"]), POINTS)
    return f"Fix {_COUNTED[how_many]} first" if how_many else "Fix first"


def fixes(document: Document, names: Names) -> Block:
    """The three fixes to begin with, with effort, proposed owner and the test that they are done."""
    planned = {fix["practice"]: fix for fix in document["fixes"]}
    points = []
    for identifier in document["headline"]["first_three"]:
        fix = planned.get(identifier)
        if fix is None:
            continue
        done = f" Done when: {wording.clip(fix['done_when'][0], LONGEST_DONE)}" if fix["done_when"] else ""
        owner = names.role_inside(fix["owner_role"])
        text = f"{wording.days(fix['effort_days'])}, proposed owner {owner}.{done}"
        points.append(Point(wording.clip(fix["title"].rstrip("."), LONGEST_TITLE), text, identifier))
    if points:
        return Block(tuple(points), "")
    if document["fixes"]:
        return Block((), "No fix starts in the first wave; the plan says when each one can.")
    if any(each["list"] == "settle" for each in document["practices"]):
        return Block((), "No fix can be named yet: first it must become known where control is missing.")
    return Block((), "No fix is planned: everything known has reached its target.")


def doors(document: Document, names: Names) -> str:
    """What to close before any fix begins, in one sentence; empty where no door stands open."""
    items = document["stop_now"]
    if not items:
        return ""
    practices = list(dict.fromkeys(each["practice"] for each in items))
    where = [wording.clip(unit(each), LONGEST_UNIT) for each in dict.fromkeys(each["unit"] for each in items)]
    name = wording.clip(names.practice(practices[0]), LONGEST_NAME)
    more = f" and {wording.count(len(practices) - 1, 'more practice')}" if len(practices) > 1 else ""
    each_one = "enough" if len(items) == 1 else "each enough"
    owners = {fix["owner_role"] for fix in document["fixes"] if fix["practice"] in practices}
    who = f"; proposed to the {names.role_inside(owners.pop())}" if len(owners) == 1 else ""
    return wording.sentence(
        f"{wording.count(len(items), 'open door')}, {each_one} for harm, to close within hours: {name} "
        f"({practices[0]}){more}, in {_first(where)}{who}"
    )


def _first(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {wording.count(len(names) - 1, 'more unit')}"


def _asks(document: Document) -> Block:
    points = tuple(Point("", each["text"], each["practice"]) for each in document["asks"])
    return Block(points, "" if points else "No decision is asked for at present.")
