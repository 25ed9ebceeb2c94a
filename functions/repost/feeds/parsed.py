"""What a feed says, in any format, with a limit on everything in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urljoin, urlsplit

from repost.base import instants
from repost.base.articles import Article, Blog
from repost.base.html_tags import attributes_of
from repost.base.languages import language_tag
from repost.base.names import address_key, name_key
from repost.base.patterns import pattern
from repost.base.plain_text import plain_text
from repost.base.value import Value
from repost.feeds.dates import YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

MOST_ARTICLES: Final = 10_000

_LONGEST_TITLE: Final = 1_000
_LONGEST_NAME: Final = 200  # a blog's title, an author
_LONGEST_CATEGORY: Final = 100
_MOST_CATEGORIES: Final = 50
_MOST_AUTHORS: Final = 20
_LONGEST_EXCERPT: Final = 500
_SEAM: Final = " · "  # between a heading and a text, or two items of a list
_LONGEST_ADDRESS: Final = 2_000  # a link, a GUID
_LONGEST_TRAILER: Final = 2_000
_FEWEST_ON_A_PAGE: Final = 3  # articles without any name of their own
_AMPERSAND: Final = pattern(r"&(?:amp|#0*38|#[xX]0*26);")  # escaped once more than the feed needs
_WHOLE: Final = pattern(r"https?://[^/?#]")
_MAIL_ADDRESS: Final = pattern(r"[^\s,;]*@[^\s,;]+")


class ParsedFeed(Value, frozen=True):
    """A feed as read: its blog, its articles in the feed's own order, each GUID once.

    `next_url` is where the feed says that its older articles are (RFC 5005, JSON Feed), or "";
    `whole` is true if it says that there are none; `generator` what made it. `locked` are the GUIDs of
    articles that ask for a password, which can't be shared. `date_order` is the order in which
    its dates give day, month and year, or ""; `unread_dates` those dates of articles that can't be read, or
    in two ways.
    """

    blog: Blog
    articles: tuple[Article, ...]
    kind: Literal["rss", "atom", "rdf", "json"]
    next_url: str = ""
    whole: bool = False
    generator: str = ""
    locked: frozenset[str] = frozenset()
    date_order: str = ""
    unread_dates: tuple[str, ...] = ()


class Item(Value, frozen=True):
    """An article as a feed gives it: texts of any length, in any wrapping."""

    guid: str = ""
    title: str = ""
    link: str = ""
    published: datetime | None = None
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excerpt: str = ""
    image: str = ""
    tags: tuple[str, ...] | None = None
    locked: bool = False


def blog_of(title: str, link: str, language: str, url: str) -> Blog:
    """The blog of the feed at `url`."""
    from repost.feeds.titles import blog_name

    return Blog(
        title=blog_name(plain_text(title, _LONGEST_NAME)),
        link=web_link(link, url),
        language=language_tag(language),
    )


def languages_of(named: str, texts: Iterable[str]) -> Iterator[str]:
    """The language of a feed, as it says and then by the words of its articles, each when it is asked for."""
    yield language_tag(named)
    from repost.feeds.language import language_of

    yield language_of(plain_text(text, _LONGEST_EXCERPT) for text in texts)


def articles_of(items: Iterable[Item], url: str) -> tuple[Article, ...]:
    """The articles of the feed at `url`: each GUID once, the first counts; items without one are left out."""
    from repost.feeds.titles import article_title

    found = [(item, guid_of(item, url), web_link(item.link, url)) for item in items if not item.locked]
    articles: dict[str, Article] = {}
    for (item, _, link), guid in zip(found, _names_of(found), strict=True):
        if guid and guid not in articles:
            articles[guid] = Article(
                guid=guid,
                title=article_title(plain_text(item.title, _LONGEST_TITLE)),
                link=link,
                published=_usable(item.published),
                categories=_categories(item.categories),
                authors=_authors(item.authors),
                excerpt=plain_text(_without_trailer(item.excerpt, item.link), _LONGEST_EXCERPT, seam=_SEAM),
                image=web_link(item.image, url),
                tags=None if item.tags is None else _categories(item.tags),
            )
    return tuple(articles.values())


def _names_of(found: Sequence[tuple[Item, str, str]]) -> list[str]:
    """The GUID of each item, or what stands in for one that several items under different titles share.

    That is its address. Where most of a feed shares that, too, it is its title; otherwise they are one
    article, listed again under a better title.
    """
    guids = Counter(guid for _, guid, _ in found)
    if len(guids) == len(found):
        return list(guids)
    pages, titles = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for item, guid, link in found:
        pages[guid].add(f"{address_key(link)}#{link.partition('#')[2]}")
        titles[guid].add(item.title)

    def name(item: Item, guid: str, link: str) -> str:
        if len(titles[guid]) == 1:
            return guid
        if len(pages[guid]) > 1:
            return link or guid
        is_of_most = guids[guid] >= max(_FEWEST_ON_A_PAGE, len(found) // 2 + 1)
        return f"{guid}#{name_key(plain_text(item.title, _LONGEST_NAME))}" if guid and is_of_most else guid

    return [name(*each) for each in found]


def guid_of(item: Item, url: str) -> str:
    """The GUID of an item of the feed at `url`; its link if it has none, or one that is too long."""
    guid = item.guid if item.guid.isprintable() else "".join(c for c in item.guid if c.isprintable())
    guid = guid.strip()
    return guid if 0 < len(guid) <= _LONGEST_ADDRESS else web_link(item.link, url)


def locked_of(items: Iterable[Item], url: str) -> frozenset[str]:
    """The GUIDs of the items that ask for a password."""
    return frozenset(guid_of(item, url) for item in items if item.locked)


def web_link(link: str, base: str) -> str:
    """A link as a whole http or https address in ASCII; "" for any other, or one with a password in it."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    link = _AMPERSAND.sub("&", link.strip()) if "&" in link else link.strip()
    if not link or len(link) > _LONGEST_ADDRESS:
        return ""
    try:
        if link.lower().startswith(("www.", f"{urlsplit(base).netloc.lower()}/")):
            link = f"//{link}"  # it only lacks its scheme
        parts = parse_url(link if _WHOLE.match(link) else urljoin(base, link))
    except (LocationParseError, ValueError):
        return ""
    if parts.scheme not in {"http", "https"} or not parts.host or parts.auth:
        return ""
    return parts.url if len(parts.url) <= _LONGEST_ADDRESS else ""


