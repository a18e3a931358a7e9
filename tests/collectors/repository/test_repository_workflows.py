"""What workflows may do, who can start them and what they use: read tolerantly, judged without guessing."""

from __future__ import annotations

import pytest

from collectors.repository.facts import Inventory
from collectors.repository.pins import pin_of
from collectors.repository.workflow_facts import ActionUse, ActKind, PinKind, Workflow, WorkflowJob
from collectors.repository.yamltree import YamlError, documents

CI = ".github/workflows/ci.yml"
SHA = "8f4b7f84864484a7bf31766abe9204da3cbe65b3"


def workflow(body: str, on: str = "push") -> dict[str, str]:
    return {".github/workflows/ci.yml": f"name: CI\non: {on}\n{body}"}


def job(steps: str, extra: str = "", on: str = "push", top: str = "") -> dict[str, str]:
    """One workflow with one job `a`; `steps` and `extra` are lines without indentation."""
    indented = "".join(f"    {line}\n" for line in extra.splitlines())
    listed = "".join(f"      {line}\n" for line in steps.splitlines())
    return workflow(f"{top}jobs:\n  a:\n    runs-on: ubuntu-latest\n{indented}    steps:\n{listed}", on)


def one_step(command: str) -> str:
    return f"jobs: {{a: {{runs-on: x, steps: [{{run: {command}}}]}}}}"


@pytest.mark.parametrize(
    ("on", "events"),
    [
        ("push", ["push"]),
        ("[push, pull_request]", ["push", "pull_request"]),
        ("{push: {branches: [main]}, workflow_dispatch: }", ["push", "workflow_dispatch"]),
        (
            "\n  pull_request_target:\n    types: [opened]\n  schedule:\n  - cron: '0 0 * * *'",
            ["pull_request_target", "schedule"],
        ),
    ],
)
def test_events_are_read_in_every_form(read, on: str, events: list[str]) -> None:
    found = read(job("- run: 'true'", on=on)).one(Workflow)
    assert [trigger.event for trigger in found.triggers] == events


def test_on_is_no_boolean_and_filters_are_kept(read) -> None:
    found = read(job("- run: 'true'", on="{push: {branches: [main, 'release/**']}}")).one(Workflow)
    assert found.triggers[0].branches == ("main", "release/**")


@pytest.mark.parametrize(
    ("top", "extra", "expected"),
    [
        ("", "", None),
        ("permissions: {}\n", "", []),
        ("permissions: read-all\n", "", [("*", "read")]),
        ("permissions: write-all\n", "", [("*", "write")]),
        ("permissions: {contents: read, id-token: write}\n", "", [("contents", "read"), ("id-token", "write")]),
        ("permissions: {contents: write}\n", "permissions: {contents: read}", [("contents", "read")]),
        ("permissions: write-all\n", "permissions: {}", []),
    ],
)
def test_permissions_in_force_are_those_of_the_job_or_else_of_the_workflow(read, top, extra, expected) -> None:
    grants = read(job("- run: 'true'", extra, top=top)).one(WorkflowJob).grants
    assert (grants if grants is None else [(grant.scope, grant.access) for grant in grants]) == expected


@pytest.mark.parametrize(
    ("top", "extra", "outcome"),
    [
        ("", "", "unknown"),
        ("permissions: {}\n", "", "pass"),
        ("permissions: write-all\n", "", "fail"),
        ("permissions: read-all\n", "", "pass"),
        ("", "permissions: {contents: read}", "pass"),
        ("", "permissions: write-all", "fail"),
        ("permissions: {}\n", "permissions: write-all", "fail"),
        ("permissions: write-all\n", "permissions: {contents: read}", "pass"),
        ("permissions: sometimes\n", "", "unknown"),
    ],
)
def test_the_default_token_is_unknown_and_write_all_is_not(read, top: str, extra: str, outcome: str) -> None:
    assert read(job("- run: 'true'", extra, top=top)).outcome("token_is_not_write_all") == outcome


def test_a_workflow_that_is_only_called_takes_its_callers_permissions(read) -> None:
    found = read(workflow("jobs:\n  a: {runs-on: x, steps: []}\n  b: {runs-on: x, steps: []}\n", "workflow_call"))
    assert found.outcome("token_is_not_write_all") == "not_applicable"
    assert found.outcome("write_permission_is_given_job_by_job") == "not_applicable"


def test_write_permissions_are_not_shared_between_jobs(read) -> None:
    def outcome(top: str, first: str = "") -> str:
        body = f"{top}jobs:\n  a: {{runs-on: x, steps: []{first}}}\n  b: {{runs-on: x, steps: []}}\n"
        return read(workflow(body)).outcome("write_permission_is_given_job_by_job")

    assert outcome("permissions: {contents: write}\n") == "fail"


