"""Reads the schema registry of Glue: which changes of a schema it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.releases import SchemaContract
from collectors.aws.reading import Caller, reader


@reader("aws.glue.schemas", service="glue", operations=("ListSchemas", "GetSchema"), yields=(SchemaContract,), calls=1)
def schemas(caller: Caller) -> Iterator[SchemaContract]:
    """Registered schemas, and which changes the registry refuses."""
    found = list(caller.items("ListSchemas", "Schemas", {"MaxResults": 100}))
    yield from caller.each(found, lambda each: _schema(caller, each))


def _schema(caller: Caller, each: Answer) -> SchemaContract:
    arn = each.text("SchemaArn")
    answer = caller.ask("GetSchema", {"SchemaId": {"SchemaArn": arn}})
    return SchemaContract(
        subject=caller.subject("schema", arn),
        name=each.text("SchemaName"),
        compatibility=answer if isinstance(answer, Unread) else answer.text_or("Compatibility", "NONE"),
    )
