"""Builders for the tests of the AWS stand-in: clients that reach it, and calls made from the service models alone."""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore import xform_name
from botocore.config import Config

from assess.demo.aws_stand_in import Endpoint
from assess.demo.aws_stand_in.identity import Keys

MANAGEMENT, PRODUCTION = "111122223333", "333344445555"
ONE_TRY = Config(retries={"total_max_attempts": 1}, account_id_endpoint_mode="disabled")
_SESSION = botocore.session.Session()


def client(endpoint: Endpoint, service: str, region: str = "eu-west-1", keys: Keys | None = None) -> Any:
    """A botocore client as anyone would make it, which tries once and asks nothing but the stand-in."""
    keys = keys or endpoint.keys()
    return _SESSION.create_client(
        service,
        region_name=region,
        endpoint_url=endpoint.url_for(service),
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        aws_session_token=keys.token or None,
        config=ONE_TRY,
    )


def assumed(endpoint: Endpoint, account: str, **more: object) -> Keys:
    """The keys of a session of the reading role in an account."""
    arn = f"arn:aws:iam::{account}:role/AssessReader"
    given = client(endpoint, "sts").assume_role(RoleArn=arn, RoleSessionName="assess", **more)["Credentials"]
    return Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def call(asking: Any, operation: str, **more: object) -> Any:
    """Calls an operation with the least that its input shape wants."""
    shape = asking.meta.service_model.operation_model(operation).input_shape
    least = {name: least_of(shape.members[name]) for name in shape.required_members} if shape else {}
    return getattr(asking, xform_name(operation))(**{**least, **more})


def least_of(shape: Any) -> Any:
    """The smallest value that a shape allows."""
    if shape.type_name == "structure":
        names = list(shape.required_members)
        if getattr(shape, "is_tagged_union", False):
            names = list(shape.members)[:1]
        return {name: least_of(shape.members[name]) for name in names}
    if shape.type_name == "list":
        return [least_of(shape.member)]
    if shape.type_name == "string":
        return shape.enum[0] if getattr(shape, "enum", None) else "1" * max(12, shape.metadata.get("min", 1))
    return {"map": {}, "boolean": True, "timestamp": 1_700_000_000, "blob": b"x"}.get(
        shape.type_name, shape.metadata.get("min", 1)
    )
