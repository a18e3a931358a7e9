"""Reads policy documents into statements, in every spelling IAM accepts: one or many, structure or text."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.answers import Answer
from collectors.aws.facts.statements import Condition, Party, Statement

EVERYBODY = Party("AWS", "*")
_KEPT_APART = "sts:externalid"


def statements_of(document: Answer) -> tuple[Statement, ...]:
    """The statements of a policy document. A document without any is an empty policy, which allows nothing.

    Raises `Garbled` for a document that has not the shape of a policy."""
    return tuple(_statement(each) for each in document.structures("Statement"))


def _statement(each: Answer) -> Statement:
    return Statement(
        allow=each.text("Effect") == "Allow",
        actions=each.one_or_many("Action"),
        not_actions=each.one_or_many("NotAction"),
        resources=each.one_or_many("Resource"),
        not_resources=each.one_or_many("NotResource"),
        parties=tuple(_parties(each, "Principal")),
        not_parties=tuple(_parties(each, "NotPrincipal")),
        conditions=tuple(_conditions(each)),
    )


def _parties(each: Answer, name: str) -> Iterator[Party]:
    if not each.has(name):
        return
    if each.is_text(name):
        yield EVERYBODY
        return
    for kind in each.names(name):
        for party in each.one_or_many(f"{name}.{kind}"):
            yield Party(kind, party)


def _conditions(each: Answer) -> Iterator[Condition]:
    for operator, tests in each.entries("Condition"):
        for key in tests.names():
            values = tests.one_or_many(key)
            yield Condition(operator, key, () if key.lower() == _KEPT_APART else values)
