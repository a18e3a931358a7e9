"""The HTML: one self-contained file, whole, with every text from outside shown as it is and doing nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import documents
import pytest
import renders

from assess.report import page, register
from assess.report.naming import Names
from assess.report.register import Medium


class Read(HTMLParser):
    """What a browser would see: tags with attributes, ids, links inside the page, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside != "style":
            self.text.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_the_page_asks_for_nothing(name: str) -> None:
    read = Read(renders.html(name))
    assert {tag for tag, _ in read.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form"})
    assert not read.values("src")
    assert all(each.startswith("#") for each in read.values("href"))
    assert not [each for _, attributes in read.tags for each in attributes if each.startswith("on")]
    style = renders.html(name).partition("<style>")[2].partition("</style>")[0]
    assert set(re.findall(r"url\(\"?([a-z]+:)", style)) == {"data:"}
    assert "@import" not in style


@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_ids_are_unique_and_every_link_leads_to_one(name: str) -> None:
    for text in (renders.html(name), renders.markup(name)):
        read = Read(text)
        ids = read.values("id")
        assert len(ids) == len(set(ids))
        assert {each.removeprefix("#") for each in read.values("href")} <= set(ids)


@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_headings_skip_no_level_and_cells_of_heading_say_for_what(name: str) -> None:
    read = Read(renders.html(name))
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("scope" in attributes for tag, attributes in read.tags if tag == "th")
    assert ("html", {"lang": "en"}) in read.tags


def test_hostile_text_is_shown_as_it_was_said() -> None:
    read = Read(renders.html("hostile"))
    text = "".join(read.text)
    for each in ("</style><script src=", "&lt;b&gt; &#x4E2D;", "{{ 7*7 }}", "{% for %}", "=HYPERLINK(", "中文", "שלום"):
        assert each in text
    assert "49" not in re.findall(r"\{\{(.*?)\}\}", text)
    assert "[U+001B][31mred" in text
    assert "[U+202E]evil" in text
    assert "[U+0000]" in text
    assert "\x00" not in renders.html("hostile")


def test_only_the_fonts_that_are_needed_are_inside() -> None:
    plain, strange = documents.rich(), documents.rich()
    strange["engagement"]["organisation"] = "Łódź Привет Ωμέγα"
    faces = [page.for_screen(each, documents.model()).count("@font-face") for each in (plain, strange)]
    assert faces == [3, 12]
    assert len(renders.html("empty")) < 250_000, "a report of nothing is a small file"


def test_a_screen_holds_every_finding_and_every_answer() -> None:
    document = documents.rich()
    read = Read(renders.html("rich"))
    assert {f"f-{each['id']}" for each in document["findings"]} <= set(read.values("id"))
    notes = "".join(read.text)
    assert notes.count("We agreed this in the spring.") == sum(
        each["note"] != "" for practice in document["practices"] for each in practice["answers"]
    )


def test_beyond_two_thousand_findings_the_rest_is_summed_up_by_check() -> None:
    document = documents.rich()
    of = documents.model().practices[0]
    document["findings"] += [
        {**documents.finding(of, number, "fail" if number % 10 == 0 else "pass"), "check": f"a/check_{number % 7}"}
        for number in range(3_000)
    ]
    listed = register.register(document, Names(documents.model()), Medium.SCREEN)
    assert len(listed.rows) <= 500
    summed = sum(each.fails + each.passes + each.unknown + each.not_applicable for each in listed.checks)
    assert len(listed.rows) + summed == listed.total == len(document["findings"])
    text = page.for_screen(document, documents.model())
    assert f"All {listed.total:,} are in the JSON file" in text
    assert len(text) < 1_500_000


def test_open_doors_and_contradictions_come_first_and_take_turns() -> None:
    document = documents.rich()
    door = next(each for each in document["findings"] if each["practice"] == "DEL-01" and each["outcome"] == "fail")
    document["stop_now"] = [{"practice": "DEL-01", "check": door["check"], "unit": door["unit"], "subjects": 1}]
    first = register.first_of(document)
    assert first[0]["practice"] == "DEL-01"
    contradicted = list(dict.fromkeys(each["practice"] for each in document["contradictions"]))
    after = [each["practice"] for each in first if (each["check"], each["unit"]) != (door["check"], door["unit"])]
    assert after[: len(contradicted)] == contradicted


@pytest.mark.parametrize(
    ("identifier", "made"),
    [("DEL-01", "p-DEL-01"), ("safe_change", "p-safe_change"), ('"><script>', "p-_x22__x3e__x3c_script_x3e_"),
     ("中", "p-_x4e2d_")],
)  # fmt: skip
def test_anchors_are_safe_whatever_the_document_holds(identifier: str, made: str) -> None:
    assert register.anchor("p", identifier) == made


def test_no_style_lays_out_by_flex_or_grid() -> None:
    assert not re.search(r"display:\s*(inline-)?(flex|grid)", page.stylesheet())


def test_the_paper_gets_no_rule_for_browsers() -> None:
    style = page.paper_style("text", "letter")
    assert "@media screen" not in style
    assert "var(" not in style
    assert "size: letter" in style


def test_on_paper_a_long_list_of_what_was_not_read_says_how_many_there_are() -> None:
    document = documents.rich()
    gap = document["coverage"]["not_available"][0]
    document["coverage"]["unresolved"] = [{**gap, "detail": f"reason {number}"} for number in range(40)]
    paper = page.for_paper(document, documents.model())
    assert "6 of 43; all are in the HTML and JSON files." in paper
    assert "reason 3" in paper
    assert "reason 4" not in paper
    assert "reason 39" in page.for_screen(document, documents.model())
