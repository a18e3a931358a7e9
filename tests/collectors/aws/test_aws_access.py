"""From options to accounts: who we are, which accounts there are, and one sentence for what makes a run useless."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Endpoint, Estate, Rule
from assess.demo.aws_stand_in.estate import Organization, Unit
from assess.evidence.collectors import CollectorError, Settings, Target
from assess.evidence.facts import Reason
from collectors.aws import COLLECTOR
from collectors.aws.desk import desk
from collectors.aws.keyring import Door
from collectors.aws.turns import OwnLimits
from tests.collectors.aws.conftest import Serve
from tests.collectors.aws.jobs import brought

MANAGEMENT, SHOP, LAB, OLD = "111122223333", "222233334444", "333344445555", "444455556666"


def organisation(**changes: Account) -> Estate:
    """Four accounts: management without the reading role, a shop in production, a lab, and one that was suspended."""
    accounts = {
        "management": Account(MANAGEMENT, "acme-root", reader_role=""),
        "shop": Account(SHOP, "acme-shop", unit="ou-prod", tags={"environment": "production", "team": "shop"}),
        "lab": Account(LAB, "acme-lab", unit="ou-lab", regions=("eu-west-1",)),
        "old": Account(OLD, "acme-old", unit="ou-lab", status="SUSPENDED"),
    } | changes
    units = (
        Unit("ou-work", "Workloads", "r-ab12"),
        Unit("ou-prod", "Production", "ou-work"),
        Unit("ou-lab", "Lab", "r-ab12"),
    )
    return Estate(list(accounts.values()), Organization(MANAGEMENT, units=units))


def targets(**options: str | Sequence[str]) -> dict[str, Target]:
    """The targets that these options name, by account."""
    given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in options.items()}
    return {each.id.partition(":")[2]: each for each in COLLECTOR.targets(Settings(options=given))}


def told(**options: str | Sequence[str]) -> str:
    """The one sentence with which these options are refused."""
    with pytest.raises(CollectorError) as refused:
        targets(**options)
    return str(refused.value)


def profiles(endpoint: Endpoint, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Puts profiles in place of the environment's keys."""
    config = folder / "config"
    config.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)


def profile(endpoint: Endpoint, name: str, account: str) -> str:
    """A profile with the operator's keys of an account."""
    keys = endpoint.keys(account)
    return (
        f"[profile {name}]\nregion = eu-west-1\naws_access_key_id = {keys.access_key}\n"
        f"aws_secret_access_key = {keys.secret_key}\n"
    )


def test_without_any_aws_option_nothing_is_asked(serve: Serve) -> None:
    endpoint = serve(organisation())
    assert targets(region="eu-west-1") == {}
    assert endpoint.counts().total == 0


def test_the_default_chain_is_one_account_with_its_own_regions(serve: Serve) -> None:
    serve(organisation(), account=LAB)
    (lab,) = targets(aws="yes").values()
    assert (lab.id, lab.kind, lab.settings["regions"]) == (f"aws:{LAB}", "aws.account", "eu-west-1")
    assert lab.settings["management"] == MANAGEMENT


def test_an_account_without_organisation_pays_for_itself(serve: Serve) -> None:
    serve(Estate([Account(SHOP)]))
    (shop,) = targets(aws="yes").values()
    assert shop.settings["management"] == "none"


def test_every_account_of_the_organisation_is_entered_and_placed(serve: Serve) -> None:
    serve(organisation())
    found = targets(aws_organization="AssessReader")
    assert sorted(found) == [MANAGEMENT, SHOP, LAB, OLD]
    assert found[SHOP].labels == {"name": "acme-shop", "ou": "Workloads/Production", "tag": "production"}
    assert found[SHOP].settings["role"] == f"arn:aws:iam::{SHOP}:role/AssessReader"
    assert found[MANAGEMENT].settings["role"] == "", "the role is not in the account that assumes it"
    assert found[OLD].excluded == "suspended"
    assert list(COLLECTOR.plan(found[OLD], Settings())) == []
    assert not any(each.settings.get("refused") for each in found.values())


def test_the_own_account_is_not_read_with_other_rights_because_its_role_failed_in_passing(serve: Serve) -> None:
    """Only where the role is not there does the operator's own identity read the account it is in."""
    management = Account(MANAGEMENT, "acme-root")
    expired = [Rule(Effect.EXPIRED, account=MANAGEMENT, service=service) for service in ("account", "ec2")]
    serve(organisation(management=management), expired)
    found = targets(aws_organization="AssessReader")[MANAGEMENT]
    assert found.settings["role"] == f"arn:aws:iam::{MANAGEMENT}:role/AssessReader"
    assert "expired" in found.settings["refused"]


def test_nothing_of_a_person_or_a_key_is_kept_with_a_target(serve: Serve) -> None:
    endpoint = serve(organisation())
    text = repr(targets(aws_organization="AssessReader", aws_external_id="acme-7"))
    assert endpoint.keys(MANAGEMENT).secret_key not in text
    assert "acme-7" not in text
    assert "shop'" not in text.replace("acme-shop'", ""), "only the environment tag is kept"


