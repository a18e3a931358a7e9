"""The PDF: one executive page on both papers, PDF/UA-1 without a failure, the same bytes, nothing from elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import unicodedata
import zlib
from pathlib import Path

import documents
import page as validator
import pytest
import renders

from assess.report import page, pdf
from assess.report.page import Paper

HERE = Path(__file__).parent
poppler = pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils is not installed")


@pytest.mark.parametrize("paper", renders.PAPERS)
@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_the_executive_page_is_one_page(name: str, paper: Paper) -> None:
    assert renders.pages_of(name, paper, "summary") == [1]
    assert renders.pages_of(name, paper, "scope")[0] == 2


@pytest.mark.parametrize("paper", renders.PAPERS)
def test_each_pillar_of_the_catalogue_has_one_page(paper: Paper) -> None:
    for pillar in documents.model().pillars:
        assert len(renders.pages_of("rich", paper, f"pillar-{pillar.id}")) == 1


@pytest.mark.parametrize("paper", renders.PAPERS)
@pytest.mark.parametrize("name", ["rich", "empty", "hostile"])
def test_no_rule_of_pdf_ua_fails_and_the_maker_complains_of_nothing(name: str, paper: Paper) -> None:
    made, complaints = renders.made(name, paper)
    assert not complaints
    report = validator.validate_pdf_bytes(made, profile="ua1")
    assert report.rules.total > 100
    assert [f"{each.rule_id}: {each.message}" for each in report.failures] == []


@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    pages, _ = renders.laid_out(name, "a4")
    anchors = {anchor for each in pages.pages for anchor in each.anchors}
    links = [target for each in pages.pages for kind, target, *_ in each.links if kind == "internal"]
    assert len(links) > 80
    assert set(links) <= anchors
    assert not [target for each in pages.pages for kind, target, *_ in each.links if kind != "internal"]


def test_the_executive_page_leads_to_the_evidence_in_two_steps() -> None:
    text = renders.markup("rich")
    summary = text[text.index('id="summary"') : text.index('id="scope"')]
    practice = re.search(r'href="#(p-CHG-04)"', summary)
    assert practice
    row = text[text.index(f'<th scope="row" id="{practice[1]}"') :].partition("</tr>")[0]
    finding = re.search(r'href="#(f-[0-9a-f]{12})"', row)
    assert finding
    assert f'<b id="{finding[1]}">' in text


def test_bookmarks_follow_the_sections() -> None:
    pages, _ = renders.laid_out("rich", "a4")
    marks = [label for label, *_ in pages.make_bookmark_tree()]
    assert marks[:4] == ["Where control stands", "Scope, and what was not seen", "Pillars", "Contradictions"]
    assert marks[-2:] == ["Method and limits", "Glossary"]


def test_the_register_on_paper_is_bounded_and_holds_what_matters() -> None:
    text = renders.markup("rich")
    register = re.findall(r'<b id="f-([0-9a-f]{12})"', text)
    assert 0 < len(register) <= 120
    failing = {each["id"] for each in documents.rich()["findings"]
               if each["practice"] == "DEL-02" and each["outcome"] == "fail"}  # fmt: skip
    assert failing <= set(register)


def test_the_same_document_is_the_same_bytes_in_another_process_with_another_hash_seed() -> None:
    digests = set()
    program = (
        "import hashlib, renders; print(hashlib.sha256(renders.made('rich', 'letter')[0]).hexdigest(),"
        " hashlib.sha256(renders.html('rich').encode()).hexdigest())"
    )
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            cwd=HERE,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(ran.stdout)
    made, html = renders.made("rich", "letter")[0], renders.html("rich").encode()
    digests.add(f"{hashlib.sha256(made).hexdigest()} {hashlib.sha256(html).hexdigest()}\n")
    assert len(digests) == 1


def test_leaving_out_the_rules_for_notes_changes_no_byte() -> None:
    program = (
        "import hashlib, renders, weasyprint\n"
        "from assess.report import pdf\n"
        "pdf._own_rules = lambda package: (package.parent / 'css' / 'html5_ua.css').read_text('utf-8')\n"
        "print(hashlib.sha256(renders.made('empty', 'a4')[0]).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == hashlib.sha256(renders.made("empty", "a4")[0]).hexdigest()


def test_reading_our_markup_as_xml_changes_no_byte() -> None:
    program = (
        "import hashlib, renders\n"
        "from assess.report import pdf\n"
        "assert pdf._as_xml(renders.markup('hostile')) is not None\n"
        "pdf._as_xml = lambda markup: None\n"
        "print(hashlib.sha256(renders.made('hostile', 'a4')[0]).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == hashlib.sha256(renders.made("hostile", "a4")[0]).hexdigest()


def test_a_pdf_stays_small() -> None:
    made, _ = renders.made("rich", "a4")
    pages = len(renders.laid_out("rich", "a4")[0].pages)
    assert len(made) < 25_000 * pages, "200 KB are for eight pages"


def test_the_date_of_the_file_is_that_of_the_engagement() -> None:
    whole = b"".join(_streams(renders.made("rich", "a4")[0]))
    assert set(re.findall(rb"\(D:(\d+)Z", whole)) == {b"20260915160000"}


@pytest.mark.poppler
@poppler
@pytest.mark.parametrize("name", ["rich", "hostile"])
def test_only_bundled_fonts_are_used_and_strange_characters_are_codes(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(renders.made(name, "a4")[0])
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(re.match(r"[A-Z]{6}\+Report\b", each) for each in fonts), fonts
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert ("[U+4E2D]" in text) == (name == "hostile")
    assert "\x1b" not in text
    assert "\u202e" not in text


MIXED = "Łódź Ωμέγα Привет Việt Nam ẹ́ Ќ"


def test_scripts_beside_each_other_keep_their_glyphs(tmp_path: Path) -> None:
    """WeasyPrint takes two files of one family and weight for one font; the validator sees it by the widths."""
    document = documents.rich()
    document["engagement"]["organisation"] = MIXED
    made = pdf.pdf(page.for_paper(document, documents.model()), "a4")
    assert validator.is_pdf_compliant_bytes(made, profile="ua1")
    if shutil.which("pdftotext"):
        (tmp_path / "r.pdf").write_bytes(made)
        text = subprocess.run(["pdftotext", tmp_path / "r.pdf", "-"], capture_output=True, text=True, check=True).stdout
        assert unicodedata.normalize("NFC", MIXED) in unicodedata.normalize("NFC", text)


def test_nothing_is_fetched_and_no_foreign_file_is_read_even_by_raw_markup(
    listener: socket.socket, tmp_path: Path
) -> None:
    canary = tmp_path / "canary.css"
    canary.write_text("body { color: red } /* the canary sang */")
    (tmp_path / "canary.png").write_bytes(b"\x89PNG the canary sang")
    there = f"http://127.0.0.1:{listener.getsockname()[1]}"
    fonts = (page.folder("templates") / "fonts").as_uri()
    links = [f"{place}/canary.{kind}" for place in (there, tmp_path.as_uri(), f"{fonts}/../../../..{tmp_path}")
             for kind in ("css", "png")]  # fmt: skip
    raw = "".join(
        f'<link rel="stylesheet" href="{each}"><link rel="attachment" href="{each}"><img alt="x" src="{each}">'
        f'<a rel="attachment" href="{each}">a</a><style>@import url("{each}"); p {{ background: url("{each}") }}'
        f'@font-face {{ font-family: x; src: url("{each}") }}</style><object data="{each}"></object>'
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="{each}"/><use href="{each}#a"/></svg>'
        for each in links
    )
    made = pdf.pdf(f'<!doctype html><html lang="en"><title>t</title><body><h1>t</h1><p>t</p>{raw}</body></html>', "a4")
    with pytest.raises(TimeoutError):
        listener.accept()
    assert b"EmbeddedFile" not in made
    assert b"the canary sang" not in made + b"".join(_streams(made))


def test_hostile_text_in_every_field_reaches_neither_the_network_nor_a_file(listener: socket.socket) -> None:
    document = documents.hostile(f"http://127.0.0.1:{listener.getsockname()[1]}")
    made = pdf.pdf(page.for_paper(document, documents.model()), "letter")
    with pytest.raises(TimeoutError):
        listener.accept()
    assert b"EmbeddedFile" not in made
    assert b"/URI" not in made
    assert validator.is_pdf_compliant_bytes(made, profile="ua1")


def _streams(made: bytes) -> list[bytes]:
    unpacked = []
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(found[1]))
        except zlib.error:
            unpacked.append(found[1])
    return unpacked