@pytest.mark.parametrize(
    ("uses", "pin"),
    [
        (f"acme/x@{SHA}", PinKind.COMMIT),
        ("acme/x@v1", PinKind.TAG),
        ("acme/x@1.2.3", PinKind.TAG),
        ("acme/x@main", PinKind.BRANCH),
        ("acme/x@release/v1", PinKind.BRANCH),
        (f"acme/x@{SHA[:7]}", PinKind.TAG),
        ("acme/x", PinKind.NONE),
        ("./.github/actions/x", PinKind.LOCAL),
        ("docker://alpine:3", PinKind.IMAGE_TAG),
        ("docker://alpine@sha256:" + "a" * 64, PinKind.DIGEST),
    ],
)
def test_only_a_commit_or_digest_cannot_be_moved(uses: str, pin: PinKind) -> None:
    assert pin_of(uses) is pin


@pytest.mark.parametrize(
    ("uses", "outcome"),
    [
        (f"other/x@{SHA}", "pass"),
        ("other/x@v1", "fail"),
        ("other/x/.github/workflows/y.yml@main", "fail"),
        ("actions/checkout@v4", "not_applicable"),
        ("Acme/x@main", "not_applicable"),
        ("./x", "not_applicable"),
        ("docker://alpine:3", "fail"),
        ("slsa-framework/slsa-github-generator/.github/workflows/g.yml@v2", "not_applicable"),
    ],
)
def test_third_parties_must_be_pinned(read, uses: str, outcome: str) -> None:
    assert read(job(f"- uses: {uses}")).outcome("external_action_is_pinned_to_a_commit") == outcome


def test_without_an_account_nobody_is_known_to_be_a_third_party(read) -> None:
    found = read(job("- uses: other/x@v1"), origin=None)
    assert found.outcome("external_action_is_pinned_to_a_commit") == "unknown"


def test_composite_actions_are_read_and_those_of_tests_are_not(read) -> None:
    action = f"name: x\nruns:\n  using: composite\n  steps:\n  - uses: other/y@{SHA}\n"
    found = read({".github/actions/x/action.yml": action, "tests/fixtures/action.yml": action})
    assert [use.action for use in found.of(ActionUse)] == ["other/y"]


def test_workflows_in_other_folders_run_nowhere(read) -> None:
    broken = "on: pull_request_target\npermissions: write-all\njobs: {a: {runs-on: x, steps: []}}\n"
    found = read({"tests/fixtures/.github/workflows/a.yml": broken, ".github/workflows/deep/a.yml": broken})
    assert not list(found.of(Workflow))


CHECKOUT = "- uses: actions/checkout@v4\n  with: {ref: '${{ github.event.pull_request.head.sha }}'}\n"
TARGET = "pull_request_target"
HEAD = "${{ github.event.pull_request.head.sha }}"
SECRET = "- run: ./x\n  env: {T: '${{ secrets.NPM_TOKEN }}'}\n"


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (job(CHECKOUT + SECRET, on="pull_request"), "not_applicable"),
        (job(CHECKOUT + SECRET, on="push"), "not_applicable"),
        (job(CHECKOUT + SECRET, on="pull_request_target"), "fail"),
        (job(CHECKOUT, on="pull_request_target"), "fail"),
        (job(CHECKOUT, "permissions: {contents: read}", on="pull_request_target"), "pass"),
        (job(CHECKOUT, "permissions: {contents: write}", on="pull_request_target"), "fail"),
        (job("- uses: actions/checkout@v4\n" + SECRET, on="pull_request_target"), "pass"),
        (job(SECRET, on="pull_request_target"), "pass"),
        (
            job(
                CHECKOUT + SECRET,
                "if: github.event.pull_request.head.repo.full_name == github.repository",
                on="pull_request_target",
            ),
            "pass",
        ),
        (job(CHECKOUT + SECRET, "environment: external", on="pull_request_target"), "unknown"),
        (
            job(
                CHECKOUT + SECRET,
                "if: contains(github.event.pull_request.labels.*.name, 'safe')",
                on="pull_request_target",
            ),
            "unknown",
        ),
        (job(CHECKOUT + SECRET, "if: github.event_name == 'pull_request'", on="[pull_request, issue_comment]"), "pass"),
        (job("- run: gh pr checkout ${{ github.event.issue.number }}\n" + SECRET, on="issue_comment"), "fail"),
        (job("- run: git fetch origin +refs/pull/${{ github.event.number }}/head\n" + SECRET, on=TARGET), "pass"),
        (job("- run: git fetch origin pull/1/head && git checkout FETCH_HEAD\n" + SECRET, on=TARGET), "fail"),
        (job("- run: git fetch origin pull/1/head:pr\n- run: git switch pr\n" + SECRET, on=TARGET), "fail"),
        (job("- run: git switch main\n- run: git fetch origin pull/1/head\n" + SECRET, on=TARGET), "pass"),
        (job(f"- run: git checkout \"$REF\"\n  env: {{REF: '{HEAD}'}}\n" + SECRET, on=TARGET), "fail"),
        (job('- run: git checkout "$REF"\n  env: {REF: main}\n' + SECRET, on=TARGET), "pass"),
        (
            job(
                "- uses: actions/checkout@v4\n  with: {ref: '${{ github.event.workflow_run.head_sha }}'}\n" + SECRET,
                on="{workflow_run: {workflows: [CI]}}",
            ),
            "fail",
        ),
        (
            job(
                "- uses: actions/checkout@v4\n  with: {ref: '${{ github.event.workflow_run.head_sha }}'}\n" + SECRET,
                "if: github.event.workflow_run.event == 'push'",
                on="{workflow_run: {workflows: [CI]}}",
            ),
            "pass",
        ),
    ],
)
def test_code_from_outside_never_meets_rights(read, files, outcome: str) -> None:
    assert read(files).outcome("untrusted_code_gets_no_privileges") == outcome


