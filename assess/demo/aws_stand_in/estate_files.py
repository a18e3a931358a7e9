"""Reads an estate that is written as YAML: one file for the organisation, one for each account.

An account's file goes region, service, operation; under each operation lies its answer, or a list of answers that
begin with `when`. `global` is every region; `tags` under a region become what the tagging API answers; `refuse` in
place of an answer is an error of that service.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from assess.demo.aws_stand_in.estate import (
    Account,
    Estate,
    EstateError,
    Organization,
    OrganizationPolicy,
    Unit,
)
from assess.demo.aws_stand_in.rules import Effect, Rule
from assess.demo.aws_stand_in.values import Members, Value, placed
from assess.demo.aws_stand_in.writing import Refusal

_TOP_KEYS = {"name", "management", "organization", "accounts", "units", "policies", "delegates", "rules"}


def estate_in(folder: str) -> Estate:
    """The estate in a folder beside `estates`. Raises EstateError with the file for what does not fit."""
    from yaml import CSafeLoader, load

    root = files("assess.demo.aws_stand_in.estates") / folder
    told: dict[str, Any] = load((root / "organisation.yaml").read_text("utf-8"), CSafeLoader)
    if unknown := set(told) - _TOP_KEYS:
        raise EstateError(f"{folder}/organisation.yaml: unknown keys {', '.join(sorted(unknown))}")
    accounts = [Account(**_tupled(row)) for row in told["accounts"]]
    rules = [Rule(**{**row, "effect": Effect(row["effect"])}) for row in told.get("rules", ())]
    estate = Estate(accounts, _organization(told), name=told["name"], rules=rules)
    for account in accounts:
        file = root / f"{account.name}.yaml"
        if file.is_file():
            _Filling(estate, account.id, f"{folder}/{account.name}.yaml").fill(
                load(file.read_text("utf-8"), CSafeLoader)
            )
    return estate


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _organization(told: dict[str, Any]) -> Organization | None:
    if "management" not in told:
        return None
    return Organization(
        management=told["management"],
        units=tuple(Unit(**row) for row in told.get("units", ())),
        policies=tuple(OrganizationPolicy(**_tupled(row)) for row in told.get("policies", ())),
        delegates={account: tuple(services) for account, services in told.get("delegates", {}).items()},
        **_tupled(told.get("organization", {})),
    )


class _Filling:
    """Puts one account's file into the estate."""

    def __init__(self, estate: Estate, account: str, file: str) -> None:
        self._estate, self._account, self._file = estate, account, file

    def fill(self, told: dict[str, Any]) -> None:
        for region, services in told.items():
            for service, operations in services.items():
                if service == "tags":
                    self._tags("" if region == "global" else region, operations)
                    continue
                for operation, answers in operations.items():
                    self._operation("" if region == "global" else region, service, operation, answers)

    def _operation(self, region: str, service: str, operation: str, answers: Any) -> None:
        for answer in answers if isinstance(answers, list) else [answers]:
            stated = dict(answer or {})
            when = stated.pop("when", None)
            refusal = stated.pop("refuse", None)
            try:
                self._estate.put(
                    self._account,
                    region,
                    service,
                    operation,
                    Refusal(**refusal) if refusal else stated,
                    when=self._placed(when, region) if when else None,
                )
            except EstateError as fault:
                raise EstateError(f"{self._file}: {fault}") from fault

    def _placed(self, when: Members, region: str) -> Members:
        places = {"account": self._account, **({"region": region} if region else {})}
        return {name: placed(value, places) for name, value in when.items()}

    def _tags(self, region: str, tags: dict[str, dict[str, str]]) -> None:
        mappings: list[Value] = [
            {"ResourceARN": arn, "Tags": [{"Key": key, "Value": str(value)} for key, value in held.items()]}
            for arn, held in tags.items()
        ]
        answer: Members = {"ResourceTagMappingList": mappings}
        self._estate.put(self._account, region, "resourcegroupstaggingapi", "GetResources", answer)
