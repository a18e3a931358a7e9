"""Keys and secrets: long-lived ones, plain ones, and those that change by themselves."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer
from collectors.aws.checks.limits import LIMIT_FACTS, verdict_on_stop
from collectors.aws.checks.wording import counted
from collectors.aws.facts.accounts import Account
from collectors.aws.facts.artifacts import Secret, SecretParameter, Variables
from collectors.aws.facts.identities import AccessKey, AccountKeys

OLDEST_KEY = 90
"""Days after which a key must have been replaced (CIS AWS Foundations 1.14)."""
LATE = 2
"""A secret is late when twice its interval has passed: rotation may slip a day, not a turn."""
LONGEST = 365


@check(practice="DEL-06", level=2, subject=AccessKey)
def key_is_younger_than_a_quarter(key: AccessKey) -> Verdict:
    """The active key is at most 90 days old, and is not one of root.

    Reads the credential report, or the keys of each user where there is none. Cannot know who holds a copy of the key,
    nor what uses it.
    """
    if key.root:
        return failed("root has an active key", pointer(key, "root", True))
    if key.days is None:
        return not_applicable("its age is not told")
    if key.days > OLDEST_KEY:
        used = f", last used {key.idle_days} days ago" if isinstance(key.idle_days, int) else ""
        return failed(f"the key of {key.user} is {key.days} days old{used}", pointer(key, "days", key.days))
    return passed(f"{key.days} days old", pointer(key, "days", key.days))


@check(practice="DEL-06", level=3, subject=AccountKeys, every_unit=True)
def account_works_without_long_lived_keys(keys: AccountKeys) -> Verdict:
    """No user of the account, root least of all, has an active access key.

    Reads the account's summary and the active keys of its users. Does not see SSH keys or passwords for single
    services, and cannot know what the keys are used for.
    """
    if keys.root_keys:
        return failed("root has an access key", pointer(keys, "root_keys", True))
    if keys.active_keys:
        count = counted(keys.active_keys, "key")
        return failed(f"{count} of users still active", pointer(keys, "active_keys", keys.active_keys))
    return passed("no long-lived key is active", pointer(keys, "active_keys", 0))


@check(practice="DEL-06", level=3, subject=Account, reads=LIMIT_FACTS, every_unit=True)
def organisation_denies_new_long_lived_keys(account: Account, snapshot: Snapshot) -> Verdict:
    """A service control policy above the account denies the making of access keys of users.

    Reads where policies hang, from the root to the account, and lists of what is allowed. Principals that a policy
    names may be spared. No such policy holds the management account.
    """
    return verdict_on_stop(account, "iam:CreateAccessKey", snapshot)


@check(practice="DEL-08", level=2, subject=Variables)
def plain_variables_hold_no_secret(variables: Variables) -> Verdict:
    """No plain variable is named like a secret and looks like one.

    Reads names; a value is looked at once for its form and never kept. A secret under a harmless name is not found.
    """
    if variables.suspicious:
        names = ", ".join(variables.suspicious[:5])
        return failed(f"{names} stands in plain variables", pointer(variables, "suspicious", names))
    return passed(
        f"nothing suspicious in {counted(variables.plain, 'plain variable')}",
        pointer(variables, "plain", variables.plain),
    )


@check(practice="DEL-08", level=2, subject=SecretParameter)
def secret_parameter_is_encrypted(parameter: SecretParameter) -> Verdict:
    """A parameter that is named like a secret is encrypted.

    Reads names and types of parameters in Systems Manager, never a value. A secret under a harmless name is not found,
    and who may decrypt it is not read.
    """
    if parameter.encrypted:
        return passed("it is a SecureString", pointer(parameter, "encrypted", True))
    return failed("it is kept in plain text", pointer(parameter, "encrypted", False))


@check(practice="DEL-08", level=3, subject=Secret, every_unit=True)
def secret_changes_by_itself(secret: Secret) -> Verdict:
    """The secret is rotated by itself, and was, within its interval.

    Cannot know whether what it opens refuses the old value, nor whether a rotation was exercised as a whole.
    """
    if not secret.rotates:
        return failed(f"it is {secret.age_days} days old and does not rotate", pointer(secret, "rotates", False))
    limit = LATE * (secret.every_days or LONGEST)
    if secret.age_days > limit:
        return failed(f"its rotation is late: {secret.age_days} days", pointer(secret, "age_days", secret.age_days))
    return passed(f"rotated {secret.age_days} days ago", pointer(secret, "age_days", secret.age_days))
