"""Recognizes a known article, although its GUID, its address or its feed has changed.

An article keeps the GUID under which it was first seen. It also has other names: its address, however that is
written, and its title together with its date. A name that several articles of one listing share tells nothing
apart, and doesn't count.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from repost.base.names import address_key, guid_key, host_key, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from repost.base.articles import Article


def each_once(articles: Iterable[Article]) -> list[Article]:
    """The articles of a listing, each once: the same title at the same address is one under any GUID."""
    found: dict[tuple[str, str] | str, Article] = {}
    for article in articles:
        page, title = page_key(article.link), name_key(article.title)
        found.setdefault((page, title) if page and title else article.guid, article)
    return list(found.values())


def other_names(articles: Sequence[Article]) -> Mapping[str, tuple[str, ...]]:
    """The names of each article of a listing besides its GUID, by GUID: its address, its title and date."""
    addresses = Counter(address_key(article.link) for article in articles)
    pages = Counter(page_key(article.link) for article in articles)
    titles = Counter(filter(None, map(_title_and_date, articles)))
    names = {}
    for article in articles:
        address, page, title = address_key(article.link), page_key(article.link), _title_and_date(article)
        own = []
        if page and addresses[address] == 1:
            own.append(f"at {address}")
        elif page and pages[page] == 1:
            own.append(f"at {page}")
        if title and titles[title] == 1:
            own.append(title)
        names[article.guid] = tuple(own)
    return names


def guid_name(guid: str) -> str:
    """A later GUID as a further name of an article that was first seen under another one."""
    return f"guid {guid_key(guid)}"


def is_same(known: Article, article: Article) -> bool:
    """Whether two articles of different feeds are one: they share the title, the date or the address."""
    if known.link and address_key(known.link) == address_key(article.link):
        return True
    if known.title and name_key(known.title) == name_key(article.title):
        return True
    return known.published is not None and known.published == article.published


def told_apart(article: Article) -> str:
    """A GUID for an article whose own one belongs to another blog's article."""
    return f"{article.guid} ({host_key(urlsplit(article.link).netloc)})"


def page_key(link: str) -> str:
    """The key of an address with its fragment; "" for the address of a whole site."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    if not parts.path.strip("/") and not parts.query and not parts.fragment:
        return ""
    return f"{address_key(link)}#{parts.fragment}" if parts.fragment else address_key(link)


def _title_and_date(article: Article) -> str:
    """Its title and the day of its date: the hour is lost when a blog moves to another system."""
    title = name_key(article.title)
    return f"on {article.published:%Y-%m-%d} {title}" if title and article.published else ""
