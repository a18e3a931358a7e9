"""Reads the roles that are named for emergencies: who may take them, what they allow, when they were last used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assess.evidence.facts import Reason, Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.accounts import EmergencyRole
from collectors.aws.reading import Caller, Scope, reader

EMERGENCY_NAME = re.compile(
    r"break.?glass|emergency|(?<![a-z])on-?_?call(?![a-z])|(?<![a-z])incident|fire.?fight|first.?respond|(?<![a-z])pager",
    re.IGNORECASE,
)
"""How roles are named that are for emergencies or for those on call."""
DETAILS: Mapping[str, object] = {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"], "MaxItems": 1000}
"""Everything but the texts of AWS-managed policies, which are the same everywhere and long. Readers that ask with the
same parameters share one sweep of an account."""
_READS = re.compile(r"(?:Get|List|Describe|View|Read|Lookup|Search|BatchGet|Select|Check|Query|Scan)[A-Za-z]*\*?$")
_READING_POLICIES = frozenset({"ReadOnlyAccess", "ViewOnlyAccess", "SecurityAudit"})


@reader(
    "aws.iam.emergency",
    service="iam",
    operations=("GetAccountAuthorizationDetails",),
    yields=(EmergencyRole,),
    scope=Scope.GLOBAL,
)
def emergency(caller: Caller) -> Iterator[EmergencyRole]:
    """Roles named for emergencies or for those on call."""
    roles: list[Answer] = []
    policies: dict[str, Answer] = {}
    for page in caller.pages("GetAccountAuthorizationDetails", DETAILS):
        roles += [each for each in page.items("RoleDetailList") if _is_for_emergencies(each)]
        policies |= {each.text("Arn"): each for each in page.items("Policies")}
    for each in roles:
        used = each.moment("RoleLastUsed.LastUsedDate")
        principals = tuple(_principals(each.document("AssumeRolePolicyDocument")))
        people = [kind for kind in principals if kind != "Service"]
        yield EmergencyRole(
            subject=caller.subject("emergency role", each.text("Arn"), each.tags()),
            name=each.text("RoleName"),
            by_people=bool(people),
            by_sign_on_only=bool(people) and all(kind == "SAML" for kind in people),
            may_change=_may_change(each, policies),
            used_days_ago=(caller.now - used).days if used else None,
        )


def _is_for_emergencies(role: Answer) -> bool:
    path = role.text_or("Path")
    return not path.startswith("/aws-service-role/") and bool(EMERGENCY_NAME.search(role.text("RoleName")))


def _principals(trust: Answer) -> Iterator[str]:
    """The kinds of principal that may take the role: SAML, OIDC, AWS, Service."""
    for each in trust.structures("Statement"):
        if each.text_or("Effect") != "Allow":
            continue
        if each.is_text("Principal"):
            yield "AWS"
            continue
        who = each.part("Principal")
        for kind in who.names():
            if kind == "Federated":
                yield from ("SAML" if ":saml-provider/" in name else "OIDC" for name in who.one_or_many(kind))
            else:
                yield kind


def _may_change(role: Answer, policies: Mapping[str, Answer]) -> bool | Unread:
    documents = [each.document("PolicyDocument") for each in role.items("RolePolicyList")]
    unclear = ""
    for each in role.items("AttachedManagedPolicies"):
        arn, name = each.text("PolicyArn"), each.text_or("PolicyName")
        if arn in policies:
            versions = policies[arn].items("PolicyVersionList")
            documents += [version.document("Document") for version in versions if version.flag("IsDefaultVersion")]
        elif name.endswith(("FullAccess", "AdministratorAccess", "PowerUserAccess")):
            return True
        elif name not in _READING_POLICIES and not name.endswith("ReadOnlyAccess"):
            unclear = name
    if any(_changes(document) for document in documents):
        return True
    if unclear:
        return Unread(Reason.UNRESOLVED, f"what {unclear} allows was not read", "show what the role may do")
    return False


def _changes(policy: Answer) -> bool:
    """Whether some Allow goes beyond reading. `NotAction` allows nearly everything."""
    for each in policy.structures("Statement"):
        if each.text_or("Effect") == "Allow":
            actions = each.one_or_many("Action")
            if each.has("NotAction") or any(not _READS.match(action.partition(":")[2] or action) for action in actions):
                return True
    return False
