"""docs/model says what the questionnaires say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from questionnaire_builder import Questionnaires

from assess.model.documentation import COMMAND, pages, stale, write
from assess.model.loading import load
from assess.model.practices import OperatingModel

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "model"


def test_the_pages_of_the_model_are_up_to_date(model: OperatingModel) -> None:
    assert stale(model, FOLDER) == (), f"docs/model is out of date: run {COMMAND}"


def test_there_is_a_page_for_each_topic_and_an_index(model: OperatingModel) -> None:
    assert sorted(pages(model)) == [
        "cost.md", "delivery_plane.md", "incident_response.md", "index.md", "observability.md", "ownership.md",
        "safe_change.md",
    ]  # fmt: skip


def test_every_link_leads_somewhere(model: OperatingModel) -> None:
    written = pages(model)
    anchors = {(name, anchor) for name, text in written.items() for anchor in re.findall(r'<a id="([^"]+)">', text)}
    for name, text in written.items():
        for page, anchor in re.findall(r"\]\(([a-z_]*(?:\.md)?)#?([a-z0-9-]*)\)", text):
            target = page or name
            assert target in written
            assert not anchor or (target, anchor) in anchors


def test_a_changed_sentence_makes_its_page_stale(questionnaires: Questionnaires, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert write(load(questionnaires.folder), folder) == ("index.md", "observability.md", "ownership.md")
    assert stale(load(questionnaires.folder), folder) == ()
    questionnaires.change("observability.yaml", "Harm comes of it.", "Much harm comes of it.")
    changed = load(questionnaires.folder)
    assert stale(changed, folder) == ("observability.md",)
    assert write(changed, folder) == ("observability.md",)
    assert "Much harm comes of it." in (folder / "observability.md").read_text("utf-8")


def test_a_page_nobody_generates_is_stale_and_goes(questionnaires: Questionnaires, tmp_path: Path) -> None:
    model = load(questionnaires.folder)
    write(model, tmp_path / "pages")
    (tmp_path / "pages" / "old.md").write_text("left behind")
    assert stale(model, tmp_path / "pages") == ("old.md",)
    write(model, tmp_path / "pages")
    assert not (tmp_path / "pages" / "old.md").exists()


@pytest.mark.parametrize("part", ["question", "why", "definition"])
def test_every_practice_is_on_its_page(model: OperatingModel, part: str) -> None:
    text = "\n".join(pages(model).values())
    for practice in model.practices:
        assert f'<a id="{practice.id.lower()}">' in text
        assert getattr(practice, part).split("<")[0].split("*")[0][:60] in text
