"""Nothing but the reads on the list leaves the process: the whole catalogue is tried, and a socket stays silent."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from botocore import xform_name
from botocore.exceptions import ParamValidationError

from collectors.aws.clients import guarded_session
from collectors.aws.credentials import acting_as
from collectors.aws.guard import READING_VERBS, STARTS_WORK, NotAllowed, allowed, never
from collectors.aws.reading import Reader, all_readers

READERS = sorted(all_readers().values(), key=lambda each: each.id)
Silent = Callable[[], None]


@pytest.fixture
def silent(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> Silent:
    """Points the SDK at a socket; calling it asserts that nobody ever connected."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listener.getsockname()[1]}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "OPERATOROPERATOROPER")

    def nobody_came() -> None:
        with pytest.raises(TimeoutError):
            listener.accept()

    return nobody_came


class Keys:
    """Credentials that would sign."""

    def get_frozen_credentials(self) -> object:
        from botocore.credentials import ReadOnlyCredentials

        return ReadOnlyCredentials("ASIAEXAMPLE", "secret", "token")


def test_every_operation_of_every_service_that_is_not_listed_is_refused(silent: Silent) -> None:
    session = guarded_session()
    tried = 0
    with acting_as(Keys()):
        for service in session.get_available_services():
            client = session.create_client(service, region_name="us-east-1")
            for operation in client.meta.service_model.operation_names:
                if (service, operation) in allowed():
                    continue
                tried += 1
                with pytest.raises(NotAllowed):
                    client._make_api_call(operation, {})
    assert tried > 15_000
    silent()


def test_a_write_with_all_its_parameters_is_refused_too(silent: Silent) -> None:
    with acting_as(Keys()):
        client = guarded_session().create_client("s3", region_name="us-east-1")
        with pytest.raises(NotAllowed, match="s3:DeleteBucket is not on the list of reads"):
            client.delete_bucket(Bucket="acme-logs")
        with pytest.raises(NotAllowed):
            client.generate_presigned_url("put_object", {"Bucket": "acme-logs", "Key": "x"})
    silent()


def test_the_second_wall_holds_if_the_first_is_taken_away(silent: Silent) -> None:
    with acting_as(Keys()):
        client = guarded_session().create_client("s3", region_name="us-east-1")
        client.meta.events.unregister("before-parameter-build", unique_id="assess-allow-list-first")
        with pytest.raises(NotAllowed):
            client.delete_bucket(Bucket="acme-logs")
    silent()


def test_a_listed_read_does_get_as_far_as_its_parameters(silent: Silent) -> None:
    client = guarded_session().create_client("cloudwatch", region_name="us-east-1")
    with acting_as(Keys()), pytest.raises(ParamValidationError):
        client.describe_alarms(MaxRecords="many")
    silent()


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.id)
def test_no_reader_declares_a_write_or_reads_content(reader: Reader) -> None:
    session = guarded_session()
    for service, operation in reader.operations:
        assert never((service, operation), opt_in=reader.opt_in) == "", (service, operation)
        model = session.get_service_model(service)
        assert operation in model.operation_names, f"{service} has no operation {operation}"
    assert reader.operations[0][0] == reader.service
    assert reader.yields
    assert reader.sentence


def test_what_the_list_holds_beyond_reading_verbs_is_known_by_name() -> None:
    others = {each for each in allowed() if not each[1].startswith(READING_VERBS)}
    assert others <= STARTS_WORK | {("sts", "AssumeRole")}


def test_every_listed_operation_has_a_method_of_that_name() -> None:
    session = guarded_session()
    for service, operation in sorted(allowed()):
        client = session.create_client(service, region_name="us-east-1")
        assert hasattr(client, xform_name(operation)), (service, operation)
