"""One document into the file that was asked for: the format follows from the suffix, and a file is whole or absent.

What stands in each format is left to `page`, `pdf`, `markdown`, `tables` and `xlsx`.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from assess.model.practices import OperatingModel
from assess.report.errors import ReportError
from assess.report.shape import Document
from assess.report.tables import Table, safe, tables


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, in the order in which they were."""

    paths: tuple[Path, ...]


Files = dict[Path, bytes]


def write(
    document: Document,
    model: OperatingModel,
    path: Path,
    *,
    paper: str = "a4",
    called: Callable[[str], str] | None = None,
) -> Written:
    """Writes the report to `path`, in the format of its suffix; `paper` is a4 or letter. `called` puts names in the
    place of identities that say nothing to people; JSON, which programs read, keeps them.

    A `.csv` becomes four files beside that name. Raises ReportError: exit code 2 where nothing could be written, 4
    where a PDF was asked for without Pango and the HTML was written in its place.
    """
    check_paths([path])
    if paper not in ("a4", "letter"):
        raise ReportError(f"there is no paper called {paper}: give a4 or letter")
    if called is not None and path.suffix.lower() != ".json":
        document = _named(document, called)
    files = _FORMATS[path.suffix.lower()](document, model, path, paper)
    return Written(tuple(put(each, content) for each, content in files.items()))


def _named(document: Document, called: Callable[[str], str]) -> Document:
    """The document with every text in it as people say it."""

    def told(value: object) -> object:
        if isinstance(value, str):
            return called(value)
        if isinstance(value, list):
            return [told(each) for each in value]
        if isinstance(value, dict):
            return {key: told(each) for key, each in value.items()}
        return value

    return cast("Document", told(document))


def check_paths(paths: Iterable[Path]) -> None:
    """Raises ReportError for the first path in no known format or that cannot be a file, before any work is done."""
    for path in paths:
        if path.suffix.lower() not in _FORMATS:
            known = ", ".join(_FORMATS)
            what = f"ends in {path.suffix}" if path.suffix else "has no suffix"
            raise ReportError(f"{path} {what}, which names no format of a report: use one of {known}")
        if _is_folder(path):
            raise ReportError(f"{path} is a folder: give the name of a file in it")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise _cannot(path, error) from error


def as_json(document: Document) -> bytes:
    """The document as JSON: keys in the order of the schema, UTF-8, a newline at the end."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")  # half a surrogate pair becomes the JSON escape it was


def _json(document: Document, model: OperatingModel, path: Path, paper: str) -> Files:
    return {path: as_json(document)}


def _markdown(document: Document, model: OperatingModel, path: Path, paper: str) -> Files:
    from assess.report.markdown import markdown

    return {path: markdown(document, model).encode()}


def _html(document: Document, model: OperatingModel, path: Path, paper: str) -> Files:
    from assess.report import page

    return {path: page.for_screen(document, model, "letter" if paper == "letter" else "a4").encode()}


def _pdf(document: Document, model: OperatingModel, path: Path, paper: str) -> Files:
    from assess.report import page, pdf

    try:
        made = pdf.pdf(page.for_paper(document, model), "letter" if paper == "letter" else "a4")
    except pdf.PangoMissingError as missing:
        instead = path.with_suffix(".html")
        for each, content in _html(document, model, instead, paper).items():
            put(each, content)
        raise ReportError(f"{path} was not written, {instead} was in its place: {missing}", exit_code=4) from missing
    return {path: made}


def _csv(document: Document, model: OperatingModel, path: Path, paper: str) -> Files:
    return {path.with_name(f"{path.stem}-{each.name}{path.suffix}"): _rows(each) for each in tables(document, model)}


def _rows(table: Table) -> bytes:
    """RFC 4180, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _ in table.columns])
    writer.writerows([safe(each) for each in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(document: Document, model: OperatingModel, path: Path, paper: str) -> Files:
    from assess.report.xlsx import workbook

    about = document["engagement"]
    return {path: workbook(tables(document, model), about["as_of"], f"Assessment of {about['organisation']}"[:200])}


_FORMATS: dict[str, Callable[[Document, OperatingModel, Path, str], Files]] = {
    ".pdf": _pdf, ".html": _html, ".md": _markdown, ".json": _json, ".csv": _csv, ".xlsx": _xlsx,
}  # fmt: skip


def put(path: Path, content: bytes) -> Path:
    """Writes beside the name and renames, so that nobody ever reads half a report and a failure leaves the old one."""
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as stream:
            draft = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise _cannot(path, error) from error
    return path


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _cannot(path: Path, error: OSError) -> ReportError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ReportError(f"{path} was not written, because the disk is full: free some space and try again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReportError(f"{path} was not written, because {path.parent} is read-only for you: give another folder")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return ReportError(
            f"{path} was not written, because there is no folder {path.parent}: make it, or give another"
        )
    if error.errno == errno.ENAMETOOLONG:
        return ReportError(f"{path.name[:60]}… was not written, because the name is too long: give a shorter one")
    return ReportError(f"{path} was not written ({error.strerror or error}): give another place")
