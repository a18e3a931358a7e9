"""What AWS's own set-up of accounts leaves in each of them, by name: it is nobody's service, and no subject of a check.

Control Tower and its accelerator, Quick Setup, conformance packs and the roles that stack sets take. What services make
for themselves inside an account (linked roles, aws/ keys, default networks) readers leave out where they meet it.
"""

from __future__ import annotations

import re

_SET_UP = re.compile(
    r"(aws-?controltower|StackSet-AWSControlTower|AWSAccelerator-|aws-accelerator-|aws-quicksetup|AWS-QuickSetup"
    r"|awsconfigconforms|stacksets-exec-)",
    re.IGNORECASE,
)


def made_by_aws(name: str) -> bool:
    """Whether a name, a path or an ARN ends in one that the set-up gives: `/aws/lambda/aws-controltower-...` does."""
    return _SET_UP.match(re.split(r"[/:]", name)[-1]) is not None