def test_a_reusable_workflow_is_started_by_what_starts_its_callers(read) -> None:
    files = {
        ".github/workflows/pr.yml": "on: pull_request_target\njobs: {a: {uses: ./.github/workflows/build.yml}}\n",
        ".github/workflows/build.yml": job(CHECKOUT + SECRET, on="workflow_call")[".github/workflows/ci.yml"],
    }
    outcomes = read(files).outcomes("untrusted_code_gets_no_privileges")
    assert outcomes[".github/workflows/build.yml#jobs.a"] == "fail"


OIDC = (
    "- uses: aws-actions/configure-aws-credentials@v4\n  with: {role-to-assume: 'arn:aws:iam::111122223333:role/d'}\n"
)
STORED = (
    "- uses: aws-actions/configure-aws-credentials@v4\n"
    "  with: {aws-access-key-id: '${{ secrets.AWS_ACCESS_KEY_ID }}', aws-secret-access-key: '${{ secrets.K }}'}\n"
)


@pytest.mark.parametrize(
    ("steps", "level_2", "level_3"),
    [
        ("- run: 'true'", "not_applicable", "not_applicable"),
        (OIDC, "pass", "not_applicable"),
        (STORED, "fail", "fail"),
        (OIDC + STORED, "fail", "fail"),
        ("- run: x\n  env: {AWS_ACCESS_KEY_ID: '${{ secrets.AWS_KEY }}'}\n", "fail", "fail"),
        ("- run: x\n  env: {AWS_ACCESS_KEY_ID: test}\n", "not_applicable", "not_applicable"),
        ("- uses: azure/login@v2\n  with: {creds: '${{ secrets.AZURE }}'}\n", "fail", "fail"),
        ("- uses: azure/login@v2\n  with: {client-id: '${{ vars.ID }}'}\n", "pass", "not_applicable"),
        ("- uses: google-github-actions/auth@v2\n  with: {credentials_json: '${{ secrets.G }}'}\n", "fail", "fail"),
        ("- uses: google-github-actions/auth@v2\n  with: {workload_identity_provider: p}\n", "pass", "not_applicable"),
        (
            "- uses: aws-actions/configure-aws-credentials@v4\n  with: {aws-region: eu-west-1}\n",
            "unknown",
            "not_applicable",
        ),
        ("- uses: sigstore/cosign-installer@v3\n", "not_applicable", "not_applicable"),
    ],
)
def test_stored_keys_are_told_from_federation(read, steps: str, level_2: str, level_3: str) -> None:
    found = read(job(steps, "permissions: {id-token: write}"))
    assert found.outcome("cloud_login_is_federated") == level_2
    assert found.outcome("no_stored_cloud_key_is_in_use") == level_3


def test_names_of_secrets_are_kept_and_never_values(read) -> None:
    found = read(job("- run: x\n  env: {A: '${{ secrets.ONE }}', B: hunter2hunter2, T: '${{ secrets.GITHUB_TOKEN }}'}"))
    assert found.one(WorkflowJob).secrets == ("ONE",)
    assert "hunter2" not in repr(found.facts)


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (workflow("jobs: {a: {uses: other/x/.github/workflows/y.yml@v1, secrets: inherit}}\n"), "fail"),
        (workflow("jobs: {a: {uses: ./.github/workflows/y.yml, secrets: inherit}}\n"), "not_applicable"),
        (job("- run: x\n  env: {A: '${{ toJSON(secrets) }}'}"), "fail"),
        (job("- run: x\n  env: {A: '${{ secrets.ONE }}'}"), "pass"),
        (job("- run: x"), "not_applicable"),
    ],
)
def test_a_job_gets_the_secrets_it_names(read, files, outcome: str) -> None:
    assert read(files).outcome("job_gets_only_named_secrets") == outcome


@pytest.mark.parametrize(
    ("runs_on", "extra", "on", "outcome"),
    [
        ("ubuntu-latest", "", "pull_request", "not_applicable"),
        ("[self-hosted, linux]", "", "push", "pass"),
        ("[self-hosted, linux]", "", "pull_request", "unknown"),
        ("[self-hosted, linux]", "", "pull_request_target", "unknown"),
        ("{group: big, labels: [x]}", "", "push", "pass"),
        ("acme-runner", "", "pull_request", "unknown"),
        (
            "'${{ matrix.os }}'",
            "    strategy: {matrix: {os: [ubuntu-latest, macos-14]}}\n",
            "pull_request",
            "not_applicable",
        ),
        ("'${{ matrix.os }}'", "    strategy: {matrix: {os: [ubuntu-latest, self-hosted]}}\n", "push", "pass"),
        (
            "'${{ matrix.os }}'",
            "    strategy: {matrix: {include: [{os: ubuntu-22.04-arm}]}}\n",
            "push",
            "not_applicable",
        ),
        (
            "'${{ matrix.os.name }}'",
            "    strategy: {matrix: {os: [{name: ubuntu-latest}], include: [{os: {name: windows-2022}}]}}\n",
            "pull_request",
            "not_applicable",
        ),
        ("'${{ matrix.os.name }}'", "    strategy: {matrix: {os: [{name: acme}]}}\n", "pull_request", "unknown"),
        ("'${{ inputs.runner }}'", "", "push", "unknown"),
        ("'${{ fromJSON(needs.x.outputs.y) }}'", "", "pull_request", "unknown"),
    ],
)
def test_runners_of_ones_own_take_no_outside_code(read, runs_on: str, extra: str, on: str, outcome: str) -> None:
    found = read(workflow(f"jobs:\n  a:\n    runs-on: {runs_on}\n{extra}    steps: [{{run: x}}]\n", on))
    assert found.outcome("self_hosted_runner_takes_no_outside_code") == outcome


