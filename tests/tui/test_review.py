"""A whole review in a real terminal of 80 x 24, as a consultant holds it: three people, a repository, a contradiction
met while answering, the board, the report. Each screen is kept as text in `review/`, to be looked at.

`ASSESS_GOLDENS=write pytest tests/tui/test_review.py` makes the kept screens again.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from terminal import Terminal

FOLDER = Path(__file__).parent / "review"
WRITE = os.environ.get("ASSESS_GOLDENS") == "write"
PEOPLE = (
    ("head of IT", "c", "CTO"),
    ("platform lead", "p", "Platform lead"),
    ("checkout engineer", "p\x1b[C", "Product engineer"),
)
"""Who answers, and the keys that choose their role in the form: the first letter, one further where two share it."""
GIT = {
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "a"), ("EMAIL", "a@example.org"), ("DATE", "2026-03-02T09:00:00Z"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
}  # fmt: skip
WORKFLOW = """name: deploy
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}
      AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
    steps:
    - uses: actions/checkout@v4
    - run: ./deploy.sh production
"""


def checkout(folder: Path) -> Path:
    """A real repository whose pipeline deploys with keys that live for ever, and that nobody owns."""
    place = folder / "checkout"
    (place / ".github" / "workflows").mkdir(parents=True)
    (place / ".github" / "workflows" / "deploy.yml").write_text(WORKFLOW)
    (place / "deploy.sh").write_text("#!/bin/sh\naws s3 sync . s3://shop\n")
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Deploy from main"]):
        subprocess.run(["git", *arguments], cwd=place, check=True, env={**os.environ, **GIT})
    return place


class Review:
    """One review at one terminal; `keep` writes the screen down where that is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.terminal = Terminal(cwd=folder, XDG_STATE_HOME=str(folder / "state"), TZ="UTC", COLUMNS="80", LINES="24")

    def keep(self, name: str) -> None:
        """Keeps the screen as text, without what differs from day to day."""
        if not WRITE:
            return
        shown = "\n".join(self.terminal.lines) + "\n"
        shown = re.sub(r"saved \d\d:\d\d", "saved 09:00", shown)
        shown = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", lambda found: "2026-03-02 09:00"[: len(found[0])], shown)
        shown = re.sub(r"root-[0-9a-f]+", lambda found: "root-" + "0" * (len(found[0]) - 5), shown)
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.txt").write_text(shown, "utf-8")

    def add(self, name: str, role_keys: str, role: str) -> None:
        """A person who answers."""
        press, sees = self.terminal.press, self.terminal.sees
        press("P")
        sees("Second role")
        press(f"{name}\r")
        press(role_keys)
        sees(f"‹ {role} ›")
        for _ in range(4):
            press("\r")
        sees(f"Answers: {name}")

    def says(self, practice: str, level: int) -> None:
        """The person who answers now says a level of a practice."""
        press, sees = self.terminal.press, self.terminal.sees
        press("/")
        sees("Go to a question")
        press(f"{practice}\r")
        sees(f" {practice} ")
        press(str(level))
        sees(f"says {level}")


def begin(review: Review) -> None:
    """A new engagement, and three people."""
    press, sees = review.terminal.press, review.terminal.sees
    sees("New engagement")
    review.keep("1-first-screen")
    press("n")
    sees("A new engagement")
    press("Acme\r\r\r")
    sees("PILLARS")
    sees("Ask the first person")
    review.keep("2-new")
    press("I")
    sees("Nobody answers yet")
    review.keep("3-nobody-answers")
    for person in PEOPLE:
        review.add(*person)


def read(review: Review) -> None:
    """The repository, read from the app."""
    press, sees = review.terminal.press, review.terminal.sees
    press("C")
    sees("WHAT CAN BE READ")
    for _ in range(12):
        if "▸ repository" in review.terminal.screen:
            break
        press("j")
        sees("▸")
    press("\r")
    sees("What repository reads")
    press("checkout\r\r\r")
    sees("d shows what would be read")
    press("d")
    sees("Dry run")
    sees("6 reads of 1 target")
    press("r")
    sees("READ 6 of 6 reads")
    press("t")
    sees("REPOSITORY x SERVICE")
    review.keep("4-read")
    press("F")
    sees("no CODEOWNERS rule")
    review.keep("5-findings")


def test_a_review_from_an_empty_folder_to_the_report(tmp_path: Path) -> None:
    checkout(tmp_path)
    review = Review(tmp_path)
    press, sees = review.terminal.press, review.terminal.sees
    begin(review)
    read(review)
    press("I")
    sees("Answers: ")
    review.says("OWN-06", 3)
    sees("How do the two fit together?")
    review.keep("6-contradiction")
    press("n")
    sees("Answers: head of IT")
    review.says("OWN-09", 4)
    press("n")
    sees("Answers: platform lead")
    review.says("OWN-09", 1)
    sees("Which of the five levels describes last month?")
    review.keep("7-dispute")
    press("B")
    sees("SETTLE")
    review.keep("8-board")
    press("O")
    sees("Read 1 contradiction aloud")
    review.keep("9-overview")
    press("x")
    sees("Write the report")
    press("\x7f" * 60 + "acme.html\r")
    for _ in range(4):
        press("\r")
    sees("acme.html")
    assert "Acme" in review.terminal.brings(tmp_path / "acme.html")
    press("q")
    assert review.terminal.ends() == 0
    assert review.terminal.left_alternate_screen
