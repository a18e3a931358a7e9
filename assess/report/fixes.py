"""What the section of fixes says: what to stop now, the fixes by the wave in which they begin, and the plan as bars.

How they look is left to the templates; the order of fixes, to the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from assess.report import charts, naming, wording
from assess.report.charts import Bar
from assess.report.naming import Names
from assess.report.register import Link, Medium, Register, anchor
from assess.report.shape import Document, Fix, StopNow
from assess.report.svg import Chart

WAVES = 3
DOORS = 12
"""The most open doors that are listed one by one."""


@dataclass(frozen=True, slots=True)
class FixLine:
    """A fix, in order; `first` if it is one of the three of the executive page."""

    rank: int
    anchor: str
    practice: Link
    name: str
    title: str
    owner: str
    effort: str
    wave: str
    gate: bool
    first: bool
    waits: str
    steps: tuple[str, ...]
    done_when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaveGroup:
    """The fixes that begin in one wave, `title` saying how many and how much work; `soon` within the ninety days."""

    title: str
    fixes: tuple[FixLine, ...]
    soon: bool


@dataclass(frozen=True, slots=True)
class OpenDoors:
    """What to stop now of one practice: each check that fails, and where."""

    practice: Link
    name: str
    doors: tuple[tuple[str, str], ...]


def fix_lines(document: Document, names: Names, register: Register, medium: Medium) -> list[FixLine]:
    """The plan, in order of rank."""
    first = document["headline"]["first_three"]
    return [
        FixLine(
            rank=fix["rank"],
            anchor=anchor("fix", fix["practice"]),
            practice=register.practice(fix["practice"]),
            name=wording.clip(names.practice(fix["practice"]), medium.text),
            title=wording.clip(fix["title"], medium.text),
            owner=names.role(fix["owner_role"]),
            effort=wording.number(fix["effort_days"]),
            wave=_wave(fix["wave"], fix["done_wave"]),
            gate=fix["lane"] == "gate",
            first=fix["practice"] in first,
            waits=_waits(fix),
            steps=tuple(wording.clip(step, medium.text) for step in fix["steps"]),
            done_when=tuple(wording.clip(done, medium.text) for done in fix["done_when"]),
        )
        for fix in document["fixes"]
    ]


def wave_groups(document: Document, names: Names, register: Register, medium: Medium) -> list[WaveGroup]:
    """The plan by the wave in which each fix begins, and at last what begins after day 90."""
    lines = fix_lines(document, names, register, medium)
    of_wave: dict[int, list[tuple[FixLine, Fix]]] = {}
    for line, fix in zip(lines, document["fixes"], strict=True):
        of_wave.setdefault(min(fix["wave"] or WAVES + 1, WAVES + 1), []).append((line, fix))
    groups = []
    for wave, inside in sorted(of_wave.items()):
        soon = wave <= WAVES
        when = f"Wave {wave}, to day {wave * charts.ONE_WAVE}" if soon else f"After day {WAVES * charts.ONE_WAVE}"
        effort = round(sum(fix["effort_days"] for _, fix in inside), 1)
        title = f"{when}: {wording.count(len(inside), 'fix', 'fixes')}, {wording.days(effort)}"
        groups.append(WaveGroup(title, tuple(line for line, _ in inside), soon))
    return groups


def _wave(first: int | None, last: int | None) -> str:
    if first is None:
        return "later"
    return str(first) if last in (None, first) else f"{first}–{last}"


def _waits(fix: Fix) -> str:
    """What a fix waits for, and how long it goes on: `Begins after DEL-06; goes on in wave 2.`"""
    said = []
    if fix["prerequisites"]:
        said.append(f"begins after {wording.joined(fix['prerequisites'])}")
    if fix["settle_first"]:
        said.append(f"settle {wording.joined(fix['settle_first'])} first")
    if fix["wave"] and fix["done_wave"] and fix["done_wave"] > fix["wave"]:
        said.append(f"goes on in wave {fix['done_wave']}")
    return wording.sentence("; ".join(said))


def open_doors(document: Document, names: Names, register: Register) -> list[OpenDoors]:
    """What to stop now by practice, at most `DOORS` doors, in the order of the document."""
    by_practice: dict[str, list[StopNow]] = {}
    for door in document["stop_now"][:DOORS]:
        by_practice.setdefault(door["practice"], []).append(door)
    return [
        OpenDoors(
            register.practice(practice),
            wording.clip(names.practice(practice), 80),
            tuple((wording.clip(naming.check(each["check"]), 90), _where(each)) for each in doors),
        )
        for practice, doors in by_practice.items()
    ]


def _where(door: StopNow) -> str:
    where = wording.clip(naming.unit(door["unit"]), 70)
    return where if door["subjects"] == 1 else f"{where}, {wording.figure(door['subjects'], 'place')}"


def wave_chart(document: Document, names: Names) -> Chart:
    """The plan as bars."""
    return charts.waves(
        [
            Bar(
                wording.clip(f"{fix['practice']} {names.practice(fix['practice'])}", 110),
                fix["lane"] == "gate",
                fix["wave"],
                fix["done_wave"] or fix["wave"],
                wording.figure_days(fix["effort_days"]),
            )
            for fix in document["fixes"]
            if fix["wave"] is not None
        ]
    )
