"""Reads EKS: the clusters, into which tools release of which AWS knows nothing. What runs in them is not read."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Reason, Unread
from collectors.aws.facts.releases import ReleasePath
from collectors.aws.reading import Caller, reader

_TAGGING = "resourcegroupstaggingapi:GetResources"


@reader("aws.eks.clusters", service="eks", operations=("ListClusters", _TAGGING), yields=(ReleasePath,), calls=1)
def clusters(caller: Caller) -> Iterator[ReleasePath]:
    """Clusters, as ways of release that AWS cannot judge."""
    for page in caller.pages("ListClusters", {"maxResults": 100}):
        for name in page.texts("clusters"):
            arn = caller.arn("eks", f"cluster/{name}")
            what = f"what releases into the cluster {name} is not known to AWS"
            unread = Unread(Reason.UNRESOLVED, what, "show how it releases, or read the repository that does")
            yield ReleasePath(
                subject=caller.subject("cluster", arn, caller.tags_of(arn)),
                name=name,
                product="EKS",
                steps=unread,
                settings="",
                hold_minutes=unread,
                tested=False,
                undoes_failure=unread,
                undoes_on_alarm=unread,
                blind=False,
                alarms=(),
            )
