"""What checks on a whole account share: does anything run there, has it alarms, what watches it from elsewhere.

No check of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from assess.evidence.checks import Pointer, Snapshot, Verdict, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Fact, Reason, Subject, TargetId, Unread
from collectors.aws.facts.accounts import Account, ListedAccount, Thing
from collectors.aws.facts.alarms import Alarm, Watched
from collectors.aws.facts.dependencies import Dependency
from collectors.aws.facts.journeys import EntryPoint
from collectors.aws.facts.releases import Stack
from collectors.aws.facts.spending import Machine

F = TypeVar("F", bound=Fact)


_AT_REST = frozenset(
    {
        "backup:backup-vault", "cloudwatch:alarm", "codebuild:project", "codepipeline", "ecr:repository", "ec2:volume",
        "s3", "sns",
    }
)  # fmt: skip
"""Things that serve nobody by themselves: an account that holds nothing else needs no alarm and no probe."""


def idle(account: Account, snapshot: Snapshot) -> Verdict | None:
    """Not applicable where nothing runs, unknown where that was not read, None where something does."""
    found = first_of(Thing, account, snapshot, lambda each: each.type not in _AT_REST)
    if isinstance(found, Unread):
        return unknown(found)
    return (
        None
        if found
        else not_applicable("nothing that runs carries or carried a tag here: the account is taken for idle")
    )


def empty(account: Account, snapshot: Snapshot) -> Verdict | None:
    """As `idle`, but what is at rest counts too: it can be changed, and belongs to somebody."""
    found = first_of(Thing, account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    return None if found else not_applicable("nothing here carries or carried a tag: the account is taken for empty")


USE_FACTS: tuple[type[Fact], ...] = (Thing, Machine, Dependency, EntryPoint, Stack)
"""What shows that a region is used."""


def unused(near: Subject, snapshot: Snapshot) -> Verdict | None:
    """Not applicable where nothing stands in the region of `near`, or nothing but what AWS makes by itself, as default
    networks; unknown where that was not read; None where something does. A check that asks names `USE_FACTS`."""
    unread: Unread | None = None
    for kind in USE_FACTS:
        if any(fact.subject.region == near.region for fact in _at(kind, near.target, snapshot)):
            return None
        found = snapshot.within(kind, near)
        unread = unread or (found if isinstance(found, Unread) else None)
    if unread is not None:
        return unknown(unread)
    return not_applicable(f"nothing stands in {near.region or 'the region'}: it is not used")


def first_of(
    kind: type[F], account: Account, snapshot: Snapshot, fits: Callable[[F], bool] | None = None
) -> F | Unread | None:
    """The first fact of that kind in the account that fits; None only if the whole account was read. What was read
    counts although another region was refused."""
    for fact in of_account(kind, account, snapshot):
        if fits is None or fits(fact):
            return fact
    found = snapshot.within(kind, account.subject)
    return found if isinstance(found, Unread) else None


def of_account(kind: type[F], account: Account, snapshot: Snapshot) -> Iterable[F]:
    """Every fact of that kind in the account that was read, also where its list is not whole."""
    return _at(kind, account.subject.target, snapshot)


def _at(kind: type[F], target: str, snapshot: Snapshot) -> Iterable[F]:
    kept = _by_account.setdefault(snapshot, {})
    if kind.kind not in kept:
        sorted_out: dict[str, list[Fact]] = defaultdict(list)
        for fact in snapshot.of(kind):
            sorted_out[fact.subject.target].append(fact)
        kept[kind.kind] = sorted_out
    return cast("Iterable[F]", kept[kind.kind].get(target, ()))


_by_account: WeakKeyDictionary[Snapshot, dict[str, Mapping[str, list[Fact]]]] = WeakKeyDictionary()


def has_alarms(account: Account, snapshot: Snapshot) -> Verdict:
    """Whether the account has alarms at all: with none, CloudWatch does not watch it, and perhaps another product."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    alarm = first_of(Alarm, account, snapshot)
    if isinstance(alarm, Unread):
        return unknown(alarm)
    if alarm is None:
        return failed("it runs something and has no alarm in CloudWatch", pointer(account, "number", account.number))
    return passed(f"it has alarms, {alarm.name} for one", pointer(alarm, "name", alarm.name))


def listing_of(account: Account, snapshot: Snapshot) -> ListedAccount | Unread | None:
    """How the organisation lists the account; None where it belongs to none. A check that asks names `ListedAccount`
    in its `reads`."""
    if account.management == "none":
        return None
    target = account.subject.target
    listed = snapshot.get(ListedAccount, target, management_of(account))
    if isinstance(listed, Unread):
        why = f"place and tags of the account are known to its organisation: {listed.detail}"
        return Unread(listed.reason, why, listed.needs or "collect with the management account")
    return listed


def listed_account(subject: Subject, snapshot: Snapshot) -> ListedAccount | Unread | None:
    """How the organisation lists the account that a subject stands in. A check that asks names `Account` and
    `ListedAccount` in its `reads`."""
    found = snapshot.within(Account, subject)
    if isinstance(found, Unread):
        return found
    account = next(found, None)
    return None if account is None else listing_of(account, snapshot)


