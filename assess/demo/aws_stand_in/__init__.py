"""Amazon Web Services as the demo and the tests need them: one endpoint, many accounts, counted, refusing on demand.

`running(estate)` starts it; `Estate` says what the accounts hold; `Rule` says what goes wrong. Collectors reach it by
the SDK's own endpoint setting and know nothing of it.
"""

from __future__ import annotations

from assess.demo.aws_stand_in.estate import Account, Estate, EstateError
from assess.demo.aws_stand_in.rules import Effect, Rule
from assess.demo.aws_stand_in.running import Endpoint, running

__all__ = ["Account", "Effect", "Endpoint", "Estate", "EstateError", "Rule", "running"]