@pytest.mark.parametrize(
    ("steps", "extra", "outcome"),
    [
        ("- run: terraform apply -auto-approve", "", "fail"),
        ("- run: terraform apply -auto-approve", "environment: production", "pass"),
        ("- run: terraform apply -auto-approve", "environment: {name: prod, url: 'https://x'}", "pass"),
        ("- run: terraform apply -auto-approve", "environment: '${{ inputs.environment }}'", "pass"),
        ("- run: terraform apply -auto-approve", "name: Deploy to staging", "not_applicable"),
        ("- run: terraform apply -auto-approve", "name: Build, test and deploy", "fail"),
        ("- run: terraform apply -auto-approve", "name: Deploy to test", "not_applicable"),
        ("- run: terraform apply -auto-approve", "environment: test", "not_applicable"),
        ("- run: terraform plan", "", "not_applicable"),
        ("- run: '# terraform apply'", "", "not_applicable"),
        ("- run: echo terraform apply", "", "not_applicable"),
        ("- run: |\n    kubectl -n app \\\n      apply -f x.yaml", "", "fail"),
        ("- run: kind create cluster\n- run: kubectl apply -f x.yaml", "", "not_applicable"),
        ("- uses: pypa/gh-action-pypi-publish@v1", "", "fail"),
        ("- uses: docker/build-push-action@v6\n  with: {push: false}", "", "not_applicable"),
        ("- uses: docker/build-push-action@v6\n  with: {push: true}", "", "fail"),
        ("- run: docker image push --all-tags acme/app", "", "fail"),
        ("- uses: changesets/action@v1\n  with: {version: x}", "", "not_applicable"),
        ("- uses: changesets/action@v1\n  with: {publish: node publish.ts}", "", "fail"),
        ("- run: make production terraform-app-apply", "", "unknown"),
        ("- run: make production terraform-app-apply", "environment: production", "pass"),
        ("- run: make -C deploy build", "", "not_applicable"),
        ("- run: make deploy-docs check-deploy", "", "not_applicable"),
        ("- run: pnpm --filter app run deploy", "", "unknown"),
        ("- run: pnpm --filter app run deploy:preview", "", "not_applicable"),
        ("- run: node -r esbuild-register tools/deployments/publish-packages.ts", "", "unknown"),
        ("- run: node tools/deployments/validate-changesets.ts", "", "not_applicable"),
        ("- run: ./scripts/deploy.sh prod", "", "unknown"),
        ("- run: cat ./scripts/deploy.sh", "", "not_applicable"),
        ("- uses: acme/actions/deploy-to-aks@v2", "", "unknown"),
        ("- uses: actions/deploy-pages@v4", "", "not_applicable"),
        ("- uses: ./.github/actions/deploy", "", "unknown"),
        ("- run: gh release create v1 --notes x", "", "fail"),
        ("- run: gh release create --draft v1 --notes x", "", "not_applicable"),
        ("- run: |\n    gh release create v1 \\\n      -d \\\n      dist/x", "", "not_applicable"),
        ("- uses: softprops/action-gh-release@v2", "", "fail"),
        ("- uses: softprops/action-gh-release@v2\n  with: {draft: true}", "", "not_applicable"),
    ],
)
def test_deployments_go_through_an_environment(read, steps: str, extra: str, outcome: str) -> None:
    assert read(job(steps, extra)).outcome("deployment_goes_through_an_environment") == outcome


def test_a_job_waits_for_the_environment_of_a_job_it_needs(read) -> None:
    body = (
        "jobs:\n"
        "  ask: {runs-on: x, environment: production, steps: []}\n"
        "  plan: {runs-on: x, needs: ask, steps: []}\n"
        "  apply: {runs-on: x, needs: [plan], steps: [{run: terraform apply}]}\n"
    )
    outcomes = read(workflow(body)).outcomes("deployment_goes_through_an_environment")
    assert outcomes[".github/workflows/ci.yml#jobs.apply"] == "pass"


