"""Starts and stops the stand-in: in a thread for tests, in a process of its own for benchmarks and the demo."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Literal

from assess.clock import system_clock
from assess.demo.aws_stand_in.answering import StandIn, Watch
from assess.demo.aws_stand_in.counting import Counts
from assess.demo.aws_stand_in.estate import Estate
from assess.demo.aws_stand_in.identity import Keys, operator_keys
from assess.demo.aws_stand_in.moto_behind import require_moto
from assess.demo.aws_stand_in.rules import Rule
from assess.demo.aws_stand_in.server import CONTROL, rules_as_json, serve

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running stand-in. `url` is what the SDK's endpoint setting takes."""

    url: str
    port: int
    accounts: tuple[str, ...]

    def url_for(self, service: str) -> str:
        """What `endpoint_url` takes for a service.

        S3 Control writes the account and a dot before the host, which no address of this machine survives; before a
        user name it does no harm.
        """
        return f"http://account@127.0.0.1:{self.port}" if service == "s3control" else self.url

    def keys(self, account: str = "") -> Keys:
        """Long-lived keys of a person in an account, the estate's first one if none is named."""
        return operator_keys(account or self.accounts[0])

    def environment(self, account: str = "", region: str = "eu-west-1") -> dict[str, str]:
        """The variables with which an AWS SDK for Python talks to the stand-in, and by no proxy."""
        keys = self.keys(account)
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret_key,
            "AWS_DEFAULT_REGION": region,
            "AWS_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_ENDPOINT_URL_S3_CONTROL": self.url_for("s3control"),
            "NO_PROXY": "*",
            "no_proxy": "*",
        }

    def config_file(self, profiles: Mapping[str, str], region: str = "eu-west-1") -> str:
        """The text of an AWS configuration file whose profiles, by name, are people of the accounts given."""
        sections = []
        for name, account in profiles.items():
            keys = self.keys(account)
            sections.append(
                f"[profile {name}]\nregion = {region}\nendpoint_url = {self.url}\n"
                f"aws_access_key_id = {keys.access_key}\naws_secret_access_key = {keys.secret_key}\n"
            )
        return "\n".join(sections)

    def counts(self) -> Counts:
        """What was asked and refused until now."""
        with _direct.open(self.url + CONTROL + "counts", timeout=30) as answer:
            told = json.load(answer)
        return Counts(
            calls={tuple(row[:4]): row[4] for row in told["calls"]},
            refused={tuple(row[:4]): row[4] for row in told["refused"]},
            **{name: told[name] for name in ("wrong_account", "bad_signatures", "connections", "most_in_flight")},
        )

    def obey(self, rules: Sequence[Rule]) -> None:
        """From now on these rules hold, in place of those given before; the estate's own stay."""
        self._tell("rules", rules_as_json(tuple(rules)))

    def allow(self, allowed: Mapping[str, Sequence[str]]) -> None:
        """From now on these IAM actions are allowed, by account (`*` for all accounts), in place of those before."""
        self._tell("allowed", json.dumps({account: list(actions) for account, actions in allowed.items()}).encode())

    def _tell(self, what: str, body: bytes) -> None:
        with _direct.open(self.url + CONTROL + what, data=body, timeout=30):
            pass


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running(
    estate: Estate,
    rules: Sequence[Rule] = (),
    *,
    allowed: dict[str, tuple[str, ...]] | None = None,
    signatures: bool = False,
    accounts: bool = False,
    port: int = 0,
    within: Literal["thread", "process"] = "thread",
) -> Iterator[Endpoint]:
    """The estate behind an endpoint on this machine until the block ends.

    `allowed`: IAM actions by account (`*` for all accounts); what is not named is refused. `signatures`: refuse and
    count signatures that do not hold. `accounts`: count requests that name an account other than the signer's.
    Raises `MotoMissingError` for an estate that needs moto where it is not installed.
    """
    if estate.moto:
        require_moto()
    watch = Watch(allowed or {}, signatures, accounts)
    start = _in_thread if within == "thread" else _in_process
    with start(estate, tuple(rules), watch, port) as chosen:
        yield Endpoint(f"http://127.0.0.1:{chosen}", chosen, tuple(estate.accounts))


@contextmanager
def _in_thread(estate: Estate, rules: tuple[Rule, ...], watch: Watch, port: int) -> Iterator[int]:
    stand_in = StandIn(estate, rules, watch, system_clock)
    began = threading.Event()
    told: list[int] = []
    failed: list[OSError] = []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def ready(chosen: int) -> None:
        told.append(chosen)
        began.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(serve(stand_in, port, ready, stop))
        except OSError as problem:
            failed.append(problem)
        finally:
            began.set()
            loop.close()

    thread = threading.Thread(target=run, name="aws-stand-in", daemon=True)
    thread.start()
    began.wait(START_SECONDS)
    if not told:
        reason = failed[0].strerror if failed else "it did not start"
        raise OSError(f"it cannot listen on 127.0.0.1:{port}: {reason}")
    try:
        yield told[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(START_SECONDS)


@contextmanager
def _in_process(estate: Estate, rules: tuple[Rule, ...], watch: Watch, port: int) -> Iterator[int]:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve_until_closed, args=(estate, rules, watch, port, there), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(START_SECONDS):
            raise OSError("the stand-in did not start")
        try:
            told: int | str = here.recv()
        except EOFError:
            raise OSError("the stand-in ended before it listened") from None
        if isinstance(told, str):
            raise OSError(told)
        yield told
    finally:
        here.close()
        process.join(START_SECONDS)


def _serve_until_closed(estate: Estate, rules: tuple[Rule, ...], watch: Watch, port: int, pipe: Pipe) -> None:
    """Serves until the other end of the pipe is gone, also when its owner was killed."""

    async def main() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_reader(pipe.fileno(), stop.set)
        await serve(StandIn(estate, rules, watch, system_clock), port, pipe.send, stop)

    try:
        asyncio.run(main())
    except OSError as problem:
        pipe.send(f"it cannot listen on 127.0.0.1:{port}: {problem.strerror}")
