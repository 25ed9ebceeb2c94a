"""Bluesky: posts are records of the AT protocol, stored under a key that is chosen beforehand.

What its servers answer: https://github.com/bluesky-social/atproto, the lexicons and packages/pds.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self
from urllib.parse import urlencode

from msgspec import Meta
from msgspec.structs import replace

from repost.base.errors import Rejected, RetryLater
from repost.base.patterns import pattern
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.bluesky.record import (
    COLLECTION,
    MOST_BYTES,
    MOST_BYTES_OF_CARD,
    blob_of,
    record,
    record_key,
    timestamp,
)
from repost.networks.bluesky.refusals import (
    ABSENT,
    ACCOUNT_CASES,
    DELETION_CASES,
    DROPPED,
    POST_CASES,
    TAKEN,
    UNCLEAR,
    UNCOUNTED,
    UNDELETED,
    UNREADABLE,
    refusal_of,
)
from repost.networks.bluesky.sessions import SESSION_SECONDS, Login, Session
from repost.networks.cases import error_of
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish
from repost.networks.likeness import essence
from repost.networks.pictures import POST_SECONDS, UPLOAD_SECONDS, NoPicture, posted_with, uploaded
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.usual import Usual
from repost.web.replies import count_in, json_object, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.bluesky.record import Blob
    from repost.networks.cases import Refusal
    from repost.networks.pictures import Picture
    from repost.results.measures import Told
    from repost.settings.types import Settings
    from repost.web.http import Http, Reply

_READ_SECONDS: Final = 8.0
_LARGEST_COUNTS: Final = 2_000_000
_RECORD_KEY: Final = pattern(r"[0-9a-z]{1,20}")


class BlueskyCredentials(AccountCredentials, frozen=True, kw_only=True):
    """The account's handle, and an app password."""

    handle: Annotated[Secret, Meta(description='your handle without "@", such as me.bsky.social')]
    app_password: Annotated[
        Secret, Meta(description='an "app password" from Settings, Privacy and security at Bluesky')
    ]


