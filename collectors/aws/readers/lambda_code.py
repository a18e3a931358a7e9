"""Reads Lambda for what is deployed to it: signed code, aliases to go back by, and plain variables. No value of a
variable is kept, and no code is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer, Garbled
from collectors.aws.facts.artifacts import SignedCode, Variables
from collectors.aws.made_by_aws import made_by_aws
from collectors.aws.readers.codedeploy import WINDOW_DAYS
from collectors.aws.reading import Caller, reader
from collectors.aws.secret_names import is_a_secret

_TOOL_MADE = re.compile(
    r"CustomResource|CustomCDK|LogRetention|BucketNotificationsHandler|AutoDeleteObjects|Provider(framework|[A-Z0-9]|$)"
    r"|^aws-controltower-|^cwsyn-|^StackSet-|^aws-quicksetup|^SecretsManager.*[Rr]otation|^AWSAccelerator"
)
_TAGGING = "resourcegroupstaggingapi:GetResources"


@reader("aws.lambda.variables", service="lambda", operations=("ListFunctions", _TAGGING), yields=(Variables,))
def variables(caller: Caller) -> Iterator[Variables]:
    """Functions that have plain variables, and the names of those that look like secrets."""
    for each in caller.items("ListFunctions", "Functions", {"MaxItems": 50}):
        arn = each.text("FunctionArn")
        held = each.texts_by_name("Environment.Variables")
        if held and not made_by_aws(each.text("FunctionName")):
            yield Variables(
                subject=caller.subject("variables", arn, caller.tags_of(arn)),
                name=each.text("FunctionName"),
                type="function",
                plain=len(held),
                suspicious=tuple(sorted(name for name, value in held.items() if is_a_secret(name, value))),
                from_stores=0,
            )


@reader(
    "aws.lambda.code",
    service="lambda",
    operations=("ListFunctions", "ListCodeSigningConfigs", "GetFunctionCodeSigningConfig", "ListAliases", _TAGGING),
    yields=(SignedCode,),
    calls=6,
)
def code(caller: Caller) -> Iterator[SignedCode]:
    """Functions: whether unsigned code is refused, and how many aliases lead back from a recent change."""
    found = [
        each
        for each in caller.items("ListFunctions", "Functions", {"MaxItems": 50})
        if each.text_or("PackageType", "Zip") == "Zip" and not _TOOL_MADE.search(each.text("FunctionName"))
    ]
    if not found:
        return
    configs = {
        each.text("CodeSigningConfigArn"): each.text_or("CodeSigningPolicies.UntrustedArtifactOnDeployment", "Warn")
        for each in caller.items("ListCodeSigningConfigs", "CodeSigningConfigs", {"MaxItems": 100})
    }
    yield from caller.each(found, lambda each: _code(caller, each, configs))


def _code(caller: Caller, each: Answer, configs: dict[str, str]) -> SignedCode:
    arn, asked = each.text("FunctionArn"), {"FunctionName": each.text("FunctionName")}
    policy: str | Unread = "none"
    if configs:
        answer = caller.ask("GetFunctionCodeSigningConfig", asked)
        policy = answer if isinstance(answer, Unread) else configs.get(answer.text_or("CodeSigningConfigArn"), "none")
    recent = _changed(each) >= caller.now - timedelta(days=WINDOW_DAYS)
    aliases = caller.ask("ListAliases", {**asked, "MaxItems": 50}) if recent else None
    return SignedCode(
        subject=caller.subject("function", arn, caller.tags_of(arn)),
        name=each.text("FunctionName"),
        policy=policy,
        aliases=_to_versions(aliases) if isinstance(aliases, Answer) else aliases,
    )


def _to_versions(aliases: Answer) -> int:
    """Aliases that point at a published version: one on the newest code is no way back."""
    return sum(each.text_or("FunctionVersion", "$LATEST") != "$LATEST" for each in aliases.items("Aliases"))


def _changed(each: Answer) -> datetime:
    text = each.text("LastModified")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Garbled(f"LastModified of {each.text('FunctionName')} is no date") from None