def inherited_owner(subject: Subject, snapshot: Snapshot) -> tuple[str | Unread | None, ListedAccount | None]:
    """The owner that the account gives to what stands in it, and the listing that says so: that of its own tags,
    unless something in it belongs to somebody else, for then the account is shared and its tag says who runs it.

    A check that asks names `Account`, `ListedAccount` and `Thing` in its `reads`."""
    listed = listed_account(subject, snapshot)
    if isinstance(listed, Unread):
        return listed, None
    if listed is None or not isinstance(listed.owner, str):
        return (None if listed is None else listed.owner), listed
    mine = listed.owner.lower()
    shared = any(owner.lower() != mine for owner in _owners_in(subject.target, snapshot))
    return (None if shared else listed.owner), listed


def no_owner(listed: ListedAccount | None, *asked: str) -> str:
    """What to say where none of those asked (`it`, `its topic`) names an owner, nor its account for it."""
    if listed is not None and isinstance(listed.owner, str):
        verb = "names" if len(asked) == 1 else "name"
        whose = f"its account belongs to {listed.owner}, and others own things in it"
        return f"{' and '.join(asked)} {verb} no owner; {whose}"
    several = ", nor " if len(asked) > 1 else " nor "
    return f"neither {several.join((*asked, 'its account'))} names an owner"


def _owners_in(target: str, snapshot: Snapshot) -> frozenset[str]:
    found = _owners.get(snapshot)
    if found is None:
        sorted_out: dict[str, set[str]] = defaultdict(set)
        for thing in snapshot.of(Thing):
            if thing.owner is not None:
                sorted_out[thing.subject.target].add(thing.owner)
        found = _owners[snapshot] = {where: frozenset(names) for where, names in sorted_out.items()}
    return found.get(target, frozenset())


_owners: WeakKeyDictionary[Snapshot, Mapping[str, frozenset[str]]] = WeakKeyDictionary()


def management_of(account: Account) -> Subject:
    """A subject in the account that manages the organisation: where policies and accounts are listed."""
    return Subject("account", account.management, TargetId(f"aws:{account.management}"))


def first_unread(*values: object) -> Unread | None:
    """The first of these that was not read."""
    return next((each for each in values if isinstance(each, Unread)), None)


def elsewhere(what: str, show: str) -> Unread:
    """Unknown because it may exist where AWS does not look."""
    return Unread(Reason.UNRESOLVED, f"{what}; it may exist outside of AWS", show)


class _Watchers:
    """Alarms by what they watch: account with dimension, account with namespace, account."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.by_thing: dict[tuple[str, str], list[tuple[Alarm, Watched]]] = defaultdict(list)
        self.by_space: dict[tuple[str, str], list[tuple[Alarm, Watched]]] = defaultdict(list)
        self.by_account: dict[str, list[tuple[Alarm, Watched]]] = defaultdict(list)
        for alarm in snapshot.of(Alarm):
            home = alarm.subject.target.partition(":")[2]
            for watch in alarm.watches:
                where = watch.account or home
                for dimension in watch.dimensions:
                    self.by_thing[where, dimension].append((alarm, watch))
                self.by_space[where, watch.namespace].append((alarm, watch))
                self.by_account[where].append((alarm, watch))


_watchers: WeakKeyDictionary[Snapshot, _Watchers] = WeakKeyDictionary()


def watchers_of(
    thing: Fact, namespace: str, dimensions: Iterable[str], snapshot: Snapshot
) -> Iterator[tuple[Alarm, Watched]]:
    """Alarms on metrics of one thing, in its own account or another; those over all things of its namespace too.

    Without a region in the subject (a global thing) any region counts: such metrics are kept in us-east-1."""
    found = _index_of(snapshot)
    account, region = thing.subject.target.partition(":")[2], thing.subject.region
    seen: set[str] = set()
    named = [pair for dimension in dimensions for pair in found.by_thing.get((account, dimension), ())]
    overall = [pair for pair in found.by_space.get((account, namespace), ()) if not pair[1].dimensions]
    for alarm, watch in (*named, *overall):
        same_place = not region or bool(watch.account) or alarm.subject.region == region
        if watch.namespace == namespace and same_place and (key := f"{alarm.subject.id} {watch.metric}") not in seen:
            seen.add(key)
            yield alarm, watch


def watching_account(account: Account, snapshot: Snapshot) -> Iterable[tuple[Alarm, Watched]]:
    """Alarms on any metric of that account, wherever they stand."""
    return _index_of(snapshot).by_account.get(account.number, ())


def _index_of(snapshot: Snapshot) -> _Watchers:
    found = _watchers.get(snapshot)
    if found is None:
        found = _watchers[snapshot] = _Watchers(snapshot)
    return found


def shown(alarm: Alarm, watch: Watched) -> Pointer:
    """Points at the metric an alarm watches."""
    return pointer(alarm, "watches", f"{watch.namespace} {watch.metric}")
