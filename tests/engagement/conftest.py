"""An engagement to work on, and a folder that a user without rights can reach."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from engagement_builder import new

from assess.engagement import Engagement


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the engagement lies."""
    return tmp_path / "acme.assess"


@pytest.fixture
def engagement(path: Path) -> Iterator[Engagement]:
    """A new engagement, open for writing."""
    with new(path) as opened:
        yield opened


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter."""
    folder = Path(tempfile.mkdtemp(prefix="assess-open-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)
