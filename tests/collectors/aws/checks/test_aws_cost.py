"""Cost: what each check says of a good, a bad, an unread and a meaningless case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact, Reason, Subject, Unread
from collectors.aws.facts.accounts import Account, ListedAccount, TagRule, Thing
from collectors.aws.facts.alarms import Subscription, SubscriptionKind, Topic
from collectors.aws.facts.artifacts import Registry
from collectors.aws.facts.controls import ControlPolicy, TagPolicy
from collectors.aws.facts.dependencies import ScalingGroup
from collectors.aws.facts.spending import (
    Alert,
    AnomalyAlert,
    AnomalyMonitor,
    Bucket,
    Budget,
    BudgetAction,
    CostExport,
    CostKeys,
    GatewayNetwork,
    Machine,
    SavingsHub,
    SnapshotPile,
    StoppedMachine,
    TagShare,
    UnattributedCost,
    Volume,
)
from collectors.aws.facts.statements import Condition, Statement
from collectors.aws.facts.telemetry import LogGroup
from tests.collectors.aws.facts_given import ACCOUNT, CHECKS, MANAGEMENT, REFUSED, Given, judged, outcome, some, subject

F = TypeVar("F", bound=Fact)
PASS, FAIL, NONE, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN
TOPIC_ARN = f"arn:aws:sns:eu-west-1:{ACCOUNT}:costs"
MEMBER = some(Account, subject=subject("account", "arn:member", region=""), number=ACCOUNT, management=MANAGEMENT)
ALONE = replace(MEMBER, management="none")
PAYER = some(
    Account,
    subject=subject("account", "arn:payer", account=MANAGEMENT, region=""),
    number=MANAGEMENT,
    management=MANAGEMENT,
)


LISTED = some(
    ListedAccount,
    subject=subject("account", f"aws:{ACCOUNT}", account=MANAGEMENT, region=""),
    number=ACCOUNT,
    active=True,
    above=("r-root", "ou-workloads"),
)


def topic(*, confirmed: bool = True) -> Topic:
    one = Subscription(SubscriptionKind.EMAIL, confirmed, "")
    return some(Topic, subject=subject("topic", TOPIC_ARN), name="costs", subscriptions=(one,))


def budget(*, at: str = MANAGEMENT, **more: object) -> Budget:
    told: dict[str, object] = {
        "subject": subject("budget", f"arn:budget/{at}", account=at, region=""),
        "name": "shop",
        "every": "MONTHLY",
        "accounts": (ACCOUNT,),
        "alerts": (Alert("FORECASTED", 0, (TOPIC_ARN,)),),
        "periods": 6,
        **more,
    }
    return some(Budget, **told)


MAIL = (Alert("ACTUAL", 2, ()),)
STOPS = BudgetAction("APPLY_IAM_POLICY", automatic=True, armed=True, targets=())
PUTS = BudgetAction("APPLY_SCP_POLICY", automatic=True, armed=True, targets=(ACCOUNT,))


@pytest.mark.parametrize(
    ("check", "account", "others", "expected"),
    [
        ("somebody_hears_of_a_budget", MEMBER, (budget(),), PASS),
        ("somebody_hears_of_a_budget", MEMBER, (budget(alerts=MAIL, accounts=()),), PASS),
        ("somebody_hears_of_a_budget", MEMBER, (budget(alerts=()),), FAIL),
        ("somebody_hears_of_a_budget", MEMBER, (budget(alerts=(Alert("ACTUAL", 0, ()),)),), FAIL),
        ("somebody_hears_of_a_budget", MEMBER, (budget(accounts=("555500001111",)),), FAIL),
        ("somebody_hears_of_a_budget", MEMBER, (budget(alerts=REFUSED),), UNKNOWN),
        ("somebody_hears_of_a_budget", MEMBER, (), FAIL),
        ("somebody_hears_of_a_budget", ALONE, (budget(at=ACCOUNT, accounts=(), alerts=MAIL),), PASS),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(), topic()), PASS),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(), topic(confirmed=False)), FAIL),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(),), FAIL),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(alerts=MAIL), topic()), FAIL),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(accounts=()), topic()), FAIL),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(narrow=True), topic()), FAIL),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(at=ACCOUNT, accounts=()), topic()), PASS),
        ("budget_reaches_more_than_mailboxes", MEMBER, (budget(alerts=MAIL, actions=(PUTS,)),), PASS),
        ("budget_can_stop_the_spending", MEMBER, (budget(actions=(PUTS,)),), PASS),
        ("budget_can_stop_the_spending", MEMBER, (budget(actions=(STOPS,)),), FAIL),
        ("budget_can_stop_the_spending", MEMBER, (budget(at=ACCOUNT, actions=(STOPS,)),), PASS),
        ("budget_can_stop_the_spending", MEMBER, (budget(actions=(replace(PUTS, targets=("555500001111",)),)),), FAIL),
        (
            "budget_can_stop_the_spending",
            MEMBER,
            (budget(actions=(replace(PUTS, targets=("ou-workloads",)),)), LISTED),
            PASS,
        ),
        (
            "budget_can_stop_the_spending",
            MEMBER,
            (budget(actions=(replace(PUTS, targets=("ou-sandbox",)),)), LISTED),
            FAIL,
        ),
        ("budget_can_stop_the_spending", PAYER, (budget(accounts=(MANAGEMENT,), actions=(PUTS,)),), FAIL),
        ("budget_can_stop_the_spending", MEMBER, (budget(actions=(replace(PUTS, automatic=False),)),), FAIL),
        ("budget_can_stop_the_spending", MEMBER, (budget(actions=(replace(PUTS, armed=False),)),), FAIL),
        ("budget_can_stop_the_spending", MEMBER, (budget(actions=REFUSED),), UNKNOWN),
        ("budget_can_stop_the_spending", MEMBER, (), FAIL),
        ("budget_can_stop_the_spending", PAYER, (budget(accounts=(), actions=(STOPS,)),), FAIL),
        ("budget_can_stop_the_spending", PAYER, (budget(accounts=(MANAGEMENT,), actions=(STOPS,)),), PASS),
    ],
)
def test_budgets(check: str, account: Account, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, account, *others) is expected


@pytest.mark.parametrize(
    "check", ["somebody_hears_of_a_budget", "budget_reaches_more_than_mailboxes", "budget_can_stop_the_spending"]
)
def test_budgets_that_were_not_read_are_unknown(check: str) -> None:
    assert judged(check, MEMBER, unread=(Budget,)).unread == REFUSED
    assert judged(check, MEMBER, unread=(Budget,), only_in=(MANAGEMENT,)).unread == REFUSED


def test_that_no_budget_is_here_may_mean_another_product_but_one_that_tells_nobody_does_not() -> None:
    assert not judged("somebody_hears_of_a_budget", MEMBER).in_use
    assert judged("somebody_hears_of_a_budget", MEMBER, budget(alerts=())).in_use


@pytest.mark.parametrize("check", ["budget_reaches_more_than_mailboxes", "budget_can_stop_the_spending"])
@pytest.mark.parametrize("account", [PAYER, MEMBER])
def test_a_budget_for_all_that_is_paid_is_named_and_is_none_for_the_account(check: str, account: Account) -> None:
    verdict = judged(check, account, budget(accounts=(), name="everything"))
    assert (verdict.outcome, verdict.in_use) == (FAIL, True)
    assert verdict.message == "everything is for all that is paid; no budget is for this account alone"
    assert judged(check, account).message == "no budget covers it"


def test_an_action_on_units_is_open_where_the_place_of_the_account_was_not_read() -> None:
    acting = budget(actions=(replace(PUTS, targets=("ou-workloads",)),), alerts=())
    for check in ("budget_reaches_more_than_mailboxes", "budget_can_stop_the_spending"):
        assert outcome(check, MEMBER, acting, unread=(ListedAccount,)) is UNKNOWN


def at_payer(kind: str) -> object:
    return subject(kind, f"arn:{kind}", account=MANAGEMENT, region="")


EXPORT = some(CostExport, subject=at_payer("export"), name="usage", healthy=True)
KEYS = some(CostKeys, subject=at_payer("keys"), tags=("cost-center", "Name"))
SHARE = some(UnattributedCost, subject=at_payer("share"), tag="team", percent=10)
HUB = some(SavingsHub, subject=at_payer("hub"), enrolled=True, open=3, monthly=100.0)
AT_ONCE = AnomalyAlert("IMMEDIATE", 0, (TOPIC_ARN,))
MONITOR = some(AnomalyMonitor, subject=at_payer("monitor"), name="services", alerts=(AT_ONCE,))


@pytest.mark.parametrize(
    ("check", "others", "expected"),
    [
        ("cost_data_is_delivered", (EXPORT,), PASS),
        ("cost_data_is_delivered", (replace(EXPORT, healthy=False),), FAIL),
        ("cost_data_is_delivered", (), FAIL),
        ("bill_can_be_split", (KEYS,), PASS),
        ("bill_can_be_split", (replace(KEYS, tags=("Name",)),), FAIL),
        ("bill_can_be_split", (replace(KEYS, tags=(), categories=2),), PASS),
        ("bill_can_be_split", (), UNKNOWN),
        ("nearly_all_of_the_bill_is_attributed", (SHARE,), PASS),
        ("nearly_all_of_the_bill_is_attributed", (replace(SHARE, percent=11),), FAIL),
        ("nearly_all_of_the_bill_is_attributed", (), UNKNOWN),
        ("savings_are_looked_for", (HUB,), PASS),
        ("savings_are_looked_for", (replace(HUB, enrolled=False),), FAIL),
        ("anomaly_is_told_at_once", (MONITOR, topic()), PASS),
        ("anomaly_is_told_at_once", (MONITOR, topic(confirmed=False)), FAIL),
        ("anomaly_is_told_at_once", (replace(MONITOR, alerts=()), topic()), FAIL),
        ("anomaly_is_told_at_once", (replace(MONITOR, alerts=(replace(AT_ONCE, frequency="DAILY"),)), topic()), FAIL),
        ("anomaly_is_told_at_once", (replace(MONITOR, alerts=(AnomalyAlert("IMMEDIATE", 1, ()),)), topic()), FAIL),
        ("anomaly_is_told_at_once", (), FAIL),
    ],
)
def test_what_the_payer_knows_holds_for_each_account(check: str, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, MEMBER, *others) is expected
    assert outcome(check, PAYER, *others) is expected


@pytest.mark.parametrize(
    ("check", "kind"),
    [
        ("cost_data_is_delivered", CostExport),
        ("bill_can_be_split", CostKeys),
        ("nearly_all_of_the_bill_is_attributed", UnattributedCost),
        ("savings_are_looked_for", SavingsHub),
        ("anomaly_is_told_at_once", AnomalyMonitor),
    ],
)
def test_what_was_not_asked_of_the_payer_is_unknown(check: str, kind: type[Fact]) -> None:
    assert judged(check, MEMBER, unread=(kind,)).unread == REFUSED


def here(kind: str) -> object:
    return subject(kind, f"arn:{kind}")


LOGS = some(LogGroup, subject=here("log group"), name="/shop", retention_days=90, bytes=10)
BUCKET = some(Bucket, subject=here("bucket"), name="shop", ruled=True)
IMAGES = some(Registry, subject=here("image repository"), name="shop", product="ECR", expires=True)
VOLUME = some(Volume, subject=here("volume"), type="gp3", size=8, attached=True, days=400)
PILE = some(SnapshotPile, subject=here("snapshots"), count=9, old=3)
STOPPED = some(StoppedMachine, subject=here("instance"), type="t3.large", days=90)
GROUP = some(ScalingGroup, subject=here("scaling group"), name="shop", least=2, most=20)
NETWORK = some(GatewayNetwork, subject=here("network"), gateways=2, endpoints=("dynamodb", "s3"))
MACHINE = some(Machine, subject=here("instance"), type="m7g.large")
SHARES = some(TagShare, subject=here("tags"), things=10, attributed=8)
RULE = some(TagRule, subject=here("rule"), name="required-tags", keys=("owner",))
TAGS = some(
    TagPolicy, subject=here("tag policy"), name="tags", keys=("team",), enforced_for=("ec2:instance",), targets=("r",)
)


@pytest.mark.parametrize(
    ("check", "fact", "expected"),
    [
        ("logs_are_kept_for_a_set_time", LOGS, PASS),
        ("logs_are_kept_for_a_set_time", replace(LOGS, retention_days=None), FAIL),
        ("logs_are_kept_for_a_set_time", replace(LOGS, retention_days=None, bytes=0), NONE),
        ("bucket_has_a_rule_for_what_is_old", BUCKET, PASS),
        ("bucket_has_a_rule_for_what_is_old", replace(BUCKET, ruled=False), FAIL),
        ("bucket_has_a_rule_for_what_is_old", replace(BUCKET, ruled=REFUSED), UNKNOWN),
        ("old_images_are_removed", IMAGES, PASS),
        ("old_images_are_removed", replace(IMAGES, expires=False), FAIL),
        ("old_images_are_removed", replace(IMAGES, expires=None), NONE),
        ("old_images_are_removed", replace(IMAGES, expires=REFUSED), UNKNOWN),
        ("volume_hangs_on_a_machine", VOLUME, PASS),
        ("volume_hangs_on_a_machine", replace(VOLUME, attached=False), FAIL),
        ("volume_hangs_on_a_machine", replace(VOLUME, attached=False, days=30), NONE),
        ("old_snapshots_are_under_a_rule", PILE, PASS),
        ("old_snapshots_are_under_a_rule", replace(PILE, unruled=1), FAIL),
        ("stopped_machine_is_not_forgotten", STOPPED, PASS),
        ("stopped_machine_is_not_forgotten", replace(STOPPED, days=91), FAIL),
        ("stopped_machine_is_not_forgotten", replace(STOPPED, days=None), NONE),
        ("maximum_is_a_number_somebody_chose", GROUP, PASS),
        ("maximum_is_a_number_somebody_chose", replace(GROUP, most=21), FAIL),
        ("maximum_is_a_number_somebody_chose", replace(GROUP, most=100, running=10), PASS),
        ("storage_is_reached_without_the_gateway", NETWORK, PASS),
        ("storage_is_reached_without_the_gateway", replace(NETWORK, endpoints=("dynamodb",)), FAIL),
        ("machine_is_of_a_current_family", MACHINE, PASS),
        ("machine_is_of_a_current_family", replace(MACHINE, type="m4.large"), FAIL),
        ("machine_is_of_a_current_family", replace(MACHINE, type="db.t2.medium"), FAIL),
        ("machine_is_of_a_current_family", replace(MACHINE, type="db.t4g.medium"), PASS),
        ("volume_is_of_a_current_kind", VOLUME, PASS),
        ("volume_is_of_a_current_kind", replace(VOLUME, type="gp2"), FAIL),
        ("things_say_whose_they_are", SHARES, PASS),
        ("things_say_whose_they_are", replace(SHARES, attributed=7), FAIL),
        ("tags_are_looked_at", RULE, PASS),
        ("tag_policy_refuses_wrong_values", TAGS, PASS),
        ("tag_policy_refuses_wrong_values", replace(TAGS, enforced_for=()), FAIL),
        ("tag_policy_refuses_wrong_values", replace(TAGS, targets=()), FAIL),
        ("tag_policy_refuses_wrong_values", replace(TAGS, targets=REFUSED), UNKNOWN),
        ("spend_is_compared_with_a_plan", budget(), PASS),
        ("plan_is_for_a_part_of_the_bill", budget(), PASS),
        ("plan_is_for_a_part_of_the_bill", budget(accounts=(), narrow=True), PASS),
        ("plan_is_for_a_part_of_the_bill", budget(accounts=()), FAIL),
        ("plan_is_not_overrun_again_and_again", budget(overruns=2), PASS),
        ("plan_is_not_overrun_again_and_again", budget(overruns=3), FAIL),
        ("plan_is_not_overrun_again_and_again", budget(periods=2, overruns=2), NONE),
        ("plan_is_not_overrun_again_and_again", budget(periods=REFUSED, overruns=REFUSED), UNKNOWN),
        ("plan_looks_ahead", budget(), PASS),
        ("plan_looks_ahead", budget(alerts=MAIL), FAIL),
        ("plan_looks_ahead", budget(alerts=()), NONE),
    ],
)
def test_resources_and_plans(check: str, fact: Fact, expected: Outcome) -> None:
    assert outcome(check, fact) is expected


def control(action: str, *conditions: Condition, on: str = "ou-workloads") -> ControlPolicy:
    at = subject("control policy", f"arn:policy/{action}", account=MANAGEMENT, region="")
    statement = Statement(
        allow=False, actions=(action,), resources=("arn:aws:ec2:*:*:instance/*",), conditions=conditions
    )
    return ControlPolicy(subject=at, name="limits", own=True, targets=(on,), statements=(statement,))


ALL = ControlPolicy(
    subject=subject("control policy", "arn:policy/all", account=MANAGEMENT, region=""),
    name="FullAWSAccess",
    own=False,
    targets=("r-root", "ou-workloads", ACCOUNT),
    statements=(Statement(allow=True, actions=("*",), resources=("*",)),),
)
TYPES = Condition("StringNotLike", "ec2:InstanceType", ("t4g.*",))
ONLY_HUGE = Condition("StringLike", "ec2:InstanceType", ("*.metal",))
UNTAGGED = Condition("Null", "aws:RequestTag/team", ("true",))
TAGGED = Condition("Null", "aws:RequestTag/team", ("false",))
BLANK = Condition("StringNotLike", "aws:RequestTag/team", ("?*",))
IF_TAGGED = Condition("StringNotLikeIfExists", "aws:RequestTag/team", ("?*",))


@pytest.mark.parametrize(
    ("check", "others", "expected"),
    [
        ("only_approved_sizes_can_be_started", (control("ec2:RunInstances", TYPES),), PASS),
        ("only_approved_sizes_can_be_started", (control("ec2:*", TYPES, on="r-root"),), PASS),
        ("only_approved_sizes_can_be_started", (control("ec2:RunInstances", ONLY_HUGE),), FAIL),
        ("only_approved_sizes_can_be_started", (control("ec2:RunInstances", TYPES, on="ou-sandbox"),), FAIL),
        ("only_approved_sizes_can_be_started", (control("rds:CreateDBInstance", TYPES),), FAIL),
        ("only_approved_sizes_can_be_started", (), FAIL),
        ("creation_without_tags_is_denied", (control("ec2:RunInstances", UNTAGGED),), PASS),
        ("creation_without_tags_is_denied", (control("rds:CreateDBInstance", UNTAGGED),), PASS),
        ("creation_without_tags_is_denied", (control("ec2:RunInstances", BLANK),), PASS),
        ("creation_without_tags_is_denied", (control("ec2:RunInstances", IF_TAGGED),), PASS),
        ("creation_without_tags_is_denied", (control("ec2:RunInstances", TAGGED),), FAIL),
        ("creation_without_tags_is_denied", (control("ec2:RunInstances", TYPES),), FAIL),
        ("creation_without_tags_is_denied", (), FAIL),
    ],
)
def test_what_the_organisation_refuses(check: str, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, MEMBER, LISTED, ALL, *others) is expected
    assert outcome(check, MEMBER, unread=(ListedAccount,)) is UNKNOWN
    assert outcome(check, MEMBER, LISTED, unread=(ControlPolicy,)) is UNKNOWN


def test_what_cost_explorer_was_not_asked_says_how_to_ask_it() -> None:
    left_out = Unread(Reason.NOT_COLLECTED, "no cost keys was asked for in aws:999900001111")
    check = CHECKS["bill_can_be_split"]
    verdict = check.judge(MEMBER, Left(left_out))
    assert (verdict.outcome, verdict.message) == (UNKNOWN, "Cost Explorer was not asked at the account that pays")
    assert verdict.unread is not None
    assert "--aws-costs" in verdict.unread.needs


class Left(Given):
    """A snapshot of which every list was left out for that reason."""

    def __init__(self, why: Unread) -> None:
        super().__init__()
        self._why = why

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        return self._why


def stands(kind: str) -> Thing:
    return some(Thing, subject=subject("thing", f"arn:{kind}"), type=kind)


@pytest.mark.parametrize(
    ("others", "expected", "words"),
    [
        ((stands("ec2:instance"), control("ec2:RunInstances", UNTAGGED)), PASS, "limits denies ec2:RunInstances"),
        ((stands("lambda:function"), control("ec2:RunInstances", UNTAGGED)), FAIL, "denies lambda:CreateFunction"),
        ((stands("lambda:function"), control("lambda:*", UNTAGGED)), PASS, "limits denies lambda:CreateFunction"),
        ((stands("lambda:function"), stands("rds:db"), control("lambda:*", UNTAGGED)), FAIL, "rds:CreateDBInstance"),
        ((stands("sqs"), control("ec2:RunInstances", UNTAGGED)), PASS, "limits denies ec2:RunInstances"),
        ((stands("sqs"),), FAIL, "no policy above it asks for tags"),
    ],
)
def test_tags_are_asked_for_by_the_kinds_of_things_that_stand_there(
    others: tuple[Fact, ...], expected: Outcome, words: str
) -> None:
    verdict = judged("creation_without_tags_is_denied", MEMBER, LISTED, ALL, *others)
    assert verdict.outcome is expected
    assert words in verdict.message
