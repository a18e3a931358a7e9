"""The AWS collector as the engine sees it: options, probes, accounts, jobs, and one job run.

Cheap to import: readers, checks and the SDK load when they are first asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import cached_property, partial
from types import ModuleType

from assess.evidence.checks import Check, checks_in
from assess.evidence.collectors import Job, Option, Probe, Rate, Settings, Target, Tools
from assess.evidence.facts import Fact, Reason, Unread

_option = partial(Option, chooses=True)
"""None changes what an account answers, so a job keeps its id whichever way the account is entered."""

OPTIONS = (
    _option("--aws", "Read the AWS account of the SDK's default credentials.", switch=True),
    _option("--aws-profile", "Read the AWS account of this profile.", metavar="NAME", multiple=True),
    _option("--aws-organization", "Read every account of the organisation by assuming this role.", metavar="ROLE"),
    _option("--aws-accounts-file", "The accounts to enter, instead of the organisation's list.", metavar="FILE"),
    _option("--aws-account", "Only this account.", metavar="ID", multiple=True),
    _option(
        "--aws-ou", "Only accounts in this organisational unit, by id or path of names.", metavar="OU", multiple=True
    ),
    _option("--aws-external-id", "The external id that the role's trust asks for.", metavar="ID"),
    _option("--aws-session-name", "The session name that CloudTrail will show.", metavar="NAME"),
    _option("--region", "Only this region.", metavar="REGION", multiple=True),
    _option(
        "--aws-costs",
        "Also ask Cost Explorer at the account that pays: a few requests of 0.01 USD each.",
        switch=True,
        enables=("aws.ce.anomaly_monitors", "aws.ce.cost_keys", "aws.ce.unattributed_cost"),
    ),
    _option("--scheduler", "Run on the workers of this dask scheduler.", metavar="tcp://HOST:PORT"),
)


class AwsCollector:
    """Reads AWS accounts, never writing."""

    name = "aws"
    options: tuple[Option, ...] = OPTIONS
    threads = 32
    """More only wait for the interpreter's lock."""
    start_seconds = 4.0
    """A process loads the SDK and the models of its services: a second of work, and as much memory as the first."""

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """One for each reader."""
        from collectors.aws.plan import probes

        return tuple(probes().values())

    def targets(self, settings: Settings) -> Iterable[Target]:
        """The accounts that the options name. Raises `CollectorError`."""
        wants = ("aws", "aws_profile", "aws_organization", "aws_accounts_file", "aws_account", "aws_ou")
        if not any(settings.options.get(each) for each in wants):
            return []
        from collectors.aws.access import targets_for

        return targets_for(settings)

    def plan(self, target: Target, settings: Settings) -> Iterable[Job]:
        """The jobs of one account."""
        from collectors.aws.plan import jobs_for

        return jobs_for(target)

    def run(self, job: Job, tools: Tools, settings: Settings) -> Iterator[Fact | Target | Unread]:
        """One reader on one account and region."""
        from collectors.aws.access import refusal_in
        from collectors.aws.answers import Garbled
        from collectors.aws.calling import Call, Cell, RegionClosed
        from collectors.aws.desk import desk
        from collectors.aws.keyring import Door
        from collectors.aws.plan import answering_region
        from collectors.aws.policy import group_of
        from collectors.aws.reading import Refused, all_readers
        from collectors.aws.turns import Turns

        reader = all_readers()[job.probe]
        refused = refusal_in(job.target, reader.scope)
        if refused is not None:
            yield refused
            return
        group, bench = group_of(reader.service), desk(tools.now)
        with bench.shard(job.shard, group.name) as answers:
            door = Door.of(job.target, settings)
            call = Call(bench, door, group.name, group.policy, answers, Turns.of(tools))
            cell = Cell(reader, job.target, job.region or answering_region(reader, job.target), tools.now, call)
            try:
                yield from reader.read(cell)
                yield from dict.fromkeys(call.untold)
            except RegionClosed as closed:
                if not job.region:
                    yield closed.unread
            except Refused as refusal:
                yield cell.whole_need(refusal.unread)
            except Garbled as garbled:
                yield Unread(
                    Reason.NOT_AVAILABLE, f"an answer that its model does not allow: {garbled}", "run it again"
                )

    def rate(self, limit_key: str) -> Rate | None:
        """How fast an account may ask a service in a region."""
        from collectors.aws.turns import rate_of

        return rate_of(limit_key)

    def checks(self) -> Iterable[Check]:
        """Every check of the package `checks`, which is walked."""
        from collectors.aws import checks

        return checks_in(*_modules_of(checks))

    def executor(self, settings: Settings) -> Executor | None:
        """Workers elsewhere, where `--scheduler` names them. Raises `CollectorError`."""
        address = settings.first("scheduler")
        if not address:
            return None
        from collectors.aws.scheduler import executor_at

        return executor_at(address)

    def policy(self, form: str) -> str:
        """The least permissions that the readers need, as `policy.FORMATS` names the forms."""
        from collectors.aws.policy import written

        return written(form)

    @property
    def policy_formats(self) -> tuple[str, ...]:
        """The forms in which the permissions can be written."""
        from collectors.aws.policy import FORMATS

        return FORMATS


def _modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(each.name)
