"""Whether a picked article is still there: one request, just before it goes out again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from repost.addresses import shown
from repost.feeds.visit import calling_card

if TYPE_CHECKING:
    from repost.articles import Article
    from repost.feeds.fetch import Getter
    from repost.http import Reply

_SECONDS: Final = 8.0
_MOST_BYTES: Final = 3_000_000
_HEAD: Final = 300_000  # characters of a page that are looked at
_OK, _GONE = 200, frozenset({404, 410})
_TAG: Final = re.compile(r"<(?:link|meta)\s[^<>]*>", re.IGNORECASE)
# What isn't closed reaches to the end: so no text is searched twice, however it is made.
_UNSEEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_CANONICAL: Final = re.compile(r'<([^<>]{1,2000})>\s*;[^,<>]{0,200}rel="?canonical"?', re.IGNORECASE)
_LOCK: Final = "action=postpass"  # the form that WordPress shows in place of an article
_NOT_INDEXED: Final = re.compile(r"(?:^|[\s,:])(?:noindex|none)(?:$|[\s,])")


@dataclass(frozen=True, slots=True)
class Alive:
    """It answers."""


@dataclass(frozen=True, slots=True)
class Gone:
    """It isn't there to be shared any more; `why` is a clause."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """It doesn't answer now; `why` is a clause."""

    why: str


def still_there(article: Article, http: Getter, *, contact: str = "") -> Alive | Gone | Unsure:
    """Ask for an article's page once, redirects followed, and see whether it may be shared.

    It is gone where the server says so (404, 410), where it leads to the home page, asks for a password,
    or asks not to be indexed; where it names a page on another host as the true one; and where it has
    no address at all. Other refusals and trouble of the server's own leave it unsure.

    Parameters
    ----------
    contact : str
        Where the operator of the blog finds who asks, or "".
    """
    from repost.http import NotSent, ReplyLost

    if not article.link:
        return Gone("it has no link")
    try:
        reply = http.get(
            article.link,
            headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", **calling_card(contact)},
            max_bytes=_MOST_BYTES,
            total_seconds=_SECONDS,
        )
    except ReplyLost as failure:
        # It answered, and is only too large or too slow to be read as a whole.
        return Alive() if failure.status == _OK else Unsure(f"{shown(article.link)}: {failure}")
    except NotSent as failure:
        return Unsure(f"{shown(article.link)}: {failure}")
    if reply.status in _GONE:
        return Gone(f"its page answers with status {reply.status}")
    if reply.status != _OK:
        return Unsure(f"{shown(article.link)} answers with status {reply.status}")
    return _judged(reply, article.link)


def _judged(reply: Reply, link: str) -> Alive | Gone:
    asked, found = urlsplit(link), urlsplit(reply.url)
    if found.path in {"", "/"} and asked.path not in {"", "/"} and not found.query:
        return Gone("its address leads to the home page now")
    markup = reply.body[: 2 * _HEAD].decode("utf-8", "replace")
    robots, canonical = _asks(reply, markup[:_HEAD])
    if _NOT_INDEXED.search(robots):
        return Gone("its page asks not to be indexed")
    if canonical and _host(canonical) != _host(reply.url):
        return Gone(f"its page names another one as the true one ({shown(canonical)})")
    if _LOCK in markup:
        return Gone("its page asks for a password")
    return Alive()


def _asks(reply: Reply, markup: str) -> tuple[str, str]:
    """What a page says to robots, in lower case, and the address that it calls canonical, or ""."""
    from repost.plain_text import attributes_of

    robots = [reply.headers.get("x-robots-tag", "")]
    linked = _CANONICAL.search(reply.headers.get("link", "")[:10_000])
    canonical = linked[1] if linked else ""
    for tag in _TAG.findall(_UNSEEN.sub("", markup)):
        attributes = attributes_of(tag)
        if attributes.get("name", "").strip().lower() == "robots":
            robots.append(attributes.get("content", ""))
        if "canonical" in attributes.get("rel", "").lower().split() and not canonical:
            canonical = attributes.get("href", "").strip()
    try:
        canonical = urljoin(reply.url, canonical) if canonical else ""
    except ValueError:
        canonical = ""
    return ", ".join(robots).lower(), canonical


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
