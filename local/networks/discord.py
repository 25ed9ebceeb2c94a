"""A stand-in for Discord's webhooks: makes Discord's checks, and refuses as Discord does."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Request, Response, json_response
from local.networks.multipart import parts
from local.networks.oauth2 import App, OAuth2Server, Ways
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

APP: Final = App.of("Discord", digits=True)
_LONGEST_CONTENT: Final = 2000
_LONGEST_DESCRIPTION: Final = 1024
_LONGEST_NAME: Final = 80
_WINDOW: Final = timedelta(seconds=2)
_MESSAGES_A_WINDOW: Final = 5
_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
_AGENT: Final = re.compile(r"DiscordBot \(https?://[^ ,)]+, [0-9.]+\)")
_PATH: Final = re.compile(r"/webhooks/([0-9]+)/([\w-]+)(?:/messages/([0-9]+))?")
_ESCAPED: Final = re.compile(r"\\([^0-9A-Za-z\s])|([*_~`|<>\[\]])")
THREAD: Final = "1100000000000000007"
"""The only thread in the webhooks' channel."""


def error(status: int, code: int, message: str, **more: Any) -> Response:
    """An error of Discord's API."""
    return json_response(status, {"message": message, "code": code, **more})


def invalid_form(field: str, message: str) -> Response:
    """The refusal of a field."""
    errors = {field: {"_errors": [{"code": "INVALID", "message": message}]}}
    return error(400, 50035, "Invalid Form Body", errors=errors)


