"""Mastodon, and the other servers that speak its API: GoToSocial, Pleroma, Akkoma, Hollo and more.

What they answer: https://docs.joinmastodon.org/methods/statuses/#create, and their own sources.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final
from urllib.parse import urlsplit

from msgspec import Meta

from repost.base.errors import CredentialsRefused, Rejected, RetryLater
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import error_of
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish, says_gone, wait
from repost.networks.mastodon.media import MOST_BYTES, PROCESSING_SECONDS, upload
from repost.networks.mastodon.refusals import (
    CHECKING_CASES,
    DELETION_CASES,
    NO_POSTING,
    POST_CASES,
    READING_CASES,
    UNCLEAR,
    UNCOUNTED,
    UNDELETED,
    UNIDENTIFIED,
    UNREADABLE,
    refusal_of,
)
from repost.networks.mastodon.timeline import found, html_text, is_id, posted_as
from repost.networks.pictures import POST_SECONDS, posted_with, uploaded
from repost.networks.protocol import Identity
from repost.networks.usual import Usual
from repost.web.failures import RequestFailed
from repost.web.replies import count_in, json_object, json_value, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from repost.networks.protocol import May, Post, Posted
    from repost.results.measures import Told
    from repost.web.http import Http, Reply
    from repost.wording.limits import TextRules

_MOST_PAGES: Final = 4
_LARGEST_PAGE: Final = 4_000_000
_READ_SECONDS: Final = 5.0
_USUAL_MOST: Final = 500
_USUAL_URL_LENGTH: Final = 23
_MOST_OF_ANY_SERVER: Final = 100_000
_UNKNOWN_THERE: Final = frozenset({400, 404, 405, 410, 422})
"""What servers answer that know no such request, or no such post."""


class MastodonCredentials(AccountCredentials, frozen=True, kw_only=True):
    """An access token of the account, and what the app is known by that it was granted to."""

    access_token: Annotated[
        Secret,
        Meta(
            description='the "access token" of an application with the scopes read and write:statuses (and '
            "write:media to attach pictures), from Preferences, Development on your server"
        ),
    ]
    client_id: Annotated[
        Secret | None, Meta(description="the client ID of the app, with which its token can be revoked")
    ] = None
    client_secret: Annotated[
        Secret | None, Meta(description="the client secret of the app, with which its token can be revoked")
    ] = None


class Mastodon(Usual, frozen=True):
    """One server: its address, who sees the posts there, and their content warning or "".

    `pause` waits so many seconds while the server works on a picture.
    """

    server: str
    visibility: str = "public"
    content_warning: str = ""
    post_seconds: float = POST_SECONDS + PROCESSING_SECONDS
    pause: Callable[[float], None] = wait

    name: ClassVar[str] = "mastodon"
    address: ClassVar[str] = "server"
    credentials: ClassVar[type[MastodonCredentials]] = MastodonCredentials
    find_seconds: ClassVar[float] = _READ_SECONDS * (1 + _MOST_PAGES)
    counts_at_once: ClassVar[int] = 20
    draws_machines: ClassVar[bool] = True

    def text_rules(self, http: Http) -> TextRules:
        """The limits that the server gives, or the usual 500 characters; see `Network.text_rules`."""
        from repost.networks.mastodon.text import text_rules

        instance: Mapping[str, Any] = {}
        for path in ("/api/v2/instance", "/api/v1/instance"):  # not all servers know the second version
            try:
                reply = http.request("GET", self._url(path), total_seconds=_READ_SECONDS / 2)
            except RequestFailed:
                break
            if reply.status == HTTPStatus.OK and (instance := json_object(reply.body)):
                break
        most, url_length = text_limits(instance)
        return text_rules(most, url_length, self.content_warning)

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002 - a key has no time
        """The key by which most servers recognize a request that they had within the last hour."""
        return {"key": token}

    def post(self, post: Post, credentials: MastodonCredentials, http: Http, now: datetime) -> Posted:
        """Post as the account that the token belongs to; see `Network.post`."""
        media, notes = uploaded(
            post.image if post.image and post.image.attach else None,
            http,
            lambda picture: upload(
                picture,
                self.server.rstrip("/"),
                _authorization(credentials),
                http,
                secrets=credentials.secrets,
                pause=self.pause,
            ),
            most_bytes=MOST_BYTES,
        )
        return posted_with(
            media,
            notes,
            lambda shown, seconds: self._publish(post, shown, credentials, http, now, seconds),
        )

    def _publish(
        self,
        post: Post,
        media_id: str | None,
        credentials: MastodonCredentials,
        http: Http,
        now: datetime,
        seconds: float,
    ) -> Posted:
        from repost.wording.cleaning import is_visible

        key = post.idempotency.get("key", "")
        reply = publish(
            "the Mastodon server",
            lambda: http.request(
                "POST",
                self._url("/api/v1/statuses"),
                json=self._status(post) | ({"media_ids": [media_id]} if media_id else {}),
                headers=_authorization(credentials) | ({"Idempotency-Key": key} if key else {}),
                max_bytes=LARGEST_ANSWER,
                total_seconds=min(seconds, self.post_seconds),
            ),
        )
        body = json_object(reply.body)
        posted = posted_as(body) if reply.status == HTTPStatus.OK else None
        if not posted:
            raise error_of(refusal_of(reply, credentials, now), POST_CASES, UNCLEAR)
        content = body.get("content")
        if isinstance(content, str) and not is_visible(html_text(content)):
            # Nothing of the article was published, but the next one would end the same way.
            raise CredentialsRefused(
                "The Mastodon server published an empty post: delete it, and store the access token again "
                "once the server publishes what it is sent."
            )
        return posted

    def find(
        self, post: Post, credentials: MastodonCredentials, http: Http, since: datetime, now: datetime
    ) -> Posted | None:
        """Look for it among the account's own posts; see `Network.find`.

        The idempotency key isn't enough: some servers ignore it, and all forget it after a while.
        """

        def read(path: str) -> object:
            reply = self._ask("GET", path, credentials, http)
            if reply.status != HTTPStatus.OK:
                raise error_of(refusal_of(reply, credentials, now), READING_CASES, UNREADABLE)
            return json_value(reply.body)

        return found(post, read, since, most_pages=_MOST_PAGES)

    def check(self, credentials: MastodonCredentials, http: Http, now: datetime) -> Identity:
        """Ask whose access token this is, and for its application's scopes; see `Network.check`."""
        reply = self._ask("GET", "/api/v1/accounts/verify_credentials", credentials, http)
        account = json_object(reply.body)
        refusal = refusal_of(reply, credentials, now)
        if reply.status != HTTPStatus.OK or not (name := text_in(account, "acct", "username")):
            raise error_of(refusal, CHECKING_CASES, UNIDENTIFIED)
        scopes = self._scopes(credentials, http)
        if scopes and not scopes & {"write", "write:statuses"}:
            raise NO_POSTING.error(refusal)
        url = text_in(account, "url")
        host = urlsplit(url).hostname or urlsplit(self.server).hostname
        may: tuple[May, ...] = ("read", "post", "delete") if scopes else ("read",)
        posts = count_in(account, "statuses_count")
        return Identity(f"@{name}@{host}", url, may, posts=posts, key=text_in(account, "id"))

    def counts(
        self, posts: Mapping[str, datetime], credentials: MastodonCredentials, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """Ask for the posts themselves; see `Network.counts`."""
        from repost.networks.mastodon.counts import counted

        def read(path: str) -> object:
            reply = self._ask("GET", path, credentials, http)
            if reply.status in _UNKNOWN_THERE:
                return None
            if reply.status != HTTPStatus.OK:
                raise error_of(refusal_of(reply, credentials, now), READING_CASES, UNCOUNTED)
            return json_value(reply.body)

        return counted(filter(is_id, posts), read)

    def delete(self, remote_id: str, credentials: MastodonCredentials, http: Http, now: datetime) -> None:
        """Delete it; see `Network.delete`."""
        if not is_id(remote_id):
            raise Rejected(
                "The Mastodon server never gave an id for this post, so Repost can't delete it: "
                "delete it there."
            )
        reply = self._ask("DELETE", f"/api/v1/statuses/{remote_id}", credentials, http)
        if reply.status != HTTPStatus.OK and not says_gone(reply, lambda: self._answers(credentials, http)):
            raise error_of(refusal_of(reply, credentials, now), DELETION_CASES, UNDELETED)

    def _answers(self, credentials: MastodonCredentials, http: Http) -> bool:
        """Whether it is the server itself that says "not found" on a page, as Takahe does."""
        reply = self._ask("GET", "/api/v1/accounts/verify_credentials", credentials, http)
        return reply.status == HTTPStatus.OK and bool(text_in(json_object(reply.body), "id"))

    def _scopes(self, credentials: MastodonCredentials, http: Http) -> frozenset[str]:
        """The scopes of the token's application; empty if the server doesn't tell, as before 4.3."""
        try:
            reply = self._ask("GET", "/api/v1/apps/verify_credentials", credentials, http)
        except RetryLater:
            return frozenset()
        scopes = json_object(reply.body).get("scopes") if reply.status == HTTPStatus.OK else None
        return frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset()

    def _ask(self, method: str, path: str, credentials: MastodonCredentials, http: Http) -> Reply:
        return ask(
            "the Mastodon server",
            lambda: http.request(
                method,
                self._url(path),
                headers=_authorization(credentials),
                max_bytes=_LARGEST_PAGE,
                total_seconds=_READ_SECONDS,
            ),
        )

    def _url(self, path: str) -> str:
        return self.server.rstrip("/") + path

    def _status(self, post: Post) -> dict[str, object]:
        # Sent though they are the usual values: an account's own preferences would count otherwise.
        status: dict[str, object] = {
            "status": post.text,
            "visibility": self.visibility,
            "content_type": "text/plain",
        }
        if self.content_warning:
            status["spoiler_text"] = self.content_warning
        if post.language_tag:
            status["language"] = post.language_tag
        return status


def text_limits(instance: Mapping[str, Any]) -> tuple[int, int | None]:
    """The most characters of a text, and what a URL counts, or None if it counts as written.

    Only Mastodon and its forks, which are known by the address of their source, count all URLs the
    same. Others say so, but count every letter (GoToSocial), so what they say is not enough.
    """
    statuses = table_in(table_in(instance, "configuration"), "statuses")
    most = _count(statuses, "max_characters") or _count(instance, "max_toot_chars")  # Pleroma's name for it
    if not most and not statuses:
        return _USUAL_MOST, _USUAL_URL_LENGTH
    most = most or _USUAL_MOST
    is_mastodon = text_in(instance, "source_url").rstrip("/").endswith("/mastodon")
    return most, (_count(statuses, "characters_reserved_per_url") or None) if is_mastodon else None


def _count(table: Mapping[str, Any], key: str) -> int:
    value = table.get(key)
    return value if isinstance(value, int) and 0 < value <= _MOST_OF_ANY_SERVER else 0


def _authorization(credentials: MastodonCredentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.access_token.reveal()}"}


NETWORK: Final = Mastodon
