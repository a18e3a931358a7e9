"""What the names that people really give to accounts, units and repositories say about how much a place weighs."""

from __future__ import annotations

import pytest

from assess.model.environments import rule_for
from assess.model.practices import EnvironmentRule, OperatingModel

UNLABELLED = "unlabelled"


def class_of(model: OperatingModel, **place: str) -> str:
    rule = rule_for(model.environment_rules, **place)
    return rule.unit_class if rule else UNLABELLED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # production, in every spelling
        ("prod", "production"), ("production", "production"), ("acme-prod", "production"), ("ACME-PROD", "production"),
        ("prd", "production"), ("acme_prd_01", "production"), ("prod1", "production"),
        ("eu.prod.payments", "production"), ("ProductCatalog", UNLABELLED),
        ("prod-eu-west-1", "production"), ("1101-prod", "production"), ("acme prod", "production"),
        ("AcmeProd", "production"), ("PaymentsProductionAccount", "production"), ("ProdPayments", "production"),
        ("acme-live", "production"), ("live", "production"), ("live-eu", "production"),
        ("infrastructure-live", "production"), ("acme-dr", "production"), ("disaster-recovery", "production"),
        ("shop-produktion", "production"), ("prod-archive", "production"), ("prod-network", "production"),
        # production with a second word stays production: a name must not hide it
        ("demo-prod", "production"), ("sandbox-prod", "production"), ("example-corp-prod", "production"),
        ("dev-tools-prod", "production"),
        # what only sounds like it
        ("product-catalog", UNLABELLED), ("products", UNLABELLED), ("productivity", UNLABELLED),
        ("reproducible-builds", UNLABELLED), ("producer", UNLABELLED), ("live-chat", UNLABELLED),
        ("livestream", UNLABELLED), ("delivery", UNLABELLED), ("olive", UNLABELLED), ("drone", UNLABELLED),
        # before production
        ("nonprod", "other"), ("non-prod", "other"), ("non_production", "other"), ("preprod", "other"),
        ("pre-prod", "other"), ("acme-pre-production", "other"), ("PreProd", "other"), ("AcmeNonProd", "other"),
        ("NonProduction", "other"), ("not-prod", "other"), ("nonprd", "other"), ("prod-like", "other"),
        ("non-live", "other"), ("NONPROD", "other"), ("non.prod", "other"),
        ("dev", "other"), ("acme-dev", "other"), ("dev2", "other"), ("development", "other"), ("AcmeDev", "other"),
        ("test", "other"), ("tst-01", "other"), ("testing", "other"), ("uat", "other"), ("acme-uat-2", "other"),
        ("qa", "other"), ("QA", "other"), ("staging", "other"), ("stage", "other"), ("stg", "other"),
        ("AcmeStaging", "other"), ("sit", "other"), ("int", "other"), ("acceptance", "other"), ("perf", "other"),
        ("e2e", "other"), ("acme-pre", "other"), ("integration", "other"), ("preview", "other"),
        ("network-dev", "other"), ("shared-services-test", "other"), ("log-archive-nonprod", "other"),
        # what only sounds like it
        ("developer-portal", UNLABELLED), ("dev-portal", UNLABELLED), ("devices", UNLABELLED), ("latest", UNLABELLED),
        ("contest", UNLABELLED), ("attestation-service", UNLABELLED), ("backstage", UNLABELLED),
        ("salesforce-integration", UNLABELLED), ("link-preview-service", UNLABELLED), ("print", UNLABELLED),
        ("website", UNLABELLED), ("Reproduction", UNLABELLED),
        # what all stand on
        ("shared", "shared"), ("shared-services", "shared"), ("SharedServices", "shared"), ("log-archive", "shared"),
        ("LogArchive", "shared"), ("Log Archive", "shared"), ("audit", "shared"), ("Audit", "shared"),
        ("security", "shared"), ("security-tooling", "shared"), ("network", "shared"), ("networking", "shared"),
        ("identity", "shared"), ("acme-iam", "shared"), ("dns", "shared"), ("infra", "shared"), ("platform", "shared"),
        ("ci-cd", "shared"), ("deployments", "shared"), ("devops", "shared"), ("dev-tools", "shared"),
        ("backup", "shared"), ("monitoring", "shared"), ("landing-zone", "shared"), ("gitops", "shared"),
        ("terraform-modules", "shared"), (".github", "shared"), ("management", "shared"), ("master-account", "shared"),
        ("acme-org-management", "shared"), ("payer", "shared"), ("order-management", UNLABELLED),
        # what nobody relies on
        ("sandbox", "excluded"), ("alice-sandbox", "excluded"), ("sandbox-dev", "excluded"), ("sbx-01", "excluded"),
        ("DeveloperSandbox", "excluded"), ("playground", "excluded"), ("demo", "excluded"), ("demo-app", "excluded"),
        ("platform-demo", "excluded"), ("poc-kafka", "excluded"), ("hackathon-2025", "excluded"),
        ("examples", "excluded"), ("terraform-examples", "excluded"), ("hello-example", "excluded"),
        ("sample-app", "excluded"), ("archive", "excluded"), ("archived-web", "excluded"),
        ("acme-suspended", "excluded"),
        # what only sounds like it
        ("demographics", UNLABELLED), ("photo-archive", UNLABELLED), ("sample-tracking", UNLABELLED),
        ("example-bank-api", UNLABELLED), ("epoch", UNLABELLED),
        # what does not say
        ("payments", UNLABELLED), ("acme-web", UNLABELLED), ("111122223333", UNLABELLED), ("legacy", UNLABELLED),
        ("core-banking", UNLABELLED),
    ],
)  # fmt: skip
def test_a_name(model: OperatingModel, name: str, expected: str) -> None:
    assert class_of(model, name=name) == expected


