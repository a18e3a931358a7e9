"""The printed policies, enforced: everything is read with them and with nothing more, and each action that is taken
away is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path

import iam_actions
import pytest

from assess.demo.aws_stand_in import Endpoint, running
from assess.demo.aws_stand_in.operations import actions_needed
from assess.evidence.collectors import CollectorError, Job, Settings
from assess.evidence.facts import Reason, Unread
from collectors.aws import COLLECTOR
from collectors.aws.actions import actions_for, actions_of
from collectors.aws.desk import new_desk
from collectors.aws.guard import ENTRY, STARTS_WORK, WITNESSES, Operation, allowed
from collectors.aws.policy import managed_policies
from collectors.aws.reading import Reader, Scope, all_readers
from tests.collectors.aws.jobs import Brought, brought
from tests.collectors.aws.whole_estate import OPERATOR, REGION, whole_estate

WHAT = Settings(options={"aws_organization": ("AssessReader",), "region": (REGION,)})
READERS = sorted(all_readers().values(), key=lambda each: each.id)
DENIALS = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
KEPT_FOR_THE_RUN = {"tag:GetResources", "ec2:DescribeVpcs"}
"""Asked once in a region, whoever needs it: tags, and whether the region is closed."""
CASES = [(each, action) for each in READERS for action in actions_for(each.operations)]
"""Every reader with every action that it needs."""


def printed() -> tuple[str, ...]:
    """Every action of every policy that `assess policy aws` prints."""
    found = json.loads(COLLECTOR.policy("json"))  # type: ignore[attr-defined]
    return tuple(action for each in found["policies"] for action in each["document"]["Statement"][0]["Action"])


def granted(*without: str) -> dict[str, Sequence[str]]:
    """What the role holds in every account; who assumes it may do that besides."""
    left = [action for action in printed() if action not in without]
    return {"*": left, OPERATOR: [*left, *({"sts:AssumeRole"} - {*without})]}


@dataclass(frozen=True)
class Ran:
    """A job, what it brought, and what it asked."""

    job: Job
    got: Brought
    asked: frozenset[Operation]


@dataclass(frozen=True)
class Whole:
    """Every job of every reader in every account, run under the printed policies and nothing else."""

    endpoint: Endpoint
    ran: tuple[Ran, ...]
    denied: tuple[tuple[str, str, str, str], ...]

    def jobs_that_need(self, reader: Reader, action: str) -> list[Job]:
        """The jobs of a reader that called an operation which needs that action, or had its answer from before."""
        own = [each for each in self.ran if each.job.probe == reader.id]
        if action in KEPT_FOR_THE_RUN:
            return [each.job for each in own if each.got.facts]
        return [each.job for each in own if any(action in actions_needed(*one) for one in each.asked)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    cache = tmp_path_factory.mktemp("cache")
    with running(whole_estate()) as endpoint, pytest.MonkeyPatch.context() as patch:
        for name, value in endpoint.environment(OPERATOR).items():
            patch.setenv(name, value)
        endpoint.allow(granted())
        ran, before = [], endpoint.counts()
        for target in COLLECTOR.targets(WHAT):
            for job in COLLECTOR.plan(target, WHAT):
                job = replace(job, shard=job.id)  # alone, so that it is not answered from what another asked
                got = brought(job, cache, settings=WHAT)
                after = endpoint.counts()
                asked = {(key[2], key[3]) for key, n in after.calls.items() if n > before.calls.get(key, 0)}
                ran.append(Ran(job, got, frozenset(asked)))
                before = after
        denied = tuple(key for key in before.refused if key[3] in DENIALS)
        yield Whole(endpoint, tuple(ran), denied)


def reasons(thing: object) -> Iterator[Unread]:
    """Every reason for not knowing in a fact, however deep."""
    if isinstance(thing, Unread):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for each in thing:
            yield from reasons(each)
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from reasons(getattr(thing, each.name))


def test_everything_is_read_with_the_printed_policies_and_nothing_more(whole: Whole) -> None:
    assert whole.denied == ()
    assert {each.job.probe for each in whole.ran} == set(all_readers())
    called = {operation for each in whole.ran for operation in each.asked}
    declared = {operation for each in READERS for operation in each.operations}
    assert declared <= called, "or the policy may hold what is never needed"


@pytest.mark.parametrize(("reader", "action"), CASES, ids=lambda each: each if isinstance(each, str) else each.id)
def test_an_action_that_is_taken_away_is_named(
    whole: Whole, reader: Reader, action: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in whole.endpoint.environment(OPERATOR).items():
        monkeypatch.setenv(name, value)
    jobs = whole.jobs_that_need(reader, action)
    assert jobs
    whole.endpoint.allow(granted(action))
    if action in KEPT_FOR_THE_RUN:
        new_desk()
    got = [brought(replace(each, shard=f"{each.id} without {action}"), tmp_path, settings=WHAT) for each in jobs]
    said = [reason for each in got for reason in (*each.unread, *reasons(tuple(each.facts)))]
    assert any(action in f"{each.detail} {each.needs}".split() for each in said), said


def entered(*without: str, endpoint: Endpoint, patch: pytest.MonkeyPatch, **options: str) -> str:
    """Everything that is said while accounts are found and entered without these actions."""
    for name, value in endpoint.environment(OPERATOR).items():
        patch.setenv(name, value)
    endpoint.allow(granted(*without))
    try:
        found = list(COLLECTOR.targets(Settings(options={name: (value,) for name, value in options.items()})))
    except CollectorError as error:
        return str(error)
    return " ".join(text for each in found for text in (*each.notes, *each.settings.values()))


ASKED_ONLY_WITHOUT = {
    "ec2:DescribeRegions": "account:ListRegions",
    "organizations:ListTagsForResource": "tag:GetResources",
}
"""What entering asks where another read was refused or brought nothing."""


@pytest.mark.parametrize("action", [each for each in actions_for(ENTRY) if each != "sts:AssumeRole"])
def test_an_action_that_entering_lacks_is_named(whole: Whole, action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = [action, *filter(None, [ASKED_ONLY_WITHOUT.get(action)])]
    said = [
        entered(*without, endpoint=whole.endpoint, patch=monkeypatch, **options)
        for options in ({"aws_organization": "AssessReader"}, {"aws": "yes"})
    ]
    assert without[-1] in " ".join(said)
    complete = [
        entered(endpoint=whole.endpoint, patch=monkeypatch, **options)
        for options in ({"aws_organization": "AssessReader"}, {"aws": "yes"})
    ]
    assert ":" + without[-1].partition(":")[2] not in " ".join(complete)


def test_whoever_may_not_say_who_manages_an_account_leaves_what_only_that_one_answers_open(
    whole: Whole, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The reads of the managing and paying account are planned, and say why they did not take place."""
    for name, value in whole.endpoint.environment(OPERATOR).items():
        monkeypatch.setenv(name, value)
    whole.endpoint.allow(granted("organizations:DescribeOrganization"))
    (target,) = COLLECTOR.targets(Settings(options={"aws": ("yes",)}))
    whole.endpoint.allow(granted())
    of_one = {each.id for each in READERS if each.scope in (Scope.MANAGEMENT, Scope.PAYER)}
    jobs = [job for job in COLLECTOR.plan(target, WHAT) if job.probe in of_one]
    assert {job.probe for job in jobs} == of_one
    for job in jobs:
        reason = brought(job, tmp_path, settings=WHAT).reason
        assert (reason.reason, reason.needs) == (Reason.NOT_PERMITTED, "organizations:DescribeOrganization")


