"""Facebook: posts of a Page, each with its link as a card that Facebook makes itself.

https://developers.facebook.com/docs/pages-api/posts. The Page's token is sent only in a header, never in an
address.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.base.errors import CredentialsRefused, Rejected, RetryLater
from repost.base.patterns import pattern
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import error_of
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish
from repost.networks.meta.facebook.refusals import (
    ABSENT,
    COUNTING_CASES,
    DELETION_CASES,
    DUPLICATE,
    POST_CASES,
    READING_CASES,
    TOKEN_CASES,
    UNCLEAR,
    UNCOUNTED,
    UNDELETED,
    UNIDENTIFIED,
    UNREADABLE,
)
from repost.networks.meta.graph_errors import refusal_of
from repost.networks.meta.graph_timeline import FACEBOOK, found
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.usual import Usual
from repost.web.replies import json_object, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from repost.results.measures import Told
    from repost.web.http import Http, Reply

_API: Final = "https://graph.facebook.com"
_MOST_PAGES: Final = 3
_LARGEST_PAGE: Final = 2_000_000
_READ_SECONDS: Final = 6.0
_APP_MODE: Final = (
    "Facebook does not tell whether your app is published. If it isn't, only people with a role in it see "
    "the posts: switch the app to Live, then look at a post signed out."
)
_ID: Final = pattern(r"[0-9]{1,20}(?:_[0-9]{1,20})?")


class FacebookCredentials(AccountCredentials, frozen=True, kw_only=True):
    """The access token of a Page."""

    page_token: Annotated[
        Secret,
        Meta(
            description="the access token of your Page (not your own), with pages_manage_posts, which "
            "docs/networks/facebook.md explains how to get"
        ),
    ]


class Facebook(Usual, frozen=True):
    """A Page by its number, and the version of the API."""

    page: str
    version: str = "v25.0"
    api: str = _API
    post_seconds: float = 20.0

    name: ClassVar[str] = "facebook"
    credentials: ClassVar[type[FacebookCredentials]] = FacebookCredentials
    find_seconds: ClassVar[float] = _READ_SECONDS * _MOST_PAGES
    attaches: ClassVar[bool] = False
    counts_at_once: ClassVar[int] = 20

    def post(self, post: Post, credentials: FacebookCredentials, http: Http, now: datetime) -> Posted:
        """Post to the Page; see `Network.post`."""
        reply = publish(
            "Facebook",
            lambda: http.request(
                "POST",
                self._url(f"{self.page}/feed"),
                data={"message": post.text} | ({"link": post.link} if post.link else {}),
                headers=_authorization(credentials),
                max_bytes=LARGEST_ANSWER,
                total_seconds=self.post_seconds,
            ),
        )
        remote_id = text_in(json_object(reply.body), "id")
        if reply.status == HTTPStatus.OK and _ID.fullmatch(remote_id):
            return Posted(remote_id, f"https://www.facebook.com/{remote_id}")
        refusal = refusal_of(reply, credentials, now)
        if post.resent and DUPLICATE.fits(refusal):
            return Posted("", "")
        raise error_of(refusal, POST_CASES, UNCLEAR)

    def find(
        self, post: Post, credentials: FacebookCredentials, http: Http, since: datetime, now: datetime
    ) -> Posted | None:
        """Look for it among the Page's own posts; see `Network.find`."""

        def read(query: str) -> Mapping[str, Any]:
            reply = self._ask("GET", f"{self.page}/posts?{query}", credentials, http)
            body = json_object(reply.body)
            if reply.status != HTTPStatus.OK or not body:
                raise error_of(refusal_of(reply, credentials, now), READING_CASES, UNREADABLE)
            return body

        return found(post, read, since, FACEBOOK, most_pages=_MOST_PAGES)

    def check(self, credentials: FacebookCredentials, http: Http, now: datetime) -> Identity:
        """Ask whose token this is: it must be the Page's own; see `Network.check`."""
        reply = self._ask("GET", "me?fields=id,name", credentials, http)
        body = json_object(reply.body)
        if reply.status != HTTPStatus.OK or not text_in(body, "id"):
            raise error_of(refusal_of(reply, credentials, now), TOKEN_CASES, UNIDENTIFIED)
        if body["id"] != self.page:
            raise CredentialsRefused(
                "The access token is not that of the Page in facebook.page: store the one that is next to "
                "the Page in the answer to /me/accounts, as docs/networks/facebook.md says."
            )
        return Identity(
            text_in(body, "name"),
            f"https://www.facebook.com/{self.page}",
            expires=credentials.expiry,
            notes=(*self._hidden(credentials, http), _APP_MODE),
            key=self.page,
        )

    def _hidden(self, credentials: FacebookCredentials, http: Http) -> tuple[str, ...]:
        """A note if the Page itself is not public, as far as Facebook tells."""
        try:
            reply = self._ask("GET", "me?fields=is_published", credentials, http)
        except RetryLater:
            return ()
        is_hidden = json_object(reply.body).get("is_published") is False
        return ("The Page is not published: nobody but those who manage it sees its posts.",) * is_hidden

    def counts(
        self, posts: Mapping[str, datetime], credentials: FacebookCredentials, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """Ask for all of them at once, and once more for the clicks; see `Network.counts`.

        One that is gone fails the whole request; then they are asked for one by one.
        """
        from repost.networks.counting import ONE_BY_ONE
        from repost.networks.meta.facebook.counts import CLICKS, FIELDS, counted

        def read(ids: Sequence[str]) -> Mapping[str, Any] | None:
            reply = self._ask("GET", f"?ids={','.join(ids)}&fields={FIELDS}", credentials, http)
            refusal = refusal_of(reply, credentials, now)
            if reply.status != HTTPStatus.OK and ABSENT.fits(refusal):
                return None
            if reply.status != HTTPStatus.OK:
                raise error_of(refusal, COUNTING_CASES, UNCOUNTED)
            return json_object(reply.body)

        ids = list(filter(_ID.fullmatch, posts))
        found = read(ids) if ids else {}
        if found is None:
            found = {}
            for each in ids[:ONE_BY_ONE]:
                found |= read([each]) or {}
        there = [each for each in ids if each in found]
        if not there:
            return {}
        clicks = self._ask("GET", f"?ids={','.join(there)}&fields={CLICKS}", credentials, http)
        return counted(found, json_object(clicks.body) if clicks.status == HTTPStatus.OK else {})

    def delete(self, remote_id: str, credentials: FacebookCredentials, http: Http, now: datetime) -> None:
        """Delete the post; see `Network.delete`."""
        if not _ID.fullmatch(remote_id):
            raise Rejected(
                "Facebook never gave an id for this post, so Repost can't delete it: delete it there."
            )
        reply = self._ask("DELETE", remote_id, credentials, http)
        refusal = refusal_of(reply, credentials, now)
        is_gone = reply.status == HTTPStatus.OK and json_object(reply.body).get("success") is True
        if not is_gone and not ABSENT.fits(refusal):
            raise error_of(refusal, DELETION_CASES, UNDELETED)

    def _ask(self, method: str, path: str, credentials: FacebookCredentials, http: Http) -> Reply:
        return ask(
            "Facebook",
            lambda: http.request(
                method,
                self._url(path),
                headers=_authorization(credentials),
                max_bytes=_LARGEST_PAGE,
                total_seconds=_READ_SECONDS,
            ),
        )

    def _url(self, path: str) -> str:
        return f"{self.api}/{self.version}/{path}"


def _authorization(credentials: FacebookCredentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.page_token.reveal()}"}


NETWORK: Final = Facebook
