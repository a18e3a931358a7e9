"""Checks over facts of repositories: one module a topic, found by walking this package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from assess.evidence.checks import Check, checks_in


def all_checks() -> Iterable[Check]:
    """Every check of the package, in order of topic module and definition."""
    names = sorted(module.name for module in pkgutil.walk_packages(__path__, f"{__name__}."))
    return tuple(checks_in(*map(importlib.import_module, names)))
