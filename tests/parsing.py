"""Reads feeds that tests write, or have recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.feeds.parse import parse_feed
from tests.patience import LONGEST
from tests.servers import SAMPLES

if TYPE_CHECKING:
    from repost.base.articles import Article
    from repost.feeds.parsed import ParsedFeed


URL: Final = "https://blog.example/feed/"
XML: Final = "application/rss+xml; charset=UTF-8"


def parse(text: str, url: str = URL) -> ParsedFeed:
    return parse_feed(text.encode(), "", url, seconds=LONGEST)


def rss(items: str, channel: str = "<title>Blog</title><link>https://blog.example</link>") -> ParsedFeed:
    return parse(
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>{channel}{items}</channel></rss>'
    )


def article(fields: str) -> Article:
    """The one article of an RSS feed with one item."""
    (only,) = rss(f"<item><guid>https://blog.example/a/</guid>{fields}</item>").articles
    return only


def sample(name: str, content_type: str = XML) -> ParsedFeed:
    return parse_feed((SAMPLES / "feeds" / name).read_bytes(), content_type, URL)
