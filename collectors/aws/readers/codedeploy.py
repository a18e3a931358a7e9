"""Reads CodeDeploy: deployment groups with their brakes, and what deployments of the last half-year did."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.releases import ReleasePath, ReleaseRecord, Steps
from collectors.aws.reading import Caller, reader

WINDOW_DAYS = 180
MOST_DEPLOYMENTS = 500
"""Deployments looked at in a region: the newest."""

_TAGGING = "resourcegroupstaggingapi:GetResources"
_STAGED = re.compile(r"(?:Canary|Linear)\d+Percent(?:Every)?(\d+)Minutes?$")


@reader(
    "aws.codedeploy.groups",
    service="codedeploy",
    operations=(
        "ListApplications",
        "ListDeploymentGroups",
        "BatchGetDeploymentGroups",
        "GetDeploymentConfig",
        _TAGGING,
    ),
    yields=(ReleasePath,),
)
def groups(caller: Caller) -> Iterator[ReleasePath]:
    """Deployment groups: in which steps they deploy, what they watch, when they go back."""
    applications = [name for page in caller.pages("ListApplications") for name in page.texts("applications")]
    shapes: dict[str, tuple[Steps | Unread, int | Unread]] = {}
    for application in applications:
        names = [
            name
            for page in caller.pages("ListDeploymentGroups", {"applicationName": application})
            for name in page.texts("deploymentGroups")
        ]
        for at in range(0, len(names), 100):
            asked = {"applicationName": application, "deploymentGroupNames": names[at : at + 100]}
            for each in caller.call("BatchGetDeploymentGroups", asked).items("deploymentGroupsInfo"):
                if each.text_or("applicationName", application) == application:
                    yield _path(caller, each, shapes)


def _path(caller: Caller, each: Answer, shapes: dict[str, tuple[Steps | Unread, int | Unread]]) -> ReleasePath:
    name = f"{each.text('applicationName')}/{each.text('deploymentGroupName')}"
    arn = group_arn(caller, each.text("applicationName"), each.text("deploymentGroupName"))
    settings = each.text_or("deploymentConfigName", "CodeDeployDefault.OneAtATime")
    if settings not in shapes:
        shapes[settings] = _shape(caller, settings)
    steps, hold = shapes[settings]
    events = each.texts("autoRollbackConfiguration.events")
    back = each.flag("autoRollbackConfiguration.enabled")
    alarms = each.items("alarmConfiguration.alarms") if each.flag("alarmConfiguration.enabled") else ()
    return ReleasePath(
        subject=caller.subject("deployment group", arn, caller.tags_of(arn)),
        name=name,
        product="CodeDeploy",
        steps=steps,
        settings=settings,
        hold_minutes=hold,
        tested=False,
        undoes_failure=back and "DEPLOYMENT_FAILURE" in events,
        undoes_on_alarm=back and "DEPLOYMENT_STOP_ON_ALARM" in events,
        blind=each.flag("alarmConfiguration.ignorePollAlarmFailure"),
        alarms=tuple(alarm.text("name") for alarm in alarms if alarm.has("name")),
    )


def group_arn(caller: Caller, application: str, group: str) -> str:
    """The ARN of a deployment group, which no answer holds."""
    return caller.arn("codedeploy", f"deploymentgroup:{application}/{group}")


def _shape(caller: Caller, settings: str) -> tuple[Steps | Unread, int | Unread]:
    """What a deployment configuration does: AWS's own by their names, others by their text."""
    if settings.startswith("CodeDeployDefault."):
        if settings.endswith("AllAtOnce"):
            return Steps.AT_ONCE, 0
        staged = _STAGED.search(settings)
        return (Steps.STAGED, int(staged.group(1))) if staged else (Steps.ROLLING, 0)
    answer = caller.ask("GetDeploymentConfig", {"deploymentConfigName": settings})
    if isinstance(answer, Unread):
        return answer, answer
    info = answer.part("deploymentConfigInfo")
    routing = info.text_or("trafficRoutingConfig.type")
    if routing == "TimeBasedCanary":
        return Steps.STAGED, info.number_or("trafficRoutingConfig.timeBasedCanary.canaryInterval")
    if routing == "TimeBasedLinear":
        return Steps.STAGED, info.number_or("trafficRoutingConfig.timeBasedLinear.linearInterval")
    if info.has("zonalConfig"):
        seconds = info.number_or("zonalConfig.firstZoneMonitorDurationInSeconds")
        return Steps.STAGED, (seconds or info.number_or("zonalConfig.monitorDurationInSeconds")) // 60
    if routing == "AllAtOnce" or info.number_or("minimumHealthyHosts.value") == 0:
        return Steps.AT_ONCE, 0
    return Steps.ROLLING, 0


@reader(
    "aws.codedeploy.deployments",
    service="codedeploy",
    operations=("ListDeployments", "BatchGetDeployments"),
    yields=(ReleaseRecord,),
)
def deployments(caller: Caller) -> Iterator[ReleaseRecord]:
    """Deployments of the last 180 days: how many failed, went back, or were stopped by an alarm."""
    since = caller.now - timedelta(days=WINDOW_DAYS)
    asked = {"createTimeRange": {"start": since, "end": caller.now}}
    listed = (name for page in caller.pages("ListDeployments", asked) for name in page.texts("deployments"))
    names = list(islice(listed, MOST_DEPLOYMENTS))
    found: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for at in range(0, len(names), 25):
        answer = caller.call("BatchGetDeployments", {"deploymentIds": names[at : at + 25]})
        for each in answer.items("deploymentsInfo"):
            made = each.moment("createTime")
            if made is None or made >= since:
                found[each.text_or("applicationName"), each.text_or("deploymentGroupName")].append(each)
    for (application, group), infos in sorted(found.items()):
        arn = group_arn(caller, application, group)
        yield _record(caller, arn, f"{application}/{group}", infos, sampled=len(names) == MOST_DEPLOYMENTS)


def _record(caller: Caller, arn: str, name: str, infos: Sequence[Answer], *, sampled: bool) -> ReleaseRecord:
    backs = [each for each in infos if each.text_or("creator") == "codeDeployRollback"]
    arrived = {each.text("deploymentId"): each for each in backs if each.text_or("status") == "Succeeded"}
    went_back = [each for each in infos if each.text_or("rollbackInfo.rollbackDeploymentId") in arrived]
    times = [when for each in arrived.values() if (when := _ended(each)) is not None]
    tried = [each for each in infos if each not in backs]
    return ReleaseRecord(
        subject=caller.subject("deployment group", arn),
        name=name,
        releases=len(tried),
        failed=sum(each.text_or("status") in ("Failed", "Stopped") for each in tried),
        rolled_back=len(arrived),
        by_alarm=sum(_by_alarm(each) for each in went_back),
        last_rollback=max(times, default=None),
        sampled=sampled,
    )


def _ended(each: Answer) -> datetime | None:
    return each.moment("completeTime") or each.moment("createTime")


def _by_alarm(each: Answer) -> bool:
    code = each.text_or("errorInformation.code")
    return code == "ALARM_ACTIVE" or "alarm" in each.text_or("rollbackInfo.rollbackMessage").lower()
