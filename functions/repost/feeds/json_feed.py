"""JSON Feed, versions 1 and 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from typing import Final

import msgspec

from repost.base import instants
from repost.base.errors import FeedError
from repost.feeds.parsed import MOST_ARTICLES, Item, ParsedFeed, articles_of, blog_of, web_link
from repost.web.addresses import shown

_VERSION: Final = "jsonfeed.org/version/"


class _Author(msgspec.Struct):
    name: str | None = None


class _Item(msgspec.Struct):
    id: str | int | float | None = None  # version 1 lets numbers pass
    url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    author: _Author | None = None
    authors: list[_Author] | None = None
    tags: list[str] | None = None


class _Feed(msgspec.Struct):
    version: str
    items: list[msgspec.Raw]  # read one by one: one bad item spoils no other
    title: str | None = None
    home_page_url: str | None = None
    next_url: str | None = None
    language: str | None = None
    author: _Author | None = None
    authors: list[_Author] | None = None


def parse_json_feed(text: str, url: str) -> ParsedFeed:
    """The JSON Feed at `url`.

    Raises
    ------
    FeedError
        Says what the text is instead.
    """
    try:
        feed = msgspec.json.decode(text, type=_Feed)
    except msgspec.ValidationError:
        raise FeedError(f"{shown(url)} is JSON, but not a JSON Feed.") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise FeedError(f"{shown(url)} is broken JSON, not a feed.") from None
    if _VERSION not in feed.version:
        raise FeedError(f"{shown(url)} is JSON, but not a JSON Feed.")
    if len(feed.items) > MOST_ARTICLES:
        raise FeedError(f"{shown(url)} lists more than {MOST_ARTICLES:,} articles.")
    blog_author = _name(feed.author, feed.authors)
    return ParsedFeed(
        blog=blog_of(feed.title or "", feed.home_page_url or "", feed.language or "", url),
        articles=articles_of((item for raw in feed.items for item in _items(raw, blog_author)), url),
        kind="json",
        next_url=web_link(feed.next_url or "", url),
    )


def _items(raw: msgspec.Raw, blog_author: str) -> list[Item]:
    try:
        item = msgspec.json.decode(raw, type=_Item)
    except (msgspec.DecodeError, RecursionError):
        return []
    return [
        Item(
            guid="" if item.id is None else str(item.id),
            title=item.title or "",
            link=item.url or "",
            published=instants.foreign(item.date_published) or instants.foreign(item.date_modified),
            categories=tuple(item.tags or ()),
            author=_name(item.author, item.authors) or blog_author,
            excerpt=item.summary or item.content_html or item.content_text or "",
            image=item.image or item.banner_image or "",
        )
    ]


def _name(author: _Author | None, authors: list[_Author] | None) -> str:
    return next((one.name for one in [*(authors or ()), author] if one and one.name), "")
