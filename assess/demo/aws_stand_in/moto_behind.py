"""moto's WSGI application behind the stand-in: asked for what the estate does not say, where it may hold state.

Needs the extra `demo`; imported on first use, because it takes seconds and most estates never ask it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote_to_bytes

from assess.demo.aws_stand_in.operations import GLOBAL_SERVICES
from assess.demo.aws_stand_in.request import Request, Scope
from assess.demo.aws_stand_in.writing import Response

_OWN_HEADERS = frozenset({"content-length", "connection", "transfer-encoding", "date", "server", "x-moto-account-id"})


class MotoMissingError(Exception):
    """The extra `demo` is not installed."""


def require_moto() -> None:
    """Raises MotoMissingError where the extra is not installed; imports nothing."""
    if find_spec("moto") is None or find_spec("flask") is None:
        raise MotoMissingError("moto is not installed: install assess-operating-model[demo]")


def _application() -> Callable[..., Iterable[bytes]]:
    os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "false")
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    def quiet(service: Any) -> Any:
        """A backend whose gaps are an answer of HTTP 500 instead of a traceback on the screen."""
        backend = create_backend_app(service)
        backend.config["PROPAGATE_EXCEPTIONS"] = False
        backend.logger.disabled = True
        return backend

    application: Callable[..., Iterable[bytes]] = DomainDispatcherApplication(quiet)
    return application


class Behind:
    """moto, one for all accounts, emptied when this begins; it is told which account asks."""

    def __init__(self) -> None:
        self._application = _application()
        self._ask(Request("POST", "/moto-api/reset", "", {}, b""), "")

    def answer(self, request: Request, scope: Scope, account: str) -> Response | None:
        """What moto answers; None where it has no such operation, which is neither absence nor an error of AWS."""
        if scope.signing_name in GLOBAL_SERVICES:
            request = _signed_for(request, scope, "us-east-1")
        response = self._ask(request, account)
        body = response.body
        if (response.status == 404 and b"Not yet implemented" in body) or (
            response.status >= 500 and b"<html" in body.lower()
        ):
            return None
        return response

    def _ask(self, request: Request, account: str) -> Response:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            told.append((status, headers))

        body = b"".join(self._application(_environment(request, account), start))
        status, headers = told[-1]
        kept = tuple((name, value) for name, value in headers if name.lower() not in _OWN_HEADERS)
        return Response(int(status.partition(" ")[0]), body, kept)


def _signed_for(request: Request, scope: Scope, region: str) -> Request:
    """The request as if it had been signed for the region in which moto keeps services that have none."""
    authorization = request.headers["authorization"].replace(f"/{scope.region}/", f"/{region}/", 1)
    return replace(request, headers={**request.headers, "authorization": authorization})


def _environment(request: Request, account: str) -> dict[str, Any]:
    environment: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "RAW_URI": f"{request.path}?{request.query}" if request.query else request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_X_MOTO_ACCOUNT_ID": account,
    }
    environment["REQUEST_URI"] = environment["RAW_URI"]
    for name, value in request.headers.items():
        if name == "content-type":
            environment["CONTENT_TYPE"] = value
        elif name != "content-length":
            environment["HTTP_" + name.upper().replace("-", "_")] = value
    return environment
