"""The model is validated once; afterwards every command gets it from a cache that can be lost without harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from questionnaire_builder import Questionnaires

import assess.model.loading as loading
from assess.model import data
from assess.model.loading import KEPT, cache_folder, digest_of, load, read_files
from assess.model.yaml_reader import SourceError

WHAT_LOADED = """
import sys
from pathlib import Path
from assess.model.loading import load
model = load(Path(sys.argv[1]))
print(len(model.practices), *(name for name in ("yaml", "pydantic", "pydantic_core") if name in sys.modules))
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "assess"


def in_a_fresh_process(folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", WHAT_LOADED, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    return ran.stdout.strip()


def test_the_second_command_needs_neither_yaml_nor_pydantic(questionnaires: Questionnaires, cache: Path) -> None:
    assert in_a_fresh_process(questionnaires.folder) == "3 yaml pydantic pydantic_core"
    assert in_a_fresh_process(questionnaires.folder) == "3"


def test_the_cache_returns_the_very_same_model(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    validated = load()
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setitem(sys.modules, "assess.model.source", None)  # the long way is closed
    assert load() == validated
    assert load().practice("OWN-09") == validated.practice("OWN-09")


def test_a_change_in_any_file_is_seen(questionnaires: Questionnaires, cache: Path) -> None:
    before = load(questionnaires.folder)
    questionnaires.change("observability.yaml", "And then?", "And after that?")
    after = load(questionnaires.folder)
    assert after.practices[2].follow_ups[0] == "And after that?"
    assert after.digest != before.digest


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x00" * 5000, b"half"], ids=["empty", "other", "zeros", "cut"])
def test_a_damaged_cache_is_made_anew_in_silence(
    questionnaires: Questionnaires, cache: Path, damage: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    model = load(questionnaires.folder)
    (kept,) = cache.iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2] if damage == b"half" else damage)
    assert load(questionnaires.folder) == model
    assert kept.read_bytes() == content
    assert capfd.readouterr() == ("", "")


def test_one_changed_letter_in_the_cache_is_noticed(questionnaires: Questionnaires, cache: Path) -> None:
    model = load(questionnaires.folder)
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"What happens in OWN-01?", b"What happens in OWN-07?"))
    assert load(questionnaires.folder) == model


def test_a_cache_of_other_types_is_made_anew(questionnaires: Questionnaires, cache: Path) -> None:
    model = load(questionnaires.folder)
    (kept,) = cache.iterdir()
    content = kept.read_bytes().partition(b"\n")[2].replace(b'"looks_for"', b'"looks_at"')
    kept.write_bytes(loading._seal(content) + b"\n" + content)
    assert load(questionnaires.folder) == model


def test_another_version_of_the_program_validates_again(
    questionnaires: Questionnaires, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(questionnaires.folder)
    monkeypatch.setattr(loading, "__version__", "99.0")
    load(questionnaires.folder)
    assert len(list(cache.iterdir())) == 2


def test_a_cache_folder_that_cannot_be_made_only_costs_time(
    questionnaires: Questionnaires, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(load(questionnaires.folder).practices) == 3
    assert len(load(questionnaires.folder).practices) == 3
    assert capfd.readouterr() == ("", "")


AS_NOBODY = """
import os
from pathlib import Path
import assess.model.source
from assess.model.loading import load
if os.geteuid() == 0:  # who is refused nothing
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print(len(load(Path(".")).practices))
"""


def test_a_read_only_cache_folder_only_costs_time(questionnaires: Questionnaires, tmp_path: Path) -> None:
    kept = tmp_path / "caches" / "assess"
    kept.mkdir(parents=True)
    kept.chmod(0o555)
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY],
        cwd=questionnaires.folder,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "caches")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("3\n", "", 0)
    assert list(kept.iterdir()) == []


def test_old_models_do_not_pile_up(questionnaires: Questionnaires, cache: Path) -> None:
    for number in range(KEPT + 3):
        questionnaires.change("model.yaml", f"minutes: {60 + number}", f"minutes: {61 + number}")
        load(questionnaires.folder)
    assert len(list(cache.iterdir())) == KEPT
    assert load(questionnaires.folder).sessions[0].minutes == 60 + KEPT + 3


def test_a_folder_with_a_slip_leaves_nothing_in_the_cache(questionnaires: Questionnaires, cache: Path) -> None:
    questionnaires.change("model.yaml", "minutes: 60", "minutes: 0")
    with pytest.raises(SourceError):
        load(questionnaires.folder)
    assert not cache.exists()


def test_the_digest_is_the_same_wherever_the_files_lie_and_however_lines_end(
    questionnaires: Questionnaires, tmp_path: Path
) -> None:
    elsewhere = Questionnaires(tmp_path / "elsewhere")
    for path in elsewhere.folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_of(read_files(elsewhere.folder)) == digest_of(read_files(questionnaires.folder))
    assert load(elsewhere.folder) == load(questionnaires.folder)


def test_the_digest_tells_names_from_contents() -> None:
    assert digest_of({"a": b"x", "b": b""}) != digest_of({"a": b"", "b": b"x"})
    assert digest_of({"b": b"2", "a": b"1"}) == digest_of({"a": b"1", "b": b"2"})


def test_hidden_and_other_files_are_no_questionnaires(questionnaires: Questionnaires) -> None:
    digest = load(questionnaires.folder).digest
    for name in (".ownership.yaml.swp", ".draft.yaml", "README.md"):
        questionnaires.write(name, "\tnot yaml")
    assert load(questionnaires.folder).digest == digest


@pytest.mark.parametrize("kind", ["missing", "file", "empty"])
def test_what_is_no_folder_of_questionnaires_is_a_sentence(tmp_path: Path, kind: str) -> None:
    place = tmp_path / kind
    if kind == "file":
        place.write_text("")
    if kind == "empty":
        place.mkdir()
    with pytest.raises(SourceError) as caught:
        load(place)
    assert str(caught.value).startswith(f"{place}: ")
    assert str(caught.value).endswith("; give the folder that holds model.yaml and the topic files")


def test_messages_name_files_from_where_the_user_stands(
    questionnaires: Questionnaires, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = questionnaires.change("model.yaml", "minutes: 60", "minutes: 0")
    monkeypatch.chdir(questionnaires.folder.parent)
    with pytest.raises(SourceError) as caught:
        load(Path("questionnaires"))
    assert str(caught.value).startswith(f"questionnaires/model.yaml:{line}: ")


def test_the_cache_lies_where_the_system_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/someone"))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder() == Path("/someone/.cache/assess")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder() == Path("/someone/Library/Caches/assess")


def test_the_installed_questionnaires_are_found() -> None:
    assert {path.name for path in data.folder("questionnaires").glob("*.yaml")} >= {"model.yaml", "ownership.yaml"}
