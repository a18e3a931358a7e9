"""What every test shares: no way to the network, a cache folder of its own, and the command as installed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.", "::1", "localhost")
Assess = Callable[..., subprocess.CompletedProcess[str]]


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: a connection to anything but this machine fails, in this process, whoever makes it."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise PermissionError(f"a test tried to reach the network: {address}")
    if event == "socket.getaddrinfo" and arguments[0] not in (None, "") and not str(arguments[0]).startswith(LOOPBACK):
        raise PermissionError(f"a test tried to look up a name: {arguments[0]}")


sys.addaudithook(_refuse_outside)

# Started in the background or under nohup, the suite inherits that Ctrl-C and hanging up are ignored, and so would
# every program that a test starts and then stops.
for _number, _usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the user's folders, or obeys the user's git configuration or tokens."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(
        "PYTHONPATH",
        os.pathsep.join(filter(None, (str(ROOT / "tests" / "e2e" / "no_network"), os.environ.get("PYTHONPATH")))),
    )


@pytest.fixture(scope="session")
def command() -> Path:
    """The installed command."""
    return Path(sys.executable).with_name("assess")


@pytest.fixture
def assess(command: Path, tmp_path: Path) -> Assess:
    """Runs the installed command in a fresh folder, as a user would, without a terminal."""

    def run(
        *arguments: str | Path, stdin: str = "", cwd: Path | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(command), *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd or tmp_path,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that must see nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server
