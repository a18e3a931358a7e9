"""The sample organisation's three AWS accounts, behind an endpoint on this machine for the time of the demo."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

READER_ROLE = "AssessReader"
"""The role that the demo reads each account with."""


@contextmanager
def accounts() -> Iterator[None]:
    """While this lasts, the AWS SDK of this process and its children reaches the sample accounts and nothing else:
    their endpoint, keys made up for the demo, no profile and no metadata service of this machine."""
    from assess.demo.aws_stand_in import running
    from assess.demo.aws_stand_in.estates import demo_estate

    before = dict(os.environ)
    with running(demo_estate()) as endpoint:
        for name in [each for each in os.environ if each.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(endpoint.environment())
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
