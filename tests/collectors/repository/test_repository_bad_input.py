"""Repositories that are damaged, partial, huge or hostile: one honest value for what cannot be read, the rest read."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository_builder import Link, git, repository
from repository_collecting import CHECKS

from assess.evidence.collectors import Cancelled
from collectors.repository.facts import CodeOwners, Inventory, SecretFile
from collectors.repository.terraform_facts import LogGroup
from collectors.repository.tree import LARGEST_FILE
from collectors.repository.workflow_facts import Workflow

WORKFLOW = "on: push\npermissions: {}\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n"
GROUP = 'resource "aws_cloudwatch_log_group" "%s" { retention_in_days = 3 }\n'


def object_file(path: Path, name: str) -> Path:
    identifier = git(path, "rev-parse", f"HEAD:{name}").decode().strip()
    return path / ".git" / "objects" / identifier[:2] / identifier[2:]


@pytest.mark.parametrize("damage", ["gone", "broken", "empty"])
def test_a_missing_or_damaged_object_is_unknown_for_its_file_alone(tmp_path: Path, collect, damage: str) -> None:
    files = {f".github/workflows/{name}.yml": WORKFLOW + f"# {name}\n" for name in "abc"}
    path = repository(tmp_path / "app", {**files, "a.tf": GROUP % "a", "b.tf": GROUP % "b"})
    for name in (".github/workflows/b.yml", "a.tf"):
        file = object_file(path, name)
        file.chmod(0o644)
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(b"" if damage == "empty" else b"x" * 40)
    found = collect(path)
    assert list(found.outcomes("token_is_not_write_all").values()) == ["pass", "unknown", "pass"]
    assert [group.address for group in found.of(LogGroup)] == ["aws_cloudwatch_log_group.b"]
    why = found.verdicts("token_is_not_write_all")[".github/workflows/b.yml#"].unread
    assert (why.reason, ".github/workflows/b.yml" in why.detail) == ("not_available", True)


def test_a_damaged_pack_takes_no_other_file_with_it(tmp_path: Path, collect) -> None:
    files = {f".github/workflows/{name}.yml": WORKFLOW + f"# {name}{name * 900}\n" for name in "abc"}
    path = repository(tmp_path / "app", files)
    git(path, "-c", "pack.window=0", "repack", "-q", "-a", "-d")
    (pack,) = (path / ".git/objects/pack").glob("*.pack")
    listing = git(path, "verify-pack", "-v", str(pack.with_suffix(".idx"))).decode().splitlines()
    identifier = git(path, "rev-parse", "HEAD:.github/workflows/b.yml").decode().strip()
    offset = int(next(line for line in listing if line.startswith(identifier)).split()[4])
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    data[offset + 8 : offset + 20] = b"\0" * 12
    pack.write_bytes(data)
    assert list(collect(path).outcomes("token_is_not_write_all").values()) == ["pass", "unknown", "pass"]


def test_a_missing_tree_refuses_the_reads_and_nothing_else(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a/b": "", "c": ""})
    object_file(path, "a").unlink()
    found = collect(path)
    for kind in (Inventory, CodeOwners, Workflow):
        assert found.unread(kind).reason == "not_available"


def test_a_partial_clone_is_read_without_fetching(tmp_path: Path, collect) -> None:
    origin = repository(tmp_path / "origin", {".github/workflows/a.yml": WORKFLOW, "main.tf": GROUP % "a"})
    git(origin, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", origin.as_uri(), "partial")
    path = tmp_path / "partial"
    before = sorted(file.name for file in (path / ".git" / "objects").rglob("*"))
    found = collect(path)
    assert found.outcome("token_is_not_write_all") == "unknown"
    assert found.one(Inventory).files == 2
    assert sorted(file.name for file in (path / ".git" / "objects").rglob("*")) == before


def test_a_file_over_the_limit_is_unknown_and_not_read(read) -> None:
    text = WORKFLOW + "#" * (3 * 1024 * 1024)
    found = read({".github/workflows/large.yml": text, ".github/workflows/small.yml": WORKFLOW})
    outcomes = found.outcomes("token_is_not_write_all")
    assert list(outcomes.values()) == ["unknown", "pass"]
    assert "bytes" in found.verdicts("token_is_not_write_all")[".github/workflows/large.yml#"].unread.detail
    assert LARGEST_FILE < 64 * 1024 * 1024


def test_a_hundred_thousand_files_are_counted(tmp_path: Path, collect) -> None:
    path = tmp_path / "app"
    path.mkdir()
    git(path, "init", "--quiet")
    blob = "blob\nmark :1\ndata 0\n\n"
    paths = "".join(f"M 100644 :1 services/s{number % 1000}/file{number}.py\n" for number in range(100_000))
    head = "commit refs/heads/main\ncommitter A <a@example.com> 1767225600 +0000\ndata 0\n\n"
    rules = "* @acme/all\n/services/s1/ @acme/one\n/gone/\n"
    owners = f"M 100644 inline CODEOWNERS\ndata {len(rules)}\n{rules}\n"
    git(path, "fast-import", "--quiet", stdin=(blob + head + paths + owners).encode())
    found = collect(path, ref="main")
    assert found.one(Inventory).files == 100_001
    assert found.one(CodeOwners).owned == 100_001
    assert found.outcomes("owner_rule_matches_a_file")["CODEOWNERS#/gone/"] == "fail"


def test_hostile_names_are_shown_escaped_everywhere(read) -> None:
    name = ".github/workflows/a\n\x1b[2J\u202e.yml"
    found = read({name: WORKFLOW, "dir\nname/main.tf": GROUP % "a"})
    assert found.one(Workflow).path == ".github/workflows/a\\x0a\\x1b[2J\\u202e.yml"
    for fact in found.facts:
        assert fact.subject.id.isprintable()
        assert fact.location is None or fact.location.path.isprintable()


def test_links_are_never_followed(read) -> None:
    found = read(
        {
            "CODEOWNERS": Link("/etc/hostname"),
            ".github/workflows/a.yml": Link("../../outside.yml"),
            ".env": Link("/proc/self/environ"),
            "main.tf": Link("/etc/passwd"),
            "outside.yml": WORKFLOW,
        }
    )
    assert found.one(Inventory).links == 4
    assert {type(fact) for fact in found.facts} == {Inventory}


def test_a_deadline_is_kept(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": ""})
    found = collect(path, deadline=0.0001)
    assert "took longer" in found.unread(Inventory).detail


def test_a_run_that_is_being_stopped_stops(tmp_path: Path, collect) -> None:
    found = collect(repository(tmp_path / "app", {".github/workflows/a.yml": WORKFLOW}))
    found.tools.cancel.set()
    with pytest.raises(Cancelled):
        found.one(Workflow)


SECRETS = [
    (".env", "API_TOKEN=k9f2mX81hQz7LpVt3\n", "fail"),
    (".env.production", "export DB_PASSWORD='k9f2mX81hQz7LpVt3'\n", "fail"),
    (".env", "API_TOKEN=\nDB_PASSWORD=postgres\nSECRET_KEY=changeme-changeme-1\n", "pass"),
    (".env", "API_TOKEN=${API_TOKEN}\nURL=https://x.example/abcdefgh12345678\n", "pass"),
    (".env", "VITE_API_KEY=k9f2mX81hQz7LpVt3\n", "pass"),
    (".env.development", "API_TOKEN=k9f2mX81hQz7LpVt3\n", "not_applicable"),
    ("tests/.env", "API_TOKEN=k9f2mX81hQz7LpVt3\n", "not_applicable"),
    ("deploy/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\n" + "b3BlbnNzaC1rZXk" * 6 + "\n", "fail"),
    ("deploy/id_rsa", "", "pass"),
    ("terraform.tfstate", '{"resources": [{"instances": [{"attributes": {}}]}]}', "fail"),
    (".npmrc", "//registry.npmjs.org/:_authToken=k9f2mX81hQz7LpVt3abc\n", "fail"),
    (".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", "pass"),
]


@pytest.mark.parametrize(("path", "text", "outcome"), SECRETS)
def test_secrets_in_files_are_told_from_placeholders(read, path: str, text: str, outcome: str) -> None:
    found = read({path: text})
    assert found.outcome("secret_file_holds_no_secret") == outcome
    assert "k9f2mX81hQz7LpVt3" not in repr(found.facts)


@pytest.mark.parametrize("path", [".env.example", ".env.sample", "docs/ca.pem", "x.env", "env"])
def test_samples_and_certificates_are_no_secrets(read, path: str) -> None:
    found = read({path: "-----BEGIN CERTIFICATE-----\n"})
    assert not list(found.of(SecretFile))
    assert found.outcome("secret_file_holds_no_secret") == "pass"


def test_a_retired_repository_says_so(read) -> None:
    assert read({"README.md": "# App\n\nThis repository has been archived.\n"}).one(Inventory).retired is not None


def test_no_practice_has_more_than_three_necessary_checks_a_level() -> None:
    counted: dict[tuple[str, int], int] = {}
    for check in CHECKS.values():
        if check.need == "necessary":
            counted[check.practice, check.level] = counted.get((check.practice, check.level), 0) + 1
    assert max(counted.values()) <= 3


def test_organisation_checks_never_fail_and_every_check_says_its_limits() -> None:
    assert len(CHECKS) >= 24
    for check in CHECKS.values():
        assert check.limits, check.id
        assert check.sentence.endswith("."), check.id
        if check.subject.unit_kind == "organisation":
            assert check.when_none is None, check.id
