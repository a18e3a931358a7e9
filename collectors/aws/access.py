"""From options to accounts that can be read: who we are, which accounts there are, and what each lets us see.

Everything that would make a whole run pointless is found here, before any job starts, as one sentence. A single
account that cannot be entered is a target all the same, with the reason: it was asked for and is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assess.evidence.collectors import CollectorError, Settings, Target
from assess.evidence.facts import Reason, Unread
from collectors.aws.calling import Call, Cell, environment
from collectors.aws.desk import Desk, Once, new_desk
from collectors.aws.guard import ENTRY
from collectors.aws.keyring import SESSION_NAME, Door
from collectors.aws.plan import ACCOUNTS_IN_BATCH, MAIN_REGIONS, UNPLACED
from collectors.aws.policy import ENTRY_GROUP, entry_policy
from collectors.aws.reading import ACCOUNT, Reader, Refused, Scope, target_id
from collectors.aws.regions import checked_regions, enabled_regions
from collectors.aws.roster import Listed, filtered, of_file, of_organisation
from collectors.aws.signing_in import Identity, sign_in
from collectors.aws.turns import OwnLimits

ENTRY_SECONDS = 120.0
ENTRY_THREADS = 16
NAMED = 5
"""Accounts that a sentence names."""

_ENTRY_READER = Reader(
    id="aws.account.entry",
    service="account",
    operations=tuple(sorted(ENTRY)),
    yields=(),
    scope=Scope.GLOBAL,
    calls=4,
    usd=0.0,
    opt_in=False,
    region="",
    read=lambda caller: (),
)
"""Entering an account is a read like others: the same retries, limits and words for a refusal."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What an account showed when it was entered, or why it could not be."""

    door: Door
    listed: Listed
    partition: str
    regions: tuple[str, ...] = ()
    management: str | Unread = ""
    """The organisation's management account; `none` for an account without organisation."""
    refused: Unread | None = None
    untold: tuple[Unread, ...] = ()
    """What was refused on the way in and is done without."""
    remark: str = ""


def targets_for(settings: Settings) -> list[Target]:
    """The accounts that the options name. Raises `CollectorError` with one sentence for what makes the run useless."""
    profiles = settings.options.get("aws_profile", ())
    role = settings.first("aws_organization")
    if not (profiles or role or settings.options.get("aws")):
        misplaced = [name for name in ("aws_accounts_file", "aws_ou", "aws_account") if settings.options.get(name)]
        if misplaced:
            flag = "--" + misplaced[0].replace("_", "-")
            raise CollectorError(f"{flag} needs --aws, --aws-profile or --aws-organization ROLE beside it")
        return []
    if settings.options.get("aws_accounts_file") and not role:
        raise CollectorError("--aws-accounts-file needs --aws-organization ROLE: the role to assume in each account")
    if role and len(profiles) > 1:
        raise CollectorError("--aws-organization takes one --aws-profile: the one from which roles are assumed")
    wanted = settings.options.get("region", ())
    bench = new_desk()
    identities = [sign_in(bench, profile) for profile in (profiles or ("",))]
    checked_regions(bench, wanted, identities[0].partition)
    entered = _organisation(bench, identities[0], role, settings) if role else _alone(bench, identities, settings)
    return _targets(_placed(entered), wanted)


def _alone(bench: Desk, identities: Sequence[Identity], settings: Settings) -> list[Entered]:
    """One account for each profile; two profiles of one account are one, which is told."""
    first: dict[str, Identity] = {}
    same: dict[str, list[str]] = {}
    for each in identities:
        first.setdefault(each.account, each)
        same.setdefault(each.account, []).append(each.profile)
    listed = filtered([Listed(account) for account in sorted(first)], settings.options.get("aws_account", ()), ())
    if settings.options.get("aws_ou"):
        raise CollectorError("--aws-ou needs --aws-organization ROLE: units are known to the organisation only")
    doors = [(_door(first[each.account], each.account, "", settings), each) for each in listed]
    return [replace(each, remark=_remark(same[each.door.account], each)) for each in _enter_all(bench, doors, first)]