def test_an_account_without_the_role_is_a_target_that_was_refused(serve: Serve, tmp_path: Path) -> None:
    """Its jobs are planned for the regions that the others have, so every practice says that it was refused there."""
    endpoint = serve(organisation(lab=Account(LAB, "acme-lab", unit="ou-lab", reader_role="")))
    found = targets(aws_organization="AssessReader")
    (sentence,) = [note for each in found.values() for note in each.notes]
    assert sentence.startswith("1 of 4 accounts cannot be entered (acme-lab): sts:AssumeRole refused in account")
    lab, before = found[LAB], endpoint.counts().total
    jobs = list(COLLECTOR.plan(lab, Settings()))
    assert {job.region for job in jobs} >= {"eu-west-1", "us-east-1", "eu-central-1"}
    for job in jobs:
        reason = brought(job, tmp_path).reason
        assert (reason.reason, reason.needs) == (Reason.NOT_PERMITTED, "sts:AssumeRole")
        assert f"arn:aws:iam::{LAB}:role/AssessReader is missing or does not trust the caller" in reason.detail
    assert endpoint.counts().total == before


def test_half_of_many_accounts_without_the_role_cost_one_call_each(serve: Serve) -> None:
    accounts = [
        Account(f"{number:012}", reader_role="AssessReader" if number % 2 else "")
        for number in range(210000000001, 210000000041)
    ]
    operator = Account(MANAGEMENT, "root", reader_role="")
    endpoint = serve(Estate([operator, *accounts], Organization(MANAGEMENT)), account=MANAGEMENT)
    found = targets(aws_organization="AssessReader")
    refused = [each for each in found.values() if each.settings.get("refused")]
    assert (len(found), len(refused)) == (41, 20)
    assert endpoint.counts().of(operation="AssumeRole") == 41


def test_only_what_was_asked_for(serve: Serve) -> None:
    serve(organisation())
    assert list(targets(aws_organization="AssessReader", aws_account=SHOP)) == [SHOP]
    assert sorted(targets(aws_organization="AssessReader", aws_ou="Workloads")) == [SHOP]
    assert sorted(targets(aws_organization="AssessReader", aws_ou="ou-lab")) == [LAB, OLD]
    only = targets(aws_organization="AssessReader", region=["us-east-1", "eu-central-1"])
    assert only[SHOP].settings["regions"] == "eu-central-1 us-east-1"
    assert only[LAB].settings["regions"] == "", "a region that is not enabled in an account holds nothing"


def test_accounts_from_a_file_need_no_right_to_list_them(serve: Serve, tmp_path: Path) -> None:
    serve(organisation(), [Rule(Effect.DENY, service="organizations")])
    listing = tmp_path / "accounts.txt"
    listing.write_text(f"# who\n{SHOP}, acme-shop, Workloads/Production\n\n{LAB}  # the lab\n{SHOP}\n")
    found = targets(aws_organization="AssessReader", aws_accounts_file=str(listing))
    assert sorted(found) == [SHOP, LAB]
    assert found[SHOP].labels["ou"] == "Workloads/Production"
    assert found[SHOP].settings["management"] == ""
    listing.write_text(json.dumps({"Accounts": [{"Id": LAB, "Name": "acme-lab", "Status": "ACTIVE"}]}))
    assert list(targets(aws_organization="AssessReader", aws_accounts_file=str(listing))) == [LAB]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12345\n", "accounts.txt:1: '12345' is no account id: it has 12 digits"),
        (f"{SHOP}\nfour four\n", "accounts.txt:2: 'four four' is no account id"),
        ("# nobody\n", "names no account"),
        ("{}", 'it needs "Accounts", each with "Id"'),
        ('{"Accounts": [{"Id": 3}]}', "'3' is no account id"),
    ],
)
def test_a_bad_list_of_accounts_says_where(serve: Serve, tmp_path: Path, text: str, sentence: str) -> None:
    serve(organisation())
    listing = tmp_path / "accounts.txt"
    listing.write_text(text)
    assert sentence in told(aws_organization="AssessReader", aws_accounts_file=str(listing))
    assert "cannot be read" in told(aws_organization="AssessReader", aws_accounts_file=str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"aws_accounts_file": "x"}, "--aws-accounts-file needs --aws, --aws-profile or --aws-organization"),
        ({"aws": "1", "aws_accounts_file": "x"}, "--aws-accounts-file needs --aws-organization ROLE"),
        ({"aws": "1", "aws_ou": "Lab"}, "--aws-ou needs --aws-organization ROLE"),
        (
            {"aws": "1", "region": "eu-wst-1"},
            "--region eu-wst-1 does not exist in partition aws: did you mean eu-west-1?",
        ),
        ({"aws": "1", "region": "atlantis"}, "there are af-south-1"),
        ({"aws": "1", "aws_account": "12"}, "--aws-account 12: an account id has 12 digits"),
        ({"aws": "1", "aws_account": "999999999999"}, "--aws-account 999999999999 is not among the 1 accounts listed"),
        ({"aws_organization": "AssessReader", "aws_ou": "Nowhere"}, "units are: Lab, Workloads/Production"),
        ({"aws_organization": "AssessReader", "aws_profile": ["a", "b"]}, "takes one --aws-profile"),
    ],
)
def test_an_option_that_cannot_be_meant_is_one_sentence(
    serve: Serve, options: dict[str, str | list[str]], sentence: str
) -> None:
    serve(organisation())
    assert sentence in told(**options)


