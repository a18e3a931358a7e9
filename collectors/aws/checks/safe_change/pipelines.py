"""Pipelines and gates: what holds a release back, what is tested and verified, what policy judges before a change."""

from __future__ import annotations

from assess.evidence.checks import (
    INDICATOR,
    Snapshot,
    Verdict,
    any_of,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Reason, Unread, known
from collectors.aws.checks.products import CHANGE_GATES
from collectors.aws.facts.releases import ChangeCalendar, ChangeHook, Pipeline, PolicyRules, ReleaseRecord, Stage
from collectors.aws.facts.response import DrillTemplate

_DEPLOYING = (
    "CodeDeploy", "CodeDeployToECS", "ECS", "CloudFormation", "CloudFormationStackSet", "CloudFormationStackInstances",
    "ElasticBeanstalk", "AppConfig", "ServiceCatalog", "EKS", "Lambda", "EC2",
)  # fmt: skip
_VERIFYING = ("Test", "Invoke", "Compute")
BOUND_PERCENT = 15
"""Share of failed changes under which the better half of organisations stay (DORA, Accelerate State of DevOps)."""


def deploying(pipeline: Pipeline) -> tuple[int, Stage] | None:
    """The last stage that puts something into service, and its place; None if the pipeline only builds."""
    for at in range(len(pipeline.stages) - 1, -1, -1):
        stage = pipeline.stages[at]
        if "Deploy" in stage.actions or any(provider in _DEPLOYING for provider in stage.providers):
            return at, stage
    return None


@check(practice="CHG-06", level=1, subject=ChangeCalendar)
def calendar_of_changes_is_kept(calendar: ChangeCalendar) -> Verdict:
    """A change calendar says when nothing may be changed, where machines can ask it.

    Reads change calendars of Systems Manager, of the account's own. Cannot know whether pipelines ask them, nor whether
    their entries are kept up.
    """
    return passed(f"calendar {calendar.name}", pointer(calendar, "name", calendar.name))


@check(practice="CHG-06", level=2, subject=Pipeline)
def pipeline_can_be_held(pipeline: Pipeline) -> Verdict:
    """Before it deploys, the pipeline waits for a rule, for a window of time, or for a person, or is closed now.

    Cannot know whether anybody uses that to freeze, nor what triggers it.
    """
    found = deploying(pipeline)
    if found is None:
        return not_applicable("it deploys nothing")
    at, stage = found
    if stage.holds:
        return passed(f"{', '.join(stage.holds)} must pass first", pointer(pipeline, "stages", stage.name))
    if any("Approval" in each.actions for each in pipeline.stages[: at + 1]):
        return passed("a person must approve first", pointer(pipeline, "stages", stage.name))
    if any(known(each.closed) for each in pipeline.stages[: at + 1]):
        return passed("it is closed by hand now", pointer(pipeline, "stages", stage.name))
    return failed("nothing stands between the source and the deployment", pointer(pipeline, "stages", stage.name))


@check(practice="CHG-06", level=3, subject=Pipeline)
def alarm_stops_the_pipeline(pipeline: Pipeline) -> Verdict:
    """The pipeline does not enter its deployment while an alarm is on, and needs nobody to decide that.

    Reads rules on entry of the last deploying stage. What the alarm watches is not judged.
    """
    found = deploying(pipeline)
    if found is None:
        return not_applicable("it deploys nothing")
    _, stage = found
    rules = [rule for rule in stage.holds if rule == "CloudWatchAlarm"]
    if rules:
        return passed("an alarm keeps it from deploying", pointer(pipeline, "stages", f"{stage.name}: {rules[0]}"))
    return failed("no alarm keeps it from deploying", pointer(pipeline, "stages", f"{stage.name}: no rule"))


@check(practice="CHG-11", level=2, subject=Pipeline, need=any_of("watched after the change"))
def pipeline_looks_after_it_deployed(pipeline: Pipeline) -> Verdict:
    """After the deployment the pipeline tests, asks a function or waits for a rule before it is done.

    Where it does not, the tool that deploys may watch the release itself: that is judged there.
    """
    found = deploying(pipeline)
    if found is None:
        return not_applicable("it deploys nothing")
    at, stage = found
    later = [each for each in pipeline.stages[at + 1 :] if any(action in _VERIFYING for action in each.actions)]
    if stage.after or later:
        what = later[0].name if later else ", ".join(stage.after)
        return passed(f"{what} follows the deployment", pointer(pipeline, "stages", what))
    if "CodeDeploy" in " ".join(stage.providers):
        return not_applicable("CodeDeploy watches the release, and is judged by itself")
    return failed("it is done when the deployment has run", pointer(pipeline, "stages", stage.name))


@check(practice="CHG-15", level=2, subject=Pipeline)
def release_waits_for_a_test(pipeline: Pipeline) -> Verdict:
    """A test stands between source and deployment, and the pipeline does not go on without it.

    A build may run tests as well: what a build does is not read, so with a build and no test this is not known.
    """
    found = deploying(pipeline)
    if found is None:
        return not_applicable("it deploys nothing")
    before = pipeline.stages[: found[0] + 1]
    tests = [stage for stage in before if "Test" in stage.actions]
    if tests and tests[0].on_failure != "SKIP":
        return passed(f"{tests[0].name} must pass", pointer(pipeline, "stages", tests[0].name))
    if any("Build" in stage.actions or "Compute" in stage.actions for stage in before):
        build = Unread(
            Reason.UNRESOLVED, "it has no test of its own, and its build may run some", "show the build's steps"
        )
        return unknown(build, pointer(pipeline, "stages", ", ".join(stage.name for stage in before)))
    return failed(
        "nothing is tested on the way", pointer(pipeline, "stages", ", ".join(stage.name for stage in before))
    )


@check(practice="CHG-15", level=2, subject=DrillTemplate, need=INDICATOR)
def failures_are_kept_as_experiments(template: DrillTemplate) -> Verdict:
    """A failure is kept as an experiment that can be run again: an indicator, for it need not be one that happened.

    Reads templates of Fault Injection Service. Cannot know which of them repeat an incident; tests kept in code are not
    seen.
    """
    return passed(f"experiment {template.identifier}", pointer(template, "identifier", template.identifier))


@check(practice="CHG-16", level=1, subject=ReleaseRecord)
def releases_and_their_failures_are_recorded(record: ReleaseRecord) -> Verdict:
    """The tool that releases keeps a record of each release and how it ended.

    Reads deployments of CodeDeploy and ECS; ECS keeps 90 days. Releases by other tools are not seen, and cannot know of
    failures that showed after a deployment had ended well.
    """
    if not record.releases:
        return not_applicable("nothing was released in 180 days")
    shown = pointer(record, "releases", f"{record.failed} of {record.releases} failed")
    return passed(f"{record.failed} of {record.releases} releases failed in 180 days", shown)


@check(practice="CHG-16", level=4, subject=ReleaseRecord, need=INDICATOR)
def few_releases_fail(record: ReleaseRecord) -> Verdict:
    """Of at least ten releases in two quarters, at most 15 % failed or were stopped.

    An indicator: the bound that counts is the organisation's own, and what follows when it is crossed is not seen.
    """
    if record.releases < 10:
        return not_applicable(f"{record.releases} releases in 180 days are too few for a rate")
    percent = round(100 * record.failed / record.releases)
    shown = pointer(record, "failed", f"{record.failed} of {record.releases}")
    if percent <= BOUND_PERCENT:
        return passed(f"{percent} % failed", shown)
    return failed(f"{percent} % failed", shown)


@check(practice="CHG-09", level=1, subject=PolicyRules)
def rules_judge_what_was_changed(rules: PolicyRules) -> Verdict:
    """Rules of AWS Config judge resources after they were changed.

    Reads how many rules are active in the region, without those that services of AWS make. Cannot know whether they
    cover what matters, nor whether anybody follows up what they find.
    """
    return passed(f"{rules.active} rules are in force", pointer(rules, "active", rules.active))


@check(practice="CHG-09", level=2, subject=PolicyRules, reads=(ChangeHook,), product=CHANGE_GATES)
def policy_judges_before_the_change(rules: PolicyRules, snapshot: Snapshot) -> Verdict:
    """A hook of CloudFormation or a proactive rule judges a change before it is made.

    Cannot see whether a hook warns or refuses, nor checks that a pipeline makes: other tooling is possible.
    """
    if rules.before:
        return passed(f"{rules.before} rules judge before", pointer(rules, "before", rules.before))
    found = snapshot.within(ChangeHook, rules.subject)
    if isinstance(found, Unread):
        return unknown(found)
    hook = next(found, None)
    if hook is not None:
        return passed(f"the hook {hook.name} judges before", pointer(hook, "name", hook.name))
    return failed("rules judge only afterwards", pointer(rules, "before", 0))
