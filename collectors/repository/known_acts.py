"""The table of actions and commands that deploy, publish, sign, test or check, as regular expressions.

How a step is read and when its failure counts is left to `acts.py`.
"""

from __future__ import annotations

import re

from collectors.repository.workflow_facts import ActKind

D, P, S, T = ActKind.DEPLOY, ActKind.PUBLISH, ActKind.SIGN, ActKind.TEST
V, PL, SC, CO, SE, CT = (
    ActKind.VALIDATE, ActKind.PLAN, ActKind.SCAN, ActKind.COST, ActKind.SECRETS, ActKind.CONTRACT,
)  # fmt: skip

_TF = r"(?:terraform|tofu|terragrunt)\s+(?:-\S+\s+|run-all\s+|run\s+(?:--all\s+)?(?:--\s+)?)*"
COMMANDS: tuple[tuple[ActKind, str], ...] = (
    (D, _TF + r"(?:apply|destroy)\b"),
    (D, r"pulumi\s+(?:up|destroy)\b|cdk\s+deploy\b|sam\s+deploy\b|(?:serverless|sls)\s+deploy\b"),
    (D, r"copilot\s+(?:svc\s+)?deploy\b"),
    (D, r"kubectl\s+(?:-\S+\s+\S+\s+)*(?:apply|replace|patch|rollout\s+restart|set\s+image)\b"),
    (D, r"helmfile\s+(?:apply|sync)\b"),
    (D, r"helm\s+(?:upgrade|install)\b|argocd\s+app\s+sync\b"),
    (D, (r"aws\s+(?:--\S+\s+\S+\s+)*(?:ecs\s+update-service|lambda\s+update-function-code|deploy\s+create-deployment"
        r"|cloudformation\s+(?:deploy|create-stack|update-stack|execute-change-set))\b")),
    (D, r"gcloud\s+(?:\w+\s+)?(?:run|app|functions)\s+deploy\b|az\s+(?:webapp\s+deploy|deployment\s+\w+\s+create)\b"),
    (D, r"flyctl\s+deploy\b|fly\s+deploy\b|cf\s+push\b|eb\s+deploy\b|wrangler\s+(?:deploy|publish)\b"),
    (P, r"(?:npm|pnpm|lerna|changeset)\s+publish\b|yarn\s+(?:npm\s+)?publish\b|twine\s+upload\b|cargo\s+publish\b"),
    (P, r"(?:poetry|uv|flit|hatch)\s+publish\b|gem\s+push\b|(?:dotnet\s+)?nuget\s+push\b|semantic-release\b(?!\S)"),
    (P, r"docker\s+(?:image\s+)?push\b|docker\s+(?:buildx\s+build|build)\b[^\n]*--push\b"),
    (P, r"docker\s+buildx\s+imagetools\s+create\b"),
    (P, r"helm\s+push\b|crane\s+push\b|skopeo\s+copy\b|goreleaser\s+release\b(?![^\n]*--snapshot)"),
    (P, r"gh\s+release\s+create\b(?![^\n]*\s(?:--draft|-d)(?=\s|$))"),  # a person publishes a draft
    (S, r"cosign\s+(?:sign|attest)\b|notation\s+sign\b|--provenance\b(?!=false)|gpg\s+[^\n]*--detach-sign"),
    (S, r"gh\s+attestation\b"),
    (S, r"aws\s+signer\s+(?:sign|start|put)|sigstore\s+sign\b"),
    (T, r"\bpytest\b|\btox\b|\bnox\b|go\s+test\b|cargo\s+(?:nextest|test)\b|ctest\b|\bbats\s|python\s+-m\s+unittest"),
    (T, r"(?:npm|pnpm|yarn|bun|deno)\s+(?:run\s+)?(?:[\w-]+:)*test\b|npm\s+t\b"),
    (T, r"\bnpx\s+(?:jest|vitest|playwright|cypress)|jest\b(?!-)|vitest\b"),
    (T, r"mvnw?\s+[^\n]*\b(?:verify|test|install|package)\b|gradlew?\s+[^\n]*\b(?:test|build|check)\b"),
    (T, r"sbt\s+[^\n]*test\b"),
    (T, r"\brspec\b|rake\s+(?:\w+:)*(?:test|spec)\b|rails\s+test\b|phpunit\b|dotnet\s+test\b"),
    (T, r"mix\s+test\b|swift\s+test\b"),
    (T, _TF + r"test\b|flutter\s+test\b|playwright\s+test\b|cypress\s+run\b"),
    (T, (r"make\s+(?:\S+\s+)*?(?:check(?=\s|$)|(?![\w-]*(?:deps|tools|data|image|clean|report|setup|docs?|build)\b)"
        r"(?:[\w.]+[-_:])*(?:unit)?tests?(?:[-_:][\w.]+)*(?=\s|$))")),
    (PL, _TF + r"plan\b"),
    (V, _TF + r"(?:validate\b|(?:hcl)?fmt\b(?=[^\n]*check))|\btflint\b(?!\S)|sam\s+validate\b"),
    (V, r"cdk\s+(?:synth|diff)\b|helm\s+lint\b"),
    (V, r"cfn-lint\b"),
    (V, r"kubeconform\b|kubeval\b|actionlint\b|yamllint\b|ansible-lint\b|promtool\s+check\b|hadolint\b"),
    (SC, r"\bcheckov\s|\btfsec\b\s|\bterrascan\s+scan|\bkics\s+scan|conftest\s+(?:test|verify)\b"),
    (SC, r"\bregula\s+run|kube-linter\s+lint"),
    (SC, r"\btrivy\s+(?:\S+\s+)*?(?:config|fs|filesystem|image|repo)\b|cfn_nag(?:_scan)?\b"),
    (SC, r"opa\s+(?:eval|test)\b|snyk\s+iac\s+test\b"),
    (CO, r"infracost\s+(?:breakdown|diff|comment)\b"),
    (SE, r"gitleaks\s+(?:detect|protect|git|dir)\b|trufflehog\s|detect-secrets(?:-hook)?\s|ggshield\s+secret\s+scan"),
    (CT, r"buf\s+breaking\b|oasdiff\s+(?:breaking|changelog)|openapi-diff\b|optic\s+diff\b|can-i-deploy\b"),
    (CT, r"atlas\s+migrate\s+lint\b|\bsquawk\s|graphql-inspector\s+diff\b|rover\s+(?:sub)?graph\s+check\b"),
)  # fmt: skip
COMMAND = re.compile("|".join(f"(?P<k{index}>(?<![\\w.-])(?:{text}))" for index, (_, text) in enumerate(COMMANDS)))
ANY_WORD = re.compile(
    r"terra|tofu|pulumi|cdk|sam |sls|serverless|copilot|kubectl|helm|argocd|aws|gcloud|az |fly|cf |eb |wrangler|publish"
    r"|push|upload|release|skopeo|imagetools|cosign|notation|provenance|gpg|attest|sign|test|tox|nox|jest|spec|mvn|gradle"
    r"|sbt|phpunit|cypress|playwright|bats|lint|kube|checkov|tfsec|kics|regula|trivy|nag|opa|snyk|infracost|leaks"
    r"|trufflehog|detect-secrets|ggshield|buf|oasdiff|openapi|optic|can-i|atlas|squawk|graph|promtool|npm t|make"
    r"|synth|diff|deploy|promote|apply|\.(?:ba)?sh\b"
)

