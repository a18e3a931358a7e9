"""Feature flags, stacks and data: what else can be switched, spread or taken back."""

from __future__ import annotations

from assess.evidence.checks import INDICATOR, Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from collectors.aws.checks.accounts import elsewhere, first_of, of_account
from collectors.aws.facts.accounts import Account
from collectors.aws.facts.alarms import Alarm
from collectors.aws.facts.releases import DataUndo, FlagProfile, PolicyRules, SchemaContract, Stack, StackSet
from collectors.aws.facts.response import Restore

_BROKEN = (
    "ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_FAILED",
    "ROLLBACK_COMPLETE",
    "CREATE_FAILED",
    "UPDATE_FAILED",
    "DELETE_FAILED",
)
CHECKED_DAYS = 30
"""Days within which drift must have been looked for to say that it cannot stay silent."""
LOOKED_DAYS = 90
TWO_QUARTERS = 180


@check(practice="CHG-02", level=1, subject=FlagProfile)
def flags_are_kept_in_a_service(flags: FlagProfile) -> Verdict:
    """Feature flags are kept in a service of their own, apart from code.

    Reads AppConfig; flags in another service or in code are not seen, and are not missed here.
    """
    return passed(f"{flags.name} holds feature flags", pointer(flags, "name", flags.name))


@check(practice="CHG-02", level=2, subject=FlagProfile)
def flags_can_be_switched_without_a_release(flags: FlagProfile) -> Verdict:
    """The flags were deployed to an environment, so a live feature can be switched off without a release.

    Cannot know which features have a flag, nor whether the switch was tried before launch.
    """
    switched = known(flags.last_switched)
    if switched is None:
        return failed("the flags never reached an environment", pointer(flags, "last_switched", "never"))
    return passed(f"last switched on {switched.date()}", pointer(flags, "last_switched", switched.date()))


@check(practice="CHG-03", level=1, subject=StackSet)
def changes_of_many_accounts_go_through_a_tool(stack_set: StackSet) -> Verdict:
    """Changes of many accounts are spread by a tool, which could be told to go step by step.

    Reads active stack sets of CloudFormation. Cannot know which changes are made without them; other tools that spread
    changes are not seen.
    """
    return passed(f"stack set {stack_set.name}", pointer(stack_set, "name", stack_set.name))


@check(practice="CHG-03", level=2, subject=StackSet)
def change_reached_some_accounts_first(stack_set: StackSet) -> Verdict:
    """The newest change of the stack set went to some accounts first, and would have stopped at failures there.

    Each operation chooses its own limits, so this says what was done and not what must be done.
    """
    if not stack_set.operation:
        return not_applicable("it was never changed since it was made")
    together = stack_set.share_together == 100 and stack_set.regions_together
    if stack_set.share_together == 100:
        where = "all accounts of all regions" if together else "all accounts of a region"
        return failed(f"it went to {where} together", pointer(stack_set, "share_together", 100))
    if stack_set.share_failing == 100:
        return failed("it would have gone on if it failed everywhere", pointer(stack_set, "share_failing", 100))
    limit = stack_set.share_together or stack_set.accounts_together or 1
    unit = "%" if stack_set.share_together else "accounts"
    return passed(f"at most {limit} {unit} at a time", pointer(stack_set, "share_together", limit))


@check(practice="CHG-05", level=1, subject=Stack)
def stack_takes_a_failed_change_back(stack: Stack) -> Verdict:
    """A failed change of the stack is rolled back, and the stack is in a state that can be changed.

    Reads the status of the stack and whether rollback is switched off. Cannot know whether the next rollback would
    succeed; what was made without CloudFormation is not seen.
    """
    if stack.status in _BROKEN:
        return failed(f"it stands in {stack.status}", pointer(stack, "status", stack.status))
    if stack.keeps_failure:
        return failed("rollback of a failed change is switched off", pointer(stack, "keeps_failure", True))
    return passed("a failed change is rolled back", pointer(stack, "status", stack.status))


@check(practice="CHG-05", level=2, subject=DataUndo)
def data_can_be_taken_back(store: DataUndo) -> Verdict:
    """What a release changes in data, state or artifacts can be taken back to the moment before.

    Reads automatic backups of databases, point-in-time recovery of tables, versions of buckets that hold state or
    artifacts by their name. Cannot know whether that was tried.
    """
    if known(store.undo):
        return passed("an earlier moment can be had again", pointer(store, "undo", True))
    return failed(f"the {store.type} keeps nothing to go back to", pointer(store, "undo", False))


@check(practice="CHG-05", level=3, subject=DataUndo, version=2)
def data_cannot_be_deleted_by_the_way(store: DataUndo) -> Verdict:
    """The database or table cannot be deleted in one step: what cannot be undone needs a separate one.

    Reads deletion protection of databases and their clusters in RDS, and of tables. Cannot know who may switch it
    off.
    """
    if store.guarded is None:
        return not_applicable(f"a {store.type} is not read for such a guard")
    if known(store.guarded):
        return passed("it is protected from deletion", pointer(store, "guarded", True))
    return failed("nothing stops its deletion", pointer(store, "guarded", False))


