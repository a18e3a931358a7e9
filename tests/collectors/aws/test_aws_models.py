"""Cut-down service models answer as whole ones do, and hold nothing that is not asked."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from assess.demo.aws_stand_in import Estate
from collectors.aws.clients import Clients
from collectors.aws.credentials import acting_as
from collectors.aws.guard import allowed
from collectors.aws.models import cut_down, loader_of
from tests.collectors.aws.conftest import Serve

SERVICES = sorted({service for service, _ in allowed()})


def without_words(node: Any) -> Any:
    """The same without its documentation."""
    if isinstance(node, dict):
        return {
            name: without_words(value)
            for name, value in node.items()
            if not (name == "documentation" and isinstance(value, str))
        }
    return [without_words(each) for each in node] if isinstance(node, list) else node


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_asked_is_modelled_as_the_sdk_models_it(service: str) -> None:
    """Each operation on the list with every shape that it leads to, and every error that the service knows."""
    model = Loader().load_service_model(service, "service-2")
    whole = without_words(model)
    cut = loader_of(allowed()).load_service_model(service, "service-2")
    assert set(cut["operations"]) == {operation for owner, operation in allowed() if owner == service}
    for name in model.keys() - {"operations", "shapes", "documentation"}:
        assert cut[name] == model[name], "the SDK looks for words in some of these"
    seen: set[str] = set()
    following = [whole["operations"][name] for name in cut["operations"]]
    following += [shape for shape in whole["shapes"].values() if shape.get("exception")]
    assert all(cut["operations"][name] == whole["operations"][name] for name in cut["operations"])
    while following:
        text = json.dumps(following.pop())
        for name, shape in whole["shapes"].items():
            if name not in seen and f'"shape": "{name}"' in text:
                seen.add(name)
                following.append(shape)
                assert without_words(cut["shapes"][name]) == shape, name


def test_every_read_that_needs_no_parameters_is_answered(serve: Serve, estate: Estate) -> None:
    """Sent, answered and read in each of AWS's protocols, with what the SDK does around each service."""
    endpoint = serve(estate)
    clients, keys = Clients(), endpoint.keys()
    answered = 0
    with acting_as(Credentials(keys.access_key, keys.secret_key)):
        for service, operation in sorted(allowed()):
            client = clients.get(service, "us-east-1")
            shape = client.meta.service_model.operation_model(operation).input_shape
            if shape and shape.required_members:
                continue
            with suppress(ClientError):
                getattr(client, xform_name(operation))()
            answered += 1
    assert answered > 80


def test_a_client_has_no_method_that_writes() -> None:
    client = Clients().get("s3", "eu-west-1")
    assert client.list_buckets
    assert not hasattr(client, "delete_bucket")
    assert not hasattr(client, "get_object")


def test_a_member_that_is_called_like_the_documentation_stays() -> None:
    model = {
        "operations": {"Read": {"output": {"shape": "Answer"}, "documentation": "<p>Reads.</p>"}, "Write": {}},
        "shapes": {
            "Answer": {"type": "structure", "members": {"documentation": {"shape": "Text", "documentation": "<p/>"}}},
            "Text": {"type": "string"},
            "Other": {"type": "string"},
            "Broken": {"type": "structure", "members": {"why": {"shape": "Text"}}, "exception": True},
        },
    }
    assert cut_down(model, {"Read"}) == {
        "operations": {"Read": {"output": {"shape": "Answer"}}},
        "shapes": {
            "Answer": {"type": "structure", "members": {"documentation": {"shape": "Text"}}},
            "Text": {"type": "string"},
            "Broken": {"type": "structure", "members": {"why": {"shape": "Text"}}, "exception": True},
        },
    }


def test_models_of_the_sdks_own_search_path_are_found_first(tmp_path: Path) -> None:
    folder = tmp_path / "sns" / "2030-01-01"
    folder.mkdir(parents=True)
    own = {"metadata": {"own": "yes"}, "operations": {"ListTopics": {}, "Publish": {}}, "shapes": {}}
    (folder / "service-2.json").write_text(json.dumps(own))
    found = loader_of({("sns", "ListTopics")}, str(tmp_path)).load_service_model("sns", "service-2")
    assert found["metadata"] == {"own": "yes"}
    assert list(found["operations"]) == ["ListTopics"]
