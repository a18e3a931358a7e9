"""Reads the rules by which Access Analyzer archives findings without anybody looking; no finding."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.accounts import StandingException
from collectors.aws.reading import Caller, reader


@reader(
    "aws.accessanalyzer.exceptions",
    service="accessanalyzer",
    operations=("ListAnalyzers", "ListArchiveRules"),
    yields=(StandingException,),
)
def exceptions(caller: Caller) -> Iterator[StandingException]:
    """Archive rules of every analyzer. They have no place for a reason."""
    for analyzer in caller.items("ListAnalyzers", "analyzers", {"maxResults": 100}):
        asked = {"analyzerName": analyzer.text("name"), "maxResults": 100}
        for each in caller.items("ListArchiveRules", "archiveRules", asked):
            yield StandingException(
                subject=caller.subject("exception", f"{analyzer.text('arn')}/archive-rule/{each.text('ruleName')}"),
                product="Access Analyzer",
                name=each.text("ruleName"),
                says_why=None,
            )
