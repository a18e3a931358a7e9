"""The HTTP side of the stand-in: one loop, kept-alive connections, delays that hold nobody else up, damage on demand.

What a request is answered is decided in `answering.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict

from assess.demo.aws_stand_in.answering import Reply, StandIn
from assess.demo.aws_stand_in.request import Request
from assess.demo.aws_stand_in.rules import Effect, Rule
from assess.demo.aws_stand_in.writing import REQUEST_ID, Response

CONTROL = "/_stand-in/"
"""Where the tests and benchmarks ask for counts and set rules; no AWS service has such a path."""

_PHRASES = {200: "OK", 403: "Forbidden", 404: "Not Found", 400: "Bad Request", 503: "Service Unavailable"}


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests on it are answered one after another, as SDKs send them."""

    def __init__(self, stand_in: StandIn, open_ones: set[Connection]) -> None:
        self._stand_in, self._open_ones = stand_in, open_ones
        self._buffer = bytearray()
        self._waiting = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller has come."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open_ones.add(self)
        self._stand_in.counter.connected()

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has gone."""
        self._transport = None
        self._open_ones.discard(self)

    def close(self) -> None:
        """Ends it from this side, whatever was still to come."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes have come; answers as soon as they make a request."""
        self._buffer += data
        self._work()

    def _work(self) -> None:
        while not self._waiting and self._transport is not None:
            request = self._next_request()
            if request is None:
                return
            self._serve(request)

    def _next_request(self) -> Request | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self._buffer[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length") or 0)
        waits = headers.get("expect", "").lower() == "100-continue" and len(self._buffer) == end + 4 and length
        if waits and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if len(self._buffer) < end + 4 + length:
            return None
        body = bytes(self._buffer[end + 4 : end + 4 + length])
        del self._buffer[: end + 4 + length]
        method, target, _ = first.split(" ", 2)
        path, _, query = target.partition("?")
        return Request(method, path, query, headers, body)

    def _serve(self, request: Request) -> None:
        if request.path.startswith(CONTROL):
            self._send(Reply(control(self._stand_in, request)))
            return
        counter = self._stand_in.counter
        counter.begin()
        reply = self._stand_in.reply(request)
        if reply.delay <= 0:
            counter.end()
            self._send(reply)
            return
        self._waiting = True
        asyncio.get_running_loop().call_later(reply.delay, self._send_late, reply)

    def _send_late(self, reply: Reply) -> None:
        self._stand_in.counter.end()
        self._waiting = False
        self._send(reply)
        self._work()

    def _send(self, reply: Reply) -> None:
        transport = self._transport
        if transport is None:
            return
        if reply.drop:
            transport.abort()
            return
        response = reply.response
        head = f"HTTP/1.1 {response.status} {_PHRASES.get(response.status, 'Status')}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in response.headers)
        head += f"x-amzn-RequestId: {REQUEST_ID}\r\nContent-Length: {len(response.body)}\r\n\r\n"
        body = response.body[: len(response.body) // 2] if reply.truncate else response.body
        transport.write(head.encode("latin-1", "replace") + body)
        if reply.truncate:
            transport.close()


def control(stand_in: StandIn, request: Request) -> Response:
    """Counts as JSON on GET; on POST new rules, or what each account allows."""
    if request.method == "POST" and request.path.endswith("/allowed"):
        stand_in.allow({account: tuple(actions) for account, actions in json.loads(request.body).items()})
        return Response(200, b"{}")
    if request.method == "POST":
        rules = tuple(Rule(**{**row, "effect": Effect(row["effect"])}) for row in json.loads(request.body))
        stand_in.obey(rules)
        return Response(200, b"{}")
    counts = stand_in.counter.counts()
    told = {
        "calls": [[*key, n] for key, n in counts.calls.items()],
        "refused": [[*key, n] for key, n in counts.refused.items()],
        "wrong_account": counts.wrong_account,
        "bad_signatures": counts.bad_signatures,
        "connections": counts.connections,
        "most_in_flight": counts.most_in_flight,
    }
    return Response(200, json.dumps(told).encode(), (("Content-Type", "application/json"),))


def rules_as_json(rules: tuple[Rule, ...]) -> bytes:
    """Rules as `control` reads them."""
    return json.dumps([asdict(rule) for rule in rules]).encode()


async def serve(stand_in: StandIn, port: int, ready: Callable[[int], None], stop: asyncio.Event) -> None:
    """Answers on 127.0.0.1 until `stop`; `ready` is told the port, chosen by the system if `port` is 0."""
    loop = asyncio.get_running_loop()
    open_ones: set[Connection] = set()
    server = await loop.create_server(lambda: Connection(stand_in, open_ones), "127.0.0.1", port, backlog=512)
    ready(server.sockets[0].getsockname()[1])
    try:
        await stop.wait()
    finally:
        server.close()
        for connection in tuple(open_ones):
            connection.close()
        await asyncio.sleep(0)
