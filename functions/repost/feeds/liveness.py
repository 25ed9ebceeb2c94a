"""Whether a picked article is still there: one request, just before it goes out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.names import address_key, same_site
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.feeds.decoding import text_of
from repost.feeds.json_ld import things_in
from repost.feeds.no_page import stands_in_for
from repost.feeds.page_event import event_end
from repost.feeds.page_head import LONGEST_HEAD, head_of, host_of, is_svg
from repost.feeds.page_picture import picture_in
from repost.feeds.visit import come_back
from repost.web.addresses import shown
from repost.web.failures import NotSent, ReplyLost

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.base.articles import Article
    from repost.feeds.fetch import Getter
    from repost.web.http import Reply

_SECONDS: Final = 8.0
_MOST_BYTES: Final = 3_000_000
_OK, _GONE = 200, frozenset({404, 410})
_LOGIN: Final = pattern(
    r"\A(login|log-in|signin|accounts?|auth|sso)\."
    r"|/(wp-login\.php|log-?in|sign-?in|users/sign_in|session/new|ServiceLogin)(/|\Z)",
    re.IGNORECASE,
)
_NO_PAGE: Final = pattern(r"/(404|(page-?)?not-?found|error-?404)(\.\w{2,5})?/?\Z", re.IGNORECASE)
_LOCK: Final = "action=postpass"  # the form that WordPress shows in place of an article


class Alive(Value, frozen=True):
    """It answers.

    `shortlink` is what its page names as its short address, `image` the picture of the article as its feed
    or its page names it, `image_alt` what that shows, and `image_spare` the same in another form.
    `ends` is when the event is over that it announces (UTC). `language` is the page's own, as
    `repost.base.articles.Blog` has it.
    """

    shortlink: str = ""
    image: str = ""
    image_alt: str = ""
    ends: datetime | None = None
    language: str = ""
    image_spare: str = ""


class Missing(Value, frozen=True):
    """It doesn't look like something to be shared, today; `why` is a clause."""

    why: str


class Unsure(Value, frozen=True):
    """It doesn't answer now; `why` is a clause, and `status` what its server answered, or 0.

    `not_before` is until when the server asks to be left alone (UTC).
    """

    why: str
    status: int = 0
    not_before: datetime | None = None


def still_there(
    article: Article,
    http: Getter,
    now: datetime,
    *,
    card: Mapping[str, str] | None = None,
    refusals: int = 0,
) -> Alive | Missing | Unsure:
    """Ask for an article's page once, redirects followed, and see whether it may be shared.

    It is missing where the server says so (404, 410), where it leads to the home page, to a login or to a
    page for what isn't there, is empty, asks for a password, asks not to be indexed, or has the title of an
    error or a bot wall in place of the article's; if it names a page of another site as canonical; and if
    it has no address at all. Other refusals and trouble of the server's own leave it unsure.

    Parameters
    ----------
    card : mapping
        The headers that say who is asking.
    refusals : int
        How often in a row the server has refused such pages.
    """
    if not article.link:
        return Missing("it has no link")
    try:
        reply = http.get(
            article.link,
            headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", **(card or {})},
            max_bytes=_MOST_BYTES,
            total_seconds=_SECONDS,
        )
    except ReplyLost as failure:
        # It answered, and is only too large or too slow to be read completely.
        return (
            Alive(image=article.image)
            if failure.status == _OK
            else Unsure(f"{shown(article.link)}: {failure}")
        )
    except NotSent as failure:
        return Unsure(f"{shown(article.link)}: {failure}")
    if reply.status in _GONE:
        return Missing(f"its page answers with status {reply.status}")
    if reply.status != _OK:
        why = f"{shown(article.link)} answers with status {reply.status}"
        return Unsure(why, reply.status, come_back(reply, now, refusals))
    return _judged(reply, article)


def _judged(reply: Reply, article: Article) -> Alive | Missing:
    if elsewhere := _leads_to(article.link, reply.url):
        return Missing(f"its address now leads to {elsewhere}")
    if not reply.body.strip():
        return Missing("its page is empty")
    markup = text_of(reply.body[: 2 * LONGEST_HEAD], reply.headers.get("content-type", ""))
    head = head_of(markup, reply.url, reply.headers)
    if head.is_not_indexed:
        return Missing("its page asks not to be indexed")
    if head.canonical and not same_site(host_of(head.canonical), host_of(reply.url)):
        return Missing(f"its page gives another canonical address ({shown(head.canonical)})")
    if said := stands_in_for((head.say("og:title"), head.titled), article.title):
        return Missing(f"its page calls itself “{said}”")
    if _LOCK in markup:
        return Missing("its page asks for a password")
    image = article.image if article.image and not is_svg(article.image) else head.image or article.image
    alt = head.image_alt if image == head.image else ""
    shown_there = picture_in(markup[:LONGEST_HEAD], image, head.base)
    ends = event_end(things_in(head.json_ld), article)
    return Alive(
        head.shortlink, shown_there.url, alt or shown_there.alt, ends, head.language, shown_there.spare
    )


def _leads_to(asked: str, found: str) -> str:
    """Where an address led that doesn't show the article any more; "" if it may."""
    if _is_home(found) and not _is_home(asked):
        return "the home page"
    before, after = (f"{host_of(address)}{urlsplit(address).path}" for address in (asked, found))
    if _LOGIN.search(after) and not _LOGIN.search(before):
        return "a login page"
    if _NO_PAGE.search(after) and not _NO_PAGE.search(before):
        return "a page that says it isn't there"
    return ""


def _is_home(address: str) -> bool:
    return "/" not in (key := address_key(address)) and "?" not in key