def test_one_account_that_may_say_who_manages_it_speaks_for_its_organisation(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in whole.endpoint.environment(OPERATOR).items():
        monkeypatch.setenv(name, value)
    members = granted("organizations:DescribeOrganization")
    whole.endpoint.allow({**members, OPERATOR: granted()[OPERATOR]})
    found = list(COLLECTOR.targets(WHAT))
    assert {each.settings["management"] for each in found} == {OPERATOR}


def test_every_action_exists_in_the_list_of_all_actions_of_aws() -> None:
    """The names as AWS documents them; how a read is named there is not always how its operation is."""
    known = {f"{service}:{name}" for service, actions in iam_actions.actions.items() for name in actions}
    named = {action for operation in allowed() for action in actions_of(operation)}
    assert len(named) > 150
    assert named <= known


def test_the_stand_in_asks_no_less_of_a_caller_than_the_policies_hold() -> None:
    """It takes the list of reads, which names what a report needs to exist beside the read that fetches it."""
    for service, operation in sorted(allowed()):
        more = set(actions_needed(service, operation)) - set(actions_of((service, operation)))
        less = set(actions_of((service, operation))) - set(actions_needed(service, operation))
        assert not less, (service, operation)
        assert more <= set(actions_for(STARTS_WORK)), (service, operation)


def test_the_policies_hold_what_something_asks_and_nothing_else() -> None:
    asked = {operation for each in READERS for operation in each.operations} | ENTRY | set(WITNESSES)
    assert set(printed()) == set(actions_for(asked)) - {"sts:AssumeRole"}
    assert sum(len(json.loads(each.document)["Statement"]) for each in managed_policies()) == len(managed_policies())
