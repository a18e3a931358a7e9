"""Reads AppConfig: environments with what watches a change of settings, and feature flags with their last switch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.releases import FlagProfile, ReleasePath, Steps
from collectors.aws.reading import Caller, reader

MOST = 50
"""Deployments of settings looked at in an environment: the newest."""


@dataclass(frozen=True, slots=True)
class _Environment:
    answer: Answer
    alarms: tuple[str, ...]
    deployments: tuple[Answer, ...] | Unread


@reader(
    "aws.appconfig.settings",
    service="appconfig",
    operations=("ListApplications", "ListEnvironments", "ListDeployments", "ListConfigurationProfiles"),
    yields=(ReleasePath, FlagProfile),
    calls=4,
)
def settings(caller: Caller) -> Iterator[ReleasePath | FlagProfile]:
    """Environments of settings, how the newest change was spread in them, and feature flags."""
    for application in caller.items("ListApplications", "Items"):
        of = {"ApplicationId": application.text("Id")}
        environments = [_environment(caller, of, each) for each in caller.items("ListEnvironments", "Items", of)]
        for each in environments:
            yield _path(caller, application, each)
        for profile in caller.items("ListConfigurationProfiles", "Items", of):
            if profile.text_or("Type") == "AWS.AppConfig.FeatureFlags":
                yield _flags(caller, application, profile, environments)


def _environment(caller: Caller, of: dict[str, str], each: Answer) -> _Environment:
    asked = {**of, "EnvironmentId": each.text("Id"), "MaxResults": 50}
    answer = caller.ask("ListDeployments", asked)
    alarms = tuple(one.text("AlarmArn").rpartition(":alarm:")[2] for one in each.items("Monitors"))
    return _Environment(
        each, alarms, answer if isinstance(answer, Unread) else tuple(islice(answer.items("Items"), MOST))
    )


def _path(caller: Caller, application: Answer, each: _Environment) -> ReleasePath:
    steps, hold, shown = _spread(each.deployments)
    environment = each.answer.text("Id")
    return ReleasePath(
        subject=caller.subject(
            "settings", caller.arn("appconfig", f"application/{application.text('Id')}/environment/{environment}")
        ),
        name=f"{application.text('Name')}/{each.answer.text('Name')}",
        product="AppConfig",
        steps=steps,
        settings=shown,
        hold_minutes=hold,
        tested=False,
        undoes_failure=bool(each.alarms),
        undoes_on_alarm=bool(each.alarms),
        blind=False,
        alarms=each.alarms,
    )


def _spread(deployments: tuple[Answer, ...] | Unread) -> tuple[Steps | Unread | None, int | Unread | None, str]:
    if isinstance(deployments, Unread):
        return deployments, deployments, ""
    if not deployments:
        return None, None, ""
    newest = deployments[0]
    minutes, growth = newest.number_or("DeploymentDurationInMinutes"), newest.decimal_or("GrowthFactor", 100.0)
    bake = newest.number_or("FinalBakeTimeInMinutes")
    if minutes == 0 or growth >= 100:
        return Steps.AT_ONCE, bake, "all at once"
    return Steps.STAGED, max(bake, minutes), f"{growth:g} % at a time over {minutes} minutes"


def _flags(caller: Caller, application: Answer, profile: Answer, environments: list[_Environment]) -> FlagProfile:
    unread = next((each.deployments for each in environments if isinstance(each.deployments, Unread)), None)
    switched = [
        each
        for each in environments
        if not isinstance(each.deployments, Unread)
        and any(one.text_or("ConfigurationName") == profile.text("Name") for one in each.deployments)
    ]
    times = [
        when
        for each in switched
        if not isinstance(each.deployments, Unread)
        for one in each.deployments
        if one.text_or("ConfigurationName") == profile.text("Name")
        and (when := one.moment("CompletedAt") or one.moment("StartedAt")) is not None
    ]
    arn = caller.arn("appconfig", f"application/{application.text('Id')}/configurationprofile/{profile.text('Id')}")
    return FlagProfile(
        subject=caller.subject("feature flags", arn),
        name=f"{application.text('Name')}/{profile.text('Name')}",
        last_switched=max(times, default=None) if times or unread is None else unread,
        watched=all(each.alarms for each in environments) and bool(environments),
    )
