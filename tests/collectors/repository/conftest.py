"""Fixtures of the repository collector: collect a path, or make a repository of files and collect it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from repository_builder import Content, repository
from repository_collecting import Collected, collected


@pytest.fixture
def collect() -> Callable[..., Collected]:
    """Collects repositories at given paths."""
    return collected


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Collected]:
    """Makes a repository of these files and collects it."""

    def make(files: Mapping[str, Content], **options: str) -> Collected:
        return collected(repository(tmp_path / "app", files, **options))

    return make