@check(practice="CHG-05", level=4, subject=Account, reads=(DataUndo, Restore), need=INDICATOR)
def data_was_restored_lately(account: Account, snapshot: Snapshot) -> Verdict:
    """Where data is kept, something was restored from a backup in the last two quarters, and nobody found it bad.

    Reads completed restores of AWS Backup, rehearsals included, and how their validation ended. An indicator: one store
    restored is no whole release reversed. Restores made without AWS Backup are not seen: unknown without any.
    """
    store = first_of(DataUndo, account, snapshot)
    if isinstance(store, Unread):
        return unknown(store)
    if store is None:
        return not_applicable("no store of data is known here")
    restores = sorted(
        of_account(Restore, account, snapshot), key=lambda each: (each.checked is not True, each.days_ago)
    )
    for each in restores:
        if each.checked is not False and each.days_ago <= TWO_QUARTERS:
            how = "and found good" if each.checked else "though nobody recorded a look at it"
            seen = pointer(each, "days_ago", each.days_ago)
            return passed(f"{each.type or 'something'} was restored {each.days_ago} days ago, {how}", seen)
    found = snapshot.within(Restore, account.subject)
    if isinstance(found, Unread):
        return unknown(found)
    bad = next((each for each in restores if each.checked is False), None)
    if bad is not None:
        return failed("what was restored was found bad", pointer(bad, "checked", False))
    return unknown(elsewhere("AWS Backup knows of no restore in 180 days", "show the last restore of data"))


@check(practice="CHG-07", level=3, subject=Stack, reads=(Alarm,), need=INDICATOR)
def change_of_a_stack_goes_back_on_alarms(stack: Stack, snapshot: Snapshot) -> Verdict:
    """A change of the stack is rolled back when one of its alarms fires.

    An indicator: most stacks hold nothing whose health an alarm shows.
    """
    alarms = [arn for arn in stack.triggers if ":alarm:" in arn]
    if not alarms:
        return failed("no alarm rolls it back", pointer(stack, "triggers", "none"))
    for arn in alarms:
        alarm = snapshot.get(Alarm, arn, stack.subject)
        if isinstance(alarm, Unread):
            return unknown(alarm, pointer(stack, "triggers", arn))
        if alarm is not None:
            return passed(f"{alarm.name} rolls it back", pointer(stack, "triggers", arn))
    return failed("its alarms do not exist, so that it cannot be changed at all", pointer(stack, "triggers", alarms[0]))


@check(practice="CHG-08", level=2, subject=SchemaContract)
def registry_refuses_breaking_schemas(schema: SchemaContract) -> Verdict:
    """The registry refuses a new version of the schema that would break its readers or writers.

    Reads Glue. Interfaces that are compared in a pipeline are not seen, and are not missed here.
    """
    mode = known(schema.compatibility)
    if mode in ("NONE", "DISABLED", ""):
        return failed(
            f"compatibility is {mode or 'not set'}: any change passes", pointer(schema, "compatibility", mode)
        )
    return passed(f"compatibility {mode}", pointer(schema, "compatibility", mode))


@check(practice="CHG-13", level=2, subject=Stack)
def drift_was_looked_for(stack: Stack) -> Verdict:
    """Drift of the stack was looked for in the last 90 days.

    A stack of CloudFormation can be compared by CloudFormation alone; what Terraform made is not seen here.
    """
    if stack.drift_days is None:
        return failed("drift was never looked for", pointer(stack, "drift", stack.drift))
    shown = pointer(stack, "drift_days", stack.drift_days)
    if stack.drift_days > LOOKED_DAYS:
        return failed(f"drift was last looked for {stack.drift_days} days ago", shown)
    return passed(f"drift was looked for {stack.drift_days} days ago", shown)


@check(practice="CHG-13", level=3, subject=Stack, reads=(PolicyRules,))
def drift_cannot_stay_silent(stack: Stack, snapshot: Snapshot) -> Verdict:
    """Drift of the stack is looked for at least each month, and there is none, or a rule tells of it.

    Reads the newest comparison of the stack, and whether AWS Config looks for drift of stacks in the region.
    """
    if stack.drift_days is None or stack.drift_days > CHECKED_DAYS:
        age = "never" if stack.drift_days is None else f"{stack.drift_days} days ago"
        return failed(f"drift was last looked for: {age}", pointer(stack, "drift_days", age))
    if stack.drift == "IN_SYNC":
        return passed(f"in sync {stack.drift_days} days ago", pointer(stack, "drift", stack.drift))
    found = snapshot.within(PolicyRules, stack.subject)
    if isinstance(found, Unread):
        return unknown(found, pointer(stack, "drift", stack.drift))
    if any(rules.drift for rules in found):
        return passed("it has drifted, and a rule tells of it", pointer(stack, "drift", stack.drift))
    told = Unread(Reason.UNRESOLVED, "it has drifted, and AWS does not say whether anybody was told", "show the alert")
    return unknown(told, pointer(stack, "drift", stack.drift))
