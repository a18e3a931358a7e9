"""The name of a repository: where its origin lies, in one spelling for ssh, https and scp-like addresses, without
credentials. A local path is no name. Source: git-clone(1), section "GIT URLS".
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from collectors.repository.paths import shown

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<place>[^/?#]*)(?P<path>[^?#]*)", re.IGNORECASE)
_SCP = re.compile(r"(?:[^@/:]+(?::[^@/]*)?@)?(?P<host>\[[^\]]+\]|[^/:@]{2,}):(?P<path>(?!//).+)")
_HELPER = re.compile(r"(?P<helper>[a-z][a-z0-9+-]*)::(?P<rest>.+)", re.IGNORECASE)
_LOCAL = {"file"}
_USUAL_PORTS = {"ssh": "22", "git+ssh": "22", "https": "443", "http": "80", "git": "9418"}
_SAME_HOST = {"ssh.github.com": "github.com", "www.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}


def normalised(url: str) -> str:
    """`github.com/acme/app` for every way to write that address; empty for a local path or nothing."""
    url = url.strip()
    helper = _HELPER.fullmatch(url)
    if helper:
        return _through_helper(helper["helper"].lower(), helper["rest"])
    match = _URL.fullmatch(url) or _URL.match(url)
    if match:
        scheme = match["scheme"].lower()
        if scheme in _LOCAL:
            return ""
        host, port = _host_and_port(match["place"].rpartition("@")[2])
        port = "" if port in ("", _USUAL_PORTS.get(scheme, ""), "443" if host.startswith("ssh.") else "") else port
        return _joined(host, port, match["path"])
    match = _SCP.fullmatch(url)
    if match and "\\" not in match["path"]:
        return _joined(match["host"].lower(), "", match["path"])
    return ""


def _host_and_port(place: str) -> tuple[str, str]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", place)
    return (match[1].lower(), match[2] or "") if match else (place.lower(), "")


def _joined(host: str, port: str, path: str) -> str:
    path = unquote(path, errors="surrogateescape").strip("/").removesuffix(".git").rstrip("/")
    host = _SAME_HOST.get(host, host)
    if not host or not path:
        return ""
    return shown(f"{host}{':' + port if port else ''}/{path}")


def _through_helper(helper: str, rest: str) -> str:
    """`codecommit::eu-west-1://profile@app` is the same repository as CodeCommit's https address."""
    if helper != "codecommit":
        return normalised(rest)
    match = re.fullmatch(r"(?:(?P<region>[a-z0-9-]+):)?//(?:[^@]*@)?(?P<name>[\w.-]+)", rest)
    if not match:
        return ""
    region = match["region"]
    return (
        f"git-codecommit.{region}.amazonaws.com/v1/repos/{match['name']}" if region else f"codecommit/{match['name']}"
    )
