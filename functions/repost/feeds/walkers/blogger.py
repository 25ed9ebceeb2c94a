"""Blogger's feeds, which can begin at any entry: https://developers.google.com/blogger/docs/2.0/developers_guide_protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from repost.feeds.coverage import BEGINNING, reach
from repost.feeds.walkers.feed_page import feed_page
from repost.feeds.walkers.protocol import Page, Place

if TYPE_CHECKING:
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit

JUMPS = False

_PER_PAGE: Final = 150  # Blogger may give fewer: the next page begins after those that came


def fits(site: Site) -> bool:
    """Whether Blogger made the feed, and serves it itself."""
    return "blogger" in site.generator and "/feeds/posts/" in urlsplit(site.feed).path


def page(site: Site, place: Place, visit: Visit) -> Page | None:
    """The entries after those that came before; see `repost.feeds.walkers.protocol.Walker`."""
    start = int(place.cursor or 1)
    query = {"start-index": str(start), "max-results": str(_PER_PAGE), "orderby": "published"}
    feed = feed_page(urlsplit(site.feed)._replace(query=urlencode(query)).geturl(), visit, site)
    if feed is None:
        return None
    end = not feed.articles or not feed.next_url
    following = start + max(len(feed.articles), 1)
    reached = BEGINNING if end else reach(feed.articles)
    return Page(feed.articles, reached, str(following), is_last=end)
