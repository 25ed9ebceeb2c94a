"""A stand-in for Telegram's Bot API: makes the same checks, and refuses in the same way."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from local.base.server import Request, Response, json_response
from local.networks.multipart import parts
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_TEXT: Final = 4096
_LONGEST_CAPTION: Final = 1024
_WINDOW: Final = timedelta(minutes=1)
_MESSAGES_A_WINDOW: Final = 20
_MAY_BE_DELETED_FOR: Final = timedelta(hours=48)
_CALL: Final = re.compile(r"/bot([^/]+)/([A-Za-z]+)")


def error(code: int, description: str, **parameters: Any) -> Response:
    """An error of the Bot API."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return json_response(code, body | ({"parameters": parameters} if parameters else {}))


REFUSALS: Final[Mapping[str, Response]] = {
    "unauthorized": error(401, "Unauthorized"),
    "no such bot": error(404, "Not Found"),
    "chat not found": error(400, "Bad Request: chat not found"),
    "kicked": error(403, "Forbidden: bot was kicked from the channel chat"),
    "not a member": error(403, "Forbidden: bot is not a member of the channel chat"),
    "blocked": error(403, "Forbidden: bot was blocked by the user"),
    "no administrator": error(400, "Bad Request: need administrator rights in the channel chat"),
    "not enough rights": error(400, "Bad Request: not enough rights to send text messages to the chat"),
    "write forbidden": error(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    "upgraded": error(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009876543210
    ),
    "no such topic": error(400, "Bad Request: message thread not found"),
    "topic closed": error(400, "Bad Request: TOPIC_CLOSED"),
    "too long": error(400, "Bad Request: message is too long"),
    "empty": error(400, "Bad Request: message text is empty"),
    "too large": error(413, "Request Entity Too Large"),
    "flood": error(429, "Too Many Requests: retry after 35", retry_after=35),
    "blocked on the way": Response(403, b"<html><body>Forbidden</body></html>"),
    "no Telegram there": Response(404, b"<html><body>Not Found</body></html>"),
    "teapot": error(418, "I'm a teapot"),
    "server error": error(500, "Internal Server Error"),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
}
"""Refusals by what they mean, also for `fail_next`."""

PHOTO_REFUSALS: Final[Mapping[str, Response]] = {
    "no photo": error(400, "Bad Request: there is no photo in the request"),
    "caption too long": error(400, "Bad Request: message caption is too long"),
    "bad dimensions": error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
}

DELETION_REFUSALS: Final[Mapping[str, Response]] = {
    "not found": error(400, "Bad Request: message to delete not found"),
    "too old": error(400, "Bad Request: message can't be deleted for everyone"),
}


@dataclass(frozen=True, slots=True)
class Chat:
    """Where bots post."""

    id: int
    type: str
    title: str = ""
    username: str = ""

    @property
    def shown(self) -> dict[str, Any]:
        fields = {"id": self.id, "type": self.type, "title": self.title, "username": self.username}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its id is the chat's and its own, `raw` is everything that the bot sent."""

    id: str
    username: str
    text: str
    created_at: str
    raw: Mapping[str, Any]


class TelegramStandIn(SimpleStandIn):
    """Telegram with a few bots, all of them administrators of all chats.

    Parameters
    ----------
    usernames : sequence of str
        Of the bots' owners.

    Attributes
    ----------
    chats : list of Chat
        A public channel, a private one, and a group.
    added : list of Chat
        Those that the bots were added to within a day.
    rights : dict
        What getChatMember says about every bot.
    """

    settings: ClassVar[str] = '[telegram]\nchat = "@the_blog"\n'

    kind = Message

    def open_accounts(self) -> None:
        self._bots = {token(username): username for username in self.usernames}
        self._window: tuple[datetime, int] = (datetime.min.replace(tzinfo=UTC), 0)
        self.chats = [
            Chat(-1001234567890, "channel", "The blog", "the_blog"),
            Chat(-1002222222222, "channel", "Among us"),
            Chat(-4242, "group", "Readers"),
        ]
        self.added = list(self.chats)
        self.rights: dict[str, Any] = {"status": "administrator", "can_post_messages": True}

    @staticmethod
    def secret(username: str) -> str:
        return f'bot_token = "{token(username)}"\n'

    def answer(self, request: Request) -> Response:
        call = _CALL.fullmatch(request.path)
        if not call:
            return REFUSALS["no such bot"]
        owner = self._bots.get(call[1])
        if not owner:
            return REFUSALS["unauthorized"]
        question = _question(request)
        match call[2]:
            case "getMe":
                return _ok({"id": _bot_id(owner), "is_bot": True, "username": f"{owner}_bot"})
            case "getUpdates":
                return _ok([_added(number, chat) for number, chat in enumerate(self.added)])
            case "sendMessage" | "sendPhoto" | "getChat" | "getChatMember" | "deleteMessage":
                chat = self._chat(str(question.get("chat_id")))
                return self._in_chat(call[2], owner, chat, question) if chat else REFUSALS["chat not found"]
            case _:
                return REFUSALS["no such bot"]

    def _in_chat(self, method: str, owner: str, chat: Chat, question: Mapping[str, Any]) -> Response:
        match method:
            case "getChat":
                return _ok(chat.shown)
            case "getChatMember" if question.get("user_id") == _bot_id(owner):
                return _ok({"user": {"id": _bot_id(owner)}, **self.rights})
            case "getChatMember":
                return error(400, "Bad Request: user not found")
            case "deleteMessage":
                return self._delete(owner, chat, question)
            case "sendPhoto":
                return self._send(owner, chat, question, "caption", _LONGEST_CAPTION)
            case _:
                return self._send(owner, chat, question, "text", _LONGEST_TEXT)

    def _chat(self, wanted: str) -> Chat | None:
        return next((chat for chat in self.chats if wanted in {str(chat.id), f"@{chat.username}"}), None)

    def _send(
        self, owner: str, chat: Chat, question: Mapping[str, Any], words: str, longest: int
    ) -> Response:
        if self._is_flood():
            return REFUSALS["flood"]
        text = str(question.get(words, "")).strip()
        if words == "caption" and not str(question.get("photo")).startswith("image/"):
            return PHOTO_REFUSALS["no photo"]
        if not text:
            return REFUSALS["empty"]
        if len(text.encode("utf-16-le")) // 2 > longest:
            return REFUSALS["too long"] if words == "text" else PHOTO_REFUSALS["caption too long"]
        if question.get("message_thread_id"):
            return REFUSALS["no such topic"]
        number = max((int(post.id.partition("/")[2]) for post in self.posts), default=0) + 1
        post = Message(f"{chat.id}/{number}", owner, text, self._clock().isoformat(), question)
        self.add(post)
        date = int(self._clock().timestamp())
        return _ok({"message_id": number, "chat": chat.shown, "date": date, words: text})

    def _delete(self, owner: str, chat: Chat, question: Mapping[str, Any]) -> Response:
        wanted = f"{chat.id}/{question.get('message_id')}"
        post = next((post for post in self.posts if post.id == wanted), None)
        if not post:
            return DELETION_REFUSALS["not found"]
        age = self._clock() - datetime.fromisoformat(post.created_at)
        if post.username != owner or age > _MAY_BE_DELETED_FOR:
            return DELETION_REFUSALS["too old"]
        self.remove(post)
        return _ok(True)

    def _is_flood(self) -> bool:
        """Count a message; whether it is one too many."""
        start, count = self._window
        now = self._clock()
        self._window = (start, count + 1) if now < start + _WINDOW else (now, 1)
        return self._window[1] > _MESSAGES_A_WINDOW


def _added(number: int, chat: Chat) -> dict[str, Any]:
    """The update that tells a bot of a chat."""
    change = {"chat": chat.shown, "new_chat_member": {"status": "administrator"}}
    return {"update_id": number, "my_chat_member": change}


def token(username: str) -> str:
    """The token of somebody's bot."""
    return f"{_bot_id(username)}:AA{hashlib.sha256(f'bot of {username}'.encode()).hexdigest()[:33]}"


def _question(request: Request) -> dict[str, Any]:
    """A bot's request, as JSON or as a form with a file, whose type is kept."""
    if form := parts(request):
        files = {name: kind for name, (kind, _) in form.items() if kind.startswith("image/")}
        return {name: body.decode() for name, (_, body) in form.items() if name not in files} | files
    question: dict[str, Any] = json.loads(request.body or b"{}")
    return question


def _bot_id(username: str) -> int:
    return 10**9 + int(hashlib.sha256(username.encode()).hexdigest()[:7], 16)


def _ok(result: Any) -> Response:
    return json_response(200, {"ok": True, "result": result})


STAND_IN: Final = TelegramStandIn
