"""Every read of the table is answered so that botocore understands it, is counted, and comes in pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jmespath
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from assess.demo.aws_stand_in import Account, Effect, Endpoint, Estate, Rule, running
from assess.demo.aws_stand_in.defaults import NO_ORGANIZATION, default_answer
from assess.demo.aws_stand_in.estate import Organization
from assess.demo.aws_stand_in.operations import Operation, table
from assess.demo.aws_stand_in.service_models import Paging, operation_model, paging
from assess.demo.aws_stand_in.writing import Refusal, faults_of
from tests.demo.stand_in_calls import MANAGEMENT, call, client, least_of

OPERATIONS = [each for each in table().values() if each.service != "sts"]
PAGED = [each for each in OPERATIONS if paging(each.service, each.name)]


def name(operation: Operation) -> str:
    return f"{operation.service}-{operation.name}"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with running(Estate([Account(MANAGEMENT, "management")])) as started:
        yield started


@pytest.fixture(scope="module")
def clients() -> dict[str, Any]:
    return {}


@pytest.mark.parametrize("operation", OPERATIONS, ids=name)
def test_an_unseeded_operation_answers_that_nothing_is_there(
    operation: Operation, endpoint: Endpoint, clients: dict[str, Any]
) -> None:
    asking = clients.setdefault(operation.service, client(endpoint, operation.service))
    before = endpoint.counts().of(service=operation.service, operation=operation.name)
    expected = default_answer(operation.service, operation.name)
    if operation.service == "organizations":
        expected = NO_ORGANIZATION
    if isinstance(expected, Refusal):
        with pytest.raises(ClientError) as refused:
            call(asking, operation.name)
        assert refused.value.response["Error"]["Code"] == expected.code
    else:
        answer = call(asking, operation.name)
        filled = {name for name, value in answer.items() if value and isinstance(value, list)} - {"Regions"}
        assert filled <= {name for name, value in expected.items() if value}
    assert endpoint.counts().of(service=operation.service, operation=operation.name) == before + 1


@pytest.mark.parametrize("operation", OPERATIONS, ids=name)
def test_what_is_answered_unseeded_fits_the_model(operation: Operation) -> None:
    answer = default_answer(operation.service, operation.name)
    assert isinstance(answer, Refusal) or faults_of(operation.service, operation.name, answer) == []


@pytest.fixture(scope="module")
def in_pages() -> Iterator[Endpoint]:
    """Two things in every list of every operation that pages, one thing a page."""
    estate = Estate([Account(MANAGEMENT, "management")], Organization(MANAGEMENT))
    for operation in PAGED:
        shape = operation_model(operation.service, operation.name).output_shape
        answer: dict[str, Any] = {}
        for path in paging(operation.service, operation.name).lists:
            *outer, last = path.split(".")
            at, member = answer, shape
            for each in outer:
                at, member = at.setdefault(each, {}), member.members[each]
            at[last] = [least_of(member.members[last].member) for _ in range(2)]
        estate.put(MANAGEMENT, "", operation.service, operation.name, answer)
    with running(estate, [Rule(Effect.PAGES_OF, size=1)]) as started:
        yield started


@pytest.mark.parametrize("operation", PAGED, ids=name)
def test_pages_of_one_bring_everything(operation: Operation, in_pages: Endpoint, clients: dict[str, Any]) -> None:
    how = paging(operation.service, operation.name)
    asking = clients.setdefault(f"paged {operation.service}", client(in_pages, operation.service))
    pages = list(every_page(asking, operation.name, how))
    found = [len(jmespath.search(path, page) or []) for page in pages for path in how.lists]
    assert sum(found) >= 2 * len(how.lists)
    assert max(found) == 1


def every_page(asking: Any, operation: str, how: Paging) -> Iterator[dict[str, Any]]:
    """The pages as botocore's paginator brings them, or by the token where botocore has no paginator."""
    method = xform_name(operation)
    least = least_of(asking.meta.service_model.operation_model(operation).input_shape)
    if operation == "DescribeAlarms":
        least["AlarmTypes"] = ["MetricAlarm", "CompositeAlarm"]
    if asking.can_paginate(method):
        yield from asking.get_paginator(method).paginate(**least)
        return
    more: dict[str, Any] = {}
    while True:
        page = call(asking, operation, **more)
        yield page
        if not page.get(how.token_out):
            return
        more = {how.token_in: page[how.token_out]}
