"""JSON Feed, versions 1 and 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec

from repost.base.errors import FeedError
from repost.base.patterns import pattern
from repost.feeds.dates import FeedDates
from repost.feeds.parsed import MOST_ARTICLES, Item, ParsedFeed, articles_of, blog_of, languages_of, web_link
from repost.web.addresses import shown

_MOST_VALUES: Final = 200_000  # of an item, and of all the rest: a matter of memory
_MOST_COMMAS: Final = 1_000_000  # so no list is longer
_LOOSE_COMMA: Final = pattern(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|(,)(?=\s*+[\]}])', re.DOTALL)
_VERSION: Final = "jsonfeed.org/version/"


class _Item(msgspec.Struct):
    """An item as received; a value of the wrong type counts as missing."""

    id: Any = None
    url: Any = None
    external_url: Any = None
    title: Any = None
    content_html: Any = None
    content_text: Any = None
    summary: Any = None
    image: Any = None
    banner_image: Any = None
    date_published: Any = None
    date_modified: Any = None
    author: Any = None
    authors: Any = None
    tags: Any = None

    @property
    def dates(self) -> tuple[str, ...]:
        return tuple(filter(None, map(_identifier, (self.date_published, self.date_modified))))


class _Items(msgspec.Struct):
    """Only the items, each as raw bytes."""

    items: list[msgspec.Raw]


class _Feed(msgspec.Struct):
    version: str
    items: list[msgspec.Raw]  # read one by one: a bad item doesn't spoil the others
    title: Any = None
    home_page_url: Any = None
    next_url: Any = None
    language: Any = None
    author: Any = None
    authors: Any = None


def parse_json_feed(text: str, url: str, date_order: str = "") -> ParsedFeed:
    """The JSON Feed at `url`.

    Raises
    ------
    FeedError
        Says what the text is instead.
    """
    if text.count(",") > _MOST_COMMAS:
        raise FeedError(f"{shown(url)} has more than {_MOST_COMMAS:,} values.")
    text = _mended(text)
    try:
        in_items = sum(_values(bytes(raw)) for raw in msgspec.json.decode(text, type=_Items).items)
        if _values(text.encode()) - in_items > _MOST_VALUES:
            raise FeedError(f"{shown(url)} has more than {_MOST_VALUES:,} values besides its articles.")
        feed = msgspec.json.decode(text, type=_Feed)
    except msgspec.ValidationError:
        raise FeedError(f"{shown(url)} is JSON, but not a JSON Feed.") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise FeedError(f"{shown(url)} is broken JSON, not a feed.") from None
    if _VERSION not in feed.version:
        raise FeedError(f"{shown(url)} is JSON, but not a JSON Feed.")
    items = [item for raw in feed.items[:MOST_ARTICLES] for item in _read(bytes(raw))]
    texts = (f"{_text(item.title)}. {_text(item.summary)}" for item in items)
    languages = languages_of(_text(feed.language), texts)
    dates = FeedDates([item.dates for item in items], date_order, languages)
    blog_authors = _names(feed.authors, feed.author)
    return ParsedFeed(
        blog=blog_of(_text(feed.title), _text(feed.home_page_url), _text(feed.language), url),
        articles=articles_of((_item(item, blog_authors, dates) for item in items), url),
        kind="json",
        next_url=web_link(_text(feed.next_url), url),
        date_order=dates.order,
        unread_dates=dates.unread,
    )


def _mended(text: str) -> str:
    """The same JSON as strictly as a decoder wants it.

    Half an emoji comes from a text that a script cut off; a line break in a text, and a comma behind the last
    value, from a template.
    """
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        if _values(text.encode("utf-8", "replace")) > _MOST_VALUES:
            return text
        try:
            plain = _LOOSE_COMMA.sub(lambda found: "" if found[1] else found[0], text)
            value = json.loads(plain, strict=False, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            return text
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore").decode()
    return text


def _values(body: bytes) -> int:
    """How many texts, lists and objects there may be at most."""
    return sum(map(body.count, (b"{", b"[", b'"')))


def _read(raw: bytes) -> list[_Item]:
    if _values(raw) > _MOST_VALUES:
        return []
    try:
        return [msgspec.json.decode(raw, type=_Item)]
    except (msgspec.DecodeError, RecursionError):
        return []


def _item(item: _Item, blog_authors: tuple[str, ...], dates: FeedDates) -> Item:
    return Item(
        guid=_identifier(item.id),
        title=_text(item.title),
        link=_text(item.url) or _permalink(item.id) or _text(item.external_url),
        published=dates.first_of(item.dates),
        categories=tuple(filter(None, map(_text, _list(_separated(item.tags))))),
        authors=_names(item.authors, item.author) or blog_authors,
        excerpt=_text(item.summary) or _text(item.content_html) or _text(item.content_text),
        image=_text(item.image) or _text(item.banner_image),
    )


def _identifier(value: Any) -> str:
    """An id; version 1 also allows numbers."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def _permalink(value: Any) -> str:
    """An id that is an address: that of the article, as the format recommends."""
    text = _text(value).strip()
    return text if text.startswith(("http://", "https://")) else ""


def _names(authors: Any, author: Any) -> tuple[str, ...]:
    """The names of version 1.1, else of version 1."""
    people = (*_list(authors), author)
    return tuple(
        filter(None, (_text(each.get("name") if isinstance(each, dict) else each) for each in people))
    )


def _separated(tags: Any) -> Any:
    """Tags as a list, although they came as one text."""
    return tags.split(",") if isinstance(tags, str) else tags


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    """A list, even of a single value that came without one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
