"""Discord: a webhook posts into its channel, or into one of the channel's threads.

https://docs.discord.com/developers/resources/webhook and its topics of rate limits and error codes. The
webhook's address is its password.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self
from urllib.parse import urlencode, urljoin

from msgspec import Meta
from msgspec.structs import replace

from repost.base.errors import Rejected
from repost.base.patterns import pattern
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import (
    NOT_JSON,
    Case,
    Refusal,
    credentials_refused,
    error_of,
    last_cases,
    rejected,
    retry_later,
    unclear,
    words_of,
)
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
from repost.networks.usual import HoldOnly
from repost.web.replies import count_in, json_object, later_instant, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.results.measures import Told
    from repost.settings.types import Settings
    from repost.web.http import Http, Reply

API: Final = "https://discord.com/api/v10"
_VERSION: Final = "1"
_ASK_SECONDS: Final = 10.0
_LONGEST_DESCRIPTION: Final = 1024
_MOST_PICTURE_BYTES: Final = 5_000_000
_SUPPRESS_EMBEDS: Final = 1 << 2
_MESSAGE: Final = pattern(r"(?:([0-9]{1,20})/)?([0-9]{1,20})")
_ID: Final = pattern(r"[0-9]{1,20}")
_ADDRESS: Final = pattern(
    r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/api(?:/v[0-9]{1,2})?(/webhooks/[0-9]{1,20}/[\w-]{20,100})/?",
    re.ASCII,
)


def agent(home: str) -> dict[str, str]:
    """As https://docs.discord.com/developers/reference#user-agent asks: others may be blocked."""
    return {"User-Agent": f"DiscordBot ({home}, {_VERSION})"}


def home_of(settings: Settings) -> str:
    """The address of the person responsible, which Discord requires."""
    return settings.blog.contact or urljoin(settings.feed, "/")


class DiscordCredentials(AccountCredentials, frozen=True, kw_only=True):
    """The address of a channel's webhook."""

    webhook_url: Annotated[
        Secret,
        Meta(
            description='the address of your channel\'s webhook, such as "https://discord.com/api/webhooks/1…/…"',
            pattern=_ADDRESS.pattern,
        ),
    ]


