"""The codes and words with which each AWS service refuses, so that callers tell one reason from another as in AWS."""

from __future__ import annotations

from assess.demo.aws_stand_in.request import Asked
from assess.demo.aws_stand_in.writing import Refusal

_NO_IDENTITY = "because no identity-based policy allows the {action} action"
_NO_SESSION = "because no session policy allows the {action} action"
_BY_SCP = "with an explicit deny in a service control policy"


def denied(asked: Asked, caller: str, action: str, why: str = _NO_IDENTITY, resource: str = "*") -> Refusal:
    """Access denied, as the service says it; `why` is one of the reasons below."""
    reason = why.format(action=action)
    message = f"User: {caller} is not authorized to perform: {action} on resource: {resource} {reason}"
    if asked.protocol == "ec2":
        return Refusal("UnauthorizedOperation", f"You are not authorized to perform this operation. {message}", 403)
    if asked.protocol in ("query", "rest-xml"):
        return Refusal("AccessDenied", message, 403)
    return Refusal("AccessDeniedException", message, 400 if asked.protocol == "json" else 403)


def denied_by_session(asked: Asked, caller: str, action: str) -> Refusal:
    """The session policy given to AssumeRole does not allow it."""
    return denied(asked, caller, action, _NO_SESSION)


def denied_by_scp(asked: Asked, caller: str, action: str) -> Refusal:
    """A service control policy of the organisation denies it."""
    return denied(asked, caller, action, _BY_SCP)


def not_the_management_account(asked: Asked) -> Refusal:
    """Organizations answers only the management account and its delegates."""
    return Refusal("AccessDeniedException", "You don't have permissions to access this resource.", 400)


def throttled(asked: Asked) -> Refusal:
    """Too many requests, by the code that this service uses."""
    if asked.protocol == "ec2":
        return Refusal("RequestLimitExceeded", "Request limit exceeded.", 503)
    if asked.service == "s3":
        return Refusal("SlowDown", "Please reduce your request rate.", 503)
    if asked.service in ("lambda", "organizations", "apigateway", "apigatewayv2", "budgets", "account"):
        status = 400 if asked.protocol == "json" else 429
        return Refusal("TooManyRequestsException", "Rate exceeded", status)
    if asked.protocol in ("query", "rest-xml"):
        return Refusal("Throttling", "Rate exceeded", 400)
    return Refusal("ThrottlingException", "Rate exceeded", 400 if asked.protocol == "json" else 429)


def unknown_key(asked: Asked) -> Refusal:
    """The key is not known: never issued, of a closed account, or in a region that is not enabled."""
    message = "The security token included in the request is invalid."
    if asked.protocol == "ec2":
        return Refusal("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    if asked.service == "s3":
        return Refusal("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403)
    if asked.protocol in ("query", "rest-xml"):
        return Refusal("InvalidClientTokenId", message, 403)
    return Refusal("UnrecognizedClientException", message, 400 if asked.protocol == "json" else 403)


def expired(asked: Asked) -> Refusal:
    """The session's credentials are past their end."""
    message = "The security token included in the request is expired"
    if asked.protocol == "ec2":
        return Refusal("RequestExpired", "Request has expired.", 400)
    if asked.service == "s3":
        return Refusal("ExpiredToken", "The provided token has expired.", 400)
    if asked.protocol in ("query", "rest-xml"):
        return Refusal("ExpiredToken", message, 403)
    return Refusal("ExpiredTokenException", message, 400 if asked.protocol == "json" else 403)


def bad_signature(asked: Asked, message: str = "") -> Refusal:
    """The signature is not the one that the key would have made."""
    message = message or "The request signature we calculated does not match the signature you provided."
    if asked.protocol in ("json", "rest-json"):
        return Refusal("InvalidSignatureException", message, 403)
    return Refusal("SignatureDoesNotMatch", message, 403)


def clock_skewed(asked: Asked) -> Refusal:
    """The caller's clock is too far from the service's."""
    if asked.service == "s3":
        text = "The difference between the request time and the current time is too large."
        return Refusal("RequestTimeTooSkewed", text, 403)
    return bad_signature(asked, "Signature expired: 20260901T100000Z is now earlier than 20260901T110000Z (15 min.)")


def no_subscription(asked: Asked) -> Refusal:
    """The service asks for a paid plan or a sign-up that the account lacks."""
    if asked.service in ("support", "health", "trustedadvisor"):
        text = "Amazon Web Services Premium Support Subscription is required to use this service."
        return Refusal("SubscriptionRequiredException", text, 400)
    text = "The AWS Access Key Id needs a subscription for the service"
    code = "SubscriptionRequiredException" if asked.protocol in ("json", "rest-json") else "OptInRequired"
    return Refusal(code, text, 403)


def failing(status: int) -> Refusal:
    """The service itself fails."""
    return Refusal("InternalFailure" if status == 500 else "ServiceUnavailable", "An internal error occurred.", status)
