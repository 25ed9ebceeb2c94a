"""Says something in a team's chat, by the webhook that the chat gave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.web.failures import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.run.collaborators import Collaborators

_SECONDS: Final = 5.0
_LONGEST: Final = 20_000
_LONGEST_IN_DISCORD: Final = 1900
_TEAMS: Final = (".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com")


def say_in_chat(chat: str, text: str, outside: Collaborators) -> str:
    """Why a chat did not take a text, or "". `chat` is the address of its webhook, which is a secret."""
    try:
        address = outside.endpoints.get("digest", chat)
        reply = outside.http().request(
            "POST", address, json=message(chat, text), max_bytes=10_000, total_seconds=_SECONDS
        )
    except RequestFailed:
        return "the chat gave no answer"  # the error may name its address
    return "" if reply.status in range(200, 300) else f"the chat answered {reply.status}"


def message(chat: str, text: str) -> Mapping[str, object]:
    """The text as Discord, Teams, Google Chat or Slack takes it; foreign words call nobody."""
    host = urlsplit(chat).hostname or ""
    if host in {"discord.com", "discordapp.com"} or host.endswith(".discord.com"):
        from repost.networks.discord.text import escaped as for_discord

        return {"content": for_discord(text)[:_LONGEST_IN_DISCORD], "allowed_mentions": {"parse": []}}
    if host.endswith(_TEAMS):
        return _card(text[:_LONGEST])
    if host == "chat.googleapis.com":  # where <users/all> would call everybody
        return {"text": text.replace("<", "\u2039").replace(">", "\u203a")[:_LONGEST]}
    from repost.networks.slack.text import escaped as for_slack

    return {"text": for_slack(text)[:_LONGEST], "unfurl_links": False}


def _card(text: str) -> Mapping[str, object]:
    """An adaptive card, which is what Teams shows; its blocks know Markdown's links, so there are none."""
    lines = [line for line in text.replace("](", "] (").split("\n") if line.strip()]
    body = [{"type": "TextBlock", "text": line, "wrap": True} for line in lines]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": body}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}
