"""The account against which the budgets are measured: about 390 objects of 18 services in 3 regions."""

from __future__ import annotations

from assess.demo.aws_stand_in.estate import Account, Estate


def sample_estate() -> Estate:
    """One account, 3 regions."""
    return Estate([Account("123456789012", "sample")], name="sample")
