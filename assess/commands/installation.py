"""What an installation needs, looked at one by one, each with the cure where it is missing."""

from __future__ import annotations

import ctypes.util
import locale
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was looked at: what was found, and what to do if that is not well."""

    what: str
    well: bool
    found: str
    cure: str = ""


def examine() -> tuple[Result, ...]:
    """Everything `assess doctor` looks at, in reading order."""
    return tuple(_results())


def _results() -> Iterator[Result]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Result("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")
    yield _encoding()
    yield _terminal()
    yield _packages()
    yield from _collectors()
    yield _program("git", "install git: repositories are read with it")
    yield _program("zizmor", "install assess again: zizmor comes with it")
    yield _pdf()
    yield _fonts()
    yield _model()
    yield _writable("cache folder", _cache_folder())
    yield _writable("this folder", Path.cwd())


def _encoding() -> Result:
    name = locale.getpreferredencoding(False)
    well = name.lower().replace("-", "") == "utf8"
    return Result("locale", well, name, "set LANG to a UTF-8 locale, for example LANG=C.UTF-8")


def _terminal() -> Result:
    if not sys.stdout.isatty():
        return Result("terminal", True, "none here: commands work without")
    columns, lines = os.get_terminal_size()
    found = f"{columns}x{lines}, {os.environ.get('TERM', 'TERM is not set')}"
    well = columns >= 80 and lines >= 24 and os.environ.get("TERM") not in (None, "", "dumb")
    return Result("terminal", well, found, "make the window at least 80x24, and set TERM (xterm-256color)")


def _packages() -> Result:
    """Both import names are taken by unrelated packages elsewhere, which could hide ours."""
    import importlib.util

    ours = Path(__file__).resolve().parents[2]
    for name in ("assess", "collectors"):
        spec = importlib.util.find_spec(name)
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places or Path(places[0]).resolve().parent != ours:
            found = places[0] if places else "not found"
            hidden = f"{found} hides {name}" if places else f"{name} is missing"
            cure = f"{hidden}: take it off PYTHONPATH, or use an environment of its own for assess"
            return Result("packages", False, f"{name} is {found}", cure)
    return Result("packages", True, "assess and collectors are our own")


def _collectors() -> Iterator[Result]:
    from assess.evidence.discovery import discover, gather_checks

    found = discover()
    gathered = gather_checks(found.collectors)
    names = ", ".join(each.name for each in found.collectors) or "none"
    problems = (*found.problems, *gathered.problems)
    yield Result("collectors", not problems, f"{names}: {len(gathered.checks)} checks", "; ".join(problems))


def _program(name: str, cure: str) -> Result:
    import shutil

    beside = Path(sys.executable).with_name(name)
    place = str(beside) if beside.is_file() else shutil.which(name)
    return Result(name, place is not None, place or "not found", cure)


def _pdf() -> Result:
    libraries = {"Pango": "pangoft2-1.0", "HarfBuzz subset": "harfbuzz-subset"}
    missing = [label for label, library in libraries.items() if ctypes.util.find_library(library) is None]
    if not missing:
        return Result("PDF", True, "Pango and HarfBuzz are there")
    cure = (
        "brew install pango"
        if sys.platform == "darwin"
        else "apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    return Result("PDF", False, f"without {' and '.join(missing)}: reports are HTML", cure)


def _fonts() -> Result:
    from assess.model.data import folder

    try:
        fonts = list((folder("templates") / "fonts").glob("*.woff2"))
    except FileNotFoundError as error:
        return Result("fonts", False, "none", str(error))
    return Result("fonts", bool(fonts), f"{len(fonts)} files", "install assess again: its fonts are missing")


def _model() -> Result:
    from assess.evidence.discovery import discover, gather_checks
    from assess.model.loading import load

    model = load()
    known = {check.id for check in gather_checks(discover().collectors).checks}
    named = {check for each in model.practices for done in each.fix.done_when for check in done.checks}
    missing = sorted(named - known)
    found = f"{len(model.practices)} practices"
    if missing:
        found += f"; {len(missing)} checks that prove a fix come with a collector that is not installed"
    return Result("operating model", True, found)


def _cache_folder() -> Path:
    from assess.model.loading import cache_folder

    return cache_folder()


def _writable(what: str, folder: Path) -> Result:
    nearest = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    cure = "choose a folder of your own (XDG_CACHE_HOME for the cache)"
    return Result(what, os.access(nearest, os.W_OK), str(folder), cure)
