"""The pages of a WordPress feed (?paged=2 …): slower than its API, but there for every feed it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from repost.feeds.coverage import BEGINNING, reach
from repost.feeds.site import shown_in
from repost.feeds.walkers.feed_page import feed_page
from repost.feeds.walkers.protocol import Page, Place

if TYPE_CHECKING:
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit

JUMPS = False


def fits(site: Site) -> bool:
    """Whether WordPress made the feed."""
    return site.is_wordpress


def page(site: Site, place: Place, visit: Visit) -> Page | None:
    """The page after the one before; see `repost.feeds.walkers.protocol.Walker`.

    Past the end WordPress answers 404. Something that doesn't page shows the same articles again.
    """
    number, _, before = place.cursor.partition(" ")
    number, before = number or "2", before or site.shown
    feed = feed_page(_paged(site.feed, int(number)), visit, site)
    if feed is None or not (feed.articles or feed.locked):
        return Page((), BEGINNING, place.cursor, is_last=True)
    shown = shown_in(feed.articles)
    if shown in {site.shown, before}:
        return None if number == "2" else Page((), BEGINNING, place.cursor, is_last=True)
    return Page(feed.articles, reach(feed.articles), f"{int(number) + 1} {shown}")


def _paged(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"paged": str(number)}
    return parts._replace(query=urlencode(query)).geturl()
