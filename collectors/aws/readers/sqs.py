"""Reads queues of SQS and where their failed messages go; never a message. A region's first 500 queues are read.

The attributes come queue by queue; AWS counts each as a request, of which the first million a month is free.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.dependencies import Dependency
from collectors.aws.reading import Caller, reader

MOST_QUEUES = 500


@reader(
    "aws.sqs.queues",
    service="sqs",
    operations=("ListQueues", "GetQueueAttributes", "resourcegroupstaggingapi:GetResources"),
    yields=(Dependency,),
    calls=10,
)
def queues(caller: Caller) -> Iterator[Dependency]:
    """Queues with whether failed messages are kept apart."""
    urls = [url for page in caller.pages("ListQueues", {"MaxResults": 1000}) for url in page.texts("QueueUrls")]
    read = list(caller.each(islice(urls, MOST_QUEUES), lambda url: _attributes(caller, url)))
    catching = {
        each.document("RedrivePolicy").text_or("deadLetterTargetArn")
        for each in read
        if isinstance(each, Answer) and each.has("RedrivePolicy")
    }
    unread = next((each for each in read if isinstance(each, Unread)), None)
    for url, each in zip(urls, read, strict=False):
        name = url.rpartition("/")[2]
        arn = caller.arn("sqs", name)
        yield Dependency(
            subject=caller.subject("queue", arn, caller.tags_of(arn)),
            name=name,
            type="queue",
            namespace="AWS/SQS",
            dimensions=(f"QueueName={name}",),
            zones=None,
            dead_letters=each if isinstance(each, Unread) else each.has("RedrivePolicy"),
            receives_dead_letters=True if arn in catching else unread if unread is not None else False,
        )


def _attributes(caller: Caller, url: str) -> Answer | Unread:
    answer = caller.ask("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["RedrivePolicy"]})
    return answer if isinstance(answer, Unread) else answer.part("Attributes")
