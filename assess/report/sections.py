"""What each section after the executive page says: rows ready to print, the same for HTML, PDF and Markdown.

How they look is left to the templates; which findings are listed, to `register`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assess.model.practices import OperatingModel
from assess.report import charts, naming, wording
from assess.report.charts import Cell
from assess.report.fixes import WAVES
from assess.report.naming import Names
from assess.report.register import Link, Medium, Register, anchor, failing
from assess.report.shape import Area, Contradiction, Document, Practice
from assess.report.svg import Chart

LINKS = 4
UNITS = 4


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """A practice on the page of its pillar."""

    id: str
    anchor: str
    name: str
    gate: bool
    claimed: str
    evidence: str
    score: str
    target: str
    assurance: str
    strip: str
    says: str
    links: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PillarPage:
    """One pillar: its sentence, its practices, and the fixes that raise it first."""

    anchor: str
    name: str
    lede: str
    lines: tuple[PracticeLine, ...]
    fixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction with both facts side by side."""

    practice: Link
    anchor: str
    name: str
    kind: str
    says: tuple[tuple[str, str], ...]
    allows: str
    shows: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    more: int
    why: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A practice on which roles disagree, or a role within itself, and what follows."""

    practice: Link
    name: str
    says: tuple[tuple[str, str], ...]
    follows: str


@dataclass(frozen=True, slots=True)
class SettleLine:
    """Missing knowledge, by what would bring it."""

    rank: int
    source: str
    practices: tuple[Link, ...]
    points: str
    effort: str


def pillar_pages(document: Document, names: Names, register: Register, medium: Medium) -> list[PillarPage]:
    """One page a pillar that has practices, in the order of the catalogue."""
    pages = []
    for area in document["pillars"]:
        inside = [each for each in document["practices"] if each["pillar"] == area["id"]]
        if inside:
            lines = tuple(_practice_line(each, document, names, register, medium) for each in inside)
            ids = {each["id"] for each in inside}
            first = [wording.clip(f"{fix['title'].rstrip('.')} ({fix['practice']})", medium.text)
                     for fix in document["fixes"] if fix["practice"] in ids][:3]  # fmt: skip
            pages.append(PillarPage(anchor("pillar", area["id"]), area["name"], pillar_sentence(area, names), lines,
                                    tuple(first)))  # fmt: skip
    return pages


def pillar_sentence(area: Area, names: Names) -> str:
    """Where a pillar stands and what holds it there."""
    if area["low"] is None:
        return "No practice of this pillar applies here."
    if area["score"] is None:
        low, high = wording.number(area["low"]), wording.number(area["high"])
        said = (f"Between {low} and {high} of 100: {wording.percent(area['coverage'])} is assessed, and one number "
                "needs 75%.")  # fmt: skip
    else:
        said = f"{wording.number(area['score'])} of 100, {area['band']}."
        if area["high"] is not None and area["high"] > area["score"]:
            said += f" Up to {wording.number(area['high'])} if what is open were shown."
    cap, mean = area["cap"], area["mean"]
    if cap and mean is not None and mean > cap["at"]:
        held = wording.joined([f"{names.practice(each)} ({each})" for each in cap["by"]], limit=3)
        said += f" The mean of {wording.number(mean)} is held at {cap['at']} by {_gate(len(cap['by']))}: {held}."
    return said


def _gate(how_many: int) -> str:
    return "its weakest gate" if how_many == 1 else "its weakest gates"


def _practice_line(
    practice: Practice, document: Document, names: Names, register: Register, medium: Medium
) -> PracticeLine:
    claimed, seen = practice["claimed"], practice["observed"]
    links = [register.link(each["id"]) for each in failing(document, practice["id"])]
    listed = [each for each in links if each.anchor]
    return PracticeLine(
        id=practice["id"],
        anchor=anchor("p", practice["id"]),
        name=wording.clip(practice["name"], medium.text),
        gate=names.is_gate(practice["id"]),
        claimed=wording.NOTHING if claimed is None else str(claimed["median"]),
        evidence=wording.NOTHING if seen is None else wording.level_range(seen["low"], seen["high"]),
        score=_score(practice),
        target=str(practice["target"]),
        assurance=wording.assurance_word(practice["assurance"]) if practice["status"] == "assessed" else "",
        strip=charts.level_strip(
            practice["assessed"] if practice["status"] == "assessed" else None, practice["high"],
            claimed["median"] if claimed else None, (seen["low"], seen["high"]) if seen else None,
            as_image=medium is Medium.PAPER,
        ),
        says=practice_says(practice, document),
        links=tuple(listed[:LINKS]),
        more=len(links) - len(listed[:LINKS]),
    )  # fmt: skip


def _score(practice: Practice) -> str:
    if practice["status"] == "assessed":
        return wording.level_range(practice["assessed"], practice["high"])
    return "n/a" if practice["status"] == "not_applicable" else "unknown"


def practice_says(practice: Practice, document: Document) -> str:
    """What decided the score of a practice, and when its fix begins, in a few words."""
    said = []
    if practice["status"] == "not_applicable":
        return "does not apply here"
    if practice["override"]:
        said.append(f"set by a named assessor, computed {practice['override']['computed']}")
    if practice["contradiction"]:
        said.append("contradicted" if practice["contradiction"] == "contradiction" else "one exception")
    claimed = practice["claimed"]
    if claimed and claimed["contested"]:
        said.append("contested: the lowest level counts")
    if claimed is None and practice["observed"] is None:
        said.append("asked, no level named" if practice["answers"] else "nobody asked, nothing read")
    elif practice["list"] == "settle":
        said.append("to be settled")
    elif practice["list"] == "build":
        said.append(_when(practice, document))
    elif not said and practice["assessed"] is not None and practice["assessed"] >= practice["target"]:
        said.append("at its target")
    return "; ".join(said)


def _when(practice: Practice, document: Document) -> str:
    wave = next((each["wave"] for each in document["fixes"] if each["practice"] == practice["id"]), None)
    return f"fix in wave {wave}" if wave and wave <= WAVES else "fix later"


def conflicts(document: Document, names: Names, register: Register, medium: Medium) -> list[Conflict]:
    """Every contradiction and exception, in the order of the document."""
    return [_conflict(each, document, names, register, medium) for each in document["contradictions"]]


def _conflict(each: Contradiction, document: Document, names: Names, register: Register, medium: Medium) -> Conflict:
    practice = names.known(each["practice"])
    checks = [check for shows in each["shows"] for check in shows["checks"]]
    found = failing(document, each["practice"], checks)
    links = [link for link in (register.link(finding["id"]) for finding in found) if link.anchor][: LINKS + 2]
    return Conflict(
        practice=register.practice(each["practice"]),
        anchor=anchor("c", each["practice"]),
        name=wording.clip(names.practice(each["practice"]), medium.text),
        kind=each["kind"],
        says=tuple((names.role(role["role"]), wording.level(role["level"])) for role in each["says"]),
        allows=f"at most level {wording.level(each['observed_high'])}",
        shows=tuple(
            (
                wording.joined([naming.check(check) for check in shows["checks"]], limit=3),
                f"{shows['failing_units']} of {wording.figure(shows['of_units'], 'unit')}: "
                + wording.joined([wording.clip(naming.unit(unit), 60) for unit in shows["units"]], limit=UNITS),
            )
            for shows in each["shows"]
        ),
        links=tuple(links),
        more=len(found) - len(links),
        why=practice.why if practice else "",
    )


def disputes(document: Document, names: Names) -> list[Dispute]:
    """Practices on which roles stand two levels or more apart, and roles divided within themselves."""
    found = []
    for each in document["practices"]:
        claimed = each["claimed"]
        if claimed is None or not (claimed["contested"] or claimed["divided"] or claimed["spread"] >= 2):
            continue
        follows = []
        if claimed["consensus"]:
            follows.append(f"settled by a recorded consensus: level {claimed['level']}")
        elif claimed["contested"]:
            follows.append(f"contested: until a consensus is recorded, level {claimed['level']} counts")
        follows += [f"divided within: {names.role_inside(role)}" for role in claimed["divided"]]
        says = tuple((names.role(role["role"]), wording.level(role["level"])) for role in claimed["roles"])
        link = Link(each["id"], anchor("p", each["id"]))
        found.append(Dispute(link, each["name"], says, wording.sentence("; ".join(follows))))
    return found


def settle_lines(document: Document, names: Names, register: Register, medium: Medium) -> list[SettleLine]:
    """The settle list, in order."""
    return [
        SettleLine(
            rank=each["rank"],
            source=wording.clip(names.source(each["source"]), medium.text / 2),
            practices=tuple(register.practice(practice) for practice in each["practices"]),
            points=wording.number(each["points"]),
            effort=wording.number(each["effort_days"]),
        )
        for each in document["settle"]
    ]


def heat_map(document: Document, model: OperatingModel) -> Chart:
    """Pillar by loop stage, over what was assessed."""
    names = Names(model)
    stage_of = {each.id: each.loop_stage for each in model.practices}
    rows = []
    for pillar in document["pillars"]:
        inside = [each for each in document["practices"] if each["pillar"] == pillar["id"]
                  and each["status"] != "not_applicable"]  # fmt: skip
        cells = []
        for stage in model.loop_stages:
            there = [each for each in inside if stage_of.get(each["id"]) == stage.id]  # type: ignore[call-overload]
            known = [each for each in there if each["status"] == "assessed"]
            weight = sum(names.weight(each["id"]) for each in known)
            total = sum(names.weight(each["id"]) * (each["low"] or 0) for each in known)
            cells.append(Cell(total / weight if weight else None, len(known), len(there)))
        rows.append((pillar["name"], cells))
    return charts.heat_map([stage.name for stage in model.loop_stages], rows)
