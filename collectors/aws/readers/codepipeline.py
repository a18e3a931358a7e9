"""Reads CodePipeline: the stages of each pipeline with what holds them, and what its newest runs did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.releases import Pipeline, Stage
from collectors.aws.readers.codedeploy import WINDOW_DAYS
from collectors.aws.reading import Caller, Refused, reader


@reader(
    "aws.codepipeline.pipelines",
    service="codepipeline",
    operations=(
        "ListPipelines",
        "GetPipeline",
        "GetPipelineState",
        "ListPipelineExecutions",
        "resourcegroupstaggingapi:GetResources",
    ),
    yields=(Pipeline,),
    calls=4,
)
def pipelines(caller: Caller) -> Iterator[Pipeline]:
    """Pipelines: their stages, approvals and conditions, and their newest runs."""
    names = [each.text("name") for each in caller.items("ListPipelines", "pipelines", {"maxResults": 1000})]
    yield from caller.each(names, lambda name: _pipeline(caller, name))


def _pipeline(caller: Caller, name: str) -> Pipeline:
    answer = caller.ask("GetPipeline", {"name": name})
    if isinstance(answer, Unread):
        raise Refused(answer)
    told = answer.part("pipeline")
    state = caller.ask("GetPipelineState", {"name": name})
    runs = caller.ask("ListPipelineExecutions", {"pipelineName": name, "maxResults": 100})
    arn = caller.arn("codepipeline", name)
    count, failed, back = (runs, runs, runs) if isinstance(runs, Unread) else _counted(caller, runs)
    return Pipeline(
        subject=caller.subject("pipeline", arn, caller.tags_of(arn)),
        name=name,
        role=told.text_or("roleArn"),
        stages=tuple(_stage(each, state) for each in told.items("stages")),
        pull_requests=any(each.items("gitConfiguration.pullRequest") for each in told.items("triggers")),
        runs=count,
        failed=failed,
        rollbacks=back,
    )


def _stage(each: Answer, state: Answer | Unread) -> Stage:
    actions = [action.part("actionTypeId") for action in each.items("actions")]
    after = tuple(_rules(each.part("onSuccess")))
    return Stage(
        name=each.text("name"),
        actions=tuple(action.text_or("category") for action in actions),
        providers=tuple(action.text_or("provider") for action in actions),
        holds=(*_rules(each.part("beforeEntry")), *after),
        after=after,
        on_failure=each.text_or("onFailure.result"),
        closed=state if isinstance(state, Unread) else _closed(state, each.text("name")),
    )


def _rules(part: Answer) -> Iterator[str]:
    for condition in part.items("conditions"):
        for rule in condition.items("rules"):
            yield rule.text_or("ruleTypeId.provider")


def _closed(state: Answer, name: str) -> bool:
    return any(
        each.text_or("stageName") == name and not each.flag("inboundTransitionState.enabled", default=True)
        for each in state.items("stageStates")
    )


def _counted(caller: Caller, answer: Answer) -> tuple[int, int, int]:
    """Runs of the window, those that failed, and rollbacks that arrived."""
    since = caller.now - timedelta(days=WINDOW_DAYS)
    runs = [
        each
        for each in answer.items("pipelineExecutionSummaries")
        if (at := each.moment("startTime")) is None or at >= since
    ]
    back = [each for each in runs if each.text_or("executionType") == "ROLLBACK"]
    forth = [each for each in runs if each not in back]
    failed = sum(each.text_or("status") == "Failed" for each in forth)
    return len(forth), failed, sum(each.text_or("status") == "Succeeded" for each in back)
