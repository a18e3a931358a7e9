"""Which names and values look like a secret, without keeping any value: used by every reader of variables."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?<![a-z])(pass(word|wd|phrase)?|pwd|secret|token|api_?key|apikey|private_?key|access_?key|auth_?key|credential\w*"
    r"|client_?secret|encryption_?key|signing_?key|webhook_?url|connection_?string|conn_?str|dsn|kennwort|passwort)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_SECRET = re.compile(
    r"(_|-|\.|/)(arn|name|id|path|prefix|url|uri|endpoint|ttl|expiry|expir\w*|length|type|file|header|field|region|version"
    r"|policy|rotation\w*|enabled|store|manager|provider|issuer|audience|bucket|table|key_?alias|alias|lifetime|duration)$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^(arn:|\{\{|\$\{|/|ssm:|secretsmanager:|projects/|vault:|s3://|https?://[^@?]*$|(true|false|yes|no|null|none)$|\d{1,5}$)",
    re.IGNORECASE,
)


def names_a_secret(name: str) -> bool:
    """Whether a name says that a secret is behind it (`DB_PASSWORD`, `/app/apiToken`), and not where or which."""
    words = _WORDS.sub("_", name)
    return bool(_SECRET.search(words)) and not _NO_SECRET.search(words)


def is_a_secret(name: str, value: str) -> bool:
    """Whether name and value together look like a secret: a reference to a store, a path, a switch, or a number is
    none, nor is an address without a user's part."""
    return len(value) >= 6 and names_a_secret(name) and not _REFERENCE.search(value.strip())