def _remark(profiles: Sequence[str], entered: Entered) -> str:
    names = sorted(set(profiles))
    if len(names) == 1:
        return ""
    return f"the profiles {', '.join(names)} are all of {entered.door.words}: it is read once, with {profiles[0]}"


def _organisation(bench: Desk, identity: Identity, role: str, settings: Settings) -> list[Entered]:
    """Every account of the roster, each entered by its role."""
    own = _cell(bench, _door(identity, identity.account, "", settings), identity.partition, OwnLimits())
    file = settings.first("aws_accounts_file")
    listed = of_file(file) if file else of_organisation(own)
    kept = filtered(listed, settings.options.get("aws_account", ()), settings.options.get("aws_ou", ()))
    name = role.rpartition(":role/")[2]
    doors = [
        (_door(identity, each.account, f"arn:{identity.partition}:iam::{each.account}:role/{name}", settings), each)
        for each in kept
    ]
    entered = _enter_all(bench, doors, {identity.account: identity})
    return [replace(entered[0], untold=(*own.job.untold, *entered[0].untold)), *entered[1:]] if entered else []


def _enter_all(bench: Desk, doors: Sequence[tuple[Door, Listed]], operators: dict[str, Identity]) -> list[Entered]:
    partition = next(iter(operators.values())).partition
    limits = OwnLimits()

    def enter(pair: tuple[Door, Listed]) -> Entered:
        door, listed = pair
        if listed.closed:
            return Entered(door, listed, partition)
        found = _enter(bench, door, listed, partition, limits)
        no_role = found.refused is not None and found.refused.needs == "sts:AssumeRole"
        if no_role and door.role and door.account in operators:
            # The role that an organisation puts into its members is usually not in the account that assumes it.
            return _enter(bench, replace(door, role=""), listed, partition, limits)
        return found

    with ThreadPoolExecutor(ENTRY_THREADS, thread_name_prefix="assess-aws-entry") as pool:
        return list(pool.map(enter, doors))


def _enter(bench: Desk, door: Door, listed: Listed, partition: str, limits: OwnLimits) -> Entered:
    cell = _cell(bench, door, partition, limits)
    try:
        bench.keys.credentials(door, ENTRY_GROUP, entry_policy(), cell.job.turns)
        regions = enabled_regions(cell)
    except Refused as refused:
        return Entered(door, listed, partition, refused=refused.unread)
    if not listed.name:
        aliases = cell.ask("iam:ListAccountAliases")
        names = () if isinstance(aliases, Unread) else aliases.texts("AccountAliases")
        listed = replace(listed, name=names[0] if names else "")
        if isinstance(aliases, Unread):
            cell.job.untold.append(aliases)
    return Entered(door, listed, partition, regions, _management(cell), untold=tuple(cell.job.untold))


def _management(cell: Cell) -> str | Unread:
    found = cell.find("organizations:DescribeOrganization", absent=("AWSOrganizationsNotInUseException",))
    if found is None:
        return "none"
    return found if isinstance(found, Unread) else found.text_or("Organization.MasterAccountId")


def _placed(entered: Sequence[Entered]) -> list[Entered]:
    """Accounts of which one answered who manages them all: those listed together, where the others may not say."""
    known = {each.management for each in entered if isinstance(each.management, str)} - {"", "none"}
    if len(known) != 1 or not all(each.door.role or each.door.account in known for each in entered):
        return list(entered)
    (manager,) = known
    return [replace(each, management=manager) if isinstance(each.management, Unread) else each for each in entered]