_NOT_FOR_USERS = (
    r"(?!\S*(?:dry|check|test|lint|doc(?!ker)|story|page|preview|review|dev|stag|sandbox|qa|uat|local|plan|valid|e2e|kind|image"
    r"|wait|notif|summary|status|note|changelog|draft|version|clean|label|prepare|pre-))"
)
_NAME = _NOT_FOR_USERS + r"(?:[\w.]+[-_:])*{words}(?:[-_:.][\w.]+)*"
_PREFIX = r"\s*(?:(?:if|then|do|else|!|sudo|time)\s+)*(?:[A-Za-z_]\w*=\S*\s+)*"
_OTHER_ARGUMENTS = r"(?:-[CfFI]\s*\S+\s+|(?!-[CfFI]\b)\S+\s+)*?"
NAMED = re.compile(
    rf"{_PREFIX}(?P<what>"
    rf"(?:make|just|task|rake|nx|earthly|(?:npm|pnpm|yarn|bun|turbo)\s+(?:\S+\s+)*?run|yarn)\s+{_OTHER_ARGUMENTS}"
    + _NAME.format(words="(?:deploy|release|publish|promote|apply)")
    + r"|(?:(?:bash|sh|zsh|node|python3?|ruby|pwsh|source|\.|npx|poetry\s+run|uv\s+run|bundle\s+exec)\s+"
    r"(?:-\S+(?:\s+[\w@-]+)?\s+)*)?(?:[\w.${}-]*/)+"
    + _NAME.format(words="(?:deploy|release|publish|promote)")
    + r")(?=\s|$)",
    re.IGNORECASE,
)
"""Targets and scripts that say by their name that they bring something to users."""
NAMED_ACTION = re.compile(rf"(?:[\w.-]+/)+{_NAME.format(words='(?:deploy|release|publish|promote)')}", re.IGNORECASE)

