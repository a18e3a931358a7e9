"""Cuts an answer into pages as the caller or a rule asks, with a token that leads on.

The whole answer stays with the estate.
"""

from __future__ import annotations

from dataclasses import dataclass

from assess.demo.aws_stand_in.service_models import Paging, paging
from assess.demo.aws_stand_in.values import Members, Value

USUAL_PAGE = 100
"""Items on a page where the caller names no number, except for those below."""

_PAGES = {
    ("organizations", "ListAccounts"): 20, ("organizations", "ListAccountsForParent"): 20,
    ("config", "DescribeConfigRules"): 25, ("config", "DescribeComplianceByConfigRule"): 25,
    ("cloudtrail", "LookupEvents"): 50, ("logs", "DescribeLogGroups"): 50, ("lambda", "ListFunctions"): 50,
    ("ssm", "DescribeParameters"): 10, ("ec2", "DescribeInstances"): 1000, ("ec2", "DescribeVolumes"): 500,
    ("ec2", "DescribeSecurityGroups"): 1000, ("ec2", "DescribeSnapshots"): 1000, ("s3", "ListBuckets"): 10_000,
    ("cloudwatch", "ListMetrics"): 500, ("kms", "ListKeys"): 100,
}  # fmt: skip
_TOKEN = "page-from-"


@dataclass(frozen=True, slots=True)
class Trick:
    """How paging misbehaves: at most `size` items; an empty first page with a token; a token that never leads on."""

    size: int | None = None
    empty_first: bool = False
    repeats: bool = False


def page(service: str, operation: str, answer: Members, given: Members, trick: Trick) -> Members:
    """The page that the caller asked for; the whole answer for an operation that does not page."""
    how = paging(service, operation)
    if how is None:
        return answer
    start = _start(given.get(how.token_in.partition(".")[0]))
    if trick.empty_first and start is None:
        return _cut(answer, how, 0, 0, _token(0))
    size = trick.size or _limit(given.get(how.limit)) or _PAGES.get((service, operation), USUAL_PAGE)
    total = sum(len(_list(answer, path)) for path in how.lists)
    begin = 0 if trick.repeats else start or 0
    token = _token(begin + size) if begin + size < total or trick.repeats else ""
    return _cut(answer, how, begin, begin + size, token)


def _token(start: int) -> str:
    """Where the next page begins; as long as the longest least length that a model sets for a token."""
    return f"{_TOKEN}{start:030d}"


def _start(token: Value) -> int | None:
    if isinstance(token, str) and token.startswith(_TOKEN) and token[len(_TOKEN) :].isdigit():
        return int(token[len(_TOKEN) :])
    return None


def _limit(value: Value) -> int | None:
    """The number of items asked for; some services send it as text."""
    try:
        return int(value) if isinstance(value, (int, str)) and int(value) > 0 else None
    except ValueError:
        return None


def _cut(answer: Members, how: Paging, begin: int, end: int, token: str) -> Members:
    """Items `begin` to `end` of all lists laid end to end, as IAM pages users, groups, roles and policies."""
    cut, passed = answer, 0
    for path in how.lists:
        if not isinstance(_at(answer, path), list):
            continue  # some models page a structure, whose lists come whole
        items = _list(answer, path)
        cut = _with(cut, path, items[max(begin - passed, 0) : max(end - passed, 0)])
        passed += len(items)
    if token:
        cut = _with(cut, how.token_out, token)
    if how.more:
        cut = _with(cut, how.more, bool(token))
    return cut


def _list(answer: Members, path: str) -> list[Value]:
    value = _at(answer, path)
    return value if isinstance(value, list) else []


def _at(answer: Members, path: str) -> Value:
    value: Value = answer
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _with(answer: Members, path: str, value: Value) -> Members:
    """A copy of the answer in which the member at a dotted path is `value`; lists that are absent stay so."""
    name, _, rest = path.partition(".")
    if rest:
        inner = answer.get(name)
        return {**answer, name: _with(inner, rest, value)} if isinstance(inner, dict) else answer
    if value == [] and name not in answer:
        return answer
    return {**answer, name: value}
