"""Reads what Systems Manager keeps beside automation: change calendars, and parameters that are named like secrets.
No value is ever read.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.artifacts import SecretParameter
from collectors.aws.facts.releases import ChangeCalendar
from collectors.aws.reading import Caller, reader
from collectors.aws.secret_names import names_a_secret


@reader("aws.ssm.secret_parameters", service="ssm", operations=("DescribeParameters",), yields=(SecretParameter,))
def secret_parameters(caller: Caller) -> Iterator[SecretParameter]:
    """Parameters whose name says that they hold a secret: encrypted or not."""
    for each in caller.items("DescribeParameters", "Parameters", {"MaxResults": 50}):
        name = each.text("Name")
        if not names_a_secret(name):
            continue
        yield SecretParameter(
            subject=caller.subject(
                "parameter", each.text_or("ARN") or caller.arn("ssm", f"parameter/{name.lstrip('/')}")
            ),
            name=name,
            encrypted=each.text_or("Type") == "SecureString",
            changed=each.moment("LastModifiedDate"),
        )


@reader("aws.ssm.change_calendars", service="ssm", operations=("ListDocuments",), yields=(ChangeCalendar,))
def change_calendars(caller: Caller) -> Iterator[ChangeCalendar]:
    """Change calendars of the account's own."""
    wanted = [{"Key": "Owner", "Values": ["Self"]}, {"Key": "DocumentType", "Values": ["ChangeCalendar"]}]
    for each in caller.items("ListDocuments", "DocumentIdentifiers", {"Filters": wanted, "MaxResults": 50}):
        if each.text_or("DocumentType", "ChangeCalendar") == "ChangeCalendar":
            name = each.text("Name")
            yield ChangeCalendar(
                subject=caller.subject("change calendar", caller.arn("ssm", f"document/{name}"), each.tags()), name=name
            )
