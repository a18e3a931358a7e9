"""The least permissions: derived from the readers, within AWS's limits, enough for the whole collection and no more."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Estate, Rule
from assess.evidence.collectors import Settings
from assess.evidence.facts import Reason
from collectors.aws import COLLECTOR
from collectors.aws.actions import actions_for, actions_of
from collectors.aws.guard import ENTRY, READING_VERBS, STARTS_WORK, WITNESSES
from collectors.aws.policy import (
    MANAGED_LIMIT,
    SESSION_LIMIT,
    Group,
    entry_policy,
    groups,
    managed_policies,
    session_policy,
)
from collectors.aws.reading import Scope, all_readers
from tests.collectors.aws.conftest import Serve
from tests.collectors.aws.jobs import brought

READS = list(csv.DictReader(Path(__file__).with_name("reads.csv").open()))
BELONGS_TO_ANOTHER_OPERATION = {
    "iam:GenerateCredentialReport",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GenerateOrganizationsAccessReport",
}
"""The list of reads names these beside the operation that fetches the report; here each stands with its own."""

ENTERED_WITH = {service for service, _ in ENTRY}
EVERYWHERE = (Scope.REGIONAL, Scope.GLOBAL)

OPERATOR, MEMBER = "111122223333", "444455556666"


@pytest.mark.parametrize("read", READS, ids=lambda read: f"{read['service']}:{read['operation']}")
def test_the_actions_of_an_operation_are_those_of_the_list_of_reads(read: dict[str, str]) -> None:
    listed = set(read["iam_actions"].split())
    if not read["operation"].startswith("Generate"):
        listed -= BELONGS_TO_ANOTHER_OPERATION
    assert set(actions_of((read["service"], read["operation"]))) == listed


def test_each_group_of_services_fits_a_session_policy_with_all_it_reads() -> None:
    for each in groups():
        assert len(each.policy) <= SESSION_LIMIT
        allowed = set(json.loads(each.policy)["Statement"][0]["Action"])
        for reader in all_readers().values():
            if reader.service in each.services:
                assert allowed.issuperset(actions_for(reader.operations))
        assert allowed.issuperset(actions_for(WITNESSES))
    assert len(entry_policy()) <= SESSION_LIMIT
    services = [service for each in groups() for service in each.services]
    assert sorted(services) == sorted({reader.service for reader in all_readers().values()})


def test_a_session_policy_that_aws_would_refuse_is_not_made() -> None:
    with pytest.raises(ValueError, match="characters"):
        session_policy(f"ec2:DescribeThing{number}" for number in range(200))


def test_the_policies_to_attach_hold_exactly_what_readers_and_entry_need() -> None:
    held: list[str] = []
    for each in managed_policies():
        assert len(each.document) <= MANAGED_LIMIT
        document = json.loads(each.document)
        (statement,) = document["Statement"]
        assert (document["Version"], statement["Effect"], statement["Resource"]) == ("2012-10-17", "Allow", "*")
        held += statement["Action"]
    needed = actions_for([operation for each in all_readers().values() for operation in each.operations])
    assert sorted(held) == sorted({*needed, *actions_for([*ENTRY - {("sts", "AssumeRole")}, *WITNESSES])})


def test_no_action_writes_and_what_starts_work_is_apart() -> None:
    starts = set(actions_for(STARTS_WORK))
    verbs = (*READING_VERBS, "View", "GET")
    for each in managed_policies():
        for action in json.loads(each.document)["Statement"][0]["Action"]:
            if action in starts:
                assert each.name.startswith("assess-opt-in")
            else:
                assert action.partition(":")[2].startswith(verbs), action
            assert "*" not in action


@pytest.mark.parametrize("form", ["json", "terraform", "cloudformation"])
def test_each_form_holds_the_same_policies(form: str) -> None:
    text = COLLECTOR.policy(form)  # type: ignore[attr-defined]
    for each in managed_policies():
        assert each.name in text
        for action in json.loads(each.document)["Statement"][0]["Action"]:
            assert f'"{action}"' in text
    if form == "json":
        assert json.loads(text)["schema"] == "assess/policy/1"
    if form == "cloudformation":
        made = json.loads(text)["Resources"].values()
        assert {each["Type"] for each in made} == {"AWS::IAM::ManagedPolicy"}
    if form == "terraform":
        assert text.count('resource "aws_iam_policy"') == len(managed_policies())


def test_many_actions_are_cut_into_as_many_policies_as_the_limit_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.aws.policy.MANAGED_LIMIT", 200)
    parts = managed_policies.__wrapped__()
    assert len(parts) > 2
    assert all(len(each.document) <= 200 for each in parts)
    assert [each.name for each in parts[:2]] == ["assess-read-1", "assess-read-2"]


@dataclass(frozen=True)
class Collected:
    """What a whole collection could not read, and what was refused at the endpoint."""

    needs: frozenset[str]
    reasons: frozenset[Reason]
    details: Mapping[str, str]
    """By reader."""


def collect(serve: Serve, cache: Path, allowed: tuple[str, ...], rules: Sequence[Rule] = ()) -> Collected:
    """Enters a member account by role and runs every reader there, with exactly these actions allowed."""
    estate = Estate([Account(OPERATOR, regions=("us-east-1",)), Account(MEMBER, regions=("us-east-1",))])
    everything = {OPERATOR: ("*",), MEMBER: allowed}
    serve(estate, rules, account=OPERATOR, allowed=everything)
    accounts = cache / "accounts.txt"
    accounts.write_text(MEMBER)
    settings = Settings(
        options={"aws_organization": ("AssessReader",), "aws_accounts_file": (str(accounts),)},
    )
    (target,) = COLLECTOR.targets(settings)
    jobs = COLLECTOR.plan(target, settings)
    unread = [(job.probe, each) for job in jobs for each in brought(job, cache, settings=settings).unread]
    return Collected(
        frozenset(action for _, each in unread for action in each.needs.split(", ")),
        frozenset(each.reason for _, each in unread),
        {reader: "\n".join(each.detail for other, each in unread if other == reader) for reader, _ in unread},
    )


def everything() -> tuple[str, ...]:
    return tuple(
        action for each in managed_policies() for action in json.loads(each.document)["Statement"][0]["Action"]
    )


def test_the_printed_policy_is_enough_for_every_reader(serve: Serve, tmp_path: Path) -> None:
    assert Reason.NOT_PERMITTED not in collect(serve, tmp_path, everything()).reasons


@pytest.mark.parametrize("missing", ["cloudwatch:DescribeAlarms", "sns:ListTopics"])
def test_an_action_that_is_missing_is_named(serve: Serve, tmp_path: Path, missing: str) -> None:
    allowed = tuple(action for action in everything() if action != missing)
    collected = collect(serve, tmp_path, allowed)
    assert missing in collected.needs
    assert Reason.NOT_PERMITTED in collected.reasons


@pytest.mark.parametrize("group", groups(), ids=lambda each: each.name)
def test_a_group_of_services_that_is_denied_names_every_action_that_is_missing(
    serve: Serve, tmp_path: Path, group: Group
) -> None:
    """What a read would have come to is named with what it was refused first."""
    rules = [Rule(Effect.DENY, account=MEMBER, service=service) for service in group.services - ENTERED_WITH]
    collected = collect(serve, tmp_path, everything(), rules)
    silent = set()
    for each in all_readers().values():
        if each.service in group.services - ENTERED_WITH and not each.opt_in and each.scope in EVERYWHERE:
            named = collected.details.get(each.id, "")
            if not named:
                silent.add(each.id)
                continue
            for action in actions_for(operation for operation in each.operations if operation[0] == each.service):
                assert action in named, (each.id, action)
    assert silent <= {"aws.s3.archives"}, "which first asks another service where to look, and there is nothing"
