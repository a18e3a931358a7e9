"""Reads ECS: how each service replaces its tasks, what its releases did, which images and variables it runs with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from assess.evidence.facts import Reason, Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import RunningImage, Variables
from collectors.aws.facts.releases import ReleasePath, ReleaseRecord, Steps
from collectors.aws.readers.codedeploy import WINDOW_DAYS
from collectors.aws.reading import Caller, Refused, reader
from collectors.aws.secret_names import is_a_secret

_LIST = ("ListClusters", "ListServices", "DescribeServices")
MOST_RELEASES = 100
"""Deployments looked at for each service: the newest."""


@reader("aws.ecs.services", service="ecs", operations=_LIST, yields=(ReleasePath,), calls=4)
def services(caller: Caller) -> Iterator[ReleasePath]:
    """Services that ECS deploys by itself: in which steps, and what takes a release back."""
    for each in _services(caller):
        if each.text_or("deploymentController.type", "ECS") != "CODE_DEPLOY":
            yield _path(caller, each)


def _services(caller: Caller) -> Iterator[Answer]:
    """Services that are meant to run something."""
    for page in caller.pages("ListClusters"):
        for cluster in page.texts("clusterArns"):
            asked = {"cluster": cluster, "maxResults": 100}
            arns = [arn for found in caller.pages("ListServices", asked) for arn in found.texts("serviceArns")]
            for at in range(0, len(arns), 10):
                wanted = {"cluster": cluster, "services": arns[at : at + 10], "include": ["TAGS"]}
                for each in caller.call("DescribeServices", wanted).items("services"):
                    if each.text_or("status") == "ACTIVE" and each.number_or("desiredCount") > 0:
                        yield each


def _path(caller: Caller, each: Answer) -> ReleasePath:
    settings = each.part("deploymentConfiguration")
    breaker = settings.part("deploymentCircuitBreaker")
    watched = settings.part("alarms") if settings.flag("alarms.enable") else Answer({}, "no alarms")
    steps, hold = _steps(each, settings)
    return ReleasePath(
        subject=caller.subject("service", each.text("serviceArn"), each.tags("tags")),
        name=each.text("serviceName"),
        product="ECS",
        steps=steps,
        settings=settings.text_or("strategy", "ROLLING").lower(),
        hold_minutes=hold,
        tested=bool(settings.items("lifecycleHooks")),
        undoes_failure=steps if isinstance(steps, Unread) else breaker.flag("enable") and breaker.flag("rollback"),
        undoes_on_alarm=steps if isinstance(steps, Unread) else watched.flag("rollback"),
        blind=False,
        alarms=watched.texts("alarmNames"),
    )


def _steps(each: Answer, settings: Answer) -> tuple[Steps | Unread, int | Unread]:
    if each.text_or("deploymentController.type", "ECS") == "EXTERNAL":
        other = Unread(Reason.UNRESOLVED, "a tool of its own deploys this service", "show how it releases")
        return other, other
    strategy = settings.text_or("strategy", "ROLLING")
    bake = settings.number_or("bakeTimeInMinutes")
    if strategy == "CANARY":
        return Steps.STAGED, max(bake, settings.number_or("canaryConfiguration.canaryBakeTimeInMinutes"))
    if strategy == "LINEAR":
        return Steps.STAGED, max(bake, settings.number_or("linearConfiguration.stepBakeTimeInMinutes"))
    if strategy == "BLUE_GREEN":
        return Steps.AT_ONCE, bake
    together = settings.number_or("minimumHealthyPercent", 100) == 0 or each.number_or("desiredCount") == 1
    return (Steps.AT_ONCE if together else Steps.ROLLING), bake


@reader(
    "aws.ecs.releases",
    service="ecs",
    operations=(*_LIST, "ListServiceDeployments"),
    yields=(ReleaseRecord,),
    calls=6,
)
def releases(caller: Caller) -> Iterator[ReleaseRecord]:
    """What the deployments of each service did, as long as ECS remembers them."""
    own = [each for each in _services(caller) if each.text_or("deploymentController.type", "ECS") == "ECS"]
    yield from caller.each(own, lambda each: _record(caller, each))


def _record(caller: Caller, each: Answer) -> ReleaseRecord:
    asked = {
        "cluster": each.text("clusterArn"),
        "service": each.text("serviceArn"),
        "createdAt": {"after": caller.now - timedelta(days=WINDOW_DAYS), "before": caller.now},
        "maxResults": 100,
    }
    found = list(islice(caller.items("ListServiceDeployments", "serviceDeployments", asked), MOST_RELEASES))
    states = [one.text_or("status") for one in found]
    back = [one for one in found if one.text_or("status") == "ROLLBACK_SUCCESSFUL"]
    times = [when for one in back if (when := one.moment("finishedAt") or one.moment("createdAt")) is not None]
    return ReleaseRecord(
        subject=caller.subject("service", each.text("serviceArn"), each.tags("tags")),
        name=each.text("serviceName"),
        releases=len(found),
        failed=sum(state not in ("SUCCESSFUL", "PENDING", "IN_PROGRESS") for state in states),
        rolled_back=len(back),
        by_alarm=sum("alarm" in one.text_or("statusReason").lower() for one in back),
        last_rollback=max(times, default=None),
        sampled=len(found) == MOST_RELEASES,
    )


@reader(
    "aws.ecs.tasks",
    service="ecs",
    operations=(*_LIST, "DescribeTaskDefinition"),
    yields=(RunningImage, Variables),
    calls=6,
)
def tasks(caller: Caller) -> Iterator[RunningImage | Variables]:
    """Images and variables of running services, by their task definitions; values of variables are not kept."""
    running = list(_services(caller))
    definitions = caller.each(running, lambda each: _definition(caller, each.text("taskDefinition")))
    for each, definition in zip(running, definitions, strict=True):
        yield from _of_task(caller, each, definition)


def _definition(caller: Caller, name: str) -> Answer:
    answer = caller.ask("DescribeTaskDefinition", {"taskDefinition": name})
    if isinstance(answer, Unread):
        raise Refused(answer)
    return answer.part("taskDefinition")


def _of_task(caller: Caller, each: Answer, definition: Answer) -> Iterator[RunningImage | Variables]:
    tags = each.tags("tags")
    plain, suspicious, stores = 0, [], 0
    for container in definition.items("containerDefinitions"):
        image = container.text_or("image")
        host, repository, tag, digest = image_parts(image)
        yield RunningImage(
            subject=caller.subject("image", f"{each.text('serviceArn')}#{container.text_or('name')}", tags),
            service=each.text("serviceName"),
            registry=host,
            repository=repository,
            tag=tag,
            by_digest=bool(digest),
        )
        for variable in container.items("environment"):
            plain += 1
            if is_a_secret(variable.text_or("name"), variable.text_or("value")):
                suspicious.append(f"{container.text_or('name')}.{variable.text_or('name')}")
        stores += len(container.items("secrets"))
    yield Variables(
        subject=caller.subject("variables", each.text("serviceArn"), tags),
        name=each.text("serviceName"),
        type="ECS service",
        plain=plain,
        suspicious=tuple(suspicious),
        from_stores=stores,
    )


def image_parts(image: str) -> tuple[str, str, str, str]:
    """Host, repository, tag, digest of an image's name, as Docker reads it; the tag is `latest` if neither is given."""
    name, _, digest = image.partition("@")
    first, slash, rest = name.partition("/")
    host, path = (first, rest) if slash and ("." in first or ":" in first or first == "localhost") else ("", name)
    repository, colon, tag = path.rpartition(":")
    if not colon:
        repository, tag = path, ""
    return host, repository, tag or ("" if digest else "latest"), digest
