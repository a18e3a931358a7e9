"""Fixtures of the model's tests: the installed model, and a small folder of questionnaires to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from questionnaire_builder import Questionnaires

from assess.model.loading import load
from assess.model.practices import OperatingModel


@pytest.fixture
def questionnaires(tmp_path: Path) -> Questionnaires:
    return Questionnaires(tmp_path / "questionnaires")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> OperatingModel:
    """What the program came with, loaded once; like every test, it leaves the user's own cache alone."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        return load()
