"""Does somebody own what is in the repository, and does GitHub read the file that says so?"""

from __future__ import annotations

from assess.evidence.checks import (
    INDICATOR,
    Pointer,
    Snapshot,
    Verdict,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Reason, Unread, known
from collectors.repository.checks.absence import written
from collectors.repository.codeowners import is_team
from collectors.repository.document_facts import Decision, Document, Topic
from collectors.repository.facts import CatalogueEntry, CodeOwners, Inventory, OwnerRule
from collectors.repository.terraform_facts import DeclaredAlarm, Suppression

HALF = 0.5


def code_owners_of(snapshot: Snapshot, near: Inventory) -> CodeOwners | Unread | None:
    """The CODEOWNERS file of that repository; None if it was read and has none."""
    found = snapshot.within(CodeOwners, near.subject)
    return found if isinstance(found, Unread) else next(found, None)


def catalogue_owner(snapshot: Snapshot, near: Inventory, *, whole: bool) -> CatalogueEntry | Unread | None:
    """An entry, in this repository or another, that names an owner; with `whole`, of the repository as a whole and
    not of a folder in it."""
    target = near.subject.target
    for entry in snapshot.of(CatalogueEntry):
        about = f"repository:{entry.source}" if entry.source else entry.subject.target
        if about != target or entry.lifecycle == "deprecated" or (whole and not is_of_the_whole(entry)):
            continue
        if isinstance(entry.owner, str) and entry.owner:
            return entry
    found = snapshot.within(CatalogueEntry, near.subject)
    if isinstance(found, Unread):
        return found
    return next((entry.owner for entry in found if isinstance(entry.owner, Unread)), None)


def is_of_the_whole(entry: CatalogueEntry) -> bool:
    """Whether the entry lies at the top of its repository, or names the repository it describes."""
    return bool(entry.source) or entry.path.rpartition("/")[0] in ("", ".backstage", ".github")


@check(practice="OWN-06", level=1, subject=Inventory, reads=(CodeOwners, CatalogueEntry))
def names_its_owner(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """The repository, or a catalogue entry about it, names an owner.

    Reads the CODEOWNERS file GitHub uses, OWNERS and MAINTAINERS files, and catalogue entries (catalog-info.yaml,
    service.yaml) of all repositories collected, joined by their source address. Does not know GitHub's own
    permissions of teams, nor a catalogue kept in a tool: a repository owned only there fails here."""
    owners = code_owners_of(snapshot, repository)
    if isinstance(owners, CodeOwners) and not isinstance(owners.rules, Unread):
        named = next((rule for rule in owners.rules if rule.owners), None)
        if named:
            return passed(
                f"{owners.path} names {named.owners[0]}", pointer(owners, f"line {named.line}", named.pattern)
            )
    entry = catalogue_owner(snapshot, repository, whole=False)
    if isinstance(entry, CatalogueEntry):
        return passed(f"{entry.path} names {entry.owner}", pointer(entry, "spec.owner", entry.owner))
    if repository.owner_files:
        return passed(f"{repository.owner_files[0]} names owners", pointer(repository, "owner_files", "found"))
    if isinstance(owners, CodeOwners):
        known(owners.rules)
    for value in (owners, entry):
        if isinstance(value, Unread):
            return unknown(value)
    return failed("no CODEOWNERS rule, OWNERS file or catalogue entry names an owner of this repository")


@check(practice="OWN-06", level=1, subject=CodeOwners)
def code_owners_file_is_loaded(owners: CodeOwners) -> Verdict:
    """GitHub loads the CODEOWNERS file, because it is smaller than 3 MB.

    Reads the size of the first file in GitHub's order (.github/, top, docs/). A repository without the file is not
    judged here: whether it has an owner is the question of another check."""
    size = pointer(owners, "size", f"{owners.size:,} bytes")
    if owners.too_large:
        return failed(f"{owners.path} is over 3 MB, so GitHub does not load it and nobody is asked to review", size)
    return passed(f"{owners.path} is loaded", size)


@check(practice="OWN-06", level=1, subject=OwnerRule)
def owner_rule_is_valid(rule: OwnerRule) -> Verdict:
    """GitHub accepts the line of CODEOWNERS; it skips a line with invalid syntax.

    Reads pattern and owner tokens. Does not know whether the user or team exists and may write, without which
    GitHub ignores an owner too: only GitHub can tell."""
    where = pointer(rule, "pattern", rule.pattern)
    if rule.fault:
        return failed(f"GitHub skips the line {rule.pattern!r}: {rule.fault}", where)
    return passed(f"the line {rule.pattern!r} is valid", where)


@check(practice="OWN-06", level=2, subject=Inventory, reads=(CodeOwners, CatalogueEntry))
def owners_cover_most_files(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """At least half of the files have an owner, by CODEOWNERS or by a catalogue entry for the whole repository.

    Reads every path of the tree by GitHub's rules: the last matching line wins, a line without owner un-owns.
    Vendored and generated files count too, since a change there runs as well."""
    owners = code_owners_of(snapshot, repository)
    if isinstance(owners, CodeOwners) and not isinstance(owners.owned, Unread) and owners.files:
        share = owners.owned / owners.files
        if share >= HALF:
            seen = pointer(owners, "owned", f"{owners.owned} of {owners.files}")
            return passed(f"{owners.path} gives {owners.owned} of {owners.files} files an owner", seen)
    entry = catalogue_owner(snapshot, repository, whole=True)
    if isinstance(entry, CatalogueEntry):
        return passed(f"{entry.path} gives the whole repository to {entry.owner}", pointer(entry, "owner", entry.owner))
    for value in (owners, entry):
        if isinstance(value, Unread):
            return unknown(value)
    if isinstance(owners, CodeOwners):
        seen = pointer(owners, "owned", f"{known(owners.owned)} of {owners.files}")
        return failed(f"only {known(owners.owned)} of {owners.files} files have an owner", seen)
    return failed("no file of this repository has an owner by CODEOWNERS, and no catalogue entry names one")


@check(practice="OWN-06", level=2, subject=OwnerRule, need=INDICATOR)
def owner_rule_matches_a_file(rule: OwnerRule) -> Verdict:
    """The path a line of CODEOWNERS gives away exists: the map is of today's tree.

    Reads the tree of the judged commit only. A line kept for files that are generated, or that exist on another
    branch, fails too."""
    if rule.fault:
        return not_applicable("GitHub skips this line; its syntax is judged by another check")
    seen = pointer(rule, "pattern", rule.pattern)
    if known(rule.matches):
        return passed(f"{rule.pattern} matches files", seen)
    return failed(f"nothing in the tree matches {rule.pattern}: the owner is of a path that is gone", seen)


@check(practice="OWN-06", level=2, subject=OwnerRule)
def owner_rule_names_a_team(rule: OwnerRule) -> Verdict:
    """A team is among the owners of the line, so that ownership outlives the people of today.

    Reads the owner tokens. An e-mail address may be a person or a list, so it is unknown. A personal account has no
    teams: where the owner is the account the repository belongs to, the question does not apply."""
    if rule.fault or not rule.owners:
        return not_applicable("this line gives nothing to anybody")
    seen = pointer(rule, "owners", " ".join(rule.owners))
    if any(is_team(owner) for owner in rule.owners):
        return passed(f"{rule.pattern} belongs to a team", seen)
    account = rule.subject.target.partition("/")[2].partition("/")[0].lower()
    if any(owner.lower() == f"@{account}" for owner in rule.owners):
        return not_applicable("the repository belongs to a personal account, which has no teams", seen)
    if any(not owner.startswith("@") for owner in rule.owners):
        return unknown(_address(rule), seen)
    return failed(f"{rule.pattern} belongs to single accounts only: {' '.join(rule.owners)}", seen)


def _address(rule: OwnerRule) -> Unread:
    return Unread(Reason.UNRESOLVED, f"{rule.pattern} belongs to an e-mail address: a person or a list")


@check(practice="OWN-07", level=2, subject=Suppression, version=2)
def suppression_says_why(suppression: Suppression) -> Verdict:
    """A scanner finding that the code switches off carries its reason.

    Reads skip and ignore comments of checkov, tfsec, trivy and tflint in Terraform, and .trivyignore: a reason stands
    behind the rule or in a comment on the line before or after. Exceptions kept in a scanner's own service are not
    seen."""
    if suppression.reason:
        return passed(f"{suppression.check} is off because: {suppression.reason}", _off(suppression))
    return failed(f"{suppression.check} of {suppression.tool} is switched off without a reason", _off(suppression))


@check(practice="OWN-07", level=3, subject=Suppression)
def suppression_lapses_on_a_date(suppression: Suppression) -> Verdict:
    """The tool itself ends the exception on a date, and the check fails again.

    Reads `exp:` of tfsec and trivy. checkov and tflint know no end date, so exceptions made there never lapse."""
    if suppression.expires:
        return passed(f"{suppression.check} is off until {suppression.expires}", _off(suppression))
    return failed(f"{suppression.check} of {suppression.tool} is switched off without an end", _off(suppression))


def _off(suppression: Suppression) -> Pointer:
    return pointer(suppression, suppression.tool, suppression.check)


@check(practice="OWN-12", level=2, subject=DeclaredAlarm, accepts=("declared",))
def alarm_reaches_somebody(alarm: DeclaredAlarm) -> Verdict:
    """The alarm has an action, and its actions are switched on.

    Reads `alarm_actions` and `actions_enabled` in Terraform. An alarm that only feeds a composite alarm fails here,
    unless it is part of one in the same folder. What stands behind the topic is not shown."""
    enabled, acts = known(alarm.enabled), known(alarm.has_action)
    seen = (pointer(alarm, "alarm_actions", acts), pointer(alarm, "actions_enabled", enabled))
    if alarm.feeds_composite and not acts:
        return not_applicable("it only feeds a composite alarm", *seen)
    if not enabled:
        return failed(f"the actions of {alarm.address} are switched off", *seen)
    if acts:
        return passed(f"{alarm.address} has an action", *seen)
    return failed(f"{alarm.address} has no action: nobody is told", *seen)


@check(practice="OWN-01", level=1, subject=Document, accepts=("declared",))
def responsibilities_are_written_down(document: Document) -> Verdict:
    """A document lays down who is responsible for what.

    Known by the name of the file. An absence is unknown: it may be kept elsewhere."""
    return written(document, Topic.RESPONSIBILITIES)


@check(practice="OWN-02", level=1, subject=Document, accepts=("declared",))
def release_policy_is_written_down(document: Document) -> Verdict:
    """A document says how releases are decided.

    Known by the name of the file. Who may stop one is for people to answer. An absence is unknown."""
    return written(document, Topic.RELEASE_POLICY)


@check(practice="OWN-09", level=1, subject=Document, accepts=("declared",))
def on_call_is_written_down(document: Document) -> Verdict:
    """A document is about on-call duty.

    Known by the name of the file. Whether it gives authority, or only a rota, is not judged. An absence is unknown."""
    return written(document, Topic.ON_CALL)


@check(practice="OWN-10", level=1, subject=Document, accepts=("declared",))
def error_budget_policy_is_written_down(document: Document) -> Verdict:
    """A document says what a spent error budget changes.

    Known by the name of the file; whether it was ever applied is not shown. An absence is unknown."""
    return written(document, Topic.ERROR_BUDGET_POLICY)


@check(practice="OWN-11", level=1, subject=Decision, accepts=("declared",))
def decisions_are_recorded(decision: Decision) -> Verdict:
    """Decisions are recorded.

    Known by folders for decision records. Who made them, and whether on a fixed rhythm, is not shown. An absence is
    unknown."""
    return passed(f"{decision.path} records a decision", pointer(decision, "title", decision.title))
