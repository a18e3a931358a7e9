"""What AWS's set-up leaves in every account is told by its name, and nothing else is."""

from __future__ import annotations

import pytest

from collectors.aws.made_by_aws import made_by_aws
from collectors.aws.readers.tagged_things import ownable


@pytest.mark.parametrize(
    "name",
    [
        "AWSControlTowerExecution",
        "aws-controltower-NotificationForwarder",
        "/aws/lambda/aws-controltower-NotificationForwarder",
        "arn:aws:s3:::aws-controltower-logs-111122223333-eu-west-1",
        "arn:aws:sns:eu-west-1:111122223333:aws-controltower-SecurityNotifications",
        "StackSet-AWSControlTowerBP-BASELINE-CONFIG-0001",
        "stacksets-exec-0123456789abcdef",
        "AWSAccelerator-NetworkStack",
    ],
)
def test_what_the_set_up_made(name: str) -> None:
    assert made_by_aws(name)


@pytest.mark.parametrize(
    "name", ["checkout", "my-aws-controltower-report", "OrganizationAccountAccessRole", "StackSet-shop", "controltower"]
)
def test_what_somebody_made(name: str) -> None:
    assert not made_by_aws(name)


def test_a_thing_of_the_set_up_has_no_owner_to_ask_for() -> None:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:"
    assert ownable(f"{arn}checkout") == "lambda:function"
    assert ownable(f"{arn}aws-controltower-NotificationForwarder") == ""
    assert ownable("arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-1") == ""
