"""Reads SNS: topics with their subscriptions, in two sweeps of a region instead of one call for each topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.alarms import Subscription, SubscriptionKind, Topic
from collectors.aws.owner_tags import owner_of
from collectors.aws.paging_products import is_pager
from collectors.aws.reading import Caller, reader

_KINDS = {
    "email": SubscriptionKind.EMAIL,
    "email-json": SubscriptionKind.EMAIL,
    "sms": SubscriptionKind.TEXT_MESSAGE,
    "http": SubscriptionKind.HTTPS,
    "https": SubscriptionKind.HTTPS,
    "lambda": SubscriptionKind.LAMBDA,
    "sqs": SubscriptionKind.QUEUE,
}


@reader(
    "aws.sns.topics",
    service="sns",
    operations=("ListTopics", "ListSubscriptions", "resourcegroupstaggingapi:GetResources"),
    yields=(Topic,),
)
def topics(caller: Caller) -> Iterator[Topic]:
    """Topics with who is subscribed, whether they confirmed, and the topic's owner."""
    names = [each.text("TopicArn") for each in caller.items("ListTopics", "Topics")]
    if not names:
        return
    subscribed: dict[str, list[Subscription]] = defaultdict(list)
    for each in caller.items("ListSubscriptions", "Subscriptions"):
        subscribed[each.text("TopicArn")].append(_subscription(each))
    for arn in names:
        tags = caller.tags_of(arn)
        yield Topic(
            subject=caller.subject("topic", arn, tags),
            name=arn.rpartition(":")[2],
            subscriptions=tuple(subscribed[arn]),
            owner=tags if isinstance(tags, Unread) else owner_of(tags),
        )


def _subscription(each: Answer) -> Subscription:
    """An unconfirmed subscription has the text PendingConfirmation, and a deleted one Deleted, in place of its ARN.
    Of an address only the domain is looked at: some products that page take mail."""
    kind, endpoint = _KINDS.get(each.text_or("Protocol"), SubscriptionKind.OTHER), each.text_or("Endpoint")
    host = ""
    if kind is SubscriptionKind.HTTPS:
        host = urlsplit(endpoint).hostname or ""
    elif kind is SubscriptionKind.EMAIL and is_pager(endpoint.rpartition("@")[2]):
        host = endpoint.rpartition("@")[2]
    return Subscription(kind, confirmed=each.text("SubscriptionArn").startswith("arn:"), host=host)
