"""Fetching a feed only when it has changed, and saying in one sentence why it can't be fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from repost.base.errors import FeedError
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.web.addresses import shown
from repost.web.failures import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.web.http import Reply

MOST_BYTES: Final = 25_000_000
"""The largest feed that is read; if it has more articles than can be used, the first ones count."""

_TOTAL_SECONDS: Final = 20.0
_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_VALIDATOR: Final = pattern(r"[\x20-\x7e\x80-\xff]{1,500}")  # what a header can carry back
_OK, _NOT_MODIFIED = 200, 304


class Validators(Value, frozen=True):
    """What makes the next request for the same address conditional; "" for what the server didn't give.

    They are valid for one address only: WordPress gives all its feeds the same ones.
    """

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that ask for what is newer."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if _VALIDATOR.fullmatch(value)}

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Validators:
        """The validators among the headers of a reply."""
        values = (headers.get("etag", ""), headers.get("last-modified", ""))
        return cls(*(value if _VALIDATOR.fullmatch(value) else "" for value in values))


NO_VALIDATORS: Final = Validators()


class Fetched(Value, frozen=True):
    """A body that is new or may be; `url` is the address that gave it, after redirects."""

    body: bytes
    content_type: str
    url: str
    validators: Validators
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        """The body is long, and the address may contain a secret."""
        return f"Fetched({self.content_type!r})"


class NotModified(Value, frozen=True):
    """The feed is what it was when the validators were given."""


class Getter(Protocol):
    """What fetches an address: `repost.web.http.Http`, or a visit that keeps to its budget."""

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 1_000_000,
        total_seconds: float = 20.0,
    ) -> Reply: ...


def fetch_feed(http: Getter, url: str, validators: Validators = NO_VALIDATORS) -> Fetched | NotModified:
    """Fetch a feed of at most 25 MB within 20 seconds, unless it is the one already known.

    Raises
    ------
    FeedError
        If it can't be fetched; says why.
    """
    try:
        reply = http.get(
            url,
            headers={"Accept": _ACCEPT} | validators.headers,
            max_bytes=MOST_BYTES,
            total_seconds=_TOTAL_SECONDS,
        )
    except RequestFailed as failure:
        raise FeedError(f"{shown(url)} could not be fetched: {failure}.") from None
    if reply.status == _OK:
        from repost.feeds.decoding import unzipped

        body, content_type = unzipped(reply.body, MOST_BYTES), reply.headers.get("content-type", "")
        return Fetched(body, content_type, reply.url, Validators.of(reply.headers), reply.headers)
    if reply.status == _NOT_MODIFIED and validators.headers:
        return NotModified()
    raise FeedError(f"{shown(url)} {_reason(reply)}.")


def _reason(reply: Reply) -> str:
    match reply.status:
        case 404:
            return "does not exist (status 404)"
        case 410:
            return "is permanently gone (status 410)"
        case 401 | 403 | 407 | 451:
            allow = "Allow its User-Agent there, or set another with blog.user_agent"
            return f"refuses Repost (status {reply.status}). {allow}"
        case 429 | 503:
            return f"asks Repost to come back {_later(reply)} (status {reply.status})"
        case status if status >= 500:  # noqa: PLR2004 - the classes of HTTP
            return f"failed with a server error (status {status})"
        case status:
            return f"returned no feed (status {status})"


def _later(reply: Reply) -> str:
    wait = reply.headers.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,7}", wait):
        return f"in {wait} seconds"
    return f"after {wait}" if re.fullmatch(r"[A-Za-z0-9,: +-]{10,40}", wait) else "later"
