"""The estates that come with the stand-in: the demo's organisation, the budgets' sample account, two more styles."""

from __future__ import annotations

from collections.abc import Callable

from assess.demo.aws_stand_in.estate import Account, Estate
from assess.demo.aws_stand_in.estate_files import estate_in
from assess.demo.aws_stand_in.estates.fleet import fleet_estate
from assess.demo.aws_stand_in.estates.sample import sample_estate

__all__ = [
    "NAMES",
    "demo_estate",
    "empty_estate",
    "estate_named",
    "estate_three",
    "estate_two",
    "fleet_estate",
    "sample_estate",
]

NAMES = ("demo", "sample", "two", "three", "fleet", "empty", "moto")


def demo_estate() -> Estate:
    """Meridian Parcel: three accounts of a parcel company whose systems show less than its people say."""
    return estate_in("meridian")


def estate_two() -> Estate:
    """Nordlicht Energie: four accounts, written apart from any check, good and bad in all six topics."""
    return estate_in("nordlicht")


def estate_three() -> Estate:
    """Sakura Tickets: six accounts as Control Tower and CDK leave them, serverless, in containers, and empty."""
    return estate_in("sakura")


def empty_estate(*accounts: str, moto: bool = False) -> Estate:
    """Accounts that hold nothing; with `moto`, they hold what the caller then makes in them through the API."""
    names = accounts or ("111122223333",)
    return Estate([Account(each, name=f"account-{each[-4:]}") for each in names], name="empty", moto=moto)


def estate_named(name: str) -> Estate:
    """The estate of this name. Raises KeyError for a name that is none of `NAMES`."""
    made: dict[str, Callable[[], Estate]] = {
        "demo": demo_estate,
        "sample": sample_estate,
        "two": estate_two,
        "three": estate_three,
        "fleet": lambda: fleet_estate(50),
        "empty": empty_estate,
        "moto": lambda: empty_estate(moto=True),
    }
    return made[name]()
