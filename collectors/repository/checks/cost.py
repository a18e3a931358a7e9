"""Is spend attributable, bounded by default and heard by those who respond, as far as Terraform declares it?"""

from __future__ import annotations

import re

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from collectors.repository.checks.absence import runs_somewhere
from collectors.repository.facts import Inventory
from collectors.repository.terraform_facts import Bucket, CostAlert, CostResource, ImageRepository
from collectors.repository.workflow_facts import ActKind, WorkflowJob

_ALLOCATES = (
    re.compile(r"owner|team|squad|cost|billing|department|business|product|project|portfolio|program", re.IGNORECASE),
    re.compile(r"service|application|\bapp\b|component|system|domain|workload|deployment|stack", re.IGNORECASE),
)
"""Tags that say whose a thing is, and then those that say what it belongs to."""


@check(practice="CST-07", level=2, subject=CostResource, accepts=("declared",))
def resource_carries_an_allocation_tag(resource: CostResource) -> Verdict:
    """A resource that costs money by itself is tagged with an owner, service, project or cost centre.

    Reads `tags` and the provider's `default_tags` of the same folder, through locals and merge(). Where a map, a
    caller or another folder's provider adds keys that are not known: unknown. Only types that cost by themselves."""
    seen = pointer(resource, "tags", ", ".join(resource.tags) or "none known")
    found = next((tag for words in _ALLOCATES for tag in resource.tags if words.search(tag)), None)
    if found:
        return passed(f"{resource.address} carries {found}", seen)
    if not resource.whole:
        why = f"{resource.address}: further tags come from a map or a provider that is decided elsewhere"
        return unknown(Unread(Reason.UNRESOLVED, why, "a plan of Terraform"), seen)
    return failed(f"{resource.address} carries no tag that says whose cost it is", seen)


@check(practice="CST-03", level=2, subject=ImageRepository, accepts=("declared",))
def image_repository_expires_images(repository: ImageRepository) -> Verdict:
    """Old images are removed by a lifecycle policy.

    Reads `aws_ecr_lifecycle_policy` of the same folder. What the policy removes is not looked at."""
    seen = pointer(repository, "lifecycle policy", known(repository.expires))
    if known(repository.expires):
        return passed(f"{repository.address} has a lifecycle policy", seen)
    return failed(f"{repository.address} keeps every image for ever", seen)


@check(practice="CST-03", level=2, subject=Bucket, accepts=("declared",))
def bucket_has_a_lifecycle(bucket: Bucket) -> Verdict:
    """Objects of the bucket expire or move to a cheaper tier by rule.

    Reads lifecycle rules in the bucket or in `aws_s3_bucket_lifecycle_configuration` of the same folder. Buckets made
    by modules are not seen. A bucket that must keep everything fails too: that is an exception to record."""
    seen = pointer(bucket, "lifecycle", known(bucket.expires))
    if known(bucket.expires):
        return passed(f"{bucket.address} has a lifecycle rule", seen)
    return failed(f"{bucket.address} keeps every object for ever", seen)


@check(practice="CST-06", level=1, subject=Inventory, reads=(WorkflowJob,))
def cost_of_a_change_is_shown(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A pull request that changes infrastructure shows what it will cost.

    Reads Infracost steps of workflows that pull requests start. Its GitHub App, and estimates of HCP Terraform, are not
    seen: unknown."""
    if not repository.infrastructure:
        return not_applicable("it holds no Terraform of its own")
    return runs_somewhere(snapshot, repository, "shows the cost of a pull request", ActKind.COST)


@check(practice="CST-08", level=2, subject=CostAlert, accepts=("declared",))
def cost_alert_reaches_more_than_mailboxes(alert: CostAlert) -> Verdict:
    """A budget or cost anomaly is sent to a topic that pages, posts or acts, and not to mailboxes only.

    Reads notifications of budgets and subscribers of anomaly detection. What stands behind the topic, and whether a
    budget has an action, is not shown."""
    if not known(alert.notifies):
        return failed(f"{alert.address} tells nobody", pointer(alert, "notifications", "none"))
    topic = known(alert.reaches_a_topic)
    seen = pointer(alert, "subscribers", "a topic" if topic else "e-mail addresses")
    if topic:
        return passed(f"{alert.address} reaches a topic", seen)
    return failed(f"{alert.address} reaches mailboxes only", seen)


@check(practice="CST-08", level=2, subject=CostAlert, accepts=("declared",))
def cost_anomaly_is_told_at_once(alert: CostAlert) -> Verdict:
    """A cost anomaly is told at once, not in a daily or weekly summary.

    Reads `frequency` of anomaly subscriptions; budgets are not judged here."""
    immediate = known(alert.immediate)
    if immediate is None:
        return not_applicable("it is no anomaly subscription")
    seen = pointer(alert, "frequency", "IMMEDIATE" if immediate else "a summary")
    if immediate:
        return passed(f"{alert.address} tells at once", seen)
    return failed(f"{alert.address} waits for a summary", seen)
