"""The shared clients of one process: one botocore session, guarded, signing for whoever is in context.

Making a client costs more than a hundred calls, so accounts share them (facts: 3 ms against 72 ms, 0.2 MB against
9 MB). Who calls, and when, is decided elsewhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Any, cast

from assess import __version__
from collectors.aws import guard, intact
from collectors.aws.credentials import context_resolver
from collectors.aws.models import loader_of
from collectors.aws.paging import Paging, described, guessed

MOST_CLIENTS = 160
"""Clients kept in one process, about a quarter of a megabyte each; the longest unused goes first."""

_NOT_ASKED = object()
CONNECT_SECONDS, READ_SECONDS = 5, 25
CONNECTIONS = 64


class Clients:
    """Clients by service and region. Making one is locked (a session is not thread-safe), using one is not.

    `operations` are those that they have methods for: all that may be sent, unless others are given."""

    def __init__(self, operations: Collection[guard.Operation] = ()) -> None:
        self._operations = operations
        self._lock = Lock()
        self._session: Any = None
        self._clients: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._paginators: dict[str, Mapping[str, Mapping[str, object]]] = {}
        self._pagings: dict[guard.Operation, Paging | None] = {}

    def get(self, service: str, region: str) -> Any:
        """The client of a service in a region, shared by all threads and accounts."""
        with self._lock:
            made = self._clients.get((service, region))
            if made is None:
                made = self._make(service, region)
                self._clients[service, region] = made
                while len(self._clients) > MOST_CLIENTS:
                    self._clients.popitem(last=False)
            else:
                self._clients.move_to_end((service, region))
            return made

    def clear(self) -> None:
        """Drops every client and the session with its cache of service models: a group of services is done."""
        with self._lock:
            self._clients.clear()
            self._paginators.clear()
            self._session = None

    def regions_of(self, service: str, partition: str) -> frozenset[str]:
        """The regions in which the SDK knows the service; it may know fewer than there are."""
        with self._lock:
            session = self._open()
            return frozenset(session.get_available_regions(service, partition))

    def lists(self, service: str, region: str, partition: str) -> bool:
        """Whether the SDK's list of endpoints has the service in that region, or says nothing of either."""
        regions = self.regions_of(service, partition)
        return not regions or region in regions or region not in self.regions_of("ec2", partition)

    def partition_of(self, region: str) -> str:
        """The partition a region belongs to. Raises `botocore.exceptions.UnknownRegionError` for none."""
        with self._lock:
            return str(self._open().get_partition_for_region(region))

    def paging(self, service: str, region: str, operation: str) -> Paging | None:
        """How an operation pages; None if it answers everything at once."""
        known = self._pagings.get((service, operation), _NOT_ASKED)
        if known is _NOT_ASKED:
            known = self._pagings[service, operation] = self._paging(service, region, operation)
        return cast("Paging | None", known)

    def _paging(self, service: str, region: str, operation: str) -> Paging | None:
        model = self.get(service, region).meta.service_model.operation_model(operation)
        with self._lock:
            paginators = self._paginators.get(service)
            if paginators is None:
                paginators = self._paginators[service] = _paginators(self._open(), service)
        config = paginators.get(operation)
        if config is not None:
            return described(config)
        asks = model.input_shape.members if model.input_shape else ()
        return guessed(asks, model.output_shape.members if model.output_shape else ())

    def _make(self, service: str, region: str) -> Any:
        session = self._open()
        return session.create_client(service, region_name=region, config=_configuration(session.user_agent()))

    def _open(self) -> Any:
        if self._session is None:
            self._session = guarded_session()
            where = self._session.get_config_variable("data_path")
            self._session.register_component("data_loader", loader_of(self._operations or guard.allowed(), where))
        return self._session


def guarded_session() -> Any:
    """A botocore session that signs for the account in context, refuses what is not allowed, and reads times fast."""
    from botocore.parsers import ResponseParserFactory
    from botocore.session import Session

    session = Session()
    session.register_component("credential_provider", context_resolver())
    parsers = ResponseParserFactory()
    parsers.set_parser_defaults(timestamp_parser=parse_time)
    session.register_component("response_parser_factory", parsers)
    guard.install(session.get_component("event_emitter"), guard.allowed())
    intact.install(session.get_component("event_emitter"))
    return session


def _paginators(session: Any, service: str) -> Mapping[str, Mapping[str, object]]:
    from botocore.exceptions import UnknownServiceError

    try:
        model = session.get_component("data_loader").load_service_model(service, "paginators-1")
    except UnknownServiceError:
        return {}
    return cast("Mapping[str, Mapping[str, object]]", model["pagination"])


def _configuration(sdk: str) -> Any:
    """`sdk`: how the SDK names itself to the services. Put together here once: left to the SDK, naming us beside it
    takes a tenth of the time of every call."""
    from botocore.config import Config

    return Config(
        retries={"total_max_attempts": 2, "mode": "standard"},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
        account_id_endpoint_mode="disabled",
        user_agent=f"{sdk} assess/{__version__}",
    )


def parse_time(value: Any) -> datetime:
    """The same instant as botocore's own parser, always in UTC. That parser spends most of a long answer's time in
    dateutil, and answers in the zone of this machine; what does not begin like ISO 8601 is left to it."""
    moment: datetime | None = None
    if isinstance(value, str) and value[10:11] == "T" and value[4:5] == "-":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if moment is None:
        from botocore.utils import parse_timestamp

        moment = cast("datetime", parse_timestamp(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
