"""From the body of a feed to a blog and its articles: RSS, Atom and RDF by feedparser, and JSON Feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from repost.base.errors import FeedError
from repost.base.patterns import pattern
from repost.feeds.dates import FeedDates
from repost.feeds.decoding import text_of
from repost.feeds.document import (
    MOST_TAGS,
    TooManyTagsError,
    beginning,
    has_too_many_attributes,
    with_fewer_categories,
    with_filled_links,
    written_out,
)
from repost.feeds.parsed import (
    Item,
    ParsedFeed,
    articles_of,
    blog_of,
    languages_of,
    locked_of,
    web_link,
)
from repost.feeds.time_limit import time_limit
from repost.feeds.web_page import FEED_ROOTS, is_web_page, root_of
from repost.web.addresses import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_WHOLE: Final = pattern(r"<[\w.-]+:complete\s*/?>")  # RFC 5005, section 2
_LOCK: Final = "wp-login.php?action=postpass"  # in the form that WordPress shows in place of an article
_NOT_OF_THE_ARTICLE: Final = pattern(r"https?://(?:[\w-]+\.)?gravatar\.com/|https?://s\.w\.org/")
# Of "ada@blog.example (Ada)" feedparser takes an address with at most four letters after its last dot.
_TORN: Final = pattern(r"\A[a-z-]{0,20}\s*(?:\((.+?)\)?)?\Z|\A(.+) [<(][a-z-]{0,20}[>)]\Z")
_PAGE_TYPES: Final = frozenset({"", "text/html", "application/xhtml+xml"})
_ADDRESS: Final = pattern(r"https?://|/", re.IGNORECASE)
# feedparser documents no exceptions of its own, and raises these over bytes that nobody foresaw.
_PARSER_ERRORS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def parse_feed(
    body: bytes, content_type: str, url: str, *, date_order: str = "", seconds: float = 20.0
) -> ParsedFeed:
    """The blog and the articles of a feed.

    Parameters
    ----------
    content_type : str
        The Content-Type header that came with the body, or "".
    url : str
        Where the body came from: relative links are resolved against it.
    date_order : str
        In which order this feed is known to write day, month and year; see `repost.feeds.dates`.
    seconds : float
        The longest that parsing may take.

    Raises
    ------
    FeedError
        If it is not a feed, or one without measure; says what it is instead.
    """
    try:
        with time_limit(seconds):
            return _parsed(text_of(body, content_type), url, date_order)
    except TimeoutError:
        raise FeedError(f"{shown(url)} takes longer than {seconds:g} seconds to read.") from None


def _parsed(text: str, url: str, date_order: str) -> ParsedFeed:
    begin = text.lstrip()[:1]
    if not begin:
        raise FeedError(f"{shown(url)} is empty.")
    if begin in {"{", "["}:
        from repost.feeds.json_feed import parse_json_feed

        return parse_json_feed(text, url, date_order)
    root, name = root_of(text)
    if root < 0:
        raise FeedError(f"{shown(url)} is plain text, not a feed.")
    if is_web_page(text, root, name):
        from repost.feeds.page_head import head_of

        feed = head_of(text, url).feed
        hint = f"; the page names {feed} as its feed" if feed else ""
        raise FeedError(f"{shown(url)} is a web page, not a feed{hint}.")
    whole, prolog = text[root:], text[:root]
    del text  # one with an emoji takes four bytes a character
    try:
        whole = written_out(whole, prolog)
        document = beginning(whole)
    except TooManyTagsError:
        raise FeedError(f"{shown(url)} has more than {MOST_TAGS:,} tags.") from None
    if has_too_many_attributes(document):
        raise FeedError(f"{shown(url)} has more attributes in its tags than any feed.")
    is_whole = document is whole
    del whole
    parsed = _from_feedparser(with_filled_links(with_fewer_categories(document)), name, url, date_order)
    return parsed if is_whole else replace(parsed, whole=False)


def _from_feedparser(document: str, root: str, url: str, date_order: str) -> ParsedFeed:
    """What feedparser makes of a document without prolog."""
    from io import BytesIO

    import feedparser

    try:
        result = feedparser.parse(
            # Given a text, feedparser might take it for an address and open it. The XML parser hands over
            # each line by itself, and here a line's end is no more than a space.
            BytesIO(document.replace("\n", " ").encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},  # links are resolved later
            resolve_relative_uris=False,  # and sanitising: ten times the time, and only markup gains
            sanitize_html=False,
        )
    except _PARSER_ERRORS:
        raise FeedError(f"{shown(url)} is too broken to read.") from None
    version, channel, entries = result["version"], result["feed"], result["entries"]
    if not version and not entries:
        if root in FEED_ROOTS:
            raise FeedError(f"{shown(url)} is too broken to read.")
        raise FeedError(f"{shown(url)} is XML (<{root[:40]}>), but not a feed.")
    texts = (f"{_text(entry, 'title')}. {_text(entry, 'summary')}" for entry in entries)
    languages = languages_of(_text(channel, "language"), texts)
    dates = FeedDates([*map(_dates, entries), _dates(channel)], date_order, languages)
    blog_authors = _authors(channel)
    items = [_item(entry, blog_authors, dates) for entry in entries]
    return ParsedFeed(
        blog=blog_of(_text(channel, "title"), _text(channel, "link"), _text(channel, "language"), url),
        articles=articles_of(items, url),
        kind=_kind(version),
        next_url=_next(channel, url),
        whole=_HISTORY in document and bool(_WHOLE.search(document)),
        generator=_text(channel, "generator")[:200],
        locked=locked_of(items, url),
        date_order=dates.order,
        unread_dates=dates.unread,
    )


def _kind(version: str) -> Literal["rss", "atom", "rdf"]:
    if version.startswith("atom"):
        return "atom"
    return "rdf" if version in {"rss10", "rss090"} else "rss"


def _next(channel: object, url: str) -> str:
    for link in _tables(channel, "links"):
        if _text(link, "rel") in {"next", "prev-archive"}:
            return web_link(_text(link, "href"), url)
    return ""


def _item(entry: object, blog_authors: tuple[str, ...], dates: FeedDates) -> Item:
    return Item(
        guid=_text(entry, "id"),
        title=_text(entry, "title"),
        link=_link(entry),
        published=dates.first_of(_dates(entry)),
        categories=tuple(_text(tag, "label") or _text(tag, "term") for tag in _tables(entry, "tags")),
        authors=_authors(entry) or blog_authors,
        excerpt=_text(entry, "summary")
        or next((_text(part, "value") for part in _tables(entry, "content")), ""),
        image=_image(entry),
        locked=any(_LOCK in _text(part, "value") for part in _tables(entry, "content")),
    )


def _link(entry: object) -> str:
    """Where its page is; one in another language only if it has no other, and nothing that is no page."""
    named = [link for link in _tables(entry, "links") if _text(link, "rel") == "alternate"]
    pages = [link for link in named if _text(link, "type") in _PAGE_TYPES]
    own = [link for link in pages if not _text(link, "hreflang")]
    page = next((found for link in (*own, *pages) if (found := _text(link, "href").strip())), "")
    link, guid = _text(entry, "link").strip(), _text(entry, "id").strip()
    if not page and (named or link != guid or _ADDRESS.match(guid)):  # "12" is a permalink in name only
        page = link or (guid if named and _ADDRESS.match(guid) else "")
    return (
        _text(entry, "feedburner_origlink")
        or page
        or _text(_get(entry, "a"), "href")  # so the Channel Definition Format may have it
    )


def _authors(entry: object) -> tuple[str, ...]:
    """Its authors as they are written: feedparser splits one of several that has an address."""
    several = _tables(entry, "authors")
    if len(several) < 2:  # noqa: PLR2004
        return tuple(filter(None, [_text(entry, "author")]))
    names = ((_text(each, "name"), _text(each, "email")) for each in several)
    return tuple(_TORN.sub(r"\1\2", name) if address else name for name, address in names if name)


def _image(entry: object) -> str:
    """The first picture that isn't its author's, which WordPress.com lists among those of the article."""
    return next((url for url in _images(entry) if url and not _NOT_OF_THE_ARTICLE.match(url)), "")


def _images(entry: object) -> Iterator[str]:
    for media in _tables(entry, "media_content"):
        if _text(media, "medium") == "image" or _text(media, "type").startswith("image/"):
            yield _text(media, "url")
    for link in _tables(entry, "links"):
        if _text(link, "rel") == "enclosure" and _text(link, "type").startswith("image/"):
            yield _text(link, "href")
    yield from (_text(media, "url") for media in _tables(entry, "media_thumbnail"))


def _dates(entry: object) -> tuple[str, ...]:
    """The texts of its dates, the one of publication first: feedparser's own reading of them guesses."""
    texts = (_text(entry, key) for key in ("published", "created", "updated"))
    return tuple(text for text in texts if text)


def _get(table: object, key: str) -> Any:
    """What feedparser noted under exactly this key, without what it substitutes for missing ones."""
    return dict.get(table, key) if isinstance(table, dict) else None


def _text(table: object, key: str) -> str:
    value = _get(table, key)
    return value if isinstance(value, str) else ""


def _tables(table: object, key: str) -> list[object]:
    value = _get(table, key)
    return value if isinstance(value, list) else []
