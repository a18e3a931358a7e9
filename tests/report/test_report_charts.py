"""The charts: their words carry the numbers, their tables are the same, and no name breaks them."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import documents
import pytest
import renders

from assess.report import charts, fixes, sections, sentences
from assess.report.charts import Bar, Cell
from assess.report.naming import Names
from assess.report.svg import Chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str) -> dict[str, Chart]:
    document = renders.document(name)
    return {
        "split": charts.control_split(sentences.split(document)),
        "dumbbell": charts.dumbbell(document["pillars"]),
        "heat_map": sections.heat_map(document, documents.model()),
        "coverage": charts.coverage(document["pillars"]),
        "waves": fixes.wave_chart(document, Names(documents.model())),
    }


def alternative(chart: Chart) -> str:
    title = ET.fromstring(chart.svg).find(f"{SVG}title")
    assert title is not None
    return title.text or ""


@pytest.mark.parametrize("name", renders.DOCUMENTS)
@pytest.mark.parametrize("kind", ["split", "dumbbell", "heat_map", "coverage", "waves"])
def test_every_chart_says_in_words_and_in_its_table_what_it_draws(name: str, kind: str) -> None:
    chart = drawn(name)[kind]
    root = ET.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc") is not None
    assert root.find(f".//{SVG}style") is None
    assert "url(" not in re.sub(r"<(title|desc|text)\b.*?</\1>", "", chart.svg)
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    for row in chart.rows:
        assert row[0] in alternative(chart)


def test_the_dumbbell_draws_the_pair_and_nothing_else() -> None:
    document = documents.rich()
    for area in document["pillars"]:
        area["claimed"], area["observed"] = 99.9, 0.1
    document["pillars"][1]["compared"] = None
    chart = charts.dumbbell(document["pillars"])
    assert "99.9" not in chart.svg, "only values over the same practices may stand side by side"
    assert chart.rows[0] == ("Ownership and decision rights", "60.6", "19.7", "−40.9", "64%")
    assert chart.rows[1] == ("Resilient observability", "no pair to compare", "–", "–", "–")
    marks = ET.fromstring(chart.svg)
    assert len(marks.findall(f"{SVG}circle")) == 3, "three pillars have a pair"
    assert all(each.get("fill") == "#FFFFFF" for each in marks.findall(f"{SVG}path")), "claimed is hollow"
    assert "no pair to compare" in alternative(chart)


def test_the_marks_stand_where_the_numbers_say() -> None:
    document = documents.rich()
    area = document["pillars"][0]
    area["compared"] = {"claimed": 75.0, "observed": 25.0, "share": 0.5}
    root = ET.fromstring(charts.dumbbell([area]).svg)
    grid = [float(each.get("x1", "")) for each in root.findall(f"{SVG}line") if each.get("x1") == each.get("x2")]
    circle = root.find(f"{SVG}circle")
    assert circle is not None
    assert abs(float(circle.get("cx", "")) - grid[1]) < 0.2, "25 of 100 is the second line of five"


def test_a_cell_that_was_not_assessed_is_dashed_and_is_no_low_level() -> None:
    chart = charts.heat_map(
        ["Signals", "Actions"],
        [("A", [Cell(None, 0, 3), Cell(0.0, 2, 2)]), ("B", [Cell(None, 0, 0), Cell(3.96, 1, 1)])],
    )
    assert chart.rows == (("A", "not assessed", "0.0 (2 of 2)"), ("B", "no practice", "4.0 (1 of 1)"))
    boxes = [each.attrib for each in ET.fromstring(chart.svg).findall(f"{SVG}rect")]
    assert [("stroke-dasharray" in each) for each in boxes] == [True, False, False]
    assert boxes[0]["fill"] == "#FFFFFF"


def test_the_ramp_darkens_evenly_so_that_grey_print_keeps_the_order() -> None:
    lightness = [
        0.299 * int(each[1:3], 16) + 0.587 * int(each[3:5], 16) + 0.114 * int(each[5:], 16) for each in charts.RAMP
    ]
    assert lightness == sorted(lightness, reverse=True)
    assert min(before - after for before, after in pairwise(lightness)) > 15


def test_gates_have_a_line_of_their_own_and_long_fixes_go_on() -> None:
    chart = charts.waves(
        [Bar("late", False, 4, 4, "1 day"), Bar("wide", False, 2, 5, "40 days"), Bar("gate", True, 3, 3, "2 days")]
    )
    assert chart.rows == (("gate", "gate", "wave 3", "2 days"), ("wide", "rank", "waves 2 to 5", "40 days"))
    words = [each.text for each in ET.fromstring(chart.svg).findall(f"{SVG}text")]
    assert (
        words.index("Gates, up to half of each wave") < words.index("gate") < words.index("Everything else, in order")
    )
    assert len(ET.fromstring(chart.svg).findall(f"{SVG}path")) == 1, "the arrow head of what goes on"


def test_a_strip_says_claim_score_and_what_the_evidence_allows() -> None:
    assert "score 1 (1–3), claimed 3, evidence allows 0 to 3" in charts.level_strip(1, 3, 3, (0, 3))
    assert "score not known" in charts.level_strip(None, None, None, None)


def test_text_in_a_chart_stays_inside_it_and_is_escaped() -> None:
    area = {**documents.rich()["pillars"][0], "name": "<b>&" + "W" * 500}
    chart = charts.dumbbell([area])  # type: ignore[list-item]
    texts = [each.text or "" for each in ET.fromstring(chart.svg).findall(f"{SVG}text")]
    assert any(each.startswith("<b>&") for each in texts)
    assert max(len(each) for each in texts) < 40