@pytest.mark.parametrize(
    ("ou", "expected"),
    [
        ("Root/Workloads/Prod", "production"), ("Root/Workloads/Production/Payments", "production"),
        ("Root/Live/EU", "production"), ("Root/Workloads/NonProd", "other"),
        ("Root/Non-ProdAccounts", "other"), ("Root/Workloads/Non-Prod", "other"),
        ("Root/Workloads/SDLC", "other"), ("Root/Workloads/Test", "other"), ("Root/PolicyStaging", "other"),
        ("Root/Policy Staging", "other"), ("Root/Infrastructure/Prod", "production"),
        ("Root/Infrastructure/Test", "other"), ("Root/Infrastructure", "shared"), ("Root/Security", "shared"),
        ("Root/Core", "shared"), ("Root/Deployments", "shared"), ("Root/Sandbox", "excluded"),
        ("Root/Sandboxes/Team A", "excluded"), ("Root/Suspended", "excluded"),
        ("Root/Suspended/Prod", "excluded"), ("Root/Pending Closure", "excluded"), ("Root/Archive", "excluded"),
        ("Root/Workloads", UNLABELLED), ("Root/Products", UNLABELLED), ("Root", UNLABELLED),
        ("Root/Exceptions", UNLABELLED), ("Root/Disclosed", UNLABELLED),
    ],
)  # fmt: skip
def test_an_organisational_unit(model: OperatingModel, ou: str, expected: str) -> None:
    assert class_of(model, ou=ou) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("prod", "production"), ("Production", "production"), ("PRD", "production"), ("prod-eu", "production"),
        ("live", "production"), ("nonprod", "other"), ("non-production", "other"), ("preprod", "other"),
        ("prod-like", "other"), ("dev", "other"), ("Development", "other"), ("uat", "other"), ("staging", "other"),
        ("stage-2", "other"), ("integration", "other"), ("shared", "shared"), ("mgmt", "shared"),
        ("sandbox", "excluded"), ("demo", "excluded"), ("blue", UNLABELLED), ("product", UNLABELLED),
        ("developer", UNLABELLED), ("", UNLABELLED),
    ],
)  # fmt: skip
def test_a_tag(model: OperatingModel, tag: str, expected: str) -> None:
    assert class_of(model, tag=tag) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("environments/prod/main.tf", "production"), ("values-prod.yaml", "production"),
        ("config/production.rb", "production"), ("prod.tfvars", "production"), ("live/dev/app/main.tf", "other"),
        ("live/prod/app/main.tf", "production"), ("envs/non-prod/main.tf", "other"),
        ("k8s/overlays/staging/app.yaml", "other"), ("deploy/dev.tfvars", "other"),
        ("examples/complete/main.tf", "excluded"), ("examples/prod/main.tf", "excluded"),
        ("test/fixtures/main.tf", "excluded"), ("modules/product/main.tf", UNLABELLED), ("src/devices.py", UNLABELLED),
        ("main.tf", UNLABELLED), ("global/iam.tf", "shared"),
    ],
)  # fmt: skip
def test_a_path(model: OperatingModel, path: str, expected: str) -> None:
    assert class_of(model, path=path) == expected


def test_a_tag_speaks_before_a_name(model: OperatingModel) -> None:
    assert class_of(model, tag="dev", name="acme-prod") == "other"
    assert class_of(model, tag="prod", name="acme-sandbox", ou="Root/Sandbox") == "production"
    assert class_of(model, tag="blue", name="acme-prod") == "production"


def test_a_closed_account_weighs_nothing_whatever_it_was_called(model: OperatingModel) -> None:
    assert class_of(model, name="acme-prod", tag="prod", ou="Root/Suspended") == "excluded"


def test_where_a_name_and_its_unit_disagree_production_is_not_hidden(model: OperatingModel) -> None:
    assert class_of(model, name="payments", ou="Root/Workloads/Prod") == "production"
    assert class_of(model, name="acme-prod", ou="Root/Sandbox") == "production"
    assert class_of(model, name="network", ou="Root/Infrastructure/NonProd") == "other"


def test_the_first_rule_that_matches_decides() -> None:
    rules = (EnvironmentRule("name", "a", "other"), EnvironmentRule("name", "ab", "production"))
    assert rule_for(rules, name="ab") is rules[0]
    assert rule_for(rules, name="B") is None
    assert rule_for(rules, ou="ab") is None
    assert rule_for(rules, name="XA") is rules[0], "letters match in either case"
