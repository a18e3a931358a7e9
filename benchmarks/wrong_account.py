"""Is any request ever signed by the wrong account? Shared clients, many accounts, refreshes and throttling at once.

    python benchmarks/wrong_account.py [--calls 100000] [--accounts 50] [--threads 32]

Every request names its account in a parameter; the server recomputes each signature with the secret that belongs to
the key, and compares the account of that key with the one named. One call in fifty is throttled, one in a hundred is
refused as expired, and in the last tenth every credential is always due, so that each signature first assumes its role
again. Ends with status 1 if one request was signed by another account, or one signature did not hold.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assess.demo.aws_stand_in import Account, Effect, Estate, Rule, running
from collectors.aws.actions import actions_for
from collectors.aws.credentials import acting_as
from collectors.aws.desk import desk
from collectors.aws.guard import allowed
from collectors.aws.keyring import Door
from collectors.aws.policy import session_policy
from collectors.aws.turns import OwnLimits

ROLE = "AssessReader"
NAMING: tuple[tuple[str, str, str, Callable[[str], dict[str, Any]]], ...] = (
    ("cloudwatch", "DescribeAlarms", "describe_alarms", lambda own: {"AlarmNamePrefix": own}),
    ("ec2", "DescribeVpcs", "describe_vpcs", lambda own: {"Filters": [{"Name": "owner-id", "Values": [own]}]}),
    ("logs", "DescribeLogGroups", "describe_log_groups", lambda own: {"logGroupNamePrefix": own}),
    ("iam", "ListAccountAliases", "list_account_aliases", lambda own: {"Marker": own}),
    ("s3", "GetBucketVersioning", "get_bucket_versioning", lambda own: {"Bucket": f"logs-{own}-acme"}),
    ("lambda", "ListAliases", "list_aliases", lambda own: {"FunctionName": f"of-{own}-acme"}),
)
"""Reads in each protocol that take a text in which to name the account."""
POLICY = session_policy(actions_for((service, operation) for service, operation, _, _ in NAMING))


class Caller:
    """Makes calls for accounts in turn, and counts what came of them."""

    def __init__(self, accounts: list[str]) -> None:
        self._accounts = accounts
        self._reads = [each for each in NAMING if each[:2] in allowed()]
        self._limits = OwnLimits()
        self.answered = 0
        self.refused = 0

    @property
    def services(self) -> list[str]:
        """What is asked."""
        return [f"{service}:{operation}" for service, operation, _, _ in self._reads]

    def call(self, number: int) -> None:
        """One call, by the account whose turn it is."""
        from botocore.exceptions import ClientError

        account = self._accounts[number % len(self._accounts)]
        service, _, method, asked = self._reads[number // len(self._accounts) % len(self._reads)]
        door = Door(account, "", f"arn:aws:iam::{account}:role/{ROLE}", "us-east-1")
        credentials = desk().keys.credentials(door, "benchmark", POLICY, self._limits.turns(600))
        try:
            with acting_as(credentials):
                getattr(desk().clients.get(service, "eu-west-1"), method)(**asked(account))
            self.answered += 1
        except ClientError as error:
            self.refused += 1
            if "xpired" in error.response["Error"]["Code"]:
                desk().keys.renew(door, "benchmark", credentials)


def always_due(due: bool) -> None:
    """Whether every credential is within the time in which botocore refreshes it before signing."""
    from botocore.credentials import RefreshableCredentials

    RefreshableCredentials._mandatory_refresh_timeout = 5_000 if due else 600
    RefreshableCredentials._advisory_refresh_timeout = 5_000 if due else 900


def main() -> int:
    """Runs the calls and prints what was counted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--threads", type=int, default=32)
    given = parser.parse_args()
    accounts = [f"{210_000_000_000 + number:012}" for number in range(given.accounts)]
    rules = [Rule(Effect.EXPIRED, share=0.01, operation="[DL]*"), Rule(Effect.THROTTLE, share=0.02, operation="[DGL]*")]
    estate = Estate([Account(each, reader_role=ROLE) for each in accounts])
    with running(estate, rules, signatures=True, accounts=True, within="process") as endpoint:
        os.environ.update(endpoint.environment())
        caller = Caller(accounts)
        began = time.perf_counter()
        with ThreadPoolExecutor(given.threads) as pool:
            usual = given.calls * 9 // 10
            list(pool.map(caller.call, range(usual)))
            always_due(True)
            list(pool.map(caller.call, range(usual, given.calls)))
            always_due(False)
        seconds = time.perf_counter() - began
        counts = endpoint.counts()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    print(f"asked: {', '.join(caller.services)}")
    print(f"{given.calls} calls by {given.accounts} accounts on {given.threads} threads in {seconds:.0f} s")
    print(f"{caller.answered} answered, {caller.refused} refused as throttled or expired")
    print(f"{counts.total} requests at the server, {counts.of(operation='AssumeRole')} of them to assume a role")
    print(f"{counts.wrong_account} signed by the wrong account, {counts.bad_signatures} signatures that do not hold")
    return 1 if counts.wrong_account or counts.bad_signatures or not caller.answered else 0


if __name__ == "__main__":
    sys.exit(main())
