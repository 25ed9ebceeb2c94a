"""A stand-in for Slack's incoming webhooks: makes Slack's checks, and refuses as Slack does."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Request, Response, json_response
from local.networks.oauth2 import App, OAuth2Server, Ways
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

APP: Final = App.of("Slack", page=True)
_LONGEST_TEXT: Final = 40_000
_LIVE: Final = re.compile(r"<[^<>]*>|&(?!amp;|lt;|gt;)")


def said(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    """What a webhook says: a word."""
    return Response(status, code.encode(), {"Content-Type": "text/html", **(headers or {})})


REFUSALS: Final[Mapping[str, Response]] = {
    "invalid token": said(403, "invalid_token"),
    "prohibited": said(403, "action_prohibited"),
    "general denied": said(403, "posting_to_general_channel_denied"),
    "no channel": said(404, "channel_not_found"),
    "no service": said(404, "no_service"),
    "no team": said(404, "no_team"),
    "archived": said(410, "channel_is_archived"),
    "invalid payload": said(400, "invalid_payload"),
    "no text": said(400, "no_text"),
    "too long": said(400, "msg_too_long"),
    "too large": Response(413),
    "rate limited": said(429, "rate_limited", {"Retry-After": "30"}),
    "rate limited in JSON": json_response(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "30"}),
    "blocked on the way": Response(403, b"<html><body>Forbidden</body></html>"),
    "no Slack there": Response(404, b"<html><body>Not Found</body></html>"),
    "teapot": Response(418),
    "rollup error": said(500, "rollup_error"),
    "unavailable": Response(503, b"<html><body>Service Unavailable</body></html>"),
}
"""Refusals by what they mean, also for `fail_next`."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as readers see it; `raw` is everything that the webhook sent."""

    id: str
    username: str
    text: str
    created_at: str
    raw: Mapping[str, Any]


class SlackStandIn(SimpleStandIn):
    """Slack with a channel that has a webhook for each user.

    Parameters
    ----------
    usernames : sequence of str
        Whose webhooks there are.
    """

    kind = Message

    def open_accounts(self) -> None:
        self.oauth = OAuth2Server("Slack", self.usernames, self._clock, WAYS, _token_answer, APP)
        self._webhooks = {webhook(username): username for username in self.usernames}

    @staticmethod
    def secret(username: str) -> str:
        return f'webhook_url = "https://hooks.slack.com{webhook(username)}"\n'

    @classmethod
    def app(cls) -> str:
        return APP.document

    def answer(self, request: Request) -> Response:
        return self.oauth.answer(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(405)
        owner = self._webhooks.get(request.path)
        if not owner:
            known = any(request.path.rpartition("/")[0] == path.rpartition("/")[0] for path in self._webhooks)
            return REFUSALS["invalid token" if known else "no service"]
        try:
            message = json.loads(request.body)
        except ValueError:
            return REFUSALS["invalid payload"]
        text = message.get("text") if isinstance(message, dict) else None
        if not isinstance(text, str) or not text.strip():
            return REFUSALS["no text"]
        if len(text) > _LONGEST_TEXT:
            return REFUSALS["too long"]
        now = self._clock()
        number = f"{now.timestamp():.0f}.{len(self.posts):06}"
        self.add(Message(number, owner, read_by_slack(text), now.isoformat(), message))
        return said(200, "ok")


def read_by_slack(text: str) -> str:
    """What readers see of a text: live parts are shown between ⟦ and ⟧."""
    return unescape(_LIVE.sub(lambda live: f"⟦{live[0].strip('<>')}⟧", text))


def webhook(username: str) -> str:
    """The path of somebody's webhook."""
    digest = hashlib.sha256(f"webhook of {username}".encode()).hexdigest()
    return f"/services/T{digest[:10].upper()}/B{digest[10:20].upper()}/{digest[20:44]}"


def _token_answer(username: str, scopes: str) -> Mapping[str, Any]:
    """The token of the app, and the new webhook in it."""
    token = hashlib.sha256(f"Slack token of {username}".encode()).hexdigest()[:40]
    made = {"channel": "#posts", "url": f"https://hooks.slack.com{webhook(username)}"}
    body = {"ok": True, "access_token": f"xoxb-{token}", "token_type": "bot", "scope": scopes}
    return {**body, "team": {"name": "Ada & co"}, "incoming_webhook": made}


def _refused(code: str, description: str) -> Response:
    """Slack refuses with 200."""
    del description
    error = "bad_client_secret" if code == "invalid_client" else "invalid_code"
    return json_response(200, {"ok": False, "error": error})


WAYS: Final = Ways(
    "/oauth/v2/authorize",
    "/api/oauth.v2.access",
    frozenset({"incoming-webhook"}),
    joint=",",
    refuses=_refused,
)

STAND_IN: Final = SlackStandIn