ACTIONS: tuple[tuple[ActKind, str], ...] = (
    (D, r"aws-actions/(?:amazon-ecs-deploy|aws-cloudformation-github-deploy|aws-lambda-deploy)"),
    (D, r"azure/(?:webapps-deploy|k8s-deploy|functions-action|arm-deploy|aks-set)|google-github-actions/deploy-"),
    (D, r"cloudflare/wrangler-action|einaregilsson/beanstalk-deploy"),
    (D, r"hashicorp/tfc-workflows-github/actions/apply-run"),
    (D, r"dflook/(?:terraform|tofu)-(?:apply|auto-apply|destroy)|serverless/github-action|akhileshns/heroku-deploy"),
    (P, r"pypa/gh-action-pypi-publish|js-devtools/npm-publish|softprops/action-gh-release|ncipollo/release-action"),
    (
        P,
        r"actions/create-release|helm/chart-releaser-action|cycjimmy/semantic-release-action|goreleaser/goreleaser-action",
    ),
    (P, r"changesets/action"),
    (P, r"docker/build-push-action|docker/bake-action|redhat-actions/push-to-registry|rubygems/release-gem"),
    (
        S,
        r"actions/attest|sigstore/gh-action-sigstore|slsa-framework/slsa-github-generator|crazy-max/ghaction-import-gpg",
    ),
    (T, r"cypress-io/github-action"),
    (PL, r"dflook/(?:terraform|tofu)-plan"),
    (V, r"dflook/(?:terraform|tofu)-(?:validate|fmt-check)|raven-actions/actionlint|ibiqlik/action-yamllint"),
    (V, r"hadolint/|[^@]*/(?:lint-terraform|terraform-(?:lint|validate|fmt)|tflint|validate-terraform)(?![\w-])"),
    (SC, r"bridgecrewio/checkov-action|aquasecurity/(?:tfsec|trivy)|checkmarx/kics-github-action|snyk/actions/iac"),
    (SC, r"triat/terraform-security-scan|instrumenta/conftest-action|zizmorcore/zizmor-action"),
    (CO, r"infracost/"),
    (SE, r"[^@]*(?:gitleaks|trufflehog|ggshield|detect-secrets|secrets?-?scan|scan-?secrets?)"),
    (CT, r"bufbuild/buf-(?:breaking|action)|oasdiff/oasdiff-action|ariga/atlas-action"),
    (CT, r"kamilkisiela/graphql-inspector"),
)
ACTION = re.compile("|".join(f"(?P<k{index}>{text})" for index, (_, text) in enumerate(ACTIONS)), re.IGNORECASE)
