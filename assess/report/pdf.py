"""The markup as a tagged PDF (PDF/UA-1), by WeasyPrint, which may open nothing but the bundled fonts.

What WeasyPrint needs from the system, and how to get it, is said here too.
"""

from __future__ import annotations

import gc
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from assess.model.data import folder
from assess.report import page
from assess.report.page import Paper

_VARIANT = {"pdf_variant": "pdf/ua-1"}


class PangoMissingError(Exception):
    """WeasyPrint cannot be loaded, for want of Pango; the message says in one line what to install here."""


def pdf(markup: str, paper: Paper) -> bytes:
    """The PDF of markup made by `page.for_paper`. Raises PangoMissingError. Same markup, same bytes."""
    with _no_garbage_runs():
        made: bytes = layout(markup, paper).write_pdf(**_VARIANT)
    return made


def layout(markup: str, paper: Paper) -> Any:
    """The pages of markup made by `page.for_paper`, laid out, as WeasyPrint's Document. Raises PangoMissingError."""
    HTML, CSS, FontConfiguration, fetcher = _weasyprint()  # noqa: N806, the names WeasyPrint gives them
    fonts = FontConfiguration()  # shared by both, or @font-face is ignored without a word
    style = CSS(string=page.paper_style(markup, paper), url_fetcher=fetcher, font_config=fonts)
    return HTML(markup, fetcher).render(stylesheets=[style], font_config=fonts, **_VARIANT)


@contextmanager
def _no_garbage_runs() -> Iterator[None]:
    """A layout frees next to nothing until it is done; looking for garbage meanwhile costs a tenth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _weasyprint() -> tuple[Any, Any, Any, Any]:
    _look_in_homebrew()
    try:
        import weasyprint
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PangoMissingError(f"to write PDF, install Pango: {cure()}") from error

    allowed = (folder("templates") / "fonts").as_uri() + "/"

    class OnlyOurFonts(URLFetcher):  # type: ignore[misc] # WeasyPrint is untyped
        """Answers for bundled fonts and for data in the page and refuses the rest: no text can fetch or embed."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
            if ".." in url or not url.startswith((allowed, "data:")):
                raise ValueError("a report opens nothing but its own fonts and what stands in it")
            return super().fetch(url, headers)

    class OurMarkup(HTML):  # type: ignore[misc]
        """Read as XML, which takes a thirtieth of the time, where it is XML, as our template is; and without the rules
        for foot- and side notes, which cost every element six styles (a tenth of all memory)."""

        def __init__(self, markup: str, fetcher: URLFetcher) -> None:
            root = _as_xml(markup)
            if root is None:
                super().__init__(string=markup, url_fetcher=fetcher)
                return
            self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
            self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = root

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [CSS(string=_own_rules(Path(weasyprint.__file__)))]

    return OurMarkup, CSS, FontConfiguration, OnlyOurFonts(allow_redirects=False)


def _as_xml(markup: str) -> ET.Element | None:
    try:
        return ET.fromstring(markup)
    except ET.ParseError:
        return None


@cache
def _own_rules(package: Path) -> str:
    """WeasyPrint's rules for HTML; those for notes are left out, that for markers is kept to list items."""
    rules = (package.parent / "css" / "html5_ua.css").read_text("utf-8").splitlines()
    kept = (each for each in rules if not each.startswith(("::footnote", "::note")))
    return "\n".join(
        each.replace("::marker", "li::marker", 1) if each.startswith("::marker") else each for each in kept
    )


def _look_in_homebrew() -> None:
    """A Python that is not Homebrew's own does not look where Homebrew puts Pango (WeasyPrint issue 1448)."""
    if platform.system() != "Darwin":
        return
    for prefix in (os.environ.get("HOMEBREW_PREFIX", ""), "/opt/homebrew", "/usr/local"):
        libraries = Path(prefix) / "lib"
        if prefix and (libraries / "libpango-1.0.dylib").exists():
            listed = os.environ.get("DYLD_FALLBACK_LIBRARY_PATH", "")
            if str(libraries) not in listed.split(":"):
                os.environ["DYLD_FALLBACK_LIBRARY_PATH"] = f"{listed}:{libraries}".strip(":")


def cure() -> str:
    """The command that installs what WeasyPrint needs on this system."""
    if platform.system() == "Darwin":
        return "brew install pango"
    if platform.system() == "Windows":
        return "pacman -S mingw-w64-ucrt-x86_64-pango (MSYS2), or use WSL"
    by_tool = {
        "apt-get": "apt-get install --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0",
        "dnf": "dnf install pango harfbuzz",
        "apk": "apk add pango harfbuzz-subset",
        "pacman": "pacman -S pango harfbuzz",
        "zypper": "zypper install libpango-1_0-0 libharfbuzz-subset0",
    }
    found = next((command for tool, command in by_tool.items() if shutil.which(tool)), None)
    return found or "the packages for Pango and HarfBuzz-Subset of your system"
