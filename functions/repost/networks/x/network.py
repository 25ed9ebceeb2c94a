"""X: posts by API v2, signed with OAuth 1.0a.

What X answers is described at https://docs.x.com/x-api/fundamentals/response-codes-and-errors; what it
answers besides, in the issues of its clients.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final

from repost.base.errors import Rejected
from repost.networks.cases import error_of
from repost.networks.exchange import LARGEST_ANSWER, ask, publish, says_gone
from repost.networks.pictures import POST_SECONDS, posted_with, uploaded
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.usual import Usual
from repost.networks.x.media import DESCRIPTION_SECONDS, MOST_BYTES, Media, upload
from repost.networks.x.refusals import (
    ACCOUNT_CASES,
    DELETION_CASES,
    DUPLICATE,
    POST_CASES,
    READ_ONLY,
    READING_CASES,
    UNCLEAR,
    UNCOUNTED,
    UNDELETED,
    UNIDENTIFIED,
    UNREADABLE,
    refusal_of,
)
from repost.networks.x.signing import XCredentials, signature
from repost.networks.x.timeline import found, is_id, posted_as
from repost.web.replies import count_in, json_object, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.results.measures import Told
    from repost.web.http import Http, Reply

_MOST_PAGES: Final = 3
_LARGEST_PAGE: Final = 2_000_000
_READ_SECONDS: Final = 6.0


class X(Usual, frozen=True):
    """The network X; `api` is where it answers, `post_seconds` the longest that a post takes."""

    api: str = "https://api.x.com"
    post_seconds: float = POST_SECONDS + DESCRIPTION_SECONDS

    name: ClassVar[str] = "x"
    credentials: ClassVar[type[XCredentials]] = XCredentials
    find_seconds: ClassVar[float] = _READ_SECONDS * (1 + _MOST_PAGES)
    counts_at_once: ClassVar[int] = 20
    price_of_counts: ClassVar[int] = 5_000

    def post(self, post: Post, credentials: XCredentials, http: Http, now: datetime) -> Posted:
        """Post to the account's timeline; see `Network.post`."""
        media, notes = uploaded(
            post.image if post.image and post.image.attach else None,
            http,
            lambda picture: upload(picture, self.api, signature(credentials), http, credentials.secrets),
            most_bytes=MOST_BYTES,
        )
        return posted_with(
            media,
            media.notes if media else notes,
            lambda shown, seconds: self._publish(post, shown, credentials, http, now, seconds),
        )

    def _publish(
        self,
        post: Post,
        media: Media | None,
        credentials: XCredentials,
        http: Http,
        now: datetime,
        seconds: float,
    ) -> Posted:
        shown = {"media": {"media_ids": [media.id]}} if media else {}
        reply = publish(
            "X",
            lambda: http.request(
                "POST",
                f"{self.api}/2/tweets",
                auth=signature(credentials),
                json={"text": post.text, **shown},
                max_bytes=LARGEST_ANSWER,
                total_seconds=min(seconds, self.post_seconds),
            ),
        )
        body = json_object(reply.body)
        if posted := _posted(reply, body):
            return posted
        refusal = refusal_of(reply, body, credentials, now)
        case = next((case for case in POST_CASES if case.fits(refusal)), UNCLEAR)
        if case is DUPLICATE and post.resent:
            return Posted("", "")
        raise case.error(refusal)

    def find(
        self, post: Post, credentials: XCredentials, http: Http, since: datetime, now: datetime
    ) -> Posted | None:
        """Look for it in the account's own timeline; see `Network.find`."""

        def read(path: str) -> Mapping[str, Any]:
            reply = self._ask("GET", path, credentials, http)
            body = json_object(reply.body)
            if reply.status != HTTPStatus.OK or not body:
                raise error_of(refusal_of(reply, body, credentials, now), READING_CASES, UNREADABLE)
            return body

        return found(post, read, since, most_pages=_MOST_PAGES)

    def check(self, credentials: XCredentials, http: Http, now: datetime) -> Identity:
        """Ask whose keys these are, for about $0.01; see `Network.check`."""
        reply = self._ask("GET", "/2/users/me?user.fields=public_metrics", credentials, http)
        body = json_object(reply.body)
        user = body.get("data")
        username = text_in(user, "username")
        refusal = refusal_of(reply, body, credentials, now)
        if reply.status != HTTPStatus.OK or not username:
            raise error_of(refusal, ACCOUNT_CASES, UNIDENTIFIED)
        level = reply.headers.get("x-access-level", "")
        if level == "read":
            raise READ_ONLY.error(refusal)
        return Identity(
            handle=f"@{username}",
            url=f"https://x.com/{username}",
            may=("read", "post", "delete") if level.startswith("read-write") else ("read",),
            posts=count_in(table_in(user, "public_metrics"), "tweet_count"),
            key=text_in(user, "id"),
        )

    def counts(
        self, posts: Mapping[str, datetime], credentials: XCredentials, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """Read them from the account's own timeline, or by their ids; see `Network.counts`."""
        from repost.networks.x.counts import counted

        def read(path: str) -> Mapping[str, Any]:
            reply = self._ask("GET", path, credentials, http)
            body = json_object(reply.body)
            if reply.status != HTTPStatus.OK:
                raise error_of(refusal_of(reply, body, credentials, now), READING_CASES, UNCOUNTED)
            return body

        user, dash, _ = credentials.access_token.reveal().partition("-")
        return counted(posts, read, user if dash and is_id(user) else "")

    def delete(self, remote_id: str, credentials: XCredentials, http: Http, now: datetime) -> None:
        """Delete it; see `Network.delete`."""
        if not is_id(remote_id):
            raise Rejected("X never gave an id for this post, so Repost can't delete it: delete it on x.com.")
        reply = self._ask("DELETE", f"/2/tweets/{remote_id}", credentials, http)
        body = json_object(reply.body)
        is_deleted = reply.status == HTTPStatus.OK and table_in(body, "data").get("deleted") is True
        if not is_deleted and not says_gone(reply, lambda: self._answers(credentials, http)):
            raise error_of(refusal_of(reply, body, credentials, now), DELETION_CASES, UNDELETED)

    def _answers(self, credentials: XCredentials, http: Http) -> bool:
        """Whether X's API itself answers this account, and nothing in front of it."""
        reply = self._ask("GET", "/2/users/me", credentials, http)
        return reply.status == HTTPStatus.OK and "data" in json_object(reply.body)

    def price_of(self, method: str, url: str, reply: Reply) -> int:
        """See `Bills.price_of`."""
        from repost.networks.x.prices import price_of

        return price_of(method, url, reply)

    def _ask(self, method: str, path: str, credentials: XCredentials, http: Http) -> Reply:
        return ask(
            "X",
            lambda: http.request(
                method,
                self.api + path,
                auth=signature(credentials),
                max_bytes=_LARGEST_PAGE,
                total_seconds=_READ_SECONDS,
            ),
        )


def _posted(reply: Reply, body: Mapping[str, Any]) -> Posted | None:
    """The post, if X says that it made one; there may be `errors`, too."""
    remote_id = text_in(body.get("data"), "id")
    if reply.status in {HTTPStatus.OK, HTTPStatus.CREATED} and (named := posted_as(remote_id)):
        return named
    # "Created" means that the post exists, whatever happened to the rest of the answer.
    return Posted("", "") if reply.status == HTTPStatus.CREATED and "errors" not in body else None


NETWORK: Final = X
