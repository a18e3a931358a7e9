"""The answers about the organisation and its accounts, made from the estate's own list so that they cannot disagree."""

from __future__ import annotations

from assess.demo.aws_stand_in.estate import Account, Estate, Organization, OrganizationPolicy
from assess.demo.aws_stand_in.values import Members, Value, document

JOINED = "2022-03-01T09:00:00Z"
"""When every account joined."""

MEMBERS_MAY = frozenset({"DescribeOrganization"})
"""The operation of Organizations that every member account may call."""


def tell_of_organization(estate: Estate) -> None:
    """Adds what Organizations answers in the management account, and what each account answers about itself."""
    for account in estate.accounts.values():
        _tell_of_account(estate, account)
    organization = estate.organization
    if organization is None:
        return
    described: Members = {"Organization": _described(organization, estate)}
    estate.put("*", "", "organizations", "DescribeOrganization", described)
    _Telling(estate, organization).tell()


def _described(organization: Organization, estate: Estate) -> Members:
    head = estate.accounts[organization.management]
    return {
        "Id": organization.id,
        "Arn": f"arn:aws:organizations::{head.id}:organization/{organization.id}",
        "FeatureSet": "ALL",
        "MasterAccountArn": f"arn:aws:organizations::{head.id}:account/{organization.id}/{head.id}",
        "MasterAccountId": head.id,
        "MasterAccountEmail": head.email,
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }


