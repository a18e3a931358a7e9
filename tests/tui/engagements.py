"""Engagement files for tests of the app, made through the public way in: created, answered, collected, judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assess import refreshing
from assess.clock import Clock, frozen_clock
from assess.engagement import Engagement
from assess.evidence.collectors import Settings
from assess.evidence.discovery import discover
from assess.evidence.planning import plan
from assess.evidence.running import Conditions, run
from assess.interview.answers import Answer, AnswerState, RespondentId, Shown, ShownKind
from assess.model.loading import load
from assess.model.practices import Level, OperatingModel, PracticeId, Role
from assess.tui.identity import Identity

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = START.date()
LATER = START + timedelta(hours=1)

REPOSITORIES: Mapping[str, Mapping[str, bool | str]] = {
    "billing": {"protected": False, "binding": False, "rehearsed": "refused repo:ReadDrills"},
    "checkout": {"protected": True, "binding": False, "rehearsed": True},
    "search": {"protected": False, "binding": False, "rehearsed": "failed"},
}
"""Two of three take any push: who claims level 3 of DEL-02 is contradicted."""

SAID: Mapping[str, Mapping[str, int | None]] = {
    "OWN-01": {"cto": 3, "platform": 2},
    "OWN-02": {"cto": 2, "platform": 2},
    "OWN-06": {"platform": 1, "checkout": 1},
    "OWN-09": {"cto": 4, "platform": 3, "checkout": 1},
    "OBS-01": {"platform": 2, "checkout": None},
    "CHG-01": {"platform": 2, "checkout": 1},
    "CHG-04": {"platform": 3, "checkout": 2},
    "DEL-02": {"platform": 3, "checkout": 2},
    "DEL-06": {"platform": 1},
    "IRP-10": {"checkout": 0},
}
"""OWN-09 is contested, DEL-02 contradicted; the engineer does not know OBS-01."""

PEOPLE = {
    "cto": ("CTO", "cto"),
    "platform": ("platform lead", "platform_lead"),
    "checkout": ("checkout engineer", "product_engineer"),
}


def clock(start: datetime = START) -> Clock:
    """A clock that advances one second with each reading."""
    return frozen_clock(start, timedelta(seconds=1))


def identity(start: datetime = LATER) -> Identity:
    """Who acts in a test."""
    return Identity("consultant", "assess test", clock(start))


def create(path: Path, model: OperatingModel | None = None, organisation: str = "Acme") -> Engagement:
    """An engagement without anything, open for writing."""
    return Engagement.create(
        path,
        organisation=organisation,
        model_digest=(model or load()).digest,
        program="assess test",
        actor="consultant",
        clock=clock(),
    )


def says(person: RespondentId, practice: str, level: int | None, *, note: str = "", shown: bool = False) -> Answer:
    """An answer; without a level a don't-know."""
    state = AnswerState.DONT_KNOW if level is None else AnswerState.LEVEL
    seen = Shown("the page of the rota", ShownKind.SCREEN, TODAY) if shown else None
    given = None if level is None else Level(level)
    return Answer(person, PracticeId(practice), state, TODAY, given, note=note, shown=seen)


def fill(engagement: Engagement) -> dict[str, RespondentId]:
    """Three people and what they say."""
    people = {key: engagement.add_respondent(name, [Role(role)]) for key, (name, role) in PEOPLE.items()}
    for practice, answers in SAID.items():
        for key, level in answers.items():
            note = "The pager list is in the wiki." if (practice, key) == ("OWN-01", "cto") else ""
            engagement.answer(
                says(people[key], practice, level, note=note, shown=practice == "OWN-01" and key == "cto")
            )
    return people


def write_lamps(folder: Path, repositories: Mapping[str, Mapping[str, bool | str]] = REPOSITORIES) -> Path:
    """The file that the collector of the tests reads."""
    path = folder / "lamps.json"
    path.write_text(json.dumps(repositories))
    return path


def collect(engagement: Engagement, lamps: Path, at: datetime = START) -> None:
    """Reads the lamps into an engagement, and judges them."""
    settings = {"lamps": Settings({"lamps": (str(lamps),)})}
    with ThreadPoolExecutor(1) as executor:
        conditions = Conditions(frozen_clock(at), lamps.parent / "cache", executor=executor)
        run(plan(discover().collectors, settings), engagement.sink(), conditions)
    refreshing.refresh(engagement, load())
