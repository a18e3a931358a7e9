"""Reads CodeCommit: how many approvals the templates bound to a repository ask of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import CodeRepository
from collectors.aws.reading import Caller, Refused, reader


@reader(
    "aws.codecommit.repositories",
    service="codecommit",
    operations=("ListRepositories", "ListAssociatedApprovalRuleTemplatesForRepository", "GetApprovalRuleTemplate"),
    yields=(CodeRepository,),
    calls=1,
)
def repositories(caller: Caller) -> Iterator[CodeRepository]:
    """Repositories hosted in AWS, and the approvals they ask for."""
    found = list(caller.items("ListRepositories", "repositories"))
    yield from caller.each(found, lambda each: _repository(caller, each))


def _repository(caller: Caller, each: Answer) -> CodeRepository:
    name = each.text("repositoryName")
    return CodeRepository(
        subject=caller.subject("code repository", caller.arn("codecommit", name)),
        name=name,
        approvals=_approvals(caller, name),
    )


def _approvals(caller: Caller, name: str) -> int | Unread:
    most = 0
    try:
        for page in caller.pages("ListAssociatedApprovalRuleTemplatesForRepository", {"repositoryName": name}):
            for template in page.texts("approvalRuleTemplateNames"):
                answer = caller.call("GetApprovalRuleTemplate", {"approvalRuleTemplateName": template})
                content = answer.document("approvalRuleTemplate.approvalRuleTemplateContent")
                needed = [one.number_or("NumberOfApprovalsNeeded") for one in content.structures("Statements")]
                most = max(most, *needed, 0)
    except Refused as refused:
        return refused.unread
    return most