def _tell_of_account(estate: Estate, account: Account) -> None:
    regions: list[Value] = [
        {"RegionName": region, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for region in account.regions
    ]
    if not estate.speaks_of(account.id, "", "account", "ListRegions"):
        estate.put(account.id, "", "account", "ListRegions", {"Regions": regions})
    if not estate.speaks_of(account.id, "", "ec2", "DescribeRegions"):
        described: list[Value] = [
            {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": "opt-in-not-required"}
            for name in account.regions
        ]
        estate.put(account.id, "", "ec2", "DescribeRegions", {"Regions": described})
    if not estate.speaks_of(account.id, "", "account", "GetAccountInformation"):
        told: Members = {"AccountId": account.id, "AccountName": account.name, "AccountCreatedDate": JOINED}
        estate.put(account.id, "", "account", "GetAccountInformation", told)
    if not estate.speaks_of(account.id, "", "account", "GetContactInformation"):
        contact: Members = {"FullName": account.name, "AddressLine1": "-", "City": "-", "CountryCode": "DE"}
        contact |= {"PhoneNumber": "+49 000", "PostalCode": "00000"}
        estate.put(account.id, "", "account", "GetContactInformation", {"ContactInformation": contact})


class _Telling:
    """Puts the organisation's answers into its management account."""

    def __init__(self, estate: Estate, organization: Organization) -> None:
        self._estate, self._organization = estate, organization
        self._prefix = f"arn:aws:organizations::{organization.management}"

    def _put(self, operation: str, answer: Members, when: Members | None = None) -> None:
        self._estate.put(self._organization.management, "", "organizations", operation, answer, when=when)

    def tell(self) -> None:
        organization = self._organization
        types: list[Value] = [{"Type": kind, "Status": "ENABLED"} for kind in organization.policy_kinds]
        arn = f"{self._prefix}:root/{organization.id}/{organization.root}"
        self._put("ListRoots", {"Roots": [{"Id": organization.root, "Arn": arn, "Name": "Root", "PolicyTypes": types}]})
        principals: list[Value] = [
            {"ServicePrincipal": name, "DateEnabled": JOINED} for name in organization.trusted_services
        ]
        self._put("ListAWSServiceAccessForOrganization", {"EnabledServicePrincipals": principals})
        for unit in organization.units:
            told: Members = {"Id": unit.id, "Name": unit.name, "Arn": f"{self._prefix}:ou/{organization.id}/{unit.id}"}
            self._put("ListOrganizationalUnitsForParent", {"OrganizationalUnits": [told]}, {"ParentId": unit.parent})
            self._put("DescribeOrganizationalUnit", {"OrganizationalUnit": told}, {"OrganizationalUnitId": unit.id})
        for account in self._estate.accounts.values():
            self._account(account)
        for policy in organization.policies:
            self._policy(policy)
        for account_id, services in organization.delegates.items():
            self._delegate(account_id, services)

    def _account(self, account: Account) -> None:
        told = self._account_told(account)
        parent = account.unit or self._organization.root
        kind = "ROOT" if parent == self._organization.root else "ORGANIZATIONAL_UNIT"
        self._put("ListAccounts", {"Accounts": [told]})
        self._put("DescribeAccount", {"Account": told}, {"AccountId": account.id})
        self._put("ListAccountsForParent", {"Accounts": [told]}, {"ParentId": parent})
        self._put("ListParents", {"Parents": [{"Id": parent, "Type": kind}]}, {"ChildId": account.id})
        tags: list[Value] = [{"Key": key, "Value": value} for key, value in account.tags.items()]
        self._put("ListTagsForResource", {"Tags": tags}, {"ResourceId": account.id})
        if tags:
            arn = f"{self._prefix}:account/{self._organization.id}/{account.id}"
            mapped: Members = {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags}]}
            where = (self._organization.management, "", "resourcegroupstaggingapi", "GetResources")
            self._estate.put(*where, mapped, when={"ResourceTypeFilters": ["organizations:account"]})

    def _account_told(self, account: Account) -> Members:
        return {
            "Id": account.id,
            "Arn": f"{self._prefix}:account/{self._organization.id}/{account.id}",
            "Name": account.name,
            "Email": account.email or f"{account.name}@example.com",
            "Status": account.status,
            "JoinedMethod": "CREATED",
            "JoinedTimestamp": JOINED,
        }

    def _policy(self, policy: OrganizationPolicy) -> None:
        arn = f"{self._prefix}:policy/{self._organization.id}/{policy.kind.lower()}/{policy.id}"
        summary: Members = {
            "Id": policy.id,
            "Arn": arn,
            "Name": policy.name,
            "Description": policy.description,
            "Type": policy.kind,
            "AwsManaged": policy.aws_managed,
        }
        self._put("ListPolicies", {"Policies": [summary]}, {"Filter": policy.kind})
        told: Members = {"PolicySummary": summary, "Content": document(dict(policy.content))}
        self._put("DescribePolicy", {"Policy": told}, {"PolicyId": policy.id})
        targets: list[Value] = [self._target(target) for target in policy.targets]
        self._put("ListTargetsForPolicy", {"Targets": targets}, {"PolicyId": policy.id})
        for target in policy.targets:
            wanted: Members = {"TargetId": target, "Filter": policy.kind}
            self._put("ListPoliciesForTarget", {"Policies": [summary]}, wanted)

    def _target(self, target: str) -> Members:
        if target == self._organization.root:
            return {"TargetId": target, "Arn": f"{self._prefix}:root/{target}", "Name": "Root", "Type": "ROOT"}
        for unit in self._organization.units:
            if unit.id == target:
                arn = f"{self._prefix}:ou/{target}"
                return {"TargetId": target, "Arn": arn, "Name": unit.name, "Type": "ORGANIZATIONAL_UNIT"}
        name = self._estate.accounts[target].name
        return {"TargetId": target, "Arn": f"{self._prefix}:account/{target}", "Name": name, "Type": "ACCOUNT"}

    def _delegate(self, account_id: str, services: tuple[str, ...]) -> None:
        told = self._account_told(self._estate.accounts[account_id])
        self._put(
            "ListDelegatedAdministrators", {"DelegatedAdministrators": [{**told, "DelegationEnabledDate": JOINED}]}
        )
        granted: list[Value] = [{"ServicePrincipal": name, "DelegationEnabledDate": JOINED} for name in services]
        self._put("ListDelegatedServicesForAccount", {"DelegatedServices": granted}, {"AccountId": account_id})
