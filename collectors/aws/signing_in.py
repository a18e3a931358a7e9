"""Who the operator is: the SDK's own credential chain, asked once, with one sentence for each way it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from assess.evidence.collectors import CollectorError
from collectors.aws.desk import Desk
from collectors.aws.plan import MAIN_REGIONS
from collectors.aws.reading import Refused
from collectors.aws.refusals import UNPARSABLE

MOST_MINUTES_OFF = 5
"""By how much the clock of a signature may differ from AWS's."""
_LATE = ("signature expired", "signature not yet current", "too large")


@dataclass(frozen=True, slots=True)
class Identity:
    """The operator as STS knows them. `profile` is empty for the default chain; `region` is where STS was asked."""

    profile: str
    account: str
    arn: str
    region: str

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov`."""
        return self.arn.split(":")[1]


def sign_in(bench: Desk, profile: str) -> Identity:
    """Finds the operator's credentials and asks whose they are. Raises `CollectorError` with what helps."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        region = _region(profile)
        credentials = bench.keys.operator(profile)
        account, arn = bench.keys.identity(credentials, region)
    except Refused as refused:
        raise CollectorError(f"{refused.unread.detail}: run `{_fix(profile)}`") from None
    except (BotoCoreError, ClientError) as error:
        raise CollectorError(_sentence(error, profile)) from None
    except (ResponseParserError, *UNPARSABLE):
        raise CollectorError(
            "something on the way answered what AWS STS never answers: check HTTPS_PROXY and the endpoint settings"
        ) from None
    return Identity(profile, account, arn, region)


def _region(profile: str) -> str:
    """The region that the SDK is configured for, else the main one."""
    from botocore.session import Session

    return str(Session(profile=profile or None).get_config_variable("region") or MAIN_REGIONS["aws"])


def _fix(profile: str) -> str:
    return (
        f"aws sso login --profile {profile}"
        if profile
        else "aws configure sso` or set AWS_PROFILE, then `aws sso login"
    )


def _sentence(error: Exception, profile: str) -> str:
    """What is wrong with the operator's credentials, and what to do."""
    from botocore import exceptions as known

    whose = f"the AWS profile {profile}" if profile else "the default AWS credentials"
    if isinstance(error, known.ProfileNotFound):
        return f"there is no AWS profile {_profile_of(error, profile)}: {_profiles_there_are()}"
    if isinstance(error, known.SSOTokenLoadError | known.UnauthorizedSSOTokenError | known.TokenRetrievalError):
        return f"the sign-in of {whose} has expired or was never made: run `{_sso_login(profile)}`"
    if isinstance(error, known.PartialCredentialsError):
        return f"{whose} are incomplete: {error}; set the key id and the secret key together"
    if isinstance(error, known.CredentialRetrievalError):
        return f"{whose} could not be fetched: {_line(error)}; run that command by itself to see why"
    if isinstance(error, known.NoCredentialsError):
        return f"{whose} are not there: run `{_fix(profile)}`"
    if isinstance(error, known.ClientError):
        return _of_answer(error, whose, profile)
    if isinstance(error, known.EndpointConnectionError | known.HTTPClientError | known.ConnectionError):
        return f"AWS STS cannot be reached ({_line(error)}): check the network, HTTPS_PROXY and the region"
    return f"{whose} cannot be used: {_line(error)}; check ~/.aws/config"


def _of_answer(error: Any, whose: str, profile: str) -> str:
    code = error.response.get("Error", {}).get("Code", "")
    if code in ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"):
        return f"{whose} have expired: run `{_sso_login(profile)}`, or fetch new temporary keys"
    if code in ("RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException", "RequestInTheFuture"):
        message = str(error.response["Error"].get("Message", "")).lower()
        minutes = abs(_minutes_off(error))
        if minutes >= MOST_MINUTES_OFF or code.startswith("RequestTime") or any(sign in message for sign in _LATE):
            by = f" by {minutes} minutes" if minutes >= MOST_MINUTES_OFF else ""
            return f"this machine's clock differs from AWS's{by}: set it, then try again"
        return f"AWS rejects the signature of {whose}: the secret key does not belong to the key id"
    if code in ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"):
        return f"AWS does not know the key of {whose}: it was deleted or deactivated; sign in again or make a new one"
    return f"{whose} are refused by AWS STS ({code}): check who they belong to"


def _minutes_off(error: Any) -> int:
    """How far this machine's clock is ahead of the one that answered, in minutes."""
    from botocore.compat import get_current_datetime

    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        there = parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        return 0
    return int((get_current_datetime(remove_tzinfo=False) - there).total_seconds() // 60)


def _sso_login(profile: str) -> str:
    return f"aws sso login --profile {profile}" if profile else "aws sso login"


def _profile_of(error: Exception, profile: str) -> str:
    return profile or str(getattr(error, "kwargs", {}).get("profile", "of AWS_PROFILE"))


def _profiles_there_are() -> str:
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    try:
        names = sorted(Session().available_profiles)
    except BotoCoreError:
        names = []
    return f"there are {', '.join(names)}" if names else "~/.aws/config names none; run `aws configure sso`"


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
