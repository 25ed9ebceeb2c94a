"""One further page of a feed, for the walkers that page through feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.errors import FeedError
from repost.feeds.fetch import MOST_BYTES
from repost.feeds.parse import parse_feed
from repost.web.addresses import shown

if TYPE_CHECKING:
    from repost.feeds.parsed import ParsedFeed
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit

_ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.1"
_OK: Final = 200
_NO_PAGE: Final = {400, 404, 410}


def feed_page(url: str, visit: Visit, site: Site) -> ParsedFeed | None:
    """The page of a site's feed at an address; None if there is no such page.

    Raises
    ------
    FeedError
        If the blog doesn't answer now, or with something that is no feed.
    """
    reply = visit.ask(url, accept=_ACCEPT, max_bytes=MOST_BYTES)
    if reply.status in _NO_PAGE:
        return None
    if reply.status != _OK:
        raise FeedError(f"{shown(url)} returned no page of the feed (status {reply.status}).")
    content_type = reply.headers.get("content-type", "")
    return parse_feed(reply.body, content_type, reply.url, date_order=site.date_order)
