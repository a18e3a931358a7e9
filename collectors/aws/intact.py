"""An answer is whole or it is none: refuses what botocore would take for an empty one.

botocore reads a JSON body that was cut off, or a proxy's HTML page, as an answer without members. Read on, that
would be "there are no alarms".
"""

from __future__ import annotations

import json
from typing import Any


def install(emitter: Any) -> None:
    """Makes every client of this botocore event emitter raise `ResponseParserError` for such an answer."""
    emitter.register("after-call", refuse_fragments, unique_id="assess-intact")


def refuse_fragments(http_response: Any, parsed: dict[str, object], model: Any, **_: object) -> None:
    """Looks at a successful answer after it was parsed. Reading the body a second time is only needed where
    nothing was found in it."""
    from botocore.parsers import ResponseParserError

    if http_response.status_code >= 300 or model.has_streaming_output:
        return
    headers, body = http_response.headers, http_response.content
    length = headers.get("Content-Length", "")
    if length.isdigit() and not headers.get("Content-Encoding") and int(length) != len(body):
        raise ResponseParserError(f"the answer was cut off after {len(body)} of {length} bytes")
    if headers.get("Content-Type", "").startswith("text/html"):
        raise ResponseParserError("the answer is a page of HTML, as a proxy gives it")
    found = any(value for name, value in parsed.items() if name != "ResponseMetadata")
    if not found and body.strip() and not _means_nothing(body, model):
        raise ResponseParserError("the answer is not in the protocol of its service")


def _means_nothing(body: bytes, model: Any) -> bool:
    """Whether a body in which no member was found is an empty answer of its protocol."""
    if "json" in model.service_model.resolved_protocol:
        try:
            return isinstance(json.loads(body), dict)
        except ValueError:
            return False
    return body.lstrip().startswith(b"<") and b"<html" not in body[:1000].lower()
