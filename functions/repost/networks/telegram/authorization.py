"""Which chats a bot of Telegram can post in: it is told of each one that it is added to, for a day.

https://core.telegram.org/bots/api#getting-updates. Reading the updates doesn't use them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from repost.base.errors import NetworkError
from repost.base.value import Value
from repost.networks.authorization import Grant
from repost.networks.telegram.network import Telegram
from repost.web.replies import text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from repost.networks.telegram.network import TelegramCredentials
    from repost.settings.types import Settings
    from repost.web.http import Http

_KINDS: Final = ("my_chat_member", "channel_post", "message")
_MOST_CHATS: Final = 20


class TelegramChats(Value, frozen=True):
    """Telegram at its usual address, or where a stand-in answers."""

    api: str

    network: ClassVar[str] = "Telegram"
    page: ClassVar[str] = "https://t.me/BotFather"
    finds: ClassVar[frozenset[str]] = frozenset({"chat"})
    when_none: ClassVar[str] = (
        "Add the bot to your channel or group, as an administrator who may post messages, and press Return"
    )

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:  # noqa: ARG003 - the same for all
        """See `ByHand.of`."""
        return cls(server or Telegram(chat="").api)

    def grants(self, credentials: TelegramCredentials, http: Http, now: datetime) -> tuple[Grant, ...]:
        """The chats that it was added to and may post in; see `ByHand.grants`."""
        telegram = Telegram(chat="", api=self.api)
        updates = telegram.updates(credentials, http, now)
        chats = {str(chat["id"]): chat for chat in _chats(updates)}
        found = []
        for number, chat in list(chats.items())[:_MOST_CHATS]:
            name = f"@{chat['username']}" if text_in(chat, "username") else number
            try:
                Telegram(chat=name, api=self.api).check(credentials, http, now)
            except NetworkError:
                continue  # it was removed, or may not post
            label = f"{text_in(chat, 'title', 'first_name')} ({name})"
            found.append(Grant({"bot_token": credentials.bot_token}, {"chat": name}, label))
        return tuple(found)


def _chats(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The chats in the updates, the latest first; a private talk is none."""
    updates = body.get("result")
    for update in reversed(updates) if isinstance(updates, list) else ():
        for kind in _KINDS:
            event = update.get(kind) if isinstance(update, dict) else None
            chat = event.get("chat") if isinstance(event, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int) and chat.get("type") != "private":
                yield chat


AUTHORIZATION: Final = TelegramChats