class Bluesky(Usual, frozen=True):
    """The network Bluesky; `server` hosts the account, or forwards to the one that does.

    `app_view` is where all posts of the network are counted.
    """

    server: str = "https://bsky.social"
    app_view: str = "https://public.api.bsky.app"
    post_seconds: float = SESSION_SECONDS + POST_SECONDS

    name: ClassVar[str] = "bluesky"
    address: ClassVar[str] = "server"
    credentials: ClassVar[type[BlueskyCredentials]] = BlueskyCredentials
    find_seconds: ClassVar[float] = SESSION_SECONDS + _READ_SECONDS
    shows_summary: ClassVar[bool] = True
    counts_at_once: ClassVar[int] = 20

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Network.of`."""
        network = super().of(settings, server)
        return replace(network, app_view=server) if server else network

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:
        """The record's key and its time: with both, a repeat is the same record in the same place."""
        return {"rkey": record_key(token, now), "created_at": timestamp(now)}

    def post(self, post: Post, credentials: BlueskyCredentials, http: Http, now: datetime) -> Posted:
        """Log in, and put the record where it belongs if nothing else is there; see `Network.post`."""
        session = self._session(credentials, http, now)
        image = post.image if post.image and (post.image.attach or post.link) else None
        blob, notes = uploaded(
            image,
            http,
            lambda picture: self._upload(picture, session, credentials, http, now),
            most_bytes=MOST_BYTES if image and image.attach else MOST_BYTES_OF_CARD,
        )
        return posted_with(
            blob,
            notes,
            lambda shown, seconds: self._put(post, shown, session, credentials, http, now, seconds),
        )

    def _put(
        self,
        post: Post,
        blob: Blob | None,
        session: Session,
        credentials: BlueskyCredentials,
        http: Http,
        now: datetime,
        seconds: float,
    ) -> Posted:
        rkey = post.idempotency["rkey"]
        reply = publish(
            "Bluesky",
            lambda: http.request(
                "POST",
                self._url("com.atproto.repo.putRecord"),
                json={
                    "repo": session.did,
                    "collection": COLLECTION,
                    "rkey": rkey,
                    "record": record(post, post.idempotency["created_at"], blob),
                    "swapRecord": None,
                },
                headers=session.headers,
                max_bytes=LARGEST_ANSWER,
                total_seconds=min(seconds, self.post_seconds - SESSION_SECONDS),
            ),
        )
        body = json_object(reply.body)
        if reply.status == HTTPStatus.OK and text_in(body, "uri") == _uri(session.did, rkey):
            return _posted(session.did, rkey)
        refusal = self._refused(reply, session, credentials, http, now)
        if post.resent and TAKEN.fits(refusal):
            return _posted(session.did, rkey)
        raise error_of(refusal, POST_CASES, UNCLEAR)

    def _upload(
        self, picture: Picture, session: Session, credentials: BlueskyCredentials, http: Http, now: datetime
    ) -> Blob:
        reply = ask(
            "Bluesky",
            lambda: http.request(
                "POST",
                self._url("com.atproto.repo.uploadBlob"),
                data=picture.body,
                headers={**session.headers, "Content-Type": picture.kind},
                max_bytes=LARGEST_ANSWER,
                total_seconds=UPLOAD_SECONDS,
            ),
        )
        body = json_object(reply.body)
        if blob := blob_of(body, picture):
            return blob
        said = self._refused(reply, session, credentials, http, now).said
        raise NoPicture(f"Bluesky answered its upload with status {reply.status}{said}")

    def find(
        self,
        post: Post,
        credentials: BlueskyCredentials,
        http: Http,
        since: datetime,  # noqa: ARG002 - a key says more than a time
        now: datetime,
    ) -> Posted | None:
        """Look under the record's key; see `Network.find`."""
        rkey = post.idempotency.get("rkey")
        if not rkey:
            raise RetryLater("The post was not made for Bluesky, so Repost can't look for it there.")
        session = self._session(credentials, http, now)
        query = urlencode({"repo": session.did, "collection": COLLECTION, "rkey": rkey})
        reply = ask(
            "Bluesky",
            lambda: http.request(
                "GET",
                self._url(f"com.atproto.repo.getRecord?{query}"),
                headers=session.headers,
                max_bytes=LARGEST_ANSWER,
                total_seconds=_READ_SECONDS,
            ),
        )
        body = json_object(reply.body)
        value = body.get("value")
        if reply.status == HTTPStatus.OK and text_in(value, "text"):
            is_it = essence(text_in(value, "text")) == essence(post.text)
            return _posted(session.did, rkey) if is_it else None
        refusal = self._refused(reply, session, credentials, http, now)
        if any(case.fits(refusal) for case in ABSENT):
            return None
        raise error_of(refusal, ACCOUNT_CASES, UNREADABLE)

    def check(self, credentials: BlueskyCredentials, http: Http, now: datetime) -> Identity:
        """Log in, and look at the account's profile; see `Network.check`."""
        session = self._session(credentials, http, now)
        query = urlencode({"actor": session.did})
        try:
            reply = ask(
                "Bluesky",
                lambda: http.request(
                    "GET",
                    self._url(f"app.bsky.actor.getProfile?{query}"),
                    headers=session.headers,
                    max_bytes=LARGEST_ANSWER,
                    total_seconds=_READ_SECONDS,
                ),
            )
        except RetryLater:  # a self-hosted server may have no profiles: an account that can log in can post
            profile: Mapping[str, Any] = {}
        else:
            profile = json_object(reply.body) if reply.status == HTTPStatus.OK else {}
        return Identity(
            handle=f"@{session.handle}",
            url=f"https://bsky.app/profile/{session.handle}",
            may=("read", "post", "delete"),
            posts=count_in(profile, "postsCount"),
            key=session.did,
        )

    def counts(
        self,
        posts: Mapping[str, datetime],
        credentials: BlueskyCredentials,
        http: Http,
        now: datetime,
    ) -> Mapping[str, Told]:
        """Ask the public app view, without a login; see `Network.counts`."""
        from repost.networks.bluesky.counts import counted, query_of

        reply = ask(
            "Bluesky",
            lambda: http.request(
                "GET",
                f"{self.app_view.rstrip('/')}/xrpc/app.bsky.feed.getPosts?{query_of(posts)}",
                max_bytes=_LARGEST_COUNTS,
                total_seconds=_READ_SECONDS,
            ),
        )
        body = json_object(reply.body)
        if reply.status != HTTPStatus.OK:
            raise UNCOUNTED.error(refusal_of(reply, body, credentials.secrets, now))
        return counted(body)

    def delete(self, remote_id: str, credentials: BlueskyCredentials, http: Http, now: datetime) -> None:
        """Delete the record at its address; see `Network.delete`."""
        session = self._session(credentials, http, now)
        rkey = remote_id.removeprefix(_uri(session.did, ""))
        if not _RECORD_KEY.fullmatch(rkey):
            raise Rejected("This is not a post of the account on Bluesky, so Repost can't delete it.")
        reply = ask(
            "Bluesky",
            lambda: http.request(
                "POST",
                self._url("com.atproto.repo.deleteRecord"),
                json={"repo": session.did, "collection": COLLECTION, "rkey": rkey},
                headers=session.headers,
                max_bytes=LARGEST_ANSWER,
                total_seconds=_READ_SECONDS,
            ),
        )
        if reply.status != HTTPStatus.OK:
            refusal = self._refused(reply, session, credentials, http, now)
            raise error_of(refusal, DELETION_CASES, UNDELETED)

    def _url(self, method: str) -> str:
        return f"{self.server.rstrip('/')}/xrpc/{method}"

    def _session(self, credentials: BlueskyCredentials, http: Http, now: datetime) -> Session:
        return self._login(credentials).session(http, now)

    def _login(self, credentials: BlueskyCredentials) -> Login:
        return Login(self._url("").rstrip("/"), credentials.handle, credentials.app_password)

    def _refused(
        self, reply: Reply, session: Session, credentials: BlueskyCredentials, http: Http, now: datetime
    ) -> Refusal:
        """What a server answered; a session that it no longer knows is dropped."""
        secrets = (*credentials.secrets, *session.secrets)
        refusal = refusal_of(reply, json_object(reply.body), secrets, now)
        if any(case.fits(refusal) for case in DROPPED):
            self._login(credentials).forget(http)
        return refusal


def _uri(did: str, rkey: str) -> str:
    return f"at://{did}/{COLLECTION}/{rkey}"


def _posted(did: str, rkey: str) -> Posted:
    return Posted(_uri(did, rkey), f"https://bsky.app/profile/{did}/post/{rkey}")


NETWORK: Final = Bluesky
