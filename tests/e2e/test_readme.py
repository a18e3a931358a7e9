"""What the README shows is what the program prints; what it tells to run, runs."""

from __future__ import annotations

import re
from pathlib import Path

from assess.commands import COMMANDS
from tests.conftest import ROOT, Assess

README = (ROOT / "README.md").read_text("utf-8")


def test_the_excerpt_is_what_the_demo_prints(assess: Assess, tmp_path: Path) -> None:
    assert assess("demo", "--out", "demo").returncode == 0
    printed = assess("score", "demo/demo.assess").stdout
    (excerpt,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    parts = [part.strip("\n") for part in excerpt.split("...\n")]
    assert len(excerpt) > 800
    for part in parts:
        assert part in printed, "paste the output of `./run score demo/demo.assess` into the README"


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"\./run ([a-z]+)", README)) - {"test"}
    assert named <= set(COMMANDS)


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
