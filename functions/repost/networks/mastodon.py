"""Mastodon, and the other servers that speak its API: GoToSocial, Pleroma, Akkoma, Hollo and more.

What they answer: https://docs.joinmastodon.org/methods/statuses/#create, and their own sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.errors import CredentialsRefused
from repost.masked import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import (
    Answer,
    Case,
    credentials_refused,
    error_of,
    outcome_unknown,
    rejected,
    retry_later,
)
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish
from repost.networks.mastodon_timeline import found, html_text, posted_as
from repost.networks.replies import json_object, json_value, later_instant, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.http import Http, Reply
    from repost.networks.protocol import Post, Posted
    from repost.wording.limits import TextRules

_MOST_PAGES: Final = 4
_LARGEST_PAGE: Final = 4_000_000
_READ_SECONDS: Final = 5.0
_USUAL_MOST: Final = 500
_USUAL_URL_LENGTH: Final = 23
_MOST_OF_ANY_SERVER: Final = 100_000


class MastodonCredentials(AccountCredentials, frozen=True, kw_only=True):
    """An access token of the account."""

    access_token: Annotated[
        Secret,
        Meta(
            description='the "access token" of an application with the scopes read and write:statuses, made '
            "under Preferences, Development on your server"
        ),
    ]


@dataclass(frozen=True, slots=True)
class Mastodon:
    """One server: its address, who is to see the posts there and behind which warning, or ""."""

    server: str
    visibility: str = "public"
    content_warning: str = ""
    post_seconds: float = 20.0

    name: ClassVar[str] = "mastodon"
    credentials: ClassVar[type[MastodonCredentials]] = MastodonCredentials
    reads_back: ClassVar[bool] = True
    find_seconds: ClassVar[float] = _READ_SECONDS * (1 + _MOST_PAGES)

    def text_rules(self, http: Http) -> TextRules:
        """What the server says of itself, or the usual 500 characters; see `Network.text_rules`."""
        from repost.http import NotSent, ReplyLost
        from repost.wording import limits

        try:
            reply = http.request("GET", self._url("/api/v2/instance"), total_seconds=_READ_SECONDS)
        except (NotSent, ReplyLost):
            instance: Mapping[str, Any] = {}
        else:
            instance = json_object(reply.body) if reply.status == HTTPStatus.OK else {}
        most, url_length = text_limits(instance)
        return limits.mastodon(most, url_length, self.content_warning)

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002 - a key has no time
        """The key by which most servers know a request that they have had within the hour."""
        return {"key": token}

    def post(self, post: Post, credentials: MastodonCredentials, http: Http, now: datetime) -> Posted:
        """Post as the account that the token belongs to; see `Network.post`."""
        from repost.wording.cleaning import is_visible

        key = post.idempotency.get("key", "")
        reply = publish(
            "the Mastodon server",
            lambda: http.request(
                "POST",
                self._url("/api/v1/statuses"),
                json=self._status(post),
                headers=_authorization(credentials) | ({"Idempotency-Key": key} if key else {}),
                max_bytes=LARGEST_ANSWER,
                total_seconds=self.post_seconds,
            ),
        )
        body = json_object(reply.body)
        posted = posted_as(body) if reply.status == HTTPStatus.OK else None
        if not posted:
            raise error_of(_answer(reply, credentials, now), _CASES, _UNCLEAR)
        content = body.get("content")
        if isinstance(content, str) and not is_visible(html_text(content)):
            # Nothing of the article is out; but the next article would fare no better.
            raise CredentialsRefused(
                "The Mastodon server made an empty post of it: delete that, and store the access token again "
                "once the server keeps what it is sent."
            )
        return posted

    def find(
        self, post: Post, credentials: MastodonCredentials, http: Http, since: datetime, now: datetime
    ) -> Posted | None:
        """Look for it among the account's own posts; see `Network.find`.

        The idempotency key would not do: some servers ignore it, and all forget it after a while.
        """

        def read(path: str) -> object:
            reply = ask(
                "the Mastodon server",
                lambda: http.request(
                    "GET",
                    self._url(path),
                    headers=_authorization(credentials),
                    max_bytes=_LARGEST_PAGE,
                    total_seconds=_READ_SECONDS,
                ),
            )
            if reply.status != HTTPStatus.OK:
                raise error_of(_answer(reply, credentials, now), _READING_CASES, _UNREADABLE)
            return json_value(reply.body)

        return found(post, read, since, most_pages=_MOST_PAGES)

    def _url(self, path: str) -> str:
        return self.server.rstrip("/") + path

    def _status(self, post: Post) -> dict[str, str]:
        # Sent though they are the usual values: an account's own preferences would count otherwise.
        status = {"status": post.text, "visibility": self.visibility, "content_type": "text/plain"}
        if self.content_warning:
            status["spoiler_text"] = self.content_warning
        if post.language_tag:
            status["language"] = post.language_tag
        return status


def text_limits(instance: Mapping[str, Any]) -> tuple[int, int | None]:
    """The most characters of a text, and what a URL counts or None where each counts as it is written.

    Only Mastodon and its forks, which are known by the address of their source, count all URLs the
    same. Others say so, but count every letter all the same (GoToSocial): their word is not enough.
    """
    statuses = _table(_table(instance, "configuration"), "statuses")
    if not statuses:
        return _USUAL_MOST, _USUAL_URL_LENGTH
    most = _count(statuses, "max_characters") or _USUAL_MOST
    is_mastodon = text_in(instance, "source_url").rstrip("/").endswith("/mastodon")
    return most, (_count(statuses, "characters_reserved_per_url") or None) if is_mastodon else None


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _count(table: Mapping[str, Any], key: str) -> int:
    value = table.get(key)
    return value if isinstance(value, int) and 0 < value <= _MOST_OF_ANY_SERVER else 0


def _authorization(credentials: MastodonCredentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.access_token.reveal()}"}


def _answer(reply: Reply, credentials: MastodonCredentials, now: datetime) -> Answer:
    """An error as Mastodon words it, or as Hollo nests it."""
    body = json_object(reply.body)
    detail = text_in(body, "error", "message") or text_in(body.get("error"), "message", "name")
    return Answer(
        status=reply.status,
        words=detail.lower() if body else _NOT_JSON,
        said=quotation(detail, credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after", "x-ratelimit-reset"),
        now=now,
    )


_NOT_JSON: Final = "(not json)"
_STORE: Final = "then store the access token again so that Repost goes on"
_UNCLEAR_STATUSES: Final = frozenset({302, 303, 304, 408, 409})

_UNCLEAR: Final = Case(
    (),
    outcome_unknown,
    "The Mastodon server did not say whether it took the post",
    ": Repost will look there whether it is out",
)
_UNREADABLE: Final = Case((), retry_later, "The Mastodon server does not show what became of a post")
_SCOPE_ADVICE: Final = (
    ": make one with the scopes read and write:statuses, under Preferences, Development, and store it"
)

_TOKEN_CASES: Final = (
    Case(
        {401},
        credentials_refused,
        "The Mastodon server does not accept the access token",
        ": make a new one under Preferences, Development, and store it",
    ),
    Case(
        {403},
        credentials_refused,
        "The Mastodon account can't be used",
        f": log in on the server to see why, {_STORE}",
        marker="your login is",
    ),
)
_READING_CASES: Final = (
    *_TOKEN_CASES,
    Case(
        {403},
        retry_later,
        "The access token does not let Repost see what became of a post",
        _SCOPE_ADVICE,
        marker="scope",
    ),
)

# The first that fits counts; where none does, nothing is clear.
_CASES: Final = (
    *_TOKEN_CASES,
    Case(
        {403},
        credentials_refused,
        "The access token does not let Repost post",
        _SCOPE_ADVICE,
        marker="scope",
    ),
    Case(
        {403},
        credentials_refused,
        "The Mastodon account is suspended",
        f": settle that with the people who run the server, {_STORE}",
        marker="suspended",
    ),
    Case({429}, retry_later, "The Mastodon server takes no more posts for now"),
    Case(
        {301, 307, 308, 404, 405, 410},
        retry_later,
        "No Mastodon server takes posts there",
        ": mastodon.server in the settings must be its very address",
    ),
    Case({400, 413, 422}, rejected, "The Mastodon server refuses this post"),
    Case(
        frozenset(range(300, 500)) - _UNCLEAR_STATUSES,
        retry_later,
        "The Mastodon server did not take the post, which is no fault of the article",
    ),
)