@pytest.mark.parametrize(
    ("names", "outcome"),
    [
        (("KUBE_DEVELOPMENT_TOKEN", "DEV_CLUSTER"), "not_applicable"),
        (("KUBE_DEVELOPMENT_TOKEN", "KUBE_CLUSTER"), "fail"),
        (("KUBE_TOKEN",), "fail"),
    ],
)
def test_secrets_of_development_deploy_to_development(read, names: tuple[str, ...], outcome: str) -> None:
    given = ", ".join(f"{name}: '${{{{ secrets.{name} }}}}'" for name in names)
    found = read(job("- run: kubectl apply -f job.yml", f"env: {{{given}}}"))
    assert found.outcome("deployment_goes_through_an_environment") == outcome


def test_a_workflow_of_another_repository_that_deploys_is_unknown(read) -> None:
    found = read(workflow("jobs: {a: {uses: acme/shared/.github/workflows/deploy.yml@v1}}\n"))
    assert found.outcome("deployment_goes_through_an_environment") == "unknown"


def test_a_workflow_of_this_repository_is_judged_by_its_own_jobs(read) -> None:
    called = "on: workflow_call\njobs: {b: {runs-on: x, steps: [{run: terraform apply}, {run: docker push x}]}}\n"
    files = workflow("jobs: {a: {uses: ./.github/workflows/deploy.yml}}\n")
    found = read({**files, ".github/workflows/deploy.yml": called})
    caller, own = ".github/workflows/ci.yml#jobs.a", ".github/workflows/deploy.yml#jobs.b"
    for check in ("deployment_goes_through_an_environment", "publication_is_signed_or_attested"):
        assert found.outcomes(check) == {caller: "not_applicable", own: "fail"}
        assert found.verdicts(check)[caller].message.startswith("./.github/workflows/deploy.yml has jobs of its own")


COMPOSITE = """inputs:
  key: {required: true}
  push: {default: 'true'}
runs:
  using: composite
  steps:
  - uses: aws-actions/configure-aws-credentials@v4
    with: {aws-access-key-id: '${{ inputs.key }}'}
  - uses: docker/build-push-action@v6
    with: {push: '${{ inputs.push }}'}
  - shell: bash
    run: |
      make lint
      terraform apply
  - uses: ./.github/actions/deeper
"""
DEEPER = "runs:\n  using: composite\n  steps: [{run: checkov -d ., shell: bash}]\n"


def in_action(given: str, extra: str = "") -> dict[str, str]:
    return {
        **job(f"- uses: ./.github/actions/deploy/\n  with: {{{given}}}", extra),
        ".github/actions/deploy/action.yml": COMPOSITE,
        ".github/actions/deeper/action.yaml": DEEPER,
    }


def test_steps_of_local_actions_run_where_the_job_uses_them(read) -> None:
    found = read(in_action("key: '${{ secrets.AWS_KEY }}'")).one(WorkflowJob)
    assert [(act.kind, act.what, act.line) for act in found.acts] == [
        (ActKind.PUBLISH, "docker/build-push-action in ./.github/actions/deploy", 7),
        (ActKind.DEPLOY, "terraform apply in ./.github/actions/deploy", 7),
        (ActKind.SCAN, "checkov in ./.github/actions/deploy", 7),
    ]
    assert [(login.method, login.names) for login in found.logins] == [("stored", ("AWS_KEY",))]


def test_inputs_of_local_actions_are_filled_in(read) -> None:
    found = read(in_action("key: x, push: false")).one(WorkflowJob)
    assert [act.kind for act in found.acts] == [ActKind.DEPLOY, ActKind.SCAN]
    assert found.logins == ()


def test_a_local_action_waits_for_the_environment_of_its_job(read) -> None:
    assert read(in_action("key: x")).outcome("deployment_goes_through_an_environment") == "fail"


def test_a_local_action_in_a_job_with_an_environment_passes(read) -> None:
    found = read(in_action("key: x", "environment: production"))
    assert found.outcome("deployment_goes_through_an_environment") == "pass"


def test_a_local_action_that_may_fail_checks_nothing(read) -> None:
    files = in_action("key: x}\n  continue-on-error: true #")
    assert read(files).outcome("check_step_can_stop_the_change") == "fail"


def scripted(command: str, script: str, extra: str = "", on: str = "pull_request") -> dict[str, str]:
    return {**job(f"- run: {command}", extra, on), "scripts/go.sh": script, "main.tf": 'resource "a" "b" {}\n'}


@pytest.mark.parametrize(
    "command",
    [
        "bash scripts/go.sh live",
        "./scripts/go.sh",
        "sudo -E bash -x ./scripts/go.sh",
        '"$GITHUB_WORKSPACE/scripts/go.sh"',
        "cd live && ../scripts/go.sh",
    ],
)
def test_scripts_that_steps_run_are_read(read, command: str) -> None:
    (act,) = read(scripted(command, "set -e\nterraform -chdir=$1 apply\n")).one(WorkflowJob).acts
    assert (act.kind, act.what, act.line) == (ActKind.DEPLOY, "terraform -chdir=$1 apply in scripts/go.sh", 7)


@pytest.mark.parametrize("command", ["cat scripts/go.sh", "bash other/go.sh", "echo scripts/go.sh", "bash $X/go.sh"])
def test_scripts_that_are_only_named_do_nothing(read, command: str) -> None:
    assert read(scripted(command, "terraform apply\n")).one(WorkflowJob).acts == ()