def _targets(entered: Sequence[Entered], wanted: Sequence[str]) -> list[Target]:
    """Accounts that could not be entered are planned for the regions that the others have: so each practice says
    that it was refused there."""
    seen = sorted({region for each in entered for region in each.regions})
    usual = tuple(wanted) or tuple(seen) or tuple({each.door.region for each in entered})
    made: list[Target] = []
    notes = _notes(entered)
    for index, each in enumerate(sorted(entered, key=lambda one: one.door.account)):
        regions = usual if each.refused else tuple(name for name in each.regions if not wanted or name in wanted)
        settings = {
            "partition": each.partition,
            "profile": each.door.profile,
            "role": each.door.role,
            "sts_region": each.door.region,
            "regions": " ".join(regions),
            "management": each.management if isinstance(each.management, str) else "",
            "batch": f"{index // ACCOUNTS_IN_BATCH:03}",
        }
        if isinstance(each.management, Unread):
            settings |= {UNPLACED: each.management.detail, f"{UNPLACED}_needs": each.management.needs}
        if each.refused is not None:
            settings |= {
                "refused": each.refused.detail,
                "refused_reason": each.refused.reason.value,
                "refused_needs": each.refused.needs,
            }
        labels = {"name": each.listed.name, "ou": each.listed.ou, "tag": environment(each.listed.tags)}
        made.append(
            Target(
                id=target_id(each.door.account),
                kind=ACCOUNT,
                name=each.listed.name or each.door.account,
                settings=settings,
                labels={where: text for where, text in labels.items() if text},
                excluded=each.listed.closed,
                notes=notes if index == 0 else (),
                remarks=(each.remark,) if each.remark else (),
            )
        )
    return made


def _notes(entered: Sequence[Entered]) -> tuple[str, ...]:
    """What was refused on the way in, once for each permission."""
    places: dict[str, list[Unread]] = {}
    for each in entered:
        for unread in each.untold:
            places.setdefault(unread.needs, []).append(unread)
    return _shut(entered) + tuple(
        f"{found[0].detail}{f' and {len(found) - 1} more accounts' if len(found) > 1 else ''}: "
        f"the accounts are read without it; needs {needs}"
        for needs, found in places.items()
    )


def _shut(entered: Sequence[Entered]) -> tuple[str, ...]:
    """Which accounts cannot be entered, once for each thing that is missing: a dry run says no more of them."""
    found: dict[str, list[tuple[str, Unread]]] = {}
    for each in entered:
        if each.refused is not None:
            found.setdefault(each.refused.needs, []).append((each.listed.name or each.door.account, each.refused))
    return tuple(
        f"{len(same)} of {len(entered)} accounts cannot be entered ({', '.join(name for name, _ in same[:NAMED])}"
        f"{' and others' if len(same) > NAMED else ''}): {same[0][1].detail}"
        for same in found.values()
    )


def refusal_in(target: Target, scope: Scope) -> Unread | None:
    """Why a reader of that scope cannot run: the account could not be entered when the run was planned, or it is not
    known whether it is the one to ask. None if it can."""
    detail = target.settings.get("refused")
    if detail:
        return Unread(Reason(target.settings["refused_reason"]), detail, target.settings.get("refused_needs", ""))
    unplaced = target.settings.get(UNPLACED)
    if unplaced and scope in (Scope.MANAGEMENT, Scope.PAYER):
        needs = target.settings.get(f"{UNPLACED}_needs", "")
        reason = Reason.NOT_PERMITTED if ":" in needs else Reason.NOT_AVAILABLE
        return Unread(reason, f"{unplaced}: whether this account manages or pays for others is not known", needs)
    return None


def _door(identity: Identity, account: str, role: str, settings: Settings) -> Door:
    return Door(
        account=account,
        profile=identity.profile,
        role=role,
        region=identity.region,
        external_id=settings.first("aws_external_id"),
        session_name=settings.first("aws_session_name", SESSION_NAME),
    )


def _cell(bench: Desk, door: Door, partition: str, limits: OwnLimits) -> Cell:
    target = Target(target_id(door.account), ACCOUNT, door.account, {"partition": partition})
    call = Call(bench, door, ENTRY_GROUP, entry_policy(), Once(), limits.turns(ENTRY_SECONDS))
    region = MAIN_REGIONS.get(partition, door.region)
    return Cell(_ENTRY_READER, target, region, datetime.fromtimestamp(0, UTC), call)
