"""Where the data that ships with the program lies: questionnaires and report templates.

In a wheel it is inside the package, in a checkout beside it; everyone asks here, so that both are found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_IN_CHECKOUT = {"questionnaires": "questionnaires", "templates": "reports/templates"}


def folder(kind: Literal["questionnaires", "templates"]) -> Path:
    """The folder that holds data of this kind. Raises FileNotFoundError if the installation is incomplete."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_data" / kind, package.parent / _IN_CHECKOUT[kind]):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the installation lacks its {kind}: reinstall assess-operating-model")
