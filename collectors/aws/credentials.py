"""Who signs: the credentials of the account in context, and nobody else's.

One set of clients serves all accounts; each call runs inside `acting_as`. With no account in context signing fails,
so the operator's own keys can never sign a read by accident. Nothing here is ever written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

_CURRENT: ContextVar[Any] = ContextVar("assess-aws-credentials", default=None)


class NoAccountInContext(Exception):  # noqa: N818 - a refusal
    """A request was about to be signed outside `acting_as`."""


@contextmanager
def acting_as(credentials: Any) -> Iterator[None]:
    """Everything called inside, in this thread, is signed with these botocore credentials. Never yield or return a
    paginator from inside: what resumes elsewhere would sign as whoever is current there."""
    token = _CURRENT.set(credentials)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Any:
    """The credentials in context. Raises `NoAccountInContext` if there are none."""
    credentials = _CURRENT.get()
    if credentials is None:
        raise NoAccountInContext("a request was about to be signed with no account in context; nothing was sent")
    return credentials


@cache
def _classes() -> tuple[type, type]:
    """Our credentials and their provider, made when botocore is first wanted."""
    from botocore.credentials import CredentialProvider, Credentials

    class ContextCredentials(Credentials):  # type: ignore[misc] # botocore has no types
        """Stands in every client for whoever is in context."""

        def __init__(self) -> None:
            self.method = "assess-context"

        def get_frozen_credentials(self) -> Any:
            return current().get_frozen_credentials()

        def get_deferred_property(self, property_name: str) -> Any:
            return lambda: getattr(self.get_frozen_credentials(), property_name, None)

        @property
        def access_key(self) -> str:
            return str(self.get_frozen_credentials().access_key)

        @property
        def secret_key(self) -> str:
            return str(self.get_frozen_credentials().secret_key)

        @property
        def token(self) -> str | None:
            token = self.get_frozen_credentials().token
            return None if token is None else str(token)

        @property
        def account_id(self) -> str | None:
            return None

    class ContextProvider(CredentialProvider):  # type: ignore[misc] # botocore has no types
        """The only provider in the chain of the shared session."""

        METHOD = "assess-context"
        CANONICAL_NAME = "assess-context"

        def load(self) -> Any:
            return ContextCredentials()

    return ContextCredentials, ContextProvider


def context_resolver() -> Any:
    """A botocore credential chain that holds our provider alone: environment, files and instance roles of the
    operator are not in it."""
    from botocore.credentials import CredentialResolver

    return CredentialResolver(providers=[_classes()[1]()])
