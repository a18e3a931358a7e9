"""One reader at work in one account and region: implements `Caller`.

Every call is signed for that account alone, waits for its token, is tried again while that makes sense and there is
time, and ends in an answer or in a reason. What the answers mean is the reader's business.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from assess.evidence.collectors import Target
from assess.evidence.facts import Reason, Subject, Unread
from collectors.aws.actions import actions_for
from collectors.aws.answers import UNMODELLED_ABSENCE, Answer
from collectors.aws.credentials import acting_as
from collectors.aws.desk import Desk, Once
from collectors.aws.guard import WITNESSES, Operation
from collectors.aws.keyring import Door
from collectors.aws.paging import MOST_PAGES, Truncated
from collectors.aws.reading import NO_TAGS, NOTHING, Parameters, Reader, Refused, Scope, all_readers, named
from collectors.aws.refusals import AGAIN, UNPARSABLE, Refusal, refusal_of
from collectors.aws.turns import Turns, limit_of

A = TypeVar("A")
B = TypeVar("B")
Page = Mapping[str, object]

TRIES = 4
"""How often a call is made that fails in passing; a throttled one is asked until its time is up."""
SHARED_PAGES = 50
"""A listing longer than this is not kept for a second reader."""
ENVIRONMENT_TAGS = ("environment", "env", "stage")

_WITNESS_PARAMETERS: Mapping[Operation, Parameters] = {
    ("ec2", "DescribeVpcs"): {"MaxResults": 5},
    ("logs", "DescribeLogGroups"): {"limit": 1},
}


class RegionClosed(Refused):
    """A service control policy closes this region to the account, or the service does not exist in it: a job there is
    out of scope, and not unread."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is the same for all calls of one job."""

    desk: Desk
    door: Door
    group: str
    policy: str
    """The session policy of that group."""
    answers: Once
    turns: Turns
    asked: set[Operation] = field(default_factory=set)
    """What was asked so far."""
    untold: list[Unread] = field(default_factory=list)
    """Refusals that no fact can hold; the job is unread for them, and keeps its facts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A reader in an account and region; see `reading.Caller` for what each method promises."""

    reader: Reader
    target: Target
    region: str
    now: datetime
    job: Call
    elsewhere: bool = False
    """Whether a reader looks from its own region into another one."""

    @property
    def account(self) -> str:
        """Twelve digits."""
        return self.job.door.account

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov`."""
        return self.target.settings.get("partition", "aws")

    def call(self, operation: str, parameters: Parameters = NOTHING) -> Answer:
        """One answer, or `Refused`."""
        asked = self._declared(operation)
        (page,) = self._kept(asked, parameters, lambda: iter((self._send(asked, parameters),)))
        return Answer(page, self._place(asked))

    def pages(self, operation: str, parameters: Parameters = NOTHING) -> Iterator[Answer]:
        """Every page."""
        asked = self._declared(operation)
        for page in self._kept(asked, {"": "pages", **parameters}, lambda: self._raw_pages(asked, parameters)):
            yield Answer(page, self._place(asked))

    def items(self, operation: str, key: str, parameters: Parameters = NOTHING) -> Iterator[Answer]:
        """Every item of every page."""
        for page in self.pages(operation, parameters):
            yield from page.items(key)

    def ask(self, operation: str, parameters: Parameters = NOTHING) -> Answer | Unread:
        """One answer, or why not."""
        try:
            return self.call(operation, parameters)
        except Refused as refused:
            return self._detail(refused)

    def find(
        self,
        operation: str,
        parameters: Parameters = NOTHING,
        *,
        absent: Sequence[str],
    ) -> Answer | Unread | None:
        """One answer, None if the service says it is not there, or why not."""
        asked = self._declared(operation)
        unknown = set(absent) - _modelled(self.job.desk.clients.get(asked[0], self.region))
        if any((asked[0], code) not in UNMODELLED_ABSENCE for code in unknown):
            raise ValueError(f"{asked[0]} has no error codes {sorted(unknown)} that could mean absence")
        try:
            return Answer(self._send(asked, parameters, absent), self._place(asked))
        except _Absent:
            return None
        except Refused as refused:
            return self._detail(refused)

    def at(self, region: str) -> Cell:
        """The same in another region."""
        return replace(self, region=region, elsewhere=True)

    def closed(self) -> bool:
        """Whether policy closes this region: all witnesses are refused by a service control policy. Raises `Refused`
        for a witness that may not be asked."""

        def all_refused() -> bool:
            for each in WITNESSES:
                answer = self._once(each, _WITNESS_PARAMETERS.get(each, NOTHING))
                if not isinstance(answer, Refusal):
                    return False
                if not answer.by_scp:
                    raise Refused(answer.unread)
            return True

        return self.job.desk.closed.get((self.account, self.region), all_refused)

    def _found_closed(self) -> bool:
        """As `closed`; False where that cannot be found out, so that a refusal stays one."""
        try:
            return self.closed()
        except Refused:
            return False

    def each(self, things: Iterable[A], read: Callable[[A], B]) -> Iterator[B]:
        """Details side by side, in order. A refusal that `read` lets pass ends it, and what has not begun."""
        under_way = [self.job.desk.details.submit(read, thing) for thing in things]
        try:
            for future in under_way:
                yield future.result()
        finally:
            for future in under_way:
                future.cancel()

    def tags_of(self, arn: str) -> Mapping[str, str] | Unread:
        """Tags from one sweep of the region."""
        asked = self._declared("resourcegroupstaggingapi:GetResources")
        try:
            return self.job.desk.tags.get((self.account, self.region), lambda: self._all_tags(asked)).get(arn, {})
        except Refused as refused:
            self.job.untold.append(refused.unread)  # where a thing counts is its environment, and that is not known
            return refused.unread

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """An ARN in this account."""
        return f"arn:{self.partition}:{service}:{self.region if region is None else region}:{self.account}:{resource}"

    def subject(self, kind: str, identifier: str, tags: Mapping[str, str] | Unread = NO_TAGS) -> Subject:
        """What a fact is about."""
        region = self.region if self.reader.scope is Scope.REGIONAL else ""
        return Subject(kind, identifier, self.target.id, region, "" if isinstance(tags, Unread) else environment(tags))

    def _all_tags(self, asked: Operation) -> Mapping[str, Mapping[str, str]]:
        pages = self._raw_pages(asked, {"ResourcesPerPage": 100})
        found = (each for page in pages for each in Answer(page, self._place(asked)).items("ResourceTagMappingList"))
        return {each.text("ResourceARN"): each.tags() for each in found}

    def whole_need(self, unread: Unread) -> Unread:
        """A denial with the further actions that this read needs and did not come to: so that a permission is not
        missing again the next time."""
        more = actions_for(each for each in self.reader.operations if each not in self.job.asked)
        if unread.reason is not Reason.NOT_PERMITTED or not more:
            return unread
        return replace(unread, detail=f"{unread.detail}; the same read also needs {', '.join(more)}")

    def _detail(self, refused: Refused) -> Unread:
        """Why a detail is not known. A closed region is no detail of the job that runs in it: it ends that job."""
        if isinstance(refused, RegionClosed) and not self.elsewhere:
            raise refused
        return refused.unread

    def _declared(self, operation: str) -> Operation:
        asked = named(self.reader.service, operation)
        if asked not in self.reader.operations:
            raise ValueError(f"{self.reader.id} asks {asked[0]}:{asked[1]}, which it does not declare")
        self.job.asked.add(asked)
        return asked

    def _place(self, operation: Operation) -> str:
        return f"{operation[0]}:{operation[1]} in {self.account} {self.region}"

    def _kept(
        self, operation: Operation, parameters: Parameters, fetch: Callable[[], Iterator[Page]]
    ) -> Iterable[Page]:
        """What `fetch` brings, kept for the next reader of the shard where more than one declares the operation."""
        if operation not in _shared_operations():
            return fetch()
        key = (self.account, self.region, operation, json.dumps(parameters, sort_keys=True, default=str))
        kept = self.job.answers.get(key, lambda: _short_list(fetch()))
        return fetch() if kept is None else kept.again()

    def _raw_pages(self, operation: Operation, parameters: Parameters) -> Iterator[Page]:
        paging = self.job.desk.clients.paging(operation[0], self.region, operation[1])
        following: Parameters = {}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = self._send(operation, {**parameters, **following})
            yield page
            if paging is None:
                return
            try:
                following = paging.next_of(page)
            except Truncated:
                raise self._broken(operation, "said that more follows but not how to ask for it") from None
            if not following:
                return
            token = json.dumps(following, sort_keys=True, default=str)
            if token in seen:
                raise self._broken(operation, "answered a page token that it had answered before")
            seen.add(token)
        raise self._broken(operation, f"has more than {MOST_PAGES} pages")

    def _broken(self, operation: Operation, what: str) -> Refused:
        detail = f"{self._place(operation)} {what}; the pages before were kept"
        return Refused(Unread(Reason.NOT_AVAILABLE, detail, AGAIN))

    def _send(self, operation: Operation, parameters: Parameters, absent: Sequence[str] = ()) -> Page:
        """One call, tried again while that makes sense. Raises `Refused`, `RegionClosed`, `_Absent`."""
        job, renewed, tries = self.job, False, 0
        while True:
            job.turns.wait(limit_of(self.account, self.region, operation))
            answer = self._once(operation, parameters, absent)
            if not isinstance(answer, Refusal):
                return answer
            refusal = answer
            tries += 1
            if refusal.by_scp and (self.elsewhere or self.reader.scope is Scope.REGIONAL) and self._found_closed():
                what = f"{self.region} is closed to account {self.account} by a service control policy: out of scope"
                raise RegionClosed(Unread(Reason.UNRESOLVED, what))
            if refusal.not_offered and operation[0] == self.reader.service:
                raise RegionClosed(refusal.unread)
            if refusal.expired and not renewed:
                renewed = True
                continue
            if not refusal.throttled and (not refusal.passing or tries >= TRIES):
                raise Refused(refusal.unread)
            if not job.turns.rest(random.uniform(0.1, min(10.0, 0.25 * 2**tries))):
                raise Refused(refusal.unread)

    def _once(self, operation: Operation, parameters: Parameters, absent: Sequence[str] = ()) -> Page | Refusal:
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        desk, job = self.job.desk, self.job
        method = getattr(desk.clients.get(operation[0], self.region), xform_name(operation[1]))
        credentials = desk.keys.credentials(job.door, job.group, job.policy, job.turns)
        try:
            with acting_as(credentials):
                return cast("Page", method(**parameters))
        except (BotoCoreError, ClientError, ResponseParserError, *UNPARSABLE) as error:
            code = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else None
            if code in absent:
                raise _Absent from None
            listed = isinstance(error, ClientError) or desk.clients.lists(operation[0], self.region, self.partition)
            refusal = refusal_of(error, operation, f"account {self.account} {self.region}", listed)
            if refusal is None:
                raise
            if refusal.expired:
                desk.keys.renew(job.door, job.group, credentials)
            return refusal


class _Absent(Exception):  # noqa: N818 - a condition
    """The service answered one of the codes that mean absence."""


def environment(tags: Mapping[str, str]) -> str:
    """The value of the environment tag, as the environment rules want it; empty if there is none."""
    by_name = {name.lower(): value for name, value in tags.items()}
    value = next((by_name[name] for name in ENVIRONMENT_TAGS if by_name.get(name)), "")
    return "".join(each for each in value if each.isprintable())[:64]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A listing that was kept: its pages, and what broke it off."""

    pages: tuple[Page, ...]
    broken: Refused | None

    def again(self) -> Iterator[Page]:
        """As it came the first time."""
        yield from self.pages
        if self.broken is not None:
            raise type(self.broken)(self.broken.unread)


def _short_list(pages: Iterator[Page]) -> _Listed | None:
    kept: list[Page] = []
    try:
        for page in pages:
            kept.append(page)
            if len(kept) > SHARED_PAGES:
                return None
    except Refused as refused:
        return _Listed(tuple(kept), refused)
    return _Listed(tuple(kept), None)


@cache
def _shared_operations() -> frozenset[Operation]:
    """Operations that more than one reader declares."""
    once: set[Operation] = set()
    more: set[Operation] = set()
    for each in all_readers().values():
        for operation in each.operations:
            (more if operation in once else once).add(operation)
    return frozenset(more)


def _modelled(client: Any) -> frozenset[str]:
    """Every error code that the service's model knows, in either of its spellings."""
    shapes = client.meta.service_model.error_shapes
    return frozenset(code for shape in shapes for code in (shape.name, getattr(shape, "error_code", "") or shape.name))
