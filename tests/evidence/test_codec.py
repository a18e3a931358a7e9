"""Facts survive being kept: what is read back is what was found, in one canonical form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import ClassVar, Literal, NewType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.evidence.codec import decode, encode, registry
from assess.evidence.collectors import Probe
from assess.evidence.facts import Fact, Location, NotRead, Reason, Subject, TargetId, UnitKind, Unread, fact_id

Arn = NewType("Arn", str)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Side(Enum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Fact):
    kind: ClassVar[str] = "test.everything"
    shape: ClassVar[int] = 3
    unit_kind: ClassVar[UnitKind] = "repository"

    text: str = ""
    number: int = 0
    share: float = 0.0
    arn: Arn | Unread | None = None
    colour: Colour = Colour.RED
    size: Size | None = None
    side: Side = Side.LEFT
    mode: Literal["on", "off"] | Unread = "on"
    day: date | None = None
    moment: datetime | Unread | None = None
    span: timedelta = timedelta(0)
    numbers: tuple[int, ...] = ()
    pair: tuple[str, date] | None = None
    teams: tuple[Team | Unread, ...] = ()
    owner: Team | Person | Unread | None = None
    tags: Mapping[str, str] | Unread = field(default_factory=dict)
    owners: Mapping[str, Team | Person] = field(default_factory=dict)
    by_line: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    flag: bool | Unread | None = None


# file names that are no UTF-8 come as lone low surrogates (PEP 383)
texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\udc80\udcff\x00\x1b$"), max_size=12)
unread = st.builds(Unread, st.sampled_from(Reason), texts, texts)
teams = st.builds(Team, texts, st.lists(texts, max_size=3).map(tuple))
people = st.builds(Person, texts)
keys = texts | st.sampled_from(["$unread", "$class", "$$"])
facts = st.builds(
    Everything,
    subject=st.builds(Subject, texts, texts, texts.map(TargetId), texts, texts),
    location=st.none() | st.builds(Location, texts, st.integers(0, 9)),
    basis=st.sampled_from(["read", "inferred", "declared"]),
    text=texts,
    number=st.integers(),
    share=st.floats(allow_nan=False, allow_infinity=False),
    arn=texts.map(Arn) | unread | st.none(),
    colour=st.sampled_from(Colour),
    size=st.sampled_from(Size) | st.none(),
    side=st.sampled_from(Side),
    mode=st.sampled_from(["on", "off"]) | unread,
    day=st.none() | st.dates(),
    moment=st.none() | unread | st.datetimes(timezones=st.just(UTC)),
    span=st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
    numbers=st.lists(st.integers(), max_size=3).map(tuple),
    pair=st.none() | st.tuples(texts, st.dates()),
    teams=st.lists(teams | unread, max_size=2).map(tuple),
    owner=teams | people | unread | st.none(),
    tags=st.dictionaries(keys, texts, max_size=3) | unread,
    owners=st.dictionaries(keys, teams | people, max_size=2),
    by_line=st.dictionaries(st.integers(), st.lists(texts, max_size=2).map(tuple), max_size=2),
    words=st.frozensets(texts, max_size=3),
    flag=st.booleans() | unread | st.none(),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(facts, max_size=3))
def test_what_is_read_back_is_what_was_found(found: list[Everything]) -> None:
    data = encode(found)
    back = decode(Everything, data, shape=3)
    assert back == found
    assert [type(fact.colour) for fact in back] == [Colour] * len(found)
    assert encode(back) == data


def subject(name: str = "a") -> Subject:
    return Subject("test.everything", name, TargetId("repository:r"))


def test_equal_facts_give_equal_bytes_whatever_the_order_of_their_mappings() -> None:
    one = Everything(subject=subject(), tags={"a": "1", "b": "2"})
    two = Everything(subject=subject(), tags=MappingProxyType({"b": "2", "a": "1"}))
    assert encode([one]) == encode([two])
    assert encode([one]).isascii()


def test_keys_of_a_tag_cannot_pose_as_a_refused_read() -> None:
    hostile = Everything(subject=subject(), tags={"$unread": "x", "$class": "Team"})
    assert decode(Everything, encode([hostile]))[0].tags == {"$unread": "x", "$class": "Team"}


@pytest.mark.parametrize(("shape", "words"), [(2, "an older form"), (4, "a newer form")])
def test_facts_of_another_shape_are_not_collected(shape: int, words: str) -> None:
    with pytest.raises(NotRead, match=words) as caught:
        decode(Everything, encode([Everything(subject=subject())]), shape=shape)
    assert caught.value.unread.reason is Reason.NOT_COLLECTED
    assert caught.value.unread.needs == "collect again"


@pytest.mark.parametrize("data", [b"[{}]", b"{", b'[{"subject": 3}]', b"[7]", b"\xff", b"null"])
def test_a_form_that_cannot_be_read_is_not_collected_and_no_crash(data: bytes) -> None:
    with pytest.raises(NotRead, match=r"test\.everything"):
        decode(Everything, data)


def test_a_field_that_was_renamed_without_a_new_shape_is_not_collected() -> None:
    items = json.loads(encode([Everything(subject=subject())]))
    items[0]["old_name"] = items[0].pop("text")
    with pytest.raises(NotRead):
        decode(Everything, json.dumps(items).encode())


def test_a_value_of_the_wrong_type_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError):
        encode([Everything(subject=subject(), text=object())])  # type: ignore[arg-type]


@dataclass(slots=True)
class Changeable:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsChangeable(Fact):
    kind: ClassVar[str] = "test.changeable"
    unit_kind: ClassVar[UnitKind] = "repository"
    inner: Changeable


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsList(Fact):
    kind: ClassVar[str] = "test.list"
    unit_kind: ClassVar[UnitKind] = "repository"
    items: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous(Fact):
    kind: ClassVar[str] = "test.ambiguous"
    unit_kind: ClassVar[UnitKind] = "repository"
    when: date | str


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (HoldsChangeable(subject=subject(), inner=Changeable("x")), "Changeable"),
        (HoldsList(subject=subject(), items=["x"]), "a fact cannot hold"),
        (Ambiguous(subject=subject(), when="x"), "told apart"),
    ],
)
def test_an_author_is_told_which_types_a_fact_may_hold(fact: Fact, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        encode([fact])


class Yielding:
    def __init__(self, *kinds: type[Fact]) -> None:
        self.probes = (Probe("p", "t", 1, (), kinds),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Impostor(Fact):
    kind: ClassVar[str] = "test.everything"
    unit_kind: ClassVar[UnitKind] = "repository"


def test_the_registry_knows_every_kind_that_some_probe_yields() -> None:
    found = registry([Yielding(HoldsList, Everything), Yielding(Everything)])  # type: ignore[list-item]
    assert found == {"test.everything": Everything, "test.list": HoldsList}


def test_two_classes_of_one_kind_are_refused_with_both_names() -> None:
    with pytest.raises(ValueError, match=r"test\.everything is defined twice.*Everything.*Impostor"):
        registry([Yielding(Everything), Yielding(Impostor)])  # type: ignore[list-item]


def test_the_id_of_a_fact_depends_on_kind_and_subject_alone() -> None:
    assert Everything(subject=subject(), text="x").id == Everything(subject=subject()).id
    assert Everything(subject=subject("a")).id != Everything(subject=subject("b")).id
    assert len(fact_id("k", "name\udcff")) == 16