def test_a_script_is_found_from_the_folder_of_the_step(read) -> None:
    found = read(scripted("./go.sh", "pytest\n", "defaults: {run: {working-directory: scripts}}"))
    assert found.outcome("tests_run_on_change") == "pass"


def test_scripts_that_run_scripts_end(read) -> None:
    files = scripted("scripts/go.sh", "./scripts/go.sh\n./scripts/more.sh\n")
    found = read({**files, "scripts/more.sh": "pytest\n", ".github/workflows/x.yml": job("- run: more.sh")[CI]})
    assert found.outcome("tests_run_on_change") == "pass"


@pytest.mark.parametrize(
    ("command", "script", "outcome"),
    [
        ("scripts/go.sh", "terraform validate\n", "unknown"),
        ("scripts/go.sh", "terraform validate || true\n", "fail"),
        ("scripts/go.sh || true", "terraform validate\n", "fail"),
        ("scripts/go.sh", "terraform plan | tee out\n", "fail"),
        ("scripts/go.sh", "set -o pipefail\nterraform plan | tee out\n", "unknown"),
    ],
)
def test_whether_a_script_stops_the_change_is_not_guessed(read, command: str, script: str, outcome: str) -> None:
    found = read(scripted(command, script))
    assert found.outcome("infrastructure_is_checked_on_change") == "pass"
    assert found.outcome("check_step_can_stop_the_change") == outcome


def test_a_local_action_that_uses_itself_ends(read) -> None:
    action = "runs:\n  using: composite\n  steps: [{uses: ./.github/actions/deeper}]\n"
    found = read({**job("- uses: ./.github/actions/deeper"), ".github/actions/deeper/action.yml": action})
    assert found.one(WorkflowJob).opaque


def test_deployments_of_pull_requests_are_previews(read) -> None:
    found = read(job("- run: terraform apply", on="pull_request"))
    assert found.outcome("deployment_goes_through_an_environment") == "not_applicable"


def test_a_closed_pull_request_may_be_merged_and_deploys(read) -> None:
    found = read(job("- run: terraform apply", on="{pull_request: {types: [closed]}}"))
    assert found.outcome("deployment_goes_through_an_environment") == "fail"


def test_an_environment_that_is_only_an_input_is_none(read) -> None:
    files = workflow("jobs:\n  a:\n    uses: ./.github/workflows/d.yml\n    with: {environment: production}\n")
    assert read(files).one(WorkflowJob).environment is None


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ("- run: npm publish", "fail"),
        ("- run: npm publish --provenance", "pass"),
        ("- run: npm publish\n- run: ./release.sh", "unknown"),
        ("- run: docker push x\n- uses: actions/attest-build-provenance@v2", "pass"),
        ("- run: docker push x\n- run: cosign sign x", "pass"),
        ("- uses: pypa/gh-action-pypi-publish@v1", "pass"),
        ("- uses: pypa/gh-action-pypi-publish@v1\n  with: {password: '${{ secrets.P }}'}", "fail"),
        ("- run: pytest", "not_applicable"),
        ("- uses: docker/build-push-action@v6\n  with: {push: true}", "unknown"),
        ("- uses: docker/build-push-action@v6\n  with: {push: true, provenance: false}", "fail"),
        ("- uses: docker/build-push-action@v6\n  with: {push: true, provenance: mode=max}", "pass"),
        ("- uses: docker/build-push-action@v6\n  with: {push: true, sbom: true}", "pass"),
    ],
)
def test_what_is_published_is_signed(read, steps: str, outcome: str) -> None:
    assert read(job(steps)).outcome("publication_is_signed_or_attested") == outcome


ASKED = (
    "- id: plan\n  run: terraform plan\n  continue-on-error: true\n- if: steps.plan.outcome == 'failure'\n  run: exit 1"
)


ASKED_BY_VARIABLE = (
    "- id: scan\n  run: checkov -d .\n  continue-on-error: true\n"
    "- env: {{OUTCOME: '${{{{ steps.scan.outcome }}}}'}}\n  run: test $OUTCOME = success || {end}"
)


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ("- run: checkov -d .", "pass"),
        ("- run: checkov -d . --soft-fail", "fail"),
        ("- run: checkov -d . || true", "fail"),
        ("- run: tflint\n  continue-on-error: true", "fail"),
        (
            ASKED,
            "pass",
        ),
        (ASKED_BY_VARIABLE.format(end="exit 1"), "pass"),
        (ASKED_BY_VARIABLE.format(end="gh pr comment"), "fail"),
        ("- uses: bridgecrewio/checkov-action@v12\n  with: {soft_fail: true}", "fail"),
        ("- uses: bridgecrewio/checkov-action@v12", "pass"),
        ("- uses: aquasecurity/trivy-action@0.28.0", "fail"),
        ("- uses: aquasecurity/trivy-action@0.28.0\n  with: {exit-code: '1'}", "pass"),
        ("- run: trivy config .", "fail"),
        ("- run: trivy config --exit-code 1 .", "pass"),
        ("- run: pytest", "not_applicable"),
        ("- run: terraform validate | tee out", "fail"),
        ("- run: terraform validate | tee out\n  shell: bash", "pass"),
        ("- run: |\n    set -o pipefail\n    terraform validate | tee out", "pass"),
        ("- run: terraform validate || exit 1", "pass"),
        ("- run: terraform fmt -recursive", "not_applicable"),
        ("- run: terraform fmt -check -recursive", "pass"),
        ("- run: tflint --init", "not_applicable"),
        ("- run: tflint --version && tflint --recursive", "pass"),
        ("- run: pip install checkov cfn-lint", "not_applicable"),
        ("- run: sudo apt-get -y install yamllint", "not_applicable"),
        ("- run: pip install checkov && checkov -d .", "pass"),
        ("- run: git commit -m 'terraform validate'", "not_applicable"),
    ],
)
def test_a_check_that_cannot_fail_stops_nothing(read, steps: str, outcome: str) -> None:
    assert read(job(steps, on="pull_request")).outcome("check_step_can_stop_the_change") == outcome