def _usable(published: datetime | None) -> datetime | None:
    published = instants.in_utc(published) if published else None
    return published if published and published.year in YEARS else None


def _categories(names: tuple[str, ...]) -> tuple[str, ...]:
    plain = (_category(name) for name in names[: 2 * _MOST_CATEGORIES])
    # Blogger marks the kind of an entry with a category that is an address.
    kept = dict.fromkeys(name for name in plain if name and not name.startswith(("http://", "https://")))
    return tuple(kept)[:_MOST_CATEGORIES]


@lru_cache(maxsize=1024)
def _category(name: str) -> str:
    """A category in plain text; cached, since a blog repeats a few of them."""
    return plain_text(name, _LONGEST_CATEGORY)


def _authors(names: tuple[str, ...]) -> tuple[str, ...]:
    plain = (_author(name) for name in names[:_MOST_AUTHORS])
    return tuple(dict.fromkeys(name for name in plain if name))


def _author(text: str) -> str:
    """The name or names alone; no address is passed on, be it of mail, for which RSS asks, or of a page."""
    text = plain_text(text, _LONGEST_NAME)
    if text.startswith(("http://", "https://")):
        return ""
    if "@" not in text:
        return text
    names = re.split(r"[,;]", re.sub(r"[()<>]", " ", _MAIL_ADDRESS.sub(" ", text)))
    return ", ".join(filter(None, (" ".join(name.split()) for name in names)))


def _without_trailer(markup: str, link: str) -> str:
    """Without "The post … appeared first on …", known in any language by its links to post and home page."""
    start = markup.rfind("<p")
    if start < 0 or len(markup) - start > _LONGEST_TRAILER or not link:
        return markup
    targets = [attributes_of(tag).get("href", "") for tag in re.findall(r"<a\s[^<>]*>", markup[start:])]
    if len(targets) != 2 or targets[0].rstrip("/") != link.rstrip("/"):  # noqa: PLR2004 - post and home page
        return markup
    try:
        post, home = urlsplit(link), urlsplit(targets[1])
    except ValueError:
        return markup
    is_home = home.netloc == post.netloc and post.path.startswith(home.path) and home.path != post.path
    return markup[:start] if is_home else markup
