"""CSV and XLSX: the four tables, whole, read back, and without a formula whatever anybody said."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import documents
import pytest
import renders
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from assess.report import tables
from assess.report.writing import write

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def written(name: str, folder: Path, suffix: str) -> Sequence[Path]:
    return write(renders.document(name), documents.model(), folder / f"report{suffix}").paths


def test_a_workbook_holds_fixes_settle_list_findings_and_answers(tmp_path: Path) -> None:
    (path,) = written("rich", tmp_path, ".xlsx")
    document = renders.document("rich")
    read = sheets(path)
    assert list(read) == ["fixes", "settle", "findings", "answers"]
    assert len(read["fixes"]) == 1 + len(document["fixes"])
    assert len(read["findings"]) == 1 + len(document["findings"])
    assert len(read["answers"]) == 1 + sum(len(each["answers"]) for each in document["practices"])
    first = dict(zip(read["fixes"][0], read["fixes"][1], strict=True))
    assert (first["rank"], first["practice"], first["effort days"], first["owner role"]) == (
        1, "OBS-09", 4, "Platform lead"
    )  # fmt: skip
    assert first["title"] == document["fixes"][0]["title"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_nothing_begins_like_a_formula_or_becomes_one(suffix: str, tmp_path: Path) -> None:
    document = documents.rich()
    for number, start in enumerate(STARTS):
        document["practices"][0]["answers"].append(
            documents.answer("R9", ["cto"], 2, f"{start}cmd|' /C calc'!A{number}")
        )
    document["findings"][0]["message"] = ' =HYPERLINK("http://127.0.0.1:9","x")'
    cells: list[Any] = []
    for path in write(document, documents.model(), tmp_path / f"report{suffix}").paths:
        if suffix == ".xlsx":
            book = load_workbook(path)
            kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
            assert "f" not in kinds
            assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
            cells += [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        else:
            cells += [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")) for cell in row]
    texts = [each for each in cells if isinstance(each, str) and each and not re.fullmatch(r"-?\d+(\.\d+)?", each)]
    assert sum("/C calc" in each for each in texts) == len(STARTS)
    assert not [each for each in texts if each.lstrip(" ").startswith(STARTS)]


@given(some.text(some.characters(codec=None), max_size=40))
def test_a_cell_is_never_a_formula_and_never_breaks_a_file(text: str) -> None:
    cell = tables.safe(text)
    assert isinstance(cell, str)
    assert not cell.lstrip(" ").startswith(STARTS)
    cell.encode()


def test_a_long_text_says_that_it_was_cut() -> None:
    cell = tables.safe("W" * 40_000)
    assert isinstance(cell, str)
    assert len(cell) < 32_767
    assert cell.endswith("(cut; whole in the JSON report)")


def test_a_csv_becomes_four_files_that_a_spreadsheet_reads_as_utf_8(tmp_path: Path) -> None:
    paths = written("hostile", tmp_path, ".csv")
    assert [each.name for each in paths] == [
        "report-fixes.csv", "report-settle.csv", "report-findings.csv", "report-answers.csv"
    ]  # fmt: skip
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1
        assert "\x00" not in path.read_text("utf-8-sig")


@pytest.mark.parametrize("name", ["empty", "hostile"])
def test_a_workbook_of_nothing_and_of_anything_opens(name: str, tmp_path: Path) -> None:
    (path,) = written(name, tmp_path, ".xlsx")
    assert [rows[0][0] for rows in sheets(path).values()] == ["rank", "rank", "id", "practice"]


def test_a_hundred_thousand_findings_fit(tmp_path: Path) -> None:
    document = documents.empty()
    document["findings"] = [documents.finding(documents.model().practices[0], 1, "pass")] * 100_000
    (path,) = write(document, documents.model(), tmp_path / "report.xlsx").paths
    book = load_workbook(path, read_only=True)
    assert sum(1 for _ in book["findings"].iter_rows(max_col=1)) == 100_001


def test_the_same_document_is_the_same_workbook(tmp_path: Path) -> None:
    once, again = (write(documents.rich(), documents.model(), tmp_path / f"{name}.xlsx").paths[0] for name in "ab")
    assert once.read_bytes() == again.read_bytes()
