"""The shared clients: the same instants as botocore, whole answers only, few connections, and cleared by group."""

from __future__ import annotations

import csv
import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.credentials import Credentials
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp
from hypothesis import given
from hypothesis import strategies as st

from assess.demo.aws_stand_in import Effect, Estate, Rule
from collectors.aws.clients import MOST_CLIENTS, Clients, guarded_session, parse_time
from collectors.aws.credentials import acting_as
from collectors.aws.desk import Desk, desk
from collectors.aws.guard import allowed
from collectors.aws.paging import Paging, Truncated
from collectors.aws.refusals import UNPARSABLE
from tests.collectors.aws.conftest import Serve

READS = list(csv.DictReader(Path(__file__).with_name("reads.csv").open()))
ZONES = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-12 * 60, 14 * 60))


@given(st.datetimes(timezones=ZONES | st.just(UTC)).filter(lambda moment: 1990 < moment.year < 2100))
def test_times_are_the_instants_that_botocore_reads_in_utc(moment: datetime) -> None:
    for text in (moment.isoformat(), moment.isoformat().replace("+00:00", "Z"), moment.timestamp()):
        mine = parse_time(text)
        assert mine == parse_timestamp(text)
        assert mine.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["1700000000", "20240101", 1700000000, "Tue, 29 Apr 2025 18:30:38 GMT", "2025-04-29T18:30:38.123456Z"]
)
def test_other_forms_of_time_are_left_to_botocore(text: str | float) -> None:
    assert parse_time(text) == parse_timestamp(text)


def test_a_time_without_a_zone_is_utc_on_every_machine() -> None:
    assert parse_time("2025-04-29T18:30:38") == datetime(2025, 4, 29, 18, 30, 38, tzinfo=UTC)


@pytest.fixture(scope="module")
def clients() -> Clients:
    """One set for all, as making a session takes longest."""
    return Clients({(read["service"], read["operation"]) for read in READS})


@pytest.fixture
def page_of_html(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A proxy that answers everything with 200 and a well-formed page of HTML, sent as what the caller expects."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = b"<html><head><title>Sign in</title></head><body>to the guest network</body></html>"
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - names that the library calls

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


def test_a_page_of_html_is_never_an_empty_list(page_of_html: None) -> None:
    """Every operation that can be asked without parameters, in each of AWS's protocols."""
    session = guarded_session()
    protocols = set()
    with acting_as(Credentials("ASIAEXAMPLE", "secret")):
        for service, operation in sorted(allowed()):
            client = session.create_client(service, region_name="us-east-1")
            model = client.meta.service_model.operation_model(operation)
            if model.input_shape and model.input_shape.required_members:
                continue
            protocols.add(client.meta.service_model.metadata["protocol"])
            with pytest.raises((ResponseParserError, *UNPARSABLE)):
                getattr(client, xform_name(operation))()
    assert protocols >= {"query", "ec2", "json", "rest-json"}


@pytest.mark.parametrize("service", ["sns", "cloudwatch", "ec2", "logs"])
def test_half_an_answer_is_never_an_empty_list(serve: Serve, estate: Estate, service: str) -> None:
    serve(estate, [Rule(Effect.TRUNCATED)])
    method = {"sns": "list_topics", "cloudwatch": "describe_alarms", "ec2": "describe_vpcs"}.get(service)
    client = desk().clients.get(service, "eu-west-1")
    with acting_as(desk().keys.operator("")), pytest.raises((ResponseParserError, *UNPARSABLE)):
        getattr(client, method or "describe_log_groups")()


def test_all_accounts_share_a_client_and_its_connections(serve: Serve, estate: Estate) -> None:
    endpoint = serve(estate)
    clients = Clients()
    assert clients.get("sns", "eu-west-1") is clients.get("sns", "eu-west-1")
    assert clients.get("sns", "eu-west-1") is not clients.get("sns", "us-east-1")
    for name in ("A", "B", "C"):
        with acting_as(Credentials(endpoint.keys().access_key, endpoint.keys().secret_key)):
            assert clients.get("sns", "eu-west-1").list_topics(NextToken=name)["Topics"] == []
    assert endpoint.counts().connections == 2, "ours, and the one that asks for the counts"


def test_the_number_of_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.aws.clients.MOST_CLIENTS", 2)
    clients = Clients()
    first = clients.get("sns", "eu-west-1")
    clients.get("sns", "us-east-1")
    clients.get("sns", "eu-central-1")
    assert clients.get("sns", "eu-west-1") is not first
    assert MOST_CLIENTS > 100


def test_clients_of_a_group_go_when_the_next_group_begins_and_nobody_uses_them() -> None:
    bench = Desk()
    with bench.shard("01/000/eu-west-1", "01"):
        first = bench.clients.get("sns", "eu-west-1")
        with bench.shard("02/000/eu-west-1", "02"):
            assert bench.clients.get("sns", "eu-west-1") is first
    with bench.shard("02/000/us-east-1", "02"):
        assert bench.clients.get("sns", "eu-west-1") is not first


@pytest.mark.parametrize(
    "read",
    [read for read in READS if read["paginated"] == "yes"],
    ids=lambda read: f"{read['service']}:{read['operation']}",
)
def test_every_listing_that_pages_is_known_to_page(read: dict[str, str], clients: Clients) -> None:
    paging = clients.paging(read["service"], "us-east-1", read["operation"])
    assert paging is not None
    model = clients.get(read["service"], "us-east-1").meta.service_model.operation_model(read["operation"])
    assert set(paging.asks) <= set(model.input_shape.members)


def test_a_page_that_promises_more_without_a_token_is_truncated() -> None:
    paging = Paging(("Marker",), ("Marker",), "IsTruncated")
    assert paging.next_of({"IsTruncated": False, "Marker": "x"}) == {}
    assert paging.next_of({"IsTruncated": True, "Marker": "x"}) == {"Marker": "x"}
    with pytest.raises(Truncated):
        paging.next_of({"IsTruncated": True})
