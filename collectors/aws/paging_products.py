"""Which hosts belong to products that page people, and which to chats: known by the end of their name."""

from __future__ import annotations

_PAGERS = (
    "alertops.com", "api.atlassian.com", "betterstack.com", "betteruptime.com", "firehydrant.io", "grafana.net",
    "ilert.com", "incident.io", "opsgenie.com", "opsgenie.net", "pagerduty.com", "pagertree.com", "rootly.com",
    "signl4.com", "spike.sh", "squadcast.com", "squadcast.io", "victorops.com", "xmatters.com", "zenduty.com",
)  # fmt: skip
_CHATS = (
    "chat.googleapis.com", "discord.com", "hooks.slack.com", "mattermost.com", "sns-api.chatbot.amazonaws.com",
    "webhook.office.com", "zulipchat.com",
)  # fmt: skip


def is_pager(host: str) -> bool:
    """Whether a host (of an endpoint, or of an e-mail address) is that of a product that calls people."""
    return _ends(host, _PAGERS)


def is_chat(host: str) -> bool:
    """Whether a host is that of a chat."""
    return _ends(host, _CHATS)


def _ends(host: str, names: tuple[str, ...]) -> bool:
    host = host.lower()
    return any(host == name or host.endswith(f".{name}") for name in names)
