"""Telegram: a bot posts into a channel, a group or a chat.

Its methods and their answers: https://core.telegram.org/bots/api. The bot's token is part of every address,
so none is ever shown.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.base.errors import Rejected
from repost.base.patterns import pattern
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import Refusal, error_of
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, TO_BE_SETTLED, ask, is_silent, publish
from repost.networks.pictures import (
    AGAIN_SECONDS,
    FETCH_SECONDS,
    PUBLISH_SECONDS,
    Picture,
    multipart,
    posted_with,
    uploaded,
)
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.telegram.refusals import (
    ABSENT,
    DELETION_CASES,
    NO_RIGHTS,
    POST_CASES,
    TARGET_CASES,
    UNCLEAR,
    UNDELETED,
    UNIDENTIFIED,
    refusal_of,
)
from repost.networks.usual import HoldOnly
from repost.web.replies import json_object, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.web.http import Http, Reply

_API: Final = "https://api.telegram.org"
_ASK_SECONDS: Final = 6.0
_LONGEST_CAPTION: Final = 1024  # UTF-16 code units
_MOST_PICTURE_BYTES: Final = 5_000_000
_MESSAGE: Final = pattern(r"(-?[0-9]{1,20})/([0-9]{1,20})")
_SUPERGROUP: Final = "-100"


class TelegramCredentials(AccountCredentials, frozen=True, kw_only=True):
    """The token of a bot."""

    bot_token: Annotated[
        Secret,
        Meta(
            description='the token that @BotFather gave your bot, such as "123456789:AA…"',
            pattern=r"[0-9]{5,15}:[A-Za-z0-9_-]{30,60}",
        ),
    ]


class Telegram(HoldOnly, frozen=True):
    """A chat, as "@name" or by its number, the topic in it or 0, and how posts arrive there."""

    chat: str
    topic: int = 0
    silent: bool = False
    link_preview: bool = True
    api: str = _API
    post_seconds: float = FETCH_SECONDS + PUBLISH_SECONDS + AGAIN_SECONDS

    name: ClassVar[str] = "telegram"
    credentials: ClassVar[type[TelegramCredentials]] = TelegramCredentials

    def post(self, post: Post, credentials: TelegramCredentials, http: Http, now: datetime) -> Posted:
        """Post as the bot; see `Network.post`."""
        picture, notes = _picture(post, http)
        return posted_with(
            picture,
            notes,
            lambda shown, seconds: self._publish(post, shown, credentials, http, now, seconds),
        )

    def _publish(
        self,
        post: Post,
        picture: Picture | None,
        credentials: TelegramCredentials,
        http: Http,
        now: datetime,
        seconds: float,
    ) -> Posted:
        where: dict[str, Any] = {"chat_id": self.chat}
        if self.topic:
            where["message_thread_id"] = self.topic
        if self.silent:
            where["disable_notification"] = True
        shows = self.link_preview and bool(post.link)
        preview = {"url": post.link} if shows else {"is_disabled": True}
        message = {**where, "text": post.text, "link_preview_options": preview}
        seconds = min(seconds, self.post_seconds)
        reply = publish(
            "Telegram",
            lambda: (
                self._send_photo(picture, {**where, "caption": post.text}, credentials, http, seconds)
                if picture
                else self._call("sendMessage", message, credentials, http, seconds)
            ),
            then=TO_BE_SETTLED,
        )
        body = json_object(reply.body)
        if reply.status == HTTPStatus.OK and (body.get("ok") is True or is_silent(reply)):
            return _posted(table_in(body, "result"))
        raise error_of(refusal_of(reply, body, credentials, now), POST_CASES, UNCLEAR)

    def check(self, credentials: TelegramCredentials, http: Http, now: datetime) -> Identity:
        """Ask who the bot is, what the chat is, and what the bot may do there; see `Network.check`."""
        bot = self._told("getMe", {}, credentials, http, now)
        chat = self._told("getChat", {"chat_id": self.chat}, credentials, http, now)
        here = {"chat_id": self.chat, "user_id": bot.get("id")}
        member = self._told("getChatMember", here, credentials, http, now)
        if not _may_post(member, is_channel=chat.get("type") == "channel"):
            status = text_in(member, "status") or "nobody"
            raise NO_RIGHTS.error(Refusal(HTTPStatus.OK, "", f" (it is {status} there)", None, now))
        title = text_in(chat, "title", "username", "first_name") or self.chat
        return Identity(
            handle=f"@{text_in(bot, 'username')}",
            url=f"https://t.me/{name}" if (name := text_in(chat, "username")) else "",
            may=("post", "delete"),
            notes=(f"It posts into “{title}”.",),
            key=f"{bot.get('id')} {chat.get('id')} {self.topic}",
        )

    def delete(self, remote_id: str, credentials: TelegramCredentials, http: Http, now: datetime) -> None:
        """Delete the message from the chat that it is in; see `Network.delete`."""
        where = _MESSAGE.fullmatch(remote_id)
        if not where:
            raise Rejected(
                "Telegram never gave an id for this post, so Repost can't delete it: delete it there."
            )
        message = {"chat_id": where[1], "message_id": int(where[2])}
        reply = ask("Telegram", lambda: self._call("deleteMessage", message, credentials, http, _ASK_SECONDS))
        body = json_object(reply.body)
        refusal = refusal_of(reply, body, credentials, now)
        if not (reply.status == HTTPStatus.OK and body.get("ok") is True) and not ABSENT.fits(refusal):
            raise error_of(refusal, DELETION_CASES, UNDELETED)

    def updates(self, credentials: TelegramCredentials, http: Http, now: datetime) -> Mapping[str, Any]:
        """What the bot was told lately, without using it up.

        Raises
        ------
        RetryLater
        AccountStopped
        """
        kinds = {"allowed_updates": ["my_chat_member", "channel_post", "message"]}
        reply = ask("Telegram", lambda: self._call("getUpdates", kinds, credentials, http, _ASK_SECONDS))
        body = json_object(reply.body)
        if reply.status != HTTPStatus.OK:
            raise error_of(refusal_of(reply, body, credentials, now), TARGET_CASES, UNIDENTIFIED)
        return body

    def _told(
        self,
        method: str,
        question: Mapping[str, Any],
        credentials: TelegramCredentials,
        http: Http,
        now: datetime,
    ) -> Mapping[str, Any]:
        """What Telegram says about a bot or a chat.

        Raises
        ------
        RetryLater
        AccountStopped
        """
        reply = ask("Telegram", lambda: self._call(method, question, credentials, http, _ASK_SECONDS))
        body = json_object(reply.body)
        if reply.status != HTTPStatus.OK or not (told := table_in(body, "result")):
            raise error_of(refusal_of(reply, body, credentials, now), TARGET_CASES, UNIDENTIFIED)
        return told

    def _send_photo(
        self,
        picture: Picture,
        fields: Mapping[str, Any],
        credentials: TelegramCredentials,
        http: Http,
        seconds: float,
    ) -> Reply:
        texts = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()
        }
        body, kind = multipart(texts, "photo", picture)
        return http.request(
            "POST",
            self._url("sendPhoto", credentials),
            data=body,
            headers=kind,
            max_bytes=LARGEST_ANSWER,
            total_seconds=seconds,
        )

    def _call(
        self,
        method: str,
        question: Mapping[str, Any],
        credentials: TelegramCredentials,
        http: Http,
        seconds: float,
    ) -> Reply:
        return http.request(
            "POST",
            self._url(method, credentials),
            json=question,
            max_bytes=LARGEST_ANSWER,
            total_seconds=seconds,
        )

    def _url(self, method: str, credentials: TelegramCredentials) -> str:
        return f"{self.api}/bot{credentials.bot_token.reveal()}/{method}"


def _picture(post: Post, http: Http) -> tuple[Picture | None, tuple[str, ...]]:
    """The picture to attach, if there is to be one and the text is short enough for a caption."""
    from repost.wording.limits import utf16_length

    if not post.image or not post.image.attach:
        return None, ()
    if utf16_length(post.text) > _LONGEST_CAPTION:
        return None, ("It is posted without its picture: with one, a text has at most 1,024 characters.",)
    return uploaded(post.image, http, lambda picture: picture, most_bytes=_MOST_PICTURE_BYTES)


def _posted(message: Mapping[str, Any]) -> Posted:
    """A message by its chat and its number there, with its address if it has one."""
    chat, number = table_in(message, "chat"), message.get("message_id")
    where = f"{chat.get('id')}/{number}"
    if not _MESSAGE.fullmatch(where):
        return Posted("", "")
    if name := text_in(chat, "username"):
        return Posted(where, f"https://t.me/{name}/{number}" if chat.get("type") != "private" else "")
    is_linkable = where.startswith(_SUPERGROUP)
    return Posted(where, f"https://t.me/c/{where.removeprefix(_SUPERGROUP)}" if is_linkable else "")


def _may_post(member: Mapping[str, Any], *, is_channel: bool) -> bool:
    match text_in(member, "status"):
        case "creator":
            return True
        case "administrator":
            return not is_channel or member.get("can_post_messages") is True
        case "restricted":
            return member.get("can_send_messages") is True
        case status:
            return status == "member" and not is_channel


NETWORK: Final = Telegram
