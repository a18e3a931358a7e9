"""Reads chat channels wired to topics. They exist once in an account, and the API answers in us-east-2 alone."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.alarms import Chat
from collectors.aws.reading import Caller, Scope, reader

_KINDS = (
    ("Slack", "DescribeSlackChannelConfigurations", "SlackChannelConfigurations"),
    ("Teams", "ListMicrosoftTeamsChannelConfigurations", "TeamChannelConfigurations"),
)


@reader(
    "aws.chatbot.channels",
    service="chatbot",
    operations=tuple(operation for _, operation, _ in _KINDS),
    yields=(Chat,),
    scope=Scope.GLOBAL,
    region="us-east-2",
)
def channels(caller: Caller) -> Iterator[Chat]:
    """Slack and Teams channels, and the topics that post into them."""
    for product, operation, key in _KINDS:
        for each in caller.items(operation, key):
            yield Chat(
                subject=caller.subject("chat", each.text("ChatConfigurationArn")),
                name=each.text_or("ConfigurationName"),
                product=product,
                topics=each.texts("SnsTopicArns"),
            )