def test_the_shell_of_the_job_decides_what_a_pipe_hides(read) -> None:
    found = read(job("- run: terraform validate | tee out", "defaults: {run: {shell: bash}}"))
    assert found.outcome("check_step_can_stop_the_change") == "pass"


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        ("{schedule: [{cron: '0 6 * * *'}]}", "not_applicable"),
        ("{schedule: [{cron: '0 6 * * *'}], workflow_dispatch: }", "not_applicable"),
        ("{schedule: [{cron: '0 6 * * *'}], pull_request: }", "fail"),
        ("workflow_dispatch", "fail"),
    ],
)
def test_what_only_looks_for_drift_stops_no_change(read, on: str, outcome: str) -> None:
    found = read(job("- run: terraform plan || echo drift", on=on))
    assert found.outcome("check_step_can_stop_the_change") == outcome


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        ("pull_request", "pass"),
        ("merge_group", "pass"),
        ("push", "pass"),
        ("{push: {branches: ['**', '!main']}}", "pass"),
        ("{push: {branches-ignore: [main]}}", "pass"),
        ("{push: {branches: [main, 'release/**']}}", "unknown"),
        ("{push: {tags: ['v*']}}", "unknown"),
        ("{pull_request: {types: [closed]}}", "unknown"),
        ("{pull_request: {types: [opened, closed]}}", "pass"),
        ("schedule", "unknown"),
    ],
)
def test_a_push_to_any_branch_comes_before_the_merge(read, on: str, outcome: str) -> None:
    assert read(job("- run: pytest", on=on)).outcome("tests_run_on_change") == outcome


def test_a_called_workflow_comes_before_the_merge_if_its_caller_does(read) -> None:
    called = job("- run: pytest", on="workflow_call")[".github/workflows/ci.yml"]
    files = {".github/workflows/t.yml": called, **workflow("jobs: {a: {uses: ./.github/workflows/t.yml}}", "push")}
    assert read(files).outcome("tests_run_on_change") == "pass"


def test_a_whole_job_that_may_fail_stops_nothing(read) -> None:
    found = read(job("- run: checkov -d .", "continue-on-error: true"))
    assert found.outcome("check_step_can_stop_the_change") == "fail"


@pytest.mark.parametrize(
    "command",
    [
        "pytest -q",
        "go test ./...",
        "npm test",
        "yarn run js:test",
        "bundle exec rake parallel:spec",
        "found=$(pytest -q)",
        "make test-coverage",
        "make -C app unit-tests",
        "make check",
        "./gradlew test",
        "mvn -B verify",
        "cargo test",
    ],
)
def test_tests_on_pull_requests_are_seen(read, command: str) -> None:
    assert read(job(f"- run: {command}", on="pull_request")).outcome("tests_run_on_change") == "pass"


@pytest.mark.parametrize(
    "command",
    [
        "pip install pytest",
        "npm install -g jest",
        "pytest --version",
        "git add tests",
        "if [[ $MODE == pytest ]]; then ls; fi",
        "[ $MODE = pytest ] && ls",
        "case $X in pytest) ls ;; esac",
        "make check-docs",
        "make install-test-deps",
        "make test-image",
    ],
)
def test_naming_a_test_tool_is_no_test(read, command: str) -> None:
    assert read(job(f"- run: |\n    {command}", on="pull_request")).outcome("tests_run_on_change") == "unknown"


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("terraform apply", "pass"),
        ("terraform -chdir=live apply -auto-approve", "pass"),
        ("make production terraform-apply", "pass"),
        ("terraform destroy", "unknown"),
        ("make deploy", "unknown"),
    ],
)
def test_infrastructure_is_applied_by_steps_that_say_so(read, command: str, outcome: str) -> None:
    found = read({**job(f"- run: {command}"), "main.tf": 'resource "a" "b" {}\n'})
    assert found.outcome("infrastructure_is_applied_by_a_pipeline") == outcome


def test_what_is_not_recognised_is_unknown_and_not_absent(read) -> None:
    found = read({**job("- run: ./ci.sh", on="pull_request"), "main.tf": 'resource "a" "b" {}\n', "Jenkinsfile": ""})
    for name in (
        "tests_run_on_change",
        "infrastructure_is_checked_on_change",
        "drift_is_looked_for_on_a_schedule",
        "infrastructure_is_applied_by_a_pipeline",
        "cost_of_a_change_is_shown",
        "secrets_are_looked_for",
        "rollback_can_be_started_by_anyone_on_duty",
    ):
        assert found.outcome(name) == "unknown", name
    assert found.one(Inventory).other_pipelines == ("Jenkinsfile",)


