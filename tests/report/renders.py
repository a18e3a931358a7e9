"""Documents of this folder, rendered once and shared by the tests that look at them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import documents

from assess.report import page, pdf
from assess.report.asks import asks
from assess.report.page import Paper
from assess.report.shape import Document

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "rich": documents.rich,
    "empty": documents.empty,
    "hostile": documents.hostile,
    "long": documents.long_names,
    "fullest": documents.fullest,
}
PAPERS: tuple[Paper, ...] = ("a4", "letter")


@cache
def document(name: str) -> Document:
    made = DOCUMENTS[name]()
    made["asks"] = asks(made, documents.model())
    return made


@cache
def html(name: str) -> str:
    return page.for_screen(document(name), documents.model())


@cache
def markup(name: str) -> str:
    return page.for_paper(document(name), documents.model())


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@cache
def laid_out(name: str, paper: Paper) -> tuple[Any, list[str]]:
    """The pages, and what WeasyPrint complained about while laying them out."""
    kept = _Kept()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(kept)
    try:
        return pdf.layout(markup(name), paper), kept.said
    finally:
        logger.removeHandler(kept)


@cache
def made(name: str, paper: Paper) -> tuple[bytes, list[str]]:
    """The PDF, and everything WeasyPrint complained about."""
    pages, said = laid_out(name, paper)
    kept = _Kept()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(kept)
    try:
        return pages.write_pdf(pdf_variant="pdf/ua-1"), [*said, *kept.said]
    finally:
        logger.removeHandler(kept)


def pages_of(name: str, paper: Paper, anchor: str) -> list[int]:
    """The pages, from 0, on which something with this anchor stands."""
    pages, _ = laid_out(name, paper)
    return [number for number, each in enumerate(pages.pages) if anchor in each.anchors]
