"""The decisions asked of the executive: which, in which order, and that they are at most three."""

from __future__ import annotations

import documents
import pytest

from assess.report.asks import asks
from assess.report.shape import Document, Gap, Widened


def asked(document: Document) -> list[str]:
    return [each["kind"] for each in asks(document, documents.model())]


def without(document: Document, *kinds: str) -> Document:
    """The document in which there is no reason to ask for these."""
    if "settle" in kinds:
        for practice in document["practices"]:
            if practice["claimed"]:
                practice["claimed"]["contested"] = False
    if "owner" in kinds:
        document["headline"]["first_three"] = []
    if "grant" in kinds:
        document["settle"] = [each for each in document["settle"] if each["source"].startswith(("ask:", "show:"))]
    if "fund" in kinds:
        for fix in document["fixes"]:
            fix["wave"] = None
    return document


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ((), ["settle", "owner", "grant"]),
        (("settle",), ["owner", "grant", "fund"]),
        (("owner",), ["settle", "grant", "fund"]),
        (("grant",), ["settle", "owner", "fund"]),
        (("settle", "grant"), ["owner", "fund"]),
        (("settle", "owner", "grant", "fund"), []),
    ],
)
def test_at_most_three_in_a_fixed_order(gone: tuple[str, ...], left: list[str]) -> None:
    assert asked(without(documents.rich(), *gone)) == left


def test_the_words_of_each() -> None:
    first = asks(documents.rich(), documents.model())
    assert first[0]["text"] == (
        "Have “On-call mandate” (OWN-09) shown: answers reach from level 1 (activity) to level 4 (proven control). "
        "Until then the lowest counts."
    )
    assert (first[0]["practice"], first[1]["practice"], first[2]["source"]) == (
        "OWN-09", "OBS-09", "permit:administration:read"
    )  # fmt: skip
    assert first[1]["text"].endswith("(OBS-09); this assessment proposes the platform lead.")
    assert first[2]["text"] == "Grant the read administration:read: it would help to settle five practices."
    fund = asks(without(documents.rich(), "settle"), documents.model())[2]
    assert fund["text"] == (
        "Fund the first wave of thirty days: 27.2 person-days for the six fixes that begin in it; part of that work "
        "falls into later waves."
    )


def test_one_contested_gate_is_named_and_the_others_are_counted() -> None:
    document = documents.rich()
    gates = [each for each in document["practices"] if each["id"] in ("CHG-04", "DEL-02")]
    for practice in gates:
        assert practice["claimed"]
        practice["claimed"]["contested"] = True
    assert asks(document, documents.model())[0]["text"].endswith("the lowest counts, as for two more gates.")


def test_a_contested_practice_that_is_no_gate_waits_and_a_consensus_ends_the_question() -> None:
    document = documents.rich()
    for practice in document["practices"]:
        if practice["id"] == "OWN-09" and practice["claimed"]:
            practice["claimed"]["consensus"] = True
    assert "settle" not in asked(document), "CHG-02 is contested too, but holds nothing down"


def test_the_read_with_most_points_is_asked_for_whatever_its_place() -> None:
    document = without(documents.rich(), "settle", "owner")
    document["settle"] = [
        {"rank": 1, "source": "ask:cto", "practices": ["OWN-01"], "points": 50, "effort_days": 0.5},
        {"rank": 2, "source": "permit:iam:GetRole", "practices": ["DEL-06"], "points": 2, "effort_days": 0.5},
        {"rank": 3, "source": "connect:aws", "practices": ["DEL-06", "DEL-07"], "points": 9, "effort_days": 0.5},
        {"rank": 4, "source": "permit:unknown", "practices": ["DEL-06"], "points": 9, "effort_days": 0.5},
    ]
    assert asks(document, documents.model())[0]["text"] == (
        "Let AWS be read, read-only: it would help to settle two practices."
    )
    document["settle"] = document["settle"][3:]
    assert asks(document, documents.model())[0]["text"].startswith("Find out why a read failed:")
    document["settle"][0]["source"] = "permit:a full clone"
    assert asks(document, documents.model())[0]["text"].startswith("Provide a full clone:")


def test_one_fix_is_one_fix() -> None:
    document = without(documents.rich(), "settle", "owner", "grant")
    document["fixes"] = document["fixes"][:1]
    assert asks(document, documents.model())[0]["text"] == (
        "Fund the first wave of thirty days: 4 person-days for the one fix that begins in it."
    )


def test_the_document_is_left_as_it_was() -> None:
    document = documents.rich()
    asks(document, documents.model())
    assert document == documents.rich()


def test_of_refused_reads_the_one_that_costs_most_points_is_asked_for() -> None:
    document = documents.rich()
    wider = [Widened(practice=each, rise=0, fall=2, by=2) for each in ("DEL-01", "DEL-02", "DEL-06")]
    dear = {**document["coverage"]["not_permitted"][0], "needs": "iam:ListRoles", "points": 99.5, "wider": wider}
    document["coverage"]["not_permitted"].append(Gap(**dear))
    (grant,) = (each for each in asks(document, documents.model()) if each["kind"] == "grant")
    assert grant["source"] == "permit:iam:ListRoles"
    assert grant["text"].endswith("it would help to settle three practices.")