def test_two_profiles_of_one_account_are_one_account(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = serve(organisation())
    text = "".join(profile(endpoint, name, account) for name, account in (("a", SHOP), ("b", SHOP), ("c", LAB)))
    profiles(endpoint, tmp_path, monkeypatch, text)
    found = targets(aws_profile=["a", "b", "c"])
    assert {account: each.settings["profile"] for account, each in found.items()} == {SHOP: "a", LAB: "c"}
    assert found[SHOP].remarks == (f"the profiles a, b are all of account {SHOP}: it is read once, with a",)
    assert (found[LAB].remarks, found[SHOP].notes) == ((), ())


def test_a_profile_that_does_not_exist_names_those_that_do(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = serve(organisation())
    profiles(endpoint, tmp_path, monkeypatch, profile(endpoint, "shop", SHOP))
    assert told(aws_profile="shopp") == "there is no AWS profile shopp: there are shop"
    monkeypatch.setenv("AWS_PROFILE", "gone")
    assert "there is no AWS profile gone" in told(aws="yes")


def test_a_sign_in_that_expired_is_the_command_that_renews_it(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = serve(organisation())
    profiles(
        endpoint,
        tmp_path,
        monkeypatch,
        "[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n"
        f"[profile shop]\nsso_session = acme\nsso_account_id = {SHOP}\nsso_role_name = Reader\nregion = eu-west-1\n",
    )
    sentence = told(aws_profile="shop")
    assert sentence == (
        "the sign-in of the AWS profile shop has expired or was never made: run `aws sso login --profile shop`"
    )
    assert endpoint.counts().total == 0


def test_no_credentials_are_said_before_anything_is_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = serve(organisation())
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert told(aws="yes").startswith("the SDK finds no AWS credentials: run `aws configure sso`")
    assert endpoint.counts().total == 0


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule(Effect.CLOSED, service="sts"), "AWS does not know the key of the default AWS credentials"),
        (Rule(Effect.DENY, service="sts"), "the default AWS credentials are refused by AWS STS (AccessDenied)"),
        (Rule(Effect.DROP, service="sts"), "AWS STS cannot be reached"),
        (Rule(Effect.CLOCK_SKEW, service="sts"), "this machine's clock differs from AWS's"),
        (Rule(Effect.GARBAGE, service="sts"), "answered what AWS STS never answers"),
    ],
)
def test_credentials_that_do_not_work_are_one_sentence(serve: Serve, rule: Rule, sentence: str) -> None:
    serve(organisation(), [rule])
    assert sentence in told(aws="yes")


def test_a_secret_that_does_not_belong_to_its_key_is_said(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(organisation(), signatures=True)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
    assert told(aws="yes") == (
        "AWS rejects the signature of the default AWS credentials: the secret key does not belong to the key id"
    )


def test_an_organisation_that_may_not_be_listed_says_what_helps(serve: Serve) -> None:
    serve(organisation(), account=SHOP)
    sentence = told(aws_organization="AssessReader")
    assert "the accounts of the organisation cannot be listed: organizations:ListAccounts refused" in sentence
    assert "or give --aws-accounts-file" in sentence


def test_regions_come_from_ec2_where_the_account_service_is_refused(serve: Serve) -> None:
    serve(organisation(), [Rule(Effect.DENY, service="account")], account=LAB)
    assert targets(aws="yes")[LAB].settings["regions"] == "eu-west-1"


def test_a_region_of_another_partition_does_not_exist_in_this_one(serve: Serve) -> None:
    serve(organisation())
    assert "cn-north-1 does not exist in partition aws" in told(aws="yes", region="cn-north-1")


def test_credentials_without_a_role_are_proved_once_for_all_groups_of_services(serve: Serve) -> None:
    endpoint = serve(Estate([Account(SHOP)]))
    (shop,) = targets(aws="yes").values()
    keys, door, turns = desk().keys, Door.of(shop, Settings()), OwnLimits().turns(60)
    before = endpoint.counts().of(operation="GetCallerIdentity")
    first = keys.credentials(door, "01", "", turns)
    assert keys.credentials(door, "02", "", turns) is first
    assert endpoint.counts().of(operation="GetCallerIdentity") == before
    keys.renew(door, "02", first)
    keys.credentials(door, "01", "", turns)
    assert endpoint.counts().of(operation="GetCallerIdentity") == before + 1