@pytest.mark.parametrize(
    ("uses", "name"),
    [
        ("acme/shared/.github/actions/scan-secrets@v3", "secrets_are_looked_for"),
        ("acme/secret-scan@v1", "secrets_are_looked_for"),
        ("acme/shared/.github/actions/lint-terraform@v3", "infrastructure_is_checked_on_change"),
    ],
)
def test_shared_actions_that_say_what_they_check_count(read, uses: str, name: str) -> None:
    found = read({**job(f"- uses: {uses}", on="pull_request"), "main.tf": 'resource "a" "b" {}\n'})
    assert found.outcome(name) == "pass"


def test_setting_a_tool_up_is_no_check(read) -> None:
    files = {**job("- uses: terraform-linters/setup-tflint@v4", on="pull_request"), "main.tf": 'resource "a" "b" {}\n'}
    assert read(files).outcome("infrastructure_is_checked_on_change") == "unknown"


def test_steps_are_found_where_they_run(read) -> None:
    files = {
        **job("- run: terraform plan\n- uses: infracost/actions/comment@v1\n- run: gitleaks detect", on="pull_request"),
        ".github/workflows/drift.yml": "on: {schedule: [{cron: '0 6 * * *'}]}\n" + one_step("tofu plan"),
        ".github/workflows/rollback.yml": "name: Roll back\non: workflow_dispatch\n" + one_step("tofu apply"),
        "main.tf": 'resource "a" "b" {}\n',
        "api/openapi.yaml": "",
    }
    found = read(files)
    for name in (
        "infrastructure_is_checked_on_change",
        "drift_is_looked_for_on_a_schedule",
        "infrastructure_is_applied_by_a_pipeline",
        "cost_of_a_change_is_shown",
        "secrets_are_looked_for",
        "rollback_can_be_started_by_anyone_on_duty",
    ):
        assert found.outcome(name) == "pass", name
    assert found.outcome("contract_changes_are_compared") == "unknown"


def test_lines_of_steps_are_those_of_the_file(read) -> None:
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: |\n        echo\n        terraform apply\n"
    (act,) = read({".github/workflows/a.yml": text}).one(WorkflowJob).acts
    assert (act.kind, act.line) == (ActKind.DEPLOY, 8)


@pytest.mark.parametrize(
    "text",
    [
        "on: [push",
        "\tjobs: x",
        "",
        "# only a comment\n",
        "a: *b\n",
        "[" * 300 + "]" * 300,
        "on: push\n",
        b"on: push\nname: \xff\n",
    ],
    ids=["flow", "tab", "empty", "comment", "alias", "deep", "jobless", "bytes"],
)
def test_a_broken_workflow_is_unknown_for_every_check(read, text) -> None:
    sound = job("- run: x", top="permissions: {}\n")[".github/workflows/ci.yml"]
    found = read({".github/workflows/a.yml": text, ".github/workflows/b.yaml": sound})
    for name in ("token_is_not_write_all", "cloud_login_is_federated", "untrusted_code_gets_no_privileges"):
        outcomes = found.outcomes(name)
        assert [outcome for subject, outcome in outcomes.items() if "/a.yml" in subject] == ["unknown"]
        assert [outcome for subject, outcome in outcomes.items() if "/b.yaml" in subject] != ["unknown"]
    why = next(verdict for subject, verdict in found.verdicts("token_is_not_write_all").items() if "a.yml" in subject)
    assert why.unread.reason == "not_available"
    assert ".github/workflows/a.yml" in why.unread.detail


def test_what_github_accepts_and_schemas_do_not_is_read(read) -> None:
    body = "concurrency: 3\njobs:\n  a: &shared\n    runs-on: x\n    steps: [{uses: other/x@v1}]\n  b: *shared\n"
    found = read(workflow(body))
    assert len(list(found.of(WorkflowJob))) == 2
    assert len(list(found.of(ActionUse))) == 2


def test_aliases_expand_to_a_bound() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(YamlError, match="expand to more"):
        documents(bomb)
    with pytest.raises(YamlError, match="nested more than"):
        documents("[" * 200_000)
    assert documents("on: yes\nv: 1.10\n")[0].get("on").text == "yes"


def test_a_workflow_change_asks_a_code_owner(read) -> None:
    files = job("- run: x")
    assert read(files).outcome("workflow_has_a_code_owner") == "fail"


def test_a_workflow_with_an_owner_passes(read) -> None:
    files = {**job("- run: x"), "CODEOWNERS": "/.github/ @acme/platform\n"}
    assert read(files).outcome("workflow_has_a_code_owner") == "pass"


def test_a_line_that_takes_ownership_away_leaves_workflows_unowned(read) -> None:
    files = {**job("- run: x"), "CODEOWNERS": "* @acme/all\n/.github/\n"}
    assert read(files).outcome("workflow_has_a_code_owner") == "fail"
