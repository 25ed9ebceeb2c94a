"""Threads: a post is first prepared in a container, then published by the container's id.

https://developers.facebook.com/documentation/threads/posts. The id is known before anything is published, so
that the outcome of a post can be looked up by it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.base.errors import AccountStopped, NetworkError, Rejected, RetryLater, Unready
from repost.base.patterns import pattern
from repost.base.secret import Secret
from repost.networks.cases import error_of
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish, wait
from repost.networks.meta.graph_errors import refusal_of
from repost.networks.meta.graph_timeline import THREADS, found
from repost.networks.meta.threads.refusals import (
    ABSENT,
    CARD_NOT_READ,
    CONTAINER_CASES,
    CONTAINER_GONE,
    COUNTING_CASES,
    DELETION_CASES,
    NO_POSTING,
    POST_CASES,
    READING_CASES,
    UNCLEAR,
    UNCOUNTED,
    UNDELETED,
    UNIDENTIFIED,
    UNPREPARED,
    UNREADABLE,
    UNRENEWED,
)
from repost.networks.protocol import Identity, Post, Posted, Renewal
from repost.networks.usual import Usual
from repost.web.replies import count_in, json_object, table_in, text_in, web_address_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from repost.results.measures import Told
    from repost.web.http import Http, Reply

_API: Final = "https://graph.threads.net"
_READ_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 2.0
_CREATE_SECONDS: Final = 8.0
_PUBLISH_SECONDS: Final = 12.0
_PAUSES: Final = (2.0, 4.0, 8.0, 14.0)
"""The seconds to wait before each look at a container: Meta recommends 30 in all."""
_NO_CARD: Final = {"card": "none"}
"""What is stored for a post if Threads makes no card of its link."""
_MOST_PAGES: Final = 3
_LARGEST_PAGE: Final = 2_000_000
_TOKEN: Final = pattern(r"[A-Za-z0-9._|~+/=-]{20,2000}")
_LIFETIMES: Final = range(24 * 3600, 400 * 24 * 3600)
_ID: Final = pattern(r"[0-9]{1,30}")


class ThreadsCredentials(AccountCredentials, frozen=True, kw_only=True):
    """A long-lived access token of the account."""

    access_token: Annotated[
        Secret,
        Meta(
            description="a long-lived access token with threads_basic and threads_content_publish, which "
            "docs/networks/threads.md explains how to get"
        ),
    ]

    lifetime: ClassVar[timedelta] = timedelta(days=60)


class Threads(Usual, frozen=True):
    """The account that an access token belongs to; `pause` waits so many seconds."""

    api: str = _API
    pause: Callable[[float], None] = wait
    post_seconds: float = (
        2 * _CREATE_SECONDS + sum(_PAUSES) + len(_PAUSES) * _LOOK_SECONDS + _PUBLISH_SECONDS + _LOOK_SECONDS
    )

    name: ClassVar[str] = "threads"
    credentials: ClassVar[type[ThreadsCredentials]] = ThreadsCredentials
    find_seconds: ClassVar[float] = _READ_SECONDS * (1 + _MOST_PAGES)
    attaches: ClassVar[bool] = False
    counts_at_once: ClassVar[int] = 1

    def prepare(
        self, post: Post, credentials: ThreadsCredentials, http: Http, now: datetime
    ) -> Mapping[str, str]:
        """Prepare the post in a container and wait until it is ready; see `Prepares.prepare`.

        Without the link's card if Threads refuses it with that: the link is in the text, too.
        """
        form, pauses = {"media_type": "TEXT", "text": post.text}, iter(_PAUSES)
        if post.link and post.idempotency.get("card") != "none":
            with suppress(Rejected):
                card = form | {"link_attachment": post.link}
                return {"container": self._container(card, pauses, credentials, http, now)}
        return {"container": self._container(form, pauses, credentials, http, now)}

    def _container(
        self,
        form: Mapping[str, str],
        pauses: Iterator[float],
        credentials: ThreadsCredentials,
        http: Http,
        now: datetime,
    ) -> str:
        """The number of a new container, after so many pauses at most until it is ready."""
        reply = self._ask("POST", "me/threads", credentials, http, form=form, seconds=_CREATE_SECONDS)
        container = text_in(json_object(reply.body), "id")
        if reply.status != HTTPStatus.OK or not _ID.fullmatch(container):
            raise error_of(refusal_of(reply, credentials, now), CONTAINER_CASES, UNPREPARED)
        for seconds in pauses:
            self.pause(seconds)
            try:
                status = self._status(container, credentials, http, now)
            except AccountStopped:
                raise
            except NetworkError:
                continue  # a container that has just been made is not shown everywhere yet
            if status == "FINISHED":
                break
            if status in {"ERROR", "EXPIRED"}:
                raise Rejected("Threads could not make a post of this.")
        return container

    def post(self, post: Post, credentials: ThreadsCredentials, http: Http, now: datetime) -> Posted:
        """Publish the container; see `Network.post`."""
        container = post.idempotency.get("container", "")
        if not container:
            raise RetryLater("The post was not made for Threads, so Repost can't publish it there.")
        reply = publish(
            "Threads",
            lambda: http.request(
                "POST",
                self._url("me/threads_publish"),
                data={"creation_id": container},
                headers=_authorization(credentials),
                max_bytes=LARGEST_ANSWER,
                total_seconds=min(_PUBLISH_SECONDS, self.post_seconds),
            ),
        )
        remote_id = text_in(json_object(reply.body), "id")
        if reply.status != HTTPStatus.OK or not _ID.fullmatch(remote_id):
            refusal = refusal_of(reply, credentials, now)
            error = error_of(refusal, POST_CASES, UNCLEAR)
            if CARD_NOT_READ.fits(refusal):
                raise Unready(str(error), _NO_CARD)
            if CONTAINER_GONE.fits(refusal):
                raise Unready(str(error), {})
            raise error
        return Posted(remote_id, self._address(remote_id, credentials, http))

    def find(
        self, post: Post, credentials: ThreadsCredentials, http: Http, since: datetime, now: datetime
    ) -> Posted | None:
        """Ask what became of the container; if there is no answer, look among the posts: `Network.find`."""
        container = post.idempotency.get("container", "")
        status = ""
        if container:
            with suppress(Rejected):  # one that was published is not always shown any more
                status = self._status(container, credentials, http, now)
        if status in {"FINISHED", "ERROR", "EXPIRED"}:
            return None
        if status == "IN_PROGRESS":
            raise RetryLater("Threads has not finished with the post.")

        def read(query: str) -> Mapping[str, Any]:
            reply = self._ask("GET", f"me/threads?{query}", credentials, http)
            body = json_object(reply.body)
            if reply.status != HTTPStatus.OK or not body:
                raise error_of(refusal_of(reply, credentials, now), READING_CASES, UNREADABLE)
            return body

        if status != "PUBLISHED":
            return found(post, read, since, THREADS, most_pages=_MOST_PAGES)
        try:
            return found(post, read, since, THREADS, most_pages=_MOST_PAGES) or Posted("", "")
        except NetworkError:
            return Posted("", "")  # it is out, even without an id

    def check(self, credentials: ThreadsCredentials, http: Http, now: datetime) -> Identity:
        """Ask whose token this is, and whether it may post and how much; see `Network.check`."""
        reply = self._ask("GET", "me?fields=id,username", credentials, http)
        user = json_object(reply.body)
        name = text_in(user, "username")
        if reply.status != HTTPStatus.OK or not name:
            raise error_of(refusal_of(reply, credentials, now), READING_CASES, UNIDENTIFIED)
        path = "me/threads_publishing_limit?fields=quota_usage,config"
        limit = self._ask("GET", path, credentials, http)
        refusal = refusal_of(limit, credentials, now)
        if any(case.fits(refusal) for case in NO_POSTING):
            raise NO_POSTING[0].error(refusal)
        usage = json_object(limit.body).get("data")
        first = usage[0] if isinstance(usage, list) and usage else {}
        used, most = count_in(first, "quota_usage"), count_in(table_in(first, "config"), "quota_total")
        told = used is not None and most is not None
        return Identity(
            handle=f"@{name}",
            url=f"https://www.threads.com/@{name}",
            may=("read", "post") if told else ("read",),
            expires=credentials.expiry,
            notes=(f"{used} of the {most} posts allowed per day are used up.",) if told else (),
            key=text_in(user, "id"),
        )

    def counts(
        self, posts: Mapping[str, datetime], credentials: ThreadsCredentials, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """Ask for the insights of each post; see `Network.counts`."""
        from repost.networks.meta.threads.counts import METRICS, counted

        found = {}
        for remote_id in filter(_ID.fullmatch, posts):
            path = f"{remote_id}/insights?metric={','.join(METRICS)}"
            reply = self._ask("GET", path, credentials, http)
            refusal = refusal_of(reply, credentials, now)
            if reply.status == HTTPStatus.OK:
                found[remote_id] = counted(json_object(reply.body))
            elif not any(case.fits(refusal) for case in ABSENT):
                raise error_of(refusal, COUNTING_CASES, UNCOUNTED)
        return found

    def delete(self, remote_id: str, credentials: ThreadsCredentials, http: Http, now: datetime) -> None:
        """Delete the post; see `Network.delete`."""
        if not _ID.fullmatch(remote_id):
            raise Rejected(
                "Threads never gave an id for this post, so Repost can't delete it: delete it there."
            )
        reply = self._ask("DELETE", remote_id, credentials, http)
        refusal = refusal_of(reply, credentials, now)
        is_gone = reply.status == HTTPStatus.OK and json_object(reply.body).get("success") is True
        if not is_gone and not any(case.fits(refusal) for case in ABSENT):
            raise error_of(refusal, DELETION_CASES, UNDELETED)

    def renew(self, credentials: ThreadsCredentials, http: Http, now: datetime) -> Renewal:
        """Ask for 60 days more; see `Renews.renew`."""
        reply = ask(
            "Threads",
            lambda: http.request(
                "GET",
                f"{self.api}/refresh_access_token?grant_type=th_refresh_token",
                headers=_authorization(credentials),
                max_bytes=LARGEST_ANSWER,
                total_seconds=_CREATE_SECONDS,
            ),
        )
        body = json_object(reply.body)
        token, seconds = text_in(body, "access_token"), count_in(body, "expires_in")
        if reply.status != HTTPStatus.OK:
            raise error_of(refusal_of(reply, credentials, now), READING_CASES, UNRENEWED)
        if not _TOKEN.fullmatch(token) or seconds is None or seconds not in _LIFETIMES:
            raise RetryLater("Threads answered without a new access token.")
        return Renewal("access_token", Secret(token), now + timedelta(seconds=seconds))

    def _status(self, container: str, credentials: ThreadsCredentials, http: Http, now: datetime) -> str:
        """The state of a container: FINISHED, PUBLISHED, IN_PROGRESS, ERROR or EXPIRED.

        Raises
        ------
        Rejected
            If Threads knows no such container, or does not show its state.
        RetryLater
        AccountStopped
        """
        reply = self._ask("GET", f"{container}?fields=status", credentials, http, seconds=_LOOK_SECONDS)
        status = text_in(json_object(reply.body), "status")
        if reply.status != HTTPStatus.OK or not status:
            raise error_of(refusal_of(reply, credentials, now), (*ABSENT, *READING_CASES), UNREADABLE)
        return status

    def _address(self, remote_id: str, credentials: ThreadsCredentials, http: Http) -> str:
        """The public address of a post that is out; "" if Threads doesn't give it; it is out all the same."""
        try:
            reply = self._ask(
                "GET", f"{remote_id}?fields=permalink", credentials, http, seconds=_LOOK_SECONDS
            )
        except RetryLater:
            return ""
        return web_address_in(json_object(reply.body), "permalink")

    def _ask(
        self,
        method: str,
        path: str,
        credentials: ThreadsCredentials,
        http: Http,
        *,
        form: Mapping[str, str] | None = None,
        seconds: float = _READ_SECONDS,
    ) -> Reply:
        return ask(
            "Threads",
            lambda: http.request(
                method,
                self._url(path),
                data=form,
                headers=_authorization(credentials),
                max_bytes=_LARGEST_PAGE,
                total_seconds=seconds,
            ),
        )

    def _url(self, path: str) -> str:
        return f"{self.api}/v1.0/{path}"


def _authorization(credentials: ThreadsCredentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.access_token.reveal()}"}


NETWORK: Final = Threads