REFUSALS: Final[Mapping[str, Response]] = {
    "unknown webhook": error(404, 10015, "Unknown Webhook"),
    "invalid token": error(401, 50027, "Invalid Webhook Token"),
    "unknown thread": error(404, 10003, "Unknown Channel"),
    "forum": error(400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id"),
    "archived": error(400, 50083, "Thread is archived"),
    "too long": invalid_form("content", "Must be 2000 or fewer in length."),
    "empty": error(400, 50006, "Cannot send an empty message"),
    "harmful link": error(400, 240000, "Message blocked by harmful links filter"),
    "moderated": error(400, 200000, "Message was blocked by automatic moderation"),
    "rate limited": json_response(
        429,
        {"message": "You are being rate limited.", "retry_after": 64.57, "global": False},
        {"Retry-After": "65"},
    ),
    "banned by address": Response(429, b"error code: 1015", {"Retry-After": "600"}),
    "blocked on the way": Response(403, b"error code: 1020"),
    "no Discord there": Response(404, b"<html><body>Not Found</body></html>"),
    "caller refused": error(403, 40333, "internal network error"),
    "teapot": error(418, 0, "418: I'm a teapot"),
    "server error": error(500, 0, "500: Internal Server Error"),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
}
"""Refusals by what they mean, also for `fail_next`."""

DELETION_REFUSALS: Final[Mapping[str, Response]] = {"unknown message": error(404, 10008, "Unknown Message")}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as readers see it; `raw` is everything that the webhook sent."""

    id: str
    username: str
    text: str
    created_at: str
    thread: str
    raw: Mapping[str, Any]


class DiscordStandIn(SimpleStandIn):
    """Discord with a channel that has a webhook for each user.

    Parameters
    ----------
    usernames : sequence of str
        Whose webhooks there are.
    """

    kind = Message

    def open_accounts(self) -> None:
        self._webhooks = {webhook(username): username for username in self.usernames}
        self.oauth = OAuth2Server("Discord", self.usernames, self._clock, WAYS, _token_answer, APP)
        self._windows: dict[str, tuple[datetime, int]] = {}

    @staticmethod
    def secret(username: str) -> str:
        return f'webhook_url = "https://discord.com/api/webhooks/{"/".join(webhook(username))}"\n'

    @classmethod
    def app(cls) -> str:
        return APP.document

    def answer(self, request: Request) -> Response:
        if request.path != self.oauth.ways.page and not _AGENT.fullmatch(
            request.headers.get("user-agent", "")
        ):
            return REFUSALS["caller refused"]
        return self.oauth.answer(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        path = _PATH.fullmatch(request.path)
        if not path:
            return error(404, 0, "404: Not Found")
        owner = self._webhooks.get((path[1], path[2]))
        if not owner:
            known = any(path[1] == number for number, _ in self._webhooks)
            return REFUSALS["invalid token" if known else "unknown webhook"]
        thread = request.query.get("thread_id", "")
        match request.method, path[3]:
            case "GET", None:
                return json_response(200, self._shown(path[1], owner))
            case "POST", None:
                return self._execute(owner, thread, request)
            case "DELETE", None:
                del self._webhooks[path[1], path[2]]
                return Response(204)
            case "GET", str(message_id):
                return self._message(owner, thread, message_id)
            case "DELETE", str(message_id):
                return self._delete(owner, thread, message_id)
            case _:
                return error(405, 0, "405: Method Not Allowed")

    @staticmethod
    def _shown(number: str, owner: str) -> dict[str, Any]:
        channel = {"guild_id": "1100000000000000001", "channel_id": "1100000000000000002"}
        return {"id": number, "type": 1, "name": f"{owner}'s blog", **channel}

    def _execute(self, owner: str, thread: str, request: Request) -> Response:
        if self._is_one_too_many(owner):
            return REFUSALS["rate limited"]
        form = parts(request)
        message = json.loads(form["payload_json"][1] if form else request.body)
        if refusal := _refusal(message, thread) or _file_refusal(message, form):
            return refusal
        now = self._clock()
        last = max((int(post.id) for post in self.posts), default=0)
        number = str(max((now - _EPOCH) // timedelta(milliseconds=1) << 22, last + 1))
        text = read_by_discord(message["content"])
        self.add(Message(number, owner, text, now.isoformat(), thread, message))
        if request.query.get("wait") != "true":
            return Response(204)
        return json_response(200, {"id": number, "content": message["content"], "channel_id": thread or "2"})

    def _message(self, owner: str, thread: str, message_id: str) -> Response:
        """A message of the webhook; one that nobody reacted to has no reactions."""
        for post in self.posts:
            if (post.id, post.username, post.thread) == (message_id, owner, thread):
                count = self.acts_on(post)
                reaction = {"count": count, "me": False, "emoji": {"id": None, "name": "🔥"}}
                reactions = {"reactions": [reaction]} if count else {}
                return json_response(200, {"id": post.id, "content": post.text, **reactions})
        return DELETION_REFUSALS["unknown message"]

    def _delete(self, owner: str, thread: str, message_id: str) -> Response:
        for post in self.posts:
            if (post.id, post.username, post.thread) == (message_id, owner, thread):
                self.remove(post)
                return Response(204)
        return DELETION_REFUSALS["unknown message"]

    def _is_one_too_many(self, owner: str) -> bool:
        now = self._clock()
        start, count = self._windows.get(owner, (now, 0))
        self._windows[owner] = (start, count + 1) if now < start + _WINDOW else (now, 1)
        return self._windows[owner][1] > _MESSAGES_A_WINDOW


def _refusal(message: Mapping[str, Any], thread: str) -> Response | None:
    content = message.get("content")
    if not isinstance(content, str) or not content.strip():
        return REFUSALS["empty"]
    if len(content.encode("utf-16-le")) // 2 > _LONGEST_CONTENT:
        return REFUSALS["too long"]
    name = message.get("username", "x")
    if not 0 < len(name) <= _LONGEST_NAME or "discord" in name.lower() or "clyde" in name.lower():
        return invalid_form("username", 'Username cannot contain "discord"')
    return REFUSALS["unknown thread"] if thread and thread != THREAD else None


def _file_refusal(message: Mapping[str, Any], form: Mapping[str, tuple[str, bytes]]) -> Response | None:
    for attachment in message.get("attachments", ()):
        kind, body = form.get(f"files[{attachment['id']}]", ("", b""))
        if not kind.startswith("image/") or not body:
            return invalid_form("attachments", "Invalid attachment")
        if len(attachment.get("description", "")) > _LONGEST_DESCRIPTION:
            return invalid_form("attachments", "Must be 1024 or fewer in length.")
    return None


def read_by_discord(content: str) -> str:
    """What readers see of a content: markup that is live shows as ⟦sign⟧, and escaped signs as themselves."""
    parts = re.split(r"(https?://[^\s<]+)", content)
    for place in range(0, len(parts), 2):
        parts[place] = _ESCAPED.sub(lambda sign: sign[1] or f"⟦{sign[2]}⟧", parts[place])
    return "".join(parts)


def webhook(username: str) -> tuple[str, str]:
    """The number and the token of somebody's webhook."""
    digest = hashlib.sha512(f"webhook of {username}".encode()).hexdigest()
    return str(10**18 + int(digest[:14], 16)), f"{digest[:66]}_-"


def _token_answer(username: str, scopes: str) -> Mapping[str, Any]:
    """The token of the app, and the new webhook in it."""
    number, secret = webhook(username)
    address = f"https://discord.com/api/webhooks/{number}/{secret}"
    made = {"id": number, "name": "Repost", "type": 1, "token": secret, "url": address}
    token = hashlib.sha256(f"Discord token of {username}".encode()).hexdigest()[:30]
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": 604_800,
        "scope": scopes,
        "webhook": made,
    }


WAYS: Final = Ways(
    "/oauth2/authorize",
    "/api/oauth2/token",
    frozenset({"webhook.incoming"}),
    adds_to_no={"error_description": "The resource owner or authorization server denied the request"},
    knows_pkce=True,
)

STAND_IN: Final = DiscordStandIn
