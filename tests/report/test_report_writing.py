"""Files: the format follows from the suffix; a report is whole or absent; each failure is one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import documents
import pytest
import renders

from assess.report.errors import ReportError
from assess.report.writing import as_json, check_paths, write

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.pdf", b"%PDF-1.7"), ("r.html", b"<!DOCTYPE html>"), ("r.md", b"# Operating model assessment"),
     ("r.json", b'{\n  "schema": "assess/report/1"'), ("r.XLSX", b"PK\x03\x04")],
)  # fmt: skip
def test_the_format_follows_from_the_suffix(name: str, begins: bytes, tmp_path: Path) -> None:
    written = write(renders.document("empty"), documents.model(), tmp_path / name)
    assert written.paths == (tmp_path / name,)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [name], "no draft is left behind"


def test_the_paper_can_be_letter(tmp_path: Path) -> None:
    (path,) = write(renders.document("empty"), documents.model(), tmp_path / "r.pdf", paper="letter").paths
    assert path.read_bytes() != renders.made("empty", "a4")[0]
    assert path.read_bytes() == renders.made("empty", "letter")[0]


@pytest.mark.parametrize(
    ("name", "what"),
    [("r.docx", "r.docx ends in .docx"), ("report", "report has no suffix"), (".pdf", ".pdf has no suffix")],
)
def test_an_unknown_suffix_names_the_known_ones(name: str, what: str) -> None:
    with pytest.raises(ReportError) as error:
        check_paths([Path("fine.pdf"), Path(name)])
    known = ".pdf, .html, .md, .json, .csv, .xlsx"
    assert str(error.value) == f"{what}, which names no format of a report: use one of {known}"
    assert error.value.exit_code == 2


def test_a_folder_and_an_unknown_paper_are_refused(tmp_path: Path) -> None:
    (tmp_path / "r.pdf").mkdir()
    with pytest.raises(ReportError, match="is a folder: give the name of a file in it"):
        write(documents.empty(), documents.model(), tmp_path / "r.pdf")
    with pytest.raises(ReportError, match="there is no paper called a5: give a4 or letter"):
        write(documents.empty(), documents.model(), tmp_path / "s.pdf", paper="a5")


def test_a_folder_that_vanished_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"there is no folder .*gone: make it, or give another"):
        write(documents.empty(), documents.model(), tmp_path / "gone" / "r.json")


@pytest.mark.parametrize("letters", [246, 300])
def test_a_name_that_is_too_long_is_said_in_a_sentence(letters: int, tmp_path: Path) -> None:
    with pytest.raises(
        ReportError, match=r"x{60}… was not written, because the name is too long: give a shorter one"
    ) as told:
        write(documents.empty(), documents.model(), tmp_path / f"{'x' * letters}.csv")
    assert told.value.exit_code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="uses a folder that is read-only for everybody")
def test_a_read_only_folder_is_named() -> None:
    with pytest.raises(ReportError, match=r"/sys is read-only for you: give another folder"):
        write(documents.empty(), documents.model(), Path("/sys/r.json"))


def test_a_full_disk_is_said_and_the_old_report_stays(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("the old one")
    program = (
        "import resource, documents\nfrom pathlib import Path\nfrom assess.report.writing import write\n"
        "model = documents.model(); document = documents.empty()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        f"write(document, model, Path({str(tmp_path / 'r.json')!r}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=False)
    assert "because the disk is full: free some space and try again" in ran.stderr.splitlines()[-1]
    assert (tmp_path / "r.json").read_text() == "the old one"
    assert len(list(tmp_path.iterdir())) == 1, "no draft is left behind"


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
def test_without_pango_html_is_written_and_one_line_says_what_to_install(suffix: str, tmp_path: Path) -> None:
    program = (
        "import sys, documents\nfrom pathlib import Path\nfrom assess.report.errors import ReportError\n"
        "from assess.report.writing import write\n"
        "class NoLibrary:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'weasyprint': raise OSError('cannot load library libpango-1.0-0')\n"
        "sys.meta_path.insert(0, NoLibrary())\n"
        "try:\n"
        f"    write(documents.empty(), documents.model(), Path({str(tmp_path)!r}) / 'r{suffix}')\n"
        "except ReportError as error:\n"
        "    print(error, error.exit_code, sep='\\n')"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=True)
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert not (tmp_path / "r.pdf").exists()
    if suffix == ".pdf":
        sentence, code = ran.stdout.splitlines()
        assert sentence.startswith(f"{tmp_path / 'r.pdf'} was not written, {tmp_path / 'r.html'} was in its place: ")
        assert "to write PDF, install Pango: " in sentence
        assert code == "4"
    else:
        assert not ran.stdout, "HTML needs no Pango"


def test_json_keeps_the_order_of_the_schema_and_every_text() -> None:
    text = as_json(documents.hostile())
    assert text.endswith(b"}\n")
    assert list(json.loads(text)) == list(documents.hostile())
    assert json.loads(text) == documents.hostile(), "what was said is in the JSON unchanged, whatever it was"


def test_a_report_is_readable_by_those_the_umask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        (path,) = write(documents.empty(), documents.model(), tmp_path / "r.json").paths
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_importing_the_writer_loads_nothing_heavy() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import sys, assess.report.writing; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"weasyprint", "jinja2", "xlsxwriter", "pydantic", "yaml"} & set(ran.stdout.split())
