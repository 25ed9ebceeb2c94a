"""LinkedIn: posts of a member or of a company page, each with the article as its card.

https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api. Who may only post
can't read, so that what became of a post is for a person to see.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final
from urllib.parse import quote

from msgspec import Meta

from repost.base.errors import Rejected, RetryLater
from repost.base.patterns import pattern
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import error_of
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, TO_BE_SETTLED, ask, is_silent, publish, says_gone, wait
from repost.networks.linkedin.media import (
    KINDS,
    MOST_BYTES,
    PROCESSING_SECONDS,
    REGISTER_SECONDS,
    Media,
    upload,
)
from repost.networks.linkedin.refusals import (
    COUNTING_CASES,
    DELETION_CASES,
    DUPLICATE,
    MEMBER_CASES,
    NO_PROFILE,
    POST_CASES,
    UNCLEAR,
    UNCOUNTED,
    UNDELETED,
    UNIDENTIFIED,
    refusal_of,
)
from repost.networks.pictures import POST_SECONDS, posted_with, uploaded
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.usual import HoldOnly
from repost.web.replies import json_object, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from repost.results.measures import Told
    from repost.web.http import Http, Reply

_API: Final = "https://api.linkedin.com"
_ASK_SECONDS: Final = 8.0
_LONGEST_TITLE: Final = 400
_LONGEST_DESCRIPTION: Final = 4000
_POST: Final = pattern(r"urn:li:(?:share|ugcPost):[0-9]{1,20}")
_MEMBER: Final = pattern(r"[A-Za-z0-9_-]{1,50}")


class LinkedInCredentials(AccountCredentials, frozen=True, kw_only=True):
    """An access token of a member, who may speak for a company page."""

    access_token: Annotated[
        Secret,
        Meta(
            description="an access token with w_member_social, or w_organization_social for a company page, "
            "which docs/networks/linkedin.md explains how to get"
        ),
    ]

    lifetime: ClassVar[timedelta] = timedelta(days=60)


class LinkedIn(HoldOnly, frozen=True):
    """The author, or "" for the token's own member; who sees the posts; and the version of the API.

    `pause` waits so many seconds while LinkedIn works on a picture.
    """

    author: str = ""
    visibility: str = "public"
    version: str = ""
    api: str = _API
    post_seconds: float = _ASK_SECONDS + REGISTER_SECONDS + PROCESSING_SECONDS + POST_SECONDS
    pause: Callable[[float], None] = wait

    name: ClassVar[str] = "linkedin"
    credentials: ClassVar[type[LinkedInCredentials]] = LinkedInCredentials
    shows_summary: ClassVar[bool] = True
    counts_at_once: ClassVar[int] = 20

    def post(self, post: Post, credentials: LinkedInCredentials, http: Http, now: datetime) -> Posted:
        """Post as the author; see `Network.post`."""
        author = self.author or f"urn:li:person:{self._member(credentials, http, now)}"
        media, notes = uploaded(
            post.image if post.image and (post.image.attach or post.link) else None,
            http,
            lambda picture: upload(
                picture,
                author,
                api=self.api,
                headers=self._headers(credentials),
                http=http,
                secrets=credentials.secrets,
                pause=self.pause,
            ),
            most_bytes=MOST_BYTES,
            kinds=KINDS,
        )
        return posted_with(
            media,
            notes,
            lambda shown, seconds: self._publish(
                post, self._written(post, author, shown), credentials, http, now, seconds
            ),
        )

    def _publish(
        self,
        post: Post,
        written: dict[str, Any],
        credentials: LinkedInCredentials,
        http: Http,
        now: datetime,
        seconds: float,
    ) -> Posted:
        reply = publish(
            "LinkedIn",
            lambda: http.request(
                "POST",
                f"{self.api}/rest/posts",
                json=written,
                headers=self._headers(credentials),
                max_bytes=LARGEST_ANSWER,
                total_seconds=min(seconds, self.post_seconds),
            ),
            then=TO_BE_SETTLED,
        )
        urn = reply.headers.get("x-restli-id") or reply.headers.get("x-linkedin-id") or ""
        if reply.status == HTTPStatus.CREATED and (urn or is_silent(reply)):
            return _posted(urn)
        refusal = refusal_of(reply, credentials, now)
        if post.resent and DUPLICATE.fits(refusal):
            original = _POST.search(text_in(json_object(reply.body), "message"))
            return _posted(original[0] if original else "")
        raise error_of(refusal, POST_CASES, UNCLEAR)

    def _written(self, post: Post, author: str, media: Media | None) -> dict[str, Any]:
        from repost.networks.linkedin.text import escaped

        written: dict[str, Any] = {
            "author": author,
            "commentary": escaped(post.text),
            "visibility": self.visibility.upper(),
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if media and post.image and post.image.attach:
            written["content"] = {"media": {"id": media.urn, "altText": media.alt}}
        elif post.link:
            article = {"source": post.link, "title": (post.title or post.link)[:_LONGEST_TITLE]}
            if post.summary:
                article["description"] = post.summary[:_LONGEST_DESCRIPTION]
            if media:
                article["thumbnail"] = media.urn
            written["content"] = {"article": article}
        return written

    def check(self, credentials: LinkedInCredentials, http: Http, now: datetime) -> Identity:
        """Ask whose access token this is; see `Network.check`.

        LinkedIn refuses a token that can only post as lacking scopes, which shows that it works.
        """
        reply = self._ask("GET", "/v2/userinfo", credentials, http)
        member = json_object(reply.body)
        refusal = refusal_of(reply, credentials, now)
        page = f"https://www.linkedin.com/company/{self.author.rpartition(':')[2]}/"
        url = page if ":organization:" in self.author else ""
        if self.author and NO_PROFILE.fits(refusal):
            note = (
                "LinkedIn accepts the access token, but without the scopes openid and profile it "
                "doesn't say whose it is."
            )
            return Identity(self.author, url, expires=credentials.expiry, notes=(note,), key=self.author)
        who = text_in(member, "sub")
        if reply.status != HTTPStatus.OK or not _MEMBER.fullmatch(who):
            raise error_of(refusal, MEMBER_CASES, UNIDENTIFIED)
        key = self.author if url else f"urn:li:person:{who}"
        return Identity(text_in(member, "name"), url, expires=credentials.expiry, key=key)

    def counts(
        self, posts: Mapping[str, datetime], credentials: LinkedInCredentials, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """Ask for the statistics of a page's posts, a member's have none; see `Network.counts`."""
        from repost.networks.linkedin.counts import counted, paths

        found: dict[str, Told] = {}
        for path in paths(self.author, filter(_POST.fullmatch, posts)):
            reply = self._ask("GET", path, credentials, http)
            if reply.status != HTTPStatus.OK:
                raise error_of(refusal_of(reply, credentials, now), COUNTING_CASES, UNCOUNTED)
            found |= counted(json_object(reply.body))
        return found

    def delete(self, remote_id: str, credentials: LinkedInCredentials, http: Http, now: datetime) -> None:
        """Delete the post; see `Network.delete`."""
        if not _POST.fullmatch(remote_id):
            raise Rejected(
                "LinkedIn never gave an id for this post, so Repost can't delete it: delete it there."
            )
        reply = self._ask("DELETE", f"/rest/posts/{quote(remote_id, safe='')}", credentials, http)
        is_deleted = reply.status in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}
        if not is_deleted and not says_gone(reply, lambda: self._answers(credentials, http)):
            raise error_of(refusal_of(reply, credentials, now), DELETION_CASES, UNDELETED)

    def _answers(self, credentials: LinkedInCredentials, http: Http) -> bool:
        """Whether LinkedIn's API itself answers, if only that the token may not see whose it is."""
        reply = self._ask("GET", "/v2/userinfo", credentials, http)
        return bool(json_object(reply.body))

    def _member(self, credentials: LinkedInCredentials, http: Http, now: datetime) -> str:
        """The id of the member whose token it is.

        Raises
        ------
        RetryLater
        AccountStopped
        """
        reply = self._ask("GET", "/v2/userinfo", credentials, http)
        if reply.status != HTTPStatus.OK:
            raise error_of(refusal_of(reply, credentials, now), MEMBER_CASES, UNIDENTIFIED)
        member = text_in(json_object(reply.body), "sub")
        if not _MEMBER.fullmatch(member):
            raise RetryLater("LinkedIn does not say whose access token this is.")
        return member

    def _ask(self, method: str, path: str, credentials: LinkedInCredentials, http: Http) -> Reply:
        return ask(
            "LinkedIn",
            lambda: http.request(
                method,
                self.api + path,
                headers=self._headers(credentials),
                max_bytes=LARGEST_ANSWER,
                total_seconds=_ASK_SECONDS,
            ),
        )

    def _headers(self, credentials: LinkedInCredentials) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {credentials.access_token.reveal()}",
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }


def _posted(urn: str) -> Posted:
    """A post by its URN; "created" means that it exists, even without an id."""
    is_named = _POST.fullmatch(urn)
    return Posted(urn, f"https://www.linkedin.com/feed/update/{urn}/") if is_named else Posted("", "")


NETWORK: Final = LinkedIn
