"""Feeds that say where their older articles are: RFC 5005 (paged and archived), and JSON Feed's next_url."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.feeds.coverage import BEGINNING, reach
from repost.feeds.walkers.feed_page import feed_page
from repost.feeds.walkers.protocol import Page, Place

if TYPE_CHECKING:
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit

JUMPS = False


def fits(site: Site) -> bool:
    """Whether the feed names a further page."""
    return bool(site.next)


def page(site: Site, place: Place, visit: Visit) -> Page | None:
    """The page that the last one named; see `repost.feeds.walkers.protocol.Walker`."""
    url = place.cursor or site.next
    feed = feed_page(url, visit, site)
    if feed is None:
        return None
    if not feed.next_url:
        return Page(feed.articles, BEGINNING, url, is_last=True)
    return Page(feed.articles, reach(feed.articles), feed.next_url)