class Discord(HoldOnly, frozen=True):
    """The thread to post in, or "" for the channel itself, and how posts look there.

    `home` is the address of the person responsible, which Discord requires.
    """

    thread: str = ""
    username: str = ""
    link_preview: bool = True
    api: str = API
    home: str = ""
    post_seconds: float = FETCH_SECONDS + PUBLISH_SECONDS + AGAIN_SECONDS

    name: ClassVar[str] = "discord"
    credentials: ClassVar[type[DiscordCredentials]] = DiscordCredentials
    counts_at_once: ClassVar[int] = 1

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Network.of`."""
        return replace(super().of(settings, server), home=home_of(settings))

    @property
    def _agent(self) -> dict[str, str]:
        return agent(self.home or self.api)

    def post(self, post: Post, credentials: DiscordCredentials, http: Http, now: datetime) -> Posted:
        """Post through the webhook, and wait until the message is there; see `Network.post`."""
        picture, notes = uploaded(
            post.image if post.image and post.image.attach else None,
            http,
            lambda picture: picture,
            most_bytes=_MOST_PICTURE_BYTES,
        )
        return posted_with(
            picture,
            notes,
            lambda shown, seconds: self._publish(post, shown, credentials, http, now, seconds),
        )

    def _publish(
        self,
        post: Post,
        picture: Picture | None,
        credentials: DiscordCredentials,
        http: Http,
        now: datetime,
        seconds: float,
    ) -> Posted:
        thread = {"thread_id": self.thread} if self.thread else {}
        body, headers = _body(self._message(post, picture), picture)
        reply = publish(
            "Discord",
            lambda: http.request(
                "POST",
                f"{self.webhook(credentials)}?{urlencode({'wait': 'true', **thread})}",
                data=body,
                headers=headers | self._agent,
                max_bytes=LARGEST_ANSWER,
                total_seconds=min(seconds, self.post_seconds),
            ),
            then=TO_BE_SETTLED,
        )
        answer = json_object(reply.body)
        is_out = reply.status in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}
        if not is_out or not ("id" in answer or is_silent(reply)):
            raise error_of(_refusal(reply, answer, credentials, now), _CASES, _UNCLEAR)
        message_id = text_in(answer, "id")
        is_named = _ID.fullmatch(message_id)
        return Posted("/".join(filter(None, (self.thread, message_id))) if is_named else "", "")

    def _message(self, post: Post, picture: Picture | None) -> Mapping[str, Any]:
        from repost.networks.discord.text import escaped

        message: dict[str, Any] = {"content": escaped(post.text), "allowed_mentions": {"parse": []}}
        if self.username:
            message["username"] = self.username
        if picture or not self.link_preview:
            message["flags"] = _SUPPRESS_EMBEDS
        if picture:
            seen = {"description": picture.alt[:_LONGEST_DESCRIPTION]} if picture.alt else {}
            message["attachments"] = [{"id": 0, "filename": picture.file_name, **seen}]
        return message

    def check(self, credentials: DiscordCredentials, http: Http, now: datetime) -> Identity:
        """Ask what the webhook is called, and for which channel it is; see `Network.check`."""
        reply = self._ask("GET", self.webhook(credentials), http)
        body = json_object(reply.body)
        if reply.status != HTTPStatus.OK or not text_in(body, "id"):
            raise error_of(_refusal(reply, body, credentials, now), _WEBHOOK_CASES, _UNIDENTIFIED)
        place = (text_in(body, "guild_id"), self.thread or text_in(body, "channel_id"))
        return Identity(
            handle=self.username or text_in(body, "name"),
            url=f"https://discord.com/channels/{'/'.join(place)}" if all(map(_ID.fullmatch, place)) else "",
            may=("post", "delete"),
            key=" ".join(filter(None, (text_in(body, "id"), self.thread))),
        )

    def delete(self, remote_id: str, credentials: DiscordCredentials, http: Http, now: datetime) -> None:
        """Delete the message; see `Network.delete`."""
        if not _MESSAGE.fullmatch(remote_id):
            raise Rejected(
                "Discord never gave an id for this post, so Repost can't delete it: delete it there."
            )
        reply = self._ask("DELETE", self._message_at(remote_id, credentials), http)
        refusal = _refusal(reply, json_object(reply.body), credentials, now)
        if reply.status != HTTPStatus.NO_CONTENT and not _ABSENT.fits(refusal):
            raise error_of(refusal, _DELETION_CASES, _UNDELETED)

    def counts(
        self, posts: Mapping[str, datetime], credentials: DiscordCredentials, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """Look at each message for its reactions; see `Network.counts`."""
        from repost.results.measures import Told

        found = {}
        for remote_id in filter(_MESSAGE.fullmatch, posts):
            reply = self._ask("GET", self._message_at(remote_id, credentials), http)
            body = json_object(reply.body)
            refusal = _refusal(reply, body, credentials, now)
            if reply.status == HTTPStatus.OK:
                found[remote_id] = Told(reactions=_reactions(body))
            elif not _ABSENT.fits(refusal):
                raise error_of(refusal, _WEBHOOK_CASES, _UNCOUNTED)
        return found

    def _message_at(self, remote_id: str, credentials: DiscordCredentials) -> str:
        """The address of a message, which may be in a thread."""
        thread, slash, message = remote_id.rpartition("/")
        query = f"?{urlencode({'thread_id': thread})}" if slash else ""
        return f"{self.webhook(credentials)}/messages/{message}{query}"

    def webhook(self, credentials: DiscordCredentials) -> str:
        address = _ADDRESS.fullmatch(credentials.webhook_url.reveal())
        return self.api + (address[1] if address else "")

    def _ask(self, method: str, url: str, http: Http) -> Reply:
        return ask(
            "Discord",
            lambda: http.request(
                method, url, headers=self._agent, max_bytes=LARGEST_ANSWER, total_seconds=_ASK_SECONDS
            ),
        )


def _reactions(message: Mapping[str, Any]) -> int | None:
    """How often people reacted to a message; one that nobody reacted to has no reactions."""
    shown = message.get("reactions", [])
    if not isinstance(shown, list):
        return None
    counts = [count_in(reaction, "count") for reaction in shown]
    return sum(filter(None, counts)) if None not in counts else None


def _body(message: Mapping[str, Any], picture: Picture | None) -> tuple[bytes, dict[str, str]]:
    """A message as the body of a request, with its picture if it has one, and the header that it needs."""
    written = json.dumps(message)
    if picture:
        return multipart({"payload_json": written}, "files[0]", picture)
    return written.encode(), {"Content-Type": "application/json"}


def _refusal(
    reply: Reply, body: Mapping[str, Any], credentials: DiscordCredentials, now: datetime
) -> Refusal:
    """An error by its code, whose words vary, and what is wrong with the content, if it says so."""
    said = text_in(body, "message")
    match body.get("errors"):
        case {"content": {"_errors": [{"message": str(why)}, *_]}}:
            said = f"{said}: {why}"
    waits = {"seconds": str(body.get("retry_after", "")), **reply.headers}
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, f"code {body.get('code', 0)} {said}"),
        said=quotation(said, credentials.secrets),
        until=later_instant(waits, now, "seconds", "retry-after"),
        now=now,
    )


_UNCLEAR: Final = unclear("Discord", TO_BE_SETTLED)
_UNIDENTIFIED: Final = Case((), retry_later, "Discord does not say whose webhook this is")
_UNCOUNTED: Final = Case((), retry_later, "Discord does not show what readers did with the posts")
_UNDELETED: Final = Case((), retry_later, "Discord did not delete the post this time")
_ABSENT: Final = Case({404}, rejected, "", marker="code 10008 ")

_WEBHOOK_CASES: Final = (
    Case(
        {404},
        credentials_refused,
        "The webhook no longer exists on Discord",
        ": make another in the channel's settings, under Integrations, and store its address",
        marker="code 10015 ",
    ),
    Case(
        {401},
        credentials_refused,
        "Discord does not accept the webhook's address",
        ": copy it again from the channel's settings, under Integrations, and store it",
    ),
)

# The first that fits counts; if none does, the outcome is unclear.
_CASES: Final = (
    *_WEBHOOK_CASES,
    Case(
        {400, 404},
        retry_later,
        "Discord finds no such thread in the webhook's channel",
        ": discord.thread in the settings must be the number of one that is there",
        marker="code 10003 ",
    ),
    Case(
        {400},
        retry_later,
        "The webhook's channel at Discord is a forum",
        ": write the number of one of its threads into discord.thread in the settings",
        marker="code 220001 ",
    ),
    Case({400}, retry_later, "The thread at Discord is archived", ": open it again", marker="code 50083 "),
    Case(
        {403},
        retry_later,
        "Something in front of Discord (a proxy or firewall) refused the caller",
        marker="code 40333 ",
    ),
    *last_cases("Discord"),
)
_DELETION_CASES: Final = (
    *_WEBHOOK_CASES,
    Case(
        {403},
        retry_later,
        "Something in front of Discord (a proxy or firewall) refused the request",
        marker=NOT_JSON,
    ),
    Case({400, 403}, rejected, "Discord does not let the webhook delete the post"),
)


NETWORK: Final = Discord
