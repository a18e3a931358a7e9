"""How a job signs in to a cloud: by a token of its own, exchanged for short-lived credentials, or by a stored key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.repository.workflow_facts import CloudLogin, Login
from collectors.repository.yamltree import Yaml

_SECRET = re.compile(r"\bsecrets\s*(?:\.\s*(?P<dot>[A-Za-z_][\w-]*)|\[\s*['\"](?P<index>[^'\"]+)['\"]\s*\])")
_STORED_VARIABLES = {
    "AWS_ACCESS_KEY_ID": "aws",
    "AWS_SECRET_ACCESS_KEY": "aws",
    "ARM_CLIENT_SECRET": "azure",
    "AZURE_CREDENTIALS": "azure",
    "AZURE_CLIENT_SECRET": "azure",
    "GOOGLE_CREDENTIALS": "gcp",
    "GOOGLE_APPLICATION_CREDENTIALS_JSON": "gcp",
}
_KEY_INPUT = re.compile(r"aws[_-]?(?:access[_-]?)?key(?:[_-]?id)?$|aws[_-]?secret[_-]?access[_-]?key$", re.IGNORECASE)


def secret_names(text: str) -> tuple[str, ...]:
    """Names of the secrets an expression uses."""
    return tuple(match["dot"] or match["index"] for match in _SECRET.finditer(text))


def logins_of_step(step: Yaml) -> Iterator[CloudLogin]:
    """The sign-ins that one step makes or gives to its command."""
    name = step.get("uses").text.partition("@")[0].lower()
    inputs = step.get("with")
    if name == "aws-actions/configure-aws-credentials":
        yield from _aws(inputs, step.line)
    elif name == "azure/login":
        yield from _azure(inputs, step.line)
    elif name == "google-github-actions/auth":
        yield from _google(inputs, step.line)
    else:
        for key, value in inputs.entries():
            names = secret_names(value.text)
            if names and _KEY_INPUT.search(key):
                yield CloudLogin("aws", Login.STORED, names, value.line)
            elif names and name.startswith("google-github-actions/") and key == "service_account_key":
                yield CloudLogin("gcp", Login.STORED, names, value.line)
    yield from logins_of_environment(step.get("env"))


def logins_of_environment(variables: Yaml) -> Iterator[CloudLogin]:
    """Cloud keys that are put into the environment from secrets. Plain values are emulators' and no secrets."""
    for key, value in variables.entries():
        names = secret_names(value.text)
        if names and key.upper() in _STORED_VARIABLES:
            yield CloudLogin(_STORED_VARIABLES[key.upper()], Login.STORED, names, value.line)


def _aws(inputs: Yaml, line: int) -> Iterator[CloudLogin]:
    key, role = inputs.get("aws-access-key-id"), inputs.get("role-to-assume").text
    names = secret_names(key.text)
    if names:
        yield CloudLogin("aws", Login.STORED, names, key.line)
    elif key or inputs.get("role-chaining").text == "true":
        return
    elif role:
        yield CloudLogin("aws", Login.FEDERATED, (role,), line)
    else:
        yield CloudLogin("aws", Login.UNRESOLVED, (), line)


def _azure(inputs: Yaml, line: int) -> Iterator[CloudLogin]:
    names = secret_names(inputs.get("creds").text)
    if names:
        yield CloudLogin("azure", Login.STORED, names, inputs.get("creds").line)
    elif inputs.get("client-id") or inputs.get("auth-type").text == "IDENTITY":
        yield CloudLogin("azure", Login.FEDERATED, (inputs.get("client-id").text or "managed identity",), line)
    else:
        yield CloudLogin("azure", Login.UNRESOLVED, (), line)


def _google(inputs: Yaml, line: int) -> Iterator[CloudLogin]:
    names = secret_names(inputs.get("credentials_json").text)
    provider = inputs.get("workload_identity_provider").text
    if names:
        yield CloudLogin("gcp", Login.STORED, names, inputs.get("credentials_json").line)
    elif provider:
        yield CloudLogin("gcp", Login.FEDERATED, (provider,), line)
    else:
        yield CloudLogin("gcp", Login.UNRESOLVED, (), line)
